//! What holds of every place that a site can be published to.

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::site_fixture::{Tree, difference};

use super::mood::Mood;
use super::{Outlet, changed, gaps, uploaded};

/// A place with a service behind it.
pub trait Place {
    /// A site that is published there, described with these further keys of YAML's flow style (`, parallel: 2`).
    fn outlet(&self, more: &str) -> Outlet;
    /// What readers have.
    fn tree(&self) -> Tree;
    /// Has somebody else put a file there.
    fn put(&self, path: &str, bytes: &[u8]);
}

/// A place that fails when asked.
pub trait Moody: Place {
    fn set(&self, mood: Mood);
}

/// Insists on all of it.
pub fn holds_what_it_should(place: &dyn Place) {
    place.put("theirs/notes.html", b"somebody's");
    let outlet = place.outlet("");

    let report = outlet.deploy(&["--dry-run"]);
    assert!(!uploaded(&report).is_empty());
    assert_eq!(place.tree().len(), 1, "a dry run puts nothing there");

    let report = outlet.deploy(&[]);
    let site = outlet.site();
    assert_eq!(
        uploaded(&report).len(),
        site.len(),
        "all of it travels first"
    );
    assert_same(place, &site);

    let report = outlet.deploy(&[]);
    assert!(uploaded(&report).is_empty(), "{report:#}");

    outlet.publish(12, "News.");
    let report = outlet.deploy(&[]);
    let now = outlet.site();
    assert_eq!(
        uploaded(&report),
        changed(&site, &now),
        "only what changed travels"
    );
    assert_same(place, &now);

    outlet.withdraw(3);
    let report = outlet.deploy(&[]);
    let withdrawn = "city/2026/01/story-3/index.html";
    let removed = report["removed"].as_array().unwrap();
    assert!(removed.iter().any(|path| path == withdrawn), "{report:#}");
    assert_same(place, &outlet.site());

    // What is not presstime's is neither replaced nor taken away.
    place.put("port/2026/01/story-14/index.html", b"somebody's");
    outlet.publish(14, "In the way.");
    let said = outlet.refused(&[]);
    assert!(
        said.contains("foreign-files") && said.contains("story-14"),
        "{said}"
    );
    outlet.deploy(&["--adopt"]);
    assert_same(place, &outlet.site());
}

/// Insists that a place has a site, and what somebody else put there.
fn assert_same(place: &dyn Place, site: &Tree) {
    let mut there = place.tree();
    assert_eq!(
        there.remove("theirs/notes.html").as_deref(),
        Some(&b"somebody's"[..])
    );
    if let Some(difference) = difference(site, &there) {
        panic!("{difference}");
    }
}

/// Insists that all gets there, though the service refuses one request in `each` for the moment.
pub fn gets_all_when_it_is_slow(place: &dyn Moody, each: usize) {
    let outlet = place.outlet("");
    place.set(Mood {
        refuse_each: Some(each),
        ..Mood::default()
    });
    let report = outlet.deploy(&[]);
    assert!(report["retries"].as_u64().unwrap() > 3, "{report:#}");
    assert_eq!(difference(&outlet.site(), &place.tree()), None);
}

/// Insists that a service that lets nobody write is told as such and stays as it was, and gets all when it lets.
pub fn is_left_as_it_was(place: &dyn Moody) {
    let outlet = place.outlet("");
    outlet.deploy(&[]);
    let before = place.tree();
    outlet.publish(12, "News.");
    place.set(Mood {
        is_read_only: true,
        ..Mood::default()
    });
    let said = outlet.refused(&[]);
    assert!(
        said.contains("deploy-denied") && said.contains("write"),
        "{said}"
    );
    assert_eq!(difference(&before, &place.tree()), None);
    place.set(Mood::default());
    outlet.deploy(&[]);
    assert_eq!(difference(&outlet.site(), &place.tree()), None);
}

/// Insists that a change behind presstime's back is noticed and put right.
pub fn is_verified(place: &dyn Place) {
    let outlet = place.outlet("");
    outlet.deploy(&[]);
    place.put("index.html", b"defaced");
    let report = outlet.deploy(&[]);
    assert!(
        uploaded(&report).is_empty(),
        "without --verify nobody looks"
    );

    let report = outlet.deploy(&["--verify", "--dry-run"]);
    assert_eq!(report["changedBehind"], serde_json::json!(["index.html"]));
    let report = outlet.deploy(&["--verify"]);
    assert_eq!(
        uploaded(&report).into_iter().collect::<Vec<_>>(),
        ["index.html"]
    );
    assert_eq!(difference(&outlet.site(), &place.tree()), None);
    let report = outlet.deploy(&["--verify"]);
    assert_eq!(report["changedBehind"], serde_json::json!([]));
}

/// Insists that what was a file can become a folder, and a file again, where files lie in folders.
pub fn files_become_folders(place: &dyn Place) {
    let outlet = place.outlet("");
    let (file, below) = ("static/press", "static/press/kit.txt");
    let source = outlet.workshop.site().join(file);
    outlet.workshop.write(file, "a file");
    outlet.deploy(&[]);
    assert_eq!(difference(&outlet.site(), &place.tree()), None);
    std::fs::remove_file(&source).unwrap();
    outlet.workshop.write(below, "below a folder");
    outlet.deploy(&[]);
    assert_eq!(difference(&outlet.site(), &place.tree()), None);
    std::fs::remove_dir_all(&source).unwrap();
    outlet.workshop.write(file, "a file again");
    outlet.deploy(&[]);
    assert_eq!(difference(&outlet.site(), &place.tree()), None);
}

/// The milliseconds after which deployments are killed.
pub const MOMENTS: [u64; 12] = [40, 80, 120, 160, 200, 260, 320, 400, 500, 650, 800, 1000];

/// Kills deployments at moments spread over their work, and insists that readers have a whole site each time, and the
/// whole new one after the next.
pub fn survives_kills(place: &dyn Place, moments: &[u64]) {
    let outlet = place.outlet("");
    outlet.deploy(&[]);
    let mut kills = 0;
    for (round, &moment) in (70u32..).zip(moments) {
        outlet.publish(round, "News.");
        outlet.publish(1, &format!("In round {round}."));
        let command = &mut outlet.command(&["--quiet"]);
        let mut child = command
            .stderr(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let start = Instant::now();
        while start.elapsed() < Duration::from_millis(moment) {
            std::thread::yield_now();
        }
        kills += u32::from(child.try_wait().unwrap().is_none());
        let _ = child.kill();
        child.wait().unwrap();
        assert_eq!(gaps(&place.tree()), [""; 0], "after {moment} ms");
        outlet.deploy(&[]);
        assert_eq!(
            difference(&outlet.site(), &place.tree()),
            None,
            "after {moment} ms"
        );
    }
    assert!(kills > 0, "no deployment took so long");
}
