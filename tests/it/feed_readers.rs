//! Feeds as readers of them see them: by a parser that nobody here wrote, and by the rules that the W3C's
//! validator holds them to. Of the demonstration outlet, and of sites of hard cases.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use feed_rs::model::{Entry, Feed};
use jiff::fmt::rfc2822;
use presstime::content::html::tags::tags;
use quick_xml::Reader;
use quick_xml::events::Event;

use crate::feeds::{ROOT, edge_cases};
use crate::site_fixture::{NOW, Newsroom, Tree, at};

/// Texts that feeds have come to grief over.
const TEXTS: [&str; 12] = [
    "He said: \"It's «over»\", & left",
    "</script><script>alert(1)</script> <b>bold</b>",
    "AT&T &amp; Co. &lt;3 &nbsp; &copy",
    "An end ]]> and a beginning <![CDATA[",
    "Ships 🚢 and families 👨‍👩‍👧‍👦 and flags 🏳️‍🌈",
    "وصلت السفينة إلى الميناء رقم 7 (Pier 7)",
    "港口重新开放，船只“进入”港湾",
    "Z̸a̴l̵g̶o̷ ñandú",
    "{{ site.title }} {% if true %} {# no #} ${x}",
    "C:\\new\\table `code` *stars* [brackets](#)",
    "Thin\u{2009}spaces\u{a0}and\u{200b}joiners",
    "href=\"/a\" and <a href='/b'>",
];

/// A body in which nothing is absolute.
const BODY: &str = "See <a href=\"?all\">all</a>, [a part](#part), [the picture](/port.gif) and `<img src=\"/a\">`.\n\n\
    <img src=\"/port.gif\" srcset=\"/port.gif 1x, //cdn.example/port.gif 2x\" alt=\"Port\">\n\n\
    <blockquote cite=\"/port.gif\">So it is.</blockquote>\n\n\
    <video src=\"/port.gif\" poster=\"/port.gif\"></video>\n\n## Part\n\nOf it.\n";

/// The hard cases of `.ci/edge_cases.py`, as far as feeds have to do with them.
fn hard_cases() -> Newsroom {
    let newsroom = Newsroom::new(
        "title: 'The \"Edge\" & Courier <1>'\nurl: https://courier.example/a/b/\ntimezone: America/Havana\n\
         description: 'All <news> & more'\nlanguages: [es, {code: ar, title: وصلت}]\npublisher: 'Edge & \"Co.\"'\n\
         feed: {tags: full, authors: full, hub: 'https://hub.example/'}\n",
    );
    newsroom.write("static/port.gif", b"GIF89a\x03\0\x02\0\0\0\0;");
    for (number, text) in TEXTS.iter().enumerate() {
        let quoted = serde_json::to_string(text).unwrap();
        let image = ["/port.gif", "https://pictures.example/id/7?w=640"][number % 2];
        let kind = ["news", "live", "sponsored"][number % 3];
        newsroom.write(
            &format!("content/world/hard-{number}.md"),
            format!(
                "---\ntitle: {quoted}\ndate: 2026-11-{:02} 21:00\nsummary: {quoted}\nkind: {kind}\nauthors: [{quoted}]\n\
                 tags: [{quoted}, Ports]\nimage: {{src: '{image}', alt: {quoted}, credit: {quoted}}}\nid: {quoted}\n\
                 updated: 2026-11-22\n---\n{BODY}",
                number + 1
            ),
        );
    }
    newsroom
        .with(
            "content/world/live.md",
            "---\ntitle: Live\ndate: 2026-11-20\nkind: live\n---\n## 8.30 One\n\nA.\n\n## Sunday, 9:00\n\nB.\n",
        )
        .with("content/world/empty.es.md", "---\ntitle: Vacío\ndate: 2026-11-22\n---\n")
        .with("content/world/far.ar.md", "---\ntitle: السفينة\ndate: 2026-11-17\n---\nنص.\n")
}

/// The outlet that comes with presstime.
fn demonstration() -> Newsroom {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = Tree::new();
    for part in ["site.yaml", "content", "static"] {
        for file in walkdir::WalkDir::new(root.join(part)) {
            let file = file.unwrap();
            if file.file_type().is_file() {
                let path = file.path().strip_prefix(root).unwrap().to_str().unwrap();
                sources.insert(path.replace('\\', "/"), std::fs::read(file.path()).unwrap());
            }
        }
    }
    Newsroom::of(&sources)
}

