//! Rendering: from questions to values to bytes. No I/O of its own, no memory between builds.

mod arguments;
mod body;
mod cldr;
mod dates;
mod files;
pub mod functions;
mod images;
mod live;
mod picture;
mod story;
mod structured;
mod templates;
pub mod values;
mod view;

use std::sync::Arc;

use crate::photo::Cut;

pub use self::body::is_elsewhere;
pub use self::cldr::weekdays;
pub use self::files::{CHANGED_WHILE_BUILDING, Files, read_unchanged};
pub use self::images::find_file;
pub use self::templates::Templates;
pub use self::view::{Fresh, NO_TEMPLATES, Occupant, Scope, Texts, View};

/// What is known of photos beyond what their headers say; the engine's part. Photos are known by the hash of their
/// file.
pub trait Darkroom: Send + Sync {
    /// The colour that stands for a photo until it is there, or why it can't be used; `None` where nobody has
    /// looked yet. What is rendered then will be rendered again.
    fn tone(&self, photo: u64) -> Option<Result<String, Arc<str>>>;

    /// How many bytes a print has; `None` where it is not made yet.
    fn bytes(&self, photo: u64, cut: Cut) -> Option<u64>;
}
