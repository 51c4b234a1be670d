//! What is kept of photos from build to build: nothing is made twice, whatever was lost.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use insta::assert_snapshot;
use presstime::engine::{Settings, State, Stock, shelves};
use presstime::fs::Disk;

use super::{newsroom, pictures, story};
use crate::frail_disk::{End, FrailDisk};
use crate::pages;
use crate::photo::{jpeg, scene};
use crate::process::Workshop;
use crate::site_fixture::{NOW, Newsroom, at, folders, look_and_build};

fn shelf() -> std::path::PathBuf {
    folders().photos()
}

#[test]
fn nothing_is_made_twice() {
    let newsroom = newsroom();
    newsroom.build_well(&at(NOW));
    let first = stamps(&newsroom);
    // A ledger that is lost, and an output folder that was emptied.
    lose_all_but_the_cache(&newsroom);
    newsroom.build_well(&at(NOW));
    assert_eq!(stamps(&newsroom), first);
    // An article that moves, with its photo.
    newsroom.write(
        "content/port/talks/index.md",
        story("image: {src: port.jpg, alt: The port}", ""),
    );
    newsroom.write("content/port/talks/port.jpg", jpeg(&scene(480, 320)));
    newsroom.remove("content/world/talks/index.md");
    newsroom.remove("content/world/talks/port.jpg");
    newsroom.build_well(&at(NOW));
    assert_eq!(stamps(&newsroom), first);
    // A theme that shows photos alike.
    newsroom.write(
        "themes/plain/templates/listing.html",
        "{{ listing.name }}!\n",
    );
    newsroom.build_well(&at(NOW));
    assert_eq!(stamps(&newsroom), first);
    newsroom.assert_clean(&at(NOW));
}

#[test]
fn a_build_from_nothing_reads_no_photo_that_is_as_it_was() {
    let newsroom = newsroom();
    // Small files are read sooner than looked up.
    let photo = "content/world/talks/port.jpg";
    newsroom.write(photo, jpeg(&scene(2400, 1600)));
    newsroom.build_well(&at(NOW));
    let from_nothing = || {
        let disk = Arc::new(FrailDisk::new(newsroom.disk.clone(), i64::MAX, End::IsFull));
        let mut state = State::open(disk.clone(), folders(), true);
        assert!(look_and_build(&mut state, &at(NOW)).is_ok());
        newsroom.assert_clean(&at(NOW));
        disk.reads().contains(&folders().site.join(photo))
    };
    assert!(!from_nothing());
    newsroom.write(photo, jpeg(&scene(1600, 2400)));
    assert!(from_nothing());
    assert!(!from_nothing());
}

/// Takes away the ledger and all that is published.
fn lose_all_but_the_cache(newsroom: &Newsroom) {
    let published = newsroom.published().into_keys();
    let published = published.map(|path| folders().output.join(path));
    for path in published.chain([folders().cache.join("ledger")]) {
        newsroom.disk.remove(&path).unwrap();
    }
}

/// What is kept of photos, and when each file of it was written.
fn stamps(newsroom: &Newsroom) -> BTreeSet<(String, u64)> {
    let (found, _) = newsroom.disk.walk(&shelf(), &shelf());
    let found = found.into_iter().filter(|(path, _)| path.contains('/'));
    found.map(|(path, stamp)| (path, stamp.mtime)).collect()
}

#[test]
fn what_was_kept_and_damaged_is_made_again() {
    let newsroom = newsroom();
    newsroom.build_well(&at(NOW));
    let published = newsroom.published();
    let (kept, _) = newsroom.disk.walk(&shelf(), &shelf());
    for (path, _) in &kept {
        newsroom
            .disk
            .write(&shelf().join(path), b"damaged")
            .unwrap();
    }
    lose_all_but_the_cache(&newsroom);
    newsroom.build_well(&at(NOW));
    assert_eq!(newsroom.published(), published);
}

#[cfg(unix)]
#[test]
fn what_is_published_takes_no_room_twice_and_others_cannot_spoil_what_is_kept() {
    use std::os::unix::fs::MetadataExt;
    let workshop = workshop();
    assert!(workshop.build().status.success());
    let published = workshop.published();
    let photo = published
        .keys()
        .find(|path| path.starts_with("assets/photos/"))
        .unwrap();
    let path = workshop.output().join(photo);
    assert!(std::fs::metadata(&path).unwrap().nlink() > 1);
    // Somebody shrinks what is published, and it is built anew.
    std::fs::write(&path, "smaller").unwrap();
    let again = workshop
        .command(&workshop.output())
        .arg("--full")
        .output()
        .unwrap();
    assert!(
        again.status.success(),
        "{}",
        String::from_utf8_lossy(&again.stderr)
    );
    assert_eq!(workshop.published(), published);
    assert_eq!(workshop.clean(), published);
}

