//! Markdown to HTML, as a news page needs it.
//!
//! The parser is pulldown-cmark; what its events become is decided here: headings get stable ids, links
//! and pictures are resolved by the site, a picture alone becomes a figure, footnotes gather at the end,
//! and an FAQ section leaves the body for a block of its own. With [`Options::extensions`] off, the
//! output is what the `CommonMark` specification says and nothing more.

mod blocks;
mod counted;
mod footnotes;
mod headings;
mod inlines;
mod leftovers;
mod links;
mod loose_ends;
mod plain;
mod raw;
mod report;
mod words;
mod writer;

use std::ops::Range;

use pulldown_cmark::Options as Syntax;
use serde::{Deserialize, Serialize};

pub use super::faq::{Answered, FaqBlock};
pub use super::html::HtmlPolicy;
pub use footnotes::FOOTNOTES;
pub use headings::RESERVED_IDS;
pub use plain::{excerpt, plain_text};

use crate::content::picture::Picture;
use crate::diag::{Diagnostic, Place, Source};
use report::Report;
use writer::{Demotion, Part, Written};

/// How a site wants its Markdown.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Options {
    /// What becomes of raw HTML.
    pub html: HtmlPolicy,
    /// Whether straight quotes, dashes and dots become typographic ones.
    pub smart: bool,
    /// Whether anything beyond `CommonMark` is done: tables, footnotes, figures, heading ids, FAQ sections …
    pub extensions: bool,
    /// The `rel` of links that leave the site; empty for none.
    pub external_rel: String,
    /// Further hosts whose pages may be embedded by `iframe`, as in `video.example/embed`.
    pub embeds: Vec<String>,
    /// The site's own URL, with its final `/`: links that begin with it are links within the site. Empty
    /// where it is not known.
    pub site_url: String,
}

/// Where a link within the site leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// To this URL.
    Url(String),
    /// Nowhere. The link is printed as it was written, and the editor told so.
    Dead {
        /// What to do about it, worded as a diagnostic's hint: "did you mean `port-talks.md`?".
        hint: Option<String>,
    },
    /// To something that has no page now, such as a draft or an embargoed article. Its text is printed
    /// without a link, so that nothing betrays it.
    Unpublished,
}

/// What the site answers about the links and pictures of one file.
///
/// It is asked for destinations within the site only: paths, percent-encoding decoded, without query and
/// fragment (which are kept and put back). A link that begins with the site's own URL is asked as the path
/// from the site's root, `/…`.
pub trait Links {
    /// Where a link to `path` leads.
    fn link(&self, path: &str) -> Target;
    /// Where the picture, sound or video `path` is.
    fn image(&self, path: &str) -> Target;
    /// The picture `path` in several sizes, or why it can't be used; none where [`Links::image`] says all.
    ///
    /// # Errors
    /// Why it can't be used.
    fn picture(&self, path: &str) -> Result<Option<Picture>, String> {
        let _ = path;
        Ok(None)
    }
    /// What readers are told an alert is, by its kind (`note`, `tip`, `important`, `warning` or `caution`); none
    /// where nothing is said.
    fn alert(&self, kind: &str) -> Option<String> {
        let _ = kind;
        None
    }
}

/// A body as HTML, and what was found in it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// The body without its FAQ section.
    pub html: String,
    /// The FAQ section, if there is one that has questions.
    pub faq: Option<FaqBlock>,
    /// How many words it has, the FAQ included. Of Chinese and Japanese each character counts as one.
    pub words: u32,
    /// Its headings in order, the FAQ's title and questions not among them.
    pub headings: Vec<Heading>,
}

/// A heading of a body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// From 1 to 6, as printed.
    pub level: u8,
    /// The id of its element.
    pub id: String,
    /// Its words.
    pub text: String,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            html: HtmlPolicy::default(),
            smart: true,
            extensions: true,
            external_rel: String::new(),
            embeds: Vec::new(),
            site_url: String::new(),
        }
    }
}

impl Options {
    fn syntax(&self, footnotes: bool) -> Syntax {
        let mut syntax = Syntax::empty();
        syntax.set(Syntax::ENABLE_SMART_PUNCTUATION, self.smart);
        if self.extensions {
            syntax |= Syntax::ENABLE_TABLES
                | Syntax::ENABLE_STRIKETHROUGH
                | Syntax::ENABLE_TASKLISTS
                | Syntax::ENABLE_HEADING_ATTRIBUTES
                | Syntax::ENABLE_GFM
                | Syntax::ENABLE_DEFINITION_LIST;
            syntax.set(Syntax::ENABLE_FOOTNOTES, footnotes);
        }
        syntax
    }
}

/// The body of an article or page: the range `body` of `source`, block Markdown with all that belongs to a
/// whole document (footnotes, heading ids, an FAQ section).
pub fn document(
    source: &Source,
    body: Range<usize>,
    options: &Options,
    links: &dyn Links,
) -> (Document, Vec<Diagnostic>) {
    let start = body.start;
    let text = source.text.get(body).unwrap_or_default();
    let report = || Report::for_body(source, start);
    let part = Part::Document(Demotion::Undecided);
    let (written, warnings) = written(text, part, options, links, report);
    let document = Document {
        html: written.html,
        faq: written.faq,
        words: written.words,
        headings: written.headings,
    };
    (document, warnings)
}

/// A shorter text of one or more paragraphs, such as an FAQ answer or a biography: block Markdown without
/// footnotes, and without ids, which could be those of the page around it. `place` is where the text
/// stands, for its diagnostics.
pub fn fragment(
    text: &str,
    place: &dyn Fn() -> Place,
    options: &Options,
    links: &dyn Links,
) -> (String, Vec<Diagnostic>) {
    let report = || Report::for_place(place);
    let (written, warnings) = written(text, Part::Fragment, options, links, report);
    (written.html, warnings)
}

/// One line, such as a caption or a correction: inline Markdown, without a paragraph around it.
pub fn inline(
    text: &str,
    place: &dyn Fn() -> Place,
    options: &Options,
    links: &dyn Links,
) -> (String, Vec<Diagnostic>) {
    let line = format!("{}{}", writer::LINE_GUARD, plain::one_line(text));
    let report = || Report::for_place(place);
    let (written, warnings) = written(&line, Part::Line, options, links, report);
    (written.html, warnings)
}

/// Writes a text in as many goes as it takes, and sanitizes what came out.
fn written<'a>(
    text: &'a str,
    part: Part,
    options: &'a Options,
    links: &'a dyn Links,
    report: impl Fn() -> Report<'a>,
) -> (Written, Vec<Diagnostic>) {
    let (mut written, mut warnings) = writer::write(text, part, options, links, report());
    let mut part = part;
    if written.demotion == Demotion::Due {
        part = Part::Document(Demotion::Applied);
        (written, warnings) = writer::write(text, part, options, links, report());
    }
    if !written.raw {
        return (written, warnings);
    }
    // The time it takes to read HTML as browsers do grows with the square of its depth.
    if written.deepest <= DEEPEST && written.sanitize(&options.embeds).is_some() {
        return (written, warnings);
    }
    let options = Options {
        html: HtmlPolicy::Escape,
        ..options.clone()
    };
    let mut report = report();
    let message = "the HTML of this text is too tangled to be made safe";
    let hint = "all of it is printed as text; close every element that you open";
    report.warn_with_hint("tangled-html", 0..0, message, hint);
    writer::write(text, part, &options, links, report)
}

/// How deep elements may be nested in a text that has raw HTML to sanitize.
const DEEPEST: usize = 256;
