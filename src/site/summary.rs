//! What every template sees of the site as a whole: `site`.

use std::hash::{Hash, Hasher};

use serde::Serialize;

use super::brand::{Icon, ShareImage};
use super::documents::Role;
use super::listing::ListingKind;
use super::names::Name;
use super::{Site, hash_bytes, row, urls};
use crate::config::FeedFormat;
use crate::content::Extra;

/// The site in one language. Its links carry the sub-path.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(
    missing_docs,
    reason = "the table of docs/themes.md is the documentation"
)]
pub struct Summary {
    pub title: String,
    pub description: String,
    pub url: String,
    pub home: String,
    pub language: String,
    pub dir: &'static str,
    pub timezone: String,
    pub languages: Vec<LanguageLink>,
    pub sections: Vec<SectionLink>,
    pub publisher: PublisherSummary,
    pub feeds: Vec<FeedLink>,
    pub pages: Vec<PageLink>,
    pub icons: Vec<Icon>,
    pub image: Option<ShareImage>,
    pub feeds_url: Option<String>,
    pub corrections_url: Option<String>,
    pub tags_url: Option<String>,
    pub authors_url: Option<String>,
    pub structured_faq: bool,
    pub options: serde_json::Value,
    pub extra: serde_json::Value,
}

/// A feed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "as above")]
pub struct FeedLink {
    pub title: String,
    pub url: String,
    #[serde(rename = "type")]
    pub media_type: &'static str,
    pub format: &'static str,
}

/// A language of the site.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "as above")]
pub struct LanguageLink {
    pub code: String,
    pub title: String,
    pub name: String,
    pub url: String,
    pub current: bool,
}

/// A section of the navigation.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "as above")]
pub struct SectionLink {
    pub name: String,
    pub url: String,
    pub slug: String,
    pub sections: Vec<SectionLink>,
}

/// Who publishes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "as above")]
pub struct PublisherSummary {
    pub name: String,
    pub url: String,
    pub logo: Option<String>,
    pub policies: Vec<Policy>,
    pub links: Vec<String>,
}

/// A page on how the publisher works.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "as above")]
pub struct Policy {
    pub about: String,
    pub label: String,
    pub url: String,
}

/// A plain page, as the foot of every page links to it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "as above")]
pub struct PageLink {
    pub title: String,
    pub url: String,
}

impl Hash for Summary {
    /// By the packed form, since `options` may hold floats.
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash_bytes(&serde_json::to_vec(self).unwrap_or_default()).hash(state);
    }
}

