//! A running `presstime`, on real files: started, waited for, and stopped.

pub mod http;

use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::process::{Workshop, tree};
use crate::site_fixture::difference;

/// Longer than anything takes on a busy machine.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// A process that goes on until it is dropped.
pub struct Running {
    child: Child,
    said: Arc<Mutex<String>>,
}

impl Running {
    /// Starts a command of presstime in a site.
    pub fn start(site: &Path, args: &[&str]) -> Running {
        let mut command = Command::new(env!("CARGO_BIN_EXE_presstime"));
        command.args(args).arg("-C").arg(site);
        let mut child = command
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let said = Arc::new(Mutex::new(String::new()));
        let (lines, into) = (BufReader::new(child.stderr.take().unwrap()), said.clone());
        std::thread::spawn(move || {
            for line in lines.lines().map_while(Result::ok) {
                let _ = writeln!(into.lock().unwrap(), "{line}");
            }
        });
        Running { child, said }
    }

    /// `presstime watch`, past its first build.
    pub fn watch(workshop: &Workshop, args: &[&str]) -> Running {
        let output = workshop.output();
        let output = output.to_str().unwrap();
        let all = [&["watch", "-o", output], args].concat();
        let running = Running::start(&workshop.site(), &all);
        running.wait_for("the first build", || running.said().contains(" ms"));
        running
    }

    /// All it printed so far.
    pub fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    /// Waits until something is so.
    pub fn wait_for(&self, what: &str, is_so: impl FnMut() -> bool) {
        wait_for(&format!("{what}; it said:\n"), || self.said(), is_so);
    }

    /// Its process number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it ends by itself. Returns the exit code.
    pub fn ended(&mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }

    /// Asks it to end, as Ctrl-C does, and waits for that. Returns the exit code.
    #[cfg(unix)]
    pub fn stop(&mut self) -> Option<i32> {
        self.end("-INT")
    }

    /// The same as whoever manages services does it. What a script starts in the background begins with ignoring
    /// Ctrl-C, but not this.
    #[cfg(unix)]
    pub fn terminate(&mut self) -> Option<i32> {
        self.end("-TERM")
    }

    #[cfg(unix)]
    fn end(&mut self, signal: &str) -> Option<i32> {
        let id = self.id().to_string();
        Command::new("kill").args([signal, &id]).status().unwrap();
        self.child.wait().unwrap().code()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn wait_for(what: &str, more: impl Fn() -> String, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "never came: {what}{}", more());
        std::thread::sleep(Duration::from_millis(3));
    }
}

/// What an output file of a site says; nothing where there is none.
pub fn text(output: &Path, path: &str) -> String {
    let bytes = std::fs::read(output.join(path)).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

impl Workshop {
    /// What a build from nothing makes of the sources as they are, now.
    pub fn clean_now(&self, args: &[&str]) -> crate::site_fixture::Tree {
        let elsewhere = self.elsewhere();
        let _ = std::fs::remove_dir_all(&elsewhere);
        let mut command = Command::new(env!("CARGO_BIN_EXE_presstime"));
        command.args(["build", "--full", "-C"]).arg(self.site());
        let output = command
            .arg("-o")
            .arg(&elsewhere)
            .args(args)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        tree(&elsewhere)
    }

    /// Waits until what is published is what a clean build makes.
    pub fn wait_until_clean(&self, running: &Running) {
        let clean = self.clean_now(&[]);
        let mut found = None;
        running.wait_for("the bytes of a clean build", || {
            found = difference(&clean, &tree(&self.output()));
            found.is_none()
        });
    }

    pub fn path(&self, path: &str) -> std::path::PathBuf {
        self.site().join(path)
    }

    pub fn rename(&self, from: &str, to: &str) {
        std::fs::rename(self.path(from), self.path(to)).unwrap();
    }

    pub fn remove(&self, path: &str) {
        std::fs::remove_file(self.path(path)).unwrap();
    }
}
