//! What front matter says: every key, every alias, every form of a value, and everything that is wrong.

mod faults;
mod fields;
mod pages;

use jiff::Timestamp;
use presstime::content::date::{self, Zones};
use presstime::content::front_matter::{self, Context, keys, split};
use presstime::content::source_path::classify;
use presstime::content::{Article, Correction, Extra, Faq, FaqItem, Image, Kind, Video};
use presstime::diag::{Diagnostic, Source};

/// A diagnostic in one line.
fn told(diagnostic: &Diagnostic) -> String {
    let place = diagnostic
        .place
        .as_ref()
        .map_or_else(String::new, ToString::to_string);
    let place = place.split_once(':').map_or("", |(_, place)| place);
    let hint = diagnostic
        .hint
        .as_ref()
        .map_or_else(String::new, |hint| format!(" ({hint})"));
    format!(
        "{}[{}] {place} {}{hint}",
        diagnostic.severity, diagnostic.code, diagnostic.message
    )
}

fn all_told(diagnostics: &[Diagnostic]) -> Vec<String> {
    diagnostics.iter().map(told).collect()
}

fn zones() -> Zones {
    Zones::of(date::zone("America/Havana").unwrap())
}

/// Reads a whole file as an article.
fn read_file(path: &str, text: &str) -> (Option<Article>, Vec<String>) {
    let file = classify(path, &["es", "en"]).unwrap();
    let zones = Zones {
        languages: vec![("en".into(), jiff::tz::TimeZone::UTC)],
        ..zones()
    };
    let context = Context {
        zones: &zones,
        file: &file,
        url: "https://courier.example/",
    };
    let (article, diagnostics) = front_matter::article(&Source { path, text }, &context);
    (article, all_told(&diagnostics))
}

/// Reads YAML as the front matter of an article.
fn read(yaml: &str) -> (Option<Article>, Vec<String>) {
    read_file("content/a.md", &format!("---\n{yaml}\n---\nBody.\n"))
}

/// Reads further lines of an article that has a title and a date.
fn more(yaml: &str) -> (Article, Vec<String>) {
    let (article, diagnostics) = read(&format!("title: T\ndate: 2024-01-02\n{yaml}"));
    (article.expect(yaml), diagnostics)
}

/// The same, where nothing is wrong.
fn good(yaml: &str) -> Article {
    let (article, diagnostics) = more(yaml);
    assert!(diagnostics.is_empty(), "{yaml}: {diagnostics:?}");
    article
}

/// What is said of further lines, the first of which is line 4.
fn said(yaml: &str) -> Vec<String> {
    more(yaml).1
}

