//! Whose the output folder is, and which of its files presstime wrote: told by the folder itself, whatever
//! becomes of the ledger.

use std::path::Path;

use presstime::engine::{Report, State};
use presstime::fs::Disk;

use crate::process::Workshop;
use crate::site_fixture::{
    DAY, NOW, Newsroom, SHORT_CONFIG, at, difference, folders, look_and_build,
};

const TALKS: &str = "content/port/talks.md";
const PAGE: &str = "port/2026/11/talks/index.html";

fn story(title: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2026-11-20\n---\n\nA line.\n")
}

fn newsroom() -> Newsroom {
    Newsroom::new(SHORT_CONFIG)
        .with(TALKS, &story("Talks"))
        .with("content/port/tides.md", &story("Tides"))
}

fn put(newsroom: &Newsroom, path: &str, text: &str) {
    let path = folders().output.join(path);
    newsroom.disk.write(&path, text.as_bytes()).unwrap();
}

fn list(newsroom: &Newsroom) -> String {
    let bytes = newsroom
        .disk
        .read(&folders().output.join(".presstime/files"));
    String::from_utf8(bytes.unwrap()).unwrap()
}

/// What `rm -rf .presstime` in the site's folder does.
fn forget(newsroom: &Newsroom) {
    for folder in [folders().cache, folders().site.join(".presstime")] {
        for path in newsroom.disk.tree(&folder).keys() {
            newsroom.disk.remove(&folder.join(path)).unwrap();
        }
    }
}

fn build_in_full(newsroom: &Newsroom) -> Report {
    let mut process = State::open(newsroom.disk.clone(), folders(), true);
    look_and_build(&mut process, &at(NOW))
}

fn codes(report: &Report) -> Vec<&str> {
    let said = report.diagnostics.iter();
    said.map(|said| &*said.code).collect()
}

#[test]
fn what_is_withdrawn_goes_even_if_the_ledger_is_gone_too() {
    let newsroom = newsroom();
    newsroom.build_well(&at(NOW));
    newsroom.remove(TALKS);
    forget(&newsroom);
    let report = newsroom.build_well(&at(NOW));
    assert!(report.removed.contains(&PAGE.to_owned()), "{report:#?}");
    newsroom.assert_clean(&at(NOW));
    let again = newsroom.build_well(&at(NOW));
    assert!(again.written.is_empty() && again.removed.is_empty());
}

#[test]
fn a_file_that_presstime_did_not_write_is_replaced_by_no_kind_of_build() {
    let newsroom = newsroom();
    newsroom.build_well(&at(NOW));
    put(&newsroom, "about/index.html", "mine");
    newsroom.write("content/pages/about.md", "---\ntitle: About us\n---\n");
    let before = newsroom.published();
    assert_eq!(codes(&newsroom.build(&at(NOW))), ["foreign-file"]);
    assert_eq!(codes(&build_in_full(&newsroom)), ["foreign-file"]);
    forget(&newsroom);
    assert_eq!(codes(&newsroom.build(&at(NOW))), ["foreign-file"]);
    assert_eq!(difference(&before, &newsroom.published()), None);

    // Nor does a build that failed make it presstime's.
    newsroom.remove("content/pages/about.md");
    forget(&newsroom);
    newsroom.build_well(&at(NOW));
    assert_eq!(newsroom.published()["about/index.html"], b"mine");
}

#[test]
fn a_file_with_the_very_bytes_of_a_page_becomes_presstimes() {
    let newsroom = newsroom();
    newsroom.build_well(&at(NOW));
    let elsewhere = newsroom.copied();
    elsewhere.write("content/pages/about.md", "---\ntitle: About us\n---\n");
    elsewhere.build_well(&at(NOW));
    let page = String::from_utf8(elsewhere.published()["about/index.html"].clone()).unwrap();
    put(&newsroom, "about/index.html", &page);
    newsroom.write("content/pages/about.md", "---\ntitle: About us\n---\n");
    let report = newsroom.build_well(&at(NOW));
    assert!(!report.written.contains(&"about/index.html".to_owned()));
    newsroom.remove("content/pages/about.md");
    forget(&newsroom);
    newsroom.build_well(&at(NOW));
    newsroom.assert_clean(&at(NOW));
}

