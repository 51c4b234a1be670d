//! A branch of a git repository as a place for a site: GitHub, GitLab and Codeberg Pages.
//!
//! The user's own `git` does all of it, with the user's own credentials. A bare repository in the site's
//! `.presstime/` knows the branch's last commit without the files in it, where the server allows that; what changes is
//! written as one commit after it, by `git fast-import`, and pushed. A push is whole or not at all, and is refused if
//! somebody else pushed meanwhile.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::sync::{Mutex, PoisonError};

use sha1::{Digest, Sha1};

use super::Fault;
use super::fault::credentials;
use super::manifest::OURS;
use super::remote::Seen;
use crate::config::deploy::{Git, Target};
use crate::diag::Diagnostic;

/// The branch as it is at the remote.
const TIP: &str = "refs/presstime/tip";

/// The commit that is to follow.
const NEXT: &str = "refs/presstime/next";

/// A branch of a repository.
pub struct Branch {
    folder: PathBuf,
    git: Git,
    hint: String,
    // The last commit at the remote; `None` where there is no such branch.
    tip: Option<String>,
    subject: String,
    writing: Mutex<Option<Writing>>,
}

/// A commit that is being written.
struct Writing {
    child: Child,
    input: BufWriter<ChildStdin>,
}

impl Branch {
    /// Opens a branch, with `folder` to keep what is known of it; the commits say `subject`.
    ///
    /// # Errors
    /// There is no `git`, or it can't reach the repository.
    pub fn open(target: &Target, git: Git, folder: &Path, subject: &str) -> Result<Branch, Fault> {
        let mut branch = Branch {
            folder: folder.to_owned(),
            git,
            hint: credentials(target),
            tip: None,
            subject: subject.to_owned(),
            writing: Mutex::default(),
        };
        branch.run(["init", "--quiet", "--bare", "."])?;
        branch.run(["config", "remote.origin.url", &branch.git.remote])?;
        branch.tip = branch.fetch()?;
        Ok(branch)
    }

    fn fetch(&self) -> Result<Option<String>, Fault> {
        let name = format!("refs/heads/{}", self.git.branch);
        let listed = self.run(["ls-remote", "origin", &name])?;
        let Some((commit, _)) = listed.split_once(char::is_whitespace) else {
            return Ok(None);
        };
        let known = self.output(["rev-parse", "--verify", "--quiet", TIP])?;
        if text(&known.stdout).trim() != commit {
            let refspec = format!("+{name}:{TIP}");
            self.run([
                "fetch",
                "--quiet",
                "--no-tags",
                "--depth=1",
                "--filter=blob:none",
                "origin",
                &refspec,
            ])?;
        }
        Ok(Some(commit.to_owned()))
    }

    /// The bytes of a file, if it is there.
    ///
    /// # Errors
    /// As git says.
    pub fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Fault> {
        if !self.look(path)?.is_some_and(|seen| seen.is_file) {
            return Ok(None);
        }
        let output = self.output(["cat-file", "blob", &format!("{TIP}:{}", self.inside(path))])?;
        if output.status.success() {
            Ok(Some(output.stdout))
        } else {
            Err(self.fault("can't read", &text(&output.stderr)))
        }
    }

    /// What is known of a file.
    ///
    /// # Errors
    /// As git says.
    pub fn look(&self, path: &str) -> Result<Option<Seen>, Fault> {
        let Some(tip) = &self.tip else {
            return Ok(None);
        };
        let listed = self.run(["ls-tree", "-z", tip, "--", &self.inside(path)])?;
        Ok(listed.split('\0').find_map(entry).map(|(_, seen)| seen))
    }

    /// Every file of the branch below the target's folder but presstime's own.
    ///
    /// # Errors
    /// As git says.
    pub fn list(&self) -> Result<BTreeMap<String, Seen>, Fault> {
        let Some(tip) = &self.tip else {
            return Ok(BTreeMap::new());
        };
        let listed = self.run(["ls-tree", "-r", "-z", tip])?;
        let root = self.inside("");
        let files = listed
            .split('\0')
            .filter_map(entry)
            .filter_map(|(path, seen)| {
                let path = path.strip_prefix(&root)?;
                (!path.starts_with(OURS)).then(|| (path.to_owned(), seen))
            });
        Ok(files.collect())
    }

