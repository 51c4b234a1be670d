//! Step 5: the output folder becomes what was rendered.
//!
//! Readers never meet a part of a file, and a build that fails leaves no trace. So a file that exists is
//! replaced by renaming; one that does not is written in place. A small build keeps its bytes in memory
//! until all has gone well. A large one can't: it writes new files at once, and changed ones beside the
//! old, and takes both back if anything fails. Before the first write, a note in the cache folder names
//! the files that may change; it goes when the ledger is written. A build that finds the note looks at
//! those files itself instead of trusting the ledger.
//!
//! What presstime did not write ([`ownership`]) is never replaced, and never removed.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::ownership::{self, Claims, Owner};
use super::plan::Plan;
use super::report::Report;
use super::routes::Route;
use super::state::{Folders, State};
use crate::diag::{Diagnostic, Place};
use crate::fs::{Disk, Stamp, join_inside, temporary_name};
use crate::outputs::Body;
use crate::site::hash_bytes;

/// A build of more routes than this writes while it renders.
const LARGE: usize = 2048;

/// Puts rendered routes into the output folder.
pub struct Emitter {
    disk: Arc<dyn Disk>,
    folders: Folders,
    // Whose folder it is; if it is another's, why nothing is written.
    owner: Result<Owner, Box<Diagnostic>>,
    // The list of what presstime wrote, where the ledger is not believed to be one.
    claims: Option<Arc<Claims>>,
    // Nothing is kept: the build has failed already, and is rendered for its diagnostics.
    is_dry: bool,
    is_large: bool,
    // The folder held nothing when the build began.
    is_fresh: bool,
    suspects: FxHashSet<Box<str>>,
    // What a build that did not end well may have changed: this one tells of it.
    noted: FxHashSet<Box<str>>,
    // Files that this build removes, and their folders, which may go with them.
    vacated: Vacated,
    // Folders of the output folder that are no links.
    plain: Mutex<FxHashSet<PathBuf>>,
    placed: Mutex<Placed>,
}

#[derive(Default)]
struct Placed {
    /// Bytes that wait for all to go well.
    held: Vec<(Box<str>, Body)>,
    /// Files written beside those that they are to replace, or as much of them as there was room for.
    staged: Vec<Box<str>>,
    /// New files, written where they belong, likewise.
    new: Vec<Box<str>>,
    /// Files that a build which did not end well has left as they are to be.
    there: Vec<Box<str>>,
}

impl Emitter {
    /// For a build of so many routes. It notes what will change before anything does.
    pub fn new(state: &State, plan: &Plan, dirty: usize, is_dry: bool) -> Emitter {
        let disk = state.disk().clone();
        let folders = state.folders().clone();
        let site = &state.site;
        let owner = ownership::owner(&*disk, &folders, &site.config.url, site.preview);
        let mut emitter = Emitter {
            is_dry: is_dry || owner.is_err(),
            is_large: dirty > LARGE,
            is_fresh: ownership::is_empty(&*disk, &folders),
            suspects: state.suspects().map(Into::into).collect(),
            noted: state.noted().clone(),
            claims: state.claims().cloned(),
            vacated: Vacated::default(),
            plain: Mutex::default(),
            owner,
            placed: Mutex::default(),
            disk,
            folders,
        };
        if emitter.is_large && !emitter.is_dry {
            emitter.vacated = Vacated::of(emitter.gone(state, plan));
            if let Err(error) = emitter.announce(state, plan, None) {
                emitter.owner = Err(unwritable(&emitter.folders.cache, &error));
                emitter.is_dry = true;
            }
        }
        emitter
    }

