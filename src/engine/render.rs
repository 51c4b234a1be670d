//! Step 4: dirty routes to bytes, in parallel, recording what each asked.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::darkroom::Darkroom;
use super::emit::Emitter;
use super::prints;
use super::questions::Numbering;
use super::routes::RouteId;
use super::state::State;
use super::{Progress, Settings, Step};
use crate::diag::Diagnostic;
use crate::outputs::{self, Body, Subject};
use crate::photo::Cut;
use crate::render::{CHANGED_WHILE_BUILDING, Fresh, NO_TEMPLATES, Scope, Templates, View};
use crate::site::hash_bytes;
use crate::site::names::Name;

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
    /// The prints of photos that it shows, if nobody had looked at one of them: it is to be rendered again then.
    pub waits_for: Vec<(Name, Cut)>,
}

/// What came of all dirty routes.
#[derive(Default)]
pub struct Outcomes {
    /// Those that went well.
    pub rendered: Vec<Rendered>,
    /// What kept others from being rendered.
    pub errors: Vec<Diagnostic>,
    /// Prints that nobody has made yet, with their photos' files.
    pub unmade: Vec<(RouteId, Name, Cut)>,
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
    darkroom: &Arc<Darkroom>,
    settings: &Settings,
) -> Outcomes {
    if dirty.is_empty() && !is_theme_new {
        return Outcomes::default();
    }
    // Numbers are a tenth of the size of what they stand for, and the routes of an archive are many. That a
    // build which fails leaves questions behind that nobody asks does no harm.
    let numbering = Numbering::new(&state.questions);
    let outcomes = render(state, dirty, fresh, &numbering, emitter, darkroom, settings);
    let new = numbering.into_new();
    state.questions.adopt(&new);
    outcomes
}

fn render(
    state: &State,
    dirty: &[RouteId],
    fresh: Fresh,
    numbering: &Numbering,
    emitter: &Emitter,
    darkroom: &Arc<Darkroom>,
    settings: &Settings,
) -> Outcomes {
    let progress = settings.progress;
    let mut outcomes = Outcomes::default();
    let (templates, problems) = state.take_templates();
    outcomes.errors.extend(problems);
    let routes = &state.routes;
    let is_page = |id: &RouteId| {
        let route = routes.get(*id);
        !matches!(route.map(|route| route.subject), Some(Subject::Print(..)))
    };
    let pages: Vec<RouteId> = dirty.iter().copied().filter(is_page).collect();
    let mut round = Round {
        state,
        numbering,
        emitter,
        scope: scope(state, templates, darkroom, fresh),
        is_last: !settings.develop,
        outcomes,
        waiting: Vec::new(),
        wanted: FxHashMap::default(),
    };
    round.render(&pages, progress);
    if !round.waiting.is_empty() {
        // Nobody has looked at some photos yet. That is done now, and what showed them is rendered again, by
        // caches that know no page without them.
        let wanted = std::mem::take(&mut round.wanted).into_iter();
        let errors = prints::develop(state, darkroom, wanted, progress);
        round.outcomes.errors.extend(errors);
        let waiting = std::mem::take(&mut round.waiting);
        let templates = close(state, round.scope);
        round.scope = scope(state, templates, darkroom, Fresh::default());
        round.is_last = true;
        round.render(&waiting, progress);
    }
    let templates = close(state, round.scope);
    state.keep_templates(templates);
    round.outcomes
}

/// What the views of a build share.
fn scope(
    state: &State,
    templates: Option<Templates>,
    darkroom: &Arc<Darkroom>,
    fresh: Fresh,
) -> Arc<Scope> {
    let occupants = state.routes.clone();
    Arc::new(Scope::new(
        state.site.clone(),
        Arc::new(move |path: &str| occupants.occupant(path)),
        templates,
        state.files(),
        darkroom.clone(),
        fresh,
        state.take_texts(),
    ))
}

/// Ends it; the templates are good for another build, and so is what feeds carry.
fn close(state: &State, scope: Arc<Scope>) -> Option<Templates> {
    let (templates, texts, made) = Arc::into_inner(scope)?.into_parts();
    state.keep_texts(texts);
    // Giving back what is much need not be waited for.
    rayon::spawn(move || drop(made));
    templates
}

