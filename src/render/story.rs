//! A story: an article's file with its Markdown rendered and its links resolved. The article's page and
//! every feed that carries it are made from one.

use std::fmt::Write;
use std::sync::Arc;

use super::body::{self, Meant, Origin};
use super::cldr;
use super::live::{self, LiveUpdate};
use super::view::View;
use crate::content::faq::FaqBlock;
use crate::content::live::Coverage;
use crate::content::markdown;
use crate::content::{Article, Kind};
use crate::diag::{Diagnostic, Place, Source};
use crate::site::names::Name;
use crate::site::row::ArticleId;

/// An article's file, rendered.
#[derive(Clone, Debug)]
pub struct Story {
    /// What its front matter says.
    pub article: Article,
    /// Its body; the FAQ in it has moved to `faq`.
    pub body: markdown::Document,
    /// The FAQ of front matter and body, which are one to the reader.
    pub faq: Option<FaqBlock>,
    /// The lead photo, if its file is there.
    pub photo: Option<Photo>,
    /// For each video: where it is, and its still.
    pub videos: Vec<(String, Option<Photo>)>,
    /// For each correction: its text as HTML.
    pub corrections: Vec<String>,
    /// The updates of live coverage, newest first; they have left the body.
    pub updates: Vec<LiveUpdate>,
    /// The footnotes of live coverage, as HTML; those of other articles are part of the body.
    pub footnotes: String,
    /// Where it says what it is a translation of.
    pub key_place: Place,
    /// Where it names its id.
    pub id_place: Place,
    /// The articles that its author named as related.
    pub related: Vec<ArticleId>,
    /// What there is to say of it.
    pub problems: Vec<Diagnostic>,
}

/// A photo whose file is there.
#[derive(Clone, Debug, Default)]
pub struct Photo {
    /// What `src` is to be.
    pub src: String,
    /// Text alternative.
    pub alt: String,
    /// Caption as HTML.
    pub caption: String,
    /// Who is to be credited.
    pub credit: String,
    /// Width and height, where they are known.
    pub pixels: Option<(u32, u32)>,
    /// The file, where it is one of the site, and its path.
    pub file: Option<(Name, String)>,
    /// What must stay in sight when it is cropped, in percent from the left and from the top.
    pub focus: Option<(u8, u8)>,
}

impl Story {
    /// Reads and renders an article. All that is asked is recorded by the view; what there is to say is in
    /// the story.
    ///
    /// # Errors
    /// As [`View::article`].
    pub fn read(view: &Arc<View>, id: ArticleId) -> Result<Story, Box<Diagnostic>> {
        let (article, text) = view.article(id)?;
        let row = view.row(id).ok_or_else(|| view.no_such_route())?;
        let source = Source {
            path: &row.path,
            text: &text,
        };
        let origin = Origin {
            view,
            path: &row.path,
            url: &row.url,
            is_sponsored: article.kind == Kind::Sponsored,
        };
        view.report_ahead(&source, row.is_ahead(view.site().now), row.date);
        let mut body = origin.document(&source, article.body_start);
        let (updates, footnotes) = if article.kind == Kind::Live {
            let coverage = Coverage {
                published: article.date,
                zone: view.site().calendar().zone(view.lang_code()),
                weekdays: &cldr::weekdays(view.lang_code()),
            };
            let taken = live::take_updates(&mut body, &coverage);
            if taken.0.is_empty() && !body.headings.is_empty() {
                view.report([live::without_updates(&source, article.body_start)]);
            }
            view.report(live::strays(&source, article.body_start, &coverage));
            taken
        } else {
            (Vec::new(), String::new())
        };
        let key = article.translation_key.as_deref();
        let key_place = key.map_or_else(|| source.whole(), |key| body::written(&source, key));
        let id_place = article.id.as_ref().map_or_else(
            || source.whole(),
            |id| body::written_under(&["\nid:", "\nguid:"], &source, id),
        );
        let faq = origin.faq(&source, article.faq.as_ref(), body.faq.take());
        let photo = article
            .image
            .as_ref()
            .and_then(|image| origin.photo(&source, image));
        let videos = article.videos.iter().map(|video| {
            let url = origin.file(&video.url).unwrap_or_else(|| video.url.clone());
            (
                url,
                video
                    .thumbnail
                    .as_deref()
                    .and_then(|src| origin.still(&source, src)),
            )
        });
        let corrections = article.corrections.iter().map(|correction| {
            origin.inline(&correction.text, &|| {
                body::written(&source, &correction.text)
            })
        });
        let (videos, corrections) = (videos.collect(), corrections.collect());
        let related = related(&origin, &source, &article, id);
        let problems = view.take_problems();
        Ok(Story {
            article,
            body,
            faq,
            photo,
            videos,
            corrections,
            updates,
            footnotes,
            key_place,
            id_place,
            related,
            problems,
        })
    }

    /// Its text for feeds: the body, the updates of live coverage, and the FAQ as headings and paragraphs. `view`
    /// is that of a route that carries it.
    pub fn feed_html(&self, view: &View) -> String {
        let mut html = self.body.html.clone();
        if !self.updates.is_empty() {
            let words = |at| view.date(at, "datetime").unwrap_or_default();
            let machine = |at| view.rfc3339(at);
            html.push_str(&live::feed_html(&self.updates, &words, &machine));
            html.push_str(&self.footnotes);
        }
        if let Some(block) = &self.faq {
            if let Some(title) = &block.title {
                let _ = writeln!(html, "<h2>{}</h2>", super::values::escape(title));
            }
            html.push_str(&block.intro);
            for item in &block.items {
                let question = super::values::escape(&item.question);
                let _ = write!(html, "<h3>{question}</h3>\n{}", item.answer);
            }
        }
        html
    }
}

/// The articles that the author named; unknown ones are told.
fn related(origin: &Origin, source: &Source, article: &Article, id: ArticleId) -> Vec<ArticleId> {
    let mut found = Vec::new();
    for written in &article.related {
        match body::article_meant(origin, written) {
            Meant::Article(other) if other != id => found.push(other),
            Meant::Article(_) | Meant::Hidden => {}
            Meant::Nothing => origin.view.report([Diagnostic::warning(
                "dead-link",
                format!("there is no published article `{written}` to relate to"),
            )
            .at(body::written(source, written))
            .hint(
                "name its file, as in `world/2026-11-20-port-talks`, its slug, or its URL path",
            )]),
        }
    }
    found
}
