//! Files of the site that are read while it is rendered.

use std::io;

use crate::diag::{Diagnostic, Place};
use crate::site::hash_bytes;

/// What reads a file of the site; the engine's part.
pub trait Files: Send + Sync {
    /// The bytes of a file of the site, by its path.
    ///
    /// # Errors
    /// As the disk says.
    fn read(&self, path: &str) -> io::Result<Vec<u8>>;
}

/// The code of what a file says that is not what it was when the build began. The build can be tried again.
pub const CHANGED_WHILE_BUILDING: &str = "changed-while-building";

/// A file that had this hash when the build began.
///
/// # Errors
/// It can't be read, or is no longer what it was.
pub fn read_unchanged(
    files: &dyn Files,
    path: &str,
    hash: u64,
) -> Result<Vec<u8>, Box<Diagnostic>> {
    let bytes = files.read(path).map_err(|error| {
        let message = format!("this file can't be read: {error}");
        Diagnostic::error("unreadable", message).at(Place::file(path))
    })?;
    if hash_bytes(&bytes) == hash {
        Ok(bytes)
    } else {
        Err(changed(path))
    }
}

/// What is said of a file that is no longer what it was.
pub fn changed(path: &str) -> Box<Diagnostic> {
    let message = "this file changed while the site was being built";
    Box::new(
        Diagnostic::error(CHANGED_WHILE_BUILDING, message)
            .at(Place::file(path))
            .hint("build again"),
    )
}
