//! A disk that dies or refuses after so many writes, and remembers what was read.

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use presstime::fs::{Disk, Found, MemoryDisk, PassedOver, Stamp};

/// How a disk takes it when its writes are used up.
#[derive(Clone, Copy, Debug)]
pub enum End {
    /// The power goes: the last write is torn, the rest never happens, and nobody is told.
    Dies,
    /// The disk is full: the last write is torn, and each says so.
    IsFull,
    /// The same, but what is removed makes room for as many writes.
    MakesRoom,
}

/// A disk that takes only so many writes.
pub struct FrailDisk {
    disk: Arc<MemoryDisk>,
    left: AtomicI64,
    end: End,
    reads: Mutex<BTreeSet<PathBuf>>,
    denied: Mutex<Option<PathBuf>>,
}

impl FrailDisk {
    /// One that takes so many more.
    pub fn new(disk: Arc<MemoryDisk>, left: i64, end: End) -> FrailDisk {
        FrailDisk {
            disk,
            left: AtomicI64::new(left),
            end,
            reads: Mutex::default(),
            denied: Mutex::default(),
        }
    }

    /// Lets nobody into a folder, or everybody again.
    pub fn deny(&self, folder: Option<&Path>) {
        *self.denied.lock().unwrap() = folder.map(Path::to_owned);
    }

    /// The files that were read.
    pub fn reads(&self) -> BTreeSet<PathBuf> {
        self.reads.lock().unwrap().clone()
    }

    pub fn mend(&self) {
        // Removals may add to it.
        self.left.store(i64::MAX / 2, Ordering::SeqCst);
    }

    /// Does a write as far as the disk still does any; `tear` does a part of it.
    fn spend(
        &self,
        write: impl FnOnce(&MemoryDisk) -> io::Result<()>,
        tear: impl FnOnce(&MemoryDisk) -> io::Result<()>,
    ) -> io::Result<()> {
        let left = self.left.fetch_sub(1, Ordering::SeqCst);
        if left > 0 {
            return write(&self.disk);
        }
        if left == 0 {
            tear(&self.disk)?;
        }
        match self.end {
            End::Dies => Ok(()),
            End::IsFull | End::MakesRoom => Err(io::ErrorKind::StorageFull.into()),
        }
    }
}

#[allow(clippy::unnecessary_wraps, reason = "what a disk does can fail")]
fn nothing(_: &MemoryDisk) -> io::Result<()> {
    Ok(())
}

impl Disk for FrailDisk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.reads.lock().unwrap().insert(path.to_owned());
        self.disk.read(path)
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Read + Send>> {
        self.disk.open(path)
    }

    fn stamp(&self, path: &Path) -> Option<Stamp> {
        self.disk.stamp(path)
    }

    fn identity(&self, path: &Path) -> Option<u64> {
        self.disk.identity(path)
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.spend(
            |disk| disk.write(path, bytes),
            |disk| disk.write(path, &bytes[..bytes.len() / 2]),
        )
    }

    fn copy(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.spend(|disk| disk.copy(from, to), |disk| disk.write(to, b""))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.spend(|disk| disk.rename(from, to), nothing)
    }

    fn append(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.spend(
            |disk| disk.append(path, bytes),
            |disk| disk.append(path, &bytes[..bytes.len() / 2]),
        )
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        if let End::MakesRoom = self.end {
            self.left.fetch_max(0, Ordering::SeqCst);
            self.left.fetch_add(1, Ordering::SeqCst);
            return self.disk.remove(path);
        }
        self.spend(|disk| disk.remove(path), nothing)
    }

    fn remove_empty_dir(&self, path: &Path) -> bool {
        self.disk.remove_empty_dir(path)
    }

    fn walk(&self, root: &Path, fence: &Path) -> (Vec<Found>, Vec<PassedOver>) {
        let (mut found, mut passed_over) = self.disk.walk(root, fence);
        let denied = self.denied.lock().unwrap().clone();
        let below = denied
            .as_ref()
            .and_then(|denied| denied.strip_prefix(root).ok());
        if let Some(below) = below.and_then(Path::to_str) {
            found.retain(|(path, _)| !Path::new(path).starts_with(below));
            passed_over.push(PassedOver::Denied(
                below.to_owned(),
                "not for you".to_owned(),
            ));
        }
        (found, passed_over)
    }

    fn is_occupied(&self, dir: &Path, but: &str) -> bool {
        self.disk.is_occupied(dir, but)
    }
}
