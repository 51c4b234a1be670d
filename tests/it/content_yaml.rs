//! YAML from elsewhere, and YAML that means harm: no panic, bounded time, errors that name the place.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use presstime::config::Config;
use presstime::content::Extra;
use presstime::content::date::Zones;
use presstime::content::front_matter::{self, Context};
use presstime::content::source_path::{Role, SourcePath, classify};
use presstime::content::yaml::{Reader, Text, Value};
use presstime::content::{person, yaml};
use presstime::diag::{Diagnostic, Source};
use proptest::prelude::*;

/// Reads a text as every kind of file there is and checks what is said of it.
fn read_as_everything(text: &str) -> Vec<Diagnostic> {
    let paths = [
        "content/a.md",
        "content/pages/a.md",
        "content/sections/a.md",
        "content/authors/a.md",
        "site.yaml",
    ];
    paths
        .into_iter()
        .flat_map(|path| read_as(path, text))
        .collect()
}

fn read_as(path: &str, text: &str) -> Vec<Diagnostic> {
    let zones = Zones::of(TimeZone::UTC);
    let source = Source { path, text };
    let file: SourcePath = classify(path, &["en"]).unwrap_or_default();
    let context = Context {
        zones: &zones,
        file: &file,
        url: "https://courier.example/",
    };
    let (is_read, diagnostics) = match file.role {
        Role::Article => {
            let (article, diagnostics) = front_matter::article(&source, &context);
            (article.is_some(), diagnostics)
        }
        Role::Person => {
            let (person, diagnostics) = person::person(&source, &file);
            (person.is_some(), diagnostics)
        }
        Role::Config => {
            let (config, diagnostics) = Config::parse(&source);
            (config.is_some(), diagnostics)
        }
        _ => {
            let (page, diagnostics) = front_matter::page(&source, &context);
            (page.is_some(), diagnostics)
        }
    };
    assert!(
        is_read || diagnostics.iter().any(Diagnostic::is_error),
        "{path} is refused without a word: {text:?}"
    );
    for diagnostic in &diagnostics {
        check(diagnostic, path, text);
    }
    diagnostics
}

/// Holds a diagnostic to the form that all have.
fn check(diagnostic: &Diagnostic, path: &str, text: &str) {
    let place = diagnostic.place.as_ref();
    assert!(
        place.is_some_and(|place| &*place.path == path),
        "no place: {diagnostic:?}"
    );
    if let Some(span) = place.and_then(|place| place.span.as_ref()) {
        assert!(
            span.start <= span.end && span.end as usize <= text.len(),
            "outside of the text: {diagnostic:?}"
        );
    }
    let message = &diagnostic.message;
    assert!(
        !message.is_empty() && !message.ends_with('.') && !message.contains(char::is_control),
        "{message:?}"
    );
    assert!(!message.starts_with(char::is_uppercase), "{message:?}");
    assert!(
        diagnostic
            .code
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b == b'-'),
        "{}",
        diagnostic.code
    );
}

fn as_front_matter(yaml: &str) -> String {
    format!("---\n{yaml}\n---\nBody.\n")
}

/// A folder of material that is not part of the repository; tests that want it pass without it.
fn fixtures(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/fixtures/suites")
        .join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is not there", path.display());
    None
}

fn get<'e>(value: &'e Extra, key: &str) -> Option<&'e Extra> {
    let Extra::Map(entries) = value else {
        return None;
    };
    entries
        .iter()
        .find(|(name, _)| name == key)
        .map(|(_, value)| value)
}

/// The YAML of a case, its visible signs for invisible characters resolved.
fn case_text(written: &str) -> String {
    let tabs = written.replace(['—'], "").replace('»', "\t");
    tabs.replace('␣', " ")
        .replace(['↵', '∎'], "")
        .replace('←', "\r")
        .replace('⇔', "\u{feff}")
}

