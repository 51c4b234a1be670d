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
        let url = urls::feeds(&urls::home(&site.names.text(lang), &site.config.language));
        let has_feeds = !site.config.feed.formats.is_empty();
        if has_feeds && super::is_offered(site, TEMPLATE, &url) {
            only(&url)
        } else {
            NONE
        }
    }

    fn render(&self, view: &Arc<View>, _: Subject, _: u32) -> Result<Body, Box<Diagnostic>> {
        view.template(TEMPLATE, values::feeds_page(view))
    }
}
