//! What commands need around the engine: the folders, the lock, a fresh look at the tree.

use std::fs::File;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::changes::{self, Change};
use crate::cli::{Machine, SiteArgs};
use crate::diag::{Diagnostic, Place};
use crate::engine::{Folders, State, cache_folder};
use crate::fs::RealDisk;

/// A site that this process, and no other, works on.
pub struct Workplace {
    /// The engine.
    pub state: State,
    // Given back by the system when the process ends, however it does.
    _lock: File,
}

/// Opens a site, and finds how its tree differs from what the last build saw; `full` ignores what that left.
///
/// # Errors
/// Another presstime works on it, or its cache folder can't be written.
pub fn open(
    args: &SiteArgs,
    full: bool,
    machine: &Machine,
) -> Result<(Workplace, Look), Box<Diagnostic>> {
    let folders = folders(args);
    let lock = lock(&folders)?;
    let site = folders.site.clone();
    // The one reads the ledger, the other the tree: a process that publishes one article does little else.
    let (state, scan) = std::thread::scope(|scope| {
        let scan = scope.spawn(|| changes::scan(&RealDisk, &site, machine.now));
        let state = State::open(Arc::new(RealDisk), folders, full);
        let scan = scan
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        (state, scan)
    });
    let look = compared(&state, scan);
    Ok((Workplace { state, _lock: lock }, look))
}

/// How the tree differs from what the engine has seen.
pub fn look(state: &State, machine: &Machine) -> Look {
    let scan = changes::scan(&**state.disk(), &state.folders().site, machine.now);
    compared(state, scan)
}

/// Changes of the tree, and what of it can't be read.
pub type Look = (Vec<Change>, Vec<Diagnostic>);

fn compared(state: &State, (files, troubles): changes::Scan) -> Look {
    let seen = state.seen();
    let seen = seen.iter().map(|(path, stamp)| (&**path, *stamp));
    let troubles = troubles
        .into_iter()
        .map(|trouble| Diagnostic::warning("unreadable", format!("passed over: {trouble}")))
        .collect();
    (changes::compare(&files, seen), troubles)
}

/// The site's folders as whole, plain paths, so that the same output folder has the same cache however
/// it is written.
fn folders(args: &SiteArgs) -> Folders {
    let site = whole(&args.site);
    let output = whole(&site.join(&args.output));
    Folders {
        cache: cache_folder(&site, &output),
        site,
        output,
    }
}

#[allow(
    clippy::disallowed_methods,
    reason = "what the user names is relative to where the user is"
)]
fn whole(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut plain = PathBuf::new();
    for part in absolute.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}

#[allow(
    clippy::disallowed_methods,
    reason = "locks are no business of the engine's disk"
)]
fn lock(folders: &Folders) -> Result<File, Box<Diagnostic>> {
    let path = folders.cache.join("lock");
    let unwritable = |error: std::io::Error| {
        let message = format!("the cache folder can't be written: {error}");
        Box::new(
            Diagnostic::error("unwritable", message)
                .at(Place::file(&folders.cache.to_string_lossy())),
        )
    };
    if !folders.site.is_dir() {
        let error = Diagnostic::error("no-site", "there is no such folder");
        return Err(Box::new(
            error.at(Place::file(&folders.site.to_string_lossy())),
        ));
    }
    std::fs::create_dir_all(&folders.cache).map_err(unwritable)?;
    let file = File::create(&path).map_err(unwritable)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::Error(error)) => Err(unwritable(error)),
        Err(std::fs::TryLockError::WouldBlock) => {
            let error = Diagnostic::error("locked", "another presstime is at work on this site")
                .at(Place::file(&folders.site.to_string_lossy()))
                .hint("wait for it to end, or stop it");
            Err(Box::new(error))
        }
    }
}
