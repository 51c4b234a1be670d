//! The values of the page that lists the feeds.

use std::sync::Arc;

use tera::{Context, Value};

use super::{Head, context, map, site_versions, text, word};
use crate::render::structured;
use crate::render::view::View;
use crate::site::Label;
use crate::site::listing::ListingKind;
use crate::site::summary::{FeedLink, feeds_at as feeds_of};

/// The values of the page that lists the feeds of a language.
pub fn feeds_page(view: &Arc<View>) -> Context {
    let title = word(view, "feeds");
    let url = view.url();
    let head = Head {
        versions: site_versions(view, "feeds/"),
        ..Head::of(&title, "", &url)
    };
    let mut context = context(view, &head);
    let structured = structured::listing_of_site(view, &url, &title);
    context.insert_value("structured", structured);
    let kinds = [
        ("sections", ListingKind::Section),
        ("authors", ListingKind::Author),
        ("tags", ListingKind::Tag),
    ];
    let groups = kinds.into_iter().filter_map(|(name, kind)| {
        let items = of_kind(view, kind);
        (!items.is_empty()).then(|| {
            map(&[
                ("name", text(&word(view, name))),
                ("items", Value::from(items)),
            ])
        })
    });
    context.insert_value("groups", Value::from(groups.collect::<Vec<_>>()));
    context
}

/// The listings of a kind with their feeds, by name.
fn of_kind(view: &View, kind: ListingKind) -> Vec<Value> {
    let mut labels: Vec<(String, Label)> = view
        .listings(kind)
        .into_iter()
        .map(|key| view.label(key))
        .filter(|label| !label.formats.is_empty())
        .map(|label| (crate::content::slug::slugify(&label.name), label))
        .collect();
    labels.sort_unstable_by(|a, b| (&a.0, &a.1.url).cmp(&(&b.0, &b.1.url)));
    labels
        .iter()
        .map(|(_, label)| {
            map(&[
                ("name", text(&label.name)),
                ("url", text(&view.base_of_site().href(&label.url))),
                ("feeds", Value::from(feeds_at(view, label))),
            ])
        })
        .collect()
}

/// The feeds of a listing.
pub(super) fn feeds_at(view: &View, label: &Label) -> Vec<Value> {
    let base = view.base_of_site();
    let feeds = feeds_of(&label.formats, &label.url, &label.name, base);
    feeds.iter().map(feed_link).collect()
}

fn feed_link(feed: &FeedLink) -> Value {
    map(&[
        ("title", text(&feed.title)),
        ("url", text(&feed.url)),
        ("type", text(feed.media_type)),
        ("format", text(feed.format)),
    ])
}
