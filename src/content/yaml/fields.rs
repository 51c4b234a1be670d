//! The keys that a map may have, and those that it has.

use std::fmt;
use std::slice;

use super::{CharSpan, Entry, Node, Value};

/// A key that a map may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// Other names for the same, as other tools have them.
    pub aliases: &'static [&'static str],
    /// What it means, in half a sentence of Markdown.
    pub meaning: &'static str,
}

/// The known keys of one map that have a value.
#[derive(Debug)]
pub struct Fields<'n, 'a> {
    prefix: &'static str,
    found: Vec<(&'static str, &'n Entry<'a>)>,
    // The known keys that have none, with their places.
    empty: Vec<(&'static str, CharSpan)>,
}

/// What was looked for under a key, whether it is there or not.
#[derive(Clone, Copy, Debug)]
pub struct Field<'n, 'a> {
    prefix: &'static str,
    name: &'static str,
    node: Option<&'n Node<'a>>,
}

impl Key {
    /// A key without other names.
    pub const fn new(name: &'static str, meaning: &'static str) -> Key {
        Key {
            name,
            aliases: &[],
            meaning,
        }
    }

    /// Whether `written` names it. Case does not matter, as in the tools its aliases come from.
    pub fn is(&self, written: &str) -> bool {
        self.rank(written).is_some()
    }

    /// 0 for the name itself, more for an alias, `None` for what does not name it.
    pub(super) fn rank(&self, written: &str) -> Option<usize> {
        self.names()
            .position(|name| name.eq_ignore_ascii_case(written))
    }

    /// Its name and its aliases.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.aliases.iter().copied())
    }
}

impl<'n, 'a> Fields<'n, 'a> {
    /// The fields of the map under the key `prefix` (empty for the outermost map): entries by the name
    /// that their key has in the table.
    pub(super) fn new(
        prefix: &'static str,
        found: Vec<(&'static str, &'n Entry<'a>)>,
        empty: Vec<(&'static str, CharSpan)>,
    ) -> Fields<'n, 'a> {
        Fields {
            prefix,
            found,
            empty,
        }
    }

    /// Where the key called `name` stands without a value.
    pub fn left_empty(&self, name: &str) -> Option<CharSpan> {
        let empty = self.empty.iter().find(|(key, _)| *key == name);
        empty.map(|(_, span)| *span)
    }

    /// The field of the key called `name` in the table; empty where the map does not have it.
    pub fn get(&self, name: &'static str) -> Field<'n, 'a> {
        let entry = self.found.iter().find(|(found, _)| *found == name);
        Field {
            prefix: self.prefix,
            name,
            node: entry.map(|(_, entry)| &entry.value),
        }
    }
}

impl<'n, 'a> Field<'n, 'a> {
    /// A field of no map, which is never there.
    pub fn none() -> Field<'n, 'a> {
        Field {
            prefix: "",
            name: "",
            node: None,
        }
    }

    /// Its value, where there is one.
    pub fn node(self) -> Option<&'n Node<'a>> {
        self.node
    }

    /// Whether there is no value.
    pub fn is_absent(self) -> bool {
        self.node.is_none()
    }

    /// Whether there is no value, or nothing in it.
    pub fn is_blank(self) -> bool {
        self.is_absent() || self.scalar().is_some_and(|text| text.trim().is_empty())
    }

    /// The name of its key.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// Its items: those of a list, or the one value that stands for a list of one. Nulls are left out.
    pub fn items(self) -> impl Iterator<Item = Field<'n, 'a>> {
        let nodes = match self.node {
            None => &[],
            Some(Node {
                value: Value::List(items),
                ..
            }) => items.as_slice(),
            Some(node) => slice::from_ref(node),
        };
        nodes
            .iter()
            .filter(|node| !node.is_null())
            .map(move |node| self.with(node))
    }

    /// Its text if it is a scalar.
    pub fn scalar(self) -> Option<&'n str> {
        self.node?.scalar()
    }

    /// Its entries if it is a map, each key with its value; nulls are left out.
    pub fn entries(self) -> Option<impl Iterator<Item = (&'n str, Field<'n, 'a>)>> {
        let Value::Map(entries) = &self.node?.value else {
            return None;
        };
        let entries = entries.iter().filter(|entry| !entry.value.is_null());
        Some(entries.map(move |entry| (entry.key.as_ref(), self.with(&entry.value))))
    }

    /// Whether it is a map.
    pub fn is_map(self) -> bool {
        self.node
            .is_some_and(|node| matches!(node.value, Value::Map(_)))
    }

    fn with(self, node: &'n Node<'a>) -> Field<'n, 'a> {
        Field {
            node: Some(node),
            ..self
        }
    }
}

impl fmt::Display for Field<'_, '_> {
    /// Its path: `title`, `image.src`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.prefix.is_empty() {
            f.write_str(self.name)
        } else {
            write!(f, "{}.{}", self.prefix, self.name)
        }
    }
}
