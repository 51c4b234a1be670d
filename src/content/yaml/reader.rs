//! Reading what keys ought to hold, and gathering what is wrong with them.

use std::borrow::Cow;
use std::collections::HashMap;

use super::fields::{Field, Fields, Key};
use super::findings::{Findings, printable};
use super::{CharSpan, Entry, Node, Text, Value, scalar, tree};
use crate::content::Extra;
use crate::diag::{Diagnostic, Place, did_you_mean};

/// Longer words are no slips of the hand, and comparing them takes their length squared.
const LONGEST_SLIP: usize = 64;

/// Reads a YAML text and gathers what there is to say about it.
#[derive(Debug)]
pub struct Reader<'a> {
    text: Text<'a>,
    findings: Findings,
}

impl<'a> Reader<'a> {
    /// A reader of `text`.
    pub fn new(text: Text<'a>) -> Reader<'a> {
        Reader {
            text,
            findings: Findings::default(),
        }
    }

    /// The tree of the text; `None` where it is not valid YAML, which is then said.
    pub fn tree(&mut self) -> Option<Node<'a>> {
        tree::parse(&self.text, &mut self.findings)
    }

    /// Everything gathered.
    pub fn finish(self) -> Vec<Diagnostic> {
        self.findings.finish(self.text.source.whole())
    }

    /// Gathers a diagnostic about the value of a field (about the whole text, if it has none).
    pub fn say(&mut self, field: Field<'_, '_>, diagnostic: Diagnostic) {
        let place = || {
            field
                .node()
                .map_or_else(|| self.text.whole(), |node| self.text.place(node.span))
        };
        self.findings.add(diagnostic, |d| d.at(place()));
    }

    /// The same, with a hint where there is one.
    pub fn advise(
        &mut self,
        field: Field<'_, '_>,
        diagnostic: Diagnostic,
        hint: Option<impl Into<String>>,
    ) {
        match hint {
            Some(hint) => self.say(field, diagnostic.hint(hint)),
            None => self.say(field, diagnostic),
        }
    }

    /// The place of a part of the text.
    pub fn place(&self, span: CharSpan) -> Place {
        self.text.place(span)
    }

