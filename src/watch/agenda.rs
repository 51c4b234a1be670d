//! What is to be done next, and when: of the paths that were named, the clock, and what could not be done before.
//! Pure: it is told the time.
//!
//! Two times are told. `at` counts milliseconds and never goes back; by it one waits for bursts to end. `now` is the
//! clock of embargoes, in nanoseconds since 1970, which people set and which stands still while a machine sleeps.

use std::collections::BTreeMap;

use crate::changes::Look;
use crate::content::Instant;

/// Where something is gone, what takes its place is waited for so long: the system names the two names of a file that
/// is renamed one after the other, and they belong together. A file that is there is built at once.
const SETTLE: u64 = 15;

/// More paths than this at a time are no work of hands: a checkout, an import, a folder that moves.
const BURST: usize = 32;

/// A burst is over when nothing came for so long, in milliseconds.
const QUIET: u64 = 120;

/// It is taken up all the same after so long.
const PATIENCE: u64 = 2_000;

/// A folder that came or went is looked at again after so long: files may be put into a new one before the system
/// begins to tell of it.
const GLANCE: u64 = 400;

/// Photos that were developed are taken over by a build after so long, with those that were done meanwhile.
const SOON: u64 = 400;

/// The clock is looked at this often: a machine may have slept.
const TICK: u64 = 1_000;

/// What to look at, before a build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// These paths of the site, and all below them.
    pub paths: BTreeMap<String, Look>,
    /// Everything: some events were lost, or none are told.
    pub everything: bool,
    /// It is time to build even if nothing has changed.
    pub is_due: bool,
}

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Look at this, and build.
    Build(Work),
    /// Wait for so many milliseconds, or for something to happen.
    Wait(u64),
}

/// What is still to be done.
#[derive(Clone, Debug, Default)]
pub struct Agenda {
    work: Work,
    // When the first and the last of it was heard of.
    heard: Option<(u64, u64)>,
    // Something of it is gone.
    is_lacking: bool,
    glances: BTreeMap<String, u64>,
    due: Option<Instant>,
    again: Option<u64>,
    // How often to look at everything, where nothing is told.
    every: Option<u64>,
    round: u64,
}

impl Agenda {
    /// Looks at everything every so many milliseconds, if that is given.
    pub fn new(every: Option<u64>) -> Agenda {
        Agenda {
            every,
            ..Agenda::default()
        }
    }

    /// From now on, looks at everything every so many milliseconds.
    pub fn look_every(&mut self, every: u64) {
        self.every = Some(every);
    }

    /// Something happened at a path. Where there is nothing now, something else may come.
    pub fn hear(&mut self, path: String, look: Look, is_gone: bool, at: u64) {
        self.is_lacking |= is_gone;
        let known = self.work.paths.entry(path).or_insert(look);
        *known = look.max(*known);
        self.heard(at);
    }

    /// Something happened, nobody knows where.
    pub fn hear_of_anything(&mut self, at: u64) {
        self.work.everything = true;
        self.heard(at);
    }

    /// A folder came or went, and may need a second look.
    pub fn glance_later(&mut self, path: String, at: u64) {
        self.glances.insert(path, at + GLANCE);
    }

    /// When the site changes by itself.
    pub fn wake_at(&mut self, due: Option<Instant>) {
        self.due = due;
    }

    /// Something else will be otherwise then.
    pub fn wake_by(&mut self, at: Option<Instant>) {
        self.due = self.due.into_iter().chain(at).min();
    }

    /// The last build has to be made again after so long.
    pub fn try_again(&mut self, after: Option<u64>, at: u64) {
        self.again = after.map(|after| at + after);
    }

    /// Something was done for the site by others, and more of it may come at once.
    pub fn build_soon(&mut self, at: u64) {
        let soon = at + SOON;
        self.again = Some(self.again.map_or(soon, |again| again.min(soon)));
    }

    /// What to do now. What it says to build is then no more on the agenda.
    pub fn next(&mut self, at: u64, now: u64) -> Next {
        let until_due = self.due.map(|due| {
            let due = u64::try_from(due)
                .unwrap_or(0)
                .saturating_mul(1_000_000_000);
            due.saturating_sub(now).div_ceil(1_000_000)
        });
        if until_due == Some(0) {
            self.due = None;
            return self.build(true);
        }
        let until_quiet = self.heard.map(|(first, last)| {
            let is_burst = self.work.everything || self.work.paths.len() > BURST;
            let quiet = if is_burst {
                QUIET
            } else if self.is_lacking {
                SETTLE
            } else {
                0
            };
            (last + quiet).min(first + PATIENCE).saturating_sub(at)
        });
        if until_quiet == Some(0) {
            return self.build(false);
        }
        let until_again = self.again.map(|again| again.saturating_sub(at));
        if until_again == Some(0) {
            return self.build(true);
        }
        let until_round = self
            .every
            .map(|every| (self.round + every).saturating_sub(at));
        if until_round == Some(0) {
            self.round = at;
            self.work.everything = true;
            return self.build(false);
        }
        let until_glance = self
            .glances
            .values()
            .min()
            .map(|glance| glance.saturating_sub(at));
        if until_glance == Some(0) {
            let ready = self.glances.extract_if(.., |_, glance| *glance <= at);
            let ready: Vec<String> = ready.map(|(path, _)| path).collect();
            for path in ready {
                self.work.paths.entry(path).or_insert(Look::Stamps);
            }
            return self.build(false);
        }
        let waits = [
            until_due,
            until_quiet,
            until_again,
            until_round,
            until_glance,
        ];
        Next::Wait(waits.into_iter().flatten().fold(TICK, u64::min))
    }

    fn heard(&mut self, at: u64) {
        let first = self.heard.map_or(at, |(first, _)| first);
        self.heard = Some((first, at));
    }

    fn build(&mut self, is_due: bool) -> Next {
        self.heard = None;
        self.is_lacking = false;
        // What was to be done again soon is done by this.
        let is_due = self.again.take().is_some() || is_due;
        let work = std::mem::take(&mut self.work);
        Next::Build(Work { is_due, ..work })
    }
}
