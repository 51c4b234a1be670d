//! Photographs: from the photographer's file to the bytes that readers get.
//!
//! Bytes go in, bytes come out, and nothing else is asked. [`facts`] reads headers and metadata alone;
//! [`develop`] makes [`Cut`]s of a picture: turned upright, in sRGB, scaled, without metadata but for what
//! credits. Drawings are made safe by [`safe_svg`].
//!
//! What a cut comes out as depends on the original, the cut, the recipe and the credits, never on the cuts
//! that are asked together with it: so a cut that is added later is the one that a build of everything makes.
//!
//! # Limits
//!
//! | what | limit |
//! |---|---|
//! | pixels of an original | [`Recipe::max_pixels`], 120 million by default, told before anything is decoded |
//! | JPEG | 8 bits a sample; baseline and progressive; gray, RGB, YCbCr, CMYK and YCCK. One that was cut off is told; one that lost bytes in its middle not always |
//! | frames | one: what moves passes through as it is |
//! | XMP, EXIF | the first 4 MiB and 1 MiB |
//! | a credit, a caption | 500 and 2,000 characters; the rest is cut off |
//! | colour profiles | 4 MiB; one that cannot be read counts as sRGB |
//! | WebP | 16,383 pixels a side: a cut comes out smaller than asked |

mod colour;
mod credits;
mod cut;
mod decode;
mod develop;
mod encode;
mod exif;
mod fault;
mod gif;
mod header;
mod iptc;
mod jpeg;
mod raster;
mod svg;
mod xmp;

use serde::{Deserialize, Serialize};

pub use credits::Credits;
pub use cut::{Cut, Format};
pub use develop::{Developed, Recipe, Tone, develop, memory};
pub use fault::Fault;
pub use svg::{Safe, safe_svg, safe_svg_and_why};

/// Goes up whenever the same original, cut, recipe and credits would give other bytes.
pub const VERSION: u32 = 1;

/// What is known of a picture without decoding it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Facts {
    /// In pixels, as shown: after turning it upright. Of an SVG that gives no size, 300 by 150 (CSS 2.2,
    /// §10.3.2), as browsers show it.
    pub width: u32,
    /// In pixels, as shown.
    pub height: u32,
    /// How it has to be turned to be upright (EXIF 2.32, tag 274): 1 to 8.
    pub orientation: u8,
    /// What it is by its content, whatever its name says.
    pub kind: Kind,
    /// How its pixels are stored.
    pub coding: Coding,
    /// Who is to be named, and what it shows, as the file says.
    pub credits: Credits,
    /// Whether it may be seen through.
    pub matte: bool,
}

/// How pixels are stored, which decides what decoding them costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Coding {
    /// Samples a pixel: 1 to 4, or 0 for a drawing.
    pub channels: u8,
    /// Whether a sample has 16 bits.
    pub deep: bool,
    /// Whether a JPEG is progressive, so that all its coefficients have to be held.
    pub progressive: bool,
}

/// A kind of picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// ITU-T T.81.
    Jpeg,
    /// W3C PNG.
    Png,
    /// RFC 9649.
    Webp {
        /// Whether it has frames.
        animated: bool,
    },
    /// Passes through: decoding it is not worth what it costs.
    Avif,
    /// `GIF89a`.
    Gif {
        /// Whether it has more than one frame.
        animated: bool,
    },
    /// SVG 2.
    Svg,
}

impl Kind {
    /// Whether [`develop`] makes cuts of it. What it does not, passes through: what moves, an SVG (made safe),
    /// an AVIF.
    pub fn is_developed(self) -> bool {
        matches!(
            self,
            Kind::Jpeg | Kind::Png | Kind::Webp { animated: false } | Kind::Gif { animated: false }
        )
    }

    /// The usual extension of such a file, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Kind::Jpeg => "jpg",
            Kind::Png => "png",
            Kind::Webp { .. } => "webp",
            Kind::Avif => "avif",
            Kind::Gif { .. } => "gif",
            Kind::Svg => "svg",
        }
    }

    /// Whether a file with this extension may be one.
    pub fn goes_by(self, extension: &str) -> bool {
        let extension = extension.to_ascii_lowercase();
        extension == self.extension()
            || matches!(
                (self, &*extension),
                (Kind::Jpeg, "jpeg" | "jpe" | "jfif") | (Kind::Png, "apng")
            )
    }

    /// What an editor calls it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Jpeg => "JPEG",
            Kind::Png => "PNG",
            Kind::Webp { .. } => "WebP",
            Kind::Avif => "AVIF",
            Kind::Gif { .. } => "GIF",
            Kind::Svg => "SVG",
        }
    }
}

/// What the headers and the metadata of a file say. `None` if it is no picture of a kind that is known here.
///
/// # Errors
/// It is a picture, but ends too early, has no size, or is of a variety that is not supported.
pub fn facts(bytes: &[u8]) -> Result<Option<Facts>, Fault> {
    fault::contained(|| {
        let Some(header) = header::read(bytes)? else {
            return Ok(None);
        };
        let (from_exif, orientation) = exif::read(header.exif.as_deref());
        let from_iptc = header.iptc.as_deref().map(iptc::read).unwrap_or_default();
        let from_xmp = header.xmp.as_deref().map(xmp::read).unwrap_or_default();
        let turned = orientation >= 5;
        Ok(Some(Facts {
            width: if turned { header.height } else { header.width },
            height: if turned { header.width } else { header.height },
            orientation,
            kind: header.kind,
            coding: header.coding,
            credits: from_xmp.or(from_iptc).or(from_exif).cleaned(),
            matte: header.matte,
        }))
    })
}
