//! What a response has that the file has not: links that stay on this machine, a banner over what readers do not
//! see, and the script that reloads. The files themselves are what `build` writes, to the byte.

use std::fmt::Write;

use super::tags::{Part, tags};
use super::version::Version;
use crate::render::values::escape;
use crate::site::urls::Base;

/// What is put into a page.
#[derive(Clone, Debug)]
pub struct Insert<'a> {
    /// The sub-path of the site, without a final `/`.
    pub path: &'a str,
    /// The path that was asked for.
    pub asked: &'a str,
    /// What it was when it was sent.
    pub version: &'a Version,
    /// Why readers do not see it.
    pub banner: Option<&'a str>,
}

/// A page as it is sent: absolute links to the site lead to this server, whatever it is called.
pub fn page(html: &str, base: &Base, insert: &Insert) -> String {
    let mut out = String::with_capacity(html.len() + 1024);
    let (script, banner) = (script(insert), insert.banner.map(banner));
    let (mut done, mut has_script, mut has_banner) = (0, false, banner.is_none());
    for part in tags(html) {
        match part {
            Part::Open(tag) => {
                if !has_script && (tag.is("body") || tag.is("main") || tag.is("h1")) {
                    // A page without an end of its head.
                    push(&mut out, html, done..tag.start);
                    out.push_str(&script);
                    (done, has_script) = (tag.start, true);
                }
                push(&mut out, html, done..tag.start);
                let text = html.get(tag.start..tag.end).unwrap_or_default();
                out.push_str(&local(text, base, ""));
                done = tag.end;
                if tag.is("body") && !has_banner {
                    out.push_str(banner.as_deref().unwrap_or_default());
                    has_banner = true;
                }
            }
            Part::Close(at, name) if name.eq_ignore_ascii_case("head") && !has_script => {
                push(&mut out, html, done..at);
                out.push_str(&script);
                (done, has_script) = (at, true);
            }
            Part::Close(..) => {}
        }
    }
    push(&mut out, html, done..html.len());
    if !has_banner {
        out.push_str(banner.as_deref().unwrap_or_default());
    }
    if !has_script {
        out.push_str(&script);
    }
    out
}

/// Any text with the site's absolute address replaced by `root`, scheme and host; the sub-path stays.
pub fn local<'t>(text: &'t str, base: &Base, root: &str) -> std::borrow::Cow<'t, str> {
    let host = base
        .root()
        .split_once("://")
        .map_or(base.root(), |(_, host)| host);
    let needles = [format!("https://{host}"), format!("http://{host}")];
    if host.is_empty() || !needles.iter().any(|needle| text.contains(needle.as_str())) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, length)) = next(rest, &needles) {
        let (before, found) = rest.split_at(at);
        out.push_str(before);
        let after = found.get(length..).unwrap_or_default();
        match below(after, base.path()) {
            // Of the site's own address alone, without a sub-path, something has to be left.
            Some(true) if root.is_empty() && base.path().is_empty() => out.push('/'),
            Some(_) => out.push_str(root),
            None => out.push_str(found.get(..length).unwrap_or_default()),
        }
        rest = after;
    }
    out.push_str(rest);
    out.into()
}

/// The first of the needles in a text.
fn next(text: &str, needles: &[String]) -> Option<(usize, usize)> {
    let found = needles
        .iter()
        .filter_map(|needle| Some((text.find(needle.as_str())?, needle.len())));
    found.min()
}

/// Whether what follows a host is of the site: `None` if it is not, and whether it is the bare address.
fn below(after: &str, path: &str) -> Option<bool> {
    let rest = after.strip_prefix(path)?;
    let next = rest.chars().next();
    match next {
        Some('/' | '?' | '#') => Some(false),
        Some(c) if c.is_alphanumeric() || matches!(c, '-' | '.' | ':' | '_' | '%' | '@') => None,
        _ => Some(true),
    }
}

fn push(out: &mut String, html: &str, range: std::ops::Range<usize>) {
    out.push_str(html.get(range).unwrap_or_default());
}

fn script(insert: &Insert) -> String {
    let mut out = String::new();
    // Writing to memory does not fail.
    let _ = writeln!(
        out,
        "<script src=\"{path}/-/live.js\" data-base=\"{path}\" data-path=\"{asked}\" data-page=\"{page:016x}\" \
         data-sheets=\"{sheets:016x}\" defer></script>",
        path = escape(insert.path),
        asked = escape(insert.asked),
        page = insert.version.page,
        sheets = insert.version.sheets_hash(),
    );
    out
}

fn banner(text: &str) -> String {
    format!(
        "<div id=\"presstime-banner\" role=\"note\" style=\"all:initial;display:block;font:600 15px/1.4 system-ui,\
         sans-serif;padding:8px 16px;background:#7a1f1f;color:#fff;text-align:center\">{}</div>\n",
        escape(text)
    )
}
