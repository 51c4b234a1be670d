//! What the server sends, and that the files stay what `build` writes.

use crate::night::http::Server;
use crate::process::{Workshop, tree};
use crate::site_fixture::difference;

const CONFIG: &str = "title: The Harbour Courier\nurl: https://courier.example/news/\ntimezone: UTC\n\
                      languages: [es]\n";

fn article(title: &str) -> String {
    format!(
        "---\ntitle: {title}\ndate: 2026-11-20\naliases: [/old/]\n---\n\nSee <https://courier.example/news/world/>.\n"
    )
}

fn workshop() -> Workshop {
    let workshop = Workshop::new();
    workshop.write("site.yaml", CONFIG);
    workshop.write("content/world/port.md", article("Port"));
    workshop.write(
        "content/world/port.es.md",
        "---\ntitle: Puerto\ndate: 2026-11-20\n---\n",
    );
    let video: Vec<u8> = (0..=255).cycle().take(400_000).collect();
    workshop.write("static/talks.mp4", video);
    workshop
}

#[test]
fn a_site_is_served_under_its_sub_path() {
    let workshop = workshop();
    let server = Server::start(&workshop, &[]);
    let page = server.get("/news/world/2026/11/port/");
    assert_eq!(page.status, 200);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(page.header("cache-control"), "no-cache");
    let text = page.text();
    assert!(
        text.contains("<link rel=\"canonical\" href=\"/news/world/2026/11/port/\">"),
        "{text}"
    );
    assert!(text.contains("src=\"/news/-/live.js\""), "{text}");
    let place = format!("http://127.0.0.1:{}/news/", server.port);
    for feed in [
        "rss.xml",
        "atom.xml",
        "feed.json",
        "sitemap.xml",
        "robots.txt",
    ] {
        let feed = server.get(&format!("/news/{feed}"));
        assert_eq!(feed.status, 200);
        assert!(feed.text().contains(&place), "{}", feed.text());
        assert!(
            !feed.text().contains("https://courier.example"),
            "{}",
            feed.text()
        );
    }
    let elsewhere = server
        .get_with("/news/rss.xml", "X-Forwarded-Proto: https\r\n")
        .text();
    assert!(
        elsewhere.contains(&place.replace("http:", "https:")),
        "{elsewhere}"
    );

    for (path, to) in [
        ("/", "/news/"),
        ("/news", "/news/"),
        ("/-/", "/news/-/"),
        ("/news/-", "/news/-/"),
        ("/news/world", "/news/world/"),
        ("/news/world?x=1", "/news/world/?x=1"),
        ("/news/old/", "/news/world/2026/11/port/"),
    ] {
        let response = server.get(path);
        assert_eq!(
            (response.status, response.header("location")),
            (302, to),
            "{path}"
        );
    }
    let missing = server.get("/news/nowhere/");
    assert_eq!(missing.status, 404);
    assert!(
        missing.text().contains("/news/-/live.js"),
        "{}",
        missing.text()
    );
    assert!(server.get("/news/es/nada/").text().contains("lang=\"es\""));
    assert_eq!(server.get("/elsewhere/").status, 404);

    let preview = workshop.site().join(".presstime/desk");
    let clean = workshop.clean_now(&["--drafts", "--future", "--expired"]);
    assert_eq!(difference(&clean, &tree(&preview)), None);
}

#[test]
fn videos_come_in_parts() {
    let workshop = workshop();
    let server = Server::start(&workshop, &[]);
    let whole = server.get("/news/talks.mp4");
    assert_eq!((whole.status, whole.body.len()), (200, 400_000));
    assert_eq!(whole.header("accept-ranges"), "bytes");
    assert_eq!(whole.header("content-type"), "video/mp4");
    for (range, start, end) in [
        ("bytes=0-0", 0, 1),
        ("bytes=1000-300999", 1000, 301_000),
        ("bytes=399990-", 399_990, 400_000),
        ("bytes=-7", 399_993, 400_000),
    ] {
        let part = server.get_with("/news/talks.mp4", &format!("Range: {range}\r\n"));
        assert_eq!(part.status, 206, "{range}");
        assert_eq!(
            part.header("content-range"),
            format!("bytes {start}-{}/400000", end - 1)
        );
        assert!(part.body == whole.body[start..end], "{range}");
    }
    let beyond = server.get_with("/news/talks.mp4", "Range: bytes=400000-\r\n");
    assert_eq!(
        (beyond.status, beyond.header("content-range")),
        (416, "bytes */400000")
    );
    let tag = whole.header("etag").to_owned();
    let again = server.get_with("/news/talks.mp4", &format!("If-None-Match: {tag}\r\n"));
    assert_eq!((again.status, again.body.len()), (304, 0));
    let stale = server.get_with(
        "/news/talks.mp4",
        "Range: bytes=0-9\r\nIf-Range: \"other\"\r\n",
    );
    assert_eq!((stale.status, stale.body.len()), (200, 400_000));
}

