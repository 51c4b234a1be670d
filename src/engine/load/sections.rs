//! The sections of an article: those of its front matter, or that of its folder.

use crate::config::Config;
use crate::content::Article;
use crate::content::html::without_forbidden;
use crate::content::source_path::SourcePath;
use crate::diag::{Diagnostic, Source, did_you_mean};

/// The sections of an article.
pub(super) struct Sections {
    /// Their full paths, the primary one first.
    pub paths: Vec<String>,
    /// What the article calls them and their parents, where `site.yaml` does not name them: path and name.
    pub names: Vec<(String, String)>,
}

/// Reads them; those that `site.yaml` does not know are told, if it names any.
pub(super) fn read(
    config: &Config,
    source: &Source,
    file: &SourcePath,
    article: &Article,
    problems: &mut Vec<Diagnostic>,
) -> Sections {
    let known = config.section_paths();
    let full = |written: &str| {
        let below = |path: &&String| path.rsplit('/').next() == Some(written);
        let exact = known.iter().find(|path| *path == written);
        exact.or_else(|| known.iter().find(below)).cloned()
    };
    let mut sections = Sections {
        paths: Vec::new(),
        names: Vec::new(),
    };
    let written: Vec<(String, String)> = if article.sections.is_empty() {
        let path = file.section(|path| full(path).is_some());
        let named = path.map(|path| {
            let depth = path.split('/').count();
            let folders = file.folders.iter().take(depth);
            (path, folders.cloned().collect::<Vec<_>>().join("/"))
        });
        named.into_iter().collect()
    } else {
        let names = article.section_names.iter().cloned();
        article.sections.iter().cloned().zip(names).collect()
    };
    for (section, spelled) in written {
        let found = full(&section);
        if found.is_none() {
            name(&section, &spelled, &mut sections.names);
            if !known.is_empty() {
                problems.push(unknown(&section, &known, source, article));
            }
        }
        let section = found.unwrap_or(section);
        if !sections.paths.contains(&section) {
            sections.paths.push(section);
        }
    }
    sections
}

/// Notes what a section and its parents are called. What is written as a slug says nothing of its own.
fn name(path: &str, spelled: &str, names: &mut Vec<(String, String)>) {
    let ends = path.match_indices('/').map(|(at, _)| at);
    for (end, part) in ends.chain([path.len()]).zip(spelled.split('/')) {
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_ ".contains(c);
        let Some(path) = path.get(..end).filter(|_| !part.chars().all(is_plain)) else {
            continue;
        };
        if names.iter().all(|(known, _)| known != path) {
            names.push((path.to_owned(), titled(part)));
        }
    }
}

/// A name with a capital at its beginning, if it has none at all. Folders may have signs in their names that no page
/// can show.
fn titled(name: &str) -> String {
    let name = &without_forbidden(name.to_owned());
    let mut letters = name.chars();
    match letters.next() {
        Some(first) if !name.chars().any(char::is_uppercase) => {
            first.to_uppercase().chain(letters).collect()
        }
        _ => name.to_owned(),
    }
}

fn unknown(section: &str, known: &[String], source: &Source, article: &Article) -> Diagnostic {
    let hint = match did_you_mean(section, known.iter().map(String::as_str)) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "name it under `sections` in site.yaml, so that readers find it".to_owned(),
    };
    let at = source.text.find(section);
    let head = at.filter(|&at| at < article.body_start as usize);
    let place = head.map_or(source.whole(), |at| source.place(at..at + section.len()));
    let message = format!("site.yaml has no section `{section}`");
    Diagnostic::warning("unknown-section", message)
        .at(place)
        .hint(hint)
}
