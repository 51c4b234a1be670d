//! Where a link leads, judged by its text alone, the way browsers read it.

use ammonia::Url;

/// Schemes that links may have. Others start programs, run scripts or are slips of the hand.
const LINK_SCHEMES: &[&str] = &[
    "http",
    "https",
    "mailto",
    "tel",
    "sms",
    "geo",
    "ftp",
    "ftps",
    "sftp",
    "news",
    "nntp",
    "irc",
    "ircs",
    "xmpp",
    "sip",
    "sips",
    "webcal",
    "feed",
    "magnet",
    "bitcoin",
    "ipfs",
    "gopher",
    "gemini",
    "matrix",
    "signal",
    "sgnl",
    "tg",
    "whatsapp",
    "threema",
    "openpgp4fpr",
    "acct",
    "urn",
    "doi",
];

/// Picture types that may stand in the page itself. SVG is not among them: it can hold scripts.
const DATA_IMAGES: &[&str] = &["png", "jpeg", "jpg", "gif", "webp", "avif"];

/// What kind of destination a link or image has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination {
    /// Nothing at all.
    Empty,
    /// `#…`: a place on the same page.
    Fragment,
    /// `?…`: the same page, asked differently.
    Query,
    /// A path, for the site to resolve.
    Internal,
    /// `http:`, `https:`, or `//`: somewhere on the web.
    Web,
    /// Another scheme that is fit to be linked.
    Other,
    /// A picture within the text (`data:image/png…`): an image, but no link.
    DataImage,
    /// A scheme that is not.
    Unsafe,
}

impl Destination {
    /// The kind of `url`. Controls and spaces in it are passed over, as they hide schemes from checks but
    /// not from browsers.
    pub fn of(url: &str) -> Destination {
        match url.as_bytes() {
            [] => return Destination::Empty,
            [b'#', ..] => return Destination::Fragment,
            [b'?', ..] => return Destination::Query,
            [b'/', b'/', ..] => return Destination::Web,
            [b'h', b't', b't', b'p', b':', ..] | [b'h', b't', b't', b'p', b's', b':', ..] => {
                return Destination::Web;
            }
            _ => {}
        }
        if !url.contains(':') && !url.starts_with(is_passed_over) {
            return Destination::Internal;
        }
        let visible: String = url.chars().filter(|&c| !is_passed_over(c)).collect();
        let Some((scheme, rest)) = split_scheme(&visible) else {
            return match visible.as_str() {
                "" => Destination::Empty,
                path if path.starts_with("//") => Destination::Web,
                _ => Destination::Internal,
            };
        };
        match scheme.to_ascii_lowercase().as_str() {
            "http" | "https" => Destination::Web,
            "data" if is_data_image(rest) => Destination::DataImage,
            scheme if LINK_SCHEMES.contains(&scheme) => Destination::Other,
            _ => Destination::Unsafe,
        }
    }

    /// Whether a link may lead there.
    pub fn is_safe_link(self) -> bool {
        !matches!(self, Destination::Unsafe | Destination::DataImage)
    }

    /// Whether a picture, sound or video may come from there.
    pub fn is_safe_media(self) -> bool {
        !matches!(self, Destination::Unsafe | Destination::Other)
    }
}

/// An address of the web in one spelling, which every reader of feeds and sitemaps takes (RFC 3986): spaces and letters
/// of other alphabets encoded. What is none stays as it is.
pub fn encoded(address: String) -> String {
    let is_plain = |byte: u8| byte.is_ascii_graphic();
    if address.bytes().all(is_plain) || Destination::of(&address) != Destination::Web {
        return address;
    }
    Url::parse(&address).map_or(address, String::from)
}

/// Every scheme that [`Destination::of`] may let through, for the sanitizer's own first look.
pub fn schemes() -> impl Iterator<Item = &'static str> {
    LINK_SCHEMES.iter().copied().chain(["data"])
}

/// The text with its percent-encoded bytes decoded, or as it is where these are not UTF-8.
pub fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        let byte = match (first, tail) {
            (b'%', [high, low, after @ ..]) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => {
                    rest = after;
                    high * 16 + low
                }
                _ => *first,
            },
            _ => *first,
        };
        bytes.push(byte);
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

/// Splits `scheme:rest` where the text has that form.
fn split_scheme(url: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = url.split_once(':')?;
    let well_formed = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    well_formed.then_some((scheme, rest))
}

fn is_data_image(rest: &str) -> bool {
    let rest = rest.to_ascii_lowercase();
    rest.strip_prefix("image/").is_some_and(|kind| {
        let kind = kind.split([';', ',']).next();
        kind.is_some_and(|kind| DATA_IMAGES.contains(&kind))
    })
}

/// Controls, spaces and invisible characters: browsers drop some of them from URLs, and none of them
/// belongs into one.
fn is_passed_over(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{feff}' | '\u{fffd}')
}
