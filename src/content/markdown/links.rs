//! What becomes of the destinations of links and pictures.

use std::borrow::Cow;
use std::ops::Range;

use super::super::html::HtmlPolicy;
use super::super::html::url::{Destination, percent_decoded};
use super::report::Report;
use super::{Links, Options, Target};
use crate::content::picture::Picture;

/// A link as it is to be printed.
pub(super) enum Link<'d> {
    /// With this `href`; whether it leaves the site.
    To(Cow<'d, str>, Leaves),
    /// Its text alone.
    TextOnly,
}

/// Whether a link leaves the site, which decides its `rel`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Leaves {
    Yes,
    No,
}

/// Resolves the destinations in one text.
pub(super) struct Resolver<'a> {
    pub(super) options: &'a Options,
    pub(super) links: &'a dyn Links,
}

impl Resolver<'_> {
    /// What becomes of a link to `destination` that stands at `range`.
    pub(super) fn link<'d>(
        &self,
        destination: &'d str,
        range: Range<usize>,
        report: &mut Report,
    ) -> Link<'d> {
        if let Some(path) = self.own_path(destination) {
            return self.internal(&path, destination, range, report);
        }
        let kind = Destination::of(destination);
        match kind {
            Destination::Internal => self.internal(destination, destination, range, report),
            Destination::Web => Link::To(destination.into(), Leaves::Yes),
            Destination::Fragment | Destination::Query | Destination::Other => {
                Link::To(destination.into(), Leaves::No)
            }
            Destination::Empty => {
                let message = "this link has no destination";
                report.warn("dead-link", range, message);
                Link::To(destination.into(), Leaves::No)
            }
            Destination::Unsafe | Destination::DataImage => {
                if self.options.html == HtmlPolicy::Allow {
                    return Link::To(destination.into(), Leaves::No);
                }
                let message = format!("`{}` is not a destination for a link", shown(destination));
                let hint = "only its text is printed; link to a page, an address or a phone number";
                report.warn_with_hint("unsafe-link", range, message, hint);
                Link::TextOnly
            }
        }
    }

    /// Where the picture (or sound, or video) `source` that stands at `range` is to be loaded from, if it
    /// can be.
    pub(super) fn image<'d>(
        &self,
        source: &'d str,
        range: Range<usize>,
        report: &mut Report,
    ) -> Option<Cow<'d, str>> {
        let own = self.own_path(source);
        let kind = Destination::of(source);
        if own.is_none() && kind != Destination::Internal {
            let printed = kind.is_safe_media() && kind != Destination::Empty;
            if printed || self.options.html == HtmlPolicy::Allow {
                return Some(source.into());
            }
            let message = match kind {
                Destination::Empty => "this image has no source".to_owned(),
                _ => format!("`{}` is not a source for an image", shown(source)),
            };
            report.warn("missing-image", range, message);
            return None;
        }
        let written = own.as_deref().unwrap_or(source);
        let (path, suffix) = split(written);
        match self.links.image(&percent_decoded(path)) {
            Target::Url(url) => Some(joined(url, suffix, source)),
            Target::Unpublished => None,
            Target::Dead { hint } => {
                let message = format!("the image `{}` does not exist", shown(source));
                match hint {
                    Some(hint) => report.warn_with_hint("missing-image", range, message, hint),
                    None => report.warn("missing-image", range, message),
                }
                None
            }
        }
    }

    /// The picture `source` in several sizes, if it is one of the site.
    ///
    /// # Errors
    /// Why it can't be used.
    pub(super) fn picture(&self, source: &str) -> Result<Option<Picture>, String> {
        let own = self.own_path(source);
        if own.is_none() && Destination::of(source) != Destination::Internal {
            return Ok(None);
        }
        let (path, _) = split(own.as_deref().unwrap_or(source));
        self.links.picture(&percent_decoded(path))
    }

    fn internal<'d>(
        &self,
        path: &str,
        written: &'d str,
        range: Range<usize>,
        report: &mut Report,
    ) -> Link<'d> {
        let (path, suffix) = split(path);
        match self.links.link(&percent_decoded(path)) {
            Target::Url(url) => Link::To(joined(url, suffix, written), Leaves::No),
            Target::Unpublished => Link::TextOnly,
            Target::Dead { hint } => {
                let message = format!("the link `{}` leads nowhere", shown(written));
                match hint.or_else(|| usual_slip(written)) {
                    Some(hint) => report.warn_with_hint("dead-link", range, message, hint),
                    None => report.warn("dead-link", range, message),
                }
                Link::To(written.into(), Leaves::No)
            }
        }
    }

    /// The path from the site's root, where `destination` begins with the site's own URL.
    fn own_path(&self, destination: &str) -> Option<String> {
        let site = self.options.site_url.trim_end_matches('/');
        if site.is_empty() {
            return None;
        }
        let rest = destination.strip_prefix(site)?;
        match rest.as_bytes().first() {
            Some(b'/') => Some(rest.to_owned()),
            None | Some(b'#' | b'?') => Some(format!("/{rest}")),
            Some(_) => None,
        }
    }
}

/// What was meant by a destination that lacks its scheme.
fn usual_slip(destination: &str) -> Option<String> {
    let scheme = match destination {
        site if site.starts_with("www.") => "https://",
        address if address.contains('@') && !address.contains('/') => "mailto:",
        _ => return None,
    };
    Some(format!("did you mean `{scheme}{}`?", shown(destination)))
}

/// Splits query and fragment off.
fn split(destination: &str) -> (&str, &str) {
    destination.split_at(destination.find(['?', '#']).unwrap_or(destination.len()))
}

/// `url` with the suffix that was split off; the borrowed original where that is the same.
fn joined<'d>(url: String, suffix: &str, written: &'d str) -> Cow<'d, str> {
    let url = if suffix.is_empty() { url } else { url + suffix };
    if url == written {
        Cow::Borrowed(written)
    } else {
        Cow::Owned(url)
    }
}

/// A destination as a message shows it: short, and on one line.
pub(super) fn shown(destination: &str) -> String {
    const MOST: usize = 80;
    let mut shown: String = destination
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(MOST)
        .collect();
    if destination.chars().nth(MOST).is_some() {
        shown.push('…');
    }
    shown
}
