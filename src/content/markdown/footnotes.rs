//! Footnotes: numbered by their first mention, printed once at the end with ways back.

use std::collections::HashMap;
use std::fmt::Write;
use std::ops::Range;

/// What the footnotes of a document begin with, which end it.
pub const FOOTNOTES: &str = "<section class=\"footnotes\" role=\"doc-endnotes\">";

/// The footnotes of one document.
#[derive(Default)]
pub(super) struct Footnotes {
    /// The place in `mentioned` of each label that is mentioned, lower case.
    numbers: HashMap<String, usize>,
    /// For each footnote that is mentioned, in order: how often, and its label.
    mentioned: Vec<(usize, String)>,
    /// What each label says, as HTML.
    definitions: HashMap<String, String>,
    /// Where each is defined, in the order of the text: its label as written.
    places: Vec<(String, Range<usize>)>,
}

impl Footnotes {
    /// Appends a mention of the footnote `label`. Inside a link it is no link itself, as links cannot nest.
    pub(super) fn mention(&mut self, label: &str, in_link: bool, out: &mut String) {
        let label = label.to_lowercase();
        let index = *self.numbers.entry(label).or_insert_with_key(|label| {
            self.mentioned.push((0, label.clone()));
            self.mentioned.len() - 1
        });
        let number = index + 1;
        let Some((times, _)) = self.mentioned.get_mut(index) else {
            return;
        };
        *times += 1;
        let id = mention_id(number, *times);
        if in_link {
            push(
                out,
                format_args!("<sup class=\"footnote-ref\" id=\"{id}\">{number}</sup>"),
            );
        } else {
            push(
                out,
                format_args!(
                    "<sup class=\"footnote-ref\"><a href=\"#fn:{number}\" id=\"{id}\" \
                     role=\"doc-noteref\">{number}</a></sup>"
                ),
            );
        }
    }

    /// Takes what the footnote `label` says; of two with one label the first counts.
    pub(super) fn define(&mut self, label: &str, html: String, range: Range<usize>) {
        self.definitions.entry(label.to_lowercase()).or_insert(html);
        self.places.push((label.to_owned(), range));
    }

    /// The footnotes that are not mentioned: label and place.
    pub(super) fn unused(&self) -> impl Iterator<Item = (&str, Range<usize>)> {
        let unused = |(label, _): &&(String, _)| !self.numbers.contains_key(&label.to_lowercase());
        let places = self.places.iter().filter(unused);
        places.map(|(label, range)| (label.as_str(), range.clone()))
    }

    /// Whether none is mentioned.
    pub(super) fn is_empty(&self) -> bool {
        self.mentioned.is_empty()
    }

    /// Appends the footnotes that are mentioned. `is_printed` tells whether the mention
    /// with an id made it onto the page.
    pub(super) fn finish(mut self, out: &mut String, is_printed: impl Fn(&str) -> bool) {
        out.push_str(FOOTNOTES);
        out.push_str("\n<ol>\n");
        for (index, (times, label)) in self.mentioned.iter().enumerate() {
            let number = index + 1;
            push(out, format_args!("<li id=\"fn:{number}\">\n"));
            let html = self.definitions.remove(label).unwrap_or_default();
            let (text, end) = match html.strip_suffix("</p>\n") {
                Some(text) => (text, "</p>\n"),
                None => (html.as_str(), ""),
            };
            out.push_str(text);
            for time in 1..=*times {
                let id = mention_id(number, time);
                if is_printed(&id) {
                    push(
                        out,
                        format_args!(
                            " <a class=\"footnote-back\" href=\"#{id}\" role=\"doc-backlink\">↩</a>"
                        ),
                    );
                }
            }
            out.push_str(end);
            out.push_str("</li>\n");
        }
        out.push_str("</ol>\n</section>\n");
    }
}

/// The ids of the mentions in a piece of HTML.
pub(super) fn mentions(html: &str) -> impl Iterator<Item = &str> {
    html.split(" id=\"").skip(1).filter_map(|rest| {
        let (id, _) = rest.split_once('"')?;
        id.starts_with("fnref:").then_some(id)
    })
}

/// The id of the `time`th mention of a footnote.
fn mention_id(number: usize, time: usize) -> String {
    if time == 1 {
        format!("fnref:{number}")
    } else {
        format!("fnref:{number}:{time}")
    }
}

fn push(out: &mut String, text: std::fmt::Arguments) {
    // Writing to a string cannot fail.
    let _ = out.write_fmt(text);
}
