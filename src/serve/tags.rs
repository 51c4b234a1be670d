//! The tags of a page: as much of HTML as is needed to put something into it, and to know what it refers to.

use std::borrow::Cow;

/// An opening tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag<'h> {
    /// Where its `<` is.
    pub start: usize,
    /// The byte after its `>`.
    pub end: usize,
    /// Its name, as written.
    pub name: &'h str,
    // What is between its name and its `>`.
    attributes: &'h str,
}

/// What a page is made of, as far as this looks: text is passed over, and so are comments and scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'h> {
    /// `<p class="a">`
    Open(Tag<'h>),
    /// `</p>`, by its place and name.
    Close(usize, &'h str),
}

/// The tags of a page, in order.
pub fn tags(html: &str) -> impl Iterator<Item = Part<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + html.get(at..)?.find('<')?;
            let rest = html.get(start..)?;
            if rest.starts_with("<!--") {
                at = start + rest.find("-->").map_or(rest.len(), |end| end + 3);
                continue;
            }
            let end = start + end_of(rest)?;
            let inner = html.get(start + 1..end - 1)?;
            at = end;
            if let Some(name) = inner.strip_prefix('/') {
                return Some(Part::Close(start, name.trim_end()));
            }
            let length = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
            let (name, attributes) = inner.split_at(length.unwrap_or(inner.len()));
            if name.is_empty() {
                continue;
            }
            if is_raw(name) {
                at = end + end_of_raw(html.get(end..)?, name);
            }
            return Some(Part::Open(Tag {
                start,
                end,
                name,
                attributes,
            }));
        }
    })
}

impl Tag<'_> {
    /// Whether it is called this.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The value of an attribute; empty where it has none.
    pub fn attribute(&self, name: &str) -> Option<Cow<'_, str>> {
        let mut rest = self.attributes;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if rest.is_empty() {
                return None;
            }
            let end = rest.find(|c: char| c.is_ascii_whitespace() || c == '=' || c == '/');
            let (found, after) = rest.split_at(end.filter(|&end| end > 0).unwrap_or(rest.len()));
            let after = after.trim_start();
            let (value, after) = match after.strip_prefix('=').map(str::trim_start) {
                None => ("", after),
                Some(quoted) if quoted.starts_with(['"', '\'']) => {
                    let (quote, inner) = quoted.split_at(1);
                    inner.split_once(quote).unwrap_or((inner, ""))
                }
                Some(bare) => {
                    let end = bare.find(|c: char| c.is_ascii_whitespace());
                    bare.split_at(end.unwrap_or(bare.len()))
                }
            };
            if found.eq_ignore_ascii_case(name) {
                return Some(decoded(value));
            }
            rest = after;
        }
    }
}

/// Where a tag ends that begins with these bytes: quotes may hold a `>`.
fn end_of(tag: &str) -> Option<usize> {
    let mut quote = None;
    for (index, byte) in tag.bytes().enumerate() {
        match quote {
            Some(open) if byte == open => quote = None,
            None if byte == b'>' => return Some(index + 1),
            None if matches!(byte, b'"' | b'\'') => quote = Some(byte),
            _ => {}
        }
    }
    None
}

/// Elements whose text holds no tags.
fn is_raw(name: &str) -> bool {
    ["script", "style", "textarea", "title"]
        .iter()
        .any(|raw| name.eq_ignore_ascii_case(raw))
}

/// Where the end tag of a raw element begins.
fn end_of_raw(text: &str, name: &str) -> usize {
    let ends = text.match_indices("</").map(|(at, _)| at);
    let is_its = |at: &usize| {
        let after = text.get(at + 2..at + 2 + name.len());
        after.is_some_and(|after| after.eq_ignore_ascii_case(name))
    };
    ends.into_iter().find(is_its).unwrap_or(text.len())
}

/// The few entities that stand in addresses.
fn decoded(value: &str) -> Cow<'_, str> {
    if value.contains('&') {
        let plain = value
            .replace("&#x2F;", "/")
            .replace("&#x27;", "'")
            .replace("&quot;", "\"");
        plain.replace("&amp;", "&").into()
    } else {
        value.into()
    }
}
