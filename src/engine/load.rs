//! Step 1: from a file's bytes to an edit of the site. Pure: it knows the file and the settings.

mod sections;

use std::fmt::Write;

use crate::config::{Config, Part};
use crate::content::front_matter::{self, Context};
use crate::content::live::Coverage;
use crate::content::source_path::{self, Role as FileRole, SourcePath};
use crate::content::{Article, Instant, Kind, markdown, person, slug};
use crate::diag::{Diagnostic, Source};
use crate::render::weekdays;
use crate::site::calendar::Calendar;
use crate::site::documents::{Document, Role};
use crate::site::names::{Name, Names};
use crate::site::row::{CardText, Row};
use crate::site::urls::Base;
use crate::site::{Edit, FileFacts, hash_bytes, hash_of, urls};
use sections::Sections;

/// How long a summary may be that is made from the first paragraph, in characters.
const EXCERPT: usize = 220;

/// What reading files needs of the site.
pub struct Reading<'a> {
    /// `site.yaml`.
    pub config: &'a Config,
    /// Its time zones.
    pub calendar: &'a Calendar,
    /// Where names are kept.
    pub names: &'a Names,
}

/// What came of a file.
pub struct Loaded {
    /// An article as it was parsed, packed, for its rendering.
    pub packed: Option<Box<[u8]>>,
    /// The edit, unless the file is unusable or none of the site's business.
    pub edit: Option<Edit>,
    /// What keeps it from being used. (What else there is to say is part of the edit.)
    pub errors: Vec<Diagnostic>,
}

