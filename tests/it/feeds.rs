//! Which feeds there are, and what of an article they carry.

use std::collections::BTreeSet;

use crate::feed_readers::{feeds, read, summary};
use crate::photo;
use crate::site_fixture::{NOW, Newsroom, Tree, at};

pub const ROOT: &str = "https://courier.example/press/";

/// A picture that moves, and so is published as it is: 20 pixels by 10.
fn picture() -> Vec<u8> {
    photo::gif(2)
}

pub fn edge_cases() -> Newsroom {
    let long = "A headline of very many words ".repeat(7);
    let newsroom = Newsroom::new(&format!(
        "title: The \"Harbour\" & Courier\nurl: {ROOT}\ntimezone: America/Havana\nlanguage: en\n\
         languages: [{{code: ar, title: الميناء}}]\npublisher: Harbour Press\n\
         feed: {{tags: full, hub: 'https://hub.example/'}}\n"
    ))
    .with("content/authors/ana.md", "---\nname: 'Ana \"Ñ\" Ruiz'\n---\n")
    .with(
        "content/world/port/index.md",
        "---\ntitle: '\"Quotes\" & <b>signs</b> </script> ]]> 🚢'\ndate: 2026-11-20 08:00\nupdated: 2026-11-21\n\
         authors: [ana, Li Wei]\ntags: [Ports, 'C & D']\nsummary: 'In \"short\" ]]> & 🚢'\n\
         image: {src: port.gif, alt: The port, credit: Ana & Co.}\n---\n\
         See [the other](../long.md#there), [this](#here) and ![a picture](port.gif).\n\n## There\n",
    )
    .with(
        "content/world/long.md",
        &format!("---\ntitle: {long}\ndate: 2026-11-19\n---\nNo picture, no author.\n\n## There\n"),
    )
    .with(
        "content/world/advert.md",
        "---\ntitle: Buy\ndate: 2026-11-18\nkind: sponsored\nimage: 'https://pictures.example/a.jpg'\nimage_alt: A\n---\n",
    )
    .with(
        "content/world/nameless.md",
        "---\ntitle: Nameless\ndate: 2026-11-17\nimage: 'https://pictures.example/id/7?w=640'\nimage_alt: B\n---\n",
    )
    .with(
        "content/world/far.ar.md",
        "---\ntitle: السفينة في الميناء\ndate: 2026-11-17\ntags: [سفن]\n---\nنص.\n",
    );
    newsroom.write("content/world/port/port.gif", picture());
    newsroom
}

fn published() -> Tree {
    let newsroom = edge_cases();
    newsroom.build_well(&at(NOW));
    newsroom.published()
}

fn text(tree: &Tree, path: &str) -> String {
    String::from_utf8(tree[path].clone()).unwrap()
}

#[test]
fn a_reader_gets_all_of_an_article() {
    let published = published();
    for path in ["rss.xml", "atom.xml", "feed.json"] {
        let feed = read(path, &published[path]);
        assert_eq!(feed.title.unwrap().content, "The \"Harbour\" & Courier");
        let entry = &feed.entries[0];
        let url = format!("{ROOT}world/2026/11/port/");
        assert_eq!((&entry.id, &entry.links[0].href), (&url, &url), "{path}");
        let title = entry.title.as_ref().unwrap();
        assert_eq!(
            title.content, "\"Quotes\" & <b>signs</b> </script> ]]> 🚢",
            "{path}"
        );
        assert_eq!(entry.published.unwrap().timestamp(), 1_795_176_000);
        let authors: Vec<&str> = entry.authors.iter().map(|author| &*author.name).collect();
        assert_eq!(authors, ["Ana \"Ñ\" Ruiz", "Li Wei"], "{path}");
        let categories = entry.categories.iter();
        let categories: Vec<&str> = categories.map(|category| &*category.term).collect();
        assert_eq!(categories, ["World", "Ports", "C & D"], "{path}");
        assert_eq!(summary(path, entry), "In \"short\" ]]> & 🚢", "{path}");
        let body = entry.content.as_ref().unwrap().body.as_ref().unwrap();
        for link in [
            "href=\"https://courier.example/press/world/2026/11/long/#there\"",
            "src=\"https://courier.example/press/world/2026/11/port/port.gif\"",
        ] {
            assert!(body.contains(link), "{path}: {body}");
        }
        assert_eq!(feed.entries.len(), 4, "{path}");
    }
}

