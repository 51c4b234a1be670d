//! Prints: the pictures that are made of photos, known by their photo and how it is cut.

use super::names::Name;
use super::{Site, hash_of};
use crate::content::slug::slugify;
use crate::photo::{self, Cut, Format};

/// The folder in which prints are published.
pub const FOLDER: &str = "assets/photos";

/// The print that stands for a photo where one has to do: in `src`, in feeds and in sitemaps.
pub const PLAIN: Cut = Cut {
    ratio: None,
    focus: CENTRE,
    width: 1600,
    format: Format::Jpeg,
};

/// The middle, in percent from the left and from the top.
pub const CENTRE: (u8, u8) = (50, 50);

/// A cut at most as large as the photo allows: all that are larger come to the same print.
pub fn within(photo: &photo::Facts, cut: Cut) -> Cut {
    let (width, _) = cut.size(photo);
    Cut {
        width: u16::try_from(width).unwrap_or(u16::MAX),
        focus: cut.ratio.map_or(CENTRE, |_| cut.focus),
        ..cut
    }
}

/// A print of a photo.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Print {
    /// Its URL path. It carries a hash of all that the print is made from, so what is there never changes.
    pub url: String,
    /// Width and height in pixels.
    pub size: (u32, u32),
}

impl Site {
    /// A print of the photo in a file; `None` where there is no photo in it, or none any more.
    pub fn print(&self, file: Name, cut: Cut) -> Option<Print> {
        let facts = self.file(file)?;
        let photo = facts.photo()?;
        let (width, height) = cut.size(photo);
        let path = self.names.text(file);
        let name = path.rsplit('/').next().unwrap_or(&path);
        let name = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        // The path is among it, so that no two files have a print in common that goes with one of them.
        let made_from = (&*path, facts.hash, (cut.ratio, cut.focus), self.darkroom());
        let url = format!(
            "/{FOLDER}/{}-{:012x}-{width}.{}",
            slugify(name),
            hash_of(&made_from) >> 16,
            cut.format.extension()
        );
        Some(Print {
            url,
            size: (width, height),
        })
    }

    /// What every print depends on beside its photo and its cut.
    pub fn darkroom(&self) -> u64 {
        hash_of(&(photo::VERSION, &self.config.photos.recipe))
    }
}
