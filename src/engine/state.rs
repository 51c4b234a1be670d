//! What the engine keeps between builds: in memory while a process runs, in the ledger between two.

mod backlog;
pub(super) mod notes;
mod remember;
mod said;
mod theme_files;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

pub use self::backlog::Job;
pub use self::notes::{Writing, writing};
use self::said::Counts;
use crate::changes::Change;
use crate::content::Instant;
use crate::engine::darkroom::{self, Darkroom};
use crate::engine::index::Index;
use crate::engine::ledger;
use crate::engine::ledger::{Basis, Input};
use crate::engine::ownership::{self, Claims};
use crate::engine::questions::Questions;
use crate::engine::report::Asked;
use crate::engine::routes::{Route, RouteId, Routes};
use crate::fs::{Disk, join_inside};
use crate::photo::Cut;
use crate::render::{Files, Templates, Texts};
use crate::site::names::{Name, Names};
use crate::site::question::Question;
use crate::site::theme::ThemeFiles;
use crate::site::{Edit, Site};

/// Where a site is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folders {
    /// Its sources.
    pub site: PathBuf,
    /// What is published.
    pub output: PathBuf,
    /// The ledger of this output folder.
    pub cache: PathBuf,
}

impl Folders {
    /// Where the prints of photos are kept: beside the ledgers of all output folders, which share them.
    pub fn photos(&self) -> PathBuf {
        let shared = self.cache.parent().unwrap_or(&self.cache);
        shared.join(darkroom::FOLDER)
    }
}

/// A question that more routes than this ask is worth a word, if its answer changes often.
const MANY: u32 = 500;

/// So many files are looked at again for when they were modified.
const ASKED: usize = 1000;

/// So many of the questions that made a build necessary are told.
const CAUSES: usize = 12;

/// The engine between builds.
pub struct State {
    disk: Arc<dyn Disk>,
    folders: Folders,
    pub(super) site: Arc<Site>,
    pub(super) routes: Arc<Routes>,
    pub(super) questions: Questions,
    inputs: FxHashMap<Name, Input>,
    theme_files: ThemeFiles,
    templates: Mutex<Option<(u64, Templates)>>,
    // From the second build of a process on.
    texts: Mutex<Option<Texts>>,
    basis: Option<Basis>,
    pending: Vec<Change>,
    suspects: FxHashSet<Box<str>>,
    // Those of them that a build which did not end well may have changed, which nobody was told of.
    noted: FxHashSet<Box<str>>,
    // What the output folder's own list says. There is one wherever there are suspects.
    claims: Option<Arc<Claims>>,
    // How many names the ledger on disk has; those above are to be written with the next record.
    names_written: usize,
    // The same of questions.
    questions_written: usize,
    log: Log,
    // How many warnings of each kind the rows, documents and routes hold.
    said: Counts,
    // From the second build of a process on.
    index: Option<Index>,
    has_built: bool,
    darkroom: Option<Arc<Darkroom>>,
    // The routes that show photos nobody has looked at, with the prints that they ask for.
    waiting: FxHashMap<RouteId, Vec<(Name, Cut)>>,
}

/// How the ledger's file stands.
#[derive(Clone, Copy, Debug, Default)]
struct Log {
    /// Bytes of a whole site.
    whole: usize,
    /// Bytes of all.
    total: usize,
    /// Whether something can be appended.
    is_sound: bool,
}

impl State {
    /// Opens a site, with what the ledger remembers of it; `full` ignores that.
    pub fn open(disk: Arc<dyn Disk>, folders: Folders, full: bool) -> State {
        let mut state = State::unknown(disk, folders);
        let known = if full {
            Err(ledger::Unreadable::Version)
        } else {
            state.read_ledger()
        };
        if known.is_err() {
            state = State::unknown(state.disk, state.folders);
            // Whatever presstime may have written there is looked at again.
            state.read_claims();
            let listed = state.claims.iter().flat_map(|claims| claims.iter());
            state.suspects = listed.map(|(path, _)| path.into()).collect();
        }
        state.suspect_announced();
        state.read_theme_files();
        state
    }

