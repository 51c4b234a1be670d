//! From a request to a response.

use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Response, StatusCode, Uri, header};

use super::file::{Asked, Found, put};
use super::path::wanted;
use super::{Edition, House, desk, events, inject, version};
use crate::render::values::escape;
use crate::site::urls::percent_decode;

/// The script that keeps a page as it is on disk.
const LIVE: &str = include_str!("live.js");

/// How long a request waits for the first build before it is told to wait.
const FIRST: Duration = Duration::from_millis(2_500);

/// Answers a request, whatever it is.
pub async fn answer(State(house): State<Arc<House>>, request: Request) -> Response<Body> {
    let (request, _) = request.into_parts();
    let is_head = request.method == Method::HEAD;
    let mut response = respond(&house, &request).await;
    let headers = response.headers_mut();
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(header::HeaderValue::from_static("no-cache"));
    for (name, value) in [
        ("cross-origin-resource-policy", "same-origin"),
        ("x-content-type-options", "nosniff"),
    ] {
        put(&mut response, header::HeaderName::from_static(name), value);
    }
    if is_head {
        *response.body_mut() = Body::empty();
    }
    response
}

async fn respond(house: &Arc<House>, request: &Parts) -> Response<Body> {
    let Some(host) = host(house, &request.headers, &request.uri) else {
        return plain(
            StatusCode::FORBIDDEN,
            "This server does not answer under that name: a web page elsewhere could read what is not published.\n\
             If the name is yours, start presstime serve with --allow-host NAME.\n",
        );
    };
    if ![Method::GET, Method::HEAD].contains(&request.method) {
        let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD.\n");
        put(&mut response, header::ALLOW, "GET, HEAD");
        return response;
    }
    let edition = first_edition(house).await;
    let path = request.uri.path();
    let base = edition.base.path();
    let Some(below) = edition.below(path) else {
        // All that is outside of the site's sub-path: its beginning, at least, leads to it.
        let rest = if path == "/-/" || path == "/-" {
            "/-/"
        } else {
            "/"
        };
        return match path {
            "/" | "/-" | "/-/" => redirect(&format!("{base}{rest}")),
            path if path == base => redirect(&format!("{base}/")),
            _ => missing(house, request, &host, &edition),
        };
    };
    if let Some(own) = below.strip_prefix("/-/") {
        return ours(house, own, request, &edition);
    }
    if below == "/-" {
        return redirect(&format!("{base}/-/"));
    }
    if !edition.is_ready {
        return unready(&edition, path);
    }
    let asked = asked(request, &host);
    let Some(file) = wanted(below) else {
        return missing(house, request, &host, &edition);
    };
    if let Some(found) = house.find(&file) {
        return house.send(StatusCode::OK, &found, &asked, &edition);
    }
    // It may have been published since it was looked for.
    if let Some(found) = house.develop(&file).await.or_else(|| house.find(&file)) {
        return house.send(StatusCode::OK, &found, &asked, &edition);
    }
    if !below.ends_with('/') && house.find(&format!("{file}/index.html")).is_some() {
        let query = request
            .uri
            .query()
            .map_or(String::new(), |query| format!("?{query}"));
        return redirect(&format!("{path}/{query}"));
    }
    missing(house, request, &host, &edition)
}

impl House {
    /// The file whose page is shown at a path, be it the one for what is not found.
    pub fn resolve(&self, path: &str, edition: &Edition) -> Option<Found> {
        let below = edition.below(path);
        // What lies in the folder from before the first build is not served.
        if !edition.is_ready {
            return None;
        }
        if below.is_some_and(|below| below == "/-" || below.starts_with("/-/")) {
            return None;
        }
        let found = below.and_then(wanted).and_then(|file| self.find(&file));
        found.or_else(|| self.not_found(path, edition))
    }

    /// The page for what is not found, in the language of the nearest folder above that has one.
    fn not_found(&self, path: &str, edition: &Edition) -> Option<Found> {
        let below = path.strip_prefix(edition.base.path()).unwrap_or_default();
        let first = below
            .trim_start_matches('/')
            .split('/')
            .next()
            .unwrap_or_default();
        let nearest = wanted(&format!("/{first}/404.html")).and_then(|file| self.find(&file));
        nearest.or_else(|| self.find("404.html"))
    }
}

/// The edition to answer from: the first is waited for a little.
async fn first_edition(house: &House) -> Arc<Edition> {
    let mut latest = house.latest.clone();
    let is_there = |edition: &Arc<Edition>| edition.is_ready || edition.fault.is_some();
    let first = latest.wait_for(is_there);
    match tokio::time::timeout(FIRST, first).await {
        Ok(Ok(edition)) => edition.clone(),
        _ => house.latest.borrow().clone(),
    }
}

