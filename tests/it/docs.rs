//! The book says what the program does: its tables of keys, functions, values and codes list exactly what
//! there is. Those of keys and functions are made from the program's own tables: `UPDATE_DOCS=1 cargo test
//! docs` writes them anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use presstime::config;
use presstime::content::front_matter::keys;
use presstime::content::yaml::Key;
use presstime::render::functions::TABLE;

use crate::site_fixture::{NOW, Newsroom, at};

#[test]
fn front_matter_keys() {
    let tables = [
        ("article", keys::ARTICLE),
        ("image", keys::IMAGE_KEYS),
        ("video", keys::VIDEO),
        ("correction", keys::CORRECTION),
        ("byline", keys::BYLINE),
        ("faq", keys::FAQ_KEYS),
        ("faq item", keys::FAQ_ITEM),
        ("page", keys::PAGE),
        ("person", keys::PERSON),
        ("link", keys::LINK),
    ];
    let tables = tables.map(|(name, keys)| (format!("keys: {name}"), with_aliases(keys)));
    hold("front-matter.md", tables.into());
}

#[test]
fn site_yaml_keys() {
    let tables = [
        ("site", config::KEYS),
        ("language", config::keys::LANGUAGE),
        ("publisher", config::keys::PUBLISHER),
        ("photos", config::keys::PHOTOS),
        ("site image", config::keys::IMAGE),
        ("section", config::keys::SECTION),
        ("feed", config::keys::FEED),
        ("markdown", config::keys::MARKDOWN),
        ("structured data", config::keys::STRUCTURED_DATA),
        ("robots", config::keys::ROBOTS),
        ("security_txt", config::keys::SECURITY),
        ("trust_txt", config::keys::TRUST),
    ];
    let mut tables: Vec<_> = tables
        .map(|(name, keys)| (format!("keys: {name}"), without_aliases(keys)))
        .into();
    let mut parts = String::from("| part | |\n|---|---|\n");
    for (part, name) in config::Part::ALL {
        let _ = writeln!(parts, "| `:{name}` | {} |", meaning(part));
    }
    tables.push(("permalink parts".to_owned(), parts));
    hold("site-yaml.md", tables);
}

#[test]
fn keys_of_places_to_publish_to() {
    let tables = [
        ("deploy", config::keys::TARGET),
        ("after", config::keys::AFTER),
        ("webhook", config::keys::WEBHOOK),
        ("indexnow", config::keys::INDEXNOW),
    ];
    let tables = tables.map(|(name, keys)| (format!("keys: {name}"), without_aliases(keys)));
    hold("deploy.md", tables.into());
}

#[test]
fn functions_of_templates() {
    let mut table = String::from("| function | gives |\n|---|---|\n");
    for function in TABLE {
        let _ = writeln!(table, "| `{}` | {} |", function.signature, function.gives);
    }
    hold("themes.md", vec![("functions".to_owned(), table)]);
}

#[test]
fn templates_and_components_of_the_default_theme() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default/templates");
    let mut files: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).unwrap())
        })
        .collect();
    files.sort_unstable();
    let text = read("themes.md");
    let (_, table) = blocks(&text)
        .into_iter()
        .find(|(name, _)| *name == "templates")
        .unwrap();
    let rows = table.lines().skip(2);
    let rendered: BTreeSet<&str> = rows
        .filter_map(|row| row.strip_prefix("| `")?.split('`').next())
        .collect();
    // What outputs ask for by name is what presstime renders.
    let asked = sources(Path::new("src/outputs"));
    for (name, _) in &files {
        let is_asked = asked
            .iter()
            .any(|source| source.contains(&format!("\"{name}\"")));
        assert_eq!(rendered.contains(name.as_str()), is_asked, "{name}");
    }
    let mut parts = String::from("| template | |\n|---|---|\n");
    let others = files
        .iter()
        .filter(|(name, _)| !rendered.contains(name.as_str()) && name != "components.html");
    for (name, text) in others {
        let _ = writeln!(
            parts,
            "| `{name}` | {} |",
            remark(text).unwrap_or_else(|| panic!("{name}"))
        );
    }
    let mut components = String::from("| component | |\n|---|---|\n");
    let (_, text) = files
        .iter()
        .find(|(name, _)| name == "components.html")
        .unwrap();
    for (before, signature) in text
        .match_indices("{% component ")
        .filter_map(|(at, opening)| {
            Some((
                &text[..at],
                text[at + opening.len()..].split_once(" -%}")?.0,
            ))
        })
    {
        let about = before.rfind("{#").and_then(|at| remark(&before[at..]));
        let _ = writeln!(
            components,
            "| `{signature}` | {} |",
            about.unwrap_or_else(|| panic!("{signature}"))
        );
    }
    hold(
        "themes.md",
        vec![
            ("parts".to_owned(), parts),
            ("components".to_owned(), components),
        ],
    );
}

