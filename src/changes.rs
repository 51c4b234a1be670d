//! What changed in a site's folder: from a scan of the tree when a process starts, or from a watcher
//! while one runs. Nothing behind this point can tell which.

use std::path::Path;
use std::sync::Arc;

use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::diag::{Diagnostic, Place};
use crate::fs::{Disk, PassedOver, Stamp};

/// A file that is new, may have changed, or is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Path below the site folder, with `/` between its parts.
    pub path: String,
    /// Its stamp as it was seen now, or `None` where there is no such file any more.
    pub stamp: Option<Stamp>,
}

/// The configuration's file.
pub const CONFIG: &str = "site.yaml";

/// The folders whose files make a site.
pub const FOLDERS: [&str; 5] = ["content", "static", "templates", "i18n", "themes"];

/// A stamp this close to the scan, in nanoseconds, may hide a later edit of the same size: some file
/// systems tell times apart no finer than two seconds.
const RACY: u64 = 2_000_000_000;

/// Files with their stamps.
pub type Stamps = IndexMap<String, Stamp, FxBuildHasher>;

/// The files of a site, and what is to be said of those that were passed over. Where an error is among that, the files
/// are not all that there are.
pub type Scan = (Stamps, Vec<Diagnostic>);

/// Looks at every file of a site.
///
/// `now` is the time in nanoseconds since 1970; files that were modified just before it get a stamp that
/// no later one equals, so that the next scan looks at their bytes.
pub fn scan(disk: &dyn Disk, site: &Path, now: u64) -> Scan {
    let settled = |stamp| settled(stamp, now);
    let mut files = Stamps::default();
    let mut troubles = Vec::new();
    if let Some(stamp) = disk.stamp(&site.join(CONFIG)) {
        files.insert(CONFIG.to_owned(), settled(stamp));
    }
    for folder in FOLDERS {
        let (found, passed_over) = disk.walk(&site.join(folder), site);
        troubles.extend(passed_over.into_iter().map(|one| told(folder, one)));
        files.extend(
            found
                .into_iter()
                .map(|(path, stamp)| (format!("{folder}/{path}"), settled(stamp))),
        );
    }
    (files, troubles)
}

/// The stamp, or one that no later look trusts where the file was modified just before `now`.
pub fn settled(stamp: Stamp, now: u64) -> Stamp {
    if stamp.mtime.saturating_add(RACY) > now {
        Stamp { mtime: 0, ..stamp }
    } else {
        stamp
    }
}

/// How closely to look at what is below a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Look {
    /// By the stamps of files: the folder itself may have changed in no way that matters.
    Stamps,
    /// By their bytes: anything may have come from anywhere, stamps and all.
    Bytes,
}

/// Looks at the paths that a watcher named. A file among them counts as changed, whatever its stamp; of a folder,
/// all that is below it and, by `seen_below`, used to be. Also says what of that can't be read.
pub fn look<'p>(
    disk: &dyn Disk,
    site: &Path,
    paths: impl IntoIterator<Item = (&'p str, Look)>,
    seen_below: impl Fn(&str) -> Vec<(Arc<str>, Stamp)>,
    now: u64,
) -> (Vec<Change>, Vec<Diagnostic>) {
    let mut changes = FxHashMap::default();
    let mut errors = Vec::new();
    for (path, look) in paths {
        let stamp = disk.stamp(&site.join(path));
        let (found, passed_over) = match stamp {
            Some(_) => Default::default(),
            None => disk.walk(&site.join(path), site),
        };
        let said = passed_over.into_iter().map(|one| told(path, one));
        errors.extend(said.filter(Diagnostic::is_error));
        let found: Stamps = found
            .into_iter()
            .map(|(below, stamp)| (format!("{path}/{below}"), settled(stamp, now)))
            .collect();
        let seen = seen_below(path);
        let seen = seen.iter().map(|(path, stamp)| (&**path, *stamp));
        let below = match look {
            Look::Stamps => compare(&found, seen),
            // No stamp that is trusted is like this one.
            Look::Bytes => compare(
                &found,
                seen.map(|(path, stamp)| (path, Stamp { mtime: 0, ..stamp })),
            ),
        };
        changes.extend(below.into_iter().map(|one| (one.path, one.stamp)));
        changes.insert(path.to_owned(), stamp.map(|stamp| settled(stamp, now)));
    }
    let changes = changes.into_iter();
    let changes = changes.map(|(path, stamp)| Change { path, stamp });
    (changes.collect(), errors)
}

fn told(folder: &str, passed_over: PassedOver) -> Diagnostic {
    match passed_over {
        PassedOver::LeadsOutside(path) => {
            let path = format!("{folder}/{path}");
            let message = "this link leads out of the site's folder, and is passed over";
            Diagnostic::warning("link-outside", message)
                .at(Place::file(path.trim_end_matches('/')))
                .hint("put a copy in its place: what is outside of the site is never published")
        }
        PassedOver::Unreadable(why) => {
            Diagnostic::warning("unreadable", format!("passed over: {why}"))
        }
        PassedOver::Denied(path, why) => {
            let path = format!("{folder}/{path}");
            let message = format!("this can't be read: {why}");
            Diagnostic::error("unreadable", message)
                .at(Place::file(path.trim_end_matches('/')))
                .hint(
                    "give presstime leave to read it: what is missing would be taken for withdrawn",
                )
        }
    }
}

/// How the files differ from what was seen before.
pub fn compare<'a>(files: &Stamps, seen: impl Iterator<Item = (&'a str, Stamp)>) -> Vec<Change> {
    let mut changes = Vec::new();
    // Of each file whether it is as it was seen.
    let mut is_same = vec![false; files.len()];
    for (path, before) in seen {
        match files.get_full(path) {
            Some((at, _, &stamp)) => is_same[at] = before == stamp && stamp.mtime != 0,
            None => changes.push(Change {
                path: path.to_owned(),
                stamp: None,
            }),
        }
    }
    let others = files.iter().zip(is_same).filter(|(_, is_same)| !is_same);
    changes.extend(others.map(|((path, &stamp), _)| Change {
        path: path.clone(),
        stamp: Some(stamp),
    }));
    changes
}
