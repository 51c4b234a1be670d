//! `site.yaml`: every key, every default, everything that is wrong.

#![allow(clippy::too_many_lines, reason = "tables of cases")]

use presstime::config::{Config, FeedContent, Language, Part, Permalink, Section, Words};
use presstime::content::Extra;
use presstime::content::html::HtmlPolicy;
use presstime::diag::Source;

const SITE: &str =
    "title: The Harbour Courier\nurl: https://courier.example/\ntimezone: America/Havana\n";

/// Reads a `site.yaml` and what is said of it, a line each.
fn read(text: &str) -> (Option<Config>, Vec<String>) {
    let (config, diagnostics) = Config::parse(&Source {
        path: "site.yaml",
        text,
    });
    let told = diagnostics.iter().map(|diagnostic| {
        let place = diagnostic
            .place
            .as_ref()
            .map_or_else(String::new, ToString::to_string);
        let hint = diagnostic
            .hint
            .as_ref()
            .map_or_else(String::new, |hint| format!(" ({hint})"));
        format!(
            "{}[{}] {place} {}{hint}",
            diagnostic.severity, diagnostic.code, diagnostic.message
        )
    });
    (config, told.collect())
}

/// Reads further lines of a site, the first of which is line 4.
fn more(yaml: &str) -> (Config, Vec<String>) {
    let (config, told) = read(&format!("{SITE}{yaml}"));
    (config.expect(yaml), told)
}

fn good(yaml: &str) -> Config {
    let (config, told) = more(yaml);
    assert!(told.is_empty(), "{yaml}: {told:?}");
    config
}

fn said(yaml: &str) -> Vec<String> {
    more(yaml).1
}

fn words(text: &str) -> Words {
    Words {
        default: text.into(),
        languages: Vec::new(),
    }
}

#[test]
fn three_lines_are_enough() {
    let config = good("");
    assert_eq!(config.title, "The Harbour Courier");
    assert_eq!(config.url, "https://courier.example/");
    assert_eq!(config.timezone, "America/Havana");
    assert_eq!(config.language, "en");
    assert_eq!(config.language_codes(), ["en"]);
    assert_eq!(config.publisher.name, "The Harbour Courier");
    assert_eq!(config.sections, []);
    assert_eq!(
        config.permalink,
        Permalink::parse("/:category/:year/:month/:slug/").unwrap()
    );
    assert_eq!(config.page_size, 20);
    assert_eq!(
        (config.feed.items, config.feed.content),
        (30, FeedContent::Full)
    );
    assert_eq!(config.theme, "default");
    assert_eq!(
        (config.markdown.html, config.markdown.smart),
        (HtmlPolicy::Sanitize, true)
    );
    assert_eq!(config.markdown.external_links, "noopener");
    assert_eq!(config.options, Extra::Null);
    assert_eq!(
        read(&format!("\u{feff}{}", SITE.replace('\n', "\r\n"))).0,
        Some(config.clone())
    );
    assert_eq!(read(&format!("---\n{SITE}...\n")).0, Some(config));
}

