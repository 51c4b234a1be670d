//! Many faults at once: all are told, and none drowns the others.

use insta::assert_snapshot;
use presstime::diag::{Diagnostic, Source};
use presstime::engine::Settings;
use presstime::print::{self, Style};

use super::{printed, said};
use crate::site_fixture::{DAY, NOW, Newsroom, SHORT_CONFIG, at};

#[test]
fn ten_faults_are_told_in_one_build() {
    let newsroom = Newsroom::new(&format!("{SHORT_CONFIG}page_size: 0\nsections: [World]\n"))
        .with("content/world/2026-11-01-a.md", "---\ntitle: A: B\n---\n")
        .with(
            "content/world/2026-11-02-b.md",
            "---\nsummary: No title.\n---\n",
        )
        .with("content/world/c.md", "---\ntitle: No date\n---\n")
        .with("content/world/2026-11-04-d.md", "---\ntitle: No end\n")
        .with(
            "content/world/2026-11-05-e.md",
            "---\ntitle: E\nupdated: 2026-11-06 10:00 EST\n---\n",
        )
        .with(
            "content/world/2026-11-06-f.md",
            "---\ntitle: F\npermalink: /../f/\n---\n",
        )
        .with(
            "content/world/2026-11-07-g.md",
            "---\ntitle: G\npermalink: /same/\n---\n",
        )
        .with(
            "content/world/2026-11-08-h.md",
            "---\ntitle: H\npermalink: /same/\n---\n",
        )
        .with(
            "content/authors/ana.md",
            "---\nrole: Port correspondent\n---\n",
        )
        .with("templates/article.html", "{{ page.title }\n");
    newsroom.write(
        "content/world/2026-11-09-i.md",
        b"---\ntitle: Ma\xF1ana\n---\n",
    );
    let report = newsroom.build(&at(NOW));
    let errors = report
        .diagnostics
        .iter()
        .filter(|said| said.is_error())
        .count();
    assert_eq!(errors, 10, "{}", printed(&report.diagnostics));
    assert_snapshot!(printed(&report.diagnostics), @r#"
    error[invalid-yaml]: invalid YAML: a second colon in one value
      --> content/world/2026-11-01-a.md:2:9
     2 | title: A: B
       |         ^
      hint: put the value in quotes: `title: "A: B"`

    error[no-title]: the title is missing or empty
      --> content/world/2026-11-02-b.md:1:1
     1 | ---
       | ^^^
      hint: add a line `title: …`

    error[unclosed-front-matter]: this front matter has no end
      --> content/world/2026-11-04-d.md:1:1
     1 | ---
       | ^^^
      hint: close it with a line of `---`

    error[bad-date]: `updated`: `EST` is not an offset
      --> content/world/2026-11-05-e.md:3:10
     3 | updated: 2026-11-06 10:00 EST
       |          ^^^^^^^^^^^^^^^^^^^^
      hint: such names mean several things: write `2026-11-06 10:00 -05:00`, if that is what you mean

    error[bad-path]: `/../f/` leaves the path it is in
      --> content/world/2026-11-06-f.md:3:12
     3 | permalink: /../f/
       |            ^^^^^^
      hint: write the path from the site's root, without `..`

    error[url-conflict]: content/world/2026-11-07-g.md and content/world/2026-11-08-h.md have the same URL: /same/
      --> content/world/2026-11-07-g.md
      --> content/world/2026-11-08-h.md (the other file)
      hint: give one of them another `slug` or `permalink`

    error[not-utf-8]: this file is not UTF-8 text
      --> content/world/2026-11-09-i.md:2:10
     2 | title: Ma�ana
       |          ^
      hint: save it again with the encoding UTF-8

    error[no-date]: the article has no date
      --> content/world/c.md:1:1
     1 | ---
       | ^^^
      hint: add a line `date: …`, or begin the file's name with a date, as in `2026-11-20-port-talks.md`

    error[out-of-range]: `page_size` is a number from 1 to 1000, not 0
      --> site.yaml:4:12
     4 | page_size: 0
       |            ^

    error[template-syntax]: found `}` but expected }}
      --> templates/article.html:1:15
     1 | {{ page.title }
       |               ^

    warning[no-name]: the author has no `name`, and becomes `Ana`
      --> content/authors/ana.md:1:1
     1 | ---
       | ^^^
    "#);
    assert!(newsroom.published().is_empty());
}

