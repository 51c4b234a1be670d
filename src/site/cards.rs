//! Articles as lists show them.

use super::documents::{Document, Role};
use super::files::FileFacts;
use super::labels::{Label, humanised};
use super::listing::ListingKind;
use super::names::Name;
use super::prints::{PLAIN, within};
use super::row::{ArticleId, CardText, Row};
use super::{Site, hash_of, urls};
use crate::photo::Cut;
use crate::render::{find_file, is_elsewhere};
use rustc_hash::FxHashSet;

/// The lead photo of an article.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CardImage {
    /// Its URL path, or its address where it is elsewhere: of a photo, that of the print that stands for it.
    pub url: String,
    /// The file, where it is the site's own.
    pub file: Option<(Name, FileFacts)>,
    /// The cut of that print.
    pub cut: Option<Cut>,
    /// Width and height, where they are known.
    pub pixels: Option<(u32, u32)>,
    /// Whom to credit.
    pub credit: String,
}

impl Site {
    /// An answer for all that a card shows: its texts, and the names that others give it.
    pub(super) fn card_answer(&self, id: ArticleId) -> u64 {
        let Some(row) = self.public_row(id) else {
            return 0;
        };
        let section = row.sections.first();
        let section =
            section.map(|&name| self.label(self.key(ListingKind::Section, row.lang, name)));
        let authors: Vec<Label> = row
            .authors
            .iter()
            .map(|(slug, spelling)| self.byline(*slug, *spelling, row.lang))
            .collect();
        let image = self.card_image(row);
        hash_of(&(
            (row.is_featured_at(self.now), row.is_copy),
            &row.card,
            &row.url,
            row.date,
            row.updated(self.now),
            row.lang,
            section,
            authors,
            image,
        ))
    }

    /// Whether an article is for the top of the front page now.
    pub fn is_featured(&self, row: &Row, card: &CardText) -> bool {
        (card.featured || card.pinned) && row.is_featured_at(self.now)
    }

    /// The public articles of a language that are pinned now, newest first.
    pub fn pinned(&self, lang: Name) -> Vec<ArticleId> {
        self.raised(&self.marks.pinned, lang)
    }

    /// The public articles of a language that are featured until a time that has not come, newest first.
    pub fn featured(&self, lang: Name) -> Vec<ArticleId> {
        self.raised(&self.marks.featured, lang)
    }

    fn raised(&self, ids: &FxHashSet<ArticleId>, lang: Name) -> Vec<ArticleId> {
        let mut found = self.marked(ids, lang);
        found.retain(|(_, row)| row.is_featured_at(self.now));
        found.sort_unstable_by(|(_, a), (_, b)| (b.date, &a.path).cmp(&(a.date, &b.path)));
        found.into_iter().map(|(id, _)| id).collect()
    }

    /// The public articles of a language that were corrected, the last one first.
    pub fn corrected(&self, lang: Name) -> Vec<ArticleId> {
        let mut found = self.marked(&self.marks.corrected, lang);
        found.sort_unstable_by(|(_, a), (_, b)| {
            (b.corrected, b.date, &a.path).cmp(&(a.corrected, a.date, &b.path))
        });
        found.into_iter().map(|(id, _)| id).collect()
    }

    fn marked(&self, ids: &FxHashSet<ArticleId>, lang: Name) -> Vec<(ArticleId, &Row)> {
        let rows = ids
            .iter()
            .filter_map(|&id| Some((id, self.public_row(id)?)));
        rows.filter(|(_, row)| row.lang == lang).collect()
    }

    /// The lead photo of an article; `None` where there is no such file.
    pub fn card_image(&self, row: &Row) -> Option<CardImage> {
        let (src, _, credit) = row.card().image?;
        let credit = credit.to_owned();
        if is_elsewhere(src) {
            return Some(CardImage {
                url: src.to_owned(),
                file: None,
                cut: None,
                pixels: None,
                credit,
            });
        }
        let file = |path: &str| self.names.find(path).and_then(|path| self.file(path));
        let found = find_file(&row.path, &row.url, src, &file)?;
        let name = self.names.find(&found.path)?;
        let facts = self.file(name)?;
        let own = Some((name, facts.clone()));
        let Some(photo) = facts.photo() else {
            return facts.fault().is_none().then(|| CardImage {
                url: found.url,
                pixels: facts.pixels(),
                file: own,
                cut: None,
                credit,
            });
        };
        let cut = within(photo, PLAIN);
        let print = self.print(name, cut)?;
        Some(CardImage {
            url: print.url,
            pixels: Some(print.size),
            file: own,
            cut: Some(cut),
            credit: if credit.is_empty() {
                photo.credits.line()
            } else {
                credit
            },
        })
    }

    /// An author as a byline names them.
    pub fn byline(&self, slug: Name, spelling: Name, lang: Name) -> Label {
        let key = self.key(ListingKind::Author, lang, self.author_id(slug));
        let url = urls::listing(&self.names, key, &self.config.language);
        let name = match self.person(key.name, lang) {
            Some((
                _,
                Document {
                    role: Role::Person(_, person),
                    ..
                },
            )) => person.name.clone(),
            _ => humanised_id(&self.names.text(spelling)),
        };
        Label {
            name,
            url,
            exists: true,
            formats: self
                .config
                .formats_of(&self.names.text(lang), key.kind)
                .to_vec(),
        }
    }
}

/// An author without a file, as a byline shows them: an id such as `ana-ruiz` becomes `Ana Ruiz`, a
/// name stays as it was written.
pub(super) fn humanised_id(written: &str) -> String {
    let is_id = written.contains('-')
        && written
            .chars()
            .all(|c| c == '-' || c.is_ascii_lowercase() || c.is_ascii_digit());
    if !is_id {
        return written.to_owned();
    }
    let words = written.split('-').filter(|word| !word.is_empty());
    words.map(humanised).collect::<Vec<_>>().join(" ")
}
