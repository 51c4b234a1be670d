//! Raw HTML on its way through Markdown: its links resolved like any other, its comments dropped, and a
//! word to the editor where the policy will take something away.

use std::ops::Range;

use super::super::html::sanitize::objection;
use super::super::html::tags::{Attribute, Tag, end_of_comment, tags};
use super::super::html::url::Destination;
use super::super::html::{HtmlPolicy, push_text};
use super::leftovers::has_template;
use super::links::{Leaves, Link};
use super::writer::Writer;

/// Attributes by which an element loads a picture, sound or video.
const MEDIA: &[(&str, &str)] = &[
    ("img", "src"),
    ("source", "src"),
    ("video", "src"),
    ("video", "poster"),
    ("audio", "src"),
    ("track", "src"),
];

impl Writer<'_> {
    /// Takes one run of raw HTML, which stands at `range`; `block` if it is a block of its own.
    pub(super) fn raw_html(&mut self, html: &str, range: Range<usize>, block: bool) {
        if self.options.html != HtmlPolicy::Allow && is_comment(html) {
            return;
        }
        self.leftovers.scan(html, range.clone());
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
                self.raw = true;
                self.mended(html, range);
            }
        }
    }

    /// Appends raw HTML with its links and pictures resolved.
    fn mended(&mut self, html: &str, range: Range<usize>) {
        // Only where the run is one piece of the text does a place in it tell one in the file.
        let exact = self.text.get(range.clone()) == Some(html);
        let mut copied = 0;
        for tag in tags(html) {
            let place = match exact {
                true => range.start + tag.range.start..range.start + tag.range.end,
                false => range.clone(),
            };
            self.object(&tag, place.clone());
            if tag.closing {
                continue;
            }
            for name in ["id", "name"] {
                if let Some(id) = tag.get(name) {
                    self.ids.note(&id);
                }
            }
            self.out
                .push_str(html.get(copied..tag.range.start).unwrap_or_default());
            self.tag(html, &tag, place);
            copied = tag.range.end;
        }
        self.out.push_str(html.get(copied..).unwrap_or_default());
    }

    /// Says what the sanitizer will take, once a text.
    fn object(&mut self, tag: &Tag, place: Range<usize>) {
        if self.options.html != HtmlPolicy::Sanitize || self.objected {
            return;
        }
        if let Some(what) = objection(tag, &self.options.embeds) {
            self.objected = true;
            let message = format!("{what} is not allowed here and has been removed");
            let hint = "list an embed's host under `markdown.embeds`, or set `markdown.html` to `allow` if \
                        everybody who writes is trusted";
            self.report
                .warn_with_hint("removed-html", place, message, hint);
        }
    }

    /// Appends one start tag.
    fn tag(&mut self, html: &str, tag: &Tag, place: Range<usize>) {
        let mut copied = tag.range.start;
        for attribute in &tag.attributes {
            let replacement = match (&*tag.name, &*attribute.name) {
                ("a" | "area", "href") => self.mended_link(attribute, tag, place.clone()),
                (element, name) if MEDIA.contains(&(element, name)) => {
                    let Some(kept) = self.mended_media(attribute, place.clone()) else {
                        if element == "img" {
                            push_text(&mut self.out, &tag.get("alt").unwrap_or_default());
                            return;
                        }
                        continue;
                    };
                    kept
                }
                _ => None,
            };
            if let Some(replacement) = replacement {
                self.out
                    .push_str(html.get(copied..attribute.range.start).unwrap_or_default());
                self.out.push_str(&replacement);
                copied = attribute.range.end;
            }
        }
        self.out
            .push_str(html.get(copied..tag.range.end).unwrap_or_default());
    }

    /// What stands in place of the `href` of a raw link, if anything else is to.
    fn mended_link(
        &mut self,
        attribute: &Attribute,
        tag: &Tag,
        place: Range<usize>,
    ) -> Option<String> {
        let written = attribute.decoded();
        let written = written.trim();
        if has_template(written) || Destination::of(written) == Destination::Unsafe {
            return None;
        }
        if let Some(fragment) = written.strip_prefix('#') {
            self.ids.link(fragment, place);
            return None;
        }
        match self.resolver.link(written, place, &mut self.report) {
            Link::TextOnly => Some(String::new()),
            Link::To(href, leaves) => {
                let rel = leaves == Leaves::Yes
                    && !self.options.external_rel.is_empty()
                    && tag.get("rel").is_none();
                if href == written && !rel {
                    return None;
                }
                let mut link = quoted("href", &href);
                if rel {
                    link.push(' ');
                    link.push_str(&quoted("rel", &self.options.external_rel));
                }
                Some(link)
            }
        }
    }

    /// What stands in place of the `src` of a raw picture, if anything else is to; `None` where there is no
    /// such file.
    fn mended_media(
        &mut self,
        attribute: &Attribute,
        place: Range<usize>,
    ) -> Option<Option<String>> {
        let written = attribute.decoded();
        let written = written.trim();
        if has_template(written) {
            return None;
        }
        if matches!(
            Destination::of(written),
            Destination::Unsafe | Destination::Other
        ) {
            return Some(None);
        }
        let src = self.resolver.image(written, place, &mut self.report)?;
        Some((src != written).then(|| quoted(&attribute.name, &src)))
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
