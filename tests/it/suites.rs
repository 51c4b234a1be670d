//! Sites made of what breaks other software: the cases of the YAML test suite, and a list of naughty
//! strings. Nothing panics, nothing is written outside, and what is published is sound.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use presstime::diag::Diagnostic;
use presstime::fs::MemoryDisk;

use crate::pages;
use crate::site_fixture::{NOW, Newsroom, SHORT_CONFIG, at, folders};

/// Cases that are refused although they are YAML, or taken although they are not, and why.
const DEVIATIONS: &[(&str, &[Way], &str)] = &[
    ("2JQS-0", &[Way::Below], "two empty keys are one key twice"),
    ("9MMW-0", BOTH, COMPOUND_KEY),
    ("KK5P-0", BOTH, COMPOUND_KEY),
    ("LX3P-0", BOTH, COMPOUND_KEY),
    ("M2N8-0", BOTH, COMPOUND_KEY),
    ("M2N8-1", BOTH, COMPOUND_KEY),
    ("M5DY-0", BOTH, COMPOUND_KEY),
    ("Q9WF-0", BOTH, COMPOUND_KEY),
    ("RZP5-0", BOTH, COMPOUND_KEY),
    ("SBG9-0", BOTH, COMPOUND_KEY),
    ("V9D5-0", BOTH, COMPOUND_KEY),
    ("X38W-0", BOTH, COMPOUND_KEY),
    ("XW4D-0", BOTH, COMPOUND_KEY),
    (
        "Y79Y-0",
        &[Way::Below],
        "indented by two more spaces, its tab is text and no indentation",
    ),
];

const BOTH: &[Way] = &[Way::Whole, Way::Below];
const COMPOUND_KEY: &str =
    "a list or a map as a key: nothing in front matter could be done with it";

/// Where a case is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Whole,
    Below,
}

/// A case of the YAML test suite.
struct Case {
    id: String,
    yaml: String,
    fails: bool,
}

impl Case {
    /// Whether the case can be front matter: a line of `---` or `...` would end that, and directives
    /// stand before a document.
    fn is_one_document(&self) -> bool {
        !self.yaml.lines().any(|line| {
            ["---", "...", "%"]
                .iter()
                .any(|mark| line.starts_with(mark))
        })
    }
}

fn suites() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/fixtures/suites");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: there is no {}", folder.display());
    None
}

/// The cases, with the marks by which the suite shows what can't be seen turned into what they stand for.
fn yaml_cases(folder: &Path) -> Vec<Case> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder.join("yaml-test-suite"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "yaml"))
        .collect();
    paths.sort();
    let mut cases = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let list: serde_yaml::Value = serde_yaml::from_str(&text).unwrap();
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        for (number, item) in list.as_sequence().unwrap().iter().enumerate() {
            let fails = item.get("fail").and_then(serde_yaml::Value::as_bool) == Some(true);
            let Some(yaml) = item.get("yaml").and_then(serde_yaml::Value::as_str) else {
                continue;
            };
            cases.push(Case {
                id: format!("{stem}-{number}"),
                yaml: unmarked(yaml),
                fails,
            });
        }
    }
    cases
}

fn unmarked(yaml: &str) -> String {
    let mut out = String::with_capacity(yaml.len());
    for c in yaml.chars() {
        match c {
            '␣' => out.push(' '),
            '—' | '↵' => {}
            '»' => out.push('\t'),
            '←' => out.push('\r'),
            '⇔' => out.push('\u{feff}'),
            '∎' => break,
            c => out.push(c),
        }
    }
    out
}

/// An article whose front matter is, or has in it, a case.
fn article(case: &Case, way: Way) -> String {
    match way {
        Way::Whole => format!("---\n{}\n---\nText.\n", case.yaml.trim_end_matches('\n')),
        Way::Below => {
            let lines: Vec<String> = case.yaml.lines().map(|line| format!("  {line}")).collect();
            let indented = lines.join("\n");
            format!(
                "---\ntitle: Case {}\nextra:\n{indented}\n---\nText.\n",
                case.id
            )
        }
    }
}

