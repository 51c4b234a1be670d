//! A theme as data: templates, words and assets, from the layers that make it.
//!
//! The layers, nearest first: the site's own `templates/` and `i18n/`, its theme, the theme that this
//! one extends, and so on. A nearer file hides a farther one of the same name.

mod overrides;
mod style;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::hash_bytes;
use crate::config::Language;
use crate::content::Extra;
use crate::content::source_path;
use crate::content::yaml::{Reader, Text, nearest};
use crate::diag::{Diagnostic, Place, Source};

/// The keys of `theme.yaml`.
const SETTINGS: &[&str] = &[
    "name",
    "version",
    "description",
    "author",
    "homepage",
    "license",
    "extends",
    "options",
];

/// So many missing words are named; more are counted.
const SHOWN: usize = 5;

/// Every file of a theme's layers, by its path from the site folder.
pub type ThemeFiles = BTreeMap<String, Arc<[u8]>>;

/// The theme of a site, all layers joined.
#[derive(Clone, Debug, Default)]
pub struct Theme {
    /// Templates by name (`article.html`).
    pub templates: BTreeMap<String, Template>,
    /// The user interface's words: language, then key.
    pub words: BTreeMap<String, BTreeMap<String, Word>>,
    /// Options with their defaults.
    pub options: Extra,
    /// What was to be said of the theme's files.
    pub problems: Vec<Diagnostic>,
    /// For a language, those whose words stand in where it has none, nearest first.
    fallbacks: BTreeMap<String, Vec<String>>,
    assets: BTreeMap<String, Asset>,
    reach: BTreeMap<String, u64>,
}

/// A template's source.
#[derive(Clone, Debug)]
pub struct Template {
    /// Its file, from the site folder.
    pub path: String,
    /// Its text.
    pub text: Arc<str>,
}

/// A word or sentence of the user interface, or a list of them (the months' names).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Word {
    /// The same whatever it counts.
    One(String),
    /// By plural category as CLDR names them: `one`, `few`, `other` …
    Plural(BTreeMap<String, String>),
    /// A list.
    List(Vec<String>),
}

/// A static file of a theme.
#[derive(Clone, Debug)]
pub struct Asset {
    /// URL path, with a hash of the bytes in the name.
    pub url: String,
    /// The bytes.
    pub bytes: Arc<[u8]>,
    /// Its file, from the site folder.
    pub path: String,
}

impl Theme {
    /// Joins the layers, nearest first: each is a path prefix such as `themes/default/`, or empty for
    /// the site's own folder.
    pub fn join(files: &ThemeFiles, layers: &[String]) -> Theme {
        let mut theme = Theme::default();
        for layer in layers.iter().rev() {
            for (path, bytes) in files.range(layer.clone()..) {
                let Some(below) = path.strip_prefix(layer.as_str()) else {
                    break;
                };
                theme.add(path, below, bytes);
            }
        }
        theme.relink();
        theme.problems.extend(overrides::unused(&theme.templates));
        theme.reach = reach(&theme.templates);
        theme
    }

    /// The theme that the `theme.yaml` of a layer says it extends. One that can't be read is told when
    /// the layers are joined; so that no more is missing than it, the default theme stands in.
    pub fn parent(files: &ThemeFiles, layer: &str) -> Option<String> {
        let bytes = files.get(&format!("{layer}theme.yaml"))?;
        let Ok(tree) = serde_yaml::from_slice::<serde_yaml::Value>(without_mark(bytes)) else {
            return (layer != "themes/default/").then(|| "default".to_owned());
        };
        Some(tree.get("extends")?.as_str()?.to_owned())
    }

