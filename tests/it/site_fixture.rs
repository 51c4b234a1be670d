//! Sites as short strings on a disk in memory, and the three ways to build them: by a process that
//! starts, builds and ends; by one that stays; and from nothing.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use presstime::changes::{self, Change};
use presstime::content::Instant;
use presstime::diag::Diagnostic;
use presstime::engine::{self, Folders, Report, Settings, State};
use presstime::fs::{Disk, MemoryDisk};
use presstime::site::Preview;

use crate::photo;

/// The files below a folder, by their paths below it.
pub type Tree = BTreeMap<String, Vec<u8>>;

/// 2026-11-23T12:00:00Z, in seconds since 1970.
pub const NOW: Instant = 1_795_435_200;
pub const HOUR: Instant = 3600;
pub const DAY: Instant = 24 * HOUR;

const SITE: &str = "/press/site";
const OUTPUT: &str = "/press/public";
const CACHE: &str = "/press/cache";

/// A `site.yaml` that says no more than it must.
pub const SHORT_CONFIG: &str =
    "title: The Harbour Courier\nurl: https://courier.example/\ntimezone: UTC\n";

/// Where every fixture site is.
pub fn folders() -> Folders {
    Folders {
        site: SITE.into(),
        output: OUTPUT.into(),
        cache: CACHE.into(),
    }
}

/// What a build at that instant takes for given.
pub fn at(now: Instant) -> Settings {
    Settings {
        now,
        preview: Preview::default(),
        strict: false,
        develop: true,
        ticks: || 0,
        progress: |_, _, _| {},
    }
}

/// A site on a disk of its own.
#[derive(Clone)]
pub struct Newsroom {
    pub disk: Arc<MemoryDisk>,
}

impl Newsroom {
    /// A site that is nothing but its `site.yaml`.
    pub fn new(config: &str) -> Newsroom {
        Newsroom {
            disk: Arc::default(),
        }
        .with("site.yaml", config)
    }

    /// A site in [`TINY_THEME`]; `config` is what `site.yaml` says beside that.
    pub fn tiny(config: &str) -> Newsroom {
        let newsroom = Newsroom::new(&format!("{SHORT_CONFIG}theme: tiny\n{config}"));
        TINY_THEME
            .into_iter()
            .fold(newsroom, |newsroom, (path, text)| newsroom.with(path, text))
    }

    /// A site of these source files.
    pub fn of(sources: &Tree) -> Newsroom {
        let newsroom = Newsroom {
            disk: Arc::default(),
        };
        for (path, bytes) in sources {
            newsroom.write(path, bytes);
        }
        newsroom
    }

    /// The same with one file more.
    pub fn with(self, path: &str, text: &str) -> Newsroom {
        self.write(path, text);
        self
    }

    /// The same with a photo more, of 480 by 320 pixels.
    pub fn with_photo(self, path: &str) -> Newsroom {
        let scene = photo::scene(480, 320);
        let bytes = match path.rsplit_once('.') {
            Some((_, "png")) => photo::png(&scene.into()),
            _ => photo::jpeg(&scene),
        };
        self.write(path, bytes);
        self
    }

    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        self.disk
            .write(&Path::new(SITE).join(path), bytes.as_ref())
            .unwrap();
    }

    pub fn remove(&self, path: &str) {
        self.disk.remove(&Path::new(SITE).join(path)).unwrap();
    }

    /// A copy of the site on another disk: what is done to one is not done to the other.
    pub fn copied(&self) -> Newsroom {
        Newsroom {
            disk: Arc::new(MemoryDisk::clone(&self.disk)),
        }
    }

    /// What its readers see: all of the output folder but what presstime keeps there for itself.
    pub fn published(&self) -> Tree {
        let mut tree = self.disk.tree(Path::new(OUTPUT));
        tree.retain(|path, _| !path.starts_with(".presstime/"));
        tree
    }

    /// Builds as a process does that starts, builds and ends.
    pub fn build(&self, settings: &Settings) -> Report {
        build_on(self.disk.clone(), settings)
    }

    /// Builds, and insists that nothing is wrong.
    pub fn build_well(&self, settings: &Settings) -> Report {
        let report = self.build(settings);
        assert!(report.is_ok(), "{:#?}", report.diagnostics);
        report
    }

    /// What the sources alone come to, in an empty folder on another disk.
    pub fn clean(&self, settings: &Settings) -> (Report, Tree) {
        let elsewhere = Newsroom::of(&self.disk.tree(Path::new(SITE)));
        let report = elsewhere.build(settings);
        (report, elsewhere.published())
    }

    /// Insists that what is published is what the sources alone come to.
    pub fn assert_clean(&self, settings: &Settings) {
        let (report, clean) = self.clean(settings);
        assert!(report.is_ok(), "{:#?}", report.diagnostics);
        if let Some(difference) = difference(&clean, &self.published()) {
            panic!("the site is not what a clean build makes: {difference}");
        }
    }

    /// Starts a process that stays.
    pub fn open(&self) -> State {
        State::open(self.disk.clone(), folders(), false)
    }
}