/// Every site, with where it is published.
fn sites() -> [(&'static str, Newsroom); 3] {
    [
        (ROOT, edge_cases()),
        ("https://courier.example/a/b/", hard_cases()),
        ("https://courier.example/", demonstration()),
    ]
}

/// Every feed of a site with its bytes: RSS, Atom and JSON.
pub fn feeds(published: &Tree) -> impl Iterator<Item = (&str, &[u8])> {
    let is_feed = |path: &str| {
        ["rss.xml", "atom.xml", "feed.json"].contains(&path.rsplit('/').next().unwrap())
    };
    let found = published.iter().filter(move |(path, _)| is_feed(path));
    found.map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
}

pub fn read(path: &str, bytes: &[u8]) -> Feed {
    feed_rs::parser::parse(bytes).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn all_formats_of_a_feed_say_the_same() {
    for (root, newsroom) in sites() {
        newsroom.build_well(&at(NOW));
        let published = newsroom.published();
        let mut folders: BTreeMap<String, Vec<(&str, &[u8])>> = BTreeMap::new();
        for (path, bytes) in feeds(&published) {
            let (folder, _) = path.rsplit_once('/').unwrap_or(("", path));
            folders
                .entry(folder.to_owned())
                .or_default()
                .push((path, bytes));
        }
        assert!(folders.len() > 8, "{root}: {}", folders.len());
        let mut articles = 0;
        for (folder, formats) in folders {
            assert_eq!(formats.len(), 3, "{root}{folder}");
            let all = formats.iter().map(|(path, bytes)| told(path, bytes));
            let all: Vec<Vec<Told>> = all.collect();
            articles += all[0].len();
            for other in &all[1..] {
                assert_eq!(all[0], *other, "{root}{folder}");
            }
            let title = |(path, bytes): &(&str, &[u8])| read(path, bytes).title.unwrap().content;
            let titles: BTreeSet<String> = formats.iter().map(title).collect();
            assert_eq!(titles.len(), 1, "{titles:?}");
        }
        assert!(articles > 12, "{root}: {articles}");
    }
}

/// What a reader is told of an article in every format.
#[derive(Debug, PartialEq)]
struct Told {
    address: String,
    title: String,
    summary: String,
    text: Option<String>,
    published: i64,
    changed: i64,
    authors: Vec<String>,
    categories: Vec<String>,
    photos: BTreeSet<String>,
}

fn told(path: &str, bytes: &[u8]) -> Vec<Told> {
    let feed = read(path, bytes);
    let xml = if path.ends_with("rss.xml") {
        String::from_utf8_lossy(bytes)
    } else {
        "".into()
    };
    // What the parser passes over: Atom's date in RSS, the photo of JSON Feed.
    let items: Vec<_> = elements(&xml)
        .into_iter()
        .filter(|(name, _)| name == "item")
        .collect();
    let json: serde_json::Value = serde_json::from_slice(bytes).unwrap_or_default();
    let entries = feed.entries.iter().enumerate();
    let told = entries.map(|(at, entry)| {
        let published = entry.published.unwrap().timestamp();
        let changed = match items.get(at) {
            Some((_, children)) => {
                let found = children.iter().find(|(name, _)| name == "atom:updated");
                found.map(|(_, text)| text.parse::<jiff::Timestamp>().unwrap().as_second())
            }
            None => entry.updated.map(|updated| updated.timestamp()),
        };
        let media = entry.media.iter().flat_map(|media| &media.content);
        let media = media.filter_map(|content| content.url.as_ref());
        let image = json["items"][at]["image"].as_str();
        // A feed of summaries has a text in JSON all the same, which must have one.
        let text = entry.content.as_ref();
        let text = text.filter(|text| text.content_type.to_string() == "text/html");
        Told {
            address: entry.links[0].href.clone(),
            title: entry.title.as_ref().unwrap().content.clone(),
            summary: summary(path, entry),
            text: text
                .and_then(|text| text.body.as_deref())
                .map(|text| text.trim().to_owned())
                .filter(|text| !text.is_empty()),
            published,
            changed: changed.unwrap_or(published),
            authors: entry
                .authors
                .iter()
                .map(|author| author.name.clone())
                .collect(),
            categories: entry
                .categories
                .iter()
                .map(|found| found.term.clone())
                .collect(),
            photos: media
                .map(ToString::to_string)
                .chain(image.map(str::to_owned))
                .collect(),
        }
    });
    told.collect()
}

/// The summary as text: in RSS it is HTML.
pub fn summary(path: &str, entry: &Entry) -> String {
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
fn feeds_keep_the_rules_of_their_formats() {
    for (root, newsroom) in sites() {
        newsroom.build_well(&at(NOW));
        let published = newsroom.published();
        let mut faults = Vec::new();
        for (path, bytes) in feeds(&published) {
            let text = String::from_utf8_lossy(bytes);
            if path.ends_with("feed.json") {
                let json: serde_json::Value = serde_json::from_slice(bytes).unwrap();
                for item in json["items"].as_array().unwrap() {
                    let html = item["content_html"].as_str().unwrap_or_default();
                    faults.extend(
                        relative(html)
                            .into_iter()
                            .map(|fault| format!("{path}: {fault}")),
                    );
                }
                continue;
            }
            for (parent, children) in elements(&text) {
                let found = rules(root, &parent, &children).into_iter();
                faults.extend(found.map(|fault| format!("{path}: {fault}")));
            }
        }
        assert_eq!(faults, [""; 0]);
    }
}

#[test]
fn the_rules_see_what_is_wrong() {
    let item = |parts: &[(&str, &str)]| -> usize {
        let children: Vec<_> = parts
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect();
        rules(ROOT, "item", &children).len()
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
        (4, ("description", "<b>In short.</b>")),
        (5, ("content:encoded", "<a href=\"/a/\">")),
        (
            5,
            (
                "content:encoded",
                "<img srcset=\"https://a.example/a.png 1x, b.png 2x\">",
            ),
        ),
    ] {
        let mut parts = whole;
        parts[at] = wrong;
        assert!(item(&parts) > 0, "{wrong:?}");
    }
}

/// What is wrong with an element of a feed that has these children, by name and text.
fn rules(root: &str, parent: &str, children: &[(String, String)]) -> Vec<String> {
    let all = |name: &str| -> Vec<&str> {
        let found = children.iter().filter(|(found, _)| found == name);
        found.map(|(_, text)| text.as_str()).collect()
    };
    let at = |name: &str| children.iter().position(|(found, _)| found == name);
    let mut faults = Vec::new();
    let (once, dates, addresses): (&[&str], &[&str], &[&str]) = match parent {
        "channel" => (
            &["title", "link", "description"],
            &["lastBuildDate"],
            &["link"],
        ),
        "item" => (
            &["title", "link", "guid", "pubDate", "description"],
            &["pubDate"],
            if all("guid.isPermaLink") == ["false"] {
                &["link"]
            } else {
                &["link", "guid"]
            },
        ),
        "feed" => (&["id", "title", "updated", "author"], &["updated"], &["id"]),
        "entry" => (
            &["id", "title", "updated", "published", "summary"],
            &["updated", "published"],
            &[],
        ),
        "author" => (&["name"], &[], &[]),
        _ => (&[], &[], &[]),
    };
    for name in once {
        if all(name).len() != 1 {
            faults.push(format!("<{parent}> has {} <{name}>", all(name).len()));
        }
    }
    if parent == "channel" && at("item").is_some() && all("lastBuildDate").len() != 1 {
        faults.push("the channel does not say when it last changed".to_owned());
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
        if !text.starts_with(root) {
            faults.push(format!("`{text}` is no address in <{parent}>"));
        }
    }
    // An Atom id is an IRI; which one is the newsroom's choice.
    for text in all("id") {
        if !text.contains(':') || text.contains(char::is_whitespace) {
            faults.push(format!("`{text}` is no IRI"));
        }
    }
    for text in ["content:encoded", "content"]
        .iter()
        .flat_map(|name| all(name))
    {
        faults.extend(relative(text));
    }
    if parent == "item" && all("description").iter().any(|text| text.contains('<')) {
        faults.push("the description has markup".to_owned());
    }
    if parent == "item"
        && at("content:encoded") < at("description")
        && at("content:encoded").is_some()
    {
        faults.push("the text stands before the description".to_owned());
    }
    faults
}

/// The addresses in an article's text that lead nowhere from a reader.
fn relative(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for tag in tags(html) {
        for attribute in &tag.attributes {
            let value = attribute.decoded();
            let addresses: Vec<&str> = match &*attribute.name {
                "href" | "src" | "poster" | "cite" => vec![&value],
                "srcset" => value.split(", ").collect(),
                _ => continue,
            };
            let is_absolute = |address: &&str| {
                let schemes = ["https:", "http:", "mailto:", "data:"];
                schemes.iter().any(|scheme| address.starts_with(scheme))
            };
            let wrong = addresses
                .into_iter()
                .filter(|address| !is_absolute(address));
            found.extend(wrong.map(|address| format!("`{address}` is not absolute")));
        }
    }
    found
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
                let mark = start.try_get_attribute("isPermaLink").unwrap();
                if let (Some(mark), Some((_, _, siblings))) = (mark, open.last_mut()) {
                    siblings.push((format!("{name}.isPermaLink"), mark.value.to_string()));
                }
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