#[test]
fn the_whole_of_it() {
    let config = good(concat!(
        "language: es\n",
        "languages:\n",
        "  - {code: en, title: The Courier, description: In English, timezone: Europe/London}\n",
        "  - fr\n",
        "description: News of the port\n",
        "publisher:\n  name: Harbour Press\n  logo: /logo.svg\n  url: https://press.example/\n",
        "  policies: {corrections: /corrections/, ethics: https://press.example/ethics}\n",
        "sections:\n  - {slug: world, name: {es: Mundo, en: World}}\n  - {slug: asia, name: Asia, parent: world}\n",
        "permalink: /:section/:slug.html\n",
        "page_size: 5\n",
        "feed: {items: 10, content: summary}\n",
        "theme: harbour\n",
        "options: {colour: \"#c00\"}\n",
        "markdown: {html: escape, smart: false, external_links: nofollow noopener, embeds: Player.Example}\n",
        "deploy: {live: {to: folder, path: ../www}}\n",
        "extra: {n: 1}\n",
    ));
    let language = |code: &str, title: &str, description: &str, timezone: &str| Language {
        feed: config.feed.clone(),
        code: code.into(),
        title: title.into(),
        description: description.into(),
        timezone: timezone.into(),
        fallback: Vec::new(),
    };
    let courier = "The Harbour Courier";
    assert_eq!(
        config.languages,
        [
            language("es", courier, "News of the port", "America/Havana"),
            language("en", "The Courier", "In English", "Europe/London"),
            language("fr", courier, "News of the port", "America/Havana"),
        ]
    );
    let zones = config.zones();
    assert_eq!(
        zones.language(Some("en")).iana_name(),
        Some("Europe/London")
    );
    assert_eq!(
        zones.language(Some("fr")).iana_name(),
        Some("America/Havana")
    );
    assert_eq!(config.publisher.name, "Harbour Press");
    assert_eq!(config.publisher.logo.as_deref(), Some("/logo.svg"));
    let [live] = &config.deploy[..] else {
        panic!("{:?}", config.deploy)
    };
    assert_eq!(
        (live.name.as_str(), live.service.name()),
        ("live", "folder")
    );
    let policy = |name: &str, path: &str| (name.to_owned(), path.to_owned());
    assert_eq!(
        config.publisher.policies,
        [
            policy("corrections", "/corrections/"),
            policy("ethics", "https://press.example/ethics")
        ]
    );
    assert_eq!(
        config
            .sections
            .iter()
            .map(|section| section.path.as_str())
            .collect::<Vec<_>>(),
        ["world", "world/asia"]
    );
    let world = &config.sections[0];
    assert_eq!(
        (world.name.in_language("en"), world.name.in_language("fr")),
        ("World", "Mundo")
    );
    assert_eq!(config.page_size, 5);
    assert_eq!(
        (config.feed.items, config.feed.content),
        (10, FeedContent::Summary)
    );
    assert_eq!(config.theme, "harbour");
    assert_eq!(
        config.options,
        Extra::Map(vec![("colour".into(), Extra::String("#c00".into()))])
    );
    assert_eq!(
        (config.markdown.html, config.markdown.smart),
        (HtmlPolicy::Escape, false)
    );
    assert_eq!(config.markdown.external_links, "nofollow noopener");
    assert_eq!(config.markdown.embeds, ["player.example"]);
    let json = serde_json::to_string(&config).unwrap();
    assert_eq!(serde_json::from_str::<Config>(&json).unwrap(), config);
}

#[test]
fn what_must_be_there() {
    let missing = |key: &str, example: &str| {
        format!(
            "error[missing-key] site.yaml the site has no `{key}` (add a line, as in `{example}`)"
        )
    };
    let title = missing("title", "title: The Harbour Courier");
    let url = missing("url", "url: https://courier.example/");
    let zone = missing("timezone", "timezone: America/Havana");
    for text in ["", "# nothing\n", "---\n"] {
        assert_eq!(
            read(text),
            (None, vec![title.clone(), url.clone(), zone.clone()]),
            "{text:?}"
        );
    }
    assert_eq!(
        read("title: x\nurl: https://a.example\n"),
        (None, vec![zone])
    );
    let (config, told) = read("- a\n");
    assert_eq!(config, None);
    assert_eq!(
        told,
        [
            "error[wrong-type] site.yaml:1:1 expected keys with values, found a list (write `key: value`, one key a line)"
        ]
    );
    let (config, told) = read("title: a: b\n");
    assert_eq!(config, None);
    assert_eq!(
        told,
        [
            "error[invalid-yaml] site.yaml:1:9 invalid YAML: a second colon in one value (put the value in quotes: `title: \"a: b\"`)"
        ]
    );
}

#[test]
fn addresses() {
    let read_url = |url: &str| read(&format!("title: x\ntimezone: UTC\nurl: {url}\n"));
    let cases = [
        ("https://courier.example", "https://courier.example/"),
        ("HTTPS://Courier.Example/", "https://courier.example/"),
        ("http://localhost:8080", "http://localhost:8080/"),
        ("https://a.example/news", "https://a.example/news/"),
        ("https://a.example//news//es/", "https://a.example/news/es/"),
        (
            "https://Español.example/ñ",
            "https://xn--espaol-zwa.example/%C3%B1/",
        ),
        ("http://[::1]:8080/", "http://[::1]:8080/"),
        ("http://[::1]/", "http://[::1]/"),
    ];
    for (written, expected) in cases {
        let (config, told) = read_url(written);
        assert_eq!(
            (config.map(|config| config.url), told),
            (Some(expected.to_owned()), vec![]),
            "{written}"
        );
    }
    let hint = "(give the front page's whole address, as in `https://courier.example/`)";
    let cases = [
        ("courier.example", "is not an address"),
        ("ftp://a.example/", "is not an address of the web"),
        ("javascript://a.example/", "is not an address of the web"),
        ("https:///a", "has no usable host"),
        ("https://:80/", "has no usable host"),
        ("https://a.example:port/", "has no usable host"),
        ("https://a.example:99999/", "has no usable host"),
        ("https://me@a.example/", "has a user's name in it"),
        ("https://a.example/?a=b", "has a query or a fragment"),
        ("\"https://a.example/#top\"", "has a query or a fragment"),
        ("https://a.example/../b", "has dots in its path"),
        (
            "https://a b.example/",
            "has a character in it that no address has",
        ),
        (
            "'https://a.example/\"><script>'",
            "has a character in it that no address has",
        ),
    ];
    for (written, why) in cases {
        let (config, told) = read_url(written);
        let shown = written.trim_matches(['"', '\'']);
        assert_eq!(
            (config, told),
            (
                None,
                vec![format!(
                    "error[bad-url] site.yaml:3:6 `{shown}` {why} {hint}"
                )]
            ),
            "{written}"
        );
    }
}

