//! Raw HTML on its way through Markdown: its links resolved like any other, its comments dropped, and a
//! word to the editor where the policy will take something away.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::super::html::objections::{Objection, objections};
use super::super::html::srcset::{candidates, joined};
use super::super::html::tags::{Attribute, Tag, end_of_comment, is_silent, tags};
use super::super::html::url::Destination;
use super::super::html::{HtmlPolicy, push_text};
use super::leftovers::has_template;
use super::links::{Leaves, Link};
use super::writer::{Part, Writer};

/// Attributes by which an element loads a picture, sound or video.
const MEDIA: &[(&str, &str)] = &[
    ("img", "src"),
    ("source", "src"),
    ("video", "src"),
    ("video", "poster"),
    ("audio", "src"),
    ("track", "src"),
];

/// Elements that have no end tag, or need none: leaving them open is no nesting.
const ENDS_BY_ITSELF: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup",
    "caption", "rt", "rp", "option",
];

impl Writer<'_> {
    /// Takes one run of raw HTML, which stands at `range`; `block` if it is a block of its own.
    pub(super) fn raw_html(&mut self, html: &str, range: Range<usize>, block: bool) {
        if self.options.html != HtmlPolicy::Allow && is_comment(html) {
            return;
        }
        self.leftovers.scan(html, range.start, self.text);
        match self.options.html {
            HtmlPolicy::Escape => {
                if block {
                    self.fresh_line();
                    self.out.push_str("<p>");
                    push_text(&mut self.out, html.trim_end());
                    self.out.push_str("</p>\n");
                } else {
                    push_text(&mut self.out, html);
                }
            }
            HtmlPolicy::Allow => self.mended(html, range),
            HtmlPolicy::Sanitize => {
                self.raw.used = true;
                self.mended(html, range);
            }
        }
    }

    /// Appends raw HTML with its links and pictures resolved.
    fn mended(&mut self, html: &str, range: Range<usize>) {
        // Only where the run is one piece of the text does a place in it tell one in the file.
        let exact = self.text.get(range.clone()) == Some(html);
        let (mut copied, mut read) = (0, 0);
        for tag in tags(html) {
            let place = if exact {
                range.start + tag.range.start..range.start + tag.range.end
            } else {
                range.clone()
            };
            self.object(&tag, &range, exact);
            self.raw_words(html.get(read..tag.range.start).unwrap_or_default());
            read = tag.range.end;
            if tag.parts_words() {
                self.words.end_word();
            }
            self.raw.pass(&tag);
            // What is a line to other texts has the paragraph around it already.
            let is_out_of_line = self.part == Part::Line
                && self.options.html == HtmlPolicy::Sanitize
                && !tag.is_within_lines();
            if is_out_of_line {
                let before = html.get(copied..tag.range.start);
                self.out.push_str(before.unwrap_or_default());
                if !self.out.ends_with(char::is_whitespace) {
                    self.out.push(' ');
                }
                copied = tag.range.end;
            }
            if tag.closing || is_out_of_line {
                continue;
            }
            for name in ["id", "name"] {
                if let Some(id) = tag.get(name) {
                    self.ids.note(&id);
                }
            }
            self.out
                .push_str(html.get(copied..tag.range.start).unwrap_or_default());
            // The sanitizer knows no task list from a box that stands alone.
            if tag.name != "input" || self.options.html == HtmlPolicy::Allow {
                self.tag(html, &tag, place);
            }
            copied = tag.range.end;
        }
        self.raw_words(html.get(read..).unwrap_or_default());
        self.out.push_str(html.get(copied..).unwrap_or_default());
    }

    /// Counts the words of a piece of raw HTML without tags.
    fn raw_words(&mut self, text: &str) {
        if !self.raw.is_silent() {
            self.words.add(text);
        }
    }

    /// Says what the sanitizer will take, each kind once a text.
    fn object(&mut self, tag: &Tag, run: &Range<usize>, exact: bool) {
        if self.options.html != HtmlPolicy::Sanitize {
            return;
        }
        for Objection { what, hint, at } in objections(tag, &self.options.embeds) {
            if self.raw.objected.contains(&what) {
                continue;
            }
            let message = format!("{what} is not allowed here and has been removed");
            let place = if exact {
                run.start + at.start..run.start + at.end
            } else {
                run.clone()
            };
            self.report
                .warn_with_hint("removed-html", place, message, hint);
            self.raw.objected.insert(what);
        }
    }

    /// Appends one start tag.
    fn tag(&mut self, html: &str, tag: &Tag, place: Range<usize>) {
        let element = &*tag.name;
        let start = self.out.len();
        let mut copied = tag.range.start;
        for attribute in &tag.attributes {
            let mended = match (element, &*attribute.name) {
                ("a" | "area", "href") => {
                    self.mended_link(attribute, tag.get("rel").is_none(), place.clone())
                }
                ("blockquote" | "q" | "del" | "ins", "cite") => {
                    self.mended_link(attribute, false, place.clone())
                }
                ("img" | "source", "srcset") => self.mended_pictures(attribute, place.clone()),
                media if MEDIA.contains(&media) => self.mended_media(attribute, place.clone()),
                _ => Mended::AsWritten,
            };
            let replacement = match mended {
                Mended::AsWritten => continue,
                Mended::Gone if element == "img" && attribute.name == "src" => {
                    self.out.truncate(start);
                    push_text(&mut self.out, &tag.get("alt").unwrap_or_default());
                    return;
                }
                // It is nothing but what it names.
                Mended::Gone if element == "source" => return self.out.truncate(start),
                Mended::Gone => String::new(),
                Mended::Replaced(replacement) => replacement,
            };
            let before = html.get(copied..attribute.range.start);
            self.out.push_str(before.unwrap_or_default());
            self.out.push_str(&replacement);
            copied = attribute.range.end;
        }
        let after = html.get(copied..tag.range.end);
        self.out.push_str(after.unwrap_or_default());
    }

    /// What becomes of the `href` of a raw link, or of the `cite` of a quote. `may_say_rel`: whether it gets a
    /// `rel` where it leaves the site.
    fn mended_link(
        &mut self,
        attribute: &Attribute,
        may_say_rel: bool,
        place: Range<usize>,
    ) -> Mended {
        let written = attribute.decoded();
        let written = written.trim();
        // The sanitizer takes out what is not safe, and has been reported.
        if has_template(written) || !Destination::of(written).is_safe_link() {
            return Mended::AsWritten;
        }
        if let Some(fragment) = written.strip_prefix('#') {
            self.ids.link(fragment, place);
            return Mended::AsWritten;
        }
        match self.resolver.link(written, place, &mut self.report) {
            Link::TextOnly => Mended::Gone,
            Link::To(href, leaves) => {
                let rel =
                    may_say_rel && leaves == Leaves::Yes && !self.options.external_rel.is_empty();
                if rel {
                    let rel = quoted("rel", &self.options.external_rel);
                    Mended::Replaced(format!("{} {rel}", quoted(&attribute.name, &href)))
                } else if href == written {
                    Mended::AsWritten
                } else {
                    Mended::Replaced(quoted(&attribute.name, &href))
                }
            }
        }
    }

    /// What becomes of a `srcset`: pictures that are not there leave it; it goes with one that is not safe, as the
    /// sanitizer has it.
    fn mended_pictures(&mut self, attribute: &Attribute, place: Range<usize>) -> Mended {
        let written = attribute.decoded();
        let pictures = candidates(&written);
        let is_safe = self.options.html == HtmlPolicy::Allow
            || pictures
                .iter()
                .all(|picture| Destination::of(picture.url).is_safe_media());
        if has_template(&written) || !is_safe {
            return Mended::Gone;
        }
        let mut kept = Vec::new();
        for picture in pictures {
            let found = self
                .resolver
                .image(picture.url, place.clone(), &mut self.report);
            kept.extend(found.map(|url| (url.into_owned(), picture.descriptor)));
        }
        if kept.is_empty() {
            return Mended::Gone;
        }
        let pictures = joined(kept);
        if pictures == written {
            Mended::AsWritten
        } else {
            Mended::Replaced(quoted("srcset", &pictures))
        }
    }

    /// What becomes of the `src` of a raw picture, sound or video.
    fn mended_media(&mut self, attribute: &Attribute, place: Range<usize>) -> Mended {
        let written = attribute.decoded();
        let written = written.trim();
        let trusted = self.options.html == HtmlPolicy::Allow;
        if has_template(written) || !(trusted || Destination::of(written).is_safe_media()) {
            return Mended::Gone;
        }
        match self.resolver.image(written, place, &mut self.report) {
            None => Mended::Gone,
            Some(src) if src == written => Mended::AsWritten,
            Some(src) => Mended::Replaced(quoted(&attribute.name, &src)),
        }
    }
}

