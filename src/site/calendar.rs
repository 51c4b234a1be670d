//! Instants as the calendar of each language has them.

use jiff::civil::{Date, DateTime};
use jiff::fmt::rfc2822::DateTimePrinter;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan, Zoned};

use super::question::ClockUnit;
use crate::config::Config;
use crate::content::Instant;
use crate::content::date::Zones;

/// The time zones of a site: its own, and those of languages that have another.
#[derive(Clone, Debug)]
pub struct Calendar {
    zones: Zones,
}

impl Calendar {
    /// From the configuration.
    pub fn new(config: &Config) -> Calendar {
        Calendar {
            zones: config.zones(),
        }
    }

    /// The zones, for reading dates without an offset.
    pub fn zones(&self) -> &Zones {
        &self.zones
    }

    /// The zone in which a language's readers are shown times.
    pub fn zone(&self, lang: &str) -> &TimeZone {
        self.zones.language(Some(lang))
    }

    /// An instant as a language's readers are shown it. Instants beyond the year 9999 are drawn in.
    pub fn zoned(&self, instant: Instant, lang: &str) -> Zoned {
        let second = instant.clamp(Timestamp::MIN.as_second(), Timestamp::MAX.as_second());
        Timestamp::from_second(second)
            .unwrap_or_default()
            .to_zoned(self.zone(lang).clone())
    }

    /// An instant as RFC 822 has it, with four digits of the year, which RSS asks for, and the language's zone.
    pub fn rfc822(&self, instant: Instant, lang: &str) -> String {
        static PRINTER: DateTimePrinter = DateTimePrinter::new();
        let local = self.zoned(instant, lang);
        let minutes = Offset::from_seconds(local.offset().seconds() / 60 * 60);
        let zone = TimeZone::fixed(minutes.unwrap_or(Offset::UTC));
        let local = local.datetime().to_zoned(zone);
        // It has no years beyond 9999, and neither have we.
        let printed = local.and_then(|local| PRINTER.zoned_to_string(&local));
        printed.unwrap_or_default()
    }

    /// An instant as RFC 3339 has it, with the offset of the language's zone. Neither this nor RFC 822 has seconds in
    /// an offset, as local times had them before there were zones: they are left out, so that it is the same day and
    /// time everywhere.
    pub fn rfc3339(&self, instant: Instant, lang: &str) -> String {
        let second = instant.clamp(Timestamp::MIN.as_second(), Timestamp::MAX.as_second());
        let offset = self
            .zone(lang)
            .to_offset(Timestamp::from_second(second).unwrap_or_default());
        let at = offset.to_datetime(Timestamp::from_second(second).unwrap_or_default());
        let (sign, ahead) = if offset.seconds() < 0 {
            ("-", -offset.seconds())
        } else {
            ("+", offset.seconds())
        };
        // Every card has two of these: so they are put together by hand.
        let mut out = String::with_capacity(25);
        let mut put = |number: i32, then: &str| {
            for digit in [number / 10 % 10, number % 10] {
                out.push(char::from(b'0' + u8::try_from(digit).unwrap_or_default()));
            }
            out.push_str(then);
        };
        let year = i32::from(at.year());
        put(year / 100, "");
        put(year, "-");
        put(at.month().into(), "-");
        put(at.day().into(), "T");
        put(at.hour().into(), ":");
        put(at.minute().into(), ":");
        put(at.second().into(), sign);
        put(ahead / 3600, ":");
        put(ahead / 60 % 60, "");
        out
    }

    /// The year and the month of an instant.
    pub fn year_and_month(&self, instant: Instant, lang: &str) -> (i16, i8) {
        let zoned = self.zoned(instant, lang);
        (zoned.year(), zoned.month())
    }

    /// Year, month, day and hour of an instant; those below `unit` are 0.
    pub fn clock(&self, now: Instant, unit: ClockUnit, lang: &str) -> [i16; 4] {
        let now = self.zoned(now, lang);
        let known = |from: ClockUnit, value: i8| if unit >= from { i16::from(value) } else { 0 };
        [
            now.year(),
            known(ClockUnit::Month, now.month()),
            known(ClockUnit::Day, now.day()),
            known(ClockUnit::Hour, now.hour()),
        ]
    }

    /// The next instant at which [`Calendar::clock`] says something else.
    pub fn next(&self, now: Instant, unit: ClockUnit, lang: &str) -> Option<Instant> {
        let [year, month, day, hour] = self.clock(now, unit, lang);
        let (month, day) = (
            i8::try_from(month.max(1)).ok()?,
            i8::try_from(day.max(1)).ok()?,
        );
        let begin: DateTime =
            Date::new(year, month, day)
                .ok()?
                .at(i8::try_from(hour).ok()?, 0, 0, 0);
        let step = match unit {
            ClockUnit::Year => 1.year(),
            ClockUnit::Month => 1.month(),
            ClockUnit::Day => 1.day(),
            ClockUnit::Hour => 1.hour(),
        };
        let next = begin
            .checked_add(step)
            .ok()?
            .to_zoned(self.zone(lang).clone())
            .ok()?;
        Some(next.timestamp().as_second())
    }
}
