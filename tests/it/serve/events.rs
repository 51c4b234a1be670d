//! What open pages are told.

use crate::night::http::Server;
use crate::process::Workshop;
use crate::site_fixture::{SHORT_CONFIG, TINY_THEME};

const PORT: &str = "/-/events?path=/world/2026/11/port/";
const RACE: &str = "/-/events?path=%2Fsport%2F2026%2F11%2Frace%2F";

fn article(title: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2026-11-20\n---\n\nA line.\n")
}

fn workshop() -> Workshop {
    let workshop = Workshop::new();
    workshop.write("site.yaml", format!("{SHORT_CONFIG}theme: tiny\n"));
    for (path, bytes) in TINY_THEME {
        workshop.write(path, bytes);
    }
    workshop.write("static/own.css", "a {}");
    let base =
        "<head><link rel=stylesheet href=/own.css></head>{% block main %}{% endblock main %}";
    workshop.write("templates/base.html", base);
    workshop.write("content/world/port.md", article("Port"));
    workshop.write("content/sport/race.md", article("Race"));
    workshop
}

#[test]
fn only_pages_that_changed_are_other_pages() {
    let workshop = workshop();
    let server = Server::start(&workshop, &[]);
    let (mut port, mut race) = (server.events(PORT), server.events(RACE));
    let (port_before, race_before) = (port.next(), race.next());
    let sent = server.get("/world/2026/11/port/").text();
    for (key, name) in [("page", "data-page"), ("sheets", "data-sheets")] {
        let value = port_before[key].as_str().unwrap();
        assert!(sent.contains(&format!("{name}=\"{value}\"")), "{sent}");
    }
    workshop.write("content/world/port.md", article("Harbour"));
    let port_after = port.next();
    assert_ne!(port_after["page"], port_before["page"]);
    assert_eq!(port_after["sheets"], port_before["sheets"]);

    // The next that the other page hears of is a style sheet, which is not the page.
    workshop.write("static/own.css", "b {}");
    let race_after = race.next();
    assert_eq!(race_after["page"], race_before["page"]);
    assert_ne!(race_after["sheets"], race_before["sheets"]);
    let href = race_after["hrefs"][0].as_str().unwrap();
    assert!(href.starts_with("/own.css?"), "{href}");
    assert_eq!(server.get(href).text(), "b {}");

    workshop.remove("content/sport/race.md");
    assert_ne!(race.next()["page"], race_before["page"]);
}

#[test]
fn a_fault_is_told_in_the_words_of_the_terminal_and_taken_back() {
    let workshop = workshop();
    let server = Server::start(&workshop, &[]);
    let mut events = server.events(RACE);
    let before = events.next();
    assert!(before["fault"].is_null());
    workshop.write(
        "content/world/port.md",
        "---\ntitle: More: of it\ndate: 2026-11-20\n---\n",
    );
    let told = events.next();
    let fault = told["fault"].as_str().unwrap().to_owned();
    assert!(fault.contains("content/world/port.md:2:12"), "{fault}");
    assert!(
        fault.contains(" 2 | title: More: of it\n   |            ^\n"),
        "{fault}"
    );
    assert_eq!(told["page"], before["page"], "the last good site is served");
    server.running.wait_for("the same words", || {
        server.running.said().contains(fault.trim_end())
    });
    assert!(server.get("/world/2026/11/port/").text().contains("Port"));
    // Who opens a page now is told as well; templates and site.yaml are no different.
    assert_eq!(server.events(PORT).next()["fault"], told["fault"]);
    workshop.write("content/world/port.md", article("Port"));
    assert!(events.next()["fault"].is_null());
    for (path, text) in [
        ("templates/article.html", "{{ nope("),
        ("site.yaml", "title: ["),
    ] {
        let good = std::fs::read(workshop.site().join(path)).unwrap_or_default();
        workshop.write(path, text);
        let fault = events.next()["fault"].as_str().unwrap().to_owned();
        assert!(fault.contains(path), "{fault}");
        if good.is_empty() {
            workshop.remove(path);
        } else {
            workshop.write(path, good);
        }
        assert!(events.next()["fault"].is_null());
    }
}

#[test]
fn a_site_that_is_deleted_is_told_and_comes_back() {
    let workshop = workshop();
    let server = Server::start(&workshop, &["--memory"]);
    let mut events = server.events(PORT);
    events.next();
    let beside = workshop.site().with_file_name("beside");
    std::fs::rename(workshop.site(), &beside).unwrap();
    assert!(
        events.next()["fault"]
            .as_str()
            .unwrap()
            .contains("the site's folder is gone")
    );
    assert!(
        server.get("/world/2026/11/port/").text().contains("Port"),
        "it is served from memory"
    );
    std::fs::rename(&beside, workshop.site()).unwrap();
    assert!(events.next()["fault"].is_null());
    workshop.write("content/world/port.md", article("Harbour"));
    server.shows("/world/2026/11/port/", "Harbour");
}
