//! The value of `srcset`: pictures of which a browser picks one (WHATWG HTML, "Parse a srcset attribute").

/// One picture of a `srcset`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate<'a> {
    /// Where it is.
    pub url: &'a str,
    /// For which width or density of screen it is, as in `2x` or `640w`; may be empty.
    pub descriptor: &'a str,
}

/// The pictures of a `srcset` in their order. A comma may be part of an address (`data:` has one), but not end it.
pub fn candidates(srcset: &str) -> Vec<Candidate<'_>> {
    let mut found = Vec::new();
    let mut rest = srcset;
    loop {
        rest = rest.trim_start_matches(|c: char| is_space(c) || c == ',');
        if rest.is_empty() {
            return found;
        }
        let (url, after) = rest.split_at(rest.find(is_space).unwrap_or(rest.len()));
        let alone = url.trim_end_matches(',');
        let descriptor = if alone.len() < url.len() {
            ""
        } else {
            let (descriptor, _) = after.split_at(end_of_descriptor(after));
            descriptor
        };
        rest = after.get(descriptor.len()..).unwrap_or_default();
        found.push(Candidate {
            url: alone,
            descriptor: descriptor.trim_matches(is_space),
        });
    }
}

/// A `srcset` of these pictures: addresses with their descriptors.
pub fn joined<'a>(pictures: impl IntoIterator<Item = (String, &'a str)>) -> String {
    let pictures = pictures.into_iter().map(|(url, descriptor)| {
        // What would end the address, or be read as no part of it, stands in it as a code.
        let url = url.replace(' ', "%20");
        let url = match url.strip_suffix(',') {
            Some(url) => format!("{url}%2C"),
            None => url,
        };
        [url.as_str(), descriptor].join(" ").trim_end().to_owned()
    });
    pictures.collect::<Vec<_>>().join(", ")
}

/// Where the next comma is that stands in no brackets.
fn end_of_descriptor(text: &str) -> usize {
    let mut is_inside = false;
    let end = text.find(|c: char| {
        match c {
            '(' => is_inside = true,
            ')' => is_inside = false,
            _ => {}
        }
        c == ',' && !is_inside
    });
    end.unwrap_or(text.len())
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c')
}
