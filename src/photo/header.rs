//! What stands before the pixels of a file, whatever kind it is.

use std::borrow::Cow;
use std::error::Error;
use std::io::{self, Cursor};

use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::{ImageDecoder, ImageError, Limits};

use super::{Coding, Fault, Kind, gif, jpeg, svg};

/// What a decoder may hold besides pixels: profiles, texts, tables.
const LIMIT: u64 = 64 << 20;
/// The longest profile that is used.
const PROFILE: usize = 4 << 20;

/// The headers and the metadata of a file, as stored.
pub(super) struct Header<'a> {
    pub kind: Kind,
    /// Before turning it upright.
    pub width: u32,
    pub height: u32,
    pub coding: Coding,
    pub matte: bool,
    /// From the TIFF header on.
    pub exif: Option<Cow<'a, [u8]>>,
    /// Image resources.
    pub iptc: Option<Cow<'a, [u8]>>,
    pub xmp: Option<Cow<'a, [u8]>>,
    pub icc: Option<Vec<u8>>,
}

impl Header<'_> {
    pub(super) fn new(kind: Kind) -> Self {
        Header {
            kind,
            width: 0,
            height: 0,
            coding: Coding::default(),
            matte: false,
            exif: None,
            iptc: None,
            xmp: None,
            icc: None,
        }
    }
}

/// Reads them. `None` if it is no picture of a kind that is known.
pub(super) fn read(bytes: &[u8]) -> Result<Option<Header<'_>>, Fault> {
    let mut header = match bytes {
        [0xff, 0xd8, 0xff, ..] => jpeg::header(bytes)?,
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => png(bytes)?,
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => gif::header(bytes)?,
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => webp(bytes)?,
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => match avif(bytes)? {
            Some(header) => header,
            None => return Ok(None),
        },
        _ => match svg::size(bytes) {
            Some((width, height)) => Header {
                width,
                height,
                matte: true,
                ..Header::new(Kind::Svg)
            },
            None => return Ok(None),
        },
    };
    if header.width == 0 || header.height == 0 {
        return Err(Fault::Empty(header.kind));
    }
    header.icc = header.icc.filter(|profile| profile.len() <= PROFILE);
    Ok(Some(header))
}

/// What decoders are held to.
pub(super) fn limits(pixels: u64) -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(pixels.saturating_mul(8).saturating_add(LIMIT));
    limits
}

fn png(bytes: &[u8]) -> Result<Header<'_>, Fault> {
    const END: &[u8] = b"IEND\xae\x42\x60\x82";
    // The size before anything else: a header that lies costs nothing.
    let sized = imagesize::blob_size(bytes).map_err(|_| Fault::Truncated(Kind::Png))?;
    if sized.width == 0 || sized.height == 0 {
        return Err(Fault::Empty(Kind::Png));
    }
    if !bytes.windows(END.len()).rev().any(|window| window == END) {
        return Err(Fault::Truncated(Kind::Png));
    }
    let decoder = PngDecoder::with_limits(Cursor::new(bytes), limits(0));
    let mut decoder = decoder.map_err(|error| fault(Kind::Png, &error))?;
    Ok(of(Kind::Png, &mut decoder))
}

fn webp(bytes: &[u8]) -> Result<Header<'_>, Fault> {
    let kind = Kind::Webp { animated: false };
    let length = bytes.get(4..8).and_then(<[u8]>::first_chunk);
    let length = length.map_or(u32::MAX, |length| u32::from_le_bytes(*length));
    if (bytes.len() as u64) < u64::from(length) + 8 {
        return Err(Fault::Truncated(kind));
    }
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(|error| fault(kind, &error))?;
    let animated = decoder.has_animation();
    Ok(of(Kind::Webp { animated }, &mut decoder))
}

/// What one of `image`'s decoders says.
fn of<'a>(kind: Kind, decoder: &mut impl ImageDecoder) -> Header<'a> {
    let (width, height) = decoder.dimensions();
    let colour = decoder.color_type();
    Header {
        width,
        height,
        coding: Coding {
            channels: colour.channel_count(),
            deep: colour.bytes_per_pixel() > colour.channel_count(),
            progressive: false,
        },
        matte: colour.has_alpha(),
        // Metadata that cannot be read is none: the picture is still one.
        exif: decoder.exif_metadata().ok().flatten().map(Cow::Owned),
        xmp: decoder.xmp_metadata().ok().flatten().map(Cow::Owned),
        icc: decoder.icc_profile().ok().flatten(),
        ..Header::new(kind)
    }
}

/// AVIF, or what else is in that container (ISO 14496-12, `ftyp`).
fn avif(bytes: &[u8]) -> Result<Option<Header<'_>>, Fault> {
    let length = bytes
        .first_chunk()
        .map_or(0, |length| u32::from_be_bytes(*length));
    let length = usize::try_from(length).unwrap_or(0).min(bytes.len());
    let brands = bytes.get(8..length).unwrap_or_default();
    let mut brands = brands.chunks_exact(4).take(64);
    let is = |brand: &[u8]| matches!(brand, b"avif" | b"avis");
    if !brands.clone().any(is) {
        if brands.any(|brand| matches!(brand, b"heic" | b"heix" | b"hevc" | b"heim" | b"mif1")) {
            return Err(Fault::Unsupported(
                "a HEIC picture, which browsers do not show: export it as JPEG".to_owned(),
            ));
        }
        return Ok(None);
    }
    let size = imagesize::blob_size(bytes).map_err(|_| Fault::Truncated(Kind::Avif))?;
    Ok(Some(Header {
        width: size.width.try_into().unwrap_or(0),
        height: size.height.try_into().unwrap_or(0),
        coding: Coding {
            channels: 4,
            ..Coding::default()
        },
        matte: true,
        ..Header::new(Kind::Avif)
    }))
}

/// What an error of one of `image`'s decoders means.
pub(super) fn fault(kind: Kind, error: &ImageError) -> Fault {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        let at_end = error
            .downcast_ref::<io::Error>()
            .is_some_and(|error| error.kind() == io::ErrorKind::UnexpectedEof);
        if at_end {
            return Fault::Truncated(kind);
        }
        cause = error.source();
    }
    let why = match error {
        ImageError::Decoding(error) => error
            .source()
            .map_or_else(|| error.to_string(), ToString::to_string),
        error => error.to_string(),
    };
    Fault::Broken(kind, why.trim_end_matches('.').to_owned())
}
