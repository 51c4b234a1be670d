//! The values that templates get: `page`, `listing`, `front`, cards. The table of docs/themes.md is the
//! contract; this makes what it says.

use std::sync::Arc;

use tera::value::Key;
use tera::{Context, Map, Value};

use super::body::{self, Origin};
use super::view::View;
use crate::content::faq::FaqBlock;
use crate::content::{Article, Extra, Faq, Image, Instant, Kind, faq};
use crate::diag::{Diagnostic, Place, Source};
use crate::site::documents::{Document, Role};
use crate::site::listing::{ListingKey, ListingKind};
use crate::site::names::Name;
use crate::site::row::{ArticleId, Row};
use crate::site::urls::{self, Base};
use crate::site::{Label, Site};

/// How many words a reader reads in a minute.
const WORDS_A_MINUTE: u32 = 220;

/// A map of static keys.
pub fn map<const N: usize>(entries: [(&'static str, Value); N]) -> Value {
    let mut map = Map::with_capacity_and_hasher(N, Default::default());
    for (key, value) in entries {
        map.insert(Key::Str(key), value);
    }
    Value::from(map)
}

/// Free values as templates and `site.options` have them.
pub fn json(extra: &Extra) -> serde_json::Value {
    match extra {
        Extra::Null => serde_json::Value::Null,
        Extra::Bool(truth) => (*truth).into(),
        Extra::Int(number) => (*number).into(),
        Extra::Float(number) => (*number).into(),
        Extra::String(text) => text.as_str().into(),
        Extra::List(items) => items.iter().map(json).collect::<Vec<_>>().into(),
        Extra::Map(entries) => {
            let entries = entries.iter().map(|(key, value)| (key.clone(), json(value)));
            serde_json::Value::Object(entries.collect())
        }
    }
}

fn extra(extra: &Extra) -> Value {
    match extra {
        // A page without free values still has a map, so that `page.extra.anything` is just empty.
        Extra::Null => Value::from(Map::default()),
        extra => Value::from_serializable(&json(extra)),
    }
}

/// Text as HTML.
pub fn escape(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len() + text.len() / 8);
    // Writing to memory does not fail.
    let _ = tera::escape_html(text, &mut out);
    String::from_utf8(out).unwrap_or_default()
}

fn text(text: &str) -> Value {
    Value::from(text)
}

/// Text, or none where it is empty.
fn text_or_none(text: &str) -> Value {
    if text.is_empty() { Value::none() } else { Value::from(text) }
}

fn html(html: &str) -> Value {
    Value::safe_string(html)
}

fn or_none<T>(value: Option<T>, make: impl FnOnce(T) -> Value) -> Value {
    value.map_or_else(Value::none, make)
}

fn link(base: &Base, label: &Label) -> Value {
    map([("name", text(&label.name)), ("url", text(&base.href(&label.url)))])
}

/// An article as lists show it. All that goes into it is part of the answer to `Question::Card`.
pub(super) fn card(site: &Site, base: &Base, row: &Row) -> Value {
    let card = row.card();
    let lang = site.names.text(row.lang);
    let date = |at: Instant| text(&site.calendar().rfc3339(at, &lang));
    let section = row.sections.first().map(|&name| {
        let label = site.label(site.key(ListingKind::Section, row.lang, name));
        map([
            ("name", text(&label.name)),
            ("url", text(&base.href(&label.url))),
            ("slug", text(&site.names.text(name))),
        ])
    });
    let authors: Vec<Value> = row
        .authors
        .iter()
        .map(|(slug, spelling)| link(base, &site.byline(*slug, *spelling, row.lang)))
        .collect();
    let image = card.image.and_then(|(_, alt, credit)| {
        let src = site.card_image(row)?;
        let src = if body::is_elsewhere(&src) { src } else { base.href(&src) };
        Some(map([
            ("src", text(&src)),
            ("absolute", text(&base.absolute_href(&src))),
            ("alt", text(alt)),
            ("credit", text(credit)),
            ("width", Value::none()),
            ("height", Value::none()),
        ]))
    });
    map([
        ("url", text(&base.href(&row.url))),
        ("title", text(card.title)),
        ("summary", text(card.summary)),
        ("kind", text(card.kind.name())),
        ("section", section.unwrap_or_else(Value::none)),
        ("date", date(row.date)),
        ("updated", or_none(row.updated, date)),
        ("image", image.unwrap_or_else(Value::none)),
        ("authors", Value::from(authors)),
        ("location", text_or_none(card.location)),
        ("featured", Value::from(card.featured)),
        ("lang", text(&lang)),
    ])
}

/// What every page has: its title, description, address, translations and feeds.
struct Head<'a> {
    title: &'a str,
    description: &'a str,
    url: &'a str,
    group: Option<u64>,
    feeds: Vec<(String, String)>,
}

