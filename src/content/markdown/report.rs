//! The warnings about one text, made lazily and bounded in number.

use std::ops::Range;

use crate::diag::{Diagnostic, Place, Source};

/// How many warnings of one kind a text gets; the rest are counted. A place costs a look at the whole file.
const MOST_OF_A_KIND: usize = 20;

/// Collects warnings about a text whose offsets count from the beginning of that text.
pub(super) struct Report<'a> {
    at: At<'a>,
    warnings: Vec<Diagnostic>,
    /// How often each kind came.
    counts: Vec<(&'static str, usize)>,
}

/// Where the text stands.
enum At<'a> {
    /// In a file, from this byte on.
    Body(&'a Source<'a>, usize),
    /// In something that has been taken out of its file, such as a front matter value.
    Place(&'a dyn Fn() -> Place),
}

impl<'a> Report<'a> {
    /// For the text that begins at byte `start` of a file.
    pub(super) fn for_body(source: &'a Source<'a>, start: usize) -> Report<'a> {
        Report {
            at: At::Body(source, start),
            warnings: Vec::new(),
            counts: Vec::new(),
        }
    }

    /// For a text of which only this place is known.
    pub(super) fn for_place(place: &'a dyn Fn() -> Place) -> Report<'a> {
        Report {
            at: At::Place(place),
            warnings: Vec::new(),
            counts: Vec::new(),
        }
    }

    /// Warns about `range` of the text.
    pub(super) fn warn(
        &mut self,
        code: &'static str,
        range: Range<usize>,
        message: impl Into<String>,
    ) {
        if self.counted(code) {
            let warning = Diagnostic::warning(code, message).at(self.place(range));
            self.warnings.push(warning);
        }
    }

    /// Warns about `range` of the text, with what to do about it.
    pub(super) fn warn_with_hint(
        &mut self,
        code: &'static str,
        range: Range<usize>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        if self.counted(code) {
            let warning = Diagnostic::warning(code, message)
                .at(self.place(range))
                .hint(hint);
            self.warnings.push(warning);
        }
    }

    /// Adds the warning `code` that was made elsewhere, about `range` of the text.
    pub(super) fn add(&mut self, code: &'static str, warning: Diagnostic, range: Range<usize>) {
        if self.counted(code) {
            self.warnings.push(warning.at(self.place(range)));
        }
    }

    /// The warnings in the order of the text, with one more for each kind that came too often.
    pub(super) fn into_diagnostics(self) -> Vec<Diagnostic> {
        let Report {
            at,
            mut warnings,
            counts,
        } = self;
        warnings.sort();
        for (code, count) in counts {
            if count > MOST_OF_A_KIND {
                let more = format!("{} more of this kind in this file", count - MOST_OF_A_KIND);
                let file = match &at {
                    At::Body(source, _) => source.whole(),
                    At::Place(place) => place(),
                };
                warnings.push(Diagnostic::warning(code, more).at(file));
            }
        }
        warnings
    }

    /// Counts one more of a kind; whether it is still to be said.
    fn counted(&mut self, code: &'static str) -> bool {
        let at = self
            .counts
            .iter()
            .position(|(known, _)| *known == code)
            .unwrap_or_else(|| {
                self.counts.push((code, 0));
                self.counts.len() - 1
            });
        self.counts.get_mut(at).is_some_and(|(_, count)| {
            *count += 1;
            *count <= MOST_OF_A_KIND
        })
    }

    fn place(&self, range: Range<usize>) -> Place {
        match &self.at {
            At::Body(source, start) => source.place(start + range.start..start + range.end),
            At::Place(place) => place(),
        }
    }
}
