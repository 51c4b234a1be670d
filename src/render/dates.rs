//! Instants in the words of a language, by the patterns of the theme's `i18n` files.

use std::fmt::Write;

use jiff::fmt::temporal::DateTimeParser;
use jiff::{Timestamp, Zoned};

use crate::content::Instant;
use crate::site::theme::Word;

/// A pattern of a language, taken apart, with the words that it needs.
#[derive(Debug)]
pub struct Format {
    pieces: Vec<Piece>,
    /// For midnight sharp, which is what a date without a time becomes.
    at_midnight: Option<Box<Format>>,
}

#[derive(Debug)]
enum Piece {
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
    /// The format of that name: `date`, `datetime`, `time`, `short`, `month`, `year`, `iso`, or `moment`,
    /// which is `datetime`, or `date` at midnight sharp. `word` finds the theme's words. `None` where no
    /// language has such a format.
    pub fn named<'w>(name: &str, word: &dyn Fn(&str) -> Option<&'w Word>) -> Option<Format> {
        match name {
            "iso" => Some(Format {
                pieces: vec![Piece::Iso],
                at_midnight: None,
            }),
            "moment" => Some(Format {
                at_midnight: Format::named("date", word).map(Box::new),
                ..Format::named("datetime", word)?
            }),
            name => match word(&format!("dates.{name}"))? {
                Word::One(pattern) => Some(Format {
                    pieces: pieces(pattern, word),
                    at_midnight: None,
                }),
                _ => None,
            },
        }
    }

    /// The instant in the format.
    pub fn of(&self, at: &Zoned) -> String {
        match &self.at_midnight {
            Some(date) if (at.hour(), at.minute(), at.second()) == (0, 0, 0) => date.of(at),
            _ => {
                let mut out = String::with_capacity(32);
                for piece in &self.pieces {
                    piece.write(at, &mut out);
                }
                out
            }
        }
    }
}

/// The instant of an RFC 3339 text, as templates have dates.
pub fn parse(text: &str) -> Option<Instant> {
    static PARSER: DateTimeParser = DateTimeParser::new();
    PARSER.parse_timestamp(text).ok().map(Timestamp::as_second)
}

/// `{d} {month} {y}` taken apart; a name that nothing has stands for nothing.
fn pieces<'w>(pattern: &str, word: &dyn Fn(&str) -> Option<&'w Word>) -> Vec<Piece> {
    let list = |key: &str| match word(&format!("dates.{key}")) {
        Some(Word::List(words)) => words.clone(),
        _ => Vec::new(),
    };
    let first_day = || match word("dates.first_day") {
        Some(Word::One(first)) => Some(first.as_str().into()),
        _ => None,
    };
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
            "month" => Some(Piece::Month(list("months"))),
            "mon" => Some(Piece::Month(list("months_short"))),
            "weekday" => Some(Piece::Weekday(list("weekdays"))),
            "y" => Some(Piece::Year),
            "H" => Some(Piece::Hour),
            "h" => Some(Piece::HourOfTwelve),
            "M" => Some(Piece::Minute),
            "ampm" => Some(Piece::HalfOfDay(list("ampm"))),
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
