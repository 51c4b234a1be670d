//! Links and pictures.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType};

use super::super::html::{HtmlPolicy, push_text, push_url};
use super::leftovers::has_template;
use super::links::{Leaves, Link};
use super::writer::Writer;
use crate::content::picture::{FAULTY, MISLABELLED, Picture};

/// Endings by which a text alternative gives itself away as a file name.
const PICTURE_ENDINGS: &[&str] = &[
    "jpg", "jpeg", "png", "gif", "webp", "avif", "svg", "tif", "tiff", "heic",
];

impl Writer<'_> {
    pub(super) fn start_link(
        &mut self,
        kind: LinkType,
        destination: &str,
        title: &str,
        range: Range<usize>,
    ) {
        let opened = self.open_link(kind, destination, title, range);
        self.links.push(opened);
    }

    /// Writes the `<a>` of a link, unless only its text is to be printed.
    fn open_link(
        &mut self,
        kind: LinkType,
        destination: &str,
        title: &str,
        range: Range<usize>,
    ) -> bool {
        if has_template(destination) {
            self.leftovers.scan(destination, range.start, destination);
            return false;
        }
        let (href, leaves) = if kind == LinkType::Email {
            (format!("mailto:{destination}").into(), Leaves::No)
        } else {
            if let Some(fragment) = destination.strip_prefix('#')
                && self.options.extensions
            {
                self.ids.link(fragment, range.clone());
            }
            match self.resolver.link(destination, range, &mut self.report) {
                Link::To(href, leaves) => (href, leaves),
                Link::TextOnly => return false,
            }
        };
        // An autolink may stand within a link; HTML has no such thing.
        if self.options.extensions && self.links.contains(&true) {
            return false;
        }
        self.out.push_str("<a href=\"");
        push_url(&mut self.out, &href);
        if leaves == Leaves::Yes && !self.options.external_rel.is_empty() {
            self.out.push_str("\" rel=\"");
            push_text(&mut self.out, &self.options.external_rel);
        }
        if !title.is_empty() {
            self.out.push_str("\" title=\"");
            push_text(&mut self.out, title);
        }
        self.out.push_str("\">");
        true
    }

    /// Writes a picture and takes all events up to its end.
    pub(super) fn image(&mut self, source: &str, title: &str, range: Range<usize>) {
        let alt = self.alt();
        if has_template(source) {
            self.leftovers.scan(source, range.start, source);
            return self.no_image(&alt);
        }
        match self.resolver.picture(source) {
            Ok(Some(picture)) => {
                if let Some(kind) = picture.mislabelled {
                    let message =
                        format!("the image `{source}` is a {kind} file, whatever its name says");
                    self.report.warn_with_hint(
                        "mislabelled-image",
                        range.clone(),
                        message,
                        MISLABELLED,
                    );
                }
                self.judge_alt(&alt, range);
                return self.picture(&picture, &alt, title);
            }
            Ok(None) => {}
            Err(fault) => {
                let message = format!("the image `{source}` can't be used: {fault}");
                self.report
                    .warn_with_hint("faulty-image", range, message, FAULTY);
                return self.no_image(&alt);
            }
        }
        let Some(src) = self.resolver.image(source, range.clone(), &mut self.report) else {
            return self.no_image(&alt);
        };
        self.judge_alt(&alt, range);
        self.out.push_str("<img src=\"");
        push_url(&mut self.out, &src);
        self.out.push_str("\" alt=\"");
        push_text(&mut self.out, &alt);
        self.out.push('"');
        if let Some(paragraph) = &mut self.paragraph {
            paragraph.pictures += 1;
        }
        if !title.is_empty() {
            if let Some(paragraph) = &mut self.paragraph
                && self.options.extensions
                && paragraph.pictures == 1
            {
                // In a figure it becomes the caption; that is decided at the paragraph's end.
                paragraph.title = Some((title.to_owned(), self.out.len()));
            } else {
                self.out.push_str(" title=\"");
                push_text(&mut self.out, title);
                self.out.push('"');
            }
        }
        if self.options.extensions {
            self.out.push_str(" loading=\"lazy\" decoding=\"async\"");
        }
        self.out.push_str(" />");
    }

    /// What stands in the place of a picture that can't be shown: what it would have shown.
    fn no_image(&mut self, alt: &str) {
        if let Some(paragraph) = &mut self.paragraph {
            paragraph.prose = true;
        }
        if !alt.is_empty() {
            self.out.push_str("<span class=\"missing-image\">");
            push_text(&mut self.out, alt);
            self.out.push_str("</span>");
        }
    }

    /// Writes a picture of the site. Alone in its paragraph it is a figure, and says whose it is.
    fn picture(&mut self, picture: &Picture, alt: &str, title: &str) {
        self.out.push_str(&picture.html(alt));
        if let Some(paragraph) = &mut self.paragraph {
            paragraph.pictures += 1;
            let said = if title.is_empty() {
                &picture.caption
            } else {
                title
            };
            paragraph.captions.extend(caption(said, &picture.credit));
        }
    }

    /// The text alternative of the picture that has just begun.
    fn alt(&mut self) -> String {
        let mut alt = String::new();
        let mut depth = 0_usize;
        for (event, _) in self.events.by_ref() {
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) if depth == 0 => break,
                Event::End(_) => depth -= 1,
                Event::Text(text) | Event::Code(text) => alt.push_str(&text),
                Event::InlineHtml(html) if self.options.html == HtmlPolicy::Allow => {
                    alt.push_str(&html);
                }
                Event::SoftBreak | Event::HardBreak => alt.push(' '),
                _ => {}
            }
        }
        alt
    }

    fn judge_alt(&mut self, alt: &str, range: Range<usize>) {
        if alt.trim().is_empty() {
            let hint =
                "say between the brackets what can be seen: `![Two cranes above the quay](…)`";
            self.report.warn_with_hint(
                "missing-alt",
                range,
                "this image has no text alternative",
                hint,
            );
        } else if is_file_name(alt) {
            let message = format!("the text alternative `{alt}` is a file name");
            let hint = "say what can be seen in the image";
            self.report
                .warn_with_hint("file-name-alt", range, message, hint);
        }
    }
}

/// The inside of a figure's caption: what it says, and whom it credits.
fn caption(said: &str, credit: &str) -> Option<String> {
    if said.is_empty() && credit.is_empty() {
        return None;
    }
    let mut html = String::new();
    push_text(&mut html, said);
    if !credit.is_empty() {
        let space = if said.is_empty() { "" } else { " " };
        html.push_str(space);
        html.push_str("<small>");
        push_text(&mut html, credit);
        html.push_str("</small>");
    }
    Some(html)
}

fn is_file_name(alt: &str) -> bool {
    let ending = alt
        .trim()
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| PICTURE_ENDINGS.contains(&ending.as_str()))
}