#[test]
fn a_build_that_is_stopped_goes_on_where_it_was() {
    let workshop = workshop();
    for number in 0..12 {
        let folder = format!("content/world/story-{number}");
        let mut photo = scene(1200, 900);
        for pixel in photo.pixels_mut() {
            pixel.0[0] = number * 20;
        }
        workshop.write(&format!("{folder}/photo.jpg"), jpeg(&photo));
        let article = story("image: {src: photo.jpg, alt: It}", "");
        workshop.write(&format!("{folder}/index.md"), article);
    }
    let shelf = workshop.site().join(".presstime/photos");
    let sheets = || -> BTreeMap<PathBuf, SystemTime> {
        let files = walkdir::WalkDir::new(&shelf)
            .into_iter()
            .filter_map(Result::ok);
        let sheets = files.filter(|file| file.file_name() == "sheet");
        let dated = |file: walkdir::DirEntry| {
            Some((
                file.path().to_owned(),
                file.metadata().ok()?.modified().ok()?,
            ))
        };
        sheets.filter_map(dated).collect()
    };
    let mut first = workshop.command(&workshop.output()).spawn().unwrap();
    while sheets().len() < 3 && first.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    first.kill().unwrap();
    first.wait().unwrap();
    let done = sheets();
    assert!(done.len() >= 3, "{}", done.len());
    assert!(workshop.build().status.success());
    let after = sheets();
    assert_eq!(after.len(), 13);
    assert!(done.iter().all(|(sheet, time)| after[sheet] == *time));
    assert_eq!(workshop.clean(), workshop.published());
}

/// The pictures of the small one are planned anew with the file, and then nobody asks for them.
#[test]
fn a_photo_that_grows_leaves_nothing_of_the_small_one() {
    let workshop = workshop();
    let photo = "content/world/talks/port.jpg";
    for width in [150, 480, 120, 300] {
        workshop.write(photo, jpeg(&scene(width, 90)));
        assert!(workshop.build().status.success());
        assert_eq!(workshop.published(), workshop.clean(), "{width}");
    }
    // A build that fails in between changes nothing of that.
    workshop.write(photo, jpeg(&scene(150, 90)));
    workshop.write("content/world/bad.md", "---\ntilte: [\n---\n");
    assert!(!workshop.build().status.success());
    workshop.write(
        "content/world/bad.md",
        "---\ntitle: Good\ndate: 2026-11-20\n---\n",
    );
    workshop.write(photo, jpeg(&scene(480, 90)));
    assert!(workshop.build().status.success());
    assert_eq!(workshop.published(), workshop.clean());
}

#[test]
fn what_is_kept_may_be_lost_at_any_time() {
    let newsroom = newsroom();
    let first = Settings {
        develop: false,
        ..at(NOW)
    };
    let mut state = newsroom.open();
    assert!(look_and_build(&mut state, &first).is_ok());
    state
        .backlog()
        .iter()
        .for_each(|job| job.develop().unwrap());
    let (kept, _) = newsroom.disk.walk(&shelf(), &shelf());
    for (path, _) in kept {
        newsroom.disk.remove(&shelf().join(path)).unwrap();
    }
    assert!(look_and_build(&mut state, &first).is_ok());
    state
        .backlog()
        .iter()
        .for_each(|job| job.develop().unwrap());
    assert!(look_and_build(&mut state, &first).is_ok());
    newsroom.assert_clean(&at(NOW));
}

#[test]
fn the_cache_is_told_of_and_trimmed() {
    let workshop = workshop();
    assert!(workshop.build().status.success());
    let cache = |args: &[&str]| {
        let mut command = workshop.presstime("cache");
        let output = command
            .arg("-o")
            .arg(workshop.output())
            .args(args)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    };
    let json = |args: &[&str]| -> serde_json::Value {
        serde_json::from_str(&cache(&[&["--format", "json"], args].concat())).unwrap()
    };
    let all = json(&[]);
    assert_eq!(all["photos"], 1);
    assert_eq!(all["limit"], 4096_u64 << 20);
    if cfg!(unix) {
        assert_eq!(all["bytes"], all["published"]);
        // What is published is not thrown away.
        assert_eq!(json(&["--trim", "0"]), all);
    }
    std::fs::remove_file(workshop.site().join("content/world/talks/index.md")).unwrap();
    assert!(workshop.build().status.success());
    assert_eq!(json(&[])["published"], 0);
    assert_snapshot!(cache(&["--trim", "0"]).lines().next().unwrap(), @"0 pictures of 0 photos: 0.0 MiB, of which 0.0 MiB are published and take no room of their own");
    assert_eq!(json(&[])["pictures"], 0);
}