/// The comment that a text begins with, in one line.
fn remark(text: &str) -> Option<String> {
    let (inside, _) = text.strip_prefix("{#")?.split_once("#}")?;
    let words = inside.trim_end_matches('-').split_whitespace();
    Some(words.collect::<Vec<_>>().join(" "))
}

#[test]
fn values_of_templates() {
    let documented: BTreeMap<String, BTreeSet<String>> = blocks(&read("themes.md"))
        .into_iter()
        .filter_map(|(name, block)| {
            let name = name.strip_prefix("fields: ")?.to_owned();
            let rows = block.lines().skip(2);
            let first = rows.filter_map(|row| row.strip_prefix("| `")?.split('`').next());
            Some((name, first.map(str::to_owned).collect()))
        })
        .collect();
    assert_eq!(documented, probed());
}

#[test]
fn codes_of_diagnostics() {
    let text = read("diagnostics.md");
    let rows = text
        .lines()
        .filter_map(|row| row.strip_prefix("| `")?.split('`').next());
    let documented: BTreeSet<&str> = rows.collect();
    let sources = sources(Path::new("src"));
    for code in &documented {
        assert!(
            sources
                .iter()
                .any(|source| source.contains(&format!("\"{code}\""))),
            "`{code}` is documented, but nothing says it"
        );
    }
    for source in &sources {
        for said in ["::error(", "::warning(", ".warn(", ".warn_with_hint("] {
            for (at, _) in source.match_indices(said) {
                let rest = source[at + said.len()..].trim_start();
                let Some(code) = rest
                    .strip_prefix('"')
                    .and_then(|rest| rest.split('"').next())
                else {
                    continue;
                };
                assert!(
                    documented.contains(code),
                    "`{code}` is said, but not documented"
                );
            }
        }
    }
}

#[test]
fn links_between_chapters() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let chapters = std::fs::read_dir(root.join("docs"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let index = read("README.md");
    for chapter in chapters.chain([root.join("README.md"), root.join("CONTRIBUTING.md")]) {
        let text = std::fs::read_to_string(&chapter).unwrap();
        let name = chapter.file_name().unwrap().to_str().unwrap();
        let is_chapter = chapter.starts_with(root.join("docs"));
        assert!(
            !is_chapter || name == "README.md" || index.contains(&format!("({name})")),
            "{name}"
        );
        // In code, links are examples.
        let prose = text.split("```").step_by(2).collect::<String>();
        for link in prose
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            let path = link.split('#').next().unwrap_or_default();
            if path.is_empty() || path.contains(':') || path.starts_with("../isla") {
                continue;
            }
            assert!(
                chapter.parent().unwrap().join(path).exists(),
                "{name} links to {path}"
            );
        }
    }
}

fn with_aliases(keys: &[Key]) -> String {
    let mut table = String::from("| key | also | meaning |\n|---|---|---|\n");
    for key in keys {
        let aliases: Vec<String> = key
            .aliases
            .iter()
            .map(|alias| format!("`{alias}`"))
            .collect();
        let _ = writeln!(
            table,
            "| `{}` | {} | {} |",
            key.name,
            aliases.join(", "),
            key.meaning
        );
    }
    table
}

fn without_aliases(keys: &[Key]) -> String {
    let mut table = String::from("| key | meaning |\n|---|---|\n");
    for key in keys {
        assert!(key.aliases.is_empty());
        let _ = writeln!(table, "| `{}` | {} |", key.name, key.meaning);
    }
    table
}

fn meaning(part: config::Part) -> &'static str {
    match part {
        config::Part::Category => "the primary section's whole path, as in `world/asia`",
        config::Part::Section => "the first part of it, as in `world`",
        config::Part::Year => "the year of publication, four digits",
        config::Part::Month => "its month, two digits",
        config::Part::Day => "its day, two digits",
        config::Part::Slug => "the article's slug",
    }
}

fn chapter(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs")
        .join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(chapter(name)).unwrap()
}

/// What stands between `<!-- name -->` and `<!-- / -->`, by name.
fn blocks(text: &str) -> Vec<(String, String)> {
    let begins = text
        .split("<!-- ")
        .skip(1)
        .filter(|part| !part.starts_with('/'));
    begins
        .map(|part| {
            let (name, block) = part.split_once(" -->\n").unwrap();
            (name.to_owned(), block.to_owned())
        })
        .collect()
}

