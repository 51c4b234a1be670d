//! Pictures: what a page asks of a photo, and what it gets.

use std::sync::Arc;

use tera::Value;

use super::values::{map, text, text_or_none};
use super::view::View;
use crate::content::picture::Picture;
use crate::photo::{self, Cut, Facts, Format};
use crate::site::FileFacts;
use crate::site::names::Name;
use crate::site::prints::{CENTRE, PLAIN, Print, within};
use crate::site::question::Question;

/// How a photo is to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// The widths in pixels among which browsers choose.
    pub widths: Vec<u16>,
    /// How wide it is shown, as the attribute `sizes` has it.
    pub sizes: String,
    /// Width by height, where it is to be cropped.
    pub ratio: Option<(u8, u8)>,
    /// What must stay in sight, in percent from the left and from the top.
    pub focus: (u8, u8),
}

impl Shape {
    /// A photo as it is, in one size.
    pub fn plain() -> Shape {
        Shape {
            widths: vec![PLAIN.width],
            sizes: String::new(),
            ratio: PLAIN.ratio,
            focus: PLAIN.focus,
        }
    }
}

/// What there is to show of a file.
pub enum Shown {
    /// A photo, or another picture, which is shown as it is.
    Picture(Picture),
    /// A photo that can't be used, and why.
    Faulty(Arc<str>),
}

impl View {
    /// The photo of a file in a shape. `href` leads to the file itself, for pictures that are shown as they are.
    pub(super) fn picture(&self, file: Name, href: &str, shape: &Shape) -> Shown {
        self.ask(Question::File(file));
        let base = self.base_of_site();
        let facts = self.site().file(file);
        if let Some(fault) = facts.and_then(FileFacts::fault) {
            return Shown::Faulty(fault.clone());
        }
        let other = facts.and_then(|facts| facts.other_kind(&self.text(file)));
        let mislabelled = other.map(photo::Kind::name);
        let Some((facts, photo)) = facts.and_then(|facts| Some((facts, facts.photo()?))) else {
            return Shown::Picture(Picture {
                src: href.to_owned(),
                pixels: facts.and_then(FileFacts::pixels),
                mislabelled,
                ..Picture::default()
            });
        };
        let tone = match self.tone(facts.hash) {
            Some(Err(fault)) => return Shown::Faulty(fault),
            Some(Ok(tone)) => Some(tone),
            None => None,
        };
        let formats = &self.site().config.photos.formats;
        let srcset = |format: Format| {
            let cuts = ladder(photo, shape, format);
            let prints = cuts.iter().filter_map(|&cut| {
                let print = self.print(file, cut)?;
                Some(format!("{} {}w", base.href(&print.url), print.size.0))
            });
            prints.collect::<Vec<_>>().join(", ")
        };
        let sources = formats
            .iter()
            .map(|&format| (format.media_type(), srcset(format)));
        // In one size there is nothing to choose.
        let is_plain = shape.widths == [PLAIN.width] && shape.sizes.is_empty();
        let largest = ladder(photo, shape, Format::Jpeg).pop();
        let largest = largest.and_then(|cut| self.print(file, cut));
        let Some(largest) = largest else {
            return Shown::Faulty("it has no size".into());
        };
        Shown::Picture(Picture {
            sources: if is_plain {
                Vec::new()
            } else {
                sources.collect()
            },
            srcset: if is_plain {
                String::new()
            } else {
                srcset(Format::Jpeg)
            },
            src: base.href(&largest.url),
            pixels: Some(largest.size),
            sizes: shape.sizes.clone(),
            // What can be seen through would show it for good.
            tone: tone.filter(|_| !photo.matte),
            mislabelled,
            caption: photo.credits.caption.clone(),
            credit: photo.credits.line(),
        })
    }

    /// A print of the photo in a file, at most as large as the photo allows.
    pub(super) fn print(&self, file: Name, cut: Cut) -> Option<Print> {
        let photo = self.site().file(file)?.photo()?;
        let cut = within(photo, cut);
        self.ask(Question::Print(file, cut));
        self.site().print(file, cut)
    }

