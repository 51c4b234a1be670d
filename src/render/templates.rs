//! The templates, ready to render: one Tera for each thread that renders.
//!
//! A template's functions (`latest`, `t`, `url` …) must know which route they are called for, so that
//! its questions are recorded. Tera's functions live as long as their Tera, so each worker has a Tera of
//! its own with a slot beside it: the view goes into the slot for one render, and out again after it.

use std::sync::{Arc, Mutex, PoisonError};

use tera::{Context, ErrorKind, ReportError, Tera, Value};

use super::view::View;
use super::{arguments, functions};
use crate::diag::{Diagnostic, Source, did_you_mean};
use crate::site::summary::Summary;
use crate::site::theme::{Template, Theme};

/// Where a worker's functions find the view that they are called for.
pub type Slot = Arc<Mutex<Option<Arc<View>>>>;

/// The templates of a theme.
pub struct Templates {
    theme: Arc<Theme>,
    idle: Mutex<Vec<Worker>>,
}

struct Worker {
    tera: Tera,
    slot: Slot,
    // What the last template wrote, if nobody took it: the room is good for the next one.
    page: Vec<u8>,
    // How many bytes it wrote: the next one has about as much to say.
    wrote: usize,
    // `site` in each language. Values that threads share are counted by all of them, which makes each wait for
    // the others; so every worker has its own.
    sites: Vec<(Arc<Summary>, Value)>,
}

impl Templates {
    /// Compiles the templates of a theme.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn compile(theme: &Arc<Theme>) -> Result<Templates, Vec<Diagnostic>> {
        let endless = too_many_branches(theme);
        if !endless.is_empty() {
            return Err(endless);
        }
        let worker = Worker::new(theme)?;
        let unknown = arguments::unknown(theme);
        if !unknown.is_empty() {
            return Err(unknown);
        }
        Ok(Templates {
            theme: theme.clone(),
            idle: Mutex::new(vec![worker]),
        })
    }

    /// Renders a template for a view, with `site` added to its context. `take` gets what was written, and may
    /// keep it.
    ///
    /// # Errors
    /// Where the template failed, by its file and the route that provoked it.
    pub fn render<T>(
        &self,
        name: &str,
        mut context: Context,
        view: &Arc<View>,
        take: impl FnOnce(&mut Vec<u8>) -> T,
    ) -> Result<T, Box<Diagnostic>> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let parked = idle().pop();
        // Compiling again what compiled once does not fail.
        let mut worker = match parked {
            Some(worker) => worker,
            None => {
                Worker::new(&self.theme).map_err(|mut problems| Box::new(problems.remove(0)))?
            }
        };
        context.insert_value("site", worker.site(view.summary()));
        let mut page = std::mem::take(&mut worker.page);
        page.clear();
        page.reserve(worker.wrote + worker.wrote / 4);
        let slot = || worker.slot.lock().unwrap_or_else(PoisonError::into_inner);
        *slot() = Some(view.clone());
        let result = worker.tera.render_to(name, &context, &mut page);
        *slot() = None;
        worker.wrote = page.len();
        let made = result.map(|()| take(&mut page));
        worker.page = page;
        idle().push(worker);
        made.map_err(|error| Box::new(self.explain(&error)))
    }

    /// A failure while rendering, as a diagnostic at the template's place.
    fn explain(&self, error: &tera::Error) -> Diagnostic {
        let mut diagnostic = diagnostic(&self.theme, "template-failed", error);
        // The cause of a failed function is one link down, and says more than the place.
        let mut cause = std::error::Error::source(error);
        while let Some(error) = cause {
            let text = error.to_string();
            if !diagnostic.message.contains(&text) {
                diagnostic.message = format!("{}: {text}", diagnostic.message).into();
            }
            cause = error.source();
        }
        diagnostic
    }
}

/// How many `elif` a template may have. Tera reads each as if it stood in the one before, on the stack.
const BRANCHES: usize = 250;

