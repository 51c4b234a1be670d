//! Live coverage as readers see it: the updates of a body, newest first.

use std::fmt::Write;

use jiff::tz::TimeZone;

use super::values::escape;
use crate::content::Instant;
use crate::content::html::tags::tags;
use crate::content::live::Coverage;
use crate::content::markdown::{Document, FOOTNOTES};
use crate::diag::{Diagnostic, Source};

/// One update of live coverage.
#[derive(Clone, Debug)]
pub struct LiveUpdate {
    /// Its id on the page, made from its time: it stays when the words of its heading change.
    pub id: String,
    /// The id of its heading.
    pub anchor: String,
    /// When it was made.
    pub at: Instant,
    /// Its heading without the time; may be empty.
    pub title: String,
    /// Its text as HTML.
    pub html: String,
}

/// The level of an update's heading, on its page and in feeds.
const LEVEL: u8 = 3;

/// Takes the sections whose headings begin with a time out of a body, and the footnotes, which are those of all of
/// them. What stands before the first update stays.
pub fn take_updates(body: &mut Document, coverage: &Coverage<'_>) -> (Vec<LiveUpdate>, String) {
    let headings = body.headings.iter().filter_map(|heading| {
        let (at, title) = coverage.update(&heading.text)?;
        let start = body
            .html
            .find(&format!("<h{} id=\"{}\"", heading.level, heading.id))?;
        let close = format!("</h{}>", heading.level);
        let end = start + body.html.get(start..)?.find(&close)? + close.len();
        Some((start, end, at, title.to_owned(), heading))
    });
    let found: Vec<_> = headings.collect();
    let (Some((first, ..)), Some((_, last, ..))) = (found.first(), found.last()) else {
        return (Vec::new(), String::new());
    };
    let (first, last) = (*first, *last);
    let notes = body.html.rfind(FOOTNOTES).filter(|at| *at >= last);
    let notes = notes.unwrap_or(body.html.len());
    let ends = found.iter().skip(1).map(|(start, ..)| *start);
    let ends: Vec<usize> = ends.chain([notes]).collect();
    let mut updates: Vec<LiveUpdate> = Vec::with_capacity(found.len());
    for ((_, text, at, title, heading), end) in found.iter().zip(ends) {
        let html = body.html.get(*text..end).unwrap_or_default();
        updates.push(LiveUpdate {
            id: String::new(),
            anchor: heading.id.clone(),
            at: *at,
            title: title.clone(),
            html: below(html.trim_start(), heading.level),
        });
    }
    let notes = body.html.split_off(notes);
    body.html.truncate(first);
    name(&mut updates, coverage.zone);
    updates.sort_by_key(|update| std::cmp::Reverse(update.at));
    (updates, notes)
}

/// The text of an update with its headings below the update's own, which was of this level.
fn below(html: &str, own: u8) -> String {
    let mut out = String::with_capacity(html.len());
    let mut copied = 0;
    for tag in tags(html) {
        let level = tag
            .name
            .strip_prefix('h')
            .and_then(|level| level.parse::<u8>().ok());
        let Some(level) = level.filter(|level| (1..=6).contains(level)) else {
            continue;
        };
        let lower = (level + LEVEL).saturating_sub(own).clamp(LEVEL + 1, 6);
        // Behind `<h` or `</h`.
        let digit = tag.range.start + 2 + usize::from(tag.closing);
        out.push_str(html.get(copied..digit).unwrap_or_default());
        // Writing to memory does not fail.
        let _ = write!(out, "{lower}");
        copied = digit + 1;
    }
    out.push_str(html.get(copied..).unwrap_or_default());
    out
}

/// The updates as feeds carry them, each with its time and the address of its own. `words` says a time in the
/// language of the article, and `machine` as RFC 3339 has it.
pub fn feed_html(
    updates: &[LiveUpdate],
    words: &dyn Fn(Instant) -> String,
    machine: &dyn Fn(Instant) -> String,
) -> String {
    let mut html = String::new();
    for update in updates {
        // Writing to memory does not fail.
        let _ = write!(
            html,
            "<h{LEVEL}><a href=\"#{}\"><time datetime=\"{}\">{}</time></a>",
            update.id,
            machine(update.at),
            escape(&words(update.at)),
        );
        if !update.title.is_empty() {
            let _ = write!(html, " {}", escape(&update.title));
        }
        let _ = write!(html, "</h{LEVEL}>\n{}", update.html);
    }
    html
}

/// The warning that an article is to be live coverage but has headings of which none is an update's.
pub fn without_updates(source: &Source, body_start: u32) -> Diagnostic {
    let start = body_start as usize;
    let mut at = start;
    let body = source.text.get(start..).unwrap_or_default();
    let mut heading = None;
    for line in body.split_inclusive('\n') {
        if line.starts_with('#') {
            heading = Some(at..at + line.trim_end().len());
            break;
        }
        at += line.len();
    }
    let place = heading.map_or_else(|| source.whole(), |range| source.place(range));
    Diagnostic::warning(
        "live-without-updates",
        "no heading of this live coverage begins with a time",
    )
    .at(place)
    .hint("begin the heading of each update with its time, as in `## 14:05 Talks resume`, and on other days with the day too: `## Sunday, 14:05` or `## 2026-11-22 14:05`")
}

/// Warnings of headings that look as if each began an update, but do not.
pub fn strays(source: &Source, body_start: u32, coverage: &Coverage<'_>) -> Vec<Diagnostic> {
    let start = body_start as usize;
    let body = source.text.get(start..).unwrap_or_default();
    let strays = coverage.strays(body).into_iter();
    strays
        .map(|line| {
            let message = "this heading begins with no time, and so is part of the update before it";
            Diagnostic::warning("heading-among-updates", message)
                .at(source.place(start + line.start..start + line.end))
                .hint("begin it with a time, as in `## 14:05 Talks resume`; or make it a level lower, or put it before the first update")
        })
        .collect()
}

/// Gives each update its id, with a number where several were made in one minute.
fn name(updates: &mut [LiveUpdate], zone: &TimeZone) {
    for index in 0..updates.len() {
        let at = updates[index].at;
        let same = updates[..index]
            .iter()
            .filter(|other| other.at == at)
            .count();
        let local = jiff::Timestamp::from_second(at)
            .unwrap_or_default()
            .to_zoned(zone.clone());
        let mut id = local.strftime("update-%Y%m%d-%H%M").to_string();
        if same > 0 {
            let _ = write!(id, "-{}", same + 1);
        }
        updates[index].id = id;
    }
}
