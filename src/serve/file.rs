//! Files as they are sent: whole pages with what is put into them, all else as it lies, in parts if they are asked
//! for.

use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use futures_util::stream;

use super::path::{Range, range};
use super::{Edition, House, inject, version};
use crate::fs::{Stamp, join_inside};
use crate::media_type;
use crate::site::urls::Base;
use crate::site::{hash_bytes, hash_of};

/// A larger text is sent as it lies, links and all.
const TEXT: u64 = 16 << 20;

/// So many bytes of a file are in memory at a time.
const PIECE: usize = 128 << 10;

/// A file of the output folder.
pub struct Found {
    /// Its path below that.
    pub path: String,
    whole: PathBuf,
    stamp: Stamp,
}

/// What of a request matters to how a file is sent.
pub struct Asked<'a> {
    /// Its path, as it was asked for.
    pub path: &'a str,
    /// Scheme and host under which the site is looked at.
    pub root: &'a str,
    /// Its headers.
    pub headers: &'a HeaderMap,
}

impl House {
    /// A file of the output folder, if there is one: nothing that a link leads to elsewhere.
    pub fn find(&self, path: &str) -> Option<Found> {
        let output = &self.folders.output;
        let whole = join_inside(output, path)?;
        let stamp = self.disk.stamp(&whole)?;
        self.disk.is_inside(output, &whole).then(|| Found {
            path: path.to_owned(),
            whole,
            stamp,
        })
    }

    /// A picture that is still to be made of a photo: it is made while the browser waits.
    pub async fn develop(&self, path: &str) -> Option<Found> {
        let (lab, print) = (self.lab.clone(), path.to_owned());
        let kept = tokio::task::spawn_blocking(move || lab.print(&print));
        let whole = kept.await.ok().flatten()?;
        let stamp = self.disk.stamp(&whole)?;
        Some(Found {
            path: path.to_owned(),
            whole,
            stamp,
        })
    }

    /// The text of a file, if it is one.
    pub fn text(&self, found: &Found) -> Option<String> {
        let is_small = found.stamp.size <= TEXT;
        let bytes = is_small.then(|| self.disk.read(&found.whole).ok())??;
        String::from_utf8(bytes).ok()
    }

    /// What a page is now, for those who look at it.
    pub fn version(&self, path: &str, html: &str, edition: &Edition) -> version::Version {
        let note = edition.notices.get(path).map_or("", String::as_str);
        let output = &self.folders.output;
        version::of(html, note, &edition.base, &*self.disk, output)
    }

    /// Sends a file.
    pub fn send(
        &self,
        status: StatusCode,
        found: &Found,
        asked: &Asked,
        edition: &Edition,
    ) -> Response<Body> {
        let kind = media_type::of(&found.path);
        let essence = kind.split(';').next().unwrap_or_default();
        let text = match essence {
            "text/html"
            | "application/xml"
            | "application/json"
            | "text/plain"
            | "text/css"
            | "application/rss+xml"
            | "application/atom+xml"
            | "application/feed+json"
            | "application/manifest+json"
            | "image/svg+xml" => self.text(found),
            _ => None,
        };
        match text {
            Some(html) if essence == "text/html" => {
                if let Some(to) = redirect(&html, &edition.base) {
                    return super::answer::redirect(&to);
                }
                let version = self.version(&found.path, &html, edition);
                let insert = inject::Insert {
                    path: edition.base.path(),
                    asked: asked.path,
                    version: &version,
                    banner: edition.notices.get(&found.path).map(String::as_str),
                };
                let page = inject::page(&html, &edition.base, &insert);
                whole(status, page.into_bytes(), &kind, asked)
            }
            Some(text) => {
                let text = inject::local(&text, &edition.base, asked.root);
                whole(status, text.into_owned().into_bytes(), &kind, asked)
            }
            None => self.as_it_lies(status, found, asked, &kind),
        }
    }

