//! The values of the front page, and of the page for what is not there.

use std::sync::Arc;

use tera::{Context, Value};

use super::{Head, context, map, site_versions, text, word};
use crate::changes::CONFIG;
use crate::content::Kind;
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
const SECONDARY: usize = 3;
const LATEST: usize = 8;
const SECTION_ITEMS: usize = 4;
const OPINION: usize = 3;

/// The values of the front page: a pinned story leads, or else the newest featured one, or the newest. No story
/// comes twice, but that a section's may stand among the latest too.
pub fn front_page(view: &Arc<View>) -> Context {
    let summary = view.summary();
    view.report_missing_words();
    let pool = view.latest(ListingKey::all(view.lang()), FRONT_POOL);
    let site = view.site();
    let newest: Vec<(ArticleId, Kind, bool)> = pool
        .iter()
        .filter_map(|&id| Some((id, site.row(id)?)))
        .map(|(id, row)| (id, row.card().kind, site.is_featured(row)))
        .collect();
    let pinned = view.pinned();
    let kept = view.featured();
    let mut shown: Vec<ArticleId> = Vec::new();
    let leads = |kind: Kind| !matches!(kind, Kind::Opinion | Kind::Sponsored);
    let featured = newest
        .iter()
        .filter(|(_, kind, featured)| *featured && leads(*kind));
    let others = newest
        .iter()
        .filter(|(_, kind, featured)| !*featured && leads(*kind));
    let rest = featured.chain(others).map(|(id, ..)| *id);
    for id in pinned.into_iter().chain(kept).chain(rest) {
        if shown.len() < 1 + SECONDARY && !shown.contains(&id) {
            shown.push(id);
        }
    }
    let (lead, secondary) = shown
        .split_first()
        .map_or((None, Vec::new()), |(lead, rest)| {
            (view.card(*lead), view.cards(rest.to_vec()))
        });
    let opinion: Vec<ArticleId> = newest
        .iter()
        .filter(|(_, kind, _)| *kind == Kind::Opinion)
        .map(|(id, ..)| *id)
        .take(OPINION)
        .collect();
    let latest: Vec<ArticleId> = pool
        .iter()
        .copied()
        .filter(|id| !shown.contains(id))
        .take(LATEST)
        .collect();
    shown.extend(&opinion);
    // Every article of the pool decided what is shown.
    for &id in &pool {
        view.ask(Question::Card(id));
    }
    let mut sections = Vec::new();
    for section in &summary.sections {
        let key = site.key(ListingKind::Section, view.lang(), view.name(&section.slug));
        let ids: Vec<ArticleId> = view
            .latest(key, SECTION_ITEMS + shown.len())
            .into_iter()
            .filter(|id| !shown.contains(id))
            .take(SECTION_ITEMS)
            .collect();
        if ids.is_empty() {
            continue;
        }
        shown.extend(&ids);
        sections.push(map(&[
            (
                "section",
                map(&[("name", text(&section.name)), ("url", text(&section.url))]),
            ),
            ("items", Value::from(view.cards(ids))),
        ]));
    }
    let front = map(&[
        ("lead", lead.unwrap_or_else(Value::none)),
        ("secondary", Value::from(secondary)),
        ("latest", Value::from(view.cards(latest))),
        ("sections", Value::from(sections)),
        ("opinion", Value::from(view.cards(opinion))),
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
