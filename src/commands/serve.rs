//! `presstime serve`.

use std::fmt::Write;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::sync::watch;

use super::log::Log;
use super::progress;
use super::running::{self, CLOCK, refuse, say};
use super::watch::watching;
use super::workplace::Ground;
use crate::cli::{self, Machine, ServeArgs, SiteArgs};
use crate::diag::Diagnostic;
use crate::engine::Settings;
use crate::serve::{self, Edition, Hosts, House, Lab, address};
use crate::site::Preview;
use crate::site::urls::Base;
use crate::watch::{Press, Turn};

/// Builds, serves, and goes on. Returns the exit code.
pub fn run(args: &ServeArgs, machine: &Machine) -> u8 {
    match serve(args, machine) {
        Ok(()) => 0,
        Err(error) => refuse(*error, machine.style),
    }
}

fn serve(args: &ServeArgs, machine: &Machine) -> Result<(), Box<Diagnostic>> {
    let ground = ground(args)?;
    let (folders, disk) = (ground.folders.clone(), ground.disk().clone());
    let settings = Settings {
        now: CLOCK.instant(),
        preview: if args.published {
            Preview::default()
        } else {
            Preview {
                drafts: true,
                future: true,
                expired: true,
                ahead: false,
            }
        },
        strict: false,
        // Pages come first; their photos are developed while somebody looks at them.
        develop: false,
        ticks: cli::ticks,
        progress: progress(machine, args.quiet),
    };
    let system = |error: std::io::Error| {
        let message = format!("the system does not let presstime serve: {error}");
        let hint = "name another address with --host, or another port with --port";
        Box::new(Diagnostic::error("system", message).hint(hint))
    };
    let (listener, at) = address::listen(&args.host, args.port).map_err(system)?;
    let press = Press::open(ground, settings, watching(&args.watching), CLOCK)?;
    let runtime = running::runtime().map_err(system)?;
    let (tell, latest) = watch::channel(Arc::new(Edition::none()));
    let lab = Lab::open(press.call(), hands());
    let house = House {
        folders,
        disk,
        hosts: Hosts::new(at.ip(), &args.host, &args.allow_host),
        lab: lab.clone(),
        latest,
    };
    let log = Log::new(machine.style, args.quiet);
    let mut greeting = Some(Greeting {
        host: args.host.clone(),
        at,
        is_asked: args.port != 0 && at.port() != args.port,
        is_to_open: args.open,
        is_quiet: args.quiet,
        secret: !args.published,
    });
    runtime.block_on(async move {
        let running = running::start(press, log, move |turn| {
            let before = tell.borrow().clone();
            let edition = match turn {
                Turn::Built(state, report) => {
                    lab.renew(state.backlog());
                    before.after(state, report, CLOCK.instant())
                }
                Turn::Stopped(trouble) => before.without_site(trouble),
                Turn::Blind(_) => return None,
            };
            let due = edition.due;
            if let Some(greeting) = greeting.take() {
                greeting.say(&edition.base);
            }
            tell.send_replace(Arc::new(edition));
            due
        });
        tokio::select! {
            served = serve::run(listener, house) => served.map_err(system),
            ended = running.until_stopped() => ended,
        }
    })
}

/// How many photos are developed at a time that nobody waits for: one processor is left for all else.
#[allow(clippy::disallowed_methods, reason = "this is the edge")]
fn hands() -> usize {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    processors.saturating_sub(1).max(1)
}

/// Where what is served is put: beside what is published, so that neither disturbs the other.
fn ground(args: &ServeArgs) -> Result<Ground, Box<Diagnostic>> {
    let name = if args.published { "readers" } else { "desk" };
    match &args.output {
        _ if args.memory => Ok(Ground::in_memory(&args.site, name)),
        None => Ok(Ground::aside(&args.site, name)),
        Some(output) => Ground::of(&SiteArgs {
            site: args.site.clone(),
            output: output.clone(),
        }),
    }
}

/// What is said once, when there is something to look at.
struct Greeting {
    host: String,
    at: SocketAddr,
    is_asked: bool,
    is_to_open: bool,
    is_quiet: bool,
    secret: bool,
}

impl Greeting {
    fn say(self, base: &Base) {
        let host = if self.at.ip().is_loopback() || self.at.ip().is_unspecified() {
            match self.host.as_str() {
                "0.0.0.0" | "::" | "[::]" => "localhost".to_owned(),
                "::1" => "[::1]".to_owned(),
                host => host.to_owned(),
            }
        } else {
            self.at.ip().to_string()
        };
        let url = format!("http://{host}:{}{}/", self.at.port(), base.path());
        let mut words = String::new();
        if self.is_asked {
            words.push_str("(that port is taken; this is the next that is free)\n");
        }
        // Writing to memory does not fail.
        let _ = writeln!(words, "serving {url} — the desk is at {url}-/");
        if self.secret && !self.at.ip().is_loopback() {
            words.push_str(
                "note: whoever reaches this machine can read drafts and what is embargoed\n",
            );
        }
        if !self.is_quiet {
            say(&words);
        }
        if self.is_to_open {
            browse(&url);
        }
    }
}

/// Has the system's browser show an address. That it has none is no reason to stop.
#[allow(clippy::disallowed_methods, reason = "the user asks for it")]
fn browse(url: &str) {
    let (program, args): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    let mut command = std::process::Command::new(program);
    command.args(args).arg(url);
    command
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null());
    if let Err(error) = command.stderr(std::process::Stdio::null()).spawn() {
        say(&format!("no browser could be opened: {error}\n"));
    }
}
