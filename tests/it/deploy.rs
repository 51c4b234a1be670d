//! Publishing over the network, to real services: what travels, what readers meet meanwhile, and what becomes of a
//! deployment that is stopped.

mod after;
mod apache;
mod clouds;
mod config;
mod folder;
mod front;
mod git;
mod interrupted;
mod mood;
mod places;
mod plan;
mod recipes;
mod s3;
mod ssh;
mod throttled;
mod watched;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tokio::runtime::Runtime;

use crate::process::Workshop;
use crate::site_fixture::{SHORT_CONFIG, Tree};

/// A site in a folder, and how it is published.
pub struct Outlet {
    pub workshop: Workshop,
    environment: Vec<(String, String)>,
}

impl Outlet {
    /// A small site with two sections, and this below `deploy.live`, in YAML's flow style.
    pub fn new(target: &str) -> Outlet {
        let outlet = Outlet {
            workshop: Workshop::new(),
            environment: Vec::new(),
        };
        outlet.describe(target);
        for number in 0..12 {
            outlet.publish(number, "It goes on.");
        }
        outlet
    }

    /// Writes `site.yaml` with this target.
    pub fn describe(&self, target: &str) {
        let config = format!("{SHORT_CONFIG}deploy:\n  live: {target}\n");
        self.workshop.write("site.yaml", config);
    }

    /// An article of that number, with this text.
    pub fn publish(&self, number: u32, text: &str) {
        let article = format!(
            "---\ntitle: Story {number}\ndate: 2026-{:02}-{:02}\ntags: [tag {}]\nauthor: Ada Marsh\n---\n\n{text}\n",
            number / 20 % 11 + 1,
            number % 20 + 1,
            number % 3
        );
        self.workshop.write(&source(number), article);
    }

    /// Takes an article away.
    pub fn withdraw(&self, number: u32) {
        std::fs::remove_file(self.workshop.site().join(source(number))).unwrap();
    }

    pub fn with(mut self, name: &str, value: &str) -> Outlet {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// `presstime deploy`, in an environment that has no secrets of whoever runs this.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = self.workshop.presstime("deploy");
        command.arg("-o").arg(self.workshop.output()).args(args);
        for (name, _) in std::env::vars() {
            if ["AWS_", "AZURE_", "GOOGLE_", "PRESSTIME_"]
                .iter()
                .any(|secret| name.starts_with(secret))
            {
                command.env_remove(name);
            }
        }
        command
            .env("AWS_CONFIG_FILE", "/nowhere")
            .env("AWS_EC2_METADATA_DISABLED", "true");
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Deploys, and gives the report.
    pub fn report(&self, args: &[&str]) -> Value {
        let output = self
            .command(&["--format", "json"])
            .args(args)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        serde_json::from_str(&text).unwrap_or_else(|error| {
            panic!(
                "{error}\n{text}\n{}",
                String::from_utf8_lossy(&output.stderr)
            )
        })
    }

    /// Deploys, which must go well.
    pub fn deploy(&self, args: &[&str]) -> Value {
        let report = self.report(args);
        assert_eq!(report["ok"], true, "{report:#}");
        report
    }

    /// Deploys, which must not go well; gives what is said, and insists on the exit code.
    pub fn refused(&self, args: &[&str]) -> String {
        let output = self.command(args).output().unwrap();
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        said
    }

    /// What the site is now.
    pub fn site(&self) -> Tree {
        self.workshop.published()
    }

    /// A folder beside the site.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.workshop.site().with_file_name(name)
    }
}

fn source(number: u32) -> String {
    let section = ["port", "city"][number as usize % 2];
    format!("content/{section}/story-{number}.md")
}

/// Whether a file's name has this extension.
pub fn is(path: &str, extension: &str) -> bool {
    Path::new(path)
        .extension()
        .is_some_and(|found| found == extension)
}

/// The theme's style sheet.
pub fn sheet(tree: &Tree) -> String {
    let found = tree
        .keys()
        .find(|path| path.starts_with("assets/") && is(path, "css"));
    found.unwrap().clone()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The paths that a report says were put there.
pub fn uploaded(report: &Value) -> BTreeSet<String> {
    let files = report["uploaded"].as_array().unwrap().iter();
    files
        .map(|file| file["path"].as_str().unwrap().to_owned())
        .collect()
}

/// The paths of files that two trees do not have alike.
pub fn changed(before: &Tree, after: &Tree) -> BTreeSet<String> {
    let paths = after
        .iter()
        .filter(|(path, bytes)| before.get(*path) != Some(*bytes));
    paths.map(|(path, _)| path.clone()).collect()
}

/// Serves at a port of this machine, as long as the runtime lives.
pub fn serve(app: axum::Router) -> (u16, Runtime) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"));
    let listener = listener.unwrap();
    let port = listener.local_addr().unwrap().port();
    runtime.spawn(async move { axum::serve(listener, app).await });
    (port, runtime)
}

/// What a reader can come to from the front page, and is not there: each with the page that leads to it.
pub fn gaps(tree: &Tree) -> Vec<String> {
    let mut gaps = Vec::new();
    let mut seen = BTreeSet::from(["index.html".to_owned()]);
    let mut left = vec!["index.html".to_owned()];
    while let Some(page) = left.pop() {
        let Some(bytes) = tree.get(&page) else {
            continue;
        };
        let html = String::from_utf8_lossy(bytes);
        for attribute in ["href=\"", "src=\""] {
            for (at, _) in html.match_indices(attribute) {
                let rest = &html[at + attribute.len()..];
                let link = rest.split('"').next().unwrap_or_default();
                let link = link.strip_prefix("https://courier.example").unwrap_or(link);
                let Some(path) = link.strip_prefix('/').filter(|path| !path.starts_with('/'))
                else {
                    continue;
                };
                let path = path.split(['#', '?']).next().unwrap_or_default();
                let file = if path.is_empty() || path.ends_with('/') {
                    format!("{path}index.html")
                } else {
                    path.to_owned()
                };
                if !tree.contains_key(&file) {
                    gaps.push(format!("{page} leads to {file}"));
                } else if seen.insert(file.clone()) && is(&file, "html") {
                    left.push(file);
                }
            }
        }
    }
    gaps
}
