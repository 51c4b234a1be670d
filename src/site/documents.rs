//! The files of a site that are not articles: authors, plain pages, section introductions.

use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

use super::names::Name;
use crate::content::{Instant, Page, Person};
use crate::diag::{Diagnostic, Place, Source};

/// A file of `content/authors/`, `content/pages/` or `content/sections/`, kept whole: there are few.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Hash of the file's bytes.
    pub hash: u64,
    /// Its language.
    pub lang: Name,
    /// What it is.
    pub role: Role,
    /// Where its page is; empty for one that has none of its own (a section's introduction).
    pub url: Box<str>,
    /// Its text, front matter and all: diagnostics point into it.
    pub text: Box<str>,
    /// Where in it the Markdown begins.
    pub body_start: u32,
    /// What was to be said of the file when it was read.
    pub problems: Vec<Diagnostic>,
}

/// What a document is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Role {
    /// An author, by id.
    Person(Name, Box<Person>),
    /// A plain page, with what it has in common with its translations.
    Page(Box<Page>, u64),
    /// The introduction of a section, by its full path.
    Section(Name, Box<Page>),
}

impl Document {
    /// The file as diagnostics need it.
    pub fn source<'a>(&'a self, path: &'a str) -> Source<'a> {
        Source {
            path,
            text: &self.text,
        }
    }

    /// Its Markdown.
    pub fn body(&self) -> &str {
        self.text
            .get(self.body_start as usize..)
            .unwrap_or_default()
    }

    /// Where its Markdown begins, as a place in the file.
    pub fn body_place(&self, path: &str) -> Place {
        let text = self.body().trim_start();
        let start = self.text.len() - text.len();
        self.source(path)
            .place(start..start + text.lines().next().map_or(0, str::len))
    }

    /// When a page's substance last changed as of `now`, where it says so.
    pub fn updated(&self, now: Instant) -> Option<Instant> {
        match &self.role {
            Role::Page(page, _) => page.updated.filter(|&at| at <= now),
            Role::Person(..) | Role::Section(..) => None,
        }
    }

    /// Whether that is still to come.
    pub fn is_ahead(&self, now: Instant) -> bool {
        matches!(&self.role, Role::Page(page, _) if page.updated.is_some_and(|at| at > now))
    }

    /// Whether readers may see it.
    pub fn is_public(&self, drafts: bool) -> bool {
        match &self.role {
            Role::Page(page, _) | Role::Section(_, page) => drafts || !page.draft,
            Role::Person(..) => true,
        }
    }
}

impl Hash for Document {
    /// By the file's bytes and where it was put; the rest follows from those.
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.hash.hash(state);
        self.lang.hash(state);
        self.url.hash(state);
    }
}
