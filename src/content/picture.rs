//! A picture as a page shows it: in several sizes and formats, of which the browser takes the one that fits.

use std::fmt::Write;

use super::html::push_text;

/// What to do about a picture that can't be used.
pub const FAULTY: &str =
    "export it anew, whole and of a usual size; the page is published without it";

/// What to do about one that is another kind of file than its name says.
pub const MISLABELLED: &str = "it is shown all the same; give it the ending of what it is";

/// What the elements `picture` and `img` (HTML, "Images") need to know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// The URL for those who know no other.
    pub src: String,
    /// The size of that in pixels, or none where it is not known.
    pub pixels: Option<(u32, u32)>,
    /// The same in several widths; empty where there is but one.
    pub srcset: String,
    /// The better formats: for each its media type and its widths.
    pub sources: Vec<(&'static str, String)>,
    /// How wide it is shown, for browsers to choose by.
    pub sizes: String,
    /// The colour that stands in its place until it is there, as in `#8a9aa0`.
    pub tone: Option<String>,
    /// What kind of picture it is, where its name says otherwise.
    pub mislabelled: Option<&'static str>,
    /// What the file itself says that it shows.
    pub caption: String,
    /// Whom the file itself credits.
    pub credit: String,
}

impl Picture {
    /// Its elements, as a text in which it is not the first thing to be seen.
    pub fn html(&self, alt: &str) -> String {
        let mut out = String::with_capacity(512);
        if !self.sources.is_empty() {
            out.push_str("<picture>");
        }
        for (media_type, srcset) in &self.sources {
            let _ = write!(out, "<source type=\"{media_type}\" srcset=\"");
            push_text(&mut out, srcset);
            self.write_sizes(&mut out);
            out.push_str("\">");
        }
        out.push_str("<img src=\"");
        push_text(&mut out, &self.src);
        if !self.srcset.is_empty() {
            out.push_str("\" srcset=\"");
            push_text(&mut out, &self.srcset);
            self.write_sizes(&mut out);
        }
        if let Some((width, height)) = self.pixels {
            let _ = write!(out, "\" width=\"{width}\" height=\"{height}");
        }
        if let Some(tone) = &self.tone {
            let _ = write!(out, "\" style=\"background-color:{tone}");
        }
        out.push_str("\" alt=\"");
        push_text(&mut out, alt);
        out.push_str("\" loading=\"lazy\" decoding=\"async\">");
        if !self.sources.is_empty() {
            out.push_str("</picture>");
        }
        out
    }

    fn write_sizes(&self, out: &mut String) {
        if !self.sizes.is_empty() {
            out.push_str("\" sizes=\"");
            push_text(out, &self.sizes);
        }
    }
}
