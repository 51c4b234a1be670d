//! Faults: of the newsroom, of the disk, of whoever else writes into the output folder.

use presstime::fs::Disk;

use crate::site_fixture::{
    DAY, HOUR, NOW, Newsroom, SHORT_CONFIG, Tree, at, build_told, difference, folders,
    look_and_build,
};

/// A newsroom with a few of everything.
fn newsroom() -> Newsroom {
    let mut newsroom = Newsroom::new(&format!("{SHORT_CONFIG}page_size: 2\n"))
        .with("content/authors/ana.md", "---\nname: Ana Ruiz\n---\n")
        .with("content/pages/about.md", "---\ntitle: About\n---\n\nUs.\n")
        .with("content/world/bundle/index.md", &story("Photos", -DAY))
        .with_photo("content/world/bundle/photo.jpg")
        .with("static/img/port.svg", "<svg/>");
    for number in 0..6 {
        let path = format!("content/port/story-{number}.md");
        newsroom = newsroom.with(
            &path,
            &story(&format!("Story {number}"), -HOUR * (number + 1)),
        );
    }
    newsroom
}

/// An article so many seconds after [`NOW`].
fn story(title: &str, offset: i64) -> String {
    let date = jiff::Timestamp::from_second(NOW + offset).unwrap();
    format!("---\ntitle: {title}\ndate: {date}\nauthors: [ana]\ntags: [ferries]\n---\n\nA line.\n")
}

fn output(path: &str) -> std::path::PathBuf {
    folders().output.join(path)
}

fn ledger() -> std::path::PathBuf {
    folders().cache.join("ledger")
}

fn assert_same(expected: &Tree, found: &Tree) {
    let difference = difference(expected, found);
    assert!(difference.is_none(), "{}", difference.unwrap_or_default());
}

#[test]
fn an_output_folder_that_holds_foreign_files_is_refused_and_left_as_it_is() {
    let newsroom = newsroom();
    newsroom
        .disk
        .write(&output("thesis.txt"), b"years of work")
        .unwrap();
    newsroom
        .disk
        .write(&output("port/index.html"), b"mine")
        .unwrap();
    let before = newsroom.published();
    let report = newsroom.build(&at(NOW));
    let codes: Vec<&str> = report
        .diagnostics
        .iter()
        .map(|found| &*found.code)
        .collect();
    assert_eq!(codes, ["foreign-output"]);
    assert_same(&before, &newsroom.published());
}

#[test]
fn files_in_the_output_folder_that_presstime_did_not_write_survive() {
    let newsroom = newsroom();
    newsroom.build_well(&at(NOW));
    newsroom
        .disk
        .write(&output(".well-known/token"), b"abc")
        .unwrap();
    newsroom
        .disk
        .write(&output("port/mine.txt"), b"mine")
        .unwrap();
    newsroom.remove("content/port/story-3.md");
    newsroom.build_well(&at(NOW));
    newsroom.disk.remove(&ledger()).unwrap();
    newsroom.build_well(&at(NOW));
    let published = newsroom.published();
    assert_eq!(
        published.get(".well-known/token").map(Vec::as_slice),
        Some(&b"abc"[..])
    );
    assert_eq!(
        published.get("port/mine.txt").map(Vec::as_slice),
        Some(&b"mine"[..])
    );
}

#[test]
fn a_foreign_file_in_the_way_of_a_new_page_is_not_replaced() {
    let newsroom = newsroom();
    newsroom.build_well(&at(NOW));
    newsroom
        .disk
        .write(&output("about-us/index.html"), b"mine")
        .unwrap();
    newsroom.write("content/pages/about-us.md", "---\ntitle: About us\n---\n");
    let before = newsroom.published();
    let report = newsroom.build(&at(NOW));
    assert!(
        report
            .diagnostics
            .iter()
            .any(|found| &*found.code == "foreign-file"),
        "{report:#?}"
    );
    assert_same(&before, &newsroom.published());
}

#[test]
fn an_output_folder_that_was_emptied_is_filled_again() {
    let newsroom = newsroom();
    newsroom.build_well(&at(NOW));
    let mut process = newsroom.open();
    for path in newsroom.published().keys() {
        newsroom.disk.remove(&output(path)).unwrap();
    }
    newsroom.build_well(&at(NOW));
    newsroom.assert_clean(&at(NOW));

    // A process that was running the whole time finds out as well.
    for path in newsroom.published().keys() {
        newsroom.disk.remove(&output(path)).unwrap();
    }
    assert!(look_and_build(&mut process, &at(NOW)).is_ok());
    newsroom.assert_clean(&at(NOW));
}