#[test]
fn yaml_test_suite() {
    let Some(folder) = fixtures("yaml-test-suite") else {
        return;
    };
    let mut wrong = Vec::new();
    let (mut cases, mut refused) = (0, 0);
    for file in fs::read_dir(folder).unwrap() {
        let file = file.unwrap().path();
        if file.extension().is_none_or(|ending| ending != "yaml") {
            continue;
        }
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&file).unwrap();
        let Ok(Extra::List(listed)) = yaml::tree(&text) else {
            panic!("{name} is not a list: {:?}", yaml::tree(&text))
        };
        for (number, case) in listed.iter().enumerate() {
            let Some(Extra::String(written)) = get(case, "yaml") else {
                continue;
            };
            let text = case_text(written);
            cases += 1;
            let start = Instant::now();
            read_as_everything(&text);
            read_as_everything(&as_front_matter(&text));
            read_as_everything(&as_front_matter(&format!(
                "title: x\ndate: 2026-01-01\nextra:\n{}",
                indented(&text)
            )));
            assert!(
                start.elapsed() < Duration::from_secs(20),
                "{name} takes {:?}",
                start.elapsed()
            );
            let fails = get(case, "fail") == Some(&Extra::Bool(true));
            if fails && yaml::tree(&text).is_ok() {
                wrong.push(format!("{name}/{number}"));
            }
            refused += usize::from(fails);
            check_places(&text);
            check_places(&format!("é: {{ü: 🚢}}\r\n{text}"));
        }
    }
    assert!(
        cases > 350 && refused > 80,
        "only {cases} cases, {refused} to be refused"
    );
    wrong.sort();
    assert!(wrong.is_empty(), "cases that must fail are read: {wrong:?}");
}

/// Every plain scalar is found at the place that the tree gives it.
fn check_places(text: &str) {
    let source = Source {
        path: "a.yaml",
        text,
    };
    let yaml = Text::new(source, 0..text.len());
    let Some(root) = Reader::new(yaml.clone()).tree() else {
        return;
    };
    let mut nodes = vec![&root];
    while let Some(node) = nodes.pop() {
        match &node.value {
            Value::List(items) => nodes.extend(items),
            Value::Map(entries) => nodes.extend(entries.iter().map(|entry| &entry.value)),
            Value::Scalar {
                text: scalar,
                plain: true,
            } if !scalar.is_empty() => {
                let span = yaml.place(node.span).span.unwrap();
                let found = &text[span.start as usize..span.end as usize];
                let joined: Vec<&str> = found.split_whitespace().collect();
                let expected: Vec<&str> = scalar.split_whitespace().collect();
                assert!(
                    joined.ends_with(&expected),
                    "{scalar:?} is not {found:?} in {text:?}"
                );
            }
            Value::Scalar { .. } => {}
        }
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}

#[test]
fn naughty_strings() {
    let Some(file) = fixtures("blns.json") else {
        return;
    };
    let strings: Vec<String> = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let keys = [
        "title",
        "tags",
        "authors",
        "slug",
        "category",
        "permalink",
        "aliases",
        "image",
        "videos",
        "lang",
        "kind",
        "date",
    ];
    for text in &strings {
        read_as_everything(text);
        read_as_everything(&as_front_matter(text));
        let quoted = serde_json::to_string(text).unwrap();
        for key in keys {
            read_as("content/a.md", &as_front_matter(&format!("{key}: {text}")));
            read_as(
                "content/a.md",
                &as_front_matter(&format!("{key}: {quoted}")),
            );
        }
        read_as_everything(&as_front_matter(&format!(
            "faq: [{{q: {quoted}, a: {quoted}}}]\n{quoted}: 1"
        )));
    }
}

#[test]
fn hostile_documents_end_soon() {
    let n = 20_000;
    let laughs: String = (1..30).fold("a0: &a0 [x,x,x,x,x,x,x,x,x]\n".to_owned(), |text, i| {
        let aliases = vec![format!("*a{}", i - 1); 9].join(",");
        text + &format!("a{i}: &a{i} [{aliases}]\n")
    });
    let cases = [
        ("open lists", format!("title: {}", "[".repeat(n))),
        ("open maps", format!("title: {}", "{a: ".repeat(n / 4))),
        ("dashes", "- ".repeat(n)),
        ("question marks", "? ".repeat(n)),
        ("billion laughs", laughs),
        ("itself", "a: &a [*a]".to_owned()),
        (
            "many aliases",
            format!("extra: {{b: &a x, l: [{}]}}", "*a,".repeat(n)),
        ),
        (
            "chain of aliases",
            (1..n / 20).fold("a0: &a0 [x]\n".to_owned(), |text, i| {
                text + &format!("a{i}: &a{i} [*a{}]\n", i - 1)
            }),
        ),
        (
            "unknown keys",
            (0..n / 8).map(|i| format!("k{i}: 1\n")).collect(),
        ),
        ("one key", "title: a\n".repeat(n / 9)),
        ("hashes", "x: y #c\n".repeat(n / 8)),
        (
            "anchors",
            (0..n / 10).map(|i| format!("k{i}: &a{i} 1\n")).collect(),
        ),
        (
            "tags",
            format!(
                "tags: [{}]",
                (0..n / 8).map(|i| format!("t{i},")).collect::<String>()
            ),
        ),
        (
            "empty questions",
            format!("faq: [{}]", "{q: },".repeat(n / 6)),
        ),
        (
            "bad dates",
            format!("corrections: [{}]", "{date: x, text: a},".repeat(n / 20)),
        ),
        ("a long number", format!("extra: {{a: {}}}", "9".repeat(n))),
        (
            "a long float",
            format!("extra: {{a: 1.{}e{}}}", "9".repeat(n), "9".repeat(n)),
        ),
        ("a long key", format!("? {}\n: x", "k".repeat(n))),
        (
            "merges",
            format!("b: &b {{a: 1}}\nextra:\n{}", "  <<: *b\n".repeat(n / 10)),
        ),
        (
            "a section in a section in a section",
            format!(
                "sections:\n{}",
                (1..n / 40)
                    .map(|i| format!("- {{slug: s{i}, parent: s{}}}\n", i - 1))
                    .collect::<String>()
            ),
        ),
    ];
    for (name, text) in cases {
        let start = Instant::now();
        let diagnostics = read_as_everything(&as_front_matter(&text));
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "{name} takes {:?}",
            start.elapsed()
        );
        assert!(
            diagnostics.len() <= 5 * 101,
            "{name}: {} diagnostics",
            diagnostics.len()
        );
    }
}

