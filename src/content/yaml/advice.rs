//! What most probably went wrong where YAML does not parse.
//!
//! The parser says which rule was broken, and often notices late. An editor wants to know which line to
//! change, and how: nearly always some text should have been quoted, or a line is indented wrongly.

use std::ops::Range;

/// An error in an editor's words.
pub(super) struct Advice {
    /// The cause, as far as it can be told; in bytes.
    pub at: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// What to say about the error `info` that the parser found at byte `at` of `text`.
pub(super) fn on(text: &str, at: usize, info: &str) -> Advice {
    let error = Error {
        text,
        at,
        info,
        line: Line::around(text, at),
    };
    let causes = [
        Error::tab,
        Error::first_line,
        Error::position,
        Error::first_character,
        Error::quotes,
        Error::bracket,
        Error::no_colon,
    ];
    let advice = causes.iter().find_map(|cause| cause(&error));
    advice.unwrap_or_else(|| Advice::maybe(error.here(), info, None))
}

/// An error in the parser's words.
struct Error<'t> {
    text: &'t str,
    at: usize,
    info: &'t str,
    line: Line<'t>,
}

impl Error<'_> {
    fn is(&self, part: &str) -> bool {
        self.info.contains(part)
    }

    fn here(&self) -> Range<usize> {
        self.at..self.at + 1
    }

    fn is_in_value(&self) -> bool {
        self.line.value_start().is_some_and(|start| start < self.at)
    }

    fn quote_it(&self) -> Option<String> {
        self.line
            .quoted()
            .map(|quoted| format!("put the value in quotes: `{quoted}`"))
    }

    /// Tabs that indent.
    fn tab(&self) -> Option<Advice> {
        let tab = self
            .is("tab")
            .then(|| tab_indentation(self.text, self.line.start))
            .flatten()?;
        Some(Advice::new(
            tab,
            "a tab in the indentation",
            "indent with spaces",
        ))
    }

    /// A first line that is indented, so that those below stand outside of it.
    fn first_line(&self) -> Option<Advice> {
        if !self.is("<document start>") {
            return None;
        }
        let first = self.text.find(|c: char| !c.is_whitespace())?;
        let first = Line::around(self.text, first);
        let indentation = first.range().start - first.start;
        (indentation > 0 && first.start < self.line.start).then(|| {
            let what = if first.text.starts_with('\t') {
                "a tab before the first key"
            } else {
                "the first line is indented, and the lines below are not"
            };
            let at = first.start..first.start + indentation;
            Advice::new(at, what, "begin every key at the beginning of its line")
        })
    }

    /// Something that stands where nothing of its kind can: a second colon, or a wrong indentation.
    fn position(&self) -> Option<Advice> {
        let is_colon = self.is("mapping values are not allowed");
        if !is_colon && !self.is("did not find expected key") {
            return None;
        }
        if self.is_in_value() {
            let message = if is_colon {
                "a second colon in one value"
            } else {
                "the value goes on after it has ended"
            };
            return Some(Advice::maybe(self.here(), message, self.quote_it()));
        }
        let message = if is_colon {
            "this line is indented deeper than the one it should stand beside"
        } else {
            "this line's indentation fits no line before it"
        };
        Some(Advice::new(
            self.line.range(),
            message,
            "begin it where the lines beside it begin",
        ))
    }

    /// A value whose first character means something to YAML.
    fn first_character(&self) -> Option<Advice> {
        let first = self
            .info
            .strip_prefix("unexpected character: `")
            .and_then(|rest| rest.strip_suffix('\''));
        if let Some(first) = first {
            let first = if first == "`" {
                "a backtick".to_owned()
            } else {
                format!("`{first}`")
            };
            let message = format!("a value cannot begin with {first}");
            return Some(Advice::maybe(self.here(), message, self.quote_it()));
        }
        let message = if self.is("unknown anchor") {
            "a value that begins with `*` stands for another one, and there is none of this name"
        } else if self.is("block sequence entries are not allowed")
            || self.is("mapping keys are not allowed")
        {
            "a list or a key cannot begin here"
        } else if self.is("block scalar, did not find expected comment or line break") {
            "text cannot follow `>` or `|` on its line"
        } else {
            return None;
        };
        Some(Advice::maybe(self.line.value(), message, self.quote_it()))
    }

    /// Quotes within quotes, quotes that are not closed, backslashes.
    fn quotes(&self) -> Option<Advice> {
        if self.is("invalid trailing content after") {
            let hint = "inside double quotes write `\\\"` for a quote, inside single quotes `''` for an apostrophe";
            return Some(Advice::new(
                self.at..self.line.end,
                "the value goes on after its closing quote",
                hint,
            ));
        }
        if !self.is("quoted scalar") {
            return None;
        }
        if self.is("escape") || self.is("hexadecimal") {
            let hint = "write `\\\\` for a backslash, or put the value in single quotes";
            let message = "a backslash begins an escape that YAML does not know";
            return Some(Advice::new(self.here(), message, hint));
        }
        Some(Advice::new(
            self.here(),
            "this quote is never closed",
            "close it, or leave both quotes out",
        ))
    }

    /// A list or map in brackets that is not closed.
    fn bracket(&self) -> Option<Advice> {
        let may_be =
            self.is("flow") || self.is("illegal placement of ':'") || self.is("end of stream");
        let open = may_be
            .then(|| unclosed(self.text.get(..self.at)?))
            .flatten()?;
        Some(Advice::new(
            open..open + 1,
            "this bracket is never closed",
            "close it, or put the text in quotes",
        ))
    }

    /// A line without a key. The parser notices at the next one.
    fn no_colon(&self) -> Option<Advice> {
        if !self.is("simple key expect") {
            return None;
        }
        let line = self.line.with_text_before(self.text);
        Some(if line.is_key_without_space() {
            Advice::new(
                line.range(),
                "there is no space after the colon",
                "write `key: value`, with a space",
            )
        } else {
            Advice::new(
                line.range(),
                "this line has no colon after its key",
                "write `key: value`",
            )
        })
    }
}

