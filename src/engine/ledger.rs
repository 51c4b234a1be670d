//! The ledger on disk: all that a build leaves for the next.
//!
//! A file of frames behind a header. Each frame is a [`Record`] with its length and checksum; the first
//! ones hold a whole site, each later one what a build changed. A frame counts whole or not at all. What
//! can't be read (another version, a wrong checksum, nonsense) is no ledger: the site is then built
//! from its sources, which costs time and nothing else.

use std::borrow::Cow;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::routes::{Route, RouteId};
use crate::config::Config;
use crate::diag::Diagnostic;
use crate::fs::{Disk, Stamp};
use crate::site::documents::Document;
use crate::site::names::Name;
use crate::site::question::Question;
use crate::site::row::{ArticleId, Row};
use crate::site::{FileFacts, hash_bytes};

/// What a build changed, or, from nothing, all there is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Record<'a> {
    /// What the build was made from; the newest counts.
    pub basis: Option<Basis>,
    /// Names that are new, in the order of their numbers.
    pub names: Vec<Arc<str>>,
    /// Source files as they were seen, or gone.
    pub inputs: Vec<(Name, Option<Input>)>,
    /// Rows, or free places.
    pub rows: Vec<(ArticleId, Option<Cow<'a, Row>>)>,
    /// Documents, or none any more.
    pub documents: Vec<(Name, Option<Cow<'a, Document>>)>,
    /// Static and bundle files, or none any more.
    pub files: Vec<(Name, Option<FileFacts>)>,
    /// Questions that are new, in the order of their numbers.
    pub questions: Cow<'a, [Question]>,
    /// Answers that are new or changed, by the numbers of their questions.
    #[serde(with = "answers")]
    pub answers: Vec<(u32, u64)>,
    /// Routes, or free places.
    pub routes: Vec<(RouteId, Option<Cow<'a, Route>>)>,
}

/// Answers as bytes, which are many and at random: to be read at once, not number by number.
mod answers {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(answers: &[(u32, u64)], to: S) -> Result<S::Ok, S::Error> {
        let mut bytes = Vec::with_capacity(answers.len() * 12);
        for (number, answer) in answers {
            bytes.extend_from_slice(&number.to_le_bytes());
            bytes.extend_from_slice(&answer.to_le_bytes());
        }
        to.serialize_bytes(&bytes)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<(u32, u64)>, D::Error> {
        let bytes = <&[u8]>::deserialize(from)?;
        let (all, rest) = bytes.as_chunks::<12>();
        if !rest.is_empty() {
            return Err(D::Error::custom("a part of an answer"));
        }
        let answers = all.iter().map(|bytes| {
            let (number, answer) = bytes.split_at(4);
            (
                u32::from_le_bytes(number.try_into().unwrap_or_default()),
                u64::from_le_bytes(answer.try_into().unwrap_or_default()),
            )
        });
        Ok(answers.collect())
    }
}

/// What a build was made from, beside the files.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Basis {
    /// The clock.
    pub now: i64,
    /// Whether drafts, and articles of the future, were shown.
    pub preview: crate::site::Preview,
    /// What `site.yaml` said.
    pub config: Arc<Config>,
    /// What there was to say of it.
    pub config_problems: Vec<Diagnostic>,
    /// The hash of the theme's files.
    pub theme: u64,
    /// The stamp of the marker in the output folder: if it is another now, somebody emptied or
    /// replaced the folder.
    pub marker: Stamp,
}

/// A source file as it was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Its stamp.
    pub stamp: Stamp,
    /// The hash of its bytes.
    pub hash: u64,
}

/// Why there is nothing to go on from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It is not a ledger of this build of presstime.
    Version,
    /// It is damaged.
    Damaged,
}

/// The first bytes. What follows depends on every type that is stored, and on what rendering makes of
/// it, so the build of presstime itself is part of the version.
fn header() -> [u8; 24] {
    let mut header = *b"presstime ledger\0\0\0\0\0\0\0\0";
    header[16..].copy_from_slice(&hash_bytes(env!("PRESSTIME_BUILD").as_bytes()).to_le_bytes());
    header
}

/// An empty ledger file.
pub fn begin() -> Vec<u8> {
    header().to_vec()
}

/// Appends a record's frame.
pub fn encode(record: &Record<'_>, out: &mut Vec<u8>) {
    frame(record, out);
}

