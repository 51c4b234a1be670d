//! Questions: all that the rendering of a route may ask of the site.
//!
//! A route is dirty if and only if it is new, or the answer to a question it asked has changed. So
//! there is one list of questions, one way to answer each ([`super::Site::answer`], a hash), and one
//! place where they are recorded ([`crate::render::View`]).

use serde::{Deserialize, Serialize};

use super::Site;
use super::listing::{ListingKey, ListingKind};
use super::names::Name;
use super::row::ArticleId;
use crate::content::Instant;
use crate::photo::Cut;

/// A question about the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Question {
    /// What does this article's file say?
    Article(ArticleId),
    /// How do lists show this article: its texts, URL, section and author names?
    Card(ArticleId),
    /// Which public articles and pages are translations of one another (by group)?
    Translations(u64),
    /// Which public articles have this id (by hash)?
    Identity(u64),
    /// What is this listing called, and has it a page?
    Label(ListingKey),
    /// How many articles are in this listing?
    Count(ListingKey),
    /// Which are the articles from the `start`th oldest on, `count` of them?
    Span(ListingKey, u32, u32),
    /// When did any of these (as in `Span`) last change?
    Modified(ListingKey, u32, u32),
    /// On which days of this month's listing are there articles, and on which of its pages?
    Days(ListingKey),
    /// What is on the head of this listing, and how many numbered pages are there?
    Head(ListingKey),
    /// Which articles are on the numbered page of this number?
    Page(ListingKey, u32),
    /// Has this listing a numbered page of this number?
    HasPage(ListingKey, u32),
    /// Which are the newest articles, so many of them?
    Latest(ListingKey, u32),
    /// Which articles of the listing are news: published in the last two days, and the outlet's own?
    News(ListingKey),
    /// Which articles of a language are pinned?
    Pinned(Name),
    /// Which articles of a language are featured until some time to come?
    Featured(Name),
    /// Which articles of a language were corrected, and when?
    Corrected(Name),
    /// Which articles of the listing come just before this one, so many of them?
    Before(ListingKey, ArticleId, u32),
    /// Which come just after it?
    After(ListingKey, ArticleId, u32),
    /// Which listings of this kind and language are there?
    Listings(ListingKind, Name),
    /// What does an author's file say, in this language?
    Person(Name, Name),
    /// What does a page's or a section introduction's file say?
    Document(Name),
    /// Which plain pages are there in this language?
    Pages(Name),
    /// What does the introduction of this section say?
    Introduction(ListingKey),
    /// Where does this content file lead, if readers may see it?
    Source(Name),
    /// What is in this static or bundle file?
    File(Name),
    /// What is this print of the photo in this file?
    Print(Name, Cut),
    /// Is there such an output file?
    Output(Name),
    /// What do this template and all that it can reach say?
    Template(Name),
    /// Which articles have this slug?
    Slug(Name),
    /// What are the user interface's words in this language?
    Words(Name),
    /// Where is this asset of the theme?
    Asset(Name),
    /// Which addresses lead to others?
    Redirects,
    /// What do templates see as `site` in this language?
    Site(Name),
    /// How is Markdown to be rendered?
    Markdown,
    /// What does `site.yaml` say of everything?
    Settings,
    /// Has this instant come?
    Passed(Instant),
    /// What year, month, day or hour is it, in this language's time zone?
    Clock(ClockUnit, Name),
}

/// How exactly a route wants to know the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are the documentation")]
pub enum ClockUnit {
    Year,
    Month,
    Day,
    Hour,
}

impl Question {
    /// Whether every new article changes the answer, in sections and the like; tags and authors are many, and
    /// each has few.
    pub fn is_of_what_is_newest(&self) -> bool {
        match self {
            Question::Latest(key, _) | Question::Head(key) | Question::Count(key) => {
                !matches!(key.kind, ListingKind::Tag | ListingKind::Author)
            }
            _ => false,
        }
    }

