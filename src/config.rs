//! The site's configuration: `site.yaml` as it is meant, or what is wrong with it.

mod declarations;
pub mod deploy;
pub mod keys;
mod permalink;
mod publisher;
mod publishing;
mod read;
mod sections;

use serde::{Deserialize, Serialize};

use crate::content::Extra;
use crate::content::date::{self, Zones};
use crate::content::html::HtmlPolicy;
use crate::content::yaml::{Key, Reader, Text};
use crate::diag::{Diagnostic, Source};
use crate::photo::{Format, Recipe};

pub use permalink::{Part, Permalink};
pub use publishing::{AiCrawlers, Host, Publishing, Robots};

/// What `site.yaml` says, every default filled in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Config {
    /// The outlet's name.
    pub title: String,
    /// The address of the front page, with scheme and host, ending in `/`. It may have a path.
    pub url: String,
    /// The IANA name of the time zone in which dates without an offset are meant.
    pub timezone: String,
    /// The code of the default language.
    pub language: String,
    /// All languages, the default one first.
    pub languages: Vec<Language>,
    /// One or two sentences on the outlet.
    pub description: String,
    /// Who publishes it.
    pub publisher: Publisher,
    /// What becomes of photos.
    pub photos: Photos,
    /// The picture that social networks show of a page without one.
    pub image: Option<ShareImage>,
    /// The sections in the order of the navigation, parents and children mixed as they were written.
    pub sections: Vec<Section>,
    /// How an article's URL is made.
    pub permalink: Permalink,
    /// How many articles a listing's page holds.
    pub page_size: u32,
    /// What is in feeds, where a language says nothing else.
    pub feed: Feed,
    /// The theme's name: a folder below `themes/`, or the embedded `default`.
    pub theme: String,
    /// The theme's options.
    pub options: Extra,
    /// How Markdown is rendered.
    pub markdown: Markdown,
    /// What search engines are told.
    pub structured_data: StructuredData,
    /// What hosts, crawlers and advertisers are told.
    pub publishing: Publishing,
    /// The places that it is published to.
    pub deploy: Vec<deploy::Target>,
    /// Free values for templates.
    pub extra: Extra,
}

/// What search engines are told in structured data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StructuredData {
    /// The questions and answers of FAQs.
    pub faq: bool,
}

/// One language of the site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Language {
    /// Its code, as in `es` or `pt-BR`.
    pub code: String,
    /// The outlet's name in it.
    pub title: String,
    /// One or two sentences on the outlet in it.
    pub description: String,
    /// The IANA name of its time zone; the site's where it does not name one.
    pub timezone: String,
    /// The languages whose words stand in where the theme has none in it, the first one first; English is
    /// always the last.
    pub fallback: Vec<String>,
    /// What is in its feeds: the site's setting, and what it says itself.
    pub feed: Feed,
}

/// Who publishes the site.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Publisher {
    /// The name; the site's title where it is not given.
    pub name: String,
    /// A path below `static/`, or an absolute URL.
    pub logo: Option<String>,
    /// Its own site, where that is another one.
    pub url: Option<String>,
    /// The pages on how it works, by what they are about (`corrections`, `ethics`): paths or URLs.
    pub policies: Vec<(String, String)>,
    /// Its pages elsewhere: profiles in social networks and the like.
    pub links: Vec<String>,
}

/// What becomes of photos.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Photos {
    /// The formats that browsers may choose before JPEG, in this order.
    pub formats: Vec<Format>,
    /// How they are made.
    pub recipe: Recipe,
    /// Whether the photos themselves are published too, where they lie beside articles.
    pub originals: bool,
    /// How many mebibytes of prints are kept to be used again.
    pub cache: u32,
}

impl Default for Photos {
    fn default() -> Photos {
        Photos {
            formats: vec![Format::Webp],
            recipe: Recipe::default(),
            originals: false,
            cache: 4096,
        }
    }
}

/// The picture of pages that have none of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareImage {
    /// A path below `static/`, or an absolute URL.
    pub src: String,
    /// Text alternative.
    pub alt: String,
}

/// One section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Its slugs from the top, as in `world/asia`.
    pub path: String,
    /// Its name.
    pub name: Words,
    /// One or two sentences on it.
    pub description: Words,
}

/// A text that may be another one in some languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// What holds where a language has none of its own.
    pub default: String,
    /// Those of single languages, by code.
    pub languages: Vec<(String, String)>,
}

