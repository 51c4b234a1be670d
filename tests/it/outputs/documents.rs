//! The files of the bilingual site.

use insta::assert_snapshot;
use presstime::engine::Settings;
use presstime::site::Preview;

use super::{bilingual, prose, published, text, without_hashes};
use crate::pages;
use crate::site_fixture::{NOW, Newsroom, SHORT_CONFIG, at};

#[test]
fn the_tree() {
    let published = published(&bilingual());
    let mut paths: Vec<String> = published.keys().map(|path| without_hashes(path)).collect();
    paths.sort_unstable();
    assert_snapshot!(paths.join("\n"), @"
    .well-known/security.txt
    2026/10/index.html
    2026/10/page/1/index.html
    2026/11/index.html
    2026/index.html
    2026/page/1/index.html
    2026/page/2/index.html
    2026/puerto/index.html
    404.html
    CNAME
    ana.jpg
    assets/favicon.….svg
    assets/fonts/OFL.….txt
    assets/fonts/naskh-400.….woff2
    assets/fonts/naskh-700.….woff2
    assets/fonts/source-serif-400-italic.….woff2
    assets/fonts/source-serif-400.….woff2
    assets/fonts/source-serif-700.….woff2
    assets/icon.….png
    assets/photos/ana-50375d6eec7a-192.jpg
    assets/photos/ana-50375d6eec7a-192.webp
    assets/photos/ana-50375d6eec7a-288.jpg
    assets/photos/ana-50375d6eec7a-288.webp
    assets/photos/ana-50375d6eec7a-320.jpg
    assets/photos/ana-50375d6eec7a-320.webp
    assets/photos/ana-50375d6eec7a-96.jpg
    assets/photos/ana-50375d6eec7a-96.webp
    assets/photos/ana-6a44af43988b-480.jpg
    assets/photos/muelle-1b25a12cefb4-480.jpg
    assets/photos/muelle-1b25a12cefb4-480.webp
    assets/photos/muelle-308f751508db-320.jpg
    assets/photos/muelle-382340fc6905-427.jpg
    assets/photos/muelle-9f0412d58039-480.jpg
    assets/photos/muelle-daa55a9de46a-240.jpg
    assets/photos/muelle-daa55a9de46a-240.webp
    assets/photos/muelle-daa55a9de46a-480.jpg
    assets/photos/muelle-daa55a9de46a-480.webp
    assets/site.….css
    assets/site.….js
    atom.xml
    authors/ana/atom.xml
    authors/ana/feed.json
    authors/ana/index.html
    authors/ana/rss.xml
    authors/index.html
    authors/luis-mora/atom.xml
    authors/luis-mora/feed.json
    authors/luis-mora/index.html
    authors/luis-mora/rss.xml
    correcciones/index.html
    corrections/index.html
    cultura/2026/10/cine/index.html
    cultura/2026/10/danza/index.html
    cultura/2026/10/libro/index.html
    cultura/2026/10/museo/index.html
    cultura/atom.xml
    cultura/feed.json
    cultura/index.html
    cultura/page/1/index.html
    cultura/rss.xml
    en/2026/11/index.html
    en/2026/index.html
    en/404.html
    en/atom.xml
    en/authors/ana/atom.xml
    en/authors/ana/feed.json
    en/authors/ana/index.html
    en/authors/ana/rss.xml
    en/authors/index.html
    en/corrections/index.html
    en/feed.json
    en/feeds/index.html
    en/index.html
    en/mundo/2026/11/puerto/index.html
    en/mundo/2026/11/puerto/tarifa.pdf
    en/mundo/atom.xml
    en/mundo/feed.json
    en/mundo/index.html
    en/mundo/rss.xml
    en/rss.xml
    en/tags/index.html
    en/tags/ports/atom.xml
    en/tags/ports/feed.json
    en/tags/ports/index.html
    en/tags/ports/rss.xml
    feed.json
    feeds/index.html
    index.html
    mundo/2026/11/huelga/index.html
    mundo/2026/11/puerto/index.html
    mundo/2026/11/puerto/tarifa.pdf
    mundo/asia/2026/11/feria/index.html
    mundo/asia/atom.xml
    mundo/asia/feed.json
    mundo/asia/index.html
    mundo/asia/rss.xml
    mundo/atom.xml
    mundo/feed.json
    mundo/index.html
    mundo/rss.xml
    robots.txt
    rss.xml
    sitemap.xml
    sitemaps/en-1.xml
    sitemaps/en-pages.xml
    sitemaps/es-1.xml
    sitemaps/es-pages.xml
    tags/energia/atom.xml
    tags/energia/feed.json
    tags/energia/index.html
    tags/energia/rss.xml
    tags/index.html
    tags/puertos/atom.xml
    tags/puertos/feed.json
    tags/puertos/index.html
    tags/puertos/rss.xml
    ");
    pages::assert_sound(&published);
}

#[test]
fn an_article_with_everything_in_order() {
    let published = published(&bilingual());
    assert_snapshot!(prose(&published, "mundo/2026/11/puerto/index.html"), @"
    Mundo
    El puerto reabre
    Los buques vuelven a entrar.
    Por Ana Ruiz y Luis Mora
    Publicado el 20 de noviembre de 2026, 07:30 Actualizado el 21 de noviembre de 2026, 18:05 1 minuto de lectura
    El muelle norte Foto © Nuria Solís
    Vídeo relacionado
    El puerto de noche 4:05
    Los buques entran desde el viernes.
    «Por fin», dijo la capitana.
    Véase la huelga y la noche.
    Preguntas frecuentes sobre El puerto reabre
    ¿Desde cuándo?
    Desde el viernes.
    ¿Para quién?
    Para todos.
    ¿Cuánto cuesta?
    Nada. Véase la tarifa.
    Corrección
    21 de noviembre de 2026 Se corrigió la fecha.
    Compartir
    Correo electrónico
    WhatsApp
    Telegram
    Bluesky
    Archivado en
    Puertos
    Energía
    Sobre quien firma
    Ana Ruiz
    Corresponsal del puerto
    Escribe desde 2014.
    Anteriores en Mundo
    La feria 19 de noviembre de 2026
    La huelga 18 de noviembre de 2026
    También disponible en: English
    ");
}

#[test]
fn what_stands_before_the_first_question_is_printed() {
    let article = "---\ntitle: Talks\n---\nText.\n\n## Frequently asked questions\n\nReaders asked us.\n\n### Why?\n\nBecause.\n";
    let newsroom = Newsroom::new(SHORT_CONFIG).with("content/world/2026-11-20-talks.md", article);
    let prose = prose(&published(&newsroom), "world/2026/11/talks/index.html");
    assert!(
        prose.contains("Frequently asked questions\nReaders asked us.\nWhy?\nBecause."),
        "{prose}"
    );
}

#[test]
fn the_markup_of_an_article() {
    let published = published(&bilingual());
    assert_snapshot!(text(&published, "mundo/2026/11/puerto/index.html"));
}

#[test]
fn the_front_page() {
    let published = published(&bilingual());
    assert_snapshot!(prose(&published, "index.html"), @"
    Cultura
    El cine
    Abre.
    1 de octubre de 2026
    Mundo
    El puerto reabre
    20 de noviembre de 2026
    Asia
    La feria
    En Osaka.
    19 de noviembre de 2026
    Mundo
    La huelga
    Muchas.
    18 de noviembre de 2026
    Lo último
    El museo 4 oct
    La danza 3 oct
    El libro 2 oct
    Opinión
    Por Luis Mora
    El libro
    Sale.
    Cultura
    El museo
    Cierra.
    4 de octubre de 2026
    La danza
    Empieza.
    3 de octubre de 2026
    ");
    assert_snapshot!(prose(&published, "en/index.html"), @"
    World
    The port reopens
    Ships enter.
    20 November 2026
    ");
}

#[test]
fn the_markup_of_the_front_page() {
    assert_snapshot!(text(&published(&bilingual()), "index.html"));
}

#[test]
fn sections_tags_and_authors() {
    let published = published(&bilingual());
    for path in [
        "cultura/index.html",
        "cultura/page/1/index.html",
        "tags/puertos/index.html",
        "authors/ana/index.html",
        "tags/index.html",
        "authors/index.html",
        "2026/index.html",
        "correcciones/index.html",
        "404.html",
    ] {
        assert_snapshot!(path.replace('/', "_"), prose(&published, path));
    }
}

#[test]
fn a_redirect() {
    assert_snapshot!(text(&published(&bilingual()), "2026/puerto/index.html"), @r#"
    <!DOCTYPE html>
    <html lang="es">
    <head>
    <meta charset="utf-8">
    <title>https://courier.example/news/mundo/2026/11/puerto/</title>
    <link rel="canonical" href="https://courier.example/news/mundo/2026/11/puerto/">
    <meta http-equiv="refresh" content="0; url=/news/mundo/2026/11/puerto/">
    </head>
    <body>
    <p><a href="/news/mundo/2026/11/puerto/">https://courier.example/news/mundo/2026/11/puerto/</a></p>
    </body>
    </html>
    "#);
}

#[test]
fn robots() {
    assert_snapshot!(text(&published(&bilingual()), "robots.txt"), @"
    User-agent: *
    Allow: /

    Sitemap: https://courier.example/news/sitemap.xml
    ");
    let own = Newsroom::new(SHORT_CONFIG).with("static/robots.txt", "User-agent: *\nDisallow: /\n");
    assert_eq!(
        text(&published(&own), "robots.txt"),
        "User-agent: *\nDisallow: /\n"
    );
}

#[test]
fn titles_of_pages() {
    let published = published(&bilingual());
    let title = |path: &str| {
        let html = text(&published, path);
        html.split_once("<title>")
            .and_then(|(_, rest)| Some(rest.split_once("</title>")?.0.to_owned()))
            .unwrap()
    };
    assert_eq!(title("index.html"), "El Correo");
    assert_eq!(title("en/index.html"), "The Courier");
    assert_eq!(
        title("mundo/2026/11/puerto/index.html"),
        "El puerto reabre · El Correo"
    );
    assert_eq!(title("en/mundo/index.html"), "World · The Courier");
    assert_eq!(
        title("cultura/page/1/index.html"),
        "Cultura · Página 1 · El Correo"
    );
}

#[test]
fn nothing_of_what_is_hidden_shows_anywhere() {
    let published = published(&bilingual());
    for (path, bytes) in &published {
        let text = String::from_utf8_lossy(bytes);
        for hidden in [
            "Secreto", "secretos", "Topo", "topo/", "manana", "Borrador", "borrador", "caducad",
        ] {
            assert!(!path.contains(hidden), "{path}");
            assert!(!text.contains(hidden), "{path} says {hidden}");
        }
    }
}

#[test]
fn a_drafted_page_comes_and_goes_with_the_preview_of_drafts() {
    let newsroom = Newsroom::new(SHORT_CONFIG).with(
        "content/pages/about.md",
        "---\ntitle: About\ndraft: true\n---\n",
    );
    let drafts = Settings {
        preview: Preview {
            drafts: true,
            ..Preview::default()
        },
        ..at(NOW)
    };
    for (settings, is_there) in [(&at(NOW), false), (&drafts, true), (&at(NOW), false)] {
        newsroom.build_well(settings);
        assert_eq!(
            newsroom.published().contains_key("about/index.html"),
            is_there
        );
    }
}