    /// Takes a rendered route: to hold it, to write it, or to find that it is as it was.
    ///
    /// # Errors
    /// It can't be written, or is in the way of a file that presstime did not write.
    pub fn place(&self, route: &Route, body: Body, hash: u64) -> Result<(), Box<Diagnostic>> {
        let path = self.path(&route.path)?;
        let known = if self.is_suspect(&route.path) {
            None
        } else {
            route.written
        };
        if self.is_dry || known == Some(hash) {
            return Ok(());
        }
        if known.is_none() && self.is_published(&path, &body) {
            return Ok(());
        }
        if self.is_beyond_link(&path) {
            let message = format!("the way to {} is a link, and may lead anywhere", route.path);
            return Err(Box::new(
                Diagnostic::error("foreign-file", message)
                    .at(Place::file(&path.to_string_lossy()))
                    .hint("remove the link: presstime writes nothing outside of the output folder"),
            ));
        }
        let is_there = known.is_some() || (!self.is_fresh && self.disk.stamp(&path).is_some());
        if is_there && known.is_none() {
            if self.is_on_disk(&path, hash) {
                if self.noted.contains(&route.path) {
                    // What was to replace it may lie beside it.
                    let _ = self.disk.remove(&temporary_name(&path));
                    self.placed().there.push(route.path.clone());
                }
                return Ok(());
            }
            if !self.is_ours(&route.path) {
                let message = format!(
                    "presstime did not write {}, and will not replace it",
                    route.path
                );
                return Err(Box::new(
                    Diagnostic::error("foreign-file", message)
                        .at(Place::file(&path.to_string_lossy()))
                        .hint("move it away, or put it into static/ to have it published"),
                ));
            }
        }
        // Prints are planned late: those of a large build are announced before they are written, like a small one's.
        let is_late = matches!(body, Body::Kept(..));
        if !self.is_large || is_late || self.vacated.makes_way_for(&route.path) {
            self.placed().held.push((route.path.clone(), body));
            return Ok(());
        }
        let target = if is_there {
            temporary_name(&path)
        } else {
            path.clone()
        };
        let written = self.write(&target, &body, !is_there);
        let mut placed = self.placed();
        // Even where that failed: a part of the file may be there, and is to be taken back with the rest.
        if is_there {
            &mut placed.staged
        } else {
            &mut placed.new
        }
        .push(route.path.clone());
        written.map_err(|error| unwritable(&path, &error))
    }

    /// What keeps anything from being written, if something does: the output folder is somebody else's,
    /// or can't be written to.
    pub fn trouble(&self) -> Option<Diagnostic> {
        self.owner.as_ref().err().map(|error| (**error).clone())
    }

    /// Writes, renames and removes what is due, and marks the folder. Returns the marker's stamp.
    ///
    /// All is written before anything is replaced, and all is replaced before anything is removed: where there is no
    /// room, the folder stays as it was.
    ///
    /// # Errors
    /// The file system refused. What was done all the same is in the report, and stays noted, so that the next build
    /// looks at it again.
    pub fn emit(
        &self,
        state: &State,
        plan: &Plan,
        report: &mut Report,
    ) -> Result<Stamp, Box<Diagnostic>> {
        let mut placed = std::mem::take(&mut *self.placed());
        let gone: Vec<&str> = self.gone(state, plan).collect();
        let is_to_change =
            !(placed.held.is_empty() && gone.is_empty()) || state.unclaimed(plan).next().is_some();
        if is_to_change && (!self.is_large || !plan.prints.is_empty()) {
            // A large build has written already: its note names everything, the prints as well by now.
            let held = (!self.is_large).then_some(&*placed.held);
            self.announce(state, plan, held)
                .map_err(|error| unwritable(&self.folders.cache, &error))?;
        }
        let vacated = Vacated::of(gone.iter().copied());
        let held = std::mem::take(&mut placed.held);
        let (last, first): (Vec<_>, Vec<_>) = held
            .into_iter()
            .partition(|(path, _)| vacated.makes_way_for(path));
        if let Err(error) = self.prepare(&first, &mut placed) {
            self.take_back(&placed);
            return Err(error);
        }
        let changed = self.commit(placed, &gone, &last, report);
        report.written.sort_unstable();
        report.removed.sort_unstable();
        changed?;
        self.mark()
            .map_err(|error| unwritable(&self.folders.output, &error))?;
        let marker = ownership::marker(&self.folders);
        Ok(self.disk.stamp(&marker).unwrap_or_default())
    }

    /// Writes new files where they belong, and others beside those that they are to replace.
    fn prepare(
        &self,
        held: &[(Box<str>, Body)],
        placed: &mut Placed,
    ) -> Result<(), Box<Diagnostic>> {
        let written: Vec<(bool, Result<(), Box<Diagnostic>>)> = held
            .par_iter()
            .with_min_len(4)
            .map(|(path, body)| {
                let path = match self.path(path) {
                    Ok(path) => path,
                    Err(error) => return (false, Err(error)),
                };
                let is_new = self.is_fresh || self.disk.stamp(&path).is_none();
                let written = if is_new {
                    self.write(&path, body, true)
                } else {
                    self.write(&temporary_name(&path), body, false)
                };
                (is_new, written.map_err(|error| unwritable(&path, &error)))
            })
            .collect();
        let mut all = Ok(());
        for ((path, _), (is_new, written)) in held.iter().zip(written) {
            let place = if is_new {
                &mut placed.new
            } else {
                &mut placed.staged
            };
            place.push(path.clone());
            all = all.and(written);
        }
        all
    }

