//! What an outlet shows of itself beside its stories: its icons, and the picture of pages that have none.

use serde::Serialize;

use super::{FileFacts, Site, urls};

/// A link to an icon, as the head of a page has it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(
    missing_docs,
    reason = "the table of docs/themes.md is the documentation"
)]
pub struct Icon {
    pub rel: &'static str,
    pub href: String,
    #[serde(rename = "type")]
    pub media_type: Option<&'static str>,
    pub sizes: Option<String>,
}

/// The picture that social networks show of a page without one.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "as above")]
pub struct ShareImage {
    pub absolute: String,
    pub alt: String,
    pub width: Option<u32>,
    pub height: Option<u32>,
}

/// The files of `static/` that are known as icons by their names, in the order in which they are linked.
const ICONS: &[(&str, &str, Option<&str>)] = &[
    ("favicon.ico", "icon", None),
    ("favicon.png", "icon", Some("image/png")),
    ("favicon.svg", "icon", Some("image/svg+xml")),
    ("apple-touch-icon.png", "apple-touch-icon", None),
    ("site.webmanifest", "manifest", None),
    ("manifest.webmanifest", "manifest", None),
];

impl Site {
    /// The icons that the outlet brings.
    pub(super) fn icons(&self, base: &urls::Base) -> Vec<Icon> {
        let known = ICONS.iter().filter_map(|&(name, rel, media_type)| {
            let file = self.file(self.names.find(&format!("static/{name}"))?)?;
            let sizes = match (media_type, file.pixels()) {
                (Some("image/svg+xml"), _) => Some("any".to_owned()),
                // The smallest size of an .ico is all that is known of it.
                (None, _) if rel == "icon" => Some("32x32".to_owned()),
                (_, Some((width, height))) => Some(format!("{width}x{height}")),
                _ => None,
            };
            Some(Icon {
                rel,
                href: base.href(&format!("/{name}")),
                media_type,
                sizes,
            })
        });
        known.collect()
    }

    /// The file behind the site's own picture, if it is one of the site.
    pub fn share_file(&self) -> Option<&FileFacts> {
        let image = self.config.image.as_ref()?;
        let path = format!("static/{}", image.src.trim_start_matches('/'));
        self.file(self.names.find(&path)?)
    }

    pub(super) fn share_image(&self, base: &urls::Base) -> Option<ShareImage> {
        let image = self.config.image.as_ref()?;
        let (absolute, pixels) = if crate::render::is_elsewhere(&image.src) {
            (image.src.clone(), None)
        } else {
            let path = format!("/{}", image.src.trim_start_matches('/'));
            (base.absolute(&path), self.share_file()?.pixels())
        };
        let (width, height) = pixels.unzip();
        Some(ShareImage {
            absolute,
            alt: image.alt.clone(),
            width,
            height,
        })
    }
}