#[test]
fn whatever_became_of_the_ledger_the_site_is_that_of_its_sources() {
    let newsroom = newsroom();
    newsroom.build_well(&at(NOW - 3 * HOUR));
    newsroom.write(
        "content/port/story-1.md",
        story("Another headline", -2 * HOUR),
    );
    newsroom.build_well(&at(NOW));
    let (_, first) = newsroom.clean(&at(NOW));
    newsroom.write("content/port/story-9.md", story("The newest", -10));
    newsroom.remove("content/port/story-4.md");
    let (_, edited) = newsroom.clean(&at(NOW));
    let ledger_bytes = newsroom.disk.read(&ledger()).unwrap();

    let after = |bytes: Option<Vec<u8>>| {
        let damaged = newsroom.copied();
        match bytes {
            Some(bytes) => damaged.disk.write(&ledger(), &bytes).unwrap(),
            None => damaged.disk.remove(&ledger()).unwrap(),
        }
        let report = damaged.build(&at(NOW));
        assert!(report.is_ok(), "{:#?}", report.diagnostics);
        assert_same(&edited, &damaged.published());
    };
    assert_same(&first, &newsroom.published());
    after(None);
    after(Some(Vec::new()));
    let steps = ledger_bytes.len() / 60 + 1;
    for length in (0..ledger_bytes.len()).step_by(steps) {
        after(Some(ledger_bytes[..length].to_vec()));
    }
    // Each byte region once, and all of the header and of the first frame's head.
    for at in (0..40).chain((40..ledger_bytes.len()).step_by(steps)) {
        let mut bytes = ledger_bytes.clone();
        bytes[at] ^= 1 << (at % 8);
        after(Some(bytes));
    }
    // A ledger of another presstime.
    let mut older = ledger_bytes.clone();
    older[16..24].copy_from_slice(&[7; 8]);
    after(Some(older));
    // Frames of nonsense behind a whole ledger.
    let mut longer = ledger_bytes.clone();
    longer.extend_from_slice(&[0; 64]);
    after(Some(longer));
}

#[test]
fn a_process_whose_ledger_was_damaged_under_it_and_the_next_one_agree() {
    let newsroom = newsroom();
    let mut process = newsroom.open();
    assert!(look_and_build(&mut process, &at(NOW)).is_ok());
    newsroom.disk.write(&ledger(), b"not a ledger").unwrap();
    newsroom.write("content/port/story-0.md", story("Another headline", -HOUR));
    assert!(build_told(&mut process, ["content/port/story-0.md"], &at(NOW)).is_ok());
    newsroom.build_well(&at(NOW));
    newsroom.assert_clean(&at(NOW));
}

#[test]
fn a_build_that_fails_leaves_the_last_good_site() {
    let faults = [
        ("content/port/story-0.md", "---\ntitle: [\n---\n"),
        (
            "content/port/story-0.md",
            "---\ndate: 2026-11-22\n---\nNo title.\n",
        ),
        (
            "content/port/another.md",
            "---\ntitle: A\ndate: 2026-11-22\npermalink: /about/\n---\n",
        ),
        ("site.yaml", "title: [\n"),
        (
            "site.yaml",
            "title: Courier\nurl: https://courier.example/\n",
        ),
        ("templates/article.html", "{% if %}"),
        ("templates/article.html", "{{ date(at=\"never\") }}"),
        ("templates/404.html", "{{ nothing.here }}"),
        ("i18n/en.yaml", "more: [\n"),
    ];
    for (path, text) in faults {
        let newsroom = newsroom();
        newsroom.build_well(&at(NOW));
        let before = newsroom.published();
        let mut process = newsroom.open();
        // Good work beside the bad is not published either.
        newsroom.write("content/port/good.md", story("Good work", -5));
        newsroom.write(path, text);
        assert!(
            !look_and_build(&mut process, &at(NOW)).is_ok(),
            "{path}: {text}"
        );
        assert_same(&before, &newsroom.published());
        assert!(!newsroom.build(&at(NOW)).is_ok(), "{path}: {text}");
        assert_same(&before, &newsroom.published());

        match path {
            "site.yaml" => newsroom.write(path, format!("{SHORT_CONFIG}page_size: 2\n")),
            "content/port/story-0.md" => newsroom.write(path, story("Story 0", -HOUR)),
            path => newsroom.remove(path),
        }
        assert!(
            build_told(&mut process, [path], &at(NOW)).is_ok(),
            "{path}: {text}"
        );
        newsroom.assert_clean(&at(NOW));
        assert!(
            newsroom
                .published()
                .contains_key("port/2026/11/good/index.html")
        );
    }
}

