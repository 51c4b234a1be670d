//! The engine: from changed files to a changed site.
//!
//! [`build`] is the one function behind every command, for a cold process and a warm one alike. A first
//! build is one in which every file is new.
//!
//! 1. **load** the changed files: bytes to edits, in parallel, pure (`load`);
//! 2. **index**: apply the edits to the [`Site`](crate::site::Site), noting what they touched;
//! 3. **plan**: which routes are new, gone, or asked a question whose answer changed (`plan`);
//! 4. **render** those, in parallel, recording what each asks;
//! 5. **emit**: write what differs, remove what is gone, then commit the ledger (`emit`).
//!
//! If anything is wrong, nothing is emitted or committed, and the state is what it was before.

mod darkroom;
mod dropped;
mod emit;
mod index;
pub mod ledger;
mod load;
mod ownership;
mod plan;
mod prints;
mod questions;
mod reading;
mod render;
pub mod report;
pub mod routes;
mod state;

use std::sync::Arc;

pub use self::darkroom::shelves::{self, Stock};
pub use self::emit::unwritable;
pub use self::ownership::{
    Published, is_free_or_marked, is_unused, lock as output_lock, published,
};
pub use self::report::{Asked, Report};
pub use self::state::{Folders, Job, State, Writing, cache_folder, writing};
use crate::changes::{CONFIG, Change};
use crate::config::Config;
use crate::content::Instant;
use crate::diag::{Diagnostic, Place, Source};
use crate::render::Fresh;
use crate::site::theme::Theme;
use crate::site::{Edit, Preview, Touched};
use ledger::{Basis, Input};
use load::Reading;
use report::{Clock, counts, first_and_counts};

/// What takes its time in a large build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Rendering, route by route.
    Pages,
    /// Making smaller pictures, photo by photo.
    Photos,
}

/// Told how much of a step is done, and of how much there is to do; by any thread.
pub type Progress = fn(Step, usize, usize);

/// What a build takes for given beside the files.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// The instant that is now.
    pub now: Instant,
    /// What is shown beyond the public.
    pub preview: Preview,
    /// Whether a warning fails the build as an error does.
    pub strict: bool,
    /// Whether photos are developed that nobody has looked at yet. If not, they are shown without their colour and
    /// their prints are missing for now; what is to be done is [`State::backlog`].
    pub develop: bool,
    /// Counts milliseconds from any fixed point, for the report alone. The engine has no clock.
    pub ticks: fn() -> u64,
    /// Is told, as a large build goes on, how much of a step is done, and of how much.
    pub progress: Progress,
}

