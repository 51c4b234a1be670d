//! The disk: the only module that touches `std::fs`.
//!
//! Everything else speaks to a [`Disk`], so that the engine can be driven against [`MemoryDisk`] in
//! tests exactly as it is against [`RealDisk`] in the field.

pub mod links;
mod split;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use walkdir::WalkDir;

pub use self::split::SplitDisk;
use crate::site::hash_of;

/// What tells cheaply that a file may have changed. Equal stamps mean "not worth hashing again".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Stamp {
    /// Size in bytes.
    pub size: u64,
    /// Modification time in nanoseconds since 1970, or 0 for "never trust this stamp".
    pub mtime: u64,
}

/// A file found by a walk: its path below the walked folder, with `/` between the parts.
pub type Found = (String, Stamp);

/// What a walk passed over: its path below the walked folder, as far as it is known, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PassedOver {
    /// It is a link to what is not in the fence.
    LeadsOutside(String),
    /// It leads nowhere, or into itself, and why.
    Unreadable(String),
    /// A file or folder that is there and can't be read, and why.
    Denied(String, String),
}

/// What the engine needs of a file system. All paths are whole paths; parents are made as needed.
pub trait Disk: Send + Sync {
    /// The bytes of a file.
    ///
    /// # Errors
    /// As the file system says.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// A file, to be read piece by piece.
    ///
    /// # Errors
    /// As the file system says.
    fn open(&self, path: &Path) -> io::Result<Box<dyn Read + Send>>;

    /// The same from a byte on.
    ///
    /// # Errors
    /// As the file system says.
    fn open_at(&self, path: &Path, start: u64) -> io::Result<Box<dyn Read + Send>> {
        let mut file = self.open(path)?;
        io::copy(&mut file.by_ref().take(start), &mut io::sink())?;
        Ok(file)
    }

    /// Whether a file is in a folder, also once all links are followed.
    fn is_inside(&self, folder: &Path, path: &Path) -> bool {
        path.starts_with(folder)
    }

    /// The stamp of a file, or `None` where there is no regular file.
    fn stamp(&self, path: &Path) -> Option<Stamp>;

    /// Writes a file in place, new or not; for files that nobody reads yet.
    ///
    /// # Errors
    /// As the file system says.
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;

    /// Writes a file that is not there, and whose folder is likely not there either.
    ///
    /// # Errors
    /// As the file system says.
    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.write(path, bytes)
    }

    /// Puts `bytes` where a file is, so that a reader sees the old file or the new one, never a part.
    ///
    /// # Errors
    /// As the file system says.
    fn replace(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let beside = temporary_name(path);
        self.write(&beside, bytes)?;
        self.rename(&beside, path)
    }

    /// Copies a file's bytes to a path that may exist.
    ///
    /// # Errors
    /// As the file system says.
    fn copy(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Gives a file a second name, so that its bytes are there but once; where the file system has no such links,
    /// copies it. What is at `to` goes.
    ///
    /// # Errors
    /// As the file system says.
    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.copy(from, to)
    }

    /// Whether a path is known to be a symbolic link, wherever it leads.
    fn is_link(&self, path: &Path) -> bool {
        let _ = path;
        false
    }

    /// Whether two paths are known to be names of one file.
    fn is_linked(&self, a: &Path, b: &Path) -> bool {
        let _ = (a, b);
        false
    }

    /// What no other file has, nor this one after it was written to; `None` where the file system knows nothing of the
    /// kind, or there is no regular file. Unlike a [`Stamp`], nobody can set it.
    fn identity(&self, path: &Path) -> Option<u64> {
        let _ = path;
        None
    }

    /// Whether a file is known to have other names than this one, so that removing it would give nothing back.
    fn is_shared(&self, path: &Path) -> bool {
        let _ = path;
        false
    }

    /// Renames a file over whatever is there.
    ///
    /// # Errors
    /// As the file system says.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Appends to a file, making it if there is none.
    ///
    /// # Errors
    /// As the file system says.
    fn append(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;

    /// Removes a file; that there is none is no error.
    ///
    /// # Errors
    /// As the file system says.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// Removes a folder if it is empty, and says whether it did.
    fn remove_empty_dir(&self, path: &Path) -> bool;

    /// Every regular file below a folder, in no particular order. Links are followed to what is in the folder
    /// `fence`, wherever that is itself, and no further. A folder that does not exist holds none. What is passed
    /// over is named in the second list.
    fn walk(&self, root: &Path, fence: &Path) -> (Vec<Found>, Vec<PassedOver>);

    /// Whether the folder holds anything but what has this name; `false` where there is no folder.
    fn is_occupied(&self, dir: &Path, but: &str) -> bool;
}

