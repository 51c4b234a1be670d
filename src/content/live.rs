//! Live coverage: the updates of an article of kind `live`, each a section of its body whose heading begins with
//! a time.

use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::{Instant, date};

/// When the update under a heading was made, and the heading without that; `None` for any other heading.
///
/// A heading may begin with a time (`14:05 Talks resume`), which is one of the day on which the article was
/// published, or with a date and a time (`2026-11-21 00:10 Talks end`). Both are meant in `zone`.
pub fn update<'h>(
    heading: &'h str,
    published: Instant,
    zone: &TimeZone,
) -> Option<(Instant, &'h str)> {
    let heading = heading.trim();
    let (day, rest) = match date::in_name(heading) {
        Some((day, rest)) => (day.date(), rest.trim_start()),
        None => (local(published, zone)?.date(), heading),
    };
    let (time, rest) = time(rest)?;
    let at = date::instant(DateTime::from_parts(day, time), zone)?;
    let is_joint = |sign: char| sign.is_whitespace() || "-–—:·|.,".contains(sign);
    Some((at, rest.trim_start_matches(is_joint)))
}

/// When the updates of a body were made, in the order of the text. Headings are told by their line alone: what
/// rendering takes for an update is among them.
pub fn updates(body: &str, published: Instant, zone: &TimeZone) -> impl Iterator<Item = Instant> {
    let headings = body
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix('#'))
        .map(|line| line.trim_start_matches('#'));
    headings.filter_map(move |heading| Some(update(heading, published, zone)?.0))
}

fn local(at: Instant, zone: &TimeZone) -> Option<Zoned> {
    Some(Timestamp::from_second(at).ok()?.to_zoned(zone.clone()))
}

/// Hours and minutes at the beginning of a text, with what follows them.
fn time(text: &str) -> Option<(Time, &str)> {
    let (hour, rest) = number(text)?;
    let (minute, rest) = number(rest.strip_prefix(':')?)?;
    let is_apart = rest
        .chars()
        .next()
        .is_none_or(|sign| !sign.is_alphanumeric());
    let time = Time::new(hour, minute, 0, 0).ok()?;
    is_apart.then_some((time, rest))
}

/// A number of one or two digits.
fn number(text: &str) -> Option<(i8, &str)> {
    let end = text
        .find(|sign: char| !sign.is_ascii_digit())
        .unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    (1..=2)
        .contains(&end)
        .then(|| Some((digits.parse().ok()?, rest)))
        .flatten()
}