/// What becomes of an attribute.
enum Mended {
    AsWritten,
    Replaced(String),
    Gone,
}

/// What is known about the raw HTML of a text.
#[derive(Default)]
pub(super) struct RawHtml {
    /// Whether some went in that is still to be sanitized.
    pub(super) used: bool,
    /// How many elements were open at once, at most.
    pub(super) deepest: usize,
    /// What was reported to be taken out.
    objected: HashSet<String>,
    /// How many are open, by name and in all.
    open: HashMap<String, usize>,
    total: usize,
}

impl RawHtml {
    /// Whether what stands here is no text for readers.
    fn is_silent(&self) -> bool {
        let mut open = self.open.iter().filter(|(_, count)| **count > 0);
        open.any(|(name, _)| is_silent(name))
    }

    fn pass(&mut self, tag: &Tag) {
        if ENDS_BY_ITSELF.contains(&&*tag.name) {
            return;
        }
        if !tag.closing {
            *self.open.entry(tag.name.to_string()).or_default() += 1;
            self.total += 1;
            self.deepest = self.deepest.max(self.total);
        } else if let Some(open) = self.open.get_mut(&*tag.name).filter(|open| **open > 0) {
            *open -= 1;
            self.total -= 1;
        }
    }
}

/// Whether the run is nothing but a comment.
fn is_comment(html: &str) -> bool {
    let html = html.trim();
    html.strip_prefix('<')
        .filter(|inside| inside.starts_with("!--"))
        .and_then(end_of_comment)
        .is_some_and(|end| end + 1 == html.len())
}

fn quoted(name: &str, value: &str) -> String {
    let mut attribute = format!("{name}=\"");
    push_text(&mut attribute, value);
    attribute.push('"');
    attribute
}
