//! What a response has that the file has not.

use std::path::Path;

use presstime::fs::{Disk, MemoryDisk};
use presstime::serve::inject::{Insert, local, page};
use presstime::serve::tags::{Part, tags};
use presstime::serve::version::{self, Version};
use presstime::site::urls::Base;

fn base() -> Base {
    Base::new("https://courier.example/news/")
}

fn sent(html: &str, banner: Option<&str>) -> String {
    let version = Version::default();
    let insert = Insert {
        path: "/news",
        asked: "/news/a/",
        version: &version,
        banner,
    };
    page(html, &base(), &insert)
}

#[test]
fn links_stay_on_this_machine() {
    for (text, expected) in [
        (
            "https://courier.example/news/a/",
            "http://localhost:1/news/a/",
        ),
        (
            "http://courier.example/news/a/",
            "http://localhost:1/news/a/",
        ),
        ("https://courier.example/news", "http://localhost:1/news"),
        (
            "<loc>https://courier.example/news</loc>",
            "<loc>http://localhost:1/news</loc>",
        ),
        // What is beside the site is no part of it.
        (
            "https://courier.example/newsletter/",
            "https://courier.example/newsletter/",
        ),
        ("https://courier.example/", "https://courier.example/"),
        (
            "https://courier.example.org/news/",
            "https://courier.example.org/news/",
        ),
        (
            "https://courier.example:8080/news/",
            "https://courier.example:8080/news/",
        ),
    ] {
        assert_eq!(local(text, &base(), "http://localhost:1"), expected);
    }
    let root = Base::new("https://courier.example");
    assert_eq!(local("https://courier.example", &root, ""), "/");
    assert_eq!(local("https://courier.example/a", &root, ""), "/a");
    assert_eq!(
        local(
            "https://courier.example, https://courier.example-b",
            &root,
            "x:"
        ),
        "x:, https://courier.example-b"
    );
}

#[test]
fn in_pages_tags_are_changed_and_text_is_not() {
    let html = "<html><head><title>https://courier.example/news/</title></head><body>\
                <a href='https://courier.example/news/b/'>https://courier.example/news/b/</a>\
                <script type=\"application/ld+json\">{\"@id\":\"https://courier.example/news/\"}</script>\
                <!-- https://courier.example/news/ --></body></html>";
    let sent = sent(html, None);
    assert!(
        sent.contains("<a href='/news/b/'>https://courier.example/news/b/</a>"),
        "{sent}"
    );
    assert!(
        sent.contains("{\"@id\":\"https://courier.example/news/\"}"),
        "{sent}"
    );
    assert!(
        sent.contains("<title>https://courier.example/news/</title>"),
        "{sent}"
    );
}

#[test]
fn a_script_goes_into_the_head_and_a_banner_to_the_top() {
    let whole = sent(
        "<!doctype html><head></head><body class=a><p>x",
        Some("Draft <here>"),
    );
    let script = whole.find("<script src=\"/news/-/live.js\"").unwrap();
    assert!(script < whole.find("</head>").unwrap(), "{whole}");
    let banner = whole.find("Draft &lt;here&gt;").unwrap();
    assert!(whole.find("<body class=a>").unwrap() < banner && banner < whole.find("<p>x").unwrap());
    for html in [
        "",
        "x",
        "<p>x",
        "<!doctype html><h1>x</h1>",
        "<body>x",
        "<head><body>",
        "<",
    ] {
        let sent = sent(html, Some("Draft"));
        assert_eq!(sent.matches("/-/live.js").count(), 1, "{sent}");
        assert_eq!(sent.matches("presstime-banner").count(), 1, "{sent}");
    }
    assert!(!sent("<body>x", None).contains("presstime-banner"));
}

#[test]
fn tags_are_found_as_a_browser_finds_them() {
    let html = "<!-- <a> --><p title='a>b' data-x=\"<i>\"><script>if (a<b) '<u>'</script><br/></P ><a href=x/y b=1>";
    let names: Vec<String> = tags(html)
        .map(|part| match part {
            Part::Open(tag) => tag.name.to_owned(),
            Part::Close(_, name) => format!("/{name}"),
        })
        .collect();
    assert_eq!(names, ["p", "script", "/script", "br", "/P", "a"]);
    let attribute = |name: &str| {
        let values = tags(html).filter_map(|part| match part {
            Part::Open(tag) => tag.attribute(name).map(std::borrow::Cow::into_owned),
            Part::Close(..) => None,
        });
        values.collect::<Vec<_>>()
    };
    assert_eq!(attribute("title"), ["a>b"]);
    assert_eq!(attribute("href"), ["x/y"]);
    assert_eq!(attribute("b"), ["1"]);
    assert_eq!(attribute("x"), [""; 0]);
}

#[test]
fn a_version_tells_a_style_sheet_from_the_rest() {
    let disk = MemoryDisk::new();
    let write = |path: &str, text: &str| {
        disk.write(&Path::new("/out").join(path), text.as_bytes())
            .unwrap();
    };
    write("a.css", "a");
    write("a.jpg", "a");
    let of = |html: &str, note: &str| version::of(html, note, &base(), &disk, Path::new("/out"));
    let html =
        "<link rel=stylesheet href=/news/a.css><img src='https://courier.example/news/a.jpg'>x";
    let first = of(html, "");
    assert_eq!(first, of(html, ""));
    // Under another name, as when the name has a hash in it.
    write("b.css", "b");
    let renamed = of(&html.replace("a.css", "b.css"), "");
    assert_eq!(renamed.page, first.page);
    assert_ne!(renamed.sheets, first.sheets);
    // Under the same.
    write("a.css", "other");
    let changed = of(html, "");
    assert_eq!(changed.page, first.page);
    assert_ne!(changed.sheets, first.sheets);
    assert_ne!(of(&html.replace('x', "y"), "").page, first.page);
    assert_ne!(of(html, "Draft").page, first.page);
    write("a.jpg", "other");
    assert_ne!(of(html, "").page, first.page);
}
