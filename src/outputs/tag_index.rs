//! The index of all tags of a language.

use std::sync::Arc;

use super::{Body, NONE, Output, Planned, Subject, only};
use crate::diag::Diagnostic;
use crate::render::{View, values};
use crate::site::listing::ListingKind;
use crate::site::{Site, urls};

pub struct TagIndexes;

impl Output for TagIndexes {
    fn name(&self) -> &'static str {
        "tag index"
    }

    fn routes(&self, site: &Site, subject: Subject) -> Vec<Planned> {
        let Subject::Language(lang) = subject else {
            return NONE;
        };
        only(&format!(
            "{}tags/",
            urls::home(&site.names.text(lang), &site.config.language)
        ))
    }

    fn render(&self, view: &Arc<View>, _: Subject, _: u32) -> Result<Body, Box<Diagnostic>> {
        view.template("terms.html", values::index_page(view, ListingKind::Tag)?)
    }
}
