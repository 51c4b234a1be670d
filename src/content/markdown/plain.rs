//! Markdown as plain text.

use pulldown_cmark::{Event, Options as Syntax, Parser, Tag, TagEnd};

use super::leftovers::template_code;

/// How much of a body is read at first in search of a paragraph.
const FIRST_LOOK: usize = 1024;

/// The first paragraph of a body as plain text of at most `max` characters, cut between words and ended
/// with `…` where it is longer; empty where there is none. Headings, lists, quotations, pictures, HTML and
/// leftover template code are passed over. Reads no further than it must.
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
    let mut plain = String::with_capacity(text.len());
    for event in Parser::new_ext(text, syntax()) {
        push_words(&mut plain, &event);
        if matches!(event, Event::End(end) if is_block(end)) {
            plain.push(' ');
        }
    }
    shorten(&one_line(&plain), max)
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
    let mut text = String::new();
    let mut in_image = 0_usize;
    for event in Parser::new_ext(body, syntax()) {
        match &event {
            Event::Start(Tag::Paragraph) if depth == 0 => {
                text.clear();
                depth = 1;
            }
            Event::End(TagEnd::Paragraph) if depth == 1 => {
                depth = 0;
                let said = one_line(&without_templates(&text));
                if said.chars().any(char::is_alphanumeric) {
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
            _ if in_image == 0 => push_words(&mut text, &event),
            _ => {}
        }
    }
    None
}

/// Appends what an inline event says.
fn push_words(text: &mut String, event: &Event) {
    match event {
        Event::Text(words) | Event::Code(words) => text.push_str(words),
        Event::SoftBreak | Event::HardBreak => text.push(' '),
        Event::InlineHtml(tag) if tag.starts_with("<br") => text.push(' '),
        _ => {}
    }
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