    /// Gathers a diagnostic that has its place already.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.findings.add(diagnostic, |d| d);
    }

    /// The fields of the text's outermost map; none where the text is empty. `None` where it is something
    /// else than a map, which is then said.
    pub fn root<'n, 'y>(
        &mut self,
        node: &'n Node<'y>,
        table: &'static [Key],
    ) -> Option<Fields<'n, 'y>> {
        if let Value::Map(entries) = &node.value {
            return Some(self.known(entries, table, ""));
        }
        if node.is_null() {
            return Some(Fields::new("", Vec::new(), Vec::new()));
        }
        let message = format!("expected keys with values, found {}", node.kind());
        let diagnostic =
            Diagnostic::error("wrong-type", message).hint("write `key: value`, one key a line");
        self.findings
            .add(diagnostic, |d| d.at(self.text.place(node.span)));
        None
    }

    /// The fields of a map; `None` where there is none.
    pub fn fields<'n, 'y>(
        &mut self,
        field: Field<'n, 'y>,
        table: &'static [Key],
    ) -> Option<Fields<'n, 'y>> {
        if let Value::Map(entries) = &field.node()?.value {
            return Some(self.known(entries, table, field.name()));
        }
        self.wrong_type(field, "a map");
        None
    }

    /// Text in one line: trimmed, its lines joined. `None` where there is none or it is empty.
    pub fn line(&mut self, field: Field<'_, '_>) -> Option<String> {
        let line = one_line(&self.string(field, "a string")?);
        (!line.is_empty()).then_some(line)
    }

    /// Text of any number of lines, trimmed. `None` where there is none or it is empty.
    pub fn lines(&mut self, field: Field<'_, '_>) -> Option<String> {
        let text = self.string(field, "a string")?;
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// One-line texts, from a list or from one alone.
    pub fn list(&mut self, field: Field<'_, '_>) -> Vec<String> {
        let texts = field
            .items()
            .filter_map(|item| self.string(item, "a list of strings"));
        texts
            .map(|text| one_line(&text))
            .filter(|text| !text.is_empty())
            .collect()
    }

    /// A truth value.
    pub fn flag(&mut self, field: Field<'_, '_>) -> Option<bool> {
        if field.is_blank() {
            return None;
        }
        let flag = field.scalar().and_then(|text| scalar::truth(text.trim()));
        if flag.is_none() {
            self.wrong_type(field, "`true` or `false`");
        }
        flag
    }

    /// A whole number.
    pub fn integer(&mut self, field: Field<'_, '_>) -> Option<i64> {
        if field.is_blank() {
            return None;
        }
        let number = field.scalar().and_then(|text| text.trim().parse().ok());
        if number.is_none() {
            self.wrong_type(field, "a whole number");
        }
        number
    }

    /// A free map.
    pub fn extra(&mut self, field: Field<'_, '_>) -> Extra {
        match field.node() {
            Some(node) if field.is_map() => self.free(node),
            Some(_) => {
                self.wrong_type(field, "a map");
                Extra::Null
            }
            None => Extra::Null,
        }
    }

    /// Says that a field holds something else than it should.
    pub fn wrong_type(&mut self, field: Field<'_, '_>, expected: &str) {
        self.say(field, mismatch(field, expected));
    }

    /// The same, with what to write instead.
    pub fn wrong_type_for(&mut self, field: Field<'_, '_>, expected: &str, hint: &str) {
        self.say(field, mismatch(field, expected).hint(hint));
    }

    /// A scalar's text without what no page can show.
    fn string<'n>(&mut self, field: Field<'n, '_>, expected: &str) -> Option<Cow<'n, str>> {
        field.node()?;
        let Some(text) = field.scalar() else {
            self.wrong_type(field, expected);
            return None;
        };
        let kept = printable(text);
        if kept.len() != text.len() {
            let message = format!("`{field}` has control characters, which are left out");
            self.say(field, Diagnostic::warning("control-character", message));
        }
        Some(kept)
    }

    /// The entries whose key is in the table, under its name. The others are said.
    fn known<'n, 'y>(
        &mut self,
        entries: &'n [Entry<'y>],
        table: &'static [Key],
        prefix: &'static str,
    ) -> Fields<'n, 'y> {
        let mut found: Vec<(&'static str, &'n Entry<'y>)> =
            Vec::with_capacity(entries.len().min(table.len()));
        let mut empty = Vec::new();
        for entry in entries {
            // Nearly all keys are called by their own name.
            let key = table.iter().find(|key| key.name == entry.key);
            let Some(key) = key.or_else(|| table.iter().find(|key| key.is(&entry.key))) else {
                self.unknown_key(&entry.key, entry.span, table, prefix);
                continue;
            };
            if entry.value.is_null() {
                empty.push((key.name, entry.span));
                continue;
            }
            match found.iter_mut().find(|(name, _)| *name == key.name) {
                None => found.push((key.name, entry)),
                Some((_, other)) => {
                    // The table's order decides, not the file's.
                    let comes_first = key.rank(&entry.key) < key.rank(&other.key);
                    let (kept, dropped) = if comes_first {
                        (entry, *other)
                    } else {
                        (*other, entry)
                    };
                    *other = kept;
                    self.same_key_twice(kept, dropped);
                }
            }
        }
        Fields::new(prefix, found, empty)
    }

    /// Says that `dropped` is not used, for `kept` is the same key.
    fn same_key_twice(&mut self, kept: &Entry<'_>, dropped: &Entry<'_>) {
        let (text, at, other) = (&self.text, dropped.span, kept.span);
        if kept.key.eq_ignore_ascii_case(&dropped.key) {
            let message = format!("the key `{}` comes twice", dropped.key);
            let diagnostic = Diagnostic::error("duplicate-key", message);
            let placed = |d: Diagnostic| {
                d.at(text.place(at))
                    .and_at(text.place(other), "first given here")
            };
            self.findings.add(diagnostic, placed);
        } else if kept.value.scalar().is_none() || kept.value.scalar() != dropped.value.scalar() {
            let (used, unused) = (&kept.key, &dropped.key);
            let message = format!("`{unused}` means the same as `{used}`, which is used instead");
            let diagnostic = Diagnostic::warning("same-key", message).hint("keep one of the two");
            let placed = |d: Diagnostic| {
                d.at(text.place(at))
                    .and_at(text.place(other), "used instead")
            };
            self.findings.add(diagnostic, placed);
        }
    }

    fn unknown_key(&mut self, key: &str, span: CharSpan, table: &'static [Key], prefix: &str) {
        let within = if prefix.is_empty() {
            String::new()
        } else {
            format!(" in `{prefix}`")
        };
        let diagnostic = Diagnostic::warning("unknown-key", format!("unknown key `{key}`{within}"));
        self.findings.add(diagnostic, |d| {
            let names = table.iter().flat_map(Key::names);
            let near = nearest(key, names);
            let d = match near {
                Some(name) => d.hint(format!("did you mean `{name}`?")),
                None if table.iter().any(|key| key.name == "extra") => {
                    d.hint("put keys of your own under `extra`")
                }
                None => d,
            };
            d.at(self.text.place(span))
        });
    }

    /// A value whose meaning is free.
    pub(super) fn free(&mut self, node: &Node<'_>) -> Extra {
        match &node.value {
            Value::Scalar { text, plain: true } => scalar::free(text),
            Value::Scalar { text, plain: false } => Extra::String(printable(text).into_owned()),
            Value::List(items) => Extra::List(items.iter().map(|item| self.free(item)).collect()),
            Value::Map(entries) => {
                let mut first: HashMap<&str, &Entry<'_>> = HashMap::with_capacity(entries.len());
                let mut map = Vec::with_capacity(entries.len());
                for entry in entries {
                    if let Some(first) = first.get(entry.key.as_ref()) {
                        self.same_key_twice(first, entry);
                        continue;
                    }
                    first.insert(&entry.key, entry);
                    map.push((printable(&entry.key).into_owned(), self.free(&entry.value)));
                }
                Extra::Map(map)
            }
        }
    }
}

fn mismatch(field: Field<'_, '_>, expected: &str) -> Diagnostic {
    let found = field.node().map_or("nothing", Node::kind);
    let message = format!("`{field}`: expected {expected}, found {found}");
    Diagnostic::error("wrong-type", message)
}

/// The name that a word was probably meant to be, as [`did_you_mean`], for words of any length.
pub fn nearest<'k>(word: &str, names: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    (word.len() <= LONGEST_SLIP)
        .then(|| did_you_mean(word, names))
        .flatten()
}

/// `text` in one line, without space around it.
fn one_line(text: &str) -> String {
    let ends_line = |c| matches!(c, '\n' | '\r' | '\t' | '\u{85}' | '\u{2028}' | '\u{2029}');
    // The first bytes of those characters.
    if !text
        .bytes()
        .any(|b| matches!(b, b'\n' | b'\r' | b'\t' | 0xc2 | 0xe2))
    {
        return text.trim().to_owned();
    }
    let parts = text
        .split(ends_line)
        .map(str::trim)
        .filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ")
}
