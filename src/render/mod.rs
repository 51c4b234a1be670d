//! Rendering: from questions to values to bytes. No I/O of its own, no memory between builds.

mod arguments;
mod body;
mod cldr;
mod dates;
pub mod functions;
mod live;
mod story;
mod structured;
mod templates;
pub mod values;
mod view;

use std::io;

pub use self::body::{find_file, is_elsewhere};
pub use self::cldr::weekdays;
pub use self::templates::Templates;
pub use self::view::{CHANGED_WHILE_BUILDING, Fresh, NO_TEMPLATES, Occupant, Scope, View};

/// What reads an article's file again for rendering; the engine's part.
pub trait Files: Send + Sync {
    /// The bytes of a file of the site, by its path.
    ///
    /// # Errors
    /// As the disk says.
    fn read(&self, path: &str) -> io::Result<Vec<u8>>;
}
