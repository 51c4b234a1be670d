//! What must hold of every file that is published, whatever it was made from: HTML with balanced tags and
//! nothing live in it, XML that a parser takes, links that lead somewhere.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::Path;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
    states::RawKind,
};
use presstime::site::urls;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::site_fixture::Tree;

/// Elements without end tags.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

/// Attributes whose value is an address.
const ADDRESSES: &[&str] = &[
    "href",
    "src",
    "poster",
    "action",
    "formaction",
    "data",
    "cite",
    "background",
    "srcset",
];

/// An attribute that is an address, of an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    pub element: String,
    pub attribute: String,
    pub value: String,
}

/// What is found in a page by reading its tokens.
#[derive(Clone, Debug, Default)]
pub struct Page {
    pub faults: Vec<String>,
    pub addresses: Vec<Address>,
    pub ids: Vec<String>,
    pub text: String,
    open: Vec<String>,
    // The structured data that is being read.
    data: Option<String>,
}

/// Reads a page.
pub fn read(html: &str) -> Page {
    let tokenizer = Tokenizer::new(
        Sink::default(),
        TokenizerOpts {
            exact_errors: true,
            ..TokenizerOpts::default()
        },
    );
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let mut page = tokenizer.sink.0.into_inner();
    for left in std::mem::take(&mut page.open) {
        page.faults.push(format!("<{left}> is never closed"));
    }
    page
}

/// The ids that come twice on a page.
pub fn repeated_ids(page: &Page) -> Vec<String> {
    let mut seen = BTreeSet::new();
    page.ids
        .iter()
        .filter(|id| !seen.insert(*id))
        .cloned()
        .collect()
}

/// What is wrong with a published file, if anything; files other than HTML and XML are not looked into.
pub fn fault(path: &str, bytes: &[u8]) -> Option<String> {
    let is = |ending: &str| has_ending(path, ending);
    if !(is("html") || is("xml")) {
        return None;
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Some(format!("{path}: not UTF-8"));
    };
    let fault = if is("html") {
        read(text).faults.into_iter().next()
    } else {
        xml_fault(text)
    };
    fault.map(|fault| format!("{path}: {fault}"))
}

/// Whether a published file is a page.
pub fn is_page(path: &str) -> bool {
    has_ending(path, "html")
}

fn has_ending(path: &str, ending: &str) -> bool {
    Path::new(path)
        .extension()
        .is_some_and(|found| found == ending)
}

/// Insists that nothing is wrong with any file of a site.
pub fn assert_sound(published: &Tree) {
    let faults: Vec<String> = published
        .iter()
        .filter_map(|(path, bytes)| fault(path, bytes))
        .take(10)
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

/// What keeps a parser from taking this XML, if anything.
pub fn xml_fault(xml: &str) -> Option<String> {
    if let Some(bad) = xml.chars().find(|&c| {
        c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{7f}'..='\u{9f}')
            || matches!(c, '\u{fffe}' | '\u{ffff}')
    }) {
        return Some(format!("the character {bad:?} may not be in XML"));
    }
    let mut reader = Reader::from_str(xml);
    reader.config_mut().enable_all_checks(true);
    let fault_of = |start: &BytesStart| {
        start
            .attributes()
            .find_map(Result::err)
            .map(|error| error.to_string())
    };
    let mut depth = 0_usize;
    loop {
        let at = reader.buffer_position();
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                depth += 1;
                if let Some(fault) = fault_of(&start) {
                    return Some(format!("{fault} at byte {at}"));
                }
            }
            Ok(Event::Empty(start)) => {
                if let Some(fault) = fault_of(&start) {
                    return Some(format!("{fault} at byte {at}"));
                }
            }
            Ok(Event::End(_)) => depth -= 1,
            Ok(Event::GeneralRef(name)) => {
                let known = ["lt", "gt", "amp", "quot", "apos"];
                let is_known = name.is_char_ref() || known.contains(&&*name);
                if !is_known {
                    return Some(format!("an entity that XML does not have at byte {at}"));
                }
            }
            Ok(Event::Eof) => return (depth > 0).then(|| "an element is never closed".to_owned()),
            Ok(_) => {}
            Err(error) => return Some(format!("{error} at byte {at}")),
        }
    }
}

/// The addresses in all pages of a site that lead nowhere or leave its sub-path, with the pages they are
/// on. `base` is the sub-path without a final `/`, `root` the host with its scheme.
pub fn broken(published: &Tree, root: &str, base: &str) -> Vec<String> {
    let mut broken = Vec::new();
    for (path, bytes) in published.iter().filter(|(path, _)| is_page(path)) {
        let page = read(&String::from_utf8_lossy(bytes));
        for Address {
            attribute, value, ..
        } in page.addresses
        {
            let addresses = match &*attribute {
                "srcset" => value
                    .split(", ")
                    .filter_map(|it| it.split(' ').next())
                    .collect(),
                _ => vec![&*value],
            };
            for address in addresses {
                if let Some(why) = broken_because(published, path, address, root, base) {
                    broken.push(format!("{path}: {address} {why}"));
                }
            }
        }
    }
    broken
}

