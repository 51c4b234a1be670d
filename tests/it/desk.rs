//! A newsroom's site as data: what its sources are, and how edits change them.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::mem::discriminant;

use presstime::content::Instant;
use presstime::engine::Settings;
use presstime::site::Preview;

use crate::edits::{Body, Edit, Mark, Setting, Story};
use crate::photo;
use crate::site_fixture::{HOUR, NOW, TINY_THEME, Tree, at};

const TITLES: [&str; 5] = [
    "Port talks",
    "\"Ferry: late again\"",
    "Ñandú & <b>bold</b>",
    "A “quiet” day",
    "Port talks",
];
const TAGS: [&str; 5] = ["port", "Zoë", "zoe", "C++", "ferries"];
const AUTHORS: [&str; 4] = ["ana", "Li Wei", "desk", "Ana Ruiz"];
const SECTIONS: [&str; 4] = ["world", "world/asia", "port", "sport"];

/// Files besides articles and `site.yaml`, each with the texts it may have.
pub const FILES: &[(&str, &[&str])] = &[
    (
        "content/authors/ana.md",
        &[
            "---\nname: Ana Ruiz\nrole: Editor\n---\n\nCovers [the port](/port/).\n",
            "---\nname: Ana R.\nphoto: img/ana.png\n---\n",
            "---\nname: Li Wei\n---\n",
        ],
    ),
    (
        "content/authors/ana.en.md",
        &["---\nname: Ana Ruiz\nrole: The editor\n---\n"],
    ),
    (
        "content/authors/li-wei.md",
        &[
            "---\nname: Li Wei\nkind: team\n---\n",
            "---\nname: Desk\n---\n",
        ],
    ),
    (
        "content/authors/rosa/index.md",
        &[
            "---\nname: Rosa\nphoto: me.png\n---\n\n![badge](in/badge.png)\n",
            "---\nname: Desk\nphoto: me.png\n---\n",
        ],
    ),
    ("content/authors/rosa/me.png", &["face", "another face"]),
    ("content/authors/rosa/in/badge.png", &["badge"]),
    (
        "content/pages/trust/index.md",
        &[
            "---\ntitle: Trust\n---\n\n![seal](seal.png)\n",
            "---\ntitle: Trust\ndraft: true\n---\n",
        ],
    ),
    ("content/pages/trust/seal.png", &["seal", "another seal"]),
    (
        "content/sections/port/index.md",
        &["---\ntitle: The port\n---\n\n![map](map.png)\n"],
    ),
    ("content/sections/port/map.png", &["map"]),
    (
        "content/authors/desk.md",
        &[
            "---\nname: Desk\n---\n",
            "---\nname: Ana Ruiz\n---\n",
            "---\nname:\n---\n",
        ],
    ),
    (
        "content/pages/about.md",
        &[
            "---\ntitle: About\n---\n\nSee [a story](../world/story-0.md).\n",
            "---\ntitle: About us\naliases: [/who/]\n---\n",
            "---\ntitle: About\ndraft: true\n---\n",
            "---\ntitle: About\npermalink: /port/\n---\n",
        ],
    ),
    (
        "content/pages/about.en.md",
        &["---\ntitle: About (English)\n---\n"],
    ),
    (
        "content/pages/imprint.md",
        &[
            "---\ntitle: Imprint\npermalink: /about/\n---\n",
            "---\ntitle: Imprint\npermalink: /about/\ndraft: true\n---\n",
        ],
    ),
    (
        "content/sections/world.md",
        &[
            "---\ntitle: The world\n---\n\nAll of it.\n",
            "---\ntitle: World\nsummary: It is large\n---\n\n![globe](/img/port.svg)\n",
        ],
    ),
    (
        "content/world/_index.md",
        &["---\ntitle: Abroad\n---\n\nElsewhere.\n"],
    ),
    (
        "content/sections/world.en.md",
        &["---\ntitle: The world, in English\n---\n"],
    ),
    ("static/img/port.svg", &["<svg>1</svg>", "<svg>22</svg>"]),
    ("static/img/ana.png", &["a portrait"]),
    (
        "static/img/quay.jpg",
        &["a quay", "another quay", "torn", "none"],
    ),
    ("content/world/quay.jpg", &["a quay beside stories"]),
    ("static/humans.txt", &["us\n", "them\n"]),
    ("static/robots.txt", &["User-agent: nobody\n"]),
    ("static/world/index.html", &["mine\n"]),
    ("static/tags/port/notes.txt", &["beside\n"]),
    ("static/who/index.html", &["who?\n"]),
    ("i18n/en.yaml", &["more: And more\n", "more: [broken\n"]),
    ("i18n/es.yaml", &["tags: Temas\n"]),
    ("themes/tiny/static/site.css", &["body { margin: 1em }\n"]),
    ("themes/tiny/static/extra/logo.svg", &["<svg/>"]),
    (
        "templates/article.html",
        &[
            "{{ page.title }} {{ page.body }}{% for c in latest(n=3) %}{{ c.title }}{% endfor %}\n",
            "{{ page.title }}{% for c in latest(section=\"world\", n=2) %}{{ c.url }}{% endfor %}{% for c in earlier(n=1) %}{{ c.title }}{% endfor %}\n",
            "{{ page.url }}{% for c in latest(tag=\"port\", n=9) %}{{ c.title }}{% endfor %}{% for c in latest(author=\"ana\") %}{{ c.url }}{% endfor %}{% for c in related(n=4) %}{{ c.summary }}{% endfor %}\n",
            "{{ now(unit=\"hour\") }} {{ page.title }} {% include \"note.html\" %}\n",
            "{{ now(unit=\"year\") }}{% set first = article(path=\"content/world/story-0.md\") %}{% if first %}{{ first.title }} {{ first.url }}{% endif %}\n",
            "{{ page.title }}{% if page.image %}{% set shown = photo(image=page.image, widths=[20, 30], crop=\"1:1\") %}{% if shown %}{{ shown.srcset }} {{ shown.tone }}{% endif %}{% endif %}\n",
            "{% if page.featured %}{{ date(at=\"no date\") }}{% endif %}{{ page.title }}\n",
            "{% if %}\n",
        ],
    ),
    (
        "templates/note.html",
        &[
            "a note\n",
            "another note of {{ now(unit=\"day\") }}\n",
            "{{ t(key=\"nonsense\") }}",
        ],
    ),
    (
        "templates/front.html",
        &[
            "{% for y in years() %}{{ y.name }}:{{ y.count }}{% endfor %}{{ now(unit=\"month\") }}\n",
        ],
    ),
    (
        "templates/listing.html",
        &[
            "{{ listing.name }}{% for c in listing.items %}{{ c.title }}{% for a in c.authors %}{{ a.name }}{% endfor %}{% if c.image %}{{ c.image.src }}{% endif %}{% endfor %}{% for s in listing.sections %}{{ s.name }}{% endfor %}\n",
        ],
    ),
    (
        "templates/404.html",
        &["{% for c in latest(section=\"port\") %}{{ c.title }}{% endfor %}\n"],
    ),
];

