//! What pages tell search engines, held to the vocabulary of schema.org.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use crate::site_fixture::{NOW, Newsroom, at};

const CONFIG: &str = "title: The Harbour Courier\nurl: https://courier.example/press/\ntimezone: UTC\n\
    publisher: {name: Harbour Press, logo: /logo.svg, policies: {about: /about/, ethics: /ethics/}}\n\
    languages: [{code: es, title: El Correo}]\nlanguage: en\n";

fn newsroom() -> Newsroom {
    Newsroom::new(CONFIG)
        .with("static/logo.svg", "<svg/>")
        .with("static/talks.mp4", "film")
        .with("content/pages/about.md", "---\ntitle: About us\n---\nWe print.\n")
        .with("content/pages/ethics.md", "---\ntitle: Ethics\n---\nWe try.\n")
        .with(
            "content/authors/ana-ruiz.md",
            "---\nname: Ana Ruiz\nrole: Port correspondent\nlinks: {Mastodon: https://social.example/@ana}\n---\n",
        )
        .with("content/authors/data-desk.md", "---\nname: Data Desk\nkind: team\n---\n")
        .with_photo("content/world/talks/port.jpg")
        .with(
            "content/world/talks/index.md",
            "---\ntitle: 'Talks </script> \"resume\" ☕'\ndate: 2026-11-20 08:00\nsummary: They talk.\n\
             authors: [ana-ruiz, data-desk]\ntags: [port, talks]\nlocation: San Telmo\nkind: analysis\n\
             image: {src: port.jpg, alt: The port, caption: 'The *old* port', credit: Ana Ruiz}\n\
             videos: [{url: /talks.mp4, title: The talks, thumbnail: /logo.svg, duration: 65}]\n\
             series: Talks\ncorrections: [{date: 2026-11-21, text: 'It was **two**.'}]\n\
             faq: [{question: Why?, answer: 'Because of [this](/about/).'}]\n---\nText of some words.\n",
        )
        .with(
            "content/world/talks/index.es.md",
            "---\ntitle: Siguen las conversaciones\ndate: 2026-11-20 09:00\n---\nTexto.\n",
        )
        .with(
            "content/world/live.md",
            "---\ntitle: مباشر\ndate: 2026-11-20 10:00\nkind: live\nlocation: San Telmo\n---\n",
        )
        .with(
            "content/world/advert.md",
            "---\ntitle: Buy\ndate: 2026-11-20 11:00\nkind: sponsored\nlocation: San Telmo\n---\n",
        )
}

/// The things that a page's structured data tells of, in order.
fn graph(newsroom: &Newsroom, path: &str) -> Vec<Value> {
    let tree = newsroom.published();
    let html = String::from_utf8(tree[path].clone()).unwrap();
    let (_, rest) = html
        .split_once("<script type=\"application/ld+json\">")
        .unwrap_or_else(|| panic!("{path} has no structured data"));
    let (json, _) = rest.split_once("</script>").unwrap();
    let value: Value = serde_json::from_str(json).unwrap();
    assert_eq!(value["@context"], "https://schema.org");
    value["@graph"].as_array().unwrap().clone()
}

fn built() -> Newsroom {
    let newsroom = newsroom();
    newsroom.build_well(&at(NOW));
    newsroom
}

#[test]
fn an_article_tells_all_that_its_page_shows() {
    let graph = graph(&built(), "world/2026/11/talks/index.html");
    insta::assert_snapshot!(serde_json::to_string_pretty(&graph).unwrap());
}

#[test]
fn the_front_page_tells_of_the_outlet_and_its_policies() {
    let graph = graph(&built(), "index.html");
    assert_eq!(graph[0]["@type"], "NewsMediaOrganization");
    assert_eq!(graph[0]["name"], "Harbour Press");
    assert_eq!(
        graph[0]["logo"]["url"],
        "https://courier.example/press/logo.svg"
    );
    assert_eq!(
        graph[0]["ethicsPolicy"],
        "https://courier.example/press/ethics/"
    );
    assert_eq!(graph[1]["@type"], "WebSite");
    assert_eq!(graph[1]["publisher"]["@id"], graph[0]["@id"]);
}

