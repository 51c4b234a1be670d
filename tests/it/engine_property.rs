//! The central test: whatever is edited, in whatever order, a process that stays, a process that starts
//! from the ledger, and a clean build agree, byte for byte.

use proptest::prelude::*;
use proptest::test_runner::Config;

use crate::desk::Desk;
use crate::edits::{Body, Edit, Mark, Setting, Story, sequence};
use crate::site_fixture::{Newsroom, Tree, build_told, difference, look_and_build, said};
use presstime::engine::{Report, Settings, State};

/// How many sequences are tried, in hundredths of what proptest would: 512 in all, and more if
/// `PROPTEST_CASES` asks for them.
fn cases(hundredths: u32) -> Config {
    let default = Config::default();
    let cases = default.cases.max(256) * hundredths / 100;
    Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 200,
        ..default
    }
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn warm_cold_and_clean_builds_agree_in_a_small_theme(edits in sequence(9)) {
        agree("tiny", &edits)?;
    }
}

proptest! {
    // Its pages are many times as large; and sequences of the small theme may change to it.
    #![proptest_config(cases(50))]

    #[test]
    fn warm_cold_and_clean_builds_agree_in_the_default_theme(edits in sequence(6)) {
        agree("default", &edits)?;
    }
}

/// Sequences that once told the three apart.
#[test]
fn warm_cold_and_clean_builds_agree_where_they_did_not() {
    let story = |marks: Vec<Mark>| Story {
        section: 0,
        title: 0,
        body: Body::LinkTo(0),
        hours: -1,
        tags: 1,
        authors: 1,
        is_renamed: false,
        photos: None,
        is_translated: false,
        marks,
    };
    let file = |path: &'static str, text: &'static str| Edit::File(path, Some(text));
    let broken = "{{ page.title }} {% include \"nothing.html\" %}\n";
    let sequences = [
        // An article's file takes another name, and its URL stays.
        vec![Edit::Bundle(2, 3)],
        // So it does, and what its links are relative to changes.
        vec![
            Edit::Publish(3, story(vec![])),
            Edit::Bundle(3, 0),
            Edit::Bundle(3, 9),
        ],
        // A broken article is not rendered as it was for the faults of others.
        vec![Edit::Mark(1, Mark::BrokenYaml), Edit::Retitle(0, 1)],
        // A section has an article that can't be read any more, and a page takes its URL.
        vec![
            Edit::Mark(2, Mark::BrokenYaml),
            file(
                "content/pages/about.md",
                "---\ntitle: About\npermalink: /port/\n---\n",
            ),
        ],
        // A template that no page shows is broken.
        vec![Edit::Clock(-10_000), file("templates/article.html", broken)],
        // A language goes.
        vec![Edit::Translate(1), Edit::Set(Setting::Languages(0))],
        // Two files introduce one section, the second by path having been there first.
        vec![
            file(
                "content/world/_index.md",
                "---\ntitle: Abroad\n---\n\nElsewhere.\n",
            ),
            file(
                "content/sections/world.md",
                "---\ntitle: The world\n---\n\nAll of it.\n",
            ),
        ],
        // Two pages have one URL, one of them a draft.
        vec![
            Edit::Set(Setting::Policies(1)),
            Edit::File("content/pages/about.md", None),
            file(
                "content/pages/imprint.md",
                "---\ntitle: Imprint\npermalink: /about/\n---\n",
            ),
            file(
                "content/pages/about.md",
                "---\ntitle: About\ndraft: true\n---\n",
            ),
        ],
    ];
    for edits in sequences {
        agree("tiny", &edits).unwrap_or_else(|error| panic!("{error}\nin {edits:#?}"));
    }
}

/// Pages name feeds that are not the site's, and which formats those have.
#[test]
fn warm_cold_and_clean_builds_agree_on_feeds() {
    let settings = [
        Setting::Feed(3),
        Setting::Feed(1),
        Setting::Languages(0),
        Setting::Feed(3),
    ];
    let edits = settings.map(Edit::Set);
    agree("default", &edits).unwrap_or_else(|error| panic!("{error}"));
}

/// A newsroom's site, built by a process that stays and, on another disk, by one that starts each time.
struct Presses {
    desk: Desk,
    warm: Newsroom,
    process: State,
    cold: Newsroom,
}

impl Presses {
    fn new(theme: &'static str) -> Presses {
        let desk = Desk::new(theme);
        let warm = Newsroom::of(&desk.sources());
        let cold = warm.copied();
        Presses {
            process: warm.open(),
            desk,
            warm,
            cold,
        }
    }

    /// Makes an edit on both disks; returns the paths that it touched.
    fn edit(&mut self, edit: &Edit) -> Vec<String> {
        let before = self.desk.sources();
        let mut touched: Vec<String> = self.desk.apply(edit).into_iter().collect();
        let after = self.desk.sources();
        let is_new = |(path, bytes): &(&String, &Vec<u8>)| before.get(*path) != Some(*bytes);
        touched.extend(after.iter().filter(is_new).map(|(path, _)| path.clone()));
        touched.extend(
            before
                .keys()
                .filter(|path| !after.contains_key(*path))
                .cloned(),
        );
        for path in &touched {
            for newsroom in [&self.warm, &self.cold] {
                match after.get(path) {
                    Some(bytes) => newsroom.write(path, bytes),
                    None => newsroom.remove(path),
                }
            }
        }
        touched
    }
}

