//! Code of other generators' templates that was left in a text when it moved here.

use super::counted::{Counted, Found};
use super::links::shown;
use super::report::Report;

/// How far from its beginning the end of a piece of template code is looked for.
const LONGEST: usize = 500;

/// Counts `{% … %}` and `{{ … }}`.
#[derive(Default)]
pub(super) struct Leftovers(Counted);

impl Leftovers {
    /// Looks through `piece`, which begins at `start` of the whole text `text`. The code may end beyond the
    /// piece, as the parser cuts text at every character that could have a meaning.
    pub(super) fn scan(&mut self, piece: &str, start: usize, text: &str) {
        let mut at = 0;
        while let Some(brace) = piece.get(at..).and_then(|rest| rest.find('{')) {
            at += brace;
            let rest = piece.get(at..).unwrap_or_default();
            // In text with entities places do not agree; then the piece itself has to do.
            let beyond = text.get(start + at..).and_then(template_code);
            at += match beyond.or_else(|| template_code(rest)) {
                Some(code) => {
                    let range = start + at..start + at + code.len();
                    self.0.add(range, || shown(code));
                    code.len()
                }
                None => 1,
            };
        }
    }

    /// Says so.
    pub(super) fn report(&mut self, report: &mut Report) {
        let Some(Found { more, range, text }) = self.0.found() else {
            return;
        };
        let message = match more {
            0 => format!("`{text}` looks like another generator's template code"),
            _ => format!("`{text}` and {more} more look like another generator's template code"),
        };
        let hint = "it is printed as text; write it as Markdown or HTML, or take it out";
        report.warn_with_hint("leftover-template", range, message, hint);
    }
}

/// Whether a destination holds template code, so that it means nothing here.
pub(super) fn has_template(destination: &str) -> bool {
    destination.contains("{{") || destination.contains("{%")
}

/// The piece of template code that `text` begins with.
pub(super) fn template_code(text: &str) -> Option<&str> {
    let close = match text.as_bytes() {
        [b'{', b'{', ..] => "}}",
        [b'{', b'%', ..] => "%}",
        _ => return None,
    };
    let near = text.get(..text.floor_char_boundary(LONGEST))?;
    let end = near.find(close)? + close.len();
    let code = near.get(..end)?;
    (!code.contains("\n\n")).then_some(code)
}
