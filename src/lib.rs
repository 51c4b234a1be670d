//! presstime turns a folder of Markdown articles into a news outlet's website, and keeps one promise:
//! publishing costs the size of the change, not the size of the archive.
//!
//! The way of the data, which [`engine::build`] walks for every command:
//!
//! 1. **load**: [`content`] turns the bytes of changed files into articles, pages and authors;
//! 2. **index**: [`site`] takes them up, and knows what was touched;
//! 3. **plan**: the engine finds the routes that are new, gone, or asked a question whose answer changed;
//! 4. **render**: [`outputs`] make those routes, through a [`render::View`] that records their questions;
//! 5. **emit**: what differs is written, and the ledger remembers the questions and answers.
//!
//! `content`, `site`, `render` and `outputs` do no I/O. The disk is behind [`fs::Disk`]; the clock and the
//! environment are read in [`cli`] alone.

pub mod changes;
pub mod cli;
mod commands;
pub mod config;
pub mod content;
pub mod deploy;
pub mod diag;
pub mod engine;
pub mod fs;
pub mod media_type;
pub mod outputs;
pub mod photo;
pub mod print;
pub mod render;
pub mod serve;
pub mod site;
pub mod watch;