fn instant(text: &str) -> i64 {
    text.parse::<Timestamp>().unwrap().as_second()
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

#[test]
fn the_whole_of_it() {
    let (article, diagnostics) = read_file(
        "content/world/port.md",
        concat!(
            "---\n",
            "title: \"Port talks: what we know\"\n",
            "date: 2024-11-20 14:05\n",
            "updated: 2024-11-21 09:00 -0500\n",
            "summary: >\n  The port and its workers\n  talk again.\n",
            "authors: [ana-ruiz, Luis Peña]\n",
            "category: [world/asia, Economía]\n",
            "tags: [C++, 2024, 1.10]\n",
            "image:\n  src: port.jpg\n  alt: Cranes\n  caption: The *old* port\n  credit: Ana Ruiz\n",
            "videos:\n  - {url: https://video.example/1, title: Cranes at work, thumbnail: still.jpg, duration: \"3:20\"}\n",
            "faq:\n  - question: Who talks?\n    answer: |\n      Both.\n\n      Again.\n  - {q: When?, a: Today}\n",
            "slug: Port Talks\n",
            "permalink: /special/port\n",
            "id: 4711\n",
            "aliases: [/old/port/, old/port.html]\n",
            "lang: es_cu\n",
            "translation_key: port\n",
            "draft: no\n",
            "expires: 2025-01-01\n",
            "featured: true\n",
            "kind: Analysis\n",
            "corrections:\n  - {date: 2024-11-22, text: A *name* was wrong}\n",
            "series: Ports\nlocation: Mariel\ncanonical: https://other.example/port\nrelated: [strike]\n",
            "key_points: [It sank., Nobody was hurt.]\n",
            "extra: {mood: calm, n: 3}\n",
            "---\nBody.\n",
        ),
    );
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let expected = Article {
        title: "Port talks: what we know".into(),
        id: Some("4711".into()),
        date: instant("2024-11-20T19:05:00Z"),
        updated: Some(instant("2024-11-21T14:00:00Z")),
        summary: "The port and its workers talk again.".into(),
        authors: strings(&["ana-ruiz", "Luis Peña"]),
        sections: strings(&["world/asia", "economia"]),
        section_names: strings(&["world/asia", "Economía"]),
        tags: strings(&["C++", "2024", "1.10"]),
        image: Some(Image {
            src: "port.jpg".into(),
            alt: "Cranes".into(),
            caption: "The *old* port".into(),
            credit: "Ana Ruiz".into(),
            focus: None,
        }),
        videos: vec![Video {
            url: "https://video.example/1".into(),
            title: "Cranes at work".into(),
            thumbnail: Some("still.jpg".into()),
            duration: Some(200),
        }],
        faq: Some(Faq {
            title: None,
            items: vec![
                FaqItem {
                    question: "Who talks?".into(),
                    answer: "Both.\n\nAgain.".into(),
                },
                FaqItem {
                    question: "When?".into(),
                    answer: "Today".into(),
                },
            ],
        }),
        slug: Some("port-talks".into()),
        permalink: Some("/special/port/".into()),
        aliases: strings(&["/old/port/", "/old/port.html"]),
        lang: Some("es-CU".into()),
        translation_key: Some("port".into()),
        draft: false,
        expires: Some(instant("2025-01-01T05:00:00Z")),
        featured: true,
        pinned: false,
        featured_until: None,
        kind: Kind::Analysis,
        corrections: vec![Correction {
            date: Some(instant("2024-11-22T05:00:00Z")),
            text: "A *name* was wrong".into(),
        }],
        series: Some("Ports".into()),
        location: Some("Mariel".into()),
        canonical: Some("https://other.example/port".into()),
        related: strings(&["strike"]),
        key_points: strings(&["It sank.", "Nobody was hurt."]),
        extra: Extra::Map(vec![
            ("mood".into(), Extra::String("calm".into())),
            ("n".into(), Extra::Int(3)),
        ]),
        body_start: article.as_ref().map_or(0, |article| article.body_start),
    };
    assert_eq!(article, Some(expected));
}

#[test]
fn every_alias_means_its_key() {
    let values: &[(&str, &str)] = &[
        ("date", "2024-05-06"),
        ("updated", "2024-05-06"),
        ("expires", "2024-05-06"),
        ("lang", "es"),
        ("canonical", "https://a.example/"),
        ("permalink", "/x/"),
        ("aliases", "[/x/]"),
        ("draft", "true"),
        ("featured", "true"),
        ("pinned", "true"),
        ("featured_until", "2025-01-01"),
        ("kind", "live"),
        ("faq", "[{q: a, a: b}]"),
        ("videos", "[v.mp4]"),
        ("extra", "{a: 1}"),
        ("corrections", "[{date: 2024-05-06, text: x}]"),
    ];
    for key in keys::ARTICLE {
        let value = values
            .iter()
            .find(|(name, _)| *name == key.name)
            .map_or("x", |(_, value)| value);
        let value = if key.name == "published" {
            "2024-05-06"
        } else {
            value
        };
        let others = match key.name {
            "title" => "date: 2024-05-06",
            "date" | "published" => "title: T",
            _ => "title: T\ndate: 2024-01-01",
        };
        let (by_name, diagnostics) = read(&format!("{}: {value}\n{others}", key.name));
        assert!(diagnostics.is_empty(), "{}: {diagnostics:?}", key.name);
        let mut by_name = by_name.unwrap();
        for alias in key
            .aliases
            .iter()
            .map(|&alias| alias.to_owned())
            .chain([key.name.to_uppercase()])
        {
            let (article, diagnostics) = read(&format!("{alias}: {value}\n{others}"));
            assert!(diagnostics.is_empty(), "{alias}: {diagnostics:?}");
            let article = article.unwrap();
            by_name.body_start = article.body_start;
            assert_eq!(article, by_name, "{alias}");
        }
    }
}

#[test]
fn names_of_keys_are_unique() {
    let tables = [
        keys::ARTICLE,
        keys::PAGE,
        keys::PERSON,
        keys::IMAGE_KEYS,
        keys::VIDEO,
        keys::FAQ_KEYS,
        keys::FAQ_ITEM,
        keys::CORRECTION,
        keys::BYLINE,
        keys::LINK,
    ];
    for table in tables {
        let mut names: Vec<&str> = table
            .iter()
            .flat_map(presstime::content::yaml::Key::names)
            .collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count, "{names:?}");
    }
}

