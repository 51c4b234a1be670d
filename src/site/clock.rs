//! What time alone changes.

use super::indexing::Dates;
use super::row::ArticleId;
use super::{Preview, Site, Touched, touch_role};
use crate::content::Instant;

impl Site {
    /// Sets the clock, and what a preview shows; what readers see by that alone comes and goes.
    pub(super) fn set_clock(
        &mut self,
        now: Instant,
        preview: Preview,
        bulk: bool,
        touched: &mut Touched,
    ) {
        let is_onward = self.preview == preview && self.now <= now;
        let shows_other_drafts = self.preview.drafts != preview.drafts;
        let before = self.now;
        self.now = now;
        self.preview = preview;
        touched.clock = true;
        if bulk {
            return;
        }
        let drafts = self
            .documents
            .iter()
            .filter(|(_, document)| !document.is_public(false));
        for (&path, draft) in drafts.filter(|_| shows_other_drafts) {
            touched.paths.insert(path);
            touch_role(draft, touched);
        }
        let dated = self.documents.iter();
        let changed = dated.filter(|(_, page)| page.updated(before) != page.updated(now));
        touched.paths.extend(changed.map(|(&path, _)| path));
        // A row that waits for nothing stays as it is while time goes forward.
        let ids: Vec<ArticleId> = if is_onward {
            self.marks.waiting.iter().copied().collect()
        } else {
            self.articles().map(|(id, _)| id).collect()
        };
        for id in ids {
            let index = id.0 as usize;
            let Some(row) = &self.rows[index] else {
                continue;
            };
            let public = row.is_public(now, preview);
            self.dates[index] = Dates::of(row, now);
            self.marks.set_waiting(id, row, now, public);
            if row.is_featured_at(before) != row.is_featured_at(now) {
                touched.articles.insert(id);
            }
            let is_changed = row.updated(before) != row.updated(now);
            if self.public[index] && (!public || is_changed) {
                self.hide(id, touched);
            }
            // What changed is put in again, which notes its place as for any edit.
            if public && !self.public[index] {
                self.show(id, touched);
            }
        }
    }
}
