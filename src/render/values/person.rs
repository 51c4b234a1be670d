//! The values of authors.

use std::sync::Arc;

use tera::Value;

use super::{extra, html, map, or_none, text, text_or_none};
use crate::content::Extra;
use crate::render::body::{Origin, written};
use crate::render::images::Trouble;
use crate::render::view::View;
use crate::site::Label;
use crate::site::documents::Role;
use crate::site::listing::ListingKind;
use crate::site::names::Name;
use crate::site::question::Question;

/// An author as an article's byline and box show them.
pub(super) fn author(view: &Arc<View>, slug: Name, spelling: Name) -> Value {
    let site = view.site();
    let id = site.author_id(slug);
    view.ask(Question::Label(site.key(
        ListingKind::Author,
        view.lang(),
        id,
    )));
    if view.person(id).is_some() {
        return view.remember_person(id, |view| person(view, id));
    }
    let label = site.byline(slug, spelling, view.lang());
    nobody(view, &label)
}

/// An author of whom there is no file.
pub(super) fn nobody(view: &View, label: &Label) -> Value {
    map(&[
        ("name", text(&label.name)),
        ("url", text(&view.base_of_site().href(&label.url))),
        ("absolute", text(&view.base_of_site().absolute(&label.url))),
        ("team", Value::from(false)),
        ("role", Value::none()),
        ("photo", Value::none()),
        ("portrait", Value::none()),
        ("bio", Value::none()),
        ("email", Value::none()),
        ("fediverse", Value::none()),
        ("links", Value::from(Vec::<Value>::new())),
        ("lang", Value::none()),
        ("extra", extra(&Extra::Null)),
    ])
}

/// An author of whom there is a file.
pub(super) fn person(view: &Arc<View>, id: Name) -> Value {
    let label = view.label(view.site().key(ListingKind::Author, view.lang(), id));
    let Some((path, document)) = view.person(id) else {
        return nobody(view, &label);
    };
    let Role::Person(_, person) = &document.role else {
        return nobody(view, &label);
    };
    let path = view.text(path);
    let source = document.source(&path);
    let origin = Origin {
        view,
        path: &path,
        url: &label.url,
        is_sponsored: false,
    };
    let photo = person.photo.as_deref().and_then(|src| {
        let told = |trouble: Trouble| {
            view.report([trouble.diagnostic(written(&source, src), src)]);
        };
        origin.portrait(src).map_err(told).ok()
    });
    let links: Vec<Value> = person
        .links
        .iter()
        .map(|(label, url)| map(&[("label", text(label)), ("url", text(url))]))
        .collect();
    let bio = origin.fragment(document.body(), &|| document.body_place(&path));
    map(&[
        ("name", text(&person.name)),
        ("url", text(&view.base_of_site().href(&label.url))),
        ("absolute", text(&view.base_of_site().absolute(&label.url))),
        ("team", Value::from(person.team)),
        ("role", text_or_none(&person.role)),
        ("photo", or_none(photo.as_ref(), |photo| text(&photo.src))),
        ("portrait", or_none(photo.as_ref(), super::photo::picture)),
        (
            "bio",
            if bio.is_empty() {
                Value::none()
            } else {
                html(&bio)
            },
        ),
        ("email", or_none(person.email.as_deref(), text)),
        ("fediverse", or_none(person.fediverse.as_deref(), text)),
        ("links", Value::from(links)),
        (
            "lang",
            or_none(
                Some(document.lang).filter(|lang| *lang != view.lang()),
                |lang| text(&view.text(lang)),
            ),
        ),
        ("extra", extra(&person.extra)),
    ])
}
