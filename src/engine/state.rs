//! What the engine keeps between builds: in memory while a process runs, in the ledger between two.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::ledger::{self, Basis, Input, Record};
use super::plan::Plan;
use super::questions::Questions;
use super::render::Rendered;
use super::report::FanOut;
use super::routes::{Route, RouteId, Routes};
use crate::changes::{CONFIG, Change};
use crate::config::Config;
use crate::content::Instant;
use crate::diag::{Diagnostic, Place, Source, did_you_mean};
use crate::fs::{Disk, join_inside};
use crate::outputs::Subject;
use crate::render::Templates;
use crate::site::listing::ListingKind;
use crate::site::names::{Name, Names};
use crate::site::question::Question;
use crate::site::row::ArticleId;
use crate::site::theme::{Theme, ThemeFiles};
use crate::site::{Edit, Site, Touched};

/// The theme that needs no files.
static EMBEDDED: include_dir::Dir = include_dir::include_dir!("$CARGO_MANIFEST_DIR/themes/default");

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

/// The ledger's file in the cache folder.
const LEDGER: &str = "ledger";
/// The list of the files that presstime wrote into the output folder.
const MANIFEST: &str = "outputs";
/// The list of the files that an unfinished build may have written or removed.
const PENDING: &str = "pending";
/// The log is rewritten when it has grown to this many times the site as a whole.
const LOG_GROWTH: usize = 2;
/// A log smaller than this, in bytes, is never rewritten.
const SMALL_LOG: usize = 1 << 20;
/// How many things one frame of a whole site has, so that encoding needs little memory.
const FRAME: usize = 8192;
/// A question that more routes than this ask is worth a word, if its answer changes often.
const MANY: u32 = 500;

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
    basis: Option<Basis>,
    pending: Vec<Change>,
    suspects: FxHashSet<Box<str>>,
    // How many names the ledger on disk has; those above are to be written with the next record.
    names_written: usize,
    // The same of questions.
    questions_written: usize,
    log: Log,
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
            state.suspects = state.manifest().into_iter().collect();
        }
        let pending = state
            .disk
            .read(&state.folders.cache.join(PENDING))
            .unwrap_or_default();
        state.suspects.extend(lines(&pending));
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
            basis: None,
            pending: Vec::new(),
            suspects: FxHashSet::default(),
            names_written: 0,
            questions_written: 0,
            log: Log::default(),
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

    fn read_ledger(&mut self) -> Result<(), ledger::Unreadable> {
        let path = self.folders.cache.join(LEDGER);
        let bytes = self
            .disk
            .read(&path)
            .map_err(|_| ledger::Unreadable::Version)?;
        let mut rows = Vec::new();
        let mut basis = None;
        let mut documents: FxHashMap<Name, _> = FxHashMap::default();
        let mut files: FxHashMap<Name, _> = FxHashMap::default();
        let names = self.site.names.clone();
        let mut ids: FxHashMap<ArticleId, usize> = FxHashMap::default();
        let (routes, questions, inputs) = (
            Arc::make_mut(&mut self.routes),
            &mut self.questions,
            &mut self.inputs,
        );
        let mut whole = 0;
        let is_clean = ledger::decode(&bytes, |record| {
            for name in &record.names {
                names.intern(name);
            }
            basis = record.basis.or(basis.take());
            for (name, input) in record.inputs {
                match input {
                    Some(input) => drop(inputs.insert(name, input)),
                    None => drop(inputs.remove(&name)),
                }
            }
            for (id, row) in record.rows {
                let at = *ids.entry(id).or_insert_with(|| {
                    rows.push((id, None));
                    rows.len() - 1
                });
                rows[at].1 = row;
            }
            documents.extend(record.documents);
            files.extend(record.files);
            for question in record.questions {
                questions.number(question);
            }
            for (number, answer) in record.answers {
                questions.set_answer(number, answer);
            }
            for (id, route) in record.routes {
                routes.remove(id);
                if let Some(route) = route {
                    routes.restore(id, route);
                }
            }
            whole += 1;
        })?;
        let basis: Basis = basis.ok_or(ledger::Unreadable::Damaged)?;
        // A build that stopped amid its record has left a note; what else cut the ledger is unknown.
        if !is_clean && self.disk.stamp(&self.folders.cache.join(PENDING)).is_none() {
            return Err(ledger::Unreadable::Damaged);
        }
        if self.disk.stamp(&super::emit::marker(&self.folders)) != Some(basis.marker) {
            return Err(ledger::Unreadable::Version);
        }
        routes.find_free();
        for (_, route) in routes.iter() {
            questions.add_user(&route.asked);
        }
        self.names_written = names.len();
        self.questions_written = self.questions.len();
        self.log = Log {
            whole: bytes.len(),
            total: bytes.len(),
            is_sound: is_clean,
        };
        let mut site = Site::new(basis.config.clone(), Arc::default(), names);
        site.now = basis.now;
        site.preview = basis.preview;
        for (path, document) in documents
            .into_iter()
            .filter_map(|(path, found)| Some((path, found?)))
        {
            site.restore_document(path, document);
        }
        for (path, hash) in files
            .into_iter()
            .filter_map(|(path, found)| Some((path, found?)))
        {
            site.restore_file(path, hash);
        }
        for (id, row) in rows.into_iter().filter_map(|(id, row)| Some((id, row?))) {
            site.restore_row(id, row);
        }
        site.index_all();
        self.site = Arc::new(site);
        self.basis = Some(basis);
        self.read_theme_files();
        let (theme, _) = self.join_theme(&self.site.config);
        // Another theme than the ledger knows comes in as an edit, like any other.
        if Some(theme.hash()) == self.basis.as_ref().map(|basis| basis.theme) {
            Arc::make_mut(&mut self.site).theme = Arc::new(theme);
        }
        Ok(())
    }

    /// Templates, words and assets are small, and needed whole.
    fn read_theme_files(&mut self) {
        self.theme_files.clear();
        for folder in ["templates", "i18n", "themes"] {
            for (path, _) in self.disk.walk(&self.folders.site.join(folder)).0 {
                let path = format!("{folder}/{path}");
                if let Ok(bytes) = self.read(&path) {
                    self.theme_files.insert(path, bytes.into());
                }
            }
        }
    }

    /// Takes up a changed file of the theme.
    pub(super) fn read_theme_file(&mut self, change: &Change, errors: &mut Vec<Diagnostic>) {
        match self.read(&change.path) {
            Ok(bytes) => drop(self.theme_files.insert(change.path.clone(), bytes.into())),
            Err(error) if change.stamp.is_none() || error.kind() == io::ErrorKind::NotFound => {
                self.theme_files.remove(&change.path);
            }
            Err(error) => {
                let message = format!("this file can't be read: {error}");
                errors.push(Diagnostic::error("unreadable", message).at(Place::file(&change.path)));
            }
        }
    }

    /// The theme of a configuration, all layers joined.
    pub(super) fn join_theme(&self, config: &Config) -> (Theme, Vec<Diagnostic>) {
        let mut files = self.theme_files.clone();
        if !files.keys().any(|path| path.starts_with("themes/default/")) {
            add_embedded(&EMBEDDED, &mut files);
        }
        let mut layers = vec![String::new()];
        let mut errors = Vec::new();
        let mut next = Some((config.theme.clone(), CONFIG.to_owned()));
        while let Some((name, named_in)) = next.take() {
            let layer = format!("themes/{name}/");
            let error = if layers.contains(&layer) {
                let message = format!("the theme `{name}` extends itself");
                Diagnostic::error("theme-loop", message)
            } else if files.keys().any(|path| path.starts_with(&layer)) {
                let settings = format!("{layer}theme.yaml");
                next = Theme::parent(&files, &layer).map(|parent| (parent, settings));
                layers.push(layer);
                continue;
            } else {
                no_theme(&name, &files)
            };
            errors.push(error.at(self.theme_place(&named_in, &name)));
            // What else there is to say of the site is found with the default theme in its place.
            let default = "themes/default/".to_owned();
            if !layers.contains(&default) {
                layers.push(default);
            }
        }
        (Theme::join(&files, &layers), errors)
    }

    /// Where a file names a theme, in its line `theme: …` or `extends: …`.
    fn theme_place(&self, path: &str, name: &str) -> Place {
        let bytes = self.read(path).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let key = if path == CONFIG { "theme" } else { "extends" };
        let lines = text.split_inclusive('\n').scan(0, |end, line| {
            *end += line.len();
            Some((*end - line.len(), line))
        });
        let named = lines
            .filter(|(_, line)| line.trim_start().starts_with(key))
            .find_map(|(start, line)| {
                let at = start + key.len() + line.get(key.len()..)?.find(name)?;
                Some(at..at + name.len())
            });
        let source = Source { path, text: &text };
        named.map_or_else(|| source.whole(), |range| source.place(range))
    }

    /// The templates of the site's theme, compiled; those of the last build if they are the same.
    pub(super) fn take_templates(&self) -> (Option<Templates>, Vec<Diagnostic>) {
        let kept = self
            .templates
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        match kept {
            Some((hash, templates)) if hash == self.site.theme.hash() => {
                (Some(templates), Vec::new())
            }
            _ => super::compile(&self.site.theme),
        }
    }

    /// Keeps compiled templates for the next build.
    pub(super) fn keep_templates(&self, templates: Option<Templates>) {
        let mut kept = self
            .templates
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *kept = templates.map(|templates| (self.site.theme.hash(), templates));
    }

    /// The bytes of a source file.
    pub(super) fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let inside = join_inside(&self.folders.site, path);
        self.disk.read(&inside.ok_or(io::ErrorKind::InvalidInput)?)
    }

    pub(super) fn input_hash(&self, path: &str) -> Option<u64> {
        let name = self.site.names.find(path)?;
        self.inputs.get(&name).map(|input| input.hash)
    }

    /// Every known content file, as if it had changed.
    pub(super) fn known_inputs(&self) -> impl Iterator<Item = Change> + '_ {
        self.inputs.iter().filter_map(|(name, input)| {
            let path = self.site.names.text(*name);
            path.starts_with("content/").then(|| Change {
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

    /// Whether nothing is known of the site yet.
    pub(super) fn is_new(&self) -> bool {
        self.basis.is_none()
    }

    /// What the last build was made from, if there was one.
    pub(super) fn basis(&self) -> Option<&Basis> {
        self.basis.as_ref()
    }

    /// Whether a file on disk may be other than the ledger says.
    pub(super) fn is_suspect(&self, path: &str) -> bool {
        self.suspects.contains(path)
    }

    pub(super) fn suspects(&self) -> impl Iterator<Item = &str> {
        self.suspects.iter().map(|path| &**path)
    }

    /// Goes back to before a failed build, and remembers what it was to take up.
    pub(super) fn take_back(&mut self, changes: Vec<Change>) {
        self.pending = changes;
        self.read_theme_files();
    }

    /// Takes over what a build made, and writes it to the ledger.
    pub(super) fn commit(
        &mut self,
        plan: &Plan,
        rendered: Vec<Rendered>,
        answers: &[(u32, u64)],
        inputs: Vec<(String, Option<Input>)>,
        basis: Basis,
        touched: &Touched,
    ) {
        let first_question = self.questions_written;
        let mut record = Record {
            basis: Some(basis.clone()),
            ..Record::default()
        };
        for (number, answer) in answers {
            self.questions.set_answer(*number, *answer);
        }
        record.answers.extend_from_slice(answers);
        let routes = Arc::make_mut(&mut self.routes);
        for (id, route) in &plan.gone {
            self.questions.remove_user(&route.asked);
            if routes.get(*id).is_none() {
                record.routes.push((*id, None));
            }
        }
        let mut asked_now: FxHashSet<u32> = FxHashSet::default();
        for made in rendered {
            let Some(route) = routes.get_mut(made.id) else {
                continue;
            };
            let asked = made.asked;
            self.questions.remove_user(&route.asked);
            self.questions.add_user(&asked);
            asked_now.extend(
                asked
                    .iter()
                    .filter(|&&number| (number as usize) >= first_question),
            );
            // An old question that nobody had asked for a while has an old answer.
            asked_now.extend(
                asked
                    .iter()
                    .filter(|&&number| self.questions.users(number) == 1),
            );
            route.asked = asked;
            route.written = Some(made.hash);
            route.problems = made.problems;
            if !touched.all {
                record.routes.push((made.id, Some(route.clone())));
            }
        }
        let (site, routes, questions) = (&self.site, &self.routes, &self.questions);
        let occupant = |path: &str| -> Option<Subject> { routes.occupant(path) };
        let mut asked_now: Vec<u32> = asked_now.into_iter().collect();
        asked_now.sort_unstable();
        let answers: Vec<(u32, u64)> = asked_now
            .par_iter()
            .with_min_len(1024)
            .filter_map(|&number| Some((number, site.answer(questions.get(number)?, &occupant))))
            .collect();
        for &(number, answer) in &answers {
            self.questions.set_answer(number, answer);
        }
        record.answers.extend(answers);
        record.questions = self
            .questions
            .all()
            .get(first_question..)
            .unwrap_or_default()
            .to_vec();
        self.questions_written = self.questions.len();
        for (path, input) in inputs {
            let name = site.names.intern(&path);
            match input {
                Some(input) => drop(self.inputs.insert(name, input)),
                None => drop(self.inputs.remove(&name)),
            }
            record.inputs.push((name, input));
        }
        let was_suspect = !self.suspects.is_empty();
        let is_same = |before: &Basis| {
            Basis {
                now: before.now,
                ..basis.clone()
            } == *before
        };
        let nothing = self.basis.as_ref().is_some_and(is_same)
            && record.inputs.is_empty()
            && record.routes.is_empty()
            && record.answers.is_empty()
            && touched.is_nothing();
        self.basis = Some(basis);
        self.pending.clear();
        self.suspects.clear();
        // That time has passed is no news: the next build looks at the clock anyway.
        if !nothing || was_suspect {
            self.log(record, touched);
        }
    }

    /// Appends to the ledger, or writes it anew where that is better. That it can't be written costs
    /// the next build its speed, and nothing else.
    fn log(&mut self, mut record: Record, touched: &Touched) {
        let path = self.folders.cache.join(LEDGER);
        let must_rewrite = touched.all || !self.log.is_sound || self.log.whole == 0;
        let has_grown = self.log.total > SMALL_LOG.max(self.log.whole * LOG_GROWTH);
        if must_rewrite || has_grown {
            drop(record);
            let bytes = self.whole();
            let written = self.disk.replace(&path, &bytes);
            self.log = Log {
                whole: bytes.len(),
                total: bytes.len(),
                is_sound: written.is_ok(),
            };
            self.names_written = self.site.names.len();
            let mut manifest = String::new();
            for path in self.output_paths() {
                manifest.push_str(path);
                manifest.push('\n');
            }
            let _ = self
                .disk
                .replace(&self.folders.cache.join(MANIFEST), manifest.as_bytes());
        } else {
            let site = &self.site;
            let rows = touched.articles.iter();
            record.rows = rows.map(|&id| (id, site.row(id).cloned())).collect();
            for &path in &touched.paths {
                record
                    .documents
                    .push((path, site.any_document(path).cloned()));
                record.files.push((path, site.file(path)));
            }
            record.names = site.names.since(self.names_written);
            self.names_written = site.names.len();
            let mut bytes = Vec::new();
            ledger::encode(&record, &mut bytes);
            let written = self.disk.append(&path, &bytes);
            self.log.total += bytes.len();
            self.log.is_sound = written.is_ok();
        }
        let _ = self.disk.remove(&self.folders.cache.join(PENDING));
    }

    /// The whole site as a ledger.
    fn whole(&mut self) -> Vec<u8> {
        self.forget_unused_questions();
        let mut out = ledger::begin();
        let mut frame = |record: Record| ledger::encode(&record, &mut out);
        let site = &self.site;
        frame(Record {
            names: site.names.since(0),
            documents: site
                .documents()
                .map(|(path, found)| (path, Some(found.clone())))
                .collect(),
            files: site
                .files()
                .map(|(path, hash)| (path, Some(hash)))
                .collect(),
            inputs: self
                .inputs
                .iter()
                .map(|(name, input)| (*name, Some(*input)))
                .collect(),
            questions: self.questions.all().to_vec(),
            answers: (0..self.questions.len())
                .filter_map(|number| u32::try_from(number).ok())
                .map(|number| (number, self.questions.answer(number)))
                .collect(),
            ..Record::default()
        });
        let mut rows = site.articles().peekable();
        while rows.peek().is_some() {
            let some = rows
                .by_ref()
                .take(FRAME)
                .map(|(id, row)| (id, Some(row.clone())))
                .collect();
            frame(Record {
                rows: some,
                ..Record::default()
            });
        }
        let mut routes = self.routes.iter().peekable();
        while routes.peek().is_some() {
            let some = routes
                .by_ref()
                .take(FRAME)
                .map(|(id, route)| (id, Some(route.clone())))
                .collect();
            frame(Record {
                routes: some,
                ..Record::default()
            });
        }
        // Last, so that what was cut short before it is no ledger.
        frame(Record {
            basis: self.basis.clone(),
            ..Record::default()
        });
        out
    }

    /// Numbers the questions anew, without those that no route asks any more.
    fn forget_unused_questions(&mut self) {
        let mut kept = Questions::default();
        let routes = Arc::make_mut(&mut self.routes);
        let ids: Vec<RouteId> = routes.iter().map(|(id, _)| id).collect();
        for id in ids {
            let Some(route) = routes.get_mut(id) else {
                continue;
            };
            for number in &mut route.asked {
                let answer = self.questions.answer(*number);
                let Some(question) = self.questions.get(*number) else {
                    continue;
                };
                *number = kept.number(*question);
                kept.set_answer(*number, answer);
            }
            kept.add_user(&route.asked);
        }
        self.questions_written = kept.len();
        self.questions = kept;
    }

    /// Every output path that presstime may have written.
    fn manifest(&self) -> Vec<Box<str>> {
        let bytes = self
            .disk
            .read(&self.folders.cache.join(MANIFEST))
            .unwrap_or_default();
        lines(&bytes).collect()
    }

    /// Notes, before anything is written, which output files may be other than the ledger says until the
    /// build is committed.
    pub(super) fn announce<'a>(&'a self, paths: impl Iterator<Item = &'a str>) -> io::Result<()> {
        let noted: Vec<&str> = paths.chain(self.suspects()).collect();
        let text = noted.join("\n") + "\n";
        self.disk
            .write(&self.folders.cache.join(PENDING), text.as_bytes())
    }

    /// Adds output files to the list of those that presstime wrote.
    pub(super) fn claim<'a>(&self, paths: impl Iterator<Item = &'a str>) -> io::Result<()> {
        let text: String = paths.map(|path| format!("{path}\n")).collect();
        if text.is_empty() {
            return Ok(());
        }
        self.disk
            .append(&self.folders.cache.join(MANIFEST), text.as_bytes())
    }

    /// Distrusts every output file if the folder is not that of the last build, as when somebody emptied
    /// it while this process ran.
    pub(super) fn distrust_other_output(&mut self) {
        let Some(basis) = &self.basis else { return };
        if self.disk.stamp(&super::emit::marker(&self.folders)) != Some(basis.marker) {
            let paths: Vec<Box<str>> = self.output_paths().map(Into::into).collect();
            self.suspects.extend(paths);
        }
    }

    /// Distrusts the files of the note: a build stopped amid writing them.
    pub(super) fn suspect_announced(&mut self) {
        let noted = self
            .disk
            .read(&self.folders.cache.join(PENDING))
            .unwrap_or_default();
        self.suspects.extend(lines(&noted));
    }

    /// Takes the note back: nothing was written, or all of it was taken away again.
    pub(super) fn withdraw(&self) {
        if self.suspects.is_empty() {
            let _ = self.disk.remove(&self.folders.cache.join(PENDING));
        }
    }

    /// All there is to say of files and pages as they are.
    pub(super) fn warnings(&self) -> Vec<Diagnostic> {
        let mut all = self.warnings_beside(&[]);
        all.extend(
            self.basis
                .iter()
                .flat_map(|basis| &basis.config_problems)
                .cloned(),
        );
        all
    }

    /// The same without those of `site.yaml` and of some routes, which are given in order.
    pub(super) fn warnings_beside(&self, passed_over: &[RouteId]) -> Vec<Diagnostic> {
        let rows = self.site.articles().flat_map(|(_, row)| &row.problems);
        let documents = self
            .site
            .documents()
            .flat_map(|(_, document)| &document.problems);
        let routes = self
            .routes
            .iter()
            .filter(|(id, _)| passed_over.binary_search(id).is_err());
        let routes = routes.flat_map(|(_, route)| &route.problems);
        let theme = self
            .site
            .theme
            .problems
            .iter()
            .filter(|problem| !problem.is_error());
        rows.chain(documents)
            .chain(routes)
            .chain(theme)
            .cloned()
            .collect()
    }

    /// When the site next changes by itself.
    pub(super) fn due(&self) -> Option<Instant> {
        let clocks = self
            .questions
            .all()
            .iter()
            .zip(0..)
            .filter_map(|(question, number)| match question {
                Question::Clock(unit, lang) if self.questions.users(number) > 0 => {
                    self.site.clock_moves(*unit, *lang)
                }
                _ => None,
            });
        self.site.next_change().into_iter().chain(clocks).min()
    }

    /// The questions whose answers every new article changes, and that very many routes ask.
    pub(super) fn fan_out(&self) -> Vec<FanOut> {
        let mut found: Vec<FanOut> = Vec::new();
        for (question, number) in self.questions.all().iter().zip(0..) {
            let routes = self.questions.users(number);
            let key = match question {
                Question::Latest(key, _) | Question::Head(key) | Question::Count(key) => Some(key),
                Question::Listings(..) => None,
                _ => continue,
            };
            let is_wide =
                key.is_none_or(|key| !matches!(key.kind, ListingKind::Tag | ListingKind::Author));
            if routes > MANY && is_wide {
                found.push(FanOut {
                    question: question.describe(&self.site),
                    routes,
                });
            }
        }
        found.sort_by(|a, b| {
            b.routes
                .cmp(&a.routes)
                .then_with(|| a.question.cmp(&b.question))
        });
        found
    }
}

fn no_theme(name: &str, files: &ThemeFiles) -> Diagnostic {
    let error = Diagnostic::error("no-theme", format!("there is no theme `{name}`"));
    let known = files
        .keys()
        .filter_map(|path| path.strip_prefix("themes/")?.split('/').next());
    match did_you_mean(name, known) {
        Some(meant) => error.hint(format!("did you mean `{meant}`?")),
        None => error.hint(format!(
            "a theme is a folder: themes/{name}/, with its templates/"
        )),
    }
}

fn add_embedded(dir: &include_dir::Dir, files: &mut ThemeFiles) {
    for file in dir.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        files.insert(format!("themes/default/{path}"), file.contents().into());
    }
    for dir in dir.dirs() {
        add_embedded(dir, files);
    }
}

fn lines(bytes: &[u8]) -> impl Iterator<Item = Box<str>> + '_ {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    text.lines().filter(|line| !line.is_empty()).map(Into::into)
}

/// The folder of the cache in which the ledger of an output folder is.
pub fn cache_folder(site: &Path, output: &Path) -> PathBuf {
    let name = crate::site::hash_bytes(output.to_string_lossy().as_bytes());
    site.join(".presstime").join(format!("{name:016x}"))
}