/// Where [`Disk::replace`] puts a file before it takes its place.
pub fn temporary_name(path: &Path) -> PathBuf {
    let name = path
        .file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default();
    path.with_file_name(format!(".{name}.presstime-new"))
}

/// Joins a root and a site path (`/` between its parts), refusing to leave the root.
///
/// Returns `None` for a path that is absolute, climbs (`..`) or names a drive.
pub fn join_inside(root: &Path, relative: &str) -> Option<PathBuf> {
    let relative = Path::new(relative);
    let inside = relative
        .components()
        .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    inside.then(|| root.join(relative))
}

/// The file system of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealDisk;

#[allow(clippy::disallowed_methods, reason = "this is the edge")]
impl RealDisk {
    fn with_parents<T>(path: &Path, action: impl Fn() -> io::Result<T>) -> io::Result<T> {
        match action() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if let Some(parent) = path.parent() {
                    std::fs::create_dir_all(parent)?;
                }
                action()
            }
            other => other,
        }
    }
}

#[allow(clippy::disallowed_methods, reason = "this is the edge")]
impl Disk for RealDisk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        std::fs::read(path)
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(File::open(path)?))
    }

    fn open_at(&self, path: &Path, start: u64) -> io::Result<Box<dyn Read + Send>> {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(start))?;
        Ok(Box::new(file))
    }

    fn is_inside(&self, folder: &Path, path: &Path) -> bool {
        links::is_inside(folder, path)
    }

    fn stamp(&self, path: &Path) -> Option<Stamp> {
        let metadata = std::fs::metadata(path).ok()?;
        metadata.is_file().then(|| stamp_of(&metadata))
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        Self::with_parents(path, || File::create(path))?.write_all(bytes)
    }

    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        // To find by opening the file that its folder is missing would cost more than this where it is not.
        if let Some(parent) = path.parent() {
            let _ = std::fs::create_dir(parent);
        }
        self.write(path, bytes)
    }

    fn copy(&self, from: &Path, to: &Path) -> io::Result<()> {
        Self::with_parents(to, || File::create(to).map(drop))?;
        let mut from = File::open(from)?;
        let mut to = File::create(to)?;
        io::copy(&mut from, &mut to).map(drop)
    }

    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.remove(to)?;
        match Self::with_parents(to, || std::fs::hard_link(from, to)) {
            // To write into what is there might be to write into what is kept.
            Err(error)
                if ![io::ErrorKind::NotFound, io::ErrorKind::AlreadyExists]
                    .contains(&error.kind()) =>
            {
                self.copy(from, to)
            }
            other => other,
        }
    }

    fn is_link(&self, path: &Path) -> bool {
        links::is_link(path)
    }

    #[cfg(unix)]
    fn is_linked(&self, a: &Path, b: &Path) -> bool {
        use std::os::unix::fs::MetadataExt;
        let place = |path| {
            let metadata = std::fs::metadata(path).ok()?;
            Some((metadata.dev(), metadata.ino()))
        };
        place(a).is_some_and(|found| place(b) == Some(found))
    }

    #[cfg(unix)]
    fn identity(&self, path: &Path) -> Option<u64> {
        use std::os::unix::fs::MetadataExt;
        let metadata = std::fs::metadata(path)
            .ok()
            .filter(std::fs::Metadata::is_file)?;
        let (size, changed) = (metadata.len(), (metadata.ctime(), metadata.ctime_nsec()));
        Some(hash_of(&(metadata.dev(), metadata.ino(), size, changed)))
    }

    #[cfg(unix)]
    fn is_shared(&self, path: &Path) -> bool {
        use std::os::unix::fs::MetadataExt;
        std::fs::metadata(path).is_ok_and(|metadata| metadata.nlink() > 1)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        Self::with_parents(to, || std::fs::rename(from, to))
    }

    fn append(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        Self::with_parents(path, || {
            File::options().append(true).create(true).open(path)
        })?
        .write_all(bytes)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        match std::fs::remove_file(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other,
        }
    }

    fn remove_empty_dir(&self, path: &Path) -> bool {
        std::fs::remove_dir(path).is_ok()
    }

    fn walk(&self, root: &Path, fence: &Path) -> (Vec<Found>, Vec<PassedOver>) {
        use rayon::iter::Either;
        use rayon::prelude::*;
        let mut paths = Vec::new();
        let mut troubles = Vec::new();
        // A site may itself be a link; what a single file's path names is walked as that file.
        let fence = std::fs::canonicalize(fence).unwrap_or_else(|_| fence.to_owned());
        let mut entries = WalkDir::new(root).follow_links(true).into_iter();
        while let Some(entry) = entries.next() {
            match entry {
                // What is below a link that stays inside stays inside, or is a link as well.
                Ok(entry) if entry.path_is_symlink() && !is_within(&fence, entry.path()) => {
                    let path = entry.path().strip_prefix(root).ok().and_then(site_path);
                    troubles.push(PassedOver::LeadsOutside(path.unwrap_or_default()));
                    if entry.file_type().is_dir() {
                        entries.skip_current_dir();
                    }
                }
                Ok(entry) if entry.file_type().is_file() => paths.push(entry.into_path()),
                Ok(_) => {}
                Err(error) => troubles.extend(trouble(&error, root)),
            }
        }
        let looked = paths.par_iter().with_min_len(256).filter_map(|path| {
            let Some(name) = site_path(path.strip_prefix(root).ok()?) else {
                let why = format!("the name of {} is no UTF-8", path.display());
                return Some(Err(PassedOver::Unreadable(why)));
            };
            Some(match std::fs::metadata(path) {
                Ok(metadata) => Ok((name, stamp_of(&metadata))),
                // It went while this looked, and is not there.
                Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
                Err(error) => Err(PassedOver::Denied(name, error.to_string())),
            })
        });
        let (found, unreadable): (Vec<Found>, Vec<PassedOver>) =
            looked.partition_map(|looked| match looked {
                Ok(found) => Either::Left(found),
                Err(trouble) => Either::Right(trouble),
            });
        troubles.extend(unreadable);
        (found, troubles)
    }

    fn is_occupied(&self, dir: &Path, but: &str) -> bool {
        let other = |entry: io::Result<std::fs::DirEntry>| {
            entry.is_ok_and(|entry| entry.file_name() != but)
        };
        std::fs::read_dir(dir).is_ok_and(|mut entries| entries.any(other))
    }
}

