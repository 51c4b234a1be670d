//! The notes of a build under way: which output files it is about to claim, and which of those that are there
//! it may have changed.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::{Folders, State, lines};
use crate::engine::ownership::{self, Claims, Kind};
use crate::engine::plan::Plan;
use crate::engine::routes::{Route, RouteId};
use crate::fs::{Disk, Stamp};
use crate::outputs;

/// The list of the files that an unfinished build may have written or removed.
pub(super) const PENDING: &str = "pending";

/// Whether a build writes the output folder just now, and which it was that did last. Two looks that give the same
/// saw one site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Writing {
    /// A build is at it, or one did not end.
    pub is_writing: bool,
    ledger: Option<Stamp>,
}

/// Looks at that, for one who reads the output folder without a lock.
pub fn writing(disk: &dyn Disk, folders: &Folders) -> Writing {
    Writing {
        is_writing: disk.stamp(&folders.cache.join(PENDING)).is_some(),
        ledger: disk.stamp(&folders.cache.join(super::remember::LEDGER)),
    }
}

impl State {
    /// What presstime wrote by the list in the output folder. `None` while the ledger is believed: its routes
    /// are that list then.
    pub(in crate::engine) fn claims(&self) -> Option<&Arc<Claims>> {
        self.claims.as_ref()
    }

    /// Notes, before anything is written, which output files may be other than the ledger says until the
    /// build is committed.
    pub(in crate::engine) fn announce<'a>(
        &'a self,
        paths: impl Iterator<Item = &'a str>,
    ) -> io::Result<()> {
        let noted = paths.chain(self.suspects());
        let text: String = noted.map(|path| ownership::escaped(path) + "\n").collect();
        // There may be a note already, of what this build has written so far.
        self.disk
            .replace(&self.folders.cache.join(PENDING), text.as_bytes())
    }

    /// The routes of a plan that the list in the output folder does not have, or as something else.
    pub(in crate::engine) fn unclaimed<'a>(
        &'a self,
        plan: &'a Plan,
    ) -> impl Iterator<Item = &'a Route> {
        let route = |&id: &RouteId| self.routes.get(id);
        plan.added
            .iter()
            .chain(&plan.prints)
            .filter_map(route)
            .filter(|route| {
                let claims = self.claims();
                claims.is_none_or(|claims| claims.kind(&route.path) != Some(kind(route)))
            })
    }

    /// Adds those to the list, before the first of them is written. The note of them is there already, by which
    /// the next build knows that the list may be torn.
    pub(in crate::engine) fn claim(&self, plan: &Plan) -> io::Result<()> {
        if self.claims().is_some_and(|claims| !claims.is_sound) {
            return self.write_list();
        }
        let unclaimed = self.unclaimed(plan);
        self.append_to_list(unclaimed.map(|route| ownership::claim(&route.path, kind(route))))
    }

    /// Takes that back.
    pub(in crate::engine) fn disclaim(&self, plan: &Plan) -> io::Result<()> {
        let is_new = |route: &&Route| {
            route.written.is_none() && self.claims().is_none_or(|c| c.kind(&route.path).is_none())
        };
        let new = self.unclaimed(plan).filter(is_new);
        self.append_to_list(new.map(|route| ownership::disclaim(&route.path)))
    }

    /// Makes the list that of the routes, after a build: by lines of what is gone, or as a whole.
    pub(super) fn settle_claims(&mut self, plan: &Plan, is_whole: bool) -> io::Result<()> {
        let is_list = |claims: &Claims| {
            let is_route = |(path, as_what): (&str, Kind)| {
                let route = self.routes.at(path).and_then(|id| self.routes.get(id));
                route.is_some_and(|route| kind(route) == as_what)
            };
            claims.is_compact()
                && claims.iter().all(is_route)
                && claims.len() + self.unclaimed(plan).count() == self.routes.len()
        };
        let settled = match self.claims() {
            Some(claims) if is_list(claims) => Ok(()),
            None if !is_whole => {
                let gone = plan.gone.iter().map(|(_, route)| &*route.path);
                let gone = gone.filter(|path| self.routes.at(path).is_none());
                self.append_to_list(gone.map(ownership::disclaim))
            }
            _ => self.write_list(),
        };
        self.claims = None;
        settled
    }

    fn append_to_list(&self, lines: impl Iterator<Item = String>) -> io::Result<()> {
        let text: String = lines.collect();
        if text.is_empty() {
            return Ok(());
        }
        self.disk
            .append(&ownership::list(&self.folders), text.as_bytes())
    }

    /// Writes the list anew: the routes, and what else was listed and is there still.
    fn write_list(&self) -> io::Result<()> {
        let routes = self.routes.iter().map(|(_, route)| route);
        let mut text: String = routes
            .map(|route| ownership::claim(&route.path, kind(route)))
            .collect();
        for (path, kind) in self.claims().into_iter().flat_map(|claims| claims.iter()) {
            let file = crate::fs::join_inside(&self.folders.output, path);
            let is_left = || file.is_some_and(|file| self.disk.stamp(&file).is_some());
            if self.routes.at(path).is_none() && is_left() {
                text.push_str(&ownership::claim(path, kind));
            }
        }
        self.disk
            .replace(&ownership::list(&self.folders), text.as_bytes())
    }

    /// Distrusts every output file if the folder is not that of the last build, as when somebody emptied
    /// it while this process ran.
    pub(in crate::engine) fn distrust_other_output(&mut self) {
        let Some(basis) = &self.basis else { return };
        if !self.is_output_of(basis) {
            let paths: Vec<Box<str>> = self.output_paths().map(Into::into).collect();
            self.suspects.extend(paths);
            self.read_claims();
            let listed = self.claims.iter().flat_map(|claims| claims.iter());
            let listed: Vec<Box<str>> = listed.map(|(path, _)| path.into()).collect();
            self.suspects.extend(listed);
        }
    }

    /// Whether the output folder is as the build left it that was made from this, as far as its marks tell.
    pub(super) fn is_output_of(&self, basis: &crate::engine::ledger::Basis) -> bool {
        let stamp = |path: PathBuf| self.disk.stamp(&path);
        stamp(ownership::marker(&self.folders)) == Some(basis.marker)
            && stamp(ownership::list(&self.folders)).is_some()
            && !ownership::is_empty(&*self.disk, &self.folders)
    }

    pub(super) fn read_claims(&mut self) {
        let claims = Claims::read(&*self.disk, &self.folders);
        self.claims = Some(Arc::new(claims));
    }

    /// Distrusts the files of the note, if there is one: a build stopped amid writing them.
    pub(in crate::engine) fn suspect_announced(&mut self) {
        if let Ok(noted) = self.disk.read(&self.folders.cache.join(PENDING)) {
            self.noted.extend(lines(&noted));
            self.suspects.extend(self.noted.iter().cloned());
            self.read_claims();
        }
    }

    /// Takes the note back: nothing was written, or all of it was taken away again.
    pub(in crate::engine) fn withdraw(&self) {
        if self.suspects.is_empty() {
            let _ = self.disk.remove(&self.folders.cache.join(PENDING));
        }
    }
}

/// As what a route's file is listed.
pub(in crate::engine) fn kind(route: &Route) -> Kind {
    let output = outputs::ALL.get(route.output as usize);
    let known = [outputs::ARTICLE, outputs::PAGE, outputs::REDIRECT];
    if output.is_some_and(|output| known.contains(&output.name())) {
        Kind::Address
    } else {
        Kind::File
    }
}
