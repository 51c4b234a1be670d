//! Listings: numbered from the oldest, so that full pages never change.

use super::{dated, published, titles};
use crate::site_fixture::{NOW, Newsroom, SHORT_CONFIG, Tree, at, look_and_build};

/// A site with so many articles in one section, two a page.
fn site_of(count: u8) -> Newsroom {
    let newsroom = Newsroom::new(&format!("{SHORT_CONFIG}page_size: 2\n"));
    (1..=count).fold(newsroom, |newsroom, day| {
        dated(newsroom, "world", day, &format!("a{day}"))
    })
}

/// The numbered pages of the section.
fn numbered(published: &Tree) -> Tree {
    let pages = published
        .iter()
        .filter(|(path, _)| path.starts_with("world/page/"));
    pages
        .map(|(path, bytes)| (path.clone(), bytes.clone()))
        .collect()
}

#[test]
fn pages_count_from_the_oldest_and_the_head_has_the_newest() {
    let published = published(&site_of(7));
    assert_eq!(titles(&published, "world/page/1/index.html"), ["a2", "a1"]);
    assert_eq!(titles(&published, "world/page/2/index.html"), ["a4", "a3"]);
    assert_eq!(titles(&published, "world/index.html"), ["a7", "a6", "a5"]);
    assert!(!published.contains_key("world/page/3/index.html"));
}

#[test]
fn the_head_has_between_one_page_and_two() {
    for count in 1..=9 {
        let head = titles(&published(&site_of(count)), "world/index.html").len();
        let least = usize::from(count.min(2));
        assert!((least..=3).contains(&head), "{head} of {count}");
    }
}

#[test]
fn another_page_size_makes_every_numbered_page_anew() {
    let newsroom = site_of(19);
    let mut warm = newsroom.open();
    look_and_build(&mut warm, &at(NOW));
    for size in [3, 5, 2, 9, 1] {
        newsroom.write(
            "site.yaml",
            format!("{SHORT_CONFIG}page_size: {size}\n").as_bytes(),
        );
        look_and_build(&mut warm, &at(NOW));
        newsroom.assert_clean(&at(NOW));
    }
    drop(warm);
    for size in [3, 5, 2, 9, 1] {
        newsroom.write(
            "site.yaml",
            format!("{SHORT_CONFIG}page_size: {size}\n").as_bytes(),
        );
        newsroom.build_well(&at(NOW));
        newsroom.assert_clean(&at(NOW));
    }
}

#[test]
fn a_full_page_never_changes() {
    let newsroom = site_of(7);
    let before = numbered(&published(&newsroom));
    let newsroom = (8..=12).fold(newsroom, |newsroom, day| {
        dated(newsroom, "world", day, &format!("a{day}"))
    });
    let after = numbered(&published(&newsroom));
    assert_eq!(after.len(), 5);
    // The last of them leads on to a new page instead of the head.
    for (path, bytes) in before
        .iter()
        .filter(|(path, _)| !path.starts_with("world/page/2/"))
    {
        assert_eq!(after.get(path), Some(bytes), "{path}");
    }
}

#[test]
fn one_more_article_writes_no_full_page_but_the_last() {
    let newsroom = site_of(12);
    published(&newsroom);
    let report = dated(newsroom, "world", 13, "a13").build_well(&at(NOW));
    let pages: Vec<_> = report
        .written
        .iter()
        .filter(|path| path.contains("world/page/"))
        .collect();
    assert_eq!(pages, [""; 0], "an odd number fills no page");
}

#[test]
fn an_index_of_pages_leads_from_the_newest_to_the_oldest() {
    let published = published(&site_of(7));
    let mut at = "world/index.html".to_owned();
    let mut met = titles(&published, &at);
    loop {
        let html = super::text(&published, &at);
        let Some((_, rest)) = html.split_once("rel=\"next\" href=\"/") else {
            break;
        };
        at = format!("{}index.html", rest.split('"').next().unwrap());
        met.extend(titles(&published, &at));
    }
    assert_eq!(met, ["a7", "a6", "a5", "a4", "a3", "a2", "a1"]);
}

