//! SVG (SVG 2): its size, and what is left of it when nothing in it can act or fetch.

use std::collections::BTreeSet;

use quick_xml::Reader;
use quick_xml::escape::{escape, unescape};
use quick_xml::events::{BytesStart, Event};

use super::{Fault, Kind};

const SVG: &str = "http://www.w3.org/2000/svg";
const XLINK: &str = "http://www.w3.org/1999/xlink";

/// What draws. All else goes with what is in it: scripts, `foreignObject`, other vocabularies.
const DRAWS: [&str; 59] = [
    "animate",
    "animateMotion",
    "animateTransform",
    "circle",
    "clipPath",
    "defs",
    "desc",
    "ellipse",
    "feBlend",
    "feColorMatrix",
    "feComponentTransfer",
    "feComposite",
    "feConvolveMatrix",
    "feDiffuseLighting",
    "feDisplacementMap",
    "feDistantLight",
    "feDropShadow",
    "feFlood",
    "feFuncA",
    "feFuncB",
    "feFuncG",
    "feFuncR",
    "feGaussianBlur",
    "feImage",
    "feMerge",
    "feMergeNode",
    "feMorphology",
    "feOffset",
    "fePointLight",
    "feSpecularLighting",
    "feSpotLight",
    "feTile",
    "feTurbulence",
    "filter",
    "g",
    "image",
    "line",
    "linearGradient",
    "marker",
    "mask",
    "metadata",
    "mpath",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "set",
    "stop",
    "style",
    "svg",
    "switch",
    "symbol",
    "text",
    "textPath",
    "title",
    "tspan",
    "use",
];

/// A drawing that can be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Safe {
    /// The drawing.
    pub bytes: Vec<u8>,
    /// What was taken out, each kind once, as `<script>`, `onload=` or `the style sheet`.
    pub removed: Vec<String>,
}

/// A drawing without scripts, event handlers, `foreignObject`, links and references to other files. It is the
/// same drawing where it was harmless; comments, document types and what other programs keep in it go.
///
/// # Errors
/// It is no SVG in UTF-8, ends too early, is not well-formed, or needs entities of its own.
pub fn safe_svg(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    safe_svg_and_why(bytes).map(|safe| safe.bytes)
}

/// As [`safe_svg`], with what was removed.
///
/// # Errors
/// The same.
pub fn safe_svg_and_why(bytes: &[u8]) -> Result<Safe, Fault> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| Fault::Unsupported("an SVG in another encoding than UTF-8".to_owned()))?;
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = Reader::from_str(text);
    let mut cleaner = Cleaner::default();
    loop {
        let event = reader.read_event();
        let event = event.map_err(|error| Fault::Broken(Kind::Svg, lower(&error.to_string())))?;
        if matches!(event, Event::Eof) {
            break;
        }
        cleaner.take(&event)?;
    }
    match (cleaner.open.is_empty(), cleaner.out.is_empty()) {
        (true, false) => Ok(Safe {
            bytes: cleaner.out.into_bytes(),
            removed: cleaner.removed.into_iter().collect(),
        }),
        (true, true) => Err(Fault::NoPicture),
        (false, _) => Err(Fault::Truncated(Kind::Svg)),
    }
}

