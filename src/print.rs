//! How diagnostics and reports look: in a terminal, and as JSON.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::json;

use crate::diag::{Diagnostic, Place, Severity, Span};
use crate::engine::Report;

/// More diagnostics than this of one kind are counted instead of printed.
const SHOWN_OF_A_KIND: usize = 3;

/// Of the errors beyond, so many are still named, a line each, and of those that say the same so many.
const NAMED_OF_A_KIND: usize = 50;
const NAMED_ALIKE: usize = 10;

/// Whether output may carry colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// For a file, a pipe, or whoever set `NO_COLOR`.
    Plain,
    /// ANSI colours.
    Coloured,
}

/// All diagnostics as text, errors first, in their order. Of many that say the same of different files,
/// the first few are printed, then how many more there are; errors, which all have to be mended, with their
/// places.
pub fn text(diagnostics: &[Diagnostic], style: Style) -> String {
    counted(diagnostics, &BTreeMap::new(), style)
}

/// The same of a report, which may count more warnings than it lists.
pub fn report(report: &Report, style: Style) -> String {
    counted(&report.diagnostics, &report.warnings, style)
}

/// `warnings` says how many there are of a kind, where that is known; else those that are given count.
fn counted(diagnostics: &[Diagnostic], warnings: &BTreeMap<String, usize>, style: Style) -> String {
    let mut given: BTreeMap<(Severity, &str), usize> = BTreeMap::new();
    for diagnostic in diagnostics {
        *given
            .entry((diagnostic.severity, diagnostic.kind()))
            .or_default() += 1;
    }
    let total = |severity: Severity, kind: &str| {
        let known = warnings.get(kind).filter(|_| severity == Severity::Warning);
        let given = given.get(&(severity, kind)).copied().unwrap_or_default();
        known.copied().unwrap_or_default().max(given)
    };
    let mut out = String::new();
    let mut seen: BTreeMap<(Severity, &str), usize> = BTreeMap::new();
    for diagnostic in diagnostics {
        let (severity, kind) = (diagnostic.severity, diagnostic.kind());
        let seen = seen.entry((severity, kind)).or_default();
        *seen += 1;
        if *seen <= SHOWN_OF_A_KIND {
            one(diagnostic, style, &mut out);
            out.push('\n');
        }
        let is_last = given.get(&(severity, kind)) == Some(seen);
        let more = total(severity, kind).saturating_sub(SHOWN_OF_A_KIND.min(*seen));
        if *seen == SHOWN_OF_A_KIND + 1 || (is_last && *seen <= SHOWN_OF_A_KIND && more > 0) {
            let severity = paint(style, colour(severity), &severity.to_string());
            let code = &diagnostic.code;
            // What is the same of all is said again; of the rest the code has to tell.
            let what = if diagnostic.is_told_by_message() {
                clean(&diagnostic.message) + " "
            } else {
                String::new()
            };
            let _ = writeln!(out, "{severity}[{code}]: {what}… and {more} more like this");
            if diagnostic.is_error() {
                let alike = diagnostics.iter().filter(|other| other.kind() == kind);
                named(alike.filter(|other| other.is_error()), more, &mut out);
            }
            out.push('\n');
        }
    }
    for (kind, count) in warnings {
        if !given.contains_key(&(Severity::Warning, kind)) {
            let severity = paint(style, YELLOW, &Severity::Warning.to_string());
            // A kind is a code, or the message that all of it share.
            let kind = if kind.contains(' ') {
                format!(": {}", clean(kind))
            } else {
                format!("[{kind}]")
            };
            let _ = writeln!(
                out,
                "{severity}{kind}: {count} in files that did not change\n"
            );
        }
    }
    out
}

/// The errors of a kind beyond those that were shown, a line each: place and message.
fn named<'d>(errors: impl Iterator<Item = &'d Diagnostic>, more: usize, out: &mut String) {
    let mut alike: BTreeMap<&str, usize> = BTreeMap::new();
    let mut left = more;
    for (index, error) in errors.enumerate() {
        let alike = alike.entry(&error.message).or_default();
        *alike += 1;
        let is_shown = index < SHOWN_OF_A_KIND;
        if is_shown || *alike > NAMED_ALIKE {
            continue;
        }
        if more - left == NAMED_OF_A_KIND {
            break;
        }
        let place = error.place.as_ref().map(Place::to_string);
        let place = place.map_or_else(String::new, |place| clean(&place) + ": ");
        let _ = writeln!(out, "  {place}{}", clean(&error.message));
        left -= 1;
    }
    if left > 0 && left < more {
        let _ = writeln!(out, "  … and {left} not listed here");
    }
}

