//! Gives every build of presstime a name of its own, from its sources: a ledger that another build wrote
//! is not trusted, since that one may have rendered otherwise.

#![allow(clippy::disallowed_methods, reason = "it reads the sources")]

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::Path;

fn main() {
    let mut hasher = DefaultHasher::new();
    for root in ["src", "themes/default", "Cargo.toml", "Cargo.lock"] {
        println!("cargo::rerun-if-changed={root}");
        hash(Path::new(root), &mut hasher);
    }
    println!("cargo::rustc-env=PRESSTIME_BUILD={:016x}", hasher.finish());
}

fn hash(path: &Path, hasher: &mut DefaultHasher) {
    if let Ok(entries) = std::fs::read_dir(path) {
        let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            hash(&path, hasher);
        }
    } else if let Ok(bytes) = std::fs::read(path) {
        path.hash(hasher);
        bytes.hash(hasher);
    }
}
