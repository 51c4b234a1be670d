//! Files that are not what they seem: a fault that says why, never a panic and never half a picture.

use image::DynamicImage;
use presstime::photo::{Cut, Facts, Fault, Format, Kind, Recipe, develop, facts, memory};

use super::{cut, gif, jpeg, jpeg_with, known, pixels, png, scene, webp};

/// A chunk of a PNG, with its checksum (W3C PNG, §5.3).
pub fn chunk(name: &[u8], content: &[u8]) -> Vec<u8> {
    let named = [name, content].concat();
    let sum = !named.iter().fold(!0_u32, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg())
        })
    });
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [&length[..], &named, &sum.to_be_bytes()].concat()
}

/// A PNG of this size that has nothing in it.
fn hollow(size: [u8; 8]) -> Vec<u8> {
    let header = [&size[..], &[8, 2, 0, 0, 0]].concat();
    let data = [0x78, 0x9c, 0x03, 0, 0, 0, 0, 1];
    let chunks = [
        chunk(b"IHDR", &header),
        chunk(b"IDAT", &data),
        chunk(b"IEND", &[]),
    ];
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunks.concat()].concat()
}

/// Where the frame of a baseline JPEG begins.
fn frame(bytes: &[u8]) -> usize {
    bytes
        .windows(2)
        .position(|pair| pair == [0xff, 0xc0])
        .unwrap()
}

/// What comes of a file in the end.
fn outcome(bytes: &[u8]) -> Result<Option<usize>, Fault> {
    let Some(facts) = facts(bytes)? else {
        return Ok(None);
    };
    let developed = develop(bytes, &facts, &[cut(20)], &Recipe::default())?;
    Ok(Some(developed.files.len()))
}

/// One of each kind that is developed.
fn one_of_each() -> Vec<Vec<u8>> {
    let picture = scene(24, 16);
    vec![
        jpeg(&picture),
        jpeg_with(&picture, |encoder| encoder.set_progressive(true)),
        png(&DynamicImage::ImageRgb8(picture.clone())),
        webp(&picture),
        gif(1),
    ]
}

#[test]
fn a_file_that_was_cut_off_is_told() {
    for mut whole in one_of_each() {
        let kind = known(&whole).kind;
        // The last byte of a GIF is only the word that it is over.
        whole.truncate(whole.len() - usize::from(matches!(kind, Kind::Gif { .. })));
        assert_eq!(outcome(&whole), Ok(Some(1)));
        for length in (0..whole.len()).step_by(7).chain([whole.len() - 1]) {
            let result = outcome(&whole[..length]);
            let told = result.is_err() || (length < 40 && result == Ok(None));
            assert!(
                told,
                "{result:?} of {length} of {} bytes of {kind:?}",
                whole.len()
            );
        }
    }
    assert!(known(&one_of_each()[1]).coding.progressive);
}

#[test]
fn a_bomb_is_refused_by_its_header() {
    let bomb = hollow([0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
    let facts = known(&bomb);
    assert_eq!((facts.width, facts.height), (65_535, 65_535));
    assert!(memory(&facts, bomb.len(), &[]) > 12_000_000_000);
    assert_eq!(
        outcome(&bomb).unwrap_err().to_string(),
        "the picture has 4,294,836,225 pixels (65535 × 65535), more than the 120,000,000 that are allowed"
    );
    assert_eq!(known(&gif(3_000)).kind, Kind::Gif { animated: true });
}

#[test]
fn a_picture_without_a_size_is_told() {
    assert_eq!(
        facts(&hollow([0, 0, 0, 0, 0, 0, 0, 9])),
        Err(Fault::Empty(Kind::Png))
    );
    let mut low = jpeg(&scene(16, 16));
    let at = frame(&low) + 5;
    low[at..at + 2].fill(0);
    assert_eq!(facts(&low), Err(Fault::Empty(Kind::Jpeg)));
    let none = b"GIF89a\0\0\x01\0\0\0\0,\0\0\0\0\0\0\x01\0\0\x02\0;";
    assert_eq!(
        facts(none).unwrap_err().to_string(),
        "the GIF picture has no size"
    );
}

#[test]
fn varieties_that_are_not_read_are_named() {
    let mut lossless = jpeg(&scene(16, 16));
    let mut deep = lossless.clone();
    let at = frame(&lossless);
    lossless[at + 1] = 0xc3;
    deep[at + 4] = 12;
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0heicmif1";
    let told = [&lossless[..], &deep, heic].map(|bytes| facts(bytes).unwrap_err().to_string());
    assert_eq!(
        told,
        [
            "a lossless JPEG: export it as an ordinary JPEG",
            "a JPEG of 12 bits a sample: export it as an ordinary JPEG",
            "a HEIC picture, which browsers do not show: export it as JPEG",
        ]
    );
}

#[test]
fn bytes_are_developed_by_their_own_facts_alone() {
    let (small, large) = (jpeg(&scene(16, 16)), jpeg(&scene(32, 16)));
    let recipe = Recipe::default();
    let lying = Facts {
        orientation: 6,
        ..known(&small)
    };
    for facts in [known(&large), lying] {
        assert_eq!(
            develop(&small, &facts, &[cut(8)], &recipe),
            Err(Fault::OtherFacts)
        );
    }
    assert_eq!(
        develop(b"hello", &known(&small), &[], &recipe),
        Err(Fault::NoPicture)
    );
    let strict = Recipe {
        max_pixels: 255,
        ..recipe
    };
    let fault = develop(&small, &known(&small), &[], &strict);
    assert!(matches!(fault, Err(Fault::TooLarge { limit: 255, .. })));
}

#[test]
fn no_byte_that_is_changed_ends_the_process() {
    let recipe = Recipe {
        max_pixels: 100_000,
        ..Recipe::default()
    };
    for whole in one_of_each() {
        for at in 0..whole.len().min(900) {
            for value in [0, 0xff, whole[at] ^ 0x10] {
                let mut changed = whole.clone();
                changed[at] = value;
                let Ok(Some(facts)) = facts(&changed) else {
                    continue;
                };
                let format = if at % 2 == 0 {
                    Format::Jpeg
                } else {
                    Format::Webp
                };
                let cut = Cut { format, ..cut(9) };
                if let Ok(developed) = develop(&changed, &facts, &[cut], &recipe) {
                    assert_eq!(pixels(&developed.files[0]).dimensions(), cut.size(&facts));
                }
            }
        }
    }
}
