//! Every form of a date that newsrooms write, and every one that is refused.

#![allow(clippy::too_many_lines, reason = "tables of cases")]

use jiff::Timestamp;
use jiff::tz::TimeZone;
use presstime::content::date::{self, Zones};
use proptest::prelude::*;

fn havana() -> TimeZone {
    date::zone("America/Havana").unwrap()
}

/// What a text means in Havana, in UTC as RFC 3339 has it.
fn read(text: &str) -> Result<String, date::DateError> {
    let instant = date::parse(text, &havana())?;
    Ok(Timestamp::from_second(instant).unwrap().to_string())
}

#[test]
fn dates_that_are_read() {
    let cases = [
        // RFC 3339.
        ("2023-11-20T14:05:30Z", "2023-11-20T14:05:30Z"),
        ("2023-11-20t14:05:30z", "2023-11-20T14:05:30Z"),
        ("2023-11-20T14:05:30.999999999Z", "2023-11-20T14:05:30Z"),
        ("2023-11-20T14:05:30,5Z", "2023-11-20T14:05:30Z"),
        ("2023-11-20T14:05:30-05:00", "2023-11-20T19:05:30Z"),
        ("2023-11-20T14:05:30+05:30", "2023-11-20T08:35:30Z"),
        ("2023-11-20T14:05:30−05:00", "2023-11-20T19:05:30Z"),
        // With a space, with and without seconds and offset. Havana is five hours behind in winter.
        ("2023-11-20 14:05:30", "2023-11-20T19:05:30Z"),
        ("2023-11-20 14:05", "2023-11-20T19:05:00Z"),
        ("2023-11-20T14:05", "2023-11-20T19:05:00Z"),
        ("2023-11-20   14:05", "2023-11-20T19:05:00Z"),
        ("2023-11-20 14:05 -0300", "2023-11-20T17:05:00Z"),
        ("2023-11-20 14:05 -03:00", "2023-11-20T17:05:00Z"),
        ("2023-11-20 14:05-03:00", "2023-11-20T17:05:00Z"),
        ("2023-11-20 14:05 -03", "2023-11-20T17:05:00Z"),
        ("2023-11-20 14:05 -3", "2023-11-20T17:05:00Z"),
        ("2023-11-20 14:05:00 +0000", "2023-11-20T14:05:00Z"),
        ("2023-11-20 14:05 UTC", "2023-11-20T14:05:00Z"),
        ("2023-11-20 14:05 GMT", "2023-11-20T14:05:00Z"),
        ("2023-11-20 14:05 Z", "2023-11-20T14:05:00Z"),
        ("2023-11-20 14:05 UTC+1", "2023-11-20T13:05:00Z"),
        ("2023-11-20 14:05 GMT-05:00", "2023-11-20T19:05:00Z"),
        ("2024-11-21 00:00:00 -0500", "2024-11-21T05:00:00Z"),
        // Zones by name.
        ("2023-11-20 14:05[Europe/Madrid]", "2023-11-20T13:05:00Z"),
        (
            "2023-11-20T14:05:00-05:00[America/Havana]",
            "2023-11-20T19:05:00Z",
        ),
        // A date alone is the zone's midnight.
        ("2023-11-20", "2023-11-20T05:00:00Z"),
        ("2023-07-20", "2023-07-20T04:00:00Z"),
        (" 2023-11-20 ", "2023-11-20T05:00:00Z"),
        // Unpadded.
        ("2023-1-2", "2023-01-02T05:00:00Z"),
        ("2023-1-2 9:05", "2023-01-02T14:05:00Z"),
        ("2023-01-02 9:05:07 -05:00", "2023-01-02T14:05:07Z"),
        // Clocks that change: half past midnight is skipped in March and comes twice in November.
        ("2023-03-12 00:30", "2023-03-12T05:30:00Z"),
        ("2023-11-05 00:30", "2023-11-05T04:30:00Z"),
        // A midnight that does not exist, since Havana changes its clocks at midnight.
        ("2023-03-12", "2023-03-12T05:00:00Z"),
        // The edges of the calendar.
        ("2024-02-29", "2024-02-29T05:00:00Z"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ("9999-12-30T00:00:00Z", "9999-12-30T00:00:00Z"),
        ("1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"),
    ];
    for (text, expected) in cases {
        assert_eq!(read(text).as_deref(), Ok(expected), "{text}");
    }
}

#[test]
fn dates_that_are_refused() {
    let first = "write the year first, as in `2026-11-20` or `2026-11-20 14:05`";
    let time = "write the time as in `2026-11-20 14:05`";
    let offset = "write an offset as in `-05:00`, or none for the site's time zone";
    let cases = [
        // What could be two days.
        ("03/04/2026", "`03/04/2026` is not a date", first),
        ("3.4.2026", "`3.4.2026` is not a date", first),
        // What can only be one.
        (
            "20/11/2026",
            "`20/11/2026` is not a date",
            "write the day as `2026-11-20`",
        ),
        (
            "20.11.2026",
            "`20.11.2026` is not a date",
            "write the day as `2026-11-20`",
        ),
        (
            "11/20/2026",
            "`11/20/2026` is not a date",
            "write the day as `2026-11-20`",
        ),
        (
            "04/04/2026",
            "`04/04/2026` is not a date",
            "write the day as `2026-04-04`",
        ),
        (
            "2026/11/20",
            "`2026/11/20` is not a date",
            "write the day as `2026-11-20`",
        ),
        (
            "2026.11.20",
            "`2026.11.20` is not a date",
            "write the day as `2026-11-20`",
        ),
        (
            "2026/11/20 10:00",
            "`2026/11/20 10:00` is not a date",
            "write the day as `2026-11-20`",
        ),
        (
            "Nov 20, 2026",
            "`Nov 20, 2026` is not a date",
            "write the day as `2026-11-20`",
        ),
        (
            "November 20th, 2026",
            "`November 20th, 2026` is not a date",
            "write the day as `2026-11-20`",
        ),
        (
            "20 November 2026",
            "`20 November 2026` is not a date",
            "write the day as `2026-11-20`",
        ),
        (
            "20 de noviembre de 2026",
            "`20 de noviembre de 2026` is not a date",
            "write the day as `2026-11-20`",
        ),
        (
            "Fri, 20 Nov 2026 14:05:00 GMT",
            "`Fri, 20 Nov 2026 14:05:00 GMT` is not a date",
            "write the day as `2026-11-20`",
        ),
        ("31/31/2026", "`31/31/2026` is not a date", first),
        ("tomorrow", "`tomorrow` is not a date", first),
        ("1732060800", "`1732060800` is not a date", first),
        ("20261120", "`20261120` is not a date", first),
        ("26-11-20", "`26-11-20` is not a date", first),
        ("12026-11-20", "`12026-11-20` is not a date", first),
        ("2026", "`2026` is not a date", first),
        ("2026-11", "`2026-11` is not a date", first),
        // Zones that are none, or several.
        (
            "2026-11-20 14:05 EST",
            "`EST` is not an offset",
            "such names mean several things: write `2026-11-20 14:05 -05:00`, if that is what you mean",
        ),
        (
            "2026-11-20 14:05 CST",
            "`CST` is not an offset",
            "such names mean several things: write `2026-11-20 14:05 -06:00`, if that is what you mean",
        ),
        (
            "2026-11-20 14:05 Havana",
            "`Havana` is not an offset",
            offset,
        ),
        (
            "2026-11-20 14:05 PM",
            "`PM` is not an offset",
            "write the hours from 0 to 23: `2026-11-20 14:05`",
        ),
        (
            "2026-11-20 2:05 pm",
            "`pm` is not an offset",
            "write the hours from 0 to 23: `2026-11-20 14:05`",
        ),
        (
            "2026-11-20 12:05am",
            "`am` is not an offset",
            "write the hours from 0 to 23: `2026-11-20 00:05`",
        ),
        (
            "2026-11-20 14:05 +25:00",
            "`+25:00` is not an offset",
            offset,
        ),
        (
            "2026-11-20 14:05 -05:60",
            "`-05:60` is not an offset",
            offset,
        ),
        (
            "2026-11-20 14:05 -05:00:00",
            "`-05:00:00` is not an offset",
            offset,
        ),
        (
            "2026-11-20 14:05[Atlantis/Poseidonia]",
            "`Atlantis/Poseidonia` is not a time zone",
            "give an offset, as in `2026-11-20 14:05 -05:00`",
        ),
        // Times that are none.
        ("2026-11-20 14", "`2026-11-20 14` is not a date", time),
        ("2026-11-20 noon", "`2026-11-20 noon` is not a date", time),
        ("2026-11-20Z", "`2026-11-20Z` is not a date", time),
        ("2026-11-20T", "`2026-11-20T` is not a date", time),
        ("2026-11-2014:05", "`2026-11-2014:05` is not a date", first),
        // Days that are none.
        ("2026-02-29", "`2026-02-29` is not in the calendar", ""),
        ("2026-13-01", "`2026-13-01` is not in the calendar", ""),
        ("2026-00-10", "`2026-00-10` is not in the calendar", ""),
        (
            "2026-11-31 10:00",
            "`2026-11-31 10:00` is not in the calendar",
            "",
        ),
        (
            "2026-11-20 25:00",
            "`2026-11-20 25:00` is not in the calendar",
            "",
        ),
        (
            "2026-11-20 24:00",
            "`2026-11-20 24:00` is not in the calendar",
            "",
        ),
        (
            "2026-11-20 10:60",
            "`2026-11-20 10:60` is not in the calendar",
            "",
        ),
        ("0000-01-01", "`0000-01-01` is not in the calendar", ""),
    ];
    for (text, message, hint) in cases {
        let error = read(text).expect_err(text);
        assert_eq!(
            (error.message.as_str(), error.hint.as_deref().unwrap_or("")),
            (message, hint),
            "{text}"
        );
    }
}

#[test]
fn dates_in_file_names() {
    let cases = [
        (
            "2026-11-20-port-talks",
            Some(("2026-11-20T00:00:00", "-port-talks")),
        ),
        ("2026-11-20", Some(("2026-11-20T00:00:00", ""))),
        ("2026-11-20_port", Some(("2026-11-20T00:00:00", "_port"))),
        (
            "2026-11-20T1405-port",
            Some(("2026-11-20T14:05:00", "-port")),
        ),
        ("2026-11-20T9999-port", None),
        ("2026-11-20x", None),
        ("2026-11-201", None),
        ("2026-02-30-x", None),
        ("2024-08-2024-08-07-it", None),
        ("2026-1-2-x", Some(("2026-01-02T00:00:00", "-x"))),
        ("2024-12-5-", Some(("2024-12-05T00:00:00", "-"))),
        ("2026-1-2026", None),
        ("20-11-2026-x", None),
        ("0000-01-01-x", None),
        ("", None),
    ];
    for (name, expected) in cases {
        let found = date::in_name(name).map(|(date, rest)| (date.to_string(), rest));
        assert_eq!(
            found.as_ref().map(|(date, rest)| (date.as_str(), *rest)),
            expected,
            "{name}"
        );
    }
}

#[test]
fn languages_have_zones_of_their_own() {
    let zones = Zones {
        site: havana(),
        languages: vec![("en".into(), TimeZone::UTC)],
    };
    assert_eq!(zones.language(Some("en")), &TimeZone::UTC);
    assert_eq!(zones.language(Some("fr")), &havana());
    assert_eq!(zones.language(None), &havana());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

    #[test]
    fn any_text_is_a_date_or_refused(text in r"[-0-9:TZ+ .,/\[\]aA-zéü🚢]{0,40}") {
        let _ = date::in_name(&text);
        if let Err(error) = date::parse(&text, &havana()) {
            prop_assert!(!error.message.is_empty());
        }
    }

    #[test]
    fn near_dates_are_dates_or_refused(text in r"[0-9]{4}-[0-9]{1,3}-[0-9]{1,3}[T ][0-9]{1,3}:[0-9]{1,3}(:[0-9]{1,3})?( ?[-+][0-9:]{1,6})?") {
        let _ = date::parse(&text, &havana());
    }

    #[test]
    fn what_jiff_prints_is_read(second in -1_000_000_000_i64..253_402_207_200) {
        let zoned = Timestamp::from_second(second).unwrap().to_zoned(havana());
        prop_assert_eq!(date::parse(&zoned.strftime("%Y-%m-%d %H:%M:%S %z").to_string(), &TimeZone::UTC).ok(), Some(second));
        prop_assert_eq!(date::parse(&zoned.timestamp().to_string(), &havana()).ok(), Some(second));
    }
}
