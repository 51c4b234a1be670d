//! What `site.yaml` says to hosts, crawlers and advertisers.

use serde::{Deserialize, Serialize};

use super::read::choice;
use super::{declarations, keys};
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

    /// Its name in `site.yaml`.
    pub fn name(self) -> &'static str {
        let named = Host::ALL.iter().find(|(_, host)| *host == self);
        named.map_or("", |(name, _)| name)
    }

    /// What it takes of redirects, as its documentation says.
    pub fn limits(self) -> Limits {
        match self {
            Host::Cloudflare => Limits {
                rules: 2000,
                line: 1000,
                ..Limits::NONE
            },
            // The defaults of an instance, and those of gitlab.com.
            Host::Gitlab => Limits {
                rules: 1000,
                bytes: 64 * 1024,
                ..Limits::NONE
            },
            Host::Vercel => Limits {
                rules: 2048,
                ..Limits::NONE
            },
            Host::Github | Host::Netlify | Host::Nginx => Limits::NONE,
        }
    }
}

/// How many redirects a host takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many in all.
    pub rules: usize,
    /// How many bytes their file may have.
    pub bytes: usize,
    /// How many characters one rule may have.
    pub line: usize,
}

impl Limits {
    const NONE: Limits = Limits {
        rules: usize::MAX,
        bytes: usize::MAX,
        line: usize::MAX,
    };
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
        ads: declarations::ads(reader, get("ads_txt")),
        security: declarations::security(reader, get("security_txt")),
        trust: declarations::trust(reader, get("trust_txt")),
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
