//! Feeds as readers of them see them: by a parser that nobody here wrote, and by the rules that the W3C's
//! validator holds them to.

use std::collections::BTreeSet;

use feed_rs::model::{Entry, Feed};
use jiff::fmt::rfc2822;
use quick_xml::Reader;
use quick_xml::events::Event;

use crate::site_fixture::{NOW, Newsroom, Tree, at};

const ROOT: &str = "https://courier.example/press/";

/// The smallest picture there is.
const PICTURE: &[u8] = b"GIF89a\x03\0\x02\0\0\0\0;";

fn edge_cases() -> Newsroom {
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
        "content/world/far.ar.md",
        "---\ntitle: السفينة في الميناء\ndate: 2026-11-17\ntags: [سفن]\n---\nنص.\n",
    );
    newsroom.write("content/world/port/port.gif", PICTURE);
    newsroom
}

fn published() -> Tree {
    let newsroom = edge_cases();
    newsroom.build_well(&at(NOW));
    newsroom.published()
}

/// Every feed of a site with its bytes: RSS, Atom and JSON.
fn feeds(published: &Tree) -> impl Iterator<Item = (&str, &[u8])> {
    let is_feed = |path: &str| {
        ["rss.xml", "atom.xml", "feed.json"].contains(&path.rsplit('/').next().unwrap())
    };
    let found = published.iter().filter(move |(path, _)| is_feed(path));
    found.map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
}

