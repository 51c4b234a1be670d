//! The pictures that content files name: which files they are, and what is wrong with them.

use std::sync::Arc;

use super::body::{Origin, is_elsewhere, written, written_under};
use super::picture::{self, Shape, Shown};
use super::story::Photo;
use super::view::View;
use crate::content::Image;
use crate::content::picture::{FAULTY, MISLABELLED, Picture};
use crate::diag::{Diagnostic, Place, Source};
use crate::site::names::Name;
use crate::site::theme::Word;
use crate::site::{FileFacts, urls};

/// What keeps a picture from being shown.
pub enum Trouble {
    /// There is no such file.
    Missing,
    /// There is nothing to be seen in it, for this reason.
    Faulty(Arc<str>),
}

/// A picture, with its file where it is one of the site.
type OfFile = (Option<(Name, String)>, Picture);

impl Trouble {
    /// The warning about the image `src`, named at `place`.
    pub fn diagnostic(&self, place: Place, src: &str) -> Diagnostic {
        match self {
            Trouble::Missing => {
                let hint = image_hint(&place.path);
                let message = format!("the image `{src}` does not exist");
                Diagnostic::warning("missing-image", message)
                    .at(place)
                    .hint(hint)
            }
            Trouble::Faulty(fault) => {
                let message = format!("the image `{src}` can't be used: {fault}");
                Diagnostic::warning("faulty-image", message)
                    .at(place)
                    .hint(FAULTY)
            }
        }
    }
}

impl Origin<'_> {
    /// The URL of a picture or other file, as `src` and `href` want it: an absolute one stays, a path
    /// leads to the bundle's file or to `static/`. `None` where there is none.
    pub fn file(&self, src: &str) -> Option<String> {
        if is_elsewhere(src) {
            return Some(src.to_owned());
        }
        let found = self.own_file(src)?;
        let base = self.view.base_of_site();
        if self.is_published(&found) {
            return Some(base.href(&found.url));
        }
        let print = self.view.plain_print(self.view.name(&found.path))?;
        Some(base.href(&print.url))
    }

    /// A photo of the front matter, if its file is there. `source` is where it is named.
    pub fn photo(&self, source: &Source, image: &Image) -> Option<Photo> {
        let place = || written(source, &image.src);
        let (file, shown) =
            self.told(self.shown(&image.src, &Shape::plain()), &place, &image.src)?;
        self.judge_alt(source, image);
        let caption = self.inline(&image.caption, &|| written(source, &image.caption));
        let or_own = |given: String, own: String| if given.is_empty() { own } else { given };
        Some(Photo {
            src: shown.src,
            alt: image.alt.clone(),
            caption: or_own(caption, super::values::escape(&shown.caption)),
            credit: or_own(image.credit.clone(), shown.credit),
            pixels: shown.pixels,
            file,
            focus: image.focus,
        })
    }

    /// The portrait of an author.
    ///
    /// # Errors
    /// It is not there, or can't be used.
    pub fn portrait(&self, src: &str) -> Result<Photo, Trouble> {
        let (file, shown) = self.shown(src, &Shape::plain())?;
        Ok(Photo {
            src: shown.src,
            pixels: shown.pixels,
            file,
            ..Photo::default()
        })
    }

    /// A video's still, if its file is there.
    pub fn still(&self, source: &Source, src: &str) -> Option<Photo> {
        let place = || written(source, src);
        let (file, shown) = self.told(self.shown(src, &Shape::plain()), &place, src)?;
        Some(Photo {
            src: shown.src,
            pixels: shown.pixels,
            file,
            ..Photo::default()
        })
    }

    /// A picture of the site as it is shown within text; `None` where there is no such file.
    ///
    /// # Errors
    /// Why it can't be used.
    pub fn picture_in_text(&self, src: &str) -> Result<Option<Picture>, String> {
        let shape = picture::named(&self.view.summary().options, "body");
        match self.shown(src, &shape.unwrap_or_else(|_| Shape::plain())) {
            Ok((_, picture)) => Ok(Some(Picture {
                credit: credited(self.view, &picture.credit),
                ..picture
            })),
            Err(Trouble::Faulty(fault)) => Err(fault.to_string()),
            Err(Trouble::Missing) => Ok(None),
        }
    }

    fn shown(&self, src: &str, shape: &Shape) -> Result<OfFile, Trouble> {
        if is_elsewhere(src) {
            let src = src.to_owned();
            return Ok((
                None,
                Picture {
                    src,
                    ..Picture::default()
                },
            ));
        }
        let found = self.own_file(src).ok_or(Trouble::Missing)?;
        let file = self.view.name(&found.path);
        let href = self.view.base_of_site().href(&found.url);
        match self.view.picture(file, &href, shape) {
            Shown::Picture(picture) => Ok((Some((file, found.path)), picture)),
            Shown::Faulty(fault) => Err(Trouble::Faulty(fault)),
        }
    }

    /// What is shown, having told what is wrong with it.
    fn told(
        &self,
        shown: Result<OfFile, Trouble>,
        place: &dyn Fn() -> Place,
        src: &str,
    ) -> Option<OfFile> {
        match shown {
            Ok(shown) => {
                let is = shown.1.mislabelled;
                self.view.report(is.map(|is| mislabelled(place(), src, is)));
                Some(shown)
            }
            Err(trouble) => {
                self.view.report([trouble.diagnostic(place(), src)]);
                None
            }
        }
    }

    fn judge_alt(&self, source: &Source, image: &Image) {
        if image.alt.is_empty() {
            let message = format!("the image `{}` has no text alternative", image.src);
            self.view
                .report([Diagnostic::warning("missing-alt", message)
                    .at(written(source, &image.src))
                    .hint("say under `image_alt`, or `alt` within `image`, what can be seen")]);
        } else if image.src.rsplit('/').next() == Some(image.alt.trim()) {
            let message = format!("the text alternative `{}` is a file name", image.alt);
            self.view
                .report([Diagnostic::warning("file-name-alt", message)
                    .at(written_under(&["alt:"], source, &image.alt))
                    .hint("say what can be seen in the image")]);
        }
    }

    /// Whether a file is published as it is.
    fn is_published(&self, found: &Found) -> bool {
        let is_original = || {
            let facts = self.view.file_facts(&found.path);
            facts.is_some_and(FileFacts::is_original)
        };
        let originals = self.view.site().config.photos.originals && !found.url.is_empty();
        !found.path.starts_with("content/") || originals || !is_original()
    }

    /// The file of the site that a path leads to.
    fn own_file(&self, src: &str) -> Option<Found> {
        let known = |path: &str| self.view.file_facts(path);
        find_file(self.path, self.url, src, &known)
    }
}

