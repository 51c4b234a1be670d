//! What every kind of path is to a site.

#![allow(
    clippy::too_many_lines,
    clippy::format_push_string,
    reason = "tables of cases"
)]

use presstime::content::source_path::{Role, SourcePath, classify, language_code};

const LANGUAGES: [&str; 3] = ["es", "en", "pt-BR"];

/// A path in one line: role, folders, slug, date, language, stem, bundle; what is not there left out.
fn told(path: &str) -> String {
    let Some(file) = classify(path, &LANGUAGES) else {
        return "ignored".to_owned();
    };
    let SourcePath {
        role,
        folders,
        slug,
        date,
        language,
        stem,
        bundle,
    } = file;
    let mut told = format!("{role:?}");
    let mut add = |sign: &str, text: Option<String>| {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            told += &format!(" {sign}{text}");
        }
    };
    add("in ", Some(folders.join("/")));
    add("", Some(slug));
    add(
        "on ",
        date.map(|date| date.to_string().replace("T00:00:00", "")),
    );
    add("lang ", language);
    add("= ", Some(stem).filter(|stem| stem != path));
    add("bundle ", bundle);
    told
}

#[test]
fn paths() {
    let cases = [
        // Articles.
        ("content/a.md", "Article a = content/a"),
        ("content/a.markdown", "Article a = content/a"),
        ("content/world/a.md", "Article in world a = content/world/a"),
        (
            "content/world/asia/a.md",
            "Article in world/asia a = content/world/asia/a",
        ),
        (
            "content/world/2026-11-20-port-talks.md",
            "Article in world port-talks on 2026-11-20 = content/world/2026-11-20-port-talks",
        ),
        (
            "content/world/2026-11-20T1405-port.md",
            "Article in world port on 2026-11-20T14:05:00 = content/world/2026-11-20T1405-port",
        ),
        (
            "content/2026-11-20.md",
            "Article 2026-11-20 on 2026-11-20 = content/2026-11-20",
        ),
        (
            "content/Climate Change/Ärger & Ñoño.md",
            "Article in Climate Change arger-nono = content/Climate Change/Ärger & Ñoño",
        ),
        // Archives' folders are not sections.
        (
            "content/2026/11/20/a.md",
            "Article a = content/2026/11/20/a",
        ),
        (
            "content/world/2026/a.md",
            "Article in world a = content/world/2026/a",
        ),
        // Bundles.
        (
            "content/world/port/index.md",
            "Article in world port = content/world/port bundle content/world/port",
        ),
        (
            "content/port/index.md",
            "Article port = content/port bundle content/port",
        ),
        (
            "content/world/2026-11-20-port/index.md",
            "Article in world port on 2026-11-20 = content/world/2026-11-20-port bundle content/world/2026-11-20-port",
        ),
        (
            "content/world/port/index.en.md",
            "Article in world port lang en = content/world/port bundle content/world/port",
        ),
        ("content/world/port/photo.jpg", "Asset in world/port"),
        ("content/photo.jpg", "Asset"),
        (
            "content/world/port/notes.md",
            "Article in world/port notes = content/world/port/notes",
        ),
        // Languages: those of the site, and those that nothing else is called.
        ("content/a.es.md", "Article a lang es = content/a"),
        ("content/a.es.MD", "Article a lang es = content/a"),
        ("content/a.Markdown", "Article a = content/a"),
        ("content/a.pt-br.md", "Article a lang pt-BR = content/a"),
        ("content/a.pt_BR.md", "Article a lang pt-BR = content/a"),
        ("content/a.fr.md", "Article a lang fr = content/a"),
        ("content/a.zh-hans.md", "Article a lang zh-Hans = content/a"),
        (
            "content/2026-11-20-a.en.md",
            "Article a on 2026-11-20 lang en = content/2026-11-20-a",
        ),
        (
            "content/version-2.0.md",
            "Article version-2-0 = content/version-2.0",
        ),
        ("content/gov.uk.md", "Article gov-uk = content/gov.uk"),
        ("content/node.js.md", "Article node-js = content/node.js"),
        (
            "content/drupal.org.md",
            "Article drupal-org = content/drupal.org",
        ),
        ("content/es.md", "Article es = content/es"),
        // Pages.
        ("content/pages/about.md", "Page about = content/pages/about"),
        (
            "content/pages/about.en.md",
            "Page about lang en = content/pages/about",
        ),
        (
            "content/pages/legal/privacy.md",
            "Page in legal privacy = content/pages/legal/privacy",
        ),
        (
            "content/pages/about/index.md",
            "Page about = content/pages/about bundle content/pages/about",
        ),
        ("content/pages/index.md", "Page index = content/pages/index"),
        ("content/pages/map.svg", "Asset in pages"),
        ("content/pages.md", "Article pages = content/pages"),
        // Authors.
        (
            "content/authors/ana-ruiz.md",
            "Person ana-ruiz = content/authors/ana-ruiz",
        ),
        (
            "content/authors/ana-ruiz.en.md",
            "Person ana-ruiz lang en = content/authors/ana-ruiz",
        ),
        (
            "content/authors/ana-ruiz/index.md",
            "Person ana-ruiz = content/authors/ana-ruiz bundle content/authors/ana-ruiz",
        ),
        ("content/authors/ana.jpg", "Asset in authors"),
        ("content/authors/_index.md", "ignored"),
        // Introductions.
        (
            "content/sections/world.md",
            "Section world = content/sections/world",
        ),
        (
            "content/sections/world.en.md",
            "Section world lang en = content/sections/world",
        ),
        (
            "content/sections/world/asia.md",
            "Section in world asia = content/sections/world/asia",
        ),
        (
            "content/sections/world/index.md",
            "Section world = content/sections/world bundle content/sections/world",
        ),
        (
            "content/world/_index.md",
            "Section in world = content/world",
        ),
        (
            "content/world/asia/_index.en.md",
            "Section in world/asia lang en = content/world/asia",
        ),
        ("content/_index.md", "Section = content"),
        ("content/index.md", "Section = content"),
        // The rest of a site.
        ("site.yaml", "Config"),
        ("site.yml", "Config"),
        ("static/img/a.jpg", "Static"),
        ("static/.well-known/security.txt", "Static"),
        ("static/.nojekyll", "Static"),
        ("static/notes.md", "Static"),
        ("templates/article.html", "Template"),
        ("i18n/es.yaml", "Words"),
        ("themes/harbour/theme.yaml", "Theme"),
        ("themes/harbour/templates/base.html", "Theme"),
        // Nobody's business.
        ("README.md", "ignored"),
        ("public/index.html", "ignored"),
        (".presstime/ledger", "ignored"),
        ("content/.drafts/a.md", "ignored"),
        ("content/.a.md", "ignored"),
        ("content/.a.md.swp", "ignored"),
        ("content/a.md~", "ignored"),
        ("content/#a.md#", "ignored"),
        ("content/.#a.md", "ignored"),
        ("content/world/.DS_Store", "ignored"),
        ("static/.DS_Store", "ignored"),
        ("static/Thumbs.db", "ignored"),
        ("templates/.hidden.html", "ignored"),
        ("content", "ignored"),
        ("", "ignored"),
    ];
    for (path, expected) in cases {
        assert_eq!(told(path), expected, "{path}");
    }
}

