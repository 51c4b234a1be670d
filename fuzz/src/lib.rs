//! What the fuzz targets hold presstime's answers against.

#[path = "../../tests/it/well_formed.rs"]
mod well_formed;

use presstime::diag::Diagnostic;
use presstime::print::{self, Style};

pub use well_formed::fault;

/// Checks that diagnostics point into the text they are about, say one line each, and can be printed.
///
/// # Panics
/// They don't.
pub fn sound(diagnostics: &[Diagnostic], text: &str) {
    for diagnostic in diagnostics {
        assert!(!diagnostic.message.is_empty());
        assert!(!diagnostic.message.ends_with('.'), "{}", diagnostic.message);
        let places = diagnostic
            .place
            .iter()
            .chain(diagnostic.related.iter().map(|(place, _)| place));
        for span in places.filter_map(|place| place.span.as_ref()) {
            let (start, end) = (span.start as usize, span.end as usize);
            assert!(text.get(start..end).is_some(), "{start}..{end} of {text:?}");
            assert!(span.line >= 1 && span.column >= 1 && span.width >= 1);
        }
    }
    let printed = print::text(diagnostics, Style::Plain);
    assert_eq!(printed.is_empty(), diagnostics.is_empty());
    assert!(
        !printed
            .chars()
            .any(|c| c.is_control() && !matches!(c, '\n' | '\t'))
    );
}
