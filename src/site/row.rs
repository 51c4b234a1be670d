//! What stays in memory of an article: a packed row.

use serde::{Deserialize, Serialize};

use super::Preview;
use super::names::Name;
use crate::content::{Instant, Kind, source_path};
use crate::diag::Diagnostic;

/// An article's place in the site's table. Numbers are used again after a deletion and never reach
/// the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ArticleId(pub u32);

/// An article as the site knows it without its body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Its file, from the site folder.
    pub path: Box<str>,
    /// Hash of the file's bytes.
    pub hash: u64,
    /// When it is published.
    pub date: Instant,
    /// When its substance changed after it was published, in order; some may be still to come.
    pub changes: Box<[Instant]>,
    /// When it is taken off.
    pub expires: Option<Instant>,
    /// When it ceases to be featured or pinned.
    pub featured_until: Option<Instant>,
    /// When it was last corrected; `None` where it never was.
    pub corrected: Option<Instant>,
    /// Not to be published.
    pub draft: bool,
    /// A copy of what is published elsewhere.
    pub is_copy: bool,
    /// Language code.
    pub lang: Name,
    /// URL path below the site's root: `/world/2026/11/port-talks/`.
    pub url: Box<str>,
    /// Full section paths (`world/asia`), the primary one first.
    pub sections: Box<[Name]>,
    /// What it calls its sections, where `site.yaml` does not: full path and spelling, parents too.
    pub section_names: Box<[(Name, Name)]>,
    /// Tags: slug and spelling.
    pub tags: Box<[(Name, Name)]>,
    /// Authors: slug of what was written, and what was written.
    pub authors: Box<[(Name, Name)]>,
    /// The series: slug and spelling.
    pub series: Option<(Name, Name)>,
    /// What it has in common with its translations.
    pub group: u64,
    /// A hash of what its front matter names as its id.
    pub identity: Option<u64>,
    /// URL paths that lead here.
    pub aliases: Box<[Box<str>]>,
    /// A [`CardText`], packed.
    pub card: Box<[u8]>,
    /// What was to be said of the file when it was read.
    pub problems: Vec<Diagnostic>,
}

/// How an article stands with readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// They see it.
    Public,
    /// It is not to be published yet.
    Draft,
    /// They will see it from this instant on.
    Embargoed(Instant),
    /// They do not see it any more since this instant.
    Expired(Instant),
}

/// The texts that lists show of an article.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as in `content::Article`")]
pub struct CardText<'a> {
    pub title: &'a str,
    pub summary: &'a str,
    pub kind: Kind,
    pub featured: bool,
    pub pinned: bool,
    pub location: &'a str,
    /// Empty where its address is its id.
    pub id: &'a str,
    /// Source, text alternative and credit of the lead photo.
    pub image: Option<(&'a str, &'a str, &'a str)>,
    /// What must stay in sight of it.
    pub focus: Option<(u8, u8)>,
}

impl Row {
    /// The texts for lists.
    pub fn card(&self) -> CardText<'_> {
        // The bytes are our own, from `CardText::pack` or from a ledger whose checksum held.
        postcard::from_bytes(&self.card).unwrap_or_default()
    }

    /// When its substance last changed as of `now`; `None` where it did not since it was published. All that
    /// is printed of it, for readers and for machines, is this.
    pub fn updated(&self, now: Instant) -> Option<Instant> {
        let past = self.changes.partition_point(|&at| at <= now);
        self.changes.get(..past)?.last().copied()
    }

    /// The same, or when it was published.
    pub fn modified(&self, now: Instant) -> Instant {
        self.updated(now).unwrap_or(self.date)
    }

    /// Whether a change of it is dated later than `now`.
    pub fn is_ahead(&self, now: Instant) -> bool {
        self.changes.last().is_some_and(|&at| at > now)
    }

    /// Whether it can be seen at `now`, by readers or in a preview.
    pub fn is_public(&self, now: Instant, preview: Preview) -> bool {
        (preview.drafts || !self.draft)
            && (preview.future || self.date <= now)
            && (preview.expired || self.expires.is_none_or(|expires| expires > now))
    }

    /// How it stands with readers at `now`, whatever a preview shows.
    pub fn standing(&self, now: Instant) -> Standing {
        match self.expires {
            _ if self.draft => Standing::Draft,
            Some(expires) if expires <= now => Standing::Expired(expires),
            _ if self.date > now => Standing::Embargoed(self.date),
            _ => Standing::Public,
        }
    }

    /// Whether what it says of being featured or pinned holds at `now`.
    pub fn is_featured_at(&self, now: Instant) -> bool {
        self.featured_until.is_none_or(|until| until > now)
    }

    /// Whether time alone will change what readers see of it after `now`.
    pub fn waits(&self, now: Instant, is_public: bool) -> bool {
        let is_featured = self.featured_until.is_some_and(|until| until > now);
        !is_public || self.expires.is_some() || is_featured || self.is_ahead(now)
    }

    /// The last part of its URL.
    pub fn slug(&self) -> &str {
        self.url
            .trim_end_matches('/')
            .rsplit('/')
            .next()
            .unwrap_or_default()
    }

    /// The folder whose other files belong to this article, if it is a bundle.
    pub fn bundle(&self) -> Option<&str> {
        bundle_of(&self.path)
    }
}

impl CardText<'_> {
    /// The packed form.
    pub fn pack(&self) -> Box<[u8]> {
        postcard::to_stdvec(self).unwrap_or_default().into()
    }
}

/// The folder of a bundle's Markdown file (`index.md`, `index.en.md`); `None` for any other file, and for one that
/// stands where content begins: what is there has owners of its own.
pub fn bundle_of(path: &str) -> Option<&str> {
    let (folder, file) = path.rsplit_once('/')?;
    let stem = source_path::without_ending(file)?;
    let is_index = stem == "index"
        || stem
            .strip_prefix("index.")
            .is_some_and(|lang| !lang.is_empty());
    let is_root = matches!(
        folder,
        "content" | "content/pages" | "content/authors" | "content/sections"
    );
    (is_index && !is_root).then_some(folder)
}
