//! Faults of `site.yaml`.

use insta::assert_snapshot;

use super::{ARTICLE, said};
use crate::site_fixture::{Newsroom, SHORT_CONFIG};

/// What is said of this `site.yaml`.
fn said_of_config(config: &str) -> String {
    said(&Newsroom::new(config))
}

/// What is said of a `site.yaml` with these lines below what it must have.
fn said_of_settings(lines: &str) -> String {
    said_of_config(&format!("{SHORT_CONFIG}{lines}\n"))
}

#[test]
fn none_at_all() {
    let newsroom = Newsroom {
        disk: std::sync::Arc::default(),
    };
    assert_snapshot!(said(&newsroom), @"
    error[no-config]: there is no site.yaml in this folder
      --> site.yaml
      hint: go to the site's folder or name it with --site; a site.yaml needs three lines: title, url and timezone
    ");
}

#[test]
fn empty() {
    assert_snapshot!(said_of_config(""), @"
    error[missing-key]: the site has no `timezone`
      --> site.yaml
      hint: add a line, as in `timezone: America/Havana`

    error[missing-key]: the site has no `title`
      --> site.yaml
      hint: add a line, as in `title: The Harbour Courier`

    error[missing-key]: the site has no `url`
      --> site.yaml
      hint: add a line, as in `url: https://courier.example/`
    ");
}

#[test]
fn what_must_be_there() {
    assert_snapshot!(said_of_config("url: https://courier.example/\ntimezone: UTC\n"), @"
    error[missing-key]: the site has no `title`
      --> site.yaml
      hint: add a line, as in `title: The Harbour Courier`
    ");
    assert_snapshot!(said_of_config("title: The Harbour Courier\nlanguage: es\n"), @"
    error[missing-key]: the site has no `timezone`
      --> site.yaml
      hint: add a line, as in `timezone: America/Havana`

    error[missing-key]: the site has no `url`
      --> site.yaml
      hint: add a line, as in `url: https://courier.example/`
    ");
    assert_snapshot!(said_of_config("title:\nurl: https://courier.example/\ntimezone: UTC\n"), @"
    error[missing-key]: the site has no `title`
      --> site.yaml:1:1
     1 | title:
       | ^^^^^
      hint: add a line, as in `title: The Harbour Courier`
    ");
}

#[test]
fn invalid_yaml() {
    assert_snapshot!(said_of_config("title: Courier: the paper\nurl: https://courier.example/\ntimezone: UTC\n"), @r#"
    error[invalid-yaml]: invalid YAML: a second colon in one value
      --> site.yaml:1:15
     1 | title: Courier: the paper
       |               ^
      hint: put the value in quotes: `title: "Courier: the paper"`
    "#);
}

#[test]
fn unknown_keys() {
    assert_snapshot!(said_of_settings("langauge: es"), @"
    warning[unknown-key]: unknown key `langauge`
      --> site.yaml:4:1
     4 | langauge: es
       | ^^^^^^^^
      hint: did you mean `language`?
    ");
    assert_snapshot!(said_of_settings("feed: {item: 10}"), @"
    warning[unknown-key]: unknown key `item` in `feed`
      --> site.yaml:4:8
     4 | feed: {item: 10}
       |        ^^^^
      hint: did you mean `items`?
    ");
    assert_snapshot!(said_of_settings("baseURL: https://courier.example/"), @"
    warning[unknown-key]: unknown key `baseURL`
      --> site.yaml:4:1
     4 | baseURL: https://courier.example/
       | ^^^^^^^
      hint: put keys of your own under `extra`
    ");
}

#[test]
fn addresses() {
    let with_url =
        |url: &str| said_of_config(&format!("title: Courier\nurl: {url}\ntimezone: UTC\n"));
    assert_snapshot!(with_url("courier.example"), @"
    error[bad-url]: `courier.example` is not an address
      --> site.yaml:2:6
     2 | url: courier.example
       |      ^^^^^^^^^^^^^^^
      hint: give the front page's whole address, as in `https://courier.example/`
    ");
    assert_snapshot!(with_url("ftp://courier.example/"), @"
    error[bad-url]: `ftp://courier.example/` is not an address of the web
      --> site.yaml:2:6
     2 | url: ftp://courier.example/
       |      ^^^^^^^^^^^^^^^^^^^^^^
      hint: give the front page's whole address, as in `https://courier.example/`
    ");
    assert_snapshot!(with_url("https://courier.example/?a=b"), @"
    error[bad-url]: `https://courier.example/?a=b` has a query or a fragment
      --> site.yaml:2:6
     2 | url: https://courier.example/?a=b
       |      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      hint: give the front page's whole address, as in `https://courier.example/`
    ");
}

#[test]
fn time_zones() {
    let in_zone = |zone: &str| {
        said_of_config(&format!(
            "title: Courier\nurl: https://courier.example/\ntimezone: {zone}\n"
        ))
    };
    assert_snapshot!(in_zone("America/Havanna"), @"
    error[bad-timezone]: `America/Havanna` is not a time zone
      --> site.yaml:3:11
     3 | timezone: America/Havanna
       |           ^^^^^^^^^^^^^^^
      hint: did you mean `America/Havana`?
    ");
    assert_snapshot!(in_zone("Havana"), @"
    error[bad-timezone]: `Havana` is not a time zone
      --> site.yaml:3:11
     3 | timezone: Havana
       |           ^^^^^^
      hint: did you mean `America/Havana`?
    ");
    assert_snapshot!(in_zone("CET+1"), @"
    error[bad-timezone]: `CET+1` is not a time zone
      --> site.yaml:3:11
     3 | timezone: CET+1
       |           ^^^^^
      hint: give an IANA name: continent and city, as in `America/Havana`
    ");
    assert_snapshot!(in_zone("Atlantis"), @"
    error[bad-timezone]: `Atlantis` is not a time zone
      --> site.yaml:3:11
     3 | timezone: Atlantis
       |           ^^^^^^^^
      hint: give an IANA name: continent and city, as in `America/Havana`
    ");
}

#[test]
fn permalinks() {
    assert_snapshot!(said_of_settings("permalink: /:category/:yaer/:slug/"), @"
    error[bad-permalink]: unknown part `:yaer` in the permalink
      --> site.yaml:4:12
     4 | permalink: /:category/:yaer/:slug/
       |            ^^^^^^^^^^^^^^^^^^^^^^^
      hint: did you mean `:year`?
    ");
    assert_snapshot!(said_of_settings("permalink: /news/"), @"
    error[bad-permalink]: a permalink needs `:slug`, which tells articles apart
      --> site.yaml:4:12
     4 | permalink: /news/
       |            ^^^^^^
      hint: as in `/:category/:year/:month/:slug/`
    ");
    assert_snapshot!(said_of_settings("permalink: /../:slug/"), @"
    error[bad-permalink]: a permalink cannot climb out of the site
      --> site.yaml:4:12
     4 | permalink: /../:slug/
       |            ^^^^^^^^^^
    ");
}

#[test]
fn languages() {
    assert_snapshot!(said_of_settings("language: spanish"), @"
    error[bad-language]: `spanish` is not a language code
      --> site.yaml:4:11
     4 | language: spanish
       |           ^^^^^^^
      hint: write a code as in `es` or `pt-BR`
    ");
    assert_snapshot!(said_of_settings("languages:\n  - code: es\n  - title: English"), @"
    error[missing-key]: this language has no `code`
      --> site.yaml:6:5
     6 |   - title: English
       |     ^^^^^^^^^^^^^^
    ");
    assert_snapshot!(said_of_settings("languages: [es, es]"), @"
    warning[repeated-language]: the language `es` is listed twice
      --> site.yaml:4:17
     4 | languages: [es, es]
       |                 ^^
    ");
}

#[test]
fn sections() {
    assert_snapshot!(said_of_settings("sections:\n  - slug: asia\n    parent: wrold\n  - slug: world"), @"
    error[unknown-section]: `wrold` cannot be the parent of `asia`
      --> site.yaml:5:5
     5 |   - slug: asia
       |     ^^^^^^^^^^
      hint: did you mean `world`?
    ");
    assert_snapshot!(said_of_settings("sections:\n  - slug: a\n    parent: b\n  - slug: b\n    parent: a"), @"
    error[unknown-section]: `b` cannot be the parent of `a`
      --> site.yaml:5:5
     5 |   - slug: a
       |     ^^^^^^^
      hint: a parent is another section of this list, and not inside this one

    error[unknown-section]: `a` cannot be the parent of `b`
      --> site.yaml:7:5
     7 |   - slug: b
       |     ^^^^^^^
      hint: a parent is another section of this list, and not inside this one
    ");
    assert_snapshot!(said_of_settings("sections: [World, world]"), @"
    error[repeated-section]: the section `world` is listed twice
      --> site.yaml:4:19
     4 | sections: [World, world]
       |                   ^^^^^
    ");
}

#[test]
fn an_article_in_an_unknown_section() {
    let newsroom = Newsroom::new(&format!("{SHORT_CONFIG}sections: [World, Culture]\n"));
    let newsroom = newsroom.with(
        ARTICLE,
        "---\ntitle: Port talks\ncategory: [wrold, Culture]\n---\n",
    );
    assert_snapshot!(said(&newsroom), @"
    warning[unknown-section]: site.yaml has no section `wrold`
      --> content/world/2026-11-20-port-talks.md:3:12
     3 | category: [wrold, Culture]
       |            ^^^^^
      hint: did you mean `world`?
    ");
    let newsroom = Newsroom::new(&format!("{SHORT_CONFIG}sections: [Culture]\n"));
    let newsroom = newsroom.with(ARTICLE, "---\ntitle: Port talks\n---\n");
    assert_snapshot!(said(&newsroom), @"
    warning[unknown-section]: site.yaml has no section `world`
      --> content/world/2026-11-20-port-talks.md
      hint: name it under `sections` in site.yaml, so that readers find it
    ");
}

#[test]
fn values() {
    assert_snapshot!(said_of_settings("page_size: 0"), @"
    error[out-of-range]: `page_size` is a number from 1 to 1000, not 0
      --> site.yaml:4:12
     4 | page_size: 0
       |            ^
    ");
    assert_snapshot!(said_of_settings("page_size: many"), @"
    error[wrong-type]: `page_size`: expected a whole number, found a string
      --> site.yaml:4:12
     4 | page_size: many
       |            ^^^^
    ");
    assert_snapshot!(said_of_settings("markdown: {html: sanitise}"), @"
    error[unknown-value]: `markdown.html` cannot be `sanitise`
      --> site.yaml:4:18
     4 | markdown: {html: sanitise}
       |                  ^^^^^^^^
      hint: did you mean `sanitize`?
    ");
    assert_snapshot!(said_of_settings("feed: {content: everything}"), @"
    error[unknown-value]: `feed.content` cannot be `everything`
      --> site.yaml:4:17
     4 | feed: {content: everything}
       |                 ^^^^^^^^^^
      hint: it is one of full, summary, none
    ");
    assert_snapshot!(said_of_settings("markdown: {embeds: [\"https://player.example\"]}"), @r#"
    error[bad-url]: `https://player.example` is not a host
      --> site.yaml:4:21
     4 | markdown: {embeds: ["https://player.example"]}
       |                     ^^^^^^^^^^^^^^^^^^^^^^^^
      hint: give the host alone, as in `player.example.org`
    "#);
}

#[test]
fn not_utf_8() {
    let newsroom = Newsroom::new("");
    newsroom.write(
        "site.yaml",
        b"title: Ma\xF1ana\nurl: https://courier.example/\ntimezone: UTC\n",
    );
    assert_snapshot!(said(&newsroom), @"
    error[not-utf-8]: this file is not UTF-8 text
      --> site.yaml:1:10
     1 | title: Ma�ana
       |          ^
      hint: save it again with the encoding UTF-8
    ");
}

#[test]
fn a_key_that_is_left_empty() {
    assert_snapshot!(said(&Newsroom::new("url: https://a.example/\ntitle:\ntimezone: UTC\n")), @"
    error[missing-key]: the site has no `title`
      --> site.yaml:2:1
     2 | title:
       | ^^^^^
      hint: add a line, as in `title: The Harbour Courier`
    ");
}

#[test]
fn yaml_of_themes_that_cannot_be_read() {
    let newsroom =
        Newsroom::new(SHORT_CONFIG).with("i18n/en.yaml", "tags: Tags\nmore: More: of it\n");
    assert_snapshot!(said(&newsroom), @r#"
    error[invalid-yaml]: invalid YAML: a second colon in one value
      --> i18n/en.yaml:2:11
     2 | more: More: of it
       |           ^
      hint: put the value in quotes: `more: "More: of it"`
    "#);
}

#[test]
fn a_language_in_use_that_the_theme_does_not_speak() {
    let newsroom = Newsroom::new(SHORT_CONFIG)
        .with(
            "content/world/a.ja.md",
            "---\ntitle: A\ndate: 2026-11-01\n---\n",
        )
        .with(
            "content/world/b.ja.md",
            "---\ntitle: B\ndate: 2026-11-01\n---\n",
        );
    assert_snapshot!(said(&newsroom), @"
    warning[missing-words]: the theme has no words in `ja` for `about_authors`, `alert_caution`, `alert_important`, `alert_note`, `alert_tip` and 63 more; those in `en` stand in
      --> i18n/ja.yaml
      hint: write them in i18n/ja.yaml, one `key: text` a line, as the theme's own files do
    ");
}

#[test]
fn declarations() {
    assert_snapshot!(said_of_settings(
        "ads_txt: [adnetwork.example, 'a.example, 1, PARTNER']\n\
         security_txt: {contact: the desk, expires: 2027-06-30, policy: /policy/}\n\
         trust_txt: {belongto: association.example, datatrainingallowed: maybe}"
    ), @"
    error[bad-declaration]: `adnetwork.example` is no line of ads.txt
      --> site.yaml:4:11
     4 | ads_txt: [adnetwork.example, 'a.example, 1, PARTNER']
       |           ^^^^^^^^^^^^^^^^^
      hint: write `domain, account, DIRECT` or `RESELLER`, and the authority's id where there is one, each line in quotes; or a variable, as in `OWNERDOMAIN=courier.example`

    error[bad-declaration]: `a.example, 1, PARTNER` is no line of ads.txt
      --> site.yaml:4:30
     4 | ads_txt: [adnetwork.example, 'a.example, 1, PARTNER']
       |                              ^^^^^^^^^^^^^^^^^^^^^^^
      hint: write `domain, account, DIRECT` or `RESELLER`, and the authority's id where there is one, each line in quotes; or a variable, as in `OWNERDOMAIN=courier.example`

    error[bad-declaration]: `the desk` is no value of `contact`
      --> site.yaml:5:25
     5 | security_txt: {contact: the desk, expires: 2027-06-30, policy: /policy/}
       |                         ^^^^^^^^
      hint: write a URI, as in `mailto:desk@courier.example`, `https://courier.example/contact/` or `tel:+53-7-555-0100`

    error[bad-declaration]: … and 4 more like this
      site.yaml:5:44: `2027-06-30` is no value of `expires`
      site.yaml:5:64: `/policy/` is no value of `policy`
      site.yaml:6:23: `association.example` is no value of `belongto`
      site.yaml:6:65: `maybe` is no value of `datatrainingallowed`
    ");
}
