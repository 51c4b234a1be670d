//! URLs that two files want, and paths that lead out of the site.

use insta::assert_snapshot;
use presstime::fs::Disk;

use super::{said, said_of_keys};
use crate::site_fixture::{NOW, Newsroom, SHORT_CONFIG, at, folders};

const ARTICLE: &str = "---\ntitle: Port talks resume\n---\nText.\n";

/// Puts a file into the output folder, as somebody else would.
fn put_into_output(newsroom: &Newsroom, path: &str, text: &str) {
    newsroom
        .disk
        .write(&folders().output.join(path), text.as_bytes())
        .unwrap();
}

#[test]
fn two_articles_at_one_url() {
    let newsroom = Newsroom::new(SHORT_CONFIG)
        .with("content/world/2026-11-19-port-talks.md", ARTICLE)
        .with("content/world/2026-11-20-port-talks.md", ARTICLE);
    assert_snapshot!(said(&newsroom), @"
    error[url-conflict]: content/world/2026-11-19-port-talks.md and content/world/2026-11-20-port-talks.md have the same URL: /world/2026/11/port-talks/
      --> content/world/2026-11-19-port-talks.md
      --> content/world/2026-11-20-port-talks.md (the other file)
      hint: give one of them another `slug` or `permalink`
    ");
}

#[test]
fn three_articles_at_one_url() {
    let newsroom = Newsroom::new(SHORT_CONFIG)
        .with("content/world/2026-11-18-port-talks.md", ARTICLE)
        .with("content/world/2026-11-19-port-talks.md", ARTICLE)
        .with("content/world/2026-11-20-port-talks.md", ARTICLE);
    assert_snapshot!(said(&newsroom), @"
    error[url-conflict]: content/world/2026-11-18-port-talks.md, content/world/2026-11-19-port-talks.md and content/world/2026-11-20-port-talks.md have the same URL: /world/2026/11/port-talks/
      --> content/world/2026-11-18-port-talks.md
      --> content/world/2026-11-19-port-talks.md (the other file)
      --> content/world/2026-11-20-port-talks.md (the other file)
      hint: give one of them another `slug` or `permalink`
    ");
}

#[test]
fn an_article_in_the_place_of_a_section() {
    let newsroom = Newsroom::new(&format!("{SHORT_CONFIG}sections: [World]\n")).with(
        "content/world/2026-11-19-a.md",
        "---\ntitle: A\npermalink: /world/\n---\n",
    );
    assert_snapshot!(said(&newsroom), @"
    error[url-conflict]: content/world/2026-11-19-a.md and the section `World` have the same URL: /world/
      --> content/world/2026-11-19-a.md
      hint: give one of them another `slug` or `permalink`
    ");
}

#[test]
fn an_article_in_the_place_of_the_front_page() {
    let newsroom = Newsroom::new(SHORT_CONFIG).with(
        "content/world/2026-11-19-a.md",
        "---\ntitle: A\npermalink: /\n---\n",
    );
    assert_snapshot!(said(&newsroom), @"
    error[url-conflict]: content/world/2026-11-19-a.md and a page of the site itself have the same URL: /
      --> content/world/2026-11-19-a.md
      hint: give one of them another `slug` or `permalink`
    ");
}

#[test]
fn a_page_and_a_static_file() {
    let newsroom = Newsroom::new(SHORT_CONFIG)
        .with("content/pages/about.md", "---\ntitle: About us\n---\n")
        .with("static/about/index.html", "<p>About us</p>");
    assert_snapshot!(said(&newsroom), @"
    error[url-conflict]: content/pages/about.md and static/about/index.html have the same URL: /about/
      --> content/pages/about.md
      --> static/about/index.html (the other file)
      hint: give one of them another `slug` or `permalink`
    ");
}

#[test]
fn an_alias_where_an_article_is() {
    let newsroom = Newsroom::new(SHORT_CONFIG)
        .with("content/world/2026-11-19-port-talks.md", ARTICLE)
        .with(
            "content/world/2026-11-20-strike.md",
            "---\ntitle: Strike\naliases: [/world/2026/11/port-talks/]\n---\n",
        );
    assert_snapshot!(said(&newsroom), @"
    error[url-conflict]: content/world/2026-11-19-port-talks.md and an alias of content/world/2026-11-20-strike.md have the same URL: /world/2026/11/port-talks/
      --> content/world/2026-11-19-port-talks.md
      --> content/world/2026-11-20-strike.md (the other file)
      hint: take the alias out of one of them
    ");
}

#[test]
fn one_alias_of_two_articles() {
    let newsroom = Newsroom::new(SHORT_CONFIG)
        .with(
            "content/world/2026-11-19-talks.md",
            "---\ntitle: Talks\naliases: [/old/]\n---\n",
        )
        .with(
            "content/world/2026-11-20-strike.md",
            "---\ntitle: Strike\naliases: [/old/]\n---\n",
        );
    assert_snapshot!(said(&newsroom), @"
    error[url-conflict]: an alias of content/world/2026-11-19-talks.md and an alias of content/world/2026-11-20-strike.md have the same URL: /old/
      --> content/world/2026-11-19-talks.md
      --> content/world/2026-11-20-strike.md (the other file)
      hint: take the alias out of one of them
    ");
}

#[test]
fn paths_that_leave_the_site() {
    assert_snapshot!(said_of_keys("permalink: /../x"), @"
    error[bad-path]: `/../x` leaves the path it is in
      --> content/world/2026-11-20-port-talks.md:3:12
     3 | permalink: /../x
       |            ^^^^^
      hint: write the path from the site's root, without `..`
    ");
    assert_snapshot!(said_of_keys("aliases: [\"../../etc/passwd\"]"), @r#"
    error[bad-path]: `../../etc/passwd` leaves the path it is in
      --> content/world/2026-11-20-port-talks.md:3:11
     3 | aliases: ["../../etc/passwd"]
       |           ^^^^^^^^^^^^^^^^^^
      hint: write the path from the site's root, without `..`
    "#);
    assert_snapshot!(said_of_keys("permalink: https://elsewhere.example/x/"), @"
    error[bad-path]: `https://elsewhere.example/x/` is a URL, not a path of this site
      --> content/world/2026-11-20-port-talks.md:3:12
     3 | permalink: https://elsewhere.example/x/
       |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      hint: name another site's original with `canonical`
    ");
    assert_snapshot!(said_of_keys("permalink: //elsewhere.example/x/"), @"
    error[bad-path]: `//elsewhere.example/x/` names another host
      --> content/world/2026-11-20-port-talks.md:3:12
     3 | permalink: //elsewhere.example/x/
       |            ^^^^^^^^^^^^^^^^^^^^^^
      hint: begin a path with one `/`
    ");
    assert_snapshot!(said_of_keys("permalink: /a/%2e%2e/%2e%2e/x/"), @"
    error[bad-path]: `/a/%2e%2e/%2e%2e/x/` leaves the path it is in
      --> content/world/2026-11-20-port-talks.md:3:12
     3 | permalink: /a/%2e%2e/%2e%2e/x/
       |            ^^^^^^^^^^^^^^^^^^^
      hint: write the path from the site's root, without `..`
    ");
    assert_snapshot!(said_of_keys("permalink: \"/a\\\\..\\\\x/\""), @r#"
    error[bad-path]: `/a\..\x/` has `\` in it
      --> content/world/2026-11-20-port-talks.md:3:12
     3 | permalink: "/a\\..\\x/"
       |            ^^^^^^^^^^^^
    "#);
}

#[test]
fn an_output_folder_with_what_others_wrote() {
    let newsroom = Newsroom::new(SHORT_CONFIG);
    put_into_output(&newsroom, "thesis.doc", "years of work");
    assert_snapshot!(said(&newsroom), @"
    error[foreign-output]: the output folder holds files that presstime did not write
      --> /press/public
      hint: name another folder with --output, or empty this one
    ");
    assert_eq!(newsroom.published().len(), 1, "nothing is written into it");
}

#[test]
fn a_file_that_others_put_into_the_output_folder() {
    let newsroom = Newsroom::new(SHORT_CONFIG);
    newsroom.build_well(&at(NOW));
    put_into_output(&newsroom, "about/index.html", "mine");
    let newsroom = newsroom.with("content/pages/about.md", "---\ntitle: About us\n---\n");
    assert_snapshot!(said(&newsroom), @"
    error[foreign-file]: presstime did not write about/index.html, and will not replace it
      --> /press/public/about/index.html
      hint: move it away, or put it into static/ to have it published
    ");
    assert_eq!(newsroom.published()["about/index.html"], b"mine");
}
