//! Measurements on a newsroom of any size, which this makes itself:
//!
//! ```text
//! cargo bench --bench newsroom -- gen 10000 target/newsroom     a site of 10,000 articles
//! cargo bench --bench newsroom -- warm 10000                    `engine::build` in a process that stays
//! cargo bench --bench newsroom -- serve 10000                   a running `presstime serve`: from save to page
//! cargo bench --bench newsroom -- store DIR 4120                 a store that speaks S3, for `benches/deploy.py`
//! cargo bench --bench newsroom -- floor target/newsroom/public  writing as many files and bytes
//! ```
//!
//! `benches/compare.py` measures whole processes, beside Hugo where it is at hand.

#![allow(
    clippy::disallowed_methods,
    reason = "a measurement reads files and clocks"
)]

mod corpus;
mod floor;
mod serve;
mod store;
mod warm;

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use corpus::Dialect;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const USAGE: &str = "\
usage: cargo bench --bench newsroom -- COMMAND
  gen N DIR [--hugo LAYOUTS]      a newsroom of N articles; for Hugo with these layouts
  one I DIR [--hugo LAYOUTS]      its article I alone; prints its path
  warm N [DIR]                    a running engine on N articles: nothing, one edited, one added
  serve N [DIR]                   a running server on N articles: from saving one to seeing it on pages
  store DIR PORT                  a store that speaks S3, whose buckets are the folders of DIR
  floor DIR                       as many files and bytes as DIR has, written anew and over others";

fn main() -> ExitCode {
    // Cargo says that this is a bench.
    let args: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| arg != "--bench")
        .collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match run(&args) {
        Some(Ok(())) => ExitCode::SUCCESS,
        Some(Err(error)) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
        None => {
            eprintln!("{USAGE}");
            // Without a command there is nothing to measure: `cargo bench` as a whole goes on.
            if args.is_empty() {
                ExitCode::SUCCESS
            } else {
                ExitCode::from(2)
            }
        }
    }
}

/// Runs a command; `None` where there is no such command.
fn run(args: &[&str]) -> Option<io::Result<()>> {
    Some(match args {
        ["gen", count, dir] => corpus::site(number(count)?, Path::new(dir), &Dialect::Presstime),
        ["gen", count, dir, "--hugo", layouts] => corpus::site(
            number(count)?,
            Path::new(dir),
            &Dialect::Hugo(layouts.into()),
        ),
        ["one", index, dir] => one(number(index)?, dir, &Dialect::Presstime),
        ["one", index, dir, "--hugo", layouts] => {
            one(number(index)?, dir, &Dialect::Hugo(layouts.into()))
        }
        ["warm", count] => warm::measure(
            number(count)?,
            &PathBuf::from(format!("target/warm-{count}")),
        ),
        ["warm", count, dir] => warm::measure(number(count)?, Path::new(dir)),
        ["serve", count] => serve::measure(
            number(count)?,
            &PathBuf::from(format!("target/serve-{count}")),
        ),
        ["serve", count, dir] => serve::measure(number(count)?, Path::new(dir)),
        ["store", dir, port] => store::serve(Path::new(dir), u16::try_from(number(port)?).ok()?),
        ["floor", dir] => floor::measure(Path::new(dir)),
        _ => return None,
    })
}

fn number(text: &str) -> Option<usize> {
    text.parse().ok()
}

fn one(index: usize, dir: &str, dialect: &Dialect) -> io::Result<()> {
    println!(
        "{}",
        corpus::article(index, Path::new(dir), dialect)?.display()
    );
    Ok(())
}
