//! Step 5: the output folder becomes what was rendered.
//!
//! Readers never meet a part of a file, and a build that fails leaves no trace. So a file that exists is
//! replaced by renaming; one that does not is written in place. A small build keeps its bytes in memory
//! until all has gone well. A large one can't: it writes new files at once, and changed ones beside the
//! old, and takes both back if anything fails. Before the first write, a note in the cache folder names
//! the files that may change; it goes when the ledger is written. A build that finds the note looks at
//! those files itself instead of trusting the ledger.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

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

/// What the marker says to whoever finds it.
const MARKER: &str = "presstime writes this folder: what is in it comes from the site's sources,\n\
                      and may be replaced or removed by the next build.\n";

/// The file by which presstime knows a folder for its own.
pub fn marker(folders: &Folders) -> PathBuf {
    folders.output.join(".presstime")
}

/// Puts rendered routes into the output folder.
pub struct Emitter {
    disk: std::sync::Arc<dyn Disk>,
    folders: Folders,
    // Nothing is kept: the build has failed already, and is rendered for its diagnostics.
    is_dry: bool,
    is_large: bool,
    // The folder held nothing when the build began.
    is_fresh: bool,
    // What is on disk is as the ledger says.
    is_trusted: bool,
    suspects: rustc_hash::FxHashSet<Box<str>>,
    trouble: Option<Diagnostic>,
    placed: Mutex<Placed>,
}

#[derive(Default)]
struct Placed {
    /// Bytes that wait for all to go well.
    held: Vec<(Box<str>, Body)>,
    /// Files written beside those that they are to replace.
    staged: Vec<Box<str>>,
    /// New files, written where they belong.
    new: Vec<Box<str>>,
}

