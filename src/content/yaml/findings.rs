//! What there is to say about one text, with an end to it.

use std::borrow::Cow;

use crate::content::bytes;
use crate::diag::{Diagnostic, Place};

/// How many diagnostics of one file are kept: more help nobody, and each holds the line it points at.
const MOST: usize = 100;
/// How many characters of a message or a hint are kept, since both may repeat what a file says.
const LONGEST: usize = 240;

/// Diagnostics of one text.
#[derive(Debug, Default)]
pub(super) struct Findings {
    kept: Vec<Diagnostic>,
    left_out: usize,
    left_out_error: bool,
}

impl Findings {
    /// Keeps a diagnostic; `placed` gives it its places, which takes time and is done for no other.
    pub(super) fn add(
        &mut self,
        diagnostic: Diagnostic,
        placed: impl FnOnce(Diagnostic) -> Diagnostic,
    ) {
        if self.kept.len() < MOST {
            let mut diagnostic = placed(diagnostic);
            bound(&mut diagnostic.message);
            diagnostic.hint.as_mut().map(bound);
            self.kept.push(diagnostic);
        } else {
            self.left_out += 1;
            self.left_out_error |= diagnostic.is_error();
        }
    }

    /// All that were kept, and one that counts the others.
    pub(super) fn finish(mut self, file: Place) -> Vec<Diagnostic> {
        if self.left_out > 0 {
            let make = if self.left_out_error {
                Diagnostic::error
            } else {
                Diagnostic::warning
            };
            let message = format!("{} more faults in this file are not listed", self.left_out);
            self.kept.push(make("too-many-faults", message).at(file));
        }
        self.kept
    }
}

/// Leaves out what no terminal should get, and what nobody would read.
fn bound(text: &mut Box<str>) {
    let is_shown = |c: &char| !c.is_control();
    if text.len() <= LONGEST && text.chars().all(|c| is_shown(&c)) {
        return;
    }
    let mut shown: String = text.chars().filter(is_shown).take(LONGEST).collect();
    if text.chars().count() > LONGEST {
        shown.push('…');
    }
    *text = shown.into();
}

/// `text` without what XML, and so a feed, cannot contain.
pub(super) fn printable(text: &str) -> Cow<'_, str> {
    let is_printable = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{fffd}' | '\u{10000}'..);
    let is_plain = |b: u8| matches!(b, b'\t' | b'\n' | b'\r') | matches!(b, b' '..=b'~');
    if bytes::all(text, is_plain) || text.chars().all(is_printable) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|&c| is_printable(c)).collect())
}
