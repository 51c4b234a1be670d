//! `engine::build` in a process that stays, on the machine's own disk: what an editor waits for who has
//! `serve` or `watch` running.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use presstime::changes::{self, Change};
use presstime::engine::report::Timings;
use presstime::engine::{self, Folders, Report, Settings, State, cache_folder};
use presstime::fs::{Disk, RealDisk};
use presstime::site::Preview;

use super::corpus::{self, Dialect};

const RUNS: usize = 20;

/// Long after the newest article of the largest newsroom: 2040-01-01.
const NOW: i64 = 2_208_988_800;

/// Makes a newsroom in a folder, builds it, and measures small builds: the median of many.
///
/// # Errors
/// The file system refused, or the site has errors.
pub fn measure(count: usize, dir: &Path) -> io::Result<()> {
    let dir = std::path::absolute(dir)?;
    let _ = std::fs::remove_dir_all(&dir);
    corpus::site(count, &dir, &Dialect::Presstime)?;
    let output = dir.join("public");
    let folders = Folders {
        cache: cache_folder(&dir, &output),
        site: dir.clone(),
        output,
    };
    let mut state = State::open(Arc::new(RealDisk), folders, false);

    let (files, _) = changes::scan(&RealDisk, &dir, u64::MAX);
    let (full, took) = build(&mut state, changes::compare(&files, std::iter::empty()))?;
    println!(
        "{:12} {:10.1} ms, {} files",
        "full",
        milliseconds(took),
        full.written.len()
    );

    report("unchanged", RUNS, |_| build(&mut state, Vec::new()))?;
    report("edit one", RUNS, |run| {
        let path = corpus::article(count - 1 - run * 7 % count, &dir, &Dialect::Presstime)?;
        let mut file = OpenOptions::new().append(true).open(&path)?;
        write!(file, "\nA late line, number {run}.\n")?;
        build(&mut state, vec![change(&dir, &path)])
    })?;
    report("add one", RUNS, |run| {
        let path = corpus::article(count + run, &dir, &Dialect::Presstime)?;
        build(&mut state, vec![change(&dir, &path)])
    })?;
    if let Some(peak) = peak_memory() {
        println!("{:12} {:10.1} MiB at most", "memory", corpus::mib(peak));
    }
    Ok(())
}

fn build(state: &mut State, changes: Vec<Change>) -> io::Result<(Report, Duration)> {
    let settings = Settings {
        now: NOW,
        preview: Preview::default(),
        strict: false,
        develop: true,
        ticks: microseconds,
        progress: |_, _, _| {},
    };
    let start = Instant::now();
    let report = engine::build(state, changes, &settings);
    let took = start.elapsed();
    match report
        .diagnostics
        .iter()
        .find(|diagnostic| diagnostic.is_error())
    {
        Some(error) => Err(io::Error::other(error.message.to_string())),
        None => Ok((report, took)),
    }
}

/// What a watcher tells of a file.
fn change(site: &Path, path: &Path) -> Change {
    let below = path
        .strip_prefix(site)
        .unwrap_or(path)
        .to_string_lossy()
        .replace('\\', "/");
    Change {
        path: below,
        stamp: RealDisk.stamp(path),
    }
}

fn report(
    what: &str,
    runs: usize,
    mut each: impl FnMut(usize) -> io::Result<(Report, Duration)>,
) -> io::Result<()> {
    let mut times = Vec::with_capacity(runs);
    let mut touched = Vec::with_capacity(runs);
    let mut steps: [Vec<u64>; 5] = Default::default();
    for run in 0..runs {
        let (report, took) = each(run)?;
        times.push(took);
        let Timings {
            load,
            index,
            plan,
            render,
            emit,
            ..
        } = report.timings;
        for (step, took) in steps.iter_mut().zip([load, index, plan, render, emit]) {
            step.push(took);
        }
        touched.push(report.written.len() + report.removed.len());
    }
    times.sort_unstable();
    touched.sort_unstable();
    let [load, index, plan, render, emit] = steps.map(|mut step| {
        step.sort_unstable();
        milliseconds(Duration::from_micros(step[runs / 2]))
    });
    println!(
        "{what:12} {:10.1} ms (from {:.1} to {:.1}), {} files; load {load:.1}, index {index:.1}, plan {plan:.1}, \
         render {render:.1}, emit {emit:.1}",
        milliseconds(times[runs / 2]),
        milliseconds(times[0]),
        milliseconds(times[runs - 1]),
        touched[runs / 2],
    );
    Ok(())
}

/// What the report counts in is what this counts in: here finer than milliseconds.
fn microseconds() -> u64 {
    static START: OnceLock<Instant> = OnceLock::new();
    let elapsed = START.get_or_init(Instant::now).elapsed();
    u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX)
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// The most memory that the process ever had resident, in bytes, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}
