//! A command to run after each build that changed something.
//!
//! It is given the paths of the files that were written or removed since it last ended well, and never runs twice at
//! once: what builds change while it runs it is given when it has ended. So a deployment that fails, or that takes
//! longer than the next edit, loses nothing.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use crate::engine::Report;

/// A command as the user wrote it, and where it runs.
#[derive(Clone, Debug)]
pub struct Order {
    /// For the shell.
    pub command: String,
    /// The site's folder, in which it runs.
    pub site: PathBuf,
    /// The output folder, below which the paths are that it is given.
    pub output: PathBuf,
}

/// What one build changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    written: BTreeSet<String>,
    removed: BTreeSet<String>,
}

impl Changed {
    /// The files of a build.
    pub fn by(report: &Report) -> Changed {
        Changed {
            written: report.written.iter().cloned().collect(),
            removed: report.removed.iter().cloned().collect(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.written.is_empty() && self.removed.is_empty()
    }

    /// Both, one after the other.
    pub fn then(&mut self, later: Changed) {
        for path in later.written {
            self.removed.remove(&path);
            self.written.insert(path);
        }
        for path in later.removed {
            self.written.remove(&path);
            self.removed.insert(path);
        }
    }

    /// The paths in order, one a line. A line break in a name is written as `\n`, so that a line is a path.
    pub fn lines(&self) -> String {
        let all: BTreeSet<&String> = self.written.union(&self.removed).collect();
        let escaped = |path: &&String| path.replace('\\', "\\\\").replace('\n', "\\n") + "\n";
        all.iter().map(escaped).collect()
    }
}

/// Runs the command for what it is sent, until nobody sends any more. What came of each it tells.
///
/// A command that failed is run again with the next files, or after so long.
pub fn run(
    order: &Order,
    sent: &Receiver<Changed>,
    retry: Duration,
    tell: &Sender<Result<ExitStatus, String>>,
) {
    let mut waiting = Changed::default();
    let mut has_failed = false;
    loop {
        let next = if has_failed {
            sent.recv_timeout(retry)
        } else {
            sent.recv().map_err(|_| RecvTimeoutError::Disconnected)
        };
        match next {
            Ok(changed) => waiting.then(changed),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        while let Ok(changed) = sent.try_recv() {
            waiting.then(changed);
        }
        if waiting.is_empty() {
            continue;
        }
        let ended = once(order, &waiting);
        has_failed = !ended.as_ref().is_ok_and(ExitStatus::success);
        if !has_failed {
            waiting = Changed::default();
        }
        let _ = tell.send(ended);
    }
}

fn once(order: &Order, changed: &Changed) -> Result<ExitStatus, String> {
    let counts = [&changed.written, &changed.removed].map(|paths| paths.len().to_string());
    let environment = [
        ("PRESSTIME_OUTPUT", order.output.as_os_str()),
        ("PRESSTIME_WRITTEN", counts[0].as_ref()),
        ("PRESSTIME_REMOVED", counts[1].as_ref()),
    ];
    shell(
        &order.command,
        &order.site,
        &environment,
        &changed.lines(),
        Stdio::inherit(),
    )
}

/// Has a command run by the shell in a folder, with these lines on its standard input; what it prints goes to `out`.
///
/// # Errors
/// It can't be run.
#[allow(clippy::disallowed_methods, reason = "the user asks for it")]
pub fn shell(
    command: &str,
    folder: &Path,
    environment: &[(&str, &OsStr)],
    lines: &str,
    out: Stdio,
) -> Result<ExitStatus, String> {
    let (shell, flag) = if cfg!(windows) {
        ("cmd", "/C")
    } else {
        ("sh", "-c")
    };
    let mut child = Command::new(shell)
        .arg(flag)
        .arg(command)
        .current_dir(folder)
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(out)
        .spawn()
        .map_err(|error| error.to_string())?;
    if let Some(mut input) = child.stdin.take() {
        // A command may care for none of it, and close its ears.
        let _ = input.write_all(lines.as_bytes());
    }
    child.wait().map_err(|error| error.to_string())
}