fn path_of(case: &Case, way: Way) -> String {
    format!("content/{way:?}/2026-11-20-{}.md", case.id).to_lowercase()
}

/// Insists that a build wrote nothing but into the output and the cache folder, and the site's id.
fn assert_nothing_outside(disk: &MemoryDisk, before: usize) {
    let folders = folders();
    let all = disk.tree(Path::new("/")).len();
    let inside = disk.tree(&folders.output).len() + disk.tree(&folders.cache).len();
    let id = disk.tree(&folders.site.join(".presstime")).len();
    assert_eq!(all, before + inside + id);
}

/// Insists that an error says where it is, down to the line, unless it is about a whole file.
fn assert_placed(diagnostic: &Diagnostic) {
    let place = diagnostic.place.as_ref();
    let has_line = place.is_some_and(|place| place.span.is_some());
    assert!(
        has_line || &*diagnostic.code == "url-conflict",
        "{diagnostic:#?}"
    );
}

#[test]
fn every_case_of_the_yaml_test_suite() {
    let Some(folder) = suites() else { return };
    let cases = yaml_cases(&folder);
    assert!(cases.len() > 350, "{}", cases.len());
    let newsroom = Newsroom::new(SHORT_CONFIG);
    for case in &cases {
        for way in [Way::Whole, Way::Below] {
            newsroom.write(&path_of(case, way), article(case, way));
        }
    }
    let before = newsroom.disk.tree(Path::new("/")).len();
    let report = newsroom.build(&at(NOW));
    assert_nothing_outside(&newsroom.disk, before);
    report.diagnostics.iter().for_each(assert_placed);

    let mut deviations = Vec::new();
    for case in cases.iter().filter(|case| case.is_one_document()) {
        for way in [Way::Whole, Way::Below] {
            let path = path_of(case, way);
            let mut of_file = report.diagnostics.iter().filter(|said| {
                said.is_error()
                    && said
                        .place
                        .as_ref()
                        .is_some_and(|place| *place.path == *path)
            });
            let refusal =
                of_file.find(|said| matches!(&*said.code, "invalid-yaml" | "duplicate-key"));
            let refused = refusal.is_some();
            let known = DEVIATIONS
                .iter()
                .any(|(id, ways, _)| *id == case.id && ways.contains(&way));
            if (refused != case.fails) != known {
                let found = refusal.map_or("taken", |said| &*said.message);
                deviations.push(format!("(\"{}\", Way::{way:?}, \"\"), // {found}", case.id));
            }
        }
    }
    assert!(
        deviations.is_empty(),
        "other than listed:\n{}",
        deviations.join("\n")
    );

    // Without what it refuses, the site is published.
    for said in report.diagnostics.iter().filter(|said| said.is_error()) {
        let places = said
            .place
            .iter()
            .chain(said.related.iter().map(|(place, _)| place));
        places.for_each(|place| newsroom.remove(&place.path));
    }
    newsroom.build_well(&at(NOW));
    let published = newsroom.published();
    assert!(
        published
            .keys()
            .filter(|path| path.contains("below/2026/11/"))
            .count()
            > 100
    );
    pages::assert_sound(&published);
}

/// The naughty strings.
fn naughty() -> Option<Vec<String>> {
    let text = std::fs::read_to_string(suites()?.join("blns.json")).unwrap();
    Some(serde_json::from_str(&text).unwrap())
}

/// A string as a YAML value in double quotes: JSON's form is YAML's too.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

