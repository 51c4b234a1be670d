//! Prints: what is made of a photo, at the widths and in the shapes that pages ask for. Which there are depends on
//! what other routes ask, so the engine plans them when those are rendered, and makes them.

use std::sync::Arc;

use super::{Body, NONE, Output, Planned, Subject};
use crate::diag::Diagnostic;
use crate::render::View;
use crate::site::Site;

pub struct Prints;

impl Output for Prints {
    fn name(&self) -> &'static str {
        super::PRINT
    }

    fn routes(&self, site: &Site, subject: Subject) -> Vec<Planned> {
        let Subject::Print(file, cut) = subject else {
            return NONE;
        };
        let print = site.print(file, cut);
        // A cut that the photo has become too small for is another cut now.
        let print = print.filter(|print| print.size.0 == u32::from(cut.width));
        print.map_or(NONE, |print| {
            vec![Planned {
                part: 0,
                path: print.url.trim_start_matches('/').to_owned(),
            }]
        })
    }

    fn render(&self, view: &Arc<View>, _: Subject, _: u32) -> Result<Body, Box<Diagnostic>> {
        // The engine makes prints by themselves, many of one photo at once.
        Err(view.no_such_route())
    }
}