    /// The question in words, as `explain` prints it.
    pub fn describe(&self, site: &Site) -> String {
        let text = |name: &Name| site.names.text(*name);
        let file = |id: &ArticleId| {
            site.row(*id)
                .map_or_else(|| "?".into(), |row| row.path.to_string())
        };
        let listing = |key: &ListingKey| {
            let kind = format!("{:?}", key.kind).to_lowercase();
            match key.kind {
                ListingKind::All => format!("all articles ({})", text(&key.lang)),
                _ => format!("{kind} `{}` ({})", text(&key.name), text(&key.lang)),
            }
        };
        match self {
            Question::Article(id) => format!("the article {}", file(id)),
            Question::Card(id) => format!("the card of {}", file(id)),
            Question::Translations(_) => "its translations".to_owned(),
            Question::Identity(_) => "which articles have its id".to_owned(),
            Question::Label(key) => format!("the name of {}", listing(key)),
            Question::Count(key) => format!("the number of articles of {}", listing(key)),
            Question::Span(key, start, count) if *count == u32::MAX => {
                format!(
                    "every article from number {} on of {}",
                    start + 1,
                    listing(key)
                )
            }
            Question::Span(key, start, count) => {
                format!(
                    "articles {} to {} of {}",
                    start + 1,
                    start + count,
                    listing(key)
                )
            }
            Question::Modified(key, start, count) => {
                format!(
                    "the last change of articles {} to {} of {}",
                    start + 1,
                    start + count,
                    listing(key)
                )
            }
            Question::Head(key) => format!("the head of {}", listing(key)),
            Question::Days(key) => format!("the days of {}", listing(key)),
            Question::Page(key, page) => format!("page {page} of {}", listing(key)),
            Question::HasPage(key, page) => format!("whether {} has a page {page}", listing(key)),
            Question::Latest(key, count) => format!("the {count} latest of {}", listing(key)),
            Question::Pinned(lang) => format!("the pinned articles ({})", text(lang)),
            Question::Featured(lang) => format!("the featured articles ({})", text(lang)),
            Question::Corrected(lang) => format!("the corrected articles ({})", text(lang)),
            Question::News(key) => format!("the last two days' articles of {}", listing(key)),
            Question::Before(key, id, count) => {
                format!(
                    "the {count} articles before {} in {}",
                    file(id),
                    listing(key)
                )
            }
            Question::After(key, id, count) => {
                format!(
                    "the {count} articles after {} in {}",
                    file(id),
                    listing(key)
                )
            }
            Question::Listings(kind, lang) => {
                format!(
                    "which {}s there are ({})",
                    format!("{kind:?}").to_lowercase(),
                    text(lang)
                )
            }
            Question::Person(id, lang) => format!("the author `{}` ({})", text(id), text(lang)),
            Question::Document(path) => format!("the page {}", text(path)),
            Question::Pages(lang) => format!("which plain pages there are ({})", text(lang)),
            Question::Introduction(key) => format!("the introduction of {}", listing(key)),
            Question::Source(path) => format!("where {} leads", text(path)),
            Question::Slug(slug) => format!("which articles are called `{}`", text(slug)),
            Question::File(path) => format!("the file {}", text(path)),
            Question::Print(path, cut) => {
                format!("a picture of {}, {} pixels wide", text(path), cut.width)
            }
            Question::Output(path) => {
                format!("what is at {}", super::urls::url_of_output(&text(path)))
            }
            Question::Template(name) => format!("the template {}", text(name)),
            Question::Words(lang) => format!("the interface's words ({})", text(lang)),
            Question::Asset(name) => format!("the asset {}", text(name)),
            Question::Site(lang) => {
                format!("the site's title, navigation and options ({})", text(lang))
            }
            Question::Redirects => "all redirects".to_owned(),
            Question::Passed(instant) => match jiff::Timestamp::from_second(*instant) {
                Ok(instant) => format!("whether it is {instant} yet"),
                Err(_) => "whether a moment has come".to_owned(),
            },
            Question::Markdown => "how Markdown is rendered".to_owned(),
            Question::Settings => "site.yaml".to_owned(),
            Question::Clock(unit, _) => {
                format!("the current {}", format!("{unit:?}").to_lowercase())
            }
        }
    }
}
