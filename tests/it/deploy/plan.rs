//! The order in which files travel.

use std::collections::BTreeMap;

use presstime::config::deploy::{Compressed, Rules};
use presstime::deploy::local::{File, Role, is_hashed};
use presstime::deploy::manifest::{Changes, Entry, Head, Manifest, decode, segment};
use presstime::deploy::plan::{Phase, Plan, plan, wanted};
use proptest::prelude::*;

fn rules() -> Rules {
    Rules {
        keep_assets: 30,
        cache: Vec::new(),
        compress: Vec::new(),
        compressed: Compressed::Beside,
        parallel: None,
    }
}

fn site(files: &[(&str, &str, Role)]) -> BTreeMap<String, File> {
    let files = files.iter().map(|(path, hash, role)| {
        let file = File {
            size: 9,
            hash: (*hash).to_owned(),
            role: *role,
        };
        ((*path).to_owned(), file)
    });
    files.collect()
}

fn to(files: &[(&str, &str, Role)], remote: &Manifest, now: i64) -> Plan {
    plan(&wanted(&site(files), &rules(), false), remote, 30, now)
}

/// The manifest after a plan was carried out.
fn after(mut manifest: Manifest, plan: &Plan) -> Manifest {
    manifest.apply(plan.changes());
    manifest.apply(plan.notes.clone());
    manifest
}

const DAY: i64 = 86_400;

#[test]
fn what_is_new_comes_before_what_leads_to_it() {
    let before = [
        ("index.html", "1", Role::Listing),
        ("port/a/index.html", "1", Role::Page),
        ("rss.xml", "1", Role::Feed),
    ];
    let remote = after(Manifest::default(), &to(&before, &Manifest::default(), 0));
    let now = [
        ("assets/site.0123456789ab.css", "2", Role::Asset),
        ("index.html", "2", Role::Listing),
        ("port/a/index.html", "2", Role::Page),
        ("port/b/index.html", "2", Role::Page),
        ("rss.xml", "2", Role::Feed),
        ("tags/new/index.html", "2", Role::Listing),
        ("tags/new/rss.xml", "2", Role::Feed),
    ];
    let plan = to(&now, &remote, 0);
    let order: Vec<(Phase, Vec<&str>)> = plan
        .uploads
        .iter()
        .map(|(phase, files)| {
            (
                *phase,
                files.iter().map(|(path, _)| path.as_str()).collect(),
            )
        })
        .collect();
    assert_eq!(
        order,
        [
            (Phase::Assets, vec!["assets/site.0123456789ab.css"]),
            (
                Phase::New,
                vec![
                    "port/b/index.html",
                    "tags/new/index.html",
                    "tags/new/rss.xml"
                ]
            ),
            (Phase::Pages, vec!["port/a/index.html"]),
            (Phase::Listings, vec!["index.html"]),
            (Phase::Feeds, vec!["rss.xml"]),
        ]
    );
}

#[test]
fn an_asset_goes_when_its_time_is_over() {
    let asset = [("assets/site.0123456789ab.css", "1", Role::Asset)];
    let remote = after(Manifest::default(), &to(&asset, &Manifest::default(), 0));
    let retired = to(&[], &remote, DAY);
    assert!(retired.removals.is_empty());
    let remote = after(remote, &retired);
    assert!(to(&[], &remote, 30 * DAY).is_empty());
    assert_eq!(to(&[], &remote, 31 * DAY).removals, [asset[0].0]);
}

#[test]
fn names_tell_whether_a_file_ever_changes() {
    for (path, is) in [
        ("assets/site.1f2e3d4c5b6a.css", true),
        ("photos/harbour-0a1b2c3d4e5f-640.webp", true),
        ("assets/site.css", false),
        ("port/2026/11/decade-facade/index.html", false),
        ("photos/harbour-640.webp", false),
        ("downloads/report-202405171200.pdf", false),
    ] {
        assert_eq!(is_hashed(path), is, "{path}");
    }
}

fn entry() -> impl Strategy<Value = Option<Entry>> {
    let entry = ("[0-9a-f]{4}", 0u64..9, proptest::option::of(0i64..9)).prop_map(
        |(hash, size, retired)| Entry {
            hash,
            size,
            headers: None,
            encoding: None,
            tag: None,
            retired,
        },
    );
    proptest::option::of(entry)
}

fn changes() -> impl Strategy<Value = Changes> {
    proptest::collection::btree_map("[a-c]{1,2}\n?", entry(), 0..6)
}

proptest! {
    #[test]
    fn segments_tell_what_was_done_however_they_are_joined(rounds in proptest::collection::vec(changes(), 1..60)) {
        let mut manifest = Manifest::default();
        let mut kept: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        for changes in rounds {
            manifest.apply(changes.clone());
            let (segments, new) = manifest.segments(&changes).unwrap();
            kept.extend(new.into_iter().map(|(segment, bytes)| (segment.name, bytes)));
            let head = manifest.next_head("site", "https://courier.example/", segments);
            let head = Head::parse(&head.bytes()).unwrap();
            let bytes: Vec<Vec<u8>> = head.segments.iter().map(|segment| kept[&segment.name].clone()).collect();
            prop_assert!(bytes.len() <= 33);
            let read = Manifest::read(head.clone(), &bytes, None).unwrap();
            prop_assert_eq!(&read.entries, &manifest.entries);
            manifest.head = Some(head);
        }
    }

    #[test]
    fn what_was_pending_is_unsure_until_it_is_done(known in changes(), planned in changes()) {
        let (_, list) = segment("files", &known).unwrap();
        let (_, pending) = segment("pending", &planned).unwrap();
        prop_assert_eq!(&decode(&pending).unwrap(), &planned);
        let mut read = Manifest::read(Head::default(), &[list], Some(&pending)).unwrap();
        for (path, entry) in &planned {
            let is_as = |known: &Option<Entry>| match (known, entry) {
                (Some(known), Some(entry)) => known.is_as(entry),
                (None, None) => true,
                _ => false,
            };
            let known = known.get(path).cloned().flatten();
            prop_assert_eq!(read.unsure.contains(path), !is_as(&known));
        }
        read.apply(planned);
        prop_assert!(read.unsure.is_empty());
    }

    #[test]
    fn no_bytes_panic_as_a_segment(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = decode(&bytes);
        let _ = Head::parse(&bytes);
    }
}