#[test]
fn an_article_adds_lines_to_the_list_and_does_not_rewrite_it() {
    let newsroom = newsroom();
    newsroom.build_well(&at(NOW));
    let before = list(&newsroom);
    assert!(before.contains(&format!("page {PAGE}\n")), "{before}");
    newsroom.write("content/port/cranes.md", story("Cranes"));
    newsroom.remove(TALKS);
    newsroom.build_well(&at(NOW));
    let after = list(&newsroom);
    let added = after.strip_prefix(&before).unwrap();
    assert!(added.contains("page port/2026/11/cranes/index.html\n"));
    assert!(added.contains(&format!("gone {PAGE}\n")), "{added}");
    assert!(added.len() < before.len());

    // A build that makes all anew leaves one line a file.
    forget(&newsroom);
    newsroom.build_well(&at(NOW));
    let mut listed: Vec<String> = list(&newsroom)
        .lines()
        .filter_map(|line| Some(line.split_once(' ')?.1.to_owned()))
        .collect();
    listed.sort();
    let published: Vec<String> = newsroom.published().into_keys().collect();
    assert_eq!(listed, published);
    let before = list(&newsroom);
    forget(&newsroom);
    newsroom.build_well(&at(NOW));
    assert_eq!(
        list(&newsroom),
        before,
        "and what is so already is not rewritten"
    );
}

#[test]
fn a_folder_of_which_only_the_marks_are_left_is_filled_again() {
    let newsroom = newsroom();
    newsroom.build_well(&at(NOW));
    let mut process = newsroom.open();
    for _ in 0..2 {
        for path in newsroom.published().keys() {
            newsroom.disk.remove(&folders().output.join(path)).unwrap();
        }
        assert!(look_and_build(&mut process, &at(NOW)).is_ok());
        newsroom.assert_clean(&at(NOW));
        newsroom.build_well(&at(NOW));
        newsroom.assert_clean(&at(NOW));
    }
}

#[test]
fn a_line_break_in_a_name_claims_no_other_file() {
    let newsroom = newsroom().with("static/one\nfile two.txt", "odd");
    newsroom.build_well(&at(NOW));
    put(&newsroom, "two.txt", "mine");
    newsroom.remove("static/one\nfile two.txt");
    forget(&newsroom);
    newsroom.build_well(&at(NOW));
    let published = newsroom.published();
    assert_eq!(published["two.txt"], b"mine");
    assert!(!published.contains_key("one\nfile two.txt"));
}

fn workshop(config: &str) -> Workshop {
    let workshop = Workshop::new();
    workshop.write("site.yaml", config);
    workshop.write(TALKS, story("Talks"));
    workshop
}

/// Builds into a folder; what was said if it did not go well.
fn build_into(workshop: &Workshop, output: impl AsRef<Path>) -> Option<String> {
    let mut command = workshop.command(output.as_ref());
    let output = command.arg("--full").output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    (!output.status.success()).then_some(told)
}

#[test]
fn another_site_is_not_published_over_this_one() {
    let (ours, theirs) = (workshop(SHORT_CONFIG), workshop(SHORT_CONFIG));
    assert_eq!(build_into(&ours, ours.output()), None);
    let before = ours.published();
    // Of the same title and `url`, but it has been published elsewhere.
    assert_eq!(build_into(&theirs, theirs.output()), None);
    theirs.write("content/port/other.md", story("Other"));
    let told = build_into(&theirs, ours.output()).unwrap();
    assert!(told.contains("error[other-site]"), "{told}");
    // Of another `url`, and never built.
    let third = workshop(&SHORT_CONFIG.replace("courier", "gazette"));
    let told = build_into(&third, ours.output()).unwrap();
    assert!(told.contains("https://courier.example"), "{told}");
    assert_eq!(difference(&before, &ours.published()), None);
}

#[test]
fn a_site_knows_its_folder_after_it_was_moved_renamed_or_lost_its_memory() {
    let workshop = workshop(SHORT_CONFIG);
    let output = workshop.output();
    assert_eq!(build_into(&workshop, &output), None);
    // Its memory is gone, and it has another title.
    std::fs::remove_dir_all(workshop.site().join(".presstime")).unwrap();
    let retitled = SHORT_CONFIG.replace("Harbour", "Port");
    workshop.write("site.yaml", &retitled);
    assert_eq!(build_into(&workshop, &output), None);
    // It has another address, and then its memory is gone again.
    workshop.write("site.yaml", retitled.replace("courier", "port"));
    assert_eq!(build_into(&workshop, &output), None);
    std::fs::remove_dir_all(workshop.site().join(".presstime")).unwrap();
    assert_eq!(build_into(&workshop, &output), None);
    // It was published elsewhere first.
    workshop.write("site.yaml", SHORT_CONFIG);
    std::fs::remove_dir_all(workshop.output()).unwrap();
    assert_eq!(build_into(&workshop, &output), None);
    std::fs::remove_dir_all(workshop.site().join(".presstime")).unwrap();
    assert_eq!(build_into(&workshop, "elsewhere"), None);
    assert_eq!(build_into(&workshop, &output), None);
}

