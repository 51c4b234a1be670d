//! RSS 2.0 feeds: of the site in each language, and of every section, tag and author.
//!
//! As the RSS Advisory Board's profile has it: one `guid` an item that stays, the text in
//! `content:encoded` after `description`, authors as `dc:creator`, and links to itself and its hub by Atom's
//! `link`. Photos come by Media RSS 1.5.1, and as an enclosure where their size is known.
//!
//! A `description` is HTML by the profile, so the summary, which is plain text, is escaped for that before it is
//! escaped for XML. Titles and names are plain text: they are escaped for XML alone, with the hexadecimal character
//! references that the profile asks for (Character Data), since most readers show the sign then and see no markup.

use std::fmt::Write;
use std::sync::Arc;

use super::feed::{self, Item, Photo};
use super::xml::{attribute, attributes, cdata, element, html_element};
use super::{Body, Output, Planned, Subject, xml};
use crate::config::FeedFormat;
use crate::diag::Diagnostic;
use crate::render::View;
use crate::site::Site;

pub struct Rss;

impl Output for Rss {
    fn name(&self) -> &'static str {
        "RSS feed"
    }

    fn carries_stories(&self) -> bool {
        true
    }

    fn routes(&self, site: &Site, subject: Subject) -> Vec<Planned> {
        feed::routes(site, subject, FeedFormat::Rss)
    }

    fn render(&self, view: &Arc<View>, subject: Subject, _: u32) -> Result<Body, Box<Diagnostic>> {
        let feed = feed::of(view, subject)?;
        // Room for all of it: growing step by step would copy the feed many times.
        let texts = feed.items.iter().filter_map(|item| item.html.as_ref());
        let texts: usize = texts.map(|html| html.len()).sum();
        let mut out = String::with_capacity(texts + (feed.items.len() + 1) * AROUND);
        out.push_str(xml::DECLARATION);
        out.push_str(
            "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\" \
             xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
             xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
             xmlns:media=\"http://search.yahoo.com/mrss/\">\n<channel>\n",
        );
        plain(&mut out, "title", &feed.title);
        element(&mut out, "link", &feed.page);
        html_element(&mut out, "description", &feed.description);
        element(&mut out, "language", &feed.language);
        if let Some(updated) = feed.updated {
            element(&mut out, "lastBuildDate", &view.rfc822(updated));
        }
        element(&mut out, "generator", "presstime");
        let own = feed::own(view);
        let itself = [
            ("href", own.as_str()),
            ("rel", "self"),
            ("type", FeedFormat::Rss.media_type()),
        ];
        attributes(&mut out, "atom:link", &itself);
        if let Some(hub) = &feed.hub {
            attributes(&mut out, "atom:link", &[("href", hub), ("rel", "hub")]);
        }
        for item in &feed.items {
            write(view, item, &mut out);
        }
        out.push_str("</channel>\n</rss>\n");
        Ok(Body::Bytes(out.into_bytes()))
    }
}

/// So many bytes an item has around its text.
const AROUND: usize = 2048;

fn write(view: &View, item: &Item, out: &mut String) {
    out.push_str("<item>\n");
    plain(out, "title", &item.title);
    element(out, "link", &item.url);
    if item.id == item.url {
        element(out, "guid", &item.url);
    } else {
        let id = attribute(&item.id);
        for part in ["<guid isPermaLink=\"false\">", &id, "</guid>\n"] {
            out.push_str(part);
        }
    }
    element(out, "pubDate", &view.rfc822(item.published));
    if let Some(updated) = item.updated {
        element(out, "atom:updated", &view.rfc3339(updated));
    }
    for (name, _) in &item.authors {
        plain(out, "dc:creator", name);
    }
    for category in &item.categories {
        plain(out, "category", category);
    }
    html_element(out, "description", &item.summary);
    if let Some(html) = &item.html {
        out.push_str("<content:encoded>");
        cdata(out, html);
        out.push_str("</content:encoded>\n");
    }
    if let Some(photo) = &item.photo {
        enclosure(photo, out);
        media(photo, out);
    }
    out.push_str("</item>\n");
}

/// An element of plain text.
fn plain(out: &mut String, name: &str, text: &str) {
    let mut text = attribute(text);
    if text.contains('&') {
        text = text
            .replace("&amp;", "&#x26;")
            .replace("&lt;", "&#x3C;")
            .replace("&gt;", "&#x3E;");
    }
    for part in ["<", name, ">", &text, "</", name, ">\n"] {
        out.push_str(part);
    }
}

/// The file itself, where its length and type are known: RSS has no enclosure without them.
fn enclosure(photo: &Photo, out: &mut String) {
    if let Some((media_type, bytes)) = photo.enclosed() {
        let known = [
            ("url", photo.url.as_str()),
            ("length", &bytes.to_string()),
            ("type", media_type),
        ];
        attributes(out, "enclosure", &known);
    }
}

/// The photo as Media RSS has it, with its credit.
pub(super) fn media(photo: &Photo, out: &mut String) {
    for part in [
        "<media:content url=\"",
        &attribute(&photo.url),
        "\" medium=\"image",
    ] {
        out.push_str(part);
    }
    if let Some(media_type) = photo.media_type {
        for part in ["\" type=\"", media_type] {
            out.push_str(part);
        }
    }
    if let Some((width, height)) = photo.pixels {
        let _ = write!(out, "\" width=\"{width}\" height=\"{height}");
    }
    out.push_str("\">\n");
    if !photo.credit.is_empty() {
        element(out, "media:credit", &photo.credit);
    }
    if !photo.alt.is_empty() {
        element(out, "media:description", &photo.alt);
    }
    out.push_str("</media:content>\n");
}
