//! The segments of a JPEG before its first scan (ITU-T T.81, annex B).

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::header::Header;
use super::iptc::PHOTOSHOP;
use super::{Coding, Fault, Kind};

const EXIF: &[u8] = b"Exif\0\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const ICC: &[u8] = b"ICC_PROFILE\0";

const START_OF_SCAN: u8 = 0xda;
const END: [u8; 2] = [0xff, 0xd9];

/// What the segments say of a file that begins as a JPEG.
pub(super) fn header(bytes: &[u8]) -> Result<Header<'_>, Fault> {
    let mut rest = bytes.get(2..).unwrap_or_default();
    let mut header = Header::new(Kind::Jpeg);
    let mut profile: BTreeMap<u8, &[u8]> = BTreeMap::new();
    let mut resources = Vec::new();
    let mut frame = None;
    loop {
        let Segment {
            marker,
            content,
            after,
        } = segment(rest)?;
        match marker {
            START_OF_SCAN => {
                // Entropy-coded data never holds the marker: without it, the file was cut off.
                if !after.windows(2).rev().any(|pair| pair == END) {
                    return Err(Fault::Truncated(Kind::Jpeg));
                }
                break;
            }
            // Differential, lossless and arithmetic frames too: what is not supported is told below.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                frame = frame.or(Some((marker, content)));
            }
            0xe1 => {
                if let Some(block) = content.strip_prefix(EXIF) {
                    header.exif = header.exif.or(Some(Cow::Borrowed(block)));
                } else if let Some(packet) = content.strip_prefix(XMP) {
                    header.xmp = header.xmp.or(Some(Cow::Borrowed(packet)));
                }
            }
            0xe2 => {
                if let Some([number, _, part @ ..]) = content.strip_prefix(ICC) {
                    profile.entry(*number).or_insert(part);
                }
            }
            0xed => {
                resources.extend_from_slice(content.strip_prefix(PHOTOSHOP).unwrap_or_default());
            }
            _ => {}
        }
        rest = after;
    }
    let Some((marker, content)) = frame else {
        return Err(broken("it has no frame"));
    };
    read_frame(&mut header, marker, content)?;
    if !resources.is_empty() {
        header.iptc = Some(Cow::Owned(resources));
    }
    if !profile.is_empty() {
        let parts: Vec<&[u8]> = profile.into_values().collect();
        header.icc = Some(parts.concat());
    }
    Ok(header)
}

fn read_frame(header: &mut Header, marker: u8, content: &[u8]) -> Result<(), Fault> {
    let Some([precision, h0, h1, w0, w1, channels]) = content.first_chunk() else {
        return Err(Fault::Truncated(Kind::Jpeg));
    };
    header.height = u32::from(u16::from_be_bytes([*h0, *h1]));
    header.width = u32::from(u16::from_be_bytes([*w0, *w1]));
    header.coding = Coding {
        channels: *channels,
        deep: false,
        progressive: marker == 0xc2,
    };
    let unsupported = |what: &str| {
        let advice = "export it as an ordinary JPEG";
        Err(Fault::Unsupported(format!("{what}: {advice}")))
    };
    match (marker, *precision, *channels) {
        (0xc0..=0xc2, 8, 1 | 3 | 4) => Ok(()),
        (0xc0..=0xc2, 8, count) => Err(broken(&format!("it has {count} colour channels"))),
        (0xc0..=0xc2, bits, _) => unsupported(&format!("a JPEG of {bits} bits a sample")),
        (0xc3, ..) => unsupported("a lossless JPEG"),
        (0xc9.., ..) => unsupported("a JPEG with arithmetic coding"),
        _ => unsupported("a hierarchical JPEG"),
    }
}

struct Segment<'a> {
    marker: u8,
    content: &'a [u8],
    after: &'a [u8],
}

fn segment(rest: &[u8]) -> Result<Segment<'_>, Fault> {
    let truncated = || Fault::Truncated(Kind::Jpeg);
    // Decoders pass over what stands between segments. Any number of 0xff may come before a marker.
    let start = rest.iter().position(|byte| *byte == 0xff);
    let rest = start.and_then(|start| rest.get(start..));
    let rest = rest.ok_or_else(truncated)?;
    let at = rest.iter().position(|byte| *byte != 0xff);
    let at = at.ok_or_else(truncated)?;
    let marker = rest.get(at).copied().ok_or_else(truncated)?;
    let rest = rest.get(at + 1..).unwrap_or_default();
    match marker {
        // These stand alone.
        0x01 | 0xd0..=0xd8 => {
            return Ok(Segment {
                marker,
                content: &[],
                after: rest,
            });
        }
        0x00 | 0xd9 => return Err(broken("it holds no picture")),
        _ => {}
    }
    let length = rest.first_chunk().map(|length| u16::from_be_bytes(*length));
    let length = usize::from(length.ok_or_else(truncated)?);
    if length < 2 {
        return Err(broken("one of its segments is too short"));
    }
    let content = rest.get(2..length).ok_or_else(truncated)?;
    let after = rest.get(length..).unwrap_or_default();
    Ok(Segment {
        marker,
        content,
        after,
    })
}

fn broken(why: &str) -> Fault {
    Fault::Broken(Kind::Jpeg, why.to_owned())
}
