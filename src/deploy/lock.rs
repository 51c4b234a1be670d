//! That no two deployments work on a remote at once.
//!
//! The one who works leaves a file that says who it is, and renews it as long as it lives. A lock that is not
//! renewed is one of a process that died, and so is one of this very place: a lock of the machine's own holds off a
//! second process here.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Fault;
use super::manifest::hash;
use super::remote::Remote;
use crate::diag::Diagnostic;

/// Where the lock lies.
pub const PATH: &str = ".presstime/lock.json";

/// A lock is renewed so often, in seconds.
const BEAT: u64 = 20;

/// One that was not renewed for so long, in seconds, is nobody's: machines' clocks differ by far less.
const DEAD: i64 = 180;

/// A service that can't create a file in one step is given so long to show who was the last of two who tried.
const SETTLE: Duration = Duration::from_secs(1);

/// Who deploys.
#[derive(Clone, Debug)]
pub struct Deployer {
    /// Whom a colleague may ask, as in `anna@desk`.
    pub who: String,
    /// This working copy on this machine, and no other.
    pub place: String,
}

/// What the lock's file says.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Held {
    token: String,
    who: String,
    place: String,
    since: Timestamp,
    renewed: Timestamp,
}

/// A lock that is held.
pub struct Lock {
    remote: Remote,
    held: Held,
    renewal: Option<tokio::task::JoinHandle<()>>,
    // When it was last known to be held, in seconds since 1970.
    known: Arc<AtomicI64>,
}

impl Lock {
    /// Takes the lock of a remote; `clock` gives nanoseconds since 1970. With `by_force` also from one who seems to
    /// live.
    ///
    /// # Errors
    /// Somebody else has it, or as the service says.
    pub async fn take(
        remote: &Remote,
        me: &Deployer,
        clock: fn() -> u64,
        by_force: bool,
    ) -> Result<Lock, Fault> {
        let now = timestamp(clock());
        let held = Held {
            token: hash(format!("{}\n{}\n{}", me.who, me.place, clock()).as_bytes()),
            who: me.who.clone(),
            place: me.place.clone(),
            since: now,
            renewed: now,
        };
        if !remote.create(PATH, bytes(&held)).await? {
            match read(remote).await? {
                Some(other) if !by_force && is_alive(&other, me, now) => return Err(taken(&other)),
                _ => drop(remote.write(PATH, bytes(&held), None, false).await?),
            }
        }
        if !remote.creates_at_once() {
            tokio::time::sleep(SETTLE).await;
        }
        let mut lock = Lock {
            remote: remote.clone(),
            held,
            renewal: None,
            known: Arc::new(AtomicI64::new(now.as_second())),
        };
        lock.check().await?;
        // A branch has no lock: its push is refused.
        if matches!(remote, Remote::Store(_)) {
            let (remote, held, known) = (remote.clone(), lock.held.clone(), lock.known.clone());
            lock.renewal = Some(tokio::spawn(renew(remote, held, known, clock)));
        }
        Ok(lock)
    }

    /// Makes sure that it is held still.
    ///
    /// # Errors
    /// Somebody took it.
    pub async fn check(&self) -> Result<(), Fault> {
        if matches!(self.remote, Remote::Branch(_)) {
            return Ok(());
        }
        match read(&self.remote).await? {
            Some(found) if found.token == self.held.token => Ok(()),
            Some(other) => Err(taken(&other)),
            None => {
                let message = "somebody took away the lock of this deployment";
                Err(Box::new(Diagnostic::error("deploy-locked", message)))
            }
        }
    }

    /// The same, but only if it was not renewed for so long that somebody may have taken it for dead, as after a sleep of
    /// the machine; `now` is in nanoseconds since 1970.
    ///
    /// # Errors
    /// Somebody took it.
    pub async fn check_if_old(&self, now: u64) -> Result<(), Fault> {
        let now = timestamp(now).as_second();
        if now - self.known.load(Ordering::Relaxed) < DEAD / 2 {
            return Ok(());
        }
        self.check().await?;
        self.known.store(now, Ordering::Relaxed);
        Ok(())
    }

    /// Gives it back. One that can't be is seen to be nobody's after a while.
    pub async fn leave(mut self) {
        if let Some(renewal) = self.renewal.take() {
            renewal.abort();
            // A renewal under way would bring the file back.
            let _ = renewal.await;
        }
        // A branch has none, and what is taken away after its push would begin another commit.
        if matches!(self.remote, Remote::Store(_)) && self.check().await.is_ok() {
            let _ = self.remote.remove(vec![PATH.to_owned()]).await;
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(renewal) = self.renewal.take() {
            renewal.abort();
        }
    }
}

async fn renew(remote: Remote, mut held: Held, known: Arc<AtomicI64>, clock: fn() -> u64) {
    loop {
        tokio::time::sleep(Duration::from_secs(BEAT)).await;
        match read(&remote).await {
            Ok(Some(found)) if found.token == held.token => {}
            Ok(_) => return,
            // The next time may be better, long before the lock counts as dead.
            Err(_) => continue,
        }
        held.renewed = timestamp(clock());
        if remote.write(PATH, bytes(&held), None, false).await.is_ok() {
            known.store(held.renewed.as_second(), Ordering::Relaxed);
        }
    }
}

fn is_alive(other: &Held, me: &Deployer, now: Timestamp) -> bool {
    other.place != me.place && now.as_second() - other.renewed.as_second() < DEAD
}

async fn read(remote: &Remote) -> Result<Option<Held>, Fault> {
    let bytes = remote.read(PATH).await?;
    Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

fn bytes(held: &Held) -> Vec<u8> {
    serde_json::to_vec_pretty(held).unwrap_or_default()
}

fn taken(other: &Held) -> Fault {
    let message = format!("{} deploys to this place, since {}", other.who, other.since);
    let hint = "wait for it to end; a deployment that died is forgotten after three minutes, or at once with \
                `--take-over`";
    Box::new(Diagnostic::error("deploy-locked", message).hint(hint))
}

fn timestamp(nanoseconds: u64) -> Timestamp {
    Timestamp::from_nanosecond(i128::from(nanoseconds)).unwrap_or(Timestamp::UNIX_EPOCH)
}
