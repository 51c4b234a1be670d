//! Photos that nobody has looked at yet, of a process that shows pages before it develops what is on them.

use std::path::PathBuf;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::State;
use crate::diag::Diagnostic;
use crate::engine::darkroom::Darkroom;
use crate::engine::routes::RouteId;
use crate::outputs::Subject;
use crate::photo::Cut;
use crate::site::FileFacts;
use crate::site::names::Name;

/// What is to be made of a photo. It needs nothing of the engine, so any thread may do it; what it is done for
/// becomes part of the site by the next build.
#[derive(Clone)]
pub struct Job {
    /// The photo's file, from the site folder.
    pub path: Arc<str>,
    // The output files that will be made of it.
    prints: Vec<(String, Cut)>,
    facts: FileFacts,
    cuts: Vec<Cut>,
    darkroom: Arc<Darkroom>,
}

impl Job {
    /// The output files that will be made of it, by their paths below the output folder.
    pub fn prints(&self) -> impl Iterator<Item = &str> {
        self.prints.iter().map(|(path, _)| &**path)
    }

    /// Where the bytes of one of its output files are, if they were made.
    pub fn kept(&self, print: &str) -> Option<PathBuf> {
        let (_, cut) = self.prints.iter().find(|(path, _)| path == print)?;
        let (path, _) = self.darkroom.print(self.facts.hash, *cut)?;
        Some(path)
    }

    /// The photo, by what is in it.
    pub fn photo(&self) -> u64 {
        self.facts.hash
    }

    /// Develops the photo.
    ///
    /// # Errors
    /// The file can't be read, or is another by now; or the cache folder can't be written to.
    pub fn develop(&self) -> Result<(), Box<Diagnostic>> {
        self.darkroom.make(&self.path, &self.facts, &self.cuts)
    }
}

impl State {
    /// What is to be developed, each photo once, in the order of their files.
    pub fn backlog(&self) -> Vec<Job> {
        let Some(darkroom) = self.darkroom.as_ref().filter(|_| !self.waiting.is_empty()) else {
            return Vec::new();
        };
        let mut jobs: FxHashMap<Name, Job> = FxHashMap::default();
        for (&id, prints) in &self.waiting {
            let route = self.routes.get(id);
            let own = route.filter(|route| matches!(route.subject, Subject::Print(..)));
            for &(file, cut) in prints {
                let Some(facts) = self.site.file(file) else {
                    continue;
                };
                if darkroom.is_settled(facts.hash, cut) {
                    continue;
                }
                let job = jobs.entry(file).or_insert_with(|| Job {
                    path: self.site.names.text(file),
                    prints: Vec::new(),
                    facts: facts.clone(),
                    cuts: Vec::new(),
                    darkroom: darkroom.clone(),
                });
                job.prints
                    .extend(own.map(|route| (route.path.to_string(), cut)));
                if !job.cuts.contains(&cut) {
                    job.cuts.push(cut);
                }
            }
        }
        let mut jobs: Vec<Job> = jobs.into_values().collect();
        jobs.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        jobs
    }

    /// Whether a route is known to wait, and for what.
    pub(in crate::engine) fn is_waiting(&self, id: RouteId) -> bool {
        self.waiting.contains_key(&id)
    }

    /// The routes that waited for photos which have been looked at since.
    pub(in crate::engine) fn ready(&self) -> Vec<RouteId> {
        let Some(darkroom) = &self.darkroom else {
            return Vec::new();
        };
        let is_settled = |&(file, cut): &(Name, Cut)| {
            let facts = self.site.file(file);
            facts.is_none_or(|facts| darkroom.is_settled(facts.hash, cut))
        };
        let ready = self
            .waiting
            .iter()
            .filter(|(_, prints)| prints.iter().all(is_settled));
        ready.map(|(&id, _)| id).collect()
    }
}
