//! What may be wrong with a picture, in an editor's words.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::{Deserialize, Serialize};

use super::Kind;

/// Why nothing is made of a picture.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Fault {
    /// The file ends before the picture does.
    Truncated(Kind),
    /// It is damaged; what was found.
    Broken(Kind, String),
    /// It has neither width nor height, or lacks one of them.
    Empty(Kind),
    /// More pixels than the recipe allows.
    TooLarge {
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
        /// How many pixels are allowed.
        limit: u64,
    },
    /// A variety that is not read; what it is, and what to do.
    Unsupported(String),
    /// It is no picture of a kind that is known here.
    NoPicture,
    /// It is published as it is.
    PassesThrough(Kind),
    /// The bytes are not those that the facts are of.
    OtherFacts,
    /// An encoder refused; what it said.
    NotEncoded(String),
    /// The program that was built lacks the encoder.
    NoAvif,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Truncated(kind) => write!(
                f,
                "the {} file ends before its picture does: it was not copied or uploaded whole",
                kind.name()
            ),
            Fault::Broken(kind, why) => write!(f, "the {} file is damaged: {why}", kind.name()),
            Fault::Empty(kind) => write!(f, "the {} picture has no size", kind.name()),
            Fault::TooLarge {
                width,
                height,
                limit,
            } => write!(
                f,
                "the picture has {} pixels ({width} × {height}), more than the {} that are allowed",
                grouped(u64::from(*width) * u64::from(*height)),
                grouped(*limit)
            ),
            Fault::Unsupported(what) => f.write_str(what),
            Fault::NoPicture => f.write_str("this is no picture of a known kind"),
            Fault::PassesThrough(kind) => write!(
                f,
                "{} pictures of this kind are published as they are, without other sizes",
                kind.name()
            ),
            Fault::OtherFacts => f.write_str("the picture has changed since it was looked at"),
            Fault::NotEncoded(why) => write!(f, "the picture could not be written: {why}"),
            Fault::NoAvif => f.write_str("this presstime was built without AVIF"),
        }
    }
}

impl std::error::Error for Fault {}

/// `120000000` as `120,000,000`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// What `work` comes to. The decoders are other people's: should one panic on a file, it costs this file alone.
pub(super) fn contained<T>(work: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        Err(Fault::Unsupported(
            "the picture could not be read: its decoder gave up".to_owned(),
        ))
    })
}
