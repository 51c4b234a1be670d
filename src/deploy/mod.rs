//! Publishing over the network: the site in the output folder to a remote, at the cost of what changed.
//!
//! 1. **look** at the output folder (`local`), and at what the remote says it has (`manifest`);
//! 2. **plan** the difference, in an order in which readers never meet a gap (`plan`);
//! 3. **lock** the remote, and note there what is about to be done;
//! 4. **send** phase by phase, noting now and then how far it is (`send`);
//! 5. take away what is withdrawn, write the manifest, give back the lock;
//! 6. **tell** those who want to know what changed (`after`).
//!
//! Stopped anywhere, the remote serves a whole site, and the next deployment goes on from there.

pub mod after;
mod encode;
mod fault;
mod foreign;
mod git;
pub mod local;
mod lock;
pub mod manifest;
pub mod plan;
mod remote;
mod send;
mod services;
mod verify;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde::Serialize;
use tokio::sync::Semaphore;

use self::lock::Lock;
use self::manifest::{HEAD, Head, Manifest};
use self::plan::Plan;
use self::remote::{Remote, Store};
use crate::config::deploy::{Service, Target};
use crate::diag::{Diagnostic, Place};
use crate::engine::{self, Folders, Published};
use crate::fs::Disk;

pub use self::lock::Deployer;
pub use self::services::Secrets;

/// What keeps a deployment from being done.
pub type Fault = Box<Diagnostic>;

/// So often a site is looked at anew that another build changes while it travels.
const TRIES: usize = 10;

/// A build that writes is waited for so often, and so long each time: a minute in all.
const LOOKS: usize = 1200;
const PAUSE: Duration = Duration::from_millis(50);

/// What is to be published, and where.
pub struct Order<'a> {
    /// The place.
    pub target: &'a Target,
    /// The site's folders.
    pub folders: &'a Folders,
    /// The disk that they are on.
    pub disk: Arc<dyn Disk>,
    /// The site's own name, which its output folder bears.
    pub site: String,
    /// The address of its front page.
    pub url: &'a str,
    /// Who deploys.
    pub me: Deployer,
    /// The hubs of the site's feeds, each with the path below which those are: the longest that fits is meant.
    pub hubs: Vec<(String, String)>,
    /// Where secrets are kept.
    pub secrets: Secrets<'a>,
    /// The environment, for what `site.yaml` names of it.
    pub variable: &'a dyn Fn(&str) -> Option<String>,
    /// What is asked for.
    pub wish: Wish,
    /// Nanoseconds since 1970.
    pub clock: fn() -> u64,
    /// Is told how far it is.
    pub progress: fn(Sent),
}

impl Order<'_> {
    /// Where what is known of the target is kept.
    fn store(&self) -> PathBuf {
        folder(self.folders, &self.target.name)
    }

    /// The hub of a feed.
    fn hub(&self, feed: &str) -> Option<&str> {
        let fits = self
            .hubs
            .iter()
            .filter(|(below, _)| feed.starts_with(below));
        fits.max_by_key(|(below, _)| below.len())
            .map(|(_, hub)| hub.as_str())
    }
}

/// What a deployment is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wish {
    /// Only say what would be done.
    pub dry_run: bool,
    /// Compare all files at the remote with what it says it has.
    pub verify: bool,
    /// Replace files at the remote that presstime did not put there.
    pub adopt: bool,
    /// Take the lock from one who seems to live.
    pub take_over: bool,
    /// Take assets away at once that no page shows any more.
    pub no_grace: bool,
}

/// How far a deployment is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sent {
    /// Files that travelled.
    pub files: usize,
    /// Files that travel in all.
    pub all_files: usize,
    /// Bytes that travelled, as they are in the output folder.
    pub bytes: u64,
    /// Bytes of all files.
    pub all_bytes: u64,
}

/// What a deployment did, or would do.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// Files that were put there, in the order in which they travelled.
    pub uploaded: Vec<Uploaded>,
    /// Files that were taken away.
    pub removed: Vec<String>,
    /// Assets that stay for a while though the site shows them no more.
    pub kept: usize,
    /// Bytes of the files that travelled.
    pub bytes: u64,
    /// Requests that a service refused for the moment.
    pub retries: usize,
    /// The files that are there now.
    pub files: usize,
    /// Files that were found to be other at the remote than it says.
    pub changed_behind: Vec<String>,
    /// Public addresses of what changed.
    pub urls: BTreeSet<String>,
}

/// A file that was put there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Uploaded {
    /// Its path at the remote.
    pub path: String,
    /// Its size there, in bytes.
    pub bytes: u64,
}

