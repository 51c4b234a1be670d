//! What Unicode's CLDR knows of a language, by ICU4X: how dates are written, what months and weekdays are
//! called, on which the week begins, and which form a number takes.

use std::fmt;

use icu_calendar::types::Weekday;
use icu_calendar::week::WeekInformation;
use icu_datetime::DateTimeFormatter;
use icu_datetime::fieldsets::enums::{
    CalendarPeriodFieldSet, CompositeDateTimeFieldSet, DateAndTimeFieldSet, DateFieldSet,
    TimeFieldSet,
};
use icu_datetime::fieldsets::{E, M, MD, T, Y, YM, YMD};
use icu_datetime::input::{Date, DateTime, Time};
use icu_datetime::parts;
use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};
use jiff::Zoned;
use jiff::civil;
use writeable::{Part, PartsWrite, Writeable};

/// How a language writes dates of one format.
#[derive(Debug)]
pub struct Dates(DateTimeFormatter<CompositeDateTimeFieldSet>);

impl Dates {
    /// Of the format `date`, `datetime`, `time`, `short`, `month` or `year`; `None` for any other.
    pub fn named(lang: &str, name: &str) -> Option<Dates> {
        let fields = match name {
            "date" => CompositeDateTimeFieldSet::Date(DateFieldSet::YMD(YMD::long())),
            "datetime" => CompositeDateTimeFieldSet::DateTime(DateAndTimeFieldSet::YMDT(
                YMD::long().with_time_hm(),
            )),
            "time" => CompositeDateTimeFieldSet::Time(TimeFieldSet::T(T::hm())),
            "short" => CompositeDateTimeFieldSet::Date(DateFieldSet::MD(MD::medium())),
            "month" => {
                CompositeDateTimeFieldSet::CalendarPeriod(CalendarPeriodFieldSet::YM(YM::long()))
            }
            "year" => {
                CompositeDateTimeFieldSet::CalendarPeriod(CalendarPeriodFieldSet::Y(Y::long()))
            }
            _ => return None,
        };
        Dates::of_fields(&locale(lang, ""), fields)
    }

    fn of_fields(locale: &Locale, fields: CompositeDateTimeFieldSet) -> Option<Dates> {
        Some(Dates(
            DateTimeFormatter::try_new(locale.into(), fields).ok()?,
        ))
    }

    /// An instant as its clock shows it.
    pub fn of(&self, at: &Zoned) -> String {
        self.write(at.datetime(), None)
    }

    /// A date and time, or that part of it alone.
    fn write(&self, at: civil::DateTime, part: Option<Part>) -> String {
        let date = Date::try_new_iso(
            at.year().into(),
            at.month().unsigned_abs(),
            at.day().unsigned_abs(),
        );
        let time = Time::try_new(at.hour().unsigned_abs(), at.minute().unsigned_abs(), 0, 0);
        let (Ok(date), Ok(time)) = (date, time) else {
            return String::new();
        };
        let written = self.0.format(&DateTime { date, time });
        let mut out = OnePart {
            wanted: part,
            is_inside: part.is_none(),
            text: String::with_capacity(32),
        };
        // Writing to memory does not fail.
        let _ = written.write_to_parts(&mut out);
        out.text
    }
}

/// The months' names from January on, as they stand beside a day or a year alone.
pub fn months(lang: &str, is_long: bool, has_day: bool) -> Vec<String> {
    let fields = match (is_long, has_day) {
        (true, true) => CompositeDateTimeFieldSet::Date(DateFieldSet::MD(MD::long())),
        (true, false) => {
            CompositeDateTimeFieldSet::CalendarPeriod(CalendarPeriodFieldSet::M(M::long()))
        }
        // Not every language has its short names in dates of medium length.
        (false, _) => {
            CompositeDateTimeFieldSet::CalendarPeriod(CalendarPeriodFieldSet::M(M::medium()))
        }
    };
    let days = (1..=12).map(|month| civil::date(2026, month, 1).at(0, 0, 0, 0));
    names(&locale(lang, "u-ca-gregory"), fields, parts::MONTH, days)
}

