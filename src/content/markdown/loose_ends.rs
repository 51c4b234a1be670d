//! References that nothing defines, and footnotes that nothing mentions.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use pulldown_cmark::{BrokenLink, BrokenLinkCallback, CowStr, LinkType};

use super::counted::{Counted, Found};
use super::links::shown;
use super::report::Report;

/// The links by reference that lead nowhere. The parser, which alone can tell, has a handle of its own.
#[derive(Clone, Default)]
pub(super) struct Undefined(Rc<RefCell<Counted>>);

impl<'a> BrokenLinkCallback<'a> for Undefined {
    fn handle_broken_link(&mut self, link: BrokenLink<'a>) -> Option<(CowStr<'a>, CowStr<'a>)> {
        // Brackets alone are mostly meant as brackets: `[sic]`.
        if matches!(link.link_type, LinkType::Reference | LinkType::Collapsed) {
            let label = || shown(&link.reference);
            self.0.borrow_mut().add(link.span, label);
        }
        None
    }
}

impl Undefined {
    /// Says so.
    pub(super) fn report(&self, report: &mut Report) {
        let Some(Found { more, range, text }) = self.0.borrow_mut().found() else {
            return;
        };
        let message = match more {
            0 => format!("nothing defines `[{text}]`, so that the brackets are printed"),
            _ => format!(
                "nothing defines `[{text}]`, nor {more} more of this text, so that the brackets are printed"
            ),
        };
        let hint =
            format!("add a line `[{text}]: https://…`, or put the address behind the link's words");
        report.warn_with_hint("undefined-reference", range, message, hint);
    }
}

/// The footnotes of a text that have no other end.
#[derive(Default)]
pub(super) struct LooseNotes {
    /// Mentions of what is not there.
    undefined: Counted,
    /// What no mention leads to.
    unused: Counted,
}

impl LooseNotes {
    /// Looks whether a piece of text that stands at `start` is what the parser leaves of a mention without a
    /// footnote: `^label` behind a bracket.
    pub(super) fn scan(&mut self, piece: &str, start: usize, text: &str) {
        let before = text
            .get(..start)
            .and_then(|before| before.strip_suffix('['));
        let is_mention = piece.starts_with('^') && before.is_some_and(|at| !at.ends_with('\\'));
        let label = text
            .get(start..)
            .filter(|_| is_mention)
            .and_then(|rest| rest.get(..rest.find([']', '[', '\n'])?));
        if let Some(label) = label.filter(|label| label.len() > 1) {
            let end = start + label.len();
            self.undefined.add(start - 1..end + 1, || shown(label));
        }
    }

    /// Counts a footnote that no mention leads to.
    pub(super) fn unused(&mut self, label: &str, range: Range<usize>) {
        self.unused.add(range, || shown(label));
    }

    /// Says so.
    pub(super) fn report(&mut self, report: &mut Report) {
        if let Some(Found { more, range, text }) = self.undefined.found() {
            let message = match more {
                0 => format!("there is no footnote `[{text}]`"),
                _ => format!(
                    "there is no footnote `[{text}]`, nor {more} more that this text mentions"
                ),
            };
            let hint = format!("add a line `[{text}]: …`");
            report.warn_with_hint("undefined-footnote", range, message, hint);
        }
        if let Some(Found { more, range, text }) = self.unused.found() {
            let message = match more {
                0 => format!("nothing mentions the footnote `[^{text}]`, which is not printed"),
                _ => format!(
                    "nothing mentions the footnote `[^{text}]`, nor {more} more, which are not printed"
                ),
            };
            let hint = format!("mention it where it belongs, as in `a word[^{text}]`");
            report.warn_with_hint("unused-footnote", range, message, hint);
        }
    }
}