    /// A hash of all that makes it: equal themes render alike.
    pub fn hash(&self) -> u64 {
        let templates: Vec<_> = self
            .templates
            .iter()
            .map(|(name, template)| (name, &template.path, &template.text))
            .collect();
        let assets: Vec<_> = self
            .assets
            .iter()
            .map(|(name, asset)| (name, &asset.url))
            .collect();
        let options = serde_json::to_vec(&self.options).unwrap_or_default();
        super::hash_of(&(templates, &self.words, &self.fallbacks, assets, options))
    }

    fn add(&mut self, path: &str, below: &str, bytes: &Arc<[u8]>) {
        if let Some(name) = below.strip_prefix("templates/") {
            if !is_template(name) {
                return;
            }
            match std::str::from_utf8(without_mark(bytes)) {
                Ok(text) => {
                    let template = Template {
                        path: path.to_owned(),
                        text: text.into(),
                    };
                    self.templates.insert(name.to_owned(), template);
                }
                Err(_) => self.problems.push(Diagnostic::not_utf8(path, bytes)),
            }
        } else if let Some(name) = below.strip_prefix("static/").filter(|_| path != below) {
            let asset = Asset {
                url: hashed_url(name, hash_bytes(bytes)),
                bytes: bytes.clone(),
                path: path.to_owned(),
            };
            self.assets.insert(name.to_owned(), asset);
        } else if let Some(lang) = below
            .strip_prefix("i18n/")
            .and_then(|name| name.strip_suffix(".yaml"))
        {
            self.add_words(path, lang, bytes);
        } else if below == "theme.yaml" {
            self.add_settings(path, bytes);
        }
    }

    fn add_settings(&mut self, path: &str, bytes: &[u8]) {
        let entries = match self.tree(path, bytes) {
            Some(Extra::Map(entries)) => entries,
            None | Some(Extra::Null) => return,
            Some(_) => {
                let message =
                    "theme.yaml is a map, with a `name` and perhaps `extends` and `options`";
                let error = Diagnostic::error("wrong-type", message);
                self.problems.push(error.at(Place::file(path)));
                return;
            }
        };
        for (key, value) in entries {
            if key == "options" {
                self.options = Extra::merge(&self.options, &value);
            } else if !SETTINGS.contains(&key.as_str()) {
                let warning = Diagnostic::warning("unknown-key", format!("unknown key `{key}`"));
                let warning = warning.at(Place::file(path));
                self.problems
                    .push(match nearest(&key, SETTINGS.iter().copied()) {
                        Some(meant) => warning.hint(format!("did you mean `{meant}`?")),
                        None => warning.hint(format!("there are {}", SETTINGS.join(", "))),
                    });
            }
        }
    }

    /// Leads style sheets to the assets that they name, whose names are known now.
    fn relink(&mut self) {
        let names: Vec<String> = self
            .assets
            .keys()
            .filter(|name| is_sheet(name))
            .cloned()
            .collect();
        let mut sheets = BTreeMap::new();
        for name in &names {
            self.relink_sheet(name, &mut sheets, &mut Vec::new());
        }
        for (name, (sheet, problems)) in sheets {
            self.problems.extend(problems);
            self.assets.insert(name, sheet);
        }
    }

