//! Pages, introductions of sections, and authors.

use presstime::content::front_matter::{self, Context};
use presstime::content::source_path::classify;
use presstime::content::{Extra, Page, Person, person};
use presstime::diag::Source;

use super::{all_told, instant, zones};

fn read_page(path: &str, text: &str) -> (Option<Page>, Vec<String>) {
    let file = classify(path, &["es", "en"]).unwrap();
    let zones = zones();
    let (page, diagnostics) = front_matter::page(
        &Source { path, text },
        &Context {
            zones: &zones,
            file: &file,
            url: "https://courier.example/",
        },
    );
    (page, all_told(&diagnostics))
}

#[test]
fn pages() {
    let text = "---\ntitle: About us\nsummary: Who we are\npermalink: /about\nimage: a.jpg\nlastmod: 2024-01-02\nextra: {a: 1}\n---\nBody.\n";
    let (page, said) = read_page("content/pages/about.md", text);
    let page = page.unwrap();
    assert!(said.is_empty(), "{said:?}");
    assert_eq!(
        (page.title.as_str(), page.summary.as_str()),
        ("About us", "Who we are")
    );
    assert_eq!(page.permalink.as_deref(), Some("/about/"));
    assert_eq!(page.updated, Some(instant("2024-01-02T05:00:00Z")));
    assert_eq!(&text[page.body_start as usize..], "Body.\n");

    let (page, said) = read_page(
        "content/pages/about.md",
        "---\ntitle: A\ndate: 2024-01-02\n---\n",
    );
    assert_eq!(
        (page.unwrap().updated, said),
        (Some(instant("2024-01-02T05:00:00Z")), vec![])
    );
    let (page, said) = read_page("content/pages/about.md", "---\ntags: a\n---\n");
    assert_eq!(page, None);
    assert_eq!(
        said,
        [
            "warning[unknown-key] 2:1 unknown key `tags` (put keys of your own under `extra`)",
            "error[no-title] 1:1 the title is missing or empty (add a line `title: …`)",
        ]
    );
    let (page, said) = read_page("content/pages/about.md", "Body.\n");
    assert_eq!((page, said.len()), (None, 1));
}

#[test]
fn introductions_of_sections_need_no_title() {
    for (text, title, body) in [
        ("Body.\n", "", "Body.\n"),
        ("\u{feff}Body.\n", "", "Body.\n"),
        ("---\n---\nBody.\n", "", "Body.\n"),
        (
            "---\ntitle: The world\n---\nBody.\n",
            "The world",
            "Body.\n",
        ),
    ] {
        let (page, said) = read_page("content/sections/world.md", text);
        let page = page.expect(text);
        assert_eq!(
            (page.title.as_str(), &text[page.body_start as usize..], said),
            (title, body, vec![]),
            "{text}"
        );
    }
    let (page, said) = read_page("content/sections/world.md", "---\ntitle: x\n");
    assert_eq!((page, said.len()), (None, 1));
}

fn read_person(text: &str) -> (Option<Person>, Vec<String>) {
    let path = "content/authors/ana-ruiz.md";
    let file = classify(path, &[]).unwrap();
    let (person, diagnostics) = person::person(&Source { path, text }, &file);
    (person, all_told(&diagnostics))
}

#[test]
fn authors() {
    let text = "---\nname: Ana Ruiz\nkind: Person\nrole: Port correspondent\nphoto: ana.jpg\nemail: ana@courier.example\n\
        links: [{label: Site, url: https://ana.example/}, https://www.social.example/@ana]\nextra: {a: 1}\n---\nBio.\n";
    let (person, said) = read_person(text);
    let link = |label: &str, url: &str| (label.to_owned(), url.to_owned());
    let expected = Person {
        name: "Ana Ruiz".into(),
        team: false,
        role: "Port correspondent".into(),
        photo: Some("ana.jpg".into()),
        links: vec![
            link("Site", "https://ana.example/"),
            link("social.example", "https://www.social.example/@ana"),
        ],
        fediverse: None,
        email: Some("ana@courier.example".into()),
        extra: Extra::Map(vec![("a".into(), Extra::Int(1))]),
        body_start: u32::try_from(text.find("Bio").unwrap()).unwrap(),
    };
    assert_eq!((person, said), (Some(expected), vec![]));

    let person = |yaml: &str| read_person(&format!("---\n{yaml}\n---\n"));
    assert!(person("name: Desk\nkind: team").0.unwrap().team);
    assert_eq!(person("display_name: Ana R.").0.unwrap().name, "Ana R.");
    assert_eq!(
        person("name: A\nlinks: {Site: https://a.example/, Other: https://b.example}")
            .0
            .unwrap()
            .links,
        [
            link("Site", "https://a.example/"),
            link("Other", "https://b.example")
        ]
    );
    assert_eq!(
        person("name: A\nlinks: {label: Site, url: https://a.example/}")
            .0
            .unwrap()
            .links,
        [link("Site", "https://a.example/")]
    );
    let cases: [(&str, &[&str]); 7] = [
        (
            "role: x",
            &["warning[no-name] 1:1 the author has no `name`, and becomes `Ana Ruiz`"],
        ),
        (
            "name: A\nkind: desk",
            &[
                "warning[unknown-kind] 3:7 unknown kind `desk` (an author is a `person` or a `team`)",
            ],
        ),
        (
            "name: A\nkind: taem",
            &["warning[unknown-kind] 3:7 unknown kind `taem` (did you mean `team`?)"],
        ),
        (
            "name: A\nemail: ana",
            &["warning[bad-email] 3:8 `ana` is not an e-mail address, and is left out"],
        ),
        (
            "name: A\nemail: a@b.example?subject=x",
            &[
                "warning[bad-email] 3:8 `a@b.example?subject=x` is not an e-mail address, and is left out",
            ],
        ),
        (
            "name: A\nlinks: ['javascript:alert(1)']",
            &[
                "warning[bad-url] 3:9 `links`: `javascript:alert(1)` cannot be linked to, and is left out (give a whole URL, which begins with `https://`)",
            ],
        ),
        (
            "name: A\nlinks: {Site: '/a'}",
            &[
                "warning[bad-url] 3:15 `links`: `/a` cannot be linked to, and is left out (give a whole URL, which begins with `https://`)",
            ],
        ),
    ];
    for (yaml, expected) in cases {
        let (person, said) = person(yaml);
        assert!(person.is_some());
        assert_eq!(said, expected, "{yaml}");
    }
    assert_eq!(read_person("Bio.\n").0, None);
}
