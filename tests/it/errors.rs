//! What people read when something is wrong: the printed form of every kind of diagnostic, in a site
//! that is otherwise well.

mod configuration;
mod front_matter;
mod links;
mod many;
mod templates;
mod urls;

use presstime::diag::Diagnostic;
use presstime::print::{self, Style};

use crate::site_fixture::{NOW, Newsroom, SHORT_CONFIG, at};

/// Where the article under test is.
const ARTICLE: &str = "content/world/2026-11-20-port-talks.md";

/// Diagnostics as a terminal without colours shows them.
fn printed(diagnostics: &[Diagnostic]) -> String {
    print::text(diagnostics, Style::Plain)
}

/// What is said of a site.
fn said(newsroom: &Newsroom) -> String {
    printed(&newsroom.build(&at(NOW)).diagnostics)
}

/// What is said of a site whose only article is this text.
fn said_of(article: &str) -> String {
    said(&Newsroom::new(SHORT_CONFIG).with(ARTICLE, article))
}

/// What is said of a site whose only article has this front matter below its title.
fn said_of_keys(keys: &str) -> String {
    said_of(&format!(
        "---\ntitle: Port talks resume\n{keys}\n---\nThe talks go on.\n"
    ))
}

/// What is said of a site whose only article has this body, which begins in line 4.
fn said_of_body(body: &str) -> String {
    said_of(&format!("---\ntitle: Port talks resume\n---\n{body}\n"))
}
