//! Where things are, and that every link leads there.

use super::{bilingual, published, text};
use crate::pages;
use crate::site_fixture::{NOW, Newsroom, SHORT_CONFIG, Tree, at};

/// A page's links to other languages: code and address.
fn alternates(published: &Tree, path: &str) -> Vec<(String, String)> {
    let html = text(published, path);
    html.split("<link rel=\"alternate\" hreflang=\"")
        .skip(1)
        .filter_map(|rest| {
            let (lang, rest) = rest.split_once('"')?;
            Some((
                lang.to_owned(),
                rest.split_once("href=\"")?.1.split('"').next()?.to_owned(),
            ))
        })
        .collect()
}

#[test]
fn every_link_leads_somewhere_below_the_sub_path() {
    let published = published(&bilingual());
    let broken = pages::broken(&published, "https://courier.example", "/news");
    assert!(broken.is_empty(), "{broken:#?}");
    let links: usize = published
        .iter()
        .filter(|(path, _)| pages::is_page(path))
        .map(|(_, html)| pages::read(&String::from_utf8_lossy(html)).addresses.len())
        .sum();
    assert!(links > 500, "{links}");
}

#[test]
fn no_id_comes_twice_on_a_page() {
    for (path, html) in published(&bilingual())
        .iter()
        .filter(|(path, _)| pages::is_page(path))
    {
        assert_eq!(
            pages::repeated_ids(&pages::read(&String::from_utf8_lossy(html))),
            [""; 0],
            "{path}"
        );
    }
}