/// One diagnostic: what, where, the line with a caret, what to do.
pub fn one(diagnostic: &Diagnostic, style: Style, out: &mut String) {
    let severity = format!("{}[{}]", diagnostic.severity, diagnostic.code);
    let severity = paint(style, colour(diagnostic.severity), &severity);
    let _ = writeln!(
        out,
        "{severity}: {}",
        paint(style, BOLD, &clean(&diagnostic.message))
    );
    if let Some(place) = &diagnostic.place {
        at(place, "", style, out);
    }
    for (place, why) in &diagnostic.related {
        at(place, why, style, out);
    }
    if let Some(hint) = &diagnostic.hint {
        let _ = writeln!(out, "  {} {}", paint(style, CYAN, "hint:"), clean(hint));
    }
}

fn at(place: &Place, why: &str, style: Style, out: &mut String) {
    let why = if why.is_empty() {
        String::new()
    } else {
        format!(" ({why})")
    };
    let arrow = paint(style, CYAN, "-->");
    let _ = writeln!(out, "  {arrow} {}{why}", clean(&place.to_string()));
    if let Some(span) = &place.span {
        excerpt(span, style, out);
    }
}

/// The widest piece of a line that is shown, in characters.
const WIDTH: usize = 100;

fn excerpt(span: &Span, style: Style, out: &mut String) {
    let number = span.line.to_string();
    let gutter = " ".repeat(number.len());
    let bar = paint(style, CYAN, "|");
    let column = (span.column as usize).saturating_sub(1);
    // A long line is shown around the column.
    let skipped = column.saturating_sub(WIDTH / 2);
    let skipped = if span.excerpt.chars().count() <= WIDTH {
        0
    } else {
        skipped
    };
    let shown: String = span.excerpt.chars().skip(skipped).take(WIDTH).collect();
    let lead: String = shown
        .chars()
        .take(column - skipped)
        .map(|c| if c == '\t' { '\t' } else { ' ' })
        .collect();
    let room = shown
        .chars()
        .count()
        .saturating_sub(column - skipped)
        .max(1);
    let carets = "^".repeat((span.width as usize).clamp(1, room));
    let number = paint(style, CYAN, &number);
    let _ = writeln!(out, " {number} {bar} {}", clean(&shown).trim_end());
    let _ = writeln!(out, " {gutter} {bar} {lead}{}", paint(style, RED, &carets));
}

/// Text without what a terminal would obey.
fn clean(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_control() && c != '\t' {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect()
}

/// One diagnostic as JSON: severity, code, message, file, line, column, hint, related.
pub fn json(diagnostic: &Diagnostic) -> serde_json::Value {
    let place = |place: &Place| {
        json!({
            "file": &*place.path,
            "line": place.span.as_ref().map(|span| span.line),
            "column": place.span.as_ref().map(|span| span.column),
            "start": place.span.as_ref().map(|span| span.start),
            "end": place.span.as_ref().map(|span| span.end),
        })
    };
    json!({
        "severity": diagnostic.severity,
        "code": &*diagnostic.code,
        "message": &*diagnostic.message,
        "place": diagnostic.place.as_ref().map(place),
        "related": diagnostic.related.iter().map(|(at, why)| {
            json!({ "place": place(at), "message": &**why })
        }).collect::<Vec<_>>(),
        "hint": diagnostic.hint.as_deref(),
    })
}

const RED: &str = "31;1";
const YELLOW: &str = "33;1";
const CYAN: &str = "36";
const BOLD: &str = "1";

fn colour(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => RED,
        Severity::Warning => YELLOW,
    }
}

fn paint(style: Style, code: &str, text: &str) -> String {
    match style {
        Style::Plain => text.to_owned(),
        Style::Coloured => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
    }
}
