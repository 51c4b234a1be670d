//! What presstime has to say about a site: diagnostics, where they point, and how they print.
//!
//! Nothing in the core stops at the first fault. Functions return their result beside a
//! `Vec<Diagnostic>`; the edge prints them all. A diagnostic is self-contained (it carries the line it
//! points at), so that it can be kept in the ledger and printed again without its file.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// How bad it is: an error fails the build, a warning does not (unless `--strict`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The site cannot be published as it is.
    Error,
    /// The site can be published, but somebody should look.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        })
    }
}

/// A file of the site with its text: what a parser reads and what its diagnostics point into.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Path relative to the site folder, with `/` between its parts.
    pub path: &'a str,
    /// The whole text of the file.
    pub text: &'a str,
}

/// A place in a file: the range, and the line it stands in as it was when the diagnostic was made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Path relative to the site folder.
    pub path: Arc<str>,
    /// Where in the file; `None` where the whole file is meant.
    pub span: Option<Span>,
}

/// A range of a file, resolved to a line and a column, with the text of its first line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte of the range, from the start of the file.
    pub start: u32,
    /// The byte after its last.
    pub end: u32,
    /// Line number, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// How many characters the caret line underlines, at least 1.
    pub width: u32,
    /// The text of the line, without its end.
    pub excerpt: Box<str>,
}

/// One thing to say about a site.
///
/// The order of diagnostics is errors first, then by place, so that equal sites print equal lists.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// The place it is about, where there is one.
    pub place: Option<Place>,
    /// A stable, kebab-case name of this kind of diagnostic, such as `unknown-key`.
    pub code: Box<str>,
    /// One sentence, lower case, no full stop.
    pub message: Box<str>,
    /// Other places that matter (the second file of a conflict), each with a word on why.
    pub related: Vec<(Place, Box<str>)>,
    /// What to do about it.
    pub hint: Option<Box<str>>,
}

impl Source<'_> {
    /// The place of a byte range of this source. A range outside the text, or across a character, is
    /// drawn to the nearest character boundary inside it.
    pub fn place(&self, range: Range<usize>) -> Place {
        Place {
            path: self.path.into(),
            span: Some(self.span(range)),
        }
    }

    /// The place that is the whole file.
    pub fn whole(&self) -> Place {
        Place::file(self.path)
    }

    fn span(&self, range: Range<usize>) -> Span {
        let text = self.text;
        let start = floor_boundary(text, range.start);
        let end = floor_boundary(text, range.end.max(start));
        let line_start = text[..start].rfind('\n').map_or(0, |i| i + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |i| start + i);
        let excerpt = text[line_start..line_end].trim_end_matches('\r');
        let newlines = text[..line_start].matches('\n').count();
        Span {
            start: saturate(start),
            end: saturate(end),
            line: saturate(newlines + 1),
            column: saturate(text[line_start..start].chars().count() + 1),
            width: saturate(
                text[start..end.min(line_end).max(start)]
                    .chars()
                    .count()
                    .max(1),
            ),
            excerpt: excerpt.into(),
        }
    }
}

impl Place {
    /// A whole file, by its path relative to the site folder.
    pub fn file(path: &str) -> Place {
        Place {
            path: path.into(),
            span: None,
        }
    }
}

impl fmt::Display for Place {
    /// `file:line:column`, or the file alone.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.span {
            Some(span) => write!(f, "{}:{}:{}", self.path, span.line, span.column),
            None => f.write_str(&self.path),
        }
    }
}

impl Diagnostic {
    /// What makes two diagnostics "the same of another file": their code, and for those that name a thing that
    /// is the same everywhere (an unknown key), their message.
    pub fn kind(&self) -> &str {
        if self.is_told_by_message() {
            &self.message
        } else {
            &self.code
        }
    }

    /// Whether the message says the same of every file.
    pub fn is_told_by_message(&self) -> bool {
        matches!(&*self.code, "unknown-key" | "unknown-section")
    }

    /// An error with its code and message.
    pub fn error(code: &str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Error, code, message.into())
    }

    /// A warning with its code and message.
    pub fn warning(code: &str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Warning, code, message.into())
    }

    fn new(severity: Severity, code: &str, message: String) -> Diagnostic {
        Diagnostic {
            severity,
            place: None,
            code: code.into(),
            message: message.into(),
            related: Vec::new(),
            hint: None,
        }
    }

    /// The same, pointing at `place`.
    #[must_use]
    pub fn at(mut self, place: Place) -> Diagnostic {
        self.place = Some(place);
        self
    }

    /// The same, with a further place and why it matters.
    #[must_use]
    pub fn and_at(mut self, place: Place, why: &str) -> Diagnostic {
        self.related.push((place, why.into()));
        self
    }

    /// The same, with what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Diagnostic {
        self.hint = Some(hint.into().into());
        self
    }

    /// The error that a file is no UTF-8 text, at its first wrong byte.
    pub fn not_utf8(path: &str, bytes: &[u8]) -> Diagnostic {
        let at = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
        let text = String::from_utf8_lossy(bytes);
        Diagnostic::error("not-utf-8", "this file is not UTF-8 text")
            .at(Source { path, text: &text }.place(at..at + 1))
            .hint("save it again with the encoding UTF-8")
    }

    /// Whether this fails the build.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// The name among `known` that `word` was probably meant to be: the nearest by edit distance, if it is
/// near enough for a slip of the hand.
pub fn did_you_mean<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let allowed = match word.chars().count() {
        0..=2 => return None,
        3..=5 => 1,
        6..=9 => 2,
        _ => 3,
    };
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(word, name), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, name)| name)
}

/// The largest character boundary of `text` that is not above `index`.
fn floor_boundary(text: &str, index: usize) -> usize {
    let mut index = index.min(text.len());
    while !text.is_char_boundary(index) {
        index -= 1;
    }
    index
}

fn saturate(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
