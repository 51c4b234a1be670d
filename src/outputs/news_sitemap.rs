//! News sitemaps (Google's extension 0.9 of the protocol): in each language what was published in the last two
//! days. There is none while there is no news: the protocol has no empty sitemap.

use std::fmt::Write;
use std::sync::Arc;

use super::{Body, NONE, Output, Planned, Subject, xml};
use crate::diag::Diagnostic;
use crate::render::View;
use crate::site::Site;
use crate::site::listing::ListingKey;
use crate::site::row::ArticleId;

/// How many articles the extension allows.
const MOST: usize = 1000;

pub struct NewsSitemaps;

impl Output for NewsSitemaps {
    fn name(&self) -> &'static str {
        "news sitemap"
    }

    fn routes(&self, site: &Site, subject: Subject) -> Vec<Planned> {
        match subject {
            Subject::Language(lang) if !site.news(ListingKey::all(lang)).is_empty() => {
                vec![Planned::page(0, &url(&site.names.text(lang)))]
            }
            _ => NONE,
        }
    }

    fn render(&self, view: &Arc<View>, _: Subject, _: u32) -> Result<Body, Box<Diagnostic>> {
        let mut out = String::from(xml::DECLARATION);
        out.push_str(
            "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
             xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">\n",
        );
        for id in view
            .news(ListingKey::all(view.lang()))
            .into_iter()
            .take(MOST)
        {
            entry(view, id, &mut out);
        }
        out.push_str("</urlset>\n");
        Ok(Body::Bytes(out.into_bytes()))
    }
}

/// The URL path of a language's.
pub fn url(lang: &str) -> String {
    format!("/sitemaps/{lang}-news.xml")
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

/// The language as the extension wants it: by ISO 639, but for the two scripts of Chinese.
fn language(code: &str) -> String {
    let code = code.to_lowercase();
    match code.as_str() {
        "zh-cn" | "zh-tw" => code,
        _ => code.split('-').next().unwrap_or_default().to_owned(),
    }
}