/// One build by a process that starts for it, on any disk.
pub fn build_on(disk: Arc<dyn Disk>, settings: &Settings) -> Report {
    let mut state = State::open(disk, folders(), false);
    look_and_build(&mut state, settings)
}

/// One build of a process that looks at the whole tree for what changed.
pub fn look_and_build(state: &mut State, settings: &Settings) -> Report {
    let (files, _) = changes::scan(&**state.disk(), &state.folders().site, u64::MAX);
    let seen = state.seen();
    let changes = changes::compare(&files, seen.iter().map(|(path, stamp)| (&**path, *stamp)));
    engine::build(state, changes, settings)
}

/// One build of a process that is told which files changed, as a watcher does.
pub fn build_told<'a>(
    state: &mut State,
    paths: impl IntoIterator<Item = &'a str>,
    settings: &Settings,
) -> Report {
    let site = state.folders().site.clone();
    let changes = paths
        .into_iter()
        .map(|path| Change {
            path: path.to_owned(),
            stamp: state.disk().stamp(&site.join(path)),
        })
        .collect();
    engine::build(state, changes, settings)
}

/// How two trees differ, in words; `None` if they do not.
pub fn difference(expected: &Tree, found: &Tree) -> Option<String> {
    let missing = expected.keys().find(|path| !found.contains_key(*path));
    if let Some(path) = missing {
        return Some(format!("{path} is missing"));
    }
    let surplus = found.keys().find(|path| !expected.contains_key(*path));
    if let Some(path) = surplus {
        return Some(format!("{path} should not be there"));
    }
    let (path, was) = expected
        .iter()
        .find(|(path, bytes)| found.get(*path) != Some(bytes))?;
    let (was, is) = (
        String::from_utf8_lossy(was),
        String::from_utf8_lossy(&found[path]),
    );
    let mut lines = was.lines().zip(is.lines()).filter(|(was, is)| was != is);
    let (was, is) = lines
        .next()
        .unwrap_or(("(one is longer than the other)", ""));
    Some(format!(
        "{path} differs:\n  expected {was}\n     found {is}"
    ))
}

/// The codes and places of what a build had to say, for comparing.
pub fn said(diagnostics: &[Diagnostic], errors: bool) -> Vec<String> {
    let of_kind = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.is_error() == errors);
    let mut said: Vec<String> = of_kind
        .map(|diagnostic| {
            let place = diagnostic
                .place
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default();
            format!("{} at {place}: {}", diagnostic.code, diagnostic.message)
        })
        .collect();
    said.sort();
    said.dedup();
    said
}

