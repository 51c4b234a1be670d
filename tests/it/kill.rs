//! The program killed at any moment of its work: the next build makes the clean site of what it left.

#![cfg(unix)]

use std::fmt::Write;
use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::process::Workshop;
use crate::site_fixture::{TINY_THEME, difference};

const SIGKILL: i32 = 9;

/// What the program is at when it is killed.
#[derive(Clone, Copy, Debug)]
enum Work {
    /// The first build of all.
    First,
    /// A few articles are new, changed or gone.
    Edits,
    /// Every page looks otherwise.
    Template,
}

/// Delays that look random and are the same in every run (a linear congruential generator).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }
}

fn article(number: u64, version: u64) -> (String, String) {
    let mut text = String::from("---\n");
    let _ = write!(
        text,
        "title: Story {number} in version {version}\ndate: {:04}-{:02}-{:02}\ntags: [tag-{}, even-{}]\n---\n\nText {version}.\n",
        2020 + number % 6,
        number / 6 % 12 + 1,
        number / 72 % 28 + 1,
        number % 30,
        number % 2,
    );
    (
        format!("content/section-{}/story-{number}.md", number % 5),
        text,
    )
}

fn template(version: u64) -> String {
    format!(
        "{{% extends \"base.html\" %}}{{% block main %}}<h1>{{{{ page.title }}}}</h1> look {version}\n\
         {{{{ page.body }}}}{{% for c in earlier(n=2) %}}{{{{ c.title }}}}{{% endfor %}}{{% endblock main %}}"
    )
}

fn workshop(articles: u64) -> Workshop {
    let workshop = Workshop::new();
    let config = "title: Courier\nurl: https://courier.example/\ntimezone: UTC\ntheme: tiny\nfeed: {items: 5}\n";
    workshop.write("site.yaml", config);
    for (path, text) in TINY_THEME {
        workshop.write(path, text);
    }
    for number in 0..articles {
        let (path, text) = article(number, 0);
        workshop.write(&path, text);
    }
    workshop
}

/// Starts a build and kills it after a while; returns whether it was still at work, and how long it took.
fn build_and_kill(workshop: &Workshop, delay: Duration) -> (bool, Duration) {
    let mut command = workshop.command(&workshop.output());
    let start = Instant::now();
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(delay);
    child.kill().unwrap();
    let status = child.wait().unwrap();
    let was_killed = status.signal() == Some(SIGKILL);
    assert!(was_killed || status.success(), "{status}");
    (was_killed, start.elapsed())
}

/// Kills builds of a site of so many articles until so many were struck amid their work.
fn survives_kills(articles: u64, kills: u32, seed: u64) {
    let workshop = workshop(articles);
    let mut chance = Chance(seed);
    let start = Instant::now();
    assert!(workshop.build().status.success());
    // How long each kind of work was last seen to take; too long a guess strikes nothing and is mended.
    let mut durations = [start.elapsed(); 3];
    let mut struck = 0;
    for attempt in 1..=u64::from(kills) * 4 {
        if struck == kills {
            break;
        }
        let work =
            [Work::First, Work::Edits, Work::Template][usize::try_from(attempt % 3).unwrap()];
        match work {
            Work::First => {
                std::fs::remove_dir_all(workshop.output()).unwrap();
                std::fs::remove_dir_all(workshop.site().join(".presstime")).unwrap();
            }
            Work::Edits => edit(&workshop, articles, attempt, &mut chance),
            Work::Template => workshop.write("templates/article.html", template(attempt)),
        }
        let usual = &mut durations[work as usize];
        let share = u32::try_from(chance.below(1000)).unwrap();
        let (was_killed, took) = build_and_kill(&workshop, *usual * share / 1000);
        if was_killed {
            struck += 1;
        } else {
            *usual = took.min(*usual).mul_f64(0.7);
        }
        // What was begun need not be what is wanted any more.
        if chance.below(3) == 0 {
            edit(&workshop, articles, attempt + 1000, &mut chance);
        }
        let output = workshop.build();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let difference = difference(&workshop.clean(), &workshop.published());
        assert!(
            difference.is_none(),
            "{work:?}, kill {struck}: {}",
            difference.unwrap_or_default()
        );
    }
    assert_eq!(struck, kills, "builds were killed amid their work");
}

fn edit(workshop: &Workshop, articles: u64, version: u64, chance: &mut Chance) {
    for _ in 0..=chance.below(4) {
        let (path, text) = article(chance.below(articles + 20), version);
        workshop.write(&path, text);
    }
    let (path, _) = article(chance.below(articles), 0);
    // It may have been removed before.
    let _ = std::fs::remove_file(workshop.site().join(path));
}

#[test]
fn a_small_site_survives_twenty_four_kills() {
    survives_kills(150, 24, 1);
}

/// So large that files are written while others are still being rendered.
#[test]
fn a_large_site_survives_eight_kills() {
    survives_kills(2100, 8, 2);
}
