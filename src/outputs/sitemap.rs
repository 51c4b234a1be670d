//! Sitemaps (protocol 0.9): an index, and its parts.
//!
//! Articles are cut into parts from the oldest on, so that a new one changes the last part alone. Pages,
//! sections, authors, tags and series have parts of their own. Entries name their versions in other languages
//! (as Google's extension of `xhtml:link` has it) and their photos (Google's image sitemaps).

use std::fmt::Write;
use std::sync::Arc;

use super::{Body, NONE, Output, Planned, Subject, news_sitemap, xml};
use crate::content::Instant;
use crate::diag::Diagnostic;
use crate::render::values::{self, Version};
use crate::render::{View, is_elsewhere};
use crate::site::documents::Role;
use crate::site::listing::{ListingKey, ListingKind};
use crate::site::names::Name;
use crate::site::row::ArticleId;
use crate::site::{Site, urls};

/// How many articles a part has. The protocol allows 50,000; a small part is a small upload.
const PART: usize = 1000;

/// How many other pages a part has.
const PAGES: usize = 20_000;

/// The kinds of listings that sitemaps name.
const LISTINGS: [ListingKind; 4] = [
    ListingKind::Section,
    ListingKind::Author,
    ListingKind::Series,
    ListingKind::Tag,
];

pub struct Sitemaps;

impl Output for Sitemaps {
    fn name(&self) -> &'static str {
        "sitemap"
    }

    fn routes(&self, site: &Site, subject: Subject) -> Vec<Planned> {
        match subject {
            Subject::Site => vec![Planned::page(0, INDEX)],
            Subject::Language(lang) => {
                let listings = LISTINGS.map(|kind| site.listings_of(kind, lang).len());
                let pages = 1 + listings.iter().sum::<usize>() + site.pages(lang).len();
                let code = site.names.text(lang);
                parts(pages, PAGES)
                    .map(|part| Planned::page(part, &pages_url(&code, part)))
                    .collect()
            }
            Subject::Listing(key) if key.kind == ListingKind::All => {
                let code = site.names.text(key.lang);
                parts(site.listing(key).ids.len(), PART)
                    .filter(|&part| site.modified(key, part as usize * PART, PART).is_some())
                    .map(|part| Planned::page(part, &part_url(&code, part)))
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
            Subject::Language(_) => pages(view, part),
            Subject::Listing(key) => articles(view, key, part),
            _ => return Err(view.no_such_route()),
        };
        Ok(Body::Bytes(xml.into_bytes()))
    }
}

/// The URL path of the index.
pub const INDEX: &str = "/sitemap.xml";

fn part_url(lang: &str, part: u32) -> String {
    format!("/sitemaps/{lang}-{}.xml", part + 1)
}

fn pages_url(lang: &str, part: u32) -> String {
    match part {
        0 => format!("/sitemaps/{lang}-pages.xml"),
        part => format!("/sitemaps/{lang}-pages-{}.xml", part + 1),
    }
}

/// The numbers of the parts that so many entries are cut into.
fn parts(count: usize, size: usize) -> impl Iterator<Item = u32> {
    0..u32::try_from(count.div_ceil(size)).unwrap_or(u32::MAX)
}

fn index(view: &Arc<View>) -> String {
    let mut out = String::from(xml::DECLARATION);
    out.push_str("<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    let mut add = |url: &str, modified: Option<Instant>| {
        let loc = xml::attribute(&view.base().absolute(url));
        let _ = write!(out, "<sitemap><loc>{loc}</loc>");
        lastmod(view, modified, &mut out);
        out.push_str("</sitemap>\n");
    };
    for lang in view.languages() {
        let (code, key) = (view.text(lang), ListingKey::all(lang));
        let listings = LISTINGS.map(|kind| view.listings_in(kind, lang).len());
        let pages = 1 + listings.iter().sum::<usize>() + view.pages(lang).len();
        for part in parts(pages, PAGES) {
            add(&pages_url(&code, part), view.modified(key, 0, usize::MAX));
        }
        for part in parts(view.count(key), PART) {
            let modified = view.modified(key, part as usize * PART, PART);
            if modified.is_some() {
                add(&part_url(&code, part), modified);
            }
        }
        for url in news_sitemap::urls(&code, view.news(key).len()) {
            add(&url, None);
        }
    }
    out.push_str("</sitemapindex>\n");
    out
}

