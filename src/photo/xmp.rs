//! XMP (ISO 16684-1): the properties that credit, read and written.

use std::collections::BTreeMap;
use std::fmt::Write;

use quick_xml::Reader;
use quick_xml::escape::{escape, unescape};
use quick_xml::events::{BytesStart, Event};

use super::credits::{Credits, caption};

/// How many bytes of a packet are looked at.
const LIMIT: usize = 4 << 20;

const DC: &str = "http://purl.org/dc/elements/1.1/";
const PHOTOSHOP: &str = "http://ns.adobe.com/photoshop/1.0/";
const RIGHTS: &str = "http://ns.adobe.com/xap/1.0/rights/";
const CC: &str = "http://creativecommons.org/ns#";
const PLUS: &str = "http://ns.useplus.org/ldf/xmp/1.0/";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// The namespaces that matter; what is in others is passed over.
const SPACES: [&str; 6] = [DC, PHOTOSHOP, RIGHTS, CC, PLUS, RDF];

/// What a packet says; as much as can be read of a damaged one.
pub(super) fn read(packet: &[u8]) -> Credits {
    let packet = packet.get(..packet.len().min(LIMIT)).unwrap_or_default();
    let mut found = Found::default();
    let packet = String::from_utf8_lossy(packet);
    let mut reader = Reader::from_str(&packet);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => found.start(&element),
            Ok(Event::Empty(element)) => {
                found.start(&element);
                found.end();
            }
            Ok(Event::End(_)) => found.end(),
            Ok(Event::Text(text)) => found.text(&text),
            Ok(Event::CData(text)) => found.text(&text),
            Ok(Event::GeneralRef(name)) => {
                if let Ok(text) = unescape(&format!("&{};", &*name)) {
                    found.text(&text);
                }
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    found.credits()
}

/// The same as a packet that readers take; empty if there is nothing to say.
pub(super) fn write(credits: &Credits) -> Vec<u8> {
    if credits.is_empty() {
        return Vec::new();
    }
    let mut out = String::from(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">",
    );
    let _ = write!(
        out,
        "<rdf:RDF xmlns:rdf=\"{RDF}\"><rdf:Description rdf:about=\"\" xmlns:dc=\"{DC}\" \
         xmlns:photoshop=\"{PHOTOSHOP}\" xmlns:xmpRights=\"{RIGHTS}\">"
    );
    let mut property = |name: &str, open: &str, text: &str, close: &str| {
        if !text.is_empty() {
            let text = escape(text);
            let _ = write!(out, "<{name}>{open}{text}{close}</{name}>");
        }
    };
    let (alternatives, end) = (
        "<rdf:Alt><rdf:li xml:lang=\"x-default\">",
        "</rdf:li></rdf:Alt>",
    );
    property(
        "dc:creator",
        "<rdf:Seq><rdf:li>",
        &credits.creator,
        "</rdf:li></rdf:Seq>",
    );
    property("dc:rights", alternatives, &credits.copyright, end);
    property("dc:description", alternatives, &credits.caption, end);
    property("photoshop:Credit", "", &credits.credit, "");
    property("xmpRights:WebStatement", "", &credits.licence, "");
    out.push_str("</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"r\"?>");
    out.into_bytes()
}

/// A property that is looked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Property {
    Creator,
    Rights,
    Description,
    Credit,
    // In the order in which they are taken for the licence.
    WebStatement,
    License,
    LicensorUrl,
}

#[derive(Default)]
struct Found {
    /// Which namespace a prefix stands for. Packets declare a prefix once, or again as the same: scopes would
    /// only make a hostile one slow.
    prefixes: BTreeMap<String, &'static str>,
    /// For each open element, whether it is a property, an item, or something else.
    open: Vec<Place>,
    /// The values of a property, each with whether it is the default of its alternatives.
    values: BTreeMap<Property, Vec<(String, bool)>>,
}

#[derive(Clone, Copy)]
enum Place {
    /// `rdf:Description`, `rdf:RDF` and the like: properties may stand in it.
    Frame,
    Value(Property),
    /// The list or the item of a property.
    Inside(Property),
    Other,
}

