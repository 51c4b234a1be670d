//! Who is told of what changed, when all is there: caches, hubs, search engines, and whoever else the user names.
//!
//! What each is to be told is noted before the first file travels, and forgotten when it was told. So nothing is
//! lost if a deployment is stopped, or somebody does not listen: the next deployment from here tells it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

use serde_json::json;

use super::manifest::hash;
use super::plan::{Plan, Wanted};
use super::services::speak_tls;
use super::{Fault, Order, Outcome, local};
use crate::config::FeedFormat;
use crate::config::deploy::{After, Encoding, IndexNow, Webhook};
use crate::diag::Diagnostic;
use crate::fs::join_inside;
use crate::site::urls::{Base, url_of_output};
use crate::watch::exec::shell;

/// One who does not answer for so long is told again after the next deployment.
const PATIENCE: Duration = Duration::from_secs(30);

/// So many pages are told in one request, as `IndexNow` asks.
const PAGES: usize = 10_000;

/// Addresses by who is to be told of them.
type Owed = BTreeMap<String, BTreeSet<String>>;

/// Who is told.
enum Listener<'c> {
    File(&'c str),
    Command(&'c str),
    Webhook(&'c Webhook),
    Hub,
    Search(&'c IndexNow),
}

impl Listener<'_> {
    fn all(after: &After) -> Vec<Listener<'_>> {
        let file = after.urls.as_deref().map(Listener::File);
        let commands = after.exec.iter().map(|command| Listener::Command(command));
        let webhooks = after.webhooks.iter().map(Listener::Webhook);
        let hub = after.websub.then_some(Listener::Hub);
        let search = after.indexnow.as_ref().map(Listener::Search);
        file.into_iter()
            .chain(commands)
            .chain(webhooks)
            .chain(hub)
            .chain(search)
            .collect()
    }

    /// By which what is owed to it is known.
    fn name(&self) -> String {
        match self {
            Listener::File(path) => format!("file {path}"),
            Listener::Command(command) => format!("command {command}"),
            // The address may be a secret.
            Listener::Webhook(webhook) => {
                let host = webhook.url.split('/').nth(2).unwrap_or(&webhook.url);
                let host = host.rsplit('@').next().unwrap_or_default();
                format!("webhook {host} ({})", &hash(webhook.url.as_bytes())[..8])
            }
            Listener::Hub => "hub".to_owned(),
            Listener::Search(search) => format!("search engines at {}", search.endpoint),
        }
    }

    fn cares_for(&self, path: &str) -> bool {
        match self {
            Listener::Hub => is_feed(path),
            Listener::Search(_) => local::is_page(path),
            _ => true,
        }
    }
}

/// The public addresses of what a plan changes.
pub fn urls(order: &Order<'_>, plan: &Plan) -> BTreeSet<String> {
    changed(plan).map(|path| address(order, path)).collect()
}

/// Notes who is to be told of what a plan changes.
///
/// # Errors
/// It can't be noted.
pub fn owe(order: &Order<'_>, plan: &Plan, outcome: &mut Outcome) -> Result<(), Fault> {
    outcome.urls.extend(urls(order, plan));
    let listeners = Listener::all(&order.target.after);
    let mut owed = read(order);
    for listener in &listeners {
        let paths = changed(plan).filter(|path| listener.cares_for(path));
        let addresses = paths.map(|path| address(order, path));
        owed.entry(listener.name()).or_default().extend(addresses);
    }
    write(order, &owed)
}

/// Tells everybody; says who could not be told, and why.
pub async fn tell(order: &Order<'_>) -> Vec<Diagnostic> {
    let mut owed = read(order);
    let mut troubles = Vec::new();
    for listener in Listener::all(&order.target.after) {
        let name = listener.name();
        let Some(addresses) = owed.get(&name).filter(|addresses| !addresses.is_empty()) else {
            continue;
        };
        match told(order, &listener, addresses).await {
            Ok(()) => drop(owed.remove(&name)),
            Err(why) => {
                let message = format!("{name}: could not be told what changed: {why}");
                let hint = "the site is published; the next deployment tells it, what changed now included";
                troubles.push(Diagnostic::warning("after", message).hint(hint));
            }
        }
    }
    troubles.extend(write(order, &owed).err().map(|error| *error));
    troubles
}

async fn told(
    order: &Order<'_>,
    listener: &Listener<'_>,
    addresses: &BTreeSet<String>,
) -> Result<(), String> {
    match listener {
        Listener::File(path) => {
            let site = &order.folders.site;
            let whole = join_inside(site, path).ok_or("it is not in the site's folder")?;
            let is_ours = |bytes: Vec<u8>| {
                let text = String::from_utf8(bytes).unwrap_or_else(|_| "?".to_owned());
                text.lines()
                    .all(|line| line.starts_with(order.url.trim_end_matches('/')))
            };
            if !order.disk.read(&whole).map_or(true, is_ours) {
                return Err("there is a file of something else, which is not replaced".to_owned());
            }
            let written = order.disk.replace(&whole, lines(addresses).as_bytes());
            written.map_err(|error| error.to_string())
        }
        Listener::Command(command) => {
            let count = addresses.len().to_string();
            let environment = [
                ("PRESSTIME_TARGET", order.target.name.as_ref()),
                ("PRESSTIME_URLS", count.as_ref()),
            ];
            let ended = shell(
                command,
                &order.folders.site,
                &environment,
                &lines(addresses),
                // What a script reads on standard output is the report.
                std::io::stderr().into(),
            )?;
            if ended.success() {
                Ok(())
            } else {
                Err(ended.to_string())
            }
        }
        Listener::Webhook(webhook) => {
            let secret = |name: &str| match name.strip_prefix('$') {
                Some(name) => {
                    (order.variable)(name).ok_or(format!("`{name}` is not in the environment"))
                }
                None => Ok(name.to_owned()),
            };
            let body = json!({"site": order.url, "target": order.target.name, "urls": addresses});
            let mut request = client()?.post(secret(&webhook.url)?);
            if let Some(token) = &webhook.token {
                request = request.bearer_auth(secret(token)?);
            }
            let request = request
                .header("content-type", "application/json")
                .body(body.to_string());
            send(request).await
        }
        Listener::Hub => {
            let client = client()?;
            let form_type = "application/x-www-form-urlencoded";
            // A language may have a hub, and others none.
            let hubs = addresses
                .iter()
                .filter_map(|address| Some((order.hub(address)?, address)));
            for (hub, address) in hubs {
                let form = format!("hub.mode=publish&hub.url={}", escaped(address));
                let request = client.post(hub).header("content-type", form_type);
                send(request.body(form)).await?;
            }
            Ok(())
        }
        Listener::Search(search) => {
            let proof = format!("{}.txt", search.key);
            if order
                .disk
                .stamp(&order.folders.output.join(&proof))
                .is_none()
            {
                return Err(format!(
                    "the site has no `{proof}`: put one into `static/` that holds the key"
                ));
            }
            let host = order.url.split("://").nth(1).unwrap_or_default();
            let addresses: Vec<&String> = addresses.iter().collect();
            for some in addresses.chunks(PAGES) {
                let body = json!({
                    "host": host.split('/').next(),
                    "key": search.key,
                    "keyLocation": address(order, &proof),
                    "urlList": some,
                });
                let request = client()?.post(&search.endpoint);
                let json_type = "application/json; charset=utf-8";
                send(
                    request
                        .header("content-type", json_type)
                        .body(body.to_string()),
                )
                .await?;
            }
            Ok(())
        }
    }
}

fn client() -> Result<reqwest::Client, String> {
    speak_tls();
    let client = reqwest::Client::builder().timeout(PATIENCE);
    let client = client.user_agent(concat!("presstime/", env!("CARGO_PKG_VERSION")));
    client.build().map_err(|error| error.to_string())
}

async fn send(request: reqwest::RequestBuilder) -> Result<(), String> {
    // An address may be a secret: it is not told.
    let answer = request
        .send()
        .await
        .map_err(|error| reason(&error.without_url()))?;
    let status = answer.status();
    if status.is_success() {
        Ok(())
    } else {
        Err(format!("it answers {status}"))
    }
}

fn reason(error: &reqwest::Error) -> String {
    let mut words = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(one) = cause {
        words = format!("{words}: {one}");
        cause = one.source();
    }
    words
}

/// The files of the output folder that a plan changes for readers, each by its own path: not what is made from them.
fn changed(plan: &Plan) -> impl Iterator<Item = &str> {
    let is_itself = |(path, wanted): &&(String, Wanted)| *path == wanted.source;
    let uploads = plan
        .uploads()
        .filter(is_itself)
        .map(|(path, _)| path.as_str());
    // A compressed form goes with what it was made from.
    let all: BTreeSet<&str> = plan.removals.iter().map(String::as_str).collect();
    let is_derived = move |path: &str| {
        let mut forms = Encoding::ALL.iter().map(|(_, form)| form.extension());
        forms.any(|form| {
            let plain = path
                .strip_suffix(form)
                .and_then(|path| path.strip_suffix('.'));
            plain.is_some_and(|plain| all.contains(plain))
        })
    };
    let removals = plan.removals.iter().map(String::as_str);
    let removals = removals.filter(move |path| !is_derived(path));
    uploads.chain(removals)
}

fn is_feed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    FeedFormat::ALL
        .iter()
        .any(|(_, format)| format.file() == name)
}

