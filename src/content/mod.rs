//! From the bytes of one file to what it says: `bytes -> (Article, Vec<Diagnostic>)`.
//!
//! Everything here is pure. A file is read alone: whatever needs the rest of the site (a link's target,
//! an author's name) is asked through [`markdown::Links`] or left as it was written.

pub mod bytes;
pub mod date;
pub mod faq;
pub mod front_matter;
pub mod html;
pub mod live;
pub mod markdown;
pub mod person;
pub mod picture;
pub mod slug;
pub mod source_path;
pub mod yaml;

use serde::{Deserialize, Serialize};

/// Seconds since 1970-01-01T00:00:00Z. Whole seconds are all that a news site tells apart.
pub type Instant = i64;

/// What an article's file says, before the site is known.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// The headline; never empty, one line, plain text.
    pub title: String,
    /// When it is (or was, or will be) published.
    pub date: Instant,
    /// When its substance last changed, where it says so.
    pub updated: Option<Instant>,
    /// The standfirst as written; empty where there is none. Plain text, one paragraph.
    pub summary: String,
    /// Authors as written, in order: ids of `content/authors/` or bare names.
    pub authors: Vec<String>,
    /// Section paths as slugs (`world/asia`), the first the primary one. May be empty.
    pub sections: Vec<String>,
    /// The same as spelled (`World/Ásia`).
    pub section_names: Vec<String>,
    /// Tags as spelled, without repetitions (two spellings of one slug are one tag: the first stays).
    pub tags: Vec<String>,
    /// What there is to know, in order; plain text.
    pub key_points: Vec<String>,
    /// The lead photo.
    pub image: Option<Image>,
    /// Related videos.
    pub videos: Vec<Video>,
    /// The FAQ of the front matter.
    pub faq: Option<Faq>,
    /// Last part of the URL, where front matter names one; already a slug.
    pub slug: Option<String>,
    /// The whole URL path where front matter names one: `/a/b/`, begins with `/`.
    pub permalink: Option<String>,
    /// URL paths it used to have; each begins with `/`.
    pub aliases: Vec<String>,
    /// What tells it from all other articles in feeds, where front matter names it.
    pub id: Option<String>,
    /// Language code (BCP 47, as in `es` or `pt-BR`) where front matter names one.
    pub lang: Option<String>,
    /// What pairs it with its translations, where front matter names it.
    pub translation_key: Option<String>,
    /// Not to be published.
    pub draft: bool,
    /// When it is to be taken off the site.
    pub expires: Option<Instant>,
    /// For the front page.
    pub featured: bool,
    /// For the top of the front page, however old it is.
    pub pinned: bool,
    /// When it ceases to be featured or pinned.
    pub featured_until: Option<Instant>,
    /// What kind of article it is.
    pub kind: Kind,
    /// Corrections, oldest first.
    pub corrections: Vec<Correction>,
    /// The series it belongs to, by name.
    pub series: Option<String>,
    /// The dateline's place.
    pub location: Option<String>,
    /// URL of the original, where this is a copy; absolute.
    pub canonical: Option<String>,
    /// Articles that its author names as related: source paths, slugs or URL paths, as written.
    pub related: Vec<String>,
    /// Free values for themes.
    pub extra: Extra,
    /// Byte offset in the file at which the Markdown body begins.
    pub body_start: u32,
}

/// A photo as front matter gives it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Image {
    /// A path (relative to the article's bundle, or from the root of `static/`) or an absolute URL.
    pub src: String,
    /// Text alternative; empty where none was given.
    pub alt: String,
    /// Caption, inline Markdown.
    pub caption: String,
    /// Who is to be credited, plain text, as in `Ana Ruiz / The Harbour Courier`.
    pub credit: String,
    /// What must stay in sight when it is cropped, in percent from the left and from the top.
    pub focus: Option<(u8, u8)>,
}

/// A related video.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Video {
    /// Where it can be seen; absolute, or a path like an image's.
    pub url: String,
    /// Its title.
    pub title: String,
    /// A still, where there is one; a path like an image's.
    pub thumbnail: Option<String>,
    /// How long it is, in seconds.
    pub duration: Option<u32>,
}

