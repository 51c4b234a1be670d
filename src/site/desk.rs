//! What an editor's desk wants to know: what readers do not see yet, or no more, and what comes next by itself.

use super::Site;
use super::documents::Role;
use super::row::{ArticleId, Row, Standing};
use crate::content::Instant;

/// What time will bring to an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Coming {
    /// It is published.
    Published,
    /// A change of it, or a correction, is dated then.
    Updated,
    /// It ceases to be featured or pinned.
    Unfeatured,
    /// It is taken off.
    Expired,
}

impl Site {
    /// The time of day of an instant where the outlet is, as in `06:30:00`.
    pub fn time_of_day(&self, at: Instant) -> String {
        let local = self.calendar().zoned(at, &self.config.language);
        local.strftime("%H:%M:%S").to_string()
    }

    /// The articles that readers do not see at `now`, whatever a preview shows, in no particular order.
    pub fn unseen(&self, now: Instant) -> impl Iterator<Item = (ArticleId, &Row, Standing)> {
        let standing = move |(id, row): (ArticleId, &'_ Row)| (id, row.standing(now));
        self.articles()
            .map(move |(id, row)| (standing((id, row)), row))
            .filter(|((_, standing), _)| *standing != Standing::Public)
            .map(|((id, standing), row)| (id, row, standing))
    }

    /// The URL paths of the plain pages that are drafts.
    pub fn drafted_pages(&self) -> impl Iterator<Item = &str> {
        let drafts = self.documents().map(|(_, document)| document);
        let drafts = drafts.filter(|document| !document.is_public(false));
        drafts
            .filter(|document| matches!(document.role, Role::Page(..)))
            .map(|document| &*document.url)
    }

    /// What comes next after `now` without an edit, drafts aside, soonest first, so many at most.
    pub fn coming(&self, now: Instant, count: usize) -> Vec<(Instant, Coming, ArticleId)> {
        let mut all: Vec<(Instant, Coming, ArticleId)> = Vec::new();
        for (id, row) in self.articles().filter(|(_, row)| !row.draft) {
            let mut add = |at: Option<Instant>, what| {
                all.extend(at.filter(|at| *at > now).map(|at| (at, what, id)));
            };
            add(Some(row.date), Coming::Published);
            add(
                row.changes.iter().copied().find(|at| *at > now),
                Coming::Updated,
            );
            add(row.featured_until, Coming::Unfeatured);
            add(row.expires, Coming::Expired);
        }
        all.sort_unstable();
        all.truncate(count);
        all
    }
}
