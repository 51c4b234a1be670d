//! Builds that end amid their writes, on a disk that dies or refuses: whatever they left, the next build
//! makes the clean site of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use presstime::changes;
use presstime::engine::{State, build_seen};

use proptest::prelude::*;
use proptest::test_runner::Config;

use crate::desk::Desk;
use crate::edits::{Edit, sequence};
use crate::frail_disk::{End, FrailDisk};
use crate::site_fixture::{NOW, Newsroom, Tree, at, difference, folders, look_and_build};

/// After which edit a build is interrupted, how, and at which of its writes.
#[derive(Clone, Copy, Debug)]
struct Interruption {
    end: End,
    writes: i64,
}

fn interruption() -> impl Strategy<Value = Option<Interruption>> {
    let end = prop_oneof![Just(End::Dies), Just(End::IsFull), Just(End::MakesRoom)];
    // Most builds write a handful of files; the first one, and that of a new theme, all of them.
    let writes = prop_oneof![2 => 0..15i64, 1 => 0..250i64];
    proptest::option::weighted(
        0.6,
        (end, writes).prop_map(|(end, writes)| Interruption { end, writes }),
    )
}

fn cases() -> Config {
    let default = Config::default();
    Config {
        cases: default.cases.max(192),
        failure_persistence: None,
        max_shrink_iters: 300,
        ..default
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn the_build_after_an_interrupted_one_makes_the_clean_site(
        first in interruption(),
        edits in sequence(5),
        ends in proptest::collection::vec(interruption(), 5),
    ) {
        recovers(first, &edits, &ends)?;
    }
}

/// A newsroom with so many stories.
fn newsroom_of(stories: u32) -> Newsroom {
    let newsroom = Newsroom::tiny("sections: [World]\n");
    for number in 0..stories {
        newsroom.write(
            &format!("content/world/2026-11-01-{number}.md"),
            format!("---\ntitle: Story {number}\n---\nText.\n"),
        );
    }
    newsroom
}

#[test]
fn a_large_build_that_finds_no_room_takes_back_all_it_wrote() {
    let newsroom = newsroom_of(2_100);
    let disk = Arc::new(FrailDisk::new(newsroom.disk.clone(), 1_500, End::MakesRoom));
    let mut process = State::open(disk.clone(), folders(), false);
    let report = look_and_build(&mut process, &at(NOW));
    assert!(
        report
            .diagnostics
            .iter()
            .any(|diagnostic| &*diagnostic.code == "unwritable"),
        "{:#?}",
        report.diagnostics
    );
    assert_eq!(newsroom.published().keys().next(), None);

    let elsewhere = newsroom.copied();
    elsewhere.build_well(&at(NOW));
    elsewhere.assert_clean(&at(NOW));

    disk.mend();
    let report = look_and_build(&mut process, &at(NOW));
    assert!(report.is_ok(), "{:#?}", report.diagnostics);
    newsroom.assert_clean(&at(NOW));
}

#[test]
fn a_build_that_finds_no_room_leaves_the_site_as_it_was_or_says_that_it_is_mixed() {
    let newsroom = newsroom_of(8);
    newsroom.build_well(&at(NOW));
    let before = newsroom.published();
    newsroom.remove("content/world/2026-11-01-3.md");
    newsroom.write(
        "content/world/2026-11-02-new.md",
        "---\ntitle: New\n---\nText.\n",
    );
    let mut mixed = 0;
    for left in 0.. {
        let newsroom = newsroom.copied();
        let disk = Arc::new(FrailDisk::new(newsroom.disk.clone(), left, End::IsFull));
        let mut process = State::open(disk.clone(), folders(), false);
        let report = look_and_build(&mut process, &at(NOW));
        if report.is_ok() {
            break;
        }
        let is_told = !(report.written.is_empty() && report.removed.is_empty());
        let after = newsroom.published();
        // What there was no room for lies beside what it was to replace, until a build has room to clear it away.
        let of_readers = |path: &str| !path.contains(".presstime-new");
        let differs = |one: &Tree, other: &Tree| {
            let mut files = one.iter().filter(|(path, _)| of_readers(path));
            files.any(|(path, bytes)| other.get(path) != Some(bytes))
        };
        if !is_told {
            assert!(!differs(&before, &after), "after {left} writes");
        }
        mixed += i32::from(is_told);
        // The next build tells of all that is other than it was, whoever wrote it.
        disk.mend();
        let mut told: BTreeSet<String> = BTreeSet::new();
        let report = look_and_build(&mut process, &at(NOW));
        assert!(report.is_ok(), "{:#?}", report.diagnostics);
        told.extend(report.written);
        told.extend(report.removed);
        newsroom.assert_clean(&at(NOW));
        let now = newsroom.published();
        for path in before.keys().chain(now.keys()) {
            assert!(
                before.get(path) == now.get(path) || told.contains(path),
                "{path} after {left} writes"
            );
        }
    }
    assert!(mixed > 0);
}

#[test]
fn a_folder_that_cannot_be_read_withdraws_nothing() {
    let newsroom = Newsroom::tiny("sections: [World]\n")
        .with("content/world/2026-11-01-a.md", "---\ntitle: A\n---\n")
        .with("content/port/2026-11-01-b.md", "---\ntitle: B\n---\n");
    newsroom.build_well(&at(NOW));
    let before = newsroom.published();
    newsroom.write("content/port/2026-11-01-b.md", "---\ntitle: Other\n---\n");
    let disk = Arc::new(FrailDisk::new(
        newsroom.disk.clone(),
        i64::MAX / 2,
        End::Dies,
    ));
    let site = folders().site;
    disk.deny(Some(&site.join("content/world")));
    let mut process = State::open(disk.clone(), folders(), false);
    let look = |process: &State| {
        let (files, said) = changes::scan(&**process.disk(), &site, u64::MAX);
        let seen = process.seen();
        let seen = seen.iter().map(|(path, stamp)| (&**path, *stamp));
        (changes::compare(&files, seen), said)
    };
    let seen = look(&process);
    let report = build_seen(&mut process, seen, &at(NOW));
    let said: Vec<String> = report
        .diagnostics
        .iter()
        .map(|said| format!("{} {}", said.code, said.place.as_ref().unwrap()))
        .collect();
    assert_eq!(said, ["unreadable content/world"]);
    assert_eq!(newsroom.published(), before);

    disk.deny(None);
    let seen = look(&process);
    let report = build_seen(&mut process, seen, &at(NOW));
    assert!(
        report.is_ok() && report.removed.is_empty(),
        "{:#?}",
        report.diagnostics
    );
    newsroom.assert_clean(&at(NOW));
}

fn recovers(
    first: Option<Interruption>,
    edits: &[Edit],
    ends: &[Option<Interruption>],
) -> Result<(), TestCaseError> {
    let mut desk = Desk::new("tiny");
    let newsroom = Newsroom::of(&desk.sources());
    build(&newsroom, &desk, first)?;
    for (edit, end) in edits.iter().zip(ends) {
        let before = desk.sources();
        desk.apply(edit);
        let after = desk.sources();
        for path in before.keys().filter(|path| !after.contains_key(*path)) {
            newsroom.remove(path);
        }
        for (path, bytes) in after
            .iter()
            .filter(|(path, bytes)| before.get(*path) != Some(bytes))
        {
            newsroom.write(path, bytes);
        }
        build(&newsroom, &desk, *end)
            .map_err(|error| TestCaseError::fail(format!("after {edit:?}, {end:?}: {error}")))?;
    }
    Ok(())
}

/// Builds, is interrupted, and builds again: in the same process if it lives, and in a new one.
fn build(
    newsroom: &Newsroom,
    desk: &Desk,
    interruption: Option<Interruption>,
) -> Result<(), TestCaseError> {
    let (clean, expected) = newsroom.clean(&desk.build);
    let check = |who: &str| {
        let difference = difference(&expected, &newsroom.published());
        prop_assert!(
            difference.is_none(),
            "{who}: {}",
            difference.unwrap_or_default()
        );
        Ok(())
    };
    if let Some(Interruption { end, writes }) = interruption {
        let disk = Arc::new(FrailDisk::new(newsroom.disk.clone(), writes, end));
        let mut process = State::open(disk.clone(), folders(), false);
        let report = look_and_build(&mut process, &desk.build);
        if let End::IsFull | End::MakesRoom = end {
            if clean.is_ok() && report.is_ok() {
                check("the interrupted build, which went well")?;
            }
            disk.mend();
            let report = look_and_build(&mut process, &desk.build);
            prop_assert_eq!(report.is_ok(), clean.is_ok(), "{:?}", report.diagnostics);
            if clean.is_ok() {
                check("the process that was interrupted")?;
            }
        }
    }
    let report = newsroom.build(&desk.build);
    prop_assert_eq!(report.is_ok(), clean.is_ok(), "{:?}", report.diagnostics);
    if clean.is_ok() {
        check("the next process")?;
        let again = newsroom.build(&desk.build);
        prop_assert!(
            again.written.is_empty() && again.removed.is_empty(),
            "{again:?}"
        );
    }
    Ok(())
}
