//! What is made of photos: the pixels, the sizes, the colours. Every picture is drawn here.

mod damaged;
mod metadata;
mod svg;

use image::{DynamicImage, ImageEncoder, RgbImage, RgbaImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use presstime::photo::{Cut, Facts, Fault, Format, Kind, Recipe, develop, facts, memory};

const RED: [u8; 3] = [210, 40, 30];
const GREEN: [u8; 3] = [40, 160, 60];
const BLUE: [u8; 3] = [30, 60, 190];
const YELLOW: [u8; 3] = [240, 210, 60];

/// A picture of four fields, each of another colour: no turn or flip of it looks like another.
pub fn scene(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        image::Rgb(match (x * 2 < width, y * 2 < height) {
            (true, true) => RED,
            (false, true) => GREEN,
            (true, false) => BLUE,
            (false, false) => YELLOW,
        })
    })
}

/// A JPEG of it, with whatever `more` sets.
pub fn jpeg_with(picture: &RgbImage, more: impl FnOnce(&mut Encoder<&mut Vec<u8>>)) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, 95);
    encoder.set_sampling_factor(SamplingFactor::R_4_4_4);
    more(&mut encoder);
    let side = |side: u32| u16::try_from(side).unwrap();
    let (width, height) = (side(picture.width()), side(picture.height()));
    encoder
        .encode(picture, width, height, ColorType::Rgb)
        .unwrap();
    out
}

pub fn jpeg(picture: &RgbImage) -> Vec<u8> {
    jpeg_with(picture, |_| {})
}

pub fn png(picture: &DynamicImage) -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut out, image::ImageFormat::Png).unwrap();
    out.into_inner()
}

pub fn webp(picture: &RgbImage) -> Vec<u8> {
    let config = webpx::EncoderConfig::new().quality(95.0);
    let (width, height) = picture.dimensions();
    config
        .encode_rgb(picture, width, height, webpx::Unstoppable)
        .unwrap()
}

pub fn gif(frames: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new_with_speed(&mut out, 30);
    let picture = DynamicImage::ImageRgb8(scene(20, 10)).into_rgba8();
    for _ in 0..frames {
        encoder
            .encode_frame(image::Frame::new(picture.clone()))
            .unwrap();
    }
    drop(encoder);
    out
}

/// EXIF with an orientation, from the TIFF header on.
pub fn turned(orientation: u8) -> Vec<u8> {
    let mut block = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    block.extend([orientation, 0, 0, 0, 0, 0, 0]);
    block
}

pub fn known(bytes: &[u8]) -> Facts {
    facts(bytes).unwrap().unwrap()
}

pub fn cut(width: u16) -> Cut {
    Cut {
        ratio: None,
        focus: (50, 50),
        width,
        format: Format::Jpeg,
    }
}

/// The one file that is made of it.
pub fn developed(bytes: &[u8], cut: Cut) -> Vec<u8> {
    let developed = develop(bytes, &known(bytes), &[cut], &Recipe::default()).unwrap();
    let [file] = developed.files.try_into().unwrap();
    file
}

/// The pixels of a JPEG or WebP.
pub fn pixels(file: &[u8]) -> RgbaImage {
    if !file.starts_with(b"\xff\xd8") {
        return image::load_from_memory(file).unwrap().into_rgba8();
    }
    let mut decoder = jpeg_decoder::Decoder::new(file);
    let data = decoder.decode().unwrap();
    let info = decoder.info().unwrap();
    let picture = RgbImage::from_raw(info.width.into(), info.height.into(), data).unwrap();
    DynamicImage::ImageRgb8(picture).into_rgba8()
}

/// That the pixel at these hundredths of the picture is of nearly this colour.
fn shows(picture: &RgbaImage, at: (u32, u32), colour: [u8; 3], tolerance: u8) {
    let (x, y) = (picture.width() * at.0 / 100, picture.height() * at.1 / 100);
    let found = picture.get_pixel(x, y).0;
    let near = found
        .iter()
        .zip(colour)
        .all(|(a, b)| a.abs_diff(b) <= tolerance);
    assert!(near, "{found:?} instead of {colour:?} at {at:?}");
}