/// Builds the site anew as far as the changes ask for it.
///
/// `changes` are the files that are new, may have changed, or are gone, since the state was opened or
/// last built; more do no harm. The report says what was done, or what is wrong; if it has errors, the
/// output folder and the state are as they were, and the changes are taken up again by the next build.
pub fn build(state: &mut State, changes: Vec<Change>, settings: &Settings) -> Report {
    let mut clock = Clock::start(settings.ticks);
    let mut report = Report::default();

    state.distrust_other_output();
    state.learn();
    let edits = match load_changes(state, changes, settings, &mut report) {
        Ok(edits) => edits,
        Err(problems) => {
            report.warnings = counts(problems.iter().filter(|said| !said.is_error()));
            report.diagnostics = problems;
            return report.finished(&clock);
        }
    };
    clock.lap(&mut report.timings.load);

    let mut touched = Touched {
        all: edits.all,
        ..Touched::default()
    };
    let undo = Arc::make_mut(&mut state.site).apply(edits.site, &mut touched);
    clock.lap(&mut report.timings.index);

    // What a file said before it became unusable may be what clashes: that is told when it is mended.
    let conflicts =
        (!edits.unusable.is_empty()).then(|| plan::conflicts_with(state, edits.unusable, &touched));
    let mut plan = plan::make(state, &touched);
    let (changed, answers) = plan::changed_answers(state, &touched);
    state.forget_texts(&changed);
    report.causes = state.causes(&answers);
    report.added = plan.added.len();
    let mut errors = edits.errors;
    errors.extend(conflicts.unwrap_or_else(|| plan.conflicts.clone()));
    let dirty = plan::dirty(state, &plan, &changed, &answers);
    let emitter = emit::Emitter::new(state, &plan, dirty.len(), !errors.is_empty());
    let dropped = match state.basis() {
        _ if emitter.trouble().is_some() => Vec::new(),
        None => dropped::since_the_list(state),
        // A preview that ends, or a clock that is put back, takes away what no reader was meant to see.
        Some(before) if before.preview != settings.preview || before.now > settings.now => {
            Vec::new()
        }
        Some(_) => dropped::since_the_last_build(state, &plan, &undo),
    };
    clock.lap(&mut report.timings.plan);

    let darkroom = state.darkroom();
    let mut outcomes = render::all(
        state,
        &dirty,
        edits.fresh,
        touched.theme,
        &emitter,
        &darkroom,
        settings,
    );
    prints::plan(state, &mut plan, &outcomes.rendered);
    if errors.is_empty() && outcomes.errors.is_empty() {
        prints::make(
            state,
            &plan,
            &dirty,
            &darkroom,
            &emitter,
            &mut outcomes,
            settings,
        );
    }
    clock.lap(&mut report.timings.render);
    outcomes.pass_over_unusable(&errors);
    errors.append(&mut outcomes.errors);
    errors.extend(emitter.trouble());

    report.articles_read = edits.articles;
    let is_refused = settings.strict && errors.is_empty() && {
        let said = outcomes.said().chain(&edits.basis.config_problems);
        let said = said.chain(&dropped);
        said.chain(state.warnings_beside(&dirty)).next().is_some()
    };
    let emitted = if errors.is_empty() && !is_refused {
        emitter.emit(state, &plan, &mut report).map_err(|error| {
            state.suspect_announced();
            errors.push(*error);
        })
    } else {
        if emitter.abandon(state, &plan).is_err() {
            state.suspect_announced();
        }
        Err(())
    };
    let (mut warnings, by_kind) = match emitted {
        Ok(marker) => {
            report.rendered = outcomes.rendered.len();
            let basis = Basis {
                marker,
                ..edits.basis
            };
            state.count_edits(&undo);
            state.commit(&plan, outcomes, &answers, edits.inputs, basis, &touched);
            darkroom.tidy(u64::from(state.site.config.photos.cache) << 20);
            state.warnings(&touched, &dirty)
        }
        Err(()) => {
            // What there is to say of the site as it would be; the routes rendered now speak for themselves.
            let said = outcomes.said().chain(&edits.basis.config_problems);
            let said = said.chain(state.warnings_beside(&dirty));
            let warnings = first_and_counts(said);
            plan::undo(state, plan);
            Arc::make_mut(&mut state.site).apply(undo, &mut Touched::default());
            state.take_back(edits.changes);
            state.keep_texts(None);
            warnings
        }
    };
    clock.lap(&mut report.timings.emit);

    errors.sort_unstable();
    errors.dedup();
    report.warnings = by_kind;
    report.diagnostics.append(&mut warnings);
    // A file that has an error may have warnings too.
    let (errors, more) = errors
        .into_iter()
        .partition::<Vec<_>, _>(Diagnostic::is_error);
    report.diagnostics.extend(errors);
    report.warn_of(more);
    report.warn_of(dropped);
    report.due = state.due();
    report.routes = state.routes.len();
    report.fan_out = state.fan_out();
    report.finished(&clock)
}

/// The same of what a look at the tree found. Where that could not see everything, nothing is built: what it missed
/// would be taken for withdrawn.
pub fn build_seen(
    state: &mut State,
    (changes, said): (Vec<Change>, Vec<Diagnostic>),
    settings: &Settings,
) -> Report {
    if said.iter().any(Diagnostic::is_error) {
        state.put_off(changes);
        return Report::refused(said);
    }
    let mut report = build(state, changes, settings);
    report.warn_of(said);
    report
}

