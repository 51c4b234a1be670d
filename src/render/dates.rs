//! Instants in the words of a language: by the patterns of the theme's `i18n` files where the language has
//! some, by CLDR where it has none.

use std::fmt::Write;

use jiff::civil::Time;
use jiff::fmt::temporal::DateTimeParser;
use jiff::{Timestamp, Zoned};

use super::cldr::{self, Dates};
use crate::content::Instant;
use crate::site::theme::Word;

/// A format of a language.
#[derive(Debug)]
pub enum Format {
    /// A pattern of the theme, taken apart, with the words that it needs.
    Pattern(Vec<Piece>),
    /// As CLDR has it.
    Cldr(Box<Dates>),
    /// The first, but the second for midnight sharp, which is what a date without a time becomes.
    Moment(Box<Format>, Box<Format>),
}

/// A piece of a pattern.
#[derive(Debug)]
pub enum Piece {
    Text(Box<str>),
    /// With what the first of a month is called, where it is not `1`.
    Day(Option<Box<str>>),
    Month(Vec<String>),
    Weekday(Vec<String>),
    Year,
    Hour,
    HourOfTwelve,
    Minute,
    HalfOfDay(Vec<String>),
    Iso,
}

impl Format {
    /// A language's format of that name: `date`, `datetime`, `time`, `short`, `month`, `year`, `iso`, or
    /// `moment`, which is `datetime`, or `date` where nobody gave a time: at midnight sharp, or a second after another
    /// instant, as a change has it that was made on the day of publication. `word` finds the theme's words, with the
    /// language that they are in: a pattern of the language itself counts, then CLDR, then a pattern of any
    /// other. `None` where nobody has such a format.
    pub fn named(lang: &str, name: &str, word: &WordOf<'_, '_>) -> Option<Format> {
        match name {
            "iso" => return Some(Format::Pattern(vec![Piece::Iso])),
            "moment" => {
                let datetime = Format::named(lang, "datetime", word)?;
                let date = Format::named(lang, "date", word)?;
                return Some(Format::Moment(datetime.into(), date.into()));
            }
            _ => {}
        }
        let written = match word(&format!("dates.{name}")) {
            Some((found, Word::One(pattern))) => Some((found, pattern)),
            _ => None,
        };
        let pattern = |pattern: &str| Format::Pattern(pieces(lang, pattern, word));
        match written {
            Some((found, own)) if base(found) == base(lang) => Some(pattern(own)),
            other => {
                let known = Dates::named(lang, name).map(Box::new).map(Format::Cldr);
                known.or_else(|| Some(pattern(other?.1)))
            }
        }
    }

    /// The instant in the format.
    pub fn of(&self, at: &Zoned) -> String {
        match self {
            Format::Moment(_, date) if at.second() == 1 || at.time() == Time::midnight() => {
                date.of(at)
            }
            Format::Moment(datetime, _) => datetime.of(at),
            Format::Cldr(dates) => dates.of(at),
            Format::Pattern(pieces) => {
                let mut out = String::with_capacity(32);
                for piece in pieces {
                    piece.write(at, &mut out);
                }
                out
            }
        }
    }
}

/// Finds a theme's word, with the language that it is in.
pub type WordOf<'w, 'f> = dyn Fn(&str) -> Option<(&'w str, &'w Word)> + 'f;

/// A language without its region.
fn base(lang: &str) -> &str {
    lang.split('-').next().unwrap_or(lang)
}

/// The instant of an RFC 3339 text, as templates have dates.
pub fn parse(text: &str) -> Option<Instant> {
    static PARSER: DateTimeParser = DateTimeParser::new();
    PARSER.parse_timestamp(text).ok().map(Timestamp::as_second)
}

/// `{d} {month} {y}` taken apart. The names are those of the language's own words, or else of CLDR.
fn pieces(lang: &str, pattern: &str, word: &WordOf) -> Vec<Piece> {
    let own = |key: &str| {
        let (found, word) = word(&format!("dates.{key}"))?;
        (base(found) == base(lang)).then_some(word)
    };
    let list = |key: &str, known: &dyn Fn() -> Vec<String>| match own(key) {
        Some(Word::List(words)) => words.clone(),
        _ => known(),
    };
    let first_day = || match own("first_day") {
        Some(Word::One(first)) => Some(first.as_str().into()),
        _ => None,
    };
    let has_day = pattern.contains("{d}");
    let mut pieces = Vec::new();
    let mut rest = pattern;
    while let Some((before, (name, after))) = rest
        .split_once('{')
        .and_then(|(before, inside)| Some((before, inside.split_once('}')?)))
    {
        pieces.push(Piece::Text(before.into()));
        rest = after;
        pieces.extend(match name {
            "d" => Some(Piece::Day(first_day())),
            "month" => Some(Piece::Month(list("months", &|| {
                cldr::months(lang, true, has_day)
            }))),
            "mon" => Some(Piece::Month(list("months_short", &|| {
                cldr::months(lang, false, has_day)
            }))),
            "weekday" => Some(Piece::Weekday(list("weekdays", &|| cldr::weekdays(lang)))),
            "y" => Some(Piece::Year),
            "H" => Some(Piece::Hour),
            "h" => Some(Piece::HourOfTwelve),
            "M" => Some(Piece::Minute),
            "ampm" => Some(Piece::HalfOfDay(list("ampm", &|| {
                cldr::halves_of_day(lang)
            }))),
            _ => None,
        });
    }
    pieces.push(Piece::Text(rest.into()));
    pieces
}

impl Piece {
    fn write(&self, at: &Zoned, out: &mut String) {
        let listed = |words: &[String], index: i8, out: &mut String| {
            let word = usize::try_from(index)
                .ok()
                .and_then(|index| words.get(index));
            out.push_str(word.map_or("", String::as_str));
        };
        // Writing to memory does not fail.
        let _ = match self {
            Piece::Text(text) => out.write_str(text),
            Piece::Day(Some(first)) if at.day() == 1 => out.write_str(first),
            Piece::Day(_) => write!(out, "{}", at.day()),
            Piece::Month(names) => return listed(names, at.month() - 1, out),
            Piece::Weekday(names) => {
                return listed(names, at.weekday().to_monday_zero_offset(), out);
            }
            Piece::Year => write!(out, "{:04}", at.year()),
            Piece::Hour => write!(out, "{:02}", at.hour()),
            Piece::HourOfTwelve => write!(out, "{}", (at.hour() + 11) % 12 + 1),
            Piece::Minute => write!(out, "{:02}", at.minute()),
            Piece::HalfOfDay(names) => return listed(names, i8::from(at.hour() >= 12), out),
            Piece::Iso => write!(out, "{}", at.strftime("%Y-%m-%d")),
        };
    }
}
