//! What the feeds of all formats have in common: which there are, and what they carry.

use std::fmt::Write;
use std::sync::Arc;

use ammonia::Url;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tera::Value;

use super::{NONE, Planned, Subject};
use crate::config::{FeedContent, FeedFormat};
use crate::content::{Instant, Kind};
use crate::diag::Diagnostic;
use crate::render::{View, is_elsewhere};
use crate::site::listing::{ListingKey, ListingKind};
use crate::site::row::{ArticleId, Row};
use crate::site::theme::Word;
use crate::site::{Site, urls};

/// A feed, whatever its format; its own address is that of the route. All addresses are absolute.
pub struct Feed {
    /// Its name.
    pub title: String,
    /// One or two sentences on it; never empty.
    pub description: String,
    /// The page that it follows.
    pub page: String,
    /// The code of its language.
    pub language: String,
    /// Who publishes it.
    pub publisher: String,
    /// The hub that tells of its changes.
    pub hub: Option<String>,
    /// When any of its articles last changed.
    pub updated: Option<Instant>,
    /// Its articles, newest first.
    pub items: Vec<Item>,
}

/// An article of a feed.
pub struct Item {
    /// What tells it from others: what its front matter says, or else its page.
    pub id: String,
    /// Its page.
    pub url: String,
    /// The headline.
    pub title: String,
    /// The standfirst, or the beginning of its text.
    pub summary: String,
    /// When it was published.
    pub published: Instant,
    /// When its substance last changed, where that is later.
    pub updated: Option<Instant>,
    /// Who wrote it: names, and their pages.
    pub authors: Vec<(String, String)>,
    /// Its section, what kind of article it is, its tags.
    pub categories: Vec<String>,
    /// The lead photo.
    pub photo: Option<Photo>,
    /// Its text as HTML, in a feed that carries all of it.
    pub html: Option<Arc<str>>,
}

/// A lead photo.
pub struct Photo {
    pub url: String,
    /// As in `image/jpeg`, where its address tells.
    pub media_type: Option<&'static str>,
    /// Its size in bytes, where the file is the site's own.
    pub bytes: Option<u64>,
    /// Width and height, where they are known.
    pub pixels: Option<(u32, u32)>,
    pub alt: String,
    pub credit: String,
}

impl Photo {
    /// Its type and size, where both are known: there is no enclosure without them.
    pub fn enclosed(&self) -> Option<(&'static str, u64)> {
        self.media_type.zip(self.bytes)
    }
}

impl Item {
    /// Its id as Atom wants it, which must be an IRI (RFC 4287 §4.2.6): what is none becomes part of a `tag:` of
    /// the day of publication (RFC 4151). The day is that of UTC, so that no setting changes it.
    pub fn iri(&self) -> String {
        if is_iri(&self.id) {
            return self.id.clone();
        }
        let day = Timestamp::from_second(self.published)
            .unwrap_or_default()
            .to_zoned(TimeZone::UTC)
            .date();
        let page = Url::parse(&self.url);
        let host = page.as_ref().ok().and_then(Url::host_str);
        let mut iri = format!("tag:{},{day}:", host.unwrap_or_default());
        for byte in self.id.bytes() {
            let is_plain = byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?".contains(&byte);
            // Writing to memory does not fail.
            let _ = if is_plain {
                write!(iri, "{}", char::from(byte))
            } else {
                write!(iri, "%{byte:02X}")
            };
        }
        iri
    }

    /// When it last changed, or was published.
    pub fn modified(&self) -> Instant {
        self.updated.unwrap_or(self.published)
    }
}

/// Whether an id is an absolute IRI (RFC 3987 §2.2).
fn is_iri(id: &str) -> bool {
    let is_scheme = |scheme: &str| {
        let rest =
            scheme.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || "+-.".contains(c));
        rest.is_empty() && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
    };
    let is_never = |c: char| c.is_whitespace() || c.is_control() || r#"<>"{}|\^`"#.contains(c);
    let parts = id.split_once(':');
    parts.is_some_and(|(scheme, rest)| is_scheme(scheme) && !rest.is_empty())
        && !id.contains(is_never)
}

/// The route of a subject's feed in a format, if it has one.
pub fn routes(site: &Site, subject: Subject, format: FeedFormat) -> Vec<Planned> {
    let config = &site.config;
    let (lang, kind, folder) = match subject {
        Subject::Language(lang) => {
            let home = urls::home(&site.names.text(lang), &config.language);
            (lang, ListingKind::All, home)
        }
        // That of all articles is the language's.
        Subject::Listing(key) if key.kind != ListingKind::All && site.has_page(key) => {
            let url = urls::listing(&site.names, key, &config.language);
            (key.lang, key.kind, url)
        }
        _ => return NONE,
    };
    let lang = site.names.text(lang);
    if !config.formats_of(&lang, kind).contains(&format) {
        return NONE;
    }
    vec![Planned::page(0, &format!("{folder}{}", format.file()))]
}