/// Which feeds there are, and what is in them.
///
/// An article is in the feeds of each of its tags and authors: with its full text in all of them it would
/// be published some ten times over, and again with every edit. So those carry summaries unless asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feed {
    /// In which formats each is published, in the order in which readers are offered them.
    pub formats: Vec<FeedFormat>,
    /// The `WebSub` hub that tells subscribers of changes, absolute.
    pub hub: Option<String>,
    /// How many articles.
    pub items: u32,
    /// How much of each is in the site's own feed.
    pub content: FeedContent,
    /// The same of sections' feeds.
    pub sections: FeedContent,
    /// The same of tags' feeds.
    pub tags: FeedContent,
    /// The same of authors' feeds.
    pub authors: FeedContent,
}

impl Default for Feed {
    fn default() -> Feed {
        Feed {
            formats: FeedFormat::ALL.iter().map(|(_, format)| *format).collect(),
            hub: None,
            items: 30,
            content: FeedContent::Full,
            sections: FeedContent::Full,
            tags: FeedContent::Summary,
            authors: FeedContent::Summary,
        }
    }
}

/// A format of feeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FeedFormat {
    /// RSS 2.0.
    Rss,
    /// Atom, RFC 4287.
    Atom,
    /// JSON Feed 1.1.
    Json,
}

impl FeedFormat {
    /// Every format with its name in `site.yaml`.
    pub const ALL: [(&'static str, FeedFormat); 3] = [
        ("rss", FeedFormat::Rss),
        ("atom", FeedFormat::Atom),
        ("json", FeedFormat::Json),
    ];

    /// What readers call it.
    pub fn label(self) -> &'static str {
        match self {
            FeedFormat::Rss => "RSS",
            FeedFormat::Atom => "Atom",
            FeedFormat::Json => "JSON Feed",
        }
    }

    /// The name of its files.
    pub fn file(self) -> &'static str {
        match self {
            FeedFormat::Rss => "rss.xml",
            FeedFormat::Atom => "atom.xml",
            FeedFormat::Json => "feed.json",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            FeedFormat::Rss => "application/rss+xml",
            FeedFormat::Atom => "application/atom+xml",
            FeedFormat::Json => "application/feed+json",
        }
    }
}

/// How much of an article a feed has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FeedContent {
    /// All of it.
    Full,
    /// Its summary.
    Summary,
    /// There is no such feed.
    None,
}

/// How Markdown is rendered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Markdown {
    /// What becomes of raw HTML.
    pub html: HtmlPolicy,
    /// Whether straight quotes, `--` and `...` become typographic ones.
    pub smart: bool,
    /// The `rel` of links that leave the site; empty for none.
    pub external_links: String,
    /// Hosts whose frames may be embedded, beside those that newsrooms use anyway.
    pub embeds: Vec<String>,
}

/// Every key of `site.yaml`'s outermost level.
pub const KEYS: &[Key] = keys::SITE;

impl Config {
    /// Reads `site.yaml`. There is no configuration where the YAML cannot be read, or where the title,
    /// the URL or the time zone are missing or wrong.
    pub fn parse(source: &Source<'_>) -> (Option<Config>, Vec<Diagnostic>) {
        let start = if source.text.starts_with('\u{feff}') {
            '\u{feff}'.len_utf8()
        } else {
            0
        };
        let mut reader = Reader::new(Text::new(*source, start..source.text.len()));
        let config = reader
            .tree()
            .and_then(|root| read::config(&mut reader, &root, source));
        let mut said = reader.finish();
        deploy::hide_secrets(&mut said);
        (config, said)
    }

    /// The time zones in which dates without an offset are meant.
    pub fn zones(&self) -> Zones {
        // A configuration that was read has only zones that exist; one from elsewhere falls back.
        let zone = |name: &str| date::zone(name).unwrap_or(jiff::tz::TimeZone::UTC);
        let other = |language: &&Language| language.timezone != self.timezone;
        let languages = self
            .languages
            .iter()
            .filter(other)
            .map(|l| (l.code.clone(), zone(&l.timezone)))
            .collect();
        Zones {
            site: zone(&self.timezone),
            languages,
        }
    }

    /// The codes of all languages, the default one first.
    pub fn language_codes(&self) -> Vec<&str> {
        self.languages
            .iter()
            .map(|language| language.code.as_str())
            .collect()
    }
}

impl Section {
    /// The last part of its path.
    pub fn slug(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The path of the section it is in.
    pub fn parent(&self) -> Option<&str> {
        self.path.rsplit_once('/').map(|(parent, _)| parent)
    }
}

impl Words {
    /// The text in a language.
    pub fn in_language(&self, code: &str) -> &str {
        let own = self.languages.iter().find(|(language, _)| language == code);
        own.map_or(&self.default, |(_, text)| text)
    }
}
