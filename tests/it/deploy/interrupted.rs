//! A deployment that is killed, wherever it is: readers have a whole site, and the next one goes on.

use std::process::Stdio;
use std::time::{Duration, Instant};

use super::mood::{Mood, is_change};
use super::places::{Moody, Place};
use super::s3::Store;
use super::{changed, gaps};
use crate::site_fixture::difference;

/// Deploys, kills the process when the store has hung up after so many changes, and says whether it had to.
fn killed_after(store: &Store, outlet: &super::Outlet, changes: usize) -> bool {
    store.set(Mood {
        hang_after: Some(changes),
        watch: true,
        ..Mood::default()
    });
    let mut child = outlet
        .command(&[])
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success());
            return false;
        }
        if store.log().iter().filter(|line| is_change(line)).count() > changes {
            break;
        }
        assert!(
            start.elapsed() < Duration::from_mins(1),
            "neither ended nor stopped"
        );
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    true
}

#[test]
fn a_killed_deployment_leaves_a_whole_site_and_the_next_finishes() {
    let store = Store::new();
    let outlet = store.outlet(", parallel: 4");
    store.set(Mood {
        watch: true,
        ..Mood::default()
    });
    outlet.deploy(&[]);
    let mut kills = 0;
    for changes in [0, 1, 2, 3, 5, 8, 11, 14, 17, 20, 23, 26, 29, 32] {
        let number = 20 + u32::try_from(changes).unwrap();
        // With a tag that was not there before, and so with its page and feeds.
        outlet.workshop.write(
            &format!("content/port/tagged-{number}.md"),
            format!("---\ntitle: Tagged {number}\ndate: 2026-05-01\ntags: [new {number}]\n---\n\nNews.\n"),
        );
        outlet.publish(number + 1, "More news.");
        outlet.publish(1, &format!("After {changes} changes."));
        if killed_after(&store, &outlet, changes) {
            kills += 1;
        }
        assert_eq!(gaps(&store.tree()), [""; 0], "after {changes} changes");
        if changes % 3 == 0 {
            // What was on its way is not wanted any more.
            outlet.withdraw(number + 1);
        }
        store.set(Mood {
            watch: true,
            ..Mood::default()
        });
        outlet.deploy(&[]);
        assert_eq!(
            difference(&outlet.site(), &store.tree()),
            None,
            "after {changes} changes"
        );
    }
    assert!(kills >= 10, "{kills} deployments were killed");
    let head = std::fs::read_to_string(store.file(".presstime/head.json")).unwrap();
    for left in store.ours() {
        assert!(
            left == "head.json" || head.contains(&left),
            "{left} is left behind, and is not of {head}"
        );
    }
    assert_eq!(
        store.found(),
        [""; 0],
        "no reader meets a gap at any moment"
    );
}

#[test]
fn a_first_deployment_goes_on_from_where_it_was_killed() {
    let store = Store::new();
    let outlet = store.outlet(", parallel: 2");
    for number in 30..530 {
        outlet.publish(number, "Archive.");
    }
    assert!(killed_after(&store, &outlet, 545));
    let there = store.tree();
    store.set(Mood::default());
    let report = outlet.deploy(&[]);
    assert_eq!(difference(&outlet.site(), &store.tree()), None);
    let site = outlet.site();
    let put = report["uploaded"].as_array().unwrap().len();
    assert!(
        put < site.len() - 400,
        "{put} of {} files travelled again",
        site.len()
    );
    assert!(changed(&there, &site).len() <= put);
}

#[test]
fn what_two_killed_deployments_left_open_is_put_right_by_the_third() {
    let store = Store::new();
    let outlet = store.outlet(", parallel: 1");
    outlet.deploy(&[]);
    for changes in [4, 8, 12, 16, 20] {
        // An edit and a new page get there, more or less of them; both are taken back, and that is noted but not done.
        outlet.publish(1, "An edit.");
        outlet.publish(60, "A page.");
        killed_after(&store, &outlet, changes);
        outlet.publish(1, "It goes on.");
        outlet.withdraw(60);
        killed_after(&store, &outlet, 3);
        store.set(Mood::default());
        outlet.deploy(&[]);
        let there = store.tree();
        assert_eq!(
            difference(&outlet.site(), &there),
            None,
            "after {changes} changes"
        );
    }
}
