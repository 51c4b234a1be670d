//! The desk, and what previews show.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::night::http::Server;
use crate::process::Workshop;
use crate::site_fixture::SHORT_CONFIG;

fn stamp(ahead: i64) -> String {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let at = i64::try_from(now).unwrap() + ahead;
    jiff::Timestamp::from_second(at).unwrap().to_string()
}

fn workshop() -> Workshop {
    let workshop = Workshop::new();
    workshop.write("site.yaml", SHORT_CONFIG);
    workshop.write("content/authors/ana.md", "---\nname: Ana Ruiz\n---\n");
    workshop.write(
        "content/world/open.md",
        "---\ntitle: Open\ndate: 2026-01-02\nsumary: x\n---\n",
    );
    let draft = "---\ntitle: A <draft>\ndate: 2026-01-03\ndraft: true\nauthors: ana\n---\n";
    workshop.write("content/world/drafted.md", draft);
    let embargoed = format!(
        "---\ntitle: Sealed\ndate: {}\nslug: sealed\npermalink: /sealed/\n---\n",
        stamp(86_400)
    );
    workshop.write("content/world/sealed.md", embargoed);
    let expired = "---\ntitle: Over\ndate: 2026-01-04\nexpires: 2026-02-01\n---\n";
    workshop.write("content/world/over.md", expired);
    workshop.write(
        "content/pages/plan.md",
        "---\ntitle: Plan\ndraft: true\n---\n",
    );
    workshop
}

/// The text of a section of the desk.
fn section(desk: &str, id: &str) -> String {
    let start = desk.find(&format!("<section class=\"{id}\"")).unwrap();
    let end = desk[start..].find("</section>").unwrap();
    desk[start..start + end].to_owned()
}

#[test]
fn it_lists_what_readers_do_not_see_and_links_to_it() {
    let workshop = workshop();
    let server = Server::start(&workshop, &[]);
    let desk = server.get("/-/").text();
    let holds = |id: &str, wanted: &[&str]| {
        let section = section(&desk, id);
        for text in wanted {
            assert!(section.contains(text), "{id} lacks {text}: {section}");
        }
    };
    holds(
        "drafts",
        &[
            "<a href=\"/world/2026/01/drafted/\">A &lt;draft&gt;</a>",
            "Ana Ruiz",
            "content/world/drafted.md",
        ],
    );
    holds(
        "embargoed",
        &[
            "<a href=\"/sealed/\">Sealed</a>",
            "is published",
            "class=\"left\" data-at=",
        ],
    );
    holds(
        "expired",
        &[
            "<a href=\"/world/2026/01/over/\">Over</a>",
            "2026-02-01 00:00 (UTC)",
        ],
    );
    holds("coming", &["Sealed", "is published"]);
    holds(
        "warnings",
        &[
            "content/world/open.md",
            "line 4: unknown key `sumary`",
            "did you mean `summary`?",
        ],
    );
    holds("edits", &["content/world/open.md"]);
    for (path, banner) in [
        ("/world/2026/01/drafted/", "Draft: readers do not see this"),
        ("/sealed/", "Embargoed: readers see this from"),
        (
            "/world/2026/01/over/",
            "Expired: readers have not seen this since 2026-02-01 00:00 (UTC)",
        ),
        ("/plan/", "Draft: readers do not see this"),
    ] {
        let page = server.get(path);
        assert_eq!(page.status, 200, "{path}");
        assert!(page.text().contains(banner), "{path}");
    }
    assert!(
        !server
            .get("/world/2026/01/open/")
            .text()
            .contains("presstime-banner")
    );
}

#[test]
fn it_tells_what_the_last_build_did_and_why() {
    let workshop = workshop();
    let server = Server::start(&workshop, &[]);
    workshop.write(
        "content/world/open.md",
        "---\ntitle: Opened\ndate: 2026-01-02\n---\n",
    );
    server.shows("/-/", "Opened");
    let desk = server.get("/-/").text();
    let builds = section(&desk, "builds");
    let last = builds.split("</details>").next().unwrap();
    for text in [
        "content/world/open.md",
        "<dt>articles read</dt><dd>1</dd>",
        "<dt>new pages and files</dt><dd>0</dd>",
        "<dt>milliseconds</dt>",
        "the article content/world/open.md",
        "the card of content/world/open.md",
    ] {
        assert!(last.contains(text), "{text}: {last}");
    }
    let edits = section(&desk, "edits");
    assert!(
        edits.find("Opened").unwrap() < edits.find("A &lt;draft&gt;").unwrap(),
        "{edits}"
    );
    assert!(section(&desk, "warnings").contains("None."));

    workshop.write("content/world/open.md", "---\ntitle: [\n---\n");
    server.shows("/-/", "The site can’t be built");
    assert!(
        server
            .get("/-/")
            .text()
            .contains("--&gt; content/world/open.md:3:1")
    );
}

#[test]
fn readers_see_what_is_published() {
    let workshop = workshop();
    let server = Server::start(&workshop, &["--published"]);
    for path in [
        "/world/2026/01/drafted/",
        "/sealed/",
        "/world/2026/01/over/",
        "/plan/",
    ] {
        assert_eq!(server.get(path).status, 404, "{path}");
    }
    assert_eq!(server.get("/world/2026/01/open/").status, 200);
    let desk = server.get("/-/").text();
    assert!(
        section(&desk, "embargoed").contains("<b>Sealed</b>"),
        "{desk}"
    );
}

#[test]
fn an_embargo_ends_on_the_page_and_on_the_desk_without_an_edit() {
    let workshop = workshop();
    let sealed = format!(
        "---\ntitle: Soon\ndate: {}\npermalink: /soon/\n---\n",
        stamp(6)
    );
    workshop.write("content/world/soon.md", sealed);
    let server = Server::start(&workshop, &[]);
    assert!(
        server.get("/soon/").text().contains("Embargoed: "),
        "the test was too slow to begin"
    );
    let mut events = server.events("/-/events?path=/soon/");
    let before = events.next();
    assert_ne!(events.next()["page"], before["page"]);
    assert!(!server.get("/soon/").text().contains("presstime-banner"));
    assert!(!section(&server.get("/-/").text(), "embargoed").contains("Soon"));
}
