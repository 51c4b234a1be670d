//! Which addresses lead to others.

use super::documents::{Document, Role};
use super::{Site, urls};
use crate::content::Instant;
use crate::outputs::Subject;

impl Site {
    /// The URL paths that an article or a plain page used to have, as written.
    pub fn aliases(&self, subject: Subject) -> Vec<&str> {
        match subject {
            Subject::Article(id) => {
                let row = self.row(id);
                let aliases = row.map(|row| row.aliases.iter().map(|alias| &**alias).collect());
                aliases.unwrap_or_default()
            }
            Subject::Document(path) => match self.document(path) {
                Some(Document {
                    role: Role::Page(page, _),
                    ..
                }) => page.aliases.iter().map(String::as_str).collect(),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    /// The URL paths that the public articles and pages used to have, each with where it is now: those of pages
    /// first, then those of the newest articles.
    pub fn redirects(&self) -> Vec<(String, String)> {
        let mut all: Vec<(Instant, &str, &str)> = Vec::new();
        for (id, row) in self.articles().filter(|(_, row)| !row.aliases.is_empty()) {
            if self.is_public(id) {
                all.extend(
                    row.aliases
                        .iter()
                        .map(|from| (row.date, &**from, &*row.url)),
                );
            }
        }
        for (path, _) in self.documents() {
            if let Some(Document {
                role: Role::Page(page, _),
                url,
                ..
            }) = self.document(path)
            {
                let aliases = page.aliases.iter();
                all.extend(aliases.map(|from| (Instant::MAX, from.as_str(), &**url)));
            }
        }
        all.retain(|(_, from, to)| urls::output_path(from) != urls::output_path(to));
        all.sort_unstable_by(|a, b| (b.0, a.1).cmp(&(a.0, b.1)));
        all.dedup_by(|a, b| a.1 == b.1);
        all.into_iter()
            .map(|(_, from, to)| (from.to_owned(), to.to_owned()))
            .collect()
    }
}
