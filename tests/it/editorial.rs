//! Editorial state: what one entry of front matter changes everywhere it is shown.

use serde_json::Value;

use crate::site_fixture::{HOUR, NOW, Newsroom, SHORT_CONFIG, at};

fn text(newsroom: &Newsroom, path: &str) -> String {
    let tree = newsroom.published();
    let bytes = tree.get(path);
    let bytes = bytes.unwrap_or_else(|| panic!("no {path} among {:#?}", tree.keys()));
    String::from_utf8(bytes.clone()).unwrap()
}

/// The first thing that a page's structured data tells of.
fn told(newsroom: &Newsroom, path: &str) -> Value {
    let html = text(newsroom, path);
    let rest = html
        .split("<script type=\"application/ld+json\">")
        .nth(1)
        .unwrap();
    let graph: Value = serde_json::from_str(rest.split("</script>").next().unwrap()).unwrap();
    graph["@graph"][0].clone()
}

/// The headline that leads a front page.
fn lead(newsroom: &Newsroom) -> String {
    let html = text(newsroom, "index.html");
    let rest = html.split("<div class=\"lead\">").nth(1).unwrap();
    let title = rest.split("<h2>").nth(1).unwrap();
    title
        .split("</a>")
        .next()
        .unwrap()
        .rsplit('>')
        .next()
        .unwrap()
        .to_owned()
}

#[test]
fn a_correction_shows_wherever_the_article_does() {
    let newsroom = Newsroom::new(SHORT_CONFIG)
        .with(
            "content/world/a.md",
            "---\ntitle: A\ndate: 2026-11-01\n---\nText.\n",
        )
        .with(
            "content/world/b.md",
            "---\ntitle: B\ndate: 2026-11-02\ncorrections: [{text: Undated.}]\n---\n",
        );
    newsroom.build_well(&at(NOW));
    newsroom.write(
        "content/world/a.md",
        "---\ntitle: A\ndate: 2026-11-01\ncorrections: [{date: 2026-11-20 10:00, text: 'It was [two](/world/).'}]\n---\nText.\n",
    );
    newsroom.build_well(&at(NOW));
    let when = "2026-11-20T10:00:00+00:00";
    let article = "world/2026/11/a/index.html";
    let shown = "It was <a href=\"/world/\">two</a>.";
    assert!(text(&newsroom, article).contains(shown));
    assert_eq!(told(&newsroom, article)["dateModified"], when);
    assert_eq!(
        told(&newsroom, article)["correction"][0]["text"],
        "It was two."
    );
    assert!(text(&newsroom, "rss.xml").contains(&format!("<atom:updated>{when}</atom:updated>")));
    assert!(text(&newsroom, "atom.xml").contains(&format!("<updated>{when}</updated>")));
    assert!(text(&newsroom, "feed.json").contains(&format!("\"date_modified\":\"{when}\"")));
    assert!(
        text(&newsroom, "sitemaps/en-1.xml")
            .contains(&format!("/a/</loc><lastmod>{when}</lastmod>"))
    );
    let page = text(&newsroom, "corrections/index.html");
    assert!(page.find(shown) < page.find("Undated."), "{page}");
    assert!(page.contains("<a href=\"/world/2026/11/a/\">A</a>"));
    newsroom.assert_clean(&at(NOW));
}

#[test]
fn a_correction_that_is_taken_back_leaves_the_page() {
    let newsroom = Newsroom::new(SHORT_CONFIG).with(
        "content/world/a.md",
        "---\ntitle: A\ndate: 2026-11-01\ncorrections: [{text: Wrong.}]\n---\n",
    );
    newsroom.build_well(&at(NOW));
    assert!(text(&newsroom, "corrections/index.html").contains("Wrong."));
    newsroom.write(
        "content/world/a.md",
        "---\ntitle: A\ndate: 2026-11-01\n---\n",
    );
    newsroom.build_well(&at(NOW));
    assert!(!text(&newsroom, "corrections/index.html").contains("Wrong."));
    newsroom.assert_clean(&at(NOW));
}

