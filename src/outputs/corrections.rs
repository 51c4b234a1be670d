//! The page that lists what the outlet had to correct.

use std::sync::Arc;

use super::{Body, NONE, Output, Planned, Subject, only};
use crate::diag::Diagnostic;
use crate::render::{View, values};
use crate::site::{Site, urls};

/// Its template.
const TEMPLATE: &str = "corrections.html";

pub struct Corrections;

impl Output for Corrections {
    fn name(&self) -> &'static str {
        "corrections page"
    }

    fn routes(&self, site: &Site, subject: Subject) -> Vec<Planned> {
        let Subject::Language(lang) = subject else {
            return NONE;
        };
        let home = urls::home(&site.names.text(lang), &site.config.language);
        let url = urls::corrections(&home);
        if super::is_offered(site, TEMPLATE, &url) {
            only(&url)
        } else {
            NONE
        }
    }

    fn render(&self, view: &Arc<View>, _: Subject, _: u32) -> Result<Body, Box<Diagnostic>> {
        view.template(TEMPLATE, values::corrections_page(view)?)
    }
}
