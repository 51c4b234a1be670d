//! Markdown in the context of the site: where links and pictures lead.

use std::borrow::Cow;
use std::sync::Arc;

use super::images::image_hint;
use super::view::View;
use crate::content::Faq;
use crate::content::faq::{self, FaqBlock};
use crate::content::markdown::{self, Document, Links};
use crate::content::picture::Picture;
use crate::content::source_path;
use crate::diag::{Place, Source};
use crate::outputs::Subject;
use crate::site::row::ArticleId;
use crate::site::theme::Word;
use crate::site::{Target, urls};

/// Where a text stands: what its relative links and pictures are relative to.
pub struct Origin<'a> {
    /// The view that is told what was asked.
    pub view: &'a Arc<View>,
    /// The file that the text is in.
    pub path: &'a str,
    /// The URL path of the page that the file becomes; empty where it has none.
    pub url: &'a str,
    /// Whether somebody paid for it: its links to other sites then say so.
    pub is_sponsored: bool,
}

impl Origin<'_> {
    /// How its Markdown is rendered.
    fn options(&self) -> Cow<'_, markdown::Options> {
        let options = self.view.markdown();
        if !self.is_sponsored {
            return Cow::Borrowed(options);
        }
        let rel = format!("sponsored {}", options.external_rel);
        Cow::Owned(markdown::Options {
            external_rel: rel.trim_end().to_owned(),
            ..options.clone()
        })
    }

    /// The body of the file's own page.
    pub fn document(&self, source: &Source, body_start: u32) -> Document {
        let start = (body_start as usize).min(source.text.len());
        let options = self.options();
        let (document, problems) =
            markdown::document(source, start..source.text.len(), &options, self);
        self.view.report(problems);
        document
    }

    /// A few paragraphs of the file.
    pub fn fragment(&self, text: &str, place: &dyn Fn() -> Place) -> String {
        let (html, problems) = markdown::fragment(text, place, &self.options(), self);
        self.view.report(problems);
        html
    }

    /// A line of the file.
    pub fn inline(&self, text: &str, place: &dyn Fn() -> Place) -> String {
        let (html, problems) = markdown::inline(text, place, &self.options(), self);
        self.view.report(problems);
        html
    }

    /// The FAQ of the front matter and that of the body, as one.
    pub fn faq(
        &self,
        source: &Source,
        written: Option<&Faq>,
        in_body: Option<FaqBlock>,
    ) -> Option<FaqBlock> {
        let written = written.and_then(|written| {
            let options = self.options();
            let place = |text: &str| {
                let key = ["\nfaq", "\nfaqs"].iter().find_map(|key| {
                    let at = source.text.find(&format!("{key}:"))?;
                    Some(at + 1..at + key.len())
                });
                let Some(key) = key else {
                    return source.whole();
                };
                // A text that YAML folds or quotes may stand nowhere as it reads.
                let line = text.lines().map(str::trim).find(|line| !line.is_empty());
                let below = source.text.get(key.end..).unwrap_or_default();
                let found = line.and_then(|line| Some((key.end + below.find(line)?, line.len())));
                let range = found.map_or(key, |(at, length)| at..at + length);
                source.place(range)
            };
            let (block, problems) = faq::from_front_matter(written, &place, &options, self);
            self.view.report(problems);
            block
        });
        faq::joined(written, in_body)
    }

    fn href(&self, url: &str) -> markdown::Target {
        markdown::Target::Url(self.view.base_of_site().href(url))
    }

    /// A link to a content file, by its path.
    fn content_file(&self, path: &str) -> Option<markdown::Target> {
        let candidates = [
            urls::resolve(self.folder(), path),
            path.strip_prefix('/').map(|path| format!("content/{path}")),
        ];
        candidates
            .into_iter()
            .flatten()
            .find_map(|path| match self.view.target(&path)? {
                Target::Public(url) => Some(self.href(&url)),
                Target::Hidden => Some(markdown::Target::Unpublished),
            })
    }

    /// The suggestion of an article that has the slug of the missing file `path`: with another date, or in
    /// another folder.
    fn namesake(&self, path: &str) -> Option<String> {
        let missing = urls::resolve(self.folder(), path)?;
        let languages = self.view.settings().language_codes();
        let slug = source_path::classify(&missing, &languages)?.slug;
        let (found, _) = self.view.called(&slug);
        let row = self.view.row(found?)?;
        let below = row.path.strip_prefix("content")?;
        Some(format!("did you mean `{below}`?"))
    }

    fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

