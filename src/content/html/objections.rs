//! What the sanitizer takes out of somebody's HTML, in words, and what to do instead.

use std::ops::Range;

use super::sanitize::{host_of, is_allowed, is_embed, keeps};
use super::tags::Tag;

const TRUST: &str =
    "write it as Markdown, or set `markdown.html` to `allow` if everybody who writes is trusted";

/// Something that is taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    /// What it is, as in ``the element `form` ``; the same for all of its kind.
    pub what: String,
    /// What to do about it.
    pub hint: &'static str,
    /// Where it is, in the text that the tag is of.
    pub at: Range<usize>,
}

/// What will be taken of a tag that was written by hand: all of it, or some attributes.
pub fn objections(tag: &Tag, embeds: &[String]) -> Vec<Objection> {
    let name = &*tag.name;
    // Markdown's task lists alone have boxes.
    if !is_allowed(name) || name == "input" {
        return vec![Objection {
            what: format!("the element `{name}`"),
            hint: instead_of(name),
            at: tag.range.clone(),
        }];
    }
    if tag.closing {
        return Vec::new();
    }
    if name == "iframe" {
        let src = tag.get("src").unwrap_or_default();
        if !is_embed(&src, embeds) {
            let (from, hint) = match host_of(&src) {
                Some(host) => (
                    host,
                    "list its host under `markdown.embeds`, if you trust it",
                ),
                None => (
                    "nowhere".into(),
                    "give it a `src` that begins with `https://`",
                ),
            };
            let what = format!("an `iframe` from {from}");
            let at = tag.range.clone();
            return vec![Objection { what, hint, at }];
        }
    }
    let refused = tag.attributes.iter();
    refused
        .filter(|attribute| !keeps(name, attribute, embeds))
        .map(|attribute| Objection {
            what: format!("the attribute `{}`", attribute.name),
            hint: without(&attribute.name),
            at: attribute.range.clone(),
        })
        .collect()
}

/// What to do about an element that is not allowed.
fn instead_of(element: &str) -> &'static str {
    match element {
        "script" | "noscript" => {
            "scripts belong into the theme's templates; set `markdown.html` to `allow` if everybody who writes \
             is trusted"
        }
        "style" | "link" => "styles belong into the theme's stylesheet",
        "object" | "embed" | "applet" | "param" | "frame" | "frameset" => {
            "embed it by an `iframe`, and list its host under `markdown.embeds`"
        }
        "input" => "a box to tick is part of a task list: `- [ ] …`",
        "form" | "button" | "select" | "option" | "textarea" | "label" | "fieldset" => {
            "link to the page that has the form, or embed that by an `iframe`"
        }
        _ => TRUST,
    }
}

/// What to do about an attribute that is not allowed.
fn without(attribute: &str) -> &'static str {
    match attribute {
        "style" => "of styles only harmless ones stay, such as `text-align` and `width`",
        "href" | "src" | "poster" | "srcset" | "cite" => {
            "give a path, or an address that begins with `https://`"
        }
        handler if handler.starts_with("on") => {
            "scripts belong into the theme's templates; set `markdown.html` to `allow` if everybody who writes \
             is trusted"
        }
        _ => "it does nothing here: take it out",
    }
}