/// The weekdays' names from Monday on.
pub fn weekdays(lang: &str) -> Vec<String> {
    let fields = CompositeDateTimeFieldSet::Date(DateFieldSet::E(E::long()));
    // The first of June 2026 is a Monday.
    let days = (1..=7).map(|day| civil::date(2026, 6, day).at(0, 0, 0, 0));
    names(&locale(lang, "u-ca-gregory"), fields, parts::WEEKDAY, days)
}

/// CLDR's narrow names, which ICU4X does not have, of the languages whose short ones are whole words.
const NARROW: [(&str, [&str; 7]); 2] = [
    ("ar", ["ن", "ث", "ر", "خ", "ج", "س", "ح"]),
    ("fa", ["د", "س", "چ", "پ", "ج", "ش", "ی"]),
];

/// The shortest names of weekdays that tell what they are, from Monday on.
pub fn short_weekdays(lang: &str) -> Vec<String> {
    let narrow = NARROW
        .iter()
        .find(|(known, _)| lang.split('-').next() == Some(known));
    if let Some((_, names)) = narrow {
        return names.map(str::to_owned).to_vec();
    }
    let fields = CompositeDateTimeFieldSet::Date(DateFieldSet::E(E::short()));
    let days = (1..=7).map(|day| civil::date(2026, 6, day).at(0, 0, 0, 0));
    names(&locale(lang, "u-ca-gregory"), fields, parts::WEEKDAY, days)
}

/// On which day a week begins, in the language's region, or in the one where most of those live who speak it.
pub fn first_weekday(lang: &str) -> civil::Weekday {
    let week = WeekInformation::try_new((&locale(lang, "")).into());
    let first = week.map_or(Weekday::Monday, |week| week.first_weekday);
    match first {
        Weekday::Monday => civil::Weekday::Monday,
        Weekday::Tuesday => civil::Weekday::Tuesday,
        Weekday::Wednesday => civil::Weekday::Wednesday,
        Weekday::Thursday => civil::Weekday::Thursday,
        Weekday::Friday => civil::Weekday::Friday,
        Weekday::Saturday => civil::Weekday::Saturday,
        Weekday::Sunday => civil::Weekday::Sunday,
    }
}

/// What the hours before and after noon are called.
pub fn halves_of_day(lang: &str) -> Vec<String> {
    let fields = CompositeDateTimeFieldSet::Time(TimeFieldSet::T(T::hm()));
    let hours = [9, 15].map(|hour| civil::date(2026, 6, 1).at(hour, 0, 0, 0));
    names(&locale(lang, "u-hc-h12"), fields, parts::DAY_PERIOD, hours)
}

fn names(
    locale: &Locale,
    fields: CompositeDateTimeFieldSet,
    part: Part,
    of: impl IntoIterator<Item = civil::DateTime>,
) -> Vec<String> {
    let Some(dates) = Dates::of_fields(locale, fields) else {
        return Vec::new();
    };
    let names = of.into_iter();
    names.map(|at| dates.write(at, Some(part))).collect()
}

/// The form that a whole number takes in a language, as CLDR names it: `one`, `few`, `other` …
pub fn plural_form(lang: &str, number: i64) -> &'static str {
    let rules = PluralRules::try_new_cardinal((&locale(lang, "")).into());
    let form = rules.map(|rules| rules.category_for(number.unsigned_abs()));
    match form.unwrap_or(PluralCategory::Other) {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

/// The locale of a language's code; English for what is none. `more` asks it for something.
fn locale(lang: &str, more: &str) -> Locale {
    let wanted = [lang, more].join("-");
    let wanted = wanted.trim_end_matches('-');
    let found = Locale::try_from_str(wanted).or_else(|_| Locale::try_from_str(lang));
    found.unwrap_or(icu_locale_core::locale!("en"))
}

/// Keeps one part of what is written to it, or all.
struct OnePart {
    wanted: Option<Part>,
    is_inside: bool,
    text: String,
}

impl fmt::Write for OnePart {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.is_inside {
            self.text.push_str(text);
        }
        Ok(())
    }
}

impl PartsWrite for OnePart {
    type SubPartsWrite = OnePart;

    fn with_part(
        &mut self,
        part: Part,
        mut write: impl FnMut(&mut OnePart) -> fmt::Result,
    ) -> fmt::Result {
        let was_inside = self.is_inside;
        self.is_inside |= self.wanted == Some(part);
        let written = write(self);
        self.is_inside = was_inside;
        written
    }
}
