//! `presstime build`.

use std::io::Write;

use jiff::Timestamp;
use serde_json::json;

use super::{log, plural, progress, workplace};
use crate::cli::{self, BuildArgs, Format, Machine};
use crate::engine::{self, Report, Settings};
use crate::print;
use crate::site::Preview;

/// A file that changes under the build's eyes is read again so many times.
const TRIES: usize = 3;

/// Builds the site. Returns the exit code.
pub fn run(args: &BuildArgs, machine: &Machine, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    let report = build(args, machine);
    let is_refused = is_refused(&report, args);
    tell(&report, is_refused, args, machine, out, err);
    u8::from(is_refused)
}

/// Whether a build leaves the site as it was.
pub fn is_refused(report: &Report, args: &BuildArgs) -> bool {
    !report.is_ok() || (args.strict && !report.warnings.is_empty())
}

/// Builds the site, and holds its locks until the process ends.
pub fn build(args: &BuildArgs, machine: &Machine) -> Report {
    let (mut place, mut look) = match workplace::open_at(&args.site, args.full, machine.now) {
        Ok(opened) => opened,
        Err(error) => {
            return Report {
                diagnostics: vec![*error],
                ..Report::default()
            };
        }
    };
    let now = i64::try_from(machine.now / 1_000_000_000).unwrap_or(i64::MAX);
    let settings = Settings {
        now: args.now.map_or(now, Timestamp::as_second),
        preview: Preview {
            drafts: args.drafts,
            future: args.future,
            expired: args.expired,
            ahead: args.now.is_some_and(|at| at.as_second() > now),
        },
        strict: args.strict,
        develop: true,
        ticks: cli::ticks,
        progress: progress(machine, args.quiet),
    };
    let mut report = Report::default();
    for _ in 0..TRIES {
        report = engine::build_seen(&mut place.state, look, &settings);
        if !report.is_stale() {
            break;
        }
        look = workplace::look(&place.state, machine.now);
    }
    place.leave();
    report
}

/// Prints what a build did.
pub fn tell(
    report: &Report,
    is_refused: bool,
    args: &BuildArgs,
    machine: &Machine,
    out: &mut dyn Write,
    err: &mut dyn Write,
) {
    // A reader who hangs up wants no more: nothing to do about it.
    let _ = match args.format {
        Format::Json => writeln!(out, "{:#}", as_json(report, is_refused)),
        Format::Text => err
            .write_all(print::report(report, machine.style).as_bytes())
            .and_then(|()| {
                if args.quiet {
                    Ok(())
                } else {
                    writeln!(err, "{}", summary(report, is_refused))
                }
            }),
    };
}

/// What was done, in a line or two.
fn summary(report: &Report, is_refused: bool) -> String {
    let errors = report.errors();
    let warnings: usize = report.warnings.values().sum();
    if is_refused {
        return format!(
            "not built: {}, {}; {}",
            plural(errors, "error"),
            plural(warnings, "warning"),
            log::left(report)
        );
    }
    let mut lines = vec![format!(
        "{}: read {}, rendered {}, wrote {}, removed {}{}, in {} ms",
        plural(report.routes, "file"),
        report.files_read,
        report.rendered,
        report.written.len(),
        report.removed.len(),
        if warnings > 0 {
            format!("; {}", plural(warnings, "warning"))
        } else {
            String::new()
        },
        report.timings.total,
    )];
    for fan_out in &report.fan_out {
        lines.push(format!(
            "note: {} pages show {}: each new article renders them all again",
            fan_out.routes, fan_out.question
        ));
    }
    if let Some(due) = report.due.and_then(|due| Timestamp::from_second(due).ok()) {
        lines.push(format!("the site changes by itself next at {due}"));
    }
    lines.join("\n")
}

/// What a build did, for programs.
pub fn as_json(report: &Report, is_refused: bool) -> serde_json::Value {
    json!({
        "ok": !is_refused,
        "filesRead": report.files_read,
        "articlesRead": report.articles_read,
        "rendered": report.rendered,
        "routes": report.routes,
        "written": report.written,
        "removed": report.removed,
        "due": report.due.and_then(|due| Timestamp::from_second(due).ok()).map(|due| due.to_string()),
        "fanOut": report.fan_out,
        "milliseconds": report.timings,
        "warnings": report.warnings.values().sum::<usize>(),
        "diagnostics": report.diagnostics.iter().map(print::json).collect::<Vec<_>>(),
    })
}
