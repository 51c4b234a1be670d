//! What a page was when it was sent: two hashes, by which a reader's browser and the server find out whether it has
//! to be loaded again, or only its style sheets.
//!
//! Nothing else is kept of a page that somebody looks at: the server may have started in between.

use std::path::Path;

use super::tags::{Part, tags};
use crate::fs::{Disk, Stamp, join_inside};
use crate::site::hash_of;
use crate::site::urls::{self, Base};

/// A page as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Version {
    /// A hash of all but where its style sheets are: its bytes, and the files of the site that it shows.
    pub page: u64,
    /// The addresses of its style sheets, in order, each with a sign of what the sheet is.
    pub sheets: Vec<String>,
}

impl Version {
    /// A hash of the style sheets.
    pub fn sheets_hash(&self) -> u64 {
        hash_of(&self.sheets)
    }
}

/// So many files that a page shows are looked at.
const FILES: usize = 200;

/// The version of a page: of its HTML, and of what the output folder has where it points.
///
/// `note` is what else shows on it.
pub fn of(html: &str, note: &str, base: &Base, disk: &dyn Disk, output: &Path) -> Version {
    let stamp = |address: &str| -> Option<Stamp> {
        let address = address.split(['?', '#']).next().unwrap_or_default();
        if !address.starts_with('/') && !address.starts_with(base.root()) {
            return None;
        }
        let path = urls::output_path(&base.strip(address));
        disk.stamp(&join_inside(output, &path)?)
    };
    let mut version = Version::default();
    let mut rest: Vec<&str> = Vec::new();
    let mut shown = Vec::new();
    let mut done = 0;
    for part in tags(html) {
        let Part::Open(tag) = part else { continue };
        let is_link = |rel: &str| {
            let of = tag.is("link").then(|| tag.attribute("rel")).flatten();
            of.is_some_and(|of| {
                of.split_ascii_whitespace()
                    .any(|one| one.eq_ignore_ascii_case(rel))
            })
        };
        if is_link("stylesheet") {
            let href = tag.attribute("href").unwrap_or_default().into_owned();
            let sign = stamp(&href).map(|stamp| hash_of(&stamp));
            version.sheets.push(marked(&href, sign));
            rest.push(html.get(done..tag.start).unwrap_or_default());
            done = tag.end;
        } else if shown.len() < FILES {
            for name in ["src", "poster"] {
                shown.extend(tag.attribute(name).and_then(|address| stamp(&address)));
            }
            if is_link("icon") {
                shown.extend(tag.attribute("href").and_then(|address| stamp(&address)));
            }
        }
    }
    rest.push(html.get(done..).unwrap_or_default());
    version.page = hash_of(&(rest, shown, note));
    version
}

/// An address that is another when what is there is.
fn marked(href: &str, sign: Option<u64>) -> String {
    match sign {
        Some(sign) if href.contains('?') => format!("{href}&presstime={sign:x}"),
        Some(sign) => format!("{href}?presstime={sign:x}"),
        None => href.to_owned(),
    }
}
