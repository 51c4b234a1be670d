//! Markdown as plain text.

use pulldown_cmark::{Event, Options as Syntax, Parser, Tag, TagEnd};

use super::super::html::tags::{Tag as HtmlTag, decoded, is_silent, tags};
use super::leftovers::template_code;

/// How much of a body is read at first in search of a paragraph.
const FIRST_LOOK: usize = 1024;

/// The first paragraph of a body as plain text of at most `max` characters, cut between words and ended
/// with `…` where it is longer; empty where there is none. Headings, lists, quotations, pictures,
/// leftover template code and all HTML but paragraphs are passed over. Reads no further than it must.
pub fn excerpt(body: &str, max: usize) -> String {
    let mut look = FIRST_LOOK;
    loop {
        let part = beginning(body, look);
        let complete = part.len() == body.len();
        if let Some(text) = first_paragraph(part) {
            // A reference whose definition stands further down would show its brackets.
            let doubtful = text.contains('[') && !complete;
            let text = if doubtful {
                first_paragraph(body).unwrap_or(text)
            } else {
                text
            };
            return shorten(&text, max);
        }
        if complete {
            return String::new();
        }
        look *= 4;
    }
}

/// Markdown as one line of plain text of at most `max` characters, cut like [`excerpt`]: for the places
/// of a page that take no markup.
pub fn plain_text(text: &str, max: usize) -> String {
    let mut plain = PlainText::default();
    for event in Parser::new_ext(text, syntax()) {
        plain.push(&event);
        if matches!(event, Event::End(end) if is_block(end)) {
            plain.end_block();
        }
    }
    shorten(&one_line(&plain.text), max)
}

/// `text` with every run of white space as one space, and none around it.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

fn syntax() -> Syntax {
    Syntax::ENABLE_TABLES
        | Syntax::ENABLE_FOOTNOTES
        | Syntax::ENABLE_STRIKETHROUGH
        | Syntax::ENABLE_TASKLISTS
        | Syntax::ENABLE_HEADING_ATTRIBUTES
        | Syntax::ENABLE_GFM
        | Syntax::ENABLE_DEFINITION_LIST
        | Syntax::ENABLE_SMART_PUNCTUATION
}

/// The longest beginning of `body` of at most `length` bytes that ends at a blank line; at least one
/// paragraph's worth.
fn beginning(body: &str, length: usize) -> &str {
    let Some(rest) = body
        .get(body.floor_char_boundary(length)..)
        .filter(|rest| !rest.is_empty())
    else {
        return body;
    };
    let blank = [rest.find("\n\n"), rest.find("\n\r\n")]
        .into_iter()
        .flatten()
        .min();
    match blank {
        Some(at) => body.get(..body.len() - rest.len() + at + 1).unwrap_or(body),
        None => body,
    }
}

/// The text of the first paragraph at the top level that says something, on one line.
fn first_paragraph(body: &str) -> Option<String> {
    let mut depth = 0_usize;
    let mut words = PlainText::default();
    let mut in_image = 0_usize;
    for event in Parser::new_ext(body, syntax()) {
        match &event {
            Event::Start(Tag::Paragraph | Tag::HtmlBlock) if depth == 0 => {
                words = PlainText::default();
                depth = 1;
            }
            Event::End(TagEnd::Paragraph) if depth == 1 => {
                depth = 0;
                if let Some(said) = said(&words.text) {
                    return Some(said);
                }
            }
            Event::End(TagEnd::HtmlBlock) if depth == 1 => {
                depth = 0;
                if let Some(said) = paragraph_of_html(&words.html) {
                    return Some(said);
                }
            }
            Event::Start(tag) => {
                depth += 1;
                in_image += usize::from(matches!(tag, Tag::Image { .. }));
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                in_image -= usize::from(matches!(end, TagEnd::Image));
            }
            _ if in_image == 0 => words.push(&event),
            _ => {}
        }
    }
    None
}

/// What is said, piece by piece.
#[derive(Default)]
struct PlainText {
    text: String,
    // The element within which nothing is to be read, while it lasts.
    silent: Option<String>,
    // The block of HTML that is being read.
    html: String,
}

