//! The fields that are more than a string.

#![allow(clippy::too_many_lines, reason = "tables of cases")]

use presstime::content::{Faq, FaqItem, Image};

use super::{good, more, said, strings};

#[test]
fn lists_of_words() {
    let authors: [(&str, &[&str]); 10] = [
        ("authors: Ana Ruiz", &["Ana Ruiz"]),
        (
            "authors: Ana Ruiz and Luis Peña",
            &["Ana Ruiz and Luis Peña"],
        ),
        ("authors: Ruiz, Ana", &["Ruiz, Ana"]),
        ("authors: [ana, ~, luis, ana]", &["ana", "luis"]),
        ("authors:\n- ana\n- luis", &["ana", "luis"]),
        (
            "authors: [{name: Ana Ruiz}, {id: luis}]",
            &["Ana Ruiz", "luis"],
        ),
        ("author: {name: Ana Ruiz}", &["Ana Ruiz"]),
        ("authors: []", &[]),
        ("authors: ''", &[]),
        ("authors: [007]", &["007"]),
    ];
    for (yaml, expected) in authors {
        assert_eq!(good(yaml).authors, expected, "{yaml}");
    }
    let tags: [(&str, &[&str]); 9] = [
        ("tags: a, b , ,c", &["a", "b", "c"]),
        ("tags: ميناء، بحر", &["ميناء", "بحر"]),
        ("tags: [\"a, b\", c]", &["a, b", "c"]),
        ("tags: [Niño, nino, NIÑO]", &["Niño"]),
        ("tags: [C, C++, c#]", &["C", "C++", "c#"]),
        (
            "tags: [2024, 1.10, yes, 2024-01-02]",
            &["2024", "1.10", "yes", "2024-01-02"],
        ),
        ("tags: 2024", &["2024"]),
        ("tags: [~, '', ' ']", &[]),
        ("tags:", &[]),
    ];
    for (yaml, expected) in tags {
        assert_eq!(good(yaml).tags, expected, "{yaml}");
    }
    let sections: [(&str, &[&str]); 8] = [
        ("category: world", &["world"]),
        ("category: world/asia", &["world/asia"]),
        ("category: /World//Asia/", &["world/asia"]),
        ("category: Climate Change", &["climate-change"]),
        (
            "category: [Sport, world/asia, sport]",
            &["sport", "world/asia"],
        ),
        ("categories:\n- Economía", &["economia"]),
        ("category: ../..", &[]),
        ("category: 2024", &["2024"]),
    ];
    for (yaml, expected) in sections {
        assert_eq!(good(yaml).sections, expected, "{yaml}");
    }
    assert_eq!(
        said("tags: {a: b}"),
        ["error[wrong-type] 4:7 `tags`: expected a list of strings, found a map"]
    );
    assert_eq!(
        said("tags: [a, [b]]"),
        ["error[wrong-type] 4:11 `tags`: expected a list of strings, found a list"]
    );
    assert_eq!(
        said("authors: [[a]]"),
        ["error[wrong-type] 4:11 `authors`: expected a string, found a list"]
    );
    assert_eq!(
        said("authors: [{nmae: Ana}]"),
        ["warning[unknown-key] 4:12 unknown key `nmae` in `authors` (did you mean `name`?)"]
    );
}

