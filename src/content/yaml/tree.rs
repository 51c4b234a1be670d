//! Building the tree from the parser's events.

use std::borrow::Cow;
use std::collections::HashSet;

use saphyr_parser::{Event, Parser, ScalarStyle, Span, Tag};

use super::findings::Findings;
use super::{CharSpan, Entry, Node, Text, Value, advice, byte};
use crate::diag::Diagnostic;

/// How deep lists and maps may nest. Front matter needs four levels; the rest is attack or accident.
const MAX_DEPTH: usize = 48;
/// How many bytes of YAML are read as one document.
const MAX_BYTES: usize = 4 << 20;
/// What aliases may add to one document, in bytes of tree.
const MAX_ALIASED: usize = 4 << 20;

/// Reads a text. Where it is not valid YAML there is no tree, and an error that says why.
pub(super) fn parse<'a>(text: &Text<'a>, findings: &mut Findings) -> Option<Node<'a>> {
    let yaml = text.text();
    if yaml.len() > MAX_BYTES {
        let message = format!(
            "{} MiB of YAML are more than presstime reads",
            yaml.len() >> 20
        );
        findings.add(Diagnostic::error("invalid-yaml", message), |d| {
            d.at(text.source.whole())
        });
        return None;
    }
    let mut tree = Tree {
        text,
        findings,
        open: Vec::new(),
        root: None,
        anchors: Vec::new(),
        aliased: 0,
        hashes: yaml.contains(" #").then_some((0, 0)),
    };
    match tree.grow(yaml) {
        Ok(()) => {
            tree.say_unused_anchors();
            // A text without a document says as much as an empty one.
            Some(tree.root.unwrap_or_else(nothing))
        }
        Err(fault) => {
            let diagnostic = Diagnostic::error("invalid-yaml", fault.message.as_ref());
            let diagnostic = match &fault.hint {
                Some(hint) => diagnostic.hint(hint.as_ref()),
                None => diagnostic,
            };
            tree.findings
                .add(diagnostic, |d| d.at(text.place(fault.at)));
            None
        }
    }
}

/// What stands where nothing was written.
fn nothing<'a>() -> Node<'a> {
    Node {
        value: Value::Scalar {
            text: Cow::Borrowed(""),
            plain: true,
        },
        span: CharSpan::default(),
    }
}

/// Why a text is not the YAML we can use.
struct Fault {
    at: CharSpan,
    message: Cow<'static, str>,
    hint: Option<Cow<'static, str>>,
}

impl Fault {
    fn new(at: impl Into<CharSpan>, message: &'static str) -> Fault {
        Fault {
            at: at.into(),
            message: message.into(),
            hint: None,
        }
    }

    fn hint(self, hint: &'static str) -> Fault {
        Fault {
            hint: Some(hint.into()),
            ..self
        }
    }
}

/// A list or map whose end has not come yet.
struct Open<'a> {
    anchor: usize,
    start: CharSpan,
    kind: Collection<'a>,
}

enum Collection<'a> {
    List(Vec<Node<'a>>),
    /// The entries so far, and the key that waits for its value.
    Map(Vec<Entry<'a>>, Option<(Cow<'a, str>, CharSpan)>),
}

/// The tree as it grows.
struct Tree<'t, 'a> {
    text: &'t Text<'a>,
    findings: &'t mut Findings,
    open: Vec<Open<'a>>,
    root: Option<Node<'a>>,
    /// The finished nodes that had an anchor, by its number, and whether an alias used them.
    anchors: Vec<Option<(Node<'a>, bool)>>,
    /// What aliases have added, in bytes.
    aliased: usize,
    /// How far values were looked at for what a `#` cut off, in characters and in bytes; `None` where
    /// nothing in the text can have been.
    hashes: Option<(usize, usize)>,
}

impl<'a> Tree<'_, 'a> {
    fn grow(&mut self, yaml: &'a str) -> Result<(), Fault> {
        let mut parser = Parser::new_from_str(yaml);
        let mut documents = 0;
        while let Some(event) = parser.next_event() {
            match event {
                Ok((Event::DocumentStart(_), span)) => {
                    documents += 1;
                    if documents > 1 {
                        let message = "there is more than one YAML document here";
                        return Err(Fault::new(span, message).hint("keep one of them"));
                    }
                }
                Ok((event, span)) => self.take(event, span)?,
                Err(error) => {
                    let at = byte(yaml, error.marker().index());
                    let advice = advice::on(yaml, at, error.info());
                    return Err(Fault {
                        at: CharSpan::of_bytes(yaml, advice.at),
                        message: format!("invalid YAML: {}", advice.message).into(),
                        hint: advice.hint.map(Cow::from),
                    });
                }
            }
        }
        Ok(())
    }

