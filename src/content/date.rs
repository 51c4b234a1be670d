//! Dates as newsrooms write them.
//!
//! A date is read from its text, never from what YAML makes of it. What could mean two things
//! (`03/04/2026`, `EST`) is refused with the form that means one.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};

use super::Instant;

/// Why a text is not a date, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateError {
    /// What is wrong with it, as in `` `EST` is not an offset ``.
    pub message: String,
    /// What to do about it, where that can be told.
    pub hint: Option<String>,
}

/// The time zones in which a site's dates without an offset are meant.
#[derive(Clone, Debug, PartialEq)]
pub struct Zones {
    /// The site's zone.
    pub site: TimeZone,
    /// The zones of those languages that have their own, by language code.
    pub languages: Vec<(String, TimeZone)>,
}

impl Zones {
    /// One zone for everything.
    pub fn of(site: TimeZone) -> Zones {
        Zones {
            site,
            languages: Vec::new(),
        }
    }

    /// The zone of a language; the site's where it has none of its own.
    pub fn language(&self, code: Option<&str>) -> &TimeZone {
        let own = self
            .languages
            .iter()
            .find(|(language, _)| Some(language.as_str()) == code);
        own.map_or(&self.site, |(_, zone)| zone)
    }
}

/// Reads a date, or a date with a time, as whole seconds since 1970 (fractions are cut off).
///
/// Without an offset it is meant in `zone`, a date alone as that zone's midnight. A time that a change
/// of clocks skips or repeats is the later or the earlier one, as RFC 5545 has it.
///
/// # Errors
/// Text that is no date, or not one for sure; see [`DateError::hint`].
pub fn parse(text: &str, zone: &TimeZone) -> Result<Instant, DateError> {
    let text = text.trim();
    let (written, rest) = read(text).ok_or_else(|| not_iso(text))?;
    let (local, has_time) = written.resolve(text)?;
    let zone = match read_zone(rest, has_time).ok_or_else(|| bad_rest(text, &written, rest))? {
        Zone::Absent => zone.clone(),
        Zone::Offset(offset) => offset.to_time_zone(),
        Zone::Named(name) => self::zone(name).ok_or_else(|| DateError {
            message: format!("`{name}` is not a time zone"),
            hint: Some("give an offset, as in `2026-11-20 14:05 -05:00`".to_owned()),
        })?,
    };
    let zoned = zone
        .to_ambiguous_timestamp(local)
        .compatible()
        .map_err(|_| out_of_range(text))?;
    Ok(zoned.as_second())
}

/// Whether a text names the day of `published` in `zone`, and no time.
pub fn is_day_of(text: &str, published: Instant, zone: &TimeZone) -> bool {
    let Some((Written { date, time: None }, rest)) = read(text.trim()) else {
        return false;
    };
    let local = Timestamp::from_second(published).map(|at| zone.to_datetime(at).date());
    rest.trim().is_empty() && calendar_date(date) == local.ok()
}

/// Reads a date at the beginning of a file's name (`2026-11-20`, `2026-11-20T1405`, `2026-1-5`) and gives it
/// with what follows it.
pub fn in_name(name: &str) -> Option<(DateTime, &str)> {
    let (year, rest) = digits(name, 4..=4)?;
    let (month, rest) = digits(rest.strip_prefix('-')?, 1..=2)?;
    let (day, rest) = digits(rest.strip_prefix('-')?, 1..=2)?;
    let date = calendar_date([year, month, day])?;
    let time = |rest| {
        let (time, rest) = digits(rest, 4..=4)?;
        Some((
            Time::new(small(time / 100)?, small(time % 100)?, 0, 0).ok()?,
            rest,
        ))
    };
    let (time, rest) = rest
        .strip_prefix('T')
        .and_then(time)
        .unwrap_or((Time::midnight(), rest));
    rest.chars()
        .next()
        .is_none_or(|c| matches!(c, '-' | '_' | '.' | ' '))
        .then_some((date.to_datetime(time), rest))
}

/// The instant of a local date and time in `zone`.
pub fn instant(local: DateTime, zone: &TimeZone) -> Option<Instant> {
    Some(
        zone.to_ambiguous_timestamp(local)
            .compatible()
            .ok()?
            .as_second(),
    )
}

/// The time zones that presstime knows: the ones it was built with, so that a site comes out the same
/// everywhere.
pub fn database() -> TimeZoneDatabase {
    let bundled = TimeZoneDatabase::bundled();
    if bundled.is_definitively_empty() {
        jiff::tz::db().clone()
    } else {
        bundled
    }
}

/// The time zone of an IANA name, in any case.
pub fn zone(name: &str) -> Option<TimeZone> {
    database().get(name).ok()
}

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for DateError {}

/// The numbers of a date as written, not yet known to make sense.
struct Written {
    date: [u32; 3],
    time: Option<[u32; 3]>,
}

