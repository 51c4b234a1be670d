//! Drawings: nothing in what is published acts or fetches.

use presstime::photo::{Fault, Kind, facts, safe_svg, safe_svg_and_why};

const ROOT: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\">";

/// What is left of a drawing with this in it; made safe again, it stays the same.
fn left(inside: &str) -> String {
    let safe = safe_svg(format!("{ROOT}{inside}</svg>").as_bytes()).unwrap();
    assert_eq!(safe_svg(&safe).as_ref(), Ok(&safe));
    let safe = String::from_utf8(safe).unwrap();
    let inside = safe
        .strip_prefix(ROOT)
        .and_then(|rest| rest.strip_suffix("</svg>"));
    inside.unwrap().to_owned()
}

#[test]
fn a_harmless_drawing_stays_as_it_is() {
    for inside in [
        "<title>Boats &amp; birds</title><path d=\"M0 0L9 9\" fill=\"url(#a)\"/>",
        "<style>.a{fill:#f00}</style><g class=\"a\" style=\"stroke:url(#b)\"><use href=\"#c\"/></g>",
        "<defs><linearGradient id=\"a\"><stop offset=\"0\" stop-color=\"red\"/></linearGradient></defs>",
        "<image href=\"data:image/png;base64,AAAA\"/>",
        "<text>a &lt; b</text><circle r=\"1\"><animate attributeName=\"r\" to=\"2\"/></circle>",
    ] {
        assert_eq!(left(inside), inside);
    }
}

#[test]
fn what_acts_or_fetches_goes() {
    for (inside, expected) in [
        ("<script>alert(1)</script>", ""),
        ("<SCRIPT>alert(1)</SCRIPT>", ""),
        (
            "<svg:script xmlns:svg=\"http://www.w3.org/2000/svg\">x</svg:script>",
            "",
        ),
        ("<g onload=\"alert(1)\" ONCLICK='x'/>", "<g/>"),
        (
            "<foreignObject><p>a</p><script>b</script></foreignObject><g/>",
            "<g/>",
        ),
        (
            "<g xmlns=\"http://www.w3.org/1999/xhtml\"><script/></g>",
            "",
        ),
        ("<a href=\"javascript:alert(1)\"><g/></a>", ""),
        ("<use href=\"other.svg#a\"/>", "<use/>"),
        (
            "<use xlink:href=\"https://evil.example/a.svg#a\"/>",
            "<use/>",
        ),
        (
            "<image href=\"data:image/svg+xml,&lt;svg/&gt;\"/>",
            "<image/>",
        ),
        ("<image href=\"//evil.example/a.png\"/>", "<image/>"),
        ("<rect fill=\"url(https://evil.example/#a)\"/>", "<rect/>"),
        (
            "<rect style=\"fill:u\\72l(//evil.example/#a)\"/>",
            "<rect/>",
        ),
        (
            "<style>@import '//evil.example/a.css';</style>",
            "<style></style>",
        ),
        ("<style>a{b:url( 'x' )}</style>", "<style></style>"),
        ("<style><![CDATA[a{b:url(x)}]]></style>", "<style></style>"),
        ("<style>a{b:&#117;rl(x)}</style>", "<style></style>"),
        (
            "<set attributeName=\"href\" to=\"javascript:alert(1)\"/>",
            "",
        ),
        ("<animate attributeName=\" xlink:HREF\" to=\"x\"/>", ""),
        (
            "<!-- a --><?xml-stylesheet href='x'?><metadata>m</metadata>",
            "",
        ),
        ("<i:x xmlns:i='urn:i'>a</i:x><iframe src='x'/>", ""),
        ("<![CDATA[<script>]]>", "&lt;script&gt;"),
    ] {
        assert_eq!(left(inside), expected, "{inside}");
    }
    let drawing = b"<?xml version='1.0'?><!DOCTYPE svg><svg onload='x'><script/><style>@import 'x'</style></svg>";
    let safe = safe_svg_and_why(drawing).unwrap();
    assert_eq!(safe.removed, ["<script>", "onload=", "the style sheet"]);
    let expected = format!("{ROOT}<style></style></svg>");
    assert_eq!(safe.bytes, expected.as_bytes());
}

#[test]
fn what_cannot_be_made_safe_is_refused() {
    for (drawing, why) in [
        (
            "<svg><g>",
            "the SVG file ends before its picture does: it was not copied or uploaded whole",
        ),
        (
            "<svg/><svg/>",
            "the SVG file is damaged: `<svg>` stands where `<svg>` should",
        ),
        (
            "<html/>",
            "the SVG file is damaged: `<html>` stands where `<svg>` should",
        ),
        (
            "<svg xmlns='http://www.w3.org/1999/xhtml'/>",
            "the SVG file is damaged: it is of another vocabulary",
        ),
        ("", "this is no picture of a known kind"),
    ] {
        assert_eq!(
            safe_svg(drawing.as_bytes()).unwrap_err().to_string(),
            why,
            "{drawing}"
        );
    }
    for drawing in [
        &b"<!DOCTYPE svg [<!ENTITY a '<script/>'>]><svg>&a;</svg>"[..],
        b"<svg><text>&a;</text></svg>",
        b"\xff\xfe<\0s\0v\0g\0/\0>\0",
    ] {
        assert!(matches!(safe_svg(drawing), Err(Fault::Unsupported(_))));
    }
    assert!(safe_svg(b"<svg></g></svg>").is_err());
}

#[test]
fn a_drawing_has_the_size_that_browsers_give_it() {
    for (root, size) in [
        ("<svg width='20' height='10'/>", (20, 10)),
        ("<svg width=\"20px\" height=\"10.4px\"/>", (20, 10)),
        (
            "\u{feff}<?xml version='1.0'?>\n<!-- a --><svg viewBox='0 0 20, 10'>",
            (20, 10),
        ),
        ("<svg width='100%' viewBox='-5 -5 20 10'/>", (20, 10)),
        ("<svg width='40' viewBox='0 0 20 10'/>", (40, 20)),
        ("<svg/>", (300, 150)),
        (
            "<svg width='-1' height='nan' viewBox='0 0 inf 1'/>",
            (300, 150),
        ),
        ("<svg width='1e300' height='1'/>", (65_535, 1)),
    ] {
        let facts = facts(root.as_bytes()).unwrap().unwrap();
        assert_eq!(
            (facts.kind, facts.width, facts.height),
            (Kind::Svg, size.0, size.1),
            "{root}"
        );
    }
}
