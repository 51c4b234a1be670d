//! Google Cloud Storage and Azure Blob Storage, as their emulators speak them: `gcp-storage-emulator`, and Azurite by
//! Azure's makers. Before each stands what makes it fail when asked, and lets nobody in without the token, about which
//! the emulator of Google's does not ask.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use axum::http::StatusCode;
use opendal::Operator;
use opendal::services::{Azblob, Gcs};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::Outlet;
use super::front::{Behind, Front};
use super::mood::Mood;
use super::places::{self, Moody, Place};
use super::ssh::{free_port, wait_for};
use crate::site_fixture::Tree;

const CONTAINER: &str = "courier";

/// The account that every Azurite has, and the key that is no secret.
const ACCOUNT: &str = "devstoreaccount1";
const KEY: &str =
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/// Makes a container, for which Azure wants the request signed.
const MAKE_CONTAINER: &str = r#"
const [port, account, key, name] = process.argv.slice(1);
const date = new Date().toUTCString(), version = "2021-08-06";
const signed = `PUT${"\n".repeat(12)}x-ms-date:${date}\nx-ms-version:${version}\n/${account}/${account}/${name}\nrestype:container`;
const mac = require("node:crypto").createHmac("sha256", Buffer.from(key, "base64")).update(signed).digest("base64");
const headers = { "x-ms-date": date, "x-ms-version": version, authorization: `SharedKey ${account}:${mac}` };
fetch(`http://127.0.0.1:${port}/${account}/${name}?restype=container`, { method: "PUT", headers })
  .then((answer) => process.exit(answer.status === 201 ? 0 : 1));
"#;

/// An emulator with one container, which ends with this.
struct Cloud {
    /// How `site.yaml` describes it.
    target: String,
    /// The secret that opens it.
    secret: (&'static str, &'static str),
    front: Front,
    // What is there, seen from behind the front.
    operator: Operator,
    runtime: Runtime,
    child: Child,
    _root: TempDir,
}

