//! Many edits at random, in bursts: what is served at the end is what a clean build makes.

use std::collections::BTreeSet;

use crate::night::http::Server;
use crate::process::{Workshop, tree};
use crate::site_fixture::{SHORT_CONFIG, difference};

/// How many edits, unless `PRESSTIME_SOAK` says otherwise.
const EDITS: u64 = 5_000;

/// Numbers that look random and are the same in every run (a linear congruential generator).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// The articles that there are, by their files.
struct Site<'w> {
    workshop: &'w Workshop,
    files: BTreeSet<String>,
    chance: Chance,
    folders: u64,
}

impl Site<'_> {
    fn article(&mut self, number: u64) -> String {
        let chance = &mut self.chance;
        let state = match chance.below(8) {
            0 => "draft: true\n",
            1 => "expires: 2026-02-01\n",
            2 => "date: 2040-01-01\n",
            _ => "date: 2026-01-02\n",
        };
        let date = if state.starts_with("date") {
            ""
        } else {
            "date: 2026-01-03\n"
        };
        format!(
            "---\ntitle: Story {number} of {}\nslug: story-{number}\n{date}{state}tags: [t{}]\nauthors: a{}\n---\n\nText {}.\n",
            chance.below(1000),
            chance.below(9),
            chance.below(5),
            chance.below(1000),
        )
    }

    fn any(&mut self) -> Option<String> {
        let count = self.files.len() as u64;
        let index = usize::try_from(self.chance.below(count.max(1))).unwrap();
        self.files.iter().nth(index).cloned()
    }

    /// One edit, by one of the ways in which programs save.
    fn edit(&mut self, number: u64) {
        let folder = self.chance.below(6);
        match self.chance.below(20) {
            0..=5 => {
                let path = format!("content/s{folder}/n{number}.md");
                let text = self.article(number);
                self.workshop.write(&path, text);
                self.files.insert(path);
            }
            6..=12 => {
                let Some(path) = self.any() else { return };
                let text = self.article(number);
                if self.chance.below(2) == 0 {
                    self.workshop.write(&path, text);
                } else {
                    self.workshop.write("saving.tmp", text);
                    self.workshop.rename("saving.tmp", &path);
                }
            }
            13..=15 => {
                let Some(path) = self.any() else { return };
                self.workshop.remove(&path);
                self.files.remove(&path);
            }
            16..=17 => {
                let Some(path) = self.any() else { return };
                let to = format!("content/s{folder}/m{number}.md");
                std::fs::create_dir_all(self.workshop.path(&to).parent().unwrap()).unwrap();
                self.workshop.rename(&path, &to);
                self.files.remove(&path);
                self.files.insert(to);
            }
            18 => self.move_folder(folder),
            _ => {
                let text = format!("{SHORT_CONFIG}description: Number {number}\n");
                match self.chance.below(3) {
                    0 => self.workshop.write("site.yaml", text),
                    1 => self.workshop.write(&format!("static/s{folder}.txt"), text),
                    _ => self.workshop.write(
                        "content/pages/about.md",
                        format!("---\ntitle: About {number}\n---\n"),
                    ),
                }
            }
        }
    }

    fn move_folder(&mut self, folder: u64) {
        let from = format!("content/s{folder}");
        if !self.workshop.path(&from).exists() {
            return;
        }
        self.folders += 1;
        let to = format!("content/moved{}", self.folders);
        self.workshop.rename(&from, &to);
        let renamed = |path: &String| match path.strip_prefix(&format!("{from}/")) {
            Some(rest) => format!("{to}/{rest}"),
            None => path.clone(),
        };
        self.files = self.files.iter().map(renamed).collect();
    }
}

#[test]
fn thousands_of_edits_in_bursts_end_in_the_bytes_of_a_clean_build() {
    let edits = std::env::var("PRESSTIME_SOAK").ok();
    let edits = edits.and_then(|edits| edits.parse().ok()).unwrap_or(EDITS);
    let workshop = Workshop::new();
    workshop.write("site.yaml", SHORT_CONFIG);
    workshop.write(
        "content/s0/first.md",
        "---\ntitle: First\ndate: 2026-01-01\n---\n",
    );
    let server = Server::start(&workshop, &[]);
    let mut site = Site {
        workshop: &workshop,
        files: BTreeSet::new(),
        chance: Chance(7),
        folders: 0,
    };
    let mut number = 0;
    while number < edits {
        for _ in 0..=site.chance.below(60) {
            site.edit(number);
            number += 1;
        }
        match site.chance.below(4) {
            // The next burst comes in the middle of a build, or just after it.
            0 => {}
            1 => drop(server.get("/")),
            _ => {
                let last = format!("The last of burst {number}");
                let text =
                    format!("---\ntitle: {last}\ndate: 2026-01-05\npermalink: /last/\n---\n");
                workshop.write("content/last.md", text);
                server
                    .running
                    .wait_for(&last, || server.get("/last/").text().contains(&last));
            }
        }
    }
    let served = workshop.site().join(".presstime/desk");
    let clean = workshop.clean_now(&["--drafts", "--future", "--expired"]);
    server.running.wait_for("the bytes of a clean build", || {
        difference(&clean, &tree(&served)).is_none()
    });
    assert!(
        !server.running.said().contains("error"),
        "{}",
        server.running.said()
    );
}
