//! The services that take files, each with what it must know.

use serde::{Deserialize, Serialize};

use super::has_credentials;
use crate::config::read::{address, choice, count};
use crate::content::yaml::{Field, Fields, Reader};
use crate::diag::Diagnostic;

/// What takes the files of a target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Service {
    /// A folder of this machine, by its path from the site's.
    Folder(String),
    /// Amazon S3, and all that speaks like it.
    S3(S3),
    /// Google Cloud Storage.
    Gcs(Gcs),
    /// Azure Blob Storage.
    Azure(Azure),
    /// A server that takes files by SSH.
    Sftp(Sftp),
    /// A server that takes files by `WebDAV`.
    Webdav(Webdav),
    /// A branch of a git repository.
    Git(Git),
}

/// Amazon S3, and all that speaks like it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "`keys::TARGET` says what each means")]
pub struct S3 {
    pub bucket: String,
    pub region: Option<String>,
    pub endpoint: Option<String>,
    pub profile: Option<String>,
    pub root: String,
}

/// Google Cloud Storage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "`keys::TARGET` says what each means")]
pub struct Gcs {
    pub bucket: String,
    pub endpoint: Option<String>,
    pub root: String,
}

/// Azure Blob Storage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "`keys::TARGET` says what each means")]
pub struct Azure {
    pub account: Option<String>,
    pub container: String,
    pub endpoint: Option<String>,
    pub root: String,
}

/// A server that takes files by SSH.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "`keys::TARGET` says what each means")]
pub struct Sftp {
    pub host: String,
    pub port: Option<u32>,
    pub user: Option<String>,
    pub key: Option<String>,
    pub root: String,
}

/// A server that takes files by `WebDAV`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "`keys::TARGET` says what each means")]
pub struct Webdav {
    pub endpoint: String,
    pub root: String,
}

/// A branch of a git repository.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "`keys::TARGET` says what each means")]
pub struct Git {
    pub remote: String,
    pub branch: String,
    pub root: String,
    pub history: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Folder,
    S3,
    Gcs,
    Azure,
    Sftp,
    Webdav,
    Git,
}

/// Each kind with its name, and the keys that mean something to it.
const KINDS: [(&str, Kind, &[&str]); 7] = [
    ("folder", Kind::Folder, &["path"]),
    (
        "s3",
        Kind::S3,
        &["bucket", "region", "endpoint", "profile", "root"],
    ),
    ("gcs", Kind::Gcs, &["bucket", "endpoint", "root"]),
    (
        "azure",
        Kind::Azure,
        &["account", "container", "endpoint", "root"],
    ),
    ("sftp", Kind::Sftp, &["host", "port", "user", "key", "root"]),
    ("webdav", Kind::Webdav, &["endpoint", "root"]),
    ("git", Kind::Git, &["remote", "branch", "root", "history"]),
];

impl Service {
    /// Its name in `site.yaml`.
    pub fn name(&self) -> &'static str {
        match self {
            Service::Folder(_) => "folder",
            Service::S3(_) => "s3",
            Service::Gcs(_) => "gcs",
            Service::Azure(_) => "azure",
            Service::Sftp(_) => "sftp",
            Service::Webdav(_) => "webdav",
            Service::Git(_) => "git",
        }
    }

    /// Whether it keeps a file's `Content-Encoding` and sends it.
    pub fn sends_encodings(&self) -> bool {
        matches!(self, Service::S3(_) | Service::Gcs(_))
    }

    /// Whether it keeps what headers a file is to be sent with.
    pub fn sends_headers(&self) -> bool {
        matches!(self, Service::S3(_) | Service::Gcs(_) | Service::Azure(_))
    }
}

