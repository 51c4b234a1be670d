//! Prints: the pictures that the rendered pages ask for. Which there are is known when all else is rendered: a print
//! has a route as long as any route asks for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::darkroom::Darkroom;
use super::emit::Emitter;
use super::plan::Plan;
use super::render::{Outcomes, Rendered};
use super::routes::{Route, RouteId};
use super::state::State;
use super::{Progress, Settings, Step};
use crate::diag::Diagnostic;
use crate::outputs::{self, Body, Output, Subject};
use crate::photo::Cut;
use crate::site::names::Name;
use crate::site::question::Question;

/// Adds routes for the prints that are asked for now, and takes away those that nobody asks for any more.
pub fn plan(state: &mut State, plan: &mut Plan, rendered: &[Rendered]) {
    let mut asked: FxHashMap<u32, i64> = FxHashMap::default();
    let mut count = |numbers: &[u32], by: i64| {
        for &number in numbers {
            if let Some(Question::Print(..)) = state.questions.get(number) {
                *asked.entry(number).or_default() += by;
            }
        }
    };
    for made in rendered {
        count(&made.asked, 1);
        count(
            state.routes.get(made.id).map_or(&[], |route| &route.asked),
            -1,
        );
    }
    for (_, route) in &plan.gone {
        count(&route.asked, -1);
    }
    let mut changed: Vec<(u32, bool)> = asked
        .into_iter()
        .map(|(number, by)| (number, i64::from(state.questions.users(number)) + by > 0))
        .collect();
    changed.sort_unstable();
    let Some((number, output)) = prints() else {
        return;
    };
    let site = state.site.clone();
    let routes = Arc::make_mut(&mut state.routes);
    for (question, is_asked) in changed {
        let Some(&Question::Print(file, cut)) = state.questions.get(question) else {
            continue;
        };
        let subject = Subject::Print(file, cut);
        let there = routes.of(subject).to_vec();
        if !is_asked {
            for id in there {
                let Some(route) = routes.remove(id) else {
                    continue;
                };
                // One that this very build has added was never there. Its place may be another's by and by.
                match plan.added.iter().position(|added| *added == id) {
                    Some(at) => drop(plan.added.swap_remove(at)),
                    None => plan.gone.push((id, route)),
                }
            }
        } else if there.is_empty() {
            for planned in output.routes(&site, subject) {
                if routes.at(&planned.path).is_some() {
                    continue;
                }
                plan.prints.push(routes.add(Route {
                    path: planned.path.into(),
                    subject,
                    output: number,
                    part: planned.part,
                    asked: Box::default(),
                    written: None,
                    waits: false,
                    problems: Vec::new(),
                }));
            }
        }
    }
}

/// The output that prints are, with its place among all.
fn prints() -> Option<(u8, &'static dyn Output)> {
    let all = (0_u8..).zip(outputs::ALL);
    all.map(|(number, output)| (number, *output))
        .find(|(_, output)| output.name() == outputs::PRINT)
}

/// Makes the prints of the plan, and those of `dirty` that are still asked for, and hands them to the emitter.
pub fn make(
    state: &State,
    plan: &Plan,
    dirty: &[RouteId],
    darkroom: &Darkroom,
    emitter: &Emitter,
    outcomes: &mut Outcomes,
    settings: &Settings,
) {
    let mut ids: Vec<RouteId> = dirty.iter().chain(&plan.prints).copied().collect();
    ids.sort_unstable();
    ids.dedup();
    let prints: Vec<(RouteId, &Route, Name, Cut)> = ids
        .into_iter()
        .filter_map(|id| {
            let route = state.routes.get(id)?;
            match route.subject {
                Subject::Print(file, cut) => Some((id, route, file, cut)),
                _ => None,
            }
        })
        .collect();
    if settings.develop {
        let wanted = prints.iter().map(|&(_, _, file, cut)| (file, vec![cut]));
        let failed = develop(state, darkroom, wanted, settings.progress);
        outcomes.errors.extend(failed);
    }
    let place = |&(id, route, file, cut): &(RouteId, &Route, Name, Cut)| {
        let facts = state.site.file(file)?;
        let Some((path, hash)) = darkroom.print(facts.hash, cut) else {
            return Some(Placed::Unmade(id, file, cut));
        };
        let placed = emitter.place(route, Body::Kept(path, hash), hash);
        Some(Placed::Made(placed.map(|()| Rendered {
            id,
            asked: Box::default(),
            problems: Vec::new(),
            hash,
            waits_for: Vec::new(),
        })))
    };
    let placed: Vec<_> = prints
        .par_iter()
        .with_min_len(64)
        .filter_map(place)
        .collect();
    for placed in placed {
        match placed {
            Placed::Made(Ok(rendered)) => outcomes.rendered.push(rendered),
            Placed::Made(Err(error)) => outcomes.errors.push(*error),
            Placed::Unmade(id, file, cut) => outcomes.unmade.push((id, file, cut)),
        }
    }
}

/// What became of a print.
enum Placed {
    Made(Result<Rendered, Box<Diagnostic>>),
    Unmade(RouteId, Name, Cut),
}

/// Looks at photos and makes prints of them, in parallel, each photo by one thread and once, whatever its copies are
/// called. Returns what went wrong.
pub fn develop(
    state: &State,
    darkroom: &Darkroom,
    wanted: impl IntoIterator<Item = (Name, Vec<Cut>)>,
    progress: Progress,
) -> Vec<Diagnostic> {
    let site = &state.site;
    let mut by_photo: FxHashMap<u64, (Name, Vec<Cut>)> = FxHashMap::default();
    for (file, cuts) in wanted {
        if let Some(facts) = site.file(file) {
            let (_, all) = by_photo.entry(facts.hash).or_insert((file, Vec::new()));
            all.extend(cuts);
        }
    }
    let (done, total) = (AtomicUsize::new(0), by_photo.len());
    let photos: Vec<(Name, Vec<Cut>)> = by_photo.into_values().collect();
    let make = |(file, cuts): (Name, Vec<Cut>)| {
        let made = darkroom.make(&site.names.text(file), site.file(file)?, &cuts);
        progress(Step::Photos, done.fetch_add(1, Relaxed) + 1, total);
        made.err().map(|error| *error)
    };
    let photos = photos.into_par_iter().with_max_len(1);
    photos.filter_map(make).collect()
}
