//! Sitemaps (protocol 0.9): an index, and its parts.
//!
//! Articles are cut into parts from the oldest on, so that a new one changes the last part alone. Pages,
//! sections, authors and tags have a part of their own.

use std::fmt::Write;
use std::sync::Arc;

use super::{Body, NONE, Output, Planned, Subject, xml};
use crate::content::Instant;
use crate::diag::Diagnostic;
use crate::render::View;
use crate::site::documents::Role;
use crate::site::listing::{ListingKey, ListingKind};
use crate::site::names::Name;
use crate::site::{Site, urls};

/// How many articles a part has. The protocol allows 50,000; a small part is a small upload.
const PART: usize = 1000;

/// The part that has everything but articles.
const OTHERS: u32 = u32::MAX;

pub struct Sitemaps;

impl Output for Sitemaps {
    fn name(&self) -> &'static str {
        "sitemap"
    }

    fn routes(&self, site: &Site, subject: Subject) -> Vec<Planned> {
        match subject {
            Subject::Site => vec![Planned::page(0, "/sitemap.xml")],
            Subject::Language(lang) => {
                vec![Planned::page(OTHERS, &others_url(&site.names.text(lang)))]
            }
            Subject::Listing(key) if key.kind == ListingKind::All => {
                let parts = site.listing(key).ids.len().div_ceil(PART);
                let lang = site.names.text(key.lang);
                (0..u32::try_from(parts).unwrap_or(OTHERS))
                    .map(|part| Planned::page(part, &part_url(&lang, part)))
                    .collect()
            }
            _ => NONE,
        }
    }

    fn render(
        &self,
        view: &Arc<View>,
        subject: Subject,
        part: u32,
    ) -> Result<Body, Box<Diagnostic>> {
        let xml = match subject {
            Subject::Site => index(view),
            Subject::Language(_) => others(view),
            Subject::Listing(key) => articles(view, key, part),
            _ => return Err(view.no_such_route()),
        };
        Ok(Body::Bytes(xml.into_bytes()))
    }
}

fn part_url(lang: &str, part: u32) -> String {
    format!("/sitemaps/{lang}-{}.xml", part + 1)
}

fn others_url(lang: &str) -> String {
    format!("/sitemaps/{lang}-pages.xml")
}

fn index(view: &Arc<View>) -> String {
    let mut out = String::from(xml::DECLARATION);
    out.push_str("<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for lang in view.languages() {
        let code = view.text(lang);
        let key = ListingKey {
            kind: ListingKind::All,
            lang,
            name: lang,
        };
        entry(
            &mut out,
            "sitemap",
            &view.base().absolute(&others_url(&code)),
            None,
        );
        for part in 0..view.count(key).div_ceil(PART) {
            let modified = view
                .modified(key, part * PART, PART)
                .map(|at| timestamp(view, at));
            let number = u32::try_from(part).unwrap_or(OTHERS);
            let url = view.base().absolute(&part_url(&code, number));
            entry(&mut out, "sitemap", &url, modified.as_deref());
        }
    }
    out.push_str("</sitemapindex>\n");
    out
}

fn articles(view: &Arc<View>, key: ListingKey, part: u32) -> String {
    let ids = view.span(key, part as usize * PART, PART);
    let entries = ids.into_iter().filter_map(|id| {
        let url = view.article_url(id)?;
        let modified = view.row(id).map(|row| timestamp(view, row.modified()));
        Some((url, modified))
    });
    urlset(view, entries)
}

fn others(view: &Arc<View>) -> String {
    let home = urls::home(view.lang_code(), &view.settings().language);
    let mut all = vec![home];
    for kind in [ListingKind::Section, ListingKind::Author, ListingKind::Tag] {
        let mut urls: Vec<String> = view
            .listings(kind)
            .into_iter()
            .map(|key| view.label(key).url)
            .collect();
        urls.sort_unstable();
        all.extend(urls);
    }
    let mut pages: Vec<String> = view
        .pages()
        .into_iter()
        .filter_map(|path: Name| {
            let document = view.document(path)?;
            matches!(document.role, Role::Page(..)).then(|| document.url.to_string())
        })
        .collect();
    pages.sort_unstable();
    all.extend(pages);
    urlset(view, all.into_iter().map(|url| (url, None)))
}

fn urlset(view: &View, entries: impl Iterator<Item = (String, Option<String>)>) -> String {
    let mut out = String::from(xml::DECLARATION);
    out.push_str("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for (url, modified) in entries {
        entry(
            &mut out,
            "url",
            &view.base().absolute(&url),
            modified.as_deref(),
        );
    }
    out.push_str("</urlset>\n");
    out
}

fn entry(out: &mut String, name: &str, url: &str, modified: Option<&str>) {
    let _ = write!(out, "<{name}><loc>{}</loc>", xml::attribute(url));
    if let Some(modified) = modified {
        let _ = write!(out, "<lastmod>{modified}</lastmod>");
    }
    let _ = writeln!(out, "</{name}>");
}

/// W3C Datetime, to the second.
fn timestamp(view: &View, at: Instant) -> String {
    view.zoned(at).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}
