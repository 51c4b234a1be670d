//! Stores that are slow, refuse, or are another's.

use super::mood::Mood;
use super::places::{self, Moody, Place};
use super::s3::{SECRET, Store};
use super::{Outlet, sheet, uploaded};
use crate::site_fixture::difference;

#[test]
fn a_store_holds_what_it_should() {
    places::holds_what_it_should(&Store::new());
}

#[test]
fn a_changed_store_is_put_right() {
    places::is_verified(&Store::new());
}

#[test]
fn a_store_that_asks_to_slow_down_gets_all_of_it() {
    places::gets_all_when_it_is_slow(&Store::new(), 7);
}

#[test]
fn a_store_that_may_only_be_read_is_left_as_it_was() {
    places::is_left_as_it_was(&Store::new());
}

#[test]
fn wrong_credentials_are_told_and_never_printed() {
    let store = Store::new();
    let outlet = Outlet::new(&store.target(""))
        .with("PRESSTIME_LIVE_ACCESS_KEY_ID", "AKWRONG")
        .with("PRESSTIME_LIVE_SECRET_ACCESS_KEY", "wrong-secret");
    let said = outlet.refused(&[]);
    assert!(
        said.contains("deploy-denied") && said.contains("PRESSTIME_LIVE_ACCESS_KEY_ID"),
        "{said}"
    );
    assert!(
        !said.contains("wrong-secret") && !said.contains(SECRET),
        "{said}"
    );
    assert!(store.tree().is_empty());
}

#[test]
fn a_bucket_that_is_not_there_is_told() {
    let store = Store::new();
    let outlet = store.outlet("");
    let target = store
        .target("")
        .replace("bucket: courier", "bucket: elsewhere");
    outlet.describe(&target);
    let said = outlet.refused(&[]);
    assert!(
        said.contains("site.yaml:5") && said.contains("deploy-not-found"),
        "{said}"
    );
}

#[test]
fn one_more_article_costs_a_few_requests() {
    let store = Store::new();
    let outlet = store.outlet("");
    outlet.deploy(&[]);
    store.set(Mood::default());
    outlet.publish(12, "News.");
    let report = outlet.deploy(&[]);
    let files = uploaded(&report).len();
    let requests = store.log().len();
    assert!(
        requests <= files * 2 + 20,
        "{requests} requests for {files} files"
    );

    store.set(Mood::default());
    outlet.deploy(&[]);
    assert_eq!(store.log().len(), 1, "{:?}", store.log());
}

#[test]
fn files_are_kept_with_what_they_are_sent_with() {
    let store = Store::new();
    let outlet = store
        .outlet(", cache: {\"/port/**\": \"no-store\"}, compress: [gzip], compressed: instead");
    outlet.deploy(&[]);
    let [kind, cache, encoding] = store.headers("index.html");
    assert_eq!(
        [&*kind, &*cache, &*encoding],
        ["text/html; charset=utf-8", "public, max-age=60", "gzip"]
    );
    let [kind, cache, _] = store.headers("rss.xml");
    assert_eq!(
        [&*kind, &*cache],
        ["application/rss+xml; charset=utf-8", "public, max-age=60"]
    );
    assert_eq!(store.headers("port/index.html")[1], "no-store");
    let sheet = sheet(&outlet.site());
    let [kind, cache, _] = store.headers(&sheet);
    assert_eq!(
        [&*kind, &*cache],
        [
            "text/css; charset=utf-8",
            "public, max-age=31536000, immutable"
        ]
    );

    // Other headers make files travel, though their bytes are the same.
    outlet.describe(&store.target(", compress: [gzip], compressed: instead"));
    let report = outlet.deploy(&[]);
    let paths = uploaded(&report);
    assert!(
        !paths.is_empty() && paths.iter().all(|path| path.starts_with("port/")),
        "{paths:?}"
    );
}

#[test]
fn the_second_of_two_deployments_stops() {
    let store = Store::new();
    let outlet = store.outlet("");
    outlet.deploy(&[]);
    let lock = serde_json::json!({
        "token": "another", "who": "berta@desk-2", "place": "elsewhere",
        "since": "2026-11-20T10:00:00Z", "renewed": jiff::Timestamp::now().to_string(),
    });
    store.put(".presstime/lock.json", lock.to_string().as_bytes());
    outlet.publish(12, "News.");
    let said = outlet.refused(&[]);
    assert!(
        said.contains("deploy-locked") && said.contains("berta@desk-2"),
        "{said}"
    );
    outlet.deploy(&["--take-over"]);
    assert_eq!(difference(&outlet.site(), &store.tree()), None);

    // One that was not renewed is nobody's.
    let dead = lock
        .to_string()
        .replace(&jiff::Timestamp::now().to_string()[..4], "2020");
    store.put(".presstime/lock.json", dead.as_bytes());
    outlet.publish(14, "News.");
    outlet.deploy(&[]);
}

#[test]
fn two_that_begin_at_once_do_not_both_publish() {
    let store = Store::new();
    let (one, two) = (store.outlet(", parallel: 1"), store.outlet(", parallel: 1"));
    two.publish(1, "Another version.");
    let start = |outlet: &Outlet| outlet.command(&["--format", "json"]).output().unwrap();
    let (first, second) = std::thread::scope(|scope| {
        let first = scope.spawn(|| start(&one));
        let second = start(&two);
        (first.join().unwrap(), second)
    });
    let codes = [first.status.code(), second.status.code()];
    // Where the one had ended before the other looked, both did well, one after the other.
    assert!(
        codes.contains(&Some(0)),
        "{}{}",
        super::stderr(&first),
        super::stderr(&second)
    );
    let there = store.tree();
    let is_one = [&one, &two]
        .iter()
        .any(|outlet| difference(&outlet.site(), &there).is_none());
    assert!(is_one, "what is there is neither the one's nor the other's");
}