    /// Replaces what changed, then removes what is gone, then writes what is to be in its place.
    fn commit(
        &self,
        placed: Placed,
        gone: &[&str],
        last: &[(Box<str>, Body)],
        report: &mut Report,
    ) -> Result<(), Box<Diagnostic>> {
        let done = placed.new.into_iter().chain(placed.there);
        report.written.extend(done.map(String::from));
        let renamed: Vec<Result<(), Box<Diagnostic>>> = placed
            .staged
            .par_iter()
            .with_min_len(16)
            .map(|path| {
                let path = self.path(path)?;
                let renamed = self.disk.rename(&temporary_name(&path), &path);
                renamed.map_err(|error| {
                    let _ = self.disk.remove(&temporary_name(&path));
                    unwritable(&path, &error)
                })
            })
            .collect();
        let mut all = Ok(());
        for (path, renamed) in placed.staged.into_iter().zip(renamed) {
            if renamed.is_ok() {
                report.written.push(path.into());
            }
            all = all.and(renamed);
        }
        all?;
        for path in gone {
            // A path from an old manifest may be anything; one that leads out is nobody's file.
            let Some(inside) = join_inside(&self.folders.output, path) else {
                continue;
            };
            // What is there is not what presstime wrote.
            if self.is_beyond_link(&inside) {
                continue;
            }
            let _ = self.disk.remove(&temporary_name(&inside));
            if self.disk.stamp(&inside).is_some() {
                self.disk
                    .remove(&inside)
                    .map_err(|error| unwritable(&inside, &error))?;
                self.prune(&inside);
                report.removed.push((*path).to_owned());
            } else if self.noted.contains(*path) {
                report.removed.push((*path).to_owned());
            }
        }
        for (path, body) in last {
            let inside = self.path(path)?;
            self.write(&inside, body, true)
                .map_err(|error| unwritable(&inside, &error))?;
            report.written.push(path.to_string());
        }
        Ok(())
    }

    /// Removes what was written of a build that won't be.
    fn take_back(&self, placed: &Placed) {
        for path in &placed.staged {
            if let Ok(path) = self.path(path) {
                let _ = self.disk.remove(&temporary_name(&path));
            }
        }
        for path in &placed.new {
            if let Ok(path) = self.path(path) {
                let _ = self.disk.remove(&path);
                self.prune(&path);
            }
        }
    }

    /// Takes back what a failed build wrote.
    ///
    /// # Errors
    /// The file system refused. What was done stays noted.
    pub fn abandon(&self, state: &State, plan: &Plan) -> io::Result<()> {
        let placed = std::mem::take(&mut *self.placed());
        self.take_back(&placed);
        if self.trouble().is_some() {
            // Either nothing was noted, or not all of it was.
            return Err(io::ErrorKind::Other.into());
        }
        if self.is_large && !self.is_dry {
            state.disclaim(plan)?;
            state.withdraw();
        }
        Ok(())
    }