#[test]
fn a_photo_comes_with_its_type_length_and_credit() {
    let published = published();
    let rss = text(&published, "rss.xml");
    let url = format!("{ROOT}world/2026/11/port/port.gif");
    let length = picture().len();
    for part in [
        format!("<enclosure url=\"{url}\" length=\"{length}\" type=\"image/gif\"/>"),
        format!("<media:content url=\"{url}\" medium=\"image\" type=\"image/gif\" width=\"20\" height=\"10\">"),
        "<media:credit>Ana &amp; Co.</media:credit>".to_owned(),
        // One elsewhere has no length that we know.
        "<media:content url=\"https://pictures.example/a.jpg\" medium=\"image\" type=\"image/jpeg\">".to_owned(),
        // Nor has an address without an ending a type.
        "<media:content url=\"https://pictures.example/id/7?w=640\" medium=\"image\">".to_owned(),
    ] {
        assert!(rss.contains(&part), "{part} is not in {rss}");
    }
    assert_eq!(rss.matches("<enclosure").count(), 1);
    let json: serde_json::Value = serde_json::from_slice(&published["feed.json"]).unwrap();
    let attachment = &json["items"][0]["attachments"][0];
    assert_eq!(attachment["size_in_bytes"], length);
    assert_eq!(attachment["mime_type"], "image/gif");
    assert_eq!(attachment["title"], "The port");
    assert_eq!(json["items"][2]["image"], "https://pictures.example/a.jpg");
    assert_eq!(
        json["items"][3]["image"],
        "https://pictures.example/id/7?w=640"
    );
}

#[test]
fn every_feed_names_its_hub_and_itself() {
    let published = published();
    for (path, bytes) in feeds(&published) {
        let own = presstime::site::urls::Base::new(ROOT).absolute(&format!("/{path}"));
        let text = String::from_utf8_lossy(bytes);
        let parts = match path.rsplit('/').next().unwrap() {
            "rss.xml" => [
                format!("<atom:link href=\"{own}\" rel=\"self\" type=\"application/rss+xml\"/>"),
                "<atom:link href=\"https://hub.example/\" rel=\"hub\"/>".to_owned(),
            ],
            "atom.xml" => [
                format!("<link rel=\"self\" type=\"application/atom+xml\" href=\"{own}\"/>"),
                "<link rel=\"hub\" href=\"https://hub.example/\"/>".to_owned(),
            ],
            _ => [
                format!("\"feed_url\":\"{own}\""),
                "\"hubs\":[{\"type\":\"WebSub\",\"url\":\"https://hub.example/\"}]".to_owned(),
            ],
        };
        for part in parts {
            assert!(text.contains(&part), "{path}: {part}");
        }
    }
}

#[test]
fn a_site_chooses_its_formats() {
    let config = "title: A\nurl: https://courier.example/\ntimezone: UTC\n";
    let newsroom = Newsroom::new(&format!("{config}feed: {{formats: [atom]}}\n"))
        .with("content/world/2026-11-01-a.md", "---\ntitle: A\n---\nB.\n");
    newsroom.build_well(&at(NOW));
    let of = |newsroom: &Newsroom| -> Vec<String> {
        feeds(&newsroom.published())
            .map(|(path, _)| path.to_owned())
            .collect()
    };
    assert_eq!(of(&newsroom), ["atom.xml", "world/atom.xml"]);
    let page = text(&newsroom.published(), "world/index.html");
    assert!(page.contains("type=\"application/atom+xml\""));
    assert!(
        !page.contains("rss") && !page.contains("feed.json"),
        "{page}"
    );

    newsroom.write("site.yaml", format!("{config}feed: {{formats: []}}\n"));
    newsroom.build_well(&at(NOW));
    assert_eq!(of(&newsroom), [""; 0]);
    assert!(!newsroom.published().contains_key("feeds/index.html"));
    newsroom.assert_clean(&at(NOW));
}

