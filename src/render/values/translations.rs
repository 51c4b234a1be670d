//! What is to be said of translations that do not find each other.

use crate::diag::{Diagnostic, Place};
use crate::render::view::View;
use crate::site::question::Question;

/// An article or page that may have translations.
pub(super) struct Paired<'a> {
    /// Its file.
    pub path: &'a str,
    /// What it has in common with them.
    pub group: u64,
    /// The translation key that it gives.
    pub key: Option<&'a str>,
}

/// Says where they are not what they should be; `place` is where the key is given.
///
/// A file whose name says its language may well have no translation: that is how a language is told. It is a
/// slip only where the file that it would be one of is there, and is paired by a key.
pub(super) fn report(view: &View, paired: &Paired, place: &dyn Fn() -> Place) {
    let warning = match paired.key {
        Some(key) => by_key(view, paired, key).map(|warning| warning.at(place())),
        None => by_name(view, paired).map(|warning| warning.at(Place::file(paired.path))),
    };
    view.report(warning);
}

fn by_key(view: &View, paired: &Paired, key: &str) -> Option<Diagnostic> {
    let (articles, pages) = view.translations(paired.group);
    let site = view.site();
    let articles = articles.iter().filter_map(|&id| site.row(id));
    let articles = articles.map(|row| (row.path.to_string(), row.lang));
    let pages = pages.iter().filter_map(|&path| {
        let document = site.document(path)?;
        Some((view.text(path).to_string(), document.lang))
    });
    let mut others = articles
        .chain(pages)
        .filter(|(path, _)| path != paired.path);
    if let Some((other, _)) = others.find(|(_, lang)| *lang == view.lang()) {
        let message = format!("two articles in one language have the translation key `{key}`");
        let warning = Diagnostic::warning("repeated-translation", message)
            .and_at(Place::file(&other), "the other one");
        return Some(warning.hint("give each pair of translations a key of its own"));
    }
    if site.has_partner(paired.group) {
        return None;
    }
    let message = format!("no other article has the translation key `{key}`");
    let warning = Diagnostic::warning("no-translation", message);
    Some(warning.hint("give its translation the same key, or take the key out"))
}

fn by_name(view: &View, paired: &Paired) -> Option<Diagnostic> {
    let file = view.classified(paired.path);
    file.language.as_ref()?;
    view.ask(Question::Translations(paired.group));
    if view.site().has_partner(paired.group) {
        return None;
    }
    let originals = [
        format!("{}.md", file.stem),
        format!("{}/index.md", file.stem),
    ];
    let original = originals.iter().find(|path| view.target(path).is_some())?;
    let name = original.rsplit('/').next().unwrap_or(original);
    let message = format!("`{name}` has a translation key, and so this is not its translation");
    let warning = Diagnostic::warning("no-translation", message);
    Some(warning.hint("give both the same `translation_key`, or take it out there"))
}
