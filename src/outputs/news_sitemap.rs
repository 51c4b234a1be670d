//! News sitemaps (Google's extension 0.9 of the protocol): in each language what was published in the last two
//! days, in as many files as that takes. There is none while there is no news: the protocol has no empty sitemap.

use std::fmt::Write;
use std::sync::Arc;

use super::{Body, NONE, Output, Planned, Subject, xml};
use crate::diag::Diagnostic;
use crate::render::View;
use crate::site::Site;
use crate::site::listing::ListingKey;
use crate::site::row::ArticleId;

/// How many articles the extension allows in a file.
const MOST: usize = 1000;

pub struct NewsSitemaps;

impl Output for NewsSitemaps {
    fn name(&self) -> &'static str {
        "news sitemap"
    }

    fn routes(&self, site: &Site, subject: Subject) -> Vec<Planned> {
        let Subject::Language(lang) = subject else {
            return NONE;
        };
        let code = site.names.text(lang);
        let parts = (0..).zip(urls(&code, site.news(ListingKey::all(lang)).len()));
        parts.map(|(part, url)| Planned::page(part, &url)).collect()
    }

    fn render(&self, view: &Arc<View>, _: Subject, part: u32) -> Result<Body, Box<Diagnostic>> {
        let mut out = String::from(xml::DECLARATION);
        out.push_str(
            "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
             xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">\n",
        );
        for id in view
            .news(ListingKey::all(view.lang()))
            .into_iter()
            .skip(part as usize * MOST)
            .take(MOST)
        {
            entry(view, id, &mut out);
        }
        out.push_str("</urlset>\n");
        Ok(Body::Bytes(out.into_bytes()))
    }
}

/// The URL paths of a language's, for so many articles.
pub fn urls(lang: &str, count: usize) -> impl Iterator<Item = String> {
    let parts = 1..=count.div_ceil(MOST);
    parts.map(move |part| match part {
        1 => format!("/sitemaps/{lang}-news.xml"),
        part => format!("/sitemaps/{lang}-news-{part}.xml"),
    })
}

fn entry(view: &View, id: ArticleId, out: &mut String) {
    let (Some(url), Some(row)) = (view.article_url(id), view.row(id)) else {
        return;
    };
    let _ = writeln!(
        out,
        "<url><loc>{}</loc><news:news><news:publication><news:name>{}</news:name>\
         <news:language>{}</news:language></news:publication>\
         <news:publication_date>{}</news:publication_date><news:title>{}</news:title></news:news></url>",
        xml::attribute(&view.base().absolute(&url)),
        xml::attribute(&view.summary().title),
        language(view.lang_code()),
        view.rfc3339(row.date),
        xml::attribute(row.card().title),
    );
}

/// The language as the extension wants it: by ISO 639, but for the two scripts of Chinese, which are called by where
/// they are written most.
fn language(code: &str) -> String {
    let code = code.to_lowercase();
    let mut parts = code.split('-');
    match parts.next() {
        Some("zh") if parts.any(|part| ["hant", "tw", "hk", "mo"].contains(&part)) => "zh-tw",
        Some("zh") => "zh-cn",
        first => first.unwrap_or_default(),
    }
    .to_owned()
}