    /// Takes a file into the commit that is being written, and gives its mark.
    ///
    /// # Errors
    /// As git says.
    pub fn write(&self, path: &str, bytes: &[u8]) -> Result<String, Fault> {
        let header = format!(
            "M 100644 inline {}\ndata {}\n",
            quoted(&self.inside(path)),
            bytes.len()
        );
        self.say(&[header.as_bytes(), bytes, b"\n"])?;
        Ok(blob(bytes))
    }

    /// Takes a file out of it.
    ///
    /// # Errors
    /// As git says.
    pub fn remove(&self, path: &str) -> Result<(), Fault> {
        let line = format!("D {}\n", quoted(&self.inside(path)));
        self.say(&[line.as_bytes()])
    }

    /// Ends the commit and pushes it. Without one there is nothing to push.
    ///
    /// # Errors
    /// Somebody else pushed meanwhile, or may push there alone.
    pub fn push(&self) -> Result<(), Fault> {
        let taken = self
            .writing
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let Some(Writing { child, input }) = taken else {
            return Ok(());
        };
        drop(input);
        let output = child
            .wait_with_output()
            .map_err(|error| self.fault("failed", &error.to_string()))?;
        if !output.status.success() {
            return Err(self.fault("could not write the commit", &text(&output.stderr)));
        }
        let name = format!("refs/heads/{}", self.git.branch);
        let lease = format!(
            "--force-with-lease={name}:{}",
            self.tip.as_deref().unwrap_or_default()
        );
        let refspec = format!("{NEXT}:{name}");
        let mut arguments = vec!["push", "--quiet", "origin", &refspec];
        if !self.git.history {
            arguments.insert(1, &lease);
        }
        let output = self.output(&arguments)?;
        let said = text(&output.stderr);
        if output.status.success() {
            // One that stays untidy is only slower.
            let _ = self.output(["gc", "--auto", "--quiet"]);
            return Ok(());
        }
        if said.contains("non-fast-forward")
            || said.contains("fetch first")
            || said.contains("stale info")
        {
            let message = "somebody else pushed to this branch meanwhile; nothing was published";
            let error = Diagnostic::error("deploy-locked", message);
            return Err(Box::new(
                error.hint("deploy again, when the other deployment has ended"),
            ));
        }
        Err(self.fault("could not push", &said))
    }

    fn say(&self, parts: &[&[u8]]) -> Result<(), Fault> {
        let mut writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        if writing.is_none() {
            *writing = Some(self.begin()?);
        }
        let Some(Writing { input, .. }) = writing.as_mut() else {
            return Ok(());
        };
        let written = parts.iter().try_for_each(|part| input.write_all(part));
        let Err(error) = written else {
            return Ok(());
        };
        // It has ended, and says why.
        let ended = writing.take().map(|writing| {
            drop(writing.input.into_parts());
            writing.child.wait_with_output()
        });
        let said = ended
            .and_then(Result::ok)
            .map(|output| text(&output.stderr));
        Err(self.fault("stopped", &said.unwrap_or_else(|| error.to_string())))
    }

    fn begin(&self) -> Result<Writing, Fault> {
        let mut command = self.command(["fast-import", "--quiet", "--force", "--date-format=now"]);
        let spawned = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let mut child = spawned.map_err(|error| self.fault("can't be run", &error.to_string()))?;
        let input = child
            .stdin
            .take()
            .ok_or_else(|| self.fault("failed", "it does not listen"))?;
        let mut writing = Writing {
            child,
            input: BufWriter::new(input),
        };
        let subject = &self.subject;
        let text = format!(
            "commit {NEXT}\ncommitter {} now\ndata {}\n{subject}\n",
            self.committer(),
            subject.len()
        );
        let start = match &self.tip {
            Some(tip) if self.git.history => format!("from {tip}\n"),
            Some(tip) => {
                let tree = self.run(["rev-parse", &format!("{tip}^{{tree}}")])?;
                format!("M 040000 {} \"\"\n", tree.trim())
            }
            None => String::new(),
        };
        let text = text + &start;
        let begun = writing.input.write_all(text.as_bytes());
        begun.map_err(|error| self.fault("stopped", &error.to_string()))?;
        Ok(writing)
    }

