//! Years and months, in the time zone of the site or of its language.

use super::{published, titles};
use crate::site_fixture::Newsroom;

/// Half past eleven in the evening of 31 December 2025, in Havana; in Madrid it is 2026.
const LATE: &str = "---\ntitle: late\ndate: 2025-12-31 23:30\n---\n";

fn site(settings: &str) -> Newsroom {
    Newsroom::new(&format!(
        "title: Courier\nurl: https://courier.example/\ntimezone: America/Havana\nlanguage: es\n{settings}"
    ))
}

#[test]
fn an_evening_in_december_belongs_to_the_old_year() {
    let published = published(&site("").with("content/world/late.md", LATE));
    assert_eq!(titles(&published, "2025/index.html"), ["late"]);
    assert_eq!(titles(&published, "2025/12/index.html"), ["late"]);
    assert!(published.contains_key("world/2025/12/late/index.html"));
    assert!(!published.keys().any(|path| path.starts_with("2026")));
}

#[test]
fn an_instant_is_told_by_the_calendar_of_the_site() {
    let instant = "---\ntitle: late\ndate: 2026-01-01T04:30:00Z\n---\n";
    let published = published(&site("").with("content/world/late.md", instant));
    assert_eq!(titles(&published, "2025/12/index.html"), ["late"]);
}

#[test]
fn a_language_may_live_in_another_time_zone() {
    let newsroom = site("languages: [{code: en, timezone: Europe/Madrid}]\n")
        .with("content/world/late.md", LATE)
        .with(
            "content/world/late.en.md",
            "---\ntitle: late\ndate: 2026-01-01T04:30:00Z\n---\n",
        );
    let published = published(&newsroom);
    assert_eq!(titles(&published, "2025/12/index.html"), ["late"]);
    assert_eq!(titles(&published, "en/2026/01/index.html"), ["late"]);
    assert!(published.contains_key("en/world/2026/01/late/index.html"));
}

#[test]
fn a_day_is_as_long_as_the_clocks_make_it() {
    // Havana put its clocks back at 01:00 on 1 November 2026: half past midnight came twice.
    let newsroom = site("")
        .with(
            "content/world/a.md",
            "---\ntitle: a\ndate: 2026-11-01T00:30:00-04:00\n---\n",
        )
        .with(
            "content/world/b.md",
            "---\ntitle: b\ndate: 2026-11-01T00:30:00-05:00\n---\n",
        );
    assert_eq!(
        titles(&published(&newsroom), "2026/11/index.html"),
        ["b", "a"]
    );
}
