//! Links by which readers pass a story on.

use insta::assert_snapshot;
use presstime::diag::Diagnostic;
use presstime::print::{self, Style};

use crate::site_fixture::{NOW, Newsroom, at};

fn newsroom(share: &str, keys: &str) -> Newsroom {
    Newsroom::tiny(&format!("sections: [World]\noptions: {{share: {share}}}\n"))
        .with("templates/article.html", "{% for link in page.sharing %}{{ link.name }}: {{ link.url | safe }}\n{% endfor %}{{ page.title | urlencode }}\n")
        .with("themes/tiny/i18n/en.yaml", "tags: Tags\nauthors: Authors\nmore: More\nemail: by letter\n")
        .with("content/world/talks.md", &format!("---\ntitle: Talks & “tea” at 50 %\ndate: 2026-11-01\n{keys}---\nText.\n"))
}

fn links(share: &str, keys: &str) -> String {
    let newsroom = newsroom(share, keys);
    newsroom.build_well(&at(NOW));
    String::from_utf8(newsroom.published()["world/2026/11/talks/index.html"].clone()).unwrap()
}

#[test]
fn every_service_gets_headline_and_address_in_the_order_of_the_option() {
    assert_snapshot!(links("[x, email, whatsapp, telegram, bluesky, facebook, linkedin]", ""), @"
    X: https://x.com/intent/post?text=Talks%20%26%20%E2%80%9Ctea%E2%80%9D%20at%2050%20%25&url=https%3A%2F%2Fcourier.example%2Fworld%2F2026%2F11%2Ftalks%2F
    by letter: mailto:?subject=Talks%20%26%20%E2%80%9Ctea%E2%80%9D%20at%2050%20%25&body=https%3A%2F%2Fcourier.example%2Fworld%2F2026%2F11%2Ftalks%2F
    WhatsApp: https://wa.me/?text=Talks%20%26%20%E2%80%9Ctea%E2%80%9D%20at%2050%20%25%20https%3A%2F%2Fcourier.example%2Fworld%2F2026%2F11%2Ftalks%2F
    Telegram: https://t.me/share/url?url=https%3A%2F%2Fcourier.example%2Fworld%2F2026%2F11%2Ftalks%2F&text=Talks%20%26%20%E2%80%9Ctea%E2%80%9D%20at%2050%20%25
    Bluesky: https://bsky.app/intent/compose?text=Talks%20%26%20%E2%80%9Ctea%E2%80%9D%20at%2050%20%25%20https%3A%2F%2Fcourier.example%2Fworld%2F2026%2F11%2Ftalks%2F
    Facebook: https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Fcourier.example%2Fworld%2F2026%2F11%2Ftalks%2F
    LinkedIn: https://www.linkedin.com/sharing/share-offsite/?url=https%3A%2F%2Fcourier.example%2Fworld%2F2026%2F11%2Ftalks%2F
    Talks%20%26%20%E2%80%9Ctea%E2%80%9D%20at%2050%20%25
    ");
}

#[test]
fn a_service_that_presstime_does_not_know_is_told_by_name_and_address() {
    let line = "[{name: Line, url: 'https://line.example/?u={address}&t={title}&v={version}'}]";
    assert_snapshot!(links(line, ""), @"
    Line: https://line.example/?u=https%3A%2F%2Fcourier.example%2Fworld%2F2026%2F11%2Ftalks%2F&t=Talks%20%26%20%E2%80%9Ctea%E2%80%9D%20at%2050%20%25&v={version}
    Talks%20%26%20%E2%80%9Ctea%E2%80%9D%20at%2050%20%25
    ");
}

#[test]
fn a_copy_is_passed_on_by_the_address_of_its_original() {
    assert_snapshot!(links("[facebook]", "canonical: https://agency.example/talks/\n"), @"
    Facebook: https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Fagency.example%2Ftalks%2F
    Talks%20%26%20%E2%80%9Ctea%E2%80%9D%20at%2050%20%25
    ");
}

#[test]
fn no_service_means_no_links() {
    assert_snapshot!(links("[]", ""), @"Talks%20%26%20%E2%80%9Ctea%E2%80%9D%20at%2050%20%25");
    assert_snapshot!(links("false", ""), @"Talks%20%26%20%E2%80%9Ctea%E2%80%9D%20at%2050%20%25");
}

#[test]
fn what_is_no_service_is_told_once_and_left_out() {
    let said = |share: &str| {
        let report = newsroom(share, "").build_well(&at(NOW));
        let said: Vec<Diagnostic> = report
            .diagnostics
            .into_iter()
            .filter(|said| &*said.code == "bad-share")
            .collect();
        print::text(&said, Style::Plain)
    };
    assert_snapshot!(said("[email, whatsap, {name: Line}]"), @r#"
    warning[bad-share]: `share` knows no `whatsap`: it knows email, whatsapp, telegram, bluesky, facebook, x, linkedin and maps of `name` and `url`
      --> site.yaml
      hint: see `share` among the options of the theme's theme.yaml

    warning[bad-share]: `share` knows no `{"name":"Line"}`: it knows email, whatsapp, telegram, bluesky, facebook, x, linkedin and maps of `name` and `url`
      --> site.yaml
      hint: see `share` among the options of the theme's theme.yaml
    "#);
    assert_snapshot!(said("whatsapp"), @"
    warning[bad-share]: `share` is no list of services
      --> site.yaml
      hint: see `share` among the options of the theme's theme.yaml
    ");
}
