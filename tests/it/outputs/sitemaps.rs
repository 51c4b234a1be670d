//! Sitemaps: what they name, when they change, and that they keep to their schemas.

use std::path::Path;
use std::process::Command;

use insta::assert_snapshot;

use super::{bilingual, published, text};
use crate::site_fixture::{DAY, HOUR, NOW, Newsroom, SHORT_CONFIG, at};

#[test]
fn sitemaps() {
    let published = published(&bilingual());
    assert_snapshot!(text(&published, "sitemap.xml"), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
    <sitemap><loc>https://courier.example/news/sitemaps/es-pages.xml</loc><lastmod>2026-11-21T18:05:00-04:00</lastmod></sitemap>
    <sitemap><loc>https://courier.example/news/sitemaps/es-1.xml</loc><lastmod>2026-11-21T18:05:00-04:00</lastmod></sitemap>
    <sitemap><loc>https://courier.example/news/sitemaps/en-pages.xml</loc><lastmod>2026-11-20T07:30:00-04:00</lastmod></sitemap>
    <sitemap><loc>https://courier.example/news/sitemaps/en-1.xml</loc><lastmod>2026-11-20T07:30:00-04:00</lastmod></sitemap>
    </sitemapindex>
    "#);
    assert_snapshot!(text(&published, "sitemaps/es-1.xml"), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" xmlns:xhtml="http://www.w3.org/1999/xhtml">
    <url><loc>https://courier.example/news/cultura/2026/10/cine/</loc><lastmod>2026-10-01T00:00:00-04:00</lastmod></url>
    <url><loc>https://courier.example/news/cultura/2026/10/libro/</loc><lastmod>2026-10-02T00:00:00-04:00</lastmod></url>
    <url><loc>https://courier.example/news/cultura/2026/10/danza/</loc><lastmod>2026-10-03T00:00:00-04:00</lastmod></url>
    <url><loc>https://courier.example/news/cultura/2026/10/museo/</loc><lastmod>2026-10-04T00:00:00-04:00</lastmod></url>
    <url><loc>https://courier.example/news/mundo/2026/11/huelga/</loc><lastmod>2026-11-18T00:00:00-04:00</lastmod></url>
    <url><loc>https://courier.example/news/mundo/asia/2026/11/feria/</loc><lastmod>2026-11-19T00:00:00-04:00</lastmod></url>
    <url><loc>https://courier.example/news/mundo/2026/11/puerto/</loc><lastmod>2026-11-21T18:05:00-04:00</lastmod><xhtml:link rel="alternate" hreflang="es" href="https://courier.example/news/mundo/2026/11/puerto/"/><xhtml:link rel="alternate" hreflang="en" href="https://courier.example/news/en/mundo/2026/11/puerto/"/><xhtml:link rel="alternate" hreflang="x-default" href="https://courier.example/news/mundo/2026/11/puerto/"/><image:image><image:loc>https://courier.example/news/assets/photos/muelle-1b25a12cefb4-480.jpg</image:loc></image:image></url>
    </urlset>
    "#);
    assert_snapshot!(text(&published, "sitemaps/en-pages.xml"), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" xmlns:xhtml="http://www.w3.org/1999/xhtml">
    <url><loc>https://courier.example/news/en/</loc><lastmod>2026-11-20T07:30:00-04:00</lastmod><xhtml:link rel="alternate" hreflang="es" href="https://courier.example/news/"/><xhtml:link rel="alternate" hreflang="en" href="https://courier.example/news/en/"/><xhtml:link rel="alternate" hreflang="x-default" href="https://courier.example/news/"/></url>
    <url><loc>https://courier.example/news/en/mundo/</loc><lastmod>2026-11-20T07:30:00-04:00</lastmod><xhtml:link rel="alternate" hreflang="es" href="https://courier.example/news/mundo/"/><xhtml:link rel="alternate" hreflang="en" href="https://courier.example/news/en/mundo/"/><xhtml:link rel="alternate" hreflang="x-default" href="https://courier.example/news/mundo/"/></url>
    <url><loc>https://courier.example/news/en/authors/ana/</loc><lastmod>2026-11-20T07:30:00-04:00</lastmod><xhtml:link rel="alternate" hreflang="es" href="https://courier.example/news/authors/ana/"/><xhtml:link rel="alternate" hreflang="en" href="https://courier.example/news/en/authors/ana/"/><xhtml:link rel="alternate" hreflang="x-default" href="https://courier.example/news/authors/ana/"/></url>
    <url><loc>https://courier.example/news/en/tags/ports/</loc><lastmod>2026-11-20T07:30:00-04:00</lastmod></url>
    <url><loc>https://courier.example/news/en/corrections/</loc><xhtml:link rel="alternate" hreflang="es" href="https://courier.example/news/correcciones/"/><xhtml:link rel="alternate" hreflang="en" href="https://courier.example/news/en/corrections/"/><xhtml:link rel="alternate" hreflang="x-default" href="https://courier.example/news/correcciones/"/></url>
    </urlset>
    "#);
}

#[test]
fn every_address_of_a_sitemap_is_a_page() {
    let published = published(&bilingual());
    let mut addresses = 0;
    for path in published.keys().filter(|path| path.starts_with("sitemap")) {
        let xml = text(&published, path);
        for rest in xml.split("<loc>").skip(1) {
            let address = rest.split("</loc>").next().unwrap();
            let below = address
                .strip_prefix("https://courier.example/news")
                .unwrap();
            let below = presstime::site::urls::percent_decode(below);
            let file = presstime::site::urls::output_path(&below);
            assert!(published.contains_key(&file), "{path}: {address}");
            addresses += 1;
        }
    }
    assert!(addresses > 20, "{addresses}");
}

#[test]
fn sitemaps_are_as_the_protocol_says() {
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/fixtures/validators");
    if !schemas.is_dir() || Command::new("xmllint").arg("--version").output().is_err() {
        println!(
            "skipped: no xmllint, or no schemas in {}",
            schemas.display()
        );
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let published = published(&bilingual());
    for (path, bytes) in published
        .iter()
        .filter(|(path, _)| path.starts_with("sitemap"))
    {
        let file = folder.path().join("sitemap.xml");
        std::fs::write(&file, bytes).unwrap();
        let schema = if path == "sitemap.xml" {
            "siteindex.xsd"
        } else {
            "all-local.xsd"
        };
        let output = Command::new("xmllint")
            .args(["--noout", "--nonet", "--schema"])
            .arg(schemas.join(schema))
            .arg(&file)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{path}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

/// A newsroom with an article of each kind that a news sitemap has to tell apart, all of them of today.
fn news() -> Newsroom {
    Newsroom::new(SHORT_CONFIG)
        .with(
            "content/world/a.md",
            "---\ntitle: 'A & <b>'\ndate: 2026-11-22 12:00\n---\n",
        )
        .with(
            "content/world/b.md",
            "---\ntitle: B\ndate: 2026-11-23 06:00\n---\n",
        )
        .with(
            "content/world/old.md",
            "---\ntitle: Old\ndate: 2026-11-21 12:00\n---\n",
        )
        .with(
            "content/world/ad.md",
            "---\ntitle: Ad\ndate: 2026-11-23\nkind: sponsored\n---\n",
        )
        .with(
            "content/world/copy.md",
            "---\ntitle: Copy\ndate: 2026-11-23\ncanonical: https://elsewhere.example/copy/\n---\n",
        )
}

#[test]
fn news_of_two_days_are_in_the_news_sitemap() {
    let published = published(&news());
    assert_snapshot!(text(&published, "sitemaps/en-news.xml"), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
    <url><loc>https://courier.example/world/2026/11/b/</loc><news:news><news:publication><news:name>The Harbour Courier</news:name><news:language>en</news:language></news:publication><news:publication_date>2026-11-23T06:00:00+00:00</news:publication_date><news:title>B</news:title></news:news></url>
    <url><loc>https://courier.example/world/2026/11/a/</loc><news:news><news:publication><news:name>The Harbour Courier</news:name><news:language>en</news:language></news:publication><news:publication_date>2026-11-22T12:00:00+00:00</news:publication_date><news:title>A &amp; &lt;b&gt;</news:title></news:news></url>
    </urlset>
    "#);
    assert!(text(&published, "sitemap.xml").contains("/sitemaps/en-news.xml"));
    let articles = text(&published, "sitemaps/en-1.xml");
    assert!(
        articles.contains("/ad/") && !articles.contains("/copy/"),
        "{articles}"
    );
}

#[test]
fn an_article_that_names_its_own_address_as_the_original_is_no_copy() {
    let page = "world/2026/11/own/index.html";
    let address = "courier.example/base/world/2026/11/own";
    let plain = "---\ntitle: Own\ndate: 2026-11-22\n---\n";
    let newsroom = Newsroom::new(&SHORT_CONFIG.replace(".example/", ".example/base/"))
        .with("content/world/own.md", plain);
    let expected = published(&newsroom);
    for own in [
        format!("https://{address}/"),
        format!("http://{address}"),
        format!(
            "https://{}/index.html?utm_source=feed#top",
            address.replace("courier", "Courier")
        ),
    ] {
        let source = plain.replace("\n---\n", &format!("\ncanonical: {own}\n---\n"));
        let newsroom = newsroom.copied().with("content/world/own.md", &source);
        assert_eq!(
            text(&published(&newsroom), page),
            text(&expected, page),
            "{own}"
        );
        assert!(text(&published(&newsroom), "sitemaps/en-1.xml").contains(address));
    }
    for other in [
        "https://courier.example/world/2026/11/own/",
        "https://courier.example/base/",
        "https://courier.exampl",
    ] {
        let source = plain.replace("\n---\n", &format!("\ncanonical: {other}\n---\n"));
        let newsroom = newsroom.copied().with("content/world/own.md", &source);
        let published = published(&newsroom);
        assert!(!published.contains_key("sitemaps/en-1.xml"), "{other}");
    }
}

#[test]
fn the_clock_alone_empties_the_news_sitemap() {
    let newsroom = news();
    let path = "sitemaps/en-news.xml";
    let report = newsroom.build_well(&at(NOW));
    // The article of noon yesterday is news until noon tomorrow.
    let noon_tomorrow = NOW + 24 * HOUR;
    assert_eq!(report.due, Some(noon_tomorrow));
    let report = newsroom.build_well(&at(noon_tomorrow - 1));
    assert_eq!(report.written, [""; 0]);
    let report = newsroom.build_well(&at(noon_tomorrow));
    assert_eq!(report.written, [path]);
    let left = text(&newsroom.published(), path);
    assert_eq!(left.matches("<url>").count(), 1, "{left}");
    newsroom.assert_clean(&at(noon_tomorrow));
    let report = newsroom.build_well(&at(noon_tomorrow + 18 * HOUR));
    assert_eq!(
        (report.written, report.removed),
        (vec!["sitemap.xml".to_owned()], vec![path.to_owned()])
    );
    newsroom.assert_clean(&at(noon_tomorrow + 18 * HOUR));
}

#[test]
fn a_thousand_news_are_enough() {
    let newsroom = (0..1003).fold(Newsroom::new(SHORT_CONFIG), |newsroom, number| {
        newsroom.with(
            &format!("content/world/a{number}.md"),
            &format!(
                "---\ntitle: A {number}\ndate: 2026-11-23 00:{:02}\n---\n",
                number % 60
            ),
        )
    });
    let published = published(&newsroom);
    let news = text(&published, "sitemaps/en-news.xml");
    assert_eq!(news.matches("<url>").count(), 1000);
}

#[test]
fn more_news_than_a_file_holds_are_in_more_files() {
    let mut newsroom = Newsroom::tiny("");
    for number in 0..1_003 {
        let text = format!("---\ntitle: N{number}\ndate: 2026-11-22\n---\n");
        newsroom = newsroom.with(&format!("content/world/n{number}.md"), &text);
    }
    newsroom.build_well(&at(NOW));
    let published = newsroom.published();
    let count = |path: &str| text(&published, path).matches("<news:news>").count();
    assert_eq!(count("sitemaps/en-news.xml"), 1_000);
    assert_eq!(count("sitemaps/en-news-2.xml"), 3);
    assert!(text(&published, "sitemap.xml").contains("/sitemaps/en-news-2.xml"));
    newsroom.build_well(&at(NOW + 3 * DAY));
    newsroom.assert_clean(&at(NOW + 3 * DAY));
}