    /// One sheet, after those that it names, whose own names depend on what they say. `open` are those that wait for it.
    fn relink_sheet(
        &self,
        name: &str,
        sheets: &mut BTreeMap<String, (Asset, Vec<Diagnostic>)>,
        open: &mut Vec<String>,
    ) {
        let Some(asset) = self.assets.get(name) else {
            return;
        };
        if sheets.contains_key(name) || open.iter().any(|other| other == name) {
            return;
        }
        let Ok(css) = std::str::from_utf8(without_mark(&asset.bytes)) else {
            let problem = Diagnostic::not_utf8(&asset.path, &asset.bytes);
            sheets.insert(name.to_owned(), (asset.clone(), vec![problem]));
            return;
        };
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        open.push(name.to_owned());
        let (relinked, missing) = style::relinked(css, folder, &mut |other| {
            if !is_sheet(other) {
                return Some(self.assets.get(other)?.url.clone());
            }
            self.relink_sheet(other, sheets, open);
            // Two sheets that name one another can't both be named by what they say.
            Some(sheets.get(other)?.0.url.clone())
        });
        open.pop();
        let source = Source {
            path: &asset.path,
            text: css,
        };
        let problems = missing.into_iter().map(|at| {
            let named = css.get(at.clone()).unwrap_or_default();
            let message = format!("the style sheet names `{named}`, which the theme does not have");
            Diagnostic::warning("missing-asset", message)
                .at(source.place(at))
                .hint("put it into the theme's static/, beside the style sheet or where the path leads")
        });
        let problems = problems.collect();
        let bytes: Arc<[u8]> = relinked.into_bytes().into();
        let sheet = Asset {
            url: hashed_url(name, hash_bytes(&bytes)),
            bytes,
            path: asset.path.clone(),
        };
        sheets.insert(name.to_owned(), (sheet, problems));
    }

    fn add_words(&mut self, path: &str, lang: &str, bytes: &[u8]) {
        if source_path::language_code(lang).as_deref() != Some(lang) {
            let message =
                format!("`{lang}` is no code of a language, so that no page finds these words");
            let warning = Diagnostic::warning("bad-language", message).at(Place::file(path));
            self.problems
                .push(warning.hint("call the file `es.yaml`, `pt-BR.yaml` and the like"));
        }
        let Some(tree) = self.tree(path, bytes) else {
            return;
        };
        let words = self.words.entry(lang.to_owned()).or_default();
        flatten("", &tree, words);
    }

    fn tree(&mut self, path: &str, bytes: &[u8]) -> Option<Extra> {
        let Ok(text) = std::str::from_utf8(without_mark(bytes)) else {
            self.problems.push(Diagnostic::not_utf8(path, bytes));
            return None;
        };
        match serde_yaml::from_str::<serde_yaml::Value>(text) {
            Ok(tree) => Some(free(&tree)),
            Err(error) => {
                // Our own reader says it in an editor's words, where it stumbles too.
                let text_of = Text::new(Source { path, text }, 0..text.len());
                let mut reader = Reader::new(text_of);
                if reader.tree().is_none() {
                    self.problems.extend(reader.finish());
                    return None;
                }
                let at = error.location().map_or(0, |location| location.index());
                let place = Source { path, text }.place(at..at + 1);
                let error = error.to_string();
                let why = error.split(" at line ").next().unwrap_or(&error);
                let message = format!("invalid YAML: {why}");
                self.problems
                    .push(Diagnostic::error("invalid-yaml", message).at(place));
                None
            }
        }
    }

    /// A hash of a template and of all that it can reach; `None` where there is no such template.
    pub fn template_hash(&self, name: &str) -> Option<u64> {
        self.reach.get(name).copied()
    }

    /// A hash of all words that a language can show: its own, and English where those have gaps.
    pub fn words_hash(&self, lang: &str) -> u64 {
        let chain: Vec<_> = self
            .chain(lang)
            .filter_map(|lang| self.words.get(lang))
            .collect();
        super::hash_of(&chain)
    }

    /// A word in a language, or in the next that has it; with the language it was found in.
    pub fn word(&self, lang: &str, key: &str) -> Option<(&str, &Word)> {
        self.chain(lang).find_map(|lang| {
            let (lang, words) = self.words.get_key_value(lang)?;
            Some((lang.as_str(), words.get(key)?))
        })
    }

    /// Sets which languages stand in for which, and says which words of the interface a language of the site
    /// lacks.
    pub fn speak(&mut self, languages: &[Language]) {
        self.fallbacks = languages
            .iter()
            .map(|language| (language.code.clone(), language.fallback.clone()))
            .collect();
        let gaps = languages
            .iter()
            .filter_map(|language| self.gaps(&language.code));
        let gaps: Vec<Diagnostic> = gaps.collect();
        self.problems.extend(gaps);
    }

