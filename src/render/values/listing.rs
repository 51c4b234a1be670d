//! The values of a listing's pages.

use std::sync::Arc;

use tera::{Context, Value};

use super::feeds::feeds_at;
use super::photo::{photo as photo_of, share};
use super::{
    Head, calendar, context, html, link, listing_versions, map, or_none, person, text,
    text_or_none, word,
};
use crate::content::markdown;
use crate::diag::Diagnostic;
use crate::render::body::Origin;
use crate::render::story::Photo;
use crate::render::structured;
use crate::render::view::View;
use crate::site::Label;
use crate::site::documents::Role;
use crate::site::listing::{ListingKey, ListingKind};
use crate::site::question::Question;
use crate::site::summary::SectionLink;
use crate::site::urls;

/// The values of a listing's head (`part` 0) or of a numbered page.
///
/// # Errors
/// There is no such page.
pub fn listing_page(
    view: &Arc<View>,
    key: ListingKey,
    part: u32,
) -> Result<Context, Box<Diagnostic>> {
    let base = view.base_of_site();
    let label = view.label(key);
    let page_url = |page: u32| text(&base.href(&urls::listing_page(&label.url, page)));
    let (ids, older, newer) = if part == 0 {
        let (ids, pages) = view.head(key);
        (ids, pages, Value::none())
    } else {
        let newer = if view.has_page(key, part + 1) {
            page_url(part + 1)
        } else {
            text(&base.href(&label.url))
        };
        (view.page(key, part), part - 1, newer)
    };
    if part > 0 && ids.is_empty() {
        return Err(view.no_such_route());
    }
    let name = match key.kind {
        ListingKind::Month => month_name(view, &label.name),
        _ => label.name.clone(),
    };
    let parent = parent(view, key);
    let introduction = if key.kind == ListingKind::Section {
        introduction(view, key)
    } else {
        None
    };
    let Introduction {
        html: intro,
        summary,
        photo,
    } = introduction.unwrap_or_default();
    let description = description(view, key, summary);
    let feeds = Value::from(feeds_at(view, &label));
    let author = (key.kind == ListingKind::Author).then(|| {
        if view.person(key.name).is_some() {
            person::person(view, key.name)
        } else {
            person::nobody(view, &label)
        }
    });
    let own_url = if part == 0 {
        label.url.clone()
    } else {
        urls::listing_page(&label.url, part)
    };
    // On a numbered page neither the count nor the months nor a calendar may stand: they change with every article.
    let is_head = part == 0;
    let is_month = key.kind == ListingKind::Month;
    let structured = structured(
        view,
        key,
        &Shown {
            url: &own_url,
            head: &label.url,
            name: &name,
            description: &description,
            author: author.as_ref().filter(|_| is_head),
        },
    );
    let listing = map(&[
        ("kind", text(kind_name(key.kind))),
        ("name", text(&name)),
        ("url", text(&base.href(&label.url))),
        ("absolute", text(&base.absolute(&own_url))),
        ("description", text_or_none(&description)),
        (
            "intro",
            or_none((is_head && !intro.is_empty()).then_some(&intro), |intro| {
                html(intro)
            }),
        ),
        (
            "image",
            or_none(photo.as_ref().filter(|_| is_head), |photo| {
                photo_of(view, photo)
            }),
        ),
        ("items", Value::from(view.cards(ids.iter().copied()))),
        ("days", Value::from(calendar::days(view, key, &ids))),
        (
            "calendar",
            or_none((is_head && is_month).then_some(&*label.url), |head| {
                calendar::calendar(view, key, head)
            }),
        ),
        ("page", or_none((!is_head).then_some(part), Value::from)),
        ("newer", newer),
        ("older", or_none((older > 0).then_some(older), page_url)),
        ("feeds", feeds.clone()),
        ("parent", parent.unwrap_or_else(Value::none)),
        ("sections", Value::from(sub_sections(view, key))),
        ("author", author.unwrap_or_else(Value::none)),
        (
            "months",
            or_none(is_head.then(|| months(view, key)), Value::from),
        ),
        (
            "count",
            or_none(is_head.then(|| view.count(key)), Value::from),
        ),
    ]);
    let about = Some(description.clone())
        .filter(|description| !description.is_empty())
        .or_else(|| on_author(view, key))
        .unwrap_or_else(|| on_listing(view, &name));
    let head = Head {
        versions: if is_head {
            listing_versions(view, key)
        } else {
            Vec::new()
        },
        ..Head::of(&name, &about, &own_url)
    };
    let mut context = context(view, &head);
    context.insert_value("feeds", feeds);
    context.insert_value("structured", structured);
    context.insert_value("listing", listing);
    context.insert_value("share", or_none(photo.as_ref(), |photo| share(view, photo)));
    Ok(context)
}

/// What is said of a listing in a sentence or two: by its introduction, or else by `site.yaml`.
fn description(view: &View, key: ListingKey, summary: String) -> String {
    match key.kind {
        ListingKind::Section if summary.is_empty() => {
            let settings = view.settings();
            settings
                .section_description(&view.text(key.name), view.lang_code())
                .to_owned()
        }
        _ => summary,
    }
}

/// What the graph of a listing's page shares with its templates.
struct Shown<'a> {
    url: &'a str,
    head: &'a str,
    name: &'a str,
    description: &'a str,
    author: Option<&'a Value>,
}