    fn take(&mut self, event: Event<'a>, span: Span) -> Result<(), Fault> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let is_text = self.is_tagged_text(tag.as_deref(), span);
                let plain = style == ScalarStyle::Plain;
                if plain && !text.is_empty() {
                    self.say_cut_by_hash(span.end.index());
                }
                let value = Value::Scalar {
                    text,
                    plain: plain && !is_text,
                };
                self.put(
                    Node {
                        value,
                        span: span.into(),
                    },
                    anchor,
                )
            }
            Event::SequenceStart(anchor, tag) => {
                self.is_tagged_text(tag.as_deref(), span);
                self.begin(anchor, span, Collection::List(Vec::new()))
            }
            Event::MappingStart(anchor, tag) => {
                self.is_tagged_text(tag.as_deref(), span);
                self.begin(anchor, span, Collection::Map(Vec::new(), None))
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(Open {
                    anchor,
                    start,
                    kind,
                }) = self.open.pop()
                else {
                    return Ok(());
                };
                let value = match kind {
                    Collection::List(items) => Value::List(items),
                    Collection::Map(entries, _) => Value::Map(merged(entries)),
                };
                self.put(
                    Node {
                        value,
                        span: start.to(span.into()),
                    },
                    anchor,
                )
            }
            Event::Alias(anchor) => {
                let node = self.alias(anchor, span)?;
                self.put(node, 0)
            }
            _ => Ok(()),
        }
    }

    fn begin(&mut self, anchor: usize, span: Span, kind: Collection<'a>) -> Result<(), Fault> {
        if self.open.len() >= MAX_DEPTH {
            return Err(Fault::new(
                span,
                "lists and maps are nested too deeply here",
            ));
        }
        if matches!(
            self.open.last(),
            Some(Open {
                kind: Collection::Map(_, None),
                ..
            })
        ) {
            return Err(not_a_key(span.into()));
        }
        self.open.push(Open {
            anchor,
            start: span.into(),
            kind,
        });
        Ok(())
    }

    /// Puts a finished node where it belongs: a key, a value, an item or the root.
    fn put(&mut self, node: Node<'a>, anchor: usize) -> Result<(), Fault> {
        if anchor > 0 {
            if self.anchors.len() <= anchor {
                self.anchors.resize(anchor + 1, None);
            }
            if let Some(anchored) = self.anchors.get_mut(anchor) {
                *anchored = Some((node.clone(), false));
            }
        }
        match self.open.last_mut().map(|open| &mut open.kind) {
            None => self.root = Some(node),
            Some(Collection::List(items)) => items.push(node),
            Some(Collection::Map(entries, waiting)) => match waiting.take() {
                Some((key, span)) => {
                    let is_empty = node.scalar() == Some("");
                    entries.push(Entry {
                        key,
                        span,
                        value: node,
                    });
                    if is_empty {
                        // A colon stands between the key and what might have been its value.
                        self.say_cut_by_hash(span.end as usize + 1);
                    }
                }
                None => match node.value {
                    Value::Scalar { text, .. } => *waiting = Some((text, node.span)),
                    _ => return Err(not_a_key(node.span)),
                },
            },
        }
        Ok(())
    }

    /// A copy of what an alias stands for, within bounds.
    fn alias(&mut self, anchor: usize, span: Span) -> Result<Node<'a>, Fault> {
        let anchored = self.anchors.get_mut(anchor).and_then(Option::as_mut);
        let Some((node, is_used)) = anchored else {
            return Err(Fault::new(
                span,
                "this alias stands for a value that contains it",
            ));
        };
        *is_used = true;
        let (size, height) = extent(node);
        self.aliased += size;
        if self.aliased > MAX_ALIASED || self.open.len() + height > MAX_DEPTH {
            return Err(Fault::new(span, "aliases make this document too large"));
        }
        Ok(node.clone())
    }

    /// Whether a tag says that a scalar is text. Tags of other tools mean nothing here.
    fn is_tagged_text(&mut self, tag: Option<&Tag>, span: Span) -> bool {
        let Some(tag) = tag else { return false };
        if !tag.is_yaml_core_schema() {
            let message = format!("the tag `{tag}` means nothing here");
            let diagnostic = Diagnostic::warning("yaml-tag", message);
            let diagnostic = diagnostic.hint("put text that begins with `!` in quotes");
            self.findings
                .add(diagnostic, |d| d.at(self.text.place(span.into())));
        }
        tag.suffix == "str"
    }

    /// Says where a word that begins with `#` ends a value, which nobody means in `The #MeToo years`.
    /// `end` is the character after the value; the values come in the order of the text.
    fn say_cut_by_hash(&mut self, end: usize) {
        let yaml = self.text.text();
        let Some((chars, bytes)) = self.hashes else {
            return;
        };
        let Some(ahead) = end.checked_sub(chars) else {
            return;
        };
        let bytes = bytes + byte(yaml.get(bytes..).unwrap_or_default(), ahead);
        self.hashes = Some((end, bytes));

        let rest = yaml.get(bytes..).unwrap_or_default();
        let comment = rest.trim_start_matches(' ');
        let space = rest.len() - comment.len();
        let is_word = |rest: &str| rest.starts_with(char::is_alphanumeric);
        if space == 0 || !comment.strip_prefix('#').is_some_and(is_word) {
            return;
        }
        let line = comment.lines().next().unwrap_or_default();
        let word = line.split(' ').next().unwrap_or_default();
        let message = format!("`{word}` begins a comment here, and is no part of the value");
        let diagnostic =
            Diagnostic::warning("cut-by-hash", message).hint("put the value in quotes");
        let start = self.text.block.start + bytes + space;
        self.findings.add(diagnostic, |d| {
            d.at(self.text.source.place(start..start + line.len()))
        });
    }

    /// Says which texts begin with `&` and so lost their first word.
    fn say_unused_anchors(&mut self) {
        for (node, is_used) in self.anchors.iter().flatten() {
            if !is_used && node.scalar().is_some() {
                let message = "the word that begins with `&` before this value is no part of it";
                let diagnostic = Diagnostic::warning("yaml-anchor", message);
                let diagnostic = diagnostic.hint("put text that begins with `&` in quotes");
                self.findings
                    .add(diagnostic, |d| d.at(self.text.place(node.span)));
            }
        }
    }
}

