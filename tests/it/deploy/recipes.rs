//! The recipes of the book, done as it says, as far as they are done on this machine: what a host would run is run here,
//! and what another program would be told is told to one that writes it down.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_yaml::Value;
use tempfile::TempDir;

use super::{Outlet, stderr};

/// The block in a language that stands below a heading, of which it is the `nth` from 1 on.
fn recipe(heading: &str, language: &str, nth: usize) -> String {
    let book = std::fs::read_to_string("docs/deploy.md").unwrap();
    let section = book.split("\n### ").find(|part| part.starts_with(heading));
    let block = section.and_then(|part| part.split(&format!("```{language}\n")).nth(nth));
    let block = block.and_then(|rest| rest.split("```").next());
    block
        .unwrap_or_else(|| panic!("no {language} below {heading}"))
        .to_owned()
}

/// A folder with programs that are found before all others: presstime itself, and some that write down how they were
/// called.
struct Programs(TempDir);

impl Programs {
    fn new(written_down: &[&str]) -> Programs {
        let programs = Programs(tempfile::tempdir().unwrap());
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_presstime"), programs.at("presstime"))
            .unwrap();
        for name in written_down {
            let text = format!(
                "#!/bin/sh\nprintf '%s\\n' \"$@\" >> '{}'\n",
                programs.at(&format!("{name}.called")).display()
            );
            std::fs::write(programs.at(name), text).unwrap();
            let mode = std::fs::Permissions::from_mode(0o755);
            std::fs::set_permissions(programs.at(name), mode).unwrap();
        }
        programs
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The arguments with which a program was called.
    fn called(&self, name: &str) -> Vec<String> {
        let called = std::fs::read_to_string(self.at(&format!("{name}.called")));
        let called = called.unwrap_or_default();
        called.lines().map(str::to_owned).collect()
    }

    /// A shell's command in a folder, which must go well.
    fn run(&self, folder: &Path, command: &str, environment: &[(&str, &str)]) -> Output {
        let path = std::env::var("PATH").unwrap();
        let output = Command::new("bash")
            .args(["-euc", command])
            .current_dir(folder)
            .env("PATH", format!("{}:{path}", self.0.path().display()))
            .env("HOME", self.0.path())
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            .envs(environment.iter().copied())
            .output()
            .unwrap();
        assert!(output.status.success(), "{command}: {}", stderr(&output));
        output
    }
}

/// A site with this in its `site.yaml`.
fn site(more: &str) -> Outlet {
    let outlet = Outlet::new("{to: folder, path: ../www}");
    let config = format!("{}{more}", crate::site_fixture::SHORT_CONFIG);
    outlet.workshop.write("site.yaml", config);
    outlet
}

#[test]
fn cloudfront_is_told_the_paths_that_changed() {
    let config: Value = serde_yaml::from_str(&recipe("S3 with CloudFront", "yaml", 1)).unwrap();
    let exec = config["deploy"]["live"]["after"]["exec"][0].as_str();
    let www = tempfile::tempdir().unwrap();
    let target = format!(
        "deploy:\n  live:\n    to: folder\n    path: {}\n    after:\n      exec:\n        - {}\n",
        www.path().display(),
        exec.unwrap()
    );
    let outlet = site(&target);
    let programs = Programs::new(&["aws"]);
    let folder = outlet.workshop.site();
    let environment = [("DISTRIBUTION", "E2EXAMPLE")];
    programs.run(&folder, "presstime deploy live", &environment);
    std::fs::remove_file(programs.at("aws.called")).unwrap();
    outlet.publish(1, "An edit.");
    programs.run(&folder, "presstime deploy live", &environment);
    let called = programs.called("aws");
    let (command, paths) = called.split_at(5);
    let wanted = "cloudfront create-invalidation --distribution-id E2EXAMPLE --paths";
    assert_eq!(command.join(" "), wanted);
    assert!(paths.iter().all(|path| path.starts_with('/')), "{paths:?}");
    assert!(
        paths.iter().any(|path| path == "/city/2026/01/story-1/"),
        "{paths:?}"
    );
    assert!(paths.len() < 20, "{paths:?}");
}

#[test]
fn the_workflow_of_github_publishes_the_branch_and_keeps_its_cache() {
    let workflow: Value = serde_yaml::from_str(&recipe("GitHub Pages", "yaml", 2)).unwrap();
    let steps = workflow["jobs"]["publish"]["steps"].as_sequence().unwrap();
    let run = |step: &Value| step["run"].as_str().map(str::to_owned);
    let commands: Vec<String> = steps.iter().filter_map(run).collect();
    let [sign_in, deploy] = &commands[..] else {
        panic!("{commands:?}");
    };
    let cached = steps.iter().find_map(|step| step["with"]["path"].as_str());
    assert_eq!(cached, Some(".presstime"));

    let programs = Programs::new(&[]);
    let forge = tempfile::tempdir().unwrap();
    programs.run(forge.path(), "git init --quiet --bare site.git", &[]);
    let config = recipe("GitHub Pages", "yaml", 1);
    let remote = "https://github.com/courier/site.git";
    let local = format!("file://{}/site.git", forge.path().display());
    assert!(config.contains(remote), "{config}");
    let outlet = site(&config.replace(remote, &local));
    let folder = outlet.workshop.site();

    programs.run(&folder, sign_in, &[("TOKEN", "t0ken")]);
    let url = programs.run(&folder, &format!("git ls-remote --get-url {remote}"), &[]);
    assert_eq!(
        String::from_utf8(url.stdout).unwrap().trim(),
        "https://x-access-token:t0ken@github.com/courier/site.git"
    );

    programs.run(&folder, deploy, &[]);
    let branch = "git -C site.git ls-tree -r --name-only gh-pages";
    let first = programs.run(forge.path(), branch, &[]);
    let first = String::from_utf8(first.stdout).unwrap();
    for path in [".nojekyll", "index.html", "city/2026/01/story-1/index.html"] {
        assert!(first.lines().any(|line| line == path), "{path}: {first}");
    }
    // The next run has a new checkout, and what was cached of this one.
    std::fs::remove_dir_all(folder.join("public")).unwrap();
    outlet.publish(1, "An edit.");
    let again = programs.run(&folder, &format!("{deploy} --format json"), &[]);
    let report: serde_json::Value = serde_json::from_slice(&again.stdout).unwrap();
    assert!(super::uploaded(&report).len() < 25, "{report:#}");
}

#[test]
fn the_job_of_gitlab_makes_what_it_says() {
    let jobs: Value = serde_yaml::from_str(&recipe("GitLab Pages", "yaml", 1)).unwrap();
    let job = &jobs["pages"];
    let outlet = site("");
    let folder = outlet.workshop.site();
    for line in job["script"].as_sequence().unwrap() {
        Programs::new(&[]).run(&folder, line.as_str().unwrap(), &[]);
    }
    let artifact = job["artifacts"]["paths"][0].as_str().unwrap();
    assert!(folder.join(artifact).join("index.html").is_file());
    let cache = job["cache"]["paths"][0].as_str().unwrap();
    assert!(folder.join(cache).is_dir());
}

#[test]
fn netlify_and_cloudflare_find_their_files() {
    for host in ["netlify", "cloudflare"] {
        let outlet = site(&format!("hosting: [{host}]\n"));
        outlet.workshop.write(
            "content/port/moved.md",
            "---\ntitle: Moved\ndate: 2026-05-01\naliases: [/old/]\n---\n\nText.\n",
        );
        let folder = outlet.workshop.site();
        Programs::new(&[]).run(&folder, "presstime build --strict", &[]);
        let redirects = std::fs::read_to_string(folder.join("public/_redirects")).unwrap();
        assert!(redirects.contains("/old/"), "{redirects}");
    }
}

#[test]
fn the_job_for_the_instant_is_set_to_when_the_site_changes() {
    let outlet = site("");
    outlet.workshop.write(
        "content/port/embargoed.md",
        "---\ntitle: Embargoed\ndate: 2101-02-03T04:05:06Z\n---\n\nText.\n",
    );
    let programs = Programs::new(&["systemd-run"]);
    // The year's turn comes before it: the clock is one shortly before the instant.
    let script = recipe("When the time has come", "sh", 1);
    let script = script.replace(
        "presstime build",
        "presstime build --now 2101-02-03T00:00:00Z",
    );
    programs.run(&outlet.workshop.site(), &script, &[]);
    let called = programs.called("systemd-run");
    assert!(
        called.contains(&"--on-calendar=2101-02-03 04:05:06 UTC".to_owned()),
        "{called:?}"
    );
    assert!(
        called.ends_with(&["presstime", "deploy", "live"].map(str::to_owned)),
        "{called:?}"
    );
}
