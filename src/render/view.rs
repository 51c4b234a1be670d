//! The view: all that an output or a template may ask of the site, and what records that it asked.

mod asked;
mod cards;
mod modified;
mod parts;
mod recent;
mod scope;
mod stories;
mod texts;

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use tera::{Context, Value};

pub use self::asked::Asked;
pub(super) use self::parts::ENDLESS;
pub use self::scope::{Fresh, Scope};
pub use self::texts::Texts;
use super::dates::Format;
use super::files::read_unchanged;
use super::values;
use crate::content::{Instant, markdown};
use crate::diag::{Diagnostic, Place};
use crate::outputs::{Body, Subject};
use crate::site::documents::Document;
use crate::site::listing::ListingKey;
use crate::site::listing::ListingKind;
use crate::site::names::Name;
use crate::site::question::{ClockUnit, Question};
use crate::site::row::{ArticleId, Row};
use crate::site::summary::Summary;
use crate::site::theme::Word;
use crate::site::urls::Base;
use crate::site::{FileFacts, Label, Site};

/// Who is at an output path, if anybody.
pub type Occupant = dyn Fn(&str) -> Option<Subject> + Send + Sync;

/// One route's view of the site.
pub struct View {
    scope: Arc<Scope>,
    subject: Subject,
    path: Box<str>,
    lang: Name,
    lang_code: Arc<str>,
    // Of how many parts this is a part.
    depth: u8,
    summary: OnceLock<Arc<Summary>>,
    asked: Mutex<Asked>,
    problems: Mutex<Vec<Diagnostic>>,
}

impl View {
    /// For rendering the route of `subject` at an output path.
    pub fn new(scope: Arc<Scope>, subject: Subject, path: &str) -> View {
        let site = &scope.site;
        let lang = match subject {
            Subject::Language(lang) | Subject::Listing(ListingKey { lang, .. }) => Some(lang),
            Subject::Article(id) => site.row(id).map(|row| row.lang),
            Subject::Document(path) => site.document(path).map(|document| document.lang),
            Subject::Site | Subject::File(_) | Subject::Asset(_) | Subject::Print(..) => None,
        };
        let lang = lang.unwrap_or_else(|| site.names.intern(&site.config.language));
        View {
            subject,
            path: path.into(),
            lang,
            lang_code: site.names.text(lang),
            depth: 0,
            summary: OnceLock::new(),
            asked: Mutex::default(),
            problems: Mutex::default(),
            scope,
        }
    }

    /// What was asked, and what is to be said.
    pub fn finish(&self) -> (Asked, Vec<Diagnostic>) {
        let asked = std::mem::take(&mut *lock(&self.asked));
        (asked, self.take_problems())
    }

    /// Records a question.
    pub fn ask(&self, question: Question) {
        lock(&self.asked).ask(question);
    }

    /// Says something about the site.
    pub fn report(&self, problems: impl IntoIterator<Item = Diagnostic>) {
        lock(&self.problems).extend(problems);
    }

    /// The language of the route.
    pub fn lang(&self) -> Name {
        self.lang
    }

    /// Its code. It belongs to the route as its path does, so it is no question.
    pub fn lang_code(&self) -> &str {
        &self.lang_code
    }

    /// What the route is about.
    pub fn subject(&self) -> Subject {
        self.subject
    }

    /// The URL path of the route.
    pub fn url(&self) -> String {
        crate::site::urls::url_of_output(&self.path)
    }

    /// Where the site is published.
    pub fn base(&self) -> &Base {
        self.ask(Question::Settings);
        &self.scope.base
    }

    /// The same for those whose other questions cover it already: every template asks for `site`, whose
    /// answer holds the URL.
    pub(super) fn base_of_site(&self) -> &Base {
        self.ask(Question::Site(self.lang));
        &self.scope.base
    }

    /// That the route depends on `site.yaml` as a whole.
    pub fn settings(&self) -> &crate::config::Config {
        self.ask(Question::Settings);
        &self.scope.site.config
    }

    /// The site, for what asks the question itself.
    pub(super) fn site(&self) -> &Site {
        &self.scope.site
    }

    /// The name of a text.
    pub fn name(&self, text: &str) -> Name {
        self.scope.site.names.intern(text)
    }

    /// The text of a name.
    pub fn text(&self, name: Name) -> Arc<str> {
        self.scope.site.names.text(name)
    }

    /// The row and URL of a public article, whatever its file says.
    pub fn row(&self, id: ArticleId) -> Option<&Row> {
        self.ask(Question::Article(id));
        self.scope.site.public_row(id)
    }