#[test]
fn the_page_on_feeds_lists_all_of_them() {
    let published = published();
    let listed = |page: &str| -> BTreeSet<String> {
        let html = text(&published, page);
        let main = html
            .split("<main")
            .nth(1)
            .unwrap()
            .split("</main>")
            .next()
            .unwrap();
        let links = main.split("href=\"/press/").skip(1);
        let links = links.map(|rest| rest.split('"').next().unwrap().to_owned());
        links
            .filter(|link| !link.is_empty() && !link.ends_with('/'))
            .collect()
    };
    let own: BTreeSet<String> = feeds(&published).map(|(path, _)| path.to_owned()).collect();
    let (arabic, english): (BTreeSet<_>, BTreeSet<_>) =
        own.into_iter().partition(|path| path.starts_with("ar/"));
    assert_eq!(listed("feeds/index.html"), english);
    assert_eq!(listed("ar/feeds/index.html"), arabic);
}

#[test]
fn a_newsroom_may_write_its_own_page_on_feeds() {
    let newsroom = edge_cases().with(
        "content/pages/feeds.md",
        "---\ntitle: Ours\n---\nRead on.\n",
    );
    newsroom.build_well(&at(NOW));
    assert!(text(&newsroom.published(), "feeds/index.html").contains("Read on."));
    newsroom.remove("content/pages/feeds.md");
    newsroom.build_well(&at(NOW));
    assert!(text(&newsroom.published(), "feeds/index.html").contains("rss.xml"));
    newsroom.assert_clean(&at(NOW));
}

#[test]
fn the_feed_of_all_or_of_a_language_may_be_left_out() {
    let config = "title: A\nurl: https://courier.example/\ntimezone: UTC\n";
    let newsroom = Newsroom::new(&format!(
        "{config}feed: {{content: none, sections: summary, formats: [rss]}}\n\
         languages: [{{code: es, feed: {{content: full, sections: none}}}}, {{code: fr, feed: {{formats: []}}}}]\n"
    ))
    .with("content/world/2026-11-01-a.md", "---\ntitle: A\n---\nB.\n")
    .with("content/world/2026-11-01-a.es.md", "---\ntitle: A\n---\nB.\n")
    .with("content/world/2026-11-01-a.fr.md", "---\ntitle: A\ntags: [c]\n---\nB.\n");
    newsroom.build_well(&at(NOW));
    let published = newsroom.published();
    let found: Vec<&str> = feeds(&published).map(|(path, _)| path).collect();
    assert_eq!(found, ["es/rss.xml", "world/rss.xml"]);
    // No page offers a feed that is not there.
    assert!(!text(&published, "index.html").contains("rss.xml"));
    assert!(text(&published, "world/index.html").contains("/world/rss.xml"));
    assert!(text(&published, "es/index.html").contains("/es/rss.xml"));
    assert!(!text(&published, "es/world/index.html").contains("/es/world/rss.xml"));
    assert!(published.contains_key("feeds/index.html"));
    assert!(!published.contains_key("fr/feeds/index.html"));
    newsroom.write("site.yaml", config);
    newsroom.build_well(&at(NOW));
    newsroom.assert_clean(&at(NOW));
}