/// Appends the frame of anything.
pub fn frame(value: &impl Serialize, out: &mut Vec<u8>) {
    let start = out.len();
    out.extend_from_slice(&[0; 16]);
    // Writing to memory does not fail, and no type of a record refuses to be serialised.
    if let Ok(bytes) = postcard::to_extend(value, std::mem::take(out)) {
        *out = bytes;
    }
    let (length, checksum) = (out.len() - start - 16, hash_bytes(&out[start + 16..]));
    out[start..start + 8].copy_from_slice(&(length as u64).to_le_bytes());
    out[start + 8..start + 16].copy_from_slice(&checksum.to_le_bytes());
}

/// Reads a ledger, record by record. Returns whether it ended cleanly: a last frame that is cut short was a
/// build that did not finish, and is left out.
///
/// # Errors
/// It is of another version, or damaged before its end.
pub fn decode(ledger: &[u8], mut take: impl FnMut(Record<'static>)) -> Result<bool, Unreadable> {
    let mut frames = Frames::begin(ledger, ledger.len() as u64)?;
    while let Some(frame) = frames.read_next()? {
        take(frame.record()?);
    }
    Ok(frames.is_clean)
}

/// The frames of a ledger, as they are read.
pub struct Frames<R> {
    ledger: R,
    // So many bytes more it has, as far as is known.
    left: u64,
    /// Whether no frame was cut short, as far as it was read.
    pub is_clean: bool,
}

/// A frame as it was read.
pub struct Frame {
    checksum: u64,
    payload: Vec<u8>,
}

impl Frames<Box<dyn Read + Send>> {
    /// Opens a file of them.
    ///
    /// # Errors
    /// There is none, or it is of another version.
    pub fn open(disk: &dyn Disk, path: &Path) -> Result<Self, Unreadable> {
        let size = disk.stamp(path).map_or(0, |stamp| stamp.size);
        let file = disk.open(path).map_err(|_| Unreadable::Version)?;
        Frames::begin(file, size)
    }
}

impl<R: Read> Frames<R> {
    /// Reads the header of a file of so many bytes.
    ///
    /// # Errors
    /// It is that of another version, or there is none.
    pub fn begin(mut ledger: R, size: u64) -> Result<Frames<R>, Unreadable> {
        let mut found = [0; 24];
        match ledger.read_exact(&mut found) {
            Ok(()) if found == header() => Ok(Frames {
                ledger,
                left: size,
                is_clean: true,
            }),
            _ => Err(Unreadable::Version),
        }
    }

    /// The next frame, or `None` at the end of the ledger, and ever after.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn read_next(&mut self) -> Result<Option<Frame>, Unreadable> {
        if !self.is_clean {
            return Ok(None);
        }
        let mut head = Vec::with_capacity(16);
        self.read(16, &mut head)?;
        let (length, checksum) = head.split_at(head.len().min(8));
        let number = |bytes: &[u8]| u64::from_le_bytes(bytes.try_into().unwrap_or_default());
        let mut payload = Vec::new();
        if head.len() == 16 {
            self.read(number(length), &mut payload)?;
            if payload.len() as u64 == number(length) {
                let checksum = number(checksum);
                return Ok(Some(Frame { checksum, payload }));
            }
        }
        self.is_clean = head.is_empty();
        Ok(None)
    }

    /// Reads so many bytes, or fewer at the end. Whatever a damaged length asks for, no more room is made beforehand
    /// than the file may fill.
    fn read(&mut self, length: u64, into: &mut Vec<u8>) -> Result<(), Unreadable> {
        let room = length.min(self.left);
        into.reserve_exact(usize::try_from(room).unwrap_or_default());
        self.left -= room;
        let mut piece = self.ledger.by_ref().take(length);
        piece.read_to_end(into).map_err(|_| Unreadable::Damaged)?;
        Ok(())
    }
}

impl Frame {
    /// What the frame holds.
    ///
    /// # Errors
    /// Its checksum is wrong, or it makes no sense.
    pub fn record(&self) -> Result<Record<'static>, Unreadable> {
        self.of()
    }

    /// The same of a frame that holds something else.
    ///
    /// # Errors
    /// As of a record.
    pub fn of<T: DeserializeOwned>(&self) -> Result<T, Unreadable> {
        if hash_bytes(&self.payload) != self.checksum {
            return Err(Unreadable::Damaged);
        }
        postcard::from_bytes(&self.payload).map_err(|_| Unreadable::Damaged)
    }
}
