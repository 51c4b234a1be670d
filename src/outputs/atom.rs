//! Atom feeds (RFC 4287) of whatever has a feed.

use std::sync::Arc;

use super::feed::{self, Item};
use super::xml::{attributes, cdata, element};
use super::{Body, Output, Planned, Subject, rss, xml};
use crate::config::FeedFormat;
use crate::content::Instant;
use crate::diag::Diagnostic;
use crate::render::View;
use crate::site::Site;

pub struct Atom;

impl Output for Atom {
    fn name(&self) -> &'static str {
        "Atom feed"
    }

    fn carries_stories(&self) -> bool {
        true
    }

    fn routes(&self, site: &Site, subject: Subject) -> Vec<Planned> {
        feed::routes(site, subject, FeedFormat::Atom)
    }

    fn render(&self, view: &Arc<View>, subject: Subject, _: u32) -> Result<Body, Box<Diagnostic>> {
        let feed = feed::of(view, subject)?;
        let own = feed::own(view);
        let mut out = String::with_capacity(1024 + feed.items.len() * 8 * 1024);
        out.push_str(xml::DECLARATION);
        for part in [
            "<feed xmlns=\"http://www.w3.org/2005/Atom\" \
             xmlns:media=\"http://search.yahoo.com/mrss/\" xml:lang=\"",
            &xml::attribute(&feed.language),
            "\">\n",
        ] {
            out.push_str(part);
        }
        element(&mut out, "id", &own);
        element(&mut out, "title", &feed.title);
        element(&mut out, "subtitle", &feed.description);
        // Every feed must have one (§4.1.1); of one without articles nothing ever changed.
        let updated = feed.updated.unwrap_or_default();
        element(&mut out, "updated", &view.rfc3339(updated));
        // Who wrote an entry that names nobody.
        author(&mut out, &feed.publisher, None);
        let itself = [
            ("rel", "self"),
            ("type", FeedFormat::Atom.media_type()),
            ("href", own.as_str()),
        ];
        attributes(&mut out, "link", &itself);
        let page = [
            ("rel", "alternate"),
            ("type", "text/html"),
            ("href", &feed.page),
        ];
        attributes(&mut out, "link", &page);
        if let Some(hub) = &feed.hub {
            attributes(&mut out, "link", &[("rel", "hub"), ("href", hub)]);
        }
        element(&mut out, "generator", "presstime");
        for item in &feed.items {
            entry(view, item, &mut out);
        }
        out.push_str("</feed>\n");
        Ok(Body::Bytes(out.into_bytes()))
    }
}

fn entry(view: &View, item: &Item, out: &mut String) {
    let date = |at: Instant| view.rfc3339(at);
    out.push_str("<entry>\n");
    element(out, "id", &item.iri());
    element(out, "title", &item.title);
    let page = [
        ("rel", "alternate"),
        ("type", "text/html"),
        ("href", item.url.as_str()),
    ];
    attributes(out, "link", &page);
    element(out, "published", &date(item.published));
    element(out, "updated", &date(item.modified()));
    for (name, url) in &item.authors {
        author(out, name, Some(url));
    }
    for category in &item.categories {
        attributes(out, "category", &[("term", category)]);
    }
    element(out, "summary", &item.summary);
    if let Some(html) = &item.html {
        out.push_str("<content type=\"html\">");
        cdata(out, html);
        out.push_str("</content>\n");
    }
    if let Some(photo) = &item.photo {
        if let Some((media_type, bytes)) = photo.enclosed() {
            let known = [
                ("rel", "enclosure"),
                ("type", media_type),
                ("length", &bytes.to_string()),
                ("href", &photo.url),
            ];
            attributes(out, "link", &known);
        }
        rss::media(photo, out);
    }
    out.push_str("</entry>\n");
}

fn author(out: &mut String, name: &str, url: Option<&str>) {
    out.push_str("<author>\n");
    element(out, "name", name);
    if let Some(url) = url {
        element(out, "uri", url);
    }
    out.push_str("</author>\n");
}