#[test]
fn every_naughty_string() {
    let Some(strings) = naughty() else { return };
    assert!(strings.len() > 500);
    // A day for each, so that equal slugs meet no other.
    let newsroom = Newsroom::new(&format!(
        "{SHORT_CONFIG}permalink: /:year/:month/:day/:slug/\n"
    ));
    for (number, text) in strings.iter().enumerate() {
        let quoted = quoted(text);
        let day = |first: usize| {
            format!(
                "{}-{:02}-{:02}",
                first + number / 336,
                number / 28 % 12 + 1,
                number % 28 + 1
            )
        };
        let article = format!(
            "---\ntitle: {quoted}\ntags: [{quoted}]\nauthor: {quoted}\nslug: {quoted}\nsummary: {quoted}\n\
             location: {quoted}\nseries: {quoted}\nvideos: [{{url: {quoted}, title: {quoted}}}]\n\
             image: {{src: {quoted}, alt: {quoted}, caption: {quoted}, credit: {quoted}}}\n\
             corrections: [{quoted}]\nextra: {{{quoted}: {quoted}}}\n\
             faq:\n  - question: {quoted}\n    answer: {quoted}\n---\n{text}\n\n[{text}]({text}) ![{text}]({text})\n\n\
             ## FAQ: {text}\n\n### {text}?\n\n{text}\n"
        );
        newsroom.write(&format!("content/all/{}-story.md", day(2020)), article);
        newsroom.write(
            &format!("content/authors/author-{number}.md"),
            format!("---\nname: {quoted}\nrole: {quoted}\nemail: {quoted}\nlinks: {{{quoted}: {quoted}}}\n---\n{text}\n"),
        );
        newsroom.write(
            &format!("content/pages/page-{number}.md"),
            format!("---\ntitle: {quoted}\nsummary: {quoted}\nslug: page-{number}\n---\n{text}\n"),
        );
        newsroom.write(
            &format!("content/all/{}-plain.md", day(2010)),
            format!("---\ntitle: {text}\ntags: {text}\n---\n{text}\n"),
        );
    }
    let before = newsroom.disk.tree(Path::new("/")).len();
    let report = newsroom.build(&at(NOW));
    assert_nothing_outside(&newsroom.disk, before);
    let errors = report.diagnostics.iter().filter(|said| said.is_error());
    errors.clone().for_each(assert_placed);
    for said in errors {
        let places = said
            .place
            .iter()
            .chain(said.related.iter().map(|(place, _)| place));
        places.for_each(|place| newsroom.remove(&place.path));
    }
    newsroom.build_well(&at(NOW));
    let after = newsroom.disk.tree(Path::new("/press/site")).len();
    assert!(
        after * 2 > before,
        "most strings are fine where YAML quotes them: {after} of {before}"
    );
    pages::assert_sound(&newsroom.published());
}

#[test]
fn naughty_strings_as_names_of_files() {
    let Some(strings) = naughty() else { return };
    let newsroom = Newsroom {
        disk: Arc::default(),
    }
    .with("site.yaml", SHORT_CONFIG);
    let is_name = |text: &&String| {
        let parts = Path::new(text.as_str()).components().count();
        parts == 1
            && !text.contains(['/', '\0'])
            && **text != ".."
            && **text != "."
            && text.len() < 200
    };
    for (number, text) in strings.iter().filter(is_name).enumerate() {
        newsroom.write(
            &format!("content/n{number}/2026-11-20-{text}.md"),
            "---\ntitle: A\n---\n",
        );
        newsroom.write(
            &format!("content/n{number}/2026-11-20-bundle/index.md"),
            "---\ntitle: A\nslug: b\n---\n",
        );
        newsroom.write(
            &format!("content/n{number}/2026-11-20-bundle/{text}.jpg"),
            text,
        );
        newsroom.write(
            &format!("content/{text}/2026-11-20-n{number}.md"),
            "---\ntitle: A\n---\n",
        );
        newsroom.write(&format!("static/n{number}/{text}"), text);
    }
    let before = newsroom.disk.tree(Path::new("/")).len();
    let report = newsroom.build(&at(NOW));
    assert_nothing_outside(&newsroom.disk, before);
    assert!(
        report.is_ok(),
        "{:#?}",
        report
            .diagnostics
            .iter()
            .filter(|said| said.is_error())
            .take(5)
            .collect::<Vec<_>>()
    );
    pages::assert_sound(&newsroom.published());
}
