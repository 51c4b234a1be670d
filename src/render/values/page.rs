//! The values of a plain page.

use std::sync::Arc;

use tera::Context;

use super::article::faq_block;
use super::photo::{photo as photo_of, share};
use super::translations::{self, Paired};
use super::{Head, context, extra, html, map, or_none, text, versions};
use crate::content::Instant;
use crate::diag::Diagnostic;
use crate::render::body::{Origin, written};
use crate::render::structured;
use crate::render::view::View;
use crate::site::documents::Role;
use crate::site::names::Name;

/// The values of a plain page.
///
/// # Errors
/// There is no such page.
pub fn plain_page(view: &Arc<View>, path: Name) -> Result<Context, Box<Diagnostic>> {
    let document = view.document(path).ok_or_else(|| view.no_such_route())?;
    let Role::Page(page, group) = &document.role else {
        return Err(view.no_such_route());
    };
    let file = view.text(path);
    let origin = Origin {
        view,
        path: &file,
        url: &document.url,
        is_sponsored: false,
    };
    let source = document.source(&file);
    view.report_ahead(&source, document.is_ahead(view.site().now), Instant::MIN);
    translations::report(
        view,
        &Paired {
            path: &file,
            group: *group,
            key: page.translation_key.as_deref(),
        },
        &|| {
            let key = page.translation_key.as_deref();
            key.map_or_else(|| source.whole(), |key| written(&source, key))
        },
    );
    let body = origin.document(&source, document.body_start);
    let photo = page
        .image
        .as_ref()
        .and_then(|image| origin.photo(&source, image));
    let faq = origin.faq(&source, page.faq.as_ref(), body.faq);
    let lang = view.lang_code();
    let date = |at: Instant| text(&view.site().calendar().rfc3339(at, lang));
    let values = map(&[
        ("url", text(&view.base_of_site().href(&document.url))),
        ("title", text(&page.title)),
        ("summary", text(&page.summary)),
        (
            "image",
            or_none(photo.as_ref(), |photo| photo_of(view, photo)),
        ),
        ("updated", or_none(view.page_updated(document), date)),
        ("body", html(&body.html)),
        ("faq", or_none(faq.as_ref(), faq_block)),
        ("extra", extra(&page.extra)),
    ]);
    let head = Head {
        versions: versions(view, *group),
        ..Head::of(&page.title, &page.summary, &document.url)
    };
    let mut context = context(view, &head);
    let own = view.base_of_site().href(&document.url);
    let summary = view.summary();
    let mut policies = summary.publisher.policies.iter();
    let faq = structured::faq(
        view,
        faq.as_ref(),
        &view.base_of_site().absolute(&document.url),
    );
    let structured = if policies.any(|policy| policy.about == "about" && policy.url == own) {
        structured::about(view, &document.url, &page.title, faq)
    } else {
        structured::plain(view, &document.url, &page.title, faq)
    };
    context.insert_value("structured", structured);
    context.insert_value("page", values);
    context.insert_value("share", or_none(photo.as_ref(), |photo| share(view, photo)));
    Ok(context)
}
