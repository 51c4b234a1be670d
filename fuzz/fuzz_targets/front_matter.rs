//! Any text as the front matter of an article, a page and an author, and as a whole file.
//!
//! Nothing panics; the same text says the same; what is accepted keeps the promises of its type; what is
//! not is refused with an error that points into the file.

#![no_main]

use jiff::tz::TimeZone;
use libfuzzer_sys::fuzz_target;
use presstime::content::date::Zones;
use presstime::content::front_matter::{self, Context};
use presstime::content::person::person;
use presstime::content::slug::slugify;
use presstime::content::source_path::classify;
use presstime::diag::{Diagnostic, Source};
use presstime_fuzz::sound;

fuzz_target!(|text: &str| {
    check(text);
    check(&format!("---\n{text}\n---\n\nThe body.\n"));
    check(&format!(
        "---\ntitle: Port talks\ndate: 2026-11-20\n{text}\n---\n"
    ));
});

fn check(text: &str) {
    let zones = Zones::of(TimeZone::UTC);
    for path in [
        "content/world/port-talks.md",
        "content/pages/about.md",
        "content/sections/world.md",
    ] {
        let Some(file) = classify(path, &["en"]) else {
            continue;
        };
        let source = Source { path, text };
        let context = Context {
            zones: &zones,
            file: &file,
            url: "https://courier.example/news/",
        };
        if path.starts_with("content/world") {
            let (article, said) = front_matter::article(&source, &context);
            answered(article.is_some(), &said, text);
            assert_eq!(
                (article.clone(), said),
                front_matter::article(&source, &context)
            );
            let Some(article) = article else { continue };
            assert!(one_line(&article.title));
            assert!(!article.title.is_empty());
            assert!(one_line(&article.summary));
            assert!(text.get(article.body_start as usize..).is_some());
            located(
                article.slug.as_deref(),
                article.permalink.as_deref(),
                &article.aliases,
            );
            let names = article
                .authors
                .iter()
                .chain(&article.tags)
                .chain(&article.sections);
            assert!(
                names
                    .into_iter()
                    .all(|name| !name.is_empty() && one_line(name))
            );
        } else {
            let (page, said) = front_matter::page(&source, &context);
            answered(page.is_some(), &said, text);
            let Some(page) = page else { continue };
            assert!(one_line(&page.title));
            assert!(text.get(page.body_start as usize..).is_some());
            located(
                page.slug.as_deref(),
                page.permalink.as_deref(),
                &page.aliases,
            );
        }
    }
    let path = "content/authors/ana-ruiz.md";
    if let Some(file) = classify(path, &["en"]) {
        let (person, said) = person(&Source { path, text }, &file);
        answered(person.is_some(), &said, text);
        if let Some(person) = person {
            assert!(!person.name.is_empty());
            assert!(text.get(person.body_start as usize..).is_some());
        }
    }
}

/// There is a result, or an error that says why not.
fn answered(is_there: bool, said: &[Diagnostic], text: &str) {
    assert!(is_there || said.iter().any(Diagnostic::is_error));
    sound(said, text);
}

fn located(slug: Option<&str>, permalink: Option<&str>, aliases: &[String]) {
    if let Some(slug) = slug {
        assert_eq!(slug, slugify(slug));
    }
    for path in permalink
        .into_iter()
        .chain(aliases.iter().map(String::as_str))
    {
        assert!(path.starts_with('/'), "{path}");
        assert!(
            !path.split('/').any(|part| matches!(part, "." | "..")),
            "{path}"
        );
        assert!(one_line(path), "{path}");
        assert!(!path.contains('\\'), "{path}");
    }
}

fn one_line(text: &str) -> bool {
    !text.contains(['\n', '\r', '\0'])
}