impl Reading<'_> {
    /// What a path is to the site.
    pub fn classify(&self, path: &str) -> Option<SourcePath> {
        source_path::classify(path, &self.config.language_codes())
    }

    /// Whether a path is that of a static or bundle file.
    pub fn is_asset(&self, path: &str) -> bool {
        let role = self.classify(path).map(|file| file.role);
        matches!(role, Some(FileRole::Asset | FileRole::Static))
    }

    /// Reads a file of `content/` or `static/`. `None` where it is no file of the site.
    pub fn load(&self, path: &str, bytes: &[u8]) -> Option<Loaded> {
        let file = self.classify(path)?;
        let name = self.names.intern(path);
        if matches!(file.role, FileRole::Asset | FileRole::Static) {
            let edit = Some(Edit::File(name, Some(FileFacts::of(path, bytes))));
            return Some(Loaded {
                packed: None,
                edit,
                errors: Vec::new(),
            });
        }
        if matches!(
            file.role,
            FileRole::Template | FileRole::Words | FileRole::Theme
        ) {
            return None;
        }
        let Ok(text) = std::str::from_utf8(bytes) else {
            return Some(failed(vec![Diagnostic::not_utf8(path, bytes)]));
        };
        let source = Source { path, text };
        let hash = hash_bytes(bytes);
        let context = Context {
            zones: self.calendar.zones(),
            file: &file,
            url: &self.config.url,
        };
        let mut packed = None;
        let (edit, mut problems) = match file.role {
            FileRole::Article => {
                let (article, mut problems) = front_matter::article(&source, &context);
                packed = article
                    .as_ref()
                    .and_then(|article| postcard::to_stdvec(article).ok());
                let row =
                    article.map(|article| self.row(&source, &file, hash, &article, &mut problems));
                (
                    row.map(|row| Edit::Article(name, Some(Box::new(row)), None)),
                    problems,
                )
            }
            FileRole::Page | FileRole::Section => {
                let (page, problems) = front_matter::page(&source, &context);
                let document = page.map(|page| {
                    let lang = page.lang.clone().or_else(|| file.language.clone());
                    let lang = lang.unwrap_or_else(|| self.config.language.clone());
                    let body_start = page.body_start;
                    let (role, url) = if file.role == FileRole::Page {
                        let url = self.page_url(&page, &file, &lang);
                        let group = group(page.translation_key.as_deref(), &file);
                        (Role::Page(page.into(), group), url)
                    } else {
                        let path = self.names.intern(&section_path(path, &file));
                        (Role::Section(path, page.into()), String::new())
                    };
                    self.document(&source, hash, &lang, role, &url, body_start)
                });
                (
                    document.map(|document| Edit::Document(name, Some(document.into()))),
                    problems,
                )
            }
            FileRole::Person => {
                let (person, problems) = person::person(&source, &file);
                let document = person.map(|person| {
                    let lang = file.language.clone();
                    let lang = lang.unwrap_or_else(|| self.config.language.clone());
                    let id = self.names.intern(&slug::slugify(&file.slug));
                    let body_start = person.body_start;
                    self.document(
                        &source,
                        hash,
                        &lang,
                        Role::Person(id, person.into()),
                        "",
                        body_start,
                    )
                });
                (
                    document.map(|document| Edit::Document(name, Some(document.into()))),
                    problems,
                )
            }
            _ => return None,
        };
        // Warnings belong to what was read and are said as long as it stands; errors to this attempt.
        let errors: Vec<Diagnostic> = if edit.is_some() {
            problems
                .extract_if(.., |problem| problem.is_error())
                .collect()
        } else {
            std::mem::take(&mut problems)
        };
        let edit = edit.map(|mut edit| {
            match &mut edit {
                Edit::Article(_, Some(row), _) => row.problems.append(&mut problems),
                Edit::Document(_, Some(document)) => document.problems.append(&mut problems),
                _ => {}
            }
            edit
        });
        Some(Loaded {
            packed: packed.map(Vec::into_boxed_slice),
            edit,
            errors,
        })
    }

    fn document(
        &self,
        source: &Source,
        hash: u64,
        lang: &str,
        role: Role,
        url: &str,
        body_start: u32,
    ) -> Document {
        Document {
            hash,
            lang: self.names.intern(lang),
            role,
            url: url.into(),
            text: source.text.into(),
            body_start,
            problems: Vec::new(),
        }
    }

    fn row(
        &self,
        source: &Source,
        file: &SourcePath,
        hash: u64,
        article: &Article,
        problems: &mut Vec<Diagnostic>,
    ) -> Row {
        let lang = article.lang.clone().or_else(|| file.language.clone());
        let lang = lang.unwrap_or_else(|| self.config.language.clone());
        let Sections {
            paths: sections,
            names: section_names,
        } = sections::read(self.config, source, file, article, problems);
        let url = self.article_url(article, file, &lang, sections.first().map(String::as_str));
        // Other systems have every article name an original: its own address.
        let is_elsewhere = |original: &String| !Base::new(&self.config.url).is_at(original, &url);
        let is_copy = article.canonical.as_ref().is_some_and(is_elsewhere);
        let excerpt;
        let summary = if article.summary.is_empty() {
            let body = source
                .text
                .get(article.body_start as usize..)
                .unwrap_or_default();
            excerpt = markdown::excerpt(body, EXCERPT);
            &excerpt
        } else {
            &article.summary
        };
        let card = CardText {
            title: &article.title,
            summary,
            kind: article.kind,
            featured: article.featured,
            pinned: article.pinned,
            location: article.location.as_deref().unwrap_or_default(),
            id: article.id.as_deref().unwrap_or_default(),
            focus: article.image.as_ref().and_then(|image| image.focus),
            image: article
                .image
                .as_ref()
                .map(|image| (&*image.src, &*image.alt, &*image.credit)),
        };
        let corrected = article.corrections.iter();
        let corrected = corrected.filter_map(|correction| correction.date).max();
        let slugged = |text: &String| {
            (
                self.names.intern(&slug::slugify(text)),
                self.names.intern(text),
            )
        };
        Row {
            path: source.path.into(),
            hash,
            date: article.date,
            changes: self.changes(source, article, &lang),
            featured_until: article.featured_until,
            corrected: if article.corrections.is_empty() {
                None
            } else {
                corrected.or(Some(article.date))
            },
            expires: article.expires,
            draft: article.draft,
            is_copy,
            lang: self.names.intern(&lang),
            url: url.into(),
            sections: sections
                .iter()
                .map(|path| self.names.intern(path))
                .collect(),
            section_names: section_names
                .iter()
                .map(|(path, name)| (self.names.intern(path), self.names.intern(name)))
                .collect(),
            tags: article.tags.iter().map(slugged).collect(),
            authors: once(article.authors.iter().map(slugged)),
            series: article.series.as_ref().map(slugged),
            group: group(article.translation_key.as_deref(), file),
            identity: article.id.as_ref().map(|id| hash_of(&("id", id))),
            aliases: article
                .aliases
                .iter()
                .map(|alias| alias.as_str().into())
                .collect(),
            card: card.pack(),
            problems: Vec::new(),
        }
    }

    /// When an article's substance changed after it was published: what it says of itself, its corrections, the
    /// updates of live coverage.
    fn changes(&self, source: &Source, article: &Article, lang: &str) -> Box<[Instant]> {
        let mut changes: Vec<Instant> = article.updated.into_iter().collect();
        let corrections = article.corrections.iter();
        changes.extend(corrections.filter_map(|correction| correction.date));
        if article.kind == Kind::Live {
            let body = source.text.get(article.body_start as usize..);
            let coverage = Coverage {
                published: article.date,
                zone: self.calendar.zone(lang),
                weekdays: &weekdays(lang),
            };
            changes.extend(coverage.updates(body.unwrap_or_default()));
        }
        changes.retain(|&at| at > article.date);
        changes.sort_unstable();
        changes.dedup();
        changes.into()
    }

    fn article_url(
        &self,
        article: &Article,
        file: &SourcePath,
        lang: &str,
        section: Option<&str>,
    ) -> String {
        if let Some(permalink) = &article.permalink {
            return with_slash(permalink);
        }
        let home = urls::home(lang, &self.config.language);
        let local = self.calendar.zoned(article.date, lang);
        let path = self.config.permalink.path(|part, out| {
            // Writing to memory does not fail.
            let _ = match part {
                Part::Category => out.write_str(section.unwrap_or_default()),
                Part::Section => {
                    let first = section.and_then(|path| path.split('/').next());
                    out.write_str(first.unwrap_or_default())
                }
                Part::Year => write!(out, "{:04}", local.year()),
                Part::Month => write!(out, "{:02}", local.month()),
                Part::Day => write!(out, "{:02}", local.day()),
                Part::Slug => out.write_str(article.slug.as_deref().unwrap_or(&file.slug)),
            };
        });
        format!("{home}{}", path.trim_start_matches('/'))
    }

    fn page_url(&self, page: &crate::content::Page, file: &SourcePath, lang: &str) -> String {
        if let Some(permalink) = &page.permalink {
            return with_slash(permalink);
        }
        let mut url = urls::home(lang, &self.config.language);
        for folder in &file.folders {
            url.push_str(&slug::slugify(folder));
            url.push('/');
        }
        url.push_str(page.slug.as_deref().unwrap_or(&file.slug));
        url.push('/');
        url
    }
}

/// A page's URL path ends in `/` unless it names a file.
fn with_slash(url: &str) -> String {
    urls::url_of_output(&urls::output_path(url))
}

/// What an article or page has in common with its translations.
fn group(key: Option<&str>, file: &SourcePath) -> u64 {
    match key {
        Some(key) => hash_of(&("key", key)),
        None => hash_of(&("file", &file.stem)),
    }
}

/// The section that an introduction is of.
fn section_path(path: &str, file: &SourcePath) -> String {
    let mut parts: Vec<String> = file
        .folders
        .iter()
        .map(|folder| slug::slugify(folder))
        .collect();
    if path.starts_with("content/sections/") {
        parts.push(file.slug.clone());
    }
    parts.join("/")
}

/// Whoever is named twice, in whatever spelling, has one byline.
fn once(named: impl Iterator<Item = (Name, Name)>) -> Box<[(Name, Name)]> {
    let mut all: Vec<(Name, Name)> = Vec::new();
    for (slug, spelling) in named {
        if all.iter().all(|(known, _)| *known != slug) {
            all.push((slug, spelling));
        }
    }
    all.into()
}

fn failed(errors: Vec<Diagnostic>) -> Loaded {
    Loaded {
        packed: None,
        edit: None,
        errors,
    }
}
