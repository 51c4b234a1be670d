//! An archive whose listings are long: what is kept of their parts is what the whole comes to.

use presstime::content::Instant;
use presstime::engine::State;

use crate::site_fixture::{DAY, HOUR, NOW, Newsroom, at, look_and_build};

/// So many articles, of which each is a day older than the next.
const ARTICLES: i64 = 1_300;

fn path(number: i64) -> String {
    format!("content/world/{number:04}.md")
}

fn date(second: Instant) -> jiff::Timestamp {
    jiff::Timestamp::from_second(second).unwrap()
}

/// The article of a day, with more front matter.
fn article(number: i64, keys: &str) -> String {
    let date = date(NOW - DAY * (ARTICLES - number));
    format!("---\ntitle: Story {number}\ndate: {date}\n{keys}---\nText.\n")
}

fn newsroom() -> Newsroom {
    let newsroom = Newsroom::tiny("sections: [World]\n");
    for number in 0..ARTICLES {
        newsroom.write(&path(number), article(number, ""));
    }
    newsroom
}

/// The site after one more build of the process, by then like a clean one.
fn assert_next(newsroom: &Newsroom, process: &mut State, now: Instant) {
    let report = look_and_build(process, &at(now));
    assert!(report.is_ok(), "{:#?}", report.diagnostics);
    newsroom.assert_clean(&at(now));
}

#[test]
fn the_latest_change_of_a_long_listing_is_that_of_any_of_its_articles() {
    let newsroom = newsroom();
    let mut process = newsroom.open();
    assert_next(&newsroom, &mut process, NOW);
    let updated = |second: Instant| format!("updated: {}\n", date(second));
    let steps = [
        // The latest change of all, in the middle of the archive; then it moves, and goes.
        (600, Some(article(600, &updated(NOW - HOUR)))),
        (20, Some(article(20, &updated(NOW - HOUR / 2)))),
        (600, None),
        // One that is to come, and one that is another outlet's.
        (499, Some(article(499, &updated(NOW + HOUR)))),
        (
            20,
            Some(article(
                20,
                &format!(
                    "{}canonical: https://agency.example/\n",
                    updated(NOW - HOUR / 2)
                ),
            )),
        ),
        // Before the oldest, and after the newest.
        (0, Some(article(-5, &updated(NOW - 2 * HOUR)))),
        (ARTICLES, Some(article(ARTICLES, ""))),
    ];
    for (number, text) in steps {
        match text {
            Some(text) => newsroom.write(&path(number), text),
            None => newsroom.remove(&path(number)),
        }
        assert_next(&newsroom, &mut process, NOW);
    }
    assert_next(&newsroom, &mut process, NOW + 2 * HOUR);
    // Another process goes on from what is remembered.
    newsroom.write(&path(1000), article(1000, &updated(NOW + HOUR)));
    newsroom.build_well(&at(NOW + 2 * HOUR));
    newsroom.assert_clean(&at(NOW + 2 * HOUR));
}
