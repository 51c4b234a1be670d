//! What a command that goes on says: one calm line a build, and below it what is new to say.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::plural;
use crate::content::Instant;
use crate::diag::Diagnostic;
use crate::engine::{Report, State};
use crate::print::{self, Style};
use crate::site::prints;

/// What was said before, so that nothing is said twice.
#[derive(Clone, Debug)]
pub struct Log {
    style: Style,
    is_quiet: bool,
    said: BTreeSet<Diagnostic>,
    has_built: bool,
}

impl Log {
    /// One that has said nothing.
    pub fn new(style: Style, is_quiet: bool) -> Log {
        Log {
            style,
            is_quiet,
            said: BTreeSet::new(),
            has_built: false,
        }
    }

    /// What there is to say of a build; empty where that is nothing.
    pub fn built(&mut self, state: &State, report: &Report, now: Instant) -> String {
        let is_news = |said: &&Diagnostic| !self.said.contains(*said);
        let news: Vec<Diagnostic> = report.diagnostics.iter().filter(is_news).cloned().collect();
        let is_mended = report.is_ok() && self.said.iter().any(Diagnostic::is_error);
        let is_same = report.sources.is_empty()
            && report.written.is_empty()
            && report.removed.is_empty()
            && news.is_empty()
            && !is_mended;
        if is_same && self.has_built {
            return String::new();
        }
        let is_first = !self.has_built;
        self.has_built |= report.is_ok();
        self.said = report.diagnostics.iter().cloned().collect();
        let mut out = String::new();
        if !self.is_quiet {
            let what = if is_first && report.is_ok() {
                plural(report.routes, "file")
            } else {
                sources(report)
            };
            let _ = writeln!(
                out,
                "{}  {what}: {}",
                state.site().time_of_day(now),
                outcome(report)
            );
        }
        let shown = if is_first {
            print::report(report, self.style)
        } else {
            print::text(&news, self.style)
        };
        for line in shown.trim_end().lines() {
            let _ = writeln!(out, "{line}");
        }
        if !shown.is_empty() {
            out.push('\n');
        }
        out
    }

    /// A trouble that is no build's.
    pub fn trouble(&mut self, trouble: &Diagnostic) -> String {
        self.said.insert(trouble.clone());
        print::text(std::slice::from_ref(trouble), self.style)
    }
}

/// What changed, in a few words.
fn sources(report: &Report) -> String {
    let mut sources: Vec<&str> = report.sources.iter().map(String::as_str).collect();
    sources.sort_unstable();
    match sources.as_slice() {
        [] if has_prints(report) => "photos".to_owned(),
        [] if report.is_ok() => "the clock".to_owned(),
        [] => "as before".to_owned(),
        [one] => (*one).to_owned(),
        [one, other] => format!("{one} and {other}"),
        [first, rest @ ..] => format!("{first} and {} more", plural(rest.len(), "file")),
    }
}

/// Whether pictures were made of photos, which is done while pages are looked at.
fn has_prints(report: &Report) -> bool {
    let is_print = |path: &String| path.starts_with(prints::FOLDER);
    report.written.iter().any(is_print)
}

/// How a build that failed left the site.
pub fn left(report: &Report) -> String {
    match (report.written.len(), report.removed.len()) {
        (0, 0) => "the site is as it was".to_owned(),
        (written, removed) => format!(
            "wrote {} and removed {removed} before it failed: the site is mixed until the next build mends it",
            plural(written, "file")
        ),
    }
}

/// What came of it.
fn outcome(report: &Report) -> String {
    let errors = report.errors();
    let warnings: usize = report.warnings.values().sum();
    let warned = match warnings {
        0 => String::new(),
        warnings => format!("; {}", plural(warnings, "warning")),
    };
    if errors > 0 {
        return format!("{}{warned}; {}", plural(errors, "error"), left(report));
    }
    let is_page = |path: &&String| path.rsplit('.').next() == Some("html");
    let pages = report.written.iter().filter(is_page).count();
    let mut out = match report.written.len() {
        0 if report.removed.is_empty() => "no page changes".to_owned(),
        written => format!("wrote {}, {pages} of them pages", plural(written, "file")),
    };
    if !report.removed.is_empty() {
        let _ = write!(out, ", removed {}", report.removed.len());
    }
    let _ = write!(out, ", in {} ms{warned}", report.timings.total);
    out
}
