//! What the engine reads from the ledger when it opens a site, and writes to it after each build.

use std::borrow::Cow;
use std::io;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::notes::PENDING;
use super::said::Holder;
use super::{Log, State};
use crate::engine::ledger;
use crate::engine::ledger::{Basis, Input, Record};
use crate::engine::plan::Plan;
use crate::engine::questions::Questions;
use crate::engine::render::Outcomes;
use crate::engine::routes::{Route, RouteId};
use crate::fs::temporary_name;
use crate::outputs::Subject;
use crate::site::names::Name;
use crate::site::question::Question;
use crate::site::row::{ArticleId, Row};
use crate::site::{Site, Touched};

/// The ledger's file in the cache folder.
pub(super) const LEDGER: &str = "ledger";
/// The log is rewritten when it has grown to this many times the site as a whole.
const LOG_GROWTH: usize = 2;
/// A log smaller than this, in bytes, is never rewritten.
const SMALL_LOG: usize = 1 << 20;
/// How many rows or routes one frame of a whole site has.
const FRAME: usize = 2048;
/// The same of questions, which are small.
const QUESTIONS: usize = 64 << 10;
/// So many frames are made at once.
const AT_ONCE: usize = 4;

impl State {
    pub(super) fn read_ledger(&mut self) -> Result<(), ledger::Unreadable> {
        let path = self.folders.cache.join(LEDGER);
        let size = self.disk.stamp(&path).map_or(0, |stamp| stamp.size);
        let size = usize::try_from(size).map_err(|_| ledger::Unreadable::Damaged)?;
        let mut frames = ledger::Frames::open(&*self.disk, &path)?;
        let mut basis = None;
        let mut documents: FxHashMap<Name, _> = FxHashMap::default();
        let mut files: FxHashMap<Name, _> = FxHashMap::default();
        let names = self.site.names.clone();
        let mut site = Site::new(Arc::default(), Arc::default(), names.clone());
        let (routes, questions, inputs) = (
            Arc::make_mut(&mut self.routes),
            &mut self.questions,
            &mut self.inputs,
        );
        let mut take = |record: Record<'static>| {
            names.restore(record.names);
            basis = record.basis.or(basis.take());
            // The first record has all of them, which tells how much there will be. (Listings have pages too.)
            if inputs.is_empty() {
                let files = record.inputs.len();
                inputs.reserve(files);
                site.reserve_rows(files);
                routes.reserve(files + files / 2);
            }
            for (name, input) in record.inputs {
                match input {
                    Some(input) => drop(inputs.insert(name, input)),
                    None => drop(inputs.remove(&name)),
                }
            }
            for (id, row) in record.rows {
                site.restore_row(id, row.map(Cow::into_owned));
            }
            let owned = |(path, found): (_, Option<Cow<_>>)| (path, found.map(Cow::into_owned));
            documents.extend(record.documents.into_iter().map(owned));
            files.extend(record.files);
            questions.restore(&record.questions);
            for (number, answer) in record.answers {
                questions.set_answer(number, answer);
            }
            for (id, route) in record.routes {
                routes.remove(id);
                if let Some(route) = route {
                    routes.restore(id, route.into_owned());
                }
            }
        };
        // The frames of a whole site can be parsed apart: a few at a time, while those before are taken in.
        let mut records: Vec<Record> = Vec::new();
        loop {
            let mut some = Vec::with_capacity(AT_ONCE);
            while some.len() < AT_ONCE
                && let Some(frame) = frames.read_next()?
            {
                some.push(frame);
            }
            if some.is_empty() && records.is_empty() {
                break;
            }
            let parse = || -> Result<Vec<Record>, _> {
                some.par_iter().map(ledger::Frame::record).collect()
            };
            let (parsed, ()) = rayon::join(parse, || records.drain(..).for_each(&mut take));
            records = parsed?;
        }
        let is_clean = frames.is_clean;
        let basis: Basis = basis.ok_or(ledger::Unreadable::Damaged)?;
        // A build that stopped amid its record has left a note; what else cut the ledger is unknown.
        if !is_clean && self.disk.stamp(&self.folders.cache.join(PENDING)).is_none() {
            return Err(ledger::Unreadable::Damaged);
        }
        if !self.is_output_of(&basis) {
            return Err(ledger::Unreadable::Version);
        }
        self.names_written = names.len();
        self.questions_written = self.questions.len();
        self.log = Log {
            whole: size,
            total: size,
            is_sound: is_clean,
        };
        site.now = basis.now;
        site.preview = basis.preview;
        site.configure(basis.config.clone());
        for (path, document) in documents
            .into_iter()
            .filter_map(|(path, found)| Some((path, found?)))
        {
            site.restore_document(path, document);
        }
        for (path, file) in files
            .into_iter()
            .filter_map(|(path, found)| Some((path, found?)))
        {
            site.restore_file(path, file);
        }
        let (routes, questions) = (Arc::make_mut(&mut self.routes), &mut self.questions);
        rayon::join(
            || site.index_all(),
            || {
                questions.index();
                routes.find_free();
                for (_, route) in routes.iter() {
                    questions.add_user(&route.asked);
                }
            },
        );
        self.site = Arc::new(site);
        self.basis = Some(basis);
        self.count_all();
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
        outcomes: Outcomes,
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
        if let Some(index) = &mut self.index {
            index.learn(&self.questions);
        }
        let routes = Arc::make_mut(&mut self.routes);
        for (id, route) in &plan.gone {
            self.said.remove(Holder::Route(*id), &route.problems);
            self.questions.remove_user(&route.asked);
            if let Some(index) = &mut self.index {
                index.unask(*id, &route.asked);
            }
            self.waiting.remove(id);
            if routes.get(*id).is_none() {
                record.routes.push((*id, None));
            }
        }
        // Of each question whether its answer is to be found: it is new, or nobody had asked it for a while.
        let mut is_unanswered = vec![false; self.questions.len()];
        let mut unanswered: Vec<u32> = Vec::new();
        for made in outcomes.rendered {
            let Some(route) = routes.get_mut(made.id) else {
                continue;
            };
            let asked = made.asked;
            self.said.remove(Holder::Route(made.id), &route.problems);
            self.said.add(Holder::Route(made.id), &made.problems);
            self.questions.remove_user(&route.asked);
            self.questions.add_user(&asked);
            if let Some(index) = &mut self.index {
                index.unask(made.id, &route.asked);
                index.ask(made.id, &asked);
            }
            for &number in &asked {
                let index = number as usize;
                let is_so = index >= first_question || self.questions.users(number) == 1;
                if is_so && !std::mem::replace(&mut is_unanswered[index], true) {
                    unanswered.push(number);
                }
            }
            route.asked = asked;
            route.written = Some(made.hash);
            route.waits = !made.waits_for.is_empty();
            if route.waits {
                self.waiting.insert(made.id, made.waits_for);
            } else {
                self.waiting.remove(&made.id);
            }
            route.problems = made.problems;
            if !touched.all {
                record
                    .routes
                    .push((made.id, Some(Cow::Owned(route.clone()))));
            }
        }
        for (id, file, cut) in outcomes.unmade {
            if let Some(route) = routes.get_mut(id) {
                route.waits = true;
                route.written = None;
                self.waiting.insert(id, vec![(file, cut)]);
                if !touched.all {
                    record.routes.push((id, Some(Cow::Owned(route.clone()))));
                }
            }
        }
        let (site, routes, questions) = (&self.site, &self.routes, &self.questions);
        let occupant = |path: &str| -> Option<Subject> { routes.occupant(path) };
        let answers: Vec<(u32, u64)> = unanswered
            .into_par_iter()
            .with_min_len(1024)
            .filter_map(|number| Some((number, site.answer(questions.get(number)?, &occupant))))
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
            .to_vec()
            .into();
        self.questions_written = self.questions.len();
        for (path, input) in inputs {
            let name = site.names.intern(&path);
            match input {
                Some(input) => drop(self.inputs.insert(name, input)),
                None => drop(self.inputs.remove(&name)),
            }
            record.inputs.push((name, input));
        }
        let was_suspect = self.claims.is_some();
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
        self.has_built = true;
        self.pending.clear();
        self.suspects.clear();
        self.noted.clear();
        self.settle_texts();
        // That time has passed is no news: the next build looks at the clock anyway.
        if !nothing || was_suspect {
            self.log(record, touched, plan);
        }
    }

    /// Appends to the ledger, or writes it anew where that is better. That it can't be written costs
    /// the next build its speed, and nothing else.
    fn log(&mut self, record: Record<'static>, touched: &Touched, plan: &Plan) {
        let path = self.folders.cache.join(LEDGER);
        let must_rewrite = touched.all || !self.log.is_sound || self.log.whole == 0;
        let has_grown = self.log.total > SMALL_LOG.max(self.log.whole * LOG_GROWTH);
        let is_whole = must_rewrite || has_grown;
        if is_whole {
            drop(record);
            let written = self.write_whole();
            let whole = written.as_ref().copied().unwrap_or_default();
            self.log = Log {
                whole,
                total: whole,
                is_sound: written.is_ok(),
            };
            self.names_written = self.site.names.len();
        } else {
            let site = self.site.clone();
            let mut record: Record<'_> = record;
            let rows = touched.articles.iter();
            record.rows = rows
                .map(|&id| (id, site.row(id).map(Cow::Borrowed)))
                .collect();
            for &path in &touched.paths {
                let document = site.any_document(path).map(Cow::Borrowed);
                record.documents.push((path, document));
                record.files.push((path, site.file(path).cloned()));
            }
            record.names = site.names.since(self.names_written);
            self.names_written = site.names.len();
            let bytes = framed(&record);
            let written = self.disk.append(&path, &bytes);
            self.log.total += bytes.len();
            self.log.is_sound = written.is_ok();
        }
        let is_settled = self.settle_claims(plan, is_whole).is_ok();
        if !is_settled {
            self.read_claims();
        }
        // A ledger that lacks this build must not be trusted: it goes, or else the note stays. So it does where
        // the list may be torn.
        let is_known = self.log.is_sound || self.disk.remove(&path).is_ok();
        if is_known && is_settled {
            let _ = self.disk.remove(&self.folders.cache.join(PENDING));
        }
    }

    /// Writes the whole site as a new ledger, frame by frame, and puts it in the place of the old one.
    /// Returns how many bytes it has.
    fn write_whole(&mut self) -> io::Result<usize> {
        self.forget_unused_questions();
        let path = self.folders.cache.join(LEDGER);
        let beside = temporary_name(&path);
        let mut written = 0;
        let mut append = |bytes: &[u8]| {
            written += bytes.len();
            self.disk.append(&beside, bytes)
        };
        self.disk.write(&beside, &[])?;
        append(&ledger::begin())?;
        append(&framed(&self.small_things()))?;

        let questions = self.questions.all().chunks(QUESTIONS);
        let questions: Vec<_> = questions.zip((0..).step_by(QUESTIONS)).collect();
        let frame = |&(some, first): &_| self.frame_of_questions(some, first);
        append_frames(&questions, frame, &mut append)?;
        let rows: Vec<_> = self.site.articles().collect();
        let rows: Vec<_> = rows.chunks(FRAME).collect();
        append_frames(&rows, |rows| frame_of_rows(rows), &mut append)?;
        let routes: Vec<_> = self.routes.iter().collect();
        let routes: Vec<_> = routes.chunks(FRAME).collect();
        append_frames(&routes, |routes| frame_of_routes(routes), &mut append)?;
        // Last, so that what was cut short before it is no ledger.
        append(&framed(&Record {
            basis: self.basis.clone(),
            ..Record::default()
        }))?;
        self.disk.rename(&beside, &path)?;
        Ok(written)
    }

    /// Questions from a number on, with their answers.
    fn frame_of_questions(&self, questions: &[Question], first: u32) -> Vec<u8> {
        let numbers = (first..).take(questions.len());
        framed(&Record {
            questions: Cow::Borrowed(questions),
            answers: numbers
                .map(|number| (number, self.questions.answer(number)))
                .collect(),
            ..Record::default()
        })
    }

    /// All of the site that is no question, no row and no route.
    fn small_things(&self) -> Record<'_> {
        let site = &self.site;
        let documents = site.documents();
        Record {
            names: site.names.since(0),
            documents: documents
                .map(|(path, found)| (path, Some(Cow::Borrowed(found))))
                .collect(),
            files: site
                .files()
                .map(|(path, file)| (path, Some(file)))
                .collect(),
            inputs: self
                .inputs
                .iter()
                .map(|(name, input)| (*name, Some(*input)))
                .collect(),
            ..Record::default()
        }
    }

    /// Numbers the questions anew, without those that no route asks any more.
    fn forget_unused_questions(&mut self) {
        let is_used = |number: &u32| self.questions.users(*number) > 0;
        let numbers = (0..self.questions.len()).filter_map(|number| u32::try_from(number).ok());
        let used: Vec<u32> = numbers.filter(is_used).collect();
        if used.len() < self.questions.len() {
            let mut kept = Questions::default();
            let mut renumbered = vec![0; self.questions.len()];
            for number in used {
                let Some(question) = self.questions.get(number) else {
                    continue;
                };
                let new = kept.number(*question);
                kept.set_answer(new, self.questions.answer(number));
                renumbered[number as usize] = new;
            }
            for route in Arc::make_mut(&mut self.routes).iter_mut() {
                for number in &mut route.asked {
                    *number = renumbered
                        .get(*number as usize)
                        .copied()
                        .unwrap_or_default();
                }
                kept.add_user(&route.asked);
            }
            self.questions = kept;
            self.index = None;
            self.keep_texts(None);
        }
        self.questions_written = self.questions.len();
    }
}

/// Appends the frames of parts, a few at a time: made in parallel, and never all in memory.
fn append_frames<T: Sync>(
    parts: &[T],
    frame: impl Fn(&T) -> Vec<u8> + Sync,
    append: &mut impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<()> {
    for some in parts.chunks(AT_ONCE) {
        let frames: Vec<Vec<u8>> = some.par_iter().map(&frame).collect();
        frames.iter().try_for_each(|frame| append(frame))?;
    }
    Ok(())
}

fn framed(record: &Record) -> Vec<u8> {
    let mut frame = Vec::new();
    ledger::encode(record, &mut frame);
    frame
}

fn frame_of_rows(rows: &[(ArticleId, &Row)]) -> Vec<u8> {
    let rows = rows.iter().map(|&(id, row)| (id, Some(Cow::Borrowed(row))));
    framed(&Record {
        rows: rows.collect(),
        ..Record::default()
    })
}

fn frame_of_routes(routes: &[(RouteId, &Route)]) -> Vec<u8> {
    let routes = routes
        .iter()
        .map(|&(id, route)| (id, Some(Cow::Borrowed(route))));
    framed(&Record {
        routes: routes.collect(),
        ..Record::default()
    })
}
