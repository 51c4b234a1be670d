//! What changes at its instant, with no edit.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::night::{Running, text};
use crate::process::Workshop;
use crate::site_fixture::SHORT_CONFIG;

fn now() -> f64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs_f64()
}

fn stamp(second: i64) -> String {
    jiff::Timestamp::from_second(second).unwrap().to_string()
}

#[test]
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
fn embargoes_expiries_and_news_keep_to_the_second() {
    let workshop = Workshop::new();
    workshop.write("site.yaml", SHORT_CONFIG);
    let instant = now() as i64 + 6;
    let embargoed = format!(
        "---\ntitle: Embargoed\ndate: {}\nslug: embargoed\n---\n",
        stamp(instant)
    );
    workshop.write("content/world/a.md", embargoed);
    let expiring = format!(
        "---\ntitle: E\ndate: 2026-01-01\nexpires: {}\nslug: expiring\n---\n",
        stamp(instant + 1)
    );
    workshop.write("content/world/b.md", expiring);
    let news = format!(
        "---\ntitle: Old news\ndate: {}\nslug: old\n---\n",
        stamp(instant + 2 - 48 * 3600)
    );
    workshop.write("content/world/c.md", news);
    let running = Running::watch(&workshop, &[]);
    let find = |slug: &str| {
        crate::process::tree(&workshop.output())
            .keys()
            .any(|path| path.contains(&format!("/{slug}/")))
    };
    let news = || {
        let tree = crate::process::tree(&workshop.output());
        let path = tree
            .keys()
            .find(|path| path.contains("news") && path.contains("xml"));
        path.is_some_and(|path| text(&workshop.output(), path).contains("Old news"))
    };
    assert!(
        !find("embargoed") && find("expiring") && news(),
        "the test was too slow to begin"
    );
    let at = |running: &Running, what: &str, second: i64, is_so: &dyn Fn() -> bool| {
        running.wait_for(what, is_so);
        let late = now() - second as f64;
        assert!((0.0..2.0).contains(&late), "{what}: {late} s late");
    };
    at(&running, "the embargo's end", instant, &|| {
        find("embargoed")
    });
    at(&running, "the expiry", instant + 1, &|| !find("expiring"));
    at(&running, "the end of news", instant + 2, &|| !news());
    assert!(running.said().contains("the clock: "), "{}", running.said());
}
