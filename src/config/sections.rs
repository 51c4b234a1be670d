//! The list of sections, with parents resolved to paths.

use std::collections::{HashMap, HashSet};

use super::{Section, Words, keys};
use crate::content::slug::slugify;
use crate::content::source_path::language_code;
use crate::content::yaml::{Field, Reader, nearest};
use crate::diag::Diagnostic;

/// How deep sections may nest.
const MAX_DEPTH: usize = 8;

/// A section as it is listed.
struct Listed<'n, 'a> {
    item: Field<'n, 'a>,
    slug: String,
    /// The slug or the path of the section that it is in.
    parent: Option<String>,
    name: Words,
    description: Words,
}

/// The sections in the order of the list. A parent may stand after its children. Sections without a
/// usable parent are said and left out.
pub(super) fn sections(reader: &mut Reader<'_>, field: Field<'_, '_>) -> Vec<Section> {
    let listed: Vec<Listed<'_, '_>> = field
        .items()
        .filter_map(|item| read(reader, item))
        .collect();
    let paths: Vec<Option<String>> = {
        let mut by_slug: HashMap<&str, &Listed<'_, '_>> = HashMap::with_capacity(listed.len());
        for section in &listed {
            by_slug.entry(&section.slug).or_insert(section);
        }
        listed
            .iter()
            .map(|section| path(section, &by_slug))
            .collect()
    };
    let mut seen = HashSet::with_capacity(listed.len());
    let mut sections = Vec::with_capacity(listed.len());
    let slugs: Vec<String> = listed.iter().map(|section| section.slug.clone()).collect();
    for (section, path) in listed.into_iter().zip(paths) {
        let Some(path) = path else {
            no_parent(reader, &section, &slugs);
            continue;
        };
        if !seen.insert(path.clone()) {
            let message = format!("the section `{path}` is listed twice");
            reader.say(section.item, Diagnostic::error("repeated-section", message));
            continue;
        }
        sections.push(Section {
            path,
            name: section.name,
            description: section.description,
        });
    }
    sections
}

/// The path of a section; `None` where its parents lead nowhere, or round in a circle.
fn path(section: &Listed<'_, '_>, by_slug: &HashMap<&str, &Listed<'_, '_>>) -> Option<String> {
    let mut path = section.slug.clone();
    let mut parent = section.parent.as_deref();
    for _ in 0..MAX_DEPTH {
        let Some(named) = parent else {
            return Some(path);
        };
        // A whole path is as good as its last part, as long as slugs tell sections apart.
        let above = by_slug.get(named.rsplit('/').next()?)?;
        path = format!("{}/{path}", above.slug);
        parent = above.parent.as_deref();
    }
    None
}

fn no_parent(reader: &mut Reader<'_>, section: &Listed<'_, '_>, slugs: &[String]) {
    let parent = section.parent.as_deref().unwrap_or_default();
    let near = nearest(parent, slugs.iter().map(String::as_str));
    let hint = match near.filter(|slug| *slug != parent) {
        Some(slug) => format!("did you mean `{slug}`?"),
        None => "a parent is another section of this list, and not inside this one".to_owned(),
    };
    let message = format!("`{parent}` cannot be the parent of `{}`", section.slug);
    reader.say(
        section.item,
        Diagnostic::error("unknown-section", message).hint(hint),
    );
}

/// A section given by its name alone, or as a map.
fn read<'n, 'a>(reader: &mut Reader<'_>, item: Field<'n, 'a>) -> Option<Listed<'n, 'a>> {
    if !item.is_map() {
        let name = reader.line(item)?;
        let slug = slugify(&name);
        let name = Words {
            default: name,
            languages: Vec::new(),
        };
        return Some(Listed {
            item,
            slug,
            parent: None,
            name,
            description: Words::default(),
        });
    }
    let fields = reader.fields(item, keys::SECTION)?;
    let mut name = words(reader, fields.get("name"));
    let description = words(reader, fields.get("description"));
    let written = reader
        .line(fields.get("slug"))
        .unwrap_or_else(|| name.default.replace('/', " "));
    let mut parts = slugs(&written);
    let Some(slug) = parts.pop() else {
        reader.say(
            item,
            Diagnostic::error("missing-key", "this section has neither `slug` nor `name`"),
        );
        return None;
    };
    if name.default.is_empty() {
        name.default.clone_from(&slug);
    }
    let parent = reader
        .line(fields.get("parent"))
        .map(|parent| slugs(&parent));
    let parent = parent.unwrap_or(parts).join("/");
    Some(Listed {
        item,
        slug,
        parent: Some(parent).filter(|parent| !parent.is_empty()),
        name,
        description,
    })
}

/// The slugs of a path's parts.
fn slugs(path: &str) -> Vec<String> {
    path.split('/')
        .filter(|part| part.chars().any(char::is_alphanumeric))
        .map(slugify)
        .collect()
}

/// A text, or a map from language codes to texts.
fn words(reader: &mut Reader<'_>, field: Field<'_, '_>) -> Words {
    let Some(entries) = field.entries() else {
        return Words {
            default: reader.line(field).unwrap_or_default(),
            languages: Vec::new(),
        };
    };
    let mut languages = Vec::new();
    for (written, text) in entries {
        let Some(code) = language_code(written) else {
            let message = format!("`{written}` is not a language code");
            reader.say(text, Diagnostic::warning("bad-language", message));
            continue;
        };
        languages.extend(reader.line(text).map(|text| (code, text)));
    }
    let default = languages
        .first()
        .map(|(_, text)| text.clone())
        .unwrap_or_default();
    Words { default, languages }
}
