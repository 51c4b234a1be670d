//! The theme's assets, each under a name that carries a hash of its bytes.

use std::sync::Arc;

use super::{Body, NONE, Output, Planned, Subject, only};
use crate::diag::Diagnostic;
use crate::render::View;
use crate::site::Site;

pub struct Assets;

impl Output for Assets {
    fn name(&self) -> &'static str {
        "asset"
    }

    fn routes(&self, site: &Site, subject: Subject) -> Vec<Planned> {
        let Subject::Asset(name) = subject else {
            return NONE;
        };
        site.theme
            .asset_url(&site.names.text(name))
            .map_or(NONE, only)
    }

    fn render(&self, view: &Arc<View>, subject: Subject, _: u32) -> Result<Body, Box<Diagnostic>> {
        let Subject::Asset(name) = subject else {
            return Err(view.no_such_route());
        };
        view.asset_bytes(name)
            .map(Body::Bytes)
            .ok_or_else(|| view.no_such_route())
    }
}
