//! Ids: those of headings, and whether the links within a page find theirs.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::super::html::url::percent_decoded;

/// Ids that the page around the body may have itself. No heading gets one, and any link may lead there.
pub const RESERVED_IDS: &[&str] = &[
    "main",
    "content",
    "top",
    "faq",
    "corrections",
    "comments",
    "footnotes",
];

/// Beginnings of ids that we make ourselves. Slugs have no colon, so nothing else begins like that.
const OWN_PREFIXES: &[&str] = &["fn:", "fnref:", "faq:"];

/// The ids of one document, each used once.
#[derive(Default)]
pub(super) struct Ids {
    /// Each id that is taken, with the last number tried after it.
    taken: HashMap<String, u32>,
    /// Links to a place on the page: its id, and where the link stands.
    links: Vec<(String, Range<usize>)>,
}

impl Ids {
    /// The id of a heading: the author's own if it gives one, else the slug of its words; with `-2`, `-3` …
    /// where that is taken.
    pub(super) fn claim(&mut self, own: Option<&str>, slug: &str) -> String {
        let own =
            own.filter(|id| !id.is_empty() && !OWN_PREFIXES.iter().any(|own| id.starts_with(own)));
        let base = own.unwrap_or(slug);
        if !RESERVED_IDS.contains(&base) && !self.taken.contains_key(base) {
            self.taken.insert(base.to_owned(), 1);
            return base.to_owned();
        }
        loop {
            let number = self.taken.entry(base.to_owned()).or_insert(1);
            *number += 1;
            let id = format!("{base}-{number}");
            if !self.taken.contains_key(&id) {
                self.taken.insert(id.clone(), 1);
                return id;
            }
        }
    }

    /// Takes note of an id in raw HTML.
    pub(super) fn note(&mut self, id: &str) {
        self.taken.entry(id.to_owned()).or_insert(1);
    }

    /// Takes note of a link to `#fragment`.
    pub(super) fn link(&mut self, fragment: &str, range: Range<usize>) {
        self.links.push((percent_decoded(fragment), range));
    }

    /// The links that lead to no id of the page, with where they stand.
    pub(super) fn dead_links(&self) -> impl Iterator<Item = (&str, Range<usize>)> {
        self.links
            .iter()
            .filter(|(id, _)| {
                !(id.is_empty()
                    || self.taken.contains_key(id)
                    || RESERVED_IDS.contains(&id.as_str())
                    || OWN_PREFIXES.iter().any(|own| id.starts_with(own)))
            })
            .map(|(id, range)| (id.as_str(), range.clone()))
    }

    /// The ids that links lead to.
    pub(super) fn linked(&self) -> HashSet<&str> {
        self.links.iter().map(|(id, _)| id.as_str()).collect()
    }
}
