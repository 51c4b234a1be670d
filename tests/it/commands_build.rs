//! `presstime build` as newsrooms and scripts meet it: exit codes, and one build at a time.

use std::fs::File;

use presstime::engine::cache_folder;

use crate::process::{Workshop, tree};
use crate::site_fixture::{SHORT_CONFIG, difference};

fn workshop() -> Workshop {
    let workshop = Workshop::new();
    workshop.write("site.yaml", SHORT_CONFIG);
    workshop.write(
        "content/port/talks.md",
        "---\ntitle: Port talks\ndate: 2026-11-20\n---\n\nA line.\n",
    );
    workshop
}

#[test]
fn a_build_that_goes_well_exits_with_0_and_one_that_fails_with_1_and_leaves_the_site() {
    let workshop = workshop();
    assert_eq!(workshop.build().status.code(), Some(0));
    let before = workshop.published();
    workshop.write("content/port/talks.md", "---\ntitle: [\n---\n");
    workshop.write(
        "content/port/more.md",
        "---\ntitle: More\ndate: 2026-11-21\n---\n",
    );
    let output = workshop.build();
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("content/port/talks.md:"), "{told}");
    assert_eq!(difference(&before, &workshop.published()), None);
}

#[test]
fn wrong_usage_exits_with_2() {
    let output = workshop()
        .command("public".as_ref())
        .arg("--fulll")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_foreign_output_folder_is_refused_with_1() {
    let workshop = workshop();
    std::fs::create_dir_all(workshop.output().join("port")).unwrap();
    std::fs::write(workshop.output().join("port/thesis.txt"), "years of work").unwrap();
    let before = workshop.published();
    assert_eq!(workshop.build().status.code(), Some(1));
    assert_eq!(difference(&before, &workshop.published()), None);
}

#[test]
fn what_warns_fails_a_strict_build_and_is_not_published() {
    let workshop = workshop();
    assert_eq!(workshop.build().status.code(), Some(0));
    let before = workshop.published();
    workshop.write(
        "content/port/more.md",
        "---\ntitle: More\ndate: 2026-11-21\nsumary: A slip.\n---\n",
    );
    let output = workshop
        .command(&workshop.output())
        .arg("--strict")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(difference(&before, &workshop.published()), None);
    assert_eq!(workshop.build().status.code(), Some(0));
    assert!(
        workshop
            .published()
            .contains_key("port/2026/11/more/index.html")
    );
}

#[cfg(unix)]
#[test]
fn links_that_lead_out_of_the_site_are_passed_over_and_told() {
    use std::os::unix::fs::symlink;
    let workshop = workshop();
    let site = workshop.site();
    std::fs::create_dir_all(workshop.elsewhere()).unwrap();
    std::fs::write(workshop.elsewhere().join("secret.txt"), "secret").unwrap();
    workshop.write("static/own.txt", "own");
    workshop.write(
        "content/port/bundle/index.md",
        "---\ntitle: B\ndate: 2026-11-20\n---\n",
    );
    symlink("own.txt", site.join("static/same.txt")).unwrap();
    symlink("../content/port", site.join("static/port")).unwrap();
    symlink(workshop.elsewhere(), site.join("static/folder")).unwrap();
    symlink("../../elsewhere/secret.txt", site.join("static/secret.txt")).unwrap();
    symlink(
        workshop.elsewhere().join("secret.txt"),
        site.join("content/port/bundle/photo.jpg"),
    )
    .unwrap();
    symlink(workshop.elsewhere(), site.join("templates")).unwrap();
    let mut command = workshop.command(&workshop.output());
    let told = command.args(["--format", "json"]).output().unwrap().stdout;
    let told = String::from_utf8(told).unwrap();
    assert!(told.contains("link-outside"), "{told}");
    for place in [
        "static/folder",
        "static/secret.txt",
        "content/port/bundle/photo.jpg",
        "templates",
    ] {
        assert!(told.contains(&format!("\"{place}\"")), "{place}: {told}");
    }
    let published = workshop.published();
    assert_eq!(published["same.txt"], b"own");
    assert!(published.contains_key("port/talks.md"));
    assert!(published.values().all(|bytes| bytes != b"secret"));
}

#[test]
fn while_one_builds_another_is_sent_away() {
    let workshop = workshop();
    assert_eq!(workshop.build().status.code(), Some(0));
    let before = workshop.published();
    workshop.write(
        "content/port/talks.md",
        "---\ntitle: Other talks\ndate: 2026-11-20\n---\n",
    );
    let lock = cache_folder(&workshop.site(), &workshop.output()).join("lock");
    let lock = File::create(lock).unwrap();
    lock.lock().unwrap();
    let output = workshop.build();
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("error[locked]"), "{told}");
    assert_eq!(difference(&before, &workshop.published()), None);

    drop(lock);
    assert_eq!(workshop.build().status.code(), Some(0));
    assert_eq!(difference(&workshop.clean(), &workshop.published()), None);
}

#[test]
fn of_builds_at_once_each_either_does_its_work_or_says_why_not() {
    let workshop = workshop();
    for number in 0..200 {
        let text = format!(
            "---\ntitle: Story {number}\ndate: 2026-11-{:02}\n---\n",
            number % 22 + 1
        );
        workshop.write(&format!("content/port/story-{number}.md"), text);
    }
    let builds: Vec<_> = (0..4)
        .map(|_| {
            let mut command = workshop.command(&workshop.output());
            command
                .stderr(std::process::Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    let mut done = 0;
    for build in builds {
        let output = build.wait_with_output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        match output.status.code() {
            Some(0) => done += 1,
            Some(1) => assert!(told.contains("error[locked]"), "{told}"),
            code => panic!("{code:?}: {told}"),
        }
    }
    assert!(done > 0);
    assert_eq!(
        difference(&workshop.clean(), &tree(&workshop.output())),
        None
    );
}
