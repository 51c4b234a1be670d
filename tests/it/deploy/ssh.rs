//! SFTP, as OpenSSH's server speaks it.

use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::places::{self, Place};
use super::{Outlet, sheet};
use crate::process::tree;
use crate::site_fixture::Tree;

/// A server with one key, which ends with this.
struct Sshd {
    root: TempDir,
    port: u16,
    child: Child,
}

/// A port of this machine that nobody listens at.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// Waits until somebody does.
pub fn wait_for(port: u16) {
    let start = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(
            start.elapsed() < Duration::from_mins(1),
            "no server at port {port}"
        );
        std::thread::yield_now();
    }
}

impl Sshd {
    /// The server; `None`, saying so, where OpenSSH's is not installed.
    fn start() -> Option<Sshd> {
        Sshd::start_with("")
    }

    /// The same, with these options of the part that speaks SFTP.
    fn start_with(options: &str) -> Option<Sshd> {
        let server = [
            "/usr/lib/openssh/sftp-server",
            "/usr/libexec/sftp-server",
            "/usr/libexec/openssh/sftp-server",
        ];
        let server = server.into_iter().find(|path| Path::new(path).exists());
        let (Some(server), true) = (server, Path::new("/usr/sbin/sshd").exists()) else {
            eprintln!("skipped: there is no OpenSSH server here");
            return None;
        };
        let root = tempfile::tempdir().unwrap();
        let folder = root.path();
        for key in ["host", "user"] {
            let made = Command::new("ssh-keygen")
                .args(["-q", "-t", "ed25519", "-N", "", "-f"])
                .arg(folder.join(key))
                .status();
            assert!(made.unwrap().success());
        }
        std::fs::copy(folder.join("user.pub"), folder.join("authorized")).unwrap();
        std::fs::create_dir(folder.join("www")).unwrap();
        let port = free_port();
        let at = folder.display();
        let config = format!(
            "Port {port}\nListenAddress 127.0.0.1\nHostKey {at}/host\nAuthorizedKeysFile {at}/authorized\n\
             PidFile none\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n\
             Subsystem sftp {server} {options}\n"
        );
        std::fs::write(folder.join("sshd.conf"), config).unwrap();
        // The client that presstime starts reads its user's own files, which a test must not touch: `ssh` is one here
        // that reads others.
        let host = std::fs::read_to_string(folder.join("host.pub")).unwrap();
        std::fs::write(folder.join("known"), format!("[127.0.0.1]:{port} {host}")).unwrap();
        let config =
            format!("UserKnownHostsFile {at}/known\nIdentityFile {at}/user\nIdentitiesOnly yes\n");
        std::fs::write(folder.join("ssh.conf"), config).unwrap();
        std::fs::create_dir(folder.join("bin")).unwrap();
        let ssh = folder.join("bin/ssh");
        std::fs::write(
            &ssh,
            format!("#!/bin/sh\nexec /usr/bin/ssh -F {at}/ssh.conf \"$@\"\n"),
        )
        .unwrap();
        std::fs::set_permissions(&ssh, std::fs::Permissions::from_mode(0o755)).unwrap();
        // Where it lets go of its rights; some systems make it at every start.
        let _ = std::fs::create_dir_all("/run/sshd");
        let child = Command::new("/usr/sbin/sshd")
            .args(["-D", "-e", "-f"])
            .arg(folder.join("sshd.conf"))
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        wait_for(port);
        Some(Sshd { root, port, child })
    }

    fn www(&self) -> PathBuf {
        self.root.path().join("www")
    }
}

impl Drop for Sshd {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Place for Sshd {
    fn outlet(&self, more: &str) -> Outlet {
        let root = self.www();
        let target = format!(
            "{{to: sftp, host: 127.0.0.1, port: {}, root: {}{more}}}",
            self.port,
            root.display()
        );
        let path = std::env::var("PATH").unwrap_or_default();
        let bin = self.root.path().join("bin");
        Outlet::new(&target).with("PATH", &format!("{}:{path}", bin.display()))
    }

    fn tree(&self) -> Tree {
        tree(&self.www())
    }