impl Advice {
    fn new(at: Range<usize>, message: &str, hint: &str) -> Advice {
        Advice {
            at,
            message: message.to_owned(),
            hint: Some(hint.to_owned()),
        }
    }

    fn maybe(at: Range<usize>, message: impl Into<String>, hint: Option<String>) -> Advice {
        Advice {
            at,
            message: message.into(),
            hint,
        }
    }
}

/// One line of the text, without its end; offsets are in the text.
#[derive(Clone, Copy)]
struct Line<'t> {
    start: usize,
    end: usize,
    text: &'t str,
}

impl<'t> Line<'t> {
    fn around(text: &'t str, at: usize) -> Line<'t> {
        let start = text
            .get(..at)
            .and_then(|before| before.rfind('\n'))
            .map_or(0, |newline| newline + 1);
        let rest = text.get(start..).unwrap_or_default();
        let line = rest.lines().next().unwrap_or_default();
        Line {
            start,
            end: start + line.len(),
            text: line,
        }
    }

    /// The nearest line above that is not empty.
    fn with_text_before(self, text: &'t str) -> Line<'t> {
        let before = text.get(..self.start).unwrap_or_default().trim_end();
        if before.is_empty() {
            self
        } else {
            Line::around(text, before.len())
        }
    }

    /// Its range without the indentation.
    fn range(&self) -> Range<usize> {
        self.start + (self.text.len() - self.text.trim_start().len())..self.end
    }

    /// Where the value of its first key begins.
    fn value_start(&self) -> Option<usize> {
        let (key, value) = self.text.split_once(": ")?;
        let space = value.len() - value.trim_start().len();
        Some(self.start + key.len() + 2 + space)
    }

    fn value(&self) -> Range<usize> {
        self.value_start()
            .map_or_else(|| self.range(), |start| start..self.end)
    }

    /// The line with its value in the quotes that it does not have itself.
    fn quoted(&self) -> Option<String> {
        let (key, value) = self.text.split_once(": ")?;
        let (key, value) = (key.trim_start(), value.trim());
        if value.is_empty() || value.chars().count() > 80 {
            return None;
        }
        if !value.contains(['"', '\\']) {
            return Some(format!("{key}: \"{value}\""));
        }
        Some(format!("{key}: '{}'", value.replace('\'', "''")))
    }

    /// Whether it reads `key:value`.
    fn is_key_without_space(&self) -> bool {
        self.text
            .trim()
            .split_once(':')
            .is_some_and(|(key, value)| {
                !value.is_empty()
                    && key
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
            })
    }
}

/// The first tab in the indentation of a line at or after the one that begins at `start`.
fn tab_indentation(text: &str, start: usize) -> Option<Range<usize>> {
    let mut at = start;
    for line in text.get(start..)?.split_inclusive('\n') {
        let indentation = line.len() - line.trim_start_matches([' ', '\t']).len();
        if let Some(tab) = line.get(..indentation).and_then(|space| space.find('\t')) {
            return Some(at + tab..at + tab + 1);
        }
        at += line.len();
    }
    None
}

/// The last bracket before the end of `text` that nothing closes.
fn unclosed(text: &str) -> Option<usize> {
    let mut open = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '[' | '{' => open.push(at),
            ']' | '}' => drop(open.pop()),
            _ => {}
        }
    }
    open.last().copied()
}
