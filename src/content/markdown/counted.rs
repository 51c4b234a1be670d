//! A fault that may come often in a text: how often, and where first.

use std::ops::Range;

/// Faults of one kind.
#[derive(Default)]
pub(super) struct Counted {
    count: usize,
    first: Option<(Range<usize>, String)>,
}

/// Those that there were.
pub(super) struct Found {
    /// How many there are beside the first.
    pub(super) more: usize,
    /// Where the first is.
    pub(super) range: Range<usize>,
    /// What the first says.
    pub(super) text: String,
}

impl Counted {
    /// Counts one.
    pub(super) fn add(&mut self, range: Range<usize>, text: impl FnOnce() -> String) {
        self.count += 1;
        self.first.get_or_insert_with(|| (range, text()));
    }

    /// What was counted, if anything.
    pub(super) fn found(&mut self) -> Option<Found> {
        let (range, text) = self.first.take()?;
        Some(Found {
            more: self.count - 1,
            range,
            text,
        })
    }
}
