//! What presstime put to a remote, as the remote itself remembers it.
//!
//! In the remote's folder `.presstime/` lies a small `head.json`, which names the segments that make the manifest:
//! one that lists all files, and one for each deployment since with what that changed. A segment's name is the hash
//! of its bytes, so it never changes, and who has it need not fetch it again. So a deployment reads and writes as
//! much as it changes. When the changes are half as long as the list, they are made one list again.
//!
//! While files travel the head also names the *pending* segment: what is about to become of which files. Of those,
//! and of no others, the manifest may be wrong after a deployment that did not end.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use serde::{Deserialize, Serialize};

use crate::config::deploy::Encoding;

/// The folder at the remote of what is not the site's.
pub const OURS: &str = ".presstime/";

/// Where the head lies.
pub const HEAD: &str = ".presstime/head.json";

/// A manifest that another presstime can't read has another number.
const VERSION: u32 = 1;

/// More changes than this are made one list, however short they are: each costs a first deployment a request.
const SEGMENTS: usize = 32;

/// A list shorter than this is not worth sparing, in bytes.
const SHORT: u64 = 64 << 10;

/// One file at the remote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The hash of the file that it was made from: XXH3, 128 bits, in hex.
    pub hash: String,
    /// How many bytes it has there.
    pub size: u64,
    /// What it is sent with, where the remote keeps that.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub headers: Option<Headers>,
    /// How it is compressed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub encoding: Option<Encoding>,
    /// The mark by which the remote tells its bytes from others (`ETag`), where it has one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub tag: Option<String>,
    /// Since when the site has it no more, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub retired: Option<i64>,
}

/// What a file is sent with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Headers {
    /// `Content-Type`.
    #[serde(rename = "type")]
    pub media_type: String,
    /// `Cache-Control`.
    pub cache: String,
}

impl Entry {
    /// One of which nothing is known, and which is like no other.
    pub fn unknown() -> Entry {
        Entry {
            hash: String::new(),
            size: 0,
            headers: None,
            encoding: None,
            tag: None,
            retired: None,
        }
    }

    /// Whether readers get the same of both.
    pub fn is_as(&self, other: &Entry) -> bool {
        self.hash == other.hash && self.headers == other.headers && self.encoding == other.encoding
    }
}

/// What names the segments.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    version: u32,
    /// Which site is published there.
    pub site: String,
    /// Its address.
    pub url: String,
    /// Counts the heads that were written.
    pub serial: u64,
    /// The segments of the manifest, the list of all first.
    pub segments: Vec<Segment>,
    /// The segment of what is about to be done, if a deployment is under way or did not end.
    pub pending: Option<Segment>,
}

/// The name of a segment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Segment {
    /// Its file in the remote's `.presstime/`.
    pub name: String,
    /// How many bytes that has.
    pub size: u64,
}

impl Segment {
    /// Where it lies at the remote.
    pub fn path(&self) -> String {
        format!("{OURS}{}", self.name)
    }
}

/// A segment that is new, with its bytes.
pub type Made = (Segment, Vec<u8>);

/// What becomes, or is to become, of one path: a file, or none.
pub type Changes = BTreeMap<String, Option<Entry>>;

#[derive(Serialize, Deserialize)]
struct Line {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    file: Option<Entry>,
}

/// The files at a remote.
#[derive(Clone, Debug, Default)]
pub struct Manifest {
    /// The head that was read; `None` where nothing was ever published.
    pub head: Option<Head>,
    /// The files by their paths.
    pub entries: BTreeMap<String, Entry>,
    /// Paths of which a deployment that did not end left open what is there.
    pub unsure: BTreeSet<String>,
}

impl Manifest {
    /// Puts a manifest together from its segments.
    ///
    /// # Errors
    /// As [`decode`].
    pub fn read(head: Head, segments: &[Vec<u8>], pending: Option<&[u8]>) -> io::Result<Manifest> {
        let mut manifest = Manifest::default();
        for segment in segments {
            manifest.apply(decode(segment)?);
        }
        for (path, planned) in pending.map(decode).transpose()?.unwrap_or_default() {
            let is_done = match (&planned, manifest.entries.get(&path)) {
                (Some(planned), Some(known)) => planned.is_as(known),
                (None, None) => true,
                _ => false,
            };
            if !is_done {
                manifest.unsure.insert(path);
            }
        }
        manifest.head = Some(head);
        Ok(manifest)
    }

