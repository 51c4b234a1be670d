//! What commands need around the engine: the folders, the lock, a fresh look at the tree.

use std::fs::File;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::changes::{self, Change, FOLDERS};
use crate::cli::SiteArgs;
use crate::diag::{Diagnostic, Place};
use crate::engine::{
    Folders, State, cache_folder, is_free_or_marked, is_unused, output_lock, unwritable,
};
use crate::fs::{Disk, RealDisk, SplitDisk};

/// Where a process works: the folders, and the disk that they are on.
#[derive(Clone)]
pub struct Ground {
    /// The site's folders.
    pub folders: Folders,
    disk: Arc<dyn Disk>,
    // Nobody else can come upon what is made there, or nothing is made: it needs no locks.
    is_private: bool,
}

impl Ground {
    /// Where the user says.
    ///
    /// # Errors
    /// What is published would be among the sources.
    pub fn of(args: &SiteArgs) -> Result<Ground, Box<Diagnostic>> {
        let site = whole(&args.site);
        let output = whole(&site.join(&args.output));
        let ground = Ground::at(site, output);
        is_apart(&ground.folders.site, &ground.folders.output)?;
        Ok(ground)
    }

    /// A folder of its own in the site's `.presstime/`, where no build for readers comes.
    pub fn aside(site: &Path, name: &str) -> Ground {
        let site = whole(site);
        let output = site.join(CACHE).join(name);
        Ground::at(site, output)
    }

    /// The same, but nothing of it is ever on the machine's disk.
    pub fn in_memory(site: &Path, name: &str) -> Ground {
        let aside = Ground::aside(site, name);
        let held = vec![aside.folders.site.join(CACHE)];
        Ground {
            disk: Arc::new(SplitDisk::new(held)),
            is_private: true,
            ..aside
        }
    }

    fn at(site: PathBuf, output: PathBuf) -> Ground {
        Ground {
            folders: Folders {
                cache: cache_folder(&site, &output),
                site,
                output,
            },
            disk: Arc::new(RealDisk),
            is_private: false,
        }
    }

    /// The disk that all of it is on.
    pub fn disk(&self) -> &Arc<dyn Disk> {
        &self.disk
    }
}

/// A site that this process, and no other, works on.
pub struct Workplace {
    /// The engine.
    pub state: State,
    // Whether the output folder was there before this process locked it.
    had_output: bool,
    // Given back by the system when the process ends, however it does.
    locks: Vec<File>,
}

impl Workplace {
    /// Ends the work of a process that ends as well: the engine's tables are many, and the system gives them back
    /// faster.
    pub fn leave(self) {
        self.tidy();
        std::mem::forget(self);
    }

    /// Leaves an output folder in which nothing was ever published as it was found.
    fn tidy(&self) {
        let folders = self.state.folders();
        let lock = output_lock(folders);
        if self.locks.is_empty() {
            return;
        }
        if is_unused(&RealDisk, folders) && RealDisk.remove(&lock).is_ok() {
            let made = if self.had_output { 1 } else { 2 };
            for folder in lock.ancestors().skip(1).take(made) {
                RealDisk.remove_empty_dir(folder);
            }
        }
    }
}

impl Drop for Workplace {
    fn drop(&mut self) {
        self.tidy();
    }
}

/// Opens the site that the user names; see [`open`].
///
/// # Errors
/// Those of [`Ground::of`] and of [`open`].
pub fn open_at(
    args: &SiteArgs,
    full: bool,
    now: u64,
) -> Result<(Workplace, Look), Box<Diagnostic>> {
    open(&Ground::of(args)?, full, now)
}

/// The same for one who only reads, beside whoever is at work.
///
/// # Errors
/// There is no such site.
pub fn read_at(args: &SiteArgs, now: u64) -> Result<(Workplace, Look), Box<Diagnostic>> {
    let ground = Ground {
        is_private: true,
        ..Ground::of(args)?
    };
    open(&ground, false, now)
}

/// Opens a site, and finds how its tree differs from what the last build saw; `full` ignores what that left.
///
/// # Errors
/// There is no such site, another presstime works on it or on its output folder, or one of the two can't be written.
pub fn open(ground: &Ground, full: bool, now: u64) -> Result<(Workplace, Look), Box<Diagnostic>> {
    let folders = ground.folders.clone();
    let had_output = is_there(&folders.output);
    is_site(&folders)?;
    let locks = if ground.is_private {
        Vec::new()
    } else {
        locks(&folders)?
    };
    let site = folders.site.clone();
    // The one reads the ledger, the other the tree: a process that publishes one article does little else.
    let (state, scan) = std::thread::scope(|scope| {
        let scan = scope.spawn(|| changes::scan(&RealDisk, &site, now));
        let state = State::open(ground.disk.clone(), folders, full);
        let scan = scan
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        (state, scan)
    });
    let look = compared(&state, scan);
    Ok((
        Workplace {
            state,
            had_output,
            locks,
        },
        look,
    ))
}

