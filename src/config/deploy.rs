//! What `site.yaml` says under `deploy`: the places that the site is published to, by name.
//!
//! No secret is ever among it: those come from the environment, or from the files in which a service's own tools
//! keep them.

mod services;

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::keys;
use super::read::{address, choice, count};
use crate::changes::{CONFIG, FOLDERS};
use crate::content::yaml::{Field, Fields, Reader};
use crate::diag::{Diagnostic, Place};
use crate::fs::join_inside;

pub use services::{Azure, Gcs, Git, S3, Service, Sftp, Webdav};

/// A place to publish to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Target {
    /// Its name, by which it is asked for.
    pub name: String,
    /// What takes the files.
    pub service: Service,
    /// How they are put there.
    pub rules: Rules,
    /// Who is told of what changed.
    pub after: After,
    /// Where `site.yaml` names it.
    pub place: Place,
}

/// How files are put to a target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// For how many days a file with a hash in its name stays when the site has it no more, so that pages in caches
    /// still find it.
    pub keep_assets: u32,
    /// `Cache-Control` by patterns of paths (`/*.pdf`): the last that matches holds.
    pub cache: Vec<(String, String)>,
    /// How texts are compressed, in this order.
    pub compress: Vec<Encoding>,
    /// Where what is compressed lies.
    pub compressed: Compressed,
    /// How many files travel at once; as suits the service if it is not given.
    pub parallel: Option<u32>,
}

/// A content coding, RFC 9110 §8.4.1 and RFC 8878.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// Brotli, RFC 7932.
    Br,
    /// Gzip, RFC 1952.
    Gzip,
    /// Zstandard, RFC 8878.
    Zstd,
}

/// Where the compressed form of a file lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Compressed {
    /// Beside it, with a further ending: for servers that choose by what a browser takes.
    #[default]
    Beside,
    /// In its place: for stores that send what they hold, with its `Content-Encoding`.
    Instead,
}

/// Who is told what changed when all is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct After {
    /// A file of the site's folder into which the public addresses go that changed.
    pub urls: Option<String>,
    /// Commands that find those addresses on their standard input.
    pub exec: Vec<String>,
    /// Addresses that are sent them as JSON.
    pub webhooks: Vec<Webhook>,
    /// Whether the hub of the feeds is told.
    pub websub: bool,
    /// What search engines are told with.
    pub indexnow: Option<IndexNow>,
}

/// An address that is told what changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Webhook {
    /// The address, or `$NAME` of the environment variable that has it.
    pub url: String,
    /// `$NAME` of the environment variable with the token that is sent along.
    pub token: Option<String>,
}

/// How search engines are told, as <https://www.indexnow.org/documentation> says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexNow {
    /// The key, which the site proves to be its own by a file.
    pub key: String,
    /// Who is told.
    pub endpoint: String,
}

impl Encoding {
    /// Every coding with its name, which is its name in HTTP as well.
    pub const ALL: [(&'static str, Encoding); 3] = [
        ("br", Encoding::Br),
        ("gzip", Encoding::Gzip),
        ("zstd", Encoding::Zstd),
    ];

    /// Its name in HTTP.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Br => "br",
            Encoding::Gzip => "gzip",
            Encoding::Zstd => "zstd",
        }
    }

    /// What servers look for at the end of a file's name.
    pub fn extension(self) -> &'static str {
        match self {
            Encoding::Br => "br",
            Encoding::Gzip => "gz",
            Encoding::Zstd => "zst",
        }
    }
}

/// All targets, in the order in which they are written.
pub(super) fn targets(reader: &mut Reader<'_>, field: Field<'_, '_>) -> Vec<Target> {
    let Some(entries) = field.entries() else {
        if field.node().is_some() {
            let hint = "name each place, as in `live: {to: s3, bucket: courier}`";
            reader.wrong_type_for(field, "a map from a name to a place", hint);
        }
        return Vec::new();
    };
    let mut targets: Vec<Target> = Vec::new();
    for (name, field) in entries {
        let name = name.trim();
        if name.is_empty()
            || !name
                .chars()
                .all(|c| c.is_alphanumeric() || c == '-' || c == '_')
        {
            let message = format!("`{name}` can't be the name of a place");
            let hint =
                "use letters, digits, `-` and `_`: the name is typed in `presstime deploy live`";
            reader.say(field, Diagnostic::error("bad-name", message).hint(hint));
            continue;
        }
        targets.extend(target(reader, name, field));
    }
    targets
}

