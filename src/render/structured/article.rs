//! Articles, with their videos and FAQs.

use tera::Value;

use super::listing::{creator, section_trail};
use super::site::{breadcrumbs, publisher};
use super::video::videos;
use super::{Node, script};
use crate::content::faq::FaqBlock;
use crate::content::html::absolute::absolute;
use crate::content::html::tags::tags;
use crate::content::{Instant, Kind, markdown};
use crate::render::is_elsewhere;
use crate::render::story::{Photo, Story};
use crate::render::values::Version;
use crate::render::view::View;
use crate::site::names::Name;
use crate::site::prints::CENTRE;
use crate::site::row::Row;

/// What of an article's page the graph shares with its templates.
pub(in crate::render) struct Shown<'a> {
    pub story: &'a Story,
    /// What it is a copy of, if it is one.
    pub original: Option<&'a str>,
    pub row: &'a Row,
    pub sections: &'a [Value],
    pub authors: &'a [Value],
    pub tags: &'a [Value],
    pub series: Option<&'a Value>,
    pub translations: &'a [Version],
}

/// The graph of an article's page.
pub(in crate::render) fn article(view: &View, shown: &Shown) -> Value {
    let Shown { story, row, .. } = shown;
    let base = view.base_of_site();
    let url = base.absolute(&row.url);
    let mut graph = vec![story_node(view, shown, &url)];
    let section = row.sections.first();
    let mut trail = section.map_or_else(Vec::new, |&section| section_trail(view, section));
    trail.push((story.article.title.clone(), base.href(&row.url)));
    graph.push(breadcrumbs(view, trail));
    graph.extend(faq(view, story.faq.as_ref(), &url));
    script(&graph)
}

/// The questions of the page at an absolute address, unless the site does without.
pub(in crate::render) fn faq<'a>(
    view: &View,
    block: Option<&'a FaqBlock>,
    url: &str,
) -> Option<Node<'a>> {
    let block = block.filter(|_| view.summary().structured_faq)?;
    let questions: Vec<Node> = block
        .items
        .iter()
        .map(|item| {
            let answer = absolute(item.answer.trim(), url);
            Node::new("Question")
                .with("name", item.question.as_str())
                .with("acceptedAnswer", Node::new("Answer").with("text", answer))
        })
        .collect();
    let page = Node::new("FAQPage").with_some("name", block.title.as_deref());
    Some(page.with("mainEntity", questions))
}

fn story_node<'a>(view: &'a View, shown: &Shown<'a>, url: &str) -> Node<'a> {
    let Shown { story, row, .. } = *shown;
    let article = &story.article;
    let base = view.base_of_site();
    let date = |at: Instant| date(view, at);
    let names = |values: &'a [Value]| -> Vec<&'a str> {
        let names = values.iter();
        names
            .filter_map(|value| value.get_from_path("name")?.as_str())
            .collect()
    };
    let summary = view.summary();
    let creators: Vec<Node> = shown
        .authors
        .iter()
        .map(|author| creator(view, author))
        .collect();
    let corrections: Vec<Node> = article
        .corrections
        .iter()
        .map(|correction| {
            Node::new("CorrectionComment")
                .with("text", markdown::plain_text(&correction.text, usize::MAX))
                .with_some("datePublished", correction.date.map(date))
        })
        .collect();
    let series = shown.series.and_then(|series| {
        let text = |key| series.get_from_path(key).and_then(Value::as_str);
        let node = Node::new("CreativeWorkSeries").with("name", text("name")?);
        Some(node.with("url", base.absolute_href(text("url")?)))
    });
    let (original, others) = translations(view, shown.translations);
    let photo = story.photo.as_ref();
    let images: Vec<Node> = photo.map_or_else(Vec::new, |photo| images(view, story, photo));
    Node::new(kind(article.kind))
        .with("@id", format!("{url}#article"))
        .with("url", url.to_owned())
        .with("mainEntityOfPage", shown.original.unwrap_or(url).to_owned())
        .with("headline", article.title.as_str())
        .with("description", row.card().summary)
        .with("image", images)
        .with("datePublished", date(row.date))
        .with("dateModified", date(view.modified_of(row)))
        .with_some(
            "coverageStartTime",
            (article.kind == Kind::Live).then(|| date(row.date)),
        )
        .with("liveBlogUpdate", live_updates(view, story, url))
        .with("author", creators)
        .with("publisher", publisher(view, summary))
        .with("articleSection", names(shown.sections))
        .with("keywords", names(shown.tags))
        .with("inLanguage", summary.language.clone())
        .with("wordCount", story.body.words)
        .with_some(
            "dateline",
            article
                .location
                .as_deref()
                .filter(|_| has_dateline(article.kind)),
        )
        .with("isAccessibleForFree", true)
        .with("correction", corrections)
        .with("video", videos(story, base, &date(row.date)))
        .with_some("isPartOf", series)
        .with_some("translationOfWork", original)
        .with("workTranslation", others)
}

