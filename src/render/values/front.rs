//! The values of the front page, and of the page for what is not there.

mod recipe;

use std::sync::Arc;

use tera::{Context, Value};

use self::recipe::{Block, Of, Recipe};
use super::{Head, context, map, or_none, sharing, site_versions, text, text_or_none, word};
use crate::changes::CONFIG;
use crate::content::Kind;
use crate::content::slug::slugify;
use crate::diag::{Diagnostic, Place};
use crate::render::view::View;
use crate::render::{is_elsewhere, structured};
use crate::site::listing::{ListingKey, ListingKind};
use crate::site::question::Question;
use crate::site::row::ArticleId;
use crate::site::urls;

/// How many articles the front page looks at for its lead and its secondary stories. One that is featured
/// without end counts among them alone: it must not lead the paper for ever because nobody thought of it again.
const FRONT_POOL: usize = 40;

/// The values of the front page: a pinned story leads, or else the newest featured one, or the newest. No story
/// comes twice, but that a block's may stand among the latest too. What there is below is the theme's option
/// `front` to say.
pub fn front_page(view: &Arc<View>) -> Context {
    let summary = view.summary();
    view.report_missing_words();
    let (recipe, mut faults) = Recipe::read(summary.options.get("front"));
    faults.extend(
        recipe
            .blocks
            .iter()
            .filter_map(|block| unknown_section(view, block)),
    );
    report_options(view, "bad-front", "front", &faults);
    let faults = sharing::faults(summary.options.get("share"));
    report_options(view, "bad-share", "share", &faults);
    let pool = view.latest(ListingKey::all(view.lang()), FRONT_POOL);
    // Every article of the pool decides what is shown.
    for &id in &pool {
        view.ask(Question::Card(id));
    }
    let site = view.site();
    let newest: Vec<(ArticleId, Kind, bool)> = pool
        .iter()
        .filter_map(|&id| Some((id, site.row(id)?)))
        .map(|(id, row)| {
            let card = row.card();
            (id, card.kind, site.is_featured(row, &card))
        })
        .collect();
    let top = top(view, &newest, 1 + recipe.secondary);
    let latest: Vec<ArticleId> = pool
        .iter()
        .copied()
        .filter(|id| !top.contains(id))
        .take(recipe.latest)
        .collect();
    let mut lead = view.cards(top.iter().copied().take(1)).into_iter();
    let front = map(&[
        ("lead", lead.next().unwrap_or_else(Value::none)),
        (
            "secondary",
            Value::from(view.cards(top.iter().copied().skip(1))),
        ),
        ("latest", Value::from(view.cards(latest))),
        ("blocks", Value::from(blocks(view, &recipe, &newest, top))),
    ]);
    let url = view.url();
    let head = Head {
        versions: site_versions(view, ""),
        ..Head::of(&summary.title, &summary.description, &url)
    };
    let mut context = context(view, &head);
    context.insert_value("structured", structured::front(view));
    context.insert_value("front", front);
    report_publisher(view);
    context
}

/// The stories at the top: those that are pinned, those that are featured until a time to come, and then the newest,
/// featured ones first. Comments and advertising do not lead.
fn top(view: &View, newest: &[(ArticleId, Kind, bool)], count: usize) -> Vec<ArticleId> {
    let leads = |kind: Kind| !matches!(kind, Kind::Opinion | Kind::Sponsored);
    let of = |wanted: bool| {
        let found = newest
            .iter()
            .filter(move |(_, kind, featured)| *featured == wanted && leads(*kind));
        found.map(|(id, ..)| *id)
    };
    let mut top: Vec<ArticleId> = Vec::new();
    for id in view
        .pinned()
        .into_iter()
        .chain(view.featured())
        .chain(of(true))
        .chain(of(false))
    {
        if top.len() < count && !top.contains(&id) {
            top.push(id);
        }
    }
    top
}

