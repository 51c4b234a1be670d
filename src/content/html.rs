//! HTML as text: escaping, and what becomes of the raw HTML in somebody's Markdown.

pub mod absolute;
pub mod objections;
pub mod sanitize;
pub mod srcset;
pub mod tags;
pub mod url;

use serde::{Deserialize, Serialize};

/// What becomes of raw HTML in Markdown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HtmlPolicy {
    /// It is printed as it stands. The author answers for it, scripts and unclosed elements included.
    Allow,
    /// What readers need and newsrooms embed stays, everything else goes; see [`sanitize`].
    #[default]
    Sanitize,
    /// It is shown as the text it was written as.
    Escape,
}

/// Appends `text` as HTML text, or as the inside of a double-quoted attribute: `&`, `<`, `>` and `"` escaped,
/// characters that HTML and XML forbid left out.
pub fn push_text(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = special(rest.as_bytes()) {
        let (plain, tail) = rest.split_at(at);
        out.push_str(plain);
        let mut characters = tail.chars();
        if let (Some(c), Some(byte)) = (characters.next(), tail.bytes().next()) {
            match ESCAPES.get(usize::from(ESCAPE_OF[usize::from(byte)])) {
                Some(escape) => out.push_str(escape),
                None if is_forbidden(c) => {}
                None => out.push(c),
            }
        }
        rest = characters.as_str();
    }
    out.push_str(rest);
}

/// Where the first byte is that does not stand for itself.
#[allow(
    clippy::needless_bitwise_bool,
    reason = "without branches, many bytes are compared at once"
)]
fn special(bytes: &[u8]) -> Option<usize> {
    const PIECE: usize = 32;
    // Most pieces of most texts have none, and comparing a piece at a time is many times faster than looking
    // up its bytes.
    let is_special = |byte: &u8| {
        let byte = *byte;
        (byte < b' ')
            | (byte == b'&')
            | (byte == b'<')
            | (byte == b'>')
            | (byte == b'"')
            | (byte == 0x7f)
            | (byte == 0xc2)
            | (byte >= 0xef)
    };
    let found = |piece: &[u8]| {
        piece
            .iter()
            .position(|byte| ESCAPE_OF[usize::from(*byte)] != 0)
    };
    let (pieces, rest) = bytes.as_chunks::<PIECE>();
    for (number, piece) in pieces.iter().enumerate() {
        if piece.iter().fold(false, |any, byte| any | is_special(byte))
            && let Some(at) = found(piece)
        {
            return Some(number * PIECE + at);
        }
    }
    found(rest).map(|at| pieces.len() * PIECE + at)
}

/// Appends `url` as the inside of a quoted attribute, percent-encoding whatever a URL may not hold.
/// What is percent-encoded already stays as it is.
pub fn push_url(out: &mut String, url: &str) {
    let mut rest = url;
    while let Some(at) = rest.bytes().position(|byte| !is_url_byte(byte)) {
        let (plain, tail) = rest.split_at(at);
        out.push_str(plain);
        let special = tail.chars().next().map_or(0, char::len_utf8);
        let (special, tail) = tail.split_at(special);
        match special {
            "&" => out.push_str("&amp;"),
            "'" => out.push_str("&#x27;"),
            _ => special.bytes().for_each(|byte| push_percent(out, byte)),
        }
        rest = tail;
    }
    out.push_str(rest);
}

/// Appends a byte percent-encoded (RFC 3986, §2.1).
pub fn push_percent(out: &mut String, byte: u8) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    out.push('%');
    out.push(char::from(HEX[usize::from(byte >> 4)]));
    out.push(char::from(HEX[usize::from(byte & 15)]));
}

/// `text` without the characters that HTML and XML forbid (controls, noncharacters).
pub fn without_forbidden(text: String) -> String {
    if text.chars().any(is_forbidden) {
        text.chars().filter(|&c| !is_forbidden(c)).collect()
    } else {
        text
    }
}

/// Characters that may not stand in HTML or XML, not even escaped.
fn is_forbidden(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fdd0}'..='\u{fdef}')
        || u32::from(c) & 0xfffe == 0xfffe
}

fn is_url_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.+!*(),%#@?=;:/$~^".contains(&byte)
}

const ESCAPES: [&str; 5] = ["", "&amp;", "&lt;", "&gt;", "&quot;"];

/// For each byte: 0 where it stands for itself, the place of its escape in [`ESCAPES`], or [`SUSPECT`].
static ESCAPE_OF: [u8; 256] = escape_of();

/// The mark of a byte that may begin a forbidden character.
const SUSPECT: u8 = 5;

const fn escape_of() -> [u8; 256] {
    let mut table = [0; 256];
    let mut control = 0;
    while control < 0x20 {
        table[control] = SUSPECT;
        control += 1;
    }
    table[b'\t' as usize] = 0;
    table[b'\n' as usize] = 0;
    // U+007F; lead bytes of U+0080 to U+009F, of U+FDD0 and U+FFFE, and of the planes above.
    table[0x7f] = SUSPECT;
    table[0xc2] = SUSPECT;
    let mut lead = 0xef;
    while lead < 0xf8 {
        table[lead] = SUSPECT;
        lead += 1;
    }
    table[b'&' as usize] = 1;
    table[b'<' as usize] = 2;
    table[b'>' as usize] = 3;
    table[b'"' as usize] = 4;
    table
}
