//! The routes: which output files there are, whose they are, and what each asked when it was rendered.

use hashbrown::HashTable;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use crate::diag::Diagnostic;
use crate::outputs::Subject;
use crate::site::hash_bytes;
use crate::site::names::Name;

/// A route's place in the table; used again after the route is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RouteId(pub u32);

/// One output file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Route {
    /// Path below the output folder.
    pub path: Box<str>,
    /// What it is about.
    pub subject: Subject,
    /// Which output owns it, by its place in [`crate::outputs::ALL`].
    pub output: u8,
    /// Which of the output's routes for the subject it is.
    pub part: u32,
    /// The questions its rendering asked, by their numbers in the ledger, in no order that matters.
    pub asked: Box<[u32]>,
    /// The hash of what was written, or `None` before it was.
    pub written: Option<u64>,
    /// Whether that is not what it will be: it shows photos that nobody had looked at, or is itself a print that
    /// nobody had made.
    pub waits: bool,
    /// What rendering had to say.
    pub problems: Vec<Diagnostic>,
}

/// Every route of a site.
#[derive(Clone, Debug, Default)]
pub struct Routes {
    table: Vec<Option<Route>>,
    free: Vec<RouteId>,
    // By the hash of the path, so that no path is kept twice.
    by_path: HashTable<RouteId>,
    by_subject: FxHashMap<Subject, Vec<RouteId>>,
    // The languages among the subjects.
    languages: FxHashSet<Name>,
}

impl Routes {
    /// A route.
    pub fn get(&self, id: RouteId) -> Option<&Route> {
        self.table.get(id.0 as usize)?.as_ref()
    }

    /// A route, to be changed. Its path and subject must stay.
    pub fn get_mut(&mut self, id: RouteId) -> Option<&mut Route> {
        self.table.get_mut(id.0 as usize)?.as_mut()
    }

    /// The route at an output path.
    pub fn at(&self, path: &str) -> Option<RouteId> {
        let same = |id: &RouteId| self.get(*id).is_some_and(|route| &*route.path == path);
        self.by_path
            .find(hash_bytes(path.as_bytes()), same)
            .copied()
    }

    /// Who is at an output path.
    pub fn occupant(&self, path: &str) -> Option<Subject> {
        Some(self.get(self.at(path)?)?.subject)
    }

    /// The routes of a subject.
    pub fn of(&self, subject: Subject) -> &[RouteId] {
        self.by_subject.get(&subject).map_or(&[], Vec::as_slice)
    }

    /// Every subject that has routes, in no particular order.
    pub fn subjects(&self) -> impl Iterator<Item = Subject> + '_ {
        self.by_subject.keys().copied()
    }

    /// Every language that has routes, in no particular order.
    pub fn languages(&self) -> impl Iterator<Item = Name> + '_ {
        self.languages.iter().copied()
    }

    /// Every route, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = (RouteId, &Route)> {
        self.table
            .iter()
            .zip(0..)
            .filter_map(|(route, id)| Some((RouteId(id), route.as_ref()?)))
    }

    /// Every route, to be changed. Their paths and subjects must stay.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Route> {
        self.table.iter_mut().flatten()
    }

    /// The table with its holes, for reading in parallel.
    pub fn table(&self) -> &[Option<Route>] {
        &self.table
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.by_path.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.by_path.is_empty()
    }

    /// Adds a route at any free place.
    pub fn add(&mut self, route: Route) -> RouteId {
        let id = self.free.pop().unwrap_or_else(|| {
            self.table.push(None);
            RouteId(u32::try_from(self.table.len() - 1).unwrap_or(u32::MAX))
        });
        self.fill(id, route);
        id
    }

    /// Makes room for about so many.
    pub fn reserve(&mut self, count: usize) {
        self.table.reserve(count);
        self.by_subject.reserve(count);
        let table = &self.table;
        self.by_path.reserve(count, |id| hash_of(table, *id));
    }

    /// Puts a route at a place that it had in a ledger.
    pub fn restore(&mut self, id: RouteId, route: Route) {
        let index = id.0 as usize;
        if self.table.len() <= index {
            self.table.resize(index + 1, None);
        }
        self.fill(id, route);
    }

    /// Takes a route away.
    pub fn remove(&mut self, id: RouteId) -> Option<Route> {
        let route = self.table.get_mut(id.0 as usize)?.take()?;
        if let Ok(entry) = self
            .by_path
            .find_entry(hash_bytes(route.path.as_bytes()), |&at| at == id)
        {
            entry.remove();
        }
        if let Some(ids) = self.by_subject.get_mut(&route.subject) {
            ids.retain(|&other| other != id);
            if ids.is_empty() {
                self.by_subject.remove(&route.subject);
                if let Subject::Language(lang) = route.subject {
                    self.languages.remove(&lang);
                }
            }
        }
        self.free.push(id);
        Some(route)
    }

    /// Finds the free places after a ledger was read.
    pub fn find_free(&mut self) {
        let holes = self
            .table
            .iter()
            .zip(0..)
            .filter(|(route, _)| route.is_none());
        self.free = holes.map(|(_, id)| RouteId(id)).collect();
    }

    fn fill(&mut self, id: RouteId, route: Route) {
        self.by_subject.entry(route.subject).or_default().push(id);
        if let Subject::Language(lang) = route.subject {
            self.languages.insert(lang);
        }
        let hash = hash_bytes(route.path.as_bytes());
        self.table[id.0 as usize] = Some(route);
        let table = &self.table;
        self.by_path
            .insert_unique(hash, id, |id| hash_of(table, *id));
    }
}

fn hash_of(table: &[Option<Route>], id: RouteId) -> u64 {
    let route = table.get(id.0 as usize).and_then(Option::as_ref);
    route.map_or(0, |route| hash_bytes(route.path.as_bytes()))
}