/// Publishes a site.
///
/// # Errors
/// What keeps it from being done; the remote then serves a whole site, the old one or a part of the new.
pub async fn deploy(order: &Order<'_>) -> Result<Outcome, Fault> {
    let retries = Arc::new(AtomicUsize::new(0));
    let remote = open(order, &retries)?;
    let mut outcome = Outcome::default();
    let deployment = Deployment {
        order,
        remote: &remote,
        room: Arc::new(Semaphore::new(send::ROOM as usize)),
    };
    let ended = deployment.run(&mut outcome).await;
    outcome.retries = retries.load(Ordering::Relaxed);
    ended.map(|()| outcome)
}

fn open(order: &Order<'_>, retries: &Arc<AtomicUsize>) -> Result<Remote, Fault> {
    let target = order.target;
    if let Service::Git(git) = &target.service {
        if !cfg!(feature = "git") {
            return Err(services::is_missing(&target.service));
        }
        let folder = order.store().join("repository");
        let subject = format!("Publish {}", order.url);
        let made = order.disk.write(&folder.join("presstime"), b"");
        made.map_err(|error| engine::unwritable(&folder, &error))?;
        let mut git = git.clone();
        // As git has it for its own folder, a path is from the site's.
        if git.remote.starts_with("./") || git.remote.starts_with("../") {
            let remote = order.folders.site.join(&git.remote);
            git.remote = remote.to_string_lossy().into_owned();
        }
        let branch = git::Branch::open(target, git, &folder, &subject)?;
        return Ok(Remote::Branch(Arc::new(branch)));
    }
    let retries = retries.clone();
    let count = move || {
        retries.fetch_add(1, Ordering::Relaxed);
    };
    let operator = services::operator(target, &order.folders.site, order.secrets)?;
    let patient = services::patient(&operator, &target.service, count);
    let store = Store::new(operator, patient, target.clone());
    Ok(Remote::Store(Arc::new(store)))
}

/// Where what is known of a target is kept.
pub fn folder(folders: &Folders, target: &str) -> PathBuf {
    let shared = folders.cache.parent().unwrap_or(&folders.cache);
    shared.join("deploy").join(target)
}

/// The site in the output folder, if it is one that readers may have, for this address.
///
/// # Errors
/// No site was built there, or one for another address, or with what readers are not to see.
pub fn published(disk: &dyn Disk, folders: &Folders, url: &str) -> Result<Published, Fault> {
    let place = Place::file(&folders.output.to_string_lossy());
    let refused = |code: &str, message: String| {
        let hint = "deploy without `--no-build`, or run `presstime build` first";
        Box::new(Diagnostic::error(code, message).at(place).hint(hint))
    };
    let Some(site) = engine::published(disk, folders) else {
        let message = "no site was built in this folder";
        return Err(refused("not-built", message.to_owned()));
    };
    if !site.shows.is_empty() {
        let message = format!(
            "the site was built with {}, which readers are not to see",
            site.shows
        );
        return Err(refused("preview", message));
    }
    if site.url != url.trim_end_matches('/') {
        let message = format!(
            "the site was built for `{}`, and is to be at `{url}` now",
            site.url
        );
        return Err(refused("not-built", message));
    }
    Ok(site)
}