    fn as_it_lies(
        &self,
        status: StatusCode,
        found: &Found,
        asked: &Asked,
        kind: &str,
    ) -> Response<Body> {
        let tag = format!("\"{:016x}\"", hash_of(&found.stamp));
        if is_known(asked.headers, &tag) {
            return not_modified(&tag);
        }
        let size = found.stamp.size;
        let wanted = asked_range(asked.headers, &tag, size);
        let (status, start, end) = match wanted {
            Range::Whole => (status, 0, size),
            Range::Part(start, end) => (StatusCode::PARTIAL_CONTENT, start, end),
            Range::Impossible => {
                let mut response = Response::new(Body::empty());
                *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
                put(
                    &mut response,
                    header::CONTENT_RANGE,
                    &format!("bytes */{size}"),
                );
                return response;
            }
        };
        let Ok(file) = self.disk.open_at(&found.whole, start) else {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NOT_FOUND;
            return response;
        };
        let mut response = Response::new(pieces(file, end - start));
        *response.status_mut() = status;
        put(&mut response, header::CONTENT_TYPE, kind);
        put(
            &mut response,
            header::CONTENT_LENGTH,
            &(end - start).to_string(),
        );
        put(&mut response, header::ACCEPT_RANGES, "bytes");
        put(&mut response, header::ETAG, &tag);
        if status == StatusCode::PARTIAL_CONTENT {
            let range = format!("bytes {start}-{}/{size}", end - 1);
            put(&mut response, header::CONTENT_RANGE, &range);
        }
        response
    }
}

/// A text, which is sent in one piece, or not at all where the browser has it already.
fn whole(status: StatusCode, bytes: Vec<u8>, kind: &str, asked: &Asked) -> Response<Body> {
    let tag = format!("\"{:016x}\"", hash_bytes(&bytes));
    if status == StatusCode::OK && is_known(asked.headers, &tag) {
        return not_modified(&tag);
    }
    let size = bytes.len();
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    put(&mut response, header::CONTENT_TYPE, kind);
    put(&mut response, header::CONTENT_LENGTH, &size.to_string());
    put(&mut response, header::ETAG, &tag);
    response
}

/// The address that a page leads on to, if that is all it does: what a former address of an article is.
fn redirect(html: &str, base: &Base) -> Option<String> {
    if html.len() > 4096 {
        return None;
    }
    let to = super::tags::tags(html).find_map(|part| match part {
        super::tags::Part::Open(tag) if tag.is("meta") => {
            let is_refresh = tag.attribute("http-equiv")?.eq_ignore_ascii_case("refresh");
            let content = tag.attribute("content").filter(|_| is_refresh)?;
            let url = content
                .trim()
                .strip_prefix('0')?
                .trim_start()
                .strip_prefix([';', ','])?;
            Some(url.trim_start().strip_prefix("url=")?.to_owned())
        }
        _ => None,
    })?;
    Some(inject::local(&to, base, "").into_owned())
}

fn asked_range(headers: &HeaderMap, tag: &str, size: u64) -> Range {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    match (text(header::RANGE), text(header::IF_RANGE)) {
        (Some(_), Some(condition)) if condition != tag => Range::Whole,
        (Some(wanted), _) => range(wanted, size),
        (None, _) => Range::Whole,
    }
}

fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok());
    known.is_some_and(|known| {
        known
            .split(',')
            .any(|one| one.trim().trim_start_matches("W/") == tag)
    })
}

fn not_modified(tag: &str) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    put(&mut response, header::ETAG, tag);
    response
}

/// Sets a header; what can't be one is left out.
pub fn put(response: &mut Response<Body>, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// So many bytes of a file, piece by piece. One that turns out shorter ends the connection, which the browser sees.
fn pieces(file: Box<dyn Read + Send>, length: u64) -> Body {
    let file = Arc::new(std::sync::Mutex::new(file.take(length)));
    Body::from_stream(stream::unfold((file, length), |(file, left)| async move {
        if left == 0 {
            return None;
        }
        let reader = file.clone();
        let read = tokio::task::spawn_blocking(move || {
            let mut reader = reader
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            let mut piece = Vec::with_capacity(PIECE);
            reader.by_ref().take(PIECE as u64).read_to_end(&mut piece)?;
            if piece.is_empty() {
                return Err(std::io::Error::from(std::io::ErrorKind::UnexpectedEof));
            }
            Ok(piece)
        });
        let piece = read
            .await
            .unwrap_or_else(|_| Err(std::io::ErrorKind::Other.into()));
        let left = match &piece {
            Ok(piece) => left.saturating_sub(piece.len() as u64),
            Err(_) => 0,
        };
        Some((piece.map(Bytes::from), (file, left)))
    }))
}