impl Cloud {
    /// The server; `None`, saying so, where the emulator is not installed.
    fn google() -> Option<Cloud> {
        let program = tool("venv/bin/gcp-storage-emulator")?;
        let root = tempfile::tempdir().unwrap();
        let port = free_port();
        let child = Command::new(program)
            .args(["start", "--in-memory", "--default-bucket", CONTAINER])
            .args(["--host", "127.0.0.1", "--port", &port.to_string()])
            .current_dir(root.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        wait_for(port);
        let front = Front::before(Behind {
            port,
            authorization: Some("Bearer tide-and-time"),
            too_often: StatusCode::TOO_MANY_REQUESTS,
        });
        let bucket = Gcs::default()
            .bucket(CONTAINER)
            .endpoint(&format!("http://127.0.0.1:{port}"))
            .skip_signature();
        Some(Cloud {
            target: format!(
                "to: gcs, bucket: {CONTAINER}, endpoint: \"http://127.0.0.1:{}\"",
                front.port
            ),
            secret: ("PRESSTIME_LIVE_TOKEN", "tide-and-time"),
            front,
            operator: Operator::new(bucket).unwrap(),
            runtime: runtime(),
            child,
            _root: root,
        })
    }

    /// The server; `None`, saying so, where the emulator is not installed.
    fn azure() -> Option<Cloud> {
        let program = tool("node_modules/.bin/azurite-blob")?;
        let root = tempfile::tempdir().unwrap();
        let port = free_port();
        let child = Command::new(program)
            .args(["--silent", "--skipApiVersionCheck", "--disableTelemetry"])
            .args(["--blobPort", &port.to_string(), "--location"])
            .arg(root.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        wait_for(port);
        let made = Command::new("node")
            .args(["-e", MAKE_CONTAINER, &port.to_string()])
            .args([ACCOUNT, KEY, CONTAINER])
            .status();
        assert!(made.unwrap().success());
        let front = Front::before(Behind {
            port,
            authorization: None,
            too_often: StatusCode::TOO_MANY_REQUESTS,
        });
        let container = Azblob::default()
            .container(CONTAINER)
            .endpoint(&format!("http://127.0.0.1:{port}/{ACCOUNT}"))
            .account_name(ACCOUNT)
            .account_key(KEY);
        Some(Cloud {
            target: format!(
                "to: azure, account: {ACCOUNT}, container: {CONTAINER}, \
                 endpoint: \"http://127.0.0.1:{}/{ACCOUNT}\"",
                front.port
            ),
            secret: ("PRESSTIME_LIVE_ACCOUNT_KEY", KEY),
            front,
            operator: Operator::new(container).unwrap(),
            runtime: runtime(),
            child,
            _root: root,
        })
    }

    /// What a file is sent with: type and caching.
    fn headers(&self, path: &str) -> [String; 2] {
        let seen = self.runtime.block_on(self.operator.stat(path)).unwrap();
        [seen.content_type(), seen.cache_control()]
            .map(|header| header.unwrap_or_default().to_owned())
    }
}

/// A program that `.ci/run` installs; `None`, saying so, where it did not.
fn tool(path: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("target/validators")
        .join(path);
    if !path.exists() {
        eprintln!("skipped: there is no {}", path.display());
        return None;
    }
    Some(path)
}

fn runtime() -> Runtime {
    let _ = rustls::crypto::ring::default_provider().install_default();
    opendal_http_transport_reqwest::install_default();
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

impl Drop for Cloud {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Place for Cloud {
    fn outlet(&self, more: &str) -> Outlet {
        let (name, value) = self.secret;
        Outlet::new(&format!("{{{}{more}}}", self.target)).with(name, value)
    }

    fn tree(&self) -> Tree {
        self.runtime.block_on(async {
            let listed = self.operator.list_with("").recursive(true).await.unwrap();
            let mut tree = Tree::new();
            for entry in listed.iter().filter(|entry| entry.metadata().is_file()) {
                let bytes = self.operator.read(entry.path()).await.unwrap().to_vec();
                tree.insert(entry.path().to_owned(), bytes);
            }
            tree.retain(|path, _| !path.starts_with(".presstime/"));
            tree
        })
    }

    fn put(&self, path: &str, bytes: &[u8]) {
        let put = self.operator.write_with(path, bytes.to_vec());
        let put = put.content_type("text/html");
        self.runtime.block_on(async { put.await }).unwrap();
    }
}

impl Moody for Cloud {
    fn set(&self, mood: Mood) {
        self.front.set(mood);
    }
}

fn if_there(cloud: Option<Cloud>, holds: fn(&Cloud)) {
    if let Some(cloud) = cloud {
        holds(&cloud);
    }
}

/// Tests of each cloud.
macro_rules! of_each {
    ($($name:ident: $holds:expr;)+) => {
        mod google {
            use super::*;
            $(#[test] fn $name() { if_there(Cloud::google(), $holds); })+
        }
        mod azure {
            use super::*;
            $(#[test] fn $name() { if_there(Cloud::azure(), $holds); })+
        }
    };
}

of_each! {
    it_holds_what_it_should: |cloud| places::holds_what_it_should(cloud);
    a_change_behind_our_back_is_put_right: |cloud| places::is_verified(cloud);
    it_survives_kills: |cloud| places::survives_kills(cloud, &[80, 160, 320, 640]);
    all_gets_there_though_it_asks_to_slow_down: |cloud| places::gets_all_when_it_is_slow(cloud, 7);
    it_is_left_as_it_was_where_it_may_only_be_read: |cloud| places::is_left_as_it_was(cloud);
    files_are_kept_with_what_they_are_sent_with: are_kept_with_headers;
    a_wrong_secret_is_told_and_not_printed: tells_a_wrong_secret;
}

fn are_kept_with_headers(cloud: &Cloud) {
    let outlet = cloud.outlet("");
    outlet.deploy(&[]);
    let [kind, cache] = cloud.headers("index.html");
    assert_eq!(
        [&*kind, &*cache],
        ["text/html; charset=utf-8", "public, max-age=60"]
    );
    let [kind, cache] = cloud.headers(&super::sheet(&outlet.site()));
    let for_ever = "public, max-age=31536000, immutable";
    assert_eq!([&*kind, &*cache], ["text/css; charset=utf-8", for_ever]);
}

fn tells_a_wrong_secret(cloud: &Cloud) {
    let (name, _) = cloud.secret;
    // Azure's are in base64.
    let secret = "bm90IHRoZSBrZXk=";
    let said = cloud.outlet("").with(name, secret).refused(&[]);
    assert!(
        said.contains("deploy-denied") && said.contains(name),
        "{said}"
    );
    assert!(!said.contains(secret), "{said}");
    assert!(cloud.tree().is_empty());
}
