//! Photos on the pages of a site: which pictures are made of them, when, and what becomes of those.

mod kept;

use std::collections::BTreeSet;
use std::path::Path;

use insta::assert_snapshot;
use presstime::diag::Diagnostic;
use presstime::fs::Disk;
use presstime::print::{self, Style};

use crate::pages;
use crate::photo::{gif, jpeg, jpeg_with, png, scene};
use crate::site_fixture::{NOW, Newsroom, SHORT_CONFIG, Tree, at, look_and_build};

/// A theme that shows photos in two widths, and teasers in one.
const THEME: [(&str, &str); 3] = [
    (
        "themes/plain/theme.yaml",
        "extends: tiny\noptions: {photos: {lead: {widths: [100, 200], sizes: 50vw}, body: {widths: [100, 300]}}}\n",
    ),
    (
        "themes/plain/templates/article.html",
        "<!doctype html><title>{{ page.title }}</title>{% if page.image %}{% set shown = photo(image=page.image, as=\"lead\") %}{% if shown %}\
         <img src=\"{{ shown.src }}\" srcset=\"{{ shown.srcset }}\" width=\"{{ shown.width }}\">{% for s in shown.sources %}\
         <source type=\"{{ s.type }}\" srcset=\"{{ s.srcset }}\">{% endfor %}{{ shown.tone }}{% endif %}\
         {{ page.image.caption }} by {{ page.image.credit }}{% endif %}{{ page.body }}\n",
    ),
    (
        "themes/plain/templates/listing.html",
        "{{ listing.name }}\n",
    ),
];

fn newsroom() -> Newsroom {
    let tiny = crate::site_fixture::TINY_THEME.into_iter().chain(THEME);
    let start = Newsroom::new(&format!(
        "{SHORT_CONFIG}theme: plain\nfeed: {{content: none}}\n"
    ));
    tiny.fold(start, |newsroom, (path, text)| newsroom.with(path, text))
        .with_photo("content/world/talks/port.jpg")
        .with(
            "content/world/talks/index.md",
            &story("image: {src: port.jpg, alt: The port}", ""),
        )
}

fn story(keys: &str, body: &str) -> String {
    format!("---\ntitle: Talks\ndate: 2026-11-20\n{keys}\n---\n{body}\n")
}

/// The pictures that were made, as `port-100.webp`.
fn pictures(published: &Tree) -> BTreeSet<String> {
    let below = published
        .keys()
        .filter_map(|path| path.strip_prefix("assets/photos/"));
    let plain = |name: &str| {
        let (stem, rest) = name.split_once('-')?;
        Some(format!("{stem}{}", rest.get(rest.find('-')?..)?))
    };
    below.filter_map(plain).collect()
}

