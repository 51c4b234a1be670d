//! `404.html`, which static hosts show for a URL that they do not have.

use std::sync::Arc;

use super::{Body, NONE, Output, Planned, Subject, only};
use crate::diag::Diagnostic;
use crate::render::{View, values};
use crate::site::{Site, urls};

pub struct NotFound;

impl Output for NotFound {
    fn name(&self) -> &'static str {
        "404 page"
    }

    fn routes(&self, site: &Site, subject: Subject) -> Vec<Planned> {
        let Subject::Language(lang) = subject else {
            return NONE;
        };
        only(&format!(
            "{}404.html",
            urls::home(&site.names.text(lang), &site.config.language)
        ))
    }

    fn render(&self, view: &Arc<View>, _: Subject, _: u32) -> Result<Body, Box<Diagnostic>> {
        view.template("404.html", values::not_found_page(view))
    }
}
