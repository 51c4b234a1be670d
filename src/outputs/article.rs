//! An article's page.

use std::sync::Arc;

use super::{Body, NONE, Output, Planned, Subject, only};
use crate::diag::Diagnostic;
use crate::render::{View, values};
use crate::site::Site;

pub struct Articles;

impl Output for Articles {
    fn name(&self) -> &'static str {
        super::ARTICLE
    }

    fn routes(&self, site: &Site, subject: Subject) -> Vec<Planned> {
        let Subject::Article(id) = subject else {
            return NONE;
        };
        site.public_row(id).map_or(NONE, |row| only(&row.url))
    }

    fn render(&self, view: &Arc<View>, subject: Subject, _: u32) -> Result<Body, Box<Diagnostic>> {
        let Subject::Article(id) = subject else {
            return Err(view.no_such_route());
        };
        let page = values::article_page(view, id)?;
        view.template("article.html", page)
    }
}