/// What keeps a walk from a part of the tree; `None` where there is no tree.
fn trouble(error: &walkdir::Error, root: &Path) -> Option<PassedOver> {
    match error.io_error() {
        Some(why) if why.kind() != io::ErrorKind::NotFound => {
            let path = error.path().and_then(|path| path.strip_prefix(root).ok());
            let path = path.and_then(site_path).unwrap_or_default();
            Some(PassedOver::Denied(path, why.to_string()))
        }
        Some(_) if error.depth() == 0 => None,
        _ => Some(PassedOver::Unreadable(error.to_string())),
    }
}

/// Whether a path leads to what is in a folder, which is given without links.
#[allow(clippy::disallowed_methods, reason = "this is the edge")]
fn is_within(folder: &Path, path: &Path) -> bool {
    std::fs::canonicalize(path).is_ok_and(|path| path.starts_with(folder))
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "nanoseconds since 1970 fit until the year 2554"
)]
fn stamp_of(metadata: &std::fs::Metadata) -> Stamp {
    let mtime = metadata
        .modified()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    Stamp {
        size: metadata.len(),
        mtime: mtime.map_or(0, |time| time.as_nanos() as u64),
    }
}

/// A relative path with `/` between its parts; `None` where it is not Unicode.
fn site_path(path: &Path) -> Option<String> {
    let text = path.to_str()?;
    Some(if cfg!(windows) {
        text.replace('\\', "/")
    } else {
        text.to_owned()
    })
}

