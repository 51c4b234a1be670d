//! What a file of the site is, by its path alone.

use jiff::civil::DateTime;

use super::date;
use super::slug::{slugify, slugify_name};

/// What a path below the site folder says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourcePath {
    /// What the file is.
    pub role: Role,
    /// The folders it is in, below `content/` or the folder of its role, its bundle's left out and
    /// folders that are numbers (`2026/11`) too: they are an archive's, not the paper's order.
    pub folders: Vec<String>,
    /// Last part of its URL if nothing else names one: its name without date, language and ending.
    pub slug: String,
    /// The date in its name (of its bundle, if it is one), as a local time.
    pub date: Option<DateTime>,
    /// The language in its name, as in `pt-BR`.
    pub language: Option<String>,
    /// Its path without language and ending, the same for a file and its translations beside it.
    pub stem: String,
    /// The folder whose other files belong to it, if it is a bundle; no `/` at the end.
    pub bundle: Option<String>,
}

/// What a file is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Role {
    /// `site.yaml`.
    Config,
    /// Markdown below `content/` that is none of the following.
    #[default]
    Article,
    /// Markdown below `content/pages/`.
    Page,
    /// Markdown below `content/authors/`.
    Person,
    /// Markdown below `content/sections/`, or `_index.md` in an articles' folder. The section's path is
    /// its folders and, below `content/sections/`, its slug; none for the front page.
    Section,
    /// Any other file below `content/`: a bundle's, if it is in one.
    Asset,
    /// A file below `static/`, copied as it is.
    Static,
    /// A file below `templates/`.
    Template,
    /// A file below `i18n/`: the theme's words in one language.
    Words,
    /// A file below `themes/`.
    Theme,
}

impl SourcePath {
    /// The section that the folders name: the longest path of theirs that `is_section` knows, else the
    /// first folder. `None` where there are no folders.
    pub fn section(&self, is_section: impl Fn(&str) -> bool) -> Option<String> {
        let slugs: Vec<String> = self.folders.iter().map(|folder| slugify(folder)).collect();
        let known = (1..=slugs.len())
            .rev()
            .map(|n| slugs.get(..n).unwrap_or_default().join("/"));
        known
            .into_iter()
            .find(|path| is_section(path))
            .or_else(|| slugs.first().cloned())
    }
}

/// What the file at `path` (relative to the site folder, parts separated by `/`) is; `None` where it is
/// none of presstime's business. `languages` are the codes of the site's languages.
pub fn classify(path: &str, languages: &[&str]) -> Option<SourcePath> {
    let plain = |role| {
        Some(SourcePath {
            role,
            stem: path.to_owned(),
            ..SourcePath::default()
        })
    };
    let (top, rest) = match path.split_once('/') {
        Some(parts) => parts,
        None if matches!(path, "site.yaml" | "site.yml") => return plain(Role::Config),
        None => return None,
    };
    if rest.split('/').any(is_litter) {
        return None;
    }
    let role = match top {
        "content" => return content(path, rest, languages),
        "static" => Role::Static,
        "templates" => Role::Template,
        "i18n" => Role::Words,
        "themes" => Role::Theme,
        _ => return None,
    };
    // `.well-known/` and `.nojekyll` are part of a site; elsewhere a leading dot says "not for you".
    (role == Role::Static || !rest.split('/').any(is_hidden))
        .then(|| plain(role))
        .flatten()
}

