//! Style sheets: what they name of the theme's other assets is published under names that carry a hash.

use std::fmt::Write;
use std::ops::Range;

use crate::site::urls;

/// A style sheet whose `url(…)` (CSS Values 4, §4.5) and `@import "…"` of other assets lead to where those are
/// published. `folder` is the one it lies in among the theme's assets, and `published` gives the URL path of an asset
/// below `/assets/`. Also returns what it names that is not there, each with its place in the sheet.
pub fn relinked(
    css: &str,
    folder: &str,
    published: &mut dyn FnMut(&str) -> Option<String>,
) -> (String, Vec<Range<usize>>) {
    let up = "../".repeat(folder.split('/').filter(|part| !part.is_empty()).count());
    let mut out = String::with_capacity(css.len() + 64);
    let mut missing = Vec::new();
    let mut copied = 0;
    for range in references(css) {
        let named = css.get(range.clone()).unwrap_or_default();
        let (path, suffix) = named.split_at(named.find(['?', '#']).unwrap_or(named.len()));
        let is_own = !path.is_empty() && !path.starts_with('/') && !path.contains(':');
        let Some(asset) = urls::resolve(folder, path).filter(|_| is_own) else {
            continue;
        };
        let Some(url) = published(&asset) else {
            missing.push(range);
            continue;
        };
        out.push_str(css.get(copied..range.start).unwrap_or_default());
        // Writing to memory does not fail.
        let _ = write!(out, "{up}{}{suffix}", url.trim_start_matches("/assets/"));
        copied = range.end;
    }
    out.push_str(css.get(copied..).unwrap_or_default());
    (out, missing)
}

/// Where a style sheet names other files, without the quotes around them. Comments name none.
fn references(css: &str) -> Vec<Range<usize>> {
    let lower = css.to_ascii_lowercase();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = lower.get(at..).and_then(|rest| {
        let begins = ["/*", "url(", "@import"].map(|begin| Some((rest.find(begin)?, begin)));
        begins.into_iter().flatten().min()
    }) {
        let start = at + next.0 + next.1.len();
        let rest = lower.get(start..).unwrap_or_default();
        let (value, after) = match next.1 {
            "/*" => (None, rest.find("*/").map(|end| start + end + 2)),
            "url(" => {
                let end = rest.find(')').map(|end| start + end);
                (end.map(|end| start..end), end)
            }
            // One that is written with `url(` is found by that.
            _ => {
                let quote = rest
                    .trim_start()
                    .chars()
                    .next()
                    .filter(|sign| "\"'".contains(*sign));
                let end = quote.and_then(|quote| {
                    let opened = start + rest.find(quote)? + 1;
                    Some((opened, opened + lower.get(opened..)?.find(quote)?))
                });
                (
                    end.map(|(opened, end)| opened..end),
                    end.map_or(Some(start), |(_, end)| Some(end)),
                )
            }
        };
        found.extend(value.map(|range| without_quotes(css, range)));
        let Some(after) = after else { break };
        at = after;
    }
    found
}

/// A range without the white space and the quotes at its ends.
fn without_quotes(css: &str, range: Range<usize>) -> Range<usize> {
    let text = css.get(range.clone()).unwrap_or_default();
    let is_outside = |sign: char| sign.is_whitespace() || "\"'".contains(sign);
    let start = range.start + (text.len() - text.trim_start_matches(is_outside).len());
    let named = text.trim_matches(is_outside);
    start..start + named.len()
}
