//! From the bytes of a file to pixels, as small as they may be.

use std::io::{Cursor, ErrorKind};

use image::codecs::gif::GifDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::{DynamicImage, ImageDecoder, ImageResult};
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::errors::DecodeErrors;

use super::header::{Header, fault, limits};
use super::raster::{Layout, Raster, length};
use super::{Cut, Facts, Fault, Kind};

/// A picture is decoded so that cuts of this width come out sharp, and square crops of three quarters of it.
/// It is decoded again, larger, for cuts that need more; and not smaller for those that need less, for then
/// their bytes would depend on what else is asked, or every width would cost a decoding of its own.
const COMMON: u32 = 1_600;

/// By how much a picture may be decoded smaller for most cuts: 1, 2, 4 or 8.
pub(super) fn shrink_for_most(facts: &Facts) -> u32 {
    let (width, height) = (facts.width, facts.height);
    largest(facts, |shrink| {
        let (across, down) = (width.div_ceil(shrink), height.div_ceil(shrink));
        let side = width.min(height).min(COMMON * 3 / 4);
        across >= width.min(COMMON) && across.min(down) >= side
    })
}

/// By how much it may be decoded smaller for this cut. It depends on nothing else.
pub(super) fn shrink_for(facts: &Facts, cut: Cut) -> u32 {
    let region = cut.region(facts);
    let size = cut.size(facts);
    let covers = |part: u32, whole: u32, shrink: u32, wanted: u32| {
        let decoded = u64::from(whole.div_ceil(shrink));
        u64::from(part) * decoded >= u64::from(wanted) * u64::from(whole)
    };
    let own = largest(facts, |shrink| {
        covers(region.width, facts.width, shrink, size.0)
            && covers(region.height, facts.height, shrink, size.1)
    });
    own.min(shrink_for_most(facts))
}

/// The largest reduction that will do, of those that the file's kind has.
fn largest(facts: &Facts, will_do: impl Fn(u32) -> bool) -> u32 {
    let offered: &[u32] = match facts.kind {
        Kind::Jpeg => &[8, 4, 2],
        _ => &[],
    };
    let found = offered.iter().find(|shrink| will_do(**shrink));
    found.copied().unwrap_or(1)
}

/// The pixels of a file with this header, each side divided by `shrink` and rounded up.
pub(super) fn decode(bytes: &[u8], header: &Header, shrink: u32) -> Result<Raster, Fault> {
    let kind = header.kind;
    match kind {
        // Four inks can be told from each other here alone.
        Kind::Jpeg if shrink > 1 || header.coding.channels == 4 => scaled(bytes, header, shrink),
        Kind::Jpeg => whole(bytes, header),
        Kind::Png => by_image(
            header,
            PngDecoder::with_limits(Cursor::new(bytes), limits(0)),
        ),
        Kind::Webp { animated: false } => by_image(header, WebPDecoder::new(Cursor::new(bytes))),
        Kind::Gif { animated: false } => by_image(header, GifDecoder::new(Cursor::new(bytes))),
        _ => Err(Fault::PassesThrough(kind)),
    }
}

fn scaled(bytes: &[u8], header: &Header, shrink: u32) -> Result<Raster, Fault> {
    let (width, height) = (
        header.width.div_ceil(shrink),
        header.height.div_ceil(shrink),
    );
    let mut decoder = jpeg_decoder::Decoder::new(bytes);
    let layout = match header.coding.channels {
        1 => Layout::Gray,
        4 => Layout::Cmyk,
        _ => Layout::Rgb,
    };
    if let Some(pixels) = length(width, height) {
        decoder.set_max_decoding_buffer_size(pixels.saturating_mul(layout.channels()));
    }
    // It takes the smallest size that is large enough one way; asked for both as they round, that is this one.
    let narrow = |side: u32| u16::try_from(side).unwrap_or(u16::MAX);
    let size = decoder
        .scale(narrow(width), narrow(height))
        .map_err(scaled_fault)?;
    let data = decoder.decode().map_err(scaled_fault)?;
    Raster::new(u32::from(size.0), u32::from(size.1), layout, data)
        .ok_or_else(|| inconsistent(Kind::Jpeg))
}

fn scaled_fault(error: jpeg_decoder::Error) -> Fault {
    match error {
        jpeg_decoder::Error::Io(error) if error.kind() == ErrorKind::UnexpectedEof => {
            Fault::Truncated(Kind::Jpeg)
        }
        jpeg_decoder::Error::Format(why) => Fault::Broken(Kind::Jpeg, why),
        error => Fault::Broken(Kind::Jpeg, error.to_string()),
    }
}

/// Strictly: where it notices that pixels are missing, it says so instead of filling with gray.
fn whole(bytes: &[u8], header: &Header) -> Result<Raster, Fault> {
    let (layout, colours) = match header.coding.channels {
        1 => (Layout::Gray, ColorSpace::Luma),
        _ => (Layout::Rgb, ColorSpace::RGB),
    };
    let side = usize::from(u16::MAX);
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .set_max_width(side)
        .set_max_height(side)
        .jpeg_set_out_colorspace(colours);
    let mut decoder = zune_jpeg::JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    let data = decoder.decode().map_err(|error| match error {
        DecodeErrors::ExhaustedData | DecodeErrors::IoErrors(_) => Fault::Truncated(Kind::Jpeg),
        error => Fault::Broken(Kind::Jpeg, format!("{error:?}")),
    })?;
    Raster::new(header.width, header.height, layout, data).ok_or_else(|| inconsistent(Kind::Jpeg))
}

fn by_image(header: &Header, decoder: ImageResult<impl ImageDecoder>) -> Result<Raster, Fault> {
    let kind = header.kind;
    let pixels = u64::from(header.width) * u64::from(header.height);
    let decoded = decoder.and_then(|mut decoder| {
        decoder.set_limits(limits(pixels))?;
        DynamicImage::from_decoder(decoder)
    });
    let decoded = decoded.map_err(|error| fault(kind, &error))?;
    let (layout, data) = match decoded {
        DynamicImage::ImageLuma8(_) | DynamicImage::ImageLuma16(_) => {
            (Layout::Gray, decoded.into_luma8().into_raw())
        }
        _ if decoded.color().has_alpha() => (Layout::Rgba, decoded.into_rgba8().into_raw()),
        _ => (Layout::Rgb, decoded.into_rgb8().into_raw()),
    };
    Raster::new(header.width, header.height, layout, data).ok_or_else(|| inconsistent(kind))
}

fn inconsistent(kind: Kind) -> Fault {
    Fault::Broken(kind, "it has another size than its header says".to_owned())
}