/// The error that files are gone from the output folder which no build took away: they would be withdrawn.
fn lacking(mut gone: Vec<&str>) -> Option<Fault> {
    gone.sort_unstable();
    let first = gone.first()?;
    let more = match gone.len() - 1 {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let message = format!("`{first}`{more} that the build wrote is gone from the output folder");
    let error = Diagnostic::error("output-damaged", message);
    Some(Box::new(
        error.hint("`presstime build --full` makes it again"),
    ))
}

/// A deployment under way.
struct Deployment<'o, 'a> {
    order: &'o Order<'a>,
    remote: &'o Remote,
    // KiB that may still get under way.
    room: Arc<Semaphore>,
}

impl Deployment<'_, '_> {
    async fn run(&self, outcome: &mut Outcome) -> Result<(), Fault> {
        let wish = self.order.wish;
        let mut manifest = self.manifest().await?;
        let mut plan = self.plan(&manifest).await?;
        if wish.verify {
            let differing = verify::differing(self.remote, &manifest, self.parallel()).await?;
            manifest.unsure.extend(differing.iter().cloned());
            outcome.changed_behind = differing;
            plan = self.plan(&manifest).await?;
        }
        if wish.dry_run {
            self.tell(&plan, outcome);
            outcome.files = manifest.entries.len();
            return self.foreign(&manifest, &plan).await;
        }
        let was_stopped = is_unfinished(&manifest);
        let sweeps = was_stopped || wish.verify && !self.leftovers(&manifest).await?.is_empty();
        if !plan.is_empty() || sweeps {
            let lock = Lock::take(
                self.remote,
                &self.order.me,
                self.order.clock,
                wish.take_over,
            )
            .await?;
            let done = self.work(&lock, &mut manifest, plan, outcome).await;
            if done.is_ok() && sweeps {
                // What stays takes room, and no more.
                let _ = self.sweep(&manifest).await;
            }
            lock.leave().await;
            done?;
        }
        outcome.files = manifest.entries.len();
        Ok(())
    }

    /// Does what is to be done, with the lock.
    async fn work(
        &self,
        lock: &Lock,
        manifest: &mut Manifest,
        mut plan: Plan,
        outcome: &mut Outcome,
    ) -> Result<(), Fault> {
        // Another deployment may have ended since the remote was read.
        let head = self.head().await?;
        if head != manifest.head {
            let unsure = std::mem::take(&mut manifest.unsure);
            *manifest = self.manifest().await?;
            manifest.unsure.extend(unsure);
            plan = self.plan(manifest).await?;
        }
        self.foreign(manifest, &plan).await?;
        for _ in 0..TRIES {
            after::owe(self.order, &plan, outcome)?;
            let journey = send::Journey::new(self, lock, &plan);
            if journey.go(manifest, outcome).await? == send::End::Arrived {
                return Ok(());
            }
            // Another build wrote the site meanwhile.
            plan = self.plan(manifest).await?;
            self.foreign(manifest, &plan).await?;
        }
        Err(unsteady())
    }

    /// Takes away what deployments that were stopped left beside the site; with the lock.
    async fn sweep(&self, manifest: &Manifest) -> Result<(), Fault> {
        let leftovers = self.leftovers(manifest).await?;
        self.remote.remove(leftovers).await?;
        self.remote.tidy(vec![remote::NEW.to_owned()]).await
    }

    /// What lies beside the site, and is named by nothing.
    async fn leftovers(&self, manifest: &Manifest) -> Result<Vec<String>, Fault> {
        let mut left = self.remote.list_ours().await?;
        let head = manifest.head.iter();
        let named = head.flat_map(|head| head.segments.iter().chain(&head.pending));
        let mut named: BTreeSet<String> = named.map(manifest::Segment::path).collect();
        named.extend([HEAD.to_owned(), lock::PATH.to_owned()]);
        left.retain(|path| !named.contains(path));
        Ok(left)
    }

    /// What is to be done now.
    async fn plan(&self, manifest: &Manifest) -> Result<Plan, Fault> {
        let order = self.order;
        let files = self.files().await?;
        let rules = &order.target.rules;
        let wanted = plan::wanted(&files, rules, order.target.service.sends_headers());
        let grace = if order.wish.no_grace {
            0
        } else {
            rules.keep_assets
        };
        let now = i64::try_from((order.clock)() / 1_000_000_000).unwrap_or(i64::MAX);
        Ok(plan::plan(&wanted, manifest, grace, now))
    }

    /// The site as some build left it: while one writes, this waits.
    async fn files(&self) -> Result<BTreeMap<String, local::File>, Fault> {
        let order = self.order;
        let state = || engine::writing(&*order.disk, order.folders);
        for _ in 0..LOOKS {
            let before = state();
            if !before.is_writing {
                let now = (order.clock)();
                // Whoever built it last may have built what is not for readers.
                let site = published(&*order.disk, order.folders, order.url)?;
                let is_address = |path: &str| site.addresses.contains(path);
                let files = local::look(&*order.disk, order.folders, is_address, now);
                if state() == before {
                    let files = files.map_err(|error| {
                        let message = format!("the site can't be read: {error}");
                        Box::new(Diagnostic::error("deploy-unreadable", message))
                    })?;
                    let listed = site.addresses.iter().chain(&site.others);
                    let gone = listed
                        .map(|path| &**path)
                        .filter(|path| local::is_published(path) && !files.contains_key(*path));
                    return match lacking(gone.collect()) {
                        Some(error) => Err(error),
                        None => Ok(files),
                    };
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
        Err(unsteady())
    }

    /// Says what would be done.
    fn tell(&self, plan: &Plan, outcome: &mut Outcome) {
        outcome.uploaded = plan
            .uploads()
            .map(|(path, wanted)| Uploaded {
                path: path.clone(),
                bytes: wanted.entry.size,
            })
            .collect();
        outcome.bytes = outcome.uploaded.iter().map(|file| file.bytes).sum();
        outcome.removed.clone_from(&plan.removals);
        outcome.kept = plan::kept(plan);
        outcome.urls = after::urls(self.order, plan);
    }

    async fn foreign(&self, manifest: &Manifest, plan: &Plan) -> Result<(), Fault> {
        if self.order.wish.adopt {
            return Ok(());
        }
        foreign::refuse(self.remote, manifest, plan).await
    }

    async fn head(&self) -> Result<Option<Head>, Fault> {
        let Some(bytes) = self.remote.read_first(HEAD).await? else {
            return Ok(None);
        };
        Head::parse(&bytes)
            .map(Some)
            .map_err(|why| damaged(HEAD, &why))
    }

    /// What the remote says it has.
    async fn manifest(&self) -> Result<Manifest, Fault> {
        loop {
            let Some(head) = self.head().await? else {
                return Ok(Manifest::default());
            };
            match self.segments(&head).await {
                Ok(manifest) => return Ok(manifest),
                // Who deploys just now has written another head, and taken away what this one names.
                Err(_) if self.head().await?.as_ref() != Some(&head) => {}
                Err(error) => return Err(error),
            }
        }
    }

    async fn segments(&self, head: &Head) -> Result<Manifest, Fault> {
        let same_url = head.url.trim_end_matches('/') == self.order.url.trim_end_matches('/');
        if head.site != self.order.site && !same_url {
            let message = format!("another site is published there: {}", head.url);
            let hint = "name another place; if that site is no more, empty this one, `.presstime` included";
            return Err(Box::new(
                Diagnostic::error("other-site", message).hint(hint),
            ));
        }
        let mut segments = Vec::new();
        for segment in &head.segments {
            segments.push(self.segment(segment).await?);
        }
        let pending = match &head.pending {
            Some(segment) => Some(self.segment(segment).await?),
            None => None,
        };
        let read = Manifest::read(head.clone(), &segments, pending.as_deref());
        read.map_err(|error| damaged("the manifest", &error.to_string()))
    }

    /// The bytes of a segment: as they are kept here, or as the remote gives them.
    async fn segment(&self, segment: &manifest::Segment) -> Result<Vec<u8>, Fault> {
        let kept = self.order.store().join("segments").join(&segment.name);
        let is_whole = |bytes: &Vec<u8>| segment.name.contains(&manifest::hash(bytes));
        if let Some(bytes) = self.order.disk.read(&kept).ok().filter(is_whole) {
            return Ok(bytes);
        }
        let path = segment.path();
        match self.remote.read(&path).await? {
            Some(bytes) if is_whole(&bytes) => {
                self.keep(segment, &bytes);
                Ok(bytes)
            }
            Some(_) => Err(damaged(&path, "it was changed")),
            None => Err(damaged(&path, "it is not there")),
        }
    }

    /// Keeps a segment, so that it need not be fetched.
    fn keep(&self, segment: &manifest::Segment, bytes: &[u8]) {
        let kept = self.order.store().join("segments").join(&segment.name);
        // If it can't be kept, it is fetched again.
        let _ = self.order.disk.replace(&kept, bytes);
    }

    /// Keeps no longer what the remote has no more.
    fn forget(&self, paths: &[String]) {
        for name in paths
            .iter()
            .filter_map(|path| path.strip_prefix(manifest::OURS))
        {
            // One that stays takes room, and no more.
            let _ = self
                .order
                .disk
                .remove(&self.order.store().join("segments").join(name));
        }
    }

    fn parallel(&self) -> usize {
        let asked = self.order.target.rules.parallel;
        asked.map_or_else(|| self.remote.parallel(), |files| files as usize)
    }
}

/// Whether a deployment that did not end left something to be found out.
fn is_unfinished(manifest: &Manifest) -> bool {
    manifest
        .head
        .as_ref()
        .is_some_and(|head| head.pending.is_some())
}

fn unsteady() -> Fault {
    let message = "the site changed again and again while it was published";
    let error = Diagnostic::error("deploy-unsteady", message);
    Box::new(error.hint("deploy again when its builds have ended: what is there is whole"))
}

fn damaged(what: &str, why: &str) -> Fault {
    let message = format!("what presstime keeps at this place is damaged: {what}: {why}");
    let hint =
        "remove `.presstime/` there and deploy with `--adopt`: all files are put there again";
    Box::new(Diagnostic::error("deploy-damaged", message).hint(hint))
}