enum Zone<'t> {
    Absent,
    Offset(Offset),
    Named(&'t str),
}

impl Written {
    /// The local date and time, and whether there was a time.
    fn resolve(&self, text: &str) -> Result<(DateTime, bool), DateError> {
        let date = calendar_date(self.date).ok_or_else(|| out_of_range(text))?;
        let Some([hour, minute, second]) = self.time else {
            return Ok((date.to_datetime(Time::midnight()), false));
        };
        // A leap second is the second before it, for nothing here counts them.
        let second = if second == 60 { 59 } else { second };
        let time = (|| Time::new(small(hour)?, small(minute)?, small(second)?, 0).ok())();
        Ok((
            date.to_datetime(time.ok_or_else(|| out_of_range(text))?),
            true,
        ))
    }
}

/// `YYYY-M-D`, then perhaps `T` or spaces and `H:MM[:SS[.fraction]]`; with what follows.
fn read(text: &str) -> Option<(Written, &str)> {
    let (year, rest) = digits(text, 4..=4)?;
    let (month, rest) = digits(rest.strip_prefix('-')?, 1..=2)?;
    let (day, rest) = digits(rest.strip_prefix('-')?, 1..=2)?;
    let date = [year, month, day];
    let time = rest
        .strip_prefix(['T', 't', ' '])
        .map(str::trim_start)
        .and_then(read_time);
    Some(match time {
        Some((time, rest)) => (
            Written {
                date,
                time: Some(time),
            },
            rest,
        ),
        None => (Written { date, time: None }, rest),
    })
}

fn read_time(text: &str) -> Option<([u32; 3], &str)> {
    let (hour, rest) = digits(text, 1..=2)?;
    let (minute, rest) = digits(rest.strip_prefix(':')?, 2..=2)?;
    let Some((second, rest)) = rest.strip_prefix(':').and_then(|rest| digits(rest, 2..=2)) else {
        return Some(([hour, minute, 0], rest));
    };
    let fraction = rest
        .strip_prefix(['.', ','])
        .map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    Some(([hour, minute, second], fraction.unwrap_or(rest)))
}

/// What follows a date and time: nothing, an offset, or a zone's name in brackets.
fn read_zone(rest: &str, has_time: bool) -> Option<Zone<'_>> {
    let rest = rest.trim();
    if rest.is_empty() {
        return Some(Zone::Absent);
    }
    if !has_time {
        return None;
    }
    if let Some(name) = rest
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        return Some(Zone::Named(name));
    }
    // `14:05-05:00[America/Havana]`: the offset says it all.
    let offset = match rest.split_once('[') {
        Some((offset, name)) if name.ends_with(']') => offset.trim_end(),
        _ => rest,
    };
    if ["z", "utc", "gmt"]
        .iter()
        .any(|name| offset.eq_ignore_ascii_case(name))
    {
        return Some(Zone::Offset(Offset::UTC));
    }
    let offset = offset
        .strip_prefix("UTC")
        .or_else(|| offset.strip_prefix("GMT"))
        .unwrap_or(offset);
    let (west, offset) = match offset.strip_prefix('+') {
        Some(rest) => (false, rest),
        None => (
            true,
            offset
                .strip_prefix('-')
                .or_else(|| offset.strip_prefix('\u{2212}'))?,
        ),
    };
    let (hours, minutes, rest) = if let Some((both, rest)) = digits(offset, 4..=4) {
        (both / 100, both % 100, rest)
    } else {
        let (hours, rest) = digits(offset, 1..=2)?;
        let (minutes, rest) = rest
            .strip_prefix(':')
            .map_or(Some((0, rest)), |rest| digits(rest, 2..=2))?;
        (hours, minutes, rest)
    };
    if !rest.is_empty() || minutes > 59 || hours > 23 {
        return None;
    }
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    Offset::from_seconds(if west { -seconds } else { seconds })
        .ok()
        .map(Zone::Offset)
}

/// As many ASCII digits as there are, if that is a number of them within `count`; with what follows.
fn digits(text: &str, count: std::ops::RangeInclusive<usize>) -> Option<(u32, &str)> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    if !count.contains(&length) {
        return None;
    }
    let (number, rest) = text.split_at(length);
    Some((number.parse().ok()?, rest))
}

/// Year, month and day as a date; years begin with 1.
fn calendar_date([year, month, day]: [u32; 3]) -> Option<Date> {
    Date::new(
        small(year).filter(|year| *year > 0)?,
        small(month)?,
        small(day)?,
    )
    .ok()
}

fn small<T: TryFrom<u32>>(number: u32) -> Option<T> {
    T::try_from(number).ok()
}

fn out_of_range(text: &str) -> DateError {
    DateError {
        message: format!("`{text}` is not in the calendar"),
        hint: None,
    }
}

