//! The files of `static/`, at the same paths.

use std::sync::Arc;

use super::{Body, NONE, Output, Planned, Subject};
use crate::diag::Diagnostic;
use crate::render::View;
use crate::site::Site;

pub struct StaticFiles;

impl Output for StaticFiles {
    fn name(&self) -> &'static str {
        "static file"
    }

    fn routes(&self, site: &Site, subject: Subject) -> Vec<Planned> {
        let Subject::File(path) = subject else {
            return NONE;
        };
        let text = site.names.text(path);
        match (text.strip_prefix("static/"), site.file(path)) {
            (Some(below), Some(_)) => vec![Planned {
                part: 0,
                path: below.to_owned(),
            }],
            _ => NONE,
        }
    }

    fn render(&self, view: &Arc<View>, subject: Subject, _: u32) -> Result<Body, Box<Diagnostic>> {
        let Subject::File(path) = subject else {
            return Err(view.no_such_route());
        };
        view.file(path)
    }
}
