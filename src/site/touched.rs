//! What the edits of a build may have changed.

use rustc_hash::{FxHashMap, FxHashSet};

use super::listing::ListingKey;
use super::names::Name;
use super::row::ArticleId;

/// A superset of what changed. It saves the planner from asking every question again; it never
/// decides what is dirty, which only a changed answer does.
#[derive(Clone, Debug, Default)]
pub struct Touched {
    /// Everything.
    pub all: bool,
    /// Articles whose rows, files or visibility changed.
    pub articles: FxHashSet<ArticleId>,
    /// Listings, each with the first position at which it changed.
    pub listings: FxHashMap<ListingKey, usize>,
    /// Files of `content/` and `static/`.
    pub paths: FxHashSet<Name>,
    /// Slugs of articles, those that were ever asked for.
    pub slugs: FxHashSet<Name>,
    /// Groups of translations, and of articles with one id.
    pub groups: FxHashSet<u64>,
    /// Authors by id.
    pub people: FxHashSet<Name>,
    /// Some section's introduction, and so perhaps its name.
    pub sections: bool,
    /// A static file came or went, and with it perhaps the photo of any card.
    pub statics: bool,
    /// The theme.
    pub theme: bool,
    /// The clock.
    pub clock: bool,
}

impl Touched {
    /// Notes that a listing changed from a position on.
    pub fn listing(&mut self, key: ListingKey, from: usize) {
        let first = self.listings.entry(key).or_insert(from);
        *first = from.min(*first);
    }

    /// Whether nothing but perhaps the clock changed.
    pub fn is_nothing(&self) -> bool {
        !self.all && !self.theme && self.articles.is_empty() && self.paths.is_empty()
    }
}
