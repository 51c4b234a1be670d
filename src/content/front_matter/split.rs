//! Where front matter ends and the body begins.

use std::ops::Range;

use crate::diag::{Diagnostic, Source};

/// The parts of a file, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// The opening `---`; empty where there is no front matter.
    pub fence: Range<usize>,
    /// The YAML between the lines of `---`; `None` where there is no front matter.
    pub yaml: Option<Range<usize>>,
    /// Where the body begins.
    pub body: u32,
}

/// Front matter that cannot be told from the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SplitError {
    /// The opening `---` (at this range) is never closed.
    Unclosed(Range<usize>),
    /// It is written in another language: the fence and that language's name.
    NotYaml(Range<usize>, &'static str),
}

impl SplitError {
    pub(super) fn diagnostic(&self, source: &Source<'_>) -> Diagnostic {
        match self {
            SplitError::Unclosed(fence) => {
                Diagnostic::error("unclosed-front-matter", "this front matter has no end")
                    .at(source.place(fence.clone()))
                    .hint("close it with a line of `---`")
            }
            SplitError::NotYaml(fence, language) => Diagnostic::error(
                "not-yaml",
                format!("this front matter is {language}, which presstime does not read"),
            )
            .at(source.place(fence.clone()))
            .hint("write it in YAML, between two lines of `---`"),
        }
    }
}

/// Splits a file's text. A byte order mark and empty lines may come before the front matter, and lines
/// may end in CRLF.
///
/// # Errors
/// An opening `---` without an end, and TOML or JSON front matter.
pub fn split(text: &str) -> Result<Split, SplitError> {
    let none = Split {
        fence: 0..0,
        yaml: None,
        body: bom_length(text),
    };
    let mut start = bom_length(text) as usize;
    loop {
        let Some((line, next)) = line_at(text, start) else {
            return Ok(none);
        };
        match line {
            "---" => return close(text, start..start + 3, next),
            "+++" => return Err(SplitError::NotYaml(start..start + 3, "TOML")),
            "{" | "{{{" | ";;;" => {
                return Err(SplitError::NotYaml(start..start + line.len(), "JSON"));
            }
            "" => start = next,
            _ => return Ok(none),
        }
    }
}

/// Finds the end of the front matter that begins at `start`.
fn close(text: &str, fence: Range<usize>, start: usize) -> Result<Split, SplitError> {
    let mut position = start;
    while let Some((line, next)) = line_at(text, position) {
        if matches!(line, "---" | "...") {
            let Ok(body) = u32::try_from(next) else { break };
            return Ok(Split {
                fence,
                yaml: Some(start..position),
                body,
            });
        }
        position = next;
    }
    Err(SplitError::Unclosed(fence))
}

/// The line at a byte offset, without space at its end, and where the next one begins; `None` at the
/// end of the text.
fn line_at(text: &str, start: usize) -> Option<(&str, usize)> {
    let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
    let end = rest.find('\n').map_or(rest.len(), |end| end + 1);
    Some((rest.get(..end)?.trim_end(), start + end))
}

fn bom_length(text: &str) -> u32 {
    if text.starts_with('\u{feff}') { 3 } else { 0 }
}