#[test]
fn photos() {
    let image = |src: &str, alt: &str, caption: &str, credit: &str| Image {
        src: src.into(),
        alt: alt.into(),
        caption: caption.into(),
        credit: credit.into(),
        focus: None,
    };
    let cases = [
        ("image: a.jpg", image("a.jpg", "", "", "")),
        (
            "image: https://a.example/a.jpg",
            image("https://a.example/a.jpg", "", "", ""),
        ),
        (
            "image: //a.example/a.jpg",
            image("//a.example/a.jpg", "", "", ""),
        ),
        (
            "image: {src: a.jpg, alt: A, caption: B, credit: C}",
            image("a.jpg", "A", "B", "C"),
        ),
        ("image: {url: a.jpg}", image("a.jpg", "", "", "")),
        ("image: {path: a.jpg}", image("a.jpg", "", "", "")),
        (
            "image: a.jpg\nimage_alt: A\nimage_caption: B\nimage_credit: C",
            image("a.jpg", "A", "B", "C"),
        ),
        (
            "image: {src: a.jpg, alt: A}\nimage_alt: X\nimage_credit: C",
            image("a.jpg", "A", "", "C"),
        ),
        (
            "image: a.jpg\nimage_alt: |\n  Two\n  lines\n",
            image("a.jpg", "Two lines", "", ""),
        ),
    ];
    for (yaml, expected) in cases {
        assert_eq!(good(yaml).image, Some(expected), "{yaml}");
    }
    assert_eq!(good("image:").image, None);
    assert_eq!(good("image: ''").image, None);
    let refused = |yaml: &str, place: &str, url: &str, field: &str| {
        let (article, said) = more(yaml);
        assert_eq!(article.image, None, "{yaml}");
        let expected = format!(
            "warning[bad-url] {place} `{field}`: `{url}` cannot be linked to, and is left out \
             (give a path, or a URL that begins with `https://`)"
        );
        assert_eq!(said, [expected], "{yaml}");
    };
    refused(
        "image: javascript:alert(1)",
        "4:8",
        "javascript:alert(1)",
        "image",
    );
    refused(
        "image: {src: 'JavaScript:alert(1)'}",
        "4:14",
        "JavaScript:alert(1)",
        "image.src",
    );
    refused(
        "image: file:///etc/passwd",
        "4:8",
        "file:///etc/passwd",
        "image",
    );
    assert_eq!(
        said("image: [a.jpg]"),
        ["error[wrong-type] 4:8 `image`: expected a string, found a list"]
    );
    assert_eq!(
        said("image: {src: a.jpg, al: x, captoin: y}"),
        [
            "warning[unknown-key] 4:21 unknown key `al` in `image`",
            "warning[unknown-key] 4:28 unknown key `captoin` in `image` (did you mean `caption`?)",
        ]
    );
}

#[test]
fn videos() {
    let durations = [
        ("200", Some(200)),
        ("3:20", Some(200)),
        ("03:20", Some(200)),
        ("1:03:20", Some(3800)),
        ("90:00", Some(5400)),
        ("PT3M20S", Some(200)),
        ("PT1H", Some(3600)),
        ("pt3m20s", Some(200)),
        ("0", Some(0)),
    ];
    for (text, expected) in durations {
        assert_eq!(
            good(&format!("videos: [{{url: v, duration: '{text}'}}]")).videos[0].duration,
            expected,
            "{text}"
        );
    }
    for text in [
        "long",
        "3:60",
        "1:2:3:4",
        "3:",
        "-5",
        "99999999999",
        "PT",
        "P1Y",
        "3m",
        "99999:00:00:00",
        "-PT5S",
    ] {
        let (article, said) = more(&format!("videos: [{{url: v, duration: '{text}'}}]"));
        assert_eq!(article.videos[0].duration, None, "{text}");
        let expected = format!(
            "warning[bad-duration] 4:29 `{text}` is not a duration (write seconds, `3:20`, `1:03:20` or `PT3M20S`)"
        );
        assert_eq!(said, [expected]);
    }
    let urls = |yaml: &str| {
        good(yaml)
            .videos
            .into_iter()
            .map(|video| video.url)
            .collect::<Vec<_>>()
    };
    assert_eq!(urls("videos: https://a.example/1"), ["https://a.example/1"]);
    assert_eq!(
        urls("videos: [https://a.example/1, {src: b.mp4}, ~]"),
        ["https://a.example/1", "b.mp4"]
    );
    assert_eq!(
        said("videos: [{title: x}]"),
        ["warning[no-url] 4:10 this video has no `url`, and is left out"]
    );
    let (article, said) = more("videos: [{url: 'javascript:alert(1)'}, {url: ok.mp4}]");
    assert_eq!((article.videos.len(), said.len()), (1, 1));
}

