//! YAML as a tree whose scalars keep their spelling and whose nodes know their place.
//!
//! News text is full of values that YAML would like to be something else: a headline `2024`, a tag
//! `1.10`, a date. So the tree holds text, and whoever reads a key says what it ought to be (see
//! [`Reader`]). One pass gives values and places alike; a diagnostic only turns a place into line and
//! column when it is made.
//!
//! The input is hostile by assumption: its size, its nesting, what its aliases expand to and how many
//! faults are told of it are bounded.

mod advice;
mod fields;
mod findings;
mod reader;
mod scalar;
mod tree;

use std::borrow::Cow;
use std::ops::Range;

use crate::content::Extra;
use crate::diag::{Diagnostic, Place, Source};

pub use fields::{Field, Fields, Key};
pub use reader::{Reader, nearest};

/// One value with its place.
#[derive(Clone, Debug)]
pub struct Node<'a> {
    /// What it is.
    pub value: Value<'a>,
    /// Where it is.
    pub span: CharSpan,
}

/// What a node is.
#[derive(Clone, Debug)]
pub enum Value<'a> {
    /// A scalar's text: as it was written, without quotes, escapes resolved.
    Scalar {
        /// The text.
        text: Cow<'a, str>,
        /// Written without quotes, so that it may stand for a number, a truth value or nothing.
        plain: bool,
    },
    /// A list.
    List(Vec<Node<'a>>),
    /// A map, in the order it was written. Keys may come twice: the [`Reader`] says so.
    Map(Vec<Entry<'a>>),
}

/// One key of a map with its value.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// The key as it was written.
    pub key: Cow<'a, str>,
    /// Where the key is.
    pub span: CharSpan,
    /// Its value.
    pub value: Node<'a>,
}

/// A place in a YAML text, counted in characters from its beginning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CharSpan {
    start: u32,
    end: u32,
}

/// The YAML in a file: all of it, or its front matter.
#[derive(Clone, Debug)]
pub struct Text<'a> {
    source: Source<'a>,
    block: Range<usize>,
}

/// Reads a YAML text whose meaning is free (a theme's words).
///
/// # Errors
/// What is wrong with it, and where in bytes.
pub fn tree(text: &str) -> Result<Extra, (String, Range<usize>)> {
    let mut reader = Reader::new(Text::new(Source { path: "", text }, 0..text.len()));
    let tree = reader.tree().map(|node| reader.free(&node));
    let fault = reader.finish().into_iter().find(Diagnostic::is_error);
    match (tree, fault) {
        (Some(tree), None) => Ok(tree),
        (_, fault) => {
            let message = fault
                .as_ref()
                .map_or_else(String::new, |fault| fault.message.to_string());
            let span = fault.and_then(|fault| fault.place?.span);
            Err((
                message,
                span.map_or(0..0, |span| span.start as usize..span.end as usize),
            ))
        }
    }
}

impl<'a> Text<'a> {
    /// The YAML at `block`, a byte range of the source on character boundaries.
    pub fn new(source: Source<'a>, block: Range<usize>) -> Text<'a> {
        Text { source, block }
    }

    /// The place in the file of a span of this text.
    pub fn place(&self, span: CharSpan) -> Place {
        self.source
            .place(self.byte(span.start)..self.byte(span.end))
    }

    /// The place of the whole text.
    pub fn whole(&self) -> Place {
        self.source.place(self.block.clone())
    }

    fn text(&self) -> &'a str {
        self.source.text.get(self.block.clone()).unwrap_or_default()
    }

    /// The byte offset in the file of the character at `index`.
    fn byte(&self, index: u32) -> usize {
        self.block.start + byte(self.text(), index as usize)
    }
}

impl Node<'_> {
    /// Whether it stands for nothing: an empty or `null` plain scalar.
    pub fn is_null(&self) -> bool {
        matches!(&self.value, Value::Scalar { text, plain: true } if scalar::is_null(text))
    }

    /// Its text if it is a scalar.
    pub fn scalar(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// What it is, in words for a message.
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Scalar { text, plain } => scalar::kind(text, *plain),
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }
}

impl CharSpan {
    fn of_bytes(text: &str, range: Range<usize>) -> CharSpan {
        let index = |byte| text.char_indices().take_while(|(at, _)| *at < byte).count();
        CharSpan {
            start: fit(index(range.start)),
            end: fit(index(range.end)),
        }
    }

    fn to(self, end: CharSpan) -> CharSpan {
        CharSpan {
            start: self.start,
            end: end.end.max(self.start),
        }
    }
}

impl From<saphyr_parser::Span> for CharSpan {
    fn from(span: saphyr_parser::Span) -> CharSpan {
        CharSpan {
            start: fit(span.start.index()),
            end: fit(span.end.index()),
        }
    }
}

/// An index as it is kept. It fits: larger texts are not read.
fn fit(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// The byte offset of the character at `index`.
fn byte(text: &str, index: usize) -> usize {
    text.char_indices()
        .nth(index)
        .map_or(text.len(), |(byte, _)| byte)
}
