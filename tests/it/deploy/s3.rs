//! A store that speaks S3, on loopback, with real signatures: `s3s-fs`, behind what makes it fail when asked.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::extract::Request;
use axum::http::{Method, Response, StatusCode};
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s_fs::FileSystem;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::{Outlet, gaps, serve};
use crate::process::tree;
use crate::site_fixture::Tree;

pub const KEY: &str = "AKEXAMPLE";
pub const SECRET: &str = "not-a-secret";
const BUCKET: &str = "courier";

/// A store with one bucket, which is gone with this.
pub struct Store {
    _root: TempDir,
    port: u16,
    shared: Arc<Shared>,
    // Its threads end with it.
    _runtime: Runtime,
}

/// What the store is told, and what it tells.
#[derive(Default)]
pub struct Shared {
    log: Mutex<Vec<String>>,
    mood: Mutex<Mood>,
    found: Mutex<Vec<String>>,
    headers: Mutex<BTreeMap<String, [String; 3]>>,
    bucket: PathBuf,
}

/// How the store behaves.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mood {
    /// Every so many requests it refuses one for the moment, by turns as overloaded and as asked too often.
    pub refuse_each: Option<usize>,
    /// It changes nothing.
    pub is_read_only: bool,
    /// After so many changes it answers nothing any more.
    pub hang_after: Option<usize>,
    /// It looks, after each change, whether a reader would meet a gap.
    pub watch: bool,
}

impl Store {
    pub fn new() -> Store {
        let root = tempfile::tempdir().unwrap();
        let bucket = root.path().join(BUCKET);
        std::fs::create_dir(&bucket).unwrap();
        let mut builder = S3ServiceBuilder::new(FileSystem::new(root.path()).unwrap());
        builder.set_auth(SimpleAuth::from_single(KEY, SECRET));
        let service = builder.build();
        let shared = Arc::new(Shared {
            bucket,
            ..Shared::default()
        });
        let state = shared.clone();
        let app = axum::Router::new()
            .fallback(move |request: Request| answer(service.clone(), state.clone(), request));
        let (port, runtime) = serve(app);
        Store {
            _root: root,
            port,
            shared,
            _runtime: runtime,
        }
    }

    /// How `site.yaml` describes it, with further keys.
    pub fn target(&self, more: &str) -> String {
        format!(
            "{{to: s3, bucket: {BUCKET}, endpoint: \"http://127.0.0.1:{}\"{more}}}",
            self.port
        )
    }

    /// A site that is published there.
    pub fn outlet(&self, more: &str) -> Outlet {
        let outlet = Outlet::new(&self.target(more));
        outlet
            .with("PRESSTIME_LIVE_ACCESS_KEY_ID", KEY)
            .with("PRESSTIME_LIVE_SECRET_ACCESS_KEY", SECRET)
    }

    pub fn set(&self, mood: Mood) {
        *self.shared.mood.lock().unwrap() = mood;
        self.shared.log.lock().unwrap().clear();
    }

    /// The requests since the mood was set: method and path.
    pub fn log(&self) -> Vec<String> {
        self.shared.log.lock().unwrap().clone()
    }

    /// The gaps that a reader would have met.
    pub fn found(&self) -> Vec<String> {
        self.shared.found.lock().unwrap().clone()
    }

    pub fn put(&self, path: &str, bytes: &[u8]) {
        let path = self.shared.bucket.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    /// What readers have.
    pub fn tree(&self) -> Tree {
        tree(&self.shared.bucket)
    }

    /// What the headers said that a file was last put there with: type, caching and encoding.
    pub fn headers(&self, path: &str) -> [String; 3] {
        let kept = self.shared.headers.lock().unwrap();
        kept.get(&format!("/{BUCKET}/{path}"))
            .cloned()
            .unwrap_or_default()
    }
}

impl Shared {
    /// What becomes of a request, if the store does not just do it.
    fn turn(&self, method: &Method, path: &str) -> Turn {
        let mut log = self.log.lock().unwrap();
        log.push(format!("{method} {path}"));
        let mood = *self.mood.lock().unwrap();
        let is_change = |line: &&String| !line.starts_with("GET") && !line.starts_with("HEAD");
        let changes = log.iter().filter(is_change).count();
        if mood.hang_after.is_some_and(|most| changes > most) {
            return Turn::Hang;
        }
        if mood.is_read_only && *method != Method::GET && *method != Method::HEAD {
            return Turn::Refuse(StatusCode::FORBIDDEN, "AccessDenied");
        }
        match mood
            .refuse_each
            .map(|each| (log.len() % each, log.len() / each))
        {
            Some((0, turn)) if turn % 2 == 0 => {
                Turn::Refuse(StatusCode::SERVICE_UNAVAILABLE, "ServiceUnavailable")
            }
            Some((0, _)) => Turn::Refuse(StatusCode::SERVICE_UNAVAILABLE, "SlowDown"),
            _ => Turn::Do,
        }
    }

    fn look(&self) {
        if self.mood.lock().unwrap().watch {
            let mut found = self.found.lock().unwrap();
            found.extend(gaps(&tree(&self.bucket)));
        }
    }
}

enum Turn {
    Do,
    Refuse(StatusCode, &'static str),
    Hang,
}

async fn answer(service: S3Service, shared: Arc<Shared>, request: Request) -> Response<Body> {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    // The server makes what buckets it is asked for; others do not.
    if path.split('/').nth(1) != Some(BUCKET) {
        let body = "<?xml version=\"1.0\"?><Error><Code>NoSuchBucket</Code><Message>none</Message></Error>";
        return Response::builder()
            .status(404)
            .body(Body::from(body))
            .unwrap();
    }
    if method == Method::PUT {
        let header = |name: &str| {
            let value = request
                .headers()
                .get(name)
                .and_then(|value| value.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        let headers = ["content-type", "cache-control", "content-encoding"].map(header);
        shared.headers.lock().unwrap().insert(path.clone(), headers);
    }
    match shared.turn(&method, &path) {
        Turn::Hang => std::future::pending().await,
        Turn::Refuse(status, code) => {
            let body = format!(
                "<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>not now</Message></Error>"
            );
            Response::builder()
                .status(status)
                .body(Body::from(body))
                .unwrap()
        }
        Turn::Do => {
            let answered = service.call(request.map(s3s::Body::http_body_unsync)).await;
            if method != Method::GET && method != Method::HEAD {
                shared.look();
            }
            match answered {
                Ok(response) => response.map(Body::new),
                Err(error) => {
                    let body = Body::from(format!("{error:?}"));
                    Response::builder().status(500).body(body).unwrap()
                }
            }
        }
    }
}