/// The sources of a site as its newsroom thinks of them, and when and how it is built.
#[derive(Clone, Debug)]
pub struct Desk {
    stories: BTreeMap<u8, Story>,
    files: BTreeMap<&'static str, &'static str>,
    settings: Vec<Setting>,
    pub build: Settings,
}

impl Desk {
    /// A site with a few of everything, in one of the themes.
    pub fn new(theme: &'static str) -> Desk {
        let story = |number: u8| Story {
            section: number % 3,
            title: number % 5,
            body: Body::Text(number),
            hours: -30 * i16::from(number) - 1,
            tags: 1 << (number % 5) | 1,
            authors: 1 << (number % 4),
            is_renamed: false,
            photos: (number == 2).then_some(1),
            is_translated: number == 1,
            marks: Vec::new(),
        };
        let firsts = [
            "content/authors/ana.md",
            "content/pages/about.md",
            "static/img/port.svg",
        ];
        let files = FILES.iter().filter(|(path, _)| firsts.contains(path));
        Desk {
            stories: (0..5).map(|number| (number, story(number))).collect(),
            files: TINY_THEME
                .into_iter()
                .chain(files.map(|(path, texts)| (*path, texts[0])))
                .collect(),
            settings: vec![
                Setting::Theme(theme),
                Setting::Languages(1),
                Setting::PageSize(2),
            ],
            build: at(NOW),
        }
    }

