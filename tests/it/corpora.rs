//! What others wrote, for other generators: three corpora build with nothing but a three-line `site.yaml`
//! beside them. What is said of them is counted here, so that a change shows.

use std::collections::BTreeMap;
use std::path::Path;

use insta::assert_snapshot;
use presstime::diag::Diagnostic;
use presstime::fs::{Disk, RealDisk};

use crate::pages;
use crate::site_fixture::{NOW, Newsroom, at};

/// A corpus on a disk in memory, beside a short `site.yaml`; `None` where the corpora are not there.
fn corpus(name: &str, config: &str) -> Option<Newsroom> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/fixtures")
        .join(name);
    if !root.is_dir() {
        println!("skipped: there is no {}", root.display());
        return None;
    }
    let newsroom = Newsroom::new(config);
    for (path, _) in RealDisk.walk(&root, &root).0 {
        newsroom.write(&path, RealDisk.read(&root.join(&path)).unwrap());
    }
    Some(newsroom)
}

/// How often each kind of thing is said.
fn counts(diagnostics: &[Diagnostic]) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for said in diagnostics {
        *counts
            .entry(format!("{}[{}]", said.severity, said.code))
            .or_default() += 1;
    }
    let lines: Vec<String> = counts
        .iter()
        .map(|(what, count)| format!("{what} {count}"))
        .collect();
    lines.join("\n")
}

/// Builds a corpus, without the files that have errors if there are any, and looks at every page.
fn build(newsroom: &Newsroom) -> String {
    let report = newsroom.build(&at(NOW));
    let told = counts(&report.diagnostics);
    for said in report.diagnostics.iter().filter(|said| said.is_error()) {
        let places = said
            .place
            .iter()
            .chain(said.related.iter().map(|(place, _)| place));
        places.for_each(|place| newsroom.remove(&place.path));
    }
    newsroom.build_well(&at(NOW));
    pages::assert_sound(&newsroom.published());
    let pages = newsroom
        .published()
        .keys()
        .filter(|path| pages::is_page(path))
        .count();
    format!("{told}\n{pages} pages\n")
}

#[test]
fn a_government_technology_blog() {
    let config = "title: 18F\nurl: https://18f.example/\ntimezone: America/New_York\n";
    let Some(newsroom) = corpus("18f", config) else {
        return;
    };
    assert_snapshot!(build(&newsroom), @"
    warning[leftover-template] 43
    warning[missing-alt] 2
    warning[missing-image] 2
    warning[removed-html] 2
    warning[undefined-reference] 1
    247 pages
    ");
}

#[test]
fn a_government_news_site() {
    let config = "title: Digital.gov\nurl: https://digital.example/\ntimezone: America/New_York\n";
    let Some(newsroom) = corpus("digitalgov", config) else {
        return;
    };
    assert_snapshot!(build(&newsroom), @"
    warning[leftover-template] 21
    warning[same-key] 15
    warning[unknown-key] 339
    98 pages
    ");
}

#[test]
fn newsletters_in_seven_languages() {
    let config = "title: Optech\nurl: https://optech.example/\ntimezone: UTC\n";
    let Some(newsroom) = corpus("optech", config) else {
        return;
    };
    assert_snapshot!(build(&newsroom), @"
    warning[leftover-template] 37
    warning[missing-words] 4
    warning[undefined-reference] 37
    warning[unknown-key] 111
    137 pages
    ");
}
