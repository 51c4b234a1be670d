//! A store that speaks S3, on loopback, with real signatures: `s3s-fs`, behind what makes it fail when asked.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::extract::Request;
use axum::http::{Method, Response};
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s_fs::FileSystem;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::mood::{Mood, Temper, Turn};
use super::places::{Moody, Place};
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
    temper: Temper,
    found: Mutex<Vec<String>>,
    headers: Mutex<BTreeMap<String, [String; 3]>>,
    bucket: PathBuf,
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

    /// The requests since the mood was set: method and path.
    pub fn log(&self) -> Vec<String> {
        self.shared.temper.log()
    }

    /// Where a file of the bucket lies on this machine.
    pub fn file(&self, path: &str) -> PathBuf {
        self.shared.bucket.join(path)
    }

    /// The files there that are no part of the site.
    pub fn ours(&self) -> Vec<String> {
        let folder = std::fs::read_dir(self.file(".presstime")).unwrap();
        let name = |entry: std::io::Result<std::fs::DirEntry>| entry.unwrap().file_name();
        folder
            .map(|entry| name(entry).to_string_lossy().into_owned())
            .collect()
    }

    /// The gaps that a reader would have met.
    pub fn found(&self) -> Vec<String> {
        self.shared.found.lock().unwrap().clone()
    }

    /// What the headers said that a file was last put there with: type, caching and encoding.
    pub fn headers(&self, path: &str) -> [String; 3] {
        let kept = self.shared.headers.lock().unwrap();
        kept.get(&format!("/{BUCKET}/{path}"))
            .cloned()
            .unwrap_or_default()
    }
}

impl Place for Store {
    fn outlet(&self, more: &str) -> Outlet {
        let outlet = Outlet::new(&self.target(more));
        outlet
            .with("PRESSTIME_LIVE_ACCESS_KEY_ID", KEY)
            .with("PRESSTIME_LIVE_SECRET_ACCESS_KEY", SECRET)
    }

    fn tree(&self) -> Tree {
        tree(&self.shared.bucket)
    }

    fn put(&self, path: &str, bytes: &[u8]) {
        let path = self.shared.bucket.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

impl Moody for Store {
    fn set(&self, mood: Mood) {
        self.shared.temper.set(mood);
    }
}

impl Shared {
    fn look(&self) {
        if self.temper.mood().watch {
            let mut found = self.found.lock().unwrap();
            found.extend(gaps(&tree(&self.bucket)));
        }
    }
}

async fn answer(service: S3Service, shared: Arc<Shared>, request: Request) -> Response<Body> {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    // The server makes what buckets it is asked for; others do not.
    if path.split('/').nth(1) != Some(BUCKET) {
        return refusal(404, "NoSuchBucket");
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
    match shared.temper.turn(&method, &path) {
        Turn::Hang => std::future::pending().await,
        Turn::Overloaded => refusal(503, "ServiceUnavailable"),
        Turn::TooOften => refusal(503, "SlowDown"),
        Turn::Denied => refusal(403, "AccessDenied"),
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

fn refusal(status: u16, code: &str) -> Response<Body> {
    let body = format!(
        "<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>not now</Message></Error>"
    );
    let body = Body::from(body);
    Response::builder().status(status).body(body).unwrap()
}