#[test]
fn time_zones() {
    let read_zone = |zone: &str| {
        read(&format!(
            "title: x\nurl: https://a.example/\ntimezone: {zone}\n"
        ))
    };
    for (written, expected) in [
        ("America/Havana", "America/Havana"),
        ("america/havana", "America/Havana"),
        ("UTC", "UTC"),
        ("Europe/Madrid", "Europe/Madrid"),
    ] {
        let (config, told) = read_zone(written);
        assert_eq!(
            (config.map(|config| config.timezone), told),
            (Some(expected.to_owned()), vec![]),
            "{written}"
        );
    }
    let iana = "give an IANA name: continent and city, as in `America/Havana`";
    let cases = [
        ("America/Havanna", "did you mean `America/Havana`?"),
        ("Havana", "did you mean `America/Havana`?"),
        (
            "buenos aires",
            "did you mean `America/Argentina/Buenos_Aires`?",
        ),
        ("Atlantis", iana),
        ("-05:00", iana),
        ("../../etc/passwd", iana),
    ];
    for (written, hint) in cases {
        let (config, told) = read_zone(written);
        let expected =
            format!("error[bad-timezone] site.yaml:3:11 `{written}` is not a time zone ({hint})");
        assert_eq!((config, told), (None, vec![expected]), "{written}");
    }
}

#[test]
fn sections() {
    let section = |path: &str, name: &str| Section {
        path: path.into(),
        name: words(name),
        description: Words::default(),
    };
    let cases = [
        (
            "sections: [World, Climate Change]",
            vec![
                section("world", "World"),
                section("climate-change", "Climate Change"),
            ],
        ),
        ("sections: [{slug: world}]", vec![section("world", "world")]),
        (
            "sections: [{name: Arts/Culture}]",
            vec![section("arts-culture", "Arts/Culture")],
        ),
        (
            "sections: [{slug: World Affairs, name: W}]",
            vec![section("world-affairs", "W")],
        ),
        // A parent by slug, by path, in the slug itself, and after its child.
        (
            "sections: [{slug: w}, {slug: a, parent: w}]",
            vec![section("w", "w"), section("w/a", "a")],
        ),
        (
            "sections: [{slug: w}, {slug: a, parent: w}, {slug: j, parent: w/a}]",
            vec![
                section("w", "w"),
                section("w/a", "a"),
                section("w/a/j", "j"),
            ],
        ),
        (
            "sections: [{slug: w}, {slug: w/a}]",
            vec![section("w", "w"), section("w/a", "a")],
        ),
        (
            "sections: [{slug: a, parent: w}, {slug: w}]",
            vec![section("w/a", "a"), section("w", "w")],
        ),
    ];
    for (yaml, expected) in cases {
        assert_eq!(good(yaml).sections, expected, "{yaml}");
    }
    let inside = "(a parent is another section of this list, and not inside this one)";
    let cases = [
        ("sections: [{slug: a, parent: wrold}, {slug: world}]", "error[unknown-section] site.yaml:4:12 `wrold` cannot be the parent of `a` (did you mean `world`?)".to_owned()),
        ("sections: [{slug: a, parent: b}]", format!("error[unknown-section] site.yaml:4:12 `b` cannot be the parent of `a` {inside}")),
        ("sections: [{slug: a, parent: a}]", format!("error[unknown-section] site.yaml:4:12 `a` cannot be the parent of `a` {inside}")),
        ("sections: [a, A]", "error[repeated-section] site.yaml:4:15 the section `a` is listed twice".to_owned()),
        ("sections: [{description: x}]", "error[missing-key] site.yaml:4:12 this section has neither `slug` nor `name`".to_owned()),
        ("sections: [[a]]", "error[wrong-type] site.yaml:4:12 `sections`: expected a string, found a list".to_owned()),
        ("sections: [{slug: a, nmae: b}]", "warning[unknown-key] site.yaml:4:22 unknown key `nmae` in `sections` (did you mean `name`?)".to_owned()),
        ("sections: [{slug: a, name: {English: b}}]", "warning[bad-language] site.yaml:4:38 `English` is not a language code".to_owned()),
    ];
    for (yaml, expected) in cases {
        assert_eq!(said(yaml), [expected], "{yaml}");
    }
    let circle = said("sections: [{slug: a, parent: b}, {slug: b, parent: a}]");
    assert_eq!(circle.len(), 2, "{circle:?}");
}