/// Which of the questions that a page asked would be answered otherwise after the changes, in words.
/// The state is not changed.
///
/// # Errors
/// What keeps the changes from being read.
pub fn preview_changes(
    state: &mut State,
    changes: Vec<Change>,
    path: &str,
) -> Result<Vec<String>, Vec<Diagnostic>> {
    let (now, preview) = (state.site.now, state.site.preview);
    let settings = Settings {
        now,
        preview,
        strict: false,
        develop: false,
        ticks: || 0,
        progress: |_, _, _| {},
    };
    let edits = load_changes(state, changes, &settings, &mut Report::default())?;
    let mut touched = Touched {
        all: edits.all,
        ..Touched::default()
    };
    let undo = Arc::make_mut(&mut state.site).apply(edits.site, &mut touched);
    let plan = plan::make(state, &touched);
    let (changed, _) = plan::changed_answers(state, &touched);
    let asked = state
        .routes
        .at(path)
        .and_then(|id| state.routes.get(id))
        .map(|route| &*route.asked);
    let words = asked
        .unwrap_or_default()
        .iter()
        .filter(|&&number| changed.get(number as usize) == Some(&true))
        .filter_map(|&number| Some(state.questions.get(number)?.describe(&state.site)))
        .collect();
    plan::undo(state, plan);
    Arc::make_mut(&mut state.site).apply(undo, &mut Touched::default());
    state.take_back(edits.changes);
    if edits.errors.is_empty() {
        Ok(words)
    } else {
        Err(edits.errors)
    }
}

/// The edits that changed files come to.
struct Edits {
    site: Vec<Edit>,
    // What takes the files out of the site that can't be used as they are now.
    unusable: Vec<Edit>,
    errors: Vec<Diagnostic>,
    inputs: Vec<(String, Option<Input>)>,
    basis: Basis,
    changes: Vec<Change>,
    fresh: Fresh,
    all: bool,
    articles: usize,
}

