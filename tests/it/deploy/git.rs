//! A branch of a repository.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use super::Outlet;
use super::places::{self, Place};
use super::uploaded;
use crate::process::tree;
use crate::site_fixture::{Tree, difference};

/// A bare repository, and a checkout of its branch.
struct Forge(TempDir);

impl Forge {
    fn new() -> Forge {
        let forge = Forge(tempfile::tempdir().unwrap());
        forge.git(".", &["init", "--quiet", "--bare", "site.git"]);
        // As the forges allow it.
        forge.git("site.git", &["config", "uploadpack.allowFilter", "true"]);
        forge.git(
            "site.git",
            &["config", "uploadpack.allowAnySHA1InWant", "true"],
        );
        forge
    }

    fn bare(&self) -> PathBuf {
        self.0.path().join("site.git")
    }

    fn git(&self, folder: &str, args: &[&str]) -> String {
        let output = Command::new("git")
            .args([
                "-c",
                "user.name=Berta",
                "-c",
                "user.email=berta@desk.example",
            ])
            .args(args)
            .current_dir(self.0.path().join(folder))
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "git {args:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    fn checkout(&self) -> Option<PathBuf> {
        let branches = self.git("site.git", &["branch", "--list", "gh-pages"]);
        if branches.is_empty() {
            return None;
        }
        let folder = self.0.path().join("checkout");
        let _ = std::fs::remove_dir_all(&folder);
        self.git(
            ".",
            &[
                "clone", "--quiet", "--branch", "gh-pages", "site.git", "checkout",
            ],
        );
        Some(folder)
    }

    fn commits(&self) -> usize {
        self.git("site.git", &["rev-list", "--count", "gh-pages"])
            .trim()
            .parse()
            .unwrap()
    }
}

impl Place for Forge {
    fn outlet(&self, more: &str) -> Outlet {
        let outlet = Outlet::new(&format!(
            "{{to: git, remote: \"file://{}\"{more}}}",
            self.bare().display()
        ));
        outlet
            .with("GIT_CONFIG_GLOBAL", "/dev/null")
            .with("GIT_CONFIG_SYSTEM", "/dev/null")
    }

    fn tree(&self) -> Tree {
        let Some(folder) = self.checkout() else {
            return Tree::new();
        };
        let mut tree = tree(&folder);
        tree.retain(|path, _| !path.starts_with(".git/"));
        tree
    }

    fn put(&self, path: &str, bytes: &[u8]) {
        let folder = self.checkout().unwrap_or_else(|| {
            self.git(
                ".",
                &[
                    "init",
                    "--quiet",
                    "--initial-branch",
                    "gh-pages",
                    "checkout",
                ],
            );
            self.git(
                "checkout",
                &["remote", "add", "origin", &self.bare().to_string_lossy()],
            );
            self.0.path().join("checkout")
        });
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
        self.git("checkout", &["add", "--all"]);
        self.git("checkout", &["commit", "--quiet", "--message", "By hand"]);
        self.git("checkout", &["push", "--quiet", "origin", "gh-pages"]);
    }
}

#[test]
fn a_branch_holds_what_it_should() {
    places::holds_what_it_should(&Forge::new());
}

#[test]
fn files_of_a_branch_become_folders() {
    places::files_become_folders(&Forge::new());
}

#[test]
fn a_branch_survives_kills() {
    places::survives_kills(&Forge::new(), &places::MOMENTS);
}

#[test]
fn a_changed_branch_is_put_right() {
    places::is_verified(&Forge::new());
}

#[test]
fn each_deployment_is_one_commit() {
    let forge = Forge::new();
    let outlet = forge.outlet("");
    outlet.deploy(&[]);
    outlet.deploy(&[]);
    outlet.publish(1, "An edit.");
    outlet.deploy(&[]);
    assert_eq!(forge.commits(), 2);
    let by = forge.git("site.git", &["log", "-1", "--format=%cn: %s", "gh-pages"]);
    assert_eq!(by.trim(), "presstime: Publish https://courier.example/");
}

#[test]
fn a_branch_without_history_has_one_commit() {
    let forge = Forge::new();
    let outlet = forge.outlet(", history: false, root: site");
    outlet.deploy(&[]);
    outlet.publish(1, "An edit.");
    outlet.withdraw(2);
    outlet.deploy(&[]);
    assert_eq!(forge.commits(), 1);
    let below: Tree = forge.tree();
    let below = below
        .into_iter()
        .filter_map(|(path, bytes)| Some((path.strip_prefix("site/")?.to_owned(), bytes)));
    let below: Tree = below
        .filter(|(path, _)| !path.starts_with(".presstime/"))
        .collect();
    assert_eq!(difference(&outlet.site(), &below), None);
}

#[test]
fn one_who_clones_anew_publishes_only_what_changed() {
    let forge = Forge::new();
    let outlet = forge.outlet("");
    outlet.deploy(&[]);
    // Nothing is left that still writes there.
    std::fs::remove_dir_all(outlet.workshop.site().join(".presstime")).unwrap();
    outlet.publish(1, "An edit.");
    let report = outlet.deploy(&[]);
    let paths = uploaded(&report);
    assert!(
        paths.len() < 25 && paths.contains("city/2026/01/story-1/index.html"),
        "{paths:?}"
    );
}

#[test]
fn a_branch_that_takes_nothing_is_left_as_it_was() {
    let forge = Forge::new();
    let outlet = forge.outlet("");
    outlet.deploy(&[]);
    let hook = forge.bare().join("hooks/pre-receive");
    std::fs::write(
        &hook,
        "#!/bin/sh\necho this branch is protected >&2\nexit 1\n",
    )
    .unwrap();
    std::fs::set_permissions(&hook, std::fs::Permissions::from_mode(0o755)).unwrap();
    outlet.publish(1, "An edit.");
    let said = outlet.refused(&[]);
    assert!(
        said.contains("deploy-git") && said.contains("this branch is protected"),
        "{said}"
    );
    assert_eq!(forge.commits(), 1);
}

#[test]
fn a_repository_that_is_not_there_is_told() {
    let forge = Forge::new();
    let outlet = forge.outlet("");
    std::fs::remove_dir_all(forge.bare()).unwrap();
    let said = outlet.refused(&[]);
    assert!(
        said.contains("deploy-git") && said.contains("site.yaml:5"),
        "{said}"
    );
}