    /// Where an article is.
    pub fn article_url(&self, id: ArticleId) -> Option<String> {
        self.ask(Question::Card(id));
        self.scope
            .site
            .public_row(id)
            .map(|row| row.url.to_string())
    }

    /// What a listing is called and where it is.
    pub fn label(&self, key: ListingKey) -> Label {
        self.ask(Question::Label(key));
        self.scope.site.label(key)
    }

    /// A section or tag as a link.
    pub(super) fn link(&self, key: ListingKey) -> Value {
        self.ask(Question::Label(key));
        values::listing_link(&self.scope, key)
    }

    /// How many articles a listing has.
    pub fn count(&self, key: ListingKey) -> usize {
        self.ask(Question::Count(key));
        self.scope.site.listing(key).ids.len()
    }

    /// The articles of a listing's head, newest first, and the number of its newest numbered page.
    pub fn head(&self, key: ListingKey) -> (Vec<ArticleId>, u32) {
        self.ask(Question::Head(key));
        let size = self.scope.site.config.page_size as usize;
        let listing = self.scope.site.listing(key);
        let pages = u32::try_from(listing.pages(size)).unwrap_or(u32::MAX);
        (listing.head(size).collect(), pages)
    }

    /// The articles of a numbered page, newest first.
    pub fn page(&self, key: ListingKey, page: u32) -> Vec<ArticleId> {
        self.ask(Question::Page(key, page));
        let size = self.scope.site.config.page_size as usize;
        let listing = self.scope.site.listing(key);
        listing.page(page as usize, size).collect()
    }

    /// Articles from the `start`th oldest on, oldest first.
    pub fn span(&self, key: ListingKey, start: usize, count: usize) -> Vec<ArticleId> {
        self.ask(Question::Span(key, small(start), small(count)));
        self.scope.site.listing(key).span(start, count).to_vec()
    }

    /// Whether a listing has this numbered page.
    pub fn has_page(&self, key: ListingKey, page: u32) -> bool {
        self.ask(Question::HasPage(key, page));
        page as usize
            <= self
                .scope
                .site
                .listing(key)
                .pages(self.scope.site.config.page_size as usize)
    }

    /// The newest articles of a listing.
    pub fn latest(&self, key: ListingKey, count: usize) -> Vec<ArticleId> {
        self.ask(Question::Latest(key, small(count)));
        self.scope.site.listing(key).latest(count).collect()
    }

    /// The articles of the route's language that are pinned, newest first.
    pub fn pinned(&self) -> Vec<ArticleId> {
        self.ask(Question::Pinned(self.lang));
        self.scope.site.pinned(self.lang)
    }

    /// The articles of the route's language that are featured until some time to come, newest first.
    pub fn featured(&self) -> Vec<ArticleId> {
        self.ask(Question::Featured(self.lang));
        self.scope.site.featured(self.lang)
    }

    /// The articles of the route's language that were corrected, the last one first.
    pub fn corrected(&self) -> Vec<ArticleId> {
        self.ask(Question::Corrected(self.lang));
        self.scope.site.corrected(self.lang)
    }

    /// The URL paths that lead elsewhere, with where.
    pub fn redirects(&self) -> Vec<(String, String)> {
        self.ask(Question::Redirects);
        self.scope.site.redirects()
    }

    /// The articles of a listing that are news, newest first.
    pub fn news(&self, key: ListingKey) -> Vec<ArticleId> {
        self.ask(Question::News(key));
        self.scope.site.news(key)
    }

    /// The articles just before one in a listing, newest first.
    pub fn before(&self, key: ListingKey, id: ArticleId, count: usize) -> Vec<ArticleId> {
        self.ask(Question::Before(key, id, small(count)));
        self.scope.site.before(key, id, count)
    }

    /// The articles just after one in a listing, oldest first.
    pub fn after(&self, key: ListingKey, id: ArticleId, count: usize) -> Vec<ArticleId> {
        self.ask(Question::After(key, id, small(count)));
        self.scope.site.after(key, id, count)
    }

    /// Every listing of a kind in the route's language that has a page, in no particular order.
    pub fn listings(&self, kind: ListingKind) -> Vec<ListingKey> {
        self.listings_in(kind, self.lang)
    }

    /// The same in any language.
    pub fn listings_in(&self, kind: ListingKind, lang: Name) -> Vec<ListingKey> {
        self.ask(Question::Listings(kind, lang));
        self.scope.site.listings_of(kind, lang)
    }