/// A disk in memory, with a clock of its own that ticks at every write.
#[derive(Debug, Default)]
pub struct MemoryDisk {
    state: Mutex<MemoryState>,
}

#[derive(Clone, Debug, Default)]
struct MemoryState {
    files: BTreeMap<PathBuf, (Vec<u8>, u64)>,
    ticks: u64,
}

impl MemoryDisk {
    /// An empty disk.
    pub fn new() -> MemoryDisk {
        MemoryDisk::default()
    }

    /// Every file below `root`, by its path below it.
    pub fn tree(&self, root: &Path) -> BTreeMap<String, Vec<u8>> {
        let state = self.lock();
        let below = state
            .files
            .range(root.to_owned()..)
            .take_while(|(path, _)| path.starts_with(root));
        below
            .filter_map(|(path, (bytes, _))| {
                Some((site_path(path.strip_prefix(root).ok()?)?, bytes.clone()))
            })
            .collect()
    }

    /// How often anything was written or removed since the disk was made.
    pub fn ticks(&self) -> u64 {
        self.lock().ticks
    }

    fn lock(&self) -> MutexGuard<'_, MemoryState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(
        &self,
        change: impl FnOnce(&mut MemoryState, u64) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut state = self.lock();
        state.ticks += 1;
        let now = state.ticks;
        change(&mut state, now)
    }
}

impl Clone for MemoryDisk {
    fn clone(&self) -> MemoryDisk {
        MemoryDisk {
            state: Mutex::new(self.lock().clone()),
        }
    }
}

impl Disk for MemoryDisk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let state = self.lock();
        state
            .files
            .get(path)
            .map(|(bytes, _)| bytes.clone())
            .ok_or_else(missing)
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(io::Cursor::new(self.read(path)?)))
    }

    fn stamp(&self, path: &Path) -> Option<Stamp> {
        let state = self.lock();
        state.files.get(path).map(|(bytes, mtime)| Stamp {
            size: bytes.len() as u64,
            mtime: *mtime,
        })
    }

    fn identity(&self, path: &Path) -> Option<u64> {
        Some(self.stamp(path)?.mtime)
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.change(|state, now| {
            state.files.insert(path.to_owned(), (bytes.to_vec(), now));
            Ok(())
        })
    }

    fn copy(&self, from: &Path, to: &Path) -> io::Result<()> {
        let bytes = self.read(from)?;
        self.write(to, &bytes)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.change(|state, now| {
            let (bytes, _) = state.files.remove(from).ok_or_else(missing)?;
            state.files.insert(to.to_owned(), (bytes, now));
            Ok(())
        })
    }

    fn append(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.change(|state, now| {
            let (file, mtime) = state.files.entry(path.to_owned()).or_default();
            file.extend_from_slice(bytes);
            *mtime = now;
            Ok(())
        })
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.change(|state, _| {
            state.files.remove(path);
            Ok(())
        })
    }

    fn remove_empty_dir(&self, _: &Path) -> bool {
        false
    }

    fn walk(&self, root: &Path, _: &Path) -> (Vec<Found>, Vec<PassedOver>) {
        let state = self.lock();
        let below = state
            .files
            .range(root.to_owned()..)
            .take_while(|(path, _)| path.starts_with(root));
        let found = below.filter_map(|(path, (bytes, mtime))| {
            let stamp = Stamp {
                size: bytes.len() as u64,
                mtime: *mtime,
            };
            Some((site_path(path.strip_prefix(root).ok()?)?, stamp))
        });
        (found.collect(), Vec::new())
    }

    fn is_occupied(&self, dir: &Path, but: &str) -> bool {
        let state = self.lock();
        let but = dir.join(but);
        let mut below = state
            .files
            .range(dir.to_owned()..)
            .take_while(|(path, _)| path.starts_with(dir));
        below.any(|(path, _)| !path.starts_with(&but))
    }
}

fn missing() -> io::Error {
    io::Error::from(io::ErrorKind::NotFound)
}
