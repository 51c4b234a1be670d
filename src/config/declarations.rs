//! What `site.yaml` declares for `ads.txt` (IAB Tech Lab 1.1), `security.txt` (RFC 9116) and `trust.txt`
//! (JournalList.net): readers of these files pass over what is not as they want it, and say nothing.

use super::keys;
use crate::content::yaml::{Field, Key, Reader};
use crate::diag::Diagnostic;

/// A name with its value.
type Record = (String, String);

/// The lines of `ads.txt`, §3.4: a record of three or four fields, a variable, or a comment.
pub(super) fn ads(reader: &mut Reader<'_>, field: Field<'_, '_>) -> Vec<String> {
    let mut lines = Vec::new();
    for item in field.items() {
        let Some(line) = reader.line(item) else {
            continue;
        };
        if is_ad_line(&line) {
            lines.push(line);
        } else {
            let message = format!("`{line}` is no line of ads.txt");
            let hint = "write `domain, account, DIRECT` or `RESELLER`, and the authority's id where there is one, \
                        each line in quotes; or a variable, as in `OWNERDOMAIN=courier.example`";
            bad(reader, item, message, hint);
        }
    }
    lines
}

fn is_ad_line(line: &str) -> bool {
    let record = line.split('#').next().unwrap_or_default().trim();
    // What stands behind a semicolon is an extension.
    let record = record.split(';').next().unwrap_or_default();
    let fields: Vec<&str> = record.split(',').map(str::trim).collect();
    let is_variable = || {
        let name = record.split_once('=').map(|(name, _)| name.trim());
        name.is_some_and(|name| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphabetic()))
    };
    let is_relation = |text: &str| ["direct", "reseller"].contains(&&*text.to_ascii_lowercase());
    match fields.as_slice() {
        [""] => true,
        [domain, account, relation] | [domain, account, relation, _] => {
            domain.contains('.') && !account.is_empty() && is_relation(relation)
        }
        _ => is_variable(),
    }
}

/// The fields of `security.txt`, which must have a contact and an end.
pub(super) fn security(reader: &mut Reader<'_>, field: Field<'_, '_>) -> Vec<Record> {
    let check = |name: &str, value: String| match name {
        "contact" => contact(value),
        "encryption" if value.contains(':') && !value.starts_with("http:") => Ok(value),
        "acknowledgments" | "canonical" | "encryption" | "hiring" | "policy" => {
            starting_with(value, &["https://"])
        }
        "expires" if value.parse::<jiff::Timestamp>().is_err() => {
            Err("write an instant as RFC 3339 has it, as in `2027-06-30T00:00:00Z`")
        }
        _ => Ok(value),
    };
    let records = records(reader, field, keys::SECURITY, check);
    let Some(given) = field.entries() else {
        return records;
    };
    let given: Vec<&str> = given.map(|(name, _)| name).collect();
    for needed in ["contact", "expires"] {
        if !given.iter().any(|name| name.eq_ignore_ascii_case(needed)) {
            let message = format!("`security_txt` has no `{needed}`");
            let hint = "RFC 9116 asks for both: `{contact: mailto:desk@courier.example, expires: 2027-06-30T00:00:00Z}`";
            reader.say(field, Diagnostic::error("missing-key", message).hint(hint));
        }
    }
    records
}

/// The fields of `trust.txt`.
pub(super) fn trust(reader: &mut Reader<'_>, field: Field<'_, '_>) -> Vec<Record> {
    let check = |name: &str, value: String| match name {
        "contact" => contact(value),
        "datatrainingallowed" => match value.to_ascii_lowercase().as_str() {
            "yes" | "true" => Ok("yes".to_owned()),
            "no" | "false" => Ok("no".to_owned()),
            _ => Err("write `yes` or `no`"),
        },
        _ => starting_with(value, &["https://", "http://"]),
    };
    records(reader, field, keys::TRUST, check)
}

/// How to reach somebody, as a URI (RFC 9116 §2.5.3); an e-mail address is made one.
fn contact(value: String) -> Result<String, &'static str> {
    let is_email = value.contains('@') && !value.contains([':', '/', ' ']);
    if is_email {
        return Ok(format!("mailto:{value}"));
    }
    let hint = "write a URI, as in `mailto:desk@courier.example`, `https://courier.example/contact/` or `tel:+53-7-555-0100`";
    starting_with(value, &["mailto:", "https://", "tel:"]).map_err(|_| hint)
}

fn starting_with(value: String, starts: &[&str]) -> Result<String, &'static str> {
    let rest = starts.iter().find_map(|start| value.strip_prefix(start));
    if rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(' ')) {
        Ok(value)
    } else {
        Err("write a whole URL, which begins with `https://`")
    }
}

/// Names with values, in the order of the table; a list is a name that comes several times.
fn records(
    reader: &mut Reader<'_>,
    field: Field<'_, '_>,
    table: &'static [Key],
    check: impl Fn(&str, String) -> Result<String, &'static str>,
) -> Vec<Record> {
    let Some(fields) = reader.fields(field, table) else {
        return Vec::new();
    };
    let mut records = Vec::new();
    for key in table {
        for item in fields.get(key.name).items() {
            let Some(value) = reader.line(item) else {
                continue;
            };
            let message = format!("`{value}` is no value of `{}`", key.name);
            match check(key.name, value) {
                Ok(value) => records.push((key.name.to_owned(), value)),
                Err(hint) => bad(reader, item, message, hint),
            }
        }
    }
    records
}

fn bad(reader: &mut Reader<'_>, field: Field<'_, '_>, message: String, hint: &str) {
    reader.say(
        field,
        Diagnostic::error("bad-declaration", message).hint(hint),
    );
}