    /// Who publishes, as git knows the user, if it does.
    fn committer(&self) -> String {
        let known = self.output(["var", "GIT_COMMITTER_IDENT"]).ok();
        let known = known
            .filter(|output| output.status.success())
            .map(|output| text(&output.stdout));
        let name = known.and_then(|ident| Some(ident.rsplit_once('>')?.0.to_owned() + ">"));
        name.unwrap_or_else(|| "presstime <presstime@localhost>".to_owned())
    }

    /// A path of the site as a path of the repository.
    fn inside(&self, path: &str) -> String {
        if self.git.root.is_empty() {
            path.to_owned()
        } else {
            format!("{}/{path}", self.git.root.trim_start_matches('/'))
        }
    }

    /// What git prints, if it ends well.
    fn run<S: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = S>,
    ) -> Result<String, Fault> {
        let output = self.output(arguments)?;
        if output.status.success() {
            Ok(text(&output.stdout))
        } else {
            Err(self.fault("can't reach the repository", &text(&output.stderr)))
        }
    }

    fn output<S: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = S>,
    ) -> Result<Output, Fault> {
        let output = self.command(arguments).stdin(Stdio::null()).output();
        output.map_err(|error| self.fault("can't be run", &error.to_string()))
    }

    #[allow(clippy::disallowed_methods, reason = "git is what takes these files")]
    fn command<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new("git");
        command
            .current_dir(&self.folder)
            .env("GIT_DIR", &self.folder)
            // What it says is read.
            .env("LC_ALL", "C")
            // Nobody is there to answer.
            .env("GIT_TERMINAL_PROMPT", "0")
            // Tidying up is done when all else is, and not by a process that nobody knows of.
            .args(["-c", "maintenance.auto=false", "-c", "gc.autoDetach=false"])
            .args(["-c", "core.quotePath=false"])
            .args(arguments);
        command
    }

    fn fault(&self, what: &str, why: &str) -> Fault {
        let why = why.split_whitespace().collect::<Vec<_>>().join(" ");
        let error = Diagnostic::error("deploy-git", format!("git {what}: {why}"));
        Box::new(error.hint(&*self.hint))
    }
}

impl Drop for Branch {
    /// A commit that was not pushed is none, and nothing of it goes on when this has ended.
    fn drop(&mut self) {
        let writing = self.writing.get_mut();
        let writing = writing.unwrap_or_else(PoisonError::into_inner).take();
        if let Some(Writing { mut child, .. }) = writing {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// A line of `git ls-tree`: the path, and git's name of it as its mark.
fn entry(line: &str) -> Option<(&str, Seen)> {
    let (facts, path) = line.split_once('\t')?;
    let mut facts = facts.split(' ').skip(1);
    let is_file = facts.next()? == "blob";
    let seen = Seen {
        is_file,
        size: None,
        tag: facts.next().map(str::to_owned),
    };
    Some((path, seen))
}

/// The name that git gives a file's bytes.
fn blob(bytes: &[u8]) -> String {
    let mut hash = Sha1::new();
    hash.update(format!("blob {}\0", bytes.len()));
    hash.update(bytes);
    let mut name = String::new();
    for byte in hash.finalize() {
        let _ = write!(name, "{byte:02x}");
    }
    name
}

/// A path as `git fast-import` reads it.
fn quoted(path: &str) -> String {
    let path = path
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n");
    format!("\"{path}\"")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