#[test]
fn a_final_slash_of_the_address_makes_no_difference() {
    let with = |url: &str| {
        let newsroom = bilingual();
        let config =
            String::from_utf8(newsroom.disk.tree("/press/site".as_ref())["site.yaml"].clone())
                .unwrap();
        newsroom.write(
            "site.yaml",
            config.replace("https://courier.example/news/", url),
        );
        published(&newsroom)
    };
    assert_eq!(
        with("https://courier.example/news"),
        with("https://courier.example/news/")
    );
    let broken = pages::broken(
        &with("https://courier.example"),
        "https://courier.example",
        "",
    );
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn translations_are_linked_both_ways() {
    let published = published(&bilingual());
    let spanish = (
        "es".to_owned(),
        "https://courier.example/news/mundo/2026/11/puerto/".to_owned(),
    );
    let english = (
        "en".to_owned(),
        "https://courier.example/news/en/mundo/2026/11/puerto/".to_owned(),
    );
    for path in [
        "mundo/2026/11/puerto/index.html",
        "en/mundo/2026/11/puerto/index.html",
    ] {
        let mut alternates = alternates(&published, path);
        alternates.sort();
        let default = ("x-default".to_owned(), spanish.1.clone());
        assert_eq!(
            alternates,
            [english.clone(), spanish.clone(), default],
            "{path}"
        );
    }
    let pages = alternates(&published, "correcciones/index.html");
    assert!(
        pages
            .iter()
            .any(|(_, url)| url.ends_with("/en/corrections/")),
        "{pages:?}"
    );
}

#[test]
fn translations_may_be_named() {
    let newsroom = Newsroom::new(&format!("{SHORT_CONFIG}languages: [es]\n"))
        .with(
            "content/world/2026-11-01-ports.md",
            "---\ntitle: Ports\ntranslation_key: ports\n---\n",
        )
        .with(
            "content/mundo/2026-11-02-puertos.md",
            "---\ntitle: Puertos\nlang: es\ntranslationKey: ports\n---\n",
        );
    let published = published(&newsroom);
    let found = alternates(&published, "world/2026/11/ports/index.html");
    assert!(
        found.contains(&(
            "es".to_owned(),
            "https://courier.example/es/mundo/2026/11/puertos/".to_owned()
        )),
        "{found:?}"
    );
    assert_eq!(
        alternates(&published, "es/mundo/2026/11/puertos/index.html").len(),
        3
    );
}

#[test]
fn pages_in_several_languages_name_each_other_and_themselves() {
    let published = published(&bilingual());
    let root = "https://courier.example/news";
    let mut seen = 0;
    for path in published.keys().filter(|path| pages::is_page(path)) {
        let own = alternates(&published, path);
        if own.is_empty() {
            continue;
        }
        seen += 1;
        let url = format!("{root}{}", presstime::site::urls::url_of_output(path));
        assert!(
            own.iter().any(|(_, other)| *other == url),
            "{path} does not name itself: {own:?}"
        );
        let default = own.iter().filter(|(lang, _)| lang == "x-default");
        assert_eq!(default.count(), 1, "{path}: {own:?}");
        for (_, other) in &own {
            let file = presstime::site::urls::output_path(other.strip_prefix(root).unwrap());
            assert_eq!(alternates(&published, &file), own, "{path} and {file}");
        }
    }
    // Front pages, a section, an author, two indexes, the page on feeds, an article and a page.
    assert_eq!(seen, 2 * 8);
}

#[test]
fn a_copy_of_what_is_published_elsewhere_is_no_version() {
    let newsroom = Newsroom::new(&format!("{SHORT_CONFIG}languages: [es]\n"))
        .with("content/world/2026-11-01-a.md", "---\ntitle: A\n---\n")
        .with("content/world/2026-11-01-a.es.md", "---\ntitle: A\n---\n");
    newsroom.build_well(&at(NOW));
    let path = "world/2026/11/a/index.html";
    assert_eq!(alternates(&newsroom.published(), path).len(), 3);
    newsroom.write(
        "content/world/2026-11-01-a.es.md",
        "---\ntitle: A\ncanonical: https://elsewhere.example/a/\n---\n",
    );
    newsroom.build_well(&at(NOW));
    assert_eq!(alternates(&newsroom.published(), path), []);
    newsroom.assert_clean(&at(NOW));
}

#[test]
fn a_translation_that_is_hidden_is_not_linked() {
    let newsroom = Newsroom::new(&format!("{SHORT_CONFIG}languages: [es]\n"))
        .with(
            "content/world/2026-11-01-ports.md",
            "---\ntitle: Ports\n---\n",
        )
        .with(
            "content/world/2026-11-01-ports.es.md",
            "---\ntitle: Puertos\ndraft: true\n---\n",
        );
    assert_eq!(
        alternates(&published(&newsroom), "world/2026/11/ports/index.html"),
        []
    );
}

#[test]
fn links_to_files_become_urls_and_those_to_hidden_ones_text() {
    let html = text(&published(&bilingual()), "mundo/2026/11/puerto/index.html");
    assert!(
        html.contains("<a href=\"/news/mundo/2026/11/huelga/#causas\">la huelga</a> y la noche."),
        "{html}"
    );
    assert!(
        html.contains("<a href=\"/news/mundo/2026/11/puerto/tarifa.pdf\">la tarifa</a>"),
        "{html}"
    );
}

#[test]
fn a_link_comes_to_life_when_what_it_leads_to_is_published() {
    let newsroom = bilingual();
    published(&newsroom);
    newsroom.build_well(&at(NOW + 40 * crate::site_fixture::DAY));
    let html = text(&newsroom.published(), "mundo/2026/11/puerto/index.html");
    assert!(
        html.contains("<a href=\"/news/mundo/2026/12/manana/\">la noche</a>"),
        "{html}"
    );
}

#[test]
fn the_files_of_a_bundle_go_with_their_page_author_or_section() {
    let files = [
        (
            "content/pages/trust/index.md",
            "---\ntitle: Trust\nimage: {src: seal.png, alt: A seal}\n---\n\n[Charter](papers/charter.pdf)\n",
        ),
        ("content/pages/trust/papers/charter.pdf", "charter"),
        (
            "content/authors/ana/index.md",
            "---\nname: Ana Ruiz\nphoto: me.png\n---\n",
        ),
        (
            "content/sections/world/index.md",
            "---\ntitle: World\n---\n\n![A map](map.png)\n",
        ),
        ("content/sections/world/papers/map.txt", "map"),
        (
            "content/world/2026-01-02-talks.md",
            "---\ntitle: Talks\nauthor: ana\n---\n\nThey talked.\n",
        ),
    ];
    let newsroom = files
        .iter()
        .fold(Newsroom::new(SHORT_CONFIG), |newsroom, (path, text)| {
            newsroom.with(path, text)
        })
        .with_photo("content/pages/trust/seal.png")
        .with_photo("content/authors/ana/me.png")
        .with_photo("content/sections/world/map.png");
    let published = published(&newsroom);
    for file in [
        "trust/papers/charter.pdf",
        "world/papers/map.txt",
        "assets/photos/seal-",
        "assets/photos/me-",
        "assets/photos/map-",
    ] {
        let is_there = published.keys().any(|path| path.starts_with(file));
        assert!(is_there, "{file} is not published");
    }
    let talks = text(&published, "world/2026/01/talks/index.html");
    assert!(talks.contains("src=\"/assets/photos/me-"));
}

#[test]
fn the_files_of_a_bundle_go_with_their_article() {
    let published = published(&bilingual());
    assert_eq!(published["mundo/2026/11/puerto/tarifa.pdf"], b"pdf");
    // Photos are published as what is made of them.
    assert!(!published.contains_key("mundo/2026/11/puerto/muelle.jpg"));
    assert!(
        published
            .keys()
            .any(|path| path.starts_with("assets/photos/muelle-"))
    );
    assert!(published["en/mundo/2026/11/puerto/index.html"].len() > 100);
    assert!(!published.keys().any(|path| path.contains("foto.jpg")));
}

#[test]
fn static_files_keep_their_paths() {
    let published = published(&bilingual());
    assert_eq!(published["CNAME"], b"courier.example\n");
    assert!(published.contains_key(".well-known/security.txt"));
}

#[test]
fn assets_have_the_hash_of_their_bytes_in_their_names() {
    let newsroom = bilingual();
    let name = |published: &Tree| {
        published
            .keys()
            .find(|path| path.starts_with("assets/site.") && path.contains("css"))
            .cloned()
            .unwrap()
    };
    let before = name(&published(&newsroom));
    let mut newsroom = newsroom;
    for (path, text) in [
        ("themes/house/theme.yaml", "extends: default\n"),
        ("themes/house/static/site.css", "p {}\n"),
    ] {
        newsroom = newsroom.with(path, text);
    }
    let config =
        String::from_utf8(newsroom.disk.tree("/press/site".as_ref())["site.yaml"].clone()).unwrap();
    newsroom.write("site.yaml", config + "theme: house\n");
    let published = published(&newsroom);
    let after = name(&published);
    assert_ne!(before, after);
    assert!(!published.contains_key(&before), "the old one is gone");
    assert!(super::text(&published, "index.html").contains("href=\"/news/assets/site.….css\""));
}

#[test]
fn permalinks_may_have_any_shape() {
    for (pattern, path) in [
        ("/:year/:month/:day/:slug/", "2026/11/05/ports/index.html"),
        ("/:section/:slug.html", "world/ports.html"),
        ("/:slug/", "ports/index.html"),
    ] {
        let newsroom = Newsroom::new(&format!(
            "{SHORT_CONFIG}permalink: {pattern}\nsections: [world, {{slug: asia, parent: world}}]\n"
        ));
        let newsroom = newsroom.with(
            "content/world/asia/2026-11-05-ports/index.md",
            "---\ntitle: Ports\n---\n![A crane](crane.jpg)\n",
        );
        let published =
            published(&newsroom.with_photo("content/world/asia/2026-11-05-ports/crane.jpg"));
        assert!(
            published.contains_key(path),
            "{pattern}: {:#?}",
            published.keys()
        );
        let broken = pages::broken(&published, "https://courier.example", "");
        assert!(broken.is_empty(), "{pattern}: {broken:#?}");
    }
}

#[test]
fn names_with_spaces_and_signs_are_linked_and_found() {
    let newsroom = Newsroom::new(SHORT_CONFIG)
        .with("content/world/2026-11-05-ports/index.md", "---\ntitle: Ports\ntags: [東京, 50% off]\nimage: {src: 'a b%c#d?.jpg', alt: A crane}\n---\n[All](<../2026-11-04-año nuevo.md>) ![A crane](<a b%25c%23d%3F.jpg>)\n")
        .with_photo("content/world/2026-11-05-ports/a b%c#d?.jpg")
        .with("content/world/2026-11-04-año nuevo.md", "---\ntitle: Año\n---\n");
    let published = published(&newsroom);
    let broken = pages::broken(&published, "https://courier.example", "");
    assert!(broken.is_empty(), "{broken:#?}");
}
