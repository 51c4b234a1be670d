//! The desk, at `/-/`: what readers do not see yet, what comes next, what was edited, what is to be mended, and what
//! the last builds did.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::Edition;
use super::edition::time;
use super::version::Version;
use crate::content::Instant;
use crate::engine::{Asked, Report, State};
use crate::render::values::escape;
use crate::site::desk::Coming;
use crate::site::hash_of;
use crate::site::row::{ArticleId, Row, Standing};
use crate::site::urls::Base;

/// How it looks.
pub const STYLE: &str = include_str!("desk.css");

/// What counts down on it.
pub const SCRIPT: &str = include_str!("desk.js");

/// So many of a kind are listed; the rest are counted.
const LISTED: usize = 100;

/// So many builds, edits and things to come.
const FEW: usize = 20;

/// So many files of a build are named.
const NAMED: usize = 5;

/// What the desk shows, as of the last build.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    title: String,
    number: u64,
    now: Instant,
    drafts: List,
    embargoed: List,
    expired: List,
    coming: Vec<Entry>,
    edits: Vec<Entry>,
    warnings: Vec<(Entry, Vec<String>)>,
    warned: usize,
    builds: Vec<Built>,
}

#[derive(Clone, Debug, Default)]
struct List {
    entries: Vec<Entry>,
    total: usize,
}

/// An article, or another file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Entry {
    /// Its source file.
    path: String,
    /// Empty for what is no article.
    title: String,
    authors: String,
    /// Where it can be looked at, if it can.
    url: Option<String>,
    /// What there is to say of a moment, and the moment.
    when: Option<(&'static str, Instant, String)>,
}

