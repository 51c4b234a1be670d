//! The darkroom: what was made of photos, kept in the cache folder from build to build and across output folders.
//!
//! A photo is known by the hash of its file, and what is made of it by its cut; so a theme that changes, an article
//! that moves and a ledger that is lost make nothing twice. Of each photo there is a sheet: the colour that stands
//! for it, or why it can't be used, and the prints that were made.

pub(super) mod catalogue;
pub mod shelves;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use self::shelves::SHEET;
use super::emit::unwritable;
use crate::diag::Diagnostic;
use crate::fs::Disk;
use crate::photo::{self, Cut, Recipe};
use crate::render::{self, Files, read_unchanged};
use crate::site::{FileFacts, Site, hash_bytes, hash_of};

/// The folder of the site's cache in which prints are kept.
pub const FOLDER: &str = "photos";

/// What was made of photos.
pub struct Darkroom {
    disk: Arc<dyn Disk>,
    files: Arc<dyn Files>,
    root: PathBuf,
    recipe: Recipe,
    // What the recipe and presstime's own ways come to: with others, other prints are made.
    ways: u64,
    sheets: Mutex<FxHashMap<u64, Arc<Sheet>>>,
    // Bytes of the prints that were made since it was last tidied.
    made: AtomicU64,
}

/// What is known of a photo.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Sheet {
    /// The colour that stands for it, or why it can't be used; `None` before anybody looked.
    tone: Option<Result<String, String>>,
    prints: Vec<(Cut, Kept)>,
}

/// A print that is kept.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Kept {
    hash: u64,
    bytes: u64,
    // When its file was written. One that has another time now may have been written by others: published files can
    // be the same file by another name.
    mtime: u64,
}

impl Darkroom {
    /// Of a site, whose photos are among `files`, with its prints in the folder `root`.
    pub fn new(disk: Arc<dyn Disk>, files: Arc<dyn Files>, root: PathBuf, site: &Site) -> Darkroom {
        Darkroom {
            disk,
            files,
            root,
            recipe: site.config.photos.recipe.clone(),
            ways: site.darkroom(),
            sheets: Mutex::default(),
            made: AtomicU64::new(0),
        }
    }

    /// Whether it works as this site wants it.
    pub fn serves(&self, site: &Site) -> bool {
        self.ways == site.darkroom()
    }

    /// Makes prints of a photo, as far as they are not there yet, and finds the colour that stands for it. A photo
    /// that can't be used is no error: its sheet says why.
    ///
    /// # Errors
    /// The file can't be read, or changed since the build began; or the cache folder can't be written to.
    pub fn make(&self, path: &str, facts: &FileFacts, cuts: &[Cut]) -> Result<(), Box<Diagnostic>> {
        let Some(photo) = facts.photo() else {
            return Ok(());
        };
        let mut sheet = Sheet::clone(&self.sheet(facts.hash));
        if matches!(sheet.tone, Some(Err(_))) {
            return Ok(());
        }
        let mut missing: Vec<Cut> = cuts
            .iter()
            .copied()
            .filter(|&cut| !self.is_there(facts.hash, &sheet, cut))
            .collect();
        missing.sort_unstable();
        missing.dedup();
        if missing.is_empty() && sheet.tone.is_some() {
            return Ok(());
        }
        let bytes = read_unchanged(&*self.files, path, facts.hash)?;
        match photo::develop(&bytes, photo, &missing, &self.recipe) {
            Ok(developed) => {
                drop(bytes);
                sheet.tone = Some(Ok(developed.tone.to_string()));
                for (cut, file) in missing.into_iter().zip(developed.files) {
                    let path = self.file(facts.hash, cut);
                    self.write(&path, &file)?;
                    let kept = Kept {
                        hash: hash_bytes(&file),
                        bytes: file.len() as u64,
                        mtime: self.disk.stamp(&path).unwrap_or_default().mtime,
                    };
                    self.made.fetch_add(kept.bytes, Relaxed);
                    sheet.prints.retain(|(other, _)| *other != cut);
                    sheet.prints.push((cut, kept));
                }
            }
            Err(fault) => sheet.tone = Some(Err(fault.to_string())),
        }
        sheet.prints.sort_unstable_by_key(|(cut, _)| *cut);
        self.write(&self.folder(facts.hash).join(SHEET), &sheet.packed())?;
        self.sheets().insert(facts.hash, Arc::new(sheet));
        Ok(())
    }