/// An FAQ as written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Faq {
    /// Its heading, where one was given; plain text.
    pub title: Option<String>,
    /// Questions in order.
    pub items: Vec<FaqItem>,
}

/// One question of an FAQ as written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FaqItem {
    /// The question, plain text.
    pub question: String,
    /// The answer, Markdown.
    pub answer: String,
}

/// A correction as written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Correction {
    /// When it was made, where it says so; after the article was published, where it names no more than
    /// that day.
    pub date: Option<Instant>,
    /// What was wrong, inline Markdown.
    pub text: String,
}

/// What kind of article it is; decides its label and, in metadata, its schema.org type.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names are the documentation")]
pub enum Kind {
    #[default]
    News,
    Opinion,
    Analysis,
    Review,
    Interview,
    Explainer,
    Live,
    Sponsored,
}

/// Free front-matter values: a tree like JSON's, its maps in the order they were written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are the documentation")]
pub enum Extra {
    #[default]
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    String(String),
    List(Vec<Extra>),
    Map(Vec<(String, Extra)>),
}

/// A file of `content/authors/`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// The name in bylines.
    pub name: String,
    /// A newsroom team rather than one person.
    pub team: bool,
    /// One line on who this is, as in `Port correspondent`.
    pub role: String,
    /// A portrait; a path like an image's.
    pub photo: Option<String>,
    /// Elsewhere on the web: label and URL.
    pub links: Vec<(String, String)>,
    /// Address for readers.
    pub email: Option<String>,
    /// The account in the fediverse, as in `@ana@social.example`.
    pub fediverse: Option<String>,
    /// Free values for themes.
    pub extra: Extra,
    /// Byte offset at which the biography (Markdown) begins.
    pub body_start: u32,
}

/// A file of `content/pages/` or `content/sections/`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// Its heading.
    pub title: String,
    /// One or two sentences on it.
    pub summary: String,
    /// Last part of the URL, where front matter names one.
    pub slug: Option<String>,
    /// The whole URL path, where front matter names one; begins with `/`.
    pub permalink: Option<String>,
    /// URL paths it used to have.
    pub aliases: Vec<String>,
    /// Language code, where front matter names one.
    pub lang: Option<String>,
    /// What pairs it with its translations, where front matter names it.
    pub translation_key: Option<String>,
    /// Not to be published.
    pub draft: bool,
    /// The lead photo.
    pub image: Option<Image>,
    /// When its substance last changed.
    pub updated: Option<Instant>,
    /// The FAQ of the front matter.
    pub faq: Option<Faq>,
    /// Free values for themes.
    pub extra: Extra,
    /// Byte offset at which the Markdown body begins.
    pub body_start: u32,
}

impl Kind {
    /// Every kind with the name it has in front matter, in URLs of style and in translations.
    pub const ALL: [(Kind, &str); 8] = [
        (Kind::News, "news"),
        (Kind::Opinion, "opinion"),
        (Kind::Analysis, "analysis"),
        (Kind::Review, "review"),
        (Kind::Interview, "interview"),
        (Kind::Explainer, "explainer"),
        (Kind::Live, "live"),
        (Kind::Sponsored, "sponsored"),
    ];

    /// Its name in front matter.
    pub fn name(self) -> &'static str {
        Kind::ALL
            .iter()
            .find(|(kind, _)| *kind == self)
            .map_or("news", |(_, name)| name)
    }
}

impl Extra {
    /// `over` laid on `under`: maps are joined key by key, anything else is replaced. Where `over` is
    /// nothing, `under` stays.
    pub fn merge(under: &Extra, over: &Extra) -> Extra {
        match (under, over) {
            (under, Extra::Null) => under.clone(),
            (Extra::Map(under), Extra::Map(over)) => {
                let mut joined = under.clone();
                for (key, value) in over {
                    match joined.iter_mut().find(|(known, _)| known == key) {
                        Some((_, below)) => *below = Extra::merge(below, value),
                        None => joined.push((key.clone(), value.clone())),
                    }
                }
                Extra::Map(joined)
            }
            (_, over) => over.clone(),
        }
    }
}
