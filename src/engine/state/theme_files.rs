//! The files of a site's theme, kept whole: they are small, and every page needs them.

use std::io;
use std::sync::PoisonError;

use super::State;
use crate::changes::{CONFIG, Change};
use crate::config::Config;
use crate::content::source_path;
use crate::diag::{Diagnostic, Place, Source, did_you_mean};
use crate::render::Templates;
use crate::site::theme::{Theme, ThemeFiles};

/// The theme that needs no files.
static EMBEDDED: include_dir::Dir = include_dir::include_dir!("$CARGO_MANIFEST_DIR/themes/default");

impl State {
    /// Templates, words and assets are small, and needed whole.
    pub(super) fn read_theme_files(&mut self) {
        self.theme_files.clear();
        for folder in ["templates", "i18n", "themes"] {
            for (path, _) in self
                .disk
                .walk(&self.folders.site.join(folder), &self.folders.site)
                .0
            {
                let path = format!("{folder}/{path}");
                if is_litter(&path) {
                    continue;
                }
                if let Ok(bytes) = self.read(&path) {
                    self.theme_files.insert(path, bytes.into());
                }
            }
        }
    }

    /// Takes up a changed file of the theme.
    pub(in crate::engine) fn read_theme_file(
        &mut self,
        change: &Change,
        errors: &mut Vec<Diagnostic>,
    ) {
        if is_litter(&change.path) {
            return;
        }
        match self.read(&change.path) {
            Ok(bytes) => drop(self.theme_files.insert(change.path.clone(), bytes.into())),
            Err(error) if change.stamp.is_none() || error.kind() == io::ErrorKind::NotFound => {
                self.theme_files.remove(&change.path);
            }
            Err(error) => {
                let message = format!("this file can't be read: {error}");
                errors.push(Diagnostic::error("unreadable", message).at(Place::file(&change.path)));
            }
        }
    }

    /// The theme of a configuration, all layers joined.
    pub(in crate::engine) fn join_theme(&self, config: &Config) -> (Theme, Vec<Diagnostic>) {
        let mut files = self.theme_files.clone();
        if !files.keys().any(|path| path.starts_with("themes/default/")) {
            add_embedded(&EMBEDDED, &mut files);
        }
        let mut layers = vec![String::new()];
        let mut errors = Vec::new();
        let mut next = Some((config.theme.clone(), CONFIG.to_owned()));
        while let Some((name, named_in)) = next.take() {
            let layer = format!("themes/{name}/");
            let error = if layers.contains(&layer) {
                let message = format!("the theme `{name}` extends itself");
                Diagnostic::error("theme-loop", message)
            } else if files.keys().any(|path| path.starts_with(&layer)) {
                let settings = format!("{layer}theme.yaml");
                next = Theme::parent(&files, &layer).map(|parent| (parent, settings));
                layers.push(layer);
                continue;
            } else {
                no_theme(&name, &files)
            };
            errors.push(error.at(self.theme_place(&named_in, &name)));
            // What else there is to say of the site is found with the default theme in its place.
            let default = "themes/default/".to_owned();
            if !layers.contains(&default) {
                layers.push(default);
            }
        }
        let mut theme = Theme::join(&files, &layers);
        theme.speak(&config.languages);
        (theme, errors)
    }

    /// Where a file names a theme, in its line `theme: …` or `extends: …`.
    pub(super) fn theme_place(&self, path: &str, name: &str) -> Place {
        let bytes = self.read(path).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let key = if path == CONFIG { "theme" } else { "extends" };
        let lines = text.split_inclusive('\n').scan(0, |end, line| {
            *end += line.len();
            Some((*end - line.len(), line))
        });
        let named = lines
            .filter(|(_, line)| line.trim_start().starts_with(key))
            .find_map(|(start, line)| {
                let at = start + key.len() + line.get(key.len()..)?.find(name)?;
                Some(at..at + name.len())
            });
        let source = Source { path, text: &text };
        named.map_or_else(|| source.whole(), |range| source.place(range))
    }

    /// The templates of the site's theme, compiled; those of the last build if they are the same.
    pub(in crate::engine) fn take_templates(&self) -> (Option<Templates>, Vec<Diagnostic>) {
        let kept = self
            .templates
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        match kept {
            Some((hash, templates)) if hash == self.site.theme.hash() => {
                (Some(templates), Vec::new())
            }
            _ => crate::engine::compile(&self.site.theme),
        }
    }

    /// Keeps compiled templates for the next build.
    pub(in crate::engine) fn keep_templates(&self, templates: Option<Templates>) {
        let mut kept = self
            .templates
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *kept = templates.map(|templates| (self.site.theme.hash(), templates));
    }
}

/// Whether a file lies among those of themes and is none: hidden, or what a program left behind.
fn is_litter(path: &str) -> bool {
    source_path::classify(path, &[]).is_none()
}

fn no_theme(name: &str, files: &ThemeFiles) -> Diagnostic {
    let error = Diagnostic::error("no-theme", format!("there is no theme `{name}`"));
    let known = files
        .keys()
        .filter_map(|path| path.strip_prefix("themes/")?.split('/').next());
    match did_you_mean(name, known) {
        Some(meant) => error.hint(format!("did you mean `{meant}`?")),
        None => error.hint(format!(
            "a theme is a folder: themes/{name}/, with its templates/"
        )),
    }
}

fn add_embedded(dir: &include_dir::Dir, files: &mut ThemeFiles) {
    for file in dir.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        files.insert(format!("themes/default/{path}"), file.contents().into());
    }
    for dir in dir.dirs() {
        add_embedded(dir, files);
    }
}
