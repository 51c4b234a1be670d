//! RSS 2.0 feeds: of the site in each language, and of every section, tag and author.
//!
//! As the RSS Advisory Board's profile has it: one `guid` an item that is its permanent URL, the text in
//! `content:encoded` after `description`, authors as `dc:creator`, and a link to itself by Atom's `link`.

use std::fmt::Write;
use std::sync::Arc;

use super::{Body, NONE, Output, Planned, Subject, xml};
use crate::config::FeedContent;
use crate::content::Instant;
use crate::diag::Diagnostic;
use crate::render::View;
use crate::site::listing::{ListingKey, ListingKind};
use crate::site::row::ArticleId;
use crate::site::{Site, urls};

pub struct Feeds;

impl Output for Feeds {
    fn name(&self) -> &'static str {
        "RSS feed"
    }

    fn carries_stories(&self) -> bool {
        true
    }

    fn routes(&self, site: &Site, subject: Subject) -> Vec<Planned> {
        let home = match subject {
            Subject::Language(lang) => urls::home(&site.names.text(lang), &site.config.language),
            // That of all articles is the language's.
            Subject::Listing(key)
                if key.kind != ListingKind::All
                    && site.config.feed_of(key.kind) != FeedContent::None
                    && site.has_page(key) =>
            {
                urls::listing(&site.names, key, &site.config.language)
            }
            _ => return NONE,
        };
        vec![Planned::page(0, &format!("{home}rss.xml"))]
    }

    fn render(&self, view: &Arc<View>, subject: Subject, _: u32) -> Result<Body, Box<Diagnostic>> {
        let summary = view.summary();
        let (key, title, link) = match subject {
            Subject::Listing(key) => {
                let label = view.label(key);
                (
                    key,
                    format!("{} – {}", label.name, summary.title),
                    label.url,
                )
            }
            _ => {
                let key = ListingKey {
                    kind: ListingKind::All,
                    lang: view.lang(),
                    name: view.lang(),
                };
                let home = urls::home(view.lang_code(), &view.settings().language);
                (key, summary.title.clone(), home)
            }
        };
        let content = view.settings().feed_of(key.kind);
        let ids = view.latest(key, view.settings().feed.items as usize);
        // Room for articles of some length: growing step by step would copy the feed many times.
        let mut items = String::with_capacity(ids.len() * 8 * 1024);
        let mut newest: Option<Instant> = None;
        for id in ids {
            newest = newest.max(item(view, id, content, &mut items)?);
        }
        let base = view.base();
        let mut out = String::with_capacity(items.len() + 1024);
        out.push_str(xml::DECLARATION);
        out.push_str(
            "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\" \
             xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
             xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<channel>\n",
        );
        xml::element(&mut out, "title", &title);
        xml::element(&mut out, "link", &base.absolute(&link));
        let description = if summary.description.is_empty() {
            &summary.title
        } else {
            &summary.description
        };
        xml::element(&mut out, "description", description);
        xml::element(&mut out, "language", view.lang_code());
        if let Some(newest) = newest {
            xml::element(&mut out, "lastBuildDate", &rfc2822(view, newest));
        }
        xml::element(&mut out, "generator", "presstime");
        let own = xml::attribute(&base.absolute(&view.url()));
        let _ = writeln!(
            out,
            "<atom:link href=\"{own}\" rel=\"self\" type=\"application/rss+xml\"/>"
        );
        out.push_str(&items);
        out.push_str("</channel>\n</rss>\n");
        Ok(Body::Bytes(out.into_bytes()))
    }
}

/// Writes an article's item; returns when it last changed.
fn item(
    view: &Arc<View>,
    id: ArticleId,
    content: FeedContent,
    out: &mut String,
) -> Result<Option<Instant>, Box<Diagnostic>> {
    // The card's question covers the names and URL that the item prints, and the texts of its row.
    let Some(card) = view.card(id) else {
        return Ok(None);
    };
    let Some(row) = view.row(id) else {
        return Ok(None);
    };
    let (modified, texts) = (row.modified(), row.card());
    let url = view.base().absolute(&row.url);
    out.push_str("<item>\n");
    xml::element(out, "title", texts.title);
    xml::element(out, "link", &url);
    xml::element(out, "guid", &url);
    xml::element(out, "pubDate", &rfc2822(view, row.date));
    let authors = card
        .get_from_path("authors")
        .and_then(tera::Value::as_array)
        .unwrap_or_default();
    for name in authors
        .iter()
        .filter_map(|author| author.get_from_path("name")?.as_str())
    {
        xml::element(out, "dc:creator", name);
    }
    if let Some(section) = card
        .get_from_path("section.name")
        .and_then(tera::Value::as_str)
    {
        xml::element(out, "category", section);
    }
    for (_, spelling) in &row.tags {
        xml::element(out, "category", &view.text(*spelling));
    }
    xml::element(out, "description", texts.summary);
    if content == FeedContent::Full {
        let text = view.feed_text(id, xml::cdata)?;
        for part in ["<content:encoded>", &text, "</content:encoded>\n"] {
            out.push_str(part);
        }
    }
    out.push_str("</item>\n");
    Ok(Some(modified))
}

/// A date as RFC 822 with four-digit years has it, which RSS asks for.
fn rfc2822(view: &View, at: Instant) -> String {
    view.zoned(at)
        .strftime("%a, %d %b %Y %H:%M:%S %z")
        .to_string()
}