fn workshop() -> Workshop {
    let workshop = Workshop::new();
    for (path, bytes) in newsroom().disk.tree(&folders().site) {
        workshop.write(&path, bytes);
    }
    workshop
}

#[test]
fn what_is_kept_stays_below_the_limit_and_the_oldest_goes_first() {
    let newsroom = newsroom();
    let photo = "content/world/talks/port.jpg";
    newsroom.build_well(&at(NOW));
    let one = shelves::stock(&*newsroom.disk, &shelf());
    assert_eq!((one.photos, one.shared), (1, 0));
    for width in [490, 500, 510] {
        newsroom.write(photo, jpeg(&scene(width, 320)));
        newsroom.build_well(&at(NOW));
    }
    let all = shelves::stock(&*newsroom.disk, &shelf());
    assert_eq!(all.photos, 4);
    let trimmed = shelves::trim(&*newsroom.disk, &shelf(), one.bytes * 3 / 2);
    assert!(trimmed.bytes <= one.bytes * 3 / 2);
    assert_eq!(trimmed, shelves::stock(&*newsroom.disk, &shelf()));
    assert!(trimmed.photos < 3);
    // What is there still serves: nothing of the last photo is made again.
    let before = stamps(&newsroom);
    newsroom
        .disk
        .remove(&folders().cache.join("ledger"))
        .unwrap();
    newsroom.build_well(&at(NOW));
    assert!(before.is_subset(&stamps(&newsroom)));
    assert_eq!(
        shelves::trim(&*newsroom.disk, &shelf(), 0),
        Stock::default()
    );
    newsroom
        .disk
        .remove(&folders().cache.join("ledger"))
        .unwrap();
    newsroom.build_well(&at(NOW));
    newsroom.assert_clean(&at(NOW));
}

#[test]
fn a_process_may_show_pages_first_and_develop_their_photos_then() {
    let newsroom = newsroom().with_photo("static/crane.jpg").with(
        "content/world/cranes.md",
        &story("", "![A crane](/crane.jpg)"),
    );
    let first = Settings {
        develop: false,
        ..at(NOW)
    };
    let mut state = newsroom.open();
    assert!(look_and_build(&mut state, &first).is_ok());
    assert_eq!(pictures(&newsroom.published()), BTreeSet::new());
    assert!(
        newsroom
            .published()
            .contains_key("world/2026/11/talks/index.html")
    );
    let jobs = state.backlog();
    let paths: Vec<&str> = jobs.iter().map(|job| &*job.path).collect();
    assert_eq!(paths, ["content/world/talks/port.jpg", "static/crane.jpg"]);
    // One photo is wanted before all others: what shows it is made again, and nothing else.
    let crane = jobs
        .iter()
        .find(|job| job.prints().any(|path| path.contains("crane")))
        .unwrap();
    crane.develop().unwrap();
    let report = look_and_build(&mut state, &first);
    let pages: Vec<&String> = report
        .written
        .iter()
        .filter(|path| pages::is_page(path))
        .collect();
    assert_eq!(pages, ["world/2026/11/cranes/index.html"]);
    assert!(
        crane
            .prints()
            .all(|path| report.written.iter().any(|written| written == path)),
        "{:?}",
        report.written
    );
    assert_eq!(state.backlog().len(), 1);
    // A process that ends before it is done leaves it to the next.
    drop(state);
    let mut state = newsroom.open();
    assert!(look_and_build(&mut state, &first).is_ok());
    for job in state.backlog() {
        job.develop().unwrap();
    }
    assert!(look_and_build(&mut state, &first).is_ok());
    assert!(state.backlog().is_empty());
    newsroom.assert_clean(&at(NOW));
    assert_eq!(look_and_build(&mut state, &first).rendered, 0);
    assert_eq!(newsroom.build_well(&at(NOW)).rendered, 0);
}
