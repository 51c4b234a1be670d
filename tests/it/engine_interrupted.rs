//! Builds that end amid their writes, on a disk that dies or refuses: whatever they left, the next build
//! makes the clean site of it.

use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use presstime::engine::State;
use presstime::fs::{Disk, Found, MemoryDisk, PassedOver, Stamp};
use proptest::prelude::*;
use proptest::test_runner::Config;

use crate::desk::Desk;
use crate::edits::{Edit, sequence};
use crate::site_fixture::{Newsroom, difference, folders, look_and_build};

/// How a disk takes it when its writes are used up.
#[derive(Clone, Copy, Debug)]
enum End {
    /// The power goes: the last write is torn, the rest never happens, and nobody is told.
    Dies,
    /// The disk is full: the last write is torn, and each says so.
    IsFull,
}

/// A disk that takes only so many writes.
struct FrailDisk {
    disk: Arc<MemoryDisk>,
    left: AtomicI64,
    end: End,
}

impl FrailDisk {
    fn mend(&self) {
        self.left.store(i64::MAX, Ordering::SeqCst);
    }

    /// Does a write as far as the disk still does any; `tear` does a part of it.
    fn spend(
        &self,
        write: impl FnOnce(&MemoryDisk) -> io::Result<()>,
        tear: impl FnOnce(&MemoryDisk) -> io::Result<()>,
    ) -> io::Result<()> {
        let left = self.left.fetch_sub(1, Ordering::SeqCst);
        if left > 0 {
            return write(&self.disk);
        }
        if left == 0 {
            tear(&self.disk)?;
        }
        match self.end {
            End::Dies => Ok(()),
            End::IsFull => Err(io::ErrorKind::StorageFull.into()),
        }
    }
}

#[allow(clippy::unnecessary_wraps, reason = "what a disk does can fail")]
fn nothing(_: &MemoryDisk) -> io::Result<()> {
    Ok(())
}

impl Disk for FrailDisk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.disk.read(path)
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Read + Send>> {
        self.disk.open(path)
    }

    fn stamp(&self, path: &Path) -> Option<Stamp> {
        self.disk.stamp(path)
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.spend(
            |disk| disk.write(path, bytes),
            |disk| disk.write(path, &bytes[..bytes.len() / 2]),
        )
    }

    fn copy(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.spend(|disk| disk.copy(from, to), |disk| disk.write(to, b""))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.spend(|disk| disk.rename(from, to), nothing)
    }

    fn append(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.spend(
            |disk| disk.append(path, bytes),
            |disk| disk.append(path, &bytes[..bytes.len() / 2]),
        )
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.spend(|disk| disk.remove(path), nothing)
    }

    fn remove_empty_dir(&self, path: &Path) -> bool {
        self.disk.remove_empty_dir(path)
    }

    fn walk(&self, root: &Path, fence: &Path) -> (Vec<Found>, Vec<PassedOver>) {
        self.disk.walk(root, fence)
    }

    fn is_occupied(&self, dir: &Path, but: &str) -> bool {
        self.disk.is_occupied(dir, but)
    }
}

/// After which edit a build is interrupted, how, and at which of its writes.
#[derive(Clone, Copy, Debug)]
struct Interruption {
    end: End,
    writes: i64,
}

fn interruption() -> impl Strategy<Value = Option<Interruption>> {
    let end = prop_oneof![Just(End::Dies), Just(End::IsFull)];
    // Most builds write a handful of files; the first one, and that of a new theme, all of them.
    let writes = prop_oneof![2 => 0..15i64, 1 => 0..250i64];
    proptest::option::weighted(
        0.6,
        (end, writes).prop_map(|(end, writes)| Interruption { end, writes }),
    )
}

fn cases() -> Config {
    let default = Config::default();
    Config {
        cases: default.cases.max(192),
        failure_persistence: None,
        max_shrink_iters: 300,
        ..default
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn the_build_after_an_interrupted_one_makes_the_clean_site(
        first in interruption(),
        edits in sequence(5),
        ends in proptest::collection::vec(interruption(), 5),
    ) {
        recovers(first, &edits, &ends)?;
    }
}

fn recovers(
    first: Option<Interruption>,
    edits: &[Edit],
    ends: &[Option<Interruption>],
) -> Result<(), TestCaseError> {
    let mut desk = Desk::new("tiny");
    let newsroom = Newsroom::of(&desk.sources());
    build(&newsroom, &desk, first)?;
    for (edit, end) in edits.iter().zip(ends) {
        let before = desk.sources();
        desk.apply(edit);
        let after = desk.sources();
        for path in before.keys().filter(|path| !after.contains_key(*path)) {
            newsroom.remove(path);
        }
        for (path, bytes) in after
            .iter()
            .filter(|(path, bytes)| before.get(*path) != Some(bytes))
        {
            newsroom.write(path, bytes);
        }
        build(&newsroom, &desk, *end)
            .map_err(|error| TestCaseError::fail(format!("after {edit:?}, {end:?}: {error}")))?;
    }
    Ok(())
}

/// Builds, is interrupted, and builds again: in the same process if it lives, and in a new one.
fn build(
    newsroom: &Newsroom,
    desk: &Desk,
    interruption: Option<Interruption>,
) -> Result<(), TestCaseError> {
    let (clean, expected) = newsroom.clean(&desk.build);
    let check = |who: &str| {
        let difference = difference(&expected, &newsroom.published());
        prop_assert!(
            difference.is_none(),
            "{who}: {}",
            difference.unwrap_or_default()
        );
        Ok(())
    };
    if let Some(Interruption { end, writes }) = interruption {
        let disk = Arc::new(FrailDisk {
            disk: newsroom.disk.clone(),
            left: AtomicI64::new(writes),
            end,
        });
        let mut process = State::open(disk.clone(), folders(), false);
        let report = look_and_build(&mut process, &desk.build);
        if let End::IsFull = end {
            if clean.is_ok() && report.is_ok() {
                check("the interrupted build, which went well")?;
            }
            disk.mend();
            let report = look_and_build(&mut process, &desk.build);
            prop_assert_eq!(report.is_ok(), clean.is_ok(), "{:?}", report.diagnostics);
            if clean.is_ok() {
                check("the process that was interrupted")?;
            }
        }
    }
    let report = newsroom.build(&desk.build);
    prop_assert_eq!(report.is_ok(), clean.is_ok(), "{:?}", report.diagnostics);
    if clean.is_ok() {
        check("the next process")?;
        let again = newsroom.build(&desk.build);
        prop_assert!(
            again.written.is_empty() && again.removed.is_empty(),
            "{again:?}"
        );
    }
    Ok(())
}