/// The files of a theme of a few lines: every template, words in two languages, one asset.
pub const TINY_THEME: [(&str, &str); 12] = [
    (
        "themes/tiny/theme.yaml",
        "name: Tiny\noptions: {notice: none}\n",
    ),
    ("themes/tiny/static/site.css", "body { margin: 0 }\n"),
    (
        "themes/tiny/i18n/en.yaml",
        "tags: Tags\nauthors: Authors\nmore: More\n",
    ),
    ("themes/tiny/i18n/es.yaml", "tags: Etiquetas\nmore: Más\n"),
    (
        "themes/tiny/templates/base.html",
        "<title>{{ title }} · {{ site.title }}</title><link href=\"{{ asset(name=\"site.css\") }}\">\n\
         {% for s in site.sections %}[{{ s.name }} {{ s.url }}]{% endfor %}\
         {% for t in translations %}<{{ t.lang }} {{ t.url }}>{% endfor %}\n\
         {% block main %}{% endblock main %}\n{{ site.options.notice }} {{ t(key=\"more\") }}\n",
    ),
    (
        "themes/tiny/templates/article.html",
        "{% extends \"base.html\" %}{% block main %}<h1>{{ page.title }}</h1>{{ page.summary }}\n\
         {{ page.date }} {% if page.updated %}{{ page.updated }}{% endif %}\
         {% for a in page.authors %}({{ a.name }} {{ a.url }} {% if a.role %}{{ a.role }}{% endif %}){% endfor %}\
         {% for t in page.tags %}#{{ t.name }} {{ t.url }} {% endfor %}\n\
         {% if page.image %}<img src=\"{{ page.image.src }}\">{% endif %}{{ page.body }}\
         {% if page.faq %}{% for q in page.faq.items %}{{ q.question }}?{{ q.answer }}{% endfor %}{% endif %}\
         {% for c in page.related %}~{{ c.title }} {{ c.url }}{% endfor %}\
         {% if page.series %}{{ page.series.name }}{% for c in page.series.items %}:{{ c.title }}{% endfor %}{% endif %}\n\
         {% for c in earlier(n=2) %}<{{ c.title }} {{ c.url }}{% endfor %}\
         {% for c in related(n=2) %}&{{ c.title }}{% endfor %}\n{% endblock main %}",
    ),
    (
        "themes/tiny/templates/front.html",
        "{% extends \"base.html\" %}{% block main %}{% if front.lead %}{{ front.lead.title }}{% endif %}\
         {% for c in front.latest %}, {{ c.title }} {{ c.url }}{% endfor %}\
         {% for s in front.blocks %}\n{{ s.title }}{% for c in s.items %} {{ c.title }}{% endfor %}{% endfor %}\
         {% for y in years() %}{{ y.name }} {{ y.count }}{% endfor %}{% endblock main %}",
    ),
    (
        "themes/tiny/templates/listing.html",
        "{% extends \"base.html\" %}{% block main %}{{ listing.name }} {% if listing.page %}{{ listing.page }}{% endif %}\n\
         {% if listing.intro %}{{ listing.intro }}{% endif %}{% if listing.count %}{{ listing.count }}{% endif %}\
         {% for c in listing.items %}\n{{ c.title }} {{ c.url }} {{ c.summary }}{% endfor %}\
         {% if listing.older %}{{ listing.older }}{% endif %} {% if listing.newer %}{{ listing.newer }}{% endif %}{% endblock main %}",
    ),
    (
        "themes/tiny/templates/terms.html",
        "{% for t in terms %}{{ t.name }} {{ t.url }} {{ t.count }}\n{% endfor %}",
    ),
    (
        "themes/tiny/templates/people.html",
        "{% for p in people %}{{ p.name }} {{ p.url }} {{ p.count }}\n{% endfor %}",
    ),
    (
        "themes/tiny/templates/page.html",
        "{% extends \"base.html\" %}{% block main %}{{ page.title }}\n{{ page.body }}{% endblock main %}",
    ),
    (
        "themes/tiny/templates/404.html",
        "{% extends \"base.html\" %}{% block main %}404{% endblock main %}",
    ),
];
