//! The tags of a piece of HTML, found the way the HTML tokenizer finds them.
//!
//! This is for looking and for mending links, not for safety: what is unsafe is taken out by
//! [`sanitize`](super::sanitize), which parses for real.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Parser};

use super::sanitize::DROPPED_WITH_CONTENT;

/// Elements whose content is text up to their end tag, whatever it looks like.
const RAW_TEXT: &[&str] = &[
    "script", "style", "iframe", "textarea", "title", "xmp", "noembed", "noframes", "noscript",
];

/// Elements that stand within a line of text, and end no word.
const WITHIN_WORDS: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "ins", "kbd", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
];

/// Others that stand within a line.
const WITHIN_LINES: &[&str] = &[
    "br", "img", "picture", "source", "audio", "video", "track", "iframe", "input",
];

/// Elements with content that only browsers show which don't know them.
const WITH_FALLBACK: &[&str] = &["iframe", "audio", "video", "canvas"];

/// One start or end tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag<'a> {
    /// The element's name, lower case.
    pub name: Cow<'a, str>,
    /// Whether it is an end tag.
    pub closing: bool,
    /// From `<` to the byte after `>`.
    pub range: Range<usize>,
    /// In the order they were written.
    pub attributes: Vec<Attribute<'a>>,
}

/// One attribute of a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute<'a> {
    /// Its name, lower case.
    pub name: Cow<'a, str>,
    /// Its value as written, without quotes, entities not decoded; empty where there is none.
    pub value: &'a str,
    /// Name, `=`, quotes and value.
    pub range: Range<usize>,
}

impl<'a> Tag<'a> {
    /// Whether words before and after it are words of their own.
    pub fn parts_words(&self) -> bool {
        !WITHIN_WORDS.contains(&&*self.name)
    }

    /// Whether it may stand within a line of text, as no paragraph or list may.
    pub fn is_within_lines(&self) -> bool {
        !self.parts_words() || WITHIN_LINES.contains(&&*self.name)
    }

    /// The value of the attribute `name`, entities decoded.
    pub fn get(&self, name: &str) -> Option<Cow<'a, str>> {
        self.attributes
            .iter()
            .find(|attribute| attribute.name == name)
            .map(Attribute::decoded)
    }
}

impl<'a> Attribute<'a> {
    /// The value with its entities decoded.
    pub fn decoded(&self) -> Cow<'a, str> {
        decoded(self.value)
    }
}

/// Whether nothing within an element of this name is text for readers.
pub fn is_silent(element: &str) -> bool {
    DROPPED_WITH_CONTENT.contains(&element) || WITH_FALLBACK.contains(&element)
}

/// The tags of `html` in order. Comments, declarations and the content of scripts and the like are
/// passed over; a tag that never ends is none.
pub fn tags(html: &str) -> Tags<'_> {
    Tags { html, position: 0 }
}

/// See [`tags`].
#[derive(Clone, Debug)]
pub struct Tags<'a> {
    html: &'a str,
    position: usize,
}

impl<'a> Iterator for Tags<'a> {
    type Item = Tag<'a>;

    fn next(&mut self) -> Option<Tag<'a>> {
        loop {
            let rest = self.html.get(self.position..)?;
            let start = self.position + rest.find('<')?;
            let inside = self.html.get(start + 1..)?;
            let name = inside.strip_prefix('/').unwrap_or(inside);
            if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
                let tag = self.tag(start)?;
                self.position = tag.range.end;
                if !tag.closing && RAW_TEXT.contains(&&*tag.name) {
                    self.position = end_of_raw_text(self.html, tag.range.end, &tag.name);
                }
                return Some(tag);
            }
            self.position = match inside.as_bytes() {
                [b'!', b'-', b'-', ..] => start + 1 + end_of_comment(inside)?,
                [b'!' | b'?' | b'/', ..] => start + 2 + inside.find('>')?,
                _ => start + 1,
            };
        }
    }
}