#[test]
fn a_series_has_a_page_that_its_articles_lead_to() {
    let newsroom = Newsroom::new(SHORT_CONFIG)
        .with(
            "content/world/a.md",
            "---\ntitle: One\ndate: 2026-11-01\nseries: The Port\n---\n",
        )
        .with(
            "content/world/b.md",
            "---\ntitle: Two\ndate: 2026-11-02\nseries: The Port\n---\n",
        );
    newsroom.build_well(&at(NOW));
    let page = text(&newsroom, "series/the-port/index.html");
    assert!(page.find(">Two</a>") < page.find(">One</a>"), "{page}");
    let article = "world/2026/11/a/index.html";
    assert!(
        text(&newsroom, article).contains("<a href=\"/series/the-port/\">Series: The Port</a>")
    );
    let part = &told(&newsroom, article)["isPartOf"];
    assert_eq!(part["@type"], "CreativeWorkSeries");
    assert_eq!(part["url"], "https://courier.example/series/the-port/");
    assert!(text(&newsroom, "sitemaps/en-pages.xml").contains("/series/the-port/"));
}

const LIVE: &str = "---\ntitle: The strike\ndate: 2026-11-20 08:00\nkind: live\n---\n\
    What we know:\n\n- The port is closed.\n\n\
    ## 08:15 Ships wait\n\nTwelve of *them*.\n\n\
    ## 14:05 – Talks resume {#talks}\n\nSee [above](#0815-ships-wait).\n\n\
    ## 2026-11-21 00:10\n\nThey & theirs go on.\n\n## Background\n\nOf long ago.\n";

#[test]
fn live_coverage_has_its_newest_update_first() {
    let newsroom = Newsroom::new(SHORT_CONFIG).with("content/world/strike.md", LIVE);
    newsroom.build_well(&at(NOW));
    let path = "world/2026/11/strike/index.html";
    let page = text(&newsroom, path);
    let at = |part: &str| {
        page.find(part)
            .unwrap_or_else(|| panic!("no {part} in {page}"))
    };
    assert!(at("What we know") < at("id=\"update-20261121-0010\""));
    assert!(at("id=\"update-20261121-0010\"") < at("id=\"update-20261120-1405\""));
    assert!(at("id=\"update-20261120-1405\"") < at("id=\"update-20261120-0815\""));
    assert!(page.contains("<h3 id=\"talks\"><a href=\"#update-20261120-1405\">"));
    assert!(page.contains("</time></a> Talks resume</h3>"), "{page}");
    let told = told(&newsroom, path);
    assert_eq!(told["@type"], "LiveBlogPosting");
    assert_eq!(told["dateModified"], "2026-11-21T00:10:00+00:00");
    let updates = told["liveBlogUpdate"].as_array().unwrap();
    assert_eq!(updates.len(), 3);
    assert_eq!(
        updates[0]["articleBody"],
        "They & theirs go on. Background Of long ago."
    );
    assert_eq!(
        updates[2]["url"],
        "https://courier.example/world/2026/11/strike/#update-20261120-0815"
    );
    let rss = text(&newsroom, "rss.xml");
    assert!(rss.find("go on") < rss.find("Twelve of <em>them</em>"));
    assert!(rss.contains("<atom:updated>2026-11-21T00:10:00+00:00</atom:updated>"));
}

/// The times and titles of the updates of an article, as its structured data has them.
fn updates_of(newsroom: &Newsroom, path: &str) -> Vec<(String, String)> {
    let told = told(newsroom, path);
    let updates = told["liveBlogUpdate"].as_array().cloned();
    let text =
        |update: &serde_json::Value, key: &str| update[key].as_str().unwrap_or_default().to_owned();
    let updates = updates.unwrap_or_default();
    let updates = updates
        .iter()
        .map(|update| (text(update, "datePublished"), text(update, "headline")));
    updates.collect()
}

