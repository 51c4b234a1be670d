//! EXIF (JEITA CP-3451): which way up, and what it says of the picture's author.

use exif::{Field, In, Reader, Tag, Value};

use super::credits::{Credits, caption, decoded};

/// How many bytes are looked at.
const LIMIT: usize = 1 << 20;

/// What a block of EXIF says, from its TIFF header on, and the orientation: 1 to 8. A file without says nothing
/// and is upright.
pub(super) fn read(block: Option<&[u8]>) -> (Credits, u8) {
    let block = block.unwrap_or_default();
    let block = block.strip_prefix(b"Exif\0\0").unwrap_or(block);
    let block = block.get(..block.len().min(LIMIT)).unwrap_or_default();
    let read = Reader::new()
        .continue_on_error(true)
        .read_raw(block.to_vec())
        .or_else(|error| error.distill_partial_result(|_| ()));
    let Ok(exif) = read else {
        return (Credits::default(), 1);
    };
    let text = |tag| text(exif.get_field(tag, In::PRIMARY));
    let orientation = exif
        .get_field(Tag::Orientation, In::PRIMARY)
        .and_then(|field| field.value.get_uint(0))
        .and_then(|number| u8::try_from(number).ok())
        .filter(|number| (1..=8).contains(number))
        .unwrap_or(1);
    let credits = Credits {
        creator: text(Tag::Artist).replace(';', ", "),
        copyright: text(Tag::Copyright),
        caption: caption(&text(Tag::ImageDescription)).to_owned(),
        ..Credits::default()
    };
    (credits, orientation)
}

/// The same as a block from its TIFF header on; empty if there is nothing to say.
#[cfg(feature = "avif")]
pub(super) fn write(credits: &Credits) -> Vec<u8> {
    let field = |tag, text: &str| {
        (!text.is_empty()).then(|| Field {
            tag,
            ifd_num: In::PRIMARY,
            value: Value::Ascii(vec![text.as_bytes().to_vec()]),
        })
    };
    let fields: Vec<Field> = [
        field(Tag::ImageDescription, &credits.caption),
        field(Tag::Artist, &credits.creator),
        field(Tag::Copyright, &credits.copyright),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut writer = exif::experimental::Writer::new();
    for field in &fields {
        writer.push_field(field);
    }
    let mut block = std::io::Cursor::new(Vec::new());
    match writer.write(&mut block, false) {
        Ok(()) if !fields.is_empty() => block.into_inner(),
        _ => Vec::new(),
    }
}

/// A copyright may have two parts, the photographer's and the editor's, with a NUL between.
fn text(field: Option<&Field>) -> String {
    let Some(Value::Ascii(parts)) = field.map(|field| &field.value) else {
        return String::new();
    };
    let parts = parts.iter().map(|part| decoded(part));
    let parts: Vec<String> = parts.filter(|part| !part.trim().is_empty()).collect();
    parts.join(", ")
}