/// The updates of live coverage, each with its own address.
fn live_updates<'a>(view: &View, story: &'a Story, url: &str) -> Vec<Node<'a>> {
    let updates = story.updates.iter();
    updates
        .map(|update| {
            let at = format!("{url}#{}", update.id);
            Node::new("BlogPosting")
                .with("@id", at.clone())
                .with("url", at)
                .with("headline", update.title.as_str())
                .with("datePublished", date(view, update.at))
                .with("articleBody", plain(&update.html))
        })
        .collect()
}

/// The words of a piece of our own HTML. What stands in cells, lines and blocks of their own is apart; the numbers of
/// footnotes are no words.
fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut copied = 0;
    let mut is_number = false;
    for tag in tags(html) {
        if !is_number {
            text.push_str(html.get(copied..tag.range.start).unwrap_or_default());
        }
        if tag.name == "sup" {
            is_number = tag
                .get("class")
                .is_some_and(|class| class == "footnote-ref");
        }
        if tag.parts_words() {
            text.push(' ');
        }
        copied = tag.range.end;
    }
    text.push_str(html.get(copied..).unwrap_or_default());
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ");
    quick_xml::escape::unescape(&text).map_or(text.clone(), Into::into)
}

/// The photo of a story, in the shapes that search engines ask for where it is the site's own, with its caption as
/// plain text and what its file says of its rights.
fn images<'a>(view: &'a View, story: &Story, photo: &'a Photo) -> Vec<Node<'a>> {
    let base = view.base_of_site();
    let file = photo.file.as_ref().map(|(file, _)| *file);
    let crops = file.map(|file| view.crops(file, photo.focus.unwrap_or(CENTRE)));
    let crops = crops.filter(|crops| !crops.is_empty());
    let shown: Vec<(String, Option<(u32, u32)>)> = match crops {
        Some(crops) => {
            let crops = crops.into_iter();
            crops
                .map(|print| (base.absolute(&print.url), Some(print.size)))
                .collect()
        }
        None => vec![(base.absolute_href(&photo.src), photo.pixels)],
    };
    let known = file.and_then(|file| view.site().file(file)?.photo());
    let credits = known.map(|photo| &photo.credits);
    let caption = story
        .article
        .image
        .as_ref()
        .map(|image| image.caption.as_str());
    let caption = caption.filter(|caption| !caption.is_empty());
    let caption = caption.map(|caption| markdown::plain_text(caption, usize::MAX));
    let caption = caption.or_else(|| Some(credits?.caption.clone()));
    let image = |(url, pixels): (String, Option<(u32, u32)>)| {
        let licence = credits.map(|credits| credits.licence.as_str());
        let licence = licence.filter(|licence| is_elsewhere(licence));
        let creator = credits.map(|credits| credits.creator.as_str());
        let creator = creator.filter(|creator| !creator.is_empty());
        Node::new("ImageObject")
            .with("url", url)
            .with_some("width", pixels.map(|(width, _)| width))
            .with_some("height", pixels.map(|(_, height)| height))
            .with_some("caption", caption.clone())
            .with("creditText", photo.credit.as_str())
            .with_some(
                "creator",
                creator.map(|creator| Node::new("Person").with("name", creator)),
            )
            .with_some(
                "copyrightNotice",
                credits.map(|credits| credits.copyright.as_str()),
            )
            .with_some("license", licence)
    };
    shown.into_iter().map(image).collect()
}

/// The same article in other languages. Of all versions that in the first of the site's languages is the original,
/// as it is the one for readers of any other, and the others are its translations.
fn translations<'a>(view: &View, others: &[Version]) -> (Option<Node<'a>>, Vec<Node<'a>>) {
    let base = view.base_of_site();
    let node = |version: &Version| {
        let url = base.absolute(&version.url);
        let code = view.text(version.lang).to_string();
        match version.kind {
            Some(written) => Node::reference(kind(written), format!("{url}#article")),
            None => Node::reference("WebPage", url),
        }
        .with("inLanguage", code)
    };
    let of = |lang: Name| others.iter().find(|version| version.lang == lang);
    let mut languages = view.languages().into_iter();
    let original = languages.find(|&lang| lang == view.lang() || of(lang).is_some());
    match original.and_then(of) {
        Some(original) => (Some(node(original)), Vec::new()),
        None => (None, others.iter().map(node).collect()),
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Opinion => "OpinionNewsArticle",
        Kind::Analysis => "AnalysisNewsArticle",
        Kind::Explainer => "BackgroundNewsArticle",
        Kind::Review => "ReviewNewsArticle",
        Kind::Live => "LiveBlogPosting",
        Kind::Sponsored => "AdvertiserContentArticle",
        Kind::News | Kind::Interview => "NewsArticle",
    }
}

/// Whether schema.org has a dateline for the type: of news articles alone.
fn has_dateline(kind: Kind) -> bool {
    !matches!(kind, Kind::Live | Kind::Sponsored)
}

/// ISO 8601, as schema.org has it.
fn date(view: &View, at: Instant) -> String {
    view.site().calendar().rfc3339(at, view.lang_code())
}