/// The templates that have more.
fn too_many_branches(theme: &Theme) -> Vec<Diagnostic> {
    let too_many = |template: &Template| {
        let tags = template.text.match_indices("{%");
        let mut branches = tags.filter(|(at, _)| {
            let tag = template.text[at + 2..].trim_start_matches(['-', ' ', '\t', '\r', '\n']);
            tag.starts_with("elif")
        });
        let (at, _) = branches.nth(BRANCHES)?;
        let source = Source {
            path: &template.path,
            text: &template.text,
        };
        let message = format!("a template has at most {BRANCHES} `elif`");
        let error = Diagnostic::error("template-syntax", message).at(source.place(at..at + 2));
        Some(error.hint("look the value up in a map instead"))
    };
    theme.templates.values().filter_map(too_many).collect()
}

impl Worker {
    fn new(theme: &Theme) -> Result<Worker, Vec<Diagnostic>> {
        let slot = Slot::default();
        let mut tera = Tera::new();
        functions::register(&mut tera, &slot);
        let all = theme
            .templates
            .iter()
            .map(|(name, template)| (name.as_str(), &*template.text));
        match tera.add_raw_templates(all) {
            Ok(()) => Ok(Worker {
                tera,
                slot,
                page: Vec::new(),
                wrote: 0,
                sites: Vec::new(),
            }),
            Err(error) => Err(faults(theme, &error)),
        }
    }

    /// A summary as templates have it.
    fn site(&mut self, summary: &Arc<Summary>) -> Value {
        let known = self
            .sites
            .iter()
            .find(|(known, _)| Arc::ptr_eq(known, summary));
        if let Some((_, value)) = known {
            return value.clone();
        }
        // That of a build that is over goes.
        self.sites
            .retain(|(known, _)| known.language != summary.language);
        let value = Value::from_serializable(&**summary);
        self.sites.push((summary.clone(), value.clone()));
        value
    }
}

/// All that keeps the templates from compiling. Tera stops at the first file; so each is tried alone
/// for its syntax, and what only shows in company is told as Tera tells it.
fn faults(theme: &Theme, error: &tera::Error) -> Vec<Diagnostic> {
    let mut all: Vec<Diagnostic> = Vec::new();
    for (name, template) in &theme.templates {
        let mut alone = Tera::new();
        if let Err(error) = alone.add_raw_template(name, &template.text)
            && matches!(error.kind(), ErrorKind::SyntaxError(_))
        {
            all.push(diagnostic(theme, "template-syntax", &error));
        }
    }
    if all.is_empty() {
        all = match error.kind() {
            ErrorKind::Msg(message) => reports(theme, message),
            _ => Vec::new(),
        };
    }
    if all.is_empty() {
        all.push(diagnostic(theme, "template-syntax", error));
    }
    all
}

fn diagnostic(theme: &Theme, code: &str, error: &tera::Error) -> Diagnostic {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let diagnostic = advised(code, report.message());
            match place(theme, report) {
                Some(place) => diagnostic.at(place),
                None => diagnostic,
            }
        }
        ErrorKind::MissingParent { current, parent } => {
            let message = format!("there is no template `{parent}` to extend");
            mentioned(theme, current, parent, Diagnostic::error(code, message))
        }
        ErrorKind::CircularExtend {
            inheritance_chain: chain,
            ..
        } => circle(theme, code, "extend", chain),
        ErrorKind::CircularInclude {
            include_chain: chain,
            ..
        } => circle(theme, code, "include", chain),
        ErrorKind::TemplateNotFound(name) => {
            Diagnostic::error(code, format!("the theme has no template `{name}`"))
                .hint("a theme whose theme.yaml says `extends: default` has them all")
        }
        kind => {
            let message = kind.to_string();
            advised(code, message.lines().next().unwrap_or_default())
        }
    }
}

