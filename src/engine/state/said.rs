//! The warnings that rows, documents and routes hold, and how many there are: in an archive they may be more
//! than anybody wants to have copied with every build.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::State;
use crate::diag::Diagnostic;
use crate::engine::report::{MOST, counts, first_and_counts};
use crate::engine::routes::RouteId;
use crate::site::names::Name;
use crate::site::{Edit, Touched};

/// How many warnings there are of each kind, and who has any.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    kinds: FxHashMap<String, usize>,
    holders: FxHashSet<Holder>,
}

/// Who has warnings: a row or a document, by its file, or a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Holder {
    Row(Name),
    Document(Name),
    Route(RouteId),
}

impl Counts {
    /// Counts all in that one has.
    pub(super) fn add(&mut self, holder: Holder, problems: &[Diagnostic]) {
        for problem in problems {
            match self.kinds.get_mut(problem.kind()) {
                Some(count) => *count += 1,
                None => drop(self.kinds.insert(problem.kind().to_owned(), 1)),
            }
        }
        if !problems.is_empty() {
            self.holders.insert(holder);
        }
    }

    /// Counts them out.
    pub(super) fn remove(&mut self, holder: Holder, problems: &[Diagnostic]) {
        for problem in problems {
            if let Some(count) = self.kinds.get_mut(problem.kind()) {
                *count = count.saturating_sub(1);
            }
        }
        self.holders.remove(&holder);
    }

    fn total(&self) -> usize {
        self.kinds.values().sum()
    }
}

impl State {
    /// Counts what edits of content brought and took away, by their inverse.
    pub(in crate::engine) fn count_edits(&mut self, undo: &[Edit]) {
        let site = self.site.clone();
        for edit in undo {
            match edit {
                Edit::Article(path, old, _) => {
                    if let Some(row) = old {
                        self.said.remove(Holder::Row(*path), &row.problems);
                    }
                    let new = site.article_of(*path).and_then(|id| site.row(id));
                    if let Some(row) = new {
                        self.said.add(Holder::Row(*path), &row.problems);
                    }
                }
                Edit::Document(path, old) => {
                    if let Some(document) = old {
                        self.said
                            .remove(Holder::Document(*path), &document.problems);
                    }
                    let new = site.any_document(*path);
                    if let Some(document) = new {
                        self.said.add(Holder::Document(*path), &document.problems);
                    }
                }
                _ => {}
            }
        }
    }

    /// Counts all there is, after a ledger was read.
    pub(super) fn count_all(&mut self) {
        let mut said = Counts::default();
        let rows = self.site.articles();
        let rows = rows.filter(|(_, row)| !row.problems.is_empty());
        for (_, row) in rows {
            let path = self.site.names.intern(&row.path);
            said.add(Holder::Row(path), &row.problems);
        }
        for (path, document) in self.site.documents() {
            said.add(Holder::Document(path), &document.problems);
        }
        for (id, route) in self.routes.iter() {
            said.add(Holder::Route(id), &route.problems);
        }
        self.said = said;
    }

    /// What there is to say after a build that went well, and how much there is of each kind. If it is very
    /// much: what there is to say of that which the build changed.
    pub(in crate::engine) fn warnings(
        &self,
        touched: &Touched,
        rendered: &[RouteId],
    ) -> (Vec<Diagnostic>, BTreeMap<String, usize>) {
        let config = self.basis.iter().flat_map(|basis| &basis.config_problems);
        if self.said.total() == 0 {
            return first_and_counts(self.theme_warnings().chain(config));
        }
        if self.said.total() <= MOST {
            let held = self.said.holders.iter().flat_map(|&who| self.held(who));
            return first_and_counts(held.chain(self.theme_warnings()).chain(config));
        }
        let rows = touched.articles.iter().filter_map(|&id| self.site.row(id));
        let documents = touched
            .paths
            .iter()
            .filter_map(|&path| self.site.any_document(path));
        let routes = rendered.iter().filter_map(|&id| self.routes.get(id));
        let changed = rows
            .flat_map(|row| &row.problems)
            .chain(documents.flat_map(|document| &document.problems))
            .chain(routes.flat_map(|route| &route.problems));
        let standing = || self.theme_warnings().chain(config.clone());
        let (first, _) = first_and_counts(changed.chain(standing()));
        let mut all = counts(standing());
        for (kind, count) in self.said.kinds.iter().filter(|(_, count)| **count > 0) {
            *all.entry(kind.clone()).or_default() += count;
        }
        (first, all)
    }

    /// The warnings that one has.
    fn held(&self, holder: Holder) -> &[Diagnostic] {
        let row = |path| self.site.row(self.site.article_of(path)?);
        let found = match holder {
            Holder::Row(path) => row(path).map(|row| &row.problems),
            Holder::Document(path) => self.site.any_document(path).map(|found| &found.problems),
            Holder::Route(id) => self.routes.get(id).map(|route| &route.problems),
        };
        found.map(Vec::as_slice).unwrap_or_default()
    }

    /// All there is to say but of `site.yaml` and of some routes, which are given in order.
    pub(in crate::engine) fn warnings_beside<'a>(
        &'a self,
        passed_over: &'a [RouteId],
    ) -> impl Iterator<Item = &'a Diagnostic> {
        let rows = self.site.articles().flat_map(|(_, row)| &row.problems);
        let documents = self
            .site
            .documents()
            .flat_map(|(_, document)| &document.problems);
        let routes = self
            .routes
            .iter()
            .filter(|(id, _)| passed_over.binary_search(id).is_err());
        let routes = routes.flat_map(|(_, route)| &route.problems);
        rows.chain(documents)
            .chain(routes)
            .chain(self.theme_warnings())
    }

    fn theme_warnings(&self) -> impl Iterator<Item = &Diagnostic> + Clone {
        let problems = self.site.theme.problems.iter();
        problems.filter(|problem| !problem.is_error())
    }
}