impl Emitter {
    /// For a build of so many routes. It notes what will change before anything does.
    pub fn new(state: &State, plan: &Plan, dirty: usize, is_dry: bool) -> Emitter {
        let disk = state.disk().clone();
        let folders = state.folders().clone();
        let is_ours = disk.stamp(&marker(&folders)).is_some();
        let is_fresh = !disk.is_occupied(&folders.output);
        let trouble = (!is_ours && !is_fresh).then(|| {
            let message = "the output folder holds files that presstime did not write";
            Diagnostic::error("foreign-output", message)
                .at(Place::file(&folders.output.to_string_lossy()))
                .hint("name another folder with --output, or empty this one")
        });
        let mut emitter = Emitter {
            is_dry: is_dry || trouble.is_some(),
            is_large: dirty > LARGE,
            is_fresh,
            is_trusted: !state.is_new(),
            suspects: state.suspects().map(Into::into).collect(),
            trouble,
            placed: Mutex::default(),
            disk,
            folders,
        };
        if emitter.is_large
            && !emitter.is_dry
            && let Err(error) = emitter.announce(state, plan, None)
        {
            emitter.trouble = Some(*failed(&emitter.folders.cache, &error));
            emitter.is_dry = true;
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
        let is_there = known.is_some() || (!self.is_fresh && self.disk.stamp(&path).is_some());
        if is_there && known.is_none() {
            if self.is_trusted && !self.is_suspect(&route.path) {
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
            if self.is_on_disk(&path, hash) {
                return Ok(());
            }
        }
        if !self.is_large {
            self.placed().held.push((route.path.clone(), body));
            return Ok(());
        }
        let target = if is_there {
            temporary_name(&path)
        } else {
            path.clone()
        };
        self.write(&target, &body, !is_there)
            .map_err(|error| failed(&path, &error))?;
        let mut placed = self.placed();
        if is_there {
            &mut placed.staged
        } else {
            &mut placed.new
        }
        .push(route.path.clone());
        Ok(())
    }

    /// What keeps anything from being written, if something does: the output folder is somebody else's,
    /// or can't be written to.
    pub fn trouble(&self) -> Option<Diagnostic> {
        self.trouble.clone()
    }

    /// Writes, renames and removes what is due, and marks the folder. Returns the marker's stamp.
    ///
    /// # Errors
    /// The file system refused. What was done stays noted, so that the next build looks at it again.
    pub fn emit(
        &self,
        state: &State,
        plan: &Plan,
        report: &mut Report,
    ) -> Result<Stamp, Box<Diagnostic>> {
        let placed = std::mem::take(&mut *self.placed());
        let stale: Vec<&str> = state
            .suspects()
            .filter(|path| state.routes.at(path).is_none())
            .collect();
        let gone: Vec<&str> = plan
            .gone
            .iter()
            .map(|(_, route)| &*route.path)
            .filter(|path| state.routes.at(path).is_none())
            .chain(stale)
            .collect();
        let is_to_change = !(placed.held.is_empty() && gone.is_empty());
        if is_to_change && !self.is_large {
            self.announce(state, plan, Some(&placed.held))
                .map_err(|error| failed(&self.folders.cache, &error))?;
        }
        // First, since a file that goes may stand where a folder is to come.
        for path in &gone {
            // A path from an old manifest may be anything; one that leads out is nobody's file.
            let Some(inside) = join_inside(&self.folders.output, path) else {
                continue;
            };
            if self.disk.stamp(&inside).is_some() {
                self.disk
                    .remove(&inside)
                    .map_err(|error| failed(&inside, &error))?;
                self.prune(&inside);
                report.removed.push((*path).to_owned());
            }
            let _ = self.disk.remove(&temporary_name(&inside));
        }
        placed
            .held
            .par_iter()
            .with_min_len(4)
            .try_for_each(|(path, body)| {
                let path = self.path(path)?;
                let is_new = self.is_fresh || self.disk.stamp(&path).is_none();
                let done = if is_new {
                    self.write(&path, body, true)
                } else {
                    let beside = temporary_name(&path);
                    self.write(&beside, body, false)
                        .and_then(|()| self.disk.rename(&beside, &path))
                };
                done.map_err(|error| failed(&path, &error))
            })?;
        placed
            .staged
            .par_iter()
            .with_min_len(16)
            .try_for_each(|path| {
                let path = self.path(path)?;
                let renamed = self.disk.rename(&temporary_name(&path), &path);
                renamed.map_err(|error| failed(&path, &error))
            })?;
        let held = placed.held.into_iter().map(|(path, _)| path);
        let written = held.chain(placed.staged).chain(placed.new);
        report.written = written.map(String::from).collect();
        report.written.sort_unstable();
        report.removed.sort_unstable();

        let marker = marker(&self.folders);
        if self.disk.stamp(&marker).is_none() {
            let written = self.disk.write(&marker, MARKER.as_bytes());
            written.map_err(|error| failed(&marker, &error))?;
        }
        Ok(self.disk.stamp(&marker).unwrap_or_default())
    }

    /// Takes back what a failed build wrote.
    pub fn abandon(&self, state: &State) {
        let placed = std::mem::take(&mut *self.placed());
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
        if self.is_large {
            state.withdraw();
        }
    }

    fn announce(
        &self,
        state: &State,
        plan: &Plan,
        held: Option<&[(Box<str>, Body)]>,
    ) -> io::Result<()> {
        let added = || {
            plan.added
                .iter()
                .filter_map(|&id| Some(&*state.routes.get(id)?.path))
        };
        let gone = plan.gone.iter().map(|(_, route)| &*route.path);
        match held {
            Some(held) => state.announce(held.iter().map(|(path, _)| &**path).chain(gone))?,
            None => state.announce(state.output_paths().chain(gone))?,
        }
        state.claim(added())?;
        // The folder is presstime's from the first file on, or the next build would refuse it.
        let marker = marker(&self.folders);
        if self.disk.stamp(&marker).is_none() {
            self.disk.write(&marker, MARKER.as_bytes())?;
        }
        Ok(())
    }

    fn is_suspect(&self, path: &str) -> bool {
        self.suspects.contains(path)
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
        }
    }

    /// The whole path of an output file; it never leaves the output folder.
    fn path(&self, path: &str) -> Result<PathBuf, Box<Diagnostic>> {
        join_inside(&self.folders.output, path).ok_or_else(|| {
            let message = format!("the path `{path}` leaves the output folder");
            Box::new(Diagnostic::error("bad-path", message))
        })
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

fn failed(path: &Path, error: &io::Error) -> Box<Diagnostic> {
    let message = format!("this can't be written: {error}");
    Box::new(Diagnostic::error("unwritable", message).at(Place::file(&path.to_string_lossy())))
}