/// What a build did.
#[derive(Clone, Debug)]
struct Built {
    at: String,
    sources: Vec<String>,
    is_ok: bool,
    numbers: [(&'static str, u64); 7],
    causes: Vec<Asked>,
}

impl Desk {
    /// The desk after a build.
    #[must_use]
    pub fn after(&self, state: &State, report: &Report, now: Instant) -> Desk {
        let built = Built::of(report, state.site().time_of_day(now));
        let is_news =
            !report.sources.is_empty() || !report.written.is_empty() || !report.removed.is_empty();
        let builds = is_news.then_some(built).into_iter();
        let builds = builds
            .chain(self.builds.iter().cloned())
            .take(FEW)
            .collect();
        let (warnings, warned) = warnings(state, report);
        let base = Desk {
            number: self.number + 1,
            now,
            builds,
            edits: self.edits(state, report, now),
            warnings,
            warned,
            ..self.clone()
        };
        if !report.is_ok() {
            return base;
        }
        let site = state.site();
        let mut unseen: Vec<(Instant, ArticleId, &Row, Standing)> = (site.unseen(now))
            .map(|(id, row, standing)| match standing {
                Standing::Embargoed(at) => (at, id, row, standing),
                Standing::Expired(at) => (-at, id, row, standing),
                Standing::Draft | Standing::Public => (-row.date, id, row, standing),
            })
            .collect();
        unseen.sort_unstable_by_key(|(order, id, ..)| (*order, *id));
        let list = |wanted: fn(Standing) -> bool, what: &'static str| {
            let all = || unseen.iter().filter(|(.., standing)| wanted(*standing));
            let entries = all().take(LISTED).map(|(_, id, row, standing)| {
                let at = match standing {
                    Standing::Embargoed(at) | Standing::Expired(at) => *at,
                    Standing::Draft | Standing::Public => row.date,
                };
                Entry::of(state, *id, row).at(state, what, at)
            });
            List {
                entries: entries.collect(),
                total: all().count(),
            }
        };
        let coming = site
            .coming(now, FEW)
            .into_iter()
            .filter_map(|(at, what, id)| {
                let what = match what {
                    Coming::Published => "is published",
                    Coming::Updated => "is updated",
                    Coming::Unfeatured => "is no longer featured",
                    Coming::Expired => "expires",
                };
                Some(Entry::of(state, id, site.row(id)?).at(state, what, at))
            });
        Desk {
            title: site.config.title.clone(),
            drafts: list(|one| one == Standing::Draft, "dated"),
            embargoed: list(|one| matches!(one, Standing::Embargoed(_)), "is published"),
            expired: list(|one| matches!(one, Standing::Expired(_)), "expired"),
            coming: coming.collect(),
            ..base
        }
    }

    /// What was edited last: while this process ran, and before.
    fn edits(&self, state: &State, report: &Report, now: Instant) -> Vec<Entry> {
        let is_first = self.number == 0;
        let edited = report.sources.iter().filter(|_| !is_first).take(FEW);
        let new = edited.map(|path| Entry::at_path(state, path).at(state, "edited", now));
        let before = if is_first {
            let latest = state.latest_sources(FEW).into_iter();
            let entry = |(path, at): (std::sync::Arc<str>, Instant)| {
                Entry::at_path(state, &path).at(state, "edited", at)
            };
            latest.map(entry).collect()
        } else {
            self.edits.clone()
        };
        let mut all: Vec<Entry> = Vec::new();
        for entry in new.chain(before) {
            if all.len() < FEW && all.iter().all(|known| known.path != entry.path) {
                all.push(entry);
            }
        }
        all
    }

    /// What the desk is, for those who look at it.
    pub fn version(&self) -> Version {
        Version {
            page: hash_of(&(self.number, self.now)),
            sheets: Vec::new(),
        }
    }

    /// The page.
    pub fn page(&self, edition: &Edition, asked: &str) -> String {
        let base = &*edition.base;
        let version = self.version();
        let mut out = String::with_capacity(16 << 10);
        // Writing to memory does not fail.
        let _ = write!(
            out,
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>Desk · {title}</title>\n<link rel=\"stylesheet\" href=\"{path}/-/desk.css\">\n\
             <script src=\"{path}/-/desk.js\" defer></script>\n\
             <script src=\"{path}/-/live.js\" data-base=\"{path}\" data-path=\"{asked}\" data-page=\"{page:016x}\" \
             data-sheets=\"{sheets:016x}\" defer></script>\n</head>\n<body>\n<header>\n\
             <p>The desk</p>\n<h1><a href=\"{path}/\">{title}</a></h1>\n</header>\n<main>\n",
            title = escape(&self.title),
            path = escape(base.path()),
            asked = escape(asked),
            page = version.page,
            sheets = version.sheets_hash(),
        );
        if let Some(fault) = &edition.fault {
            let _ = writeln!(
                out,
                "<section class=\"fault\" aria-labelledby=\"fault\"><h2 id=\"fault\">The site can’t be built</h2>\n\
                 <pre>{}</pre></section>",
                escape(fault)
            );
        }
        self.embargoed
            .section("embargoed", "Embargoed", base, self.now, &mut out);
        self.drafts
            .section("drafts", "Drafts", base, self.now, &mut out);
        section(
            "coming",
            "Next",
            &self.coming,
            self.coming.len(),
            base,
            self.now,
            &mut out,
        );
        self.warning_section(base, &mut out);
        section(
            "edits",
            "Latest edits",
            &self.edits,
            self.edits.len(),
            base,
            self.now,
            &mut out,
        );
        self.expired
            .section("expired", "Expired", base, self.now, &mut out);
        self.build_section(&mut out);
        out.push_str("</main>\n</body>\n</html>\n");
        out
    }

    fn warning_section(&self, base: &Base, out: &mut String) {
        heading("warnings", "Warnings", self.warned, out);
        if self.warnings.is_empty() && self.warned == 0 {
            out.push_str("<p class=\"none\">None.</p>");
        }
        out.push_str("<ul>\n");
        for (entry, said) in &self.warnings {
            out.push_str("<li>");
            entry.name(base, out);
            out.push_str("<ul class=\"said\">");
            for one in said {
                let _ = write!(out, "<li>{}</li>", escape(one));
            }
            out.push_str("</ul></li>\n");
        }
        out.push_str("</ul>\n</section>\n");
    }

    fn build_section(&self, out: &mut String) {
        heading("builds", "Builds", 0, out);
        if self.builds.is_empty() {
            out.push_str("<p class=\"none\">Nothing has changed since the last.</p>");
        }
        for (index, built) in self.builds.iter().enumerate() {
            built.item(index == 0, out);
        }
        out.push_str("</section>\n");
    }
}

/// Whether a path of the server is the desk's.
pub fn is_at(asked: &str, edition: &Edition) -> bool {
    edition.below(asked) == Some("/-/")
}

impl List {
    fn section(&self, id: &str, title: &str, base: &Base, now: Instant, out: &mut String) {
        section(id, title, &self.entries, self.total, base, now, out);
    }
}

fn heading(id: &str, title: &str, total: usize, out: &mut String) {
    let count = match total {
        0 => String::new(),
        total => format!(" <span>{total}</span>"),
    };
    let _ = writeln!(
        out,
        "<section class=\"{id}\" aria-labelledby=\"{id}\"><h2 id=\"{id}\">{title}{count}</h2>"
    );
}

fn section(
    id: &str,
    title: &str,
    entries: &[Entry],
    total: usize,
    base: &Base,
    now: Instant,
    out: &mut String,
) {
    heading(id, title, total, out);
    if entries.is_empty() {
        out.push_str("<p class=\"none\">None.</p></section>\n");
        return;
    }
    out.push_str("<ul>\n");
    for entry in entries {
        out.push_str("<li>");
        entry.name(base, out);
        entry.moment(now, out);
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n");
    if total > entries.len() {
        let _ = write!(
            out,
            "<p class=\"none\">… and {} more.</p>",
            total - entries.len()
        );
    }
    out.push_str("</section>\n");
}

impl Entry {
    fn of(state: &State, id: ArticleId, row: &Row) -> Entry {
        let site = state.site();
        let authors = row.authors.iter();
        let authors: Vec<String> = authors
            .map(|(slug, spelling)| site.byline(*slug, *spelling, row.lang).name)
            .collect();
        Entry {
            path: row.path.to_string(),
            title: row.card().title.to_owned(),
            authors: authors.join(", "),
            url: site.is_public(id).then(|| row.url.to_string()),
            when: None,
        }
    }

    fn at_path(state: &State, path: &str) -> Entry {
        let site = state.site();
        let name = site.names.find(path);
        let id = name.and_then(|name| site.article_of(name));
        if let Some((id, row)) = id.and_then(|id| Some((id, site.row(id)?))) {
            return Entry::of(state, id, row);
        }
        let document = name.and_then(|name| site.document(name));
        let url = document.map(|document| document.url.to_string());
        Entry {
            path: path.to_owned(),
            url: url.filter(|url| !url.is_empty()),
            ..Entry::default()
        }
    }

    fn at(self, state: &State, what: &'static str, at: Instant) -> Entry {
        Entry {
            when: Some((what, at, time(state, at))),
            ..self
        }
    }

    fn name(&self, base: &Base, out: &mut String) {
        let title = if self.title.is_empty() {
            &self.path
        } else {
            &self.title
        };
        let title = escape(title);
        let _ = match &self.url {
            Some(url) => write!(out, "<a href=\"{}\">{title}</a>", escape(&base.href(url))),
            None => write!(out, "<b>{title}</b>"),
        };
        if !self.authors.is_empty() {
            let _ = write!(out, " <i>{}</i>", escape(&self.authors));
        }
        if !self.title.is_empty() {
            let _ = write!(out, " <code>{}</code>", escape(&self.path));
        }
    }

    fn moment(&self, now: Instant, out: &mut String) {
        let Some((what, at, text)) = &self.when else {
            return;
        };
        let machine = jiff::Timestamp::from_second(*at).map_or(String::new(), |at| at.to_string());
        let left = at - now;
        let _ = write!(
            out,
            " <span class=\"when\">{what} <time datetime=\"{machine}\">{}</time>",
            escape(text)
        );
        if left > 0 {
            let _ = write!(
                out,
                ", <span class=\"left\" data-at=\"{at}\">in {}</span>",
                duration(left)
            );
        }
        out.push_str("</span>");
    }
}

/// `2 d 3 h`, `4 min 5 s`.
fn duration(seconds: Instant) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, minutes) => format!("{minutes} min {} s", seconds % 60),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}

