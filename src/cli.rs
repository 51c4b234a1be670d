//! The command line: arguments, the clock and the environment, and what is printed.

use std::ffi::OsString;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::OnceLock;
use std::time::{Instant as Monotonic, SystemTime, UNIX_EPOCH};

use clap::{Args, Parser, Subcommand, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;

use crate::commands::{build, cache, deploy, explain, serve, watch};
use crate::deploy::Sent;
use crate::engine::Step;
use crate::print::Style;

/// Publishes a folder of Markdown articles as a news outlet's website.
#[derive(Debug, Parser)]
#[command(name = "presstime", version, about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the site: read what changed, write what differs
    #[command(after_help = BUILD_EXAMPLES)]
    Build(BuildArgs),
    /// Build the site, and publish what changed to a place that site.yaml names
    #[command(after_help = DEPLOY_EXAMPLES)]
    Deploy(DeployArgs),
    /// Say what a page asked of the site, and which answer has changed since it was built
    #[command(after_help = EXPLAIN_EXAMPLES)]
    Explain(ExplainArgs),
    /// Say how many finished pictures are kept for later builds, or throw old ones away
    #[command(after_help = CACHE_EXAMPLES)]
    Cache(CacheArgs),
    /// Serve the site as it is edited, to look at in a browser that keeps up
    #[command(after_help = SERVE_EXAMPLES)]
    Serve(ServeArgs),
    /// Build the site, and again whenever it changes or its time has come
    #[command(after_help = WATCH_EXAMPLES)]
    Watch(WatchArgs),
}

const BUILD_EXAMPLES: &str = "\
Examples:
  presstime build                        the site in this folder, into public/
  presstime build -C ../courier -o /srv/www
  presstime build --drafts --future      with what is not published yet, to look at
  presstime build --now 2026-11-23T06:00:00Z
                                         as it will be, or was, at that moment
  presstime build --strict --format json for scripts: warnings fail, diagnostics as JSON";

const DEPLOY_EXAMPLES: &str = "\
Examples:
  presstime deploy                       the site, to the one place that site.yaml names
  presstime deploy live                  to the place called `live`
  presstime deploy live --dry-run        which files would travel, and which would go
  presstime deploy live --verify         and look whether anybody changed files there
  presstime deploy live --no-build --format json
                                         what lies in public/, as a script may want it

Secrets come from the environment (PRESSTIME_LIVE_PASSWORD, …) or from the services' own
files, never from site.yaml.";

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  presstime explain /                    why the front page was built as it was
  presstime explain /world/              after an edit: which answer changed
  presstime explain https://courier.example/world/2026/11/port-talks/";

const CACHE_EXAMPLES: &str = "\
Examples:
  presstime cache                        what is kept, and the limit
  presstime cache --trim                 down to the limit: what no page shows goes, the oldest first
  presstime cache --trim 500             down to 500 MiB; 0 keeps only what is published";

const SERVE_EXAMPLES: &str = "\
Examples:
  presstime serve                        the site with drafts, embargoed and expired articles, at
                                         http://127.0.0.1:4110/; the desk is at /-/
  presstime serve --open --published     as readers have it, in a browser
  presstime serve --memory               without writing a file
  presstime serve --host 0.0.0.0 --allow-host desk.local
                                         for the newsroom's network

What is served by default lies in .presstime/, and is never mixed with what build publishes.";

const WATCH_EXAMPLES: &str = "\
Examples:
  presstime watch                        publish each change into public/, embargoes to the second
  presstime watch --exec ./deploy.sh     run that after each build that changed something; it finds
                                         the paths of the changed files on its standard input
  presstime watch --exec 'rsync -a --files-from=- --delete-missing-args public/ web:/srv/www/'
  presstime watch --poll                 on a network disk, which tells of no changes";

/// Where a site is, for every command.
#[derive(Clone, Debug, Args)]
pub struct SiteArgs {
    /// The site's folder
    #[arg(short = 'C', long, value_name = "DIR", default_value = ".")]
    pub site: PathBuf,
    /// Where the site is written to, relative to its folder
    #[arg(short, long, value_name = "DIR", default_value = "public")]
    pub output: PathBuf,
}

