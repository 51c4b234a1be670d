//! Listings and authors.

use tera::Value;

use super::site::{breadcrumbs, page, way_to};
use super::{Node, script};
use crate::render::is_elsewhere;
use crate::render::view::View;
use crate::site::listing::{ListingKey, ListingKind};
use crate::site::names::Name;

/// The graph of a listing's page at a URL path. `trail` leads down to it.
pub(in crate::render) fn listing(
    view: &View,
    url: &str,
    name: &str,
    description: &str,
    trail: Vec<(String, String)>,
) -> Value {
    let page = page(view, "CollectionPage", url, name).with("description", description);
    script(&[page, breadcrumbs(view, trail)])
}

/// The graph of a page that lists something of the whole site.
pub(in crate::render) fn listing_of_site(view: &View, url: &str, name: &str) -> Value {
    let page = page(view, "CollectionPage", url, name);
    script(&[page, way_to(view, url, name)])
}

/// The graph of an author's page at a URL path: whose it is.
pub(in crate::render) fn author(view: &View, url: &str, name: &str, author: &Value) -> Value {
    let page = page(view, "ProfilePage", url, name).with("mainEntity", creator(view, author));
    script(&[page, way_to(view, url, name)])
}

/// Who wrote something, by the value that templates have of them.
pub(super) fn creator<'a>(view: &View, author: &'a Value) -> Node<'a> {
    let base = view.base_of_site();
    let text = |key: &'static str| author.get_from_path(key).and_then(Value::as_str);
    let is_team = author.get_from_path("team").and_then(Value::as_bool) == Some(true);
    let links = author
        .get_from_path("links")
        .and_then(Value::as_array)
        .unwrap_or_default();
    let links: Vec<&str> = links
        .iter()
        .filter_map(|link| link.get_from_path("url")?.as_str())
        // What the outlet itself says of them is not another of their selves.
        .filter(|url| is_elsewhere(url) && !url.starts_with(base.root()))
        .collect();
    let photo = text("photo").map(|photo| base.absolute_href(photo));
    let role = if is_team { "description" } else { "jobTitle" };
    Node::new(if is_team { "Organization" } else { "Person" })
        .with("name", text("name").unwrap_or_default())
        .with_some("url", text("url").map(|url| base.absolute_href(url)))
        .with_some(role, text("role"))
        .with_some("image", photo)
        .with("sameAs", links)
}

/// The way down to an article's section, or to a section: those above it first.
pub(in crate::render) fn section_trail(view: &View, section: Name) -> Vec<(String, String)> {
    let path = view.text(section);
    let ends = path.match_indices('/').map(|(at, _)| at);
    ends.chain([path.len()])
        .filter_map(|end| {
            let key = ListingKey {
                kind: ListingKind::Section,
                lang: view.lang(),
                name: view.name(path.get(..end)?),
            };
            // Nothing stands in the way to a section that has no page itself: those above it have its articles.
            let link = view.link(key);
            let text = |part| {
                link.get_from_path(part)
                    .and_then(Value::as_str)
                    .map(str::to_owned)
            };
            Some((text("name")?, text("url")?))
        })
        .collect()
}
