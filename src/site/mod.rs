//! The site as it is known between builds: rows, listings, documents, files, and the answers to
//! questions about them. No I/O.
//!
//! [`Site::apply`] makes the edits of a build and returns their inverse, so that a failed build leaves
//! the site as it was. What it touches it notes in [`Touched`], which tells the planner which questions
//! may have new answers; it may name too many, never too few.

mod answers;
pub mod brand;
mod bundles;
pub mod calendar;
mod cards;
mod clock;
mod days;
pub mod desk;
pub mod documents;
mod files;
mod indexing;
mod labels;
pub mod listing;
mod marks;
pub mod names;
pub mod prints;
pub mod question;
mod redirects;
pub mod row;
mod settings;
pub mod summary;
pub mod theme;
mod touched;
pub mod urls;

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::Xxh3Default;

pub use self::answers::Target;
use self::bundles::Owners;
use self::calendar::Calendar;
pub use self::cards::CardImage;
use self::documents::{Document, Role};
pub use self::files::FileFacts;
use self::indexing::Dates;
pub use self::labels::Label;
use self::listing::{Listing, ListingKey, ListingKind};
use self::marks::Marks;
use self::names::{Name, Names};
use self::row::{ArticleId, Row};
use self::theme::Theme;
pub use self::touched::Touched;
use crate::config::Config;
use crate::content::{Instant, slug};

/// Which unpublished articles a build shows all the same.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct Preview {
    /// Those marked as drafts.
    pub drafts: bool,
    /// Those whose time has not come.
    pub future: bool,
    /// Those whose time is over.
    pub expired: bool,
    /// Those of a time that is still to come: the site is built as of then.
    pub ahead: bool,
}