fn address(order: &Order<'_>, path: &str) -> String {
    // In a file's name these are letters like others.
    let path = path
        .replace('%', "%25")
        .replace('#', "%23")
        .replace('?', "%3F");
    Base::new(order.url).absolute(&url_of_output(&path))
}

fn lines(addresses: &BTreeSet<String>) -> String {
    let lines = addresses.iter().flat_map(|address| {
        [
            address.as_str(),
            "
",
        ]
    });
    lines.collect()
}

/// A value in a form, as the URL standard's `application/x-www-form-urlencoded` has it.
fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"*-._".contains(&byte);
    text.bytes()
        .map(|byte| {
            if plain(byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

fn note(order: &Order<'_>) -> PathBuf {
    order.store().join("owed.json")
}

fn read(order: &Order<'_>) -> Owed {
    let bytes = order.disk.read(&note(order)).ok();
    bytes
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default()
}

fn write(order: &Order<'_>, owed: &Owed) -> Result<(), Fault> {
    let path = note(order);
    let owed: Owed = owed
        .iter()
        .filter(|(_, all)| !all.is_empty())
        .map(|(name, all)| (name.clone(), all.clone()))
        .collect();
    let written = if owed.is_empty() {
        order.disk.remove(&path)
    } else {
        order
            .disk
            .replace(&path, &serde_json::to_vec_pretty(&owed).unwrap_or_default())
    };
    written.map_err(|error| crate::engine::unwritable(&path, &error))
}