/// How the tree differs from what the engine has seen.
pub fn look(state: &State, now: u64) -> Look {
    let scan = changes::scan(&**state.disk(), &state.folders().site, now);
    compared(state, scan)
}

/// Changes of the tree, and what of it can't be read.
pub type Look = (Vec<Change>, Vec<Diagnostic>);

fn compared(state: &State, (files, troubles): changes::Scan) -> Look {
    let seen = state.seen();
    let seen = seen.iter().map(|(path, stamp)| (&**path, *stamp));
    (changes::compare(&files, seen), troubles)
}

/// A whole, plain path, so that the same output folder has the same cache however it is written.
#[allow(
    clippy::disallowed_methods,
    reason = "what the user names is relative to where the user is"
)]
pub fn whole(path: &Path) -> PathBuf {
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

/// Makes sure that no build would find in this folder, among its sources, what was published, or publish over them.
///
/// # Errors
/// It is one of the sources' folders, in one, or around them.
pub fn is_apart(site: &Path, folder: &Path) -> Result<(), Box<Diagnostic>> {
    let (site, output) = (resolved(site), resolved(folder));
    let below = output.strip_prefix(&site).ok();
    let is_source = |below: &Path| {
        let top = below.components().next().map(Component::as_os_str);
        top.is_none_or(|top| top == CACHE || FOLDERS.iter().any(|folder| top == *folder))
    };
    if !site.starts_with(&output) && !below.is_some_and(is_source) {
        return Ok(());
    }
    let message = "what is published can't be put among the site's sources";
    let error = Diagnostic::error("output-among-sources", message);
    let hint = "name a folder of its own with --output, as in `-o public` or `-o ../public`";
    Err(Box::new(
        error.at(Place::file(&folder.to_string_lossy())).hint(hint),
    ))
}

/// The folder of the site in which the ledgers are.
const CACHE: &str = ".presstime";

/// A path without links, as far as it exists.
#[allow(
    clippy::disallowed_methods,
    reason = "which folder is meant is for the edge to find out"
)]
fn resolved(path: &Path) -> PathBuf {
    let found = path.ancestors().find_map(|known| {
        let rest = path.strip_prefix(known).ok()?;
        Some(std::fs::canonicalize(known).ok()?.join(rest))
    });
    found.unwrap_or_else(|| path.to_owned())
}

#[allow(
    clippy::disallowed_methods,
    reason = "this decides what is left behind, not what is built"
)]
fn is_there(folder: &Path) -> bool {
    folder.is_dir()
}

fn is_site(folders: &Folders) -> Result<(), Box<Diagnostic>> {
    if is_there(&folders.site) {
        return Ok(());
    }
    let error = Diagnostic::error("no-site", "there is no such folder");
    Err(Box::new(
        error.at(Place::file(&folders.site.to_string_lossy())),
    ))
}

/// Locks the ledger, and the output folder, which another site's presstime may be about to publish into. A
/// folder that is a stranger's is not touched: the build will say so.
fn locks(folders: &Folders) -> Result<Vec<File>, Box<Diagnostic>> {
    let mut locks = vec![lock(
        &folders.cache.join("lock"),
        &folders.site,
        "another presstime is at work on this site",
    )?];
    if is_free_or_marked(&RealDisk, folders) {
        let path = output_lock(folders);
        let message = "another presstime is at work on this output folder";
        locks.push(lock(&path, &folders.output, message)?);
    }
    Ok(locks)
}

/// What a process holds until it ends or lets go of it.
pub type Lock = File;

/// Locks a site and its output folder without opening them, so that nobody builds there; `None` if somebody does.
pub fn hold(ground: &Ground) -> Option<Vec<Lock>> {
    is_there(&ground.folders.output).then(|| locks(&ground.folders).ok())?
}

/// Locks a file until the process ends or lets go of it; `what` is what it stands for, and `taken` what is wrong if
/// another process has it.
///
/// # Errors
/// Another process has it, or it can't be written.
#[allow(
    clippy::disallowed_methods,
    reason = "locks are no business of the engine's disk"
)]
pub fn lock(path: &Path, what: &Path, taken: &str) -> Result<Lock, Box<Diagnostic>> {
    let unwritable = |error| unwritable(path, &error);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(unwritable)?;
    }
    let file = File::create(path).map_err(unwritable)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::Error(error)) => Err(unwritable(error)),
        Err(std::fs::TryLockError::WouldBlock) => {
            let error = Diagnostic::error("locked", taken)
                .at(Place::file(&what.to_string_lossy()))
                .hint("wait for it to end, or stop it");
            Err(Box::new(error))
        }
    }
}