impl Preview {
    /// What is shown beyond the public, in words; empty if nothing is.
    pub fn words(self) -> String {
        let all = [
            (self.drafts, "drafts"),
            (self.future, "embargoed articles"),
            (self.expired, "expired articles"),
            (self.ahead, "what is still to come"),
        ];
        let shown = all.iter().filter(|(is_shown, _)| *is_shown);
        shown
            .map(|(_, words)| *words)
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// The site, without bodies.
#[derive(Clone, Debug)]
pub struct Site {
    /// `site.yaml`.
    pub config: Arc<Config>,
    /// Templates, words and assets.
    pub theme: Arc<Theme>,
    /// The instant that the build takes for now.
    pub now: Instant,
    /// What it shows beyond the public.
    pub preview: Preview,
    /// The strings behind every [`Name`].
    pub names: Arc<Names>,
    rows: Vec<Option<Row>>,
    // Parallel to `rows`: whether it is in the listings.
    public: Vec<bool>,
    // Parallel to `rows`: what listings are put in order by, which would be far apart in them.
    dates: Vec<Dates>,
    marks: Marks,
    free: Vec<ArticleId>,
    by_path: FxHashMap<Name, ArticleId>,
    listings: FxHashMap<ListingKey, Listing>,
    groups: FxHashMap<u64, Vec<ArticleId>>,
    // The public articles that name an id, by its hash.
    identities: FxHashMap<u64, Vec<ArticleId>>,
    // By folder: whose the other files in it are.
    bundles: FxHashMap<Name, Owners>,
    documents: BTreeMap<Name, Document>,
    // Those that are plain pages: a newsroom has many authors and few of these, which every article asks for.
    plain: BTreeSet<Name>,
    people: FxHashMap<Name, Vec<Name>>,
    // By the slug of their name: the ids of the authors who have another.
    called: FxHashMap<Name, Name>,
    files: FxHashMap<Name, FileFacts>,
    // The paths of `files`, in order: a bundle's are found by their folder.
    attachments: BTreeSet<Arc<str>>,
    calendar: Calendar,
}

/// One edit of the site. Applying it gives its inverse.
#[derive(Clone, Debug)]
pub enum Edit {
    /// The article of a file is now this, or gone. With an id, it takes that place in the table: a
    /// ledger's routes know articles by their ids, so what is undone must come back where it was.
    Article(Name, Option<Box<Row>>, Option<ArticleId>),
    /// The document of a file is now this, or gone.
    Document(Name, Option<Box<Document>>),
    /// A static or bundle file is now this, or gone.
    File(Name, Option<FileFacts>),
    /// The configuration is now this.
    Config(Arc<Config>),
    /// The theme is now this.
    Theme(Arc<Theme>),
    /// It is now this time, and this much is shown.
    Clock(Instant, Preview),
}

/// More edits of articles than this are made in bulk, by indexing anew.
const BULK: usize = 512;

impl Site {
    /// A site of which nothing is known but its settings.
    pub fn new(config: Arc<Config>, theme: Arc<Theme>, names: Arc<Names>) -> Site {
        Site {
            calendar: Calendar::new(&config),
            config,
            theme,
            now: Instant::MIN,
            preview: Preview::default(),
            names,
            rows: Vec::new(),
            public: Vec::new(),
            dates: Vec::new(),
            marks: Marks::default(),
            free: Vec::new(),
            by_path: FxHashMap::default(),
            listings: FxHashMap::default(),
            groups: FxHashMap::default(),
            identities: FxHashMap::default(),
            bundles: FxHashMap::default(),
            documents: BTreeMap::new(),
            plain: BTreeSet::new(),
            people: FxHashMap::default(),
            called: FxHashMap::default(),
            files: FxHashMap::default(),
            attachments: BTreeSet::new(),
        }
    }

    /// Makes the edits in order; returns what undoes them, to be applied in the order given.
    pub fn apply(&mut self, edits: Vec<Edit>, touched: &mut Touched) -> Vec<Edit> {
        let articles = edits
            .iter()
            .filter(|edit| matches!(edit, Edit::Article(..)))
            .count();
        let settings = edits.iter().any(|edit| matches!(edit, Edit::Config(_)));
        let bulk = articles > BULK || settings;
        let mut inverse = Vec::with_capacity(edits.len());
        let mut callings_changed = false;
        for edit in edits {
            inverse.push(match edit {
                Edit::Article(path, row, id) => self.put_article(path, row, id, bulk, touched),
                Edit::Document(path, document) => {
                    self.put_document(path, document, &mut callings_changed, touched)
                }
                Edit::File(path, file) => self.put_file(path, file, touched),
                Edit::Config(config) => Edit::Config(self.configure(config)),
                Edit::Theme(theme) => {
                    touched.theme = true;
                    Edit::Theme(std::mem::replace(&mut self.theme, theme))
                }
                Edit::Clock(now, preview) => {
                    let before = Edit::Clock(self.now, self.preview);
                    self.set_clock(now, preview, bulk, touched);
                    before
                }
            });
        }
        if bulk || callings_changed {
            self.index_all();
            touched.all = true;
        } else {
            for (key, &from) in &touched.listings {
                if let Some(listing) = self.listings.get_mut(key) {
                    listing.note_changes(from, &self.dates);
                }
            }
        }
        inverse.reverse();
        inverse
    }

    /// Sets the configuration, and returns what it was; [`Site::index_all`] must follow.
    pub fn configure(&mut self, config: Arc<Config>) -> Arc<Config> {
        self.calendar = Calendar::new(&config);
        std::mem::replace(&mut self.config, config)
    }

    /// Makes room for about so many rows.
    pub fn reserve_rows(&mut self, count: usize) {
        self.rows.reserve(count);
        self.by_path.reserve(count);
    }

    /// Takes over a row, or that there is none any more, without indexing it; [`Site::index_all`] must follow.
    pub fn restore_row(&mut self, id: ArticleId, row: Option<Row>) {
        let index = id.0 as usize;
        if self.rows.len() <= index {
            self.rows.resize(index + 1, None);
        }
        let path = row.as_ref().map(|row| self.names.intern(&row.path));
        let old = std::mem::replace(&mut self.rows[index], row);
        // A place that is used again may have lost its first article's path to another place before.
        let old = old.map(|row| self.names.intern(&row.path));
        if let Some(old) = old.filter(|old| self.by_path.get(old) == Some(&id)) {
            self.by_path.remove(&old);
        }
        if let Some(path) = path {
            self.by_path.insert(path, id);
        }
    }

    /// Takes over a document as it was.
    pub fn restore_document(&mut self, path: Name, document: Document) {
        self.put_document(
            path,
            Some(document.into()),
            &mut false,
            &mut Touched::default(),
        );
    }

    /// Takes over a file as it was.
    pub fn restore_file(&mut self, path: Name, file: FileFacts) {
        self.attachments.insert(self.names.text(path));
        self.files.insert(path, file);
    }

    fn put_article(
        &mut self,
        path: Name,
        row: Option<Box<Row>>,
        place: Option<ArticleId>,
        bulk: bool,
        touched: &mut Touched,
    ) -> Edit {
        touched.paths.insert(path);
        let before = self.by_path.get(&path).copied();
        let old = before.and_then(|id| self.take_row(id, bulk, touched));
        match (before, row) {
            (Some(id), Some(row)) => self.set_row(id, path, *row, bulk, touched),
            (None, Some(row)) => {
                let id = self.place(place);
                self.set_row(id, path, *row, bulk, touched);
            }
            (Some(id), None) => {
                self.by_path.remove(&path);
                self.free.push(id);
            }
            (None, None) => {}
        }
        Edit::Article(path, old.map(Box::new), before)
    }

    /// A free place in the table: the wanted one, or any.
    fn place(&mut self, wanted: Option<ArticleId>) -> ArticleId {
        if let Some(at) = wanted.and_then(|id| self.free.iter().rposition(|&free| free == id)) {
            return self.free.swap_remove(at);
        }
        self.free.pop().unwrap_or_else(|| {
            self.rows.push(None);
            self.public.push(false);
            self.dates.push(Dates::default());
            ArticleId(u32::try_from(self.rows.len() - 1).unwrap_or(u32::MAX))
        })
    }

    /// Takes a row out of the table and of every index.
    fn take_row(&mut self, id: ArticleId, bulk: bool, touched: &mut Touched) -> Option<Row> {
        touched.articles.insert(id);
        if !bulk {
            self.hide(id, touched);
        }
        let row = self.rows[id.0 as usize].take()?;
        self.dates[id.0 as usize] = Dates::default();
        self.marks.remove(id, &row);
        touched.slugs.extend(self.names.find(row.slug()));
        touched.groups.insert(row.group);
        if let Some(folder) = row.bundle() {
            self.touch_bundles(folder, touched);
            let folder = self.names.intern(folder);
            if let Some(owners) = self.bundles.get_mut(&folder) {
                owners.articles.retain(|&other| other != id);
            }
        }
        Some(row)
    }

    fn set_row(&mut self, id: ArticleId, path: Name, row: Row, bulk: bool, touched: &mut Touched) {
        touched.articles.insert(id);
        self.by_path.insert(path, id);
        if let Some(folder) = row.bundle() {
            self.touch_bundles(folder, touched);
            let folder = self.names.intern(folder);
            self.bundles.entry(folder).or_default().articles.push(id);
        }
        let public = row.is_public(self.now, self.preview);
        if !bulk {
            self.marks.add(id, &row, self.now, public);
        }
        touched.slugs.extend(self.names.find(row.slug()));
        touched.groups.insert(row.group);
        self.dates[id.0 as usize] = Dates::of(&row, self.now);
        self.rows[id.0 as usize] = Some(row);
        if public && !bulk {
            self.show(id, touched);
        }
    }

    /// Puts a row into the listings.
    fn show(&mut self, id: ArticleId, touched: &mut Touched) {
        let Some(row) = &self.rows[id.0 as usize] else {
            return;
        };
        let (keys, group, identity) = (self.spelled_memberships(row), row.group, row.identity);
        if let Some(identity) = identity {
            self.identities.entry(identity).or_default().push(id);
            touched.groups.insert(identity);
        }
        for (key, spelling) in keys {
            let mut listing = self.listings.remove(&key).unwrap_or_default();
            listing.spelled(spelling);
            let at = self.position(&listing, id);
            listing.ids.insert(at, id);
            self.listings.insert(key, listing);
            touched.listing(key, at);
        }
        let group_ids = self.groups.entry(group).or_default();
        group_ids.push(id);
        group_ids.sort_unstable();
        touched.groups.insert(group);
        self.touch_visibility(id, touched);
        self.public[id.0 as usize] = true;
    }

    /// Takes a row out of the listings, if it is there.
    fn hide(&mut self, id: ArticleId, touched: &mut Touched) {
        if !std::mem::take(&mut self.public[id.0 as usize]) {
            return;
        }
        let Some(row) = &self.rows[id.0 as usize] else {
            return;
        };
        let (keys, group, identity) = (self.spelled_memberships(row), row.group, row.identity);
        if let Some(identity) = identity {
            if let Some(ids) = self.identities.get_mut(&identity) {
                ids.retain(|&other| other != id);
            }
            touched.groups.insert(identity);
        }
        for (key, spelling) in keys {
            if let Some(listing) = self.listings.get_mut(&key) {
                listing.no_longer_spelled(spelling);
                if let Some(at) = listing.ids.iter().rposition(|&other| other == id) {
                    listing.ids.remove(at);
                    touched.listing(key, at);
                }
                if listing.ids.is_empty() {
                    self.listings.remove(&key);
                }
            }
        }
        if let Some(ids) = self.groups.get_mut(&group) {
            ids.retain(|&other| other != id);
        }
        touched.groups.insert(group);
        self.touch_visibility(id, touched);
    }

    fn touch_visibility(&self, id: ArticleId, touched: &mut Touched) {
        touched.articles.insert(id);
        if let Some(row) = &self.rows[id.0 as usize] {
            touched.paths.insert(self.names.intern(&row.path));
            touched.slugs.extend(self.names.find(row.slug()));
        }
    }

    fn put_document(
        &mut self,
        path: Name,
        document: Option<Box<Document>>,
        callings_changed: &mut bool,
        touched: &mut Touched,
    ) -> Edit {
        touched.paths.insert(path);
        let text = self.names.text(path);
        if let Some(folder) = row::bundle_of(&text) {
            self.touch_bundles(folder, touched);
            let owners = self.bundles.entry(self.names.intern(folder)).or_default();
            owners.documents.retain(|&other| other != path);
            owners.documents.extend(document.is_some().then_some(path));
        }
        let old = match document {
            Some(document) => self.documents.insert(path, *document),
            None => self.documents.remove(&path),
        };
        let new = self.documents.get(&path).map(|document| &document.role);
        if matches!(new, Some(Role::Page(..))) {
            self.plain.insert(path);
        } else {
            self.plain.remove(&path);
        }
        for document in old.iter().chain(self.documents.get(&path)) {
            touch_role(document, touched);
        }
        if !touched.people.is_empty() {
            *callings_changed |= self.index_people();
        }
        Edit::Document(path, old.map(Box::new))
    }

    /// Indexes the authors' files anew; says whether any author is now called otherwise.
    fn index_people(&mut self) -> bool {
        let mut people: FxHashMap<Name, Vec<Name>> = FxHashMap::default();
        let mut called = FxHashMap::default();
        let mut files: Vec<_> = self
            .documents
            .iter()
            .filter_map(|(path, document)| match &document.role {
                Role::Person(id, person) => Some((self.names.text(*path), *path, *id, person)),
                _ => None,
            })
            .collect();
        // In the order of paths, not of names' numbers: of two authors with one name the first counts.
        files.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        for (_, path, id, person) in &files {
            people.entry(*id).or_default().push(*path);
            called
                .entry(self.names.intern(&slug::slugify(&person.name)))
                .or_insert(*id);
        }
        // Who has a file of this id is called by it, as without one: a new author's file makes nothing else new.
        for (_, _, id, _) in &files {
            called.remove(id);
        }
        self.people = people;
        std::mem::replace(&mut self.called, called) != self.called
    }

    fn put_file(&mut self, path: Name, file: Option<FileFacts>, touched: &mut Touched) -> Edit {
        touched.paths.insert(path);
        let text = self.names.text(path);
        self.touch_bundles(&text, touched);
        touched.statics |= file.as_ref() != self.files.get(&path);
        let old = match file {
            Some(file) => {
                self.attachments.insert(text);
                self.files.insert(path, file)
            }
            None => {
                self.attachments.remove(&text);
                self.files.remove(&path)
            }
        };
        Edit::File(path, old)
    }
}

/// Notes what depends on a document besides its own path.
fn touch_role(document: &Document, touched: &mut Touched) {
    match document.role {
        Role::Person(id, _) => drop(touched.people.insert(id)),
        Role::Page(_, group) => drop(touched.groups.insert(group)),
        Role::Section(name, _) => {
            touched.sections = true;
            let (kind, lang) = (ListingKind::Section, document.lang);
            touched.listing(ListingKey { kind, lang, name }, usize::MAX);
        }
    }
}

/// The hash by which answers are compared.
pub fn hash_of(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = Xxh3Default::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The hash by which the bytes of files are compared.
pub fn hash_bytes(bytes: &[u8]) -> u64 {
    xxhash_rust::xxh3::xxh3_64(bytes)
}
