//! The files beside a bundle's `index.md`, published below the URL of the article, page, author or section that it
//! is about.

use std::sync::Arc;

use super::{Body, NONE, Output, Planned, Subject};
use crate::diag::{Diagnostic, Place};
use crate::photo::{Kind, safe_svg_and_why};
use crate::render::View;
use crate::site::documents::Role;
use crate::site::listing::ListingKind;
use crate::site::names::Name;
use crate::site::row::bundle_of;
use crate::site::{FileFacts, Site, urls};

pub struct Attachments;

impl Output for Attachments {
    fn name(&self) -> &'static str {
        "attachment"
    }

    fn routes(&self, site: &Site, subject: Subject) -> Vec<Planned> {
        let Some((file, page)) = owner(site, subject) else {
            return NONE;
        };
        let Some(folder) = bundle_of(&file) else {
            return NONE;
        };
        let files = site.attachments(folder);
        let originals = site.config.photos.originals;
        let is_original = |path: &str| {
            let facts = site.names.find(path).and_then(|path| site.file(path));
            facts.is_some_and(FileFacts::is_original)
        };
        files
            .filter(|(_, path)| originals || !is_original(path))
            .map(|(below, path)| Planned {
                // The file's own number: a new neighbour must not renumber it.
                part: site.names.intern(path).0,
                path: attachment_url(&page, below)
                    .trim_start_matches('/')
                    .to_owned(),
            })
            .collect()
    }

    fn render(&self, view: &Arc<View>, _: Subject, part: u32) -> Result<Body, Box<Diagnostic>> {
        let file = Name(part);
        let facts = view.file_facts(&view.text(file));
        if facts.and_then(FileFacts::kind) == Some(Kind::Svg) {
            drawing(view, file)
        } else {
            view.file(file)
        }
    }
}

/// A drawing without what could act in a reader's browser.
fn drawing(view: &View, file: Name) -> Result<Body, Box<Diagnostic>> {
    let bytes = view.bytes(file)?;
    // One that can't be made safe is no picture to begin with, and published nowhere.
    let safe = safe_svg_and_why(&bytes).map_err(|_| view.no_such_route())?;
    if !safe.removed.is_empty() {
        let removed = safe.removed.join(", ");
        let message = format!("this drawing is published without {removed}");
        let warning = Diagnostic::warning("unsafe-drawing", message)
            .at(Place::file(&view.text(file)))
            .hint("pictures beside articles may not act; what must is put into static/");
        view.report([warning]);
    }
    Ok(Body::Bytes(safe.bytes))
}

/// The content file whose bundle a subject publishes, and the URL path of its page.
fn owner(site: &Site, subject: Subject) -> Option<(Arc<str>, String)> {
    match subject {
        Subject::Article(id) => {
            let row = site.public_row(id).filter(|row| row.bundle().is_some())?;
            Some((Arc::from(&*row.path), row.url.to_string()))
        }
        Subject::Document(path) => {
            let page = site.document(path)?;
            let is_page = matches!(page.role, Role::Page(..));
            is_page.then(|| (site.names.text(path), page.url.to_string()))
        }
        // Authors and introductions have their pages in listings, in every language that shows them.
        Subject::Listing(key) if site.has_page(key) => {
            let (path, _) = match key.kind {
                ListingKind::Author => site.person(key.name, key.lang)?,
                ListingKind::Section => site.introduction(key)?,
                _ => return None,
            };
            let page = urls::listing(&site.names, key, &site.config.language);
            Some((site.names.text(path), page))
        }
        _ => None,
    }
}

/// Where a bundle's file is: below the page, or beside it where its URL names a file.
pub fn attachment_url(page: &str, below: &str) -> String {
    let folder = page.rsplit_once('/').map_or("", |(folder, last)| {
        if last.is_empty() || last.contains('.') {
            folder
        } else {
            page
        }
    });
    format!("{folder}/{below}")
}
