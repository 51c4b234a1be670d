//! Plain pages: about, policies, contact.

use std::sync::Arc;

use super::{Body, NONE, Output, Planned, Subject, only};
use crate::diag::Diagnostic;
use crate::render::{View, values};
use crate::site::Site;
use crate::site::documents::Role;

pub struct Pages;

impl Output for Pages {
    fn name(&self) -> &'static str {
        super::PAGE
    }

    fn routes(&self, site: &Site, subject: Subject) -> Vec<Planned> {
        let Subject::Document(path) = subject else {
            return NONE;
        };
        match site.document(path) {
            Some(document) if matches!(document.role, Role::Page(..)) => only(&document.url),
            _ => NONE,
        }
    }

    fn render(&self, view: &Arc<View>, subject: Subject, _: u32) -> Result<Body, Box<Diagnostic>> {
        let Subject::Document(path) = subject else {
            return Err(view.no_such_route());
        };
        view.template("page.html", values::plain_page(view, path)?)
    }
}
