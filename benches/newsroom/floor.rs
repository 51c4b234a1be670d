//! What the file system alone takes: as many files, of the same sizes in the same folders, as a built site
//! has. No generator can be faster.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

use rayon::prelude::*;

use super::corpus::mib;

/// Writes the files of a tree anew, in place, by one thread and by all; then again, beside and renamed over;
/// then compares.
///
/// # Errors
/// The file system refused.
pub fn measure(built: &Path) -> io::Result<()> {
    let mut files: Vec<(PathBuf, usize)> = Vec::new();
    for entry in walkdir::WalkDir::new(built) {
        let entry = entry?;
        if let (true, Ok(below)) = (
            entry.file_type().is_file(),
            entry.path().strip_prefix(built),
        ) {
            let size = usize::try_from(entry.metadata()?.len()).unwrap_or_default();
            files.push((below.to_owned(), size));
        }
    }
    let bytes: usize = files.iter().map(|(_, size)| size).sum();
    let largest = files
        .iter()
        .map(|(_, size)| *size)
        .max()
        .unwrap_or_default();
    // Nothing that a file system could store in less than its size.
    let content: Vec<u8> = (0..largest as u64)
        .map(|n| (n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as u8)
        .collect();
    let fresh = built.with_extension("floor");
    let _ = std::fs::remove_dir_all(&fresh);

    let timed = |what: &str, each: &(dyn Fn(&Path, &[u8]) -> io::Result<()> + Sync)| {
        let start = Instant::now();
        let done = files
            .par_iter()
            .try_for_each(|(path, size)| each(&fresh.join(path), &content[..*size]));
        println!("{what:28} {:8.3} s", start.elapsed().as_secs_f64());
        done
    };
    println!("{} files, {:.1} MiB", files.len(), mib(bytes as u64));
    let fresh_file = |path: &Path, content: &[u8]| match std::fs::write(path, content) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            path.parent().map_or(Ok(()), std::fs::create_dir_all)?;
            std::fs::write(path, content)
        }
        other => other,
    };
    // Into a tree of its own: a file system may be slow where much was deleted just before.
    let alone = built.with_extension("floor-alone");
    let start = Instant::now();
    for (path, size) in &files {
        fresh_file(&alone.join(path), &content[..*size])?;
    }
    println!(
        "{:28} {:8.3} s",
        "one after another",
        start.elapsed().as_secs_f64()
    );
    timed("into a fresh tree", &fresh_file)?;
    timed("renamed over others", &|path, content| {
        let beside = path.with_extension("new");
        std::fs::write(&beside, content)?;
        std::fs::rename(&beside, path)
    })?;
    timed("compared", &|path, content| {
        if std::fs::read(path)? == content {
            Ok(())
        } else {
            Err(io::ErrorKind::InvalidData.into())
        }
    })?;
    std::fs::remove_dir_all(&alone)?;
    std::fs::remove_dir_all(&fresh)
}
