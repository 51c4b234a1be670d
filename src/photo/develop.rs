//! Making cuts: decode once, then for each part and size scale, convert, turn and write.

use std::collections::BTreeMap;
use std::fmt;

use fast_image_resize::FilterType;
use serde::{Deserialize, Serialize};

use super::colour::Colours;
use super::cut::Region;
use super::encode::{Label, encode};
use super::header::Header;
use super::raster::{Raster, stored};
use super::{Cut, Facts, Fault, Kind, decode, exif, fault, header};

/// How cuts are made.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Recipe {
    /// The quality of a JPEG: 1 to 100.
    pub jpeg: u8,
    /// The quality of a WebP: 0 to 100.
    pub webp: u8,
    /// The quality of an AVIF: 1 to 100.
    pub avif: u8,
    /// How many pixels an original may have.
    pub max_pixels: u64,
}

impl Default for Recipe {
    fn default() -> Self {
        Recipe {
            jpeg: 78,
            webp: 75,
            avif: 60,
            max_pixels: 120_000_000,
        }
    }
}

/// What was made of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Developed {
    /// What stands in its place until it is there.
    pub tone: Tone,
    /// A file for each cut, in the order in which they were asked.
    pub files: Vec<Vec<u8>>,
}

/// The mean colour of a picture, in sRGB. It is written as CSS takes it: `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Tone {
    /// 0 to 255.
    pub red: u8,
    /// 0 to 255.
    pub green: u8,
    /// 0 to 255.
    pub blue: u8,
}

impl Tone {
    /// `#rrggbb` (CSS Color 4, §5.2).
    pub fn css(self) -> String {
        self.to_string()
    }
}

impl fmt::Display for Tone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

/// Makes these cuts of the picture in `bytes`, whose `facts` they are; `facts.credits` go into every file, be
/// they the picture's own or better ones. No cuts give its tone alone. A JPEG is decoded once for all cuts up
/// to 1,600 pixels wide, and at most thrice for others.
///
/// # Errors
/// The picture is damaged, too large, or none that is developed; or an encoder is missing.
pub fn develop(
    bytes: &[u8],
    facts: &Facts,
    cuts: &[Cut],
    recipe: &Recipe,
) -> Result<Developed, Fault> {
    fault::contained(|| {
        let header = header::read(bytes)?.ok_or(Fault::NoPicture)?;
        check(&header, facts, recipe)?;
        if let Some(cut) = cuts.iter().find(|cut| !cut.format.is_built_in()) {
            return Err(match cut.format {
                super::Format::Avif => Fault::NoAvif,
                format => Fault::NotEncoded(format!("{format:?}")),
            });
        }
        let label = Label::new(&facts.credits.cleaned());
        let common = decode::shrink_for_most(facts);
        let mut work: BTreeMap<u32, Vec<usize>> = BTreeMap::from([(common, Vec::new())]);
        for (number, cut) in cuts.iter().enumerate() {
            let shrink = decode::shrink_for(facts, *cut);
            work.entry(shrink).or_default().push(number);
        }
        let mut files = vec![Vec::new(); cuts.len()];
        let mut tone = None;
        for (shrink, numbers) in work {
            let decoded = decode::decode(bytes, &header, shrink)?;
            let room = Darkroom {
                colours: Colours::new(header.icc.as_deref(), decoded.layout),
                decoded,
                facts,
            };
            if shrink == common {
                tone = Some(room.tone()?);
            }
            room.print(cuts, &numbers, recipe, &label, &mut files)?;
        }
        let tone = tone.ok_or(Fault::NoPicture)?;
        Ok(Developed { tone, files })
    })
}

/// Whether anything can be made of it, before anything is decoded.
fn check(header: &Header, facts: &Facts, recipe: &Recipe) -> Result<(), Fault> {
    let kind = header.kind;
    let (_, orientation) = exif::read(header.exif.as_deref());
    let shown = if orientation >= 5 {
        (header.height, header.width)
    } else {
        (header.width, header.height)
    };
    let same = (facts.kind, facts.orientation) == (kind, orientation)
        && (facts.width, facts.height) == shown
        && facts.coding == header.coding;
    if !same {
        return Err(Fault::OtherFacts);
    }
    if !kind.is_developed() {
        return Err(Fault::PassesThrough(kind));
    }
    if u64::from(header.width) * u64::from(header.height) > recipe.max_pixels {
        return Err(Fault::TooLarge {
            width: header.width,
            height: header.height,
            limit: recipe.max_pixels,
        });
    }
    Ok(())
}

/// A decoded picture, and what it needs to become others.
struct Darkroom<'a> {
    decoded: Raster,
    colours: Colours,
    facts: &'a Facts,
}