/// A page in a sitemap.
struct Entry {
    url: String,
    modified: Option<Instant>,
    versions: Vec<Version>,
    photo: Option<String>,
}

fn articles(view: &Arc<View>, key: ListingKey, part: u32) -> String {
    let ids = view.span(key, part as usize * PART, PART);
    urlset(view, ids.into_iter().filter_map(|id| article(view, id)))
}

/// An article, unless it is a copy: that has its address elsewhere.
fn article(view: &View, id: ArticleId) -> Option<Entry> {
    let url = view.article_url(id)?;
    let row = view.row(id).filter(|row| !row.is_copy)?;
    let photo = view.card_image(row).map(|image| {
        if is_elsewhere(&image.url) {
            image.url
        } else {
            view.base().absolute(&image.url)
        }
    });
    Some(Entry {
        url,
        modified: Some(view.modified_of(row)),
        versions: values::versions(view, row.group),
        photo,
    })
}

/// The front page, all listings and the plain pages.
fn pages(view: &Arc<View>, part: u32) -> String {
    let entry = |url, modified, versions| Entry {
        url,
        modified,
        versions,
        photo: None,
    };
    let lang = view.lang();
    let home = urls::home(view.lang_code(), &view.settings().language);
    let newest = view.modified(ListingKey::all(lang), 0, usize::MAX);
    let mut entries = vec![entry(home, newest, values::site_versions(view, ""))];
    for kind in LISTINGS {
        let mut listings: Vec<(String, ListingKey)> = view
            .listings(kind)
            .into_iter()
            .map(|key| (view.label(key).url, key))
            .collect();
        listings.sort_unstable();
        entries.extend(listings.into_iter().map(|(url, key)| {
            let versions = values::listing_versions(view, key);
            entry(url, view.modified(key, 0, usize::MAX), versions)
        }));
    }
    let mut pages: Vec<Entry> = view
        .pages(lang)
        .into_iter()
        .filter_map(|path: Name| {
            let document = view.document(path)?;
            let Role::Page(_, group) = &document.role else {
                return None;
            };
            let versions = values::versions(view, *group);
            let updated = view.page_updated(document);
            Some(entry(document.url.to_string(), updated, versions))
        })
        .collect();
    pages.sort_unstable_by(|a, b| a.url.cmp(&b.url));
    entries.extend(pages);
    let start = part as usize * PAGES;
    urlset(view, entries.into_iter().skip(start).take(PAGES))
}

fn urlset(view: &View, entries: impl Iterator<Item = Entry>) -> String {
    let mut out = String::from(xml::DECLARATION);
    out.push_str(
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
         xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\" \
         xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    for entry in entries {
        let loc = xml::attribute(&view.base().absolute(&entry.url));
        let _ = write!(out, "<url><loc>{loc}</loc>");
        lastmod(view, entry.modified, &mut out);
        for (lang, url) in values::alternates(view, &entry.url, &entry.versions) {
            let url = xml::attribute(&url);
            let _ = write!(
                out,
                "<xhtml:link rel=\"alternate\" hreflang=\"{lang}\" href=\"{url}\"/>"
            );
        }
        if let Some(photo) = entry.photo {
            let loc = xml::attribute(&photo);
            let _ = write!(
                out,
                "<image:image><image:loc>{loc}</image:loc></image:image>"
            );
        }
        out.push_str("</url>\n");
    }
    out.push_str("</urlset>\n");
    out
}

/// When something last changed, as a W3C Datetime to the second.
fn lastmod(view: &View, modified: Option<Instant>, out: &mut String) {
    if let Some(at) = modified {
        for part in ["<lastmod>", &view.rfc3339(at), "</lastmod>"] {
            out.push_str(part);
        }
    }
}