impl Site {
    /// The site as templates of a language see it.
    pub fn summary(&self, lang: Name) -> Summary {
        let config = &self.config;
        let base = urls::Base::new(&config.url);
        let code = self.names.text(lang);
        let home = urls::home(&code, &config.language);
        let languages: Vec<LanguageLink> = self
            .languages()
            .into_iter()
            .map(|name| {
                let code = self.names.text(name);
                LanguageLink {
                    title: config.title_in(&code).to_owned(),
                    name: native_name(&code).to_owned(),
                    url: base.href(&urls::home(&code, &config.language)),
                    current: name == lang,
                    code: code.to_string(),
                }
            })
            .collect();
        let policies = self.policies(lang, &base);
        let listed: Vec<String> = policies.iter().map(|policy| policy.url.clone()).collect();
        // An index of nothing is not led to.
        let index = |kind, below: &str| {
            self.has_listings(kind, lang)
                .then(|| base.href(&format!("{home}{below}")))
        };
        Summary {
            pages: self.footer_pages(lang, &listed, &base),
            icons: self.icons(&base),
            image: self.share_image(&base),
            tags_url: index(ListingKind::Tag, "tags/"),
            authors_url: index(ListingKind::Author, "authors/"),
            title: config.title_in(&code).to_owned(),
            description: config.description_in(&code).to_owned(),
            url: base.absolute("/"),
            dir: if is_right_to_left(&code) {
                "rtl"
            } else {
                "ltr"
            },
            timezone: self
                .calendar
                .zone(&code)
                .iana_name()
                .unwrap_or("UTC")
                .to_owned(),
            languages,
            sections: self.navigation(lang, &base),
            publisher: PublisherSummary {
                name: config.publisher.name.clone(),
                url: config
                    .publisher
                    .url
                    .clone()
                    .unwrap_or_else(|| base.absolute("/")),
                logo: config
                    .publisher
                    .logo
                    .as_deref()
                    .map(|logo| href(&base, logo)),
                policies,
                links: config.publisher.links.clone(),
            },
            feeds: feeds_at(
                config.formats_of(&code, ListingKind::All),
                &home,
                config.title_in(&code),
                &base,
            ),
            feeds_url: self
                .lists_feeds(lang)
                .then(|| self.offered("feeds.html", &urls::feeds(&home), &base))
                .flatten(),
            corrections_url: self.offered("corrections.html", &urls::corrections(&home), &base),
            home: base.href(&home),
            language: code.to_string(),
            structured_faq: config.structured_data.faq,
            options: crate::render::values::json(&Extra::merge(
                &self.theme.options,
                &config.options,
            )),
            extra: match &config.extra {
                Extra::Map(_) => crate::render::values::json(&config.extra),
                _ => serde_json::Value::Object(serde_json::Map::new()),
            },
        }
    }

    /// Where a page is that the theme makes, if it has the template for it, or that somebody put in its place.
    fn offered(&self, template: &str, url: &str, base: &urls::Base) -> Option<String> {
        let is_there = self.theme.templates.contains_key(template) || self.has_page_at(url);
        is_there.then(|| base.href(url))
    }

    /// Whether the page on a language's feeds lists any: the feed of all, or of some listing that there is.
    fn lists_feeds(&self, lang: Name) -> bool {
        let code = self.names.text(lang);
        let has_formats = |kind| !self.config.formats_of(&code, kind).is_empty();
        let kinds = [ListingKind::Section, ListingKind::Author, ListingKind::Tag];
        has_formats(ListingKind::All)
            || kinds
                .into_iter()
                .any(|kind| has_formats(kind) && self.has_listings(kind, lang))
    }

    /// The sections of the navigation: those of `site.yaml` in its order, or else those that articles
    /// name, by name.
    fn navigation(&self, lang: Name, base: &urls::Base) -> Vec<SectionLink> {
        let configured = self.config.section_paths();
        let paths: Vec<String> = if configured.is_empty() {
            let mut found: Vec<String> = self
                .listings_of(ListingKind::Section, lang)
                .iter()
                .map(|key| self.names.text(key.name).to_string())
                .collect();
            found.sort_unstable();
            found
        } else {
            configured
        };
        self.navigation_below("", &paths, lang, base)
    }

    fn navigation_below(
        &self,
        parent: &str,
        paths: &[String],
        lang: Name,
        base: &urls::Base,
    ) -> Vec<SectionLink> {
        let children = paths
            .iter()
            .filter(|path| path.rsplit_once('/').map_or("", |(parent, _)| parent) == parent);
        children
            .filter_map(|path| {
                let key = self.key(ListingKind::Section, lang, self.names.intern(path));
                let label = self.label(key);
                label.exists.then(|| SectionLink {
                    name: label.name,
                    url: base.href(&label.url),
                    slug: path.clone(),
                    sections: self.navigation_below(path, paths, lang, base),
                })
            })
            .collect()
    }

