//! Where things live: URL paths, output paths, and how both are spelled.
//!
//! A *URL path* begins with `/`, is readable Unicode, and does not contain the sub-path that the site
//! may be published under. [`Base`] turns it into what a page links to.

use std::fmt::Write;

use super::listing::{ListingKey, ListingKind};
use super::names::Names;

/// Where the site is published: `https://courier.example/news/` has the root `https://courier.example`
/// and the path `/news`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Base {
    root: String,
    path: String,
}

impl Base {
    /// From the site's absolute URL, with or without a final `/`.
    pub fn new(url: &str) -> Base {
        let url = url.trim_end_matches('/');
        let host = url.find("://").map_or(0, |at| at + 3);
        let cut = url[host..].find('/').map_or(url.len(), |at| host + at);
        Base {
            root: url[..cut].to_owned(),
            path: url[cut..].to_owned(),
        }
    }

    /// The sub-path, without a final `/`: empty for a site at its host's root.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Scheme and host: `https://courier.example`.
    pub fn root(&self) -> &str {
        &self.root
    }

    /// The URL path of an address of the site, however it is written: absolute, with the sub-path, or
    /// without.
    pub fn strip(&self, address: &str) -> String {
        let path = address.strip_prefix(&self.root).unwrap_or(address);
        let below = path
            .strip_prefix(&self.path)
            .filter(|rest| rest.starts_with('/'));
        let below = percent_decode(below.unwrap_or(path));
        if below.starts_with('/') {
            below.into_owned()
        } else {
            format!("/{below}")
        }
    }

    /// Whether an absolute address is that of this URL path, by whichever scheme and however it is encoded.
    pub fn is_at(&self, address: &str, url: &str) -> bool {
        let address = address.split(['?', '#']).next().unwrap_or_default();
        let host = without_scheme(&self.root);
        let Some((at, path)) = without_scheme(address).split_at_checked(host.len()) else {
            return false;
        };
        let below = path.strip_prefix(&*self.path).unwrap_or_default();
        at.eq_ignore_ascii_case(host)
            && below.starts_with('/')
            && output_path(&percent_decode(below)) == output_path(url)
    }

    /// What a page of the site links to.
    pub fn href(&self, url: &str) -> String {
        let mut out = String::with_capacity(self.path.len() + url.len());
        out.push_str(&self.path);
        encode_into(&mut out, url, false);
        out
    }

    /// The absolute address, percent-encoded as RFC 3986 §2.1 wants it in feeds and sitemaps.
    pub fn absolute(&self, url: &str) -> String {
        let mut out = String::with_capacity(self.root.len() + self.path.len() + url.len());
        out.push_str(&self.root);
        out.push_str(&self.path);
        encode_into(&mut out, url, true);
        out
    }

    /// The absolute address of an href that [`Base::href`] made; what is absolute already stays.
    pub fn absolute_href(&self, href: &str) -> String {
        if !href.starts_with('/') || href.starts_with("//") {
            return href.to_owned();
        }
        let mut out = self.root.clone();
        encode_into(&mut out, href, true);
        out
    }
}

fn without_scheme(address: &str) -> &str {
    address.split_once("://").map_or(address, |(_, rest)| rest)
}

/// Percent-encodes what may not stand in a URL path; all that is not ASCII too, if `ascii` says so.
/// What is encoded already stays as it is.
fn encode_into(out: &mut String, url: &str, ascii: bool) {
    let is_plain = |byte: u8| STANDS_FOR_ITSELF[usize::from(byte)] || (!ascii && !byte.is_ascii());
    let mut rest = url;
    // What is not ASCII is encoded or left byte by byte, so each piece is whole characters.
    while let Some(at) = rest.bytes().position(|byte| !is_plain(byte)) {
        let (plain, tail) = rest.split_at(at);
        let length = tail.chars().next().map_or(0, char::len_utf8);
        let (encoded, tail) = tail.split_at(length);
        out.push_str(plain);
        for byte in encoded.bytes() {
            let _ = write!(out, "%{byte:02X}");
        }
        rest = tail;
    }
    out.push_str(rest);
}

/// For each byte whether it may stand in an address as it is.
const STANDS_FOR_ITSELF: [bool; 256] = {
    let mut table = [false; 256];
    let signs = b"/-._~%!$&'()*+,;=:@?#";
    let mut at = 0;
    while at < signs.len() {
        table[signs[at] as usize] = true;
        at += 1;
    }
    let mut byte = 0_u8;
    while byte < 128 {
        table[byte as usize] |= byte.is_ascii_alphanumeric();
        byte += 1;
    }
    table
};

/// The output file of a URL path: `/a/b/` and `/a/b` are `a/b/index.html`, `/a/b.html` is `a/b.html`.
pub fn output_path(url: &str) -> String {
    let path = url.trim_start_matches('/');
    let last = path.rsplit('/').next().unwrap_or_default();
    if last.is_empty() {
        format!("{path}index.html")
    } else if last.contains('.') {
        path.to_owned()
    } else {
        format!("{path}/index.html")
    }
}

/// The URL path of an output file: the reverse of [`output_path`].
pub fn url_of_output(path: &str) -> String {
    format!("/{}", path.strip_suffix("index.html").unwrap_or(path))
}

/// The front page of a language: `/`, or `/en/` where it is not the site's default.
pub fn home(lang: &str, default: &str) -> String {
    if lang == default {
        "/".to_owned()
    } else {
        format!("/{lang}/")
    }
}

/// The page that lists the corrections of a language, by its front page.
pub fn corrections(home: &str) -> String {
    format!("{home}corrections/")
}

/// The page that lists the feeds of a language, by its front page.
pub fn feeds(home: &str) -> String {
    format!("{home}feeds/")
}

/// The URL path of a listing's head.
pub fn listing(names: &Names, key: ListingKey, default: &str) -> String {
    let mut url = home(&names.text(key.lang), default);
    match key.kind {
        ListingKind::All => return url,
        ListingKind::Section | ListingKind::Year | ListingKind::Month => {}
        ListingKind::Tag => url.push_str("tags/"),
        ListingKind::Author => url.push_str("authors/"),
        ListingKind::Series => url.push_str("series/"),
    }
    url.push_str(&names.text(key.name));
    url.push('/');
    url
}

/// The URL path of the numbered page `page` of a listing.
pub fn listing_page(head: &str, page: u32) -> String {
    format!("{head}page/{page}/")
}

/// A path without `.` and `..` parts, or `None` if it climbs out. `folder` is where a relative one
/// starts; one that begins with `/` starts at the root.
pub fn resolve(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = match path.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => folder.split('/').filter(|part| !part.is_empty()).collect(),
    };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Decodes percent-encoding, as in a Markdown link to a file with a space in its name. What does not
/// decode to UTF-8 stays as it was written.
pub fn percent_decode(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains('%') {
        return text.into();
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = bytes
            .get(at + 1..at + 3)
            .and_then(|hex| std::str::from_utf8(hex).ok());
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) if bytes[at] == b'%' => {
                out.push(byte);
                at += 3;
            }
            _ => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).map_or(text.into(), Into::into)
}