/// The arguments of `build`.
#[derive(Clone, Debug, Args)]
pub struct BuildArgs {
    /// Where.
    #[command(flatten)]
    pub site: SiteArgs,
    /// Show articles marked as drafts
    #[arg(long)]
    pub drafts: bool,
    /// Show articles whose date is still to come
    #[arg(long)]
    pub future: bool,
    /// Show articles that have expired
    #[arg(long)]
    pub expired: bool,
    /// Build as if it were this instant (RFC 3339), for a build that can be repeated
    #[arg(long, value_name = "INSTANT")]
    pub now: Option<Timestamp>,
    /// Ignore what the last build left and look at everything again
    #[arg(long)]
    pub full: bool,
    /// Treat warnings as errors
    #[arg(long)]
    pub strict: bool,
    /// How to print diagnostics and the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Print nothing but diagnostics
    #[arg(short, long)]
    pub quiet: bool,
}

/// The arguments of `deploy`.
#[derive(Clone, Debug, Args)]
pub struct DeployArgs {
    /// The place, by its name below `deploy` in site.yaml; may be left out where there is one
    pub target: Option<String>,
    /// Where.
    #[command(flatten)]
    pub site: SiteArgs,
    /// Publish what lies in the output folder as it is
    #[arg(long)]
    pub no_build: bool,
    /// Only list what would be done
    #[arg(long)]
    pub dry_run: bool,
    /// Compare all files there with what presstime put there, put right what differs, and sweep up
    #[arg(long)]
    pub verify: bool,
    /// Replace files there that presstime did not put there
    #[arg(long)]
    pub adopt: bool,
    /// Go on though another deployment seems to be under way
    #[arg(long)]
    pub take_over: bool,
    /// Take assets away at once that no page shows any more, as after a withdrawal
    #[arg(long)]
    pub no_grace: bool,
    /// Treat warnings of the build as errors
    #[arg(long, conflicts_with = "no_build")]
    pub strict: bool,
    /// How to print the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Print nothing but diagnostics
    #[arg(short, long)]
    pub quiet: bool,
}

/// The arguments of `explain`.
#[derive(Clone, Debug, Args)]
pub struct ExplainArgs {
    /// Where.
    #[command(flatten)]
    pub site: SiteArgs,
    /// A URL of the site, with or without its host
    pub url: String,
}

/// The arguments of `cache`.
#[derive(Clone, Debug, Args)]
pub struct CacheArgs {
    /// Where.
    #[command(flatten)]
    pub site: SiteArgs,
    /// Throw pictures away until at most so many MiB are left beside what is published; as many as `photos.cache`
    /// in site.yaml says if none is given
    #[arg(long, value_name = "MIB", num_args = 0..=1)]
    pub trim: Option<Option<u32>>,
    /// How to print what there is
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// The arguments of `serve`.
#[derive(Clone, Debug, Args)]
pub struct ServeArgs {
    /// The site's folder
    #[arg(short = 'C', long, value_name = "DIR", default_value = ".")]
    pub site: PathBuf,
    /// Write what is served to this folder, relative to the site's
    #[arg(short, long, value_name = "DIR", conflicts_with = "memory")]
    pub output: Option<PathBuf>,
    /// Hold what is served in memory, and write nothing
    #[arg(long)]
    pub memory: bool,
    /// Where to listen: a name or address of this machine
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub host: String,
    /// The port; if it is taken, the next that is free. 0 is any
    #[arg(short, long, default_value_t = 4110)]
    pub port: u16,
    /// Answer under this name too, as behind a proxy. May be given several times
    #[arg(long, value_name = "NAME")]
    pub allow_host: Vec<String>,
    /// Show the site as readers have it: no drafts, nothing embargoed or expired
    #[arg(long)]
    pub published: bool,
    /// Open it in a browser
    #[arg(long)]
    pub open: bool,
    /// How to notice changes.
    #[command(flatten)]
    pub watching: WatchingArgs,
    /// Print nothing but diagnostics
    #[arg(short, long)]
    pub quiet: bool,
}

/// The arguments of `watch`.
#[derive(Clone, Debug, Args)]
pub struct WatchArgs {
    /// Where.
    #[command(flatten)]
    pub site: SiteArgs,
    /// Run this, by the shell, after each build that changed something, with the list of changed files
    #[arg(long, value_name = "CMD")]
    pub exec: Option<String>,
    /// How to notice changes.
    #[command(flatten)]
    pub watching: WatchingArgs,
    /// Print nothing but diagnostics
    #[arg(short, long)]
    pub quiet: bool,
}

/// How a command that goes on notices changes.
#[derive(Clone, Debug, Args)]
pub struct WatchingArgs {
    /// Look at all files every so often instead of waiting to be told, as on network disks
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, default_missing_value = "1",
          value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub poll: Option<u64>,
}

/// How things are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// What the machine tells: read here, once, and passed on.
#[derive(Clone, Copy, Debug)]
pub struct Machine {
    /// Nanoseconds since 1970.
    pub now: u64,
    /// How standard error may look.
    pub style: Style,
    /// Whether somebody is watching standard error.
    pub is_watched: bool,
}

/// Runs presstime. Exit code 0: well; 1: the site has errors; 2: wrong usage.
pub fn run(args: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no errors; printing them fails only where nobody reads.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let machine = machine();
    let mut out = Printed::default();
    let code = match &cli.command {
        Command::Build(args) => build::run(args, &machine, &mut out, &mut io::stderr().lock()),
        Command::Deploy(args) => deploy::run(args, &machine, &mut out, &mut io::stderr()),
        Command::Explain(args) => explain::run(args, &machine, &mut out, &mut io::stderr()),
        Command::Cache(args) => cache::run(args, &machine, &mut out, &mut io::stderr()),
        // These print from several threads.
        Command::Serve(args) => serve::run(args, &machine),
        Command::Watch(args) => watch::run(args, &machine),
    };
    let _ = out.flush();
    // Whoever closes a pipe has read enough. A report that found no room is none, and must not look like one.
    if let Some(error) = out
        .failed
        .filter(|error| error.kind() != ErrorKind::BrokenPipe)
    {
        let _ = writeln!(
            io::stderr(),
            "what there is to say could not be written: {error}"
        );
        return ExitCode::from(code.max(1));
    }
    ExitCode::from(code)
}

/// Standard output, which remembers whether it took everything.
#[derive(Default)]
struct Printed {
    failed: Option<io::Error>,
}

impl Write for Printed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = io::stdout().write(bytes);
        self.heard(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = io::stdout().flush();
        self.heard(flushed)
    }
}