#[test]
fn an_update_says_when_it_was_made_in_many_ways() {
    // 2026-11-20 is a Friday.
    let of = |lang: &str, heading: &str| {
        let newsroom = Newsroom::new(SHORT_CONFIG).with(
            &format!("content/world/a.{lang}.md"),
            &format!(
                "---\ntitle: A\ndate: 2026-11-20 08:00\nkind: live\n---\n## {heading}\n\nB.\n"
            ),
        );
        newsroom.build_well(&at(NOW));
        let home = if lang == "en" {
            String::new()
        } else {
            format!("{lang}/")
        };
        updates_of(&newsroom, &format!("{home}world/2026/11/a/index.html"))
    };
    for (lang, heading, at, title) in [
        ("en", "8.30 Doors open", "20T08:30", "Doors open"),
        ("en", "9:40 p.m. Doors close", "20T21:40", "Doors close"),
        ("en", "12:05 am: Night", "20T00:05", "Night"),
        (
            "en",
            "Sunday, 21:40. Warning lifted",
            "22T21:40",
            "Warning lifted",
        ),
        ("en", "Friday 9:00 – Today", "20T09:00", "Today"),
        ("en", "Thursday, 9:00. In a week", "26T09:00", "In a week"),
        ("en", "2026-11-23, 0:10. Later", "23T00:10", "Later"),
        (
            "es",
            "Sábado, 20.11. Vuelve la luz",
            "21T20:11",
            "Vuelve la luz",
        ),
        ("pt", "Segunda, 8h05: Aulas", "23T08:05", "Aulas"),
        ("de", "Sonntag, 8.05 – Licht", "22T08:05", "Licht"),
        ("en", "9.30am Vote", "20T09:30", "Vote"),
        ("en", "10:45PM. Result", "20T22:45", "Result"),
        ("es", "8:30 p. m. Resultado", "20T20:30", "Resultado"),
        ("es", "3:00 a.\u{a0}m.: Empieza", "20T03:00", "Empieza"),
        ("es", "10.15 h. Tercero", "20T10:15", "Tercero"),
        ("es", "14:05h Hora", "20T14:05", "Hora"),
        ("de", "10.15 Uhr: Test", "20T10:15", "Test"),
        (
            "en",
            "10:15 A. Mendoza speaks",
            "20T10:15",
            "A. Mendoza speaks",
        ),
        ("en", "10:15 H-bombs", "20T10:15", "H-bombs"),
    ] {
        let expected = (format!("2026-11-{at}:00+00:00"), title.to_owned());
        assert_eq!(of(lang, heading), [expected], "{heading}");
    }
    for heading in [
        "20.11. Der Tag",
        "2.5 metres",
        "25:00 a day",
        "Someday, 9:00",
        "14:05x",
    ] {
        assert_eq!(of("de", heading), [], "{heading}");
    }
}

#[test]
fn live_coverage_without_an_update_is_told() {
    let newsroom = Newsroom::new(SHORT_CONFIG).with(
        "content/world/a.md",
        "---\ntitle: A\ndate: 2026-11-20\nkind: live\n---\nB.\n\n## At noon, the port\n\nC.\n",
    );
    let report = newsroom.build_well(&at(NOW));
    let told: Vec<_> = report.diagnostics.iter().collect();
    assert_eq!(told.len(), 1, "{told:#?}");
    assert_eq!(&*told[0].code, "live-without-updates");
    let place = told[0].place.as_ref().unwrap().to_string();
    assert_eq!(place, "content/world/a.md:8:1");
    // Coverage that only begins has none yet.
    newsroom.write(
        "content/world/a.md",
        "---\ntitle: A\ndate: 2026-11-20\nkind: live\n---\nB.\n",
    );
    assert_eq!(newsroom.build_well(&at(NOW)).diagnostics, []);
}

#[test]
fn feeds_carry_the_time_and_the_address_of_each_update() {
    let newsroom = Newsroom::new(SHORT_CONFIG).with("content/world/strike.md", LIVE);
    newsroom.build_well(&at(NOW));
    let rss = text(&newsroom, "rss.xml");
    let page = "https://courier.example/world/2026/11/strike/";
    for part in [
        format!(
            "<h3><a href=\"{page}#update-20261120-1405\"><time datetime=\"2026-11-20T14:05:00+00:00\">"
        ),
        "</time></a> Talks resume</h3>".to_owned(),
        "20 November 2026, 14:05</time>".to_owned(),
        // One without a title is its time.
        "</time></a></h3>\n<p>They &amp; theirs".to_owned(),
    ] {
        assert!(rss.contains(&part), "no {part} in {rss}");
    }
}

