//! The press: one warm engine, and the loop around it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use super::agenda::{Agenda, Next, Work};
use super::eyes::{Eyes, Seen};
use super::sight::Sight;
use crate::changes::{self, CONFIG, Change, FOLDERS, Look};
use crate::commands::workplace::{self, Ground, Workplace};
use crate::content::Instant;
use crate::diag::{Diagnostic, Place};
use crate::engine::{self, Report, Settings, State};
use crate::fs::join_inside;
use crate::fs::links::{self, Identity};
use crate::site::hash_of;

/// How the machine tells the time.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    /// Nanoseconds since 1970.
    pub now: fn() -> u64,
    /// Milliseconds, which never go back.
    pub ticks: fn() -> u64,
}

impl Clock {
    /// The second that it is.
    pub fn instant(&self) -> Instant {
        Instant::try_from((self.now)() / 1_000_000_000).unwrap_or(Instant::MAX)
    }
}

/// How changes are noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watching {
    /// The system tells of them.
    Events,
    /// By looking at all files every so many milliseconds.
    Polling(u64),
}

/// What the press has to tell.
pub enum Turn<'a> {
    /// A build was made, or tried.
    Built(&'a State, &'a Report),
    /// There is nothing to build: the site's folder is gone, or is another's now.
    Stopped(&'a Diagnostic),
    /// The system tells of no changes, and why: from now on they are looked for.
    Blind(&'a str),
}

/// Calls upon a running press.
#[derive(Clone)]
pub struct Call(Sender<Seen>);

impl Call {
    /// Tells it that photos were developed, which pages wait for.
    pub fn developed(&self) {
        let _ = self.0.send(Seen::Developed);
    }

    /// Has it end after the build that it is at.
    pub fn stop(&self) {
        // One that has ended already needs no word.
        let _ = self.0.send(Seen::Stop);
    }
}

/// A site that is built again whenever it changes.
pub struct Press {
    ground: Ground,
    settings: Settings,
    clock: Clock,
    // `None` while the site's folder is gone.
    place: Option<Workplace>,
    eyes: Option<Eyes>,
    sight: Sight,
    agenda: Agenda,
    is_polling: bool,
    // The folders by which the site is known to be the one that is watched.
    standing: Standing,
    // Links came or went, or folders that are watched for themselves.
    must_look_around: bool,
    // What a scan passed over; it stands until the next.
    troubles: Vec<Diagnostic>,
    first: Option<Vec<Change>>,
    // A report that is still to be told, and when.
    held: Option<(u64, Report)>,
    // The fault that was told last, while it stands.
    fault: Option<u64>,
    tell: Sender<Seen>,
    told: Receiver<Seen>,
}

/// The site's folder and those of its sources, as they were last seen.
type Standing = (Option<Identity>, Vec<Option<Identity>>);

/// How often to look for a site's folder that is gone, in milliseconds.
const SEEK: u64 = 150;

/// Without events, all is looked at this often.
const POLL: u64 = 1_000;

/// A fault that is gone so soon is none: files that belong together are written one after the other.
const HOLD: u64 = 150;

/// Nor is one of files that have nothing in them yet. Programs make or empty a file before they write it, and a busy
/// disk may come between the two; a reporter may have to think of a title.
const EMPTY: u64 = 5_000;

/// A file that changes while it is read is read again after so long.
const STALE: u64 = 30;

/// A build that failed is tried again after so long, though nothing changed: a disk may have room again, an article
/// that was in the way of another may have expired.
const RETRY: u64 = 20_000;

impl Press {
    /// Opens a site and begins to watch it. The first turn builds it.
    ///
    /// # Errors
    /// It can't be worked on: see `workplace::open`.
    pub fn open(
        ground: Ground,
        settings: Settings,
        watching: Watching,
        clock: Clock,
    ) -> Result<Press, Box<Diagnostic>> {
        let (tell, told) = mpsc::channel();
        let mut press = Press {
            agenda: Agenda::new(match watching {
                Watching::Events => None,
                Watching::Polling(every) => Some(every),
            }),
            is_polling: watching != Watching::Events,
            ground,
            settings,
            clock,
            place: None,
            eyes: None,
            sight: Sight::default(),
            standing: Standing::default(),
            must_look_around: false,
            troubles: Vec::new(),
            first: None,
            held: None,
            fault: None,
            tell,
            told,
        };
        press.enter()?;
        Ok(press)
    }

    /// To call upon it from elsewhere.
    pub fn call(&self) -> Call {
        Call(self.tell.clone())
    }

    /// Builds, waits, and builds again, until it is told to end. What it did it tells `take`, which may know of an
    /// instant before which it wants another turn.
    pub fn run(&mut self, mut take: impl FnMut(Turn) -> Option<Instant>) {
        loop {
            if !self.is_standing() {
                self.stand_again(&mut take);
            }
            let at = (self.clock.ticks)();
            self.tell_what_stands(at, &mut take);
            let next = match self.place {
                Some(_) => self.agenda.next(at, (self.clock.now)()),
                None => Next::Wait(SEEK),
            };
            match next {
                Next::Build(work) => self.turn(&work, &mut take),
                Next::Wait(milliseconds) => {
                    let until_told = self.held.as_ref().map(|(when, _)| when.saturating_sub(at));
                    let milliseconds =
                        until_told.map_or(milliseconds, |told| told.min(milliseconds));
                    if !self.listen(milliseconds, &mut take) {
                        return;
                    }
                }
            }
        }
    }

    /// Ends the work of a process that ends as well.
    pub fn leave(mut self) {
        if let Some(place) = self.place.take() {
            place.leave();
        }
    }

    /// Opens the site, and watches before it looks, so that nothing is missed in between.
    fn enter(&mut self) -> Result<(), Box<Diagnostic>> {
        let blind = self.watch();
        let opened = workplace::open(&self.ground, false, (self.clock.now)());
        let (place, (changes, troubles)) = opened?;
        self.place = Some(place);
        self.troubles = troubles;
        self.first = Some(changes);
        self.agenda.try_again(Some(0), (self.clock.ticks)());
        if let Some(why) = blind {
            let _ = self.tell.send(Seen::Nothing(why));
        }
        Ok(())
    }

    /// Watches the folders as they are now. Says why, if the system does not let it.
    fn watch(&mut self) -> Option<String> {
        let site = &self.ground.folders.site;
        self.must_look_around = false;
        self.eyes = None;
        self.standing = standing(site);
        if self.is_polling {
            return None;
        }
        let root = links::real(site)?;
        let tops = FOLDERS.iter().chain(&[CONFIG]);
        self.sight = Sight {
            links: tops.flat_map(|top| links::links(site, top)).collect(),
            root,
        };
        match Eyes::open(&self.sight, self.tell.clone()) {
            Ok(eyes) => self.eyes = Some(eyes),
            Err(why) => return Some(why),
        }
        None
    }

    fn is_standing(&self) -> bool {
        self.place.is_some() && links::identity(&self.ground.folders.site) == self.standing.0
    }

    /// The site's folder is gone, or another is in its place: starts afresh where there is one.
    fn stand_again(&mut self, take: &mut impl FnMut(Turn) -> Option<Instant>) {
        // The locks are files of the folder that is gone.
        let was_open = self.place.take().is_some();
        self.eyes = None;
        self.held = None;
        let trouble = if links::identity(&self.ground.folders.site).is_some() {
            self.enter().err()
        } else {
            let message = "the site's folder is gone";
            let place = Place::file(&self.ground.folders.site.to_string_lossy());
            let error = Diagnostic::error("no-site", message).at(place);
            Some(Box::new(error.hint("put it back: it will be noticed")))
        };
        if let Some(trouble) = trouble.filter(|_| was_open) {
            self.fault = Some(hash_of(&trouble));
            take(Turn::Stopped(&trouble));
        }
    }

    /// Waits for something to happen. `false` when it is time to end.
    fn listen(
        &mut self,
        milliseconds: u64,
        take: &mut impl FnMut(Turn) -> Option<Instant>,
    ) -> bool {
        let mut seen = match self.told.recv_timeout(Duration::from_millis(milliseconds)) {
            Ok(seen) => Some(seen),
            Err(RecvTimeoutError::Timeout) => {
                let site = &self.ground.folders.site;
                if self.place.is_some() && standing(site) != self.standing {
                    self.look_around();
                }
                None
            }
            Err(RecvTimeoutError::Disconnected) => return false,
        };
        while let Some(one) = seen {
            match one {
                Seen::Path(path, look) => self.notice(&path, look),
                Seen::Developed => self.agenda.build_soon((self.clock.ticks)()),
                Seen::Anything => self.agenda.hear_of_anything((self.clock.ticks)()),
                Seen::Nothing(why) => {
                    self.is_polling = true;
                    self.eyes = None;
                    self.agenda.look_every(POLL);
                    self.agenda.hear_of_anything((self.clock.ticks)());
                    take(Turn::Blind(&why));
                }
                Seen::Stop => return false,
            }
            seen = self.told.try_recv().ok();
        }
        true
    }

    /// Notes what an event at a path may mean.
    fn notice(&mut self, path: &Path, look: Look) {
        let at = (self.clock.ticks)();
        let root = &self.sight.root;
        let is_top = path.parent() == Some(root) && path != root.join(CONFIG);
        let names = self.sight.names(path);
        let is_watched_for_itself = path == root || (is_top && !names.is_empty());
        if look == Look::Bytes && is_watched_for_itself {
            self.look_around();
        }
        if names.is_empty() {
            return;
        }
        if links::is_link(path) || self.sight.has_link_in(&names) {
            self.look_around();
        }
        if look == Look::Bytes && links::identity(path).is_some() {
            let site = &self.ground.folders.site;
            if names
                .iter()
                .any(|name| !links::links(site, name).is_empty())
            {
                self.look_around();
            }
            for name in &names {
                self.agenda.glance_later(name.clone(), at);
            }
        }
        let is_gone = !links::is_there(path);
        for name in names {
            self.agenda.hear(name, look, is_gone, at);
        }
    }

    fn look_around(&mut self) {
        self.must_look_around = true;
        self.agenda.hear_of_anything((self.clock.ticks)());
    }

    /// One build.
    fn turn(&mut self, work: &Work, take: &mut impl FnMut(Turn) -> Option<Instant>) {
        if self.must_look_around
            && let Some(why) = self.watch()
        {
            let _ = self.tell.send(Seen::Nothing(why));
        }
        let Some(place) = &mut self.place else { return };
        let now = (self.clock.now)();
        let is_first = self.first.is_some();
        let changes = match self.first.take() {
            Some(changes) => changes,
            // What could not be read may be readable again, which the system need not tell.
            None if work.everything || self.troubles.iter().any(Diagnostic::is_error) => {
                let (changes, troubles) = workplace::look(&place.state, now);
                self.troubles = troubles;
                changes
            }
            None => {
                let (changes, errors) = named(&place.state, &work.paths, now);
                self.troubles.extend(errors);
                changes
            }
        };
        // What a failed build could not take may have gone again, which changes nothing that is known.
        let is_idle = changes.is_empty() && !place.state.is_behind();
        let is_denied = self.troubles.iter().any(Diagnostic::is_error);
        if is_idle && !is_denied && !work.is_due && !is_first {
            return;
        }
        let settings = Settings {
            now: self.clock.instant(),
            progress: if is_first {
                self.settings.progress
            } else {
                |_, _, _| {}
            },
            ..self.settings
        };
        let seen = (changes, self.troubles.clone());
        let report = engine::build_seen(&mut place.state, seen, &settings);
        let at = (self.clock.ticks)();
        let vanished = if is_denied {
            Vec::new()
        } else {
            vanished(&place.state, &report)
        };
        if report.is_stale() || !vanished.is_empty() {
            for path in vanished {
                self.agenda.hear(path, Look::Bytes, true, at);
            }
            self.agenda.try_again(Some(STALE), at);
            return;
        }
        let is_ok = report.is_ok();
        self.agenda.try_again((!is_ok).then_some(RETRY), at);
        // What was due at a build that failed is past and did not happen: it is tried again with the rest.
        let due = report.due.filter(|due| *due > settings.now);
        self.agenda.wake_at(due);
        let when = if is_ok || is_first || self.fault.is_some() {
            at
        } else {
            let hold = if is_of_empty_files(&place.state, &report) {
                EMPTY
            } else {
                HOLD
            };
            let held = self.held.take();
            held.map_or(at + hold, |(when, _)| when.min(at + hold))
        };
        self.held = Some((when, report));
        self.tell_what_stands(at, take);
    }

    /// Tells what came of the last build: at once where it went well; a fault when it has stood for a moment.
    fn tell_what_stands(&mut self, at: u64, take: &mut impl FnMut(Turn) -> Option<Instant>) {
        let ready = self.held.take_if(|(when, _)| *when <= at);
        if let (Some((_, report)), Some(place)) = (ready, &self.place) {
            let fault = (!report.is_ok()).then(|| fault_of(&report));
            let is_known = fault.is_some() && fault == self.fault;
            self.fault = fault;
            if is_known {
                return;
            }
            let wanted = take(Turn::Built(&place.state, &report));
            let now = self.clock.instant();
            self.agenda.wake_by(wanted.filter(|at| *at > now));
        }
    }
}

/// What tells one fault from another: the same is found again by every attempt to build.
fn fault_of(report: &Report) -> u64 {
    let mut sources: Vec<&String> = report.sources.iter().collect();
    sources.sort_unstable();
    hash_of(&(sources, &report.diagnostics))
}

/// What changed at these paths.
fn named(
    state: &State,
    paths: &BTreeMap<String, Look>,
    now: u64,
) -> (Vec<Change>, Vec<Diagnostic>) {
    let paths = paths.iter().map(|(path, look)| (path.as_str(), *look));
    let site = &state.folders().site;
    // What is a file that is known has nothing below it, which spares a search.
    let seen_below = |path: &str| {
        if state.knows(path) {
            Vec::new()
        } else {
            state.seen_below(path)
        }
    };
    let (mut changes, errors) = changes::look(&**state.disk(), site, paths, seen_below, now);
    // What came and went in between is no change.
    changes.retain(|change| change.stamp.is_some() || state.knows(&change.path));
    (changes, errors)
}

/// Whether all that is wrong is in files of no bytes.
fn is_of_empty_files(state: &State, report: &Report) -> bool {
    let mut errors = report.diagnostics.iter().filter(|said| said.is_error());
    errors.all(|error| {
        let inside = (error.place.as_ref())
            .and_then(|place| join_inside(&state.folders().site, &place.path));
        let stamp = inside.and_then(|path| state.disk().stamp(&path));
        stamp.is_some_and(|stamp| stamp.size == 0)
    })
}

/// The files that could not be read since they are no more: they went while the build was at work, which says nothing
/// of the site. Some of them may have come only just before, so that no build ever saw them.
fn vanished(state: &State, report: &Report) -> Vec<String> {
    let unreadable = report
        .diagnostics
        .iter()
        .filter(|said| &*said.code == "unreadable");
    let paths = unreadable.filter_map(|said| Some(said.place.as_ref()?.path.to_string()));
    let is_gone = |path: &String| {
        let inside = join_inside(&state.folders().site, path);
        inside.is_some_and(|path| state.disk().stamp(&path).is_none())
    };
    paths.filter(is_gone).collect()
}

fn standing(site: &Path) -> Standing {
    let identity = |folder: &&str| links::identity(&site.join(folder));
    (
        links::identity(site),
        FOLDERS.iter().map(identity).collect(),
    )
}
