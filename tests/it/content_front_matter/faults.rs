//! Everything that can be wrong with front matter, and what is said of it.

#![allow(
    clippy::too_many_lines,
    clippy::format_collect,
    reason = "tables of cases"
)]

use presstime::content::front_matter::{self, Context};
use presstime::content::source_path::classify;
use presstime::diag::Source;

use super::{more, read, read_file, said, strings, zones};

#[test]
fn files_without_usable_front_matter() {
    let no_front_matter = "error[no-title] 1:1 there is no front matter, and so no title \
        (begin the file with `---`, a line `title: …`, and `---` again)";
    let not_yaml = |language: &str, place: &str| {
        format!(
            "error[not-yaml] {place} this front matter is {language}, which presstime does not read \
             (write it in YAML, between two lines of `---`)"
        )
    };
    let cases = [
        ("", no_front_matter.to_owned()),
        ("# A title\n", no_front_matter.to_owned()),
        ("----\ntitle: x\n----\n", no_front_matter.to_owned()),
        ("---\ntitle: x\n", "error[unclosed-front-matter] 1:1 this front matter has no end (close it with a line of `---`)".to_owned()),
        ("---", "error[unclosed-front-matter] 1:1 this front matter has no end (close it with a line of `---`)".to_owned()),
        ("+++\ntitle = 'x'\n+++\n", not_yaml("TOML", "1:1")),
        ("\n+++\n", not_yaml("TOML", "2:1")),
        ("{\n\"title\": 1\n}\n", not_yaml("JSON", "1:1")),
    ];
    for (text, expected) in cases {
        assert_eq!(
            read_file("content/a.md", text),
            (None, vec![expected]),
            "{text:?}"
        );
    }
}

#[test]
fn what_else_is_wrong() {
    let cases: [(&str, &[&str]); 23] = [
        (
            "tilte: x",
            &["warning[unknown-key] 4:1 unknown key `tilte` (did you mean `title`?)"],
        ),
        (
            "exerpt: x",
            &["warning[unknown-key] 4:1 unknown key `exerpt` (did you mean `excerpt`?)"],
        ),
        (
            "layout: post",
            &["warning[unknown-key] 4:1 unknown key `layout` (put keys of your own under `extra`)"],
        ),
        (
            "layout:",
            &["warning[unknown-key] 4:1 unknown key `layout` (put keys of your own under `extra`)"],
        ),
        (
            "12: x",
            &["warning[unknown-key] 4:1 unknown key `12` (put keys of your own under `extra`)"],
        ),
        (
            "title: U",
            &["error[duplicate-key] 4:1 the key `title` comes twice"],
        ),
        (
            "extra: {a: 1, a: 2}",
            &["error[duplicate-key] 4:15 the key `a` comes twice"],
        ),
        (
            "summary: a\ndek: b",
            &[
                "warning[same-key] 5:1 `dek` means the same as `summary`, which is used instead (keep one of the two)",
            ],
        ),
        (
            "deck: b\nsummary: a",
            &[
                "warning[same-key] 4:1 `deck` means the same as `summary`, which is used instead (keep one of the two)",
            ],
        ),
        (
            "dek: b\nexcerpt: a",
            &[
                "warning[same-key] 4:1 `dek` means the same as `excerpt`, which is used instead (keep one of the two)",
            ],
        ),
        ("summary: a\ndek: a", &[]),
        (
            "published: 2024-05-05",
            &[
                "warning[same-key] 4:12 `published` means the same as `date`, which is used instead (keep one of the two)",
            ],
        ),
        ("summary: a\ndek: ~", &[]),
        (
            "kind: opnion",
            &["warning[unknown-kind] 4:7 unknown kind `opnion` (did you mean `opinion`?)"],
        ),
        (
            "kind: blog",
            &[
                "warning[unknown-kind] 4:7 unknown kind `blog` (known kinds are news, opinion, analysis, review, interview, explainer, live, sponsored)",
            ],
        ),
        (
            "updated: 2024-01-01",
            &["warning[date-order] 4:10 it was updated before it was published"],
        ),
        (
            "expires: 2024-01-01",
            &["warning[date-order] 4:10 it expires before it is published"],
        ),
        (
            "expires: never",
            &[
                "error[bad-date] 4:10 `expires`: `never` is not a date (write the year first, as in `2026-11-20` or `2026-11-20 14:05`)",
            ],
        ),
        (
            "canonical: /a/",
            &[
                "warning[bad-url] 4:12 `canonical`: `/a/` cannot be linked to, and is left out (give a whole URL, which begins with `https://`)",
            ],
        ),
        (
            "extra: [a]",
            &["error[wrong-type] 4:8 `extra`: expected a map, found a list"],
        ),
        (
            "location: \"a\\u0007b\"",
            &[
                "warning[control-character] 4:11 `location` has control characters, which are left out",
            ],
        ),
        (
            "location: !place Mariel",
            &[
                "warning[yaml-tag] 4:11 the tag `!place` means nothing here (put text that begins with `!` in quotes)",
            ],
        ),
        (
            "summary: The #MeToo years",
            &[
                "warning[cut-by-hash] 4:14 `#MeToo` begins a comment here, and is no part of the value (put the value in quotes)",
            ],
        ),
    ];
    for (yaml, expected) in cases {
        assert_eq!(said(yaml), expected, "{yaml}");
    }
    assert_eq!(more("deck: b\nsummary: a").0.summary, "a");
    assert_eq!(more("dek: b\nexcerpt: a").0.summary, "a");
    assert_eq!(more("title: U").0.title, "T");
}

