//! The front page of each language.

use std::sync::Arc;

use super::{Body, NONE, Output, Planned, Subject, only};
use crate::diag::Diagnostic;
use crate::render::{View, values};
use crate::site::{Site, urls};

pub struct Fronts;

impl Output for Fronts {
    fn name(&self) -> &'static str {
        "front page"
    }

    fn routes(&self, site: &Site, subject: Subject) -> Vec<Planned> {
        let Subject::Language(lang) = subject else {
            return NONE;
        };
        only(&urls::home(&site.names.text(lang), &site.config.language))
    }

    fn render(&self, view: &Arc<View>, _: Subject, _: u32) -> Result<Body, Box<Diagnostic>> {
        view.template("front.html", values::front_page(view))
    }
}
