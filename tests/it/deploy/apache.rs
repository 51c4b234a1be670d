//! `WebDAV`, as Apache's `mod_dav` speaks it.

use std::fmt::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use axum::http::StatusCode;
use tempfile::TempDir;

use super::Outlet;
use super::front::{Behind, Front};
use super::mood::Mood;
use super::places::{self, Moody, Place};
use crate::process::tree;
use crate::site_fixture::Tree;

const MODULES: &str = "/usr/lib/apache2/modules";

/// A server with one user, which ends with this.
struct Apache {
    root: TempDir,
    // What makes it fail when asked; most tests speak with the server itself.
    front: Option<Front>,
    port: u16,
    child: Child,
}

impl Apache {
    /// The server; `None`, saying so, where Apache is not installed.
    fn start(more: &str) -> Option<Apache> {
        let binary = ["/usr/sbin/apache2", "/usr/sbin/httpd"]
            .into_iter()
            .find(|path| Path::new(path).exists());
        let (Some(binary), true) = (binary, Path::new(MODULES).is_dir()) else {
            eprintln!("skipped: there is no apache2 here");
            return None;
        };
        let root = tempfile::tempdir().unwrap();
        let folder = root.path();
        // Whoever starts it, the server's own user is to write there.
        open_to_all(folder);
        for name in ["www", "state"] {
            std::fs::create_dir(folder.join(name)).unwrap();
            open_to_all(&folder.join(name));
        }
        // `press`, with the password `tide`.
        std::fs::write(
            folder.join("users"),
            "press:{SHA}F8dy1i1vEIwh3t/g0q5/SVqFmPo=\n",
        )
        .unwrap();
        let port = super::ssh::free_port();
        let mut config = String::new();
        for module in [
            "mpm_event",
            "dav",
            "dav_fs",
            "authn_core",
            "authn_file",
            "authz_core",
            "authz_user",
            "auth_basic",
            "alias",
        ] {
            let file = format!("{MODULES}/mod_{module}.so");
            if Path::new(&file).exists() {
                let _ = writeln!(config, "LoadModule {module}_module {file}");
            }
        }
        let at = folder.display();
        let _ = write!(
            config,
            "ServerName localhost\nListen 127.0.0.1:{port}\nDocumentRoot {at}/www\nPidFile {at}/state/pid\n\
             ErrorLog {at}/state/error.log\nMutex file:{at}/state\nDavLockDB {at}/state/locks\n\
             User {}\nGroup {}\n\
             <Directory {at}/www>\nDav On\nAuthType Basic\nAuthName press\nAuthUserFile {at}/users\n\
             <RequireAll>\nRequire valid-user\n{more}\n</RequireAll>\n</Directory>\n",
            user("-un"),
            user("-gn")
        );
        std::fs::write(folder.join("apache.conf"), config).unwrap();
        let child = Command::new(binary)
            .args(["-D", "FOREGROUND", "-f"])
            .arg(folder.join("apache.conf"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        super::ssh::wait_for(port);
        Some(Apache {
            root,
            front: None,
            port,
            child,
        })
    }

    /// The same behind a front.
    fn behind_a_front() -> Option<Apache> {
        let mut apache = Apache::start("")?;
        let front = Front::before(Behind {
            port: apache.port,
            authorization: None,
            too_often: StatusCode::SERVICE_UNAVAILABLE,
        });
        apache.front = Some(front);
        Some(apache)
    }
}

/// Who runs this; a server does not run as root.
fn user(which: &str) -> String {
    let name = Command::new("id").arg(which).output().unwrap().stdout;
    let name = String::from_utf8(name).unwrap().trim().to_owned();
    match (name.as_str(), which) {
        ("root", "-gn") => "nogroup".to_owned(),
        ("root", _) => "nobody".to_owned(),
        _ => name,
    }
}

fn open_to_all(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o777)).unwrap();
}

impl Drop for Apache {
    fn drop(&mut self) {
        let _ = Command::new("kill")
            .arg(self.child.id().to_string())
            .status();
        let _ = self.child.wait();
    }
}

impl Place for Apache {
    fn outlet(&self, more: &str) -> Outlet {
        let port = self.front.as_ref().map_or(self.port, |front| front.port);
        let outlet = Outlet::new(&format!(
            "{{to: webdav, endpoint: \"http://127.0.0.1:{port}/\"{more}}}"
        ));
        outlet
            .with("PRESSTIME_LIVE_USERNAME", "press")
            .with("PRESSTIME_LIVE_PASSWORD", "tide")
    }

    fn tree(&self) -> Tree {
        let mut tree = tree(&self.root.path().join("www"));
        tree.retain(|path, _| !path.contains(".DAV/"));
        tree
    }

    fn put(&self, path: &str, bytes: &[u8]) {
        let www = self.root.path().join("www");
        let path = www.join(path);
        let missing: Vec<_> = path
            .ancestors()
            .skip(1)
            .take_while(|folder| !folder.exists())
            .collect();
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        missing.into_iter().for_each(open_to_all);
        std::fs::write(&path, bytes).unwrap();
        open_to_all(&path);
    }
}

impl Moody for Apache {
    fn set(&self, mood: Mood) {
        self.front.as_ref().unwrap().set(mood);
    }
}

#[test]
fn webdav_holds_what_it_should() {
    if let Some(apache) = Apache::start("") {
        places::holds_what_it_should(&apache);
    }
}

#[test]
fn files_of_webdav_become_folders() {
    if let Some(apache) = Apache::start("") {
        places::files_become_folders(&apache);
    }
}

#[test]
fn webdav_survives_kills() {
    if let Some(apache) = Apache::start("") {
        places::survives_kills(&apache, &places::MOMENTS);
    }
}

#[test]
fn a_webdav_that_asks_to_slow_down_gets_all_of_it() {
    if let Some(apache) = Apache::behind_a_front() {
        // A file takes up to eight requests there, and all of them again if one is refused.
        places::gets_all_when_it_is_slow(&apache, 17);
    }
}

#[test]
fn a_changed_webdav_is_put_right() {
    if let Some(apache) = Apache::start("") {
        places::is_verified(&apache);
    }
}

#[test]
fn webdav_tells_wrong_credentials_and_what_may_only_be_read() {
    let Some(apache) = Apache::start("Require method GET HEAD OPTIONS PROPFIND") else {
        return;
    };
    let said = apache
        .outlet("")
        .with("PRESSTIME_LIVE_PASSWORD", "ebb")
        .refused(&[]);
    assert!(
        said.contains("deploy-denied") && said.contains("PRESSTIME_LIVE_PASSWORD"),
        "{said}"
    );
    assert!(!said.contains("ebb"), "{said}");
    let said = apache.outlet("").refused(&[]);
    assert!(said.contains("deploy-denied"), "{said}");
    assert!(apache.tree().is_empty());
}
