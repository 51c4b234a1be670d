//! What must hold of the sources and no compiler sees: who may touch the machine, and where things run in
//! parallel. Clippy's `disallowed-methods` (clippy.toml) says the same of single calls.

use std::path::Path;

/// What makes code depend on the machine it runs on.
const MACHINE: [&str; 10] = [
    "std::fs",
    "std::net",
    "std::process",
    "std::env",
    "std::thread",
    "SystemTime",
    "time::Instant",
    "println!",
    "eprintln!",
    "dbg!",
];

/// What ends a process where a diagnostic belongs.
const PANICS: [&str; 9] = [
    ".unwrap()",
    ".expect(",
    ".unwrap_err()",
    "panic!(",
    "todo!(",
    "unimplemented!(",
    "unreachable!(",
    "assert!(",
    "unsafe ",
];

/// Where things may run in parallel: load, plan, render and emit, what the ledger holds, the walk of the tree, and
/// what goes on beside builds in a process that stays.
const PARALLEL: [&str; 13] = [
    "commands/running.rs",
    "commands/serve.rs",
    "commands/watch.rs",
    "commands/workplace.rs",
    "deploy/local.rs",
    "engine/reading.rs",
    "engine/plan.rs",
    "engine/prints.rs",
    "engine/render.rs",
    "engine/emit.rs",
    "engine/state/remember.rs",
    "fs.rs",
    "serve/lab.rs",
];

/// A file of this many lines holds more than one idea.
const LONGEST: usize = 600;

#[test]
fn the_core_does_no_io() {
    for file in sources() {
        let is_core = [
            "content", "photo", "site", "render", "outputs", "engine", "config",
        ]
        .iter()
        .any(|folder| file.path.split(['/', '.']).next() == Some(folder));
        if is_core {
            file.has_none_of(&MACHINE);
        }
    }
}

#[test]
fn files_are_touched_in_few_places() {
    for file in sources() {
        // The lock is a file of the process, which no disk in memory could hold.
        if !["fs.rs", "fs/links.rs", "commands/workplace.rs"].contains(&&*file.path) {
            file.has_none_of(&["std::fs"]);
        }
    }
}

#[test]
fn the_clock_and_the_environment_are_read_at_the_edge() {
    for file in sources() {
        if !["cli.rs", "main.rs"].contains(&&*file.path) {
            file.has_none_of(&[
                "SystemTime::now",
                "Instant::now",
                "std::env::",
                "Timestamp::now",
                "Zoned::now",
            ]);
        }
    }
}

#[test]
fn parallelism_has_its_places() {
    for file in sources() {
        if !PARALLEL.contains(&&*file.path) {
            file.has_none_of(&["rayon", "par_iter", "par_chunks", "thread::"]);
        }
    }
}

#[test]
fn no_input_ends_the_process() {
    for file in sources() {
        file.has_none_of(&PANICS);
    }
}

#[test]
fn nothing_global_changes() {
    for file in sources() {
        file.has_none_of(&["static mut", "lazy_static", "thread_local!"]);
    }
}

#[test]
fn tests_are_not_among_the_sources() {
    // `Cargo.toml` has the library compiled without them.
    for file in sources() {
        file.has_none_of(&["cfg(test)", "#[test]"]);
    }
}

#[test]
fn a_file_holds_one_idea() {
    for file in sources() {
        let lines = file.text.lines().count();
        assert!(lines <= LONGEST, "src/{} has {lines} lines", file.path);
    }
}

/// A file of `src/`.
struct SourceFile {
    /// Below `src/`, with `/` between its parts.
    path: String,
    text: String,
}

impl SourceFile {
    /// Insists that no line of code has any of these.
    fn has_none_of(&self, forbidden: &[&str]) {
        for (number, line) in self.text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            for word in forbidden {
                assert!(
                    !code.contains(word),
                    "src/{}:{}: {}",
                    self.path,
                    number + 1,
                    line.trim()
                );
            }
        }
    }
}

fn sources() -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = walkdir::WalkDir::new(&root)
        .into_iter()
        .map(|entry| entry.unwrap().into_path());
    let found: Vec<SourceFile> = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| SourceFile {
            path: path
                .strip_prefix(&root)
                .unwrap()
                .to_str()
                .unwrap()
                .replace('\\', "/"),
            text: std::fs::read_to_string(&path).unwrap(),
        })
        .collect();
    assert!(found.len() > 50, "these are not the sources");
    found
}