#[test]
fn questions() {
    let item = |question: &str, answer: &str| FaqItem {
        question: question.into(),
        answer: answer.into(),
    };
    let cases = [
        (
            "faq: [{question: Q, answer: A}]",
            None,
            vec![item("Q", "A")],
        ),
        ("faq: {question: Q, answer: A}", None, vec![item("Q", "A")]),
        ("faqs: [{Q: Q, A: A}]", None, vec![item("Q", "A")]),
        (
            "faq: {title: T, items: [{q: Q, a: A}]}",
            Some("T"),
            vec![item("Q", "A")],
        ),
        ("faq: {items: [{q: Q, a: A}]}", None, vec![item("Q", "A")]),
        (
            "faq: [{q: 'Two\n\n  lines?', a: \"*A*\\n\\n- b\\n\"}]",
            None,
            vec![item("Two lines?", "*A*\n\n- b")],
        ),
        ("faq: [{q: 2024, a: yes}]", None, vec![item("2024", "yes")]),
    ];
    for (yaml, title, items) in cases {
        assert_eq!(
            good(yaml).faq,
            Some(Faq {
                title: title.map(str::to_owned),
                items
            }),
            "{yaml}"
        );
    }
    for yaml in ["faq: []", "faq: ~", "faq: {title: T}"] {
        assert_eq!(good(yaml).faq, None, "{yaml}");
    }
    let cases = [
        (
            "faq: [{q: Q}]",
            "warning[empty-faq] 4:7 this entry of the FAQ has no answer, and is left out",
        ),
        (
            "faq: [{q: Q, a: ' '}]",
            "warning[empty-faq] 4:7 this entry of the FAQ has no answer, and is left out",
        ),
        (
            "faq: [{a: A}]",
            "warning[empty-faq] 4:7 this entry of the FAQ has no question, and is left out",
        ),
        (
            "faq: [{}]",
            "warning[empty-faq] 4:7 this entry of the FAQ has no question, and is left out",
        ),
        (
            "faq: [{q: Q, a: [A]}]",
            "error[wrong-type] 4:17 `faq.answer`: expected a string, found a list",
        ),
        (
            "faq: [Q]",
            "error[wrong-type] 4:7 `faq`: expected a question with its answer, found a string (write each as `- question: …` and, in the line below, `  answer: …`)",
        ),
        (
            "faq: 5",
            "error[wrong-type] 4:6 `faq`: expected a list of questions, found a number (write each as `- question: …` and, in the line below, `  answer: …`)",
        ),
    ];
    for (yaml, expected) in cases {
        let (article, said) = more(yaml);
        assert_eq!((article.faq, said), (None, strings(&[expected])), "{yaml}");
    }
}

#[test]
fn corrections() {
    let texts = |yaml: &str| {
        good(yaml)
            .corrections
            .into_iter()
            .map(|c| c.text)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        texts("corrections: [{date: 2024-02-02, text: b}, {date: 2024-02-01, text: a}]"),
        ["a", "b"]
    );
    let undated = |column: u8| {
        format!(
            "warning[undated-correction] 4:{column} this correction has no date, and so the article counts as unchanged (write `{{date: 2026-11-24, text: …}}`)"
        )
    };
    let (article, said) = more("corrections: [{date: 2024-02-02, text: b}, a]");
    let texts: Vec<&str> = article.corrections.iter().map(|c| &*c.text).collect();
    assert_eq!((texts, said), (vec!["b", "a"], vec![undated(44)]));
    let (article, said) = more("correction: a");
    assert_eq!(
        (&*article.corrections[0].text, said),
        ("a", vec![undated(13)])
    );
    let said = |yaml: &str| more(yaml).1;
    assert_eq!(
        said("corrections: [{date: 2024-02-01}]"),
        ["warning[empty-correction] 4:15 this correction has no `text`, and is left out"]
    );
    assert_eq!(
        said("corrections: [{date: 1/2/2024, text: a}]"),
        [
            "error[bad-date] 4:22 `corrections.date`: `1/2/2024` is not a date (write the year first, as in `2026-11-20` or `2026-11-20 14:05`)"
        ]
    );
}

