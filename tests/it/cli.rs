//! The program as people and scripts meet it: what it prints, where, and in which form.

use std::process::{Command, Output};

use insta::assert_snapshot;

use crate::process::Workshop;
use crate::site_fixture::{SHORT_CONFIG, difference};

/// A site with one article, which has one slip.
fn workshop() -> Workshop {
    let workshop = Workshop::new();
    workshop.write("site.yaml", SHORT_CONFIG);
    let article = "---\ntitle: Port talks\ndate: 2026-11-20\nsumary: They go on.\n---\n\nA line.\n";
    workshop.write("content/port/talks.md", article);
    workshop
}

/// Builds with further arguments.
fn build_with(workshop: &Workshop, args: &[&str]) -> Output {
    workshop
        .command(&workshop.output())
        .args(args)
        .output()
        .unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// What was printed, with the milliseconds left out.
fn timeless(text: &str) -> String {
    let is_time = |line: &&str| {
        [
            "load",
            "index",
            "plan",
            "render",
            "emit",
            "total",
            "filesRead",
        ]
        .iter()
        .any(|step| line.trim_start().starts_with(&format!("\"{step}\": ")))
    };
    let lines =
        text.lines()
            .filter(|line| !is_time(line))
            .map(|line| match line.split_once(", in ") {
                Some((rest, time)) if time.ends_with(" ms") => format!("{rest}, in … ms\n"),
                _ => format!("{line}\n"),
            });
    lines.collect()
}

#[test]
fn diagnostics_and_a_summary_go_to_standard_error() {
    let output = workshop().build();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(stdout(&output), "");
    assert_snapshot!(timeless(&stderr(&output)), @"
    warning[unknown-key]: unknown key `sumary`
      --> content/port/talks.md:4:1
     4 | sumary: They go on.
       | ^^^^^^
      hint: did you mean `summary`?

    30 files: read 2, rendered 30, wrote 30, removed 0; 1 warning, in … ms
    the site changes by itself next at 2027-01-01T00:00:00Z
    ");
}

#[test]
fn a_failed_build_says_so() {
    let workshop = workshop();
    workshop.write(
        "content/port/more.md",
        "---\ntitle: More: of it\ndate: 2026-11-20\n---\n",
    );
    let output = workshop.build();
    assert_eq!(output.status.code(), Some(1));
    assert_snapshot!(timeless(&stderr(&output)), @r#"
    error[invalid-yaml]: invalid YAML: a second colon in one value
      --> content/port/more.md:2:12
     2 | title: More: of it
       |            ^
      hint: put the value in quotes: `title: "More: of it"`

    warning[unknown-key]: unknown key `sumary`
      --> content/port/talks.md:4:1
     4 | sumary: They go on.
       | ^^^^^^
      hint: did you mean `summary`?

    not built: 1 error, 1 warning; the site is as it was
    "#);
}

#[test]
fn json_has_the_same_for_programs() {
    let workshop = workshop();
    workshop.write(
        "content/port/more.md",
        "---\ntitle: More: of it\ndate: 2026-11-20\n---\n",
    );
    let output = build_with(&workshop, &["--format", "json"]);
    assert_eq!(
        (output.status.code(), stderr(&output)),
        (Some(1), String::new())
    );
    let _: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_snapshot!(timeless(&stdout(&output)), @r#"
    {
      "articlesRead": 1,
      "diagnostics": [
        {
          "code": "invalid-yaml",
          "hint": "put the value in quotes: `title: \"More: of it\"`",
          "message": "invalid YAML: a second colon in one value",
          "place": {
            "column": 12,
            "end": 16,
            "file": "content/port/more.md",
            "line": 2,
            "start": 15
          },
          "related": [],
          "severity": "error"
        },
        {
          "code": "unknown-key",
          "hint": "did you mean `summary`?",
          "message": "unknown key `sumary`",
          "place": {
            "column": 1,
            "end": 45,
            "file": "content/port/talks.md",
            "line": 4,
            "start": 39
          },
          "related": [],
          "severity": "warning"
        }
      ],
      "due": null,
      "fanOut": [],
      "milliseconds": {
      },
      "ok": false,
      "removed": [],
      "rendered": 0,
      "routes": 0,
      "warnings": 1,
      "written": []
    }
    "#);
}

#[test]
fn json_of_a_build_that_goes_well_names_what_was_written() {
    let workshop = workshop();
    build_with(&workshop, &["-q"]);
    workshop.write(
        "content/port/talks.md",
        "---\ntitle: Port talks\ndate: 2026-11-20\n---\n\nTwo lines.\n",
    );
    let output = build_with(&workshop, &["--format=json"]);
    assert_eq!(output.status.code(), Some(0));
    assert_snapshot!(timeless(&stdout(&output)), @r#"
    {
      "articlesRead": 1,
      "diagnostics": [],
      "due": "2027-01-01T00:00:00Z",
      "fanOut": [],
      "milliseconds": {
      },
      "ok": true,
      "removed": [],
      "rendered": 13,
      "routes": 30,
      "warnings": 0,
      "written": [
        "2026/11/index.html",
        "2026/index.html",
        "atom.xml",
        "feed.json",
        "index.html",
        "port/2026/11/talks/index.html",
        "port/atom.xml",
        "port/feed.json",
        "port/index.html",
        "port/rss.xml",
        "rss.xml"
      ]
    }
    "#);
}

#[test]
fn strict_and_json_agree() {
    let output = build_with(&workshop(), &["--strict", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["ok"], false, "{report:#}");
    assert_eq!(report["written"], serde_json::json!([]));
}

#[test]
fn quiet_leaves_the_summary_out_but_no_diagnostic() {
    let workshop = workshop();
    let told = stderr(&build_with(&workshop, &["-q"]));
    assert!(told.starts_with("warning[unknown-key]"), "{told}");
    assert!(!told.contains("rendered"), "{told}");
    workshop.write(
        "content/port/talks.md",
        "---\ntitle: Port talks\ndate: 2026-11-20\n---\n",
    );
    let output = build_with(&workshop, &["--quiet"]);
    assert_eq!(
        (stdout(&output), stderr(&output)),
        (String::new(), String::new())
    );
}

#[test]
fn nothing_is_coloured_in_a_pipe() {
    let workshop = workshop();
    workshop.write(
        "content/port/more.md",
        "---\ntitle: \"\\u001b[31mred\"\ndate: 2026-11-20\ntags: {a: \x1b[31m}\n---\n",
    );
    for colour in ["", "1"] {
        let mut command = workshop.command(&workshop.output());
        let output = command
            .env("NO_COLOR", colour)
            .env("TERM", "xterm-256color")
            .output()
            .unwrap();
        assert!(!stderr(&output).contains('\u{1b}'), "{}", stderr(&output));
    }
}

#[test]
fn a_folder_without_a_site_says_what_to_do() {
    let workshop = Workshop::new();
    std::fs::create_dir_all(workshop.site()).unwrap();
    let output = workshop.build();
    assert_eq!(output.status.code(), Some(1));
    assert_snapshot!(timeless(&stderr(&output)), @"
    error[no-config]: there is no site.yaml in this folder
      --> site.yaml
      hint: go to the site's folder or name it with --site; a site.yaml needs three lines: title, url and timezone

    not built: 1 error, 0 warnings; the site is as it was
    ");
    assert!(
        !workshop.output().exists(),
        "nothing is made where nothing is built"
    );
}

#[test]
fn a_folder_that_is_not_there_says_so() {
    let output = Workshop::new().build();
    assert_eq!(output.status.code(), Some(1));
    let told = stderr(&output);
    assert!(
        told.starts_with("error[no-site]: there is no such folder\n  --> "),
        "{told}"
    );
}

#[test]
fn wrong_usage_is_told_from_a_broken_site() {
    let presstime = |args: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_presstime"))
            .args(args)
            .output()
            .unwrap()
    };
    for args in [
        &["bulid"][..],
        &[],
        &["build", "--format", "xml"],
        &["build", "--now", "yesterday"],
        &["explain"],
    ] {
        let output = presstime(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(
            stdout(&output).is_empty() && !stderr(&output).is_empty(),
            "{args:?}"
        );
    }
    for args in [&["--help"][..], &["--version"], &["build", "--help"]] {
        let output = presstime(args);
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        assert!(
            !stdout(&output).is_empty() && stderr(&output).is_empty(),
            "{args:?}"
        );
    }
}

#[test]
fn a_file_where_a_folder_has_to_be_is_told() {
    let workshop = workshop();
    workshop.write("static/about", "a file");
    workshop.write("content/pages/about.md", "---\ntitle: About us\n---\n");
    let output = workshop.build();
    assert_eq!(output.status.code(), Some(1));
    for file in ["url-conflict", "static/about", "content/pages/about.md"] {
        assert!(stderr(&output).contains(file), "{}", stderr(&output));
    }
    std::fs::remove_file(workshop.site().join("static/about")).unwrap();
    assert_eq!(workshop.build().status.code(), Some(0));
    assert_eq!(difference(&workshop.clean(), &workshop.published()), None);
}

#[test]
fn explain_says_what_a_page_asked() {
    let workshop = workshop();
    workshop.build();
    let explain = |url: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_presstime"));
        command
            .args(["explain", "-C"])
            .arg(workshop.site())
            .arg("-o")
            .arg(workshop.output())
            .arg(url);
        command.output().unwrap()
    };
    for url in [
        "/port/2026/11/talks/",
        "https://courier.example/port/2026/11/talks/",
    ] {
        let output = explain(url);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert!(stdout(&output).starts_with(
            "/port/2026/11/talks/ (article, port/2026/11/talks/index.html)\nasked:\n"
        ));
    }
    assert_eq!(explain("/nowhere/").status.code(), Some(1));
}
