//! Which addresses lead to others.

use std::borrow::Cow;

use super::documents::Role;
use super::listing::{ListingKey, ListingKind};
use super::{Site, urls};
use crate::content::Instant;
use crate::outputs::Subject;

impl Site {
    /// The URL paths that an article, a plain page or a section used to have, as written. Those of a section are named
    /// by its introduction.
    pub fn aliases(&self, subject: Subject) -> Vec<&str> {
        let document = match subject {
            Subject::Article(id) => {
                let row = self.row(id);
                let aliases = row.map(|row| row.aliases.iter().map(|alias| &**alias).collect());
                return aliases.unwrap_or_default();
            }
            Subject::Document(path) => self.document(path),
            Subject::Listing(key) => self.introduction(key).map(|(_, document)| document),
            _ => None,
        };
        match (document.map(|document| &document.role), subject) {
            (Some(Role::Page(page, _)), Subject::Document(_))
            | (Some(Role::Section(_, page)), Subject::Listing(_)) => {
                page.aliases.iter().map(String::as_str).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Where the aliases of a subject lead; `None` where it has no page.
    pub fn address(&self, subject: Subject) -> Option<Cow<'_, str>> {
        match subject {
            Subject::Article(id) => Some((&*self.public_row(id)?.url).into()),
            Subject::Document(path) => Some((&*self.document(path)?.url).into()),
            Subject::Listing(key) if key.kind == ListingKind::Section && self.has_page(key) => {
                Some(urls::listing(&self.names, key, &self.config.language).into())
            }
            _ => None,
        }
    }

    /// The URL paths that the public articles, pages and sections used to have, each with where it is now: those of
    /// articles last, then those of the newest articles.
    pub fn redirects(&self) -> Vec<(String, String)> {
        let mut all: Vec<(Instant, &str, Cow<str>)> = Vec::new();
        for (id, row) in self.articles().filter(|(_, row)| !row.aliases.is_empty()) {
            if self.is_public(id) {
                let aliases = row.aliases.iter();
                all.extend(aliases.map(|from| (row.date, &**from, (&*row.url).into())));
            }
        }
        for (path, document) in self.documents() {
            let subject = match document.role {
                Role::Page(..) => Subject::Document(path),
                Role::Section(name, _) => Subject::Listing(ListingKey {
                    kind: ListingKind::Section,
                    lang: document.lang,
                    name,
                }),
                Role::Person(..) => continue,
            };
            if let Some(url) = self.address(subject) {
                let aliases = self.aliases(subject).into_iter();
                all.extend(aliases.map(|from| (Instant::MAX, from, url.clone())));
            }
        }
        all.retain(|(_, from, to)| urls::output_path(from) != urls::output_path(to));
        all.sort_unstable_by(|a, b| (b.0, a.1).cmp(&(a.0, b.1)));
        all.dedup_by(|a, b| a.1 == b.1);
        all.into_iter()
            .map(|(_, from, to)| (from.to_owned(), to.into_owned()))
            .collect()
    }
}
