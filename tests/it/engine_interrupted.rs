//! Builds that end amid their writes, on a disk that dies or refuses: whatever they left, the next build
//! makes the clean site of it.

use std::sync::Arc;

use presstime::engine::State;

use proptest::prelude::*;
use proptest::test_runner::Config;

use crate::desk::Desk;
use crate::edits::{Edit, sequence};
use crate::frail_disk::{End, FrailDisk};
use crate::site_fixture::{NOW, Newsroom, at, difference, folders, look_and_build};

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

#[test]
fn a_large_build_that_finds_no_room_takes_back_all_it_wrote() {
    let newsroom = Newsroom::tiny("sections: [World]\n");
    for number in 0..2_100 {
        newsroom.write(
            &format!("content/world/2026-11-01-{number}.md"),
            format!("---\ntitle: Story {number}\n---\nText.\n"),
        );
    }
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