#[test]
fn what_is_published_is_what_pages_ask_for() {
    let newsroom = newsroom();
    newsroom.build_well(&at(NOW));
    let published = newsroom.published();
    // The widths of the theme as they are, the one that stands for the photo, and three shapes for search engines.
    assert_snapshot!(pictures(&published).into_iter().collect::<Vec<_>>().join("\n"), @"
    port-100.jpg
    port-100.webp
    port-200.jpg
    port-200.webp
    port-320.jpg
    port-427.jpg
    port-480.jpg
    ");
    assert_eq!(
        pages::broken(&published, "https://courier.example", ""),
        [""; 0]
    );
    for (path, bytes) in published
        .iter()
        .filter(|(path, _)| path.starts_with("assets/photos/"))
    {
        let size = imagesize::blob_size(bytes).unwrap();
        let said = path.rsplit(['-', '.']).nth(1).unwrap();
        assert_eq!(size.width.to_string(), said, "{path}");
        let kind = image::guess_format(bytes).unwrap().extensions_str()[0];
        assert!(path.ends_with(kind), "{path}");
    }
}

#[test]
fn one_more_width_makes_just_that() {
    let newsroom = newsroom();
    newsroom.build_well(&at(NOW));
    let theme = THEME[0].1.replace("[100, 200]", "[100, 150, 200]");
    newsroom.write("themes/plain/theme.yaml", theme);
    let report = newsroom.build_well(&at(NOW));
    let mut photos = report.written;
    photos.retain(|path| path.starts_with("assets/photos/"));
    assert_eq!(photos.len(), 2, "{photos:?}");
    newsroom.assert_clean(&at(NOW));
    // And one width less takes just that away.
    newsroom.write("themes/plain/theme.yaml", THEME[0].1);
    let report = newsroom.build_well(&at(NOW));
    assert_eq!(report.removed.len(), 2, "{:?}", report.removed);
    newsroom.assert_clean(&at(NOW));
}

#[test]
fn a_deleted_article_takes_its_pictures_along_and_no_others() {
    let newsroom = newsroom()
        .with_photo("static/port.jpg")
        .with(
            "content/world/a.md",
            &story("image: {src: /port.jpg, alt: A}", ""),
        )
        .with(
            "content/world/b.md",
            &story("image: {src: /port.jpg, alt: B}", ""),
        );
    newsroom.build_well(&at(NOW));
    let all = pictures(&newsroom.published()).len();
    newsroom.remove("content/world/a.md");
    assert!(
        newsroom
            .build_well(&at(NOW))
            .removed
            .iter()
            .all(|path| !path.starts_with("assets/photos/"))
    );
    newsroom.remove("content/world/b.md");
    newsroom.build_well(&at(NOW));
    let left = pictures(&newsroom.published());
    assert!(
        !left.is_empty()
            && newsroom
                .published()
                .keys()
                .filter(|path| path.starts_with("assets/photos/"))
                .count()
                < 2 * all
    );
    newsroom.remove("content/world/talks/index.md");
    newsroom.remove("content/world/talks/port.jpg");
    newsroom.build_well(&at(NOW));
    assert_eq!(pictures(&newsroom.published()), BTreeSet::new());
    newsroom.assert_clean(&at(NOW));
}

#[test]
fn a_photo_that_changes_is_another() {
    let newsroom = newsroom();
    newsroom.build_well(&at(NOW));
    let before = newsroom.published();
    newsroom.write("content/world/talks/port.jpg", jpeg(&scene(240, 320)));
    let mut state = newsroom.open();
    assert!(look_and_build(&mut state, &at(NOW)).is_ok());
    let after = newsroom.published();
    let photos = |tree: &Tree| -> BTreeSet<String> {
        tree.keys()
            .filter(|path| path.starts_with("assets/photos/"))
            .cloned()
            .collect()
    };
    assert!(photos(&before).is_disjoint(&photos(&after)));
    newsroom.assert_clean(&at(NOW));
}

#[test]
fn a_photo_beside_an_article_needs_no_folder_of_its_own() {
    let newsroom = newsroom().with_photo("content/port/crane.jpg").with(
        "content/port/cranes.md",
        &story("", "![A crane](crane.jpg \"On *Thursday*\")"),
    );
    newsroom.build_well(&at(NOW));
    let published = newsroom.published();
    assert!(pictures(&published).contains("crane-300.webp"));
    assert!(!published.keys().any(|path| path.ends_with("crane.jpg")));
    assert_eq!(
        pages::broken(&published, "https://courier.example", ""),
        [""; 0]
    );
}

#[test]
fn originals_are_published_if_the_site_says_so() {
    let newsroom = newsroom();
    newsroom.build_well(&at(NOW));
    let original = "world/2026/11/talks/port.jpg";
    assert!(!newsroom.published().contains_key(original));
    newsroom.write(
        "site.yaml",
        format!("{SHORT_CONFIG}theme: plain\nphotos: {{originals: true}}\n"),
    );
    newsroom.build_well(&at(NOW));
    assert!(newsroom.published().contains_key(original));
    newsroom.assert_clean(&at(NOW));
}

#[test]
fn a_photo_says_itself_what_its_article_does_not() {
    let packet = r#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:ps="http://ns.adobe.com/photoshop/1.0/" ps:Credit="Harbour Press">
<dc:creator><rdf:Seq><rdf:li>Ana Ruiz</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">Boats &amp; birds</rdf:li></rdf:Alt></dc:description></rdf:Description></rdf:RDF></x:xmpmeta>"#;
    let segment = [b"http://ns.adobe.com/xap/1.0/\0", packet.as_bytes()].concat();
    let photo = jpeg_with(&scene(480, 320), |encoder| {
        encoder.add_app_segment(1, segment).unwrap();
    });
    let newsroom = newsroom();
    newsroom.write("content/world/talks/port.jpg", photo);
    newsroom.write(
        "content/world/talks/second.md",
        story("", "![The port](port.jpg)"),
    );
    newsroom.build_well(&at(NOW));
    let page = |newsroom: &Newsroom, path: &str| {
        String::from_utf8(newsroom.published()[path].clone()).unwrap()
    };
    let talks = page(&newsroom, "world/2026/11/talks/index.html");
    assert!(
        talks.contains("Boats &amp; birds by Ana Ruiz / Harbour Press"),
        "{talks}"
    );
    // What the article says wins.
    newsroom.write(
        "content/world/talks/index.md",
        story(
            "image: {src: port.jpg, alt: The port, caption: The *old* port, credit: Li Wei}",
            "",
        ),
    );
    newsroom.build_well(&at(NOW));
    let talks = page(&newsroom, "world/2026/11/talks/index.html");
    assert!(talks.contains("The <em>old</em> port by Li Wei"), "{talks}");
}

/// What is said of a site with such an image, without the colours.
fn said(newsroom: &Newsroom) -> String {
    let report = newsroom.build(&at(NOW));
    assert!(report.is_ok());
    assert_eq!(
        pages::broken(&newsroom.published(), "https://courier.example", ""),
        [""; 0]
    );
    let about = |diagnostic: &&Diagnostic| {
        diagnostic.code.contains("image")
            || diagnostic.code.contains("alt")
            || diagnostic.code.contains("drawing")
    };
    let said: Vec<Diagnostic> = report.diagnostics.iter().filter(about).cloned().collect();
    print::text(&said, Style::Plain)
}

#[test]
fn pictures_that_cannot_be_used_are_told_and_not_shown() {
    let bomb = {
        let mut bytes = png(&scene(8, 8).into());
        bytes[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
        // The header's checksum, so that nothing but its size is wrong.
        let sum = crc32(&bytes[12..29]);
        bytes[29..33].copy_from_slice(&sum.to_be_bytes());
        bytes
    };
    let mut torn = jpeg(&scene(480, 320));
    torn.truncate(torn.len() / 2);
    let cases: [(&str, &[u8]); 4] = [
        ("torn.jpg", &torn),
        ("words.jpg", b"I am no picture.\n"),
        ("bomb.png", &bomb),
        ("drawing.svg", b"<svg><script>alert(1)</script>"),
    ];
    let mut all = newsroom();
    for (name, bytes) in cases {
        let folder = format!("content/world/{}", name.replace('.', "-"));
        all.write(&format!("{folder}/{name}"), bytes);
        all = all.with(
            &format!("{folder}/index.md"),
            &story(
                &format!("image: {{src: {name}, alt: It}}"),
                &format!("Words.\n\n![It]({name})"),
            ),
        );
    }
    assert_snapshot!(said(&all), @"
    warning[faulty-image]: the image `bomb.png` can't be used: the picture has 4,294,967,296 pixels (65536 × 65536), more than the 120,000,000 that are allowed
      --> content/world/bomb-png/index.md:4:14
     4 | image: {src: bomb.png, alt: It}
       |              ^^^^^^^^
      hint: export it anew, whole and of a usual size; the page is published without it

    warning[faulty-image]: the image `bomb.png` can't be used: the picture has 4,294,967,296 pixels (65536 × 65536), more than the 120,000,000 that are allowed
      --> content/world/bomb-png/index.md:8:1
     8 | ![It](bomb.png)
       | ^^^^^^^^^^^^^^^
      hint: export it anew, whole and of a usual size; the page is published without it

    warning[faulty-image]: the image `drawing.svg` can't be used: the SVG file ends before its picture does: it was not copied or uploaded whole
      --> content/world/drawing-svg/index.md:4:14
     4 | image: {src: drawing.svg, alt: It}
       |              ^^^^^^^^^^^
      hint: export it anew, whole and of a usual size; the page is published without it

    warning[faulty-image]: … and 5 more like this
    ");
    let published = all.published();
    assert!(
        !published
            .keys()
            .any(|path| cases.iter().any(|(name, _)| path.ends_with(name)))
    );
    all.assert_clean(&at(NOW));
}

#[test]
fn pictures_that_are_not_what_they_are_called_are_told_and_shown() {
    let mut all = newsroom();
    for (name, bytes) in [
        ("a.png", jpeg(&scene(480, 320))),
        ("b.jpg", gif(2)),
        ("c.jpg", gif(1)),
    ] {
        let folder = format!("content/world/{}", name.replace('.', "-"));
        all.write(&format!("{folder}/{name}"), bytes);
        all = all.with(
            &format!("{folder}/index.md"),
            &story("", &format!("![It]({name})")),
        );
    }
    assert_snapshot!(said(&all), @"
    warning[mislabelled-image]: the image `a.png` is a JPEG file, whatever its name says
      --> content/world/a-png/index.md:6:1
     6 | ![It](a.png)
       | ^^^^^^^^^^^^
      hint: it is shown all the same; give it the ending of what it is

    warning[mislabelled-image]: the image `b.jpg` is a GIF file, whatever its name says
      --> content/world/b-jpg/index.md:6:1
     6 | ![It](b.jpg)
       | ^^^^^^^^^^^^
      hint: it is shown all the same; give it the ending of what it is

    warning[mislabelled-image]: the image `c.jpg` is a GIF file, whatever its name says
      --> content/world/c-jpg/index.md:6:1
     6 | ![It](c.jpg)
       | ^^^^^^^^^^^^
      hint: it is shown all the same; give it the ending of what it is
    ");
}

#[test]
fn a_path_that_leaves_the_site_leads_to_nothing() {
    let newsroom = newsroom();
    newsroom
        .disk
        .write(Path::new("/press/secret.jpg"), &jpeg(&scene(480, 320)))
        .unwrap();
    for path in [
        "../../../../secret.jpg",
        "/../secret.jpg",
        "%2e%2e/%2e%2e/%2e%2e/%2e%2e/secret.jpg",
        "//press/secret.jpg",
    ] {
        newsroom.write(
            "content/world/talks/index.md",
            story(
                &format!("image: {{src: '{path}', alt: A}}"),
                &format!("![A]({path})"),
            ),
        );
        assert!(newsroom.build(&at(NOW)).is_ok());
        assert!(pictures(&newsroom.published()).is_empty(), "{path}");
    }
}

#[test]
fn a_drawing_beside_an_article_cannot_act() {
    let newsroom = newsroom();
    newsroom.write(
        "content/world/talks/map.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 20\" onload=\"alert(1)\"><script>alert(2)</script><rect width=\"4\" height=\"4\"/></svg>",
    );
    newsroom.write(
        "content/world/talks/index.md",
        story("", "![A map](map.svg)"),
    );
    assert_snapshot!(said(&newsroom), @"
    warning[unsafe-drawing]: this drawing is published without <script>, onload=
      --> content/world/talks/map.svg
      hint: pictures beside articles may not act; what must is put into static/
    ");
    let drawing =
        String::from_utf8(newsroom.published()["world/2026/11/talks/map.svg"].clone()).unwrap();
    assert_snapshot!(drawing, @r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="4" height="4"/></svg>"#);
    newsroom.assert_clean(&at(NOW));
}

/// The sum at the end of a PNG's chunk (PNG 3, §5.3).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 {
                sum >> 1 ^ 0xedb8_8320
            } else {
                sum >> 1
            }
        })
    })
}
