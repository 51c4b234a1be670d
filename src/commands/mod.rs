//! The commands, one file each: from arguments to the engine, and from its report to the reader.

pub mod build;
pub mod cache;
pub mod explain;
mod log;
mod running;
pub mod serve;
pub mod watch;
pub mod workplace;

/// So many of something, as in `1 file` and `2 files`.
fn plural(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
