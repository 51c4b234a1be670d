//! XML 1.0 as feeds and sitemaps need it: elements with text, and nothing that a parser refuses.

use std::borrow::Cow;
use std::fmt::Write;

use quick_xml::escape::{escape, partial_escape};

use crate::content::bytes;

/// The declaration with which every file begins.
pub const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// Writes `<name>text</name>` and a line end.
pub fn element(out: &mut String, name: &str, text: &str) {
    for part in ["<", name, ">", &escape(&*allowed(text)), "</", name, ">\n"] {
        out.push_str(part);
    }
}

/// Writes the same for text that readers take for HTML, which must come out of theirs as it was.
pub fn html_element(out: &mut String, name: &str, text: &str) {
    element(out, name, &partial_escape(text));
}

/// Writes an element that has attributes and nothing else, and a line end.
pub fn attributes(out: &mut String, name: &str, attributes: &[(&str, &str)]) {
    let _ = write!(out, "<{name}");
    for (name, value) in attributes {
        let _ = write!(out, " {name}=\"{}\"", attribute(value));
    }
    out.push_str("/>\n");
}

/// Writes the text as a CDATA section.
pub fn cdata(out: &mut String, text: &str) {
    let text = allowed(text);
    out.push_str("<![CDATA[");
    // A section can't hold its own end: it ends between the brackets, and a new one begins.
    if text.contains("]]>") {
        out.push_str(&text.replace("]]>", "]]]]><![CDATA[>"));
    } else {
        out.push_str(&text);
    }
    out.push_str("]]>");
}

/// Text for an attribute.
pub fn attribute(text: &str) -> String {
    escape(&*allowed(text)).into_owned()
}

/// The text without characters that XML 1.0 (§2.2) has no place for.
#[allow(
    clippy::needless_bitwise_bool,
    reason = "without branches, many bytes are compared at once"
)]
fn allowed(text: &str) -> Cow<'_, str> {
    let is_char = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    // No control character, and not the lead byte of the few others that are no text.
    let is_plain =
        |byte: u8| (byte >= b' ') & (byte != 0xef) | matches!(byte, b'\t' | b'\n' | b'\r');
    if bytes::all(text, is_plain) || text.chars().all(is_char) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().filter(|&c| is_char(c)).collect())
    }
}
