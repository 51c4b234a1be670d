//! Step 4: dirty routes to bytes, in parallel, recording what each asked.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::emit::Emitter;
use super::questions::Numbering;
use super::routes::RouteId;
use super::state::State;
use crate::diag::Diagnostic;
use crate::fs::{Disk, join_inside};
use crate::outputs::{self, Body};
use crate::render::{CHANGED_WHILE_BUILDING, Files, Fresh, NO_TEMPLATES, Scope, View};
use crate::site::hash_bytes;

/// A route that was rendered.
pub struct Rendered {
    /// Which.
    pub id: RouteId,
    /// What it asked, each question once, by its number.
    pub asked: Box<[u32]>,
    /// What there is to say.
    pub problems: Vec<Diagnostic>,
    /// The hash of its bytes.
    pub hash: u64,
}

/// What came of all dirty routes.
#[derive(Default)]
pub struct Outcomes {
    /// Those that went well.
    pub rendered: Vec<Rendered>,
    /// What kept others from being rendered.
    pub errors: Vec<Diagnostic>,
    /// What the routes had to say, if there are errors: it can't be kept with them then.
    pub warnings_of_failure: Vec<Diagnostic>,
}

/// So many routes are rendered before their results are gathered.
const CHUNK: usize = 4096;

/// So many a thread takes at a time: few, so that all end together.
const PORTION: usize = 16;

/// Renders the routes and hands their bytes to the emitter. A theme that is new is compiled even if no
/// route shows it: its faults are the site's.
pub fn all(
    state: &mut State,
    dirty: &[RouteId],
    fresh: Fresh,
    is_theme_new: bool,
    emitter: &Emitter,
    progress: fn(usize, usize),
) -> Outcomes {
    if dirty.is_empty() && !is_theme_new {
        return Outcomes::default();
    }
    // Numbers are a tenth of the size of what they stand for, and the routes of an archive are many. That a
    // build which fails leaves questions behind that nobody asks does no harm.
    let numbering = Numbering::new(&state.questions);
    let outcomes = render(state, dirty, fresh, &numbering, emitter, progress);
    let new = numbering.into_new();
    state.questions.adopt(new);
    outcomes
}

fn render(
    state: &State,
    dirty: &[RouteId],
    fresh: Fresh,
    numbering: &Numbering,
    emitter: &Emitter,
    progress: fn(usize, usize),
) -> Outcomes {
    let mut outcomes = Outcomes::default();
    let (templates, problems) = state.take_templates();
    outcomes.errors.extend(problems);
    let routes = state.routes.clone();
    let occupants = routes.clone();
    let files = SiteFiles {
        disk: state.disk().clone(),
        root: state.folders().site.clone(),
    };
    let scope = Arc::new(Scope::new(
        state.site.clone(),
        Arc::new(move |path: &str| occupants.occupant(path)),
        templates,
        Arc::new(files),
        fresh,
    ));
    let carries = |id: &&RouteId| {
        let output = routes
            .get(**id)
            .and_then(|route| outputs::ALL.get(route.output as usize));
        output.is_some_and(|output| output.carries_stories())
    };
    let (mut first, mut rest): (Vec<RouteId>, Vec<RouteId>) = dirty.iter().partition(carries);
    // The formats of a feed lie in one folder, and are made from one reading of it while that is kept.
    first.sort_by_key(|&id| {
        let path = routes.get(id).map_or("", |route| &*route.path);
        path.rsplit_once('/').map_or("", |(folder, _)| folder)
    });
    rest.sort_by_cached_key(|&id| {
        let route = routes.get(id)?;
        let output = outputs::ALL.get(route.output as usize)?;
        Some(output.era(&state.site, route.subject, route.part))
    });
    let mut done = 0;
    for chunk in first.chunks(CHUNK).chain(rest.chunks(CHUNK)) {
        progress(done, dirty.len());
        done += chunk.len();
        let made: Vec<_> = chunk
            .par_iter()
            .with_max_len(PORTION)
            .filter_map(|&id| {
                let route = routes.get(id)?;
                let output = outputs::ALL.get(route.output as usize)?;
                let view = Arc::new(View::new(scope.clone(), route.subject, &route.path));
                let body = output.render(&view, route.subject, route.part);
                let (asked, problems) = view.finish();
                let asked = asked.numbered(|question| numbering.number(question));
                let placed = body.and_then(|body| {
                    let hash = match &body {
                        Body::Bytes(bytes) => hash_bytes(bytes),
                        Body::File(_, hash) => *hash,
                    };
                    emitter.place(route, body, hash).map(|()| hash)
                });
                Some((id, asked, problems, placed))
            })
            .collect();
        for (id, asked, problems, placed) in made {
            match placed {
                Ok(hash) => {
                    outcomes.rendered.push(Rendered {
                        id,
                        asked,
                        problems,
                        hash,
                    });
                }
                // That no template compiled is said once, not for each page.
                Err(error) if &*error.code == NO_TEMPLATES => {
                    outcomes.warnings_of_failure.extend(problems);
                }
                Err(error) => {
                    outcomes.warnings_of_failure.extend(problems);
                    outcomes.errors.push(*error);
                }
            }
        }
    }
    progress(done, dirty.len());
    if let Some(scope) = Arc::into_inner(scope) {
        let (templates, made) = scope.into_templates();
        state.keep_templates(templates);
        // Giving back what is much need not be waited for.
        rayon::spawn(move || drop(made));
    }
    outcomes
}

impl Outcomes {
    /// Forgets that files changed since they were read, where an error says that the file as it is now
    /// can't be used: its pages were rendered for their other faults, by what it said before.
    pub fn pass_over_unusable(&mut self, known: &[Diagnostic]) {
        let path = |error: &Diagnostic| Some(error.place.as_ref()?.path.clone());
        let unusable: FxHashSet<Arc<str>> = known.iter().filter_map(path).collect();
        self.errors.retain(|error| {
            let is_known = path(error).is_some_and(|path| unusable.contains(&path));
            !is_known || &*error.code != CHANGED_WHILE_BUILDING
        });
    }

    /// What the routes had to say.
    pub fn said(&self) -> impl Iterator<Item = &Diagnostic> {
        let said = self.rendered.iter().flat_map(|rendered| &rendered.problems);
        said.chain(&self.warnings_of_failure)
    }
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
