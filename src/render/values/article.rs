//! The values of an article's page.

use std::sync::Arc;

use tera::{Context, Value};

use super::photo::{photo as photo_of, picture, share};
use super::sharing::sharing;
use super::translations::{self, Paired};
use super::{Head, context, extra, html, map, or_none, text, text_or_none, versions};
use crate::content::Instant;
use crate::content::faq::FaqBlock;
use crate::diag::{Diagnostic, Place};
use crate::render::live::LiveUpdate;
use crate::render::story::Story;
use crate::render::structured;
use crate::render::view::View;
use crate::site::listing::ListingKind;
use crate::site::names::Name;
use crate::site::question::Question;
use crate::site::row::{ArticleId, Row};

/// How many words a reader reads in a minute.
const WORDS_A_MINUTE: u32 = 220;

/// The values of an article's page.
///
/// # Errors
/// Its file can't be read any more.
pub fn article_page(view: &Arc<View>, id: ArticleId) -> Result<Context, Box<Diagnostic>> {
    let story = view.take_story(id)?;
    view.report(story.problems.iter().cloned());
    let article = &story.article;
    let row = view.row(id).ok_or_else(|| view.no_such_route())?;
    translations::report(
        view,
        &Paired {
            path: &row.path,
            group: row.group,
            key: article.translation_key.as_deref(),
        },
        &|| story.key_place.clone(),
    );
    report_identity(view, row, &story);
    view.ask(Question::Card(id));
    let base = view.base_of_site();
    let site = view.site();
    let lang = view.lang_code();
    let date = |at: Instant| text(&site.calendar().rfc3339(at, lang));
    let card = row.card();

    let sections: Vec<Value> = row
        .sections
        .iter()
        .map(|&name| view.link(site.key(ListingKind::Section, row.lang, name)))
        .collect();
    let tags = tags(view, row);
    let authors: Vec<Value> = row
        .authors
        .iter()
        .map(|(slug, spelling)| super::person::author(view, *slug, *spelling))
        .collect();
    let corrections = corrections(view, &story);
    let key_points: Vec<Value> = article.key_points.iter().map(|point| text(point)).collect();
    let related: Vec<Value> = story
        .related
        .iter()
        .filter_map(|&other| view.card(other))
        .collect();
    let series = row.series.map(|(slug, _)| series(view, slug, id));

    let original = article.canonical.as_deref().filter(|_| row.is_copy);
    let head = Head {
        // Of a copy the original's site says which versions there are.
        versions: match original {
            Some(_) => Vec::new(),
            None => versions(view, row.group),
        },
        ..Head::of(&article.title, card.summary, &row.url)
    };
    let mut context = context(view, &head);
    let structured = structured::article(
        view,
        &structured::Shown {
            story: &story,
            original,
            row,
            sections: &sections,
            authors: &authors,
            tags: &tags,
            series: series.as_ref(),
            translations: &head.versions,
        },
    );

    let absolute = base.absolute(&row.url);
    // A copy is passed on as what it is a copy of.
    let address = original.unwrap_or(&absolute);
    let page = map(&[
        ("url", text(&base.href(&row.url))),
        ("absolute", text(&absolute)),
        ("title", text(&article.title)),
        ("summary", text(card.summary)),
        ("standfirst", text_or_none(&article.summary)),
        ("kind", text(article.kind.name())),
        (
            "section",
            sections.first().cloned().unwrap_or_else(Value::none),
        ),
        ("sections", Value::from(sections)),
        ("authors", Value::from(authors)),
        ("date", date(row.date)),
        ("updated", or_none(view.updated(row), date)),
        ("key_points", Value::from(key_points)),
        (
            "image",
            or_none(story.photo.as_ref(), |photo| photo_of(view, photo)),
        ),
        ("videos", Value::from(videos(&story))),
        ("body", html(&story.body.html)),
        ("faq", or_none(story.faq.as_ref(), faq_block)),
        ("corrections", Value::from(corrections)),
        ("tags", Value::from(tags)),
        ("location", or_none(article.location.as_deref(), text)),
        ("series", series.unwrap_or_else(Value::none)),
        ("featured", Value::from(site.is_featured(row, &card))),
        ("updates", Value::from(updates(view, &story.updates))),
        (
            "footnotes",
            or_none(
                Some(&story.footnotes).filter(|notes| !notes.is_empty()),
                |notes| html(notes),
            ),
        ),
        ("words", Value::from(story.body.words)),
        (
            "minutes",
            Value::from(story.body.words.div_ceil(WORDS_A_MINUTE)),
        ),
        ("canonical", or_none(original, text)),
        ("related", Value::from(related)),
        (
            "sharing",
            Value::from(sharing(view, &article.title, address)),
        ),
        ("lang", text(lang)),
        ("extra", extra(&article.extra)),
    ]);

    if let Some(original) = original {
        context.insert_value("canonical", text(original));
    }
    context.insert_value("structured", structured);
    context.insert_value("page", page);
    context.insert_value(
        "share",
        or_none(story.photo.as_ref(), |photo| share(view, photo)),
    );
    Ok(context)
}