#[test]
fn a_failing_build_leaves_the_last_good_site() {
    let newsroom =
        Newsroom::new(SHORT_CONFIG).with("content/world/2026-11-01-a.md", "---\ntitle: A\n---\n");
    newsroom.build_well(&at(NOW));
    let good = newsroom.published();
    newsroom.write("content/world/2026-11-01-a.md", "---\ntitle: A: B\n---\n");
    newsroom.write("content/world/2026-11-02-b.md", "---\ntitle: B\n---\n");
    assert!(!newsroom.build(&at(NOW + DAY)).is_ok());
    assert_eq!(newsroom.published(), good);
}

#[test]
fn a_failing_build_tells_the_warnings_too() {
    let newsroom =
        Newsroom::new(SHORT_CONFIG).with("content/world/2026-11-01-a.md", "---\ntitle: A\n---\n");
    newsroom.build_well(&at(NOW));
    newsroom.write("content/world/2026-11-01-a.md", "---\ntitle: A: B\n---\n");
    newsroom.write(
        "content/world/2026-11-02-b.md",
        "---\ntitle: B\nsumary: B\n---\nSee [it](it.md).\n",
    );
    newsroom.write(
        "content/pages/about.md",
        "---\ntitle: About us\nlayout: wide\n---\n",
    );
    let said = said(&newsroom);
    for code in [
        "error[invalid-yaml]",
        "warning[unknown-key]: unknown key `sumary`",
        "warning[dead-link]",
        "`layout`",
    ] {
        assert!(said.contains(code), "{said}");
    }
}

#[test]
fn warnings_come_again_until_they_are_mended() {
    let newsroom = Newsroom::new(SHORT_CONFIG).with(
        "content/world/2026-11-01-a.md",
        "---\ntitle: A\nsumary: B\n---\nSee [it](it.md).\n",
    );
    let first = said(&newsroom);
    assert_eq!(first.matches("warning[").count(), 2, "{first}");
    assert_eq!(said(&newsroom), first);
    newsroom.write("content/world/2026-11-01-a.md", "---\ntitle: A\n---\n");
    assert_eq!(said(&newsroom), "");
}

#[test]
fn strict_builds_fail_on_warnings() {
    let newsroom = Newsroom::new(SHORT_CONFIG).with(
        "content/world/2026-11-01-a.md",
        "---\ntitle: A\nsumary: B\n---\n",
    );
    let strict = Settings {
        strict: true,
        ..at(NOW)
    };
    let report = newsroom.build(&strict);
    assert_eq!(report.diagnostics.len(), 1);
    assert!(
        newsroom.published().is_empty(),
        "what fails publishes nothing"
    );
}

