//! Where symbolic links of a site lead, and whether folders are the ones they were: what a watcher has to know of
//! the machine's file system, since events name files where they really are.

#![allow(clippy::disallowed_methods, reason = "this is the edge")]

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::{is_within, site_path};

/// A symbolic link of a site, to a file or a folder within it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// Its path below the site, with `/` between the parts.
    pub path: String,
    /// Where it leads, as a path without links.
    pub target: PathBuf,
    /// Whether that is a folder.
    pub is_folder: bool,
}

/// The links at and below a path of the site that lead to what is within the site, wherever else links have led:
/// those that a scan follows.
pub fn links(site: &Path, below: &str) -> Vec<Link> {
    let Some(fence) = real(site) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut entries = WalkDir::new(site.join(below))
        .follow_links(true)
        .into_iter();
    while let Some(entry) = entries.next() {
        let Ok(entry) = entry else { continue };
        if !entry.path_is_symlink() {
            continue;
        }
        let is_folder = entry.file_type().is_dir();
        let path = entry.path().strip_prefix(site).ok().and_then(site_path);
        match (path, real(entry.path())) {
            (Some(path), Some(target)) if target.starts_with(&fence) => found.push(Link {
                path,
                target,
                is_folder,
            }),
            _ if is_folder => entries.skip_current_dir(),
            _ => {}
        }
    }
    found
}

/// A path without links; `None` where there is nothing.
pub fn real(path: &Path) -> Option<PathBuf> {
    std::fs::canonicalize(path).ok()
}

/// Whether a path is itself a link, wherever it leads.
pub fn is_link(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink())
}

/// Whether there is anything at a path, be it a link to nowhere.
pub fn is_there(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok()
}

/// Whether a file is below a folder, once all links are followed.
pub fn is_inside(folder: &Path, path: &Path) -> bool {
    real(folder).is_some_and(|folder| is_within(&folder, path))
}

/// What tells a folder from another that took its place: `None` where there is none.
pub fn identity(folder: &Path) -> Option<Identity> {
    let metadata = std::fs::metadata(folder).ok()?;
    metadata.is_dir().then(|| identity_of(&metadata))
}

/// The sign of a folder, equal for the same one only.
pub type Identity = (u64, u64);

#[cfg(unix)]
fn identity_of(metadata: &std::fs::Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt;
    (metadata.dev(), metadata.ino())
}

#[cfg(not(unix))]
fn identity_of(metadata: &std::fs::Metadata) -> Identity {
    let made = metadata.created().ok();
    let made = made.and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    (
        0,
        made.map_or(0, |time| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)),
    )
}
