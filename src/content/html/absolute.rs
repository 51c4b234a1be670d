//! HTML that is read away from its page: in feeds, and in structured data.

use std::borrow::Cow;

use ammonia::Url;

use super::push_text;
use super::srcset::{candidates, joined};
use super::tags::{Tag, tags};

/// Attributes whose value is an address.
const ADDRESSES: &[&str] = &["href", "src", "poster", "cite", "data", "action"];

/// Attributes whose value is a `srcset`.
const PICTURES: &[&str] = &["srcset", "imagesrcset"];

/// The HTML with every relative address made absolute against the page that it stands on (RFC 3986 §5): paths,
/// fragments, queries, and those that begin with a host. `page` is that page's absolute address.
pub fn absolute(html: &str, page: &str) -> String {
    // Without attributes there are no addresses, as in most answers of an FAQ.
    if !html.contains('=') {
        return html.to_owned();
    }
    let Ok(page) = Url::parse(page) else {
        return html.to_owned();
    };
    let mut out = String::with_capacity(html.len() + 256);
    let mut copied = 0;
    for tag in tags(html).filter(|tag| !tag.closing) {
        for attribute in &tag.attributes {
            let name = &*attribute.name;
            let made = if is_address(&tag, name) {
                resolved(&page, &attribute.decoded())
            } else if PICTURES.contains(&name) {
                pictures(&page, &attribute.decoded())
            } else {
                None
            };
            let Some(value) = made else { continue };
            let before = html.get(copied..attribute.range.start);
            out.push_str(before.unwrap_or_default());
            for part in [name, "=\""] {
                out.push_str(part);
            }
            push_text(&mut out, &value);
            out.push('"');
            copied = attribute.range.end;
        }
    }
    out.push_str(html.get(copied..).unwrap_or_default());
    out
}

/// Whether an attribute of the tag is an address; `data` is one of `object` alone.
fn is_address(tag: &Tag<'_>, name: &str) -> bool {
    ADDRESSES.contains(&name) && (name != "data" || tag.name == "object")
}

/// The absolute form of what is relative.
fn resolved(page: &Url, written: &str) -> Option<String> {
    // Most of what stands in an article is absolute, and need not be taken apart.
    let is_web = ["https://", "http://"]
        .iter()
        .any(|scheme| written.starts_with(scheme));
    if is_web || Url::parse(written).is_ok() {
        return None;
    }
    page.join(written).ok().map(Into::into)
}

/// The same for a `srcset`, if any of its pictures is relative.
fn pictures(page: &Url, written: &str) -> Option<String> {
    let candidates = candidates(written);
    let made = candidates.iter().map(|candidate| {
        let url = resolved(page, candidate.url).map_or(Cow::Borrowed(candidate.url), Cow::Owned);
        (url, candidate.descriptor)
    });
    let made: Vec<(Cow<'_, str>, &str)> = made.collect();
    let is_changed = made.iter().any(|(url, _)| matches!(url, Cow::Owned(_)));
    let pictures = made
        .into_iter()
        .map(|(url, descriptor)| (url.into_owned(), descriptor));
    is_changed.then(|| joined(pictures))
}