/// The page's graph: on the head of an author's listing, whose page it is.
fn structured(view: &View, key: ListingKey, shown: &Shown) -> Value {
    let Shown {
        url,
        head,
        name,
        description,
        author,
    } = *shown;
    if let Some(author) = author {
        return structured::author(view, url, name, author);
    }
    let trail = match key.kind {
        ListingKind::Section => structured::section_trail(view, key.name),
        _ => vec![(name.to_owned(), view.base_of_site().href(head))],
    };
    structured::listing(view, url, name, description, trail)
}

/// So many characters of a biography stand in the head of its page.
const BIOGRAPHY: usize = 160;

/// What an author's page says of itself to those who only read its head: the role and the biography.
fn on_author(view: &View, key: ListingKey) -> Option<String> {
    if key.kind != ListingKind::Author {
        return None;
    }
    let (_, document) = view.person(key.name)?;
    let Role::Person(_, person) = &document.role else {
        return None;
    };
    let bio = markdown::plain_text(document.body(), BIOGRAPHY);
    let said = [person.role.trim_end_matches('.'), &bio];
    let said: Vec<&str> = said.into_iter().filter(|text| !text.is_empty()).collect();
    (!said.is_empty()).then(|| said.join(". "))
}

/// What a listing says of itself that nobody described.
fn on_listing(view: &View, name: &str) -> String {
    let title = view.summary().title.clone();
    word(view, "listing_about")
        .replace("{name}", name)
        .replace("{site}", &title)
}

fn kind_name(kind: ListingKind) -> &'static str {
    match kind {
        ListingKind::All => "all",
        ListingKind::Section => "section",
        ListingKind::Tag => "tag",
        ListingKind::Author => "author",
        ListingKind::Year => "year",
        ListingKind::Month => "month",
        ListingKind::Series => "series",
    }
}

/// `2026/11` as `November 2026`.
fn month_name(view: &View, name: &str) -> String {
    let middle = calendar::first_day(name).and_then(|first| {
        let noon = first.with().day(15).build().ok()?.at(12, 0, 0, 0);
        let zone = view.site().calendar().zone(view.lang_code()).clone();
        Some(noon.to_zoned(zone).ok()?.timestamp().as_second())
    });
    middle
        .and_then(|at| view.date(at, "month"))
        .unwrap_or_else(|| name.to_owned())
}

/// The section above a section, the year above a month, the tag index above a tag.
fn parent(view: &View, key: ListingKey) -> Option<Value> {
    let name = view.text(key.name);
    let (above, _) = name.rsplit_once('/')?;
    let key = ListingKey {
        name: view.name(above),
        kind: match key.kind {
            ListingKind::Month => ListingKind::Year,
            kind => kind,
        },
        ..key
    };
    let label = view.label(key);
    label.exists.then(|| link(view.base_of_site(), &label))
}

/// What a file of `content/sections/` says of its section.
#[derive(Default)]
struct Introduction {
    html: String,
    summary: String,
    photo: Option<Photo>,
}

fn introduction(view: &Arc<View>, key: ListingKey) -> Option<Introduction> {
    // Whether there is one is part of the label's answer only in so far as it names the section: the
    // document itself is asked for by its path, and all sections' pages with it.
    view.ask(Question::Introduction(key));
    let (path, document) = view.site().introduction(key)?;
    let Role::Section(_, page) = &document.role else {
        return None;
    };
    let file = view.text(path);
    let url = view.label(key).url;
    let origin = Origin {
        view,
        path: &file,
        url: &url,
        is_sponsored: false,
    };
    let image = page.image.as_ref();
    Some(Introduction {
        html: origin.fragment(document.body(), &|| document.body_place(&file)),
        summary: page.summary.clone(),
        photo: image.and_then(|image| origin.photo(&document.source(&file), image)),
    })
}

fn sub_sections(view: &View, key: ListingKey) -> Vec<Value> {
    fn find<'a>(sections: &'a [SectionLink], slug: &str) -> Option<&'a [SectionLink]> {
        sections.iter().find_map(|section| {
            if section.slug == slug {
                Some(&section.sections[..])
            } else {
                find(&section.sections, slug)
            }
        })
    }
    if key.kind != ListingKind::Section {
        return Vec::new();
    }
    let summary = view.summary();
    let below = find(&summary.sections, &view.text(key.name)).unwrap_or_default();
    let links = below
        .iter()
        .map(|section| map(&[("name", text(&section.name)), ("url", text(&section.url))]));
    links.collect()
}

/// The months of a year, earliest first.
fn months(view: &View, key: ListingKey) -> Vec<Value> {
    if key.kind != ListingKind::Year {
        return Vec::new();
    }
    let year = view.text(key.name);
    let mut months: Vec<(Arc<str>, Label, usize)> = view
        .listings(ListingKind::Month)
        .into_iter()
        .filter_map(|month| {
            let name = view.text(month.name);
            let in_year = name.split('/').next() == Some(&*year);
            in_year.then(|| (name, view.label(month), view.count(month)))
        })
        .collect();
    months.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    let base = view.base_of_site();
    months
        .iter()
        .map(|(name, label, count)| {
            map(&[
                ("name", text(&month_name(view, name))),
                ("url", text(&base.href(&label.url))),
                ("count", Value::from(*count)),
            ])
        })
        .collect()
}