impl PlainText {
    fn push(&mut self, event: &Event) {
        match event {
            Event::Html(html) => self.html.push_str(html),
            Event::End(TagEnd::HtmlBlock) => {
                let html = std::mem::take(&mut self.html);
                self.push_html(&html);
            }
            Event::InlineHtml(html) => tags(html).for_each(|tag| self.pass(&tag)),
            _ if self.silent.is_some() => {}
            Event::Text(words) | Event::Code(words) => self.text.push_str(words),
            Event::SoftBreak | Event::HardBreak => self.text.push(' '),
            _ => {}
        }
    }

    fn push_html(&mut self, html: &str) {
        let mut copied = 0;
        for tag in tags(html) {
            self.push_between_tags(html.get(copied..tag.range.start).unwrap_or_default());
            self.pass(&tag);
            copied = tag.range.end;
        }
        self.push_between_tags(html.get(copied..).unwrap_or_default());
    }

    fn push_between_tags(&mut self, html: &str) {
        if self.silent.is_some() {
            return;
        }
        let mut rest = html;
        while let Some((text, comment)) = rest.split_once("<!--") {
            self.text.push_str(&decoded(text));
            rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
        }
        self.text.push_str(&decoded(rest));
    }

    fn pass(&mut self, tag: &HtmlTag) {
        if self.silent.is_some() {
            let name = &*tag.name;
            self.silent.take_if(|silent| tag.closing && silent == name);
        } else if !tag.closing && is_silent(&tag.name) {
            self.silent = Some(tag.name.to_string());
        } else if tag.parts_words() {
            self.text.push(' ');
        }
    }

    fn end_block(&mut self) {
        self.text.push(' ');
        self.silent = None;
    }
}

/// The first paragraph of a block of HTML that says something, on one line.
fn paragraph_of_html(html: &str) -> Option<String> {
    let mut starts = tags(html)
        .filter(|tag| !tag.closing && tag.name == "p")
        .peekable();
    while let Some(start) = starts.next() {
        let end = starts.peek().map_or(html.len(), |next| next.range.start);
        let within = html.get(start.range.end..end).unwrap_or_default();
        let close = tags(within).find(|tag| tag.closing && tag.name == "p");
        let close = close.map_or(within.len(), |close| close.range.start);
        let mut words = PlainText::default();
        words.push_html(within.get(..close).unwrap_or_default());
        if let Some(said) = said(&words.text) {
            return Some(said);
        }
    }
    None
}

/// What a paragraph says, on one line, if that is anything.
fn said(text: &str) -> Option<String> {
    let said = one_line(&without_templates(text));
    said.chars().any(char::is_alphanumeric).then_some(said)
}

fn is_block(end: TagEnd) -> bool {
    !matches!(
        end,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}

/// `text` without leftover template code.
fn without_templates(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(brace) = rest.find('{') {
        let (before, tail) = rest.split_at(brace);
        out.push_str(before);
        let length = template_code(tail).map_or(0, str::len);
        if length == 0 {
            out.push('{');
        }
        rest = tail.get(length.max(1)..).unwrap_or_default();
    }
    without_empty_links(&(out + rest))
}

/// `text` without the brackets of links whose destination was template code.
fn without_empty_links(text: &str) -> String {
    let (links, rest) = text.rsplit_once("]()").unwrap_or(("", text));
    let mut out = String::new();
    for label in links.split("]()").filter(|label| !label.is_empty()) {
        let (before, words) = label.rsplit_once('[').unwrap_or(("", label));
        out.push_str(before);
        out.push_str(words);
    }
    out + rest
}

/// `text` itself if it has at most `max` characters, else its beginning up to the end of a word, with `…`.
fn shorten(text: &str, max: usize) -> String {
    if text.chars().nth(max).is_none() {
        return text.to_owned();
    }
    let kept = max.saturating_sub(1);
    let end = text
        .char_indices()
        .nth(kept)
        .map_or(text.len(), |(at, _)| at);
    let (head, tail) = text.split_at(end);
    let head = match head.rfind(' ') {
        Some(space) if !tail.starts_with(' ') && space > head.len() / 2 => {
            head.get(..space).unwrap_or(head)
        }
        _ => head,
    };
    let head = head
        .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '–' | '-'));
    format!("{head}…")
}