    /// The languages of the site; `site` has them, so this asks for it.
    pub fn languages(&self) -> Vec<Name> {
        self.ask(Question::Site(self.lang));
        self.scope.languages().to_vec()
    }

    /// The public translations of a group.
    pub fn translations(&self, group: u64) -> (Vec<ArticleId>, Vec<Name>) {
        self.ask(Question::Translations(group));
        self.scope.site.translations(group)
    }

    /// The files of the public articles that have an id, in their order.
    pub fn identified(&self, identity: u64) -> Vec<&str> {
        self.ask(Question::Identity(identity));
        self.scope.site.identified(identity)
    }

    /// A page or section introduction.
    pub fn document(&self, path: Name) -> Option<&Document> {
        self.ask(Question::Document(path));
        self.scope.site.document(path)
    }

    /// The plain pages of a language, by their files.
    pub fn pages(&self, lang: Name) -> Vec<Name> {
        self.ask(Question::Pages(lang));
        self.scope.site.pages(lang)
    }

    /// An author's file, in the route's language if there is one.
    pub fn person(&self, id: Name) -> Option<(Name, &Document)> {
        self.ask(Question::Person(id, self.lang));
        self.scope.site.person(id, self.lang)
    }

    /// Where a content file leads.
    pub fn target(&self, path: &str) -> Option<crate::site::Target> {
        let path = self.name(path);
        self.ask(Question::Source(path));
        self.scope.site.target(path)
    }

    /// The article of a content file, if readers may see it.
    pub fn article_at(&self, path: &str) -> Option<ArticleId> {
        let path = self.name(path);
        self.ask(Question::Source(path));
        self.scope
            .site
            .article_of(path)
            .filter(|&id| self.scope.site.is_public(id))
    }

    /// The newest public article of this slug, of the route's language if there is one; and whether there is one
    /// that readers may not see.
    pub(super) fn called(&self, slug: &str) -> (Option<ArticleId>, bool) {
        let slug = self.name(slug);
        self.ask(Question::Slug(slug));
        let (public, is_hidden) = self.scope.site.called(slug);
        let own = public.iter().find(|(_, lang)| *lang == self.lang);
        (own.or(public.first()).map(|(id, _)| *id), is_hidden)
    }

    /// Who is at an output path.
    pub fn occupant(&self, path: &str) -> Option<Subject> {
        self.ask(Question::Output(self.name(path)));
        (self.scope.occupant)(path)
    }

    /// What is known of a static or bundle file, if there is one of this path.
    pub fn file_facts(&self, path: &str) -> Option<&FileFacts> {
        let path = self.name(path);
        self.ask(Question::File(path));
        self.scope.site.file(path)
    }

    /// A static or bundle file as a route's body.
    ///
    /// # Errors
    /// There is no such file.
    pub fn file(&self, path: Name) -> Result<Body, Box<Diagnostic>> {
        self.ask(Question::File(path));
        let file = self.scope.site.file(path);
        let file = file.ok_or_else(|| self.no_such_route())?;
        Ok(Body::File(self.text(path), file.hash))
    }

    /// The bytes of a static or bundle file.
    ///
    /// # Errors
    /// There is no such file, it can't be read, or is no longer what it was when the build began.
    pub fn bytes(&self, path: Name) -> Result<Vec<u8>, Box<Diagnostic>> {
        self.ask(Question::File(path));
        let file = self.scope.site.file(path);
        let file = file.ok_or_else(|| self.no_such_route())?;
        read_unchanged(&*self.scope.files, &self.text(path), file.hash)
    }

    /// Where an asset of the theme is.
    pub fn asset(&self, name: &str) -> Option<String> {
        self.ask(Question::Asset(self.name(name)));
        self.scope.site.theme.asset_url(name).map(str::to_owned)
    }

    /// The bytes of an asset.
    pub fn asset_bytes(&self, name: Name) -> Option<Vec<u8>> {
        self.ask(Question::Asset(name));
        let asset = self.scope.site.theme.asset(&self.text(name))?;
        Some(asset.bytes.to_vec())
    }

    /// A word of the user interface in the route's language, with the language it was found in.
    pub fn word(&self, key: &str) -> Option<(&str, &Word)> {
        self.ask(Question::Words(self.lang));
        self.scope.site.theme.word(self.lang_code(), key)
    }

    /// Says what words the theme lacks in the route's language, if `site.yaml` does not declare it: of those that
    /// it declares the theme itself tells.
    pub(super) fn report_missing_words(&self) {
        let config = self.settings();
        if config
            .language_codes()
            .iter()
            .all(|&code| code != self.lang_code())
        {
            self.ask(Question::Words(self.lang));
            self.report(self.scope.site.theme.gaps(&self.lang_code));
        }
    }