fn context(view: &Arc<View>, head: Head) -> Context {
    let base = view.base_of_site();
    let summary = view.summary();
    let mut feeds = vec![(summary.title.clone(), summary.feed.clone())];
    feeds.extend(head.feeds);
    let feeds: Vec<Value> = feeds
        .iter()
        .map(|(title, url)| map([("title", text(title)), ("url", text(url))]))
        .collect();
    let mut context = Context::new();
    context.insert_value("title", text(head.title));
    context.insert_value("description", text_or_none(head.description));
    context.insert_value("canonical", text(&base.absolute(head.url)));
    context.insert_value("feeds", Value::from(feeds));
    let translations = head.group.map_or(Vec::new(), |group| translations(view, group));
    context.insert_value("translations", Value::from(translations));
    context
}

/// The other languages' versions of an article or page.
fn translations(view: &Arc<View>, group: u64) -> Vec<Value> {
    let (articles, pages) = view.translations(group);
    let site = view.site();
    let mut found: Vec<(Name, String, String)> = Vec::new();
    for id in articles {
        if let (Some(url), Some(row)) = (view.article_url(id), site.public_row(id)) {
            found.push((row.lang, row.card().title.to_owned(), url));
        }
    }
    for path in pages {
        if let Some(document) = view.document(path) {
            let Role::Page(page, _) = &document.role else { continue };
            found.push((document.lang, page.title.clone(), document.url.to_string()));
        }
    }
    let base = view.base_of_site();
    let mut others: Vec<_> = found
        .into_iter()
        .filter(|(lang, ..)| *lang != view.lang())
        .map(|(lang, title, url)| (view.text(lang), title, url))
        .collect();
    others.sort_unstable();
    others
        .iter()
        .map(|(code, title, url)| {
            map([
                ("lang", text(code)),
                ("name", text(crate::site::summary::native_name(code))),
                ("title", text(title)),
                ("url", text(&base.href(url))),
                ("absolute", text(&base.absolute(url))),
            ])
        })
        .collect()
}

