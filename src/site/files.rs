//! What is known of a static or bundle file without its bytes.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde::{Deserialize, Serialize};

use super::hash_bytes;

/// A static or bundle file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FileFacts {
    /// The hash of its bytes.
    pub hash: u64,
    /// How many bytes it has.
    pub bytes: u64,
    /// Width and height of a picture, in pixels.
    pub pixels: Option<(u32, u32)>,
}

impl FileFacts {
    /// Of a file with these bytes.
    pub fn of(bytes: &[u8]) -> FileFacts {
        FileFacts {
            hash: hash_bytes(bytes),
            bytes: bytes.len() as u64,
            pixels: raster(bytes).or_else(|| vector(bytes)),
        }
    }

    /// Whether pages show the same of it.
    pub fn looks_like(&self, other: &FileFacts) -> bool {
        (self.bytes, self.pixels) == (other.bytes, other.pixels)
    }
}

fn raster(bytes: &[u8]) -> Option<(u32, u32)> {
    let size = imagesize::blob_size(bytes).ok()?;
    let (width, height) = (size.width.try_into().ok()?, size.height.try_into().ok()?);
    (width > 0 && height > 0).then_some((width, height))
}

/// The size of an SVG picture: its `width` and `height` in pixels, or else those of its `viewBox` (SVG 2,
/// §8.2 and §8.6).
fn vector(bytes: &[u8]) -> Option<(u32, u32)> {
    let head = bytes.get(..bytes.len().min(1024))?;
    head.windows(4).find(|window| window == b"<svg")?;
    let mut reader = Reader::from_reader(bytes);
    loop {
        match reader.read_event().ok()? {
            Event::Start(root) | Event::Empty(root) => return size_of(&root),
            Event::Eof => return None,
            _ => {}
        }
    }
}

fn size_of(root: &BytesStart) -> Option<(u32, u32)> {
    let attribute = |name: &str| {
        let value = root.try_get_attribute(name).ok()??.value;
        Some(value.into_owned())
    };
    let pixels = |text: &str| whole(text.trim().trim_end_matches("px").parse().ok()?);
    let own = |name| pixels(&attribute(name)?);
    if let (Some(width), Some(height)) = (own("width"), own("height")) {
        return Some((width, height));
    }
    let view = attribute("viewBox")?;
    let numbers: Vec<f64> = view
        .split([' ', ','])
        .filter_map(|number| number.parse().ok())
        .collect();
    match numbers[..] {
        [_, _, width, height] => Some((whole(width)?, whole(height)?)),
        _ => None,
    }
}

/// A length in whole pixels, if it is one that a picture may have.
fn whole(length: f64) -> Option<u32> {
    let text = format!("{:.0}", length.round());
    text.parse().ok().filter(|&pixels| pixels > 0)
}