/// Scheme and host under which the server was asked, if it may answer to that.
fn host(house: &House, headers: &HeaderMap, uri: &Uri) -> Option<String> {
    let mut named = headers.get_all(header::HOST).iter();
    let host = named.next()?.to_str().ok()?;
    let is_one = named.next().is_none();
    let is_meant = uri
        .authority()
        .is_none_or(|meant| house.hosts.allow(meant.as_str()));
    let forwarded = headers
        .get("x-forwarded-proto")
        .is_some_and(|scheme| scheme == "https");
    let scheme = if forwarded { "https" } else { "http" };
    (is_one && is_meant && house.hosts.allow(host)).then(|| format!("{scheme}://{host}"))
}

fn asked<'a>(request: &'a Parts, root: &'a str) -> Asked<'a> {
    Asked {
        path: request.uri.path(),
        root,
        headers: &request.headers,
    }
}

/// What is presstime's own: the desk, and what pages need to stay as they are on disk.
fn ours(house: &Arc<House>, own: &str, request: &Parts, edition: &Edition) -> Response<Body> {
    match own {
        "" => {
            let html = edition.desk.page(edition, request.uri.path());
            text(StatusCode::OK, "text/html; charset=utf-8", html)
        }
        "desk.css" => text(
            StatusCode::OK,
            "text/css; charset=utf-8",
            desk::STYLE.to_owned(),
        ),
        "desk.js" => text(
            StatusCode::OK,
            "text/javascript; charset=utf-8",
            desk::SCRIPT.to_owned(),
        ),
        "live.js" => text(
            StatusCode::OK,
            "text/javascript; charset=utf-8",
            LIVE.to_owned(),
        ),
        "events" => {
            let query = request.uri.query().unwrap_or_default();
            let asked = query.split('&').find_map(|pair| pair.strip_prefix("path="));
            let asked = percent_decode(asked.unwrap_or_default()).into_owned();
            events::stream_of(house.clone(), asked)
        }
        _ => plain(StatusCode::NOT_FOUND, "There is no such thing.\n"),
    }
}

/// The answer where there is no file.
fn missing(house: &House, request: &Parts, host: &str, edition: &Edition) -> Response<Body> {
    let path = request.uri.path();
    match house.not_found(path, edition) {
        Some(found) => house.send(
            StatusCode::NOT_FOUND,
            &found,
            &asked(request, host),
            edition,
        ),
        None if edition.is_ready && edition.fault.is_none() => {
            let words = "<h1>Not found</h1><p>The site has no such page.</p>";
            bare(StatusCode::NOT_FOUND, words, edition, path)
        }
        None => unready(edition, path),
    }
}

/// The answer while there is no site yet; it gives way to the site by itself.
fn unready(edition: &Edition, path: &str) -> Response<Body> {
    let words = match &edition.fault {
        None => "<h1>The first build is under way</h1><p>This page gives way to the site when it is done.</p>".to_owned(),
        Some(fault) => format!("<h1>The site can’t be built</h1><pre>{}</pre>", escape(fault)),
    };
    bare(StatusCode::SERVICE_UNAVAILABLE, &words, edition, path)
}

/// A page of presstime's own in place of one of the site's.
fn bare(status: StatusCode, words: &str, edition: &Edition, path: &str) -> Response<Body> {
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>presstime</title></head>\
         <body>{words}</body></html>"
    );
    let insert = inject::Insert {
        path: edition.base.path(),
        asked: path,
        version: &version::Version::default(),
        banner: None,
    };
    let html = inject::page(&html, &edition.base, &insert);
    text(status, "text/html; charset=utf-8", html)
}

/// Leads on to a path of this server. It is not to be remembered.
pub fn redirect(to: &str) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::FOUND;
    let mut ascii = String::with_capacity(to.len());
    for byte in to.bytes() {
        if byte.is_ascii_graphic() {
            ascii.push(char::from(byte));
        } else {
            // Writing to memory does not fail.
            let _ = write!(ascii, "%{byte:02X}");
        }
    }
    put(&mut response, header::LOCATION, &ascii);
    response
}

fn plain(status: StatusCode, words: &str) -> Response<Body> {
    text(status, "text/plain; charset=utf-8", words.to_owned())
}

fn text(status: StatusCode, kind: &str, words: String) -> Response<Body> {
    let size = words.len();
    let mut response = Response::new(Body::from(words));
    *response.status_mut() = status;
    put(&mut response, header::CONTENT_LENGTH, &size.to_string());
    put(&mut response, header::CONTENT_TYPE, kind);
    response
}
