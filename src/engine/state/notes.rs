//! The notes beside the ledger: which output files presstime wrote, and which of them a build that is
//! under way may have changed.

use std::io;

use super::{State, lines};

/// The list of the files that presstime wrote into the output folder.
pub(super) const MANIFEST: &str = "outputs";
/// The list of the files that an unfinished build may have written or removed.
pub(super) const PENDING: &str = "pending";

impl State {
    /// Every output path that presstime may have written.
    pub(super) fn manifest(&self) -> Vec<Box<str>> {
        let bytes = self
            .disk
            .read(&self.folders.cache.join(MANIFEST))
            .unwrap_or_default();
        lines(&bytes).collect()
    }

    /// Notes, before anything is written, which output files may be other than the ledger says until the
    /// build is committed.
    pub(in crate::engine) fn announce<'a>(
        &'a self,
        paths: impl Iterator<Item = &'a str>,
    ) -> io::Result<()> {
        let noted: Vec<&str> = paths.chain(self.suspects()).collect();
        let text = noted.join("\n") + "\n";
        self.disk
            .write(&self.folders.cache.join(PENDING), text.as_bytes())
    }

    /// Adds output files to the list of those that presstime wrote.
    pub(in crate::engine) fn claim<'a>(
        &self,
        paths: impl Iterator<Item = &'a str>,
    ) -> io::Result<()> {
        let text: String = paths.flat_map(|path| [path, "\n"]).collect();
        if text.is_empty() {
            return Ok(());
        }
        self.disk
            .append(&self.folders.cache.join(MANIFEST), text.as_bytes())
    }

    /// Distrusts every output file if the folder is not that of the last build, as when somebody emptied
    /// it while this process ran.
    pub(in crate::engine) fn distrust_other_output(&mut self) {
        let Some(basis) = &self.basis else { return };
        if self.disk.stamp(&crate::engine::emit::marker(&self.folders)) != Some(basis.marker) {
            let paths: Vec<Box<str>> = self.output_paths().map(Into::into).collect();
            self.suspects.extend(paths);
        }
    }

    /// Distrusts the files of the note: a build stopped amid writing them.
    pub(in crate::engine) fn suspect_announced(&mut self) {
        let noted = self
            .disk
            .read(&self.folders.cache.join(PENDING))
            .unwrap_or_default();
        self.suspects.extend(lines(&noted));
    }

    /// Takes the note back: nothing was written, or all of it was taken away again.
    pub(in crate::engine) fn withdraw(&self) {
        if self.suspects.is_empty() {
            let _ = self.disk.remove(&self.folders.cache.join(PENDING));
        }
    }
}