/// Warnings by the file that they are about, and how many there are in all.
fn warnings(state: &State, report: &Report) -> (Vec<(Entry, Vec<String>)>, usize) {
    let mut by_file: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for said in report.diagnostics.iter().filter(|said| !said.is_error()) {
        let place = said.place.as_ref();
        let line = place.and_then(|place| place.span.as_ref());
        let line = line.map_or(String::new(), |span| format!("line {}: ", span.line));
        let hint = said
            .hint
            .as_ref()
            .map_or(String::new(), |hint| format!(" ({hint})"));
        let said = format!("{line}{}{hint}", said.message);
        by_file
            .entry(place.map_or("", |place| &place.path))
            .or_default()
            .push(said);
    }
    let files = by_file.into_iter().take(LISTED);
    let files = files.map(|(path, said)| (Entry::at_path(state, path), said));
    (files.collect(), report.warnings.values().sum())
}

impl Built {
    fn of(report: &Report, at: String) -> Built {
        let mut sources = report.sources.clone();
        sources.sort_unstable();
        let more = sources.len().saturating_sub(NAMED);
        if more > 0 {
            sources.truncate(NAMED);
            sources.push(format!("{more} more files"));
        }
        let count = |count: usize| count as u64;
        Built {
            at,
            sources,
            is_ok: report.is_ok(),
            numbers: [
                ("files read", count(report.files_read)),
                ("articles read", count(report.articles_read)),
                ("new pages and files", count(report.added)),
                ("rendered", count(report.rendered)),
                ("written", count(report.written.len())),
                ("removed", count(report.removed.len())),
                ("milliseconds", report.timings.total),
            ],
            causes: report.causes.clone(),
        }
    }

    fn item(&self, is_last: bool, out: &mut String) {
        let what = if self.sources.is_empty() {
            "the clock".to_owned()
        } else {
            self.sources.join(", ")
        };
        let outcome = if self.is_ok { "" } else { " — not built" };
        let open = if is_last { " open" } else { "" };
        let _ = write!(
            out,
            "<details{open}><summary><time>{}</time> {}{outcome}</summary>\n<dl>",
            self.at,
            escape(&what)
        );
        for (name, number) in self.numbers {
            let _ = write!(out, "<div><dt>{name}</dt><dd>{number}</dd></div>");
        }
        out.push_str("</dl>\n");
        if !self.causes.is_empty() {
            out.push_str("<p>Because these have changed:</p>\n<ul>\n");
            for cause in &self.causes {
                let pages = if cause.routes == 1 {
                    "page asks"
                } else {
                    "pages ask"
                };
                let _ = writeln!(
                    out,
                    "<li>{} <i>{} {pages}</i></li>",
                    escape(&cause.question),
                    cause.routes
                );
            }
            out.push_str("</ul>\n");
        }
        out.push_str("</details>\n");
    }
}