    /// The files to remove: those that the plan has no more, and those of which only the list knows.
    fn gone<'a>(&'a self, state: &'a State, plan: &'a Plan) -> impl Iterator<Item = &'a str> {
        let planned = plan.gone.iter().map(|(_, route)| &*route.path);
        planned
            .filter(|path| self.claims.is_none() || self.is_ours(path))
            .chain(state.suspects().filter(|path| self.is_ours(path)))
            .filter(|path| state.routes.at(path).is_none())
    }

    /// Whether presstime wrote a file that the ledger does not answer for.
    fn is_ours(&self, path: &str) -> bool {
        let claims = self.claims.as_ref();
        claims.is_some_and(|claims| claims.kind(path).is_some())
    }

    fn mark(&self) -> io::Result<()> {
        match &self.owner {
            Ok(owner) => ownership::mark(&*self.disk, &self.folders, owner),
            Err(_) => Ok(()),
        }
    }

    fn announce(
        &self,
        state: &State,
        plan: &Plan,
        held: Option<&[(Box<str>, Body)]>,
    ) -> io::Result<()> {
        let gone = plan.gone.iter().map(|(_, route)| &*route.path);
        match held {
            Some(held) => state.announce(held.iter().map(|(path, _)| &**path).chain(gone))?,
            None => state.announce(state.output_paths().chain(gone))?,
        }
        // The folder is presstime's from the first file on, or the next build would refuse it.
        self.mark()?;
        state.claim(plan)
    }

    fn is_suspect(&self, path: &str) -> bool {
        self.suspects.contains(path)
    }

    /// Whether what is kept is published by the same file, which needs no reading.
    fn is_published(&self, path: &Path, body: &Body) -> bool {
        let Body::Kept(kept, _) = body else {
            return false;
        };
        !self.is_fresh && self.disk.is_linked(kept, path)
    }

    fn is_on_disk(&self, path: &Path, hash: u64) -> bool {
        self.disk
            .read(path)
            .is_ok_and(|bytes| hash_bytes(&bytes) == hash)
    }

    fn write(&self, path: &Path, body: &Body, is_new: bool) -> io::Result<()> {
        match body {
            Body::Bytes(bytes) if is_new => self.disk.write_new(path, bytes),
            Body::Bytes(bytes) => self.disk.write(path, bytes),
            Body::File(source, _) => {
                let from = join_inside(&self.folders.site, source);
                self.disk
                    .copy(&from.ok_or(io::ErrorKind::InvalidInput)?, path)
            }
            Body::Kept(kept, _) => self.disk.link(kept, path),
        }
    }

    /// The whole path of an output file; it never leaves the output folder.
    fn path(&self, path: &str) -> Result<PathBuf, Box<Diagnostic>> {
        join_inside(&self.folders.output, path).ok_or_else(|| {
            let message = format!("the path `{path}` leaves the output folder");
            Box::new(Diagnostic::error("bad-path", message))
        })
    }

    /// Whether a path of the output folder leads through a folder that is a link, or is a link to nowhere.
    fn is_beyond_link(&self, path: &Path) -> bool {
        if self.is_fresh {
            return false;
        }
        let mut plain = self.plain.lock().unwrap_or_else(PoisonError::into_inner);
        let folders = path.ancestors().skip(1);
        let unknown: Vec<&Path> = folders
            .take_while(|folder| *folder != self.folders.output && !plain.contains(*folder))
            .collect();
        if unknown.iter().any(|folder| self.disk.is_link(folder)) {
            return true;
        }
        plain.extend(unknown.into_iter().map(Path::to_owned));
        drop(plain);
        self.disk.stamp(path).is_none() && self.disk.is_link(path)
    }

    /// Removes the folders that held nothing but this file.
    fn prune(&self, path: &Path) {
        for folder in path.ancestors().skip(1) {
            let is_below =
                folder.starts_with(&self.folders.output) && *folder != self.folders.output;
            if !is_below || !self.disk.remove_empty_dir(folder) {
                break;
            }
        }
    }

    fn placed(&self) -> MutexGuard<'_, Placed> {
        self.placed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where files go away, so that a folder can come in the place of a file, or a file in that of a folder.
#[derive(Default)]
struct Vacated {
    files: FxHashSet<Box<str>>,
    folders: FxHashSet<Box<str>>,
}

impl Vacated {
    fn of<'a>(gone: impl Iterator<Item = &'a str>) -> Vacated {
        let mut vacated = Vacated::default();
        for path in gone {
            vacated.files.insert(path.into());
            vacated.folders.extend(folders_of(path).map(Into::into));
        }
        vacated
    }

    /// Whether a file can't be written before those are removed.
    fn makes_way_for(&self, path: &str) -> bool {
        !self.files.is_empty()
            && (self.folders.contains(path)
                || folders_of(path).any(|folder| self.files.contains(folder)))
    }
}

/// What is said of a file or folder that the system won't have written.
pub fn unwritable(path: &Path, error: &io::Error) -> Box<Diagnostic> {
    let message = format!("this can't be written: {error}");
    Box::new(Diagnostic::error("unwritable", message).at(Place::file(&path.to_string_lossy())))
}

/// The folders that an output file is in, without the output folder itself.
fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').filter_map(|(at, _)| path.get(..at))
}
