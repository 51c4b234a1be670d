//! What the site answers: the values behind questions, and their hashes.
//!
//! Each question has one function that makes its value. [`Site::answer`] hashes what that same function
//! returns, so that what a page was given and what the ledger remembers cannot come apart.

use std::ops::Range;
use std::sync::Arc;

use super::documents::{Document, Role};
use super::listing::{self, Listing, ListingKey, ListingKind};
use super::names::Name;
use super::question::{ClockUnit, Question};
use super::row::{ArticleId, Row};
use super::{FileFacts, Site, hash_of};
use crate::content::{Instant, Kind};
use crate::outputs::Subject;

/// How long an article is news, in seconds: what Google's news sitemaps allow.
const NEWS: Instant = 48 * 3600;

/// A content file as a link's target.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// Readers find it here.
    Public(String),
    /// There is such a file, but readers may not see it now.
    Hidden,
}

impl Site {
    /// The row of an article, public or not.
    pub fn row(&self, id: ArticleId) -> Option<&Row> {
        self.rows.get(id.0 as usize)?.as_ref()
    }

    /// The row of an article, if readers may see it.
    pub fn public_row(&self, id: ArticleId) -> Option<&Row> {
        self.row(id).filter(|_| self.is_public(id))
    }

    /// Whether readers may see an article.
    pub fn is_public(&self, id: ArticleId) -> bool {
        self.public.get(id.0 as usize).is_some_and(|&public| public)
    }

    /// Every article, public or not.
    pub fn articles(&self) -> impl Iterator<Item = (ArticleId, &Row)> {
        self.rows
            .iter()
            .enumerate()
            .filter_map(|(index, row)| Some((ArticleId(u32::try_from(index).ok()?), row.as_ref()?)))
    }

    /// The article of a file.
    pub fn article_of(&self, path: Name) -> Option<ArticleId> {
        self.by_path.get(&path).copied()
    }

    /// A listing; an empty one where there is none.
    pub fn listing(&self, key: ListingKey) -> &Listing {
        self.listings.get(&key).unwrap_or(&listing::EMPTY)
    }