    /// Takes in what was done.
    pub fn apply(&mut self, changes: Changes) {
        for (path, entry) in changes {
            self.unsure.remove(&path);
            match entry {
                Some(entry) => drop(self.entries.insert(path, entry)),
                None => drop(self.entries.remove(&path)),
            }
        }
    }

    /// Whether a path is presstime's, whatever is there now.
    pub fn is_ours(&self, path: &str) -> bool {
        self.entries.contains_key(path) || self.unsure.contains(path)
    }

    /// The segments that tell all of this after changes were taken in: those of the head and one more, or one alone.
    /// Each that is new comes with its bytes.
    ///
    /// # Errors
    /// It can't be compressed.
    pub fn segments(&self, changes: &Changes) -> io::Result<(Vec<Segment>, Vec<Made>)> {
        let known = self.head.iter().flat_map(|head| head.segments.iter());
        let mut segments: Vec<Segment> = known.cloned().collect();
        if changes.is_empty() && !segments.is_empty() {
            return Ok((segments, Vec::new()));
        }
        let added = segment("changes", changes)?;
        segments.push(added.0.clone());
        let whole = segments.first().map_or(0, |segment| segment.size);
        let later: u64 = segments.iter().skip(1).map(|segment| segment.size).sum();
        if segments.len() <= SEGMENTS && (segments.len() < 2 || later <= whole.max(SHORT) / 2) {
            return Ok((segments, vec![added]));
        }
        let all = self.entries.iter();
        let all = all.map(|(path, entry)| (path.clone(), Some(entry.clone())));
        let whole = segment("files", &all.collect())?;
        Ok((vec![whole.0.clone()], vec![whole]))
    }

    /// The head after this one.
    pub fn next_head(&self, site: &str, url: &str, segments: Vec<Segment>) -> Head {
        Head {
            version: VERSION,
            site: site.to_owned(),
            url: url.to_owned(),
            serial: self.head.as_ref().map_or(0, |head| head.serial) + 1,
            segments,
            pending: self.head.as_ref().and_then(|head| head.pending.clone()),
        }
    }
}

impl Head {
    /// Reads a head.
    ///
    /// # Errors
    /// It is none, or one of a later presstime.
    pub fn parse(bytes: &[u8]) -> Result<Head, String> {
        let head: Head = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if head.version == VERSION {
            Ok(head)
        } else {
            Err(format!(
                "it is of version {}, and this presstime reads {VERSION}",
                head.version
            ))
        }
    }

    /// Its bytes.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }
}

/// A segment of changes, with its bytes: a line of JSON a path, compressed (RFC 8878).
///
/// # Errors
/// It can't be compressed.
pub fn segment(kind: &str, changes: &Changes) -> io::Result<(Segment, Vec<u8>)> {
    let mut lines = Vec::new();
    for (path, entry) in changes {
        let line = Line {
            path: path.clone(),
            file: entry.clone(),
        };
        serde_json::to_writer(&mut lines, &line)?;
        lines.push(b'\n');
    }
    let bytes = zstd::encode_all(&*lines, 3)?;
    let segment = Segment {
        name: format!("{kind}-{}.zst", hash(&bytes)),
        size: bytes.len() as u64,
    };
    Ok((segment, bytes))
}

/// Reads a segment.
///
/// # Errors
/// It is damaged.
pub fn decode(bytes: &[u8]) -> io::Result<Changes> {
    let lines = zstd::decode_all(bytes)?;
    let lines = lines
        .split(|&byte| byte == b'\n')
        .filter(|line| !line.is_empty());
    let parsed = lines.map(|line| {
        let line: Line = serde_json::from_slice(line)?;
        Ok((line.path, line.file))
    });
    parsed.collect()
}

/// The hash by which files are told apart: XXH3, 128 bits, in hex.
pub fn hash(bytes: &[u8]) -> String {
    format!("{:032x}", xxhash_rust::xxh3::xxh3_128(bytes))
}
