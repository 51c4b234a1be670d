//! The values of an article's page.

use std::sync::Arc;

use tera::value::Key;
use tera::{Context, Map, Value};

use super::{Head, context, extra, html, link, map, or_none, text};
use crate::content::Instant;
use crate::content::faq::FaqBlock;
use crate::diag::Diagnostic;
use crate::render::story::{Photo, Story};
use crate::render::view::View;
use crate::site::listing::ListingKind;
use crate::site::names::Name;
use crate::site::question::Question;
use crate::site::row::ArticleId;

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
    view.ask(Question::Card(id));
    let base = view.base_of_site();
    let site = view.site();
    let lang = view.lang_code();
    let date = |at: Instant| text(&site.calendar().rfc3339(at, &lang));
    let card = row.card();

    let sections: Vec<Value> = row
        .sections
        .iter()
        .map(|&name| {
            let label = view.label(site.key(ListingKind::Section, row.lang, name));
            map([
                ("name", text(&label.name)),
                ("url", text(&base.href(&label.url))),
                ("slug", text(&view.text(name))),
            ])
        })
        .collect();
    let tags: Vec<Value> = row
        .tags
        .iter()
        .map(|(slug, _)| {
            link(
                base,
                &view.label(site.key(ListingKind::Tag, row.lang, *slug)),
            )
        })
        .collect();
    let authors: Vec<Value> = row
        .authors
        .iter()
        .map(|(slug, spelling)| super::person::author(view, *slug, *spelling))
        .collect();
    let corrections: Vec<Value> = article
        .corrections
        .iter()
        .zip(&story.corrections)
        .map(|(correction, shown)| {
            map([
                ("date", or_none(correction.date, date)),
                ("text", html(shown)),
            ])
        })
        .collect();
    let related: Vec<Value> = story
        .related
        .iter()
        .filter_map(|&other| view.card(other))
        .collect();
    let series = row.series.map(|(slug, _)| series(view, slug));

    let mut page = Map::default();
    let mut put = |key: &'static str, value: Value| drop(page.insert(Key::Str(key), value));
    put("url", text(&base.href(&row.url)));
    put("absolute", text(&base.absolute(&row.url)));
    put("title", text(&article.title));
    put("summary", text(card.summary));
    put("kind", text(article.kind.name()));
    put(
        "section",
        sections.first().cloned().unwrap_or_else(Value::none),
    );
    put("sections", Value::from(sections));
    put("authors", Value::from(authors));
    put("date", date(row.date));
    put("updated", or_none(row.updated, date));
    put(
        "image",
        or_none(story.photo.as_ref(), |found| photo(view, found)),
    );
    put("videos", Value::from(videos(&story)));
    put("body", html(&story.body.html));
    put("faq", or_none(story.faq.as_ref(), faq_block));
    put("corrections", Value::from(corrections));
    put("tags", Value::from(tags));
    put("location", or_none(article.location.as_deref(), text));
    put("series", series.unwrap_or_else(Value::none));
    put("featured", Value::from(article.featured));
    put("words", Value::from(story.body.words));
    put(
        "minutes",
        Value::from(story.body.words.div_ceil(WORDS_A_MINUTE)),
    );
    put("canonical", or_none(article.canonical.as_deref(), text));
    put("related", Value::from(related));
    put("lang", text(&lang));
    put("extra", extra(&article.extra));

    let mut context = context(
        view,
        Head {
            title: &article.title,
            description: card.summary,
            url: &row.url,
            group: Some(row.group),
            feeds: Vec::new(),
        },
    );
    if let Some(original) = &article.canonical {
        context.insert_value("canonical", text(original));
    }
    context.insert_value("page", Value::from(page));
    Ok(context)
}

/// A lead photo.
pub(super) fn photo(view: &View, photo: &Photo) -> Value {
    map([
        ("src", text(&photo.src)),
        (
            "absolute",
            text(&view.base_of_site().absolute_href(&photo.src)),
        ),
        ("alt", text(&photo.alt)),
        ("caption", html(&photo.caption)),
        ("credit", text(&photo.credit)),
        ("width", Value::none()),
        ("height", Value::none()),
    ])
}

fn videos(story: &Story) -> Vec<Value> {
    let videos = story.article.videos.iter().zip(&story.videos);
    videos
        .map(|(video, (url, thumbnail))| {
            map([
                ("url", text(url)),
                ("title", text(&video.title)),
                ("thumbnail", or_none(thumbnail.as_deref(), text)),
                ("duration", or_none(video.duration, Value::from)),
            ])
        })
        .collect()
}

/// An FAQ.
pub(super) fn faq_block(block: &FaqBlock) -> Value {
    let items: Vec<Value> = block
        .items
        .iter()
        .map(|item| {
            map([
                ("id", text(&item.id)),
                ("question", text(&item.question)),
                ("answer", html(&item.answer)),
            ])
        })
        .collect();
    map([
        ("title", or_none(block.title.as_deref(), text)),
        ("intro", html(&block.intro)),
        ("items", Value::from(items)),
    ])
}

fn series(view: &Arc<View>, slug: Name) -> Value {
    let key = view.site().key(ListingKind::Series, view.lang(), slug);
    let items = view.span(key, 0, usize::MAX);
    map([
        ("name", text(&view.label(key).name)),
        ("items", Value::from(view.cards(items))),
    ])
}