    /// An instant in the words of the route's language, in the theme's format of that name; `None` where no
    /// language has it.
    pub(super) fn date(&self, at: Instant, format: &str) -> Option<String> {
        self.ask(Question::Words(self.lang));
        let zoned = self.scope.site.calendar().zoned(at, &self.lang_code);
        let theme = &self.scope.site.theme;
        let lang = &*self.lang_code;
        let make = || Format::named(lang, format, &|key| theme.word(lang, key));
        Some(self.scope.format(self.lang, format, make)?.of(&zoned))
    }

    /// What time it is, no finer than the unit.
    pub fn clock(&self, unit: ClockUnit) -> [i16; 4] {
        self.ask(Question::Clock(unit, self.lang));
        self.scope.site.clock(unit, self.lang)
    }

    /// Whether an instant has come.
    pub fn has_passed(&self, instant: Instant) -> bool {
        self.ask(Question::Passed(instant));
        instant <= self.scope.site.now
    }

    /// The site as templates of the route's language see it.
    pub fn summary(&self) -> &Arc<Summary> {
        self.ask(Question::Site(self.lang));
        self.summary.get_or_init(|| self.scope.summary(self.lang))
    }

    /// How Markdown is rendered.
    pub fn markdown(&self) -> &markdown::Options {
        self.ask(Question::Markdown);
        &self.scope.markdown
    }

    /// What there is to say so far; the view forgets it.
    pub(super) fn take_problems(&self) -> Vec<Diagnostic> {
        std::mem::take(&mut *lock(&self.problems))
    }

    /// A view of the same route that has asked nothing yet.
    pub(super) fn again(&self) -> View {
        View::new(self.scope.clone(), self.subject, &self.path)
    }

    /// An instant in the calendar of the route's language.
    pub fn zoned(&self, at: Instant) -> jiff::Zoned {
        self.ask(Question::Site(self.lang));
        self.scope.site.calendar().zoned(at, self.lang_code())
    }

    /// An instant as RFC 822 has it, in the calendar of the route's language.
    pub fn rfc822(&self, at: Instant) -> String {
        self.ask(Question::Site(self.lang));
        self.scope.site.calendar().rfc822(at, self.lang_code())
    }

    /// An instant as RFC 3339 has it, in the calendar of the route's language.
    pub fn rfc3339(&self, at: Instant) -> String {
        self.ask(Question::Site(self.lang));
        self.scope.site.calendar().rfc3339(at, self.lang_code())
    }

    /// Renders a template with the values of a page.
    ///
    /// # Errors
    /// The template failed; or there are no templates, which was said where they were compiled.
    pub fn template(
        self: &Arc<View>,
        name: &str,
        context: Context,
    ) -> Result<Body, Box<Diagnostic>> {
        self.rendered(name, context, |page| Body::Bytes(std::mem::take(page)))
    }

    /// The same, for what has another use for the bytes.
    fn rendered<T>(
        self: &Arc<View>,
        name: &str,
        context: Context,
        take: impl FnOnce(&mut Vec<u8>) -> T,
    ) -> Result<T, Box<Diagnostic>> {
        self.ask(Question::Template(self.name(name)));
        let Some(templates) = &self.scope.templates else {
            return Err(Box::new(Diagnostic::error(
                NO_TEMPLATES,
                "the templates did not compile",
            )));
        };
        let made = templates.render(name, context, self, take);
        made.map_err(|error| Box::new(self.provoked_by(*error)))
    }

    /// The failure of a template, with what was being rendered.
    fn provoked_by(&self, diagnostic: Diagnostic) -> Diagnostic {
        let site = &self.scope.site;
        match self.subject {
            Subject::Article(id) => match site.row(id) {
                Some(row) => {
                    diagnostic.and_at(Place::file(&row.path), "while rendering this article")
                }
                None => diagnostic,
            },
            Subject::Document(path) => diagnostic.and_at(
                Place::file(&site.names.text(path)),
                "while rendering this page",
            ),
            _ => diagnostic.and_at(Place::file(&self.url()), "while rendering this URL"),
        }
    }

    /// What is said of a route whose subject is not what its output expects: a fault of ours.
    pub fn no_such_route(&self) -> Box<Diagnostic> {
        let message = format!("{} has nothing to show", self.path);
        Box::new(Diagnostic::error("no-such-route", message))
    }
}

/// The code of what a page says where no template compiled; told once, by the templates' own errors.
pub const NO_TEMPLATES: &str = "no-templates";

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
