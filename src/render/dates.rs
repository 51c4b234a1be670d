//! Instants in the words of a language, by the patterns of the theme's `i18n` files.

use jiff::fmt::temporal::DateTimeParser;
use jiff::{Timestamp, Zoned};

use super::view::View;
use crate::content::Instant;
use crate::site::theme::Word;

/// An instant in the format of that name (`date`, `datetime`, `time`, `short`, `month`, `year`, `iso`);
/// `None` where no language has such a format.
pub fn format(view: &View, at: Instant, format: &str) -> Option<String> {
    let zoned = view.site().calendar().zoned(at, view.lang_code());
    if format == "iso" {
        return Some(zoned.strftime("%Y-%m-%d").to_string());
    }
    let (_, Word::One(pattern)) = view.word(&format!("dates.{format}"))? else {
        return None;
    };
    Some(fill(view, pattern, &zoned))
}

/// The instant of an RFC 3339 text, as templates have dates.
pub fn parse(text: &str) -> Option<Instant> {
    static PARSER: DateTimeParser = DateTimeParser::new();
    PARSER.parse_timestamp(text).ok().map(Timestamp::as_second)
}

fn fill(view: &View, pattern: &str, at: &Zoned) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let Some(length) = rest[open..].find('}') else {
            break;
        };
        out.push_str(&field(view, &rest[open + 1..open + length], at));
        rest = &rest[open + length + 1..];
    }
    out.push_str(rest);
    out
}

fn field(view: &View, name: &str, at: &Zoned) -> String {
    let listed = |key: &str, index: i8| match view.word(&format!("dates.{key}")) {
        Some((_, Word::List(words))) => usize::try_from(index)
            .ok()
            .and_then(|index| words.get(index).cloned())
            .unwrap_or_default(),
        _ => String::new(),
    };
    match name {
        "d" if at.day() == 1 => match view.word("dates.first_day") {
            Some((_, Word::One(first))) => first.clone(),
            _ => "1".to_owned(),
        },
        "d" => at.day().to_string(),
        "month" => listed("months", at.month() - 1),
        "mon" => listed("months_short", at.month() - 1),
        "weekday" => listed("weekdays", at.weekday().to_monday_zero_offset()),
        "y" => format!("{:04}", at.year()),
        "H" => format!("{:02}", at.hour()),
        "h" => ((at.hour() + 11) % 12 + 1).to_string(),
        "M" => format!("{:02}", at.minute()),
        "ampm" => listed("ampm", i8::from(at.hour() >= 12)),
        _ => String::new(),
    }
}