/// Insists that a chapter has these tables, and puts them there if it is asked to.
fn hold(name: &str, tables: Vec<(String, String)>) {
    let before = read(name);
    let mut text = before.clone();
    for (table, made) in tables {
        let begin = format!("<!-- {table} -->\n");
        let start = text
            .find(&begin)
            .unwrap_or_else(|| panic!("{name} has no {begin}"))
            + begin.len();
        let end = start + text[start..].find("<!-- / -->").unwrap();
        text.replace_range(start..end, &made);
    }
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(chapter(name), text).unwrap();
    } else {
        assert!(
            before == text,
            "docs/{name} is not what the program says: run with UPDATE_DOCS=1"
        );
    }
}

/// Every source file's text, in no particular order.
fn sources(folder: &Path) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = walkdir::WalkDir::new(root)
        .into_iter()
        .map(|entry| entry.unwrap().into_path());
    let rust = files.filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    rust.map(|path| std::fs::read_to_string(path).unwrap())
        .collect()
}

/// Templates that print the names of the values they get, and what those were.
fn probed() -> BTreeMap<String, BTreeSet<String>> {
    let probe = |name: &str, value: &str| {
        let each = format!("{{% for key, value in {value} %}}{{{{ key }}}},{{% endfor %}}");
        format!("[[{name}={{% if {value} %}}{each}{{% endif %}}]]")
    };
    let common = "[[every template={% if title is defined %}title,{% endif %}\
         {% if description is defined %}description,{% endif %}\
         {% if canonical is defined %}canonical,{% endif %}{% if feeds is defined %}feeds,{% endif %}\
         {% if translations is defined %}translations,{% endif %}\
         {% if structured is defined %}structured,{% endif %}{% if share is defined %}share,{% endif %}\
         {% if alternates is defined %}alternates,{% endif %}{% if site is defined %}site,{% endif %}]]";
    let article = [
        ("site", "site"),
        ("language", "site.languages[0]"),
        ("navigation", "site.sections[0]"),
        ("publisher", "site.publisher"),
        ("translation", "translations[0]"),
        ("article", "page"),
        ("image", "page.image"),
        ("video", "page.videos[0]"),
        ("faq", "page.faq"),
        ("author", "page.authors[0]"),
        ("author", "page.authors[1]"),
        ("card", "latest(n=1)[0]"),
    ];
    let templates = [
        ("article.html", &article[..]),
        ("page.html", &[("page", "page")]),
        (
            "front.html",
            &[
                ("front", "front"),
                ("card", "front.lead"),
                ("block", "front.blocks[0]"),
            ],
        ),
        (
            "listing.html",
            &[
                ("listing", "listing"),
                ("card", "listing.items[0]"),
                ("day", "listing.days[0]"),
                ("calendar day", "listing.calendar?.weeks?[1]?[0]"),
            ],
        ),
        ("terms.html", &[("term", "terms[0]")]),
        ("people.html", &[("member", "people[0]")]),
        ("404.html", &[]),
    ];
    let mut newsroom = Newsroom::new(
        "title: The Harbour Courier\nurl: https://courier.example/\ntimezone: UTC\n\
         languages: [es]\nsections: [World]\n",
    )
    .with("content/authors/ana.md", "---\nname: Ana Ruiz\n---\nA life.\n")
    .with("content/pages/about.md", "---\ntitle: About\n---\nUs.\n")
    .with("content/world/2026-11-19-view.md", "---\ntitle: A view\nkind: opinion\n---\nSo.\n")
    .with_photo("static/port.jpg")
    .with("content/world/2026-11-20-port.es.md", "---\ntitle: El puerto\n---\nMás.\n")
    .with(
        "content/world/2026-11-20-port.md",
        "---\ntitle: The port\nauthors: [ana, Somebody Else]\ntags: [ports]\n\
         image: {src: /port.jpg, alt: The port}\nvideos: [{url: 'https://video.example/1', title: A}]\n\
         faq: [{q: Why?, a: Because.}]\n---\nThe text.\n",
    );
    for (template, values) in templates {
        let probes: Vec<String> = values
            .iter()
            .map(|(name, value)| probe(name, value))
            .collect();
        newsroom = newsroom.with(
            &format!("templates/{template}"),
            &format!("{common}{}", probes.concat()),
        );
    }
    newsroom.build_well(&at(NOW));

    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, bytes) in newsroom.published() {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        for probe in text
            .split("[[")
            .skip(1)
            .filter_map(|rest| rest.split("]]").next())
        {
            let Some((name, keys)) = probe.split_once('=') else {
                continue;
            };
            let keys: BTreeSet<String> = keys
                .split(',')
                .filter(|key| !key.is_empty())
                .map(str::to_owned)
                .collect();
            let known = found.entry(name.to_owned()).or_insert_with(|| keys.clone());
            // A list may be empty somewhere; wherever there is a value, it is of one form.
            if known.is_empty() {
                *known = keys;
            } else if !keys.is_empty() {
                assert_eq!(*known, keys, "{name}, in {path}");
            }
        }
    }
    found
}
