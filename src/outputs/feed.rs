//! What the feeds of all formats have in common: which there are, and what they carry.

use std::sync::Arc;

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

/// A feed, whatever its format. All addresses are absolute.
pub struct Feed {
    /// Its name.
    pub title: String,
    /// One or two sentences on it; never empty.
    pub description: String,
    /// The page that it follows.
    pub page: String,
    /// Its own address.
    pub own: String,
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
    /// Its page, which is also what tells it from others.
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
    /// As in `image/jpeg`.
    pub media_type: &'static str,
    /// Its size in bytes, where the file is the site's own.
    pub bytes: Option<u64>,
    /// Width and height, where they are known.
    pub pixels: Option<(u32, u32)>,
    pub alt: String,
    pub credit: String,
}

impl Item {
    /// When it last changed, or was published.
    pub fn modified(&self) -> Instant {
        self.updated.unwrap_or(self.published)
    }
}

/// The route of a subject's feed in a format, if it has one.
pub fn routes(site: &Site, subject: Subject, format: FeedFormat) -> Vec<Planned> {
    let config = &site.config;
    let has = |kind| config.feed_of(kind) != FeedContent::None;
    if !config.feed.formats.contains(&format) {
        return NONE;
    }
    let folder = match subject {
        Subject::Language(lang) => urls::home(&site.names.text(lang), &config.language),
        // That of all articles is the language's.
        Subject::Listing(key)
            if key.kind != ListingKind::All && has(key.kind) && site.has_page(key) =>
        {
            urls::listing(&site.names, key, &config.language)
        }
        _ => return NONE,
    };
    vec![Planned::page(0, &format!("{folder}{}", format.file()))]
}

/// The feed of the view's route.
///
/// # Errors
/// An article's file can't be read any more.
pub fn read(view: &Arc<View>, subject: Subject) -> Result<Feed, Box<Diagnostic>> {
    let (summary, settings) = (view.summary(), view.settings());
    let base = view.base();
    let (key, title, page) = match subject {
        Subject::Listing(key) => {
            let label = view.label(key);
            let title = format!("{} – {}", label.name, summary.title);
            (key, title, label.url)
        }
        _ => {
            let key = ListingKey {
                kind: ListingKind::All,
                lang: view.lang(),
                name: view.lang(),
            };
            let home = urls::home(view.lang_code(), &settings.language);
            (key, summary.title.clone(), home)
        }
    };
    let content = settings.feed_of(key.kind);
    let ids = view.latest(key, settings.feed.items as usize);
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
        own: base.absolute(&view.url()),
        language: view.lang_code().to_owned(),
        publisher: summary.publisher.name.clone(),
        hub: settings.feed.hub.clone(),
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
    Ok(Some(Item {
        url: base.absolute(&row.url),
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

/// The lead photo, if it is of a type that is known.
fn photo(view: &View, row: &Row) -> Option<Photo> {
    let (_, alt, credit) = row.card().image?;
    let image = view.card_image(row)?;
    let path = image.url.split(['?', '#']).next().unwrap_or_default();
    let guessed = mime_guess::from_path(path).first_raw();
    Some(Photo {
        media_type: guessed.filter(|media_type| media_type.starts_with("image/"))?,
        bytes: image.file.map(|file| file.bytes),
        pixels: image.file.and_then(|file| file.pixels),
        url: if is_elsewhere(&image.url) {
            image.url
        } else {
            view.base().absolute(&image.url)
        },
        alt: alt.to_owned(),
        credit: credit.to_owned(),
    })
}

/// An instant as RFC 3339 has it, in the zone of the route's language.
pub fn rfc3339(view: &View, at: Instant) -> String {
    view.zoned(at).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}
