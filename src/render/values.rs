//! The values that templates get: `page`, `listing`, `front`, cards. The table of docs/themes.md is the
//! contract; this makes what it says.

mod article;
mod calendar;
mod corrections;
mod feeds;
mod front;
mod index;
mod listing;
mod page;
mod person;
mod photo;
mod sharing;
mod translations;

use std::sync::Arc;

use serde::ser::{Serialize, SerializeStruct, Serializer};
use tera::{Context, Map, Value};

pub use self::article::article_page;
pub use self::corrections::corrections_page;
pub use self::feeds::feeds_page;
pub use self::front::{front_page, not_found_page};
pub use self::index::index_page;
pub use self::listing::listing_page;
pub use self::page::plain_page;
use self::photo::focus;
use super::body::is_elsewhere;
use super::view::{Scope, View};
use crate::content::{Extra, Instant, Kind, bytes};
use crate::outputs::Subject;
use crate::site::documents::Role;
use crate::site::listing::{ListingKey, ListingKind};
use crate::site::names::Name;
use crate::site::question::Question;
use crate::site::row::Row;
use crate::site::theme::Word;
use crate::site::urls::Base;
use crate::site::{CardImage, Label, urls};

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
#[allow(
    clippy::needless_bitwise_bool,
    reason = "without branches, many bytes are compared at once"
)]
pub(super) fn text(text: &str) -> Value {
    let is_plain = |byte: u8| (byte >= b' ') & !matches!(byte, 0x7f | 0xc2 | 0xef);
    if bytes::all(text, is_plain) {
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
pub(super) fn text_or_none(written: &str) -> Value {
    if written.is_empty() {
        Value::none()
    } else {
        text(written)
    }
}

fn html(html: &str) -> Value {
    Value::safe_string(html)
}

/// The width and the height of a picture.
fn size(pixels: Option<(u32, u32)>) -> (Value, Value) {
    pixels.map_or_else(
        || (Value::none(), Value::none()),
        |(width, height)| (Value::from(width), Value::from(height)),
    )
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
pub(super) fn card(scope: &Scope, row: &Row, image: Option<CardImage>) -> Value {
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
    let image = card.image.zip(image).map(|((_, alt, _), image)| {
        let src = if is_elsewhere(&image.url) {
            image.url
        } else {
            base.href(&image.url)
        };
        let (width, height) = size(image.pixels);
        let file = image.file.as_ref().map(|(file, _)| site.names.text(*file));
        map(&[
            ("src", text(&src)),
            ("absolute", text(&base.absolute_href(&src))),
            ("file", or_none(file.as_deref(), text)),
            ("focus", focus(card.focus)),
            ("alt", text(alt)),
            ("credit", text(&image.credit)),
            ("width", width),
            ("height", height),
        ])
    });
    map(&[
        ("url", text(&base.href(&row.url))),
        ("title", text(card.title)),
        ("summary", text(card.summary)),
        ("kind", text(card.kind.name())),
        ("section", section.unwrap_or_else(Value::none)),
        ("date", date(row.date)),
        ("updated", or_none(row.updated(site.now), date)),
        ("image", image.unwrap_or_else(Value::none)),
        ("authors", Value::from(authors)),
        ("location", text_or_none(card.location)),
        ("featured", Value::from(site.is_featured(row, &card))),
        ("lang", text(&lang)),
    ])
}

/// What every page has: its title, description and address, and the same in other languages.
struct Head<'a> {
    title: &'a str,
    description: &'a str,
    url: &'a str,
    versions: Vec<Version>,
}

/// A page in another language.
pub struct Version {
    /// Its language.
    pub lang: Name,
    title: String,
    /// Its URL path.
    pub url: String,
    /// What kind of article it is, if it is one.
    pub kind: Option<Kind>,
}

impl<'a> Head<'a> {
    /// Of a page that has no versions in other languages.
    fn of(title: &'a str, description: &'a str, url: &'a str) -> Head<'a> {
        Head {
            title,
            description,
            url,
            versions: Vec::new(),
        }
    }
}

fn context(view: &Arc<View>, head: &Head) -> Context {
    let base = view.base_of_site();
    let mut context = Context::new();
    context.insert_value("title", text(head.title));
    context.insert_value("description", text_or_none(head.description));
    context.insert_value("canonical", text(&base.absolute(head.url)));
    context.insert_value("feeds", Value::from(Vec::<Value>::new()));
    context.insert_value("structured", Value::none());
    context.insert_value("share", Value::none());
    let translations = head.versions.iter().map(|version| {
        let code = view.text(version.lang);
        map(&[
            ("lang", text(&code)),
            ("name", text(crate::site::summary::native_name(&code))),
            ("title", text(&version.title)),
            ("url", text(&base.href(&version.url))),
            ("absolute", text(&base.absolute(&version.url))),
        ])
    });
    let translations: Vec<Value> = translations.collect();
    context.insert_value("translations", Value::from(translations));
    let alternates = alternates(view, head.url, &head.versions);
    let alternates = alternates
        .iter()
        .map(|(lang, url)| map(&[("lang", text(lang)), ("url", text(url))]));
    context.insert_value("alternates", Value::from(alternates.collect::<Vec<_>>()));
    context
}

/// The absolute addresses of the page at a URL path in all its languages, its own among them, as `hreflang`
/// has them: with the one for readers of any other language, which is that in the site's own, or else the
/// first. None where it has no versions.
pub fn alternates(view: &View, url: &str, versions: &[Version]) -> Vec<(Arc<str>, String)> {
    if versions.is_empty() {
        return Vec::new();
    }
    let base = view.base_of_site();
    let address = |lang: Name| {
        let other = versions.iter().find(|version| version.lang == lang);
        let other = other.map(|version| version.url.as_str());
        let url = other.or_else(|| (lang == view.lang()).then_some(url))?;
        Some((view.text(lang), base.absolute(url)))
    };
    let mut links: Vec<_> = view.languages().into_iter().filter_map(address).collect();
    let default = links
        .first()
        .map(|(_, url)| ("x-default".into(), url.clone()));
    links.extend(default);
    links
}

/// The other languages' versions of an article or page, one a language, in the order of their codes.
pub fn versions(view: &View, group: u64) -> Vec<Version> {
    let (articles, pages) = view.translations(group);
    let site = view.site();
    let mut found: Vec<(Arc<str>, Version)> = Vec::new();
    let mut add = |lang, title: &str, url: &str, kind| {
        let version = Version {
            kind,
            lang,
            title: title.to_owned(),
            url: url.to_owned(),
        };
        found.push((view.text(lang), version));
    };
    for id in articles {
        view.ask(Question::Card(id));
        // A copy's address is elsewhere, and says there which versions it has.
        let other = |row: &&Row| !row.is_copy && row.lang != view.lang();
        if let Some(row) = site.public_row(id).filter(other) {
            let card = row.card();
            add(row.lang, card.title, &row.url, Some(card.kind));
        }
    }
    for path in pages {
        if let Some(document) = view.document(path)
            && let Role::Page(page, _) = &document.role
        {
            add(document.lang, &page.title, &document.url, None);
        }
    }
    found.retain(|(_, version)| version.lang != view.lang());
    found.sort_unstable_by(|a, b| (&a.0, &a.1.url).cmp(&(&b.0, &b.1.url)));
    found.dedup_by(|a, b| a.0 == b.0);
    found.into_iter().map(|(_, version)| version).collect()
}

/// The same listing in other languages, where it has a page there. Tags and series are called otherwise in
/// each, and so are none of each other's.
pub fn listing_versions(view: &View, key: ListingKey) -> Vec<Version> {
    if !matches!(key.kind, ListingKind::Section | ListingKind::Author) {
        return Vec::new();
    }
    let languages = view.languages().into_iter();
    let others = languages.filter(|lang| *lang != view.lang());
    others
        .filter_map(|lang| {
            let label = view.label(ListingKey { lang, ..key });
            label.exists.then_some(Version {
                kind: None,
                lang,
                title: label.name,
                url: label.url,
            })
        })
        .collect()
}

/// A page that every language has unless the newsroom wrote its own there, by the way to it from the front
/// page.
pub fn site_versions(view: &View, below: &str) -> Vec<Version> {
    let default = &view.site().config.language;
    let languages = view.languages().into_iter();
    let others = languages.filter(|lang| *lang != view.lang());
    others
        .filter_map(|lang| {
            let code = view.text(lang);
            let url = format!("{}{below}", urls::home(&code, default));
            let occupant = view.occupant(&urls::output_path(&url));
            (occupant == Some(Subject::Language(lang))).then(|| Version {
                kind: None,
                lang,
                title: view.site().config.title_in(&code).to_owned(),
                url,
            })
        })
        .collect()
}

/// A text of the user interface in the route's language; its key where no language has it.
fn word(view: &View, key: &str) -> String {
    match view.word(key) {
        Some((_, Word::One(text))) => text.clone(),
        _ => key.to_owned(),
    }
}