    /// Keeps the cache folder below `most` bytes, if prints were made since it was last asked.
    pub fn tidy(&self, most: u64) {
        let made = self.made.swap(0, Relaxed);
        if made > 0 {
            shelves::tidy(&*self.disk, &self.root, made, most);
        }
    }

    /// Where a print is kept, with the hash of its bytes; `None` where it was not made.
    pub fn print(&self, photo: u64, cut: Cut) -> Option<(PathBuf, u64)> {
        let kept = self.sheet(photo).kept(cut)?;
        let path = self.file(photo, cut);
        // It may have been thrown away since.
        let stamp = self.disk.stamp(&path)?;
        (stamp.size == kept.bytes).then_some((path, kept.hash))
    }

    /// Whether a print was made, or its photo was found to be of no use.
    pub fn is_settled(&self, photo: u64, cut: Cut) -> bool {
        matches!(self.sheet(photo).tone, Some(Err(_))) || self.print(photo, cut).is_some()
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), Box<Diagnostic>> {
        let written = self.disk.replace(path, bytes);
        written.map_err(|error| unwritable(path, &error))
    }

    fn is_there(&self, photo: u64, sheet: &Sheet, cut: Cut) -> bool {
        let is_whole = |kept: Kept| {
            let path = self.file(photo, cut);
            let stamp = self.disk.stamp(&path)?;
            let is_untouched = stamp.size == kept.bytes && stamp.mtime == kept.mtime;
            let is_same = || {
                self.disk
                    .read(&path)
                    .is_ok_and(|bytes| hash_bytes(&bytes) == kept.hash)
            };
            Some(is_untouched || is_same())
        };
        sheet.kept(cut).and_then(is_whole).unwrap_or_default()
    }

    /// What is known of a photo, from memory or from the cache folder.
    fn sheet(&self, photo: u64) -> Arc<Sheet> {
        if let Some(sheet) = self.sheets().get(&photo) {
            return sheet.clone();
        }
        let written = self.disk.read(&self.folder(photo).join(SHEET)).ok();
        let sheet = written.and_then(|bytes| Sheet::unpacked(&bytes));
        let sheet = Arc::new(sheet.unwrap_or_default());
        self.sheets().insert(photo, sheet.clone());
        sheet
    }

    fn folder(&self, photo: u64) -> PathBuf {
        let name = format!("{:016x}", hash_of(&(photo, self.ways)));
        let (shelf, _) = name.split_at(2);
        self.root.join(shelf).join(&name)
    }

    fn file(&self, photo: u64, cut: Cut) -> PathBuf {
        let mut name = cut.width.to_string();
        if let Some((width, height)) = cut.ratio {
            let (left, top) = cut.focus;
            let _ = write!(name, "-{width}x{height}-{left}-{top}");
        }
        let _ = write!(name, ".{}", cut.format.extension());
        self.folder(photo).join(name)
    }

    fn sheets(&self) -> MutexGuard<'_, FxHashMap<u64, Arc<Sheet>>> {
        self.sheets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl render::Darkroom for Darkroom {
    fn tone(&self, photo: u64) -> Option<Result<String, Arc<str>>> {
        let tone = self.sheet(photo).tone.clone();
        tone.map(|tone| tone.map_err(Into::into))
    }

    fn bytes(&self, photo: u64, cut: Cut) -> Option<u64> {
        Some(self.sheet(photo).kept(cut)?.bytes)
    }
}

impl Sheet {
    fn kept(&self, cut: Cut) -> Option<Kept> {
        let found = self.prints.iter().find(|(made, _)| *made == cut);
        found.map(|(_, kept)| *kept)
    }

    /// The bytes of its file, with a checksum before them.
    fn packed(&self) -> Vec<u8> {
        let body = postcard::to_stdvec(self).unwrap_or_default();
        [&hash_bytes(&body).to_le_bytes()[..], &body].concat()
    }

    fn unpacked(bytes: &[u8]) -> Option<Sheet> {
        let (sum, body) = bytes.split_at_checked(8)?;
        (hash_bytes(body).to_le_bytes() == *sum)
            .then(|| postcard::from_bytes(body).ok())
            .flatten()
    }
}
