//! Live coverage: the updates of an article of kind `live`, each a section of its body whose heading begins with
//! a time.

use std::ops::Range;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::{Instant, date};

/// What the times in the headings of an article are relative to.
#[derive(Clone, Copy, Debug)]
pub struct Coverage<'a> {
    /// When the article was published.
    pub published: Instant,
    /// The time zone in which times are meant.
    pub zone: &'a TimeZone,
    /// The names of the weekdays in the article's language, from Monday on.
    pub weekdays: &'a [String],
}

impl Coverage<'_> {
    /// When the update under a heading was made, and the heading without that; `None` for any other heading.
    ///
    /// A heading may begin with a time (`14:05 Talks resume`), which is one of the day on which the article was
    /// published; with a date and a time (`2026-11-21 00:10 Talks end`); or with a weekday and a time (`Sunday,
    /// 0.10. Talks end`), which is the first such day from that of publication on.
    pub fn update<'h>(&self, heading: &'h str) -> Option<(Instant, &'h str)> {
        let heading = heading.trim();
        let first_day = self.first_day()?;
        let named = written_day(heading).or_else(|| self.weekday(first_day, heading));
        let (day, rest) = match named {
            Some((day, rest)) => (Some(day), rest),
            None => (None, heading),
        };
        let (time, rest) = time(rest.trim_start_matches(is_joint), day.is_some())?;
        let local = DateTime::from_parts(day.unwrap_or(first_day), time);
        let at = date::instant(local, self.zone)?;
        Some((at, rest.trim_start_matches(is_joint)))
    }

    /// When the updates of a body were made, in the order of the text. Headings are told by their line alone: what
    /// rendering takes for an update is among them.
    pub fn updates(&self, body: &str) -> impl Iterator<Item = Instant> {
        let headings = body
            .lines()
            .filter_map(|line| line.trim_start().strip_prefix('#'))
            .map(|line| line.trim_start_matches('#'));
        headings.filter_map(|heading| Some(self.update(heading)?.0))
    }

    /// The lines of a body that are headings of the same level as the first update's, and come after it, but are none
    /// of an update: what stands under them belongs to the update before.
    pub fn strays(&self, body: &str) -> Vec<Range<usize>> {
        let mut level = None;
        let mut strays = Vec::new();
        let mut at = 0;
        for line in body.split_inclusive('\n') {
            let start = at;
            at += line.len();
            let heading = line.trim_end();
            let words = heading.trim_start_matches('#');
            let own = heading.len() - words.len();
            if own == 0 || !words.starts_with(char::is_whitespace) {
                continue;
            }
            if self.update(words).is_some() {
                level.get_or_insert(own);
            } else if level == Some(own) {
                strays.push(start..start + heading.len());
            }
        }
        strays
    }

    fn first_day(&self) -> Option<Date> {
        let published = Timestamp::from_second(self.published).ok()?;
        Some(published.to_zoned(self.zone.clone()).date())
    }

    /// The first day from `first` on that a heading names by its weekday, with what follows the name.
    fn weekday<'h>(&self, first: Date, heading: &'h str) -> Option<(Date, &'h str)> {
        let end = heading.find(|c: char| !c.is_alphabetic() && c != '-')?;
        let (name, rest) = heading.split_at(end);
        let name = name.to_lowercase();
        // In Portuguese `domingo` has no second part, and few people write that of the others.
        let is_called = |weekday: &String| {
            let weekday = weekday.to_lowercase();
            weekday == name || weekday.split('-').next() == Some(&name)
        };
        let named = self.weekdays.iter().position(is_called)?;
        let today = i64::from(first.weekday().to_monday_zero_offset());
        let ahead = (i64::try_from(named).ok()? - today).rem_euclid(7);
        Some((first.checked_add(ahead.days()).ok()?, rest))
    }
}

/// A date as in `2026-11-21` at the beginning of a heading, with what follows it.
fn written_day(heading: &str) -> Option<(Date, &str)> {
    let (day, rest) = heading.split_at_checked("2026-11-21".len())?;
    let (day, _) = date::in_name(day)?;
    (!rest.starts_with(char::is_alphanumeric)).then_some((day.date(), rest))
}

/// Signs between a day, a time and the words of a heading.
fn is_joint(sign: char) -> bool {
    sign.is_whitespace() || "-–—:·|.,،".contains(sign)
}

/// Hours and minutes at the beginning of a text, with what follows them: `14:05`, `14.05`, `14h05`, `2:05 pm`,
/// `14.05 Uhr`.
fn time(text: &str, is_after_day: bool) -> Option<(Time, &str)> {
    let (hour, rest) = number(text)?;
    let sign = rest.chars().next().filter(|sign| ":.h".contains(*sign))?;
    let after = rest.get(sign.len_utf8()..)?;
    let (minute, rest) = number(after)?;
    if sign != ':' {
        // `2.5 metres` is no time, and `20.11.` at the beginning is a day.
        let is_day = rest.starts_with('.') && (1..=12).contains(&minute) && !is_after_day;
        if after.len() - rest.len() != 2 || is_day {
            return None;
        }
    }
    let (hour, rest) = half_of_day(hour, rest).unwrap_or((hour, rest));
    let rest = without_unit(rest);
    if rest.starts_with(char::is_alphanumeric) {
        return None;
    }
    Some((Time::new(hour, minute, 0, 0).ok()?, rest))
}

/// The hour of a clock of twelve that is followed by `am`, `p.m.` or `p. m.`, with what follows that.
fn half_of_day(hour: i8, rest: &str) -> Option<(i8, &str)> {
    let rest = rest.trim_start();
    let (begin, after) = match rest.chars().next()? {
        'a' | 'A' => (0, &rest[1..]),
        'p' | 'P' => (12, &rest[1..]),
        _ => return None,
    };
    let dotted = after.strip_prefix('.').map(str::trim_start);
    let after = dotted.unwrap_or(after).strip_prefix(['m', 'M'])?;
    let after = dotted
        .and_then(|_| after.strip_prefix('.'))
        .unwrap_or(after);
    let is_whole = !after.starts_with(char::is_alphanumeric);
    (is_whole && (1..=12).contains(&hour)).then_some((hour % 12 + begin, after))
}

/// What may follow a time and belongs to it.
const UNITS: &[&str] = &["h", "hs", "hrs", "horas", "Uhr", "uur"];

/// What follows a time's unit, where it has one.
fn without_unit(rest: &str) -> &str {
    let after = UNITS.iter().find_map(|unit| {
        let after = rest.trim_start().strip_prefix(unit)?;
        (!after.starts_with(char::is_alphanumeric)).then_some(after)
    });
    after.unwrap_or(rest)
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
