//! Faults of an article's front matter.

use insta::assert_snapshot;

use super::{ARTICLE, said, said_of, said_of_keys};
use crate::site_fixture::{Newsroom, SHORT_CONFIG};

#[test]
fn no_title() {
    assert_snapshot!(said_of("---\nsummary: Nobody gave it a headline.\n---\nText.\n"), @"
    error[no-title]: the title is missing or empty
      --> content/world/2026-11-20-port-talks.md:1:1
     1 | ---
       | ^^^
      hint: add a line `title: …`
    ");
    assert_snapshot!(said_of("---\ntitle: \"  \"\n---\nText.\n"), @r#"
    error[no-title]: the title is missing or empty
      --> content/world/2026-11-20-port-talks.md:2:8
     2 | title: "  "
       |        ^^^^
      hint: add a line `title: …`
    "#);
    assert_snapshot!(said_of("Only text.\n"), @"
    error[no-title]: there is no front matter, and so no title
      --> content/world/2026-11-20-port-talks.md:1:1
     1 | Only text.
       | ^
      hint: begin the file with `---`, a line `title: …`, and `---` again
    ");
    assert_snapshot!(said_of(""), @"
    error[no-title]: there is no front matter, and so no title
      --> content/world/2026-11-20-port-talks.md:1:1
     1 | 
       | ^
      hint: begin the file with `---`, a line `title: …`, and `---` again
    ");
}

#[test]
fn no_date() {
    let newsroom = Newsroom::new(SHORT_CONFIG);
    assert_snapshot!(said(&newsroom.with("content/world/port-talks.md", "---\ntitle: Port talks\n---\n")), @"
    error[no-date]: the article has no date
      --> content/world/port-talks.md:1:1
     1 | ---
       | ^^^
      hint: add a line `date: …`, or begin the file's name with a date, as in `2026-11-20-port-talks.md`
    ");
}

#[test]
fn front_matter_without_an_end() {
    assert_snapshot!(said_of("---\ntitle: Port talks\n\nThe talks go on.\n"), @"
    error[unclosed-front-matter]: this front matter has no end
      --> content/world/2026-11-20-port-talks.md:1:1
     1 | ---
       | ^^^
      hint: close it with a line of `---`
    ");
}

#[test]
fn front_matter_in_another_language() {
    assert_snapshot!(said_of("+++\ntitle = \"Port talks\"\n+++\n"), @"
    error[not-yaml]: this front matter is TOML, which presstime does not read
      --> content/world/2026-11-20-port-talks.md:1:1
     1 | +++
       | ^^^
      hint: write it in YAML, between two lines of `---`
    ");
    assert_snapshot!(said_of("{\n\"title\": \"Port talks\"\n}\n"), @"
    error[not-yaml]: this front matter is JSON, which presstime does not read
      --> content/world/2026-11-20-port-talks.md:1:1
     1 | {
       | ^
      hint: write it in YAML, between two lines of `---`
    ");
}

#[test]
fn a_colon_in_a_title() {
    assert_snapshot!(said_of("---\ntitle: Port talks: what next\n---\n"), @r#"
    error[invalid-yaml]: invalid YAML: a second colon in one value
      --> content/world/2026-11-20-port-talks.md:2:18
     2 | title: Port talks: what next
       |                  ^
      hint: put the value in quotes: `title: "Port talks: what next"`
    "#);
}

#[test]
fn an_open_quote() {
    assert_snapshot!(said_of("---\ntitle: \"Port talks\nsummary: They go on.\n---\n"), @r#"
    error[invalid-yaml]: invalid YAML: this quote is never closed
      --> content/world/2026-11-20-port-talks.md:2:8
     2 | title: "Port talks
       |        ^
      hint: close it, or leave both quotes out
    "#);
}

#[test]
fn text_after_a_quote() {
    assert_snapshot!(said_of("---\ntitle: \"Talks\" resume in port\n---\n"), @r#"
    error[invalid-yaml]: invalid YAML: the value goes on after its closing quote
      --> content/world/2026-11-20-port-talks.md:2:16
     2 | title: "Talks" resume in port
       |                ^^^^^^^^^^^^^^
      hint: inside double quotes write `\"` for a quote, inside single quotes `''` for an apostrophe
    "#);
}

#[test]
fn a_character_that_yaml_keeps_for_itself() {
    assert_snapshot!(said_of("---\ntitle: @mayor speaks\n---\n"), @r#"
    error[invalid-yaml]: invalid YAML: a value cannot begin with `@`
      --> content/world/2026-11-20-port-talks.md:2:8
     2 | title: @mayor speaks
       |        ^
      hint: put the value in quotes: `title: "@mayor speaks"`
    "#);
    assert_snapshot!(said_of("---\ntitle: *Breaking* port talks\n---\n"), @r#"
    error[invalid-yaml]: invalid YAML: a value that begins with `*` stands for another one, and there is none of this name
      --> content/world/2026-11-20-port-talks.md:2:8
     2 | title: *Breaking* port talks
       |        ^^^^^^^^^^^^^^^^^^^^^
      hint: put the value in quotes: `title: "*Breaking* port talks"`
    "#);
}

#[test]
fn an_open_bracket() {
    assert_snapshot!(said_of("---\ntitle: Port talks\ntags: [ports, wages\n---\n"), @"
    error[invalid-yaml]: invalid YAML: this bracket is never closed
      --> content/world/2026-11-20-port-talks.md:3:7
     3 | tags: [ports, wages
       |       ^
      hint: close it, or put the text in quotes
    ");
}

#[test]
fn a_line_without_a_colon() {
    assert_snapshot!(said_of("---\ntitle: Port talks\nsummary They go on\n---\n"), @"
    error[invalid-yaml]: invalid YAML: this line has no colon after its key
      --> content/world/2026-11-20-port-talks.md:3:1
     3 | summary They go on
       | ^^^^^^^^^^^^^^^^^^
      hint: write `key: value`
    ");
}

#[test]
fn a_wrong_indentation() {
    assert_snapshot!(said_of("---\ntitle: Port talks\n  tags: [ports]\n---\n"), @"
    error[invalid-yaml]: invalid YAML: this line is indented deeper than the one it should stand beside
      --> content/world/2026-11-20-port-talks.md:3:3
     3 |   tags: [ports]
       |   ^^^^^^^^^^^^^
      hint: begin it where the lines beside it begin
    ");
}

#[test]
fn a_tab() {
    assert_snapshot!(said_of("---\ntitle: Port talks\nimage:\n\tsrc: port.jpg\n---\n"), @"
    error[invalid-yaml]: invalid YAML: a tab in the indentation
      --> content/world/2026-11-20-port-talks.md:4:1
     4 | 	src: port.jpg
       | ^
      hint: indent with spaces
    ");
}

#[test]
fn a_key_twice() {
    assert_snapshot!(said_of("---\ntitle: Port talks\ntags: [ports]\ntitle: Talks resume\n---\n"), @"
    error[duplicate-key]: the key `title` comes twice
      --> content/world/2026-11-20-port-talks.md:4:1
     4 | title: Talks resume
       | ^^^^^
      --> content/world/2026-11-20-port-talks.md:2:1 (first given here)
     2 | title: Port talks
       | ^^^^^
    ");
}

#[test]
fn a_key_and_its_other_name() {
    assert_snapshot!(said_of_keys("summary: One.\ndek: Two."), @"
    warning[same-key]: `dek` means the same as `summary`, which is used instead
      --> content/world/2026-11-20-port-talks.md:4:1
     4 | dek: Two.
       | ^^^
      --> content/world/2026-11-20-port-talks.md:3:1 (used instead)
     3 | summary: One.
       | ^^^^^^^
      hint: keep one of the two
    ");
}

#[test]
fn unknown_keys() {
    assert_snapshot!(said_of("---\ntilte: Port talks\n---\n"), @"
    error[no-title]: the title is missing or empty
      --> content/world/2026-11-20-port-talks.md:1:1
     1 | ---
       | ^^^
      hint: add a line `title: …`

    warning[unknown-key]: unknown key `tilte`
      --> content/world/2026-11-20-port-talks.md:2:1
     2 | tilte: Port talks
       | ^^^^^
      hint: did you mean `title`?
    ");
    assert_snapshot!(said_of_keys("sumary: They go on."), @"
    warning[unknown-key]: unknown key `sumary`
      --> content/world/2026-11-20-port-talks.md:3:1
     3 | sumary: They go on.
       | ^^^^^^
      hint: did you mean `summary`?
    ");
    assert_snapshot!(said_of_keys("layout: post"), @"
    warning[unknown-key]: unknown key `layout`
      --> content/world/2026-11-20-port-talks.md:3:1
     3 | layout: post
       | ^^^^^^
      hint: put keys of your own under `extra`
    ");
    assert_snapshot!(said_of_keys("image: {src: /port.jpg, alt: The port, captoin: The port.}"), @"
    warning[missing-image]: the image `/port.jpg` does not exist
      --> content/world/2026-11-20-port-talks.md:3:14
     3 | image: {src: /port.jpg, alt: The port, captoin: The port.}
       |              ^^^^^^^^^
      hint: put a photo beside the article, and any other picture into static/

    warning[unknown-key]: unknown key `captoin` in `image`
      --> content/world/2026-11-20-port-talks.md:3:40
     3 | image: {src: /port.jpg, alt: The port, captoin: The port.}
       |                                        ^^^^^^^
      hint: did you mean `caption`?
    ");
}

#[test]
fn values_of_the_wrong_type() {
    assert_snapshot!(said_of("---\ntitle: [Port, talks]\n---\n"), @"
    error[wrong-type]: `title`: expected a string, found a list
      --> content/world/2026-11-20-port-talks.md:2:8
     2 | title: [Port, talks]
       |        ^^^^^^^^^^^^^
    ");
    assert_snapshot!(said_of_keys("tags: {port: yes}"), @"
    error[wrong-type]: `tags`: expected a list of strings, found a map
      --> content/world/2026-11-20-port-talks.md:3:7
     3 | tags: {port: yes}
       |       ^^^^^^^^^^^
    ");
    assert_snapshot!(said_of_keys("draft: perhaps"), @"
    error[wrong-type]: `draft`: expected `true` or `false`, found a string
      --> content/world/2026-11-20-port-talks.md:3:8
     3 | draft: perhaps
       |        ^^^^^^^
    ");
    assert_snapshot!(said_of_keys("summary: [one, two]"), @"
    error[wrong-type]: `summary`: expected a string, found a list
      --> content/world/2026-11-20-port-talks.md:3:10
     3 | summary: [one, two]
       |          ^^^^^^^^^^
    ");
    assert_snapshot!(said_of("---\n- title\n---\n"), @"
    error[wrong-type]: expected keys with values, found a list
      --> content/world/2026-11-20-port-talks.md:2:1
     2 | - title
       | ^^^^^^^
      hint: write `key: value`, one key a line
    ");
}

#[test]
fn dates() {
    assert_snapshot!(said_of_keys("date: 2026-11-20 14:05 EST"), @"
    error[bad-date]: `date`: `EST` is not an offset
      --> content/world/2026-11-20-port-talks.md:3:7
     3 | date: 2026-11-20 14:05 EST
       |       ^^^^^^^^^^^^^^^^^^^^
      hint: such names mean several things: write `2026-11-20 14:05 -05:00`, if that is what you mean
    ");
    assert_snapshot!(said_of_keys("date: 20/11/2026"), @"
    error[bad-date]: `date`: `20/11/2026` is not a date
      --> content/world/2026-11-20-port-talks.md:3:7
     3 | date: 20/11/2026
       |       ^^^^^^^^^^
      hint: write the day as `2026-11-20`
    ");
    assert_snapshot!(said_of_keys("date: 2026-02-30"), @"
    error[bad-date]: `date`: `2026-02-30` is not in the calendar
      --> content/world/2026-11-20-port-talks.md:3:7
     3 | date: 2026-02-30
       |       ^^^^^^^^^^
    ");
    assert_snapshot!(said_of_keys("date: next Friday"), @"
    error[bad-date]: `date`: `next Friday` is not a date
      --> content/world/2026-11-20-port-talks.md:3:7
     3 | date: next Friday
       |       ^^^^^^^^^^^
      hint: write the year first, as in `2026-11-20` or `2026-11-20 14:05`
    ");
    assert_snapshot!(said_of_keys("date: 2026-11-20 25:05"), @"
    error[bad-date]: `date`: `2026-11-20 25:05` is not in the calendar
      --> content/world/2026-11-20-port-talks.md:3:7
     3 | date: 2026-11-20 25:05
       |       ^^^^^^^^^^^^^^^^
    ");
    assert_snapshot!(said_of_keys("date:"), @"");
    assert_snapshot!(said_of_keys("updated: November 21, 2026"), @"
    error[bad-date]: `updated`: `November 21, 2026` is not a date
      --> content/world/2026-11-20-port-talks.md:3:10
     3 | updated: November 21, 2026
       |          ^^^^^^^^^^^^^^^^^
      hint: write the day as `2026-11-21`
    ");
}

#[test]
fn dates_in_a_strange_order() {
    assert_snapshot!(said_of_keys("updated: 2026-11-01"), @"
    warning[date-order]: it was updated before it was published
      --> content/world/2026-11-20-port-talks.md:3:10
     3 | updated: 2026-11-01
       |          ^^^^^^^^^^
    ");
    assert_snapshot!(said_of_keys("expires: 2026-11-01"), @"
    warning[date-order]: it expires before it is published
      --> content/world/2026-11-20-port-talks.md:3:10
     3 | expires: 2026-11-01
       |          ^^^^^^^^^^
    ");
}

#[test]
fn unknown_kinds() {
    assert_snapshot!(said_of_keys("kind: opinoin"), @"
    warning[unknown-kind]: unknown kind `opinoin`
      --> content/world/2026-11-20-port-talks.md:3:7
     3 | kind: opinoin
       |       ^^^^^^^
      hint: did you mean `opinion`?
    ");
    assert_snapshot!(said_of_keys("kind: podcast"), @"
    warning[unknown-kind]: unknown kind `podcast`
      --> content/world/2026-11-20-port-talks.md:3:7
     3 | kind: podcast
       |       ^^^^^^^
      hint: known kinds are news, opinion, analysis, review, interview, explainer, live, sponsored
    ");
}

#[test]
fn languages_and_slugs() {
    assert_snapshot!(said_of_keys("lang: Spanish"), @"
    warning[bad-language]: `Spanish` is not a language code
      --> content/world/2026-11-20-port-talks.md:3:7
     3 | lang: Spanish
       |       ^^^^^^^
      hint: write a code as in `es` or `pt-BR`
    ");
    assert_snapshot!(said_of_keys("slug: \"!!!\""), @r#"
    warning[bad-slug]: nothing of the slug `!!!` can stand in a URL
      --> content/world/2026-11-20-port-talks.md:3:7
     3 | slug: "!!!"
       |       ^^^^^
      hint: use letters or digits
    "#);
    assert_snapshot!(said_of_keys("slug: world/talks"), @"
    warning[bad-slug]: a slug is one part of a URL, so this one becomes `world-talks`
      --> content/world/2026-11-20-port-talks.md:3:7
     3 | slug: world/talks
       |       ^^^^^^^^^^^
      hint: give a whole path with `permalink`
    ");
}

#[test]
fn questions_without_answers() {
    assert_snapshot!(said_of_keys("faq:\n  - question: Why?\n  - answer: Because.\n  - question: When?\n    answer: Now."), @"
    warning[empty-faq]: this entry of the FAQ has no answer, and is left out
      --> content/world/2026-11-20-port-talks.md:4:5
     4 |   - question: Why?
       |     ^^^^^^^^^^^^^^

    warning[empty-faq]: this entry of the FAQ has no question, and is left out
      --> content/world/2026-11-20-port-talks.md:5:5
     5 |   - answer: Because.
       |     ^^^^^^^^^^^^^^^^
    ");
    assert_snapshot!(said_of_keys("faq: Why?"), @"
    error[wrong-type]: `faq`: expected a list of questions, found a string
      --> content/world/2026-11-20-port-talks.md:3:6
     3 | faq: Why?
       |      ^^^^
      hint: write each as `- question: …` and, in the line below, `  answer: …`
    ");
    assert_snapshot!(said_of_keys("faq:\n  - qestion: Why?\n    answer: Because."), @"
    warning[unknown-key]: unknown key `qestion` in `faq`
      --> content/world/2026-11-20-port-talks.md:4:5
     4 |   - qestion: Why?
       |     ^^^^^^^
      hint: did you mean `question`?

    warning[empty-faq]: this entry of the FAQ has no question, and is left out
      --> content/world/2026-11-20-port-talks.md:4:5
     4 |   - qestion: Why?
       |     ^^^^^^^^^^^^^
    ");
}

#[test]
fn videos_and_corrections() {
    assert_snapshot!(said_of_keys("videos:\n  - title: The port by night"), @"
    warning[no-url]: this video has no `url`, and is left out
      --> content/world/2026-11-20-port-talks.md:4:5
     4 |   - title: The port by night
       |     ^^^^^^^^^^^^^^^^^^^^^^^^
    ");
    assert_snapshot!(said_of_keys("videos:\n  - url: javascript:alert(1)\n    title: The port"), @"
    warning[bad-url]: `videos.url`: `javascript:alert(1)` cannot be linked to, and is left out
      --> content/world/2026-11-20-port-talks.md:4:10
     4 |   - url: javascript:alert(1)
       |          ^^^^^^^^^^^^^^^^^^^
      hint: give a path, or a URL that begins with `https://`
    ");
    assert_snapshot!(said_of_keys("videos:\n  - url: https://video.example/1\n    title: The port\n    duration: long"), @"
    warning[bad-duration]: `long` is not a duration
      --> content/world/2026-11-20-port-talks.md:6:15
     6 |     duration: long
       |               ^^^^
      hint: write seconds, `3:20`, `1:03:20` or `PT3M20S`
    ");
    assert_snapshot!(said_of_keys("corrections:\n  - date: 2026-11-21"), @"
    warning[empty-correction]: this correction has no `text`, and is left out
      --> content/world/2026-11-20-port-talks.md:4:5
     4 |   - date: 2026-11-21
       |     ^^^^^^^^^^^^^^^^
    ");
}

#[test]
fn not_utf_8() {
    let newsroom = Newsroom::new(SHORT_CONFIG);
    newsroom.write(ARTICLE, b"---\ntitle: Ma\xF1ana en el puerto\n---\n");
    assert_snapshot!(said(&newsroom), @"
    error[not-utf-8]: this file is not UTF-8 text
      --> content/world/2026-11-20-port-talks.md:2:10
     2 | title: Ma�ana en el puerto
       |          ^
      hint: save it again with the encoding UTF-8
    ");
}

#[test]
fn a_byte_order_mark_is_no_fault() {
    assert_eq!(said_of("\u{feff}---\ntitle: Port talks\n---\nText.\n"), "");
    assert_eq!(
        said_of("\u{feff}\r\n---\r\ntitle: Port talks\r\n---\r\nText.\r\n"),
        ""
    );
}

#[test]
fn authors() {
    let newsroom = Newsroom::new(SHORT_CONFIG);
    let newsroom = newsroom.with(
        "content/authors/ana.md",
        "---\nrole: Port correspondent\n---\n",
    );
    assert_snapshot!(said(&newsroom), @"
    warning[no-name]: the author has no `name`, and becomes `Ana`
      --> content/authors/ana.md:1:1
     1 | ---
       | ^^^
    ");
    let newsroom = Newsroom::new(SHORT_CONFIG);
    let newsroom = newsroom.with(
        "content/authors/ana.md",
        "---\nname: Ana Ruiz\nkind: robot\nlinks:\n  - label: Web\n---\n",
    );
    assert_snapshot!(said(&newsroom), @"
    warning[unknown-kind]: unknown kind `robot`
      --> content/authors/ana.md:3:7
     3 | kind: robot
       |       ^^^^^
      hint: an author is a `person` or a `team`
    ");
}

#[test]
fn a_first_line_that_is_indented() {
    assert_snapshot!(said_of("---\n title: G\nsummary: S\n---\n"), @"
    error[invalid-yaml]: invalid YAML: the first line is indented, and the lines below are not
      --> content/world/2026-11-20-port-talks.md:2:1
     2 |  title: G
       | ^
      hint: begin every key at the beginning of its line
    ");
    assert_snapshot!(said_of("---\n\ttitle: G\nsummary: S\n---\n"), @"
    error[invalid-yaml]: invalid YAML: a tab before the first key
      --> content/world/2026-11-20-port-talks.md:2:1
     2 | 	title: G
       | ^
      hint: begin every key at the beginning of its line
    ");
}

#[test]
fn an_faq_that_is_text() {
    assert_snapshot!(said_of_keys("faq: Why?"), @"
    error[wrong-type]: `faq`: expected a list of questions, found a string
      --> content/world/2026-11-20-port-talks.md:3:6
     3 | faq: Why?
       |      ^^^^
      hint: write each as `- question: …` and, in the line below, `  answer: …`
    ");
    assert_snapshot!(said_of_keys("faq: [Why?]"), @"
    error[wrong-type]: `faq`: expected a question with its answer, found a string
      --> content/world/2026-11-20-port-talks.md:3:7
     3 | faq: [Why?]
       |       ^^^^
      hint: write each as `- question: …` and, in the line below, `  answer: …`
    ");
}

#[test]
fn a_title_that_is_left_empty() {
    assert_snapshot!(said_of("---\nsummary: S\ntitle:\n---\n"), @"
    error[no-title]: the title is missing or empty
      --> content/world/2026-11-20-port-talks.md:3:1
     3 | title:
       | ^^^^^
      hint: add a line `title: …`
    ");
}