#[test]
fn all_eight_orientations_come_out_upright() {
    let expected = [
        [RED, GREEN, BLUE, YELLOW],
        [GREEN, RED, YELLOW, BLUE],
        [YELLOW, BLUE, GREEN, RED],
        [BLUE, YELLOW, RED, GREEN],
        [RED, BLUE, GREEN, YELLOW],
        [BLUE, RED, YELLOW, GREEN],
        [YELLOW, GREEN, BLUE, RED],
        [GREEN, YELLOW, RED, BLUE],
    ];
    for (orientation, fields) in (1_u8..).zip(expected) {
        let bytes = jpeg_with(&scene(96, 64), |encoder| {
            encoder.add_exif_metadata(&turned(orientation)).unwrap();
        });
        let facts = known(&bytes);
        let size = if orientation >= 5 { (64, 96) } else { (96, 64) };
        assert_eq!(
            ((facts.width, facts.height), facts.orientation),
            (size, orientation)
        );
        for format in [Format::Jpeg, Format::Webp] {
            let cut = Cut { format, ..cut(48) };
            let picture = pixels(&developed(&bytes, cut));
            assert_eq!(picture.dimensions(), cut.size(&facts));
            for (at, colour) in [(25, 25), (75, 25), (25, 75), (75, 75)]
                .into_iter()
                .zip(fields)
            {
                shows(&picture, at, colour, 12);
            }
        }
        let crop = Cut {
            ratio: Some((1, 1)),
            focus: (0, 0),
            ..cut(32)
        };
        let picture = pixels(&developed(&bytes, crop));
        assert_eq!(picture.dimensions(), (32, 32));
        shows(&picture, (10, 10), fields[0], 12);
        shows(&picture, (90, 10), fields[1], 12);
    }
}

#[test]
fn a_crop_is_around_its_focus() {
    // Ten columns, each lighter than the one before.
    let picture = RgbImage::from_fn(200, 50, |x, _| {
        image::Rgb([u8::try_from(x / 20 * 25).unwrap(); 3])
    });
    let bytes = png(&DynamicImage::ImageRgb8(picture));
    for (focus, left) in [
        (0, 0),
        (10, 0),
        (25, 25),
        (50, 75),
        (80, 135),
        (100, 150),
        (255, 150),
    ] {
        let crop = Cut {
            ratio: Some((1, 1)),
            focus: (focus, 50),
            ..cut(50)
        };
        let picture = pixels(&developed(&bytes, crop));
        assert_eq!(picture.dimensions(), (50, 50));
        for x in [2, 25, 47]
            .into_iter()
            .filter(|x| (3..17).contains(&((left + x) % 20)))
        {
            let found = u32::from(picture.get_pixel(x, 25).0[0]);
            assert!(
                found.abs_diff((left + x) / 20 * 25) < 8,
                "focus {focus}: {found} at {x}"
            );
        }
    }
}

#[test]
fn nothing_is_enlarged_and_sizes_are_known_before() {
    let bytes = jpeg(&scene(130, 90));
    let facts = known(&bytes);
    let ratios = [
        None,
        Some((16, 9)),
        Some((4, 3)),
        Some((1, 1)),
        Some((1, 255)),
        Some((0, 9)),
    ];
    let mut cuts = Vec::new();
    for ratio in ratios {
        for width in [0, 1, 7, 64, 130, 131, u16::MAX] {
            for format in [Format::Jpeg, Format::Webp] {
                cuts.push(Cut {
                    ratio,
                    focus: (30, 80),
                    width,
                    format,
                });
            }
        }
    }
    let developed = develop(&bytes, &facts, &cuts, &Recipe::default()).unwrap();
    assert_eq!(developed.files.len(), cuts.len());
    for (cut, file) in cuts.iter().zip(&developed.files) {
        let size = pixels(file).dimensions();
        assert_eq!(size, cut.size(&facts), "{cut:?}");
        assert!(size.0 <= 130 && size.1 <= 90 && size.0 <= u32::from(cut.width.max(1)));
    }
    let large = Facts {
        width: 6000,
        height: 4000,
        ..facts
    };
    let wide = Cut {
        ratio: Some((16, 9)),
        ..cut(1200)
    };
    assert_eq!(wide.size(&large), (1200, 675));
    assert_eq!(cut(1600).size(&large), (1600, 1067));
    let tall = Facts {
        width: 1000,
        height: 40_000,
        ..large
    };
    assert_eq!(
        Cut {
            format: Format::Webp,
            ..cut(1000)
        }
        .size(&tall),
        (410, 16_383)
    );
}

#[test]
fn a_cut_is_the_same_whatever_is_asked_with_it() {
    // Large enough to be decoded at half its size, but for the widest cut.
    let picture = RgbImage::from_fn(3300, 2500, |x, y| {
        image::Rgb([x / 13, y / 10, (x ^ y) / 16].map(|value| u8::try_from(value % 256).unwrap()))
    });
    let bytes = jpeg(&picture);
    let facts = known(&bytes);
    let crop = Cut {
        ratio: Some((1, 1)),
        format: Format::Webp,
        ..cut(1200)
    };
    let all = [cut(3000), crop, cut(1600), cut(200)];
    let recipe = Recipe::default();
    let together = develop(&bytes, &facts, &all, &recipe).unwrap();
    assert_eq!(together, develop(&bytes, &facts, &all, &recipe).unwrap());
    for (cut, file) in all.into_iter().zip(&together.files) {
        let alone = develop(&bytes, &facts, &[cut], &recipe).unwrap();
        assert_eq!(
            (alone.files.first(), alone.tone),
            (Some(file), together.tone),
            "{cut:?}"
        );
        assert_eq!(pixels(file).dimensions(), cut.size(&facts));
    }
    assert_eq!(
        develop(&bytes, &facts, &[], &recipe).unwrap().tone,
        together.tone
    );
    assert!(memory(&facts, bytes.len(), &all) > memory(&facts, bytes.len(), &all[1..]));
}