    /// Does what the edit says. Returns a path that is to be saved though its text stays, if there is one.
    pub fn apply(&mut self, edit: &Edit) -> Option<String> {
        match edit {
            Edit::Publish(number, story) => drop(self.stories.insert(*number, story.clone())),
            Edit::Delete(number) => drop(self.stories.remove(number)),
            Edit::Retitle(number, title) => self.story(*number, |story| story.title = *title),
            Edit::Rewrite(number, body) => self.story(*number, |story| story.body = body.clone()),
            Edit::Redate(number, hours) => self.story(*number, |story| story.hours = *hours),
            Edit::Move(number, section) => self.story(*number, |story| story.section = *section),
            Edit::Rename(number) => self.story(*number, |story| story.is_renamed ^= true),
            Edit::Bundle(number, photos) => {
                self.story(*number, |story| {
                    story.photos = Some(*photos).filter(|photos| *photos < 3);
                });
            }
            Edit::Translate(number) => self.story(*number, |story| story.is_translated ^= true),
            Edit::Retag(number, tags) => self.story(*number, |story| story.tags = *tags),
            Edit::Sign(number, authors) => self.story(*number, |story| story.authors = *authors),
            Edit::Mark(number, mark) => self.story(*number, |story| {
                story
                    .marks
                    .retain(|other| discriminant(other) != discriminant(mark));
                story.marks.push(mark.clone());
            }),
            Edit::Unmark(number) => self.story(*number, |story| story.marks.clear()),
            Edit::Touch(number) => {
                return self
                    .stories
                    .get(number)
                    .map(|story| story.path(*number, false));
            }
            Edit::File(path, Some(text)) => drop(self.files.insert(path, text)),
            Edit::File(path, None) => drop(self.files.remove(path)),
            Edit::Set(setting) => {
                self.settings
                    .retain(|other| discriminant(other) != discriminant(setting));
                self.settings.push(setting.clone());
            }
            Edit::Clock(hours) => self.build.now = NOW + Instant::from(*hours) * HOUR,
            Edit::Preview(drafts, future, expired) => {
                self.build.preview = Preview {
                    drafts: *drafts,
                    future: *future,
                    expired: *expired,
                    ahead: false,
                };
            }
        }
        None
    }

    fn story(&mut self, number: u8, change: impl FnOnce(&mut Story)) {
        if let Some(story) = self.stories.get_mut(&number) {
            change(story);
        }
    }

    /// Whether nothing of the site can be known, since `site.yaml` can't be read.
    pub fn is_config_broken(&self) -> bool {
        self.settings
            .iter()
            .any(|setting| matches!(setting, Setting::Broken(1..)))
    }

    /// Every source file.
    pub fn sources(&self) -> Tree {
        let mut files: Tree = self
            .files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), contents(path, text)))
            .collect();
        for (number, story) in &self.stories {
            story.write(*number, &mut files);
        }
        files.insert("site.yaml".to_owned(), self.config().into_bytes());
        files
    }

    fn config(&self) -> String {
        let mut yaml = String::from("language: es\n");
        let or_default = |wanted: &Setting| {
            self.settings
                .iter()
                .all(|s| discriminant(s) != discriminant(wanted))
        };
        let defaults = [
            Setting::Title(0),
            Setting::Url(0),
            Setting::Zone(0),
            Setting::Sections(0),
        ];
        for setting in defaults
            .iter()
            .filter(|setting| or_default(setting))
            .chain(&self.settings)
        {
            yaml.push_str(setting.line());
            yaml.push('\n');
        }
        yaml
    }
}