impl Printed {
    fn heard<T>(&mut self, done: io::Result<T>) -> io::Result<T> {
        if let Err(error) = &done {
            self.failed.get_or_insert(error.kind().into());
        }
        done
    }
}

#[allow(clippy::disallowed_methods, reason = "this is the edge")]
fn machine() -> Machine {
    let is_watched = io::stderr().is_terminal();
    let wants_none = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    Machine {
        now: now(),
        style: if is_watched && !wants_none {
            Style::Coloured
        } else {
            Style::Plain
        },
        is_watched,
    }
}

/// Nanoseconds since 1970.
#[allow(clippy::disallowed_methods, reason = "this is the edge")]
pub fn now() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    u64::try_from(now.unwrap_or_default().as_nanos()).unwrap_or(u64::MAX)
}

/// A variable of the environment.
#[allow(clippy::disallowed_methods, reason = "this is the edge")]
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Milliseconds since the process first asked.
#[allow(clippy::disallowed_methods, reason = "this is the edge")]
pub fn ticks() -> u64 {
    static START: OnceLock<Monotonic> = OnceLock::new();
    let elapsed = START.get_or_init(Monotonic::now).elapsed();
    u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX)
}

/// Draws on the terminal how far a deployment is.
pub fn sent(sent: Sent) {
    static BAR: OnceLock<ProgressBar> = OnceLock::new();
    let bar = BAR.get_or_init(|| {
        let template = "{bar:32} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left, {msg}";
        let style = ProgressStyle::with_template(template);
        let bar = ProgressBar::new(sent.all_bytes);
        bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
    });
    bar.set_length(sent.all_bytes);
    bar.set_message(format!("{} of {} files", sent.files, sent.all_files));
    bar.set_position(sent.bytes);
    if sent.files >= sent.all_files {
        bar.finish_and_clear();
    }
}

/// So much of a step is done before anybody wonders how long it will take.
const SHORT: [(Step, usize, &str); 2] = [(Step::Pages, 4096, "files"), (Step::Photos, 8, "photos")];

/// Draws on the terminal how far a long build is.
pub fn progress(step: Step, done: usize, total: usize) {
    static BARS: [OnceLock<ProgressBar>; SHORT.len()] = [const { OnceLock::new() }; SHORT.len()];
    for (bar, (of, short, things)) in BARS.iter().zip(SHORT) {
        if of != step || total <= short {
            continue;
        }
        let bar = bar.get_or_init(|| {
            let template = format!("{{bar:32}} {{pos}} of {{len}} {things}, {{eta}} left");
            let style = ProgressStyle::with_template(&template);
            let bar = ProgressBar::new(total as u64);
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        bar.set_length(total as u64);
        bar.set_position(done as u64);
        if done >= total {
            bar.finish_and_clear();
        }
    }
}