#[test]
fn nested_sections_roll_up() {
    let newsroom = Newsroom::new(&format!(
        "{SHORT_CONFIG}sections: [world, {{slug: asia, parent: world}}, {{slug: japan, parent: asia}}]\n"
    ));
    let newsroom = dated(newsroom, "world/asia/japan", 3, "tokyo");
    let newsroom = dated(newsroom, "world/asia", 2, "delhi");
    let published = published(&dated(newsroom, "world", 1, "ports"));
    assert_eq!(titles(&published, "world/asia/japan/index.html"), ["tokyo"]);
    assert_eq!(
        titles(&published, "world/asia/index.html"),
        ["tokyo", "delhi"]
    );
    assert_eq!(
        titles(&published, "world/index.html"),
        ["tokyo", "delhi", "ports"]
    );
}

#[test]
fn an_article_in_two_sections_is_in_both_and_once_in_what_is_above_them() {
    let newsroom = Newsroom::new(&format!(
        "{SHORT_CONFIG}sections: [world, {{slug: asia, parent: world}}, {{slug: africa, parent: world}}]\n"
    ));
    let article = "---\ntitle: ports\ncategories: [asia, world/africa]\n---\n";
    let published = published(&newsroom.with("content/2026-11-01-ports.md", article));
    for section in ["world", "world/asia", "world/africa"] {
        assert_eq!(
            titles(&published, &format!("{section}/index.html")),
            ["ports"]
        );
    }
    assert!(published.contains_key("world/asia/2026/11/ports/index.html"));
}

#[test]
fn tags_that_differ_in_case_or_accents_are_one() {
    let newsroom = Newsroom::new(SHORT_CONFIG)
        .with(
            "content/world/2026-11-01-a.md",
            "---\ntitle: a\ntags: [Energía, ENERGIA]\n---\n",
        )
        .with(
            "content/world/2026-11-02-b.md",
            "---\ntitle: b\ntags: energia\n---\n",
        );
    let published = published(&newsroom);
    let tags: Vec<_> = published
        .keys()
        .filter(|path| path.starts_with("tags/") && crate::pages::is_page(path))
        .collect();
    assert_eq!(tags, ["tags/energia/index.html", "tags/index.html"]);
    assert_eq!(titles(&published, "tags/energia/index.html"), ["b", "a"]);
}

#[test]
fn tags_that_differ_in_a_sign_are_not() {
    let newsroom = Newsroom::new(SHORT_CONFIG).with(
        "content/world/2026-11-01-a.md",
        "---\ntitle: a\ntags: [C, C++, 'c#']\n---\n",
    );
    let published = published(&newsroom);
    let tags = published
        .keys()
        .filter(|path| path.starts_with("tags/") && path.ends_with("/index.html"));
    assert_eq!(tags.count(), 4, "the three, and the index");
}

#[test]
fn tags_in_other_scripts_stay_readable() {
    let newsroom = Newsroom::new(SHORT_CONFIG).with(
        "content/world/2026-11-01-a.md",
        "---\ntitle: a\ntags: [السياسة, 東京, Ελλάδα]\n---\n",
    );
    let published = published(&newsroom);
    for tag in ["السياسة", "東京"] {
        assert!(
            published.contains_key(&format!("tags/{tag}/index.html")),
            "{:#?}",
            published.keys()
        );
    }
}

#[test]
fn a_listing_without_articles_has_no_page_but_a_section_of_the_settings_has() {
    let published = published(&Newsroom::new(&format!(
        "{SHORT_CONFIG}sections: [world]\n"
    )));
    assert!(published.contains_key("world/index.html"));
    assert!(!published.keys().any(|path| path.starts_with("2026")));
}