/// The error that templates do something with one another without end, at the place where the first names the second.
fn circle(theme: &Theme, code: &str, what: &str, chain: &[String]) -> Diagnostic {
    let way: Vec<String> = chain.iter().map(|name| format!("`{name}`")).collect();
    let message = format!(
        "templates {what} one another without end: {}",
        way.join(", ")
    );
    let error = Diagnostic::error(code, message);
    match chain {
        [first, second, ..] => mentioned(theme, first, second, error),
        [only] => mentioned(theme, only, only, error),
        [] => error,
    }
}

/// Tera's message as ours, with the names that it lists made into a suggestion.
fn advised(code: &str, message: &str) -> Diagnostic {
    let message = message.trim().trim_end_matches('.');
    let (message, known) = match message.split_once(". Available fields: ") {
        Some((message, known)) => (message, Some(known)),
        None => (message, None),
    };
    let diagnostic = Diagnostic::error(code, lower_first(message));
    let Some(known) = known else {
        let is_open = message.starts_with("Unexpected end");
        let hint =
            "a tag that opens a part, as `{% if … %}` or `{% block … %}` do, is never closed";
        return if is_open {
            diagnostic.hint(hint)
        } else {
            diagnostic
        };
    };
    let wanted = message.split('`').nth(1).unwrap_or_default();
    match did_you_mean(wanted, known.split(", ")) {
        Some(meant) => diagnostic.hint(format!("did you mean `{meant}`?")),
        None => diagnostic.hint(format!("there are {known}")),
    }
}

/// What Tera found in the templates as a whole: a list of reports as text, one for each unknown filter,
/// function, component or template.
fn reports(theme: &Theme, message: &str) -> Vec<Diagnostic> {
    let mut all = Vec::new();
    let mut lines = message.lines();
    while let Some(line) = lines.next() {
        let Some(what) = line.trim_start().strip_prefix("error: ") else {
            continue;
        };
        let at = lines
            .next()
            .unwrap_or_default()
            .trim_start()
            .strip_prefix("--> ")
            .unwrap_or_default();
        let mut parts = at.rsplitn(3, ':');
        let mut number = || parts.next()?.parse::<usize>().ok();
        let (column, row) = (number().unwrap_or(1), number().unwrap_or(1));
        let template = parts.next().unwrap_or_default();
        let diagnostic = Diagnostic::error("template-syntax", lower_first(what));
        let Some(template) = theme.templates.get(template) else {
            all.push(diagnostic);
            continue;
        };
        let before: usize = template
            .text
            .split_inclusive('\n')
            .take(row.saturating_sub(1))
            .map(str::len)
            .sum();
        let rest = template.text.get(before..).unwrap_or_default();
        let start = before
            + rest
                .chars()
                .take(column.saturating_sub(1))
                .map(char::len_utf8)
                .sum::<usize>();
        let name = what.split('`').nth(1).unwrap_or_default();
        let source = Source {
            path: &template.path,
            text: &template.text,
        };
        // The name that is unknown stands there or a little later: after a filter's bar, in quotes.
        let found = source
            .text
            .get(start..)
            .and_then(|rest| rest.find(name))
            .map_or(start, |at| start + at);
        all.push(diagnostic.at(source.place(found..found + name.len())));
    }
    all
}

/// The same at the place where a template mentions a name in quotes.
fn mentioned(theme: &Theme, template: &str, name: &str, diagnostic: Diagnostic) -> Diagnostic {
    let Some(template) = theme.templates.get(template) else {
        return diagnostic;
    };
    let source = Source {
        path: &template.path,
        text: &template.text,
    };
    match source.text.find(name) {
        Some(at) => diagnostic.at(source.place(at..at + name.len())),
        None => diagnostic.at(source.whole()),
    }
}

fn place(theme: &Theme, report: &ReportError) -> Option<crate::diag::Place> {
    let template = theme.templates.get(report.filename())?;
    let source = Source {
        path: &template.path,
        text: &template.text,
    };
    Some(source.place(report.span().range.clone()))
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters
        .next()
        .map(|c| c.to_lowercase().to_string())
        .unwrap_or_default();
    first + letters.as_str()
}
