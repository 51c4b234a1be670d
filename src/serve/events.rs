//! Server-sent events: to each page that somebody looks at, what it is now and whether the site can be built.
//!
//! What has changed is not told, since a page may have missed some of it, or the server may have started anew; each
//! page compares what it is with what it was when it was sent.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{Response, header};
use futures_util::stream;
use serde_json::json;
use tokio::sync::watch;

use super::file::put;
use super::{Edition, House, desk};

/// A word in between, so that no proxy takes the connection for dead.
const WORD: Duration = Duration::from_secs(15);

/// A stream of what becomes of a page, by the path that it was asked for.
pub fn stream_of(house: Arc<House>, asked: String) -> Response<Body> {
    let mut latest = house.latest.clone();
    latest.mark_changed();
    let start = (house, asked, latest, String::new());
    let body = stream::unfold(start, |(house, asked, mut latest, last)| async move {
        loop {
            let Some(edition) = next(&mut latest).await? else {
                let word = Bytes::from_static(b": still here\n\n");
                return Some((Ok::<_, Infallible>(word), (house, asked, latest, last)));
            };
            let told = told(&house, &asked, &edition);
            if told != last {
                let event = Bytes::from(format!("retry: 300\ndata: {told}\n\n"));
                return Some((Ok(event), (house, asked, latest, told)));
            }
        }
    });
    let mut response = Response::new(Body::from_stream(body));
    put(&mut response, header::CONTENT_TYPE, "text/event-stream");
    put(&mut response, header::CACHE_CONTROL, "no-store");
    // nginx would keep events until it has many.
    put(
        &mut response,
        header::HeaderName::from_static("x-accel-buffering"),
        "no",
    );
    response
}

/// The next edition, `None` if there was none for a while; nothing at all when the press has stopped.
async fn next(latest: &mut watch::Receiver<Arc<Edition>>) -> Option<Option<Arc<Edition>>> {
    match tokio::time::timeout(WORD, latest.changed()).await {
        Ok(Ok(())) => Some(Some(latest.borrow_and_update().clone())),
        Ok(Err(_)) => None,
        Err(_) => Some(None),
    }
}

/// What there is to tell a page.
fn told(house: &House, asked: &str, edition: &Edition) -> String {
    let version = match house.resolve(asked, edition) {
        Some(found) => {
            let html = house.text(&found).unwrap_or_default();
            house.version(&found.path, &html, edition)
        }
        None if desk::is_at(asked, edition) => edition.desk.version(),
        None => super::version::Version::default(),
    };
    json!({
        "page": format!("{:016x}", version.page),
        "sheets": format!("{:016x}", version.sheets_hash()),
        "hrefs": version.sheets,
        "fault": edition.fault.as_deref(),
    })
    .to_string()
}
