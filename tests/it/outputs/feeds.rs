//! RSS feeds.

use insta::assert_snapshot;

use super::{bilingual, published, text};
use crate::pages;
use crate::site_fixture::{DAY, NOW, Newsroom, SHORT_CONFIG, at};

#[test]
fn the_feed_of_the_site() {
    let published = published(&bilingual());
    assert_snapshot!(text(&published, "rss.xml"), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">
    <channel>
    <title>El Correo</title>
    <link>https://courier.example/news/</link>
    <description>El Correo</description>
    <language>es</language>
    <lastBuildDate>Sat, 21 Nov 2026 18:05:00 -0400</lastBuildDate>
    <generator>presstime</generator>
    <atom:link href="https://courier.example/news/rss.xml" rel="self" type="application/rss+xml"/>
    <item>
    <title>El puerto reabre</title>
    <link>https://courier.example/news/mundo/2026/11/puerto/</link>
    <guid>https://courier.example/news/mundo/2026/11/puerto/</guid>
    <pubDate>Fri, 20 Nov 2026 07:30:00 -0400</pubDate>
    <atom:updated>2026-11-21T18:05:00-04:00</atom:updated>
    <dc:creator>Ana Ruiz</dc:creator>
    <dc:creator>Luis Mora</dc:creator>
    <category>Mundo</category>
    <category>Puertos</category>
    <category>Energía</category>
    <description>Los buques vuelven a entrar.</description>
    <content:encoded><![CDATA[<p>Los buques entran desde el viernes.</p>
    <blockquote>
    <p>«Por fin», dijo la capitana.</p>
    </blockquote>
    <p>Véase <a href="https://courier.example/news/mundo/2026/11/huelga/#causas">la huelga</a> y la noche.</p>
    <h3>¿Desde cuándo?</h3>
    <p>Desde el <strong>viernes</strong>.</p>
    <h3>¿Para quién?</h3>
    <p>Para todos.</p>
    <h3>¿Cuánto cuesta?</h3>
    <p>Nada. Véase <a href="https://courier.example/news/mundo/2026/11/puerto/tarifa.pdf">la tarifa</a>.</p>
    ]]></content:encoded>
    <enclosure url="https://courier.example/news/assets/photos/muelle-1b25a12cefb4-480.jpg" length="1367" type="image/jpeg"/>
    <media:content url="https://courier.example/news/assets/photos/muelle-1b25a12cefb4-480.jpg" medium="image" type="image/jpeg" width="480" height="320">
    <media:credit>Nuria Solís</media:credit>
    <media:description>Dos grúas sobre el muelle</media:description>
    </media:content>
    </item>
    <item>
    <title>La feria</title>
    <link>https://courier.example/news/mundo/asia/2026/11/feria/</link>
    <guid>https://courier.example/news/mundo/asia/2026/11/feria/</guid>
    <pubDate>Thu, 19 Nov 2026 00:00:00 -0400</pubDate>
    <category>Asia</category>
    <category>puertos</category>
    <description>En Osaka.</description>
    <content:encoded><![CDATA[<p>En Osaka.</p>
    ]]></content:encoded>
    </item>
    </channel>
    </rss>
    "#);
}

#[test]
fn every_feed_is_well_formed_and_all_its_addresses_are_absolute() {
    let published = published(&bilingual());
    let mut feeds = 0;
    for path in published.keys().filter(|path| path.ends_with("rss.xml")) {
        feeds += 1;
        let xml = text(&published, path);
        assert_eq!(pages::xml_fault(&xml), None, "{path}");
        for mark in ["<link>", "<guid>", "<guid isPermaLink=\"true\">"] {
            for rest in xml.split(mark).skip(1) {
                assert!(
                    rest.starts_with("https://courier.example/news/"),
                    "{path}: {mark}{rest}"
                );
            }
        }
        for mark in ["href=\"", "src=\""] {
            for rest in xml.split(mark).skip(1) {
                assert!(rest.starts_with("https://"), "{path}: {mark}{rest}");
            }
        }
    }
    assert!(feeds >= 12, "{feeds}");
}

#[test]
fn what_a_guid_says_stays_when_the_article_changes() {
    let newsroom = bilingual();
    let guids = |xml: String| -> Vec<String> {
        xml.split("<guid>")
            .skip(1)
            .map(|rest| rest.split("</guid>").next().unwrap().to_owned())
            .collect()
    };
    let before = guids(text(&published(&newsroom), "rss.xml"));
    assert_eq!(before.len(), 2);
    let path = "content/mundo/asia/2026-11-19-feria.md";
    newsroom.write(
        path,
        "---\ntitle: Otra feria\ntags: [otra]\nupdated: 2026-11-22\n---\nEn Kioto.\n",
    );
    newsroom.build_well(&at(NOW + DAY));
    assert_eq!(guids(text(&newsroom.published(), "rss.xml")), before);
}

#[test]
fn a_feed_may_carry_summaries_alone() {
    let newsroom = Newsroom::new(&format!("{SHORT_CONFIG}feed: {{content: summary}}\n")).with(
        "content/world/2026-11-01-a.md",
        "---\ntitle: A\nsummary: In short.\n---\nAt length.\n",
    );
    let xml = text(&published(&newsroom), "rss.xml");
    assert!(
        xml.contains("<description>In short.</description>"),
        "{xml}"
    );
    assert!(
        !xml.contains("content:encoded>") && !xml.contains("At length"),
        "{xml}"
    );
}

#[test]
fn what_ends_a_cdata_section_does_not() {
    let newsroom = Newsroom::new(SHORT_CONFIG).with(
        "content/world/2026-11-01-a.md",
        "---\ntitle: 'A ]]> & <b>'\n---\nAn end: `]]>` & more.\n",
    );
    let published = published(&newsroom);
    pages::assert_sound(&published);
    assert!(text(&published, "rss.xml").contains("<title>A ]]&#x3E; &#x26; &#x3C;b&#x3E;</title>"));
}

#[test]
fn a_summary_is_text_to_readers_that_take_it_for_html() {
    let newsroom = Newsroom::new(&format!("{SHORT_CONFIG}description: 'All <news> & more'\n"))
        .with(
            "content/world/2026-11-01-a.md",
            "---\ntitle: A\nsummary: 'No <script>alert(1)</script> & no &lt;'\n---\nB.\n",
        );
    let published = published(&newsroom);
    let rss = text(&published, "rss.xml");
    for part in [
        "<description>All &amp;lt;news&amp;gt; &amp;amp; more</description>",
        "<description>No &amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt; &amp;amp; no &amp;amp;lt;</description>",
    ] {
        assert!(rss.contains(part), "{rss}");
    }
    // Atom's texts are plain unless they say otherwise.
    let atom = text(&published, "atom.xml");
    assert!(
        atom.contains("<subtitle>All &lt;news&gt; &amp; more</subtitle>"),
        "{atom}"
    );
}

#[test]
fn pages_and_feeds_of_a_site_below_a_path_agree_on_every_address() {
    let newsroom = Newsroom::new("title: A\nurl: https://courier.example/sub/\ntimezone: UTC\n")
        .with("static/logo.png", "")
        .with(
            "content/world/2026-11-01-a.md",
            "---\ntitle: A\n---\n<img src=\"/logo.png\" srcset=\"/logo.png 1x\" alt=\"L\">\n\n\
             <blockquote cite=\"/\"><a href=\"?all\">B</a></blockquote>\n\n\
             <img src=\"//cdn.example/c.png\" alt=\"C\">\n",
        );
    let published = published(&newsroom);
    let page = text(&published, "world/2026/11/a/index.html");
    for part in ["srcset=\"/sub/logo.png 1x\"", "cite=\"/sub/\""] {
        assert!(page.contains(part), "{page}");
    }
    for feed in ["rss.xml", "atom.xml", "feed.json"] {
        let feed = text(&published, feed).replace("\\\"", "\"");
        for part in [
            "srcset=\"https://courier.example/sub/logo.png 1x\"",
            "cite=\"https://courier.example/sub/\"",
            "href=\"https://courier.example/sub/world/2026/11/a/?all\"",
            "src=\"https://cdn.example/c.png\"",
        ] {
            assert!(feed.contains(part), "{feed}");
        }
    }
}
