//! What the engine reads from the ledger when it opens a site, and writes to it after each build.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::notes::{MANIFEST, PENDING};
use super::{Log, State};
use crate::engine::ledger;
use crate::engine::ledger::{Basis, Input, Record};
use crate::engine::plan::Plan;
use crate::engine::questions::Questions;
use crate::engine::render::Rendered;
use crate::engine::routes::RouteId;
use crate::outputs::Subject;
use crate::site::names::Name;
use crate::site::row::ArticleId;
use crate::site::{Site, Touched};

/// The ledger's file in the cache folder.
const LEDGER: &str = "ledger";
/// The log is rewritten when it has grown to this many times the site as a whole.
const LOG_GROWTH: usize = 2;
/// A log smaller than this, in bytes, is never rewritten.
const SMALL_LOG: usize = 1 << 20;
/// How many things one frame of a whole site has, so that encoding needs little memory.
const FRAME: usize = 8192;

impl State {
    pub(super) fn read_ledger(&mut self) -> Result<(), ledger::Unreadable> {
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
        if self.disk.stamp(&crate::engine::emit::marker(&self.folders)) != Some(basis.marker) {
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

    /// Takes over what a build made, and writes it to the ledger.
    pub(in crate::engine) fn commit(
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
    pub(super) fn log(&mut self, mut record: Record, touched: &Touched) {
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
    pub(super) fn whole(&mut self) -> Vec<u8> {
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
    pub(super) fn forget_unused_questions(&mut self) {
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
}