#[test]
fn the_foot_leads_to_the_page_on_feeds_while_that_lists_any() {
    let newsroom = Newsroom::new(
        "title: A\nurl: https://courier.example/\ntimezone: UTC\nfeed: {content: none, tags: summary, authors: none}\n",
    )
    .with("content/world/2026-11-01-a.md", "---\ntitle: A\n---\nB.\n");
    newsroom.build_well(&at(NOW));
    let leads = |path: &str| {
        let page = text(&newsroom.published(), path);
        let (_, foot) = page.split_once("<footer").unwrap();
        foot.contains("href=\"/feeds/\"")
    };
    assert!(!leads("index.html"));

    newsroom.write(
        "content/world/2026-11-01-a.md",
        "---\ntitle: A\ntags: [c]\n---\nB.\n",
    );
    newsroom.build_well(&at(NOW));
    assert!(leads("index.html") && leads("world/2026/11/a/index.html"));
    newsroom.assert_clean(&at(NOW));
    // What has no feed is not listed.
    let page = text(&newsroom.published(), "feeds/index.html");
    let (_, main) = page.split_once("<main").unwrap();
    let (main, _) = main.split_once("</main>").unwrap();
    assert!(main.contains("/tags/c/rss.xml"), "{main}");
    assert!(!main.contains("<a href=\"/\">"), "{main}");
}

#[test]
fn an_id_stays_when_its_article_moves() {
    let article = |id: &str| format!("---\ntitle: A\ndate: 2026-11-20 23:30\nid: {id}\n---\nB.\n");
    let newsroom = Newsroom::new(&format!(
        "title: A\nurl: {ROOT}\ntimezone: America/Havana\n"
    ));
    newsroom.write("content/world/a.md", article("'no. 7 & more'"));
    newsroom.write("content/world/b.md", article("urn:uuid:0b5e"));
    newsroom.write(
        "content/world/c.md",
        article(&format!("{ROOT}world/2026/11/c/")),
    );
    newsroom.build_well(&at(NOW));
    let ids = |newsroom: &Newsroom| -> Vec<BTreeSet<String>> {
        let published = newsroom.published();
        let of = |path: &str| {
            read(path, &published[path])
                .entries
                .into_iter()
                .map(|entry| entry.id)
                .collect()
        };
        ["rss.xml", "atom.xml", "feed.json"].map(of).into()
    };
    let before = ids(&newsroom);
    let own = format!("{ROOT}world/2026/11/c/");
    let plain = BTreeSet::from(["no. 7 & more", "urn:uuid:0b5e", &own].map(str::to_owned));
    let iris = BTreeSet::from(
        [
            "tag:courier.example,2026-11-21:no.%207%20&%20more",
            "urn:uuid:0b5e",
            &own,
        ]
        .map(str::to_owned),
    );
    assert_eq!(before, [plain.clone(), iris, plain]);
    let rss = text(&newsroom.published(), "rss.xml");
    assert!(
        rss.contains("<guid isPermaLink=\"false\">no. 7 &amp; more</guid>"),
        "{rss}"
    );
    assert!(rss.contains(&format!("<guid>{own}</guid>")), "{rss}");

    newsroom.remove("content/world/a.md");
    newsroom.write("content/sport/moved.md", article("'no. 7 & more'"));
    newsroom.build(&at(NOW));
    assert_eq!(ids(&newsroom), before);
    newsroom.assert_clean(&at(NOW));
}

#[test]
fn two_articles_with_one_id_are_told() {
    let article = |id: &str| format!("---\ntitle: A\ndate: 2026-11-20\nid: {id}\n---\nB.\n");
    let newsroom = Newsroom::new(&format!("title: A\nurl: {ROOT}\ntimezone: UTC\n"));
    newsroom.write("content/world/a.md", article("7"));
    newsroom.write("content/world/b.md", article("7"));
    let told = |newsroom: &Newsroom| -> Vec<String> {
        let report = newsroom.build_well(&at(NOW));
        crate::site_fixture::said(&report.diagnostics, false)
    };
    let expected = ["a", "b"].map(|name| {
        format!("repeated-id at content/world/{name}.md:4:5: two articles have the id `7`")
    });
    assert_eq!(told(&newsroom), expected);
    newsroom.write("content/world/b.md", article("8"));
    assert_eq!(told(&newsroom), [""; 0]);
    newsroom.assert_clean(&at(NOW));
}