#[test]
fn titles_are_as_they_were_written() {
    let cases = [
        ("2024", "2024"),
        ("yes", "yes"),
        ("1.10", "1.10"),
        ("2024-01-02", "2024-01-02"),
        ("0x1F", "0x1F"),
        (".inf", ".inf"),
        ("\"null\"", "null"),
        ("'it''s raining'", "it's raining"),
        ("\"a \\\"b\\\" c\"", "a \"b\" c"),
        ("\"tab\\there\"", "tab here"),
        (">\n  Two\n  lines\n", "Two lines"),
        ("|\n  Two\n  lines\n", "Two lines"),
        ("plain\n  on two lines", "plain on two lines"),
        ("\"\u{a0} padded \u{a0}\"", "padded"),
        ("\"line\\u2028separator\"", "line separator"),
        ("Ärger in Łódź 🚢", "Ärger in Łódź 🚢"),
        ("!!str 12", "12"),
        ("50% off", "50% off"),
        ("C# and F#", "C# and F#"),
        ("مرفأ", "مرفأ"),
    ];
    for (yaml, expected) in cases {
        let (article, diagnostics) = read(&format!("title: {yaml}\ndate: 2024-01-02"));
        assert!(diagnostics.is_empty(), "{yaml}: {diagnostics:?}");
        assert_eq!(article.unwrap().title, expected, "{yaml}");
    }
}

#[test]
fn files_are_split() {
    let cases = [
        ("---\na: b\n---\nBody", Some("a: b\n"), "Body"),
        ("---\r\na: b\r\n---\r\nBody", Some("a: b\r\n"), "Body"),
        ("\u{feff}---\na: b\n---\nBody", Some("a: b\n"), "Body"),
        ("\n \n---\na: b\n---\nBody", Some("a: b\n"), "Body"),
        ("---  \na: b\n--- \t\nBody", Some("a: b\n"), "Body"),
        ("---\na: b\n...\nBody", Some("a: b\n"), "Body"),
        ("---\n---\n", Some(""), ""),
        ("---\n---", Some(""), ""),
        ("---\na: b\n---\n---\nBody", Some("a: b\n"), "---\nBody"),
        ("---\na: |\n  ---\n---\nBody", Some("a: |\n  ---\n"), "Body"),
        ("Body\n---\n", None, "Body\n---\n"),
        ("---- \nBody", None, "---- \nBody"),
        (" ---\nBody", None, " ---\nBody"),
        ("\u{feff}Body", None, "Body"),
        ("", None, ""),
    ];
    for (text, yaml, body) in cases {
        let split = split(text).expect(text);
        assert_eq!(split.yaml.map(|yaml| &text[yaml]), yaml, "{text:?}");
        assert_eq!(&text[split.body as usize..], body, "{text:?}");
    }
}

#[test]
fn articles_need_a_title_and_a_date() {
    let no_title = "error[no-title] 1:1 the title is missing or empty (add a line `title: …`)";
    let no_date = "error[no-date] 1:1 the article has no date (add a line `date: …`, or begin the file's name \
        with a date, as in `2026-11-20-port-talks.md`)";
    let cases: [(&str, &[&str]); 13] = [
        ("", &[no_title, no_date]),
        ("# nothing", &[no_title, no_date]),
        ("date: 2024-01-02", &[no_title]),
        (
            "title: ~\ndate: 2024-01-02",
            &["error[no-title] 2:1 the title is missing or empty (add a line `title: …`)"],
        ),
        (
            "title: ' '\ndate: 2024-01-02",
            &["error[no-title] 2:8 the title is missing or empty (add a line `title: …`)"],
        ),
        (
            "title: [a]\ndate: 2024-01-02",
            &["error[wrong-type] 2:8 `title`: expected a string, found a list"],
        ),
        ("title: T", &[no_date]),
        ("title: T\ndate: ''", &[no_date]),
        (
            "title: T\ndate: '\\0'",
            &[
                "error[bad-date] 3:7 `date`: `\\0` is not a date (write the year first, as in `2026-11-20` or `2026-11-20 14:05`)",
            ],
        ),
        (
            "title: T\ndate: \"\\0\"",
            &[
                "warning[control-character] 3:7 `date` has control characters, which are left out",
                "error[bad-date] 3:7 `date`: `` is not a date (write the year first, as in `2026-11-20` or `2026-11-20 14:05`)",
            ],
        ),
        (
            "title: T\npublished: 2024-99-99",
            &["error[bad-date] 3:12 `published`: `2024-99-99` is not in the calendar"],
        ),
        (
            "title: T\ndate: soon",
            &[
                "error[bad-date] 3:7 `date`: `soon` is not a date (write the year first, as in `2026-11-20` or `2026-11-20 14:05`)",
            ],
        ),
        (
            "title: T\ndate: {a: b}",
            &["error[wrong-type] 3:7 `date`: expected a string, found a map"],
        ),
    ];
    for (yaml, expected) in cases {
        assert_eq!(read(yaml), (None, strings(expected)), "{yaml}");
    }
}