impl<'a> Tags<'a> {
    /// The tag that begins at `start`, where a `<` and a name are known to stand.
    fn tag(&self, start: usize) -> Option<Tag<'a>> {
        let html = self.html;
        let closing = html.as_bytes().get(start + 1) == Some(&b'/');
        let name_start = start + 1 + usize::from(closing);
        let name_end = end_of(html, name_start, |byte| {
            is_space(byte) || matches!(byte, b'/' | b'>')
        });
        let name = lowered(html.get(name_start..name_end)?);
        let mut attributes = Vec::new();
        let mut at = name_end;
        loop {
            at = end_of(html, at, |byte| !is_space(byte) && byte != b'/');
            if *html.as_bytes().get(at)? == b'>' {
                let range = start..at + 1;
                return Some(Tag {
                    name,
                    closing,
                    range,
                    attributes,
                });
            }
            let attribute = attribute(html, at)?;
            at = attribute.range.end;
            attributes.push(attribute);
        }
    }
}

/// The attribute that begins at `start`.
fn attribute(html: &str, start: usize) -> Option<Attribute<'_>> {
    let bytes = html.as_bytes();
    // A name may begin with `=`, by the letter of the standard.
    let name_end = end_of(html, start + 1, |byte| {
        is_space(byte) || matches!(byte, b'/' | b'>' | b'=')
    });
    let name = lowered(html.get(start..name_end)?);
    let equals = end_of(html, name_end, |byte| !is_space(byte));
    if bytes.get(equals) != Some(&b'=') {
        return Some(Attribute {
            name,
            value: "",
            range: start..name_end,
        });
    }
    let value_start = end_of(html, equals + 1, |byte| !is_space(byte));
    let first = *bytes.get(value_start)?;
    let (value, end) = if matches!(first, b'"' | b'\'') {
        let end = end_of(html, value_start + 1, |byte| byte == first);
        (html.get(value_start + 1..end)?, end + 1)
    } else {
        let end = end_of(html, value_start, |byte| is_space(byte) || byte == b'>');
        (html.get(value_start..end)?, end)
    };
    (end <= html.len()).then_some(Attribute {
        name,
        value,
        range: start..end,
    })
}

/// The place of the first byte from `start` on that `stops`, or the end.
fn end_of(html: &str, start: usize, stops: impl Fn(u8) -> bool) -> usize {
    let rest = html.as_bytes().get(start..).unwrap_or_default();
    rest.iter()
        .position(|&byte| stops(byte))
        .map_or(html.len(), |length| start + length)
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}

fn lowered(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// How long the comment is whose `!--` begins `inside`, up to and with its `>`.
pub(in crate::content) fn end_of_comment(inside: &str) -> Option<usize> {
    let body = inside.get(3..)?;
    if body.starts_with('>') {
        return Some(4);
    }
    if body.starts_with("->") {
        return Some(5);
    }
    let ends = [
        body.find("-->").map(|at| at + 3),
        body.find("--!>").map(|at| at + 4),
    ];
    ends.into_iter().flatten().min().map(|end| end + 3)
}

/// Where the text content of element `name` ends that begins at `start`.
fn end_of_raw_text(html: &str, start: usize, name: &str) -> usize {
    let rest = html.get(start..).unwrap_or_default();
    let end_tag = rest.match_indices("</").find(|(at, _)| {
        let after = at + 2;
        rest.get(after..after + name.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(name))
            && rest
                .as_bytes()
                .get(after + name.len())
                .is_none_or(|&byte| is_space(byte) || matches!(byte, b'/' | b'>'))
    });
    end_tag.map_or(html.len(), |(at, _)| start + at)
}

/// `text` with numeric entities and those of HTML's own syntax decoded.
/// Text of HTML with its character references as what they stand for (HTML §13.5); those that there are not stay.
pub fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        let entity = tail
            .find(';')
            .and_then(|end| Some((entity(tail.get(1..end)?)?, end + 1)));
        let (c, length) = entity.unwrap_or(('&', 1));
        out.push(c);
        rest = tail.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn entity(name: &str) -> Option<char> {
    let code = match name.strip_prefix('#') {
        None => {
            return match name {
                "amp" => Some('&'),
                "lt" => Some('<'),
                "gt" => Some('>'),
                "quot" => Some('"'),
                "apos" => Some('\''),
                _ => named(name),
            };
        }
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        },
    };
    code.ok().and_then(char::from_u32)
}

/// One of the two thousand that have names, as Markdown's parser knows them. The few that stand for two characters
/// are left alone.
fn named(name: &str) -> Option<char> {
    if !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let reference = format!("&{name};");
    let text = Parser::new(&reference).find_map(|event| match event {
        Event::Text(text) => Some(text),
        _ => None,
    })?;
    let mut characters = text.chars();
    characters.next().filter(|_| characters.next().is_none())
}