#[test]
fn permalinks() {
    let fill = |part: Part, path: &mut String| {
        path.push_str(match part {
            Part::Category => "world/asia",
            Part::Section => "world",
            Part::Year => "2026",
            Part::Month => "11",
            Part::Day => "20",
            Part::Slug => "port",
        });
    };
    let cases = [
        (
            "/:category/:year/:month/:slug/",
            "/world/asia/2026/11/port/",
        ),
        (":slug", "/port/"),
        (
            "/:section/:year-:month-:day/:slug",
            "/world/2026-11-20/port/",
        ),
        ("/news/:slug.html", "/news/port.html"),
        ("/:slug.htm", "/port.htm"),
        ("/año/:slug/", "/año/port/"),
        ("/:slug/amp", "/port/amp/"),
    ];
    for (pattern, expected) in cases {
        let config = good(&format!("permalink: {pattern}"));
        assert_eq!(config.permalink.path(fill), expected, "{pattern}");
    }
    let without_section = |part: Part, path: &mut String| match part {
        Part::Category | Part::Section => {}
        part => fill(part, path),
    };
    assert_eq!(Permalink::default().path(without_section), "/2026/11/port/");
    assert!(Permalink::default().has(Part::Category) && !Permalink::default().has(Part::Day));

    let cases = [
        (
            "/:categoy/:slug/",
            "unknown part `:categoy` in the permalink (did you mean `:category`?)",
        ),
        (
            "/:title/:slug/",
            "unknown part `:title` in the permalink (there are `:category`, `:section`, `:year`, `:month`, `:day`, `:slug`)",
        ),
        (
            "/:/:slug/",
            "unknown part `:` in the permalink (there are `:category`, `:section`, `:year`, `:month`, `:day`, `:slug`)",
        ),
        (
            "/:year/:month/",
            "a permalink needs `:slug`, which tells articles apart (as in `/:category/:year/:month/:slug/`)",
        ),
        ("/a/../:slug/", "a permalink cannot climb out of the site"),
        ("/./:slug/", "a permalink cannot climb out of the site"),
        ("/a?b=:slug", "a permalink cannot have `?` in it"),
        ("/a\\:slug", "a permalink cannot have `\\\\` in it"),
    ];
    for (pattern, expected) in cases {
        let (config, told) = more(&format!("permalink: {pattern}"));
        assert_eq!(
            told,
            [format!("error[bad-permalink] site.yaml:4:12 {expected}")],
            "{pattern}"
        );
        assert_eq!(config.permalink, Permalink::default());
    }
}