#[test]
fn what_is_not_published_leaves_no_trace() {
    let hidden = [
        (
            "embargoed",
            format!(
                "date: {}",
                jiff::Timestamp::from_second(NOW + HOUR).unwrap()
            ),
        ),
        (
            "expired",
            format!(
                "date: 2026-11-20\nexpires: {}",
                jiff::Timestamp::from_second(NOW - HOUR).unwrap()
            ),
        ),
        ("drafted", "date: 2026-11-20\ndraft: true".to_owned()),
    ];
    let mut newsroom = newsroom();
    newsroom.build_well(&at(NOW));
    let without = newsroom.published();
    for (name, state) in &hidden {
        let folder = format!("content/world/{name}-slug");
        newsroom.write(
            &format!("{folder}/index.md"),
            format!(
                "---\ntitle: Headline-{name}\n{state}\ntags: [ferries, tag-{name}]\nauthors: [ana, author-{name}]\n\
                 series: series-{name}\naliases: [/alias-{name}/]\nimage: photo-{name}.jpg\n---\n\nBody-{name}.\n"
            ),
        );
        newsroom = newsroom.with_photo(&format!("{folder}/photo-{name}.jpg"));
    }
    let report = newsroom.build_well(&at(NOW));
    assert_eq!((report.written, report.removed), (Vec::new(), Vec::new()));
    assert_same(&without, &newsroom.published());
    let (_, clean) = newsroom.clean(&at(NOW));
    assert_same(&without, &clean);
}

#[test]
fn what_was_published_and_is_taken_back_leaves_no_trace() {
    let newsroom = newsroom();
    newsroom.build_well(&at(NOW));
    let without = newsroom.published();
    let secret = |state: &str| {
        format!(
            "---\ntitle: Secret\ndate: 2026-11-20\ntags: [secret]\nauthors: [secret]\nseries: secret\nimage: photo.jpg\naliases: [/open/]\n{state}---\n\nSecret.\n"
        )
    };
    let newsroom = newsroom
        .with_photo("content/secret/secret/photo.jpg")
        .with("content/secret/secret/notes.txt", "secret");
    for state in [
        "draft: true\n",
        "date: 2027-01-01\n",
        "expires: 2026-11-21\n",
    ] {
        newsroom.write("content/secret/secret/index.md", secret(""));
        newsroom.build_well(&at(NOW));
        let published = newsroom.published();
        assert!(published.contains_key("secret/2026/11/secret/notes.txt"));
        assert!(
            published
                .keys()
                .any(|path| path.starts_with("assets/photos/photo-"))
        );
        let state = secret(state);
        let state = if state.contains("2027") {
            state.replace("date: 2026-11-20\n", "")
        } else {
            state
        };
        newsroom.write("content/secret/secret/index.md", state);
        newsroom.build_well(&at(NOW));
        assert_same(&without, &newsroom.published());
    }
}

#[test]
fn a_build_says_when_the_site_changes_by_itself_and_then_it_does() {
    let newsroom = newsroom();
    newsroom.write("content/port/embargoed.md", story("Embargoed", HOUR));
    let expires = jiff::Timestamp::from_second(NOW + 2 * HOUR).unwrap();
    let short_lived =
        story("Short-lived", -HOUR).replacen("---\n", &format!("---\nexpires: {expires}\n"), 1);
    newsroom.write("content/port/short-lived.md", short_lived);
    let mut process = newsroom.open();
    assert!(look_and_build(&mut process, &at(NOW - 1)).is_ok());
    let embargoed = "port/2026/11/embargoed/index.html";
    let expiring = "port/2026/11/short-lived/index.html";
    let mut there = |now: i64| {
        let report = build_told(&mut process, [], &at(now));
        assert!(report.is_ok(), "{:#?}", report.diagnostics);
        newsroom.assert_clean(&at(now));
        let published = newsroom.published();
        (
            published.contains_key(embargoed),
            published.contains_key(expiring),
            report.due,
        )
    };
    assert_eq!(there(NOW), (false, true, Some(NOW + HOUR)));
    assert_eq!(there(NOW + HOUR - 1), (false, true, Some(NOW + HOUR)));
    assert_eq!(there(NOW + HOUR), (true, true, Some(NOW + 2 * HOUR)));
    assert_eq!(
        there(NOW + 2 * HOUR - 1),
        (true, true, Some(NOW + 2 * HOUR))
    );
    let (embargoed, expiring, _) = there(NOW + 2 * HOUR);
    assert_eq!((embargoed, expiring), (true, false));
    // Clocks are set back, too.
    assert_eq!(there(NOW), (false, true, Some(NOW + HOUR)));
}
