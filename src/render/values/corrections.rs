//! The values of the page that lists the corrections.

use std::sync::Arc;

use tera::{Context, Value};

use super::{Head, context, html, map, or_none, site_versions, text, word};
use crate::content::Instant;
use crate::diag::Diagnostic;
use crate::render::structured;
use crate::render::view::View;

/// How many corrected articles the page lists: the last ones.
const MOST: usize = 200;

/// The values of the page that lists the corrections of a language.
///
/// # Errors
/// An article's file can't be read any more.
pub fn corrections_page(view: &Arc<View>) -> Result<Context, Box<Diagnostic>> {
    let title = word(view, "corrections_page");
    let url = view.url();
    let head = Head {
        versions: site_versions(view, "corrections/"),
        ..Head::of(&title, "", &url)
    };
    let mut context = context(view, &head);
    let structured = structured::listing_of_site(view, &url, &title);
    context.insert_value("structured", structured);
    let date = |at: Instant| text(&view.site().calendar().rfc3339(at, view.lang_code()));
    let mut all: Vec<(Instant, Value)> = Vec::new();
    for id in view.corrected().into_iter().take(MOST) {
        let (Some(card), Some(row)) = (view.card(id), view.row(id)) else {
            continue;
        };
        for (at, shown) in view.corrections(id)? {
            let value = map(&[
                ("date", or_none(at, date)),
                ("text", html(&shown)),
                ("article", card.clone()),
            ]);
            all.push((at.unwrap_or(row.date), value));
        }
    }
    // Those of one instant stay in the order of their articles.
    all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let all: Vec<Value> = all.into_iter().map(|(_, value)| value).collect();
    context.insert_value("corrections", Value::from(all));
    Ok(context)
}
