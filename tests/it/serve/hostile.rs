//! Paths and names that are meant to get at what is no part of the site: nothing comes back but refusals.

use crate::night::http::Server;
use crate::process::Workshop;
use crate::site_fixture::SHORT_CONFIG;

/// What only what lies outside of the site says.
const SECRET: &str = "only-outside-4711";

fn workshop() -> Workshop {
    let workshop = Workshop::new();
    workshop.write("site.yaml", format!("{SHORT_CONFIG}# {SECRET}\n"));
    workshop.write(
        "content/world/port.md",
        "---\ntitle: Port\ndate: 2026-11-20\n---\n",
    );
    workshop.write("static/a b.txt", "inside");
    workshop.write("secret.txt", SECRET);
    workshop.write(".env", SECRET);
    std::fs::write(workshop.site().with_file_name("secret.txt"), SECRET).unwrap();
    workshop
}

/// Every way to write a path that climbs, combined with what is to be reached.
fn paths() -> Vec<String> {
    let dots = [
        "..",
        "%2e%2e",
        "%2E.",
        ".%2e",
        "%252e%252e",
        "%c0%ae%c0%ae",
        "%e0%80%ae.",
        "..%00",
        "..;",
        "...",
        "....",
        ". .",
        "%2e%2e%20",
        "..%0d",
        "．．",
    ];
    let slashes = [
        "/",
        "%2f",
        "%2F",
        "\\",
        "%5c",
        "%255c",
        "//",
        "/./",
        "%c0%af",
        "%e2%88%95",
    ];
    let aims = ["secret.txt", "site.yaml", ".env", "etc/passwd"];
    let mut all = Vec::new();
    for dot in dots {
        for slash in slashes {
            for times in [1, 2, 5] {
                for aim in aims {
                    let climb = format!("{dot}{slash}").repeat(times);
                    all.push(format!("/{climb}{aim}"));
                    all.push(format!("/world/{climb}{aim}"));
                }
            }
        }
    }
    for whole in [
        "/.presstime/site",
        "/.presstime/files",
        "/.presstime/lock",
        "/%2epresstime/site",
        "/%2Epresstime%2Fsite",
        "/world/../.presstime/site",
        "/./.presstime/site",
        "//.presstime/site",
        "/.presstime./site",
        "/.presstime%20/site",
        "/.PRESSTIME/../.presstime/site",
        "//etc/passwd",
        "///etc/passwd",
        "/%2fetc/passwd",
        "/%2Fetc%2Fpasswd",
        "/C:/Windows/win.ini",
        "/C%3A%5CWindows%5Cwin.ini",
        "/c:secret.txt",
        "/file:///etc/passwd",
        "/index.html%00.txt",
        "/index.html%00",
        "/%",
        "/%2",
        "/%zz",
        "/%ff%fe",
        "/%00",
        "/-/../../secret.txt",
        "/-/%2e%2e/secret.txt",
        "/-/live.js/../../../secret.txt",
        "/-/events/../../secret.txt",
        "/secret.txt",
        "/.env",
        "/site.yaml",
        "/content/world/port.md",
        "/link/secret.txt",
        "/link.txt",
        "/world/link/site.yaml",
        "/?/../../secret.txt",
        "/index.html/../../secret.txt",
        "/a%20b.txt/../../../secret.txt",
        "/proc/self/environ",
        "/%70%72%6f%63/self/environ",
        "/..",
        "/../",
        "/.",
    ] {
        all.push(whole.to_owned());
    }
    all
}

fn is_refused(server: &Server, request: &[u8]) {
    let response = server.send(request);
    let shown = String::from_utf8_lossy(request).into_owned();
    let text = response.text();
    assert!(
        !text.contains(SECRET) && !text.contains("root:x:0"),
        "{shown:?}\n{text}"
    );
    assert!(
        !text.contains("presstime writes this folder"),
        "{shown:?}\n{text}"
    );
    // Refused by the server, or by its HTTP: no connection is just dropped.
    let is_refusal = matches!(response.status, 400 | 403 | 404 | 405 | 414 | 431 | 505);
    assert!(
        is_refusal || is_home(response.status, &text),
        "{shown:?}: {}\n{text}",
        response.head
    );
}

/// Some forms mean the site itself.
fn is_home(status: u16, text: &str) -> bool {
    status == 302 || (status == 200 && text.contains("The Harbour Courier"))
}

#[cfg(unix)]
#[test]
fn no_path_leaves_the_site() {
    use std::os::unix::fs::symlink;
    let workshop = workshop();
    for args in [&[][..], &["--memory"]] {
        let server = Server::start(&workshop, args);
        // Somebody put links into the output folder.
        let output = workshop.site().join(".presstime/desk");
        if args.is_empty() {
            symlink(workshop.site(), output.join("link")).unwrap();
            symlink(workshop.site(), output.join("world/link")).unwrap();
            symlink(workshop.site().join("secret.txt"), output.join("link.txt")).unwrap();
        }
        let paths = paths();
        assert!(paths.len() >= 200, "{}", paths.len());
        for path in &paths {
            let request =
                format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            is_refused(&server, request.as_bytes());
        }
        assert_eq!(server.get("/a%20b.txt").text(), "inside");
        if args.is_empty() {
            // They are no affair of the next server's.
            std::fs::remove_file(output.join("link")).unwrap();
        }
    }
}

#[test]
fn no_other_name_is_answered() {
    let workshop = workshop();
    let server = Server::start(&workshop, &["--allow-host", "desk.example"]);
    let bad = [
        "evil.example",
        "evil.example:4110",
        "localhost.evil.example",
        "desk.example.evil.example",
        "127.0.0.1.evil.example",
        "192.168.0.1",
        "0.0.0.0",
        "[::]",
        "169.254.169.254",
        "2130706433",
        "0x7f.1",
        "evil.example, localhost",
        "localhost, evil.example",
        "user@evil.example",
        "",
        " ",
        "localhost/../evil",
        "xn--lcalhost-54a",
    ];
    for host in bad {
        for target in ["/", "/world/2026/11/port/", "/-/", "/-/events?path=/"] {
            let request =
                format!("GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
            let response = server.send(&request);
            assert!(
                matches!(response.status, 400 | 403),
                "{request:?}: {}",
                response.head
            );
            assert!(!response.text().contains("Port"), "{request:?}");
        }
    }
    for request in [
        // No name, two names, one of each, and a name in the target.
        "GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: evil.example\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "GET http://localhost/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        "GET https://evil.example:4110/world/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "GET /\\evil HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: localhost\r\nConnection: close\r\n\r\n",
        "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\nConnection: close\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
    ] {
        let response = server.send(request);
        assert!(
            matches!(response.status, 400 | 403 | 405),
            "{request:?}: {}",
            response.head
        );
        assert!(!response.text().contains("Port"), "{request:?}");
    }
    let response = server.send("GET / HTTP/1.1\r\nHost: desk.example\r\nConnection: close\r\n\r\n");
    assert_eq!(response.status, 200);
    // A page elsewhere may not even show a photo of it.
    assert_eq!(
        response.header("cross-origin-resource-policy"),
        "same-origin"
    );
    assert_eq!(response.header("access-control-allow-origin"), "");
}
