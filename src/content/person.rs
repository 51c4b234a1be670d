//! Authors' files.

use jiff::tz::TimeZone;

use super::Person;
use super::front_matter::{FieldReader, Split, keys, open};
use super::source_path::SourcePath;
use super::yaml::{Field, Reader, nearest};
use crate::diag::{Diagnostic, Source};

/// Reads an author's front matter; `file` is what the path says. A name that is missing is made from
/// the file's, and said. There is no person where there is no readable YAML.
pub fn person(source: &Source<'_>, file: &SourcePath) -> (Option<Person>, Vec<Diagnostic>) {
    let (split, mut reader) = match open(source) {
        Ok(opened) => opened,
        Err(diagnostic) => return (None, vec![*diagnostic]),
    };
    let person = read(&mut reader, &split, source, file);
    (person, reader.finish())
}

fn read(
    reader: &mut Reader<'_>,
    split: &Split,
    source: &Source<'_>,
    file: &SourcePath,
) -> Option<Person> {
    let root = reader.tree()?;
    let fields = reader.root(&root, keys::PERSON)?;
    let name = reader.line(fields.get("name")).unwrap_or_else(|| {
        let name = humanised(&file.slug);
        let message = format!("the author has no `name`, and becomes `{name}`");
        reader.push(Diagnostic::warning("no-name", message).at(source.place(split.fence.clone())));
        name
    });
    // Nothing of an author is a date, so that no zone matters.
    let mut read = FieldReader {
        reader,
        zone: &TimeZone::UTC,
    };
    Some(Person {
        name,
        team: team(read.reader, fields.get("kind")),
        role: read.reader.line(fields.get("role")).unwrap_or_default(),
        photo: read.url(fields.get("photo")),
        links: links(&mut read, fields.get("links")),
        email: email(read.reader, fields.get("email")),
        fediverse: fediverse(read.reader, fields.get("fediverse")),
        extra: read.reader.extra(fields.get("extra")),
        body_start: split.body,
    })
}

fn team(reader: &mut Reader<'_>, field: Field<'_, '_>) -> bool {
    const KINDS: [&str; 2] = ["person", "team"];
    let Some(written) = reader.line(field) else {
        return false;
    };
    let word = written.to_lowercase();
    if !KINDS.contains(&word.as_str()) {
        let hint = match nearest(&word, KINDS) {
            Some(name) => format!("did you mean `{name}`?"),
            None => "an author is a `person` or a `team`".to_owned(),
        };
        reader.say(
            field,
            Diagnostic::warning("unknown-kind", format!("unknown kind `{written}`")).hint(hint),
        );
    }
    word == "team"
}

/// Links from a list of maps or of URLs, or from a map of labels to URLs.
fn links(read: &mut FieldReader<'_, '_, '_>, field: Field<'_, '_>) -> Vec<(String, String)> {
    let mut links = Vec::new();
    let is_link = |key: &str| keys::LINK.iter().any(|known| known.name == key);
    match field.entries() {
        Some(entries)
            if !field
                .entries()
                .is_some_and(|mut entries| entries.any(|(key, _)| is_link(key))) =>
        {
            for (label, value) in entries {
                links.extend(
                    read.absolute_url(value)
                        .map(|url| (label.trim().to_owned(), url)),
                );
            }
        }
        _ => {
            for item in field.items() {
                links.extend(link(read, item));
            }
        }
    }
    links
}

fn link(read: &mut FieldReader<'_, '_, '_>, item: Field<'_, '_>) -> Option<(String, String)> {
    let (label, url) = if item.is_map() {
        let fields = read.reader.fields(item, keys::LINK)?;
        (read.reader.line(fields.get("label")), fields.get("url"))
    } else {
        (None, item)
    };
    let url = read.absolute_url(url)?;
    Some((label.unwrap_or_else(|| host(&url).to_owned()), url))
}

/// The host of a URL, as readers know it.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or(rest);
    host.strip_prefix("www.").unwrap_or(host)
}

fn email(reader: &mut Reader<'_>, field: Field<'_, '_>) -> Option<String> {
    let address = reader.line(field)?;
    let bad = |c: char| c.is_whitespace() || r#"<>"'&?,;:\"#.contains(c);
    let is_address = matches!(address.split_once('@'), Some((name, host))
        if !name.is_empty() && !host.is_empty() && !host.contains('@'));
    if !is_address || address.contains(bad) {
        let message = format!("`{address}` is not an e-mail address, and is left out");
        reader.say(field, Diagnostic::warning("bad-email", message));
        return None;
    }
    Some(address)
}

/// An account as `@name@host`, however it was written: without its first sign, or as the address of its page.
fn fediverse(reader: &mut Reader<'_>, field: Field<'_, '_>) -> Option<String> {
    let written = reader.line(field)?;
    let page = written.split_once("://").and_then(|(_, rest)| {
        let (host, name) = rest.trim_end_matches('/').split_once("/@")?;
        Some(format!("{name}@{host}"))
    });
    let account = page.unwrap_or_else(|| written.trim_start_matches('@').to_owned());
    let is_name = |name: &str| !name.is_empty() && name.chars().all(is_of_account);
    match account.split_once('@') {
        Some((name, host)) if is_name(name) && is_name(host) && host.contains('.') => {
            Some(format!("@{account}"))
        }
        _ => {
            let message = format!("`{written}` is not an account, and is left out");
            let hint = "write it with its host, as in `@ana@social.example`";
            reader.say(
                field,
                Diagnostic::warning("bad-account", message).hint(hint),
            );
            None
        }
    }
}

fn is_of_account(sign: char) -> bool {
    sign.is_alphanumeric() || "._-".contains(sign)
}

/// A name from a slug: `ana-ruiz` is `Ana Ruiz`.
fn humanised(slug: &str) -> String {
    let words = slug
        .split(['-', '_'])
        .filter(|word| !word.is_empty())
        .map(|word| {
            let mut letters = word.chars();
            letters
                .next()
                .into_iter()
                .flat_map(char::to_uppercase)
                .chain(letters)
                .collect::<String>()
        });
    words.collect::<Vec<_>>().join(" ")
}