    fn unknown(disk: Arc<dyn Disk>, folders: Folders) -> State {
        let names = Arc::new(Names::default());
        State {
            disk,
            folders,
            site: Arc::new(Site::new(Arc::default(), Arc::default(), names)),
            routes: Arc::default(),
            questions: Questions::default(),
            inputs: FxHashMap::default(),
            theme_files: ThemeFiles::new(),
            templates: Mutex::default(),
            texts: Mutex::default(),
            basis: None,
            pending: Vec::new(),
            suspects: FxHashSet::default(),
            noted: FxHashSet::default(),
            claims: None,
            names_written: 0,
            questions_written: 0,
            log: Log::default(),
            said: Counts::default(),
            index: None,
            has_built: false,
            darkroom: None,
            waiting: FxHashMap::default(),
        }
    }

    /// Where the site is.
    pub fn folders(&self) -> &Folders {
        &self.folders
    }

    /// The disk.
    pub fn disk(&self) -> &Arc<dyn Disk> {
        &self.disk
    }

    /// The site as of the last build that went well.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// The source files as they were seen last: paths and stamps.
    pub fn seen(&self) -> Vec<(Arc<str>, crate::fs::Stamp)> {
        let text = |name: &Name| self.site.names.text(*name);
        self.inputs
            .iter()
            .map(|(name, input)| (text(name), input.stamp))
            .collect()
    }

    /// Whether the last build saw such a source file.
    pub fn knows(&self, path: &str) -> bool {
        self.input_hash(path).is_some()
    }

    /// Whether changes wait that the last build could not make.
    pub fn is_behind(&self) -> bool {
        !self.pending.is_empty()
    }

    /// The files of `content/` that were modified last before they were seen, with when that was, newest first.
    pub fn latest_sources(&self, count: usize) -> Vec<(Arc<str>, Instant)> {
        // Of those whose stamps are not to be trusted the disk knows the time. In a fresh copy that is all of them.
        let mut asked = 0;
        let dated = self.inputs.iter().map(|(name, input)| {
            let mut at = input.stamp.mtime;
            if at == 0 && asked < ASKED {
                asked += 1;
                let path = join_inside(&self.folders.site, &self.site.names.text(*name));
                let stamp = path.and_then(|path| self.disk.stamp(&path));
                at = stamp.map_or(0, |stamp| stamp.mtime);
            }
            (at, *name)
        });
        let mut latest: Vec<(u64, Name)> = dated.collect();
        latest.sort_unstable_by(|a, b| b.cmp(a));
        let named = latest.into_iter().map(|(at, name)| {
            let second = Instant::try_from(at / 1_000_000_000).unwrap_or(Instant::MAX);
            (self.site.names.text(name), second)
        });
        named
            .filter(|(path, _)| path.starts_with("content/"))
            .take(count)
            .collect()
    }

    /// The source files below a folder as they were seen last.
    pub fn seen_below(&self, folder: &str) -> Vec<(Arc<str>, crate::fs::Stamp)> {
        let is_below = |path: &str| {
            path.strip_prefix(folder)
                .is_some_and(|rest| rest.starts_with('/'))
        };
        let named = (self.inputs.iter()).map(|(name, input)| (self.site.names.text(*name), input));
        named
            .filter(|(path, _)| is_below(path))
            .map(|(path, input)| (path, input.stamp))
            .collect()
    }

    /// The route of an output path, with the questions it asked.
    pub fn explain(&self, path: &str) -> Option<(&Route, Vec<Question>)> {
        let route = self.routes.get(self.routes.at(path)?)?;
        let asked = route
            .asked
            .iter()
            .filter_map(|&number| self.questions.get(number).copied());
        Some((route, asked.collect()))
    }

    /// Every output path of the site.
    pub fn output_paths(&self) -> impl Iterator<Item = &str> {
        self.routes.iter().map(|(_, route)| &*route.path)
    }