impl Darkroom<'_> {
    /// Writes the cuts with these numbers. Those of the same part and size share their pixels.
    fn print(
        &self,
        cuts: &[Cut],
        numbers: &[usize],
        recipe: &Recipe,
        label: &Label,
        files: &mut [Vec<u8>],
    ) -> Result<(), Fault> {
        type Print = (Region, (u32, u32));
        let mut prints: BTreeMap<Print, Vec<usize>> = BTreeMap::new();
        for number in numbers {
            if let Some(cut) = cuts.get(*number) {
                let print = (cut.region(self.facts), cut.size(self.facts));
                prints.entry(print).or_default().push(*number);
            }
        }
        for ((region, size), numbers) in prints {
            let picture = self.picture(region, size, FilterType::Lanczos3)?;
            for number in numbers {
                if let (Some(cut), Some(file)) = (cuts.get(number), files.get_mut(number)) {
                    *file = encode(&picture, cut.format, recipe, label)?;
                }
            }
        }
        Ok(())
    }

    /// This part of it at this size, upright and in sRGB. Converting and turning come last, when there is
    /// least to convert and to turn.
    fn picture(
        &self,
        region: Region,
        size: (u32, u32),
        filter: FilterType,
    ) -> Result<Raster, Fault> {
        let facts = self.facts;
        let turn = |(across, down)| match facts.orientation {
            5.. => (down, across),
            _ => (across, down),
        };
        let shown = (facts.width, facts.height);
        let region = stored(region, shown, facts.orientation);
        self.decoded
            .scaled(region, turn(shown), turn(size), filter)
            .and_then(|picture| self.colours.convert(picture))
            .and_then(|picture| picture.upright(facts.orientation))
            .ok_or_else(|| Fault::Broken(facts.kind, "it could not be scaled".to_owned()))
    }

    fn tone(&self) -> Result<Tone, Fault> {
        let whole = Region {
            x: 0,
            y: 0,
            width: self.facts.width,
            height: self.facts.height,
        };
        let size = (whole.width.min(16), whole.height.min(16));
        let pixels = self.picture(whole, size, FilterType::Box)?.on_white();
        let count = (pixels.len() / 3).max(1);
        let mean = |channel: usize| {
            let values = pixels.iter().skip(channel).step_by(3);
            let sum: usize = values.map(|value| usize::from(*value)).sum();
            u8::try_from((sum + count / 2) / count).unwrap_or(255)
        };
        Ok(Tone {
            red: mean(0),
            green: mean(1),
            blue: mean(2),
        })
    }
}

/// How many bytes making these cuts holds at most, with the `len` bytes of the file itself: for a budget, so
/// rather too many. A progressive JPEG holds all its coefficients while it is decoded, two bytes a sample.
pub fn memory(facts: &Facts, len: usize, cuts: &[Cut]) -> u64 {
    /// What profiles, tables and buffers take.
    const OVERHEAD: u64 = 2 << 20;
    let pixels = u64::from(facts.width) * u64::from(facts.height);
    let coding = facts.coding;
    let channels = u64::from(coding.channels);
    let common = decode::shrink_for_most(facts);
    let shrinks = cuts.iter().map(|cut| decode::shrink_for(facts, *cut));
    let shrink = u64::from(shrinks.fold(common, u32::min));
    let samples = pixels / (shrink * shrink) * channels;
    let decoding = match facts.kind {
        // Planes, and pixels made of them.
        Kind::Jpeg if coding.progressive => 2 * samples + 2 * pixels * channels,
        Kind::Jpeg => 2 * samples,
        Kind::Png if coding.deep => 3 * samples,
        Kind::Png => samples + u64::from(facts.width) * 16,
        Kind::Webp { .. } | Kind::Gif { .. } => samples + 6 * pixels,
        Kind::Avif | Kind::Svg => 0,
    };
    let sizes = cuts.iter().map(|cut| {
        let (width, height) = cut.size(facts);
        (
            u64::from(width) * u64::from(height),
            u64::from(width.max(height)),
        )
    });
    let (mut largest, mut written, mut longest) = (0, 0, 0);
    for (area, side) in sizes {
        largest = largest.max(area);
        longest = longest.max(side);
        // More than a byte a pixel only noise takes.
        written += area;
    }
    // Scaled one way, scaled both ways, converted, turned; and what encoders copy it to.
    let tall = u64::from(facts.width.max(facts.height)) / shrink;
    let printing = longest * tall * channels + 16 * largest;
    len as u64 + OVERHEAD + written + decoding.max(samples + printing)
}
