//! What is known of a static or bundle file without its bytes.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::hash_bytes;
use crate::photo::{self, Fault, Kind};

/// A static or bundle file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FileFacts {
    /// The hash of its bytes.
    pub hash: u64,
    /// How many bytes it has.
    pub bytes: u64,
    /// What is known of it as a picture; `None` if it is none, and is not called like one.
    pub picture: Option<Known>,
}

/// What is known of a picture, or what keeps it from being shown.
pub type Known = Result<Arc<photo::Facts>, Arc<str>>;

impl FileFacts {
    /// Of the file at this path, with these bytes.
    pub fn of(path: &str, bytes: &[u8]) -> FileFacts {
        FileFacts {
            hash: hash_bytes(bytes),
            bytes: bytes.len() as u64,
            picture: picture(path, bytes),
        }
    }

    /// What is known of a photo, of which smaller ones can be made.
    pub fn photo(&self) -> Option<&Arc<photo::Facts>> {
        let known = self.picture.as_ref()?.as_ref().ok()?;
        known.kind.is_developed().then_some(known)
    }

    /// What keeps a picture from being shown.
    pub fn fault(&self) -> Option<&Arc<str>> {
        self.picture.as_ref()?.as_ref().err()
    }

    /// Whether it is what pictures are made from, if it is fit for that: nothing that readers should get itself.
    pub fn is_original(&self) -> bool {
        self.photo().is_some() || self.fault().is_some()
    }

    /// Width and height of a picture as it is seen, in pixels.
    pub fn pixels(&self) -> Option<(u32, u32)> {
        let known = self.picture.as_ref()?.as_ref().ok()?;
        Some((known.width, known.height))
    }

    /// What kind of picture it is.
    pub fn kind(&self) -> Option<Kind> {
        let known = self.picture.as_ref()?.as_ref().ok()?;
        Some(known.kind)
    }

    /// What a picture is, if that is not what its path says.
    pub fn other_kind(&self, path: &str) -> Option<Kind> {
        self.kind().filter(|kind| !kind.goes_by(extension(path)))
    }
}

fn picture(path: &str, bytes: &[u8]) -> Option<Known> {
    let fault = |fault: &dyn ToString| Some(Err(fault.to_string().into()));
    match photo::facts(bytes) {
        Ok(Some(facts)) if facts.kind == Kind::Svg && !Kind::Svg.goes_by(extension(path)) => {
            // Browsers look into pictures for what they are, but not into text.
            fault(&"it is an SVG, which must be called `.svg`")
        }
        Ok(Some(facts)) if facts.kind == Kind::Svg && path.starts_with("content/") => {
            match photo::safe_svg(bytes) {
                Ok(_) => Some(Ok(Arc::new(facts))),
                Err(why) => fault(&why),
            }
        }
        Ok(Some(facts)) => Some(Ok(Arc::new(facts))),
        Ok(None) if is_called_picture(path) => fault(&Fault::NoPicture),
        Ok(None) => None,
        Err(why) => fault(&why),
    }
}

fn is_called_picture(path: &str) -> bool {
    let extension = extension(path);
    [
        Kind::Jpeg,
        Kind::Png,
        Kind::Webp { animated: false },
        Kind::Avif,
        Kind::Gif { animated: false },
        Kind::Svg,
    ]
    .iter()
    .any(|kind| kind.goes_by(extension))
}

fn extension(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(_, extension)| extension)
}