fn agree(theme: &'static str, edits: &[Edit]) -> Result<(), TestCaseError> {
    let mut presses = Presses::new(theme);
    let settings = presses.desk.build;
    let warm = look_and_build(&mut presses.process, &settings);
    let cold = presses.cold.build(&settings);
    prop_assert!(warm.is_ok(), "{:#?}", warm.diagnostics);
    check(&mut presses, &warm, &cold, [&Tree::new(), &Tree::new()])?;
    for (turn, edit) in edits.iter().enumerate() {
        let touched = presses.edit(edit);
        let settings = presses.desk.build;
        let before = [presses.warm.published(), presses.cold.published()];
        // Every other time the process that stays shows pages first, and develops their photos then.
        let develop = turn % 2 == 0;
        let mut warm = build_told(
            &mut presses.process,
            touched.iter().map(String::as_str),
            &Settings {
                develop,
                ..settings
            },
        );
        if !develop && warm.is_ok() {
            for job in presses.process.backlog() {
                job.develop()
                    .map_err(|error| TestCaseError::fail(error.message.to_string()))?;
            }
            let dropped = warm
                .diagnostics
                .into_iter()
                .filter(|said| &*said.code == "dropped-url");
            let dropped: Vec<_> = dropped.collect();
            warm = build_told(
                &mut presses.process,
                [],
                &Settings {
                    develop,
                    ..settings
                },
            );
            warm.diagnostics.extend(dropped);
            // Two builds, of which each wrote a part.
            (warm.written, warm.removed) = changes(&before[0], &presses.warm.published());
        }
        let cold = presses.cold.build(&settings);
        check(&mut presses, &warm, &cold, [&before[0], &before[1]])
            .map_err(|error| TestCaseError::fail(format!("after {edit:?}: {error}")))?;
    }
    Ok(())
}

/// Holds what the two processes did against a clean build of the same sources.
fn check(
    presses: &mut Presses,
    warm: &Report,
    cold: &Report,
    before: [&Tree; 2],
) -> Result<(), TestCaseError> {
    let settings = presses.desk.build;
    let fresh = Newsroom::of(&presses.desk.sources());
    let clean = fresh.build(&settings);
    let published = fresh.published();
    let built = [
        ("warm", &presses.warm, warm, before[0]),
        ("cold", &presses.cold, cold, before[1]),
    ];

    if !clean.is_ok() {
        let expected = said(&clean.diagnostics, true);
        for (name, newsroom, report, before) in built {
            let errors = said(&report.diagnostics, true);
            if presses.desk.is_config_broken() {
                // A clean build knows nothing more then; one that knows older settings looks further.
                let all = expected.iter().all(|error| errors.contains(error));
                prop_assert!(all, "{name}: {errors:#?}, clean: {expected:#?}");
            } else {
                prop_assert_eq!(&errors, &expected, "{}'s errors", name);
            }
            let difference = difference(before, &newsroom.published());
            prop_assert!(
                difference.is_none(),
                "{name}, which failed: {}",
                difference.unwrap_or_default()
            );
        }
        return Ok(());
    }

    for (name, newsroom, report, before) in built {
        prop_assert!(
            report.is_ok(),
            "{name} alone fails: {:#?}",
            said(&report.diagnostics, true)
        );
        let now = newsroom.published();
        if let Some(difference) = difference(&published, &now) {
            return Err(TestCaseError::fail(format!(
                "{name} is not clean: {difference}"
            )));
        }
        // A clean build knows no address that there was before.
        let mut said = report.diagnostics.clone();
        said.retain(|said| &*said.code != "dropped-url");
        prop_assert_eq!(&said, &clean.diagnostics, "{}'s warnings", name);
        prop_assert_eq!(
            report.due,
            clean.due,
            "{}: when the site next changes",
            name
        );
        prop_assert_eq!(report.routes, clean.routes, "{}: routes", name);
        let (written, removed) = changes(before, &now);
        prop_assert_eq!(&report.written, &written, "{}: what was written", name);
        prop_assert_eq!(&report.removed, &removed, "{}: what was removed", name);
    }

    let again = [
        ("warm", look_and_build(&mut presses.process, &settings)),
        ("cold", presses.cold.build(&settings)),
    ];
    for (name, report) in again {
        prop_assert!(report.is_ok());
        prop_assert!(
            report.written.is_empty(),
            "{name} wrote {:?} for no change",
            report.written
        );
        prop_assert!(
            report.removed.is_empty(),
            "{name} removed {:?} for no change",
            report.removed
        );
        // A clean build knows no address that there was before.
        let mut said = report.diagnostics.clone();
        said.retain(|said| &*said.code != "dropped-url");
        prop_assert_eq!(&said, &clean.diagnostics, "{}'s warnings, said again", name);
    }
    Ok(())
}

/// Which files a reader would find new or other than before, and which no more.
fn changes(before: &Tree, now: &Tree) -> (Vec<String>, Vec<String>) {
    let written = now
        .iter()
        .filter(|(path, bytes)| before.get(*path) != Some(bytes));
    let removed = before.keys().filter(|path| !now.contains_key(*path));
    (
        written.map(|(path, _)| path).cloned().collect(),
        removed.cloned().collect(),
    )
}
