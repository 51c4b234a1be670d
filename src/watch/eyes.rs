//! What the system tells of files: notify behind its debouncer, as paths to look at.
//!
//! The debouncer is made to tell what became of each file, and drops what seems to cancel out: a file that came and
//! went in between. Here events only say where to look, so nothing may be dropped; it is given each path as
//! "something changed there", which it can but join. Of what is read it is told nothing, or each build would be an
//! event.

use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::time::Duration;

use notify::event::{AccessKind, AccessMode, MetadataKind, ModifyKind};
use notify::{
    Config, ErrorKind, Event, EventHandler, EventKind, RecommendedWatcher, RecursiveMode, Watcher,
    WatcherKind,
};
use notify_debouncer_full::{DebounceEventResult, Debouncer, NoCache, new_debouncer_opt};

use super::sight::Sight;
use crate::changes::{FOLDERS, Look};
use crate::fs::links;

/// A change is told so long after it was made; [`super::agenda`] waits a little for what belongs to it.
const PAUSE: Duration = Duration::from_millis(5);

/// How often the debouncer looks whether that time has passed.
const STEP: Duration = Duration::from_millis(5);

/// What was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Something happened at this path, which is one without links.
    Path(PathBuf, Look),
    /// More happened than could be told.
    Anything,
    /// Photos were developed.
    Developed,
    /// Nothing can be told any more, and why.
    Nothing(String),
    /// It is time to end.
    Stop,
}

/// Watches while it is kept.
pub struct Eyes {
    _debouncer: Debouncer<Plain, NoCache>,
}

impl Eyes {
    /// Watches the folders of a site, but for those that are none of its sources.
    ///
    /// # Errors
    /// Why the system does not let it.
    pub fn open(sight: &Sight, tell: Sender<Seen>) -> Result<Eyes, String> {
        let handle = move |result: DebounceEventResult| {
            for seen in told(result) {
                // Nobody listens any more: the process ends.
                let _ = tell.send(seen);
            }
        };
        let config = Config::default().with_follow_symlinks(false);
        let mut debouncer: Debouncer<Plain, NoCache> =
            new_debouncer_opt(PAUSE, Some(STEP), handle, NoCache, config)
                .map_err(|error| error.to_string())?;
        for (folder, mode) in folders(sight) {
            match debouncer.watch(&folder, mode) {
                // It went away in between: the folder above tells when it is back.
                Err(error) if matches!(error.kind, ErrorKind::PathNotFound) => {}
                Err(error) => return Err(reason(&error)),
                Ok(()) => {}
            }
        }
        Ok(Eyes {
            _debouncer: debouncer,
        })
    }
}

/// The folders to watch: the site's own for what is directly in it, its sources with all below them, and where links
/// lead.
fn folders(sight: &Sight) -> Vec<(PathBuf, RecursiveMode)> {
    let mut whole: Vec<PathBuf> = Vec::new();
    let mut plain = vec![sight.root.clone()];
    let cover = |folder: PathBuf, whole: &mut Vec<PathBuf>| {
        if !whole.iter().any(|known| folder.starts_with(known)) {
            whole.push(folder);
        }
    };
    for folder in FOLDERS {
        let inside = links::real(&sight.root.join(folder));
        // Where it is a link, it is among the links if it may be followed.
        if let Some(folder) = inside.filter(|real| *real == sight.root.join(folder)) {
            cover(folder, &mut whole);
        }
    }
    for link in &sight.links {
        if link.is_folder {
            cover(link.target.clone(), &mut whole);
        } else {
            plain.extend(link.target.parent().map(Path::to_owned));
        }
    }
    let is_covered = |folder: &PathBuf| whole.iter().any(|known| folder.starts_with(known));
    plain.retain(|folder| !is_covered(folder));
    plain.sort_unstable();
    plain.dedup();
    let plain = plain
        .into_iter()
        .map(|folder| (folder, RecursiveMode::NonRecursive));
    let whole = whole
        .iter()
        .map(|folder| (folder.clone(), RecursiveMode::Recursive));
    plain.chain(whole).collect()
}

fn reason(error: &notify::Error) -> String {
    if matches!(error.kind, ErrorKind::MaxFilesWatch) {
        "the system watches as many folders as it may (on Linux, raise fs.inotify.max_user_watches)"
            .to_owned()
    } else {
        error.to_string()
    }
}

/// What came out of the debouncer.
fn told(result: DebounceEventResult) -> Vec<Seen> {
    match result {
        Ok(events) => (events.into_iter().map(|told| told.event))
            .flat_map(|event| {
                if event.need_rescan() {
                    return vec![Seen::Anything];
                }
                let look = look_of(event.kind);
                event
                    .paths
                    .into_iter()
                    .map(|path| Seen::Path(path, look))
                    .collect()
            })
            .collect(),
        Err(errors) => (errors.iter())
            .map(|error| match error.kind {
                ErrorKind::MaxFilesWatch => Seen::Nothing(reason(error)),
                _ => Seen::Anything,
            })
            .collect(),
    }
}

fn look_of(kind: EventKind) -> Look {
    match kind {
        EventKind::Modify(ModifyKind::Metadata(_)) => Look::Stamps,
        _ => Look::Bytes,
    }
}

/// A watcher that tells only where something happened.
struct Plain(RecommendedWatcher);

impl Watcher for Plain {
    fn new<F: EventHandler>(mut handler: F, config: Config) -> notify::Result<Plain> {
        let handle = move |result: notify::Result<Event>| match result {
            Ok(event) if event.need_rescan() => handler.handle_event(Ok(event)),
            Ok(event) => {
                let Some(kind) = plain(event.kind) else {
                    return;
                };
                for path in event.paths {
                    handler.handle_event(Ok(Event::new(kind).add_path(path)));
                }
            }
            Err(error) => handler.handle_event(Err(error)),
        };
        RecommendedWatcher::new(handle, config).map(Plain)
    }

    fn watch(&mut self, path: &Path, mode: RecursiveMode) -> notify::Result<()> {
        self.0.watch(path, mode)
    }

    fn unwatch(&mut self, path: &Path) -> notify::Result<()> {
        self.0.unwatch(path)
    }

    fn configure(&mut self, config: Config) -> notify::Result<bool> {
        self.0.configure(config)
    }

    fn kind() -> WatcherKind {
        RecommendedWatcher::kind()
    }
}

/// The kinds of events that the debouncer joins and never drops.
fn plain(kind: EventKind) -> Option<EventKind> {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => {
            Some(EventKind::Modify(ModifyKind::Any))
        }
        EventKind::Access(_) => None,
        EventKind::Modify(ModifyKind::Metadata(_)) => {
            Some(EventKind::Modify(ModifyKind::Metadata(MetadataKind::Any)))
        }
        _ => Some(EventKind::Modify(ModifyKind::Any)),
    }
}
