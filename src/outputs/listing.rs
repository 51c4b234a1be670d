//! The pages of sections, tags, authors, series, years and months: a head with the newest articles, and
//! numbered pages that, once full, never change again.

use std::sync::Arc;

use super::{Body, NONE, Output, Planned, Subject, only};
use crate::content::Instant;
use crate::diag::Diagnostic;
use crate::render::{View, values};
use crate::site::listing::ListingKind;
use crate::site::{Site, urls};

pub struct Listings;

impl Output for Listings {
    fn name(&self) -> &'static str {
        "listing"
    }

    fn routes(&self, site: &Site, subject: Subject) -> Vec<Planned> {
        let Subject::Listing(key) = subject else {
            return NONE;
        };
        if key.kind == ListingKind::All || !site.has_page(key) {
            return NONE;
        }
        let head = urls::listing(&site.names, key, &site.config.language);
        let pages = site.listing(key).pages(site.config.page_size as usize);
        let numbered = (1..=u32::try_from(pages).unwrap_or(u32::MAX))
            .map(|part| Planned::page(part, &urls::listing_page(&head, part)));
        numbered.chain(only(&head)).collect()
    }

    fn era(&self, site: &Site, subject: Subject, part: u32) -> Instant {
        let Subject::Listing(key) = subject else {
            return Instant::MAX;
        };
        let ids = &site.listing(key).ids;
        let size = site.config.page_size as usize;
        let last = match part {
            0 => ids.len(),
            page => (page as usize).saturating_mul(size).min(ids.len()),
        };
        let newest = last
            .checked_sub(1)
            .and_then(|last| site.row(*ids.get(last)?));
        newest.map_or(Instant::MAX, |row| row.date)
    }

    fn render(
        &self,
        view: &Arc<View>,
        subject: Subject,
        part: u32,
    ) -> Result<Body, Box<Diagnostic>> {
        let Subject::Listing(key) = subject else {
            return Err(view.no_such_route());
        };
        view.template("listing.html", values::listing_page(view, key, part)?)
    }
}