/// The values of an article's page.
///
/// # Errors
/// Its file can't be read any more.
pub fn article_page(view: &Arc<View>, id: ArticleId) -> Result<Context, Box<Diagnostic>> {
    let (article, source_text) = view.article(id)?;
    let row = view.row(id).ok_or_else(|| view.no_such_route())?;
    view.ask(crate::site::question::Question::Card(id));
    let source = Source { path: &row.path, text: &source_text };
    let origin = Origin { view, path: &row.path, url: &row.url };
    let document = origin.document(&source, article.body_start);
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
        .map(|(slug, _)| link(base, &view.label(site.key(ListingKind::Tag, row.lang, *slug))))
        .collect();
    let authors: Vec<Value> =
        row.authors.iter().map(|(slug, spelling)| author(view, *slug, *spelling)).collect();
    let corrections: Vec<Value> = article
        .corrections
        .iter()
        .map(|correction| {
            let shown = origin.inline(&correction.text, &source.whole());
            map([("date", or_none(correction.date, date)), ("text", html(&shown))])
        })
        .collect();
    let related: Vec<Value> = related(&origin, &article, id);
    let series = row.series.map(|(slug, _)| series(view, slug));

    let mut page = Map::with_capacity_and_hasher(32, Default::default());
    let mut put = |key: &'static str, value: Value| drop(page.insert(Key::Str(key), value));
    put("url", text(&base.href(&row.url)));
    put("absolute", text(&base.absolute(&row.url)));
    put("title", text(&article.title));
    put("summary", text(card.summary));
    put("kind", text(article.kind.name()));
    put("section", sections.first().cloned().unwrap_or_else(Value::none));
    put("sections", Value::from(sections));
    put("authors", Value::from(authors));
    put("date", date(row.date));
    put("updated", or_none(row.updated, date));
    put("image", or_none(article.image.as_ref(), |found| image(&origin, &source, found)));
    put("videos", Value::from(videos(&origin, &article)));
    put("body", html(&document.html));
    put("faq", faq_block(&origin, &source, article.faq.as_ref(), document.faq));
    put("corrections", Value::from(corrections));
    put("tags", Value::from(tags));
    put("location", or_none(article.location.as_deref(), text));
    put("series", series.unwrap_or_else(Value::none));
    put("featured", Value::from(article.featured));
    put("words", Value::from(document.words));
    put("minutes", Value::from(document.words.div_ceil(WORDS_A_MINUTE)));
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

fn image(origin: &Origin, source: &Source, image: &Image) -> Value {
    let place = || match source.text.find(&image.src) {
        Some(at) => source.place(at..at + image.src.len()),
        None => source.whole(),
    };
    let Some(src) = origin.file(&image.src) else {
        origin.view.report([body::missing_image(place(), &image.src)]);
        return Value::none();
    };
    if image.alt.is_empty() {
        let message = format!("the image `{}` has no text alternative", image.src);
        origin.view.report([Diagnostic::warning("missing-alt", message)
            .at(place())
            .hint("say under `alt` what the picture shows, for those who can't see it")]);
    }
    map([
        ("src", text(&src)),
        ("absolute", text(&origin.view.base_of_site().absolute_href(&src))),
        ("alt", text(&image.alt)),
        ("caption", html(&origin.inline(&image.caption, &source.whole()))),
        ("credit", text(&image.credit)),
        ("width", Value::none()),
        ("height", Value::none()),
    ])
}

fn videos(origin: &Origin, article: &Article) -> Vec<Value> {
    let videos = article.videos.iter();
    videos
        .map(|video| {
            let url = origin.file(&video.url).unwrap_or_else(|| video.url.clone());
            let thumbnail = video.thumbnail.as_deref().and_then(|src| origin.file(src));
            map([
                ("url", text(&url)),
                ("title", text(&video.title)),
                ("thumbnail", or_none(thumbnail.as_deref(), text)),
                ("duration", or_none(video.duration, Value::from)),
            ])
        })
        .collect()
}

/// The FAQ of the front matter and that of the body, which are one to the reader.
fn faq_block(
    origin: &Origin,
    source: &Source,
    written: Option<&Faq>,
    in_body: Option<FaqBlock>,
) -> Value {
    let written = written.and_then(|written| {
        let options = origin.view.markdown();
        let (block, problems) = faq::from_front_matter(written, &source.whole(), options, origin);
        origin.view.report(problems);
        block
    });
    let Some(block) = faq::joined(written, in_body) else { return Value::none() };
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

/// An article's text for feeds: its body, and its FAQ as headings and paragraphs.
///
/// # Errors
/// Its file can't be read any more.
pub(super) fn feed_body(view: &Arc<View>, id: ArticleId) -> Result<String, Box<Diagnostic>> {
    let (article, text) = view.article(id)?;
    let row = view.row(id).ok_or_else(|| view.no_such_route())?;
    let source = Source { path: &row.path, text: &text };
    let origin = Origin { view, path: &row.path, url: &row.url };
    let document = origin.document(&source, article.body_start);
    let mut html = document.html;
    let written = article.faq.as_ref().and_then(|written| {
        faq::from_front_matter(written, &source.whole(), view.markdown(), &origin).0
    });
    if let Some(block) = faq::joined(written, document.faq) {
        if let Some(title) = &block.title {
            html.push_str(&format!("<h2>{}</h2>\n", escape(title)));
        }
        for item in &block.items {
            html.push_str(&format!("<h3>{}</h3>\n{}", escape(&item.question), item.answer));
        }
    }
    Ok(html)
}

/// Those that the author named; unknown ones are told.
fn related(origin: &Origin, article: &Article, id: ArticleId) -> Vec<Value> {
    let mut found = Vec::new();
    for written in &article.related {
        match body::article_meant(origin, written) {
            Some(other) if other != id => found.extend(origin.view.card(other)),
            Some(_) => {}
            None => origin.view.report([Diagnostic::warning(
                "dead-link",
                format!("there is no published article `{written}` to relate to"),
            )
            .at(Place::file(origin.path))]),
        }
    }
    found
}

fn series(view: &Arc<View>, slug: Name) -> Value {
    let key = view.site().key(ListingKind::Series, view.lang(), slug);
    let items = view.span(key, 0, usize::MAX);
    map([
        ("name", text(&view.label(key).name)),
        ("items", Value::from(view.cards(items))),
    ])
}

/// An author as an article's byline and box show them.
fn author(view: &Arc<View>, slug: Name, spelling: Name) -> Value {
    let site = view.site();
    let id = site.author_id(slug);
    view.ask(crate::site::question::Question::Label(site.key(ListingKind::Author, view.lang(), id)));
    if view.person(id).is_some() {
        return view.remember_person(id, |view| person(view, id));
    }
    let label = site.byline(slug, spelling, view.lang());
    nobody(view, &label)
}

/// An author of whom there is no file.
fn nobody(view: &View, label: &Label) -> Value {
    map([
        ("name", text(&label.name)),
        ("url", text(&view.base_of_site().href(&label.url))),
        ("team", Value::from(false)),
        ("role", Value::none()),
        ("photo", Value::none()),
        ("bio", Value::none()),
        ("email", Value::none()),
        ("links", Value::from(Vec::<Value>::new())),
    ])
}

/// An author of whom there is a file.
fn person(view: &Arc<View>, id: Name) -> Value {
    let label = view.label(view.site().key(ListingKind::Author, view.lang(), id));
    let Some((path, Document { role: Role::Person(_, person), body, .. })) = view.person(id) else {
        return nobody(view, &label);
    };
    let path = view.text(path);
    let place = Place::file(&path);
    let origin = Origin { view, path: &path, url: &label.url };
    let photo = person.photo.as_deref().map(|src| (src, origin.file(src)));
    if let Some((src, None)) = photo {
        view.report([body::missing_image(place.clone(), src)]);
    }
    let links: Vec<Value> = person
        .links
        .iter()
        .map(|(label, url)| map([("label", text(label)), ("url", text(url))]))
        .collect();
    let bio = origin.fragment(body, &place);
    map([
        ("name", text(&person.name)),
        ("url", text(&view.base_of_site().href(&label.url))),
        ("team", Value::from(person.team)),
        ("role", text_or_none(&person.role)),
        ("photo", or_none(photo.and_then(|(_, src)| src).as_deref(), text)),
        ("bio", if bio.is_empty() { Value::none() } else { html(&bio) }),
        ("email", or_none(person.email.as_deref(), text)),
        ("links", Value::from(links)),
    ])
}

/// The values of a plain page.
///
/// # Errors
/// There is no such page.
pub fn plain_page(view: &Arc<View>, path: Name) -> Result<Context, Box<Diagnostic>> {
    let document = view.document(path).ok_or_else(|| view.no_such_route())?;
    let Role::Page(page, group) = &document.role else { return Err(view.no_such_route()) };
    let file = view.text(path);
    let origin = Origin { view, path: &file, url: &document.url };
    let rendered = rendered_document(&origin, document);
    let lang = view.lang_code();
    let source = Source { path: &file, text: "" };
    let base = view.base_of_site();
    let values = map([
        ("url", text(&base.href(&document.url))),
        ("title", text(&page.title)),
        ("summary", text(&page.summary)),
        ("image", or_none(page.image.as_ref(), |found| image(&origin, &source, found))),
        ("updated", or_none(page.updated, |at| text(&view.site().calendar().rfc3339(at, &lang)))),
        ("body", html(&rendered.html)),
        ("faq", faq_block(&origin, &source, page.faq.as_ref(), rendered.faq)),
        ("extra", extra(&page.extra)),
    ]);
    let mut context = context(
        view,
        Head {
            title: &page.title,
            description: &page.summary,
            url: &document.url,
            group: Some(*group),
            feeds: Vec::new(),
        },
    );
    context.insert_value("page", values);
    Ok(context)
}

fn rendered_document(origin: &Origin, document: &Document) -> crate::content::markdown::Document {
    let source = Source { path: origin.path, text: &document.body };
    origin.document(&source, 0)
}

/// The values of a listing's head (`part` 0) or of a numbered page.
///
/// # Errors
/// There is no such page.
pub fn listing_page(view: &Arc<View>, key: ListingKey, part: u32) -> Result<Context, Box<Diagnostic>> {
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
    let introduction = if key.kind == ListingKind::Section { introduction(view, key) } else { None };
    let (intro, summary) = introduction.unwrap_or_default();
    let description = match key.kind {
        ListingKind::Section if summary.is_empty() => {
            let settings = view.settings();
            settings.section_description(&view.text(key.name), &view.lang_code()).to_owned()
        }
        _ => summary,
    };
    let has_feed = matches!(key.kind, ListingKind::Section | ListingKind::Tag | ListingKind::Author);
    let feed = base.href(&format!("{}rss.xml", label.url));
    let author = (key.kind == ListingKind::Author).then(|| {
        if view.person(key.name).is_some() {
            person(view, key.name)
        } else {
            nobody(view, &label)
        }
    });
    let own_url = if part == 0 { label.url.clone() } else { urls::listing_page(&label.url, part) };
    // On a numbered page neither the count nor the months may stand: they change with every article.
    let is_head = part == 0;
    let listing = map([
        ("kind", text(kind_name(key.kind))),
        ("name", text(&name)),
        ("url", text(&base.href(&label.url))),
        ("absolute", text(&base.absolute(&own_url))),
        ("description", text_or_none(&description)),
        ("intro", if intro.is_empty() || !is_head { Value::none() } else { html(&intro) }),
        ("items", Value::from(view.cards(ids))),
        ("page", if is_head { Value::none() } else { Value::from(part) }),
        ("newer", newer),
        ("older", if older == 0 { Value::none() } else { page_url(older) }),
        ("feed", if has_feed { text(&feed) } else { Value::none() }),
        ("parent", parent.unwrap_or_else(Value::none)),
        ("sections", Value::from(sub_sections(view, key))),
        ("author", author.unwrap_or_else(Value::none)),
        ("months", if is_head { Value::from(months(view, key)) } else { Value::none() }),
        ("count", if is_head { Value::from(view.count(key)) } else { Value::none() }),
    ]);
    let mut context = context(
        view,
        Head {
            title: &name,
            description: &description,
            url: &own_url,
            group: None,
            feeds: if has_feed { vec![(name.clone(), feed)] } else { Vec::new() },
        },
    );
    context.insert_value("listing", listing);
    Ok(context)
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
    let parts = name.split_once('/').and_then(|(year, month)| {
        Some((year.parse::<i16>().ok()?, month.parse::<i8>().ok()?))
    });
    let middle = parts.and_then(|(year, month)| {
        let noon = jiff::civil::Date::new(year, month, 15).ok()?.at(12, 0, 0, 0);
        let zone = view.site().calendar().zone(&view.lang_code()).clone();
        Some(noon.to_zoned(zone).ok()?.timestamp().as_second())
    });
    middle.and_then(|at| super::dates::format(view, at, "month")).unwrap_or_else(|| name.to_owned())
}

/// The section above a section, the year above a month, the tag index above a tag.
fn parent(view: &View, key: ListingKey) -> Option<Value> {
    let name = view.text(key.name);
    let (above, _) = name.rsplit_once('/')?;
    let key = ListingKey { name: view.name(above), kind: match key.kind {
        ListingKind::Month => ListingKind::Year,
        kind => kind,
    }, ..key };
    let label = view.label(key);
    label.exists.then(|| link(view.base_of_site(), &label))
}

/// The HTML and the summary of a section's introduction.
fn introduction(view: &Arc<View>, key: ListingKey) -> Option<(String, String)> {
    // Whether there is one is part of the label's answer only in so far as it names the section: the
    // document itself is asked for by its path, and all sections' pages with it.
    view.ask(crate::site::question::Question::Introduction(key));
    let (path, document) = view.site().introduction(key)?;
    let Role::Section(_, page) = &document.role else { return None };
    let file = view.text(path);
    let url = view.label(key).url;
    let origin = Origin { view, path: &file, url: &url };
    Some((origin.fragment(&document.body, &Place::file(&file)), page.summary.clone()))
}

fn sub_sections(view: &View, key: ListingKey) -> Vec<Value> {
    fn find<'a>(
        sections: &'a [crate::site::summary::SectionLink],
        slug: &str,
    ) -> Option<&'a [crate::site::summary::SectionLink]> {
        sections.iter().find_map(|section| {
            if section.slug == slug { Some(&section.sections[..]) } else { find(&section.sections, slug) }
        })
    }
    if key.kind != ListingKind::Section {
        return Vec::new();
    }
    let summary = view.summary();
    let below = find(&summary.sections, &view.text(key.name)).unwrap_or_default();
    let links = below.iter().map(|section| {
        map([("name", text(&section.name)), ("url", text(&section.url))])
    });
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
            map([
                ("name", text(&month_name(view, name))),
                ("url", text(&base.href(&label.url))),
                ("count", Value::from(*count)),
            ])
        })
        .collect()
}

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
            (crate::content::slug::slugify(&label.name), label, key, view.count(key))
        })
        .collect();
    found.sort_unstable_by(|a, b| (&a.0, &a.1.url).cmp(&(&b.0, &b.1.url)));
    let word = if kind == ListingKind::Tag { "tags" } else { "authors" };
    let title = match view.word(word) {
        Some((_, crate::site::theme::Word::One(title))) => title,
        _ => word.to_owned(),
    };
    let url = view.url();
    let mut context = context(
        view,
        Head { title: &title, description: "", url: &url, group: None, feeds: Vec::new() },
    );
    let entries: Vec<Value> = found
        .iter()
        .map(|(_, label, key, count)| {
            if kind == ListingKind::Tag {
                return map([
                    ("name", text(&label.name)),
                    ("url", text(&base.href(&label.url))),
                    ("count", Value::from(*count)),
                ]);
            }
            let known = match view.person(key.name) {
                Some((path, Document { role: Role::Person(_, person), .. })) => Some((path, person)),
                _ => None,
            };
            let photo = known.as_ref().and_then(|(path, person)| {
                let origin = Origin { view, path: &view.text(*path), url: &label.url };
                origin.file(person.photo.as_deref()?)
            });
            map([
                ("name", text(&label.name)),
                ("url", text(&base.href(&label.url))),
                ("team", Value::from(known.as_ref().is_some_and(|(_, person)| person.team))),
                ("role", or_none(known.as_ref(), |(_, person)| text_or_none(&person.role))),
                ("photo", or_none(photo.as_deref(), text)),
                ("count", Value::from(*count)),
            ])
        })
        .collect();
    let name = if kind == ListingKind::Tag { "terms" } else { "people" };
    context.insert_value(name, Value::from(entries));
    Ok(context)
}

