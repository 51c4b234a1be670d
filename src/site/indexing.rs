//! Indexing: which listings each article is in, and in which order.

use std::cmp::Ordering;

use rustc_hash::FxHashMap;

use super::Site;
use super::listing::{Listing, ListingKey, ListingKind};
use super::marks::Marks;
use super::names::Name;
use super::question::ClockUnit;
use super::row::{ArticleId, Row};
use crate::content::Instant;

/// What of a row listings go by.
#[derive(Clone, Copy, Debug)]
pub struct Dates {
    /// When the article is published.
    pub published: Instant,
    /// When it last changed as of the site's clock; `MIN` if it is a copy, whose changes are another outlet's.
    pub changed: Instant,
}

impl Default for Dates {
    fn default() -> Dates {
        Dates {
            published: Instant::MIN,
            changed: Instant::MIN,
        }
    }
}

impl Dates {
    pub(super) fn of(row: &Row, now: Instant) -> Dates {
        Dates {
            published: row.date,
            changed: if row.is_copy {
                Instant::MIN
            } else {
                row.modified(now)
            },
        }
    }
}

impl Site {
    /// Makes every index anew from rows, documents and the clock.
    pub fn index_all(&mut self) {
        self.bundles.clear();
        self.free.clear();
        self.public.clear();
        self.dates.clear();
        let mut ids: Vec<ArticleId> = Vec::with_capacity(self.rows.len());
        for index in 0..self.rows.len() {
            let id = ArticleId(u32::try_from(index).unwrap_or(u32::MAX));
            let Some(row) = &self.rows[index] else {
                self.free.push(id);
                self.public.push(false);
                self.dates.push(Dates::default());
                continue;
            };
            let is_public = row.is_public(self.now, self.preview);
            self.public.push(is_public);
            self.dates.push(Dates::of(row, self.now));
            if let Some(folder) = row.bundle() {
                let folder = self.names.intern(folder);
                self.bundles.entry(folder).or_default().articles.push(id);
            }
            if is_public {
                ids.push(id);
            }
        }
        self.index_bundles_of_documents();
        let rows = self.articles();
        let rows = rows.map(|(id, row)| (id, row, self.is_public(id)));
        self.marks = Marks::of(rows, self.rows.len(), self.now);
        (self.listings, self.groups, self.identities) = self.listed(ids);
    }

    /// The listings that these articles make, which are public, with their groups of translations and their ids.
    fn listed(&self, mut ids: Vec<ArticleId>) -> Listed {
        ids.sort_unstable_by(|&a, &b| self.compare(a, b));
        let mut listings: FxHashMap<ListingKey, Listing> = FxHashMap::default();
        let mut groups: FxHashMap<u64, Vec<ArticleId>> = FxHashMap::default();
        groups.reserve(ids.len());
        let mut identities: FxHashMap<u64, Vec<ArticleId>> = FxHashMap::default();
        let mut months = Months::default();
        for id in ids {
            let Some(row) = self.row(id) else { continue };
            for key in self.memberships(row, &mut months) {
                let listing = listings.entry(key).or_default();
                listing.ids.push(id);
                listing.spelled(Site::spelling(row, key));
            }
            groups.entry(row.group).or_default().push(id);
            if let Some(identity) = row.identity {
                identities.entry(identity).or_default().push(id);
            }
        }
        for listing in listings.values_mut() {
            listing.note_changes(0, &self.dates);
        }
        for group in groups.values_mut() {
            group.sort_unstable();
        }
        (listings, groups, identities)
    }

    /// The order of articles in time; ties are broken by path, which no build numbers.
    pub(super) fn compare(&self, a: ArticleId, b: ArticleId) -> Ordering {
        let published = |id: ArticleId| {
            let dates = self.dates.get(id.0 as usize);
            dates.map_or(Instant::MIN, |dates| dates.published)
        };
        let path = |id| self.row(id).map_or("", |row| &*row.path);
        published(a)
            .cmp(&published(b))
            .then_with(|| path(a).cmp(path(b)))
    }

    /// Where an article stands in a listing, or would stand.
    pub(super) fn position(&self, listing: &Listing, id: ArticleId) -> usize {
        let ids = &listing.ids;
        ids.partition_point(|&other| self.compare(other, id).is_lt())
    }

    /// The listings that a row is in, each with what the row calls it.
    pub(super) fn spelled_memberships(&self, row: &Row) -> Vec<(ListingKey, Option<Name>)> {
        let keys = self.memberships(row, &mut Months::default()).into_iter();
        keys.map(|key| (key, Site::spelling(row, key))).collect()
    }

    /// The listings that a row is in. No listing comes twice.
    fn memberships(&self, row: &Row, months: &mut Months) -> Vec<ListingKey> {
        let lang = row.lang;
        let mut keys = Vec::with_capacity(12);
        let mut add = |kind, name| {
            let key = ListingKey { kind, lang, name };
            if !keys.contains(&key) {
                keys.push(key);
            }
        };
        add(ListingKind::All, lang);
        for &section in &row.sections {
            add(ListingKind::Section, section);
            let path = self.names.text(section);
            for parent in ancestors(&path) {
                add(ListingKind::Section, self.names.intern(parent));
            }
        }
        for (slug, _) in &row.tags {
            add(ListingKind::Tag, *slug);
        }
        for (slug, _) in &row.authors {
            add(ListingKind::Author, self.author_id(*slug));
        }
        if let Some((slug, _)) = row.series {
            add(ListingKind::Series, slug);
        }
        let month = months.of(self, row);
        add(ListingKind::Year, month.year_name);
        add(ListingKind::Month, month.name);
        keys
    }
}

/// Listings, groups of translations, and articles by their ids.
type Listed = (
    FxHashMap<ListingKey, Listing>,
    FxHashMap<u64, Vec<ArticleId>>,
    FxHashMap<u64, Vec<ArticleId>>,
);

/// The month of the last article of each language: in the order of time the next one is likely of the same.
#[derive(Default)]
struct Months(FxHashMap<Name, Month>);

#[derive(Clone, Copy)]
struct Month {
    // Of the month, what is known to belong to it.
    from: Instant,
    until: Instant,
    year_name: Name,
    name: Name,
}

impl Months {
    fn of(&mut self, site: &Site, row: &Row) -> Month {
        let known = self.0.get(&row.lang);
        if let Some(known) = known.filter(|known| (known.from..known.until).contains(&row.date)) {
            return *known;
        }
        let lang = site.names.text(row.lang);
        let (year, month) = site.calendar.year_and_month(row.date, &lang);
        let next = site.calendar.next(row.date, ClockUnit::Month, &lang);
        let found = Month {
            from: row.date,
            until: next.unwrap_or(row.date),
            year_name: site.names.intern(&format!("{year:04}")),
            name: site.names.intern(&format!("{year:04}/{month:02}")),
        };
        self.0.insert(row.lang, found);
        found
    }
}

/// `a/b`, then `a`, of `a/b/c`.
pub(super) fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    let mut rest = path;
    std::iter::from_fn(move || {
        rest = rest.rsplit_once('/')?.0;
        Some(rest)
    })
}
