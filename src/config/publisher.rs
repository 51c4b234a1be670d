//! Who publishes: the key `publisher` of `site.yaml`.

use super::read::address;
use super::{Publisher, keys};
use crate::content::html::url::Destination;
use crate::content::yaml::{Field, Reader};

/// The publisher; who is not named has the site's title.
pub(super) fn publisher(reader: &mut Reader<'_>, field: Field<'_, '_>, title: &str) -> Publisher {
    let named = |name: String| Publisher {
        name,
        ..Publisher::default()
    };
    if field.scalar().is_some() {
        return named(reader.line(field).unwrap_or_else(|| title.to_owned()));
    }
    let Some(fields) = reader.fields(field, keys::PUBLISHER) else {
        return named(title.to_owned());
    };
    let mut links = Vec::new();
    for item in fields.get("links").items() {
        let written = reader.line(item);
        links.extend(written.and_then(|written| address(reader, item, written)));
    }
    let policies = fields.get("policies");
    let entries = policies.entries();
    if entries.is_none() && policies.node().is_some() {
        reader.wrong_type(policies, "a map");
    }
    Publisher {
        name: reader
            .line(fields.get("name"))
            .unwrap_or_else(|| title.to_owned()),
        logo: place(reader, fields.get("logo")),
        url: reader
            .line(fields.get("url"))
            .and_then(|written| address(reader, fields.get("url"), written)),
        links,
        policies: entries
            .into_iter()
            .flatten()
            .filter_map(|(label, value)| Some((label.trim().to_owned(), place(reader, value)?)))
            .collect(),
    }
}

/// An address, or a path of the site: every page links to it, so that one without `/` before it is from the root.
fn place(reader: &mut Reader<'_>, field: Field<'_, '_>) -> Option<String> {
    let written = reader.line(field)?;
    let is_relative =
        Destination::of(&written) == Destination::Internal && !written.starts_with('/');
    Some(if is_relative {
        format!("/{written}")
    } else {
        written
    })
}
