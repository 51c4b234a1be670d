//! Code of other generators' templates that was left in a text when it moved here.

use std::ops::Range;

use super::links::shown;

/// Counts `{% … %}` and `{{ … }}`.
#[derive(Default)]
pub(super) struct Leftovers {
    /// How many there are, and where the first one is.
    found: Option<(usize, Range<usize>, String)>,
}

impl Leftovers {
    /// Looks through a piece of text that stands at `range`.
    pub(super) fn scan(&mut self, text: &str, range: Range<usize>) {
        let mut rest = text;
        while let Some(at) = rest.find('{') {
            rest = rest.get(at..).unwrap_or_default();
            let opened = rest.starts_with("{{") || rest.starts_with("{%");
            if opened {
                let start = range.start + (text.len() - rest.len());
                let shown = shown(rest.split(['}', '\n']).next().unwrap_or_default());
                let end = start + shown.len();
                let (count, ..) =
                    self.found
                        .get_or_insert((0, start..end.min(range.end).max(start), shown));
                *count += 1;
            }
            rest = rest.trim_start_matches(['{', '%']);
        }
    }

    /// How many there are, where the first is, and what it begins with.
    pub(super) fn found(self) -> Option<(usize, Range<usize>, String)> {
        self.found
    }
}

/// Whether a destination holds template code, so that it means nothing here.
pub(super) fn has_template(destination: &str) -> bool {
    destination.contains("{{") || destination.contains("{%")
}