#[test]
fn every_kind_of_page_has_its_type() {
    let newsroom = built();
    let cases = [
        ("about/index.html", "AboutPage"),
        ("ethics/index.html", "WebPage"),
        ("world/index.html", "CollectionPage"),
        ("tags/port/index.html", "CollectionPage"),
        ("authors/ana-ruiz/index.html", "ProfilePage"),
        ("2026/index.html", "CollectionPage"),
        ("world/2026/11/live/index.html", "LiveBlogPosting"),
        (
            "world/2026/11/advert/index.html",
            "AdvertiserContentArticle",
        ),
        ("es/world/2026/11/talks/index.html", "NewsArticle"),
    ];
    for (path, kind) in cases {
        let graph = graph(&newsroom, path);
        assert!(
            graph.iter().any(|node| node["@type"] == kind),
            "{path}: {graph:#?}"
        );
    }
}

#[test]
fn translations_name_each_other() {
    let newsroom = built();
    let original = graph(&newsroom, "world/2026/11/talks/index.html");
    let translation = graph(&newsroom, "es/world/2026/11/talks/index.html");
    assert_eq!(
        original[0]["workTranslation"][0]["@id"],
        translation[0]["@id"]
    );
    assert_eq!(
        translation[0]["translationOfWork"]["@id"],
        original[0]["@id"]
    );
}

#[test]
fn translations_without_the_sites_language_name_each_other_too_each_by_its_type() {
    let newsroom = Newsroom::new(&CONFIG.replace("{code: es,", "{code: fr}, {code: es,"))
        .with(
            "content/world/a.es.md",
            "---\ntitle: Hola\ndate: 2026-11-20\nkind: live\n---\n",
        )
        .with(
            "content/world/a.fr.md",
            "---\ntitle: Salut\ndate: 2026-11-20\nkind: opinion\n---\n",
        );
    newsroom.build_well(&at(NOW));
    let french = graph(&newsroom, "fr/world/2026/11/a/index.html");
    let spanish = graph(&newsroom, "es/world/2026/11/a/index.html");
    // French is named first.
    let original = &spanish[0]["translationOfWork"];
    assert_eq!(
        (&original["@id"], &original["@type"]),
        (&french[0]["@id"], &french[0]["@type"])
    );
    let other = &french[0]["workTranslation"][0];
    assert_eq!(
        (&other["@id"], &other["@type"]),
        (&spanish[0]["@id"], &Value::from("LiveBlogPosting"))
    );
    // The kind of one is told on the other's page.
    newsroom.write(
        "content/world/a.es.md",
        "---\ntitle: Hola\ndate: 2026-11-20\nkind: review\n---\n",
    );
    newsroom.build_well(&at(NOW));
    newsroom.assert_clean(&at(NOW));
}

#[test]
fn a_video_has_a_name_a_still_and_its_player() {
    let newsroom = Newsroom::new(CONFIG).with_photo("static/still.jpg").with(
        "content/world/a.md",
        "---\ntitle: A\ndate: 2026-11-20\nvideos:\n\
         - https://www.youtube.com/watch?t=4&v=dQw4w9WgXcQ\n\
         - {url: 'https://youtu.be/dQw4w9WgXcQ?si=x', title: B, thumbnail: /still.jpg}\n\
         - {url: 'https://vimeo.com/76979871', title: C, thumbnail: /still.jpg}\n\
         - {url: 'https://vimeo.com/76979871', title: Without a still}\n\
         - {url: 'https://video.example/film.mp4', title: D, thumbnail: /still.jpg}\n\
         - {url: 'https://www.youtube.com/@channel', title: E, thumbnail: /still.jpg}\n---\n",
    );
    newsroom.build_well(&at(NOW));
    let graph = graph(&newsroom, "world/2026/11/a/index.html");
    let found: Vec<String> = graph[0]["video"]
        .as_array()
        .unwrap()
        .iter()
        .map(|video| {
            let at =
                ["embedUrl", "contentUrl", "url"].map(|name| video[name].as_str().unwrap_or("-"));
            let still = video["thumbnailUrl"].as_str().unwrap();
            format!(
                "{} {still} {}",
                video["name"].as_str().unwrap(),
                at.join(" ")
            )
        })
        .collect();
    let still = graph[0]["video"][1]["thumbnailUrl"].as_str().unwrap();
    assert!(still.starts_with("https://courier.example/press/assets/photos/still-"));
    assert_eq!(
        found,
        [
            "A https://i.ytimg.com/vi/dQw4w9WgXcQ/hqdefault.jpg https://www.youtube.com/embed/dQw4w9WgXcQ - -".to_owned(),
            format!("B {still} https://www.youtube.com/embed/dQw4w9WgXcQ - -"),
            format!("C {still} https://player.vimeo.com/video/76979871 - -"),
            format!("D {still} - https://video.example/film.mp4 -"),
            format!("E {still} - - https://www.youtube.com/@channel"),
        ]
    );
}