#[test]
fn many_equal_warnings_are_a_few_and_a_count() {
    let newsroom = Newsroom::new(SHORT_CONFIG);
    for number in 0..100 {
        let text = format!("---\ntitle: Story {number}\ndate: 2026-01-01\nlayout: post\n---\n");
        newsroom.write(&format!("content/world/story-{number}.md"), text);
    }
    newsroom.write(
        "content/world/story.md",
        "---\ntitle: Story\ndate: 2026-01-01\nsumary: One.\n---\n",
    );
    let report = newsroom.build(&at(NOW));
    assert_eq!(report.diagnostics.len(), 101);
    assert_snapshot!(printed(&report.diagnostics), @"
    warning[unknown-key]: unknown key `layout`
      --> content/world/story-0.md:4:1
     4 | layout: post
       | ^^^^^^
      hint: put keys of your own under `extra`

    warning[unknown-key]: unknown key `layout`
      --> content/world/story-1.md:4:1
     4 | layout: post
       | ^^^^^^
      hint: put keys of your own under `extra`

    warning[unknown-key]: unknown key `layout`
      --> content/world/story-10.md:4:1
     4 | layout: post
       | ^^^^^^
      hint: put keys of your own under `extra`

    warning[unknown-key]: unknown key `layout` … and 97 more like this

    warning[unknown-key]: unknown key `sumary`
      --> content/world/story.md:4:1
     4 | sumary: One.
       | ^^^^^^
      hint: did you mean `summary`?
    ");
}

#[test]
fn ten_thousand_warnings_are_a_few_lines() {
    let warnings: Vec<Diagnostic> = (0..10_000)
        .map(|number| {
            let path = format!("content/world/story-{number}.md");
            let source = Source {
                path: &path,
                text: "---\nlayout: post\n---\n",
            };
            Diagnostic::warning("unknown-key", "unknown key `layout`").at(source.place(4..10))
        })
        .collect();
    let printed = printed(&warnings);
    assert!(
        printed.ends_with("… and 9997 more like this\n\n"),
        "{printed}"
    );
    assert!(printed.lines().count() < 20, "{printed}");
}

#[test]
fn every_error_is_named() {
    let newsroom = Newsroom::new(SHORT_CONFIG);
    for (number, key) in ["slug", "summary", "series", "kind", "lang"]
        .iter()
        .enumerate()
    {
        let text = format!("---\ntitle: A\n{key}: {{}}\n---\n");
        newsroom.write(
            &format!("content/world/2026-11-0{0}-{0}.md", number + 1),
            text,
        );
    }
    let report = newsroom.build(&at(NOW));
    assert_eq!(report.diagnostics.len(), 5);
    let said = printed(&report.diagnostics);
    assert!(
        said.ends_with(
            "error[wrong-type]: … and 2 more like this\n  \
         content/world/2026-11-04-4.md:3:7: `kind`: expected a string, found a map\n  \
         content/world/2026-11-05-5.md:3:7: `lang`: expected a string, found a map\n\n"
        ),
        "{said}"
    );
}

#[test]
fn what_a_broken_configuration_warns_of_is_counted_too() {
    let newsroom = Newsroom::new("title: A\nurl: https://a.example/\nlayout: wide\n");
    let report = newsroom.build(&at(NOW));
    assert!(!report.is_ok());
    assert_eq!(report.warnings.values().sum::<usize>(), 1);
}

#[test]
fn ten_thousand_equal_errors_are_a_few_and_a_count() {
    let errors: Vec<Diagnostic> = (0..10_000)
        .map(|number| {
            let path = format!("content/world/story-{number:04}.md");
            let source = Source {
                path: &path,
                text: "---\n",
            };
            Diagnostic::error("no-title", "the title is missing or empty").at(source.place(0..3))
        })
        .collect();
    let printed = printed(&errors);
    assert!(printed.lines().count() < 30, "{printed}");
    assert!(printed.contains("… and 9997 more like this\n"), "{printed}");
    assert!(
        printed.contains("\n  content/world/story-0003.md:1:1: the title"),
        "{printed}"
    );
    assert!(
        printed.ends_with("\n  … and 9990 not listed here\n\n"),
        "{printed}"
    );
}

#[test]
fn of_very_many_warnings_a_later_build_tells_those_of_what_changed() {
    let newsroom = Newsroom::new(SHORT_CONFIG);
    let article = |number: usize, body: &str| {
        let text =
            format!("---\ntitle: Story {number}\ndate: 2026-01-01\nlayout: post\n---\n{body}\n");
        newsroom.write(&format!("content/world/story-{number}.md"), text);
    };
    (0..1100).for_each(|number| article(number, ""));
    let report = newsroom.build(&at(NOW));
    assert_eq!(report.diagnostics.len(), 1000);
    assert_eq!(report.warnings.values().sum::<usize>(), 1100);

    article(700, "A line.");
    let report = newsroom.build(&at(NOW));
    assert_snapshot!(print::report(&report, Style::Plain), @"
    warning[unknown-key]: unknown key `layout`
      --> content/world/story-700.md:4:1
     4 | layout: post
       | ^^^^^^
      hint: put keys of your own under `extra`

    warning[unknown-key]: unknown key `layout` … and 1099 more like this
    ");

    let report = newsroom.build(&at(NOW));
    assert_snapshot!(print::report(&report, Style::Plain), @"warning: unknown key `layout`: 1100 in files that did not change");
}
