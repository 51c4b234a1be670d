//! Pages at the URLs that an article, page or section used to have, which lead to where it is now.

use std::sync::Arc;

use super::{Body, NONE, Output, Planned, Subject};
use crate::diag::Diagnostic;
use crate::render::View;
use crate::render::values::escape;
use crate::site::{Site, urls};

pub struct Redirects;

impl Output for Redirects {
    fn name(&self) -> &'static str {
        super::REDIRECT
    }

    fn routes(&self, site: &Site, subject: Subject) -> Vec<Planned> {
        let Some(own) = site.address(subject) else {
            return NONE;
        };
        // An article may name its own URL among those it had, or one of them twice: no harm is meant.
        let mut taken = vec![urls::output_path(&own)];
        let mut routes = Vec::new();
        for (url, part) in site.aliases(subject).into_iter().zip(0..) {
            let planned = Planned::page(part, url);
            if !taken.contains(&planned.path) {
                taken.push(planned.path.clone());
                routes.push(planned);
            }
        }
        routes
    }

    fn render(&self, view: &Arc<View>, subject: Subject, _: u32) -> Result<Body, Box<Diagnostic>> {
        let url = match subject {
            Subject::Article(id) => view.article_url(id),
            Subject::Document(path) => view.document(path).map(|document| document.url.to_string()),
            Subject::Listing(key) => Some(view.label(key).url),
            _ => None,
        };
        let url = url.ok_or_else(|| view.no_such_route())?;
        let (href, absolute) = (view.base().href(&url), view.base().absolute(&url));
        let (href, absolute) = (escape(&href), escape(&absolute));
        let lang = escape(view.lang_code());
        Ok(Body::Bytes(
            format!(
                "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
                 <title>{absolute}</title>\n<link rel=\"canonical\" href=\"{absolute}\">\n\
                 <meta http-equiv=\"refresh\" content=\"0; url={href}\">\n</head>\n<body>\n\
                 <p><a href=\"{href}\">{absolute}</a></p>\n</body>\n</html>\n"
            )
            .into_bytes(),
        ))
    }
}