/// The size of a drawing, in pixels: its `width` and `height`, or else those of its `viewBox` (SVG 2, §8.2 and
/// §8.6), or what browsers take. `None` if it is no drawing.
pub(super) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    /// Where the root element has to begin.
    const HEAD: usize = 64 << 10;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let start = bytes.iter().position(|byte| !byte.is_ascii_whitespace())?;
    if bytes.get(start) != Some(&b'<') {
        return None;
    }
    let head = bytes.get(..bytes.len().min(HEAD))?;
    let head = match std::str::from_utf8(head) {
        Ok(head) => head,
        Err(error) => std::str::from_utf8(head.get(..error.valid_up_to())?).ok()?,
    };
    let mut reader = Reader::from_str(head);
    loop {
        match reader.read_event().ok()? {
            Event::Start(root) | Event::Empty(root) => {
                return (root.name().as_ref() == "svg").then(|| size_of(&root));
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

fn size_of(root: &BytesStart) -> (u32, u32) {
    let value = |name: &str| {
        let found = attributes(root).find(|(found, _)| found == name);
        found.map(|(_, value)| value)
    };
    let view: Vec<f64> = value("viewBox")
        .unwrap_or_default()
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter_map(|number| number.parse().ok())
        .collect();
    let view = match view[..] {
        [_, _, width, height] if is_length(width) && is_length(height) => Some((width, height)),
        _ => None,
    };
    let length = |name| {
        let text = value(name)?;
        let number: f64 = text.trim().trim_end_matches("px").parse().ok()?;
        is_length(number).then_some(number)
    };
    let (width, height) = match (length("width"), length("height"), view) {
        (Some(width), Some(height), _) => (width, height),
        (Some(width), None, Some((across, down))) => (width, width * down / across),
        (None, Some(height), Some((across, down))) => (height * across / down, height),
        (None, None, Some(view)) => view,
        (Some(width), None, None) => (width, 150.0),
        (None, Some(height), None) => (300.0, height),
        (None, None, None) => (300.0, 150.0),
    };
    (whole(width), whole(height))
}

fn is_length(number: f64) -> bool {
    number.is_finite() && number > 0.0
}

/// A length in whole pixels, as no drawing is without or beyond.
fn whole(length: f64) -> u32 {
    let text = format!("{:.0}", length.round());
    text.parse()
        .unwrap_or(u32::from(u16::MAX))
        .clamp(1, u32::from(u16::MAX))
}

#[derive(Default)]
struct Cleaner {
    out: String,
    removed: BTreeSet<String>,
    /// The open elements that stay.
    open: Vec<String>,
    /// How many elements are open in one that goes.
    dropped: usize,
    /// What a style sheet holds so far, if one is open.
    sheet: Option<String>,
    is_over: bool,
}

impl Cleaner {
    fn take(&mut self, event: &Event) -> Result<(), Fault> {
        match event {
            Event::Start(element) => self.start(element, false)?,
            Event::Empty(element) => self.start(element, true)?,
            Event::End(_) if self.dropped > 0 => self.dropped -= 1,
            Event::End(_) => self.end(),
            Event::Text(text) => self.text(text),
            // As text, which is the same without ends to look for.
            Event::CData(text) => self.text(&escape(&**text)),
            Event::GeneralRef(name) => {
                let reference = format!("&{};", &**name);
                if unescape(&reference).is_err() {
                    return Err(entities());
                }
                self.text(&reference);
            }
            Event::DocType(kind) if kind.contains("<!ENTITY") => return Err(entities()),
            _ => {}
        }
        Ok(())
    }

    fn start(&mut self, element: &BytesStart, is_empty: bool) -> Result<(), Fault> {
        if self.dropped > 0 {
            self.dropped += usize::from(!is_empty);
            return Ok(());
        }
        let name = element.name().as_ref().to_owned();
        let is_root = self.open.is_empty();
        if is_root && (name != "svg" || self.is_over) {
            return Err(Fault::Broken(
                Kind::Svg,
                format!("`<{name}>` stands where `<svg>` should"),
            ));
        }
        let is_foreign = attributes(element).any(|(name, value)| name == "xmlns" && value != SVG);
        let animates_links = attributes(element)
            .any(|(name, value)| name == "attributeName" && is_active(value.trim()));
        let is_metadata = name == "metadata";
        if is_foreign || animates_links || is_metadata || !DRAWS.contains(&&*name) {
            if is_root {
                return Err(Fault::Broken(
                    Kind::Svg,
                    "it is of another vocabulary".to_owned(),
                ));
            }
            // What other programs keep for themselves is nobody's loss.
            if !is_metadata && !name.contains(':') {
                self.removed.insert(format!("<{name}>"));
            }
            self.dropped = usize::from(!is_empty);
            return Ok(());
        }
        if self.sheet.is_some() {
            return Err(Fault::Broken(
                Kind::Svg,
                "a style sheet holds elements".to_owned(),
            ));
        }
        self.out.push('<');
        self.out.push_str(&name);
        let mut seen = BTreeSet::new();
        for (name, value) in attributes(element) {
            if !self.stays(&name, &value) || !seen.insert(name.clone()) {
                continue;
            }
            self.out.push(' ');
            self.out.push_str(&name);
            self.out.push_str("=\"");
            self.out.push_str(&escape(&*value));
            self.out.push('"');
        }
        if is_root && !seen.contains("xmlns") {
            self.out.push_str(" xmlns=\"");
            self.out.push_str(SVG);
            self.out.push('"');
        }
        if is_empty {
            self.out.push_str("/>");
            self.is_over |= is_root;
        } else {
            self.out.push('>');
            if name == "style" {
                self.sheet = Some(String::new());
            }
            self.open.push(name);
        }
        Ok(())
    }

    fn end(&mut self) {
        if let Some(sheet) = self.sheet.take() {
            let plain = unescape(&sheet).unwrap_or_default().into_owned();
            if stays_here(&plain) {
                self.out.push_str(&sheet);
            } else {
                self.removed.insert("the style sheet".to_owned());
            }
        }
        if let Some(name) = self.open.pop() {
            self.out.push_str("</");
            self.out.push_str(&name);
            self.out.push('>');
        }
        self.is_over = self.open.is_empty();
    }

    /// Takes text up as it was written, which is escaped.
    fn text(&mut self, text: &str) {
        if self.dropped > 0 || self.open.is_empty() {
            return;
        }
        self.sheet.as_mut().unwrap_or(&mut self.out).push_str(text);
    }

    /// Whether an attribute stays; notes it if it was of use to somebody.
    fn stays(&mut self, name: &str, value: &str) -> bool {
        let lower = name.to_ascii_lowercase();
        let stays = match &*lower {
            "xmlns" => value == SVG,
            "xmlns:xlink" => value == XLINK,
            "xml:space" | "xml:lang" => true,
            "href" | "xlink:href" => is_own(value),
            _ if lower.contains(':') => return false,
            _ if lower.starts_with("on") || matches!(&*lower, "src" | "ping" | "action") => false,
            _ => is_name(name) && stays_here(value),
        };
        if !stays {
            self.removed.insert(format!("{name}="));
        }
        stays
    }
}

/// Whether an attribute could make something happen: it must not be animated.
fn is_active(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with("href") || name.starts_with("on") || name == "style"
}

/// Whether a reference stays in the drawing: to a part of it, or to a picture that it holds.
fn is_own(reference: &str) -> bool {
    let reference = reference.trim();
    let lower = reference
        .get(..16)
        .unwrap_or(reference)
        .to_ascii_lowercase();
    let pictures = ["png;", "jpeg;", "jpg;", "gif;", "webp;"];
    reference.starts_with('#')
        || lower
            .strip_prefix("data:image/")
            .is_some_and(|kind| pictures.iter().any(|picture| kind.starts_with(picture)))
}

/// Whether CSS, or an attribute that may hold it, fetches nothing. What hides by escaping goes too.
fn stays_here(css: &str) -> bool {
    let lower = css.to_ascii_lowercase();
    let refers_elsewhere = lower.split("url(").skip(1).any(|rest| {
        let rest = rest.trim_start().trim_start_matches(['"', '\'']);
        !rest.trim_start().starts_with('#') && !is_own(rest)
    });
    let acts = [
        "@import",
        "javascript:",
        "expression(",
        "image(",
        "image-set(",
        "src(",
    ];
    !refers_elsewhere
        && !lower.contains('\\')
        && !lower.contains("/*")
        && !acts.iter().any(|word| lower.contains(word))
}

fn is_name(name: &str) -> bool {
    let mut characters = name.chars();
    characters
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && characters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

/// Names and values, in order; a value that cannot be read is empty.
fn attributes(element: &BytesStart) -> impl Iterator<Item = (String, String)> {
    let mut attributes = element.attributes();
    attributes.with_checks(false);
    attributes.flatten().map(|attribute| {
        let value = unescape(attribute.value.as_ref()).map(Into::into);
        (attribute.key.as_ref().to_owned(), value.unwrap_or_default())
    })
}

fn entities() -> Fault {
    Fault::Unsupported(
        "an SVG with entities of its own: save it as plain SVG, or as SVG 1.1 without them"
            .to_owned(),
    )
}

fn lower(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|c| c.to_ascii_lowercase());
    first.into_iter().chain(characters).collect()
}
