//! What is to travel, and in which order: the difference between the site and the manifest of a remote.
//!
//! Readers go on reading while files travel, so the order is part of the result. What is new is put there before what
//! leads to it, and what is withdrawn goes when nothing leads to it any more. After each step, then, whatever a
//! reader can come to from the front page is there.

use std::collections::{BTreeMap, BTreeSet};

use globset::{GlobBuilder, GlobMatcher};

use super::encode;
use super::local::{File, Role, is_hashed, is_page};
use super::manifest::{Changes, Entry, Headers, Manifest};
use crate::config::deploy::{Compressed, Encoding, Rules};
use crate::media_type;

/// What is sent with a file whose name has a hash.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// With pages and feeds: a reader has the last edit a minute later.
const SHORTLY: &str = "public, max-age=60";

/// With all else.
const A_WHILE: &str = "public, max-age=3600";

/// The file with which readers begin.
const FRONT_PAGE: &str = "index.html";

/// Seconds of a day.
const DAY: i64 = 24 * 60 * 60;

/// A file as it is to be at the remote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The file of the output folder that it is made from.
    pub source: String,
    /// What is to be known of it; its size is that of the source.
    pub entry: Entry,
    /// What it is to readers.
    pub role: Role,
}

/// Files that travel together: all of them are there before the next begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// What pages show.
    Assets,
    /// Pages and feeds that are new: nothing leads to them yet.
    New,
    /// Pages that were there before.
    Pages,
    /// Pages that lead to others.
    Listings,
    /// What machines read.
    Feeds,
}

/// What is to be done.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Files to put there, in the order of the phases, and of paths in each.
    pub uploads: BTreeMap<Phase, Vec<(String, Wanted)>>,
    /// Files to take away, when all else is done.
    pub removals: Vec<String>,
    /// What becomes of the manifest without any file travelling: assets that are shown no more, or again.
    pub notes: Changes,
}

impl Plan {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.uploads.is_empty() && self.removals.is_empty() && self.notes.is_empty()
    }

    /// Every file to put there.
    pub fn uploads(&self) -> impl Iterator<Item = &(String, Wanted)> + Clone {
        self.uploads.values().flatten()
    }

    /// Files that have to go before those of a phase can come, where files lie in folders: what was a file is a folder
    /// now, or the other way round.
    pub fn in_the_way(&self, phase: Phase) -> Vec<String> {
        let coming = self.uploads.get(&phase).into_iter().flatten();
        let coming: BTreeSet<&str> = coming.map(|(path, _)| path.as_str()).collect();
        let is_in_the_way = |gone: &&String| {
            let below = format!("{gone}/");
            let is_file = coming
                .range(below.as_str()..)
                .next()
                .is_some_and(|path| path.starts_with(&below));
            is_file || parents(gone).any(|parent| coming.contains(parent))
        };
        self.removals
            .iter()
            .filter(is_in_the_way)
            .cloned()
            .collect()
    }

    /// All that files become by it.
    pub fn changes(&self) -> Changes {
        let uploads = self
            .uploads()
            .map(|(path, wanted)| (path.clone(), Some(wanted.entry.clone())));
        let removals = self.removals.iter().map(|path| (path.clone(), None));
        uploads.chain(removals).collect()
    }
}

/// What is to be at a remote that keeps headers, or none.
pub fn wanted(
    files: &BTreeMap<String, File>,
    rules: &Rules,
    keeps_headers: bool,
) -> BTreeMap<String, Wanted> {
    let patterns: Vec<(GlobMatcher, &str)> = rules.cache.iter().filter_map(pattern).collect();
    let mut wanted = BTreeMap::new();
    for (path, file) in files {
        let media_type = media_type::of(path);
        let is_worth = encode::is_worth(&media_type, file.size);
        let headers = keeps_headers.then(|| Headers {
            cache: cache(path, file.role, &patterns).to_owned(),
            media_type,
        });
        let made = |encoding: Option<Encoding>| Wanted {
            source: path.clone(),
            entry: Entry {
                hash: file.hash.clone(),
                size: file.size,
                headers: headers.clone(),
                encoding,
                tag: None,
                retired: None,
            },
            role: file.role,
        };
        let encodings = rules.compress.iter().filter(|_| is_worth).copied();
        if rules.compressed == Compressed::Instead {
            wanted.insert(path.clone(), made(encodings.into_iter().next()));
            continue;
        }
        for encoding in encodings {
            let beside = format!("{path}.{}", encoding.extension());
            wanted.insert(beside, made(Some(encoding)));
        }
        wanted.insert(path.clone(), made(None));
    }
    wanted
}