/// What an article had to correct, each as its page shows it.
fn corrections(view: &View, story: &Story) -> Vec<Value> {
    let date = |at: Instant| text(&view.site().calendar().rfc3339(at, view.lang_code()));
    let corrections = story.article.corrections.iter().zip(&story.corrections);
    let corrections = corrections.map(|(correction, shown)| {
        map(&[
            ("date", or_none(correction.date, date)),
            ("text", html(shown)),
        ])
    });
    corrections.collect()
}

/// Its own page spells a tag as the article does, listings as the most careful one.
fn tags(view: &View, row: &Row) -> Vec<Value> {
    let tag = |&(slug, spelling): &(Name, Name)| {
        let link = view.link(view.site().key(ListingKind::Tag, row.lang, slug));
        let url = link.get_from_path("url").cloned();
        map(&[
            ("name", text(&view.text(spelling))),
            ("url", url.unwrap_or_else(Value::none)),
        ])
    };
    row.tags.iter().map(tag).collect()
}

/// Says where another article has the same id: readers of feeds are shown one of the two.
fn report_identity(view: &View, row: &Row, story: &Story) {
    let (Some(identity), Some(id)) = (row.identity, &story.article.id) else {
        return;
    };
    let mut same = view.identified(identity).into_iter();
    if let Some(other) = same.find(|path| **path != *row.path) {
        let message = format!("two articles have the id `{id}`");
        let warning = Diagnostic::warning("repeated-id", message)
            .at(story.id_place.clone())
            .and_at(Place::file(other), "the other one")
            .hint("give each its own, or take the key out: feed readers show one article an id");
        view.report([warning]);
    }
}

fn videos(story: &Story) -> Vec<Value> {
    let videos = story.article.videos.iter().zip(&story.videos);
    videos
        .map(|(video, (url, still))| {
            map(&[
                ("url", text(url)),
                ("title", text(video_title(&video.title, url))),
                ("still", or_none(still.as_ref(), picture)),
                ("embed", or_none(structured::embed(url).as_deref(), text)),
                ("film", Value::from(structured::is_film(url))),
                ("duration", or_none(video.duration, Value::from)),
            ])
        })
        .collect()
}

/// A video's title, or else the host that shows it, or its file's name: its link must say something.
fn video_title<'a>(title: &'a str, url: &'a str) -> &'a str {
    if !title.is_empty() {
        return title;
    }
    match url.split_once("://") {
        Some((_, rest)) => {
            let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
            host.strip_prefix("www.").unwrap_or(host)
        }
        None => url.rsplit('/').next().unwrap_or(url),
    }
}

fn updates(view: &View, updates: &[LiveUpdate]) -> Vec<Value> {
    let date = |at| text(&view.site().calendar().rfc3339(at, view.lang_code()));
    let updates = updates.iter().map(|update| {
        map(&[
            ("id", text(&update.id)),
            ("anchor", text(&update.anchor)),
            ("date", date(update.at)),
            ("title", text_or_none(&update.title)),
            ("body", html(&update.html)),
        ])
    });
    updates.collect()
}

/// An FAQ.
pub(super) fn faq_block(block: &FaqBlock) -> Value {
    let items: Vec<Value> = block
        .items
        .iter()
        .map(|item| {
            map(&[
                ("id", text(&item.id)),
                ("question", text(&item.question)),
                ("answer", html(&item.answer)),
            ])
        })
        .collect();
    map(&[
        ("title", or_none(block.title.as_deref(), text)),
        ("intro", html(&block.intro)),
        ("items", Value::from(items)),
    ])
}

/// So many parts of a series before an article are named on its page, and one after it: a page that named them
/// all would be printed again with each new one.
const EARLIER_PARTS: usize = 4;

fn series(view: &Arc<View>, slug: Name, id: ArticleId) -> Value {
    let key = view.site().key(ListingKind::Series, view.lang(), slug);
    let before = view.before(key, id, EARLIER_PARTS).into_iter().rev();
    let items = before.chain([id]).chain(view.after(key, id, 1));
    let label = view.label(key);
    map(&[
        ("name", text(&label.name)),
        ("url", text(&view.base_of_site().href(&label.url))),
        ("items", Value::from(view.cards(items))),
    ])
}