#[test]
fn colours_of_a_profile_become_srgb() {
    let profile = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    for colour in [
        [200, 100, 50],
        [40, 90, 160],
        [128, 128, 128],
        [250, 240, 230],
        [20, 24, 30],
    ] {
        let picture = RgbImage::from_pixel(32, 32, image::Rgb(colour));
        let from_jpeg = jpeg_with(&picture, |encoder| {
            encoder.add_icc_profile(&profile).unwrap();
        });
        let mut from_png = Vec::new();
        let mut encoder = image::codecs::png::PngEncoder::new(&mut from_png);
        encoder.set_icc_profile(profile.clone()).unwrap();
        encoder
            .write_image(&picture, 32, 32, image::ExtendedColorType::Rgb8)
            .unwrap();
        for bytes in [from_jpeg, from_png] {
            let picture = pixels(&developed(&bytes, cut(16)));
            shows(&picture, (50, 50), srgb_of_display_p3(colour), 4);
        }
    }
}

/// By the primaries of both (CSS Color 4, §10.12), with their one transfer function.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn srgb_of_display_p3(colour: [u8; 3]) -> [u8; 3] {
    let [r, g, b] = colour.map(|value| {
        let value = f64::from(value) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    });
    [
        1.224_940_1 * r - 0.224_940_4 * g,
        -0.042_056_9 * r + 1.042_057_1 * g,
        -0.019_637_6 * r - 0.078_636_1 * g + 1.098_273_5 * b,
    ]
    .map(|linear: f64| {
        let curved = 1.055 * linear.max(0.0).powf(1.0 / 2.4) - 0.055;
        let value = if linear <= 0.003_130_8 {
            linear * 12.92
        } else {
            curved
        };
        (value.clamp(0.0, 1.0) * 255.0).round() as u8
    })
}

#[test]
fn a_profile_that_cannot_be_read_counts_as_srgb() {
    let picture = RgbImage::from_pixel(32, 32, image::Rgb(YELLOW));
    let real = moxcms::ColorProfile::new_adobe_rgb().encode().unwrap();
    let gray = moxcms::ColorProfile::new_gray_with_gamma(2.2)
        .encode()
        .unwrap();
    for profile in [&b"garbage"[..], &real[..real.len() / 3], &[0; 500], &gray] {
        let bytes = jpeg_with(&picture, |encoder| {
            encoder.add_icc_profile(profile).unwrap();
        });
        shows(&pixels(&developed(&bytes, cut(16))), (50, 50), YELLOW, 4);
    }
}

#[test]
fn what_can_be_seen_through_stays_so_in_webp_and_is_laid_on_white_in_jpeg() {
    let picture = RgbaImage::from_fn(40, 40, |x, _| {
        image::Rgba([200, 30, 40, if x < 20 { 0 } else { 255 }])
    });
    let bytes = png(&DynamicImage::ImageRgba8(picture));
    assert!(known(&bytes).matte && !known(&jpeg(&scene(1, 1))).matte);
    let webp = pixels(&developed(
        &bytes,
        Cut {
            format: Format::Webp,
            ..cut(20)
        },
    ));
    assert_eq!(
        (webp.get_pixel(3, 10).0[3], webp.get_pixel(16, 10).0[3]),
        (0, 255)
    );
    shows(&webp, (80, 50), [200, 30, 40], 12);
    let jpeg = pixels(&developed(&bytes, cut(20)));
    shows(&jpeg, (5, 50), [255, 255, 255], 12);
    shows(&jpeg, (85, 50), [200, 30, 40], 12);
}