/// The blocks of the recipe that have stories which are not `shown` above.
fn blocks(
    view: &Arc<View>,
    recipe: &Recipe,
    newest: &[(ArticleId, Kind, bool)],
    mut shown: Vec<ArticleId>,
) -> Vec<Value> {
    let summary = view.summary();
    let site = view.site();
    let named: Vec<&str> = recipe
        .blocks
        .iter()
        .filter_map(|block| match &block.of {
            Of::Section(slug) => Some(slug.as_str()),
            _ => None,
        })
        .collect();
    let mut made = Vec::new();
    let mut add =
        |block: &Block, kind: &str, name: &str, url: Option<&str>, ids: Vec<ArticleId>| {
            let mut ids = ids
                .into_iter()
                .filter(|id| !shown.contains(id))
                .collect::<Vec<_>>();
            ids.truncate(block.items);
            if ids.is_empty() {
                return;
            }
            let writers = ids.iter().filter_map(|&id| {
                let (slug, spelling) = *site.row(id)?.authors.first()?;
                Some(super::person::author(view, slug, spelling))
            });
            // Who writes matters where that is why it is read.
            let writers = if kind == "opinion" {
                writers.collect()
            } else {
                Vec::new()
            };
            let title = if block.title.is_empty() {
                name
            } else {
                &block.title
            };
            made.push(map(&[
                ("kind", text(kind)),
                ("layout", text_or_none(&block.layout)),
                ("title", text(title)),
                ("url", or_none(url, text)),
                ("writers", Value::from(writers)),
                ("items", Value::from(view.cards(ids.iter().copied()))),
            ]));
            shown.extend(ids);
        };
    // So many are looked at that there are enough which nothing else shows.
    let enough = |block: &Block| block.items + FRONT_POOL;
    for block in &recipe.blocks {
        let section = |slug: &str| {
            let key = site.key(ListingKind::Section, view.lang(), view.name(slug));
            view.latest(key, enough(block))
        };
        match &block.of {
            Of::Section(slug) => {
                let link = view.link(site.key(ListingKind::Section, view.lang(), view.name(slug)));
                let of = |key| link.get_from_path(key).and_then(Value::as_str);
                add(
                    block,
                    "section",
                    of("name").unwrap_or(slug),
                    of("url"),
                    section(slug),
                );
            }
            Of::Sections => {
                let others = summary
                    .sections
                    .iter()
                    .filter(|section| !named.contains(&&*section.slug));
                for other in others {
                    add(
                        block,
                        "section",
                        &other.name,
                        Some(&other.url),
                        section(&other.slug),
                    );
                }
            }
            Of::Tag(tag) => {
                let slug = view.name(&slugify(tag));
                let key = site.key(ListingKind::Tag, view.lang(), slug);
                let ids = view.latest(key, enough(block));
                let link = view.link(key);
                let of = |key| link.get_from_path(key).and_then(Value::as_str);
                add(block, "tag", of("name").unwrap_or(tag), of("url"), ids);
            }
            Of::Kind(kind) => {
                let ids = newest.iter().filter(|(_, other, _)| other == kind);
                let ids = ids.map(|(id, ..)| *id).collect();
                let name = word(view, &format!("kind_{}", kind.name()));
                add(block, kind.name(), &name, None, ids);
            }
        }
    }
    made
}

/// What is said of a block that is of a section which there is in no language.
fn unknown_section(view: &View, block: &Block) -> Option<String> {
    let Of::Section(path) = &block.of else {
        return None;
    };
    let name = view.name(path);
    let key = |lang| view.site().key(ListingKind::Section, lang, name);
    let languages = view.languages();
    let is_nowhere = languages
        .into_iter()
        .all(|lang| !view.label(key(lang)).exists);
    is_nowhere.then(|| {
        format!("`front` names the section `{path}`, which there is not (one within another is `one/other`)")
    })
}

/// Says what of a theme's option makes no sense; once, with the front page of the default language.
fn report_options(view: &View, code: &str, option: &str, faults: &[String]) {
    if view.lang_code() == view.settings().language {
        view.report(faults.iter().map(|fault| {
            Diagnostic::warning(code, fault.clone())
                .at(Place::file(CONFIG))
                .hint(format!(
                    "see `{option}` among the options of the theme's theme.yaml"
                ))
        }));
    }
}

/// Says which of the publisher's pages, which every page links to, are not there; once, with the front
/// page of the default language.
fn report_publisher(view: &View) {
    let settings = view.settings();
    if view.lang_code() != settings.language {
        return;
    }
    let is_gone = |url: &str| {
        let is_own = url.starts_with('/') && !url.starts_with("//");
        is_own
            && view
                .occupant(&urls::output_path(
                    url.split(['?', '#']).next().unwrap_or(url),
                ))
                .is_none()
    };
    let policies = settings
        .publisher
        .policies
        .iter()
        .filter(|(_, url)| is_gone(url));
    view.report(policies.map(|(label, url)| {
        let message =
            format!("the publisher's policy `{label}` leads nowhere: there is no page `{url}`");
        Diagnostic::warning("dead-link", message)
            .at(Place::file(CONFIG))
            .hint("write it in content/pages/, or mend its path under `publisher`")
    }));
    let missing = |what: &str, path: &str| {
        let message = format!("{what} `{path}` does not exist");
        Diagnostic::warning("missing-image", message)
            .at(Place::file(CONFIG))
            .hint("put it into static/")
    };
    let logo = settings.publisher.logo.iter().filter(|logo| is_gone(logo));
    view.report(logo.map(|logo| missing("the publisher's logo", logo)));
    let image = settings.image.iter().filter(|image| {
        let is_known = view.site().share_file().is_some();
        !is_known && !is_elsewhere(&image.src)
    });
    view.report(image.map(|image| missing("the site's image", &image.src)));
}

/// The values of the 404 page.
pub fn not_found_page(view: &Arc<View>) -> Context {
    let title = word(view, "not_found");
    let url = view.url();
    let mut context = context(view, &Head::of(&title, "", &url));
    // It stands for whatever was asked for, which has no address.
    context.remove("canonical");
    context.insert_value("canonical", Value::none());
    context
}
