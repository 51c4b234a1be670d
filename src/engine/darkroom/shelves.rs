//! How much is kept of photos, and what goes when it is too much.
//!
//! Prints that are published are, where the file system has such links, the same files by another name. They take
//! no room of their own, and only what no page shows any more counts.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

use crate::fs::{Disk, Stamp};

/// The name of a sheet's file, beside its prints.
pub const SHEET: &str = "sheet";

/// The file that says how many bytes were made since the shelves were last looked through.
const SIZE: &str = "size";

/// What is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stock {
    /// How many photos something was made of.
    pub photos: usize,
    /// How many prints there are.
    pub prints: usize,
    /// How many bytes they have.
    pub bytes: u64,
    /// How many of these are published by the same file, and so take no room of their own.
    pub shared: u64,
}

/// Looks through the folder in which prints are kept.
pub fn stock(disk: &dyn Disk, root: &Path) -> Stock {
    Shelves::of(disk, root).stock()
}

/// Removes prints until those that take room of their own have at most `most` bytes: the oldest first. What is known
/// of their photos goes with the last. Returns what is left.
pub fn trim(disk: &dyn Disk, root: &Path, most: u64) -> Stock {
    let mut shelves = Shelves::of(disk, root);
    let prints = &mut shelves.prints;
    prints.sort_unstable_by_key(|print| print.stamp.mtime);
    let mut own: u64 = prints.iter().map(Print::own).sum();
    prints.retain(|print| {
        let is_to_go = own > most && print.own() > 0 && disk.remove(&print.path).is_ok();
        own -= if is_to_go { print.stamp.size } else { 0 };
        !is_to_go
    });
    let photos = shelves.photos();
    for sheet in &shelves.sheets {
        let folder = sheet.parent().unwrap_or(sheet);
        if !photos.contains(folder) && disk.remove(sheet).is_ok() {
            disk.remove_empty_dir(folder);
        }
    }
    // That this can't be written means only that the shelves are looked through again soon.
    let _ = disk.replace(&root.join(SIZE), own.to_string().as_bytes());
    shelves.stock()
}

/// Trims the shelves after `made` bytes were added, if they may hold more than `most` now. They are looked through
/// only then: adding a photo must not cost the size of the archive.
pub(super) fn tidy(disk: &dyn Disk, root: &Path, made: u64, most: u64) {
    let path = root.join(SIZE);
    let before = disk.read(&path).ok();
    let before = before.and_then(|bytes| std::str::from_utf8(&bytes).ok()?.trim().parse().ok());
    let size = before.unwrap_or(0_u64).saturating_add(made);
    if size > most {
        // Somewhat less than allowed, so that the next photo does not begin anew.
        trim(disk, root, most - most / 10);
    } else {
        let _ = disk.replace(&path, size.to_string().as_bytes());
    }
}

/// All that is kept.
struct Shelves {
    prints: Vec<Print>,
    sheets: Vec<PathBuf>,
}

struct Print {
    path: PathBuf,
    stamp: Stamp,
    is_shared: bool,
}

impl Print {
    /// How many bytes of room it takes.
    fn own(&self) -> u64 {
        if self.is_shared { 0 } else { self.stamp.size }
    }
}

impl Shelves {
    fn of(disk: &dyn Disk, root: &Path) -> Shelves {
        let mut shelves = Shelves {
            prints: Vec::new(),
            sheets: Vec::new(),
        };
        let (found, _) = disk.walk(root, root);
        for (below, stamp) in found {
            let path = root.join(&below);
            match below.rsplit_once('/') {
                Some((_, SHEET)) => shelves.sheets.push(path),
                Some(_) => shelves.prints.push(Print {
                    is_shared: disk.is_shared(&path),
                    path,
                    stamp,
                }),
                None => {}
            }
        }
        shelves
    }

    /// The folders of the photos of which there are prints.
    fn photos(&self) -> FxHashSet<&Path> {
        let folders = self.prints.iter().filter_map(|print| print.path.parent());
        folders.collect()
    }

    fn stock(&self) -> Stock {
        let bytes = self.prints.iter().map(|print| print.stamp.size).sum();
        let own: u64 = self.prints.iter().map(Print::own).sum();
        Stock {
            photos: self.photos().len(),
            prints: self.prints.len(),
            bytes,
            shared: bytes - own,
        }
    }
}