#[test]
fn gray_ink_and_sixteen_bits_are_read() {
    let gray = image::GrayImage::from_pixel(24, 24, image::Luma([90]));
    let deep = image::ImageBuffer::from_pixel(24, 24, image::Rgb([0x5a00_u16; 3]));
    let deep_gray = image::ImageBuffer::from_pixel(24, 24, image::LumaA([0x5a00_u16, 0xffff]));
    let encoded = |data: &[u8], kind| {
        let mut out = Vec::new();
        Encoder::new(&mut out, 95)
            .encode(data, 24, 24, kind)
            .unwrap();
        out
    };
    for bytes in [
        encoded(&gray, ColorType::Luma),
        png(&DynamicImage::ImageLuma8(gray)),
        png(&DynamicImage::ImageRgb16(deep)),
        png(&DynamicImage::ImageLumaA16(deep_gray)),
    ] {
        shows(&pixels(&developed(&bytes, cut(12))), (50, 50), [90; 3], 3);
    }
    // Half of the ink in cyan, none in black.
    for kind in [ColorType::Cmyk, ColorType::CmykAsYcck] {
        let bytes = encoded(&[128, 0, 0, 0].repeat(24 * 24), kind);
        assert_eq!(known(&bytes).coding.channels, 4);
        shows(
            &pixels(&developed(&bytes, cut(12))),
            (50, 50),
            [127, 255, 255],
            4,
        );
    }
}

#[test]
fn a_picture_is_what_its_content_is() {
    let picture = scene(20, 10);
    for (bytes, kind) in [
        (jpeg(&picture), Kind::Jpeg),
        (png(&DynamicImage::ImageRgb8(picture.clone())), Kind::Png),
        (webp(&picture), Kind::Webp { animated: false }),
        (moving_webp(&picture), Kind::Webp { animated: true }),
        (gif(1), Kind::Gif { animated: false }),
        (gif(3), Kind::Gif { animated: true }),
        (b"<svg viewBox='0 0 20 10'/>".to_vec(), Kind::Svg),
    ] {
        let facts = known(&bytes);
        assert_eq!((facts.kind, facts.width, facts.height), (kind, 20, 10));
        assert!(facts.credits.is_empty() && kind.goes_by(kind.extension()) && !kind.goes_by("txt"));
        let developed = develop(&bytes, &facts, &[cut(10)], &Recipe::default());
        if kind.is_developed() {
            let picture = pixels(&developed.unwrap().files[0]);
            shows(&picture, (20, 20), RED, 30);
            shows(&picture, (80, 80), YELLOW, 30);
        } else {
            assert_eq!(developed, Err(Fault::PassesThrough(kind)));
        }
    }
    for text in [
        "", "BM", "II*\0", "%PDF-1.7", "<html/>", "hello", "<svgx/>", "\u{feff}",
    ] {
        assert_eq!(facts(text.as_bytes()), Ok(None), "{text:?}");
    }
}

/// A WebP of one frame that says it moves (RFC 9649, §2.7.1.1).
fn moving_webp(picture: &RgbImage) -> Vec<u8> {
    let still = webp(picture);
    let size = |side: u32| (side - 1).to_le_bytes()[..3].to_vec();
    let sides = [size(picture.width()), size(picture.height())].concat();
    let chunk = |name: &[u8], content: &[u8]| {
        let length = u32::try_from(content.len()).unwrap().to_le_bytes();
        [name, &length, content].concat()
    };
    let frame = [&[0; 6][..], &sides, &[40, 0, 0, 0], &still[12..]].concat();
    let chunks = [
        b"WEBP".to_vec(),
        chunk(b"VP8X", &[&[2, 0, 0, 0][..], &sides].concat()),
        chunk(b"ANIM", &[0; 6]),
        chunk(b"ANMF", &frame),
    ];
    chunk(b"RIFF", &chunks.concat())
}

#[test]
fn the_tone_is_the_mean_colour() {
    let bytes = png(&DynamicImage::ImageRgb8(scene(64, 48)));
    let tone = develop(&bytes, &known(&bytes), &[], &Recipe::default())
        .unwrap()
        .tone;
    for (channel, found) in [tone.red, tone.green, tone.blue].into_iter().enumerate() {
        let fields = [RED, GREEN, BLUE, YELLOW].map(|field| u32::from(field[channel]));
        assert!(
            u32::from(found).abs_diff(fields.iter().sum::<u32>() / 4) <= 3,
            "{tone}"
        );
    }
    assert!(tone.css() == tone.to_string() && tone.css().len() == 7 && tone.css().starts_with('#'));
}

#[test]
fn an_avif_is_written_only_by_a_program_that_can() {
    let bytes = jpeg(&scene(40, 30));
    let cut = Cut {
        format: Format::Avif,
        ..cut(40)
    };
    let developed = develop(&bytes, &known(&bytes), &[cut], &Recipe::default());
    if Format::Avif.is_built_in() {
        let facts = known(&developed.unwrap().files[0]);
        assert_eq!(
            (facts.kind, facts.width, facts.height),
            (Kind::Avif, 40, 30)
        );
    } else {
        assert_eq!(developed, Err(Fault::NoAvif));
    }
}