fn broken_because(
    published: &Tree,
    page: &str,
    address: &str,
    root: &str,
    base: &str,
) -> Option<&'static str> {
    let address = address.strip_prefix(root).unwrap_or(address);
    if address.contains("://") || address.starts_with("mailto:") || address.starts_with("tel:") {
        return None;
    }
    let (path, fragment) = address.split_once('#').unwrap_or((address, ""));
    let path = path.split('?').next().unwrap_or(path);
    let file = if path.is_empty() {
        page.to_owned()
    } else {
        let Some(below) = path.strip_prefix(base).filter(|rest| rest.starts_with('/')) else {
            return Some("is outside the site's path");
        };
        urls::output_path(&urls::percent_decode(below))
    };
    let Some(bytes) = published
        .get(&file)
        .or_else(|| published.get(file.strip_suffix("/index.html")?))
    else {
        return Some("leads nowhere");
    };
    if fragment.is_empty() || !is_page(&file) {
        return None;
    }
    let target = read(&String::from_utf8_lossy(bytes));
    let fragment = urls::percent_decode(fragment);
    (!target.ids.iter().any(|id| *id == *fragment)).then_some("names a part that is not there")
}

#[derive(Default)]
struct Sink(RefCell<Page>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        let page = &mut *self.0.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                start(page, &tag, line);
                if &*tag.name == "script" {
                    let is_elsewhere = tag.attrs.iter().any(|it| &*it.name.local == "src");
                    page.data = (!is_elsewhere).then(String::new);
                    return TokenSinkResult::RawData(RawKind::ScriptData);
                }
            }
            Token::TagToken(tag) => {
                if let Some(data) = page.data.take()
                    && let Err(error) = serde_json::from_str::<serde_json::Value>(&data)
                {
                    page.faults
                        .push(format!("structured data in line {line}: {error}"));
                }
                end(page, &tag, line);
            }
            Token::CharacterTokens(text) => {
                page.data.as_mut().unwrap_or(&mut page.text).push_str(&text);
            }
            Token::NullCharacterToken => {
                page.faults.push(format!("a null character in line {line}"));
            }
            Token::ParseError(error) => page.faults.push(format!("{error} in line {line}")),
            Token::CommentToken(_) => page.faults.push(format!("a comment in line {line}")),
            Token::DoctypeToken(_) | Token::EOFToken => {}
        }
        TokenSinkResult::Continue
    }
}

fn start(page: &mut Page, tag: &Tag, line: u64) {
    let name = tag.name.to_string();
    // A script that is data does nothing, and the theme's own do what they are known to do.
    let is_known = tag
        .attrs
        .iter()
        .any(|attribute| match &*attribute.name.local {
            "type" => ["application/ld+json", "speculationrules"].contains(&&*attribute.value),
            "src" => attribute.value.contains("/assets/site."),
            _ => false,
        });
    if (name == "script" && !is_known) || name == "style" {
        page.faults.push(format!("<{name}> in line {line}"));
    }
    for attribute in &tag.attrs {
        let (key, value) = (
            attribute.name.local.to_string(),
            attribute.value.to_string(),
        );
        if key.starts_with("on") || key == "srcdoc" {
            page.faults
                .push(format!("the attribute {key} in line {line}"));
        }
        if key == "id" {
            page.ids.push(value.clone());
        }
        if ADDRESSES.contains(&&*key) {
            let scheme: String = value
                .chars()
                .filter(|c| !c.is_whitespace() && !c.is_control())
                .collect();
            if scheme.to_lowercase().starts_with("javascript:") {
                page.faults
                    .push(format!("the address {value} in line {line}"));
            }
            page.addresses.push(Address {
                element: name.clone(),
                attribute: key,
                value,
            });
        }
    }
    if !VOID.contains(&&*name) && !tag.self_closing {
        page.open.push(name);
    }
}

fn end(page: &mut Page, tag: &Tag, line: u64) {
    if page.open.last().is_some_and(|open| *open == *tag.name) {
        page.open.pop();
    } else {
        page.faults.push(format!(
            "</{}> in line {line} closes nothing, or another element",
            tag.name
        ));
    }
}

#[test]
fn the_reader_sees_what_is_wrong() {
    assert_eq!(
        read("<!doctype html>\n<p>a <b>b</b> &amp; <br></p>").faults,
        [""; 0]
    );
    assert_eq!(
        read("<script type=\"application/ld+json\">{\"a\": \"<b>\"}</script>").faults,
        [""; 0]
    );
    for wrong in [
        "<p>",
        "<p><b></p></b>",
        "</p>",
        "<p onclick=\"a()\"></p>",
        "<script></script>",
        "<script type=\"application/ld+json\">{</script>",
        "<a href=\"JavaScript:a()\"></a>",
        "<p a=\"1\" a=\"2\"></p>",
        "a & b &nbspc < d",
    ] {
        assert_ne!(read(wrong).faults, [""; 0], "{wrong}");
    }
    assert_eq!(
        repeated_ids(&read("<p id=\"a\"></p><p id=\"b\"></p><p id=\"a\"></p>")),
        ["a"]
    );
    assert_eq!(xml_fault("<a b=\"c\"><d/>&lt;&#1234;</a>"), None);
    for wrong in [
        "<a>",
        "<a></b>",
        "<a b=\"1\" b=\"2\"/>",
        "<a>&nbsp;</a>",
        "<a>\u{1}</a>",
        "<a b=c/>",
    ] {
        assert!(xml_fault(wrong).is_some(), "{wrong}");
    }
}
