//! The outputs: every kind of file that a site is made of, one module each.
//!
//! An output says which routes it owns for a subject, and renders one. It sees the site through a
//! [`View`], which records what it asks; it never sees the engine, the disk or the ledger. To add one:
//! write its module, implement [`Output`], and name it in [`ALL`].

mod article;
mod asset;
mod atom;
mod attachment;
mod author_index;
mod corrections;
mod declarations;
mod feed;
mod feed_index;
mod front;
mod host_files;
mod json_feed;
mod listing;
mod news_sitemap;
mod not_found;
mod page;
mod print;
mod redirect;
mod robots;
mod rss;
mod sitemap;
mod static_file;
mod tag_index;
mod xml;

use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use self::attachment::attachment_url;
pub use self::feed::Feed;
use crate::content::Instant;
use crate::diag::Diagnostic;
use crate::photo::Cut;
use crate::render::View;
use crate::site::listing::ListingKey;
use crate::site::names::Name;
use crate::site::row::ArticleId;
use crate::site::{Site, urls};

/// What a route is about. The routes of a subject depend on that subject and the settings alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Subject {
    /// The whole site.
    Site,
    /// The site in one language.
    Language(Name),
    /// An article.
    Article(ArticleId),
    /// A listing.
    Listing(ListingKey),
    /// A plain page, an author or a section introduction, by its file.
    Document(Name),
    /// A file of `static/`.
    File(Name),
    /// An asset of the theme, by its name.
    Asset(Name),
    /// A print of the photo in a file.
    Print(Name, Cut),
}

/// A route that an output owns: which one of its subject's, and its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Tells the routes of one output and subject apart (a page number, the index of an alias).
    pub part: u32,
    /// Path below the output folder.
    pub path: String,
}

impl Planned {
    /// The page at a URL path.
    fn page(part: u32, url: &str) -> Planned {
        Planned {
            part,
            path: urls::output_path(url),
        }
    }
}

/// What comes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// These bytes.
    Bytes(Vec<u8>),
    /// The bytes of a file of the site, by its path, with their hash.
    File(Arc<str>, u64),
    /// The bytes of a file that is kept from build to build, by its whole path, with their hash.
    Kept(PathBuf, u64),
}

/// One kind of output file.
pub trait Output: Sync {
    /// Its name, as `explain` prints it.
    fn name(&self) -> &'static str;

    /// Whether a route of it carries the texts of many articles. Those are rendered first, so that what
    /// they share with one another and with the articles' pages is made once.
    fn carries_stories(&self) -> bool {
        false
    }

    /// From when the newest article is that a route of it shows. Routes are rendered in this order, so
    /// that what those of one time have in common is made once; nothing else depends on it.
    fn era(&self, site: &Site, subject: Subject, _: u32) -> Instant {
        let date = |id: ArticleId| site.row(id).map(|row| row.date);
        let newest = match subject {
            Subject::Article(id) => date(id),
            Subject::Listing(key) => site.listing(key).ids.last().and_then(|&id| date(id)),
            _ => None,
        };
        newest.unwrap_or(Instant::MAX)
    }

    /// The routes it owns for a subject.
    fn routes(&self, site: &Site, subject: Subject) -> Vec<Planned>;

    /// Renders one of its routes: pure, but for what the view records.
    ///
    /// # Errors
    /// A diagnostic where the route can't be rendered: a template that fails, a file that is gone.
    fn render(
        &self,
        view: &Arc<View>,
        subject: Subject,
        part: u32,
    ) -> Result<Body, Box<Diagnostic>>;
}

/// Every output. The ledger knows them by their place here; it is thrown away with any new binary.
pub const ALL: &[&dyn Output] = &[
    &article::Articles,
    &attachment::Attachments,
    &print::Prints,
    &redirect::Redirects,
    &front::Fronts,
    &listing::Listings,
    &tag_index::TagIndexes,
    &author_index::AuthorIndexes,
    &page::Pages,
    &not_found::NotFound,
    &rss::Rss,
    &atom::Atom,
    &json_feed::JsonFeed,
    &feed_index::FeedIndexes,
    &corrections::Corrections,
    &sitemap::Sitemaps,
    &news_sitemap::NewsSitemaps,
    &robots::Robots,
    &host_files::HostFiles,
    &declarations::Declarations,
    &static_file::StaticFiles,
    &asset::Assets,
];

/// The name of the output that an article's page is.
pub const ARTICLE: &str = "article";

/// The name of the output that a plain page is.
pub const PAGE: &str = "page";

/// The name of the output that prints are.
pub const PRINT: &str = "photo";

/// The name of the output that an alias is.
pub const REDIRECT: &str = "redirect";

/// No route.
const NONE: Vec<Planned> = Vec::new();

/// Whether the site brings a file of its own for an output path, which then counts.
fn is_brought(site: &Site, path: &str) -> bool {
    let name = site.names.find(&format!("static/{path}"));
    name.is_some_and(|name| site.file(name).is_some())
}

/// Whether a page that a site can do without is made: the theme has its template, and the newsroom has not
/// written a page of its own at that URL path.
fn is_offered(site: &Site, template: &str, url: &str) -> bool {
    site.theme.template_hash(template).is_some() && !site.has_page_at(url)
}

/// The page at a URL path, and nothing else.
fn only(url: &str) -> Vec<Planned> {
    vec![Planned::page(0, url)]
}