#[test]
fn what_else_is_wrong() {
    let cases: [(&str, &[&str]); 20] = [
        (
            "langauge: es",
            &[
                "warning[unknown-key] site.yaml:4:1 unknown key `langauge` (did you mean `language`?)",
            ],
        ),
        (
            "static: a",
            &[
                "warning[unknown-key] site.yaml:4:1 unknown key `static` (put keys of your own under `extra`)",
            ],
        ),
        (
            "feed: {itmes: 5}",
            &[
                "warning[unknown-key] site.yaml:4:8 unknown key `itmes` in `feed` (did you mean `items`?)",
            ],
        ),
        (
            "markdown: {smart_quotes: true}",
            &["warning[unknown-key] site.yaml:4:12 unknown key `smart_quotes` in `markdown`"],
        ),
        (
            "title: again",
            &["error[duplicate-key] site.yaml:4:1 the key `title` comes twice"],
        ),
        (
            "language: English",
            &[
                "error[bad-language] site.yaml:4:11 `English` is not a language code (write a code as in `es` or `pt-BR`)",
            ],
        ),
        (
            "languages: [{title: x}]",
            &["error[missing-key] site.yaml:4:13 this language has no `code`"],
        ),
        (
            "languages: [es, es]",
            &["warning[repeated-language] site.yaml:4:17 the language `es` is listed twice"],
        ),
        (
            "languages: [{code: es, timezone: Havanna}]",
            &[
                "error[bad-timezone] site.yaml:4:34 `Havanna` is not a time zone (give an IANA name: continent and city, as in `America/Havana`)",
            ],
        ),
        (
            "page_size: 0",
            &["error[out-of-range] site.yaml:4:12 `page_size` is a number from 1 to 1000, not 0"],
        ),
        (
            "page_size: 1001",
            &[
                "error[out-of-range] site.yaml:4:12 `page_size` is a number from 1 to 1000, not 1001",
            ],
        ),
        (
            "page_size: many",
            &[
                "error[wrong-type] site.yaml:4:12 `page_size`: expected a whole number, found a string",
            ],
        ),
        (
            "feed: full",
            &["error[wrong-type] site.yaml:4:7 `feed`: expected a map, found a string"],
        ),
        (
            "feed: {content: ful}",
            &[
                "error[unknown-value] site.yaml:4:17 `feed.content` cannot be `ful` (did you mean `full`?)",
            ],
        ),
        (
            "markdown: {html: strip}",
            &[
                "error[unknown-value] site.yaml:4:18 `markdown.html` cannot be `strip` (it is one of allow, sanitize, escape)",
            ],
        ),
        (
            "markdown: {embeds: ['https://a.example']}",
            &[
                "error[bad-url] site.yaml:4:21 `https://a.example` is not a host (give the host alone, as in `player.example.org`)",
            ],
        ),
        (
            "theme: ../other",
            &[
                "error[bad-path] site.yaml:4:8 `../other` is not a theme's name (give the name of a folder below `themes/`)",
            ],
        ),
        (
            "publisher: [a]",
            &["error[wrong-type] site.yaml:4:12 `publisher`: expected a map, found a list"],
        ),
        (
            "publisher: {policies: [a]}",
            &[
                "error[wrong-type] site.yaml:4:23 `publisher.policies`: expected a map, found a list",
            ],
        ),
        (
            "options: 5",
            &["error[wrong-type] site.yaml:4:10 `options`: expected a map, found a number"],
        ),
    ];
    for (yaml, expected) in cases {
        assert_eq!(said(yaml), expected, "{yaml}");
    }
    // One diagnostic a fault, however many there are.
    let many = "langauge: es\npage_size: 0\nfeed: {items: x}\ntheme: /\npermalink: /a/\nsections: [{parent: x}]\n";
    assert_eq!(said(many).len(), 6, "{:?}", said(many));
}

#[test]
fn small_choices() {
    assert_eq!(
        good("publisher: Harbour Press").publisher.name,
        "Harbour Press"
    );
    assert_eq!(
        good("markdown: {external_links: ''}")
            .markdown
            .external_links,
        ""
    );
    assert_eq!(
        good("markdown: {html: Allow}").markdown.html,
        HtmlPolicy::Allow
    );
    // The default language may be listed too, to say more of it.
    let config =
        good("language: es\ndescription: A\nlanguages: [{code: es, title: El Correo}, en]");
    assert_eq!(config.language_codes(), ["es", "en"]);
    assert_eq!(config.languages[0].title, "El Correo");
    assert_eq!(config.languages[1].title, "The Harbour Courier");
}

#[test]
fn a_language_may_have_other_feeds_than_the_site() {
    let (config, told) = read(&format!(
        "{SITE}feed: {{items: 10, hub: 'https://hub.example/'}}\nlanguages:\n\
         - {{code: es, feed: {{content: none, tags: full}}}}\n- {{code: fr, feed: {{formats: []}}}}\n"
    ));
    assert_eq!(told, [""; 0]);
    let config = config.unwrap();
    let spanish = config.feed_in("es");
    assert_eq!(
        (spanish.content, spanish.sections),
        (FeedContent::None, FeedContent::None)
    );
    assert_eq!((spanish.tags, spanish.items), (FeedContent::Full, 10));
    assert_eq!(spanish.hub, config.feed.hub);
    assert!(config.has_feeds("es") && !config.has_feeds("fr"));
    // A language that is not listed has what the site has.
    assert_eq!(config.feed_in("de"), config.feed_in("en"));
    assert_eq!(config.feed.content, FeedContent::Full);
}