    /// The warning that the interface lacks words in a language. What is in English is what there can be.
    pub fn gaps(&self, lang: &str) -> Option<Diagnostic> {
        let all = self.words.get("en")?.keys();
        let all = all.filter(|key| !key.starts_with("dates."));
        let base = |lang: &str| lang.split('-').next().unwrap_or(lang).to_owned();
        let mut stand_ins: BTreeSet<&str> = BTreeSet::new();
        let missing: Vec<&str> = all
            .filter(|key| match self.word(lang, key) {
                Some((found, _)) if base(found) == base(lang) => false,
                Some((found, _)) => {
                    stand_ins.insert(found);
                    true
                }
                None => false,
            })
            .map(String::as_str)
            .collect();
        let (named, rest) = missing.split_at(missing.len().min(SHOWN));
        let first = named.first()?;
        let named = named[1..]
            .iter()
            .fold(format!("`{first}`"), |list, key| format!("{list}, `{key}`"));
        let more = match rest.len() {
            0 => String::new(),
            count => format!(" and {count} more"),
        };
        let stand_ins: Vec<&str> = stand_ins.into_iter().collect();
        let message = format!(
            "the theme has no words in `{lang}` for {named}{more}; those in `{}` stand in",
            stand_ins.join("`, `")
        );
        let file = format!("i18n/{lang}.yaml");
        let hint =
            format!("write them in {file}, one `key: text` a line, as the theme's own files do");
        Some(
            Diagnostic::warning("missing-words", message)
                .at(Place::file(&file))
                .hint(hint),
        )
    }

    /// `pt-BR`, then `pt`, then what the site says, then `en`.
    fn chain<'a>(&'a self, lang: &'a str) -> impl Iterator<Item = &'a str> {
        let parent = lang.split_once('-').map(|(parent, _)| parent);
        let own = self.fallbacks.get(lang).into_iter().flatten();
        let chain = std::iter::once(lang).chain(parent);
        chain.chain(own.map(String::as_str)).chain(["en"])
    }

    /// Where an asset is.
    pub fn asset_url(&self, name: &str) -> Option<&str> {
        self.assets.get(name).map(|asset| asset.url.as_str())
    }

    /// Every asset, by name.
    pub fn assets(&self) -> impl Iterator<Item = (&str, &Asset)> {
        self.assets
            .iter()
            .map(|(name, asset)| (name.as_str(), asset))
    }

    /// An asset by its name.
    pub fn asset(&self, name: &str) -> Option<&Asset> {
        self.assets.get(name)
    }
}

fn is_sheet(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    ending == Some("css")
}

/// Whether a file that lies among templates is one: notes and the copies that programs keep are not.
fn is_template(name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let others = ["md", "markdown", "bak", "orig", "rej", "tmp"];
    !others
        .iter()
        .any(|other| ending.eq_ignore_ascii_case(other))
}

/// A file without the mark by which some editors begin UTF-8.
fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// `a: {b: c}` as `a.b`. A map whose keys are plural categories is one word.
fn flatten(prefix: &str, tree: &Extra, words: &mut BTreeMap<String, Word>) {
    let Extra::Map(entries) = tree else {
        words.insert(prefix.to_owned(), Word::One(scalar(tree)));
        return;
    };
    let is_plural = |entries: &[(String, Extra)]| entries.iter().any(|(key, _)| key == "other");
    for (key, value) in entries {
        let name = if prefix.is_empty() {
            key.clone()
        } else {
            format!("{prefix}.{key}")
        };
        match value {
            Extra::List(items) => {
                words.insert(name, Word::List(items.iter().map(scalar).collect()));
            }
            Extra::Map(forms) if is_plural(forms) => {
                let forms = forms
                    .iter()
                    .map(|(form, text)| (form.clone(), scalar(text)));
                words.insert(name, Word::Plural(forms.collect()));
            }
            value => flatten(&name, value, words),
        }
    }
}

