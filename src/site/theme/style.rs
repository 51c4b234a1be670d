//! Style sheets: what they name of the theme's other assets is published under names that carry a hash.

use std::fmt::Write;

use crate::site::urls;

/// A style sheet whose `url(…)` (CSS Values 4, §4.5) of other assets lead to where those are published. `folder` is
/// the one it lies in among the theme's assets, and `published` gives the URL path of an asset below `/assets/`.
/// Also returns what it names that is not there.
pub fn relinked(
    css: &str,
    folder: &str,
    published: &dyn Fn(&str) -> Option<String>,
) -> (String, Vec<String>) {
    let up = "../".repeat(folder.split('/').filter(|part| !part.is_empty()).count());
    let mut out = String::with_capacity(css.len() + 64);
    let mut missing = Vec::new();
    let mut rest = css;
    while let Some(at) = rest.find("url(") {
        let (before, after) = rest.split_at(at + "url(".len());
        out.push_str(before);
        let Some(end) = after.find(')') else {
            rest = after;
            break;
        };
        let (written, behind) = after.split_at(end);
        let trimmed = written.trim();
        let quote = trimmed
            .chars()
            .next()
            .filter(|first| ['"', '\''].contains(first));
        let quote = quote.map(String::from).unwrap_or_default();
        let named = trimmed.trim_matches(['"', '\'']);
        let (path, suffix) = named.split_at(named.find(['?', '#']).unwrap_or(named.len()));
        let is_own = !path.is_empty() && !path.starts_with('/') && !path.contains(':');
        match urls::resolve(folder, path).filter(|_| is_own) {
            Some(asset) => match published(&asset) {
                Some(url) => {
                    let below = url.trim_start_matches("/assets/");
                    let _ = write!(out, "{quote}{up}{below}{suffix}{quote}");
                }
                None => {
                    missing.push(named.to_owned());
                    out.push_str(written);
                }
            },
            None => out.push_str(written),
        }
        rest = behind;
    }
    out.push_str(rest);
    (out, missing)
}