#[test]
fn invalid_yaml_says_what_to_change() {
    let cases = [
        (
            "title: Port: talks",
            "2:12 invalid YAML: a second colon in one value (put the value in quotes: `title: \"Port: talks\"`)",
        ),
        (
            "faq:\n  - question: Who: me?",
            "3:18 invalid YAML: a second colon in one value (put the value in quotes: `- question: \"Who: me?\"`)",
        ),
        (
            "title: C:\\a: \"b\"",
            "2:12 invalid YAML: a second colon in one value (put the value in quotes: `title: 'C:\\a: \"b\"'`)",
        ),
        (
            "title: x\ntags:\n\t- a",
            "4:1 invalid YAML: a tab in the indentation (indent with spaces)",
        ),
        (
            "date: x\n\ttitle: x",
            "3:1 invalid YAML: a tab in the indentation (indent with spaces)",
        ),
        (
            "title: @home",
            "2:8 invalid YAML: a value cannot begin with `@` (put the value in quotes: `title: \"@home\"`)",
        ),
        (
            "title: `x`",
            "2:8 invalid YAML: a value cannot begin with a backtick (put the value in quotes: `title: \"`x`\"`)",
        ),
        (
            "title: %x",
            "2:8 invalid YAML: a value cannot begin with `%` (put the value in quotes: `title: \"%x\"`)",
        ),
        (
            "title: *Live* now",
            "2:8 invalid YAML: a value that begins with `*` stands for another one, and there is none of this name (put the value in quotes: `title: \"*Live* now\"`)",
        ),
        (
            "title: [Live] now\ndate: x",
            "2:15 invalid YAML: the value goes on after it has ended (put the value in quotes: `title: \"[Live] now\"`)",
        ),
        (
            "title: \"a \"b\" c\"",
            "2:12 invalid YAML: the value goes on after its closing quote (inside double quotes write `\\\"` for a quote, inside single quotes `''` for an apostrophe)",
        ),
        (
            "title: \"a\ndate: x",
            "2:8 invalid YAML: this quote is never closed (close it, or leave both quotes out)",
        ),
        (
            "title: \"C:\\users\"",
            "2:8 invalid YAML: a backslash begins an escape that YAML does not know (write `\\\\` for a backslash, or put the value in single quotes)",
        ),
        (
            "title: - a",
            "2:8 invalid YAML: a list or a key cannot begin here (put the value in quotes: `title: \"- a\"`)",
        ),
        (
            "title: ? a",
            "2:8 invalid YAML: a list or a key cannot begin here (put the value in quotes: `title: \"? a\"`)",
        ),
        (
            "title: > a",
            "2:8 invalid YAML: text cannot follow `>` or `|` on its line (put the value in quotes: `title: \"> a\"`)",
        ),
        (
            "tags: [a, b\ndate: x",
            "2:7 invalid YAML: this bracket is never closed (close it, or put the text in quotes)",
        ),
        (
            "image: {src: a",
            "2:8 invalid YAML: this bracket is never closed (close it, or put the text in quotes)",
        ),
        (
            "title: x\n date: x",
            "3:2 invalid YAML: this line is indented deeper than the one it should stand beside (begin it where the lines beside it begin)",
        ),
        (
            "tags:\n  - a\n - b",
            "4:2 invalid YAML: this line's indentation fits no line before it (begin it where the lines beside it begin)",
        ),
        (
            "title: x\ndate 2024",
            "3:1 invalid YAML: this line has no colon after its key (write `key: value`)",
        ),
        (
            "title: x\ndate:2024\ntags: a",
            "3:1 invalid YAML: there is no space after the colon (write `key: value`, with a space)",
        ),
        (
            "[a]: b",
            "2:1 a key must be plain text, not a list or a map (put text that begins with `[` or `{` in quotes)",
        ),
        (
            "a: &a [*a]",
            "2:8 this alias stands for a value that contains it",
        ),
        (
            "title: x\n--- b",
            "3:1 there is more than one YAML document here (keep one of them)",
        ),
    ];
    for (yaml, expected) in cases {
        let file = format!("---\n{yaml}\n...\n");
        assert_eq!(
            read_file("content/a.md", &file),
            (None, vec![format!("error[invalid-yaml] {expected}")]),
            "{yaml}"
        );
    }
    let words = read("just words");
    let expected = "error[wrong-type] 2:1 expected keys with values, found a string (write `key: value`, one key a line)";
    assert_eq!(words, (None, strings(&[expected])));
}

#[test]
fn places_count_bytes_of_the_file() {
    let text = "\u{feff}---\r\ntitle: Año 🚢\r\ndate: 2024-01-02\r\nsumary: é\r\n---\r\n";
    let file = classify("content/a.md", &[]).unwrap();
    let context = Context {
        zones: &zones(),
        file: &file,
        url: "https://courier.example/",
    };
    let (_, diagnostics) = front_matter::article(
        &Source {
            path: "content/a.md",
            text,
        },
        &context,
    );
    let span = diagnostics[0].place.clone().unwrap().span.unwrap();
    assert_eq!(&text[span.start as usize..span.end as usize], "sumary");
    assert_eq!(
        (span.line, span.column, &*span.excerpt),
        (4, 1, "sumary: é")
    );
}

#[test]
fn many_faults_are_counted() {
    let yaml: String = (0..150).map(|i| format!("unknown{i}: 1\n")).collect();
    let said = said(&yaml);
    assert_eq!(said.len(), 101);
    assert_eq!(
        said[100],
        "warning[too-many-faults]  50 more faults in this file are not listed"
    );
    let (_, said) = more(&format!("{yaml}expires: never\n"));
    assert!(
        said[100].starts_with("error[too-many-faults]"),
        "{}",
        said[100]
    );
}
