//! Who is to be named with a picture, and what it shows.

use serde::{Deserialize, Serialize};

/// What is kept of a picture's metadata: each a line of plain text, or empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Credits {
    /// Who took it: `dc:creator`, IIM 2:80, EXIF Artist. Several are joined with commas.
    pub creator: String,
    /// The line that names the source: `photoshop:Credit`, IIM 2:110.
    pub credit: String,
    /// `dc:rights`, IIM 2:116, EXIF Copyright.
    pub copyright: String,
    /// The address of the licence: `xmpRights:WebStatement`, `cc:license`, or else of the licensor
    /// (`plus:LicensorURL`). Always `http` or `https`.
    pub licence: String,
    /// `dc:description`, IIM 2:120, EXIF `ImageDescription`.
    pub caption: String,
}

/// How many characters of a caption are kept, and of everything else. Written out they fit one segment of a JPEG.
const CAPTION: usize = 2_000;
const LINE: usize = 500;

/// What cameras write into every picture, which captions none.
const CAMERA_CAPTIONS: [&str; 10] = [
    "DCIM",
    "DIGITAL CAMERA",
    "Default",
    "Exif_JPEG_PICTURE",
    "KONICA MINOLTA DIGITAL CAMERA",
    "MINOLTA DIGITAL CAMERA",
    "OLYMPUS DIGITAL CAMERA",
    "SAMSUNG",
    "SAMSUNG DIGITAL CAMERA",
    "SONY DSC",
];

impl Credits {
    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        *self == Credits::default()
    }

    /// Whom to name in a line under the picture, as in `Ana Ruiz / Agency`; empty where nobody is named.
    pub fn line(&self) -> String {
        let names = [&self.creator, &self.credit];
        let mut said: Vec<&str> = names.into_iter().map(|name| name.trim()).collect();
        said.retain(|name| !name.is_empty());
        said.dedup();
        said.join(" / ")
    }

    /// What is said here, and what `other` says besides.
    #[must_use]
    pub fn or(self, other: Credits) -> Credits {
        let first = |mine: String, other: String| if mine.is_empty() { other } else { mine };
        Credits {
            creator: first(self.creator, other.creator),
            credit: first(self.credit, other.credit),
            copyright: first(self.copyright, other.copyright),
            licence: first(self.licence, other.licence),
            caption: first(self.caption, other.caption),
        }
    }

    /// In lines that XML may hold, none longer than is kept, without what only a camera said.
    #[must_use]
    pub(super) fn cleaned(&self) -> Credits {
        let web = |text: String| {
            let is_web = text.starts_with("https://") || text.starts_with("http://");
            if is_web && !text.contains(' ') {
                text
            } else {
                String::new()
            }
        };
        Credits {
            creator: line(&self.creator, LINE),
            credit: line(&self.credit, LINE),
            copyright: line(&self.copyright, LINE),
            licence: web(line(&self.licence, LINE)),
            caption: line(&self.caption, CAPTION),
        }
    }
}

/// What a camera or a photographer wrote, unless it is what every camera writes.
pub(super) fn caption(text: &str) -> &str {
    if CAMERA_CAPTIONS.contains(&text.trim()) {
        ""
    } else {
        text
    }
}

/// Text of a file that does not say in which encoding: UTF-8 if it is, else Latin-1.
pub(super) fn decoded(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    }
}

/// `text` with one space where there was white space or what no text holds, cut off after `limit` characters.
fn line(text: &str, limit: usize) -> String {
    let mut out = String::new();
    let mut count = 0;
    let is_gap = |c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{feff}')
    };
    for word in text.split(is_gap).filter(|word| !word.is_empty()) {
        let gap = usize::from(!out.is_empty());
        if count + gap >= limit {
            break;
        }
        if gap > 0 {
            out.push(' ');
        }
        count += gap;
        for c in word.chars().take(limit - count) {
            out.push(c);
            count += 1;
        }
    }
    out
}
