//! The commands, one file each: from arguments to the engine, and from its report to the reader.

pub mod build;
pub mod cache;
pub mod deploy;
pub mod explain;
mod log;
mod running;
pub mod serve;
pub mod watch;
pub mod workplace;

use crate::cli::{self, Machine};
use crate::engine::Progress;

/// What shows how far a long build is, where somebody looks.
fn progress(machine: &Machine, is_quiet: bool) -> Progress {
    if machine.is_watched && !is_quiet {
        cli::progress
    } else {
        |_, _, _| {}
    }
}

/// So many of something, as in `1 file` and `2 files`.
fn plural(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