fn target(reader: &mut Reader<'_>, name: &str, field: Field<'_, '_>) -> Option<Target> {
    // Nothing else is said of it then: what is said shows the line.
    if secrets(reader, name, field) {
        return None;
    }
    let fields = reader.fields(field, keys::TARGET)?;
    let service = services::service(reader, name, field, &fields);
    let rules = rules(reader, &fields, service.as_ref());
    let after = after(reader, fields.get("after"));
    let place = field.node().map(|node| reader.place(node.span));
    Some(Target {
        name: name.to_owned(),
        service: service?,
        rules,
        after,
        place: place?,
    })
}

/// Says which secrets stand in the file, which is no place for them, without showing them.
fn secrets(reader: &mut Reader<'_>, target: &str, field: Field<'_, '_>) -> bool {
    let mut found = false;
    for (key, value) in field.entries().into_iter().flatten() {
        let Some(secret) = keys::TARGET_SECRETS
            .iter()
            .find(|secret| secret.eq_ignore_ascii_case(key))
        else {
            continue;
        };
        found = true;
        let message = format!("`{key}` is a secret, and this file is no place for it");
        let hint = format!(
            "take it out of here, hold it to be known to others, and put a new one into the environment as `{}`",
            variable(target, secret)
        );
        let error = Diagnostic::error("secret", message).hint(hint);
        reader.say(value, error);
    }
    found
}

/// Whether an address has a name or password in it; of other services than the web's a name is none.
fn has_credentials(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else {
        return false;
    };
    let authority = rest.split('/').next().unwrap_or_default();
    authority
        .rsplit_once('@')
        .is_some_and(|(user, _)| user.contains(':') || scheme.starts_with("http"))
}

/// Shows nothing of the lines in which secrets stand, whatever else is wrong there.
pub(super) fn hide_secrets(said: &mut [Diagnostic]) {
    let line = |diagnostic: &Diagnostic| Some(diagnostic.place.as_ref()?.span.as_ref()?.line);
    let secrets = said.iter().filter(|said| &*said.code == "secret");
    let lines: Vec<u32> = secrets.filter_map(line).collect();
    for diagnostic in said {
        if line(diagnostic).is_some_and(|line| lines.contains(&line))
            && let Some(span) = diagnostic
                .place
                .as_mut()
                .and_then(|place| place.span.as_mut())
        {
            let before = " ".repeat(span.column.saturating_sub(1) as usize);
            span.excerpt = format!("{before}{}", "•".repeat(span.width as usize)).into();
        }
    }
}

/// The environment variable of a target's secret: `PRESSTIME_LIVE_PASSWORD`.
pub fn variable(target: &str, secret: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_uppercase()
        } else {
            '_'
        }
    };
    let target: String = target.chars().map(plain).collect();
    format!("PRESSTIME_{target}_{}", secret.to_ascii_uppercase())
}

fn rules(reader: &mut Reader<'_>, fields: &Fields<'_, '_>, service: Option<&Service>) -> Rules {
    let days = fields.get("keep_assets");
    let keep_assets = match reader.integer(days).map(u32::try_from) {
        None => DAYS,
        Some(Ok(days)) => days,
        Some(Err(_)) => {
            let message = format!("`{days}` is a number of days, 0 or more");
            reader.say(days, Diagnostic::error("out-of-range", message));
            DAYS
        }
    };
    let mut compress = Vec::new();
    for item in fields.get("compress").items() {
        let choices = Encoding::ALL.map(|(name, encoding)| (name, Some(encoding)));
        let encoding = choice(reader, item, &choices, None);
        compress.extend(encoding.filter(|encoding| !compress.contains(encoding)));
    }
    let places = [
        ("beside", Compressed::Beside),
        ("instead", Compressed::Instead),
    ];
    let field = fields.get("compressed");
    let compressed = choice(reader, field, &places, Compressed::Beside);
    let is_headless = service.is_some_and(|service| !service.sends_encodings());
    if compressed == Compressed::Instead && is_headless {
        let message = "this service can't be told that a file is compressed";
        let hint = "write `compressed: beside`, or leave `compress` out";
        reader.say(field, Diagnostic::error("bad-target", message).hint(hint));
    } else if compressed == Compressed::Instead && compress.len() > 1 {
        let message = "one file can be compressed in one way only";
        let hint = "keep one of `compress`: `gzip` is understood everywhere";
        reader.say(field, Diagnostic::error("bad-target", message).hint(hint));
    }
    let parallel = fields.get("parallel");
    Rules {
        keep_assets,
        cache: cache(reader, fields.get("cache")),
        compress,
        compressed,
        parallel: (!parallel.is_blank()).then(|| count(reader, parallel, PARALLEL, 1)),
    }
}

