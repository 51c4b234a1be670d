//! A strict reader of the HTML that presstime prints: what it passes, every browser reads alike.

/// Elements without end tags.
const VOID: &[&str] = &[
    "area", "br", "col", "hr", "img", "input", "source", "track", "wbr",
];

/// Elements that may not hold one of their own kind, however deep.
const NEVER_WITHIN_THEMSELVES: &[&str] = &["a", "iframe"];

/// Elements in which parsers forget what is open around them.
const SCOPES: &[&str] = &["td", "th", "caption"];

/// What is wrong with a piece of HTML, if anything: unbalanced or doubtful tags, stray characters, markup
/// that runs scripts.
pub fn fault(html: &str) -> Option<String> {
    let mut open: Vec<String> = Vec::new();
    let mut rest = html;
    if let Some(c) = html.chars().find(|&c| is_forbidden(c)) {
        return Some(format!("forbidden character {c:?}"));
    }
    while let Some(at) = rest.find(['<', '&']) {
        let (text, tail) = rest.split_at(at);
        if text.contains('>') {
            return Some(format!("stray > in {text:?}"));
        }
        rest = if tail.starts_with('&') {
            match entity(tail) {
                Some(after) => after,
                None => return Some(format!("stray & at {:?}", start_of(tail))),
            }
        } else {
            match tag(tail, &mut open) {
                Ok(after) => after,
                Err(fault) => return Some(format!("{fault} at {:?}", start_of(tail))),
            }
        };
    }
    if rest.contains('>') {
        return Some(format!("stray > in {rest:?}"));
    }
    open.pop().map(|name| format!("unclosed <{name}>"))
}

/// Reads one tag; what comes after it.
fn tag<'a>(text: &'a str, open: &mut Vec<String>) -> Result<&'a str, String> {
    let inside = &text[1..];
    let closing = inside.starts_with('/');
    let inside = inside.strip_prefix('/').unwrap_or(inside);
    let end = inside
        .find(|c: char| !c.is_ascii_lowercase() && !c.is_ascii_digit())
        .unwrap_or(0);
    let (name, mut rest) = inside.split_at(end);
    if name.is_empty()
        || ["script", "style", "object", "embed", "form", "svg", "math"].contains(&name)
    {
        return Err("bad tag".to_owned());
    }
    if closing {
        let expected = open.pop();
        if expected.as_deref() != Some(name) {
            return Err(format!("</{name}> where {expected:?} is open"));
        }
        return rest
            .strip_prefix('>')
            .ok_or_else(|| "bad end tag".to_owned());
    }
    let mut seen = Vec::new();
    loop {
        if let Some(after) = rest.strip_prefix('>').or_else(|| rest.strip_prefix("/>")) {
            return finished(name, after, open);
        }
        if let Some(after) = rest.strip_prefix(" />") {
            return finished(name, after, open);
        }
        let attribute = rest.strip_prefix(' ').ok_or("bad attribute")?;
        let (attribute, after) = attribute.split_once("=\"").ok_or("bad attribute")?;
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c);
        if attribute.is_empty() || !attribute.chars().all(plain) || seen.contains(&attribute) {
            return Err(format!("bad attribute {attribute:?}"));
        }
        if attribute.starts_with("on") || attribute == "srcdoc" {
            return Err(format!("script in {attribute}"));
        }
        seen.push(attribute);
        let (value, after) = after.split_once('"').ok_or("open quote")?;
        let mut entities = value;
        while let Some(at) = entities.find('&') {
            entities = entity(&entities[at..]).ok_or("stray & in attribute")?;
        }
        check_url(name, attribute, value)?;
        rest = after;
    }
}

fn finished<'a>(name: &str, after: &'a str, open: &mut Vec<String>) -> Result<&'a str, String> {
    // Tables begin afresh: what is open outside a cell is not seen within it.
    let mut around = open
        .iter()
        .rev()
        .take_while(|open| !SCOPES.contains(&open.as_str()));
    if NEVER_WITHIN_THEMSELVES.contains(&name) && around.any(|open| open == name) {
        return Err(format!("<{name}> within itself"));
    }
    if !VOID.contains(&name) {
        open.push(name.to_owned());
    }
    Ok(after)
}

fn check_url(element: &str, attribute: &str, value: &str) -> Result<(), String> {
    if !["href", "src", "poster", "cite", "srcset"].contains(&attribute) {
        return Ok(());
    }
    let value: String = value
        .replace("&amp;", "&")
        .replace("&#x27;", "'")
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .collect::<String>()
        .to_lowercase();
    for scheme in ["javascript:", "vbscript:", "file:", "blob:"] {
        if value.starts_with(scheme) {
            return Err(format!("{scheme} in {element} {attribute}"));
        }
    }
    if value.starts_with("data:") && !(element == "img" && value.starts_with("data:image/")) {
        return Err(format!("data: in {element} {attribute}"));
    }
    Ok(())
}

/// What comes after the entity that `text` begins with.
fn entity(text: &str) -> Option<&str> {
    ["&amp;", "&lt;", "&gt;", "&quot;", "&nbsp;", "&#x27;"]
        .iter()
        .find_map(|entity| text.strip_prefix(entity))
}

fn is_forbidden(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fdd0}'..='\u{fdef}')
        || u32::from(c) & 0xfffe == 0xfffe
}

fn start_of(text: &str) -> String {
    text.chars().take(60).collect()
}
