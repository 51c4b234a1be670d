//! The site as it lies in the output folder: what is to be at the remote.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::manifest;
use crate::changes::settled;
use crate::engine::Folders;
use crate::fs::{Disk, PassedOver, Stamp};

/// Files of the output folder that systems leave about, and no reader wants.
const LITTER: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];

/// A file of the output folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its size in bytes.
    pub size: u64,
    /// The hash of its bytes, as [`manifest::hash`] makes it.
    pub hash: String,
    /// What it is to readers.
    pub role: Role,
}

/// What a file is to readers, in the order in which files may be put before them: each needs nothing that comes later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// What pages show: pictures, style sheets, downloads.
    Asset,
    /// An article or a plain page.
    Page,
    /// A page that leads to others: the front page, sections, tags.
    Listing,
    /// What machines read: feeds, sitemaps, the files of hosts.
    Feed,
}

/// What was seen of a file, so that it need not be read again.
#[derive(Clone, Serialize, Deserialize)]
struct Seen {
    stamp: Stamp,
    hash: String,
}

/// Looks at the output folder. `is_address` tells the files that are articles or plain pages; `now` is in nanoseconds
/// since 1970. What was read is noted beside the ledger, and not read again while its stamp stays.
///
/// # Errors
/// A file or folder can't be read, or leads elsewhere, or has a name that services would take for another: what is not
/// seen would be taken for withdrawn.
pub fn look(
    disk: &dyn Disk,
    folders: &Folders,
    is_address: impl Fn(&str) -> bool + Sync,
    now: u64,
) -> io::Result<BTreeMap<String, File>> {
    let note = folders.cache.join("published");
    let before: FxHashMap<String, Seen> = disk
        .read(&note)
        .ok()
        .and_then(|bytes| postcard::from_bytes(&bytes).ok())
        .unwrap_or_default();
    let (found, passed_over) = disk.walk(&folders.output, &folders.output);
    match passed_over.first() {
        Some(PassedOver::Unreadable(why)) => return Err(io::Error::other(why.clone())),
        Some(PassedOver::Denied(path, why)) => {
            return Err(io::Error::other(format!("`{path}`: {why}")));
        }
        Some(PassedOver::LeadsOutside(path)) => {
            let why = format!("`{path}` is a link that leads out of it");
            return Err(io::Error::other(why));
        }
        None => {}
    }
    if let Some((path, _)) = found.iter().find(|(path, _)| path.trim() != path) {
        let why = format!("the name of `{path}` begins or ends with a space");
        return Err(io::Error::other(why));
    }
    let found: Vec<(String, Stamp)> = found
        .into_iter()
        .filter(|(path, _)| is_published(path))
        .map(|(path, stamp)| (path, settled(stamp, now)))
        .collect();
    let seen: FxHashMap<String, Seen> = found
        .into_par_iter()
        .map(|(path, stamp)| {
            let known = before.get(&path);
            let hash = match known.filter(|seen| seen.stamp == stamp && stamp.mtime != 0) {
                Some(seen) => seen.hash.clone(),
                None => manifest::hash(&read(disk, &folders.output, &path)?),
            };
            Ok((path, Seen { stamp, hash }))
        })
        .collect::<io::Result<_>>()?;
    let is_new = |(path, seen): (&String, &Seen)| {
        let known = before.get(path);
        !known.is_some_and(|known| known.stamp == seen.stamp)
    };
    if seen.len() != before.len() || seen.iter().any(is_new) {
        // It only spares the next deployment some reading.
        let _ = disk.replace(&note, &postcard::to_allocvec(&seen).unwrap_or_default());
    }
    let files = seen.into_iter().map(|(path, seen)| {
        let file = File {
            size: seen.stamp.size,
            hash: seen.hash,
            role: role(&path, is_address(&path)),
        };
        (path, file)
    });
    Ok(files.collect())
}

/// A file of the output folder, by its path below that.
///
/// # Errors
/// As the file system says.
pub fn read(disk: &dyn Disk, output: &Path, path: &str) -> io::Result<Vec<u8>> {
    disk.read(&output.join(path))
}

/// Whether a file of the output folder is meant for readers.
pub fn is_published(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_unfinished = name.starts_with('.') && name.ends_with(".presstime-new");
    !path.starts_with(manifest::OURS)
        && !path.starts_with(".git/")
        && !LITTER.contains(&name)
        && !is_unfinished
}

/// What a file is to readers, by its name.
fn role(path: &str, is_address: bool) -> Role {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        _ if is_page(path) && is_address => Role::Page,
        _ if is_page(path) => Role::Listing,
        // The last are `_redirects`, `_headers` and `CNAME`.
        Some("xml" | "json" | "txt" | "xsl" | "conf" | "toml" | "webmanifest" | "nojekyll")
        | None => Role::Feed,
        Some(_) => Role::Asset,
    }
}

/// Whether a file is a page.
pub fn is_page(path: &str) -> bool {
    matches!(path.rsplit_once('.'), Some((_, "html" | "htm")))
}

/// Whether a file's name has a hash of what is in it: twelve hexadecimal digits or more between `.` or `-`, letters
/// among them, since figures alone may be a date.
pub fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut parts = name.split(['.', '-']).skip(1);
    parts.any(|part| {
        part.len() >= 12
            && part.chars().all(|c| c.is_ascii_hexdigit())
            && !part.chars().all(|c| c.is_ascii_digit())
    })
}