/// Whom to credit, in the words of the theme unless the photographer's own say enough.
pub fn credited(view: &View, credit: &str) -> String {
    if credit.is_empty() || credit.contains(['©', ':']) {
        return credit.to_owned();
    }
    match view.word("photo_credit") {
        Some((_, Word::One(words))) => words.replace("{name}", credit),
        _ => credit.to_owned(),
    }
}

/// A file of the site.
pub struct Found {
    /// Its path in the site folder.
    pub path: String,
    /// Its URL path; empty for a photo that has none itself.
    pub url: String,
}

/// The file that `src` means in the content file `path`, whose page is at `url`: one of its bundle if it is
/// in one, a photo of its folder, or a file of `static/`. `known` says which files there are.
pub fn find_file(path: &str, url: &str, src: &str, known: &Known<'_, '_>) -> Option<Found> {
    // The name as it is written, whatever signs it has; or else what it says as a URL.
    let decoded = urls::percent_decode(src.split(['?', '#']).next().unwrap_or(src));
    let found = find_file_named(path, url, src, known);
    let found = found.or_else(|| {
        (decoded != src)
            .then(|| find_file_named(path, url, &decoded, known))
            .flatten()
    })?;
    let Found { path, url } = found;
    let url = url
        .replace('%', "%25")
        .replace('?', "%3F")
        .replace('#', "%23");
    Some(Found { path, url })
}

/// What is known of a static or content file, if there is one.
pub type Known<'f, 'c> = dyn Fn(&str) -> Option<&'f FileFacts> + 'c;

fn find_file_named(path: &str, url: &str, src: &str, known: &Known<'_, '_>) -> Option<Found> {
    if !src.starts_with('/')
        && let Some(folder) = crate::site::row::bundle_of(path)
    {
        let file = urls::resolve(folder, src)?;
        if let Some(below) = file
            .strip_prefix(folder)
            .and_then(|rest| rest.strip_prefix('/'))
            && known(&file).is_some()
        {
            let url = crate::outputs::attachment_url(url, below);
            return Some(Found { path: file, url });
        }
    }
    // What is made of a photo has an address of its own, wherever the photo lies.
    if !src.starts_with('/')
        && let Some((folder, _)) = path.rsplit_once('/')
        && let Some(file) = urls::resolve(folder, src)
        && file.starts_with("content/")
        && known(&file).is_some_and(FileFacts::is_original)
    {
        let url = String::new();
        return Some(Found { path: file, url });
    }
    let url = format!("/{}", urls::resolve("", src)?);
    let path = format!("static{url}");
    (url != "/" && known(&path).is_some()).then_some(Found { path, url })
}

/// The warning that a picture is another kind of file than its name says.
fn mislabelled(place: Place, src: &str, is: &str) -> Diagnostic {
    let message = format!("the image `{src}` is a {is} file, whatever its name says");
    Diagnostic::warning("mislabelled-image", message)
        .at(place)
        .hint(MISLABELLED)
}

/// Where a content file's images may be.
pub(super) fn image_hint(path: &str) -> &'static str {
    match crate::site::row::bundle_of(path) {
        Some(_) => "put it beside the article's index.md, or into static/",
        None => "put a photo beside the article, and any other picture into static/",
    }
}
