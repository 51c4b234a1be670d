//! Which rows are looked for by what they are: a few among very many.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::hash_of;
use super::row::{ArticleId, Row};
use crate::content::Instant;

/// The rows that something is true of.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    /// Those that time may bring, take or change: they are not public, expire, are featured for a
    /// while, or have a change that is still to come.
    pub waiting: FxHashSet<ArticleId>,
    /// Those that are pinned.
    pub pinned: FxHashSet<ArticleId>,
    /// Those that are featured until a time that they say.
    pub featured: FxHashSet<ArticleId>,
    /// Those that were corrected.
    pub corrected: FxHashSet<ArticleId>,
    // By the hash of their slugs: names would be as many as the archive has articles.
    called: BTreeSet<(u64, ArticleId)>,
    // How many rows each group of translations has, public or not.
    paired: FxHashMap<u64, u32>,
}

impl Marks {
    /// Of about `count` rows, each with whether it is public.
    pub fn of<'r>(
        rows: impl Iterator<Item = (ArticleId, &'r Row, bool)>,
        count: usize,
        now: Instant,
    ) -> Marks {
        let mut marks = Marks::default();
        marks.paired.reserve(count);
        let mut called = Vec::with_capacity(count);
        for (id, row, is_public) in rows {
            marks.mark(id, row, now, is_public);
            called.push((hash_of(row.slug()), id));
        }
        // Far quicker than one by one.
        marks.called = called.into_iter().collect();
        marks
    }

    /// Takes in a row.
    pub fn add(&mut self, id: ArticleId, row: &Row, now: Instant, is_public: bool) {
        self.mark(id, row, now, is_public);
        self.called.insert((hash_of(row.slug()), id));
    }

    fn mark(&mut self, id: ArticleId, row: &Row, now: Instant, is_public: bool) {
        self.set_waiting(id, row, now, is_public);
        let card = row.card();
        if card.pinned {
            self.pinned.insert(id);
        }
        if card.featured && row.featured_until.is_some() {
            self.featured.insert(id);
        }
        if row.corrected.is_some() {
            self.corrected.insert(id);
        }
        *self.paired.entry(row.group).or_default() += 1;
    }

    /// The rows that may have this slug: more than do, should hashes meet.
    pub fn called(&self, slug: &str) -> impl Iterator<Item = ArticleId> + '_ {
        let hash = hash_of(slug);
        let all = (hash, ArticleId(0))..=(hash, ArticleId(u32::MAX));
        self.called.range(all).map(|(_, id)| *id)
    }

    /// Forgets a row.
    pub fn remove(&mut self, id: ArticleId, row: &Row) {
        let Marks {
            waiting,
            pinned,
            featured,
            corrected,
            ..
        } = self;
        for marked in [waiting, pinned, featured, corrected] {
            marked.remove(&id);
        }
        self.called.remove(&(hash_of(row.slug()), id));
        if let Some(count) = self.paired.get_mut(&row.group) {
            *count = count.saturating_sub(1);
        }
    }

    /// Notes whether a row waits for time to pass.
    pub fn set_waiting(&mut self, id: ArticleId, row: &Row, now: Instant, is_public: bool) {
        if row.waits(now, is_public) {
            self.waiting.insert(id);
        } else {
            self.waiting.remove(&id);
        }
    }

    /// How many rows a group of translations has, public or not.
    pub fn members(&self, group: u64) -> usize {
        self.paired.get(&group).map_or(0, |&count| count as usize)
    }
}
