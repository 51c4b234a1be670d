//! A cut: which part of a picture, how wide, in which format.

use serde::{Deserialize, Serialize};

use super::Facts;

/// One file that is made of an original.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Cut {
    /// Width to height, as 16 to 9; the whole picture without. A zero in it counts as none.
    pub ratio: Option<(u8, u8)>,
    /// Around which point a crop is made: percent from the left and from the top.
    pub focus: (u8, u8),
    /// How wide it is to be, in pixels, where the original allows.
    pub width: u16,
    /// As what it is written.
    pub format: Format,
}

/// A format that derived pictures are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Baseline JPEG, 4:2:0; what can be seen through is laid on white.
    Jpeg,
    /// Lossy WebP, with its transparency.
    Webp,
    /// AVIF, if the program was built with the feature `avif`.
    Avif,
}

impl Format {
    /// The extension of its files, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Jpeg => "jpg",
            Format::Webp => "webp",
            Format::Avif => "avif",
        }
    }

    /// Its media type (RFC 6838).
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Jpeg => "image/jpeg",
            Format::Webp => "image/webp",
            Format::Avif => "image/avif",
        }
    }

    /// Whether this program can write it.
    pub fn is_built_in(self) -> bool {
        self != Format::Avif || cfg!(feature = "avif")
    }

    /// The longest side that a file of the format can have.
    fn longest(self) -> u64 {
        match self {
            Format::Jpeg | Format::Avif => 65_535,
            Format::Webp => 16_383,
        }
    }
}

/// A part of a picture, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Region {
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
}

impl Cut {
    /// The width and height it comes out with. Nothing is enlarged: a picture or a crop that is narrower than
    /// asked comes out as wide as it is.
    pub fn size(&self, facts: &Facts) -> (u32, u32) {
        let region = self.region(facts);
        let (whole, tall) = (u64::from(region.width), u64::from(region.height));
        let longest = self.format.longest();
        let width = u64::from(self.width).clamp(1, whole.clamp(1, longest));
        let (across, down) = self.wanted().unwrap_or((whole, tall));
        let height = over(width * down, across).clamp(1, tall.max(1));
        let (width, height) = if height > longest {
            (over(longest * across, down).clamp(1, width), longest)
        } else {
            (width, height)
        };
        (narrow(width), narrow(height))
    }

    /// The part of the picture, as shown, that it takes: as large as there is, and as near to the focus.
    pub(super) fn region(self, facts: &Facts) -> Region {
        let (width, height) = (u64::from(facts.width), u64::from(facts.height));
        let (across, down) = self.wanted().unwrap_or((width, height));
        let (wide, tall) = if width * down > height * across {
            (over(height * across, down).clamp(1, width), height)
        } else {
            (width, over(width * down, across).clamp(1, height.max(1)))
        };
        let start = |whole: u64, part: u64, percent: u8| {
            let middle = whole * u64::from(percent.min(100)) / 100;
            middle
                .saturating_sub(part / 2)
                .min(whole.saturating_sub(part))
        };
        Region {
            x: narrow(start(width, wide, self.focus.0)),
            y: narrow(start(height, tall, self.focus.1)),
            width: narrow(wide),
            height: narrow(tall),
        }
    }

    fn wanted(self) -> Option<(u64, u64)> {
        self.ratio
            .filter(|(across, down)| *across > 0 && *down > 0)
            .map(|(across, down)| (u64::from(across), u64::from(down)))
    }
}

/// Rounded to the nearest; the dividend itself where there is nothing to divide by.
fn over(dividend: u64, divisor: u64) -> u64 {
    (dividend + divisor / 2)
        .checked_div(divisor)
        .unwrap_or(dividend)
}

fn narrow(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