#[test]
fn a_site_that_moved_with_its_output_folder_goes_on_where_it_was() {
    let workshop = workshop(SHORT_CONFIG);
    assert_eq!(build_into(&workshop, "public"), None);
    let moved = workshop.elsewhere();
    std::fs::rename(workshop.site(), &moved).unwrap();
    std::fs::remove_file(moved.join(TALKS)).unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_presstime"));
    command.args(["build", "--now", "2026-11-23T12:00:00Z", "-C"]);
    let told = command.arg(&moved).output().unwrap().stderr;
    let told = String::from_utf8_lossy(&told).into_owned();
    assert!(
        told.contains("--> content/port/talks.md"),
        "the ledger moved along: {told}"
    );
    assert!(!moved.join("public").join(PAGE).exists());
}

#[test]
fn what_is_published_is_kept_apart_from_what_it_is_made_of() {
    let workshop = workshop(SHORT_CONFIG);
    for folder in [
        ".",
        "..",
        "static",
        "static/out",
        "content/out",
        "themes/x",
        "templates",
        "i18n/x",
        ".presstime",
        "public/../static/out",
    ] {
        let told = build_into(&workshop, folder).unwrap();
        assert!(
            told.contains("error[output-among-sources]") && told.contains("-o public"),
            "{folder}: {told}"
        );
    }
    #[cfg(unix)]
    {
        std::fs::create_dir(workshop.site().join("static")).unwrap();
        std::os::unix::fs::symlink("static", workshop.site().join("public")).unwrap();
        assert!(build_into(&workshop, "public").is_some());
    }
    assert_eq!(build_into(&workshop, "contents"), None);
}

#[test]
fn in_a_large_site_a_folder_takes_the_place_of_a_file_and_a_file_that_of_a_folder() {
    let workshop = workshop(SHORT_CONFIG);
    for number in 0..2100 {
        workshop.write(&format!("static/data/{number}.txt"), number.to_string());
    }
    let published = |path: &str| std::fs::read(workshop.output().join(path)).ok();
    let all_anew = |title: &str| {
        let config = SHORT_CONFIG.replace("Harbour", title);
        workshop.write("site.yaml", config);
        // So that each file is looked at again, as after a new version of presstime.
        std::fs::remove_dir_all(workshop.site().join(".presstime")).unwrap();
        let output = workshop.build();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{told}");
    };
    workshop.write("static/foo", "a file");
    assert!(workshop.build().status.success());
    std::fs::remove_file(workshop.site().join("static/foo")).unwrap();
    workshop.write("static/foo/deep/bar", "in a folder");
    all_anew("Port");
    assert_eq!(published("foo/deep/bar"), Some(b"in a folder".to_vec()));

    std::fs::remove_dir_all(workshop.site().join("static/foo")).unwrap();
    workshop.write("static/foo", "a file again");
    all_anew("Quay");
    assert_eq!(published("foo"), Some(b"a file again".to_vec()));
    assert_eq!(difference(&workshop.clean(), &workshop.published()), None);
}

#[test]
fn an_address_that_goes_is_told_without_a_ledger_too() {
    let newsroom = newsroom().with("content/port/cranes.md", &story("Cranes"));
    newsroom.build_well(&at(NOW));
    newsroom.write(
        TALKS,
        story("Talks").replace("title", "slug: parley\ntitle"),
    );
    // These leave on purpose.
    let ended = story("Tides").replace("title", "expires: 2026-11-21\ntitle");
    newsroom.write("content/port/tides.md", ended);
    newsroom.write(
        "content/port/cranes.md",
        story("Cranes").replace("title", "draft: true\ntitle"),
    );
    let report = build_in_full(&newsroom);
    let told: Vec<&str> = report
        .diagnostics
        .iter()
        .map(|said| &*said.message)
        .collect();
    assert_eq!(
        told,
        ["nothing is published at /port/2026/11/talks/ any more, which readers know"]
    );
    assert!(
        build_in_full(&newsroom).diagnostics.is_empty(),
        "it is told once"
    );
}

#[test]
fn a_former_address_that_an_article_forgets_is_told() {
    let with =
        |aliases: &str| story("Talks").replace("title", &format!("aliases: {aliases}\ntitle"));
    let newsroom = newsroom();
    newsroom.write(TALKS, with("[/old/, /older/]"));
    newsroom.build_well(&at(NOW));
    newsroom.write(TALKS, with("[/old/]"));
    let report = newsroom.build_well(&at(NOW));
    insta::assert_snapshot!(presstime::print::text(&report.diagnostics, presstime::print::Style::Plain), @"
    warning[dropped-url]: readers who know this at /older/ are no longer led on
      --> content/port/talks.md
      hint: put `/older/` back among its `aliases`, or among those of what takes its place
    ");
    newsroom.remove(TALKS);
    let report = newsroom.build_well(&at(NOW + DAY));
    assert_eq!(codes(&report), ["dropped-url", "dropped-url"]);
}
