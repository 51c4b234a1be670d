//! What `site.yaml` says to hosts, crawlers and advertisers.

use serde::{Deserialize, Serialize};

use super::keys;
use super::read::choice;
use crate::content::yaml::{Field, Fields, Reader};
use crate::diag::Diagnostic;

/// What hosts, crawlers and advertisers are told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publishing {
    /// The hosts that the site is published on.
    pub hosts: Vec<Host>,
    /// HTTP headers by URL path, which may end in `*`: names and values.
    pub headers: Vec<(String, Vec<(String, String)>)>,
    /// What crawlers are told.
    pub robots: Robots,
    /// The lines of `ads.txt`.
    pub ads: Vec<String>,
    /// The fields of `security.txt`: name and value.
    pub security: Vec<(String, String)>,
    /// The fields of `trust.txt`, alike.
    pub trust: Vec<(String, String)>,
}

/// A static host whose own files presstime writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are the documentation")]
pub enum Host {
    Cloudflare,
    Github,
    Gitlab,
    Netlify,
    Nginx,
    Vercel,
}

impl Host {
    /// Every host with its name in `site.yaml`.
    pub const ALL: [(&'static str, Host); 6] = [
        ("cloudflare", Host::Cloudflare),
        ("github", Host::Github),
        ("gitlab", Host::Gitlab),
        ("netlify", Host::Netlify),
        ("nginx", Host::Nginx),
        ("vercel", Host::Vercel),
    ];

    /// How many redirects it takes, where that is limited.
    pub fn most_redirects(self) -> Option<usize> {
        match self {
            Host::Cloudflare => Some(2000),
            Host::Gitlab => Some(1000),
            Host::Vercel => Some(2048),
            Host::Github | Host::Netlify | Host::Nginx => None,
        }
    }
}

/// What crawlers are told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Robots {
    /// Which crawlers of AI companies may come.
    pub ai: AiCrawlers,
    /// URL paths that no crawler is to visit.
    pub disallow: Vec<String>,
}

/// Which crawlers of AI companies may come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum AiCrawlers {
    /// All of them.
    #[default]
    Allow,
    /// Those that answer readers' questions with links, not those that gather texts for training.
    Search,
    /// None.
    Deny,
}

/// The publishing settings under the keys of the outermost level.
pub(super) fn publishing(reader: &mut Reader<'_>, fields: &Fields<'_, '_>) -> Publishing {
    let get = |key| fields.get(key);
    Publishing {
        hosts: hosts(reader, get("hosting")),
        headers: headers(reader, get("headers")),
        robots: robots(reader, get("robots")),
        ads: reader.list(get("ads_txt")),
        security: security(reader, get("security_txt")),
        trust: records(reader, get("trust_txt"), keys::TRUST),
    }
}

fn hosts(reader: &mut Reader<'_>, field: Field<'_, '_>) -> Vec<Host> {
    let mut hosts = Vec::new();
    for item in field.items() {
        let choices = Host::ALL.map(|(name, host)| (name, Some(host)));
        let host = choice(reader, item, &choices, None);
        hosts.extend(host.filter(|host| !hosts.contains(host)));
    }
    hosts
}

fn headers(reader: &mut Reader<'_>, field: Field<'_, '_>) -> Vec<(String, Vec<(String, String)>)> {
    let Some(paths) = field.entries() else {
        if field.node().is_some() {
            reader.wrong_type(field, "a map from a path to headers");
        }
        return Vec::new();
    };
    let mut all = Vec::new();
    for (path, headers) in paths {
        if !path.starts_with('/') || path.contains(char::is_whitespace) {
            let message = format!("`{path}` is not a path of the site");
            let hint =
                "begin it with `/`; a `*` at its end stands for all below, as in `/assets/*`";
            reader.say(headers, Diagnostic::error("bad-path", message).hint(hint));
            continue;
        }
        let Some(entries) = headers.entries() else {
            reader.wrong_type(headers, "a map from a header to its value");
            continue;
        };
        let mut named = Vec::new();
        for (name, value) in entries {
            let is_token = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
            if name.is_empty() || !name.chars().all(is_token) {
                let message = format!("`{name}` is not the name of a header");
                reader.say(value, Diagnostic::error("bad-header", message));
                continue;
            }
            named.extend(reader.line(value).map(|value| (name.to_owned(), value)));
        }
        all.push((path.to_owned(), named));
    }
    all
}

fn robots(reader: &mut Reader<'_>, field: Field<'_, '_>) -> Robots {
    let Some(fields) = reader.fields(field, keys::ROBOTS) else {
        return Robots::default();
    };
    let choices = [
        ("allow", AiCrawlers::Allow),
        ("search", AiCrawlers::Search),
        ("deny", AiCrawlers::Deny),
    ];
    let ai = choice(reader, fields.get("ai"), &choices, AiCrawlers::Allow);
    let mut disallow = Vec::new();
    for item in fields.get("disallow").items() {
        let Some(path) = reader.line(item) else {
            continue;
        };
        if path.starts_with('/') {
            disallow.push(path);
        } else {
            let message = format!("`{path}` is not a path of the site");
            let hint = "begin it with `/`, as in `/search/`";
            reader.say(item, Diagnostic::error("bad-path", message).hint(hint));
        }
    }
    Robots { ai, disallow }
}

/// The fields of `security.txt` (RFC 9116), which must have a contact and an end.
fn security(reader: &mut Reader<'_>, field: Field<'_, '_>) -> Vec<(String, String)> {
    let records = records(reader, field, keys::SECURITY);
    for needed in ["contact", "expires"] {
        if !records.is_empty() && !records.iter().any(|(name, _)| name == needed) {
            let message = format!("`security_txt` has no `{needed}`");
            let hint = "RFC 9116 asks for both: `{contact: mailto:desk@courier.example, expires: 2027-06-30T00:00:00Z}`";
            reader.say(field, Diagnostic::error("missing-key", message).hint(hint));
        }
    }
    let end = records.iter().find(|(name, _)| name == "expires");
    if let Some((_, end)) = end.filter(|(_, end)| end.parse::<jiff::Timestamp>().is_err()) {
        let message = format!("`{end}` is not an instant");
        let hint = "write it as RFC 3339 has it, as in `2027-06-30T00:00:00Z`";
        reader.say(field, Diagnostic::error("bad-date", message).hint(hint));
    }
    records
}

/// Names with values, in the order of the table; a list is a name that comes several times.
fn records(
    reader: &mut Reader<'_>,
    field: Field<'_, '_>,
    table: &'static [crate::content::yaml::Key],
) -> Vec<(String, String)> {
    let Some(fields) = reader.fields(field, table) else {
        return Vec::new();
    };
    let mut records = Vec::new();
    for key in table {
        let values = reader.list(fields.get(key.name));
        records.extend(values.into_iter().map(|value| (key.name.to_owned(), value)));
    }
    records
}