#[test]
fn the_words_of_a_table_are_apart_in_structured_data() {
    let newsroom = Newsroom::new(SHORT_CONFIG).with(
        "content/world/a.md",
        "---\ntitle: A\ndate: 2026-11-20\nkind: live\n---\n## 8:00\n\n\
         | a | b |\n|---|---|\n| 1 | 2 |\n\nIn*side* a word<br>and a line.\n",
    );
    newsroom.build_well(&at(NOW));
    let told = told(&newsroom, "world/2026/11/a/index.html");
    assert_eq!(
        told["liveBlogUpdate"][0]["articleBody"],
        "a b 1 2 Inside a word and a line."
    );
}

#[test]
fn an_update_of_live_coverage_costs_what_an_edit_does() {
    let newsroom = Newsroom::new(SHORT_CONFIG)
        .with("content/world/strike.md", LIVE)
        .with(
            "content/world/other.md",
            "---\ntitle: Other\ndate: 2026-11-19\n---\n",
        );
    newsroom.build_well(&at(NOW));
    newsroom.write(
        "content/world/strike.md",
        format!("{LIVE}\n## 2026-11-21 09:00 It ends\n\nAt last.\n"),
    );
    let report = newsroom.build_well(&at(NOW));
    assert!(
        !report.written.iter().any(|path| path.contains("other")),
        "{:?}",
        report.written
    );
    assert!(
        text(&newsroom, "rss.xml")
            .contains("<atom:updated>2026-11-21T09:00:00+00:00</atom:updated>")
    );
    newsroom.assert_clean(&at(NOW));
}

#[test]
fn other_articles_keep_headings_that_begin_with_a_time() {
    let newsroom = Newsroom::new(SHORT_CONFIG).with(
        "content/world/a.md",
        &LIVE.replace("kind: live", "kind: news"),
    );
    newsroom.build_well(&at(NOW));
    let page = text(&newsroom, "world/2026/11/a/index.html");
    assert!(
        page.contains("08:15 Ships wait</h2>") && !page.contains("update-2026"),
        "{page}"
    );
}

#[test]
fn a_sponsored_article_says_so_everywhere() {
    let newsroom = Newsroom::new(SHORT_CONFIG).with(
        "content/world/a.md",
        "---\ntitle: Buy\ndate: 2026-11-23\nkind: sponsored\nfaq: [{q: Where?, a: '[Here](https://shop.example/).'}]\n---\n\
         [There](https://shop.example/), [here](/world/).\n",
    );
    newsroom.build_well(&at(NOW));
    let page = text(&newsroom, "world/2026/11/a/index.html");
    assert_eq!(
        page.matches("href=\"https://shop.example/\" rel=\"sponsored noopener\"")
            .count(),
        2,
        "{page}"
    );
    assert!(page.contains("<span class=\"kind sponsored\">Sponsored</span>"));
    assert!(text(&newsroom, "rss.xml").contains("<category>Sponsored</category>"));
    assert!(!newsroom.published().contains_key("sitemaps/en-news.xml"));
}

#[test]
fn a_pinned_story_leads_however_old_it_is() {
    let story = |number: i64, more: &str| {
        format!(
            "---\ntitle: Story {number}\ndate: 2026-11-{:02}\n{more}---\n",
            number % 20 + 1
        )
    };
    let newsroom = (0..60).fold(Newsroom::new(SHORT_CONFIG), |newsroom, number| {
        newsroom.with(&format!("content/world/s{number}.md"), &story(number, ""))
    });
    let newsroom = newsroom
        .with(
            "content/world/old.md",
            "---\ntitle: Old\ndate: 2020-01-01\npinned: true\n---\n",
        )
        .with(
            "content/world/new.md",
            "---\ntitle: New\ndate: 2026-11-23\nfeatured: true\n---\n",
        );
    newsroom.build_well(&at(NOW));
    assert_eq!(lead(&newsroom), "Old");
    newsroom.write(
        "content/world/old.md",
        "---\ntitle: Old\ndate: 2020-01-01\n---\n",
    );
    newsroom.build_well(&at(NOW));
    assert_eq!(lead(&newsroom), "New");
    newsroom.assert_clean(&at(NOW));
}

