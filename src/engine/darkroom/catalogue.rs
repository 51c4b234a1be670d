//! The catalogue: what is known of large files by their path and their place on the disk, so that a build from nothing
//! need not read an archive of photos to learn what it learned before. It lies beside the prints, and all output
//! folders share it.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use crate::engine::ledger::{Frames, begin, frame};
use crate::fs::Disk;
use crate::site::FileFacts;

/// Files below this size are read sooner than looked up.
pub const LARGE: u64 = 64 << 10;

/// The name of its file.
const NAME: &str = "catalogue";

/// What is known of a file: its path in the site folder, its identity ([`Disk::identity`]) when it was read, and
/// what it held.
pub type Entry = (String, u64, FileFacts);

/// What was known when the process began.
#[derive(Default)]
pub struct Catalogue {
    known: FxHashMap<String, (u64, FileFacts)>,
}

impl Catalogue {
    /// Reads it. What can't be read is not known.
    pub fn open(disk: &dyn Disk, root: &Path) -> Catalogue {
        let mut known = FxHashMap::default();
        let mut frames = Frames::open(disk, &file(root)).ok();
        while let Some(Ok(Some(frame))) = frames.as_mut().map(Frames::read_next) {
            let Ok(entries) = frame.of::<Vec<Entry>>() else {
                break;
            };
            let entries = entries.into_iter();
            known.extend(entries.map(|(path, identity, facts)| (path, (identity, facts))));
        }
        Catalogue { known }
    }

    /// What is known of a file that is the same as it was.
    pub fn get(&self, path: &str, identity: u64) -> Option<&FileFacts> {
        let (known, facts) = self.known.get(path)?;
        (*known == identity).then_some(facts)
    }
}

/// Adds entries to what is written, or writes them alone where `is_all`. That it can't be written means only that
/// files are read again.
pub fn write(disk: &dyn Disk, root: &Path, entries: &[Entry], is_all: bool) {
    let path = file(root);
    if entries.is_empty() && (!is_all || disk.stamp(&path).is_none()) {
        return;
    }
    if is_all || Frames::open(disk, &path).is_err() {
        let mut bytes = begin();
        frame(&entries, &mut bytes);
        let _ = disk.replace(&path, &bytes);
    } else {
        let mut bytes = Vec::new();
        frame(&entries, &mut bytes);
        let _ = disk.append(&path, &bytes);
    }
}

fn file(root: &Path) -> PathBuf {
    root.join(NAME)
}