#[test]
fn what_is_free_keeps_its_meaning() {
    let cases = [
        ("~", Extra::Null),
        ("true", Extra::Bool(true)),
        ("yes", Extra::String("yes".into())),
        ("12", Extra::Int(12)),
        ("+12", Extra::Int(12)),
        ("-0", Extra::Int(0)),
        ("0x1F", Extra::Int(31)),
        ("0o17", Extra::Int(15)),
        ("0x-1", Extra::String("0x-1".into())),
        ("007", Extra::String("007".into())),
        (
            "99999999999999999999",
            Extra::String("99999999999999999999".into()),
        ),
        ("1.5", Extra::Float(1.5)),
        ("1e3", Extra::Float(1000.0)),
        (".5", Extra::Float(0.5)),
        (".inf", Extra::String(".inf".into())),
        ("1e999", Extra::String("1e999".into())),
        ("1.2.3", Extra::String("1.2.3".into())),
        ("2026-01-01", Extra::String("2026-01-01".into())),
        ("'12'", Extra::String("12".into())),
        ("!!str 12", Extra::String("12".into())),
        (
            "[1, a]",
            Extra::List(vec![Extra::Int(1), Extra::String("a".into())]),
        ),
        (
            "{b: 1, a: ~}",
            Extra::Map(vec![("b".into(), Extra::Int(1)), ("a".into(), Extra::Null)]),
        ),
        ("\"a\\u0000b\"", Extra::String("ab".into())),
    ];
    for (yaml, expected) in cases {
        assert_eq!(yaml::tree(yaml), Ok(expected), "{yaml}");
    }
    let merged = yaml::tree("base: &b {a: 1, b: 2}\nover: {<<: *b, b: 3}").unwrap();
    let expected = Extra::Map(vec![
        ("b".into(), Extra::Int(3)),
        ("a".into(), Extra::Int(1)),
    ]);
    assert_eq!(get(&merged, "over"), Some(&expected));
}

#[test]
fn errors_of_free_yaml_have_a_place() {
    let (message, range) = yaml::tree("a: b\nc: d: e\n").unwrap_err();
    assert_eq!(message, "invalid YAML: a second colon in one value");
    assert_eq!(range, 9..10);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    /// Texts of the characters that mean something to YAML.
    #[test]
    fn any_yaml_is_read_or_refused(text in r#"[-a:#\[\]{},&*!|>'"%@`?~<=. 0\n\r\té🚢\\]{0,60}"#) {
        read_as_everything(&text);
        read_as_everything(&as_front_matter(&text));
        read_as_everything(&as_front_matter(&format!("title: x\ndate: 2026-01-01\nextra:\n{}", indented(&text))));
    }

    /// Known keys with any value.
    #[test]
    fn any_value_is_read_or_refused(
        key in prop::sample::select(vec!["title", "date", "authors", "tags", "image", "videos", "faq", "permalink", "corrections", "sections", "url", "timezone", "languages", "links"]),
        value in r#"[-a:\[\]{},&*|>'" 0-9/.%éش\\]{0,40}"#,
    ) {
        read_as_everything(&as_front_matter(&format!("{key}: {value}")));
        read_as_everything(&format!("{key}: {value}\n"));
    }
}