fn read(path: &str, bytes: &[u8]) -> Feed {
    feed_rs::parser::parse(bytes).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn text(tree: &Tree, path: &str) -> String {
    String::from_utf8(tree[path].clone()).unwrap()
}

#[test]
fn all_formats_of_a_feed_say_the_same() {
    let published = published();
    let mut folders = BTreeSet::new();
    for (path, bytes) in feeds(&published) {
        let (folder, _) = path.rsplit_once('/').unwrap_or(("", path));
        folders.insert(folder.to_owned());
        let below = |name: &str| match folder {
            "" => name.to_owned(),
            folder => format!("{folder}/{name}"),
        };
        let rss = below("rss.xml");
        let (one, other) = (read(path, bytes), read(&rss, &published[&rss]));
        assert_eq!(
            one.title.unwrap().content,
            other.title.unwrap().content,
            "{path}"
        );
        let all = |entries: &[Entry]| entries.iter().map(told).collect::<Vec<_>>();
        assert_eq!(all(&one.entries), all(&other.entries), "{path}");
        assert!(!one.entries.is_empty(), "{path}");
    }
    let expected = [
        "",
        "ar",
        "ar/tags/سفن",
        "ar/world",
        "authors/ana",
        "authors/li-wei",
        "tags/c-d",
        "tags/ports",
        "world",
    ];
    assert_eq!(
        folders.iter().map(String::as_str).collect::<Vec<_>>(),
        expected
    );
}

/// What a reader is told of an article in every format.
fn told(entry: &Entry) -> Vec<String> {
    let text = |text: &Option<feed_rs::model::Text>| text.as_ref().map(|text| text.content.clone());
    let mut told = vec![
        entry.id.clone(),
        text(&entry.title).unwrap(),
        entry.links[0].href.clone(),
        entry.published.unwrap().timestamp().to_string(),
    ];
    told.extend(entry.authors.iter().map(|author| author.name.clone()));
    told.extend(
        entry
            .categories
            .iter()
            .map(|category| category.term.clone()),
    );
    told
}

/// The summary as text: in RSS it is HTML.
fn summary(path: &str, entry: &Entry) -> String {
    let summary = entry.summary.as_ref();
    let content = summary.map_or("", |summary| summary.content.as_str());
    if path.ends_with("rss.xml") {
        assert!(!content.contains('<'), "{path}: {content}");
        quick_xml::escape::unescape(content).unwrap().into_owned()
    } else {
        content.to_owned()
    }
}

#[test]
fn a_reader_gets_all_of_an_article() {
    let published = published();
    for path in ["rss.xml", "atom.xml", "feed.json"] {
        let feed = read(path, &published[path]);
        assert_eq!(feed.title.unwrap().content, "The \"Harbour\" & Courier");
        let entry = &feed.entries[0];
        let url = format!("{ROOT}world/2026/11/port/");
        assert_eq!(
            told(entry),
            [
                url.as_str(),
                "\"Quotes\" & <b>signs</b> </script> ]]> 🚢",
                &url,
                "1795176000",
                "Ana \"Ñ\" Ruiz",
                "Li Wei",
                "World",
                "Ports",
                "C & D",
            ],
            "{path}"
        );
        assert_eq!(summary(path, entry), "In \"short\" ]]> & 🚢", "{path}");
        let body = entry.content.as_ref().unwrap().body.as_ref().unwrap();
        for link in [
            "href=\"https://courier.example/press/world/2026/11/long/#there\"",
            "src=\"https://courier.example/press/world/2026/11/port/port.gif\"",
        ] {
            assert!(body.contains(link), "{path}: {body}");
        }
        assert_eq!(feed.entries.len(), 3, "{path}");
    }
}

#[test]
fn a_photo_comes_with_its_type_length_and_credit() {
    let published = published();
    let rss = text(&published, "rss.xml");
    let url = format!("{ROOT}world/2026/11/port/port.gif");
    let length = PICTURE.len();
    for part in [
        format!("<enclosure url=\"{url}\" length=\"{length}\" type=\"image/gif\"/>"),
        format!("<media:content url=\"{url}\" medium=\"image\" type=\"image/gif\" width=\"3\" height=\"2\">"),
        "<media:credit>Ana &amp; Co.</media:credit>".to_owned(),
        // One elsewhere has no length that we know.
        "<media:content url=\"https://pictures.example/a.jpg\" medium=\"image\" type=\"image/jpeg\">".to_owned(),
    ] {
        assert!(rss.contains(&part), "{part} is not in {rss}");
    }
    assert_eq!(rss.matches("<enclosure").count(), 1);
    let json: serde_json::Value = serde_json::from_slice(&published["feed.json"]).unwrap();
    let attachment = &json["items"][0]["attachments"][0];
    assert_eq!(attachment["size_in_bytes"], length);
    assert_eq!(attachment["mime_type"], "image/gif");
    assert_eq!(json["items"][2]["image"], "https://pictures.example/a.jpg");
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
fn feeds_keep_the_rules_of_their_formats() {
    let published = published();
    let mut faults = Vec::new();
    let mut seen = 0;
    for (path, bytes) in feeds(&published) {
        seen += 1;
        let text = String::from_utf8_lossy(bytes);
        if path.ends_with("feed.json") {
            continue;
        }
        for (parent, children) in elements(&text) {
            faults.extend(rules(&parent, &children).map(|fault| format!("{path}: {fault}")));
        }
    }
    assert_eq!((faults, seen), (Vec::new(), 27));
}

#[test]
fn the_rules_see_what_is_wrong() {
    let item = |parts: &[(&str, &str)]| -> usize {
        let children: Vec<_> = parts
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect();
        rules("item", &children).count()
    };
    let whole = [
        ("title", "A"),
        ("link", "https://courier.example/press/a/"),
        ("guid", "https://courier.example/press/a/"),
        ("pubDate", "Fri, 20 Nov 2026 08:00:00 -0500"),
        ("description", "In short."),
        ("content:encoded", "<p>Long.</p>"),
    ];
    assert_eq!(item(&whole), 0);
    for (at, wrong) in [
        (1, ("link", "/a/")),
        (2, ("guid", "a")),
        (3, ("pubDate", "Thu, 20 Nov 2026 08:00:00 -0500")),
        (3, ("pubDate", "2026-11-20")),
        (4, ("content:encoded", "a")),
        (5, ("content:encoded", "<a href=\"/a/\">")),
    ] {
        let mut parts = whole;
        parts[at] = wrong;
        assert!(item(&parts) > 0, "{wrong:?}");
    }
}

/// What is wrong with an element of a feed that has these children, by name and text.
fn rules(parent: &str, children: &[(String, String)]) -> impl Iterator<Item = String> {
    let all = |name: &str| -> Vec<&str> {
        let found = children.iter().filter(|(found, _)| found == name);
        found.map(|(_, text)| text.as_str()).collect()
    };
    let at = |name: &str| children.iter().position(|(found, _)| found == name);
    let mut faults = Vec::new();
    let (once, dates, addresses): (&[&str], &[&str], &[&str]) = match parent {
        "channel" => (
            &["title", "link", "description", "lastBuildDate"],
            &["lastBuildDate"],
            &["link"],
        ),
        "item" => (
            &["title", "link", "guid", "pubDate", "description"],
            &["pubDate"],
            &["link", "guid"],
        ),
        "feed" => (&["id", "title", "updated", "author"], &["updated"], &["id"]),
        "entry" => (
            &["id", "title", "updated", "published", "summary"],
            &["updated", "published"],
            &["id"],
        ),
        "author" => (&["name"], &[], &[]),
        _ => (&[], &[], &[]),
    };
    for name in once {
        if all(name).len() != 1 {
            faults.push(format!("<{parent}> has {} <{name}>", all(name).len()));
        }
    }
    for text in dates.iter().flat_map(|name| all(name)) {
        // RFC 822 with the right weekday, or RFC 3339 with an offset.
        let is_date = match parent {
            "channel" | "item" => rfc2822::DateTimeParser::new().parse_timestamp(text).is_ok(),
            _ => text.parse::<jiff::Timestamp>().is_ok(),
        };
        if !is_date {
            faults.push(format!("`{text}` is no date of <{parent}>"));
        }
    }
    for text in addresses.iter().flat_map(|name| all(name)) {
        if !text.starts_with(ROOT) {
            faults.push(format!("`{text}` is no address in <{parent}>"));
        }
    }
    for text in ["content:encoded", "content"]
        .iter()
        .flat_map(|name| all(name))
    {
        if ["href=\"", "src=\""].iter().any(|mark| {
            text.split(mark)
                .skip(1)
                .any(|rest| !rest.starts_with("https://"))
        }) {
            faults.push(format!("an address in {text} is not absolute"));
        }
    }
    if parent == "item"
        && at("content:encoded") < at("description")
        && at("content:encoded").is_some()
    {
        faults.push("the text stands before the description".to_owned());
    }
    faults.into_iter()
}

/// An element that is being read: its name, its text, and its children by name and text.
type Open = (String, String, Vec<(String, String)>);

/// Every element that has elements in it, with the names and texts of those.
fn elements(xml: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut reader = Reader::from_str(xml);
    let mut open: Vec<Open> = Vec::new();
    let mut found = Vec::new();
    let add = |open: &mut Vec<Open>, text: &str| {
        if let Some((_, own, _)) = open.last_mut() {
            own.push_str(text);
        }
    };
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                let name = start.name().as_ref().to_owned();
                open.push((name, String::new(), Vec::new()));
            }
            Event::Empty(start) => {
                if let Some((_, _, children)) = open.last_mut() {
                    children.push((start.name().as_ref().to_string(), String::new()));
                }
            }
            Event::Text(text) => add(&mut open, &text),
            Event::CData(text) => add(&mut open, &text),
            Event::End(_) => {
                let (name, text, children) = open.pop().unwrap();
                if let Some((_, _, siblings)) = open.last_mut() {
                    siblings.push((name.clone(), text));
                }
                if !children.is_empty() {
                    found.push((name, children));
                }
            }
            Event::Eof => return found,
            _ => {}
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
