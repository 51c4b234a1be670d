//! A disk of two: sources where they are, and what is made of them in memory.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::{Disk, Found, MemoryDisk, PassedOver, RealDisk, Stamp};

/// The machine's disk, but for some folders that are held in memory.
#[derive(Debug)]
pub struct SplitDisk {
    held: Vec<PathBuf>,
    memory: MemoryDisk,
}

impl SplitDisk {
    /// Holds these folders in memory, which are empty to begin with, whatever the machine has there.
    pub fn new(held: Vec<PathBuf>) -> SplitDisk {
        SplitDisk {
            held,
            memory: MemoryDisk::new(),
        }
    }

    fn of(&self, path: &Path) -> &dyn Disk {
        if self.is_held(path) {
            &self.memory
        } else {
            &RealDisk
        }
    }

    fn is_held(&self, path: &Path) -> bool {
        self.held.iter().any(|folder| path.starts_with(folder))
    }
}

impl Disk for SplitDisk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.of(path).read(path)
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Read + Send>> {
        self.of(path).open(path)
    }

    fn open_at(&self, path: &Path, start: u64) -> io::Result<Box<dyn Read + Send>> {
        self.of(path).open_at(path, start)
    }

    fn stamp(&self, path: &Path) -> Option<Stamp> {
        self.of(path).stamp(path)
    }

    fn is_inside(&self, folder: &Path, path: &Path) -> bool {
        self.of(path).is_inside(folder, path)
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.of(path).write(path, bytes)
    }

    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.of(path).write_new(path, bytes)
    }

    fn copy(&self, from: &Path, to: &Path) -> io::Result<()> {
        if self.is_held(from) == self.is_held(to) {
            return self.of(to).copy(from, to);
        }
        self.write(to, &self.read(from)?)
    }

    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        if self.is_held(from) || self.is_held(to) {
            return self.copy(from, to);
        }
        RealDisk.link(from, to)
    }

    fn is_link(&self, path: &Path) -> bool {
        !self.is_held(path) && RealDisk.is_link(path)
    }

    fn is_linked(&self, a: &Path, b: &Path) -> bool {
        !self.is_held(a) && !self.is_held(b) && RealDisk.is_linked(a, b)
    }

    fn identity(&self, path: &Path) -> Option<u64> {
        self.of(path).identity(path)
    }

    fn is_shared(&self, path: &Path) -> bool {
        self.of(path).is_shared(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        // The engine renames within a folder, and never from one disk to the other.
        self.of(to).rename(from, to)
    }

    fn append(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.of(path).append(path, bytes)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.of(path).remove(path)
    }

    fn remove_empty_dir(&self, path: &Path) -> bool {
        self.of(path).remove_empty_dir(path)
    }

    fn walk(&self, root: &Path, fence: &Path) -> (Vec<Found>, Vec<PassedOver>) {
        self.of(root).walk(root, fence)
    }

    fn is_occupied(&self, dir: &Path, but: &str) -> bool {
        self.of(dir).is_occupied(dir, but)
    }
}
