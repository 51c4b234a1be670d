//! What the press tells the server after each build.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::desk::Desk;
use crate::content::Instant;
use crate::diag::Diagnostic;
use crate::engine::{Report, State};
use crate::print::{self, Style};
use crate::site::row::Standing;
use crate::site::urls::{self, Base};

/// The site as of a build, as far as the server has to know.
#[derive(Clone, Debug)]
pub struct Edition {
    /// Whether there is a site that can be looked at: `false` until the first build went well.
    pub is_ready: bool,
    /// What keeps the site from being built, in the words of the terminal.
    pub fault: Option<Arc<str>>,
    /// Where the site is published.
    pub base: Arc<Base>,
    /// Why readers do not see some pages, by their output paths.
    pub notices: Arc<FxHashMap<String, String>>,
    /// What the desk shows.
    pub desk: Arc<Desk>,
    /// When any of this will be otherwise.
    pub due: Option<Instant>,
}

impl Edition {
    /// Before the first build.
    pub fn none() -> Edition {
        Edition {
            is_ready: false,
            fault: None,
            base: Arc::default(),
            notices: Arc::default(),
            desk: Arc::default(),
            due: None,
        }
    }

    /// What of a path is below the site's sub-path, with its `/`; `None` outside of that.
    pub fn below<'p>(&self, path: &'p str) -> Option<&'p str> {
        let below = path.strip_prefix(self.base.path());
        below.filter(|below| below.starts_with('/'))
    }

    /// The one after a build.
    #[must_use]
    pub fn after(&self, state: &State, report: &Report, now: Instant) -> Edition {
        let desk = Arc::new(self.desk.after(state, report, now));
        if !report.is_ok() {
            let errors = report.diagnostics.iter().filter(|said| said.is_error());
            let errors: Vec<Diagnostic> = errors.cloned().collect();
            return Edition {
                fault: Some(print::text(&errors, Style::Plain).into()),
                desk,
                ..self.clone()
            };
        }
        let site = state.site();
        let coming = site.coming(now, 1).first().map(|(at, ..)| *at);
        Edition {
            is_ready: true,
            fault: None,
            base: Arc::new(Base::new(&site.config.url)),
            notices: Arc::new(notices(state, now)),
            desk,
            due: coming,
        }
    }

    /// The one when the site's folder is gone.
    #[must_use]
    pub fn without_site(&self, trouble: &Diagnostic) -> Edition {
        let fault = print::text(std::slice::from_ref(trouble), Style::Plain);
        Edition {
            fault: Some(fault.into()),
            ..self.clone()
        }
    }
}

fn notices(state: &State, now: Instant) -> FxHashMap<String, String> {
    let site = state.site();
    let time = |at: Instant| time(state, at);
    let articles = site.unseen(now).map(|(_, row, standing)| {
        let text = match standing {
            Standing::Embargoed(until) => {
                format!("Embargoed: readers see this from {}", time(until))
            }
            Standing::Expired(since) => {
                format!("Expired: readers have not seen this since {}", time(since))
            }
            Standing::Draft | Standing::Public => "Draft: readers do not see this".to_owned(),
        };
        (urls::output_path(&row.url), text)
    });
    let pages = site.drafted_pages().map(|url| {
        let text = "Draft: readers do not see this".to_owned();
        (urls::output_path(url), text)
    });
    articles.chain(pages).collect()
}

/// A moment as the newsroom's clocks have it.
pub fn time(state: &State, at: Instant) -> String {
    let site = state.site();
    let local = site.calendar().zoned(at, &site.config.language);
    let second = match local.second() {
        0 => String::new(),
        second => format!(":{second:02}"),
    };
    format!(
        "{} {:02}:{:02}{second} ({})",
        local.date(),
        local.hour(),
        local.minute(),
        site.config.timezone
    )
}
