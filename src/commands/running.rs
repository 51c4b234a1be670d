//! Commands that go on until they are told to end: the press in a thread of its own, and the end of it.

use std::io::Write;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

use super::log::Log;
use crate::cli;
use crate::content::Instant;
use crate::diag::Diagnostic;
use crate::print::{self, Style};
use crate::watch::{Call, Clock, Press, Turn};

/// How the machine tells the time.
pub const CLOCK: Clock = Clock {
    now: cli::now,
    ticks: cli::ticks,
};

/// A build under way gets so long to end when the process is to end. It may be cut short at any moment; the next
/// process is only quicker if it is not.
const GRACE: Duration = Duration::from_secs(2);

/// A press at work.
pub struct Running {
    call: Call,
    ended: oneshot::Receiver<()>,
}

/// Puts a press to work in a thread of its own. What it does is printed, and told to `take`, which may know of an
/// instant before which the press wants to take another turn.
#[allow(
    clippy::disallowed_methods,
    reason = "the press works beside what serves"
)]
pub fn start(
    mut press: Press,
    mut log: Log,
    mut take: impl FnMut(&Turn) -> Option<Instant> + Send + 'static,
) -> Running {
    let (end, ended) = oneshot::channel();
    let call = press.call();
    std::thread::spawn(move || {
        press.run(|turn| {
            let wanted = take(&turn);
            say(&match turn {
                Turn::Built(state, report) => log.built(state, report, CLOCK.instant()),
                Turn::Stopped(trouble) => log.trouble(trouble),
                Turn::Blind(why) => format!("changes are looked for every second: {why}\n"),
            });
            wanted
        });
        press.leave();
        let _ = end.send(());
    });
    Running { call, ended }
}

impl Running {
    /// Waits until the user wants an end, and then for the build under way; not for long, nor if asked again.
    ///
    /// # Errors
    /// The press has ended without being asked.
    pub async fn until_stopped(mut self) -> Result<(), Box<Diagnostic>> {
        tokio::select! {
            () = interrupted() => {}
            _ = &mut self.ended => {
                let message = "the press has stopped; this is a fault of presstime";
                return Err(Box::new(Diagnostic::error("system", message)));
            }
        }
        self.call.stop();
        tokio::select! {
            _ = self.ended => {}
            () = tokio::time::sleep(GRACE) => {}
            () = interrupted() => {}
        }
        Ok(())
    }
}

/// A runtime for one thread: what serves waits far more than it works.
///
/// # Errors
/// The system has no more to give.
pub fn runtime() -> std::io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}

/// Waits for Ctrl-C, or for whoever manages services.
pub async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// Prints to standard error. One who does not listen is no reason to stop.
pub fn say(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Prints what keeps a command from beginning. Returns the exit code.
pub fn refuse(error: Diagnostic, style: Style) -> u8 {
    say(&print::text(&[error], style));
    1
}