/// The service of a target, if it is whole.
pub(super) fn service(
    reader: &mut Reader<'_>,
    target: &str,
    at: Field<'_, '_>,
    fields: &Fields<'_, '_>,
) -> Option<Service> {
    let to = fields.get("to");
    if to.is_blank() {
        let message = format!("`{target}` does not say what it publishes to");
        let hint = format!(
            "add `to:` with one of {}",
            KINDS.map(|(name, ..)| name).join(", ")
        );
        reader.say(at, Diagnostic::error("missing-key", message).hint(hint));
        return None;
    }
    let kinds = KINDS.map(|(name, kind, _)| (name, Some(kind)));
    let kind = choice(reader, to, &kinds, None)?;
    is_meant(reader, fields, kind);
    let mut target = Parts {
        reader,
        target,
        at,
        fields,
    };
    Some(match kind {
        Kind::Folder => Service::Folder(target.needed("path", "/srv/www/courier")?),
        Kind::S3 => Service::S3(S3 {
            bucket: target.needed("bucket", "courier-site")?,
            region: target.line("region"),
            endpoint: target.address("endpoint"),
            profile: target.line("profile"),
            root: target.root(),
        }),
        Kind::Gcs => Service::Gcs(Gcs {
            bucket: target.needed("bucket", "courier-site")?,
            endpoint: target.address("endpoint"),
            root: target.root(),
        }),
        Kind::Azure => Service::Azure(Azure {
            account: target.line("account"),
            container: target.needed("container", "$web")?,
            endpoint: target.address("endpoint"),
            root: target.root(),
        }),
        Kind::Sftp => Service::Sftp(Sftp {
            host: target.needed("host", "web.courier.example")?,
            port: target.port(),
            user: target.line("user"),
            key: target.line("key"),
            root: target.root(),
        }),
        Kind::Webdav => Service::Webdav(Webdav {
            endpoint: {
                target.needed("endpoint", "https://dav.courier.example/")?;
                target.address("endpoint")?
            },
            root: target.root(),
        }),
        Kind::Git => Service::Git(Git {
            remote: {
                let remote = target.needed("remote", "git@forge.example:courier/pages.git")?;
                target.is_without_password("remote", &remote)?;
                remote
            },
            branch: target
                .line("branch")
                .unwrap_or_else(|| "gh-pages".to_owned()),
            root: target.root(),
            history: target.flag("history").unwrap_or(true),
        }),
    })
}

/// Warns of keys that mean nothing to the kind of service.
fn is_meant(reader: &mut Reader<'_>, fields: &Fields<'_, '_>, kind: Kind) {
    let Some((name, _, own)) = KINDS.iter().find(|(_, one, _)| *one == kind) else {
        return;
    };
    let mut told = Vec::new();
    for key in KINDS.iter().flat_map(|(.., keys)| keys.iter()) {
        if own.contains(key) || told.contains(key) || fields.get(key).is_absent() {
            continue;
        }
        told.push(key);
        let message = format!("`{key}` means nothing to `{name}`");
        let hint = format!("it takes {}", own.join(", "));
        reader.say(
            fields.get(key),
            Diagnostic::warning("unused-key", message).hint(hint),
        );
    }
}

/// A target as it is read.
struct Parts<'r, 'y, 'n, 'a> {
    reader: &'r mut Reader<'y>,
    target: &'r str,
    at: Field<'n, 'a>,
    fields: &'r Fields<'n, 'a>,
}

impl Parts<'_, '_, '_, '_> {
    fn line(&mut self, key: &'static str) -> Option<String> {
        self.reader.line(self.fields.get(key))
    }

    fn flag(&mut self, key: &'static str) -> Option<bool> {
        self.reader.flag(self.fields.get(key))
    }

    fn needed(&mut self, key: &'static str, example: &str) -> Option<String> {
        let line = self.line(key);
        if line.is_none() && self.fields.get(key).is_blank() {
            let message = format!("`{}` has no `{key}`", self.target);
            let hint = format!("add one, as in `{key}: {example}`");
            self.reader.say(
                self.at,
                Diagnostic::error("missing-key", message).hint(hint),
            );
        }
        line
    }

    /// An address, if there is one that can be used. What is wrong fails the build.
    fn address(&mut self, key: &'static str) -> Option<String> {
        let field = self.fields.get(key);
        let written = self.reader.line(field)?;
        self.is_without_password(key, &written)?;
        address(self.reader, field, written)
    }

    fn is_without_password(&mut self, key: &'static str, url: &str) -> Option<()> {
        let has_password = has_credentials(url);
        if has_password {
            let message = "this address has a password in it, and this file is no place for one";
            let hint = "take it out of here and hold it to be known to others; git has its credential helpers, \
                        the rest is read from the environment";
            let field = self.fields.get(key);
            let error = Diagnostic::error("secret", message).hint(hint);
            self.reader.say(field, error);
        }
        (!has_password).then_some(())
    }

    fn port(&mut self) -> Option<u32> {
        let field = self.fields.get("port");
        (!field.is_blank()).then(|| count(self.reader, field, u32::from(u16::MAX), 22))
    }

    /// The folder at the service below which all is put; empty for the outermost.
    fn root(&mut self) -> String {
        let root = self.line("root").unwrap_or_default();
        root.trim_end_matches('/').to_owned()
    }
}
