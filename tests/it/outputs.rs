//! What comes out: the files of a small bilingual site, and the promises about listings, URLs, languages
//! and feeds that readers and other sites rely on.

mod archives;
mod documents;
mod feeds;
mod hosts;
mod listings;
mod sitemaps;
mod urls;

use crate::site_fixture::{NOW, Newsroom, Tree, at};

/// A site in Spanish and English, published below `/news`, in which most things come once.
fn bilingual() -> Newsroom {
    let config = "\
title: El Correo
url: https://courier.example/news/
timezone: America/Havana
language: es
languages: [{code: en, title: The Courier}]
publisher: {name: El Correo S. A., policies: {Correcciones: /correcciones/}}
sections:
  - {slug: mundo, name: {es: Mundo, en: World}}
  - {slug: asia, name: Asia, parent: mundo}
  - {slug: cultura, name: {es: Cultura, en: Culture}}
page_size: 2
feed: {items: 2}
";
    let main = "\
---
title: El puerto reabre
date: 2026-11-20 07:30
updated: 2026-11-21 18:05
summary: Los buques vuelven a entrar.
authors: [ana, Luis Mora]
tags: [Puertos, Energía]
image: {src: muelle.jpg, alt: Dos grúas sobre el muelle, caption: 'El *muelle* norte', credit: Nuria Solís}
videos: [{url: 'https://video.example/1', title: El puerto de noche, duration: '4:05'}]
faq:
  - {q: '¿Desde cuándo?', a: Desde el **viernes**.}
  - {q: '¿Para quién?', a: Para todos.}
  - {q: '¿Cuánto cuesta?', a: 'Nada. Véase [la tarifa](tarifa.pdf).'}
corrections: [{date: 2026-11-21, text: Se corrigió la fecha.}]
aliases: [/2026/puerto/]
---
Los buques entran desde el viernes.

> «Por fin», dijo la capitana.

Véase [la huelga](../2026-11-18-huelga.md#causas) y [la noche](../2026-12-24-manana.md).
";
    Newsroom::new(config)
        .with("content/mundo/2026-11-20-puerto/index.md", main)
        .with(
            "content/mundo/2026-11-20-puerto/index.en.md",
            "---\ntitle: The port reopens\ndate: 2026-11-20 07:30\nauthor: ana\ntags: ports\n---\nShips enter.\n",
        )
        .with_photo("content/mundo/2026-11-20-puerto/muelle.jpg")
        .with("content/mundo/2026-11-20-puerto/tarifa.pdf", "pdf")
        .with("content/mundo/2026-11-18-huelga.md", "---\ntitle: La huelga\nauthor: ana\n---\n## Causas\n\nMuchas.\n")
        .with("content/mundo/2026-12-24-manana.md", "---\ntitle: Secreto de mañana\ntags: [Secretos]\nauthor: Topo\n---\nAún no.\n")
        .with("content/mundo/2026-11-17-borrador/index.md", "---\ntitle: Borrador oculto\ndraft: true\n---\n")
        .with_photo("content/mundo/2026-11-17-borrador/foto.jpg")
        .with("content/mundo/2026-11-16-caducado.md", "---\ntitle: Oferta caducada\nexpires: 2026-11-17\n---\n")
        .with("content/mundo/asia/2026-11-19-feria.md", "---\ntitle: La feria\ntags: [puertos]\n---\nEn Osaka.\n")
        .with("content/cultura/2026-10-01-cine.md", "---\ntitle: El cine\nfeatured: true\n---\nAbre.\n")
        .with("content/cultura/2026-10-02-libro.md", "---\ntitle: El libro\nkind: opinion\nauthor: Luis Mora\n---\nSale.\n")
        .with("content/cultura/2026-10-03-danza.md", "---\ntitle: La danza\n---\nEmpieza.\n")
        .with("content/cultura/2026-10-04-museo.md", "---\ntitle: El museo\n---\nCierra.\n")
        .with("content/authors/ana.md", "---\nname: Ana Ruiz\nrole: Corresponsal del puerto\nphoto: /ana.jpg\n---\nEscribe desde 2014.\n")
        .with("content/pages/correcciones.md", "---\ntitle: Correcciones\n---\nLas que hubo.\n")
        .with("content/pages/correcciones.en.md", "---\ntitle: Corrections\nslug: corrections\n---\nThose there were.\n")
        .with("content/sections/cultura.md", "De *todo*.\n")
        .with_photo("static/ana.jpg")
        .with("static/CNAME", "courier.example\n")
        .with("static/.well-known/security.txt", "Contact: mailto:desk@courier.example\n")
}

/// A site built as of [`NOW`] without anything to say, and what it published.
fn published(newsroom: &Newsroom) -> Tree {
    let report = newsroom.build_well(&at(NOW));
    assert_eq!(report.diagnostics, [], "the fixtures are in order");
    newsroom.published()
}

/// A published file as text, with the hashes in the names of assets left out.
fn text(published: &Tree, path: &str) -> String {
    let bytes = published
        .get(path)
        .unwrap_or_else(|| panic!("no {path} among {:#?}", published.keys()));
    without_hashes(std::str::from_utf8(bytes).unwrap())
}

/// `site.0123456789ab.css` as `site.….css`.
fn without_hashes(text: &str) -> String {
    let is_hash = |part: &str| part.len() == 12 && part.bytes().all(|b| b.is_ascii_hexdigit());
    text.split('.')
        .map(|part| if is_hash(part) { "…" } else { part })
        .collect::<Vec<_>>()
        .join(".")
}

/// The text of a page as a reader meets it: its lines, without markup, from the main part on.
fn prose(published: &Tree, path: &str) -> String {
    let html = text(published, path);
    let main = html.split_once("<main").map_or("", |(_, rest)| rest);
    let main = main.split_once("</main>").map_or(main, |(main, _)| main);
    let page = crate::pages::read(&format!("<main{main}</main>"));
    assert_eq!(page.faults, [""; 0], "{path}");
    let lines = page
        .text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

/// The titles of the articles that a listing's page shows, in order.
fn titles(published: &Tree, path: &str) -> Vec<String> {
    let html = text(published, path);
    let main = html.split_once("class=\"list").map_or("", |(_, rest)| rest);
    // Below the day that a month's articles are of, they are one step lower.
    let teasers = main.split("<article class=\"teaser").skip(1);
    let headings = teasers.filter_map(|rest| rest.split_once("</a></h")?.0.rsplit_once("\">"));
    headings.map(|(_, title)| title.to_owned()).collect()
}

/// An article of that name on a day of November 2026, in a section.
fn dated(newsroom: Newsroom, section: &str, day: u8, name: &str) -> Newsroom {
    let path = format!("content/{section}/2026-11-{day:02}-{name}.md");
    newsroom.with(&path, &format!("---\ntitle: {name}\n---\nText.\n"))
}