#[test]
fn only_reading_is_allowed() {
    let workshop = workshop();
    let server = Server::start(&workshop, &[]);
    let host = "Host: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "X"] {
        let response = server.send(format!("{method} /news/ HTTP/1.1\r\n{host}"));
        assert_eq!(response.status, 405, "{method}");
    }
    let head = server.send("HEAD /news/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let get = server.get("/news/");
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), get.body.len().to_string());
}

#[test]
fn the_next_free_port_is_taken() {
    let (one, other) = (workshop(), workshop());
    let first = Server::start(&one, &[]);
    let second = Server::at(&other, &first.port.to_string(), &[]);
    assert_ne!(first.port, second.port);
    assert_eq!(second.get("/news/").status, 200);
    assert!(
        second.running.said().contains("that port is taken"),
        "{}",
        second.running.said()
    );
}

#[test]
fn what_is_held_in_memory_is_nowhere_else() {
    let workshop = workshop();
    let server = Server::start(&workshop, &["--memory"]);
    assert_eq!(server.get("/news/world/2026/11/port/").status, 200);
    assert_eq!(
        server
            .get_with("/news/talks.mp4", "Range: bytes=5-9\r\n")
            .body,
        [5, 6, 7, 8, 9]
    );
    workshop.write("content/world/port.md", article("Port again"));
    server.shows("/news/world/2026/11/port/", "Port again");
    workshop.remove("content/world/port.md");
    server.running.wait_for("its end", || {
        server.get("/news/world/2026/11/port/").status == 404
    });
    assert!(!workshop.site().join(".presstime").exists());
}

#[test]
fn neither_build_nor_serve_disturbs_the_other() {
    let workshop = workshop();
    let server = Server::start(&workshop, &[]);
    let draft = "---\ntitle: Secret\ndate: 2026-11-20\ndraft: true\n---\n";
    workshop.write("content/world/secret.md", draft);
    server.shows("/news/world/2026/11/secret/", "Secret");
    assert!(workshop.build().status.success());
    assert!(!workshop.output().join("world/2026/11/secret").exists());
    // A second server has to have a place of its own.
    let mut second = crate::night::Running::start(&workshop.site(), &["serve", "--port", "0"]);
    second.wait_for("a refusal", || {
        second.said().contains("another presstime is at work")
    });
    assert_eq!(second.ended(), Some(1));
    let own = Server::start(&workshop, &["--output", "look"]);
    own.shows("/news/world/2026/11/secret/", "Secret");
}

#[test]
fn the_first_build_is_waited_for_and_its_faults_are_shown() {
    let workshop = workshop();
    workshop.write("site.yaml", "title: [\n");
    let server = Server::start(&workshop, &[]);
    let page = server.get("/news/");
    assert_eq!(page.status, 503);
    assert!(
        page.text().contains("--&gt; site.yaml:2:1"),
        "{}",
        page.text()
    );
    workshop.write("site.yaml", CONFIG);
    server
        .running
        .wait_for("the site", || server.get("/news/").status == 200);
}

#[cfg(unix)]
#[test]
fn it_ends_when_it_is_told_to_whoever_listens() {
    let workshop = workshop();
    let mut server = Server::start(&workshop, &[]);
    let mut events = server.events("/news/-/events?path=/news/");
    events.next();
    assert_eq!(server.running.stop(), Some(0));
}
