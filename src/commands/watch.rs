//! `presstime watch`.

use std::process::ExitStatus;
use std::sync::mpsc;
use std::time::Duration;

use super::log::Log;
use super::progress;
use super::running::{self, CLOCK, refuse, say};
use super::workplace::Ground;
use crate::cli::{self, Machine, WatchArgs, WatchingArgs};
use crate::diag::Diagnostic;
use crate::engine::Settings;
use crate::site::Preview;
use crate::watch::exec::{self, Changed, Order};
use crate::watch::{Press, Turn, Watching};

/// A command that failed is run again after so long, if no build runs it sooner.
const RETRY: Duration = Duration::from_secs(30);

/// Builds, and goes on building. Returns the exit code.
pub fn run(args: &WatchArgs, machine: &Machine) -> u8 {
    let settings = Settings {
        now: CLOCK.instant(),
        preview: Preview::default(),
        strict: false,
        develop: true,
        ticks: cli::ticks,
        progress: progress(machine, args.quiet),
    };
    let opened = Ground::of(&args.site).and_then(|ground| {
        let folders = ground.folders.clone();
        Press::open(ground, settings, watching(&args.watching), CLOCK).map(|press| (press, folders))
    });
    let (press, folders) = match opened {
        Ok(opened) => opened,
        Err(error) => return refuse(*error, machine.style),
    };
    let runtime = match running::runtime() {
        Ok(runtime) => runtime,
        Err(error) => {
            let message = format!("the system has no more to give: {error}");
            return refuse(Diagnostic::error("system", message), machine.style);
        }
    };
    let deliver = args.exec.as_ref().map(|command| {
        deliver(Order {
            command: command.clone(),
            site: folders.site,
            output: folders.output,
        })
    });
    let log = Log::new(machine.style, args.quiet);
    let ended = runtime.block_on(async {
        let running = running::start(press, log, move |turn| {
            // What a failed build changed is told by the one that mends it.
            if let (Some(deliver), Turn::Built(_, report)) = (&deliver, turn)
                && report.is_ok()
            {
                let changed = Changed::by(report);
                if !changed.is_empty() {
                    // The one who takes it ends with the process.
                    let _ = deliver.send(changed);
                }
            }
            None
        });
        running.until_stopped().await
    });
    match ended {
        Ok(()) => 0,
        Err(error) => refuse(*error, machine.style),
    }
}

/// How changes are to be noticed.
pub fn watching(args: &WatchingArgs) -> Watching {
    match args.poll {
        Some(seconds) => Watching::Polling(seconds * 1000),
        None => Watching::Events,
    }
}

/// Has a command run after each build, in threads of its own: builds do not wait for it.
#[allow(
    clippy::disallowed_methods,
    reason = "a deployment may take longer than the next edit"
)]
fn deliver(order: Order) -> mpsc::Sender<Changed> {
    let (send, sent) = mpsc::channel();
    let (tell, told) = mpsc::channel::<Result<ExitStatus, String>>();
    let command = order.command.clone();
    std::thread::spawn(move || exec::run(&order, &sent, RETRY, &tell));
    std::thread::spawn(move || {
        for ended in told {
            let why = match ended {
                Ok(status) if status.success() => continue,
                Ok(status) => status.to_string(),
                Err(error) => error,
            };
            say(&format!(
                "`{command}` failed ({why}); it gets the same files again, with the next\n"
            ));
        }
    });
    send
}