/// A file below `content/`; `rest` is its path there.
fn content(path: &str, rest: &str, languages: &[&str]) -> Option<SourcePath> {
    if rest.split('/').any(is_hidden) {
        return None;
    }
    let mut folders: Vec<&str> = rest.split('/').collect();
    let name = folders.pop()?;
    let Some(name) = without_ending(name) else {
        let folders = folders.into_iter().map(str::to_owned).collect();
        return Some(SourcePath {
            role: Role::Asset,
            folders,
            stem: path.to_owned(),
            ..SourcePath::default()
        });
    };
    let role = match folders.first() {
        Some(&"pages") => Role::Page,
        Some(&"authors") => Role::Person,
        Some(&"sections") => Role::Section,
        _ => Role::Article,
    };
    let home = usize::from(role != Role::Article);
    let (name, language) = split_language(name, languages);
    let is_index = name == "index" && folders.len() > home;
    let folder_path = |folders: &[&str]| [&["content"], folders].concat().join("/");

    // Introductions: `_index.md` of any folder, and the index of all content.
    if role == Role::Article && (name == "_index" || (name == "index" && folders.is_empty())) {
        return Some(SourcePath {
            role: Role::Section,
            stem: folder_path(&folders),
            folders: folders.into_iter().map(str::to_owned).collect(),
            language,
            ..SourcePath::default()
        });
    }
    if name == "_index" {
        return None;
    }

    let bundle = is_index.then(|| folder_path(&folders));
    let own_name = if is_index { folders.pop()? } else { name };
    let (date, title) = match date::in_name(own_name) {
        Some((date, rest)) => (Some(date), rest.trim_start_matches(['-', '_', '.', ' '])),
        None => (None, own_name),
    };
    Some(SourcePath {
        role,
        slug: slugify_name(if title.is_empty() { own_name } else { title }),
        date,
        language,
        stem: bundle
            .clone()
            .unwrap_or_else(|| format!("{}/{name}", folder_path(&folders))),
        bundle,
        folders: folders
            .into_iter()
            .skip(home)
            .filter(|f| !is_number(f))
            .map(str::to_owned)
            .collect(),
    })
}

/// The name or path of a Markdown file without its ending, in whatever case; `None` for other files.
pub fn without_ending(name: &str) -> Option<&str> {
    let (stem, ending) = name.rsplit_once('.')?;
    let endings = ["md", "markdown"];
    (endings
        .iter()
        .any(|known| ending.eq_ignore_ascii_case(known)))
    .then_some(stem)
}

/// A file's name without its language, and the language: `port.pt-br` is `port` in `pt-BR`.
fn split_language<'n>(name: &'n str, languages: &[&str]) -> (&'n str, Option<String>) {
    let Some((stem, suffix)) = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()) else {
        return (name, None);
    };
    let Some(code) = language_code(suffix) else {
        return (name, None);
    };
    let primary = code.split('-').next().unwrap_or_default();
    let declared = languages
        .iter()
        .any(|language| language.eq_ignore_ascii_case(&code));
    if declared || NEWS_LANGUAGES.contains(&primary) {
        (stem, Some(code))
    } else {
        (name, None)
    }
}

/// A language code in its usual spelling (`pt_br` is `pt-BR`), if `text` has the form of one.
///
/// Forms are checked, names are not: nobody's list of languages is complete.
pub fn language_code(text: &str) -> Option<String> {
    let mut parts = text.split(['-', '_']);
    let primary = parts.next()?;
    if !matches!(primary.len(), 2 | 3) || !primary.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let mut code = primary.to_ascii_lowercase();
    for part in parts {
        if !matches!(part.len(), 1..=8) || !part.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
        code.push('-');
        match part.len() {
            2 => code.push_str(&part.to_ascii_uppercase()),
            // A script, as in `zh-Hans`.
            4 if part.bytes().all(|b| b.is_ascii_alphabetic()) => {
                let mut letters = part.chars();
                code.extend(letters.next().map(|first| first.to_ascii_uppercase()));
                code.push_str(&letters.as_str().to_ascii_lowercase());
            }
            _ => code.push_str(&part.to_ascii_lowercase()),
        }
    }
    Some(code)
}

/// Languages that a file's name may name though the site does not declare them (which is then said).
/// Codes that more often mean something else at the end of a name (`gov.uk`, `vue.ts`) are not here:
/// those have to be declared.
const NEWS_LANGUAGES: [&str; 49] = [
    "ar", "bg", "bn", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fr",
    "ga", "gl", "ha", "he", "hi", "hr", "ht", "hu", "hy", "it", "ja", "ka", "ko", "lt", "lv", "nb",
    "nl", "nn", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "sw", "th", "tr", "ur", "vi",
    "zh",
];

/// What editors and systems leave behind.
fn is_litter(name: &str) -> bool {
    let is = |ending: &str| {
        name.rsplit_once('.')
            .is_some_and(|(_, last)| last.eq_ignore_ascii_case(ending))
    };
    name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || name.starts_with(".#")
        || ["swp", "swo", "swx"].iter().any(|ending| is(ending))
        || matches!(
            name,
            ".DS_Store" | "Thumbs.db" | "desktop.ini" | ".git" | ".gitignore" | ".gitkeep"
        )
}

fn is_hidden(name: &str) -> bool {
    name.starts_with('.')
}

fn is_number(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit())
}
