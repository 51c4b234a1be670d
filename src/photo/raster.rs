//! Pixels in memory: cutting out, scaling, turning, laying on white.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

use super::cut::Region;

/// What the bytes of a pixel mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    Gray,
    Rgb,
    /// Not multiplied by its alpha.
    Rgba,
    /// 255 is full ink.
    Cmyk,
}

impl Layout {
    pub(super) fn channels(self) -> usize {
        match self {
            Layout::Gray => 1,
            Layout::Rgb => 3,
            Layout::Rgba | Layout::Cmyk => 4,
        }
    }

    fn pixel_type(self) -> PixelType {
        match self {
            Layout::Gray => PixelType::U8,
            Layout::Rgb => PixelType::U8x3,
            Layout::Rgba | Layout::Cmyk => PixelType::U8x4,
        }
    }
}

/// Rows of pixels, eight bits a sample. Its data has exactly `width * height * channels` bytes.
pub(super) struct Raster {
    pub width: u32,
    pub height: u32,
    pub layout: Layout,
    pub data: Vec<u8>,
}

impl Raster {
    /// `None` if the data has not the length that it should.
    pub(super) fn new(width: u32, height: u32, layout: Layout, data: Vec<u8>) -> Option<Raster> {
        let length = length(width, height)?.checked_mul(layout.channels())?;
        (data.len() == length).then_some(Raster {
            width,
            height,
            layout,
            data,
        })
    }

    /// The part of it that `region` is of a picture of `whole` size, scaled to `size`.
    pub(super) fn scaled(
        &self,
        region: Region,
        whole: (u32, u32),
        size: (u32, u32),
        filter: FilterType,
    ) -> Option<Raster> {
        let kind = self.layout.pixel_type();
        let source = ImageRef::new(self.width, self.height, &self.data, kind).ok()?;
        let mut scaled = Image::new(size.0, size.1, kind);
        // The picture may have been decoded smaller, and then by not quite the same factor both ways.
        let across = f64::from(self.width) / f64::from(whole.0);
        let down = f64::from(self.height) / f64::from(whole.1);
        let within = |start: u32, length: u32, scale: f64, limit: u32| {
            let start = f64::from(start) * scale;
            let length = f64::from(length) * scale;
            (start, length.min(f64::from(limit) - start))
        };
        let (left, width) = within(region.x, region.width, across, self.width);
        let (top, height) = within(region.y, region.height, down, self.height);
        let options = ResizeOptions::new()
            .resize_alg(ResizeAlg::Convolution(filter))
            .crop(left, top, width, height)
            .use_alpha(self.layout == Layout::Rgba);
        Resizer::new().resize(&source, &mut scaled, &options).ok()?;
        Raster::new(size.0, size.1, self.layout, scaled.into_vec())
    }

    /// Turned upright, as an EXIF orientation says.
    pub(super) fn upright(self, orientation: u8) -> Option<Raster> {
        if orientation <= 1 {
            return Some(self);
        }
        let channels = self.layout.channels();
        let (wide, tall) = (
            usize::try_from(self.width).ok()?,
            usize::try_from(self.height).ok()?,
        );
        let turned = orientation >= 5;
        let (width, height) = if turned { (tall, wide) } else { (wide, tall) };
        let mut data = Vec::with_capacity(self.data.len());
        for y in 0..height {
            for x in 0..width {
                let (column, row) = match orientation {
                    2 => (wide - 1 - x, y),
                    3 => (wide - 1 - x, tall - 1 - y),
                    4 => (x, tall - 1 - y),
                    5 => (y, x),
                    6 => (y, tall - 1 - x),
                    7 => (wide - 1 - y, tall - 1 - x),
                    8 => (wide - 1 - y, x),
                    _ => (x, y),
                };
                let at = (row * wide + column) * channels;
                data.extend_from_slice(self.data.get(at..at + channels)?);
            }
        }
        let (width, height) = if turned {
            (self.height, self.width)
        } else {
            (self.width, self.height)
        };
        Raster::new(width, height, self.layout, data)
    }

    /// As RGB, on white where it can be seen through.
    pub(super) fn on_white(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.data.len());
        for pixel in self.data.chunks_exact(self.layout.channels()) {
            match *pixel {
                [red, green, blue, alpha] => {
                    out.extend([red, green, blue].map(|value| over_white(value, alpha)));
                }
                [red, green, blue] => out.extend([red, green, blue]),
                [gray] => out.extend([gray; 3]),
                _ => {}
            }
        }
        out
    }

    /// Whether a pixel of it can be seen through.
    pub(super) fn is_matte(&self) -> bool {
        self.layout == Layout::Rgba
            && self
                .data
                .iter()
                .skip(3)
                .step_by(4)
                .any(|alpha| *alpha < 255)
    }
}

/// Where a part of an upright picture is in the stored one, of this width and height as shown.
pub(super) fn stored(region: Region, shown: (u32, u32), orientation: u8) -> Region {
    let Region {
        x,
        y,
        width,
        height,
    } = region;
    let right = shown.0.saturating_sub(x).saturating_sub(width);
    let below = shown.1.saturating_sub(y).saturating_sub(height);
    let (x, y) = match orientation {
        2 => (right, y),
        3 => (right, below),
        4 => (x, below),
        5 => (y, x),
        6 => (y, right),
        7 => (below, right),
        8 => (below, x),
        _ => (x, y),
    };
    let (width, height) = if orientation >= 5 {
        (height, width)
    } else {
        (width, height)
    };
    Region {
        x,
        y,
        width,
        height,
    }
}

/// How many pixels.
pub(super) fn length(width: u32, height: u32) -> Option<usize> {
    usize::try_from(u64::from(width) * u64::from(height)).ok()
}

fn over_white(value: u8, alpha: u8) -> u8 {
    let (value, alpha) = (u32::from(value), u32::from(alpha));
    let mixed = (value * alpha + 255 * (255 - alpha) + 127) / 255;
    u8::try_from(mixed).unwrap_or(255)
}
