//! Who is told what changed.

use std::sync::{Arc, Mutex};

use axum::extract::Request;
use axum::http::StatusCode;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::{Outlet, is, serve};

/// One who listens, and answers with a status.
struct Listener {
    port: u16,
    heard: Arc<Mutex<Vec<(String, String, String)>>>,
    status: Arc<Mutex<StatusCode>>,
    _runtime: Runtime,
}

impl Listener {
    fn new() -> Listener {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let status = Arc::new(Mutex::new(StatusCode::OK));
        let (hears, says) = (heard.clone(), status.clone());
        let app = axum::Router::new().fallback(move |request: Request| async move {
            let path = request.uri().path().to_owned();
            let authorization = request
                .headers()
                .get("authorization")
                .and_then(|value| value.to_str().ok());
            let authorization = authorization.unwrap_or_default().to_owned();
            let body = axum::body::to_bytes(request.into_body(), 1 << 20)
                .await
                .unwrap();
            let body = String::from_utf8_lossy(&body).into_owned();
            hears.lock().unwrap().push((path, authorization, body));
            *says.lock().unwrap()
        });
        let (port, runtime) = serve(app);
        Listener {
            port,
            heard,
            status,
            _runtime: runtime,
        }
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}/{path}", self.port)
    }

    /// What was heard at a path since it was last asked, with the authorization.
    fn heard(&self, path: &str) -> Vec<(String, String)> {
        let mut heard = self.heard.lock().unwrap();
        let (told, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut *heard)
            .into_iter()
            .partition(|(at, ..)| at == path);
        *heard = rest;
        told.into_iter()
            .map(|(_, authorization, body)| (authorization, body))
            .collect()
    }
}

fn outlet(folder: &TempDir, after: &str) -> Outlet {
    Outlet::new(&format!(
        "{{to: folder, path: {}, after: {after}}}",
        folder.path().display()
    ))
}

fn addresses(body: &str) -> Vec<String> {
    let value: Value = serde_json::from_str(body).unwrap();
    value["urls"]
        .as_array()
        .unwrap()
        .iter()
        .map(|url| url.as_str().unwrap().to_owned())
        .collect()
}

const STORY: &str = "https://courier.example/city/2026/01/story-1/";

#[test]
fn a_file_and_commands_get_the_addresses_that_changed() {
    let folder = tempfile::tempdir().unwrap();
    let outlet = outlet(
        &folder,
        "{urls: purge.txt, exec: ['cat > got.txt; echo $PRESSTIME_TARGET >> got.txt']}",
    );
    outlet.deploy(&[]);
    outlet.publish(1, "An edit.");
    let report = outlet.deploy(&[]);
    let urls: Vec<&str> = report["urls"]
        .as_array()
        .unwrap()
        .iter()
        .map(|url| url.as_str().unwrap())
        .collect();
    assert!(urls.contains(&STORY) && urls.len() < 25, "{urls:?}");
    let read = |name: &str| std::fs::read_to_string(outlet.workshop.site().join(name)).unwrap();
    let lines: String = urls.iter().map(|url| format!("{url}\n")).collect();
    assert_eq!(read("purge.txt"), lines);
    assert_eq!(read("got.txt"), format!("{lines}live\n"));
}

#[test]
fn a_webhook_gets_them_with_a_token_from_the_environment() {
    let (folder, listener) = (tempfile::tempdir().unwrap(), Listener::new());
    let outlet = outlet(&folder, "{webhooks: [{url: $PURGE, token: $PURGE_TOKEN}]}")
        .with("PURGE", &listener.url("purge"))
        .with("PURGE_TOKEN", "t0ken");
    outlet.deploy(&[]);
    let [(authorization, body)] = &listener.heard("/purge")[..] else {
        panic!("not told once")
    };
    assert_eq!(authorization, "Bearer t0ken");
    assert!(addresses(body).contains(&STORY.to_owned()), "{body}");

    // One who does not listen is told with the next.
    *listener.status.lock().unwrap() = StatusCode::INTERNAL_SERVER_ERROR;
    outlet.publish(1, "An edit.");
    let report = outlet.deploy(&[]);
    let said = report["diagnostics"].to_string();
    assert!(
        said.contains("500") && !said.contains("t0ken") && !said.contains("127.0.0.1"),
        "{said}"
    );
    *listener.status.lock().unwrap() = StatusCode::NO_CONTENT;
    listener.heard("/purge");
    outlet.publish(2, "Another edit.");
    outlet.deploy(&[]);
    let [(_, body)] = &listener.heard("/purge")[..] else {
        panic!("not told once")
    };
    assert!(addresses(body).contains(&STORY.to_owned()), "{body}");
    outlet.deploy(&[]);
    assert!(listener.heard("/purge").is_empty(), "told already");
}

#[test]
fn the_hub_is_told_of_feeds_and_search_engines_of_pages() {
    let (folder, listener) = (tempfile::tempdir().unwrap(), Listener::new());
    let after = format!(
        "{{websub: true, indexnow: {{key: 0123456789abcdef, endpoint: \"{}\"}}}}",
        listener.url("indexnow")
    );
    let target = format!(
        "{{to: folder, path: {}, after: {after}}}",
        folder.path().display()
    );
    let outlet = Outlet::new(&format!(
        "{target}\nfeed: {{hub: \"{}\"}}",
        listener.url("hub")
    ));
    let report = outlet.deploy(&[]);
    assert!(
        report["diagnostics"]
            .to_string()
            .contains("0123456789abcdef.txt"),
        "the key is to be on the site"
    );
    outlet
        .workshop
        .write("static/0123456789abcdef.txt", "0123456789abcdef");
    let feeds: Vec<String> = listener
        .heard("/hub")
        .into_iter()
        .map(|(_, body)| body)
        .collect();
    assert!(
        feeds.contains(
            &"hub.mode=publish&hub.url=https%3A%2F%2Fcourier.example%2Frss.xml".to_owned()
        ),
        "{feeds:?}"
    );
    assert!(
        feeds.iter().all(|feed| is(feed, "xml") || is(feed, "json")),
        "{feeds:?}"
    );

    let report = outlet.deploy(&[]);
    assert_eq!(report["diagnostics"], json!([]), "{report:#}");
    let [(_, body)] = &listener.heard("/indexnow")[..] else {
        panic!("not told once")
    };
    let told: Value = serde_json::from_str(body).unwrap();
    assert_eq!(told["host"], "courier.example");
    assert_eq!(
        told["keyLocation"],
        "https://courier.example/0123456789abcdef.txt"
    );
    let pages = told["urlList"].as_array().unwrap();
    assert!(
        pages.contains(&json!(STORY)) && !pages.contains(&json!("https://courier.example/rss.xml")),
        "{pages:?}"
    );
}

#[test]
fn a_dry_run_tells_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let outlet = outlet(&folder, "{urls: purge.txt}");
    outlet.deploy(&["--dry-run"]);
    assert!(!outlet.workshop.site().join("purge.txt").exists());
}
