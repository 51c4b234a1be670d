//! What an outlet declares in plain text: `ads.txt` (IAB Tech Lab 1.1), `security.txt` (RFC 9116) and
//! `trust.txt` (JournalList.net).

use std::fmt::Write;
use std::sync::Arc;

use super::{Body, NONE, Output, Planned, Subject};
use crate::changes::CONFIG;
use crate::config::Publishing;
use crate::content::Instant;
use crate::diag::{Diagnostic, Place};
use crate::render::View;
use crate::site::Site;

/// What a declaration says.
type Text = fn(&Publishing) -> String;

/// Where each declaration is, and what it says; empty where the site declares nothing.
const DECLARATIONS: &[(&str, Text)] = &[
    ("ads.txt", ads),
    (SECURITY, security),
    ("trust.txt", trust),
    (".well-known/trust.txt", trust),
];

const SECURITY: &str = ".well-known/security.txt";

/// So long before the end of `security.txt` it is told, in seconds.
const SOON: Instant = 30 * 24 * 3600;

pub struct Declarations;

impl Output for Declarations {
    fn name(&self) -> &'static str {
        "declaration"
    }

    fn routes(&self, site: &Site, subject: Subject) -> Vec<Planned> {
        if subject != Subject::Site {
            return NONE;
        }
        let all = (0..).zip(DECLARATIONS);
        all.filter(|(_, (path, text))| {
            !text(&site.config.publishing).is_empty() && !super::is_brought(site, path)
        })
        .map(|(part, (path, _))| Planned {
            part,
            path: (*path).to_owned(),
        })
        .collect()
    }

    fn render(&self, view: &Arc<View>, _: Subject, part: u32) -> Result<Body, Box<Diagnostic>> {
        let declaration = DECLARATIONS.get(part as usize);
        let (path, text) = declaration.ok_or_else(|| view.no_such_route())?;
        if *path == SECURITY {
            view.report(ending(view));
        }
        Ok(Body::Bytes(text(&view.settings().publishing).into_bytes()))
    }
}

/// What there is to say of the end of `security.txt`, past which nobody heeds it.
fn ending(view: &View) -> Option<Diagnostic> {
    let security = &view.settings().publishing.security;
    let (_, end) = security.iter().find(|(name, _)| name == "expires")?;
    let instant = end.parse::<jiff::Timestamp>().ok()?.as_second();
    let message = if view.has_passed(instant) {
        format!("security.txt expired at {end}, and nobody heeds it any more")
    } else if view.has_passed(instant - SOON) {
        format!("security.txt expires soon, at {end}")
    } else {
        return None;
    };
    let warning = Diagnostic::warning("expiring-declaration", message).at(Place::file(CONFIG));
    Some(warning.hint("see that it holds, and set `security_txt: {expires: …}` to within a year"))
}

fn ads(publishing: &Publishing) -> String {
    lines(publishing.ads.iter().cloned())
}

fn security(publishing: &Publishing) -> String {
    let fields = publishing.security.iter();
    lines(fields.map(|(name, value)| format!("{}: {value}", header_case(name))))
}

fn trust(publishing: &Publishing) -> String {
    let fields = publishing.trust.iter();
    lines(fields.map(|(name, value)| format!("{name}={value}")))
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines.fold(String::new(), |mut out, line| {
        let _ = writeln!(out, "{line}");
        out
    })
}

/// `preferred_languages` as `Preferred-Languages`.
fn header_case(name: &str) -> String {
    let words = name.split('_').map(|word| {
        let mut letters = word.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        first.chain(letters).collect::<String>()
    });
    words.collect::<Vec<_>>().join("-")
}