#[test]
fn a_site_may_keep_its_faqs_from_search_engines() {
    let newsroom = newsroom();
    newsroom.build_well(&at(NOW));
    newsroom.write(
        "site.yaml",
        format!("{CONFIG}structured_data: {{faq: false}}\n"),
    );
    newsroom.build_well(&at(NOW));
    let graph = graph(&newsroom, "world/2026/11/talks/index.html");
    assert!(graph.iter().all(|node| node["@type"] != "FAQPage"));
    newsroom.assert_clean(&at(NOW));
}

#[test]
fn every_type_and_property_is_one_that_schema_org_has_there() {
    let Some(vocabulary) = Vocabulary::read() else {
        eprintln!("skipped: the vocabulary of schema.org is not there");
        return;
    };
    let newsroom = built();
    let mut seen = 0;
    for (path, bytes) in newsroom.published() {
        let is_page = path.ends_with("index.html");
        if is_page && String::from_utf8_lossy(&bytes).contains("application/ld+json") {
            for node in graph(&newsroom, &path) {
                vocabulary.check(&path, &node);
                seen += 1;
            }
        }
    }
    assert!(seen > 20, "{seen}");
}

/// The types of schema.org with those above them, and its properties with the types that have them.
struct Vocabulary {
    above: BTreeMap<String, Vec<String>>,
    domains: BTreeMap<String, BTreeSet<String>>,
}

impl Vocabulary {
    fn read() -> Option<Vocabulary> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/fixtures/validators");
        let column = |file: &str, wanted: &str| -> Option<BTreeMap<String, Vec<String>>> {
            let text = std::fs::read_to_string(folder.join(file)).ok()?;
            let rows = records(&text);
            let (heads, rows) = rows.split_first()?;
            let label = heads.iter().position(|head| head == "label")?;
            let column = heads.iter().position(|head| head == wanted)?;
            let names = |list: &str| {
                let names = list.split(", ").filter(|name| !name.is_empty());
                names
                    .map(|name| name.rsplit('/').next().unwrap_or(name).to_owned())
                    .collect()
            };
            Some(
                rows.iter()
                    .map(|row| (row[label].clone(), names(&row[column])))
                    .collect(),
            )
        };
        let above = column("schemaorg-current-https-types.csv", "subTypeOf")?;
        let domains = column("schemaorg-current-https-properties.csv", "domainIncludes")?;
        let domains = domains
            .into_iter()
            .map(|(name, types)| (name, types.into_iter().collect()));
        Some(Vocabulary {
            above,
            domains: domains.collect(),
        })
    }

    fn check(&self, path: &str, node: &Value) {
        let kind = node["@type"]
            .as_str()
            .unwrap_or_else(|| panic!("{path}: {node:#} has no type"));
        assert!(
            self.above.contains_key(kind),
            "{path}: there is no type {kind}"
        );
        let mut types = BTreeSet::from([kind.to_owned()]);
        let mut look = vec![kind.to_owned()];
        while let Some(kind) = look.pop() {
            for above in self.above.get(&kind).into_iter().flatten() {
                if types.insert(above.clone()) {
                    look.push(above.clone());
                }
            }
        }
        for (name, value) in node.as_object().unwrap() {
            if !name.starts_with('@') {
                let domain = self.domains.get(name);
                let domain = domain.unwrap_or_else(|| panic!("{path}: no property {name}"));
                assert!(!types.is_disjoint(domain), "{path}: a {kind} has no {name}");
            }
            let inner = value
                .as_array()
                .cloned()
                .unwrap_or_else(|| vec![value.clone()]);
            for inner in inner.iter().filter(|inner| inner.is_object()) {
                self.check(path, inner);
            }
        }
    }
}

/// The records of a CSV text (RFC 4180).
fn records(text: &str) -> Vec<Vec<String>> {
    let mut records = vec![vec![String::new()]];
    let mut is_quoted = false;
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        let record = records.last_mut().unwrap();
        match sign {
            '"' if is_quoted && signs.peek() == Some(&'"') => {
                signs.next();
                record.last_mut().unwrap().push('"');
            }
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => record.push(String::new()),
            '\n' if !is_quoted => records.push(vec![String::new()]),
            '\r' if !is_quoted => {}
            sign => record.last_mut().unwrap().push(sign),
        }
    }
    records.retain(|record| record.len() > 1);
    records
}
