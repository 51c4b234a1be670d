//! What the site reads out of its configuration.

use super::listing::ListingKind;
use super::{hash_bytes, hash_of};
use crate::config::{Config, Feed, FeedContent, FeedFormat, Section};
use crate::content::markdown;

impl Config {
    /// The outlet's name in a language.
    pub fn title_in(&self, code: &str) -> &str {
        let language = self.languages.iter().find(|language| language.code == code);
        language.map_or(&self.title, |language| &language.title)
    }

    /// The outlet's description in a language.
    pub fn description_in(&self, code: &str) -> &str {
        let language = self.languages.iter().find(|language| language.code == code);
        language.map_or(&self.description, |language| &language.description)
    }

    /// The full paths of all sections, in the order of the navigation.
    pub fn section_paths(&self) -> Vec<String> {
        self.sections
            .iter()
            .map(|section| section.path.clone())
            .collect()
    }

    /// A section by its full path.
    pub fn section(&self, path: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.path == path)
    }

    /// What a section is called in a language, if it is named here.
    pub fn section_name(&self, path: &str, lang: &str) -> Option<&str> {
        self.section(path)
            .map(|section| section.name.in_language(lang))
            .filter(|name| !name.is_empty())
    }

    /// What is said of a section in a language; empty where nothing is.
    pub fn section_description(&self, path: &str, lang: &str) -> &str {
        self.section(path)
            .map_or("", |section| section.description.in_language(lang))
    }

    /// How Markdown is rendered.
    pub fn markdown_options(&self) -> markdown::Options {
        let settings = &self.markdown;
        markdown::Options {
            html: settings.html,
            smart: settings.smart,
            extensions: true,
            external_rel: settings.external_links.clone(),
            embeds: settings.embeds.clone(),
            site_url: self.url.clone(),
        }
    }

    /// What is in the feeds of a language.
    pub fn feed_in(&self, code: &str) -> &Feed {
        let language = self.languages.iter().find(|language| language.code == code);
        language.map_or(&self.feed, |language| &language.feed)
    }

    /// Whether a language has any feed.
    pub fn has_feeds(&self, code: &str) -> bool {
        let kinds = [
            ListingKind::All,
            ListingKind::Section,
            ListingKind::Tag,
            ListingKind::Author,
        ];
        kinds
            .iter()
            .any(|kind| !self.formats_of(code, *kind).is_empty())
    }

    /// The formats of the feed of a listing of this kind in a language; none where it has no feed.
    pub fn formats_of(&self, code: &str, kind: ListingKind) -> &[FeedFormat] {
        match self.feed_of(code, kind) {
            FeedContent::None => &[],
            FeedContent::Full | FeedContent::Summary => &self.feed_in(code).formats,
        }
    }

    /// How much of its articles the feed of a listing of this kind carries in a language.
    pub fn feed_of(&self, code: &str, kind: ListingKind) -> FeedContent {
        let feed = self.feed_in(code);
        match kind {
            ListingKind::All => feed.content,
            ListingKind::Section => feed.sections,
            ListingKind::Tag => feed.tags,
            ListingKind::Author => feed.authors,
            ListingKind::Year | ListingKind::Month | ListingKind::Series => FeedContent::None,
        }
    }

    /// A hash of how Markdown is rendered.
    pub fn markdown_hash(&self) -> u64 {
        hash_of(&self.markdown_options())
    }

    /// A hash of all that decides how content files are read: if it stays, no file need be read again.
    pub fn reading_hash(&self) -> u64 {
        let languages: Vec<_> = self
            .languages
            .iter()
            .map(|language| (&language.code, &language.timezone))
            .collect();
        let permalink = serde_json::to_string(&self.permalink).unwrap_or_default();
        hash_of(&(
            &self.timezone,
            &self.language,
            languages,
            self.section_paths(),
            permalink,
            &self.url,
        ))
    }

    /// A hash of everything that could show: all but where to deploy.
    pub fn settings_hash(&self) -> u64 {
        let shown = Config {
            deploy: Vec::new(),
            ..self.clone()
        };
        hash_bytes(&serde_json::to_vec(&shown).unwrap_or_default())
    }
}

impl Default for Config {
    /// The configuration of a site of which nothing is known yet: no page is ever made from it.
    fn default() -> Config {
        Config {
            structured_data: crate::config::StructuredData { faq: true },
            title: String::new(),
            url: "http://localhost/".to_owned(),
            timezone: "UTC".to_owned(),
            language: "en".to_owned(),
            languages: Vec::new(),
            description: String::new(),
            publisher: crate::config::Publisher::default(),
            photos: crate::config::Photos::default(),
            image: None,
            sections: Vec::new(),
            permalink: crate::config::Permalink::default(),
            page_size: 20,
            feed: crate::config::Feed::default(),
            theme: "default".to_owned(),
            options: crate::content::Extra::Null,
            markdown: crate::config::Markdown {
                html: markdown::HtmlPolicy::default(),
                smart: true,
                external_links: String::new(),
                embeds: Vec::new(),
            },
            publishing: crate::config::Publishing::default(),
            deploy: Vec::new(),
            extra: crate::content::Extra::Null,
        }
    }
}