    /// Every listing that has articles, in no particular order.
    pub fn listing_keys(&self) -> impl Iterator<Item = ListingKey> + '_ {
        self.listings.keys().copied()
    }

    /// Every document with its path, in no particular order.
    pub fn documents(&self) -> impl Iterator<Item = (Name, &Document)> {
        self.documents
            .iter()
            .map(|(path, document)| (*path, document))
    }

    /// Every plain page, public or not, with its path.
    fn plain_pages(&self) -> impl Iterator<Item = (Name, &Document)> {
        let paths = self.plain.iter();
        paths.filter_map(|path| Some((*path, self.documents.get(path)?)))
    }

    /// A document, public or not.
    pub fn any_document(&self, path: Name) -> Option<&Document> {
        self.documents.get(&path)
    }

    /// A document, if readers may see it.
    pub fn document(&self, path: Name) -> Option<&Document> {
        self.documents
            .get(&path)
            .filter(|document| document.is_public(self.preview.drafts))
    }

    /// The public plain pages of a language, by their files.
    pub fn pages(&self, lang: Name) -> Vec<Name> {
        let pages = self.plain_pages().filter(|(_, document)| {
            document.lang == lang && document.is_public(self.preview.drafts)
        });
        pages.map(|(path, _)| path).collect()
    }

    /// Whether a plain page is at a URL path.
    pub fn has_page_at(&self, url: &str) -> bool {
        self.plain_pages()
            .any(|(_, document)| *document.url == *url && document.is_public(self.preview.drafts))
    }

    /// Every static and bundle file, in no particular order.
    pub fn files(&self) -> impl Iterator<Item = (Name, FileFacts)> + '_ {
        self.files.iter().map(|(path, file)| (*path, file.clone()))
    }

    /// A static or bundle file.
    pub fn file(&self, path: Name) -> Option<&FileFacts> {
        self.files.get(&path)
    }

    /// The id of an author that articles call by this slug.
    pub fn author_id(&self, slug: Name) -> Name {
        self.called.get(&slug).copied().unwrap_or(slug)
    }

    /// The file of an author: in this language, or in the site's, or in any.
    pub fn person(&self, id: Name, lang: Name) -> Option<(Name, &Document)> {
        let default = self.names.find(&self.config.language);
        let files = self.people.get(&id)?;
        let in_lang = |lang: Option<Name>| {
            files
                .iter()
                .find(|path| self.documents.get(path).map(|found| found.lang) == lang)
        };
        let path = in_lang(Some(lang))
            .or_else(|| in_lang(default))
            .or_else(|| files.first())?;
        Some((*path, self.documents.get(path)?))
    }

    /// The introduction of a section in a language.
    pub fn introduction(&self, key: ListingKey) -> Option<(Name, &Document)> {
        let found = self.documents().filter(|(_, document)| {
            matches!(&document.role, Role::Section(section, _) if *section == key.name)
                && document.lang == key.lang
                && document.is_public(self.preview.drafts)
        });
        self.first(found)
    }

    /// Of several documents the one whose path comes first: no order of names' numbers may show.
    pub(super) fn first<'a>(
        &self,
        documents: impl Iterator<Item = (Name, &'a Document)>,
    ) -> Option<(Name, &'a Document)> {
        documents.min_by_key(|(path, _)| self.names.text(*path))
    }

    /// The languages of the site: the default, those of `site.yaml`, and those of public articles.
    pub fn languages(&self) -> Vec<Name> {
        let mut all: Vec<Arc<str>> = self
            .config
            .language_codes()
            .into_iter()
            .map(Arc::from)
            .collect();
        let mut found: Vec<Arc<str>> = self
            .listing_keys()
            .filter(|key| key.kind == ListingKind::All)
            .map(|key| self.names.text(key.lang))
            .filter(|code| !all.contains(code))
            .collect();
        found.sort_unstable();
        all.extend(found);
        all.iter().map(|code| self.names.intern(code)).collect()
    }

    /// Whether a listing has a page: it has articles, or it is a section that `site.yaml` names, or an
    /// author with a file.
    pub fn has_page(&self, key: ListingKey) -> bool {
        let is_default = *self.names.text(key.lang) == self.config.language;
        self.listings.contains_key(&key)
            || match key.kind {
                ListingKind::Section => {
                    is_default && self.config.section(&self.names.text(key.name)).is_some()
                }
                ListingKind::Author => is_default && self.people.contains_key(&key.name),
                _ => false,
            }
    }

    /// Every listing of a kind and language that has a page, in no particular order.
    pub fn listings_of(&self, kind: ListingKind, lang: Name) -> Vec<ListingKey> {
        let mut keys: Vec<ListingKey> = self
            .listing_keys()
            .filter(|key| key.kind == kind && key.lang == lang)
            .collect();
        let is_new = |key: &ListingKey| !self.listings.contains_key(key) && self.has_page(*key);
        keys.extend(self.named(kind, lang).into_iter().filter(is_new));
        keys
    }

    /// Whether there is any.
    pub fn has_listings(&self, kind: ListingKind, lang: Name) -> bool {
        let is_one = |key: ListingKey| key.kind == kind && key.lang == lang;
        let named = || self.named(kind, lang).into_iter();
        self.listing_keys().any(is_one) || named().any(|key| self.has_page(key))
    }

    /// The listings that `site.yaml` or an author's file names, which may have a page without articles.
    fn named(&self, kind: ListingKind, lang: Name) -> Vec<ListingKey> {
        let named: Vec<Name> = match kind {
            ListingKind::Section => self
                .config
                .section_paths()
                .iter()
                .map(|path| self.names.intern(path))
                .collect(),
            ListingKind::Author => self.people.keys().copied().collect(),
            _ => Vec::new(),
        };
        let key = |name| ListingKey { kind, lang, name };
        named.into_iter().map(key).collect()
    }

    /// The articles that come just before one in a listing, newest first.
    pub fn before(&self, key: ListingKey, id: ArticleId, count: usize) -> Vec<ArticleId> {
        let listing = self.listing(key);
        let at = self.position(listing, id);
        listing
            .span(at.saturating_sub(count), count.min(at))
            .iter()
            .rev()
            .copied()
            .collect()
    }

    /// The articles just after one in a listing, oldest first.
    pub fn after(&self, key: ListingKey, id: ArticleId, count: usize) -> Vec<ArticleId> {
        let listing = self.listing(key);
        let at = self.position(listing, id);
        let is_in_it = listing.ids.get(at) == Some(&id);
        listing.span(at + usize::from(is_in_it), count).to_vec()
    }

    /// The latest change of any article of a span that is the outlet's own, or `None` where there is none.
    pub fn modified(&self, key: ListingKey, start: usize, count: usize) -> Option<Instant> {
        self.listing(key).latest_change(start, count, &self.dates)
    }

    /// The articles of a listing that are news, newest first: published in the last two days, no advertising, and no
    /// copies of what others published.
    pub fn news(&self, key: ListingKey) -> Vec<ArticleId> {
        let ids = self.listing(key).ids.iter().rev();
        let recent = ids.map_while(|&id| {
            let row = self.row(id)?;
            (row.date > self.now - NEWS).then_some((id, row))
        });
        recent
            .filter(|(_, row)| !row.is_copy && row.card().kind != Kind::Sponsored)
            .map(|(id, _)| id)
            .collect()
    }

    /// When the oldest news of a listing ceases to be news.
    pub fn news_ends(&self, key: ListingKey) -> Option<Instant> {
        let oldest = self.news(key).pop()?;
        Some(self.row(oldest)?.date + NEWS)
    }

    /// The public articles of a group of translations, and its pages.
    pub fn translations(&self, group: u64) -> (Vec<ArticleId>, Vec<Name>) {
        let articles = self.groups.get(&group).cloned().unwrap_or_default();
        let pages = self.plain_pages().filter(|(_, document)| {
            matches!(document.role, Role::Page(_, other) if other == group)
                && document.is_public(self.preview.drafts)
        });
        let mut pages: Vec<Name> = pages.map(|(path, _)| path).collect();
        pages.sort_unstable_by_key(|path| self.names.text(*path));
        (articles, pages)
    }

    /// Whether a group of translations has more than one member, public or not.
    pub fn has_partner(&self, group: u64) -> bool {
        let pages = self.plain_pages().filter(
            |(_, document)| matches!(document.role, Role::Page(_, other) if other == group),
        );
        self.marks.members(group) + pages.count() > 1
    }

    /// The public articles whose URLs end in this slug, each with its language, the newest first; and whether
    /// there are others that readers may not see.
    pub fn called(&self, slug: Name) -> (Vec<(ArticleId, Name)>, bool) {
        let slug = self.names.text(slug);
        let rows = self.marks.called(&slug);
        let rows = rows.filter_map(|id| Some((id, self.row(id)?)));
        let rows = rows.filter(|(_, row)| *row.slug() == *slug);
        let (mut public, hidden): (Vec<_>, Vec<_>) = rows.partition(|(id, _)| self.is_public(*id));
        public.sort_unstable_by(|(a, _), (b, _)| self.compare(*b, *a));
        let public = public.into_iter().map(|(id, row)| (id, row.lang));
        (public.collect(), !hidden.is_empty())
    }

    /// The files of the public articles with an id, in their order.
    pub fn identified(&self, identity: u64) -> Vec<&str> {
        let ids = self.identities.get(&identity);
        let rows = ids.into_iter().flatten().filter_map(|&id| self.row(id));
        let mut paths: Vec<&str> = rows.map(|row| &*row.path).collect();
        paths.sort_unstable();
        paths
    }

    /// Where a content file leads; `None` where there is no such file.
    pub fn target(&self, path: Name) -> Option<Target> {
        if let Some(id) = self.article_of(path) {
            let url = self.public_row(id).map(|row| row.url.to_string());
            return Some(url.map_or(Target::Hidden, Target::Public));
        }
        let document = self.documents.get(&path)?;
        if !document.is_public(self.preview.drafts) {
            return Some(Target::Hidden);
        }
        Some(Target::Public(match &document.role {
            Role::Page(..) => document.url.to_string(),
            Role::Person(id, _) => {
                self.label(self.key(ListingKind::Author, document.lang, *id))
                    .url
            }
            Role::Section(path, _) => {
                self.label(self.key(ListingKind::Section, document.lang, *path))
                    .url
            }
        }))
    }

    /// A listing's key.
    pub fn key(&self, kind: ListingKind, lang: Name, name: Name) -> ListingKey {
        ListingKey { kind, lang, name }
    }

    /// When the site will next change by itself: the next embargo that ends, article that expires, or change
    /// that counts from then on.
    pub fn next_change(&self) -> Option<Instant> {
        let pages = self
            .documents
            .values()
            .filter_map(|document| match &document.role {
                Role::Page(page, _) if document.is_public(self.preview.drafts) => page.updated,
                _ => None,
            });
        let rows = self.marks.waiting.iter().filter_map(|&id| self.row(id));
        let rows = rows.filter(|row| self.preview.drafts || !row.draft);
        rows.flat_map(|row| {
            let begins = Some(row.date).filter(|_| !self.preview.future);
            let ends = row.expires.filter(|_| !self.preview.expired);
            let dates = [begins, ends, row.featured_until];
            dates
                .into_iter()
                .flatten()
                .chain(row.changes.iter().copied())
        })
        .chain(pages)
        .filter(|&instant| instant > self.now)
        .min()
    }

    /// The hash of a question's answer. `occupant` answers for the output files, which the site does
    /// not know.
    pub fn answer(&self, question: &Question, occupant: &dyn Fn(&str) -> Option<Subject>) -> u64 {
        let size = self.config.page_size as usize;
        match *question {
            Question::Article(id) => hash_of(
                &self
                    .public_row(id)
                    .map(|row| (row.hash, &row.path, &row.url, row.updated(self.now))),
            ),
            Question::Card(id) => self.card_answer(id),
            Question::Translations(group) => {
                hash_of(&(self.translations(group), self.has_partner(group)))
            }
            Question::Identity(identity) => hash_of(&self.identified(identity)),
            Question::Label(key) => hash_of(&self.label(key)),
            Question::Count(key) => hash_of(&self.listing(key).ids.len()),
            Question::Span(key, start, count) => {
                hash_of(self.listing(key).span(start as usize, count as usize))
            }
            Question::Modified(key, start, count) => {
                hash_of(&self.modified(key, start as usize, count as usize))
            }
            Question::Days(key) => hash_of(&self.days(key)),
            Question::Head(key) => {
                let listing = self.listing(key);
                let ids: Vec<ArticleId> = listing.head(size).collect();
                hash_of(&(ids, listing.pages(size)))
            }
            Question::Page(key, page) => {
                let ids: Vec<ArticleId> = self.listing(key).page(page as usize, size).collect();
                hash_of(&ids)
            }
            Question::HasPage(key, page) => {
                hash_of(&(page as usize <= self.listing(key).pages(size)))
            }
            Question::Latest(key, count) => {
                let ids: Vec<ArticleId> = self.listing(key).latest(count as usize).collect();
                hash_of(&ids)
            }
            Question::Pinned(lang) => hash_of(&self.pinned(lang)),
            Question::Featured(lang) => hash_of(&self.featured(lang)),
            Question::Corrected(lang) => {
                let dated = |id| (id, self.row(id).and_then(|row| row.corrected));
                hash_of(
                    &self
                        .corrected(lang)
                        .into_iter()
                        .map(dated)
                        .collect::<Vec<_>>(),
                )
            }
            Question::News(key) => hash_of(&self.news(key)),
            Question::Before(key, id, count) => hash_of(&self.before(key, id, count as usize)),
            Question::After(key, id, count) => hash_of(&self.after(key, id, count as usize)),
            Question::Listings(kind, lang) => {
                let mut keys = self.listings_of(kind, lang);
                keys.sort_unstable();
                hash_of(&keys)
            }
            Question::Person(id, lang) => hash_of(&self.person(id, lang)),
            Question::Document(path) => {
                let document = self.document(path);
                hash_of(&(document, document.map(|found| found.updated(self.now))))
            }
            Question::Pages(lang) => hash_of(&self.pages(lang)),
            Question::Introduction(key) => hash_of(&self.introduction(key)),
            Question::Source(path) => hash_of(&self.target(path)),
            Question::Slug(slug) => hash_of(&self.called(slug)),
            Question::File(path) => {
                let file = self.file(path);
                // Whether a photo is published itself decides where links to it lead.
                let is_original = file.is_some_and(FileFacts::is_original);
                hash_of(&(file, is_original && self.config.photos.originals))
            }
            // Which formats stand beside it is the site's to say, and told with it.
            Question::Print(path, cut) => {
                hash_of(&(self.print(path, cut), &self.config.photos.formats))
            }
            Question::Output(path) => hash_of(&occupant(&self.names.text(path))),
            Question::Template(name) => hash_of(&self.theme.template_hash(&self.names.text(name))),
            Question::Words(lang) => hash_of(&self.theme.words_hash(&self.names.text(lang))),
            Question::Asset(name) => hash_of(&self.theme.asset_url(&self.names.text(name))),
            Question::Redirects => hash_of(&self.redirects()),
            Question::Site(lang) => hash_of(&self.summary(lang)),
            Question::Markdown => self.config.markdown_hash(),
            Question::Settings => self.config.settings_hash(),
            Question::Passed(instant) => hash_of(&(instant <= self.now)),
            Question::Clock(unit, lang) => hash_of(&self.clock(unit, lang)),
        }
    }

    /// The time, no finer than asked: year, month, day and hour, those below the unit being 0.
    pub fn clock(&self, unit: ClockUnit, lang: Name) -> [i16; 4] {
        self.calendar.clock(self.now, unit, &self.names.text(lang))
    }

    /// The next instant at which a clock of this unit moves on.
    pub fn clock_moves(&self, unit: ClockUnit, lang: Name) -> Option<Instant> {
        self.calendar.next(self.now, unit, &self.names.text(lang))
    }

    /// The time zone and calendar of each language.
    pub fn calendar(&self) -> &super::calendar::Calendar {
        &self.calendar
    }

    /// Whether a question's answer may be another than before the edits that were noted.
    pub fn is_touched(&self, question: &Question, touched: &super::Touched) -> bool {
        if touched.all {
            return true;
        }
        let size = self.config.page_size as usize;
        let reaches = |key: &ListingKey, range: Range<usize>| {
            touched
                .listings
                .get(key)
                .is_some_and(|&from| from < range.end)
        };
        let anywhere = |key: &ListingKey| touched.listings.contains_key(key);
        match question {
            Question::Article(id) => touched.articles.contains(id),
            Question::Card(id) => {
                touched.articles.contains(id)
                    || touched.sections
                    || touched.statics
                    || !touched.people.is_empty()
            }
            Question::Translations(group) | Question::Identity(group) => {
                touched.groups.contains(group)
            }
            Question::Label(key) => match key.kind {
                ListingKind::Section => touched.sections || anywhere(key),
                ListingKind::Author => anywhere(key) || !touched.people.is_empty(),
                _ => anywhere(key),
            },
            Question::Count(key)
            | Question::Days(key)
            | Question::Head(key)
            | Question::Latest(key, _) => anywhere(key),
            // An edited article is taken out of its listings and put in again, so its place is noted.
            Question::Span(key, start, count) | Question::Modified(key, start, count) => {
                reaches(key, 0..(*start as usize).saturating_add(*count as usize))
            }
            Question::Page(key, page) | Question::HasPage(key, page) => {
                reaches(key, 0..(*page as usize + 2) * size)
            }
            // What stands before the first change kept its place, and so did all before it.
            Question::Before(key, id, _) => touched.listings.get(key).is_some_and(|&from| {
                touched.articles.contains(id)
                    || from == 0
                    || self
                        .listing(*key)
                        .ids
                        .get(from - 1)
                        .is_none_or(|&last| self.compare(last, *id).is_lt())
            }),
            Question::After(key, id, count) => {
                let first = self.position(self.listing(*key), *id);
                let reached = reaches(key, 0..first.saturating_add(1 + *count as usize));
                reached || touched.articles.contains(id)
            }
            Question::Person(..) => !touched.people.is_empty(),
            Question::Introduction(_) => touched.sections,
            Question::Document(path) | Question::Source(path) | Question::File(path) => {
                touched.paths.contains(path) || touched.sections
            }
            Question::Print(path, _) => touched.paths.contains(path),
            Question::Slug(slug) => touched.slugs.contains(slug),
            Question::Listings(..) => !touched.listings.is_empty() || !touched.people.is_empty(),
            Question::Template(_) | Question::Words(_) | Question::Asset(_) => touched.theme,
            Question::News(key) => touched.clock || anywhere(key),
            Question::Clock(..) | Question::Passed(_) => touched.clock,
            Question::Pinned(_) | Question::Featured(_) | Question::Corrected(_) => {
                !touched.articles.is_empty()
            }
            Question::Redirects => !touched.articles.is_empty() || !touched.paths.is_empty(),
            Question::Output(_)
            | Question::Pages(_)
            | Question::Site(_)
            | Question::Markdown
            | Question::Settings => true,
        }
    }
}
