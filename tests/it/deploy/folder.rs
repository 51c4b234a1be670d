//! A folder as a place, and what is the same everywhere and seen best there.

use std::path::PathBuf;

use tempfile::TempDir;

use super::places::{self, Place};
use super::{Outlet, uploaded};
use crate::process::tree;
use crate::site_fixture::{Tree, difference};

struct Folder(TempDir);

impl Folder {
    fn new() -> Folder {
        Folder(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("www")
    }
}

impl Place for Folder {
    fn outlet(&self, more: &str) -> Outlet {
        Outlet::new(&format!(
            "{{to: folder, path: {}{more}}}",
            self.path().display()
        ))
    }

    fn tree(&self) -> Tree {
        tree(&self.path())
    }

    fn put(&self, path: &str, bytes: &[u8]) {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

#[test]
fn a_folder_holds_what_it_should() {
    places::holds_what_it_should(&Folder::new());
}

#[test]
fn files_of_a_folder_become_folders() {
    places::files_become_folders(&Folder::new());
}

#[test]
fn a_folder_survives_kills() {
    places::survives_kills(&Folder::new(), &places::MOMENTS);
}

#[test]
fn what_is_gone_from_the_output_folder_is_not_withdrawn() {
    let folder = Folder::new();
    let outlet = folder.outlet("");
    outlet.deploy(&[]);
    let before = folder.tree();
    std::fs::remove_file(outlet.workshop.output().join("robots.txt")).unwrap();
    let said = outlet.refused(&[]);
    assert!(
        said.contains("error[output-damaged]: `robots.txt` that"),
        "{said}"
    );
    assert_eq!(difference(&before, &folder.tree()), None);
    let mut full = outlet.workshop.presstime("build");
    full.args(["--full", "-o"]).arg(outlet.workshop.output());
    assert!(full.output().unwrap().status.success());
    outlet.deploy(&[]);
    assert_eq!(difference(&before, &folder.tree()), None);
}

#[test]
fn what_stopped_deployments_left_is_taken_away_when_asked_to_look() {
    let folder = Folder::new();
    let outlet = folder.outlet("");
    outlet.deploy(&[]);
    let left = [".presstime/new/0123", ".presstime/changes-0123.zst"];
    for path in left {
        folder.put(path, b"half a file");
    }
    let is_there = || left.map(|path| folder.path().join(path).exists());
    outlet.deploy(&["--verify", "--dry-run"]);
    assert_eq!(is_there(), [true, true]);
    let report = outlet.deploy(&["--verify"]);
    assert!(uploaded(&report).is_empty(), "{report:#}");
    assert_eq!(is_there(), [false, false]);
    assert!(!folder.path().join(".presstime/new").exists());
    assert_eq!(difference(&outlet.site(), &folder.tree()), None);
}

#[test]
fn a_changed_folder_is_put_right() {
    places::is_verified(&Folder::new());
}

#[test]
fn folders_go_with_the_last_of_their_files() {
    let folder = Folder::new();
    let outlet = folder.outlet("");
    outlet.deploy(&[]);
    outlet.withdraw(3);
    outlet.deploy(&[]);
    assert!(!folder.path().join("city/2026/01/story-3").exists());
    assert!(folder.path().join("city/2026/01").exists());
}

#[test]
fn assets_stay_for_a_while_that_no_page_shows_any_more() {
    const BRAND: &str = "assets/brand.0123456789ab.css";
    let folder = Folder::new();
    let outlet = folder.outlet("");
    let source = format!("static/{BRAND}");
    outlet.workshop.write(&source, "a{}");
    outlet.deploy(&[]);
    std::fs::remove_file(outlet.workshop.site().join(&source)).unwrap();
    let report = outlet.deploy(&[]);
    assert_eq!(report["kept"], 1, "{report:#}");
    assert!(folder.tree().contains_key(BRAND));

    // Shown again, it need not travel.
    outlet.workshop.write(&source, "a{}");
    let report = outlet.deploy(&[]);
    assert!(!uploaded(&report).contains(BRAND), "{report:#}");

    std::fs::remove_file(outlet.workshop.site().join(&source)).unwrap();
    outlet.deploy(&["--no-grace"]);
    assert_eq!(difference(&outlet.site(), &folder.tree()), None);
}

#[test]
fn a_long_history_is_made_one_list_again() {
    let folder = Folder::new();
    let outlet = folder.outlet("");
    for round in 0..40 {
        outlet.publish(1, &format!("Round {round}."));
        outlet.deploy(&[]);
    }
    let kept: Vec<_> = std::fs::read_dir(folder.path().join(".presstime"))
        .unwrap()
        .collect();
    assert!(kept.len() <= 40, "{} files", kept.len());
    // One who knows nothing of what was before reads it all the same.
    std::fs::remove_dir_all(outlet.workshop.site().join(".presstime/deploy")).unwrap();
    let report = outlet.deploy(&["--verify"]);
    assert!(uploaded(&report).is_empty(), "{report:#}");
}

#[test]
fn another_site_is_not_published_over_one() {
    let folder = Folder::new();
    folder.outlet("").deploy(&[]);
    let other = Outlet::new("{to: git}");
    let config = format!(
        "title: Gazette\nurl: https://gazette.example/\ntimezone: UTC\ndeploy: {{live: {{to: folder, path: {}}}}}\n",
        folder.path().display()
    );
    other.workshop.write("site.yaml", config);
    let said = other.refused(&[]);
    assert!(
        said.contains("other-site") && said.contains("https://courier.example"),
        "{said}"
    );
}

#[test]
fn a_folder_that_can_not_be_written_is_told() {
    let folder = Folder::new();
    std::fs::write(folder.path(), "a file").unwrap();
    let said = folder.outlet("").refused(&[]);
    assert!(said.contains("site.yaml:5"), "{said}");
}

#[test]
fn what_is_damaged_there_is_told() {
    let folder = Folder::new();
    let outlet = folder.outlet("");
    outlet.deploy(&[]);
    std::fs::write(folder.path().join(".presstime/head.json"), "{").unwrap();
    let said = outlet.refused(&[]);
    assert!(said.contains("deploy-damaged"), "{said}");
    std::fs::remove_dir_all(folder.path().join(".presstime")).unwrap();
    // All that is there is the same, so nothing is in the way.
    outlet.deploy(&[]);
    assert_eq!(difference(&outlet.site(), &folder.tree()), None);
}

#[test]
fn compressed_forms_lie_beside() {
    let folder = Folder::new();
    let outlet = folder.outlet(", compress: [br, gzip, zstd]");
    outlet.deploy(&[]);
    let tree = folder.tree();
    let page = &outlet.site()["index.html"];
    let mut plain = Vec::new();
    std::io::Read::read_to_end(
        &mut flate2::read::GzDecoder::new(&*tree["index.html.gz"]),
        &mut plain,
    )
    .unwrap();
    assert_eq!(&plain, page);
    assert_eq!(&zstd::decode_all(&*tree["index.html.zst"]).unwrap(), page);
    assert!(tree["index.html.br"].len() < page.len());
    let pictures = tree
        .keys()
        .filter(|path| path.ends_with(".png.gz") || path.ends_with(".woff2.gz"));
    assert_eq!(
        pictures.count(),
        0,
        "what is compressed already stays as it is"
    );

    outlet.withdraw(2);
    outlet.deploy(&[]);
    let left = folder.tree();
    assert!(
        !left.keys().any(|path| path.contains("story-2/")),
        "{:?}",
        left.keys()
    );
    let report = outlet.deploy(&["--verify"]);
    assert_eq!(report["changedBehind"], serde_json::json!([]));
}

#[test]
fn what_can_not_be_seen_is_not_taken_for_withdrawn() {
    let folder = Folder::new();
    let outlet = folder.outlet("");
    outlet.deploy(&[]);
    let before = folder.tree();
    let port = outlet.workshop.output().join("port");
    std::fs::rename(&port, outlet.beside("elsewhere")).unwrap();
    std::os::unix::fs::symlink(outlet.beside("elsewhere"), &port).unwrap();
    let said = outlet.refused(&["--no-build"]);
    assert!(said.contains("deploy-unreadable"), "{said}");
    assert_eq!(difference(&before, &folder.tree()), None);
}
