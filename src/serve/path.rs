//! From the path of a request to a file of the output folder, or to nothing at all.

/// The output path that a URL path means, before it is known what is there: `None` for one that means to leave the
/// site, or is none.
///
/// It is decoded once. No part may be empty, `.` or `..`, hold a separator of any system, or name what presstime
/// keeps in the folder for itself.
pub fn wanted(path: &str) -> Option<String> {
    let path = decoded(path.strip_prefix('/')?)?;
    let (folder, is_folder) = match path.strip_suffix('/') {
        Some(folder) => (folder, true),
        None => (path.as_str(), path.is_empty()),
    };
    let is_plain = |part: &str| {
        !matches!(part, "" | "." | ".." | ".presstime")
            && !part.contains(['\\', ':', '\0'])
            && !part.chars().any(char::is_control)
            && !part.ends_with(['.', ' '])
    };
    if !folder.is_empty() && !folder.split('/').all(is_plain) {
        return None;
    }
    Some(match (folder, is_folder) {
        ("", true) => "index.html".to_owned(),
        ("", false) => return None,
        (folder, true) => format!("{folder}/index.html"),
        (file, false) => file.to_owned(),
    })
}

/// Percent-decodes a path; `None` where it is not UTF-8 or is badly encoded.
fn decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
                let value = digit(rest.next())? * 16 + digit(rest.next())?;
                u8::try_from(value).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

/// The part of a file that a `Range` header asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Range {
    /// All of it: none is asked for, or in a way that may be passed over.
    Whole,
    /// From one byte up to another, which is not in it.
    Part(u64, u64),
    /// None of it.
    Impossible,
}

/// Reads a `Range` header (RFC 9110, section 14) for a file of so many bytes. Of several ranges all is sent.
pub fn range(header: &str, size: u64) -> Range {
    let Some(ranges) = header.trim().strip_prefix("bytes=") else {
        return Range::Whole;
    };
    let Some((first, last)) = ranges
        .trim()
        .split_once('-')
        .filter(|_| !ranges.contains(','))
    else {
        return Range::Whole;
    };
    let (first, last) = (first.trim(), last.trim());
    let number = |text: &str| -> Option<u64> {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.parse().unwrap_or(u64::MAX))
    };
    match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last && first < size => {
            Range::Part(first, last.saturating_add(1).min(size))
        }
        (Some(first), None) if last.is_empty() && first < size => Range::Part(first, size),
        (None, Some(length)) if first.is_empty() && length > 0 && size > 0 => {
            Range::Part(size.saturating_sub(length), size)
        }
        (Some(first), Some(last)) if first > last => Range::Whole,
        (None, None) => Range::Whole,
        _ => Range::Impossible,
    }
}
