//! Step 3: which routes are new, which are gone, and which are dirty.
//!
//! A route is dirty if and only if it is new, it is not known to be on disk as the ledger says, or the
//! answer to a question it asked has changed.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::routes::{Route, RouteId, Routes};
use super::state::State;
use crate::diag::{Diagnostic, Place};
use crate::outputs::{self, Planned, Subject};
use crate::site::listing::{ListingKey, ListingKind};
use crate::site::{Edit, Site, Touched, urls};

/// How the routes change. They are changed when the plan is made, so that rendering sees which output
/// files there will be; [`undo`] takes it back.
pub struct Plan {
    /// Routes that were added.
    pub added: Vec<RouteId>,
    /// Routes that were taken away.
    pub gone: Vec<(RouteId, Route)>,
    /// Routes of prints that were added when it was known which are asked for.
    pub prints: Vec<RouteId>,
    /// URLs that two want.
    pub conflicts: Vec<Diagnostic>,
}

/// Finds out which routes the touched subjects have now, and changes the table.
pub fn make(state: &mut State, touched: &Touched) -> Plan {
    let site = state.site.clone();
    let subjects = subjects(&site, state, touched);
    let wanted: Vec<(Subject, Vec<(u8, Planned)>)> = subjects
        .into_par_iter()
        .with_min_len(64)
        .map(|subject| (subject, routes(&site, subject)))
        .collect();

    let routes = Arc::make_mut(&mut state.routes);
    let mut gone = Vec::new();
    let mut new: Vec<(Subject, u8, Planned)> = Vec::new();
    for (subject, mut wanted) in wanted {
        for &id in &routes.of(subject).to_vec() {
            let Some(route) = routes.get(id) else {
                continue;
            };
            let same = wanted.iter().position(|(output, planned)| {
                (*output, planned.part) == (route.output, route.part)
                    && *planned.path == *route.path
            });
            match same {
                Some(at) => drop(wanted.swap_remove(at)),
                None => gone.extend(routes.remove(id).map(|route| (id, route))),
            }
        }
        new.extend(
            wanted
                .into_iter()
                .map(|(output, planned)| (subject, output, planned)),
        );
    }

    // A file that another route leaves behind is still ours, and as that route wrote it.
    let mut left: FxHashMap<&str, u64> = FxHashMap::default();
    left.extend(
        gone.iter()
            .filter_map(|(_, route)| Some((&*route.path, route.written?))),
    );
    let mut claims: BTreeMap<String, Vec<(Subject, u8)>> = BTreeMap::new();
    let mut added = Vec::with_capacity(new.len());
    for (subject, output, planned) in new {
        if let Some(occupant) = routes.at(&planned.path).and_then(|id| routes.get(id)) {
            let claimants = claims.entry(planned.path).or_default();
            for claimant in [(occupant.subject, occupant.output), (subject, output)] {
                if !claimants.contains(&claimant) {
                    claimants.push(claimant);
                }
            }
            continue;
        }
        added.push(routes.add(Route {
            written: left.get(planned.path.as_str()).copied(),
            waits: false,
            path: planned.path.into(),
            subject,
            output,
            part: planned.part,
            asked: Box::default(),
            problems: Vec::new(),
        }));
    }
    for (path, claimants) in files_that_are_folders(routes, &added) {
        claims.entry(path).or_default().extend(claimants);
    }
    let conflicts = claims
        .iter()
        .map(|(path, claimants)| conflict(&site, path, claimants))
        .collect();
    Plan {
        added,
        gone,
        prints: Vec::new(),
        conflicts,
    }
}

/// The paths that would have to be a file for one route and a folder for another, with both.
fn files_that_are_folders(routes: &Routes, added: &[RouteId]) -> Vec<(String, [(Subject, u8); 2])> {
    let folders = |path: &str| -> Vec<String> {
        let ends = path.match_indices('/').map(|(at, _)| at);
        ends.filter_map(|at| path.get(..at).map(str::to_owned))
            .collect()
    };
    let claim = |route: &Route| (route.subject, route.output);
    let new: Vec<&Route> = added.iter().filter_map(|&id| routes.get(id)).collect();
    let mut found = Vec::new();
    for route in &new {
        for folder in folders(&route.path) {
            if let Some(file) = routes.at(&folder).and_then(|id| routes.get(id)) {
                found.push((folder, [claim(file), claim(route)]));
            }
        }
    }
    // Only a file that somebody named freely can be in the way of a folder that was there before.
    let named: FxHashMap<&str, &Route> = new
        .iter()
        .filter(|route| !route.path.ends_with(".html") && !route.path.ends_with(".xml"))
        .filter(|route| matches!(route.subject, Subject::File(_) | Subject::Article(_)))
        .map(|route| (&*route.path, *route))
        .collect();
    if named.is_empty() {
        return found;
    }
    for (_, below) in routes.iter() {
        for folder in folders(&below.path) {
            if let Some(file) = named.get(folder.as_str()) {
                let claimants = [claim(file), claim(below)];
                if !found.iter().any(|(path, _)| *path == folder) {
                    found.push((folder, claimants));
                }
            }
        }
    }
    found
}