impl Setting {
    fn line(&self) -> &'static str {
        let of = |lines: &[&'static str], at: u8| lines[usize::from(at) % lines.len()];
        match *self {
            Setting::Title(at) => of(
                &[
                    "title: The Harbour Courier",
                    "title: 'The <Evening> Courier'",
                ],
                at,
            ),
            Setting::Url(at) => of(
                &[
                    "url: https://courier.example/",
                    "url: https://courier.example/news/",
                ],
                at,
            ),
            Setting::Zone(at) => of(
                &[
                    "timezone: UTC",
                    "timezone: America/Havana",
                    "timezone: Pacific/Kiritimati",
                ],
                at,
            ),
            Setting::PageSize(at) => of(
                &[
                    "page_size: 1",
                    "page_size: 2",
                    "page_size: 3",
                    "page_size: 20",
                ],
                at,
            ),
            Setting::Sections(at) => of(
                &[
                    "sections: []",
                    "sections: [{slug: world, name: World}, {slug: asia, name: Asia, parent: world}, {slug: port, name: Port}]",
                    "sections: [{slug: port, name: {es: Puerto, en: Harbour}}, {slug: world, name: World}, {slug: quiet, name: Quiet}]",
                ],
                at,
            ),
            Setting::Permalink(at) => of(
                &[
                    "permalink: /:category/:year/:month/:slug/",
                    "permalink: /:slug/",
                    "permalink: /:section/:year/:slug.html",
                ],
                at,
            ),
            Setting::Languages(at) => of(
                &[
                    "languages: []",
                    "languages: [{code: en, title: The Courier, feed: {content: none, items: 4}}]",
                    "languages: [{code: en, title: Courier, timezone: Asia/Tokyo}, {code: fr, title: Courrier}]",
                ],
                at,
            ),
            Setting::Feed(at) => of(
                &[
                    "feed: {items: 30, content: full}",
                    "feed: {items: 2, content: full}",
                    "feed: {items: 3, content: summary}",
                    "feed: {items: 3, formats: [atom, json], content: none, tags: full, sections: full}",
                ],
                at,
            ),
            Setting::Theme("tiny") => "theme: tiny",
            Setting::Theme("missing") => "theme: missing",
            Setting::Theme(_) => "theme: default",
            Setting::Notice(at) => of(&["options: {}", "options: {notice: read on}"], at),
            Setting::Html(at) => of(
                &[
                    "markdown: {html: sanitize}",
                    "markdown: {html: allow, smart: false}",
                ],
                at,
            ),
            Setting::Policies(at) => of(
                &[
                    "publisher: {}",
                    "publisher: {name: Harbour, policies: {about: /about/, ethics: /ethics/}}",
                ],
                at,
            ),
            Setting::Hosts(at) => of(
                &[
                    "hosting: []",
                    "hosting: [netlify, nginx]",
                    "hosting: [vercel, github]\nheaders: {/*: {X-A: b}}",
                    "robots: {ai: deny}\nads_txt: [a]\nhosting: gitlab",
                ],
                at,
            ),
            Setting::Photos(at) => of(
                &[
                    "photos: {}",
                    "photos: {originals: true}",
                    "photos: {formats: []}",
                    "photos: {jpeg: 60}",
                ],
                at,
            ),
            Setting::Broken(at) => of(
                &["", "nonsense: [", "url: 7", "timezone: Atlantis/Centre"],
                at,
            ),
        }
    }
}

/// What is in a file of which this is told: a photo is drawn from it.
fn contents(path: &str, told: &str) -> Vec<u8> {
    let is_photo = [".jpg", ".png"].iter().any(|ending| path.ends_with(ending));
    if !is_photo || told == "none" {
        return told.as_bytes().to_vec();
    }
    let shade = told
        .bytes()
        .fold(0, |shade: u8, byte| shade.wrapping_mul(31) ^ byte);
    let mut picture = photo::scene(48 + u32::from(shade % 3) * 8, 32);
    for pixel in picture.pixels_mut() {
        pixel.0[0] = shade;
    }
    let mut bytes = photo::jpeg(&picture);
    if told == "torn" {
        bytes.truncate(bytes.len() / 2);
    }
    bytes
}

impl Story {
    /// Where its file is: the name and the folder say nothing that the front matter does not.
    fn path(&self, number: u8, translation: bool) -> String {
        let (folder, lang) = (
            SECTIONS[usize::from(self.section) % 4],
            if translation { ".en" } else { "" },
        );
        let name = if self.is_renamed {
            format!("tale-{number}")
        } else {
            format!("story-{number}")
        };
        match self.photos {
            Some(_) => format!("content/{folder}/{name}/index{lang}.md"),
            None => format!("content/{folder}/{name}{lang}.md"),
        }
    }

    fn write(&self, number: u8, files: &mut Tree) {
        let path = self.path(number, false);
        if let (Some(photos), Some((folder, _))) = (self.photos, path.rsplit_once('/')) {
            for photo in 0..=photos {
                let name = ["photo.jpg", "more/second.jpg", "notes.txt"][usize::from(photo) % 3];
                let told = match (self.title, photo) {
                    (3, 0) => "torn".to_owned(),
                    (4, 0) => "none".to_owned(),
                    (title, _) => format!("{number}{photo}{title}"),
                };
                files.insert(format!("{folder}/{name}"), contents(name, &told));
            }
        }
        files.insert(path, self.text(number, "").into_bytes());
        if self.is_translated {
            files.insert(
                self.path(number, true),
                self.text(number, "In English: ").into_bytes(),
            );
        }
    }

    fn text(&self, number: u8, prefix: &str) -> String {
        let named = |all: &[&str], bits: u8| -> String {
            let chosen = all.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1);
            chosen.map(|(_, name)| *name).collect::<Vec<_>>().join(", ")
        };
        let mut text = String::from("---\n");
        if !self.marks.iter().any(|mark| matches!(mark, Mark::NoTitle)) {
            let title = TITLES[usize::from(self.title) % TITLES.len()];
            let _ = writeln!(text, "title: {title}");
        }
        let _ = writeln!(text, "date: {}", instant(self.hours));
        let _ = writeln!(text, "tags: [{}]", named(&TAGS, self.tags));
        let _ = writeln!(text, "authors: [{}]", named(&AUTHORS, self.authors));
        for mark in &self.marks {
            let line = mark.line(number, prefix);
            if !line.is_empty() {
                let _ = writeln!(text, "{line}");
            }
        }
        let _ = write!(text, "---\n\n{prefix}{}", self.body.text());
        text
    }
}