    /// The print of a photo that stands for it where one has to do; `None` where the file is no photo.
    pub(super) fn plain_print(&self, file: Name) -> Option<Print> {
        self.ask(Question::File(file));
        self.print(file, PLAIN)
    }

    /// The photo of a file in the three shapes that search engines ask for, 1,200 pixels wide where it is so large.
    pub(super) fn crops(&self, file: Name, focus: (u8, u8)) -> Vec<Print> {
        let shapes = [(16, 9), (4, 3), (1, 1)];
        let cuts = shapes.map(|ratio| Cut {
            ratio: Some(ratio),
            focus,
            width: 1200,
            format: Format::Jpeg,
        });
        cuts.into_iter()
            .filter_map(|cut| self.print(file, cut))
            .collect()
    }
}

/// The cuts of a shape in a format, from the narrowest; those beyond the photo's own size are one.
fn ladder(photo: &Facts, shape: &Shape, format: Format) -> Vec<Cut> {
    let mut cuts: Vec<Cut> = shape
        .widths
        .iter()
        .map(|&width| {
            let cut = Cut {
                ratio: shape.ratio,
                focus: shape.focus,
                width,
                format,
            };
            within(photo, cut)
        })
        .collect();
    cuts.sort_unstable_by_key(|cut| cut.width);
    cuts.dedup();
    cuts
}

/// A picture as templates have it.
pub fn value(picture: &Picture) -> Value {
    let (width, height) = picture.pixels.map_or_else(
        || (Value::none(), Value::none()),
        |(width, height)| (Value::from(width), Value::from(height)),
    );
    let sources = picture
        .sources
        .iter()
        .map(|(media_type, srcset)| map(&[("type", text(media_type)), ("srcset", text(srcset))]));
    map(&[
        ("src", text(&picture.src)),
        ("srcset", text_or_none(&picture.srcset)),
        ("sources", Value::from(sources.collect::<Vec<_>>())),
        ("sizes", text_or_none(&picture.sizes)),
        ("width", width),
        ("height", height),
        (
            "tone",
            picture.tone.as_deref().map_or_else(Value::none, text),
        ),
    ])
}

/// A shape by its name in the options of theme and site (`photos`).
///
/// # Errors
/// What is wrong with it, for a template's author.
pub fn named(options: &serde_json::Value, name: &str) -> Result<Shape, String> {
    let Some(written) = options.get("photos").and_then(|photos| photos.get(name)) else {
        return Err(format!(
            "no option `photos.{name}` says how to show a photo"
        ));
    };
    let of = |key: &str| written.get(key);
    let widths: Option<Vec<u16>> = of("widths")
        .and_then(serde_json::Value::as_array)
        .map(|all| {
            let widths = all
                .iter()
                .filter_map(|width| u16::try_from(width.as_u64()?).ok());
            widths.filter(|&width| width > 0).collect()
        });
    let widths = widths.filter(|widths| !widths.is_empty());
    let sizes = of("sizes").and_then(serde_json::Value::as_str);
    let crop = of("crop").and_then(serde_json::Value::as_str);
    Ok(Shape {
        widths: widths.ok_or_else(|| format!("`photos.{name}.widths` is no list of pixels"))?,
        sizes: sizes.unwrap_or("100vw").to_owned(),
        ratio: crop.map(ratio).transpose()?,
        focus: CENTRE,
    })
}

/// `16:9` as numbers.
///
/// # Errors
/// It is none.
pub fn ratio(written: &str) -> Result<(u8, u8), String> {
    let sides = written.split_once([':', '/']);
    let sides = sides.and_then(|(width, height)| {
        Some((width.trim().parse().ok()?, height.trim().parse().ok()?))
    });
    sides
        .filter(|&(width, height)| width > 0 && height > 0)
        .ok_or_else(|| format!("`{written}` is no shape: write it as in `16:9`"))
}
