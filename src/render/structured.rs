//! Structured data: what search engines and aggregators read of a page, as JSON-LD 1.1 in the vocabulary of
//! schema.org, one `@graph` a page.
//!
//! A value says no more than the page shows, and asks no question that the page's other values do not ask.

mod article;
mod listing;
mod site;
mod video;

pub use self::video::{embed, is_film};

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap, Serializer};
use tera::Value;

pub(super) use self::article::{Shown, article, faq};
pub(super) use self::listing::{author, listing, listing_of_site, section_trail};
pub(super) use self::site::{about, front, plain};

/// A thing with its properties, in the order they were given.
pub(super) struct Node<'a> {
    kind: &'static str,
    properties: Vec<(&'static str, Property<'a>)>,
}

/// What a property holds.
pub(super) enum Property<'a> {
    Text(Cow<'a, str>),
    Number(u64),
    Flag(bool),
    Node(Node<'a>),
    List(Vec<Property<'a>>),
}

impl<'a> Node<'a> {
    /// A thing of a type of schema.org.
    fn new(kind: &'static str) -> Node<'a> {
        Node {
            kind,
            properties: Vec::with_capacity(16),
        }
    }

    /// The same with one property more; what is empty is left out.
    fn with(mut self, name: &'static str, property: impl Into<Property<'a>>) -> Node<'a> {
        let property = property.into();
        let is_empty = match &property {
            Property::Text(text) => text.trim().is_empty(),
            Property::List(items) => items.is_empty(),
            _ => false,
        };
        if !is_empty {
            self.properties.push((name, property));
        }
        self
    }

    /// The same with a property where there is something to say.
    fn with_some(self, name: &'static str, property: Option<impl Into<Property<'a>>>) -> Node<'a> {
        match property {
            Some(property) => self.with(name, property),
            None => self,
        }
    }

    /// Nothing but what tells which thing of the graph is meant.
    fn reference(kind: &'static str, id: String) -> Node<'a> {
        Node::new(kind).with("@id", id)
    }
}

/// So many bytes most graphs fit into.
const ROOM: usize = 8 << 10;

/// A page's graph as templates print it between the tags of a script: no sign in it ends the script.
fn script(graph: &[Node<'_>]) -> Value {
    struct Graph<'g>(&'g [Node<'g>]);
    impl Serialize for Graph<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(Some(2))?;
            map.serialize_entry("@context", "https://schema.org")?;
            map.serialize_entry("@graph", self.0)?;
            map.end()
        }
    }
    let mut json = Vec::with_capacity(ROOM);
    // Nothing in a graph refuses to be written, and JSON is text.
    let _ = serde_json::to_writer(&mut json, &Graph(graph));
    let json = str::from_utf8(&json).unwrap_or_default();
    if json.contains('<') {
        return Value::safe_string(&json.replace('<', "\\u003c"));
    }
    Value::safe_string(json)
}

impl Serialize for Node<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.properties.len() + 1))?;
        map.serialize_entry("@type", self.kind)?;
        for (name, property) in &self.properties {
            map.serialize_entry(name, property)?;
        }
        map.end()
    }
}

impl Serialize for Property<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Property::Text(text) => serializer.serialize_str(text),
            Property::Number(number) => serializer.serialize_u64(*number),
            Property::Flag(flag) => serializer.serialize_bool(*flag),
            Property::Node(node) => node.serialize(serializer),
            Property::List(items) => items.serialize(serializer),
        }
    }
}

impl<'a> From<&'a str> for Property<'a> {
    fn from(text: &'a str) -> Property<'a> {
        Property::Text(text.into())
    }
}

impl From<String> for Property<'_> {
    fn from(text: String) -> Self {
        Property::Text(text.into())
    }
}

impl From<u32> for Property<'_> {
    fn from(number: u32) -> Self {
        Property::Number(number.into())
    }
}

impl From<bool> for Property<'_> {
    fn from(flag: bool) -> Self {
        Property::Flag(flag)
    }
}

impl<'a> From<Node<'a>> for Property<'a> {
    fn from(node: Node<'a>) -> Property<'a> {
        Property::Node(node)
    }
}

impl<'a, T: Into<Property<'a>>> From<Vec<T>> for Property<'a> {
    fn from(items: Vec<T>) -> Property<'a> {
        Property::List(items.into_iter().map(Into::into).collect())
    }
}