impl Found {
    fn start(&mut self, element: &BytesStart) {
        for attribute in attributes(element) {
            let Some(prefix) = attribute.0.strip_prefix("xmlns:") else {
                continue;
            };
            let space = SPACES.iter().find(|space| **space == attribute.1);
            if let Some(space) = space {
                self.prefixes.insert(prefix.to_owned(), space);
            }
        }
        let name = element.name();
        let place = match (self.open.last().copied(), self.resolve(name.as_ref())) {
            (Some(Place::Value(property)), Some((RDF, "Seq" | "Bag" | "Alt"))) => {
                Place::Inside(property)
            }
            (Some(Place::Inside(property)), Some((RDF, "li"))) => {
                let is_default = attributes(element)
                    .any(|(name, value)| name == "xml:lang" && value == "x-default");
                self.begin(property, is_default);
                Place::Inside(property)
            }
            (_, Some((space, local))) => match property(space, local) {
                Some(property) => {
                    self.begin(property, false);
                    Place::Value(property)
                }
                None => Place::Frame,
            },
            (_, None) => Place::Other,
        };
        for (name, value) in attributes(element) {
            match (place, self.resolve(&name)) {
                (Place::Value(property), Some((RDF, "resource"))) => {
                    self.begin(property, false);
                    self.append(property, &value);
                }
                (Place::Frame, Some((space, local))) => {
                    if let Some(property) = property(space, local) {
                        self.begin(property, false);
                        self.append(property, &value);
                    }
                }
                _ => {}
            }
        }
        self.open.push(place);
    }

    fn end(&mut self) {
        self.open.pop();
    }

    fn text(&mut self, text: &str) {
        if let Some(Place::Value(property) | Place::Inside(property)) = self.open.last().copied() {
            self.append(property, text);
        }
    }

    fn begin(&mut self, property: Property, is_default: bool) {
        let values = self.values.entry(property).or_default();
        values.push((String::new(), is_default));
    }

    fn append(&mut self, property: Property, text: &str) {
        if let Some((value, _)) = self.values.entry(property).or_default().last_mut() {
            value.push_str(text);
        }
    }

    fn resolve<'n>(&self, name: &'n str) -> Option<(&'static str, &'n str)> {
        let (prefix, local) = name.split_once(':')?;
        Some((self.prefixes.get(prefix)?, local))
    }

    fn credits(&self) -> Credits {
        let values = |property| {
            let values = self.values.get(&property).into_iter().flatten();
            values.filter(|(value, _)| !value.trim().is_empty())
        };
        let one = |property| {
            let chosen = values(property).find(|(_, is_default)| *is_default);
            let chosen = chosen.or_else(|| values(property).next());
            chosen.map(|(value, _)| value.clone()).unwrap_or_default()
        };
        let creators: Vec<&str> = values(Property::Creator)
            .map(|(value, _)| value.trim())
            .collect();
        let licences = [
            Property::WebStatement,
            Property::License,
            Property::LicensorUrl,
        ];
        Credits {
            creator: creators.join(", "),
            credit: one(Property::Credit),
            copyright: one(Property::Rights),
            licence: licences
                .into_iter()
                .map(|property| one(property).trim().to_owned())
                .find(|address| address.starts_with("http"))
                .unwrap_or_default(),
            caption: caption(&one(Property::Description)).to_owned(),
        }
    }
}

fn property(space: &str, local: &str) -> Option<Property> {
    match (space, local) {
        (DC, "creator") => Some(Property::Creator),
        (DC, "rights") => Some(Property::Rights),
        (DC, "description") => Some(Property::Description),
        (PHOTOSHOP, "Credit") => Some(Property::Credit),
        (RIGHTS, "WebStatement") => Some(Property::WebStatement),
        (CC, "license") => Some(Property::License),
        (PLUS, "LicensorURL") => Some(Property::LicensorUrl),
        _ => None,
    }
}

/// Names and values, without the check for duplicates that takes quadratic time.
fn attributes(element: &BytesStart) -> impl Iterator<Item = (String, String)> {
    let mut attributes = element.attributes();
    attributes.with_checks(false);
    attributes.flatten().map(|attribute| {
        let raw = attribute.value.as_ref();
        let value = unescape(raw).map_or_else(|_| raw.to_owned(), Into::into);
        (attribute.key.as_ref().to_owned(), value)
    })
}
