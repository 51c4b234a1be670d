//! The journey of files to a remote, phase by phase.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use tokio::task::{JoinSet, spawn_blocking};

use super::lock::Lock;
use super::manifest::{self, Changes, Entry, HEAD, Manifest, OURS, Segment};
use super::plan::{Phase, Plan, Wanted, parents};
use super::remote::Remote;
use super::{Deployment, Fault, Outcome, Sent, Uploaded, encode, local};
use crate::diag::Diagnostic;
use crate::fs::Disk;

/// After so many files the manifest is brought up to date, so that a deployment that is stopped begins there.
const STAGE: usize = 500;

/// Or after so many nanoseconds.
const SOME_TIME: u64 = 15_000_000_000;

/// So many KiB of files are under way at once; a larger file travels alone.
pub const ROOM: u32 = 64 << 10;

/// So many files are taken away in one request, where a service can do that.
const AT_ONCE: usize = 1000;

/// How a journey ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// All is there.
    Arrived,
    /// A file is not what it was when the journey was planned: it has to be planned anew.
    Changed,
}

/// A plan on its way.
pub struct Journey<'j, 'o, 'a> {
    deployment: &'j Deployment<'o, 'a>,
    lock: &'j Lock,
    plan: &'j Plan,
    // What was done since the manifest was written.
    done: Changes,
    pending: Option<Segment>,
    sent: Sent,
    written: u64,
}

/// What came of one file.
enum Put {
    There(String, Entry, u64),
    Changed,
}

impl<'j, 'o, 'a> Journey<'j, 'o, 'a> {
    /// A journey that has not begun.
    pub fn new(
        deployment: &'j Deployment<'o, 'a>,
        lock: &'j Lock,
        plan: &'j Plan,
    ) -> Journey<'j, 'o, 'a> {
        let all = plan.uploads();
        Journey {
            done: Changes::new(),
            pending: None,
            sent: Sent {
                all_files: all.clone().count(),
                all_bytes: all.map(|(_, wanted)| wanted.entry.size).sum(),
                ..Sent::default()
            },
            written: (deployment.order.clock)(),
            deployment,
            lock,
            plan,
        }
    }

    /// Makes the journey. The manifest tells afterwards what is there, however it ended.
    ///
    /// # Errors
    /// As the service says.
    pub async fn go(
        mut self,
        manifest: &mut Manifest,
        outcome: &mut Outcome,
    ) -> Result<End, Fault> {
        self.announce(manifest).await?;
        for (phase, files) in &self.plan.uploads {
            if self.remote().has_folders() {
                self.remove(&self.plan.in_the_way(*phase), outcome).await?;
            }
            let ended = self.send(files, manifest, outcome).await;
            if !matches!(ended, Ok(End::Arrived)) {
                // What can't be noted now is found out by the next deployment: it is pending.
                let noted = self.note(manifest).await;
                return ended.and_then(|end| noted.map(|()| end));
            }
            // What comes next leads readers there: from now on these are not new.
            if *phase == Phase::New && self.plan.uploads.len() > 1 {
                self.note(manifest).await?;
            }
        }
        let removed: BTreeSet<&String> = outcome.removed.iter().collect();
        let left = self
            .plan
            .removals
            .iter()
            .filter(|path| !removed.contains(path));
        let left: Vec<String> = left.cloned().collect();
        self.remove(&left, outcome).await?;
        self.done.extend(self.plan.notes.clone());
        outcome.kept = super::plan::kept(self.plan);
        self.pending = None;
        self.note(manifest).await?;
        self.remote().finish()?;
        Ok(End::Arrived)
    }

    fn remote(&self) -> &Remote {
        self.deployment.remote
    }

    /// Notes at the remote what is about to become of which files.
    async fn announce(&mut self, manifest: &mut Manifest) -> Result<(), Fault> {
        let mut changes = self.plan.changes();
        if changes.is_empty() || matches!(self.remote(), Remote::Branch(_)) {
            return Ok(());
        }
        // What is unsure stays so until it was done, even if it is to be what the manifest says already.
        for path in &manifest.unsure {
            changes.insert(path.clone(), Some(Entry::unknown()));
        }
        manifest.unsure.extend(changes.keys().cloned());
        let (segment, bytes) =
            manifest::segment("pending", &changes).map_err(|error| unmade(&error))?;
        self.remote()
            .write(&segment.path(), bytes, None, true)
            .await?;
        self.pending = Some(segment);
        self.write_head(manifest, None).await
    }

    /// Sends the files of one phase; all of them are there when it has arrived.
    async fn send(
        &mut self,
        files: &[(String, Wanted)],
        manifest: &mut Manifest,
        outcome: &mut Outcome,
    ) -> Result<End, Fault> {
        let parallel = self.deployment.parallel();
        let mut left = files.iter();
        let mut under_way = JoinSet::new();
        loop {
            while under_way.len() < parallel {
                let Some((path, wanted)) = left.next() else {
                    break;
                };
                self.lock
                    .check_if_old((self.deployment.order.clock)())
                    .await?;
                let is_new =
                    !manifest.entries.contains_key(path) && !self.deployment.order.wish.adopt;
                under_way.spawn(self.put(path.clone(), wanted.clone(), is_new));
            }
            let Some(ended) = under_way.join_next().await else {
                return Ok(End::Arrived);
            };
            match ended.map_err(|error| failed(&error.to_string()))?? {
                Put::Changed => return Ok(End::Changed),
                Put::There(path, entry, travelled) => {
                    self.sent.files += 1;
                    self.sent.bytes += travelled;
                    (self.deployment.order.progress)(self.sent);
                    outcome.bytes += entry.size;
                    outcome.uploaded.push(Uploaded {
                        path: path.clone(),
                        bytes: entry.size,
                    });
                    self.done.insert(path, Some(entry));
                }
            }
            let now = (self.deployment.order.clock)();
            if self.done.len() >= STAGE || now.saturating_sub(self.written) > SOME_TIME {
                self.note(manifest).await?;
            }
        }
    }

    /// Sends one file.
    fn put(
        &self,
        path: String,
        wanted: Wanted,
        is_new: bool,
    ) -> impl Future<Output = Result<Put, Fault>> + Send + 'static {
        let order = self.deployment.order;
        let (remote, disk) = (self.remote().clone(), order.disk.clone());
        let output = order.folders.output.clone();
        let room = self.deployment.room.clone();
        async move {
            // So that memory holds no more, and a slow line has no more to carry at once.
            let needed = u32::try_from(wanted.entry.size >> 10).unwrap_or(u32::MAX);
            let _room = room.acquire_many(needed.clamp(1, ROOM)).await;
            let ready = spawn_blocking(move || pack(&disk, &output, wanted)).await;
            let Some((bytes, mut entry, size)) =
                ready.map_err(|error| failed(&error.to_string()))??
            else {
                return Ok(Put::Changed);
            };
            entry.tag = remote.write(&path, bytes, Some(&entry), is_new).await?;
            Ok(Put::There(path, entry, size))
        }
    }

    /// Takes away what the site has no more.
    async fn remove(&mut self, removals: &[String], outcome: &mut Outcome) -> Result<(), Fault> {
        for some in removals.chunks(AT_ONCE) {
            self.lock.check().await?;
            self.remote().remove(some.to_vec()).await?;
            self.done
                .extend(some.iter().map(|path| (path.clone(), None)));
            outcome.removed.extend_from_slice(some);
        }
        self.remote().tidy(folders(removals)).await
    }

    /// Brings the manifest up to date: at the remote, and here.
    async fn note(&mut self, manifest: &mut Manifest) -> Result<(), Fault> {
        let done = std::mem::take(&mut self.done);
        manifest.apply(done.clone());
        self.write_head(manifest, Some(&done)).await?;
        self.written = (self.deployment.order.clock)();
        Ok(())
    }

    async fn write_head(
        &self,
        manifest: &mut Manifest,
        done: Option<&Changes>,
    ) -> Result<(), Fault> {
        // Whoever took the lock may have written since.
        self.lock.check().await?;
        let none = Changes::new();
        let (segments, new) = manifest
            .segments(done.unwrap_or(&none))
            .map_err(|error| unmade(&error))?;
        for (segment, bytes) in new {
            self.deployment.keep(&segment, &bytes);
            self.remote()
                .write(&segment.path(), bytes, None, true)
                .await?;
        }
        let order = self.deployment.order;
        let mut head = manifest.next_head(&order.site, order.url, segments);
        head.pending.clone_from(&self.pending);
        self.remote().write(HEAD, head.bytes(), None, false).await?;
        let before = manifest.head.replace(head);
        let named = manifest
            .head
            .iter()
            .flat_map(|head| head.segments.iter().chain(&head.pending));
        let named: Vec<&Segment> = named.collect();
        let gone = before
            .iter()
            .flat_map(|head| head.segments.iter().chain(&head.pending));
        let gone: Vec<String> = gone
            .filter(|segment| !named.contains(segment))
            .map(Segment::path)
            .collect();
        if gone.is_empty() {
            return Ok(());
        }
        self.deployment.forget(&gone);
        self.remote().remove(gone).await
    }
}