#[test]
fn odd_paths_do_no_harm() {
    for path in [
        "/",
        "//",
        "content/",
        "content//a.md",
        "content/.md",
        "content/..md",
        "content/index",
        "content/é.🚢.md",
        "content/a..es.md",
        "static/",
        "content/../a.md",
    ] {
        let _ = told(path);
    }
}

#[test]
fn the_longest_known_path_is_the_section() {
    let cases: [(&str, &[&str], Option<&str>); 6] = [
        ("content/a.md", &["world"], None),
        ("content/world/a.md", &[], Some("world")),
        ("content/world/asia/a.md", &["world"], Some("world")),
        (
            "content/world/asia/a.md",
            &["world", "world/asia"],
            Some("world/asia"),
        ),
        ("content/world/asia/a.md", &[], Some("world")),
        (
            "content/Climate Change/a.md",
            &["climate-change"],
            Some("climate-change"),
        ),
    ];
    for (path, sections, expected) in cases {
        let file = classify(path, &[]).unwrap();
        assert_eq!(
            file.section(|path| sections.contains(&path)).as_deref(),
            expected,
            "{path} in {sections:?}"
        );
    }
    assert_eq!(classify("content/a.md", &[]).unwrap().role, Role::Article);
}

#[test]
fn language_codes() {
    let cases = [
        ("es", Some("es")),
        ("ES", Some("es")),
        ("pt-br", Some("pt-BR")),
        ("pt_BR", Some("pt-BR")),
        ("es-419", Some("es-419")),
        ("zh-hant-tw", Some("zh-Hant-TW")),
        ("sl-rozaj", Some("sl-rozaj")),
        ("haw", Some("haw")),
        ("english", None),
        ("e", None),
        ("", None),
        ("es-", None),
        ("es--MX", None),
        ("e1", None),
        ("ñ", None),
        ("es MX", None),
        ("es-toolongsubtag", None),
    ];
    for (text, expected) in cases {
        assert_eq!(language_code(text).as_deref(), expected, "{text}");
    }
}
