//! The values that templates get: `page`, `listing`, `front`, cards. The table of docs/themes.md is the
//! contract; this makes what it says.

mod article;
mod front;
mod index;
mod listing;
mod page;
mod person;

use std::sync::Arc;

use serde::ser::{Serialize, SerializeStruct, Serializer};
use tera::{Context, Map, Value};

pub use self::article::article_page;
pub use self::front::{front_page, not_found_page};
pub use self::index::index_page;
pub use self::listing::listing_page;
pub use self::page::plain_page;
use super::body::is_elsewhere;
use super::view::{Scope, View};
use crate::content::{Extra, Instant};
use crate::site::Label;
use crate::site::documents::Role;
use crate::site::listing::{ListingKey, ListingKind};
use crate::site::names::Name;
use crate::site::row::Row;
use crate::site::urls::Base;

/// A map of static keys.
pub fn map(entries: &[(&'static str, Value)]) -> Value {
    // Tera's conversions from maps fill a second map from the first; this way there is but one.
    Value::from_serializable(&Entries(entries))
}

struct Entries<'a>(&'a [(&'static str, Value)]);

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_struct("", self.0.len())?;
        for (key, value) in self.0 {
            map.serialize_field(key, value)?;
        }
        map.end()
    }
}

/// Free values as templates and `site.options` have them.
pub fn json(extra: &Extra) -> serde_json::Value {
    match extra {
        Extra::Null => serde_json::Value::Null,
        Extra::Bool(truth) => (*truth).into(),
        Extra::Int(number) => (*number).into(),
        Extra::Float(number) => (*number).into(),
        Extra::String(text) => text.as_str().into(),
        Extra::List(items) => items.iter().map(json).collect::<Vec<_>>().into(),
        Extra::Map(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| (key.clone(), json(value)));
            serde_json::Value::Object(entries.collect())
        }
    }
}

fn extra(extra: &Extra) -> Value {
    match extra {
        // A page without free values still has a map, so that `page.extra.anything` is just empty.
        Extra::Null => Value::from(Map::default()),
        extra => Value::from_serializable(&json(extra)),
    }
}

/// Text as HTML.
pub fn escape(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len() + text.len() / 8);
    // Writing to memory does not fail.
    let _ = tera::escape_html(text, &mut out);
    String::from_utf8(out).unwrap_or_default()
}

/// Text, without the characters that no HTML may have, however they came into a file.
fn text(text: &str) -> Value {
    let is_plain = |byte: u8| byte >= b' ' && !matches!(byte, 0x7f | 0xc2 | 0xef);
    if text.bytes().all(is_plain) {
        return Value::from(text);
    }
    let is_allowed = |c: &char| !c.is_control() || matches!(c, '\t' | '\n');
    let is_character = |c: &char| !matches!(c, '\u{fdd0}'..='\u{fdef}' | '\u{fffe}' | '\u{ffff}');
    Value::from(
        text.chars()
            .filter(is_allowed)
            .filter(is_character)
            .collect::<String>(),
    )
}

/// Text, or none where it is empty.
fn text_or_none(written: &str) -> Value {
    if written.is_empty() {
        Value::none()
    } else {
        text(written)
    }
}

fn html(html: &str) -> Value {
    Value::safe_string(html)
}

fn or_none<T>(value: Option<T>, make: impl FnOnce(T) -> Value) -> Value {
    value.map_or_else(Value::none, make)
}

/// A section or tag as pages link to it, made once a build. Whoever uses it must have a question whose
/// answer holds its name and URL.
pub(super) fn listing_link(scope: &Scope, key: ListingKey) -> Value {
    scope.link(key, || {
        let label = scope.site().label(key);
        let name = ("name", text(&label.name));
        let url = ("url", text(&scope.base().href(&label.url)));
        match key.kind {
            ListingKind::Section => map(&[
                name,
                url,
                ("slug", text(&scope.site().names.text(key.name))),
            ]),
            _ => map(&[name, url]),
        }
    })
}

fn link(base: &Base, label: &Label) -> Value {
    map(&[
        ("name", text(&label.name)),
        ("url", text(&base.href(&label.url))),
    ])
}

