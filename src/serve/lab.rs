//! The lab: develops photos while pages are looked at. What a browser asks for comes first, the rest as there is time;
//! the press is told, and makes the pages that showed them whole.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::engine::Job;
use crate::watch::Call;

/// So many photos are developed at a time for browsers that wait, whatever else is done.
const FOR_BROWSERS: usize = 2;

/// What is to be developed, and who does it.
pub struct Lab {
    bench: Mutex<Bench>,
    // Something is to be done, or was done.
    turned: Condvar,
    press: Call,
    // So many photos at a time.
    most: usize,
}

#[derive(Default)]
struct Bench {
    jobs: FxHashMap<Arc<str>, Job>,
    // In which order, as far as nobody asks.
    order: VecDeque<Arc<str>>,
    // By output path, of which photo a print is.
    prints: FxHashMap<String, Arc<str>>,
    // By what is in the photo: what is known of one is known of its copies.
    at_work: FxHashSet<u64>,
}

impl Lab {
    /// Opens with so many hands beside those that browsers keep busy.
    #[allow(
        clippy::disallowed_methods,
        reason = "an archive of photos takes minutes"
    )]
    pub fn open(press: Call, hands: usize) -> Arc<Lab> {
        let lab = Arc::new(Lab {
            bench: Mutex::default(),
            turned: Condvar::new(),
            press,
            most: hands + FOR_BROWSERS,
        });
        for _ in 0..hands {
            let lab = lab.clone();
            std::thread::spawn(move || lab.work());
        }
        lab
    }

    /// Takes over what is to be done after a build, in place of what was.
    pub fn renew(&self, jobs: Vec<Job>) {
        let mut bench = self.bench();
        bench.order = jobs.iter().map(|job| job.path.clone()).collect();
        bench.prints = jobs
            .iter()
            .flat_map(|job| {
                job.prints()
                    .map(|print| (print.to_owned(), job.path.clone()))
            })
            .collect();
        bench.jobs = jobs
            .into_iter()
            .map(|job| (job.path.clone(), job))
            .collect();
        self.turned.notify_all();
    }

    /// The file of a print that is still to be made, which is made now; `None` where there is no such print to make,
    /// or it can't be made.
    pub fn print(&self, path: &str) -> Option<PathBuf> {
        let mut bench = self.bench();
        let photo = bench.prints.get(path)?.clone();
        let job = bench.jobs.get(&photo)?.clone();
        // A page may ask for many at once; each takes memory.
        while bench.at_work.contains(&job.photo()) || bench.at_work.len() >= self.most {
            bench = self.wait(bench);
        }
        if job.kept(path).is_none() {
            self.develop(bench, &job);
        }
        job.kept(path)
    }

    /// Goes on developing.
    fn work(&self) {
        let mut bench = self.bench();
        loop {
            // Of copies of a photo one is developed, and then they all are.
            let is_free = |path: &Arc<str>| {
                let job = bench.jobs.get(path);
                job.is_none_or(|job| !bench.at_work.contains(&job.photo()))
            };
            let Some(at) = bench.order.iter().position(is_free) else {
                bench = self.wait(bench);
                continue;
            };
            let job = bench
                .order
                .remove(at)
                .and_then(|path| bench.jobs.get(&path).cloned());
            if let Some(job) = job {
                self.develop(bench, &job);
                bench = self.bench();
            }
        }
    }

    fn develop(&self, mut bench: MutexGuard<'_, Bench>, job: &Job) {
        bench.at_work.insert(job.photo());
        drop(bench);
        let is_done = job.develop().is_ok();
        self.bench().at_work.remove(&job.photo());
        self.turned.notify_all();
        // A photo that is another by now, or can't be read, is taken up again by the next build that something asks for.
        if is_done {
            self.press.developed();
        }
    }

    fn wait<'a>(&self, bench: MutexGuard<'a, Bench>) -> MutexGuard<'a, Bench> {
        self.turned
            .wait(bench)
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn bench(&self) -> MutexGuard<'_, Bench> {
        self.bench.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