/// Step 1. Settings and theme come first: content is read by them.
///
/// # Errors
/// There is no usable `site.yaml`, and there was none before: nothing else can be read.
fn load_changes(
    state: &mut State,
    changes: Vec<Change>,
    settings: &Settings,
    report: &mut Report,
) -> Result<Edits, Vec<Diagnostic>> {
    let changes = state.with_pending(changes);
    let mut errors = Vec::new();
    let mut edits = Vec::new();

    let before = state.basis().cloned();
    let (config, config_problems) = match &before {
        Some(before) if !changes.iter().any(|change| change.path == CONFIG) => {
            (before.config.clone(), before.config_problems.clone())
        }
        before => {
            let (read, problems) = read_config(state);
            let (mut config_errors, warnings): (Vec<_>, Vec<_>) =
                problems.into_iter().partition(Diagnostic::is_error);
            errors.append(&mut config_errors);
            match (read, before) {
                (Some(read), _) => (Arc::new(read), warnings),
                // The rest of the site is looked at all the same, with the settings that held.
                (None, Some(before)) => (before.config.clone(), warnings),
                (None, None) => {
                    state.take_back(changes);
                    errors.extend(warnings);
                    return Err(errors);
                }
            }
        }
    };
    let settings_changed = before.as_ref().is_none_or(|before| before.config != config);
    let reading_changed = before
        .as_ref()
        .is_none_or(|before| before.config.reading_hash() != config.reading_hash());

    let is_theme = |path: &str| {
        ["templates/", "i18n/", "themes/"]
            .iter()
            .any(|top| path.starts_with(top))
    };
    for change in changes.iter().filter(|change| is_theme(&change.path)) {
        state.read_theme_file(change, &mut errors);
    }
    let theme_stays = before.as_ref().is_some_and(|before| {
        before.config.theme == config.theme
            && before.config.languages == config.languages
            && before.theme == state.site.theme.hash()
            && !changes.iter().any(|change| is_theme(&change.path))
    });
    let theme = if theme_stays {
        state.site.theme.clone()
    } else {
        let (theme, mut theme_errors) = state.join_theme(&config);
        errors.append(&mut theme_errors);
        let problems = theme.problems.iter().filter(|problem| problem.is_error());
        errors.extend(problems.cloned());
        Arc::new(theme)
    };
    let theme_hash = theme.hash();
    if before.is_none() || state.site.theme.hash() != theme_hash {
        edits.push(Edit::Theme(theme));
    }
    if settings_changed {
        edits.push(Edit::Config(config.clone()));
    }
    if (state.site.now, state.site.preview) != (settings.now, settings.preview) {
        edits.push(Edit::Clock(settings.now, settings.preview));
    }

    let calendar = crate::site::calendar::Calendar::new(&config);
    let reading = Reading {
        config: &config,
        calendar: &calendar,
        names: &state.site.names,
    };
    let mut to_read: Vec<Change> = changes.clone();
    if reading_changed {
        let named: rustc_hash::FxHashSet<&str> =
            changes.iter().map(|change| change.path.as_str()).collect();
        to_read.extend(
            state
                .known_inputs()
                .filter(|change| !named.contains(change.path.as_str())),
        );
    }
    let read = reading::files(state, &reading, &to_read, reading_changed);
    edits.extend(read.edits);
    errors.extend(read.errors);
    note_files(state, &read.inputs, report);
    let basis = Basis {
        now: settings.now,
        preview: settings.preview,
        config,
        config_problems,
        theme: theme_hash,
        marker: before
            .as_ref()
            .map(|before| before.marker)
            .unwrap_or_default(),
    };
    let all = before.is_none() || settings_changed;
    Ok(Edits {
        site: edits,
        unusable: read.unusable,
        errors,
        inputs: read.inputs,
        basis,
        changes,
        fresh: read.fresh,
        all,
        articles: read.articles,
    })
}

/// The settings of a site, as `site.yaml` has them now.
///
/// # Errors
/// It can't be read, or is not enough to build the site by.
pub fn config(state: &State) -> Result<Config, Vec<Diagnostic>> {
    let (config, problems) = read_config(state);
    config.ok_or(problems)
}

/// Tells which files were read, and which of them are other than they were.
fn note_files(state: &State, inputs: &[(String, Option<Input>)], report: &mut Report) {
    report.files_read = inputs.len();
    let differs = |(path, input): &&(String, Option<Input>)| {
        input.as_ref().map(|input| input.hash) != state.input_hash(path)
    };
    let different = inputs.iter().filter(differs);
    report.sources = different.map(|(path, _)| path.clone()).collect();
}

fn read_config(state: &State) -> (Option<Config>, Vec<Diagnostic>) {
    let bytes = match state.read(CONFIG) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let error = Diagnostic::error("no-config", "there is no site.yaml in this folder")
                .at(Place::file(CONFIG))
                .hint("go to the site's folder or name it with --site; a site.yaml needs three lines: title, url and timezone");
            return (None, vec![error]);
        }
        Err(error) => {
            let message = format!("this file can't be read: {error}");
            return (
                None,
                vec![Diagnostic::error("unreadable", message).at(Place::file(CONFIG))],
            );
        }
    };
    match std::str::from_utf8(&bytes) {
        Ok(text) => Config::parse(&Source { path: CONFIG, text }),
        Err(_) => (None, vec![Diagnostic::not_utf8(CONFIG, &bytes)]),
    }
}

/// The templates of a theme as they can be compiled, and what keeps them from it.
fn compile(theme: &Arc<Theme>) -> (Option<crate::render::Templates>, Vec<Diagnostic>) {
    match crate::render::Templates::compile(theme) {
        Ok(templates) => (Some(templates), Vec::new()),
        Err(problems) => (None, problems),
    }
}
