//! Any text as a date, in zones that skip and repeat hours.
//!
//! Nothing panics; what is read comes back the same when it is written out and read again; a refusal
//! says why.

#![no_main]

use jiff::Timestamp;
use jiff::tz::TimeZone;
use libfuzzer_sys::fuzz_target;
use presstime::content::date;

fuzz_target!(|text: &str| {
    for name in [
        "UTC",
        "America/Havana",
        "Australia/Lord_Howe",
        "Africa/Monrovia",
    ] {
        let Some(zone) = date::zone(name) else {
            continue;
        };
        match date::parse(text, &zone) {
            Ok(instant) => survives(instant, &zone),
            Err(error) => {
                assert!(!error.message.is_empty());
                assert!(!error.message.ends_with('.'), "{}", error.message);
            }
        }
    }
    if let Some((local, rest)) = date::in_name(text) {
        assert!(text.ends_with(rest));
        let written = local.strftime("%Y-%m-%dT%H%M").to_string();
        assert_eq!(date::in_name(&written), Some((local, "")));
        // The last day of the year 9999 is beyond what an instant can name in every zone.
        assert!(date::instant(local, &TimeZone::UTC).is_some() || local.year() == 9999);
    }
});

/// An instant that was read, in every form that names it.
fn survives(instant: i64, zone: &TimeZone) {
    let Ok(timestamp) = Timestamp::from_second(instant) else {
        panic!("{instant} is out of range");
    };
    let zoned = timestamp.to_zoned(zone.clone());
    if !(1..=9999).contains(&zoned.year()) || !(1..=9999).contains(&utc(timestamp).year()) {
        return;
    }
    let elsewhere = TimeZone::fixed(jiff::tz::offset(9));
    let written = utc(timestamp).strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    assert_eq!(date::parse(&written, &elsewhere), Ok(instant), "{written}");
    // Local times name one instant, but for the hour that is repeated: there it is the earlier one.
    let local = zoned.strftime("%Y-%m-%d %H:%M:%S").to_string();
    let again = date::parse(&local, zone).and_then(|read| {
        let read = Timestamp::from_second(read).map(|read| read.to_zoned(zone.clone()));
        Ok(read
            .map(|read| read.strftime("%Y-%m-%d %H:%M:%S").to_string())
            .unwrap_or_default())
    });
    assert_eq!(again.as_deref(), Ok(&*local));
}

fn utc(timestamp: Timestamp) -> jiff::Zoned {
    timestamp.to_zoned(TimeZone::UTC)
}