#[test]
fn what_is_featured_for_a_while_steps_back_by_the_clock_alone() {
    for mark in ["featured", "pinned"] {
        let newsroom = Newsroom::new(SHORT_CONFIG)
            .with(
                "content/world/a.md",
                &format!("---\ntitle: A\ndate: 2026-11-01\n{mark}: true\nfeatured_until: 2026-11-23 18:00\n---\n"),
            )
            .with("content/world/b.md", "---\ntitle: B\ndate: 2026-11-02\n---\n");
        let report = newsroom.build_well(&at(NOW));
        assert_eq!(lead(&newsroom), "A", "{mark}");
        assert_eq!(report.due, Some(NOW + 6 * HOUR), "{mark}");
        newsroom.build_well(&at(NOW + 6 * HOUR));
        assert_eq!(lead(&newsroom), "B", "{mark}");
        newsroom.assert_clean(&at(NOW + 6 * HOUR));
        // A clock that is put back shows what was.
        newsroom.build_well(&at(NOW));
        assert_eq!(lead(&newsroom), "A", "{mark}");
        newsroom.assert_clean(&at(NOW));
    }
}

#[test]
fn translation_keys_that_pair_nothing_are_told() {
    let codes = |newsroom: &Newsroom| -> Vec<String> {
        let report = newsroom.build_well(&at(NOW));
        report
            .diagnostics
            .iter()
            .map(|said| said.code.to_string())
            .collect()
    };
    let story = |lang: &str, more: &str| {
        format!("---\ntitle: A\ndate: 2026-11-01\nlang: {lang}\ntranslation_key: k\n{more}---\n")
    };
    let newsroom = Newsroom::new(&format!("{SHORT_CONFIG}languages: [es]\n"))
        .with("content/world/a.md", &story("en", ""));
    assert_eq!(codes(&newsroom), ["no-translation"]);
    // One that is being written is a translation too.
    newsroom.write("content/world/b.md", story("es", "draft: true\n"));
    assert_eq!(codes(&newsroom), [""; 0]);
    newsroom.write("content/world/c.md", story("en", ""));
    assert_eq!(
        codes(&newsroom),
        ["repeated-translation", "repeated-translation"]
    );
    newsroom.remove("content/world/b.md");
    newsroom.remove("content/world/c.md");
    assert_eq!(codes(&newsroom), ["no-translation", "dropped-url"]);
    newsroom.assert_clean(&at(NOW));
}

#[test]
fn a_translation_whose_original_is_paired_by_a_key_is_told() {
    let newsroom = Newsroom::new(&format!("{SHORT_CONFIG}languages: [es]\n"))
        .with(
            "content/world/a.md",
            "---\ntitle: A\ndate: 2026-11-01\n---\n",
        )
        .with(
            "content/world/a.es.md",
            "---\ntitle: A\ndate: 2026-11-01\n---\n",
        )
        .with(
            "content/world/b.es.md",
            "---\ntitle: B\ndate: 2026-11-01\n---\n",
        )
        .with("content/pages/c.md", "---\ntitle: C\n---\n");
    let told = |newsroom: &Newsroom| -> Vec<String> {
        let report = newsroom.build_well(&at(NOW));
        let told = report.diagnostics.iter();
        told.map(|said| format!("{} {}", said.place.as_ref().unwrap(), said.message))
            .collect()
    };
    // A name that says its language needs no translation.
    assert_eq!(told(&newsroom), [""; 0]);
    let key = "translation_key: strike\n";
    newsroom.write(
        "content/world/a.md",
        format!("---\ntitle: A\ndate: 2026-11-01\n{key}---\n"),
    );
    newsroom.write(
        "content/pages/c.md",
        "---\ntitle: C\ntranslation_key: c\n---\n",
    );
    assert_eq!(
        told(&newsroom),
        [
            "content/pages/c.md:3:18 no other article has the translation key `c`",
            "content/world/a.es.md `a.md` has a translation key, and so this is not its translation",
            "content/world/a.md:4:18 no other article has the translation key `strike`",
        ]
    );
    newsroom.write(
        "content/world/a.es.md",
        format!("---\ntitle: A\ndate: 2026-11-01\n{key}---\n"),
    );
    newsroom.write(
        "content/pages/c.es.md",
        "---\ntitle: C\ntranslation_key: c\n---\n",
    );
    assert_eq!(told(&newsroom), [""; 0]);
    newsroom.assert_clean(&at(NOW));
}

