//! The commands, one file each: from arguments to the engine, and from its report to the reader.

pub mod build;
pub mod explain;
mod log;
mod running;
pub mod serve;
pub mod watch;
pub mod workplace;
