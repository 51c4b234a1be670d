//! The page that tells readers which feeds there are.

use std::sync::Arc;

use super::{Body, NONE, Output, Planned, Subject, only};
use crate::diag::Diagnostic;
use crate::render::{View, values};
use crate::site::{Site, urls};

/// Its template.
const TEMPLATE: &str = "feeds.html";

pub struct FeedIndexes;

impl Output for FeedIndexes {
    fn name(&self) -> &'static str {
        "feed index"
    }

    fn routes(&self, site: &Site, subject: Subject) -> Vec<Planned> {
        let Subject::Language(lang) = subject else {
            return NONE;
        };
        let lang = site.names.text(lang);
        let url = urls::feeds(&urls::home(&lang, &site.config.language));
        if site.config.has_feeds(&lang) && super::is_offered(site, TEMPLATE, &url) {
            only(&url)
        } else {
            NONE
        }
    }

    fn render(&self, view: &Arc<View>, _: Subject, _: u32) -> Result<Body, Box<Diagnostic>> {
        view.template(TEMPLATE, values::feeds_page(view))
    }
}