/// So long assets stay that no page of the site shows any more.
const DAYS: u32 = 30;

/// More files at once are no faster anywhere.
const PARALLEL: u32 = 256;

fn cache(reader: &mut Reader<'_>, field: Field<'_, '_>) -> Vec<(String, String)> {
    let Some(entries) = field.entries() else {
        if field.node().is_some() {
            let hint = "as in `cache: {\"/*.pdf\": \"public, max-age=86400\"}`";
            reader.wrong_type_for(
                field,
                "a map from a path to what `Cache-Control` says",
                hint,
            );
        }
        return Vec::new();
    };
    let mut rules = Vec::new();
    for (pattern, value) in entries {
        if !pattern.starts_with('/') || globset::Glob::new(pattern).is_err() {
            let message = format!("`{pattern}` is not a path of the site");
            let hint = "begin it with `/`; `*` stands for anything, as in `/*.pdf`";
            reader.say(value, Diagnostic::error("bad-path", message).hint(hint));
            continue;
        }
        rules.extend(reader.line(value).map(|value| (pattern.to_owned(), value)));
    }
    rules
}

fn after(reader: &mut Reader<'_>, field: Field<'_, '_>) -> After {
    let Some(fields) = reader.fields(field, keys::AFTER) else {
        return After::default();
    };
    let webhooks = fields.get("webhooks").items();
    After {
        urls: list(reader, fields.get("urls")),
        exec: reader.list(fields.get("exec")),
        webhooks: webhooks.filter_map(|item| webhook(reader, item)).collect(),
        websub: reader.flag(fields.get("websub")).unwrap_or_default(),
        indexnow: indexnow(reader, fields.get("indexnow")),
    }
}

/// The file that is to list what changed, if it may be one: none of the sources.
fn list(reader: &mut Reader<'_>, field: Field<'_, '_>) -> Option<String> {
    let path = reader.line(field)?;
    let top = path.split('/').next().unwrap_or_default();
    let is_source = path == CONFIG || FOLDERS.contains(&top);
    if is_source || join_inside(Path::new(""), &path).is_none() {
        let message = format!("`{path}` can't be a list of what was published");
        let hint = "name a file of its own in the site's folder, as in `urls: published.txt`";
        reader.say(field, Diagnostic::error("bad-path", message).hint(hint));
        return None;
    }
    Some(path)
}

fn webhook(reader: &mut Reader<'_>, field: Field<'_, '_>) -> Option<Webhook> {
    let (url, token) = if field.is_map() {
        let fields = reader.fields(field, keys::WEBHOOK)?;
        (fields.get("url"), fields.get("token"))
    } else {
        (field, Field::none())
    };
    let secret = reader.line(token);
    if secret.as_ref().is_some_and(|token| !token.starts_with('$')) {
        let message = "a token is a secret, and this file is no place for it";
        let hint = "name the environment variable that has it, as in `token: $PURGE_TOKEN`";
        let error = Diagnostic::error("secret", message).hint(hint);
        reader.say(token, error);
        return None;
    }
    let written = reader.line(url)?;
    if has_credentials(&written) {
        let message = "this address has a password in it, and this file is no place for one";
        let hint = "name the environment variable that has the address, as in `$PURGE_HOOK`";
        reader.say(url, Diagnostic::error("secret", message).hint(hint));
        return None;
    }
    let url = if written.starts_with('$') {
        written
    } else {
        address(reader, url, written)?
    };
    Some(Webhook { url, token: secret })
}

fn indexnow(reader: &mut Reader<'_>, field: Field<'_, '_>) -> Option<IndexNow> {
    const EVERYONE: &str = "https://api.indexnow.org/indexnow";
    let (key, endpoint) = if field.is_map() {
        let fields = reader.fields(field, keys::INDEXNOW)?;
        (fields.get("key"), fields.get("endpoint"))
    } else {
        (field, Field::none())
    };
    let written = reader.line(key)?;
    let is_key = (8..=128).contains(&written.len())
        && written
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-');
    if !is_key {
        let message = format!("`{written}` is no key of IndexNow");
        let hint = "it has 8 to 128 letters, digits and `-`; make one up, and put it into `static/KEY.txt` too";
        reader.say(key, Diagnostic::error("bad-key", message).hint(hint));
        return None;
    }
    let told = reader.line(endpoint);
    Some(IndexNow {
        key: written,
        endpoint: match told {
            Some(written) => address(reader, endpoint, written)?,
            None => EVERYONE.to_owned(),
        },
    })
}
