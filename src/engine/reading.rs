//! Step 1, its half that touches the disk: changed files to edits of the site, in parallel.

use rayon::prelude::*;

use super::darkroom::catalogue::{self, Catalogue};
use super::ledger::Input;
use super::load::{Loaded, Reading};
use super::state::State;
use crate::changes::Change;
use crate::diag::{Diagnostic, Place};
use crate::render::Fresh;
use crate::site::{Edit, hash_bytes};

/// What came of all changed files.
#[derive(Default)]
pub struct Read {
    /// What they change of the site.
    pub edits: Vec<Edit>,
    /// What takes the files out of the site that can't be used as they are now.
    pub unusable: Vec<Edit>,
    /// What keeps those from being used.
    pub errors: Vec<Diagnostic>,
    /// The files as they were seen, or gone.
    pub inputs: Vec<(String, Option<Input>)>,
    /// Articles as they were parsed, for their rendering.
    pub fresh: Fresh,
    /// How many articles were read.
    pub articles: usize,
}

/// So many bytes of parsed articles are kept until they are rendered; the rest are parsed again.
const FRESH: usize = 256 << 20;

/// Reads changed files. `anyway`: also those whose bytes are as they were, since they are read otherwise now.
pub fn files(state: &State, reading: &Reading, changes: &[Change], anyway: bool) -> Read {
    let (disk, shelves) = (&**state.disk(), state.folders().photos());
    // A site of which something is known knows its files itself.
    let from_nothing = state.basis().is_none();
    let catalogue = if from_nothing {
        Catalogue::open(disk, &shelves)
    } else {
        Catalogue::default()
    };
    let by_file: Vec<FileEdit> = changes
        .par_iter()
        .with_min_len(16)
        .with_max_len(64)
        .map(|change| read_file(state, reading, &catalogue, change, anyway))
        .collect();
    let mut read = Read::default();
    let mut fresh_bytes = 0;
    let mut catalogued = Vec::new();
    for (change, file) in changes.iter().zip(by_file) {
        read.articles += usize::from(matches!(&file.edit, Some(Edit::Article(_, Some(_), _))));
        if let Some(packed) = file.packed.filter(|_| fresh_bytes < FRESH) {
            fresh_bytes += packed.len();
            read.fresh
                .insert(state.site.names.intern(&change.path), packed);
        }
        if file.edit.is_none() && !file.errors.is_empty() {
            read.unusable.extend(state.removal(&change.path));
        }
        if let (Some(identity), Some(Edit::File(_, Some(facts)))) = (file.identity, &file.edit) {
            catalogued.push((change.path.clone(), identity, facts.clone()));
        }
        read.edits.extend(file.edit);
        read.errors.extend(file.errors);
        read.inputs.push((change.path.clone(), file.input));
    }
    catalogue::write(disk, &shelves, &catalogued, from_nothing);
    read
}

/// What came of one changed file.
#[derive(Default)]
struct FileEdit {
    packed: Option<Box<[u8]>>,
    edit: Option<Edit>,
    errors: Vec<Diagnostic>,
    input: Option<Input>,
    // Of a file that is worth a place in the catalogue.
    identity: Option<u64>,
}

fn read_file(
    state: &State,
    reading: &Reading,
    catalogue: &Catalogue,
    change: &Change,
    anyway: bool,
) -> FileEdit {
    let gone = || FileEdit {
        edit: state.removal(&change.path),
        ..FileEdit::default()
    };
    let Some(stamp) = change.stamp else {
        return gone();
    };
    // Before it is read: what is written to it meanwhile then makes it another.
    let identity =
        (stamp.size >= catalogue::LARGE && stamp.mtime != 0 && reading.is_asset(&change.path))
            .then(|| state.identity(&change.path))
            .flatten();
    if let Some(facts) = identity.and_then(|identity| catalogue.get(&change.path, identity)) {
        let name = state.site.names.intern(&change.path);
        return FileEdit {
            edit: Some(Edit::File(name, Some(facts.clone()))),
            input: Some(Input {
                stamp,
                hash: facts.hash,
            }),
            identity,
            ..FileEdit::default()
        };
    }
    let bytes = match state.read(&change.path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return gone(),
        Err(error) => {
            let message = format!("this file can't be read: {error}");
            let error = Diagnostic::error("unreadable", message).at(Place::file(&change.path));
            return FileEdit {
                errors: vec![error],
                ..FileEdit::default()
            };
        }
    };
    let hash = hash_bytes(&bytes);
    let input = Some(Input { stamp, hash });
    if !anyway && state.input_hash(&change.path) == Some(hash) {
        return FileEdit {
            input,
            ..FileEdit::default()
        };
    }
    match reading.load(&change.path, &bytes) {
        Some(Loaded {
            packed,
            edit,
            errors,
        }) => FileEdit {
            packed,
            edit,
            errors,
            input,
            identity,
        },
        None => FileEdit {
            input,
            ..FileEdit::default()
        },
    }
}
