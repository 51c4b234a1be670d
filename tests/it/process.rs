//! The program itself, on the disk of the machine.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::site_fixture::Tree;

/// A site's folder, its output folder beside it, and the program to build it with.
pub struct Workshop {
    root: TempDir,
}

impl Workshop {
    pub fn new() -> Workshop {
        Workshop {
            root: tempfile::tempdir().unwrap(),
        }
    }

    pub fn site(&self) -> PathBuf {
        self.root.path().join("site")
    }

    pub fn output(&self) -> PathBuf {
        self.root.path().join("public")
    }

    /// Another place to build into.
    pub fn elsewhere(&self) -> PathBuf {
        self.root.path().join("elsewhere")
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.site().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// `presstime build` of the site into a folder, at an instant that stays.
    pub fn command(&self, output: &Path) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_presstime"));
        command
            .args(["build", "--now", "2026-11-23T12:00:00Z", "-C"])
            .arg(self.site());
        command.arg("-o").arg(output);
        command
    }

    /// Another of presstime's commands about the site.
    pub fn presstime(&self, command: &str) -> Command {
        let mut process = Command::new(env!("CARGO_BIN_EXE_presstime"));
        process.args([command, "-C"]).arg(self.site());
        process
    }

    /// Builds, and waits for the end of it.
    pub fn build(&self) -> Output {
        self.command(&self.output()).output().unwrap()
    }

    /// What a build makes of the sources in an empty folder, without a ledger.
    pub fn clean(&self) -> Tree {
        let elsewhere = self.elsewhere();
        if elsewhere.exists() {
            std::fs::remove_dir_all(&elsewhere).unwrap();
        }
        let output = self.command(&elsewhere).arg("--full").output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        tree(&elsewhere)
    }

    pub fn published(&self) -> Tree {
        tree(&self.output())
    }
}

/// Every file below a folder, but for what presstime keeps there for itself. What goes away while this looks is not
/// there.
pub fn tree(root: &Path) -> Tree {
    let mut files = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).into_iter().flatten();
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                if !path.ends_with(".presstime") {
                    folders.push(path);
                }
            } else {
                let name = path
                    .strip_prefix(root)
                    .unwrap()
                    .to_string_lossy()
                    .replace('\\', "/");
                match std::fs::read(&path) {
                    Ok(bytes) => drop(files.insert(name, bytes)),
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                    Err(error) => panic!("{name}: {error}"),
                }
            }
        }
    }
    files
}
