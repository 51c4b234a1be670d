//! The files beside a bundle's `index.md`, published below the article's URL.

use std::sync::Arc;

use super::{Body, NONE, Output, Planned, Subject};
use crate::diag::Diagnostic;
use crate::render::View;
use crate::site::Site;

pub struct Attachments;

impl Output for Attachments {
    fn name(&self) -> &'static str {
        "attachment"
    }

    fn routes(&self, site: &Site, subject: Subject) -> Vec<Planned> {
        let Subject::Article(id) = subject else {
            return NONE;
        };
        let Some(row) = site.public_row(id) else {
            return NONE;
        };
        let Some(folder) = row.bundle() else {
            return NONE;
        };
        let files = site.attachments(folder).zip(0..);
        files
            .map(|((below, path), _)| Planned {
                // The file's own number: a new neighbour must not renumber it.
                part: site.names.intern(path).0,
                path: attachment_url(&row.url, below)
                    .trim_start_matches('/')
                    .to_owned(),
            })
            .collect()
    }

    fn render(&self, view: &Arc<View>, _: Subject, part: u32) -> Result<Body, Box<Diagnostic>> {
        view.file(crate::site::names::Name(part))
    }
}

/// Where a bundle's file is: below the article, or beside it where its URL names a file.
pub fn attachment_url(article: &str, below: &str) -> String {
    let folder = article.rsplit_once('/').map_or("", |(folder, last)| {
        if last.is_empty() || last.contains('.') {
            folder
        } else {
            article
        }
    });
    format!("{folder}/{below}")
}
