//! Names that articles spell: of sections that `site.yaml` does not name, of tags and of series.

use crate::site_fixture::{NOW, Newsroom, SHORT_CONFIG, at};

fn text(newsroom: &Newsroom, path: &str) -> String {
    let tree = newsroom.published();
    let bytes = tree.get(path);
    let bytes = bytes.unwrap_or_else(|| panic!("no {path} among {:#?}", tree.keys()));
    String::from_utf8(bytes.clone()).unwrap()
}

fn story(day: u8, keys: &str) -> String {
    format!("---\ntitle: Story {day}\ndate: 2026-11-{day:02}\n{keys}\n---\nText.\n")
}

#[test]
fn sections_keep_their_accents() {
    let newsroom = Newsroom::new(SHORT_CONFIG)
        .with("content/a.md", &story(1, "categories: [politica]"))
        .with(
            "content/b.md",
            &story(2, "categories: [Política/América Latina]"),
        )
        .with("content/Economía/c.md", &story(3, ""))
        .with("content/d.md", &story(4, "category: climate-change"))
        .with("content/e.md", &story(5, "category: iPhone"));
    newsroom.build_well(&at(NOW));
    for (path, name) in [
        ("politica/index.html", "Política"),
        ("politica/america-latina/index.html", "América Latina"),
        ("economia/index.html", "Economía"),
        ("climate-change/index.html", "Climate change"),
        ("iphone/index.html", "iPhone"),
    ] {
        let page = text(&newsroom, path);
        assert!(page.contains(&format!("<h1>{name}</h1>")), "{path}: {page}");
    }
    newsroom.remove("content/b.md");
    newsroom.build_well(&at(NOW));
    assert!(text(&newsroom, "politica/index.html").contains("<h1>Politica</h1>"));
    newsroom.assert_clean(&at(NOW));
}

#[test]
fn a_tag_is_spelled_by_each_article_and_by_the_most_careful_of_all() {
    let newsroom = Newsroom::new(SHORT_CONFIG)
        .with("content/world/a.md", &story(1, "tags: [Energia]"))
        .with("content/world/b.md", &story(2, "tags: [Energia]"))
        .with("content/world/c.md", &story(3, "tags: [Energía]"))
        .with("content/world/d.md", &story(4, "tags: [ENERGÍA]"));
    newsroom.build_well(&at(NOW));
    for (name, spelled) in [("a", "Energia"), ("c", "Energía"), ("d", "ENERGÍA")] {
        let page = text(&newsroom, &format!("world/2026/11/{name}/index.html"));
        assert!(page.contains(&format!(">{spelled}</a>")), "{page}");
        assert!(
            page.contains(&format!("\"keywords\":[\"{spelled}\"]")),
            "{page}"
        );
    }
    let listing = |newsroom: &Newsroom| text(newsroom, "tags/energia/index.html");
    assert!(
        listing(&newsroom).contains("<h1>Energía</h1>"),
        "{}",
        listing(&newsroom)
    );
    // One more that spells it otherwise renames nothing.
    newsroom.write("content/world/e.md", story(5, "tags: [ENERGÍA, Otra]"));
    let report = newsroom.build_well(&at(NOW));
    let is_old = |path: &String| path.contains("world/2026/11/a/") || path.contains("/b/");
    assert!(!report.written.iter().any(is_old), "{:?}", report.written);
    newsroom.assert_clean(&at(NOW));
    newsroom.remove("content/world/c.md");
    newsroom.build_well(&at(NOW));
    assert!(listing(&newsroom).contains("<h1>ENERGÍA</h1>"));
    newsroom.assert_clean(&at(NOW));
}