#[test]
fn dates_come_from_front_matter_or_the_file() {
    let date = |path: &str, yaml: &str| {
        let (article, diagnostics) = read_file(path, &format!("---\ntitle: T\n{yaml}\n---\n"));
        let date = article.map(|article| Timestamp::from_second(article.date).unwrap().to_string());
        (date.unwrap_or_default(), diagnostics.len())
    };
    let cases = [
        ("content/2024-11-20-a.md", "", "2024-11-20T05:00:00Z"),
        (
            "content/2024-11-20-a.md",
            "date: 2024-11-21 10:00",
            "2024-11-21T15:00:00Z",
        ),
        ("content/2024-11-20T1405-a.md", "", "2024-11-20T19:05:00Z"),
        ("content/2024-11-20-a/index.md", "", "2024-11-20T05:00:00Z"),
        // The language's own zone, by the file's name or by key.
        ("content/2024-11-20-a.en.md", "", "2024-11-20T00:00:00Z"),
        (
            "content/a.md",
            "lang: en\ndate: 2024-11-20",
            "2024-11-20T00:00:00Z",
        ),
        (
            "content/a.en.md",
            "lang: es\ndate: 2024-11-20",
            "2024-11-20T05:00:00Z",
        ),
        (
            "content/a.md",
            "published: 2024-11-20",
            "2024-11-20T05:00:00Z",
        ),
        (
            "content/a.md",
            "date: 2024-11-20\npublished: true",
            "2024-11-20T05:00:00Z",
        ),
        (
            "content/2024-11-20-a.md",
            "date: ''",
            "2024-11-20T05:00:00Z",
        ),
        (
            "content/2024-11-20-a.md",
            "published: ''",
            "2024-11-20T05:00:00Z",
        ),
        (
            "content/a.md",
            "date: 2024-11-20\npublished: 2024-11-20",
            "2024-11-20T05:00:00Z",
        ),
        // Drafts may wait for theirs.
        ("content/a.md", "draft: true", "1970-01-01T00:00:00Z"),
        ("content/a.md", "published: false", "1970-01-01T00:00:00Z"),
    ];
    for (path, yaml, expected) in cases {
        assert_eq!(date(path, yaml), (expected.to_owned(), 0), "{path} {yaml}");
    }
    // A date that cannot be read is not replaced by the file's.
    assert_eq!(
        date("content/2024-11-20-a.md", "date: 20/11/2024"),
        (String::new(), 1)
    );
}

#[test]
fn drafts() {
    let cases = [
        ("", false),
        ("draft: true", true),
        ("draft: \"true\"", true),
        ("draft: Yes", true),
        ("draft: on", true),
        ("draft: false", false),
        ("draft: ~", false),
        ("published: false", true),
        ("published: no", true),
        ("published: true", false),
        ("published: true\ndraft: true", true),
        ("published: false\ndraft: false", true),
    ];
    for (yaml, expected) in cases {
        assert_eq!(good(yaml).draft, expected, "{yaml}");
    }
    assert_eq!(
        said("draft: maybe"),
        ["error[wrong-type] 4:8 `draft`: expected `true` or `false`, found a string"]
    );
    assert_eq!(
        said("draft: 1"),
        ["error[wrong-type] 4:8 `draft`: expected `true` or `false`, found a number"]
    );
    assert_eq!(
        said("published: later"),
        ["error[wrong-type] 4:12 `published`: expected `true` or `false`, found a string"]
    );
}