/// The URLs that two would want if these edits were made too; the state stays as it is.
pub fn conflicts_with(state: &mut State, edits: Vec<Edit>, touched: &Touched) -> Vec<Diagnostic> {
    let mut touched = touched.clone();
    let inverse = Arc::make_mut(&mut state.site).apply(edits, &mut touched);
    let mut plan = make(state, &touched);
    let conflicts = std::mem::take(&mut plan.conflicts);
    undo(state, plan);
    Arc::make_mut(&mut state.site).apply(inverse, &mut Touched::default());
    conflicts
}

/// Takes back what [`make`] did to the routes.
pub fn undo(state: &mut State, plan: Plan) {
    let routes = Arc::make_mut(&mut state.routes);
    for id in plan.added.into_iter().chain(plan.prints) {
        routes.remove(id);
    }
    for (id, route) in plan.gone {
        routes.restore(id, route);
    }
    routes.find_free();
}

/// The numbers of the questions whose answers changed, as flags; and the new answers.
pub fn changed_answers(state: &State, touched: &Touched) -> (Vec<bool>, Vec<(u32, u64)>) {
    let (site, routes, questions) = (&state.site, &state.routes, &state.questions);
    let occupant = |path: &str| routes.occupant(path);
    let ask = |number: u32| {
        let question = questions.get(number)?;
        if questions.users(number) == 0 || !site.is_touched(question, touched) {
            return None;
        }
        let answer = site.answer(question, &occupant);
        (answer != questions.answer(number)).then_some((number, answer))
    };
    let all = questions.all();
    let named = state
        .index()
        .and_then(|index| index.touched(touched, questions, site.config.page_size as usize));
    let answers: Vec<(u32, u64)> = match named {
        Some(numbers) => numbers
            .into_par_iter()
            .with_min_len(1024)
            .filter_map(ask)
            .collect(),
        None => (0..u32::try_from(all.len()).unwrap_or(u32::MAX))
            .into_par_iter()
            .with_min_len(4096)
            .filter_map(ask)
            .collect(),
    };
    let mut changed = vec![false; all.len()];
    for (number, _) in &answers {
        changed[*number as usize] = true;
    }
    (changed, answers)
}

/// The routes to render, in the order of their places. `changed` are the questions whose answers changed, as
/// flags, and `answers` the same by their numbers.
pub fn dirty(state: &State, plan: &Plan, changed: &[bool], answers: &[(u32, u64)]) -> Vec<RouteId> {
    if let Some(mut found) = asking(state, answers) {
        let suspects = state.suspects().filter_map(|path| state.routes.at(path));
        found.extend(plan.added.iter().copied().chain(suspects));
        found.extend(state.ready());
        found.sort_unstable();
        found.dedup();
        return found;
    }
    let mut added: FxHashSet<RouteId> = plan.added.iter().copied().collect();
    added.extend(state.ready());
    let asks_changed = |route: &Route| {
        let mut asked = route.asked.iter();
        asked.any(|&number| changed.get(number as usize) == Some(&true))
    };
    let is_dirty = |id: RouteId, route: &Route| {
        added.contains(&id)
            || (route.waits && !state.is_waiting(id))
            || state.is_suspect(&route.path)
            || (!answers.is_empty() && asks_changed(route))
    };
    let table = state.routes.table();
    table
        .par_iter()
        .enumerate()
        .with_min_len(4096)
        .filter_map(|(index, route)| {
            let id = RouteId(u32::try_from(index).ok()?);
            is_dirty(id, route.as_ref()?).then_some(id)
        })
        .collect()
}

/// The routes that ask any of these, if they are known by heart. (One that is gone asks nothing.)
fn asking(state: &State, answers: &[(u32, u64)]) -> Option<Vec<RouteId>> {
    let index = state.index()?;
    let mut found = Vec::new();
    for &(number, _) in answers {
        let askers = index.askers(number)?.iter();
        found.extend(askers.filter(|id| state.routes.get(**id).is_some()));
    }
    Some(found)
}

/// The routes that all outputs together have for a subject; a language that is no more has none.
fn routes(site: &Site, subject: Subject) -> Vec<(u8, Planned)> {
    if matches!(subject, Subject::Language(lang) if !site.languages().contains(&lang)) {
        return Vec::new();
    }
    let all = outputs::ALL.iter().zip(0..);
    all.flat_map(|(output, number)| {
        output
            .routes(site, subject)
            .into_iter()
            .map(move |planned| (number, planned))
    })
    .collect()
}

