//! URL paths that people write, kept inside the site.

use unicode_normalization::UnicodeNormalization;

use crate::content::html::url::percent_decoded;

/// The longest part of a path that every file system takes, in bytes, with room for an ending.
const MAX_PART: usize = 240;

/// A path within the site as it is kept: it begins with `/`, has no dots that climb, no query, and
/// ends with `/` unless it names an HTML file.
///
/// # Errors
/// Why it is no such path, and what to do about it.
pub fn url_path(written: &str) -> Result<String, (String, Option<&'static str>)> {
    let fault = |why: &str, hint| Err((format!("`{written}` {why}"), hint));
    let text: String = percent_decoded(written.trim()).nfc().collect();
    if let Some((scheme, _)) = text.split_once(':')
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
    {
        return fault(
            "is a URL, not a path of this site",
            Some("name another site's original with `canonical`"),
        );
    }
    if text.starts_with("//") {
        return fault("names another host", Some("begin a path with one `/`"));
    }
    if text.contains(['?', '#']) {
        return fault(
            "has a query or a fragment, which no file can answer",
            Some("give the path alone"),
        );
    }
    if let Some(bad) = text
        .chars()
        .find(|&c| c.is_control() || r#"\<>"|*:"#.contains(c))
    {
        let bad = if bad.is_control() {
            bad.escape_default().to_string()
        } else {
            bad.to_string()
        };
        return fault(&format!("has `{bad}` in it"), None);
    }
    let mut parts: Vec<&str> = text.split('/').collect();
    if parts.first() == Some(&"") {
        parts.remove(0);
    }
    let file = match parts.pop() {
        Some("" | "index.html" | "index.htm") | None => None,
        Some(name) if is_page_file(name) => Some(name),
        Some(folder) => {
            parts.push(folder);
            None
        }
    };
    for part in parts.iter().copied().chain(file) {
        if matches!(part, "." | "..") {
            return fault(
                "leaves the path it is in",
                Some("write the path from the site's root, without `..`"),
            );
        }
        if part.trim().is_empty() {
            return fault("has an empty part", None);
        }
        if part.len() > MAX_PART {
            return fault("has a part too long for a file's name", None);
        }
        // Windows drops these, and would write somewhere else.
        if part.ends_with(['.', ' ']) || part.starts_with(' ') {
            return fault(
                "has a part with a space at its edge, or a dot at its end",
                None,
            );
        }
    }
    let mut path = String::with_capacity(text.len() + 2);
    for part in &parts {
        path.push('/');
        path.push_str(part);
    }
    path.push('/');
    path.push_str(file.unwrap_or_default());
    Ok(path)
}

fn is_page_file(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(stem, ending)| {
        !stem.is_empty()
            && ["html", "htm", "xhtml"]
                .iter()
                .any(|known| ending.eq_ignore_ascii_case(known))
    })
}

/// The path of an address below the site's own, which may have a sub-path: what is left of a whole URL of the site,
/// or of a path from the root of its host. What is neither stays as it is written.
pub fn within_site<'a>(written: &'a str, site: &str) -> &'a str {
    let site = site.trim_end_matches('/');
    let host = site.find("://").map_or(0, |at| at + 3);
    let root = site[host..].find('/').map_or(site.len(), |at| host + at);
    let (root, below) = site.split_at(root);
    let after = |text: &'a str, start: &str| {
        let rest = text.strip_prefix(start)?;
        (rest.is_empty() || rest.starts_with('/')).then_some(rest)
    };
    let path = after(written, root).unwrap_or(written);
    let path = after(path, below).unwrap_or(path);
    if path.is_empty() { "/" } else { path }
}