/// An article as lists show it. All that goes into it is part of the answer to `Question::Card`.
pub(super) fn card(scope: &Scope, row: &Row) -> Value {
    let (site, base) = (scope.site(), scope.base());
    let card = row.card();
    let lang = site.names.text(row.lang);
    let date = |at: Instant| text(&site.calendar().rfc3339(at, &lang));
    let section = row
        .sections
        .first()
        .map(|&name| listing_link(scope, site.key(ListingKind::Section, row.lang, name)));
    let authors: Vec<Value> = row
        .authors
        .iter()
        .map(|(slug, spelling)| {
            let make = || link(base, &site.byline(*slug, *spelling, row.lang));
            let key = site.key(ListingKind::Author, row.lang, site.author_id(*slug));
            // Who has no file is called as each article spells it.
            if site.person(key.name, row.lang).is_some() {
                scope.link(key, make)
            } else {
                make()
            }
        })
        .collect();
    let image = card.image.and_then(|(_, alt, credit)| {
        let src = site.card_image(row)?;
        let src = if is_elsewhere(&src) {
            src
        } else {
            base.href(&src)
        };
        Some(map(&[
            ("src", text(&src)),
            ("absolute", text(&base.absolute_href(&src))),
            ("alt", text(alt)),
            ("credit", text(credit)),
            ("width", Value::none()),
            ("height", Value::none()),
        ]))
    });
    map(&[
        ("url", text(&base.href(&row.url))),
        ("title", text(card.title)),
        ("summary", text(card.summary)),
        ("kind", text(card.kind.name())),
        ("section", section.unwrap_or_else(Value::none)),
        ("date", date(row.date)),
        ("updated", or_none(row.updated, date)),
        ("image", image.unwrap_or_else(Value::none)),
        ("authors", Value::from(authors)),
        ("location", text_or_none(card.location)),
        ("featured", Value::from(card.featured)),
        ("lang", text(&lang)),
    ])
}

/// What every page has: its title, description, address, translations and feeds.
struct Head<'a> {
    title: &'a str,
    description: &'a str,
    url: &'a str,
    group: Option<u64>,
    feeds: Vec<(String, String)>,
}

fn context(view: &Arc<View>, head: &Head) -> Context {
    let base = view.base_of_site();
    let summary = view.summary();
    let own = (summary.title.as_str(), summary.feed.as_str());
    let further = head
        .feeds
        .iter()
        .map(|(title, url)| (title.as_str(), url.as_str()));
    let feeds: Vec<Value> = std::iter::once(own)
        .chain(further)
        .map(|(title, url)| map(&[("title", text(title)), ("url", text(url))]))
        .collect();
    let mut context = Context::new();
    context.insert_value("title", text(head.title));
    context.insert_value("description", text_or_none(head.description));
    context.insert_value("canonical", text(&base.absolute(head.url)));
    context.insert_value("feeds", Value::from(feeds));
    context.insert_value("structured", Value::none());
    let translations = head
        .group
        .map_or(Vec::new(), |group| translations(view, group));
    context.insert_value("translations", Value::from(translations));
    context
}

/// The other languages' versions of an article or page.
fn translations(view: &Arc<View>, group: u64) -> Vec<Value> {
    let (articles, pages) = view.translations(group);
    let site = view.site();
    let mut found: Vec<(Name, String, String)> = Vec::new();
    for id in articles {
        if let (Some(url), Some(row)) = (view.article_url(id), site.public_row(id)) {
            found.push((row.lang, row.card().title.to_owned(), url));
        }
    }
    for path in pages {
        if let Some(document) = view.document(path) {
            let Role::Page(page, _) = &document.role else {
                continue;
            };
            found.push((document.lang, page.title.clone(), document.url.to_string()));
        }
    }
    let base = view.base_of_site();
    let mut others: Vec<_> = found
        .into_iter()
        .filter(|(lang, ..)| *lang != view.lang())
        .map(|(lang, title, url)| (view.text(lang), title, url))
        .collect();
    others.sort_unstable();
    others
        .iter()
        .map(|(code, title, url)| {
            map(&[
                ("lang", text(code)),
                ("name", text(crate::site::summary::native_name(code))),
                ("title", text(title)),
                ("url", text(&base.href(url))),
                ("absolute", text(&base.absolute(url))),
            ])
        })
        .collect()
}