/// A text that does not begin as a date.
fn not_iso(text: &str) -> DateError {
    let hint = match other_order(text) {
        Some(date) => format!("write the day as `{date}`"),
        None => "write the year first, as in `2026-11-20` or `2026-11-20 14:05`".to_owned(),
    };
    DateError {
        message: format!("`{text}` is not a date"),
        hint: Some(hint),
    }
}

/// A text with something after its date that is no time, or after its time that is no offset.
fn bad_rest(text: &str, written: &Written, rest: &str) -> DateError {
    let rest = rest.trim();
    let Some([hour, minute, _]) = written.time else {
        let hint = "write the time as in `2026-11-20 14:05`".to_owned();
        return DateError {
            message: format!("`{text}` is not a date"),
            hint: Some(hint),
        };
    };
    let local = text.strip_suffix(rest).unwrap_or(text).trim_end();
    let known = ABBREVIATIONS
        .iter()
        .find(|(name, _)| rest.eq_ignore_ascii_case(name));
    let noon = ["am", "pm"]
        .iter()
        .position(|half| rest.replace('.', "").eq_ignore_ascii_case(half));
    let hint = if let Some((_, offset)) = known {
        format!(
            "such names mean several things: write `{local} {offset}`, if that is what you mean"
        )
    } else if let Some(half) = noon {
        let hour = if hour > 12 {
            hour
        } else {
            hour % 12 + if half == 1 { 12 } else { 0 }
        };
        let [year, month, day] = written.date;
        format!(
            "write the hours from 0 to 23: `{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}`"
        )
    } else {
        "write an offset as in `-05:00`, or none for the site's time zone".to_owned()
    };
    DateError {
        message: format!("`{rest}` is not an offset"),
        hint: Some(hint),
    }
}

/// What the usual abbreviations of time zones most often mean in news.
const ABBREVIATIONS: [(&str, &str); 18] = [
    ("EST", "-05:00"),
    ("EDT", "-04:00"),
    ("ET", "-05:00"),
    ("CST", "-06:00"),
    ("CDT", "-05:00"),
    ("CT", "-06:00"),
    ("MST", "-07:00"),
    ("MDT", "-06:00"),
    ("PST", "-08:00"),
    ("PDT", "-07:00"),
    ("PT", "-08:00"),
    ("BST", "+01:00"),
    ("WET", "+00:00"),
    ("CET", "+01:00"),
    ("CEST", "+02:00"),
    ("EET", "+02:00"),
    ("IST", "+05:30"),
    ("JST", "+09:00"),
];

/// The ISO form of a date in another order, where it can mean only one day.
fn other_order(text: &str) -> Option<Date> {
    let is_filler = |part: &&str| part.is_empty() || part.eq_ignore_ascii_case("de");
    let is_weekday = |part: &&str| part.starts_with(char::is_alphabetic) && month(part).is_none();
    let parts = text.split(|c: char| c.is_whitespace() || matches!(c, '/' | '.' | ',' | '-'));
    let parts = parts.filter(|part| !is_filler(part)).skip_while(is_weekday);
    let parts: Vec<&str> = parts.take(3).collect();
    let [first, second, third] = *parts.first_chunk::<3>()?;
    let date = |year: &str, month: u32, day: &str| {
        let (year, _) = digits(year, 4..=4)?;
        let (day, _) = digits(day.trim_end_matches(|c: char| c.is_alphabetic()), 1..=2)?;
        calendar_date([year, month, day])
    };
    let number = |text| {
        digits(text, 1..=2)
            .filter(|(_, rest)| rest.is_empty())
            .map(|(number, _)| number)
    };
    if first.len() == 4 {
        return date(first, number(second)?, third);
    }
    match (month(first), month(second), number(first), number(second)) {
        (Some(month), ..) => date(third, month, second),
        (_, Some(month), ..) => date(third, month, first),
        // Day and month can be told apart only where one is above 12.
        (_, _, Some(day), Some(month)) if day > 12 || day == month => date(third, month, first),
        (_, _, Some(month), Some(day)) if day > 12 => date(third, month, second),
        _ => None,
    }
}

/// The number of a month by its English or Spanish name, whole or cut to three letters or more.
fn month(name: &str) -> Option<u32> {
    const NAMES: [&[&str]; 12] = [
        &["january", "enero"],
        &["february", "febrero"],
        &["march", "marzo"],
        &["april", "abril"],
        &["may", "mayo"],
        &["june", "junio"],
        &["july", "julio"],
        &["august", "agosto"],
        &["september", "septiembre"],
        &["october", "octubre"],
        &["november", "noviembre"],
        &["december", "diciembre"],
    ];
    let name = name.to_lowercase();
    if name.chars().count() < 3 {
        return None;
    }
    let position = NAMES
        .iter()
        .position(|names| names.iter().any(|full| full.starts_with(&name)))?;
    small(u32::try_from(position).ok()? + 1)
}