fn not_a_key(at: CharSpan) -> Fault {
    Fault::new(at, "a key must be plain text, not a list or a map")
        .hint("put text that begins with `[` or `{` in quotes")
}

/// The bytes that a copy of a node takes, roughly, and its height (0 for a scalar).
fn extent(node: &Node<'_>) -> (usize, usize) {
    let own = size_of::<Entry<'_>>();
    match &node.value {
        Value::Scalar { text, .. } => (own + text.len(), 0),
        Value::List(items) => items.iter().map(extent).fold((own, 1), around),
        Value::Map(entries) => entries.iter().map(extent_of_entry).fold((own, 1), around),
    }
}

fn extent_of_entry(entry: &Entry<'_>) -> (usize, usize) {
    let (size, height) = extent(&entry.value);
    (size + entry.key.len(), height)
}

/// The extent of a collection with one more child.
fn around((size, height): (usize, usize), (child, its_height): (usize, usize)) -> (usize, usize) {
    (size + child, height.max(its_height + 1))
}

/// The entries with those of `<<: *base` after them, as far as they do not give the key themselves.
fn merged(entries: Vec<Entry<'_>>) -> Vec<Entry<'_>> {
    if entries.iter().all(|entry| entry.key != "<<") {
        return entries;
    }
    let is_base = |entry: &Entry<'_>| entry.key == "<<";
    let (bases, mut own): (Vec<_>, Vec<_>) = entries.into_iter().partition(is_base);
    let maps = bases.into_iter().flat_map(|base| match base.value.value {
        Value::List(items) => items,
        _ => vec![base.value],
    });
    let mut known: HashSet<Cow<'_, str>> = own.iter().map(|entry| entry.key.clone()).collect();
    for map in maps {
        if let Value::Map(entries) = map.value {
            own.extend(
                entries
                    .into_iter()
                    .filter(|entry| known.insert(entry.key.clone())),
            );
        }
    }
    own
}
