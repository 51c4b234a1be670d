//! The values of the indexes of all tags and of all authors.

use std::sync::Arc;

use tera::{Context, Value};

use super::{Head, context, map, or_none, site_versions, text, text_or_none};
use crate::diag::Diagnostic;
use crate::render::body::Origin;
use crate::render::structured;
use crate::render::view::View;
use crate::site::Label;
use crate::site::documents::{Document, Role};
use crate::site::listing::{ListingKey, ListingKind};

/// The values of the index of all tags or authors.
///
/// # Errors
/// None today; outputs are rendered alike.
pub fn index_page(view: &Arc<View>, kind: ListingKind) -> Result<Context, Box<Diagnostic>> {
    let base = view.base_of_site();
    let mut found: Vec<(String, Label, ListingKey, usize)> = view
        .listings(kind)
        .into_iter()
        .map(|key| {
            let label = view.label(key);
            (
                crate::content::slug::slugify(&label.name),
                label,
                key,
                view.count(key),
            )
        })
        .collect();
    found.sort_unstable_by(|a, b| (&a.0, &a.1.url).cmp(&(&b.0, &b.1.url)));
    let word = if kind == ListingKind::Tag {
        "tags"
    } else {
        "authors"
    };
    let title = super::word(view, word);
    let url = view.url();
    let head = Head {
        versions: site_versions(view, &format!("{word}/")),
        ..Head::of(&title, "", &url)
    };
    let mut context = context(view, &head);
    let structured = structured::listing_of_site(view, &url, &title);
    context.insert_value("structured", structured);
    let entries: Vec<Value> = found
        .iter()
        .map(|(_, label, key, count)| {
            if kind == ListingKind::Tag {
                return map(&[
                    ("name", text(&label.name)),
                    ("url", text(&base.href(&label.url))),
                    ("count", Value::from(*count)),
                ]);
            }
            let known = match view.person(key.name) {
                Some((
                    path,
                    Document {
                        role: Role::Person(_, person),
                        ..
                    },
                )) => Some((path, person)),
                _ => None,
            };
            let photo = known.as_ref().and_then(|(path, person)| {
                let origin = Origin {
                    view,
                    path: &view.text(*path),
                    url: &label.url,
                    is_sponsored: false,
                };
                // What is wrong with it is told by the author's own page.
                origin.portrait(person.photo.as_deref()?).ok()
            });
            map(&[
                ("name", text(&label.name)),
                ("url", text(&base.href(&label.url))),
                (
                    "team",
                    Value::from(known.as_ref().is_some_and(|(_, person)| person.team)),
                ),
                (
                    "role",
                    or_none(known.as_ref(), |(_, person)| text_or_none(&person.role)),
                ),
                ("photo", or_none(photo.as_ref(), |photo| text(&photo.src))),
                ("portrait", or_none(photo.as_ref(), super::photo::picture)),
                ("count", Value::from(*count)),
            ])
        })
        .collect();
    let name = if kind == ListingKind::Tag {
        "terms"
    } else {
        "people"
    };
    context.insert_value(name, Value::from(entries));
    Ok(context)
}
