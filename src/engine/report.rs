//! What a build has to tell.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::content::Instant;
use crate::diag::Diagnostic;
use crate::render::CHANGED_WHILE_BUILDING;

/// What a build did, or why it did not.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// How many source files were read.
    pub files_read: usize,
    /// How many articles those were.
    pub articles_read: usize,
    /// The source files that are other than the last build saw them, new or gone, in no particular order.
    pub sources: Vec<String>,
    /// How many routes were rendered.
    pub rendered: usize,
    /// How many routes the site has.
    pub routes: usize,
    /// Output files that were written, by their paths below the output folder, sorted.
    pub written: Vec<String>,
    /// Output files that were removed, sorted.
    pub removed: Vec<String>,
    /// All there is to say of the site, errors first, each once. Of a site with more than a thousand warnings:
    /// those on what this build read and rendered, a thousand at most.
    pub diagnostics: Vec<Diagnostic>,
    /// How many warnings there are of each kind, in all of the site.
    pub warnings: BTreeMap<String, usize>,
    /// When the site will next change by itself.
    pub due: Option<Instant>,
    /// Questions whose answers change often and that very many routes ask.
    pub fan_out: Vec<Asked>,
    /// The first of the questions whose answers have changed, with how many routes asked each: those that most
    /// did before the others.
    pub causes: Vec<Asked>,
    /// How many routes are new.
    pub added: usize,
    /// Milliseconds a step.
    pub timings: Timings,
}

/// A question, and how many pages depend on its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// The question, in words.
    pub question: String,
    /// How many routes ask it.
    pub routes: u32,
}

/// Milliseconds that the steps of a build took.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Timings {
    /// Reading and parsing.
    pub load: u64,
    /// Indexing.
    pub index: u64,
    /// Finding out what is dirty.
    pub plan: u64,
    /// Rendering, and writing of files that nobody reads yet.
    pub render: u64,
    /// Writing and committing.
    pub emit: u64,
    /// All.
    pub total: u64,
}

impl Report {
    /// Whether the site is as its sources say.
    pub fn is_ok(&self) -> bool {
        !self.diagnostics.iter().any(Diagnostic::is_error)
    }

    /// How many errors there are.
    pub fn errors(&self) -> usize {
        let errors = self.diagnostics.iter().filter(|said| said.is_error());
        errors.count()
    }

    /// Whether files changed while they were read, so that it has to be built again.
    pub fn is_stale(&self) -> bool {
        let is_stale = |said: &Diagnostic| &*said.code == CHANGED_WHILE_BUILDING;
        self.diagnostics.iter().any(is_stale)
    }

    /// Takes in warnings of what the engine never saw.
    pub fn warn_of(&mut self, warnings: Vec<Diagnostic>) {
        for warning in warnings {
            *self.warnings.entry(warning.kind().to_owned()).or_default() += 1;
            self.diagnostics.push(warning);
        }
        self.diagnostics.sort_unstable();
    }

    /// Of a build that was not even tried.
    pub(super) fn refused(mut said: Vec<Diagnostic>) -> Report {
        said.sort_unstable();
        Report {
            warnings: counts(said.iter().filter(|said| !said.is_error())),
            diagnostics: said,
            ..Report::default()
        }
    }

    pub(super) fn finished(mut self, clock: &Clock) -> Report {
        self.diagnostics.sort_unstable();
        self.diagnostics = folded(self.diagnostics);
        self.timings.total = clock.total();
        self
    }
}

/// Of one fault that shows in many places, so many of those are named.
const SHOWN_OF_A_FAULT: usize = 3;

/// Errors that say the same of the same place, as one in a template does for every page, as one error each.
fn folded(sorted: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut folded: Vec<Diagnostic> = Vec::with_capacity(sorted.len());
    let mut more = 0;
    let finish = |last: Option<&mut Diagnostic>, more: &mut usize| {
        let why = last.and_then(|last| last.related.last_mut());
        if let Some((_, why)) = why.filter(|_| *more > 0) {
            *why = format!("{why}, and {more} more").into();
        }
        *more = 0;
    };
    for said in sorted {
        let is_same = |last: &Diagnostic| {
            (&last.place, &last.code, &last.message) == (&said.place, &said.code, &said.message)
        };
        match folded.last_mut() {
            Some(last) if said.is_error() && is_same(last) => {
                if last.related.len() < SHOWN_OF_A_FAULT {
                    last.related.extend(said.related);
                } else {
                    more += 1;
                }
            }
            last => {
                finish(last, &mut more);
                folded.push(said);
            }
        }
    }
    finish(folded.last_mut(), &mut more);
    folded
}

/// So many warnings are told one by one; more are counted.
pub(super) const MOST: usize = 1000;

/// Of the warnings the first by their order, each once, and how many there are of each kind.
pub(super) fn first_and_counts<'d>(
    warnings: impl Iterator<Item = &'d Diagnostic>,
) -> (Vec<Diagnostic>, BTreeMap<String, usize>) {
    let mut all: Vec<&Diagnostic> = warnings.collect();
    if all.len() > MOST {
        all.select_nth_unstable(MOST);
    } else {
        all.sort_unstable();
        all.dedup();
    }
    let mut first: Vec<Diagnostic> = all.iter().take(MOST).map(|&one| one.clone()).collect();
    first.sort_unstable();
    first.dedup();
    (first, counts(all.into_iter()))
}

/// How many warnings there are of each kind.
pub(super) fn counts<'d>(
    warnings: impl Iterator<Item = &'d Diagnostic>,
) -> BTreeMap<String, usize> {
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    for warning in warnings {
        *counts.entry(warning.kind()).or_default() += 1;
    }
    counts
        .into_iter()
        .map(|(kind, count)| (kind.to_owned(), count))
        .collect()
}

/// Measures the steps.
pub(super) struct Clock {
    ticks: fn() -> u64,
    start: u64,
    last: u64,
}

impl Clock {
    pub(super) fn start(ticks: fn() -> u64) -> Clock {
        let now = ticks();
        Clock {
            ticks,
            start: now,
            last: now,
        }
    }

    pub(super) fn lap(&mut self, into: &mut u64) {
        let now = (self.ticks)();
        *into = now.saturating_sub(self.last);
        self.last = now;
    }

    fn total(&self) -> u64 {
        (self.ticks)().saturating_sub(self.start)
    }
}
