//! Listings: the ordered sets of articles that sections, tags, authors and months are.
//!
//! Pages are numbered from the oldest article, so that a full page never changes again: `/world/page/1/`
//! holds the oldest full page, and `/world/` shows the newest articles, from one up to two pages' worth.

use serde::{Deserialize, Serialize};

use super::indexing::Dates;
use super::names::Name;
use super::row::ArticleId;
use crate::content::Instant;

/// What makes a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ListingKind {
    /// Every article of a language.
    All,
    /// A section, with all below it.
    Section,
    /// A tag.
    Tag,
    /// An author.
    Author,
    /// A calendar year, in the language's time zone.
    Year,
    /// A calendar month, in the language's time zone.
    Month,
    /// A series.
    Series,
}

/// One listing of one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ListingKey {
    /// What makes it.
    pub kind: ListingKind,
    /// Its language.
    pub lang: Name,
    /// Section path, tag slug, author id, `2026`, `2026/11` or series slug; for `All` the language.
    pub name: Name,
}

impl ListingKey {
    /// All articles of a language.
    pub fn all(lang: Name) -> ListingKey {
        ListingKey {
            kind: ListingKind::All,
            lang,
            name: lang,
        }
    }
}

/// The public articles of a listing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Oldest first; equal dates in the order of their paths.
    pub ids: Vec<ArticleId>,
    /// How these spell its name, and how many of them each way; in no particular order.
    pub spellings: Vec<(Name, u32)>,
    /// Of each [`BLOCK`] of the ids, from the oldest on, the latest change of any: the whole of an archive is asked
    /// for it with every new article.
    latest_changes: Vec<Instant>,
}

/// So many articles have their latest change in common.
const BLOCK: usize = 500;

/// No articles.
pub static EMPTY: Listing = Listing {
    ids: Vec::new(),
    spellings: Vec::new(),
    latest_changes: Vec::new(),
};

impl Listing {
    /// Takes note of the changes from the `start`th oldest article on; `dates` are those of every article of the site.
    pub fn note_changes(&mut self, start: usize, dates: &[Dates]) {
        let sound = self.latest_changes.len().min(start / BLOCK);
        self.latest_changes.truncate(sound);
        let blocks = self.ids.chunks(BLOCK).skip(sound);
        self.latest_changes
            .extend(blocks.map(|ids| latest(ids, dates)));
    }

    /// When any of `count` articles from the `start`th oldest on last changed, by what was noted of them and `dates`;
    /// `None` where no change counts.
    pub fn latest_change(&self, start: usize, count: usize, dates: &[Dates]) -> Option<Instant> {
        let end = start.saturating_add(count).min(self.ids.len());
        let start = start.min(end);
        let blocks = start.div_ceil(BLOCK)..if end == self.ids.len() {
            self.latest_changes.len()
        } else {
            end / BLOCK
        };
        let found = match self.latest_changes.get(blocks.clone()) {
            Some(whole) if !whole.is_empty() => {
                let before = latest(&self.ids[start..blocks.start * BLOCK], dates);
                let after = latest(&self.ids[(blocks.end * BLOCK).min(end)..end], dates);
                whole.iter().copied().fold(before.max(after), Instant::max)
            }
            _ => latest(&self.ids[start..end], dates),
        };
        Some(found).filter(|&latest| latest > Instant::MIN)
    }

    /// Counts an article that spells its name like this.
    pub fn spelled(&mut self, spelling: Option<Name>) {
        let Some(spelling) = spelling else { return };
        match self
            .spellings
            .iter_mut()
            .find(|(known, _)| *known == spelling)
        {
            Some((_, count)) => *count += 1,
            None => self.spellings.push((spelling, 1)),
        }
    }

    /// The same for one that goes.
    pub fn no_longer_spelled(&mut self, spelling: Option<Name>) {
        if let Some((_, count)) =
            (self.spellings.iter_mut()).find(|(known, _)| Some(*known) == spelling)
        {
            *count = count.saturating_sub(1);
        }
        self.spellings.retain(|(_, count)| *count > 0);
    }

    /// How many numbered pages there are beside the head.
    pub fn pages(&self, size: usize) -> usize {
        (self.ids.len() / size.max(1)).saturating_sub(1)
    }

    /// The articles of the numbered page `page` (from 1), newest first; empty where there is none.
    pub fn page(&self, page: usize, size: usize) -> impl Iterator<Item = ArticleId> + '_ {
        let wanted = if (1..=self.pages(size)).contains(&page) {
            size
        } else {
            0
        };
        self.span(page.saturating_sub(1) * size, wanted)
            .iter()
            .rev()
            .copied()
    }

    /// The articles of the head, newest first.
    pub fn head(&self, size: usize) -> impl Iterator<Item = ArticleId> + '_ {
        self.ids[self.pages(size) * size..].iter().rev().copied()
    }

    /// The newest `count` articles, newest first.
    pub fn latest(&self, count: usize) -> impl Iterator<Item = ArticleId> + '_ {
        self.ids.iter().rev().take(count).copied()
    }

    /// `count` articles from the `start`th oldest on, oldest first; fewer at the end.
    pub fn span(&self, start: usize, count: usize) -> &[ArticleId] {
        let start = start.min(self.ids.len());
        let end = start.saturating_add(count).min(self.ids.len());
        &self.ids[start..end]
    }
}

/// The latest change of any of these; `MIN` where none counts.
fn latest(ids: &[ArticleId], dates: &[Dates]) -> Instant {
    let changes = ids.iter().filter_map(|id| dates.get(id.0 as usize));
    let changes = changes.map(|dates| dates.changed);
    changes.max().unwrap_or(Instant::MIN)
}
