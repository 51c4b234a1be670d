//! JSON Feed 1.1 (jsonfeed.org) of whatever has a feed.

use std::sync::Arc;

use serde::Serialize;

use super::feed::{self, Feed, Item};
use super::{Body, Output, Planned, Subject};
use crate::config::FeedFormat;
use crate::diag::Diagnostic;
use crate::render::View;
use crate::site::Site;

pub struct JsonFeed;

impl Output for JsonFeed {
    fn name(&self) -> &'static str {
        "JSON Feed"
    }

    fn carries_stories(&self) -> bool {
        true
    }

    fn routes(&self, site: &Site, subject: Subject) -> Vec<Planned> {
        feed::routes(site, subject, FeedFormat::Json)
    }

    fn render(&self, view: &Arc<View>, subject: Subject, _: u32) -> Result<Body, Box<Diagnostic>> {
        let feed = feed::of(view, subject)?;
        let own = feed::own(view);
        // Nothing in a feed refuses to be written.
        let mut bytes = serde_json::to_vec(&document(view, &feed, &own)).unwrap_or_default();
        bytes.push(b'\n');
        Ok(Body::Bytes(bytes))
    }
}

#[derive(Serialize)]
struct Document<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: &'a str,
    feed_url: &'a str,
    description: &'a str,
    language: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hubs: Vec<Hub<'a>>,
    items: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
    url: &'a str,
}

#[derive(Serialize)]
struct Hub<'a> {
    #[serde(rename = "type")]
    protocol: &'static str,
    url: &'a str,
}

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    url: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    summary: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    date_published: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    tags: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attachment<'a>>,
}

#[derive(Serialize)]
struct Attachment<'a> {
    url: &'a str,
    mime_type: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    title: &'a str,
    size_in_bytes: u64,
}

fn document<'a>(view: &View, feed: &'a Feed, own: &'a str) -> Document<'a> {
    let hub = |url: &'a String| Hub {
        protocol: "WebSub",
        url,
    };
    Document {
        version: "https://jsonfeed.org/version/1.1",
        title: &feed.title,
        home_page_url: &feed.page,
        feed_url: own,
        description: &feed.description,
        language: &feed.language,
        hubs: feed.hub.iter().map(hub).collect(),
        items: feed.items.iter().map(|item| entry(view, item)).collect(),
    }
}

fn entry<'a>(view: &View, item: &'a Item) -> Entry<'a> {
    let authors = item.authors.iter().map(|(name, url)| Author { name, url });
    let photo = item.photo.as_ref();
    let attachment = photo.and_then(|photo| {
        let (media_type, bytes) = photo.enclosed()?;
        Some(Attachment {
            url: &photo.url,
            mime_type: media_type,
            title: &photo.alt,
            size_in_bytes: bytes,
        })
    });
    // An item must have its text in one form or the other.
    let text = match (&item.html, item.summary.as_str()) {
        (Some(_), _) => None,
        (None, "") => Some(item.title.as_str()),
        (None, summary) => Some(summary),
    };
    Entry {
        id: &item.id,
        url: &item.url,
        title: &item.title,
        content_html: item.html.as_deref(),
        content_text: text,
        summary: &item.summary,
        image: photo.map(|photo| photo.url.as_str()),
        date_published: view.rfc3339(item.published),
        date_modified: item.updated.map(|updated| view.rfc3339(updated)),
        authors: authors.collect(),
        tags: &item.categories,
        attachments: attachment.into_iter().collect(),
    }
}
