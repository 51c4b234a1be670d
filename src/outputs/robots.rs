//! `robots.txt` (RFC 9309), with the way to the sitemap.

use std::sync::Arc;

use super::{Body, NONE, Output, Planned, Subject, only};
use crate::diag::Diagnostic;
use crate::render::View;
use crate::site::Site;

pub struct Robots;

impl Output for Robots {
    fn name(&self) -> &'static str {
        "robots.txt"
    }

    fn routes(&self, site: &Site, subject: Subject) -> Vec<Planned> {
        // A site that brings its own keeps it.
        let own = site
            .names
            .find("static/robots.txt")
            .and_then(|path| site.file(path));
        if subject == Subject::Site && own.is_none() {
            only("/robots.txt")
        } else {
            NONE
        }
    }

    fn render(&self, view: &Arc<View>, _: Subject, _: u32) -> Result<Body, Box<Diagnostic>> {
        view.settings();
        let sitemap = view.base().absolute("/sitemap.xml");
        Ok(Body::Bytes(
            format!("User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n").into_bytes(),
        ))
    }
}