    fn put(&self, path: &str, bytes: &[u8]) {
        let path = self.www().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

#[test]
fn sftp_holds_what_it_should() {
    if let Some(sshd) = Sshd::start() {
        places::holds_what_it_should(&sshd);
    }
}

#[test]
fn files_of_sftp_become_folders() {
    if let Some(sshd) = Sshd::start() {
        places::files_become_folders(&sshd);
    }
}

#[test]
fn sftp_survives_kills() {
    if let Some(sshd) = Sshd::start() {
        places::survives_kills(&sshd, &places::MOMENTS);
    }
}

#[test]
fn a_changed_sftp_is_put_right() {
    if let Some(sshd) = Sshd::start() {
        places::is_verified(&sshd);
    }
}

#[test]
fn sftp_that_may_only_be_read_is_told() {
    let Some(sshd) = Sshd::start_with("-R") else {
        return;
    };
    let said = sshd.outlet("").refused(&[]);
    assert!(said.contains("deploy-denied"), "{said}");
    assert!(sshd.tree().is_empty());
}

#[test]
fn sftp_tells_a_key_that_is_not_let_in() {
    let Some(sshd) = Sshd::start() else { return };
    std::fs::write(sshd.root.path().join("authorized"), "").unwrap();
    let said = sshd.outlet("").refused(&[]);
    assert!(said.contains("deploy-") && said.contains("ssh"), "{said}");
    assert!(sshd.tree().is_empty());
}

/// nginx with the recipe of the book, in a folder of its own; ends with this.
struct Nginx(Child);

impl Nginx {
    fn start(sshd: &Sshd, port: u16) -> Option<Nginx> {
        let nginx = Path::new("/usr/sbin/nginx");
        if !nginx.exists() {
            eprintln!("skipped: there is no nginx here");
            return None;
        }
        let book = std::fs::read_to_string("docs/deploy.md").unwrap();
        let recipe = book
            .split("```nginx\n")
            .nth(1)
            .and_then(|rest| rest.split("```").next())
            .unwrap();
        let recipe = recipe
            .replace("listen 80;", &format!("listen 127.0.0.1:{port};"))
            .replace("/srv/www/courier", &sshd.www().display().to_string());
        let folder = sshd.root.path().join("nginx");
        std::fs::create_dir(&folder).unwrap();
        let at = folder.display();
        // Whoever runs this may read the folder: nginx is to be no other.
        let user = Command::new("id").arg("-un").output().unwrap().stdout;
        let user = String::from_utf8(user).unwrap();
        let user = if user.trim() == "root" {
            "user root;"
        } else {
            ""
        };
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|name| format!("{name}_temp_path {at}/{name};\n"))
            .concat();
        let config = format!(
            "{user}\ndaemon off;\npid {at}/pid;\nerror_log {at}/error.log;\nevents {{}}\nhttp {{\naccess_log off;\n\
             types {{ text/html html; text/css css; }}\n{temporary}{recipe}}}\n"
        );
        std::fs::write(folder.join("nginx.conf"), config).unwrap();
        let child = Command::new(nginx)
            .arg("-c")
            .arg(folder.join("nginx.conf"))
            .arg("-p")
            .arg(&folder)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        wait_for(port);
        Some(Nginx(child))
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.0.id().to_string()).status();
        let _ = self.0.wait();
    }
}

/// What a browser is told: status, encoding and caching.
fn get(port: u16, path: &str) -> (u16, String, String) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let request = super::front::client().get(format!("http://127.0.0.1:{port}{path}"));
        let request = request
            .header("host", "courier.example")
            .header("accept-encoding", "gzip");
        let response = request.send().await.unwrap();
        let header = |name: &str| {
            let value = response
                .headers()
                .get(name)
                .and_then(|value| value.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        (
            response.status().as_u16(),
            header("content-encoding"),
            header("cache-control"),
        )
    })
}

#[test]
fn nginx_serves_what_was_published_by_the_recipe() {
    let Some(sshd) = Sshd::start() else { return };
    let outlet = sshd.outlet(", compress: [gzip]");
    outlet.deploy(&[]);
    let port = free_port();
    let Some(_nginx) = Nginx::start(&sshd, port) else {
        return;
    };
    assert_eq!(
        get(port, "/city/2026/01/story-1/"),
        (200, "gzip".to_owned(), String::new())
    );
    let sheet = sheet(&outlet.site());
    let (status, _, cache) = get(port, &format!("/{sheet}"));
    assert_eq!(
        (status, cache.as_str()),
        (200, "public, max-age=31536000, immutable")
    );
    assert_eq!(get(port, "/.presstime/head.json").0, 404);
    outlet.withdraw(1);
    outlet.deploy(&[]);
    assert_eq!(get(port, "/city/2026/01/story-1/").0, 404);
}