/// The subjects whose routes may be others than before.
fn subjects(site: &Site, state: &State, touched: &Touched) -> Vec<Subject> {
    let mut all: FxHashSet<Subject> = FxHashSet::default();
    all.insert(Subject::Site);
    all.extend(site.languages().into_iter().map(Subject::Language));
    all.extend(state.routes.languages().map(Subject::Language));
    let assets = || {
        site.theme
            .assets()
            .map(|(name, _)| Subject::Asset(site.names.intern(name)))
    };
    if touched.all {
        all.extend(state.routes.subjects());
        all.extend(site.articles().map(|(id, _)| Subject::Article(id)));
        all.extend(site.listing_keys().map(Subject::Listing));
        for lang in site.languages() {
            for kind in [ListingKind::Section, ListingKind::Author] {
                all.extend(
                    site.listings_of(kind, lang)
                        .into_iter()
                        .map(Subject::Listing),
                );
            }
        }
        all.extend(site.documents().map(|(path, _)| Subject::Document(path)));
        all.extend(site.files().map(|(path, _)| Subject::File(path)));
        all.extend(assets());
        return all.into_iter().collect();
    }
    all.extend(touched.articles.iter().map(|&id| Subject::Article(id)));
    all.extend(touched.listings.keys().map(|&key| Subject::Listing(key)));
    for &path in &touched.paths {
        all.extend([Subject::Document(path), Subject::File(path)]);
    }
    // Those of a photo that changed are others now.
    if touched.statics {
        all.extend(state.routes.subjects().filter(|subject| match subject {
            Subject::Print(file, _) => touched.paths.contains(file),
            _ => false,
        }));
    }
    for &name in &touched.people {
        let author = |lang| ListingKey {
            kind: ListingKind::Author,
            lang,
            name,
        };
        all.extend(
            site.languages()
                .into_iter()
                .map(author)
                .map(Subject::Listing),
        );
    }
    if touched.theme {
        all.extend(assets());
        all.extend(
            state
                .routes
                .subjects()
                .filter(|subject| matches!(subject, Subject::Asset(_))),
        );
    }
    all.into_iter().collect()
}

/// The error that says who wants the same URL.
fn conflict(site: &Site, path: &str, claimants: &[(Subject, u8)]) -> Diagnostic {
    let is_alias = |output: u8| {
        outputs::ALL
            .get(output as usize)
            .is_some_and(|output| output.name() == outputs::REDIRECT)
    };
    let mut named: Vec<(bool, Place, String)> = claimants
        .iter()
        .map(|&(subject, output)| {
            let (is_derived, place, name) = claimant(site, subject);
            let name = if is_alias(output) {
                format!("an alias of {name}")
            } else {
                name
            };
            (is_derived, place, name)
        })
        .collect();
    // Files first: one of them has to be changed.
    named.sort_unstable();
    let url = urls::url_of_output(path);
    let names: Vec<&str> = named.iter().map(|(_, _, name)| name.as_str()).collect();
    let message = format!("{} have the same URL: {url}", in_words(&names));
    let hint = if claimants.iter().any(|&(_, output)| is_alias(output)) {
        "take the alias out of one of them"
    } else if named
        .iter()
        .all(|(_, place, _)| place.path.starts_with("static/"))
    {
        "rename one of them"
    } else {
        "give one of them another `slug` or `permalink`"
    };
    let mut diagnostic = Diagnostic::error("url-conflict", message).hint(hint);
    for (index, (is_derived, place, _)) in named.into_iter().enumerate() {
        if index == 0 {
            diagnostic = diagnostic.at(place);
        } else if !is_derived {
            diagnostic = diagnostic.and_at(place, "the other file");
        }
    }
    diagnostic
}

/// `a, b and c`.
fn in_words(names: &[&str]) -> String {
    match names {
        [names @ .., last] if !names.is_empty() => format!("{} and {last}", names.join(", ")),
        names => names.concat(),
    }
}

/// Who claims a URL: whether it is derived from other files, where it is, what it is called.
fn claimant(site: &Site, subject: Subject) -> (bool, Place, String) {
    let file = |path: &str| (false, Place::file(path), path.to_owned());
    match subject {
        Subject::Article(id) => file(site.row(id).map_or("", |row| &row.path)),
        Subject::Document(path) | Subject::File(path) | Subject::Print(path, _) => {
            file(&site.names.text(path))
        }
        Subject::Listing(key) => {
            let name = site.label(key).name;
            let kind = format!("{:?}", key.kind).to_lowercase();
            (
                true,
                Place::file(crate::changes::CONFIG),
                format!("the {kind} `{name}`"),
            )
        }
        Subject::Asset(name) => {
            let name = site.names.text(name);
            (
                true,
                Place::file(crate::changes::CONFIG),
                format!("the theme's asset `{name}`"),
            )
        }
        Subject::Site | Subject::Language(_) => (
            true,
            Place::file(crate::changes::CONFIG),
            "a page of the site itself".to_owned(),
        ),
    }
}