/// How many articles the front page looks at for its lead and its secondary stories.
const FRONT_POOL: usize = 40;
const SECONDARY: usize = 3;
const LATEST: usize = 8;
const SECTION_ITEMS: usize = 4;
const OPINION: usize = 3;

/// The values of the front page: the newest featured story leads, no story comes twice but in `latest`.
pub fn front_page(view: &Arc<View>) -> Context {
    let summary = view.summary();
    let all = ListingKey { kind: ListingKind::All, lang: view.lang(), name: view.lang() };
    let pool = view.latest(all, FRONT_POOL);
    let site = view.site();
    let card_of = |id: ArticleId| site.row(id).map(|row| (id, row.card()));
    let newest: Vec<(ArticleId, Kind, bool)> = pool
        .iter()
        .filter_map(|&id| card_of(id))
        .map(|(id, card)| (id, card.kind, card.featured))
        .collect();
    let mut shown: Vec<ArticleId> = Vec::new();
    let leads = |kind: Kind| !matches!(kind, Kind::Opinion | Kind::Sponsored);
    let featured = newest.iter().filter(|(_, kind, featured)| *featured && leads(*kind));
    let others = newest.iter().filter(|(_, kind, featured)| !*featured && leads(*kind));
    shown.extend(featured.chain(others).map(|(id, ..)| *id).take(1 + SECONDARY));
    let (lead, secondary) = shown.split_first().map_or((None, Vec::new()), |(lead, rest)| {
        (view.card(*lead), view.cards(rest.to_vec()))
    });
    let opinion: Vec<ArticleId> = newest
        .iter()
        .filter(|(_, kind, _)| *kind == Kind::Opinion)
        .map(|(id, ..)| *id)
        .take(OPINION)
        .collect();
    shown.extend(&opinion);
    // Every article of the pool decided what is shown.
    for &id in &pool {
        view.ask(crate::site::question::Question::Card(id));
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
        sections.push(map([
            ("section", map([("name", text(&section.name)), ("url", text(&section.url))])),
            ("items", Value::from(view.cards(ids))),
        ]));
    }
    let front = map([
        ("lead", lead.unwrap_or_else(Value::none)),
        ("secondary", Value::from(secondary)),
        ("latest", Value::from(view.cards(pool.into_iter().take(LATEST)))),
        ("sections", Value::from(sections)),
        ("opinion", Value::from(view.cards(opinion))),
    ]);
    let url = view.url();
    let mut context = context(
        view,
        Head {
            title: &summary.title,
            description: &summary.description,
            url: &url,
            group: None,
            feeds: Vec::new(),
        },
    );
    let languages: Vec<Value> = summary
        .languages
        .iter()
        .filter(|language| !language.current)
        .map(|language| {
            map([
                ("lang", text(&language.code)),
                ("name", text(&language.name)),
                ("title", text(&language.title)),
                ("url", text(&language.url)),
                ("absolute", text(&view.base_of_site().absolute_href(&language.url))),
            ])
        })
        .collect();
    context.insert_value("translations", Value::from(languages));
    context.insert_value("front", front);
    context
}

/// The values of the 404 page.
pub fn not_found_page(view: &Arc<View>) -> Context {
    let title = match view.word("not_found") {
        Some((_, crate::site::theme::Word::One(title))) => title,
        _ => "404".to_owned(),
    };
    let url = view.url();
    let head = Head { title: &title, description: "", url: &url, group: None, feeds: Vec::new() };
    let mut context = context(view, head);
    // It stands for whatever was asked for, which has no address.
    context.remove("canonical");
    context.insert_value("canonical", Value::none());
    context
}