    /// The pages that stand directly in `content/pages/`, but those at these URL paths, by title.
    fn footer_pages(&self, lang: Name, but: &[String], base: &urls::Base) -> Vec<PageLink> {
        let pages = self.pages(lang).into_iter().filter_map(|path| {
            let document = self.document(path)?;
            let Role::Page(page, _) = &document.role else {
                return None;
            };
            let file = self.names.text(path);
            let place = row::bundle_of(&file).unwrap_or(&file);
            let below = place.strip_prefix("content/pages/")?;
            let url = base.href(&document.url);
            (!below.contains('/') && !but.contains(&url)).then(|| PageLink {
                title: page.title.clone(),
                url,
            })
        });
        let mut pages: Vec<PageLink> = pages.collect();
        pages.sort_unstable_by(|a, b| (&a.title, &a.url).cmp(&(&b.title, &b.url)));
        pages
    }

    /// The publisher's policies; one whose page exists in this language leads there, by that page's
    /// title.
    fn policies(&self, lang: Name, base: &urls::Base) -> Vec<Policy> {
        let policies = self.config.publisher.policies.iter();
        policies
            .map(|(label, url)| {
                let page = self.first(self.documents().filter(|(_, document)| {
                    matches!(document.role, Role::Page(..))
                        && *document.url == **url
                        && document.is_public(self.preview.drafts)
                }));
                let group = page.and_then(|(_, document)| match &document.role {
                    Role::Page(_, group) => Some(*group),
                    _ => None,
                });
                let here = group.and_then(|group| {
                    let (_, pages) = self.translations(group);
                    pages.into_iter().find_map(|path| {
                        self.document(path).filter(|document| document.lang == lang)
                    })
                });
                match here.map(|document| (&document.role, &document.url)) {
                    Some((Role::Page(page, _), url)) => Policy {
                        about: label.clone(),
                        label: page.title.clone(),
                        url: base.href(url),
                    },
                    _ => Policy {
                        about: label.clone(),
                        label: label.clone(),
                        url: href(base, url),
                    },
                }
            })
            .collect()
    }
}

/// A link as the configuration gives it: a path of the site, or an address elsewhere.
fn href(base: &urls::Base, url: &str) -> String {
    if url.starts_with('/') && !url.starts_with("//") {
        base.href(url)
    } else {
        url.to_owned()
    }
}

/// What a language calls itself.
pub fn native_name(code: &str) -> &str {
    let language = code.split('-').next().unwrap_or(code);
    match language {
        "ar" => "العربية",
        "ca" => "Català",
        "cs" => "Čeština",
        "da" => "Dansk",
        "de" => "Deutsch",
        "el" => "Ελληνικά",
        "en" => "English",
        "es" => "Español",
        "eu" => "Euskara",
        "fa" => "فارسی",
        "fi" => "Suomi",
        "fr" => "Français",
        "gl" => "Galego",
        "he" => "עברית",
        "hi" => "हिन्दी",
        "id" => "Bahasa Indonesia",
        "it" => "Italiano",
        "ja" => "日本語",
        "ko" => "한국어",
        "nl" => "Nederlands",
        "no" | "nb" => "Norsk",
        "pl" => "Polski",
        "pt" => "Português",
        "ro" => "Română",
        "ru" => "Русский",
        "sv" => "Svenska",
        "tr" => "Türkçe",
        "uk" => "Українська",
        "ur" => "اردو",
        "vi" => "Tiếng Việt",
        "zh" => "中文",
        _ => code,
    }
}

/// Whether a language is written from right to left.
pub fn is_right_to_left(code: &str) -> bool {
    let language = code.split('-').next().unwrap_or(code);
    matches!(
        language,
        "ar" | "dv" | "fa" | "he" | "ku" | "ps" | "sd" | "ug" | "ur" | "yi"
    )
}

/// The feeds of these formats below a URL path.
pub fn feeds_at(
    formats: &[FeedFormat],
    url: &str,
    title: &str,
    base: &urls::Base,
) -> Vec<FeedLink> {
    let links = formats.iter().map(|format| FeedLink {
        title: title.to_owned(),
        url: base.href(&format!("{url}{}", format.file())),
        media_type: format.media_type(),
        format: format.label(),
    });
    links.collect()
}
