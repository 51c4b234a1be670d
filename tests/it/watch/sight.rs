//! From real files to the names that a site has for them.

use std::path::Path;

use presstime::fs::links::Link;
use presstime::watch::sight::Sight;

fn link(path: &str, target: &str) -> Link {
    Link {
        path: path.into(),
        target: target.into(),
        is_folder: true,
    }
}

fn names(links: Vec<Link>, path: &str) -> Vec<String> {
    let root = "/site".into();
    Sight { root, links }.names(Path::new(path))
}

#[test]
fn sources_have_their_own_names() {
    for path in [
        "site.yaml",
        "content",
        "content/world/port.md",
        "static/.well-known/x",
        "templates/base.html",
        "i18n/en.yaml",
        "themes/mine/theme.yaml",
    ] {
        assert_eq!(names(Vec::new(), &format!("/site/{path}")), [path]);
    }
}

#[test]
fn what_is_no_source_has_none() {
    for path in [
        "/site",
        "/site/public/index.html",
        "/site/.presstime/x/ledger",
        "/site/.git/index",
        "/site/content/.git/x",
        "/site/content/.port.md.swp",
        "/site/content/port.md~",
        "/site/content/#port.md#",
        "/site/README.md",
        "/sites/content/port.md",
        "/elsewhere/content/port.md",
    ] {
        assert_eq!(names(Vec::new(), path), [""; 0], "{path}");
    }
}

#[test]
fn what_links_lead_to_has_all_the_names_that_they_give() {
    let links = vec![
        link("content/a", "/site/shared/a"),
        link("content/b/again", "/site/shared"),
        link("content/b/again/a/deep", "/site/content/world"),
    ];
    assert_eq!(
        names(links.clone(), "/site/shared/a/x.md"),
        ["content/a/x.md", "content/b/again/a/x.md"]
    );
    assert_eq!(
        names(links.clone(), "/site/content/world/y.md"),
        ["content/b/again/a/deep/y.md", "content/world/y.md"]
    );
    assert_eq!(
        names(links, "/site/shared/a"),
        ["content/a", "content/b/again/a"]
    );
}
