//! Which file a path means, what type it has, and which part of it is asked for.

use presstime::media_type;
use presstime::serve::path::{Range, range, wanted};

#[test]
fn paths_mean_files() {
    for (path, file) in [
        ("/", "index.html"),
        ("/world/", "world/index.html"),
        ("/world/a.html", "world/a.html"),
        ("/world", "world"),
        ("/.well-known/security.txt", ".well-known/security.txt"),
        ("/a%20b/%C3%B1/", "a b/ñ/index.html"),
        ("/a+b~c/", "a+b~c/index.html"),
    ] {
        assert_eq!(wanted(path).as_deref(), Some(file), "{path}");
    }
}

#[test]
fn types_are_those_of_the_web() {
    for (path, kind) in [
        ("index.html", "text/html; charset=utf-8"),
        ("a/site.css", "text/css; charset=utf-8"),
        ("a.js", "text/javascript; charset=utf-8"),
        ("rss.xml", "application/rss+xml; charset=utf-8"),
        ("world/atom.xml", "application/atom+xml; charset=utf-8"),
        ("feed.json", "application/feed+json; charset=utf-8"),
        ("sitemap.xml", "application/xml; charset=utf-8"),
        ("robots.txt", "text/plain; charset=utf-8"),
        ("a.svg", "image/svg+xml; charset=utf-8"),
        ("a.jpg", "image/jpeg"),
        ("a.webp", "image/webp"),
        ("a.avif", "image/avif"),
        ("a.mp4", "video/mp4"),
        ("a.mp3", "audio/mpeg"),
        ("a.woff2", "font/woff2"),
        ("a.pdf", "application/pdf"),
        (
            "site.webmanifest",
            "application/manifest+json; charset=utf-8",
        ),
        ("a.json", "application/json; charset=utf-8"),
        ("CNAME", "application/octet-stream"),
    ] {
        assert_eq!(media_type::of(path), kind, "{path}");
    }
}

#[test]
fn ranges_are_read_as_the_standard_has_them() {
    for (header, expected) in [
        ("bytes=0-0", Range::Part(0, 1)),
        ("bytes=0-9", Range::Part(0, 10)),
        ("bytes=90-", Range::Part(90, 100)),
        ("bytes=90-1000", Range::Part(90, 100)),
        ("bytes=-10", Range::Part(90, 100)),
        ("bytes=-1000", Range::Part(0, 100)),
        ("bytes=99-99999999999999999999999", Range::Part(99, 100)),
        ("bytes=100-", Range::Impossible),
        ("bytes=100-200", Range::Impossible),
        ("bytes=-0", Range::Impossible),
        ("bytes=9-0", Range::Whole),
        ("bytes=0-1,5-6", Range::Whole),
        ("bytes=", Range::Whole),
        ("bytes=-", Range::Whole),
        ("bytes=a-b", Range::Whole),
        ("lines=0-9", Range::Whole),
        ("", Range::Whole),
    ] {
        assert_eq!(range(header, 100), expected, "{header}");
    }
    assert_eq!(range("bytes=0-", 0), Range::Impossible);
    assert_eq!(range("bytes=-5", 0), Range::Impossible);
}