    /// The bytes of a source file.
    pub(super) fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let inside = join_inside(&self.folders.site, path);
        self.disk.read(&inside.ok_or(io::ErrorKind::InvalidInput)?)
    }

    /// What tells a source file from what it was ([`Disk::identity`]).
    pub(super) fn identity(&self, path: &str) -> Option<u64> {
        self.disk.identity(&join_inside(&self.folders.site, path)?)
    }

    pub(super) fn input_hash(&self, path: &str) -> Option<u64> {
        let name = self.site.names.find(path)?;
        self.inputs.get(&name).map(|input| input.hash)
    }

    /// Every known content file but pictures and the like, as if it had changed.
    pub(super) fn known_inputs(&self) -> impl Iterator<Item = Change> + '_ {
        self.inputs.iter().filter_map(|(name, input)| {
            let path = self.site.names.text(*name);
            let is_read = path.starts_with("content/") && self.site.file(*name).is_none();
            is_read.then(|| Change {
                path: path.to_string(),
                stamp: Some(input.stamp),
            })
        })
    }

    /// The edit that takes a file's share out of the site.
    pub(super) fn removal(&self, path: &str) -> Option<Edit> {
        let name = self.site.names.find(path)?;
        if self.site.article_of(name).is_some() {
            Some(Edit::Article(name, None, None))
        } else if self.site.any_document(name).is_some() {
            Some(Edit::Document(name, None))
        } else {
            self.site.file(name).map(|_| Edit::File(name, None))
        }
    }

    /// The changes with those of failed builds, each file once.
    pub(super) fn with_pending(&mut self, changes: Vec<Change>) -> Vec<Change> {
        let mut by_path: std::collections::BTreeMap<String, Change> =
            std::collections::BTreeMap::new();
        for change in std::mem::take(&mut self.pending) {
            let stamp = join_inside(&self.folders.site, &change.path)
                .and_then(|path| self.disk.stamp(&path));
            by_path.insert(change.path.clone(), Change { stamp, ..change });
        }
        by_path.extend(
            changes
                .into_iter()
                .map(|change| (change.path.clone(), change)),
        );
        by_path.into_values().collect()
    }

    /// What reads the files of the site.
    pub(super) fn files(&self) -> Arc<dyn Files> {
        Arc::new(SiteFiles {
            disk: self.disk.clone(),
            root: self.folders.site.clone(),
        })
    }

    /// What was made of photos, for the site as it is now.
    pub(super) fn darkroom(&mut self) -> Arc<Darkroom> {
        if let Some(darkroom) = self
            .darkroom
            .as_ref()
            .filter(|known| known.serves(&self.site))
        {
            return darkroom.clone();
        }
        let root = self.folders.photos();
        let darkroom = Darkroom::new(self.disk.clone(), self.files(), root, &self.site);
        let darkroom = Arc::new(darkroom);
        self.darkroom = Some(darkroom.clone());
        darkroom
    }

    /// What the last build was made from, if there was one.
    pub(super) fn basis(&self) -> Option<&Basis> {
        self.basis.as_ref()
    }

    /// Whether a file on disk may be other than the ledger says.
    pub(super) fn is_suspect(&self, path: &str) -> bool {
        self.suspects.contains(path)
    }

    pub(super) fn noted(&self) -> &FxHashSet<Box<str>> {
        &self.noted
    }

    pub(super) fn suspects(&self) -> impl Iterator<Item = &str> {
        self.suspects.iter().map(|path| &**path)
    }

    /// Goes back to before a failed build, and remembers what it was to take up.
    /// Leaves changes to the next build, with those that wait for it already.
    pub(super) fn put_off(&mut self, changes: Vec<Change>) {
        self.pending.extend(changes);
    }

    pub(super) fn take_back(&mut self, changes: Vec<Change>) {
        self.pending = changes;
        self.read_theme_files();
    }

    /// What feeds carry of articles, as an earlier build of this process made it; `None` in the first.
    pub(super) fn take_texts(&self) -> Option<Texts> {
        let mut kept = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        let begun = || self.index.as_ref().map(|_| Texts::default());
        kept.take().or_else(begun)
    }

    /// Keeps that for the next build, if this one goes well.
    pub(super) fn keep_texts(&self, texts: Option<Texts>) {
        *self.texts.lock().unwrap_or_else(PoisonError::into_inner) = texts;
    }

    /// Makes it ready for the next build.
    fn settle_texts(&mut self) {
        let texts = self.texts.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some(texts) = texts {
            texts.settle(|question| self.questions.find(question));
        }
    }

    /// Forgets what was made from other answers than hold now, or from such as nobody keeps up to date. `changed`
    /// are the questions whose answers changed, as flags.
    pub(super) fn forget_texts(&mut self, changed: &[bool]) {
        let texts = self.texts.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some(texts) = texts {
            texts.forget(|number| {
                changed.get(number as usize) == Some(&false) && self.questions.users(number) > 0
            });
        }
    }

    /// What a process that stays knows by heart.
    pub(super) fn index(&self) -> Option<&Index> {
        self.index.as_ref()
    }

    /// Brings that up to date, or begins it.
    pub(super) fn learn(&mut self) {
        match &mut self.index {
            Some(index) => index.learn(&self.questions),
            None if self.has_built => {
                self.index = Some(Index::new(&self.routes, &self.questions));
            }
            None => {}
        }
    }

    /// When the site next changes by itself.
    pub(super) fn due(&self) -> Option<Instant> {
        let is_timed = |question: &Question| {
            matches!(
                question,
                Question::Clock(..) | Question::Passed(_) | Question::News(_)
            )
        };
        let moves = self
            .questions_that(is_timed)
            .filter_map(|(question, _)| match question {
                Question::Clock(unit, lang) => self.site.clock_moves(*unit, *lang),
                Question::Passed(instant) => Some(*instant).filter(|at| *at > self.site.now),
                Question::News(key) => self.site.news_ends(*key),
                _ => None,
            });
        self.site.next_change().into_iter().chain(moves).min()
    }

    /// The questions whose answers every new article changes, and that very many routes ask.
    pub(super) fn fan_out(&self) -> Vec<Asked> {
        let is_wide = |question: &Question| {
            question.is_of_what_is_newest() || matches!(question, Question::Listings(..))
        };
        let mut found: Vec<Asked> = self
            .questions_that(is_wide)
            .filter(|(_, routes)| *routes > MANY)
            .map(|(question, routes)| Asked {
                question: question.describe(&self.site),
                routes,
            })
            .collect();
        found.sort_by(|a, b| {
            b.routes
                .cmp(&a.routes)
                .then_with(|| a.question.cmp(&b.question))
        });
        found
    }

    /// The first of some questions by how many routes ask them, in words.
    pub(super) fn causes(&self, changed: &[(u32, u64)]) -> Vec<Asked> {
        let users = |number: u32| (std::cmp::Reverse(self.questions.users(number)), number);
        let mut numbers: Vec<u32> = changed.iter().map(|&(number, _)| number).collect();
        if numbers.len() > CAUSES {
            numbers.select_nth_unstable_by_key(CAUSES, |&number| users(number));
            numbers.truncate(CAUSES);
        }
        numbers.sort_unstable_by_key(|&number| users(number));
        let asked = numbers.into_iter().filter_map(|number| {
            Some(Asked {
                question: self.questions.get(number)?.describe(&self.site),
                routes: self.questions.users(number),
            })
        });
        asked.collect()
    }

    /// Questions of a kind that some route asks, each with how many do. Only what is true of few kinds may be
    /// asked for: of the others an index does not keep lists.
    fn questions_that(
        &self,
        wanted: impl Fn(&Question) -> bool,
    ) -> impl Iterator<Item = (&Question, u32)> {
        let all = || 0..u32::try_from(self.questions.len()).unwrap_or(u32::MAX);
        let numbers: Vec<u32> = match &self.index {
            Some(index) => index.of_the_site().collect(),
            None => all().collect(),
        };
        numbers
            .into_iter()
            .filter_map(|number| Some((self.questions.get(number)?, self.questions.users(number))))
            .filter(move |(question, users)| *users > 0 && wanted(question))
    }
}

fn lines(bytes: &[u8]) -> impl Iterator<Item = Box<str>> + '_ {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let lines = text.split('\n').filter(|line| !line.is_empty());
    lines.map(ownership::plain)
}

/// The folder of the cache in which the ledger of an output folder is. One within the site keeps its ledger
/// when the site is moved.
pub fn cache_folder(site: &Path, output: &Path) -> PathBuf {
    let named = output.strip_prefix(site).unwrap_or(output);
    let name = crate::site::hash_bytes(named.to_string_lossy().as_bytes());
    site.join(ownership::OURS).join(format!("{name:016x}"))
}

struct SiteFiles {
    disk: Arc<dyn Disk>,
    root: PathBuf,
}

impl Files for SiteFiles {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let inside = join_inside(&self.root, path).ok_or(io::ErrorKind::InvalidInput)?;
        self.disk.read(&inside)
    }
}
