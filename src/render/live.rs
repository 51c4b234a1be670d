//! Live coverage as readers see it: the updates of a body, newest first.

use std::fmt::Write;

use jiff::tz::TimeZone;

use super::values::escape;
use crate::content::Instant;
use crate::content::live::Coverage;
use crate::content::markdown::Document;
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

/// Takes the sections whose headings begin with a time out of a body. What stands before the first of them
/// stays.
pub fn take_updates(body: &mut Document, coverage: &Coverage<'_>) -> Vec<LiveUpdate> {
    let headings = body.headings.iter().filter_map(|heading| {
        let (at, title) = coverage.update(&heading.text)?;
        let start = body
            .html
            .find(&format!("<h{} id=\"{}\"", heading.level, heading.id))?;
        let close = format!("</h{}>", heading.level);
        let end = start + body.html.get(start..)?.find(&close)? + close.len();
        Some((start, end, at, title.to_owned(), heading.id.clone()))
    });
    let found: Vec<_> = headings.collect();
    let ends = found.iter().skip(1).map(|(start, ..)| *start);
    let ends: Vec<usize> = ends.chain([body.html.len()]).collect();
    let mut updates: Vec<LiveUpdate> = Vec::with_capacity(found.len());
    for ((_, text, at, title, anchor), end) in found.iter().zip(ends) {
        let html = body.html.get(*text..end).unwrap_or_default();
        updates.push(LiveUpdate {
            id: String::new(),
            anchor: anchor.clone(),
            at: *at,
            title: title.clone(),
            html: html.trim_start().to_owned(),
        });
    }
    if let Some((start, ..)) = found.first() {
        body.html.truncate(*start);
    }
    name(&mut updates, coverage.zone);
    updates.sort_by_key(|update| std::cmp::Reverse(update.at));
    updates
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
            "<h3><a href=\"#{}\"><time datetime=\"{}\">{}</time></a>",
            update.id,
            machine(update.at),
            escape(&words(update.at)),
        );
        if !update.title.is_empty() {
            let _ = write!(html, " {}", escape(&update.title));
        }
        let _ = write!(html, "</h3>\n{}", update.html);
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