impl Mark {
    fn line(&self, number: u8, prefix: &str) -> String {
        // A translation has no address of its own making: it would be its original's.
        let is_original = prefix.is_empty();
        match self {
            Mark::Draft => "draft: true".to_owned(),
            Mark::Expires(hours) => format!("expires: {}", instant(*hours)),
            Mark::Updated(hours) => format!("updated: {}", instant(*hours)),
            Mark::Alias(at) if is_original => format!("aliases: [/old/{at}/, /old/of-{number}/]"),
            Mark::Related(other) => format!("related: [world/story-{other}, story-{other}]"),
            Mark::RelatedUrl(at) => format!("related: [/exact/{at}/, /about/]"),
            Mark::Series(at) => format!(
                "series: {}",
                ["The Strike", "the strike", "Ports"][usize::from(*at) % 3]
            ),
            Mark::Faq => "faq: [{q: Why?, a: 'Because of [that](/about/).'}]".to_owned(),
            Mark::Featured => "featured: true".to_owned(),
            Mark::Kind(kind) => format!("kind: {kind}"),
            Mark::Image(src) => format!("image: {{src: {src}, alt: A picture}}"),
            Mark::Slug(at) => format!("slug: same-{at}"),
            Mark::Permalink(at) if is_original => format!("permalink: /exact/{at}/"),
            Mark::Pair(at) => format!("translation_key: pair-{at}"),
            Mark::Id(at) => format!("id: number {at}"),
            Mark::Summary(at) => format!("summary: In short {at}."),
            Mark::Correction(hours) => format!(
                "corrections: [{{date: {}, text: 'It was *not* so.'}}]",
                instant(*hours)
            ),
            Mark::Section(path) => format!("category: {path}"),
            Mark::Pinned => "pinned: true".to_owned(),
            Mark::FeaturedUntil(hours) => {
                format!("featured_until: {}", instant(*hours))
            }
            Mark::Copy => "canonical: https://elsewhere.example/1/".to_owned(),
            Mark::Typo => "sumary: a slip".to_owned(),
            Mark::BrokenYaml => "extra: [".to_owned(),
            Mark::BadDate => "expires: someday".to_owned(),
            Mark::NoTitle | Mark::Alias(_) | Mark::Permalink(_) => String::new(),
        }
    }
}

impl Body {
    fn text(&self) -> String {
        match self {
            Body::Text(at) => format!("Text number {at}.\n\nIt \"goes\" on -- a little.\n"),
            Body::LinkTo(other) => {
                format!(
                    "As [told]({}/story-{other}.md) before.\n",
                    ["../world", "../../world", "../port", "."][usize::from(*other) % 4]
                )
            }
            Body::LinkToPage => {
                "Of [us](/about/), [them](../pages/about.md) and [me](/authors/ana/).\n".to_owned()
            }
            Body::LinkToTag(at) => format!(
                "See [this](/tags/{}/).\n",
                ["port", "zoe", "c++", "none"][usize::from(*at) % 4]
            ),
            Body::LinkToStatic => {
                "The [file](/humans.txt) and <script>alert(1)</script>.\n".to_owned()
            }
            Body::Photo => "![Ships](photo.jpg) and ![more](more/second.jpg), [large](photo.jpg)\n".to_owned(),
            Body::StaticPhoto => "![The port](/img/port.svg)\n".to_owned(),
            Body::RawPhotos => "<img src=\"/img/port.svg\" srcset=\"photo.jpg 2x, /img/port.svg 3x\" alt=\"It\">\n\n\
                                <blockquote cite=\"/about/\">So.</blockquote>\n"
                .to_owned(),
            Body::Updates(at) => {
                format!(
                    "So far.\n\n## 0{at}.05 One\n\nIt began.\n\n## 2026-11-2{at} 14:05 Two\n\nIt goes on.\n\n\
                     ## Domingo, 9:00. Three\n\nIt ends.\n"
                )
            }
            Body::Faq(at) => {
                format!("Words.\n\n## Frequently asked questions\n\n### Why {at}?\n\nSo.\n")
            }
        }
    }
}

fn instant(hours: i16) -> String {
    let second = NOW + Instant::from(hours) * HOUR;
    jiff::Timestamp::from_second(second)
        .map(|at| at.to_string())
        .unwrap_or_default()
}
