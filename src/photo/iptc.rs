//! IPTC-IIM 4.2, in the image resources that Photoshop wraps it in.

use super::credits::{Credits, caption, decoded};

/// Starts the segments of a JPEG that hold image resources.
pub(super) const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";
/// The resource that holds IIM records (Photoshop File Formats, "Image Resource IDs").
const IIM: u16 = 0x0404;

const BYLINE: u8 = 80;
const CREDIT: u8 = 110;
const COPYRIGHT: u8 = 116;
const CAPTION: u8 = 120;

/// What image resources say: the joined segments, without their identifier.
pub(super) fn read(resources: &[u8]) -> Credits {
    let mut creators: Vec<String> = Vec::new();
    let mut credits = Credits::default();
    for (record, dataset, value) in resource(resources).into_iter().flat_map(DataSets) {
        let (2, false) = (record, value.is_empty()) else {
            continue;
        };
        match dataset {
            BYLINE => creators.push(decoded(value)),
            CREDIT => credits.credit = decoded(value),
            COPYRIGHT => credits.copyright = decoded(value),
            CAPTION => caption(&decoded(value)).clone_into(&mut credits.caption),
            _ => {}
        }
    }
    credits.creator = creators.join(", ");
    credits
}

/// The same as a segment's content, in UTF-8; empty if there is nothing to say.
pub(super) fn write(credits: &Credits) -> Vec<u8> {
    let mut records = Vec::new();
    // 1:90, the coded character set: ESC % G, which is UTF-8 (ISO 2022). 2:0, the version.
    data_set(&mut records, 1, 90, b"\x1b%G");
    data_set(&mut records, 2, 0, &[0, 4]);
    let before = records.len();
    for (dataset, text) in [
        (BYLINE, &credits.creator),
        (CREDIT, &credits.credit),
        (COPYRIGHT, &credits.copyright),
        (CAPTION, &credits.caption),
    ] {
        if !text.is_empty() {
            data_set(&mut records, 2, dataset, text.as_bytes());
        }
    }
    let Ok(length) = u32::try_from(records.len()) else {
        return Vec::new();
    };
    if records.len() == before {
        return Vec::new();
    }
    let mut out = PHOTOSHOP.to_vec();
    out.extend_from_slice(b"8BIM");
    out.extend_from_slice(&IIM.to_be_bytes());
    out.extend_from_slice(&[0, 0]);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(&records);
    if records.len() % 2 == 1 {
        out.push(0);
    }
    out
}

fn data_set(out: &mut Vec<u8>, record: u8, dataset: u8, value: &[u8]) {
    // A length of 0x8000 and more would need the extended form, which many readers lack.
    let Ok(length @ ..0x8000) = u16::try_from(value.len()) else {
        return;
    };
    out.extend_from_slice(&[0x1c, record, dataset]);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(value);
}

/// The IIM records among image resources.
fn resource(mut rest: &[u8]) -> Option<&[u8]> {
    loop {
        rest = rest.strip_prefix(b"8BIM")?;
        let id = u16::from_be_bytes(*rest.first_chunk()?);
        let name = usize::from(*rest.get(2)?);
        // The name with its length byte, and the content, are padded to even lengths.
        let at = 2 + (1 + name).next_multiple_of(2);
        let length = u32::from_be_bytes(*rest.get(at..)?.first_chunk()?);
        let length = usize::try_from(length).ok()?;
        let content = rest.get(at + 4..)?;
        if id == IIM {
            return content.get(..length);
        }
        rest = content.get(length.checked_next_multiple_of(2)?..)?;
    }
}

/// Data sets: record, number, value.
struct DataSets<'a>(&'a [u8]);

impl<'a> Iterator for DataSets<'a> {
    type Item = (u8, u8, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let &[0x1c, record, dataset, high, low] = self.0.first_chunk()? else {
            return None;
        };
        let length = u16::from_be_bytes([high, low]);
        let mut at = 5_usize;
        let mut size = usize::from(length & 0x7fff);
        if length & 0x8000 != 0 {
            // The length of the length: more than four bytes no file has.
            let digits = self.0.get(at..at.checked_add(size)?)?;
            at += size;
            size = digits.iter().try_fold(0_usize, |size, digit| {
                size.checked_mul(256)?.checked_add(usize::from(*digit))
            })?;
        }
        let end = at.checked_add(size)?;
        let value = self.0.get(at..end)?;
        self.0 = self.0.get(end..)?;
        Some((record, dataset, value))
    }
}
