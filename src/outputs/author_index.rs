//! The index of all authors of a language.

use std::sync::Arc;

use super::{Body, NONE, Output, Planned, Subject, only};
use crate::diag::Diagnostic;
use crate::render::{View, values};
use crate::site::listing::ListingKind;
use crate::site::{Site, urls};

pub struct AuthorIndexes;

impl Output for AuthorIndexes {
    fn name(&self) -> &'static str {
        "author index"
    }

    fn routes(&self, site: &Site, subject: Subject) -> Vec<Planned> {
        let Subject::Language(lang) = subject else {
            return NONE;
        };
        only(&format!(
            "{}authors/",
            urls::home(&site.names.text(lang), &site.config.language)
        ))
    }

    fn render(&self, view: &Arc<View>, _: Subject, _: u32) -> Result<Body, Box<Diagnostic>> {
        view.template(
            "people.html",
            values::index_page(view, ListingKind::Author)?,
        )
    }
}