/// The feed that the view's route is of. It is read once a build for all its formats.
///
/// # Errors
/// An article's file can't be read any more.
pub fn of(view: &Arc<View>, subject: Subject) -> Result<Arc<Feed>, Box<Diagnostic>> {
    let key = match subject {
        Subject::Listing(key) => key,
        _ => ListingKey::all(view.lang()),
    };
    view.feed(key, |view| read(view, key))
}

/// The address of the view's route.
pub fn own(view: &View) -> String {
    view.base().absolute(&view.url())
}

fn read(view: &Arc<View>, key: ListingKey) -> Result<Feed, Box<Diagnostic>> {
    let (summary, settings) = (view.summary(), view.settings());
    let base = view.base();
    let (title, page) = if key.kind == ListingKind::All {
        let home = urls::home(view.lang_code(), &settings.language);
        (summary.title.clone(), home)
    } else {
        let label = view.label(key);
        (format!("{} – {}", label.name, summary.title), label.url)
    };
    let content = settings.feed_of(view.lang_code(), key.kind);
    let settings = settings.feed_in(view.lang_code());
    let ids = view.latest(key, settings.items as usize);
    let mut items = Vec::with_capacity(ids.len());
    for id in ids {
        items.extend(item(view, id, content)?);
    }
    let description = [&summary.description, &summary.title];
    let description = description.into_iter().find(|text| !text.is_empty());
    Ok(Feed {
        title,
        description: description.cloned().unwrap_or_default(),
        page: base.absolute(&page),
        language: view.lang_code().to_owned(),
        publisher: summary.publisher.name.clone(),
        hub: settings.hub.clone(),
        updated: items.iter().map(Item::modified).max(),
        items,
    })
}

fn item(
    view: &Arc<View>,
    id: ArticleId,
    content: FeedContent,
) -> Result<Option<Item>, Box<Diagnostic>> {
    // The card's question covers the names and URL that the item has, and the texts of its row.
    let (Some(card), Some(row)) = (view.card(id), view.row(id)) else {
        return Ok(None);
    };
    let texts = row.card();
    let base = view.base();
    let text = |value: &Value, path: &str| {
        let found = value.get_from_path(path).and_then(Value::as_str);
        found.unwrap_or_default().to_owned()
    };
    let authors = card.get_from_path("authors").and_then(Value::as_array);
    let authors = authors.unwrap_or_default().iter().map(|author| {
        (
            text(author, "name"),
            base.absolute_href(&text(author, "url")),
        )
    });
    let mut categories = vec![text(&card, "section.name")];
    // Advertising says what it is wherever it is read.
    if texts.kind == Kind::Sponsored
        && let Some((_, Word::One(label))) = view.word("kind_sponsored")
    {
        categories.push(label.clone());
    }
    categories.extend(
        row.tags
            .iter()
            .map(|(_, spelling)| view.text(*spelling).to_string()),
    );
    categories.retain(|category| !category.is_empty());
    let url = base.absolute(&row.url);
    Ok(Some(Item {
        id: match texts.id {
            "" => url.clone(),
            id => id.to_owned(),
        },
        url,
        title: texts.title.to_owned(),
        summary: texts.summary.to_owned(),
        published: row.date,
        updated: view.updated(row),
        authors: authors.collect(),
        categories,
        photo: photo(view, row),
        html: match content {
            FeedContent::Full => Some(view.feed_text(id)?),
            FeedContent::Summary | FeedContent::None => None,
        },
    }))
}

/// The lead photo.
fn photo(view: &View, row: &Row) -> Option<Photo> {
    let (_, alt, _) = row.card().image?;
    let image = view.card_image(row)?;
    let path = image.url.split(['?', '#']).next().unwrap_or_default();
    let guessed = mime_guess::from_path(path).first_raw();
    Some(Photo {
        media_type: guessed.filter(|media_type| media_type.starts_with("image/")),
        bytes: view.image_bytes(&image),
        pixels: image.pixels,
        url: if is_elsewhere(&image.url) {
            image.url
        } else {
            view.base().absolute(&image.url)
        },
        alt: alt.to_owned(),
        credit: image.credit,
    })
}