/// A file of the output folder as it travels, what is then known of it, and its size; `None` if it is not what it was.
fn pack(
    disk: &Arc<dyn Disk>,
    output: &Path,
    wanted: Wanted,
) -> Result<Option<(Vec<u8>, Entry, u64)>, Fault> {
    let mut entry = wanted.entry;
    let Ok(bytes) = local::read(&**disk, output, &wanted.source) else {
        return Ok(None);
    };
    if manifest::hash(&bytes) != entry.hash {
        return Ok(None);
    }
    let size = bytes.len() as u64;
    let packed = match entry.encoding {
        Some(encoding) => encode::encode(encoding, &bytes).map_err(|error| unmade(&error))?,
        None => bytes,
    };
    entry.size = packed.len() as u64;
    Ok(Some((packed, entry, size)))
}

/// The folders that files were in, deepest first, down to those in which anything else may be.
fn folders(paths: &[String]) -> Vec<String> {
    let all = paths.iter().flat_map(|path| parents(path));
    let mut folders: Vec<String> = all
        .map(|folder| format!("{folder}/"))
        .filter(|folder| folder != OURS)
        .collect();
    folders.sort_unstable_by(|a, b| {
        b.matches('/')
            .count()
            .cmp(&a.matches('/').count())
            .then(a.cmp(b))
    });
    folders.dedup();
    folders
}

fn unmade(error: &std::io::Error) -> Fault {
    failed(&error.to_string())
}

fn failed(why: &str) -> Fault {
    Box::new(Diagnostic::error(
        "deploy-failed",
        format!("the deployment failed: {why}"),
    ))
}