fn pattern((pattern, value): &(String, String)) -> Option<(GlobMatcher, &str)> {
    let glob = GlobBuilder::new(pattern).build().ok()?;
    Some((glob.compile_matcher(), value))
}

fn cache<'r>(path: &str, role: Role, patterns: &[(GlobMatcher, &'r str)]) -> &'r str {
    let address = format!("/{path}");
    let said = patterns
        .iter()
        .rev()
        .find(|(glob, _)| glob.is_match(&address));
    match (said, role) {
        (Some((_, value)), _) => value,
        (None, Role::Asset) if is_hashed(path) => FOR_EVER,
        (None, Role::Asset) => A_WHILE,
        (None, _) => SHORTLY,
    }
}

/// What is to be done so that the remote has what is wanted. `now` is in seconds since 1970; an asset that is wanted
/// no more stays for `grace` days.
pub fn plan(wanted: &BTreeMap<String, Wanted>, remote: &Manifest, grace: u32, now: i64) -> Plan {
    let mut plan = Plan::default();
    for (path, one) in wanted {
        let known = remote.entries.get(path);
        // A first compressed form is no new page: readers get it where they got the page.
        let is_new = !remote.entries.contains_key(&one.source);
        let is_sure = !remote.unsure.contains(path);
        match known.filter(|known| is_sure && known.is_as(&one.entry)) {
            Some(known) if known.retired.is_some() => {
                let entry = Entry {
                    retired: None,
                    ..known.clone()
                };
                plan.notes.insert(path.clone(), Some(entry));
            }
            Some(_) => {}
            None => {
                let phase = phase(&one.source, one.role, is_new);
                let phase = plan.uploads.entry(phase).or_default();
                phase.push((path.clone(), one.clone()));
            }
        }
    }
    let grace = i64::from(grace) * DAY;
    for (path, known) in &remote.entries {
        if wanted.contains_key(path) {
            continue;
        }
        let since = known.retired.unwrap_or(now);
        let stays = grace > 0 && is_hashed(path) && !is_page(path) && now - since < grace;
        if !stays || remote.unsure.contains(path) {
            plan.removals.push(path.clone());
        } else if known.retired.is_none() {
            let entry = Entry {
                retired: Some(now),
                ..known.clone()
            };
            plan.notes.insert(path.clone(), Some(entry));
        }
    }
    let unknown: BTreeSet<&String> = remote.unsure.iter().collect();
    let lost = unknown
        .into_iter()
        .filter(|path| !wanted.contains_key(*path) && !remote.entries.contains_key(*path));
    plan.removals.extend(lost.cloned());
    plan
}

/// The folders that a path is in, without the `/` at their end.
pub fn parents(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

fn phase(path: &str, role: Role, is_new: bool) -> Phase {
    match role {
        Role::Asset => Phase::Assets,
        // With the front page readers begin, so a first one is there when all else is.
        _ if is_new && path != FRONT_PAGE => Phase::New,
        Role::Page => Phase::Pages,
        Role::Listing => Phase::Listings,
        Role::Feed => Phase::Feeds,
    }
}

/// How many assets a plan begins to keep though nothing shows them any more.
pub fn kept(plan: &Plan) -> usize {
    let retired =
        |entry: &Option<Entry>| entry.as_ref().is_some_and(|entry| entry.retired.is_some());
    plan.notes.values().filter(|entry| retired(entry)).count()
}
