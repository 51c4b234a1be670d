//! When articles and pages last changed, as of now.

use super::{View, small};
use crate::content::{Instant, front_matter};
use crate::diag::Source;
use crate::site::documents::Document;
use crate::site::listing::ListingKey;
use crate::site::question::Question;
use crate::site::row::Row;

impl View {
    /// When any of `count` articles from the `start`th oldest of a listing on last changed.
    pub fn modified(&self, key: ListingKey, start: usize, count: usize) -> Option<Instant> {
        self.ask(Question::Modified(key, small(start), small(count)));
        self.scope.site.modified(key, start, count)
    }

    /// When an article's substance last changed; `None` where it did not. The questions of [`View::row`] and
    /// [`View::card`] cover it.
    pub fn updated(&self, row: &Row) -> Option<Instant> {
        row.updated(self.scope.site.now)
    }

    /// The same, or when it was published.
    pub fn modified_of(&self, row: &Row) -> Instant {
        row.modified(self.scope.site.now)
    }

    /// When a page's substance last changed, where it says so. [`View::document`] asks for it.
    pub fn page_updated(&self, document: &Document) -> Option<Instant> {
        document.updated(self.scope.site.now)
    }

    /// Says which changes that a file tells of are still to come, if any is: later than now and than `published`.
    /// The question that covers when it was last updated covers this too.
    pub(in crate::render) fn report_ahead(
        &self,
        source: &Source,
        is_ahead: bool,
        published: Instant,
    ) {
        if is_ahead {
            let file = self.classified(source.path);
            let now = self.scope.site.now.max(published);
            self.report(front_matter::ahead(source, &self.reading(&file), now));
        }
    }
}