/// A YAML tree as free values.
fn free(tree: &serde_yaml::Value) -> Extra {
    match tree {
        serde_yaml::Value::Null => Extra::Null,
        serde_yaml::Value::Bool(truth) => Extra::Bool(*truth),
        serde_yaml::Value::Number(number) => match number.as_i64() {
            Some(number) => Extra::Int(number),
            None => Extra::Float(number.as_f64().unwrap_or_default()),
        },
        serde_yaml::Value::String(text) => Extra::String(text.clone()),
        serde_yaml::Value::Sequence(items) => Extra::List(items.iter().map(free).collect()),
        serde_yaml::Value::Mapping(entries) => {
            let entry = |(key, value): (&serde_yaml::Value, _)| (scalar(&free(key)), free(value));
            Extra::Map(entries.iter().map(entry).collect())
        }
        serde_yaml::Value::Tagged(tagged) => free(&tagged.value),
    }
}

fn scalar(value: &Extra) -> String {
    match value {
        Extra::String(text) => text.clone(),
        Extra::Int(number) => number.to_string(),
        Extra::Float(number) => number.to_string(),
        Extra::Bool(truth) => truth.to_string(),
        Extra::Null | Extra::List(_) | Extra::Map(_) => String::new(),
    }
}

/// `css/site.css` as `/assets/css/site.1f2e3d4c5b6a.css`: a name that can be cached for ever.
fn hashed_url(name: &str, hash: u64) -> String {
    let digits = &format!("{hash:016x}")[..12];
    let (folder, file) = name
        .rsplit_once('/')
        .map_or(("", name), |(folder, file)| (folder, file));
    let slash = if folder.is_empty() { "" } else { "/" };
    match file.rsplit_once('.') {
        Some((stem, extension)) => format!("/assets/{folder}{slash}{stem}.{digits}.{extension}"),
        None => format!("/assets/{folder}{slash}{file}.{digits}"),
    }
}

/// For each template, a hash of its text and of all that it can reach.
///
/// What a template can reach is judged from its text, generously: every template whose name it
/// mentions in quotes (`extends`, `include`), and every template that defines a component, since those
/// are called by names of their own.
fn reach(templates: &BTreeMap<String, Template>) -> BTreeMap<String, u64> {
    let shared: Vec<&str> = templates
        .iter()
        .filter(|(_, template)| defines_component(&template.text))
        .map(|(name, _)| name.as_str())
        .collect();
    let mentions: BTreeMap<&str, Vec<&str>> = templates
        .iter()
        .map(|(name, template)| (name.as_str(), mentioned(&template.text, templates)))
        .collect();
    templates
        .keys()
        .map(|name| {
            let mut reached: BTreeSet<&str> = BTreeSet::new();
            let mut left: Vec<&str> = shared.clone();
            left.push(name);
            while let Some(next) = left.pop() {
                if reached.insert(next) {
                    left.extend(mentions.get(next).into_iter().flatten());
                }
            }
            let texts: Vec<(&str, &str)> = reached
                .into_iter()
                .filter_map(|name| Some((name, &*templates.get(name)?.text)))
                .collect();
            (name.clone(), super::hash_of(&(name, texts)))
        })
        .collect()
}

/// The templates whose name stands in quotes in a text.
fn mentioned<'t>(text: &str, templates: &'t BTreeMap<String, Template>) -> Vec<&'t str> {
    let after_quotes = ['"', '\'', '`']
        .into_iter()
        .flat_map(|quote| text.split(quote).skip(1));
    after_quotes
        .filter_map(|quoted| Some(templates.get_key_value(quoted)?.0.as_str()))
        .collect()
}

fn defines_component(text: &str) -> bool {
    text.match_indices("component")
        .any(|(at, _)| text[..at].trim_end().trim_end_matches('-').ends_with("{%"))
}
