//! What all the views of one build share: the site, the templates, and caches whose size does not grow
//! with the archive.

use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use rustc_hash::FxHashMap;
use tera::Value;

use super::asked::Shared;
use super::cards::StandIn;
use super::recent::Recent;
use super::texts::Texts;
use super::{Occupant, lock};
use crate::content::markdown;
use crate::outputs::Feed;
use crate::render::dates::Format;
use crate::render::story::Story;
use crate::render::{Darkroom, Files, Templates};
use crate::site::Site;
use crate::site::listing::ListingKey;
use crate::site::names::Name;
use crate::site::row::ArticleId;
use crate::site::summary::Summary;
use crate::site::urls::Base;

/// What all the views of one build share.
pub struct Scope {
    pub(super) site: Arc<Site>,
    pub(super) occupant: Arc<Occupant>,
    pub(super) templates: Option<Templates>,
    pub(super) files: Arc<dyn Files>,
    pub(super) darkroom: Arc<dyn Darkroom>,
    pub(super) base: Base,
    pub(super) markdown: markdown::Options,
    summaries: Mutex<FxHashMap<Name, Arc<Summary>>>,
    pub(super) cards: Recent<ArticleId, (Value, Option<StandIn>), CARDS>,
    pub(super) people: Mutex<FxHashMap<(Name, Name), Remembered>>,
    pub(super) parts: Recent<u128, Remembered, PARTS>,
    // By language, each with its name: a theme has a handful.
    formats: RwLock<FxHashMap<Name, Vec<NamedFormat>>>,
    links: Mutex<FxHashMap<ListingKey, Value>>,
    languages: OnceLock<Vec<Name>>,
    pub(super) stories: Mutex<Stories>,
    pub(super) texts: Mutex<Option<Texts>>,
    pub(super) fresh: Mutex<Fresh>,
    pub(super) feeds: Recent<ListingKey, KeptFeed, FEEDS>,
}

/// Articles that were parsed in this build, packed, by their files: what need not be parsed again.
pub type Fresh = FxHashMap<Name, Box<[u8]>>;

/// Stories that more than one route is made from.
#[derive(Default)]
pub(super) struct Stories {
    pub(super) kept: FxHashMap<ArticleId, KeptStory>,
    pub(super) bytes: usize,
}

/// So many rendered parts are kept; the rest are made again when they are asked for. A page of a tag that is as old as
/// the archive shows what came out over months, and each article has up to three parts.
const PARTS: usize = 12 << 10;

/// The same of cards.
const CARDS: usize = 8 << 10;

/// A story, its text for feeds, and what both asked.
pub(super) type KeptStory = (Arc<Story>, Arc<str>, Arc<Shared>);

/// So many bytes of stories are kept at the most: those of the newest articles, which feeds share. The
/// rest of an archive is read once, for its own page.
pub(super) const STORIES: usize = 24 << 20;

/// A feed and what it asked.
pub(super) type KeptFeed = (Arc<Feed>, Arc<Shared>);

/// So many feeds are kept: the formats of one are rendered after one another.
const FEEDS: usize = 32;

/// A date format with its name.
type NamedFormat = (Box<str>, Arc<Format>);

/// A value made once a build, with the questions that went into it.
pub(super) type Remembered = (Value, Arc<Shared>);

impl Scope {
    /// For a build of this site. Without templates (they did not compile) pages can't be rendered. `texts` are those
    /// of an earlier build; a process that builds once keeps none.
    pub fn new(
        site: Arc<Site>,
        occupant: Arc<Occupant>,
        templates: Option<Templates>,
        files: Arc<dyn Files>,
        darkroom: Arc<dyn Darkroom>,
        fresh: Fresh,
        texts: Option<Texts>,
    ) -> Scope {
        Scope {
            base: Base::new(&site.config.url),
            markdown: site.config.markdown_options(),
            summaries: Mutex::default(),
            cards: Recent::default(),
            people: Mutex::default(),
            parts: Recent::default(),
            formats: RwLock::default(),
            links: Mutex::default(),
            languages: OnceLock::new(),
            stories: Mutex::default(),
            texts: Mutex::new(texts),
            feeds: Recent::default(),
            fresh: Mutex::new(fresh),
            site,
            occupant,
            templates,
            files,
            darkroom,
        }
    }

    /// The site.
    pub(in crate::render) fn site(&self) -> &Site {
        &self.site
    }

    /// Where it is published.
    pub(in crate::render) fn base(&self) -> &Base {
        &self.base
    }

    /// The site as templates of a language see it.
    pub(super) fn summary(&self, lang: Name) -> Arc<Summary> {
        let mut summaries = lock(&self.summaries);
        let made = summaries.entry(lang);
        made.or_insert_with(|| Arc::new(self.site.summary(lang)))
            .clone()
    }

    /// The languages of the site: found once, since that looks through all listings.
    pub(super) fn languages(&self) -> &[Name] {
        self.languages.get_or_init(|| self.site.languages())
    }

    /// A listing as cards link to it, made once a build. Whoever uses it has a question whose answer holds
    /// its name and URL.
    pub(in crate::render) fn link(&self, key: ListingKey, make: impl FnOnce() -> Value) -> Value {
        if let Some(link) = lock(&self.links).get(&key) {
            return link.clone();
        }
        let link = make();
        lock(&self.links).insert(key, link.clone());
        link
    }

    /// A date format of a language, taken apart once a build.
    pub(super) fn format(
        &self,
        lang: Name,
        name: &str,
        make: impl FnOnce() -> Option<Format>,
    ) -> Option<Arc<Format>> {
        let known = self.formats.read().unwrap_or_else(PoisonError::into_inner);
        let formats = known.get(&lang).map(Vec::as_slice).unwrap_or_default();
        if let Some((_, format)) = formats.iter().find(|(known, _)| **known == *name) {
            return Some(format.clone());
        }
        drop(known);
        let format = Arc::new(make()?);
        let mut known = self.formats.write().unwrap_or_else(PoisonError::into_inner);
        let formats = known.entry(lang).or_default();
        formats.push((name.into(), format.clone()));
        Some(format)
    }

    /// The templates, for the next build of the same theme; texts for the next of the same process; and what was
    /// made for this one alone.
    pub fn into_parts(self) -> (Option<Templates>, Option<Texts>, impl Send) {
        let made = (
            self.cards,
            self.parts,
            self.people,
            self.stories,
            self.feeds,
        );
        let texts = self.texts.into_inner();
        let texts = texts.unwrap_or_else(PoisonError::into_inner);
        (self.templates, texts, made)
    }
}
