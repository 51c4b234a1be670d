//! From the colours of a file to sRGB.

use std::sync::Arc;

use moxcms::{
    ColorProfile, DataColorSpace, Layout as Channels, Transform8BitExecutor, TransformOptions,
};

use super::raster::{Layout, Raster};

/// How the colours of a picture become sRGB.
pub(super) struct Colours {
    /// What the picture's profile asks for; nothing if it has none, one that cannot be read, or one of other
    /// colours than it has. Its colours then count as sRGB.
    transform: Option<Arc<Transform8BitExecutor>>,
}

impl Colours {
    /// By the profile of a picture with this layout.
    pub(super) fn new(profile: Option<&[u8]>, layout: Layout) -> Colours {
        let transform = profile.and_then(|profile| {
            let profile = ColorProfile::new_from_slice(profile).ok()?;
            let (space, from, to) = match layout {
                Layout::Gray => (DataColorSpace::Gray, Channels::Gray, Channels::Rgb),
                Layout::Rgb => (DataColorSpace::Rgb, Channels::Rgb, Channels::Rgb),
                Layout::Rgba => (DataColorSpace::Rgb, Channels::Rgba, Channels::Rgba),
                Layout::Cmyk => (DataColorSpace::Cmyk, Channels::Rgba, Channels::Rgb),
            };
            if profile.color_space != space {
                return None;
            }
            let options = TransformOptions::default();
            profile
                .create_transform_8bit(from, &ColorProfile::new_srgb(), to, options)
                .ok()
        });
        Colours { transform }
    }

    /// The same picture in sRGB: RGB, or RGBA if it was.
    pub(super) fn convert(&self, raster: Raster) -> Option<Raster> {
        let layout = match raster.layout {
            Layout::Rgba => Layout::Rgba,
            _ => Layout::Rgb,
        };
        let data = match self.transformed(&raster, layout) {
            Some(data) => data,
            None => match raster.layout {
                Layout::Rgb | Layout::Rgba => return Some(raster),
                Layout::Gray => raster.data.iter().flat_map(|gray| [*gray; 3]).collect(),
                Layout::Cmyk => raster
                    .data
                    .as_chunks()
                    .0
                    .iter()
                    .copied()
                    .flat_map(printed)
                    .collect(),
            },
        };
        Raster::new(raster.width, raster.height, layout, data)
    }

    fn transformed(&self, raster: &Raster, layout: Layout) -> Option<Vec<u8>> {
        let transform = self.transform.as_ref()?;
        let pixels = raster.data.len() / raster.layout.channels();
        let mut data = vec![0; pixels * layout.channels()];
        transform.transform(&raster.data, &mut data).ok()?;
        Some(data)
    }
}

/// What ink looks like of which nothing is known, as browsers take it.
fn printed([cyan, magenta, yellow, black]: [u8; 4]) -> [u8; 3] {
    let left = |ink: u8| {
        let light = u32::from(255 - ink) * u32::from(255 - black);
        u8::try_from((light + 127) / 255).unwrap_or(255)
    };
    [left(cyan), left(magenta), left(yellow)]
}