impl Links for Origin<'_> {
    fn link(&self, path: &str) -> markdown::Target {
        if source_path::without_ending(path).is_some() {
            let dead = || markdown::Target::Dead {
                hint: self.namesake(path),
            };
            return self.content_file(path).unwrap_or_else(dead);
        }
        if let Some(url) = self.file(path) {
            return markdown::Target::Url(url);
        }
        // A path of the site, with or without the sub-path it is published under.
        let from_root = if path.starts_with('/') {
            Some(path.to_owned())
        } else {
            let folder = self.url.rsplit_once('/').map_or("", |(folder, _)| folder);
            let slash = if path.ends_with('/') { "/" } else { "" };
            urls::resolve(folder, path).map(|path| format!("/{path}{slash}"))
        };
        let Some(from_root) = from_root else {
            return markdown::Target::Dead { hint: None };
        };
        let base = self.view.base_of_site().path();
        let below_base = from_root
            .strip_prefix(base)
            .filter(|rest| !base.is_empty() && rest.starts_with('/'));
        for url in [Some(from_root.as_str()), below_base].into_iter().flatten() {
            if self.view.occupant(&urls::output_path(url)).is_some() {
                return self.href(url);
            }
        }
        markdown::Target::Dead { hint: None }
    }

    fn image(&self, path: &str) -> markdown::Target {
        let dead = || markdown::Target::Dead {
            hint: Some(image_hint(self.path).to_owned()),
        };
        self.file(path).map_or_else(dead, markdown::Target::Url)
    }

    fn picture(&self, path: &str) -> Result<Option<Picture>, String> {
        self.picture_in_text(path)
    }

    fn alert(&self, kind: &str) -> Option<String> {
        match self.view.word(&format!("alert_{kind}"))? {
            (_, Word::One(label)) => Some(label.clone()),
            _ => None,
        }
    }
}

/// Whether a source is not a path of the site.
pub fn is_elsewhere(src: &str) -> bool {
    src.starts_with("//")
        || src.split_once(':').is_some_and(|(scheme, _)| {
            !scheme.is_empty()
                && scheme
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        })
}

/// What an author meant by the name of an article.
pub enum Meant {
    /// This one.
    Article(ArticleId),
    /// One that readers may not see now.
    Hidden,
    /// None that there is.
    Nothing,
}

/// The article behind what an author wrote under `related`: a content file, with or without its ending,
/// a URL path, or the last part of one.
pub fn article_meant(origin: &Origin, written: &str) -> Meant {
    let below = written.strip_prefix("content/").unwrap_or(written);
    let ended = |path: String| match source_path::without_ending(&path) {
        Some(_) => path,
        None => path + ".md",
    };
    let files = [
        urls::resolve(origin.folder(), written).map(ended),
        urls::resolve("content", below.trim_start_matches('/')).map(ended),
    ];
    let mut is_hidden = false;
    for path in files.iter().flatten() {
        match origin.view.target(path) {
            Some(Target::Public(_)) => {
                if let Some(id) = origin.view.article_at(path) {
                    return Meant::Article(id);
                }
            }
            Some(Target::Hidden) => is_hidden = true,
            None => {}
        }
    }
    if written.starts_with('/') {
        if let Some(Subject::Article(id)) = origin.view.occupant(&urls::output_path(written)) {
            return Meant::Article(id);
        }
    } else if !written.contains('/') {
        let (public, hidden) = origin.view.called(written);
        if let Some(id) = public {
            return Meant::Article(id);
        }
        is_hidden |= hidden;
    }
    if is_hidden {
        Meant::Hidden
    } else {
        Meant::Nothing
    }
}

/// Where a source has a text that was read from it: its first line, or the whole file where the text is
/// written there in another way (folded, escaped).
pub fn written(source: &Source, text: &str) -> Place {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty());
    let found = line.and_then(|line| source.text.find(line).map(|at| at..at + line.len()));
    found.map_or_else(|| source.whole(), |range| source.place(range))
}

/// The same from the first of the `keys` on that is there: a short text may stand elsewhere too.
pub fn written_under(keys: &[&str], source: &Source, text: &str) -> Place {
    let mut starts = keys.iter().filter_map(|key| source.text.find(key));
    let start = starts.next().unwrap_or_default();
    let found = source
        .text
        .get(start..)
        .and_then(|rest| rest.find(text))
        .map(|at| start + at);
    found.map_or_else(|| source.whole(), |at| source.place(at..at + text.len()))
}
