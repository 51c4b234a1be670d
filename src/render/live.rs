//! Live coverage as readers see it: the updates of a body, newest first.

use std::fmt::Write;

use jiff::tz::TimeZone;

use crate::content::markdown::Document;
use crate::content::{Instant, live};

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
pub fn take_updates(body: &mut Document, published: Instant, zone: &TimeZone) -> Vec<LiveUpdate> {
    let headings = body.headings.iter().filter_map(|heading| {
        let (at, title) = live::update(&heading.text, published, zone)?;
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
    name(&mut updates, zone);
    updates.sort_by_key(|update| std::cmp::Reverse(update.at));
    updates
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