#[test]
fn related_articles_are_known_by_their_slugs() {
    let newsroom = Newsroom::new(SHORT_CONFIG)
        .with(
            "content/world/a.md",
            "---\ntitle: A\ndate: 2026-11-01\nrelated: [talks, later, other/draft]\n---\n",
        )
        .with(
            "content/port/2026-11-02-talks.md",
            "---\ntitle: The talks\n---\n",
        )
        .with(
            "content/port/2026-11-24-later.md",
            "---\ntitle: Afterwards\n---\n",
        )
        .with(
            "content/world/other/draft.md",
            "---\ntitle: Draft\ndate: 2026-11-01\ndraft: true\n---\n",
        );
    let report = newsroom.build_well(&at(NOW));
    assert_eq!(report.diagnostics, []);
    let page = |newsroom: &Newsroom| text(newsroom, "world/2026/11/a/index.html");
    assert!(page(&newsroom).contains("The talks") && !page(&newsroom).contains("Afterwards"));

    newsroom.build_well(&at(NOW + 24 * HOUR));
    assert!(page(&newsroom).contains("Afterwards"));
    newsroom.assert_clean(&at(NOW + 24 * HOUR));

    newsroom.write(
        "content/port/2026-11-02-talks.md",
        "---\ntitle: The talks\nslug: meetings\n---\n",
    );
    let report = newsroom.build_well(&at(NOW + 24 * HOUR));
    let told: Vec<&str> = report.diagnostics.iter().map(|said| &*said.code).collect();
    assert_eq!(told, ["dropped-url", "dead-link"]);
    newsroom.assert_clean(&at(NOW + 24 * HOUR));
}

#[test]
fn notes_and_headings_of_live_coverage_have_their_place() {
    let newsroom = Newsroom::new(SHORT_CONFIG).with(
        "content/world/strike.md",
        "---\ntitle: The strike\ndate: 2026-11-20 08:00\nkind: live\nkey_points: [One]\n---\n\
         Known.[^1]\n\n## 08:15 First\n\nSourced.[^2]\n\n### Detail\n\nMore.\n\n## 09:00 Second\n\nPlain.\n\n\
         ## Points\n\nLast.\n\n[^1]: A note.\n[^2]: Another.\n",
    );
    let report = newsroom.build_well(&at(NOW));
    let told = &report.diagnostics[0];
    assert_eq!(&*told.code, "heading-among-updates");
    assert_eq!(
        told.place.as_ref().unwrap().to_string(),
        "content/world/strike.md:21:1"
    );
    let path = "world/2026/11/strike/index.html";
    let page = text(&newsroom, path);
    let at = |part: &str| {
        page.find(part)
            .unwrap_or_else(|| panic!("no {part} in {page}"))
    };
    assert!(at("id=\"update-20261120-0815\"") < at("class=\"footnotes\""));
    assert!(at("<h4 id=\"detail\">Detail</h4>") < at("class=\"footnotes\""));
    at("<h4 id=\"points\">Points</h4>");
    let told = self::told(&newsroom, path);
    assert_eq!(
        told["liveBlogUpdate"][0]["articleBody"],
        "Plain. Points Last."
    );
    assert_eq!(
        told["liveBlogUpdate"][1]["articleBody"],
        "Sourced. Detail More."
    );
    let rss = text(&newsroom, "rss.xml");
    assert!(rss.find("Sourced.") < rss.find("A note."), "{rss}");
}

#[test]
fn whoever_is_named_twice_has_one_byline() {
    let newsroom = Newsroom::new(SHORT_CONFIG).with(
        "content/world/a.md",
        "---\ntitle: A\ndate: 2026-11-20\nauthors: [{name: Ana Ruiz}, ana-ruiz, ANA RUIZ, Bo]\n---\n",
    );
    newsroom.build_well(&at(NOW));
    let told = told(&newsroom, "world/2026/11/a/index.html");
    let names: Vec<&str> = told["author"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|author| author["name"].as_str())
        .collect();
    assert_eq!(names, ["Ana Ruiz", "Bo"]);
}
