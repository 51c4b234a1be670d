//! When an article last changed: one answer, wherever it is printed.

use crate::site_fixture::{DAY, HOUR, NOW, Newsroom, SHORT_CONFIG, at};

const PAGE: &str = "world/2026/11/a/index.html";

fn text(newsroom: &Newsroom, path: &str) -> String {
    let tree = newsroom.published();
    let bytes = tree.get(path);
    let bytes = bytes.unwrap_or_else(|| panic!("no {path} among {:#?}", tree.keys()));
    String::from_utf8(bytes.clone()).unwrap()
}

fn article(keys: &str) -> String {
    format!("---\ntitle: A\n{keys}\n---\nText.\n")
}

fn newsroom(keys: &str) -> Newsroom {
    Newsroom::new(SHORT_CONFIG).with("content/world/a.md", &article(keys))
}

/// Every place that says when the article last changed says this; nothing says anything else.
fn assert_modified(newsroom: &Newsroom, when: Option<&str>, published: &str) {
    let last = when.unwrap_or(published);
    let page = text(newsroom, PAGE);
    assert!(
        page.contains(&format!("\"dateModified\":\"{last}\"")),
        "{page}"
    );
    let metas: Vec<&str> = page
        .split("article:modified_time\" content=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert_eq!(metas, when.into_iter().collect::<Vec<_>>());
    for (path, before, after) in [
        ("atom.xml", "<updated>", "</updated>"),
        ("sitemaps/en-1.xml", "<lastmod>", "</lastmod>"),
    ] {
        let file = text(newsroom, path);
        let said: Vec<&str> = file
            .split(before)
            .skip(1)
            .filter_map(|rest| rest.split(after).next())
            .collect();
        assert!(
            !said.is_empty() && said.iter().all(|said| *said == last),
            "{path}: {said:?}"
        );
    }
    let json = text(newsroom, "feed.json");
    assert_eq!(json.contains("date_modified"), when.is_some(), "{json}");
    assert!(when.is_none_or(|when| json.contains(&format!("\"date_modified\":\"{when}\""))));
}

/// The codes of all that is said of a site.
fn codes(newsroom: &Newsroom, now: i64) -> Vec<String> {
    let report = newsroom.build_well(&at(now));
    let codes = report.diagnostics.iter().map(|said| said.code.to_string());
    codes.collect()
}

#[test]
fn a_correction_on_the_day_of_publication_comes_after_it() {
    let cases = [
        (
            "date: 2026-11-22 10:00\ncorrections: [{date: 2026-11-22, text: T}]",
            "2026-11-22T10:00:01+00:00",
        ),
        (
            "date: 2026-11-22\ncorrections: [{date: 2026-11-22, text: T}]",
            "2026-11-22T00:00:01+00:00",
        ),
        (
            "date: 2026-11-22 10:00\nupdated: 2026-11-22",
            "2026-11-22T10:00:01+00:00",
        ),
        (
            "date: 2026-11-22 10:00\ncorrections: [{date: 2026-11-23, text: T}]",
            "2026-11-23T00:00:00+00:00",
        ),
    ];
    for (keys, when) in cases {
        let newsroom = newsroom(keys);
        assert_eq!(codes(&newsroom, NOW), [""; 0], "{keys}");
        assert_modified(&newsroom, Some(when), "");
    }
}

#[test]
fn what_changed_before_publication_is_told_and_counts_for_nothing() {
    for keys in [
        "date: 2026-11-22 10:00\ncorrections: [{date: 2026-11-22 09:00, text: T}]",
        "date: 2026-11-22 10:00\ncorrections: [{date: 2026-11-21, text: T}]",
        "date: 2026-11-22 10:00\nupdated: 2026-11-21",
    ] {
        let newsroom = newsroom(keys);
        assert_eq!(codes(&newsroom, NOW), ["date-order"], "{keys}");
        assert_modified(&newsroom, None, "2026-11-22T10:00:00+00:00");
    }
    let same = newsroom("date: 2026-11-22\nupdated: 2026-11-22");
    assert_eq!(codes(&same, NOW), [""; 0]);
    assert_modified(&same, None, "2026-11-22T00:00:00+00:00");
}

#[test]
fn a_correction_without_a_date_is_told() {
    for written in ["[{text: T}]", "[T]", "T"] {
        let newsroom = newsroom(&format!("date: 2026-11-22\ncorrections: {written}"));
        assert_eq!(codes(&newsroom, NOW), ["undated-correction"], "{written}");
        assert_modified(&newsroom, None, "2026-11-22T00:00:00+00:00");
    }
}

#[test]
fn a_change_that_is_still_to_come_counts_from_then_on() {
    for keys in [
        "updated: 2026-11-23 18:00",
        "corrections: [{date: 2026-11-23 18:00, text: T}]",
    ] {
        let newsroom = newsroom(&format!("date: 2026-11-22\n{keys}"));
        let report = newsroom.build_well(&at(NOW));
        assert_eq!(report.due, Some(NOW + 6 * HOUR), "{keys}");
        assert_eq!(&*report.diagnostics[0].code, "future-date");
        assert_modified(&newsroom, None, "2026-11-22T00:00:00+00:00");

        assert_eq!(codes(&newsroom, NOW + 6 * HOUR), [""; 0]);
        assert_modified(&newsroom, Some("2026-11-23T18:00:00+00:00"), "");
        newsroom.assert_clean(&at(NOW + 6 * HOUR));

        assert_eq!(codes(&newsroom, NOW), ["future-date"]);
        newsroom.assert_clean(&at(NOW));
    }
}

#[test]
fn live_coverage_counts_the_updates_that_were_made() {
    let newsroom = Newsroom::new(SHORT_CONFIG).with(
        "content/world/a.md",
        "---\ntitle: A\ndate: 2026-11-22\nkind: live\n---\n\
         ## 2026-11-23 09:00 One\n\nText.\n\n## 2026-11-24 09:00 Two\n\nText.\n",
    );
    assert_eq!(codes(&newsroom, NOW), [""; 0]);
    assert_modified(&newsroom, Some("2026-11-23T09:00:00+00:00"), "");
    newsroom.build_well(&at(NOW + DAY));
    assert_modified(&newsroom, Some("2026-11-24T09:00:00+00:00"), "");
    newsroom.assert_clean(&at(NOW + DAY));
}

#[test]
fn live_coverage_counts_updates_by_the_weekdays_of_its_language() {
    // 2026-11-22 is a Sunday.
    let newsroom = Newsroom::new(SHORT_CONFIG).with(
        "content/world/a.es.md",
        "---\ntitle: A\ndate: 2026-11-22\nkind: live\n---\n\
         ## Martes, 9h00. Dos\n\nText.\n\n## Lunes, 9.30. Uno\n\nText.\n",
    );
    let says = |when: &str| {
        let page = text(&newsroom, "es/world/2026/11/a/index.html");
        page.contains(&format!("\"dateModified\":\"{when}+00:00\""))
    };
    newsroom.build_well(&at(NOW));
    assert!(says("2026-11-23T09:30:00"));
    newsroom.build_well(&at(NOW + DAY));
    assert!(says("2026-11-24T09:00:00"));
    newsroom.assert_clean(&at(NOW + DAY));
}

#[test]
fn a_plain_page_is_no_other() {
    let page = |newsroom: &Newsroom| {
        text(newsroom, "about/index.html").contains("datetime=\"2026-11-23T18:00:00+00:00\"")
            && text(newsroom, "sitemaps/en-pages.xml").contains("2026-11-23T18:00:00+00:00")
    };
    let newsroom = Newsroom::new(SHORT_CONFIG).with(
        "content/pages/about.md",
        "---\ntitle: About\nupdated: 2026-11-23 18:00\n---\nText.\n",
    );
    let report = newsroom.build_well(&at(NOW));
    assert_eq!(report.due, Some(NOW + 6 * HOUR));
    assert_eq!(codes(&newsroom, NOW), ["future-date"]);
    assert!(!page(&newsroom));
    assert_eq!(codes(&newsroom, NOW + 6 * HOUR), [""; 0]);
    assert!(page(&newsroom));
    newsroom.assert_clean(&at(NOW + 6 * HOUR));
}

#[test]
fn a_time_before_there_were_zones_is_the_same_everywhere() {
    let config = SHORT_CONFIG.replace("UTC", "America/Havana");
    let newsroom = Newsroom::new(&config).with(
        "content/world/maine.md",
        "---\ntitle: Maine\ndate: 1898-02-16 09:00\n---\nText.\n",
    );
    newsroom.build_well(&at(NOW));
    // Havana was 5 hours, 29 minutes and 36 seconds behind.
    for (path, said) in [
        (
            "world/1898/02/maine/index.html",
            "\"datePublished\":\"1898-02-16T09:00:00-05:29\"",
        ),
        (
            "sitemaps/en-1.xml",
            "<lastmod>1898-02-16T09:00:00-05:29</lastmod>",
        ),
        ("feed.json", "\"1898-02-16T09:00:00-05:29\""),
        (
            "rss.xml",
            "<pubDate>Wed, 16 Feb 1898 09:00:00 -0529</pubDate>",
        ),
    ] {
        let text = text(&newsroom, path);
        assert!(text.contains(said), "{path}: {text}");
    }
}