#[test]
fn url_paths() {
    let cases = [
        ("/a/b/", "/a/b/"),
        ("/a/b", "/a/b/"),
        ("a/b", "/a/b/"),
        ("/", "/"),
        ("/a/b.html", "/a/b.html"),
        ("/a/b.HTM", "/a/b.HTM"),
        ("/a/index.html", "/a/"),
        ("/index.html", "/"),
        ("/a/old.php", "/a/old.php/"),
        ("/version-2.0", "/version-2.0/"),
        ("/año/niño", "/año/niño/"),
        ("/an\u{303}o", "/año/"),
        ("/a%C3%B1o/", "/año/"),
        ("/100%/", "/100%/"),
        ("/a b/", "/a b/"),
        ("/مرفأ/", "/مرفأ/"),
        ("https://courier.example/a/b/", "/a/b/"),
    ];
    for (written, expected) in cases {
        assert_eq!(
            good(&format!("permalink: '{written}'"))
                .permalink
                .as_deref(),
            Some(expected),
            "{written}"
        );
        assert_eq!(
            good(&format!("aliases: '{written}'")).aliases,
            [expected],
            "{written}"
        );
    }
    let whole = " (give the path alone)";
    let root = " (write the path from the site's root, without `..`)";
    let original = " (name another site's original with `canonical`)";
    let one = " (begin a path with one `/`)";
    let cases = [
        ("/../etc", "leaves the path it is in", root),
        ("/a/../../b", "leaves the path it is in", root),
        ("..", "leaves the path it is in", root),
        ("/a/./b", "leaves the path it is in", root),
        ("/%2e%2e/b", "leaves the path it is in", root),
        ("/a/%2E%2E%2Fb", "leaves the path it is in", root),
        ("//host/a", "names another host", one),
        ("/%2Fhost/a", "names another host", one),
        (
            "https://a.example/b",
            "is a URL, not a path of this site",
            original,
        ),
        (
            "mailto:a@b.example",
            "is a URL, not a path of this site",
            original,
        ),
        (
            "/a?b=c",
            "has a query or a fragment, which no file can answer",
            whole,
        ),
        (
            "/?p=12",
            "has a query or a fragment, which no file can answer",
            whole,
        ),
        (
            "/a#b",
            "has a query or a fragment, which no file can answer",
            whole,
        ),
        ("/a\\b", "has `\\` in it", ""),
        ("/a%00b", "has `\\u{0}` in it", ""),
        ("/:year/", "has `:` in it", ""),
        ("/a*", "has `*` in it", ""),
        ("/a//b", "has an empty part", ""),
        ("/a/ /b", "has an empty part", ""),
        (
            "/a./b",
            "has a part with a space at its edge, or a dot at its end",
            "",
        ),
        (
            "/a /b",
            "has a part with a space at its edge, or a dot at its end",
            "",
        ),
        (
            "/.../b",
            "has a part with a space at its edge, or a dot at its end",
            "",
        ),
    ];
    for (written, why, hint) in cases {
        let (article, said) = more(&format!("permalink: '{written}'"));
        let expected = format!("error[bad-path] 4:12 `{written}` {why}{hint}");
        assert_eq!(
            (article.permalink, said),
            (None, vec![expected]),
            "{written}"
        );
    }
    let long = "x".repeat(300);
    assert_eq!(more(&format!("permalink: /{long}/")).0.permalink, None);
    assert_eq!(good("permalink: ''").permalink, None);
    assert_eq!(good("aliases: [/a/, a, /a]").aliases, ["/a/"]);
}

#[test]
fn slugs_and_languages() {
    let slugs = [
        ("Port Talks", Some("port-talks")),
        ("PORT", Some("port")),
        ("Año", Some("ano")),
        ("''", None),
        ("2024", Some("2024")),
    ];
    for (written, expected) in slugs {
        assert_eq!(
            good(&format!("slug: {written}")).slug.as_deref(),
            expected,
            "{written}"
        );
    }
    let (article, said) = more("slug: a/b");
    assert_eq!(article.slug.as_deref(), Some("a-b"));
    assert_eq!(
        said,
        [
            "warning[bad-slug] 4:7 a slug is one part of a URL, so this one becomes `a-b` (give a whole path with `permalink`)"
        ]
    );
    let long = "harbour-".repeat(20) + "1";
    assert_eq!(good(&format!("slug: {long}")).slug, Some(long));
    let (article, said) = more(&format!("slug: {}", "x".repeat(201)));
    assert_eq!(article.slug, Some("x".repeat(200)));
    assert!(
        said[0].starts_with("warning[bad-slug] 4:7 this slug is too long"),
        "{said:?}"
    );
    let (article, said) = more("slug: '!?'");
    assert_eq!(article.slug, None);
    assert_eq!(
        said,
        [
            "warning[bad-slug] 4:7 nothing of the slug `!?` can stand in a URL (use letters or digits)"
        ]
    );

    assert_eq!(good("locale: es-PR").lang.as_deref(), Some("es-PR"));
    assert_eq!(good("language: ES_pr").lang.as_deref(), Some("es-PR"));
    let (article, said) = more("lang: English");
    assert_eq!(article.lang, None);
    assert_eq!(
        said,
        [
            "warning[bad-language] 4:7 `English` is not a language code (write a code as in `es` or `pt-BR`)"
        ]
    );
}

#[test]
fn what_must_stay_in_sight_is_a_place_in_the_photo() {
    let focus = |written: &str| {
        let (article, said) = more(&format!(
            "image: {{src: /a.jpg, alt: A, focus: '{written}'}}"
        ));
        (article.image.and_then(|image| image.focus), said.len())
    };
    for (written, place) in [
        ("30% 60%", (30, 60)),
        ("30, 60", (30, 60)),
        ("top right", (100, 0)),
        ("12.5%", (12, 50)),
        ("center", (50, 50)),
    ] {
        assert_eq!(focus(written), (Some(place), 0), "{written}");
    }
    for written in ["30% 120%", "-5% 10%", "0.3 0.4", "left left", "there"] {
        assert_eq!(focus(written), (None, 1), "{written}");
    }
}