/// One pass over routes.
struct Round<'a> {
    state: &'a State,
    numbering: &'a Numbering<'a>,
    emitter: &'a Emitter,
    scope: Arc<Scope>,
    // What waits for photos now waits for nothing any more.
    is_last: bool,
    outcomes: Outcomes,
    /// Routes that showed photos of which nothing is known yet.
    waiting: Vec<RouteId>,
    /// What those asked for, by the photo's file.
    wanted: FxHashMap<Name, Vec<Cut>>,
}

impl Round<'_> {
    fn render(&mut self, ids: &[RouteId], progress: Progress) {
        let routes = &self.state.routes;
        let carries = |id: &&RouteId| {
            let output = routes
                .get(**id)
                .and_then(|route| outputs::ALL.get(route.output as usize));
            output.is_some_and(|output| output.carries_stories())
        };
        let (mut first, mut rest): (Vec<RouteId>, Vec<RouteId>) = ids.iter().partition(carries);
        let folder = |id: &RouteId| {
            let path = routes.get(*id).map_or("", |route| &*route.path);
            path.rsplit_once('/').map_or("", |(folder, _)| folder)
        };
        first.sort_by_key(folder);
        rest.sort_by_cached_key(|&id| {
            let route = routes.get(id)?;
            let output = outputs::ALL.get(route.output as usize)?;
            Some(output.era(&self.state.site, route.subject, route.part))
        });
        // The formats of a feed lie in one folder, and are made after one another: the first reads for all.
        let feeds: Vec<&[RouteId]> = first.chunk_by(|a, b| folder(a) == folder(b)).collect();
        let pages: Vec<&[RouteId]> = rest.chunks(1).collect();
        let mut done = 0;
        for (alone, most) in [(feeds, 1), (pages, PORTION)] {
            for chunk in alone.chunks(CHUNK) {
                progress(Step::Pages, done, ids.len());
                done += chunk.iter().map(|ids| ids.len()).sum::<usize>();
                let made: Vec<Made> = chunk
                    .par_iter()
                    .with_max_len(most)
                    .flat_map_iter(|ids| ids.iter().filter_map(|&id| self.make(id)))
                    .collect();
                for made in made {
                    self.gather(made);
                }
            }
        }
        progress(Step::Pages, done, ids.len());
    }

    fn make(&self, id: RouteId) -> Option<Made> {
        let route = self.state.routes.get(id)?;
        let output = outputs::ALL.get(route.output as usize)?;
        let view = Arc::new(View::new(self.scope.clone(), route.subject, &route.path));
        let body = output.render(&view, route.subject, route.part);
        let (asked, problems) = view.finish();
        let waits_for = if asked.waits() {
            asked.prints()
        } else {
            Vec::new()
        };
        if asked.waits() && !self.is_last {
            return Some(Made::Waiting(id, waits_for));
        }
        let asked = asked.numbered(|question| self.numbering.number(question));
        let placed = body.and_then(|body| {
            let hash = match &body {
                Body::Bytes(bytes) => hash_bytes(bytes),
                Body::File(_, hash) | Body::Kept(_, hash) => *hash,
            };
            self.emitter.place(route, body, hash).map(|()| hash)
        });
        Some(match placed {
            Ok(hash) => Made::Whole(Rendered {
                id,
                asked,
                problems,
                hash,
                waits_for,
            }),
            Err(error) => Made::Failed(error, problems),
        })
    }

    fn gather(&mut self, made: Made) {
        match made {
            Made::Waiting(id, prints) => {
                self.waiting.push(id);
                for (file, cut) in prints {
                    self.wanted.entry(file).or_default().push(cut);
                }
            }
            Made::Whole(rendered) => self.outcomes.rendered.push(rendered),
            Made::Failed(error, problems) => {
                self.outcomes.warnings_of_failure.extend(problems);
                // That no template compiled is said once, not for each page.
                if &*error.code != NO_TEMPLATES {
                    self.outcomes.errors.push(*error);
                }
            }
        }
    }
}

/// What came of a route.
enum Made {
    /// It shows photos of which nothing is known yet.
    Waiting(RouteId, Vec<(Name, Cut)>),
    Whole(Rendered),
    /// It can't be rendered or placed; and what else there is to say of it.
    Failed(Box<Diagnostic>, Vec<Diagnostic>),
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
