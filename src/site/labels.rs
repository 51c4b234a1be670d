//! What listings are called.

use super::Site;
use super::cards::humanised_id;
use super::documents::Role;
use super::listing::{ListingKey, ListingKind};
use super::names::Name;
use super::row::Row;
use super::urls;
use crate::config::FeedFormat;

/// What a listing is called and where it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Label {
    /// Its name for readers. For a month, the month as in `2026/11`.
    pub name: String,
    /// URL path of its head.
    pub url: String,
    /// Whether it has a page.
    pub exists: bool,
    /// The formats of its feed; none where it has no feed.
    pub formats: Vec<FeedFormat>,
}

impl Site {
    /// What a listing is called and where it is.
    pub fn label(&self, key: ListingKey) -> Label {
        let url = urls::listing(&self.names, key, &self.config.language);
        let text = self.names.text(key.name);
        let name = match key.kind {
            ListingKind::Section => self.section_name(key),
            ListingKind::Tag | ListingKind::Series => self.spelled(key),
            ListingKind::Author => self.author_name(key),
            ListingKind::All | ListingKind::Year | ListingKind::Month => None,
        };
        Label {
            name: name.unwrap_or_else(|| text.to_string()),
            url,
            exists: self.has_page(key),
            formats: self
                .config
                .formats_of(&self.names.text(key.lang), key.kind)
                .to_vec(),
        }
    }

    /// How an article spells the name of a section, tag or series that it is in.
    pub(super) fn spelling(row: &Row, key: ListingKey) -> Option<Name> {
        let names = match key.kind {
            ListingKind::Section => &row.section_names,
            ListingKind::Tag => &row.tags,
            ListingKind::Series => {
                let own = row.series.filter(|(slug, _)| *slug == key.name);
                return own.map(|(_, spelling)| spelling);
            }
            _ => return None,
        };
        let own = names.iter().find(|(slug, _)| *slug == key.name);
        own.map(|(_, spelling)| *spelling)
    }

    /// Of the spellings of a name the one with the most accents, since those are left out rather than made up;
    /// of several the one that was published first. What counts is not how often each comes: a new article that
    /// tips the balance would render all others anew.
    fn spelled(&self, key: ListingKey) -> Option<String> {
        let listing = self.listing(key);
        let oldest = listing.ids.first().and_then(|&id| self.row(id));
        let oldest = oldest.and_then(|row| Site::spelling(row, key));
        let accents = |text: &str| text.chars().filter(|c| !c.is_ascii()).count();
        let spellings = listing.spellings.iter().map(|(spelling, _)| {
            let text = self.names.text(*spelling);
            // The last in this order: no order of names' numbers may show.
            (accents(&text), Some(*spelling) == oldest, text)
        });
        spellings.max().map(|(_, _, text)| text.to_string())
    }

    fn author_name(&self, key: ListingKey) -> Option<String> {
        let person = self.person(key.name, key.lang);
        let person = person.and_then(|(_, document)| match &document.role {
            Role::Person(_, person) => Some(person.name.clone()),
            _ => None,
        });
        person.or_else(|| {
            let oldest = self.listing(key).ids.first();
            let row = oldest.and_then(|&id| self.row(id))?;
            let mut authors = row.authors.iter();
            let written = authors.find(|(slug, _)| self.author_id(*slug) == key.name);
            written.map(|(_, spelling)| humanised_id(&self.names.text(*spelling)))
        })
    }

    fn section_name(&self, key: ListingKey) -> Option<String> {
        let path = self.names.text(key.name);
        let lang = self.names.text(key.lang);
        let named = self.config.section_name(&path, &lang).map(str::to_owned);
        named
            .or_else(|| {
                let (_, document) = self.introduction(key)?;
                match &document.role {
                    Role::Section(_, page) => {
                        Some(page.title.clone()).filter(|title| !title.is_empty())
                    }
                    _ => None,
                }
            })
            .or_else(|| self.spelled(key))
            .or_else(|| Some(humanised(path.rsplit('/').next().unwrap_or(&path))))
    }
}

/// `climate-change` as a name for readers: `Climate change`.
pub(super) fn humanised(slug: &str) -> String {
    let mut letters = slug.chars();
    let first = letters
        .next()
        .map(|c| c.to_uppercase().to_string())
        .unwrap_or_default();
    first + &letters.as_str().replace('-', " ")
}
