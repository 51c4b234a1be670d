//! A build that goes on: the engine kept warm, and built again whenever something changed or its time has come.
//!
//! `eyes` hear from the system where something happened, `sight` knows by which names the site has it, and
//! `agenda` decides what to do when. What changed there is found by looking ([`crate::changes`]); what comes of
//! it, by the same [`crate::engine::build`] as ever. Nothing behind that can tell this from a process that starts.

pub mod agenda;
pub mod exec;
mod eyes;
mod press;
pub mod sight;

pub use self::press::{Call, Clock, Press, Turn, Watching};
