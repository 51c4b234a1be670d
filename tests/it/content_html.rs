//! Raw HTML in Markdown, and what hostile texts come to.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use presstime::content::html::absolute::absolute;
use presstime::content::markdown::{
    HtmlPolicy, Options, document, excerpt, fragment, inline, plain_text,
};
use presstime::diag::{Place, Source};

use crate::content_markdown::{Site, html, options, written};
use crate::well_formed::fault;

#[test]
fn dangerous_destinations_are_not_linked() {
    for destination in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#10;script:alert(1)",
        "java&Tab;script:alert(1)",
        "&#1;javascript:alert(1)",
        "&#x20;javascript:alert(1)",
        "javascript&colon;alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "data:image/svg+xml,x",
        "data:image/png;base64,AA",
        "file:///etc/passwd",
        "ms-msdt:/x",
        "view-source:x",
    ] {
        for policy in [HtmlPolicy::Sanitize, HtmlPolicy::Escape] {
            for markdown in [
                format!("[a]({destination})"),
                format!("[a][r]\n\n[r]: {destination}"),
                format!("![a]({destination})"),
                format!("<a href=\"{destination}\">a</a>"),
                format!("<img src=\"{destination}\" alt=\"a\">"),
            ] {
                if markdown.contains("data:image/png") && !markdown.starts_with('[') {
                    continue;
                }
                let (document, _) = written(&markdown, policy);
                let links = document.html.contains("<a href") || document.html.contains("<img src");
                assert!(!links, "{markdown:?} gave {:?}", document.html);
                assert_eq!(fault(&document.html), None);
            }
        }
    }
    let picture = html("![A dot](data:image/png;base64,AA==)");
    assert!(
        picture.contains("<img src=\"data:image/png;base64,AA==\""),
        "{picture}"
    );
    let allowed = written("[a](javascript:x)", HtmlPolicy::Allow).0.html;
    assert_eq!(allowed, "<p><a href=\"javascript:x\">a</a></p>\n");
}

#[test]
fn the_html_policy_decides_about_raw_html() {
    let text = "<div class=\"x\" onclick=\"y\">\n\n**a** <u>b</u>\n\n</div>\n";
    for (policy, expected) in [
        (
            HtmlPolicy::Allow,
            "<div class=\"x\" onclick=\"y\">\n<p><strong>a</strong> <u>b</u></p>\n</div>\n",
        ),
        (
            HtmlPolicy::Sanitize,
            "<div class=\"x\">\n<p><strong>a</strong> <u>b</u></p>\n</div>\n",
        ),
        (
            HtmlPolicy::Escape,
            "<p>&lt;div class=&quot;x&quot; onclick=&quot;y&quot;&gt;</p>\n\
             <p><strong>a</strong> &lt;u&gt;b&lt;/u&gt;</p>\n<p>&lt;/div&gt;</p>\n",
        ),
    ] {
        assert_eq!(written(text, policy).0.html, expected, "{policy:?}");
    }
}

#[test]
fn the_sanitizer_keeps_what_newsrooms_use() {
    for kept in [
        "<figure id=\"f\"><picture><source srcset=\"/a.webp 1x, /b.webp 2x\" type=\"image/webp\">\
         <img src=\"/a.jpg\" alt=\"A\" width=\"3\" height=\"2\"></picture><figcaption>C</figcaption></figure>",
        "<video controls=\"\" poster=\"/p.jpg\" src=\"/v.mp4\"><track src=\"/v.vtt\" kind=\"captions\" \
         srclang=\"es\"></video>",
        "<details open=\"\"><summary>S</summary>T</details>",
        "<time datetime=\"2026-11-20\">x</time> <abbr title=\"A\">b</abbr> <kbd>K</kbd> H<sub>2</sub>O",
        "<blockquote class=\"twitter-tweet\" data-theme=\"dark\"><p lang=\"es\" dir=\"ltr\">x</p></blockquote>",
        "<table class=\"t\"><caption>c</caption><tbody><tr><th scope=\"row\" colspan=\"2\">a</th></tr></tbody></table>",
        "<p style=\"text-align: center\">x</p>",
        "<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>",
    ] {
        assert_eq!(
            html(&format!("<div>{kept}</div>")).trim(),
            format!("<div>{kept}</div>")
        );
    }
    for (host, stays) in [
        ("https://www.youtube-nocookie.com/embed/x?start=1", true),
        ("//player.vimeo.com/video/1", true),
        ("https://datawrapper.dwcdn.net/abc/1/", true),
        ("https://www.google.com/maps/embed?pb=1", true),
        ("https://www.google.com/search", false),
        ("https://youtube.com.evil.example/embed/x", false),
        ("https://evilyoutube.com/embed/x", false),
        ("https://youtube.com@evil.example/embed/x", false),
        ("https://evil.example/#youtube.com/embed", false),
        ("javascript:x", false),
        ("/local.html", false),
    ] {
        let html = html(&format!(
            "<iframe src=\"{host}\" onload=\"x\"><b>f</b></iframe> after"
        ));
        assert_eq!(html.contains("<iframe"), stays, "{host}: {html}");
        assert!(html.contains("after") && !html.contains("onload"), "{html}");
        if stays {
            assert!(
                html.contains("loading=\"lazy\"") && html.contains(" title=\""),
                "{html}"
            );
        }
    }
    let own = Options {
        embeds: vec!["video.example/embed".to_owned()],
        ..Options::default()
    };
    let text = "<iframe src=\"https://video.example/embed/1\" title=\"V\"></iframe>";
    let source = Source { path: "a.md", text };
    let (own, _) = document(&source, 0..text.len(), &own, &Site);
    assert!(
        own.html
            .contains("<iframe src=\"https://video.example/embed/1\" title=\"V\""),
        "{}",
        own.html
    );
}

/// Attempts at scripts, each of which must come out harmless under `sanitize` and `escape`.
const ATTACKS: &[&str] = &[
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=\"x\" ONERROR = 'alert(1)'>",
    "<img/src=x/onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<iframe src=\"https://www.youtube.com/embed/x\"><script>alert(1)</script></iframe>",
    "<object data=\"javascript:alert(1)\"></object>",
    "<embed src=\"javascript:alert(1)\">",
    "<form action=\"javascript:alert(1)\"><button formaction=\"javascript:alert(1)\">x</button></form>",
    "<a href=\"java\nscript:alert(1)\">x</a>",
    "<a href=\"&#106;avascript:alert(1)\">x</a>",
    "<a href=\" &#14; javascript:alert(1)\">x</a>",
    "<base href=\"https://evil.example/\">",
    "<meta http-equiv=\"refresh\" content=\"0;url=javascript:alert(1)\">",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import '//evil.example/x.css'</style>",
    "<p style=\"background:url(javascript:alert(1));position:fixed;top:0\">x</p>",
    "<video poster=javascript:alert(1) src=javascript:alert(1)></video>",
    "<img srcset=\"javascript:alert(1) 1x\">",
    "<details ontoggle=alert(1) open>x</details>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
    "<textarea></textarea><script>alert(1)</script>",
    "<title><img src=x onerror=alert(1)></title>",
    "<template><script>alert(1)</script></template>",
    "<select><style><img src=x onerror=alert(1)></style></select>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--a--!><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?x ><img src=x onerror=alert(1)>?>",
    "<a title=\"`<img src=x onerror=alert(1)>`\">x</a>",
    "[x](<javascript:alert(1)>)",
    "![x](javascript:alert(1) \"y\")",
    "[x](/y \"\\\" onclick=alert(1) \\\"\")",
    "![\" onerror=alert(1) x=\"](/y.jpg)",
    "## x {onclick=alert(1) id=\"y\" .\"><script>alert(1)</script>}",
    "## <script>alert(1)</script> {#\"><script>}",
    "``` \"><script>alert(1)</script>\nx\n```",
    "[^\"><script>]\n\n[^\"><script>]: x",
    "| <script>alert(1)</script> |\n|-|\n| <img src=x onerror=alert(1)> |",
    "</div></main></body><script>alert(1)</script>",
    "<div><table><td><div>",
    "<plaintext>",
    "<xmp><script>alert(1)</script></xmp>",
    "\u{0}<\u{0}script>alert(1)</script>",
];

#[test]
fn attributes_keep_their_names_only_if_a_person_wrote_them() {
    let html = html("<div data-theme=\"dark\" data-\u{1}\0=\"x\" data-ñ=\"y\">text</div>");
    assert_eq!(html.trim(), "<div data-theme=\"dark\">text</div>");
}

#[test]
fn task_lists_alone_have_boxes() {
    for _ in 0..8 {
        let html = html("- [x] a\n\n<div><input><input type=checkbox name=n>b</div>");
        let expected = "<ul>\n<li><input disabled=\"\" type=\"checkbox\" checked=\"\">\na</li>\n</ul>\n<div>b</div>";
        assert_eq!(html.trim(), expected);
    }
}

#[test]
fn no_attack_survives() {
    for attack in ATTACKS {
        let wraps = [
            (*attack).to_owned(),
            format!("before {attack} after"),
            format!("> - {attack}\n\nafter"),
            format!("## FAQ\n\n### {attack}?\n\n{attack}\n\n### b?\n\n<b>{attack}"),
        ];
        for text in wraps {
            for policy in [HtmlPolicy::Sanitize, HtmlPolicy::Escape] {
                assert_harmless(&text, policy);
            }
        }
    }
}

/// Asserts that everything that is made of a text is well-formed and runs nothing.
fn assert_harmless(text: &str, policy: HtmlPolicy) {
    let (document, _) = written(text, policy);
    let place = Place::file("content/a.md");
    let faq = document.faq.unwrap_or_default();
    let pieces = [document.html, faq.intro]
        .into_iter()
        .chain(faq.items.into_iter().map(|item| item.answer))
        .chain([fragment(text, &|| place.clone(), &options(policy), &Site).0])
        .chain([inline(text, &|| place.clone(), &options(policy), &Site).0]);
    for piece in pieces {
        assert_eq!(fault(&piece), None, "{policy:?} {text:?} gave {piece:?}");
    }
}

#[test]
fn naughty_strings_do_no_harm() {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/fixtures/suites/blns.json");
    let Ok(json) = std::fs::read_to_string(&fixture) else {
        eprintln!("skipped: {} is not here", fixture.display());
        return;
    };
    let strings: Vec<String> = serde_json::from_str(&json).expect("the fixture is JSON");
    assert!(strings.len() > 500);
    for string in &strings {
        for policy in [HtmlPolicy::Sanitize, HtmlPolicy::Escape] {
            assert_harmless(string, policy);
            assert_harmless(
                &format!("# {string}\n\n- {string}\n\n[{string}]({string})\n"),
                policy,
            );
            assert_harmless(
                &format!("## FAQ {string}\n\n### {string}\n\n{string}\n"),
                policy,
            );
        }
        let _ = (excerpt(string, 20), plain_text(string, 20));
    }
}

#[test]
fn hostile_texts_take_no_time() {
    let n = 10_000;
    let numbered = |form: &dyn Fn(usize) -> String| (0..n).map(form).collect::<String>();
    let mut texts: BTreeMap<String, String> = [
        ">",
        "[",
        "![",
        "*a ",
        "_a",
        "`",
        "``x`",
        "<b>",
        "<b id=x>",
        "<div>",
        "<p>",
        "<table><tr><td>",
        "<a href=x>",
        "<!--",
        "<![CDATA[",
        "- ",
        "1. a\n",
        "# FAQ\n",
        "## q\n",
        "**q**\n\n",
        "[a](",
        "[^1]",
        "[^1]: ",
        "{{",
        "{{a}}",
        "![](x)\n\n",
        "[x](dead.md) ",
        "[x](#d) ",
        "<ul><li>",
        "<svg><desc>",
        "<iframe>",
        "<?",
        "\u{0}",
        "\u{301}",
        "a\n: b\n",
        "> [!NOTE]\n",
        "~~",
        "\"",
        "<em a=1 b=2>",
        "<details><summary>",
        "## a {#a}\n",
        "<x a='",
        "](",
    ]
    .into_iter()
    .map(|piece| (piece.to_owned(), piece.repeat(n)))
    .collect();
    texts.insert(
        "bold".to_owned(),
        numbered(&|i| format!("<b id={i}>")) + &"<p>".repeat(n),
    );
    texts.insert("late h1".to_owned(), "## x\n\n".repeat(n) + "# y\n");
    texts.insert(
        "questions".to_owned(),
        "# FAQ\n".to_owned() + &numbered(&|i| format!("## q{i}\n\n[a](#q{i})\n\n")),
    );
    texts.insert(
        "sections".to_owned(),
        numbered(&|i| format!("# FAQ\n\n## q{i}\n\na\n\n")),
    );
    texts.insert(
        "notes".to_owned(),
        numbered(&|i| format!("a[^{i}]\n\n[^{i}]: b\n\n")),
    );
    texts.insert(
        "table".to_owned(),
        format!(
            "|{}\n|{}\n{}",
            "a|".repeat(n / 10),
            "-|".repeat(n / 10),
            "|b\n".repeat(n / 10)
        ),
    );
    for (name, text) in texts {
        let begun = Instant::now();
        let (document, diagnostics) = written(&text, HtmlPolicy::Sanitize);
        let _ = (excerpt(&text, 100), plain_text(&text, 100));
        let took = begun.elapsed();
        // Milliseconds where built for release; the bound is for a slow machine and a debug build.
        assert!(took < Duration::from_secs(20), "{name:?} took {took:?}");
        assert!(diagnostics.len() < 100, "{name:?}");
        assert_eq!(fault(&document.html), None, "{name:?}");
    }
}

#[test]
fn the_pictures_of_a_srcset_are_found_like_any_other() {
    let raw = "<img src=\"crane.jpg\" alt=\"A\" srcset=\"crane.jpg 1x, gone.jpg 2x,data:image/png;base64,AA== 3x\">";
    let (document, problems) = written(raw, HtmlPolicy::Sanitize);
    assert!(
        document
            .html
            .contains("srcset=\"/world/port-talks/crane.jpg 1x, data:image/png;base64,AA== 3x\""),
        "{}",
        document.html
    );
    assert_eq!(problems.len(), 1);
    assert_eq!(&*problems[0].code, "missing-image");
    // A source of nothing is none; neither is a picture that runs a script.
    let raw = "<picture><source srcset=\"secret.jpg\"><source srcset=\"javascript:alert(1) 1x\">\
               <img src=\"crane.jpg\" alt=\"A\"></picture>";
    let html = html(raw);
    assert!(
        html.contains("<picture><img src=\"/world/port-talks/crane.jpg\""),
        "{html}"
    );
}

#[test]
fn a_srcset_goes_with_a_picture_that_is_not_safe() {
    let raw = "<img src=\"crane.jpg\" alt=\"A\" srcset=\"crane.jpg 1x, javascript:alert(1) 2x\">";
    let (document, problems) = written(raw, HtmlPolicy::Sanitize);
    assert!(
        !document.html.contains("srcset"),
        "what is told is what happens: {}",
        document.html
    );
    let messages: Vec<&str> = problems.iter().map(|said| &*said.message).collect();
    assert_eq!(
        messages,
        ["the attribute `srcset` is not allowed here and has been removed"]
    );
}

#[test]
fn what_a_quote_cites_is_found_like_any_other_link() {
    let html = html("<blockquote cite=\"/world/port-talks.md\">A</blockquote>");
    assert!(
        html.contains("<blockquote cite=\"/world/port-talks/\">"),
        "{html}"
    );
    let (document, problems) = written(
        "He said <q cite=\"prot-talks.md\">A</q>",
        HtmlPolicy::Sanitize,
    );
    assert_eq!((problems.len(), &*problems[0].code), (1, "dead-link"));
    assert!(!document.html.contains("rel="), "{}", document.html);
}

#[test]
fn html_read_elsewhere_has_only_absolute_addresses() {
    let page = "https://courier.example/sub/world/port/";
    for (written, expected) in [
        (
            "<a href=\"#a\">",
            "<a href=\"https://courier.example/sub/world/port/#a\">",
        ),
        (
            "<a href='../b/'>",
            "<a href=\"https://courier.example/sub/world/b/\">",
        ),
        (
            "<a href=?q=1&amp;r>",
            "<a href=\"https://courier.example/sub/world/port/?q=1&amp;r\">",
        ),
        (
            "<img src=\"//cdn.example/a.png\">",
            "<img src=\"https://cdn.example/a.png\">",
        ),
        (
            "<q cite=\"/sub/ñ/\">",
            "<q cite=\"https://courier.example/sub/%C3%B1/\">",
        ),
        (
            "<img srcset=\"/sub/a.png 1x, https://b.example/b.png 2x, c.png\">",
            "<img srcset=\"https://courier.example/sub/a.png 1x, https://b.example/b.png 2x, \
             https://courier.example/sub/world/port/c.png\">",
        ),
    ] {
        assert_eq!(absolute(written, page), expected);
    }
    for kept in [
        "<a href=\"mailto:a@b.example\" title=\"/a\">=\"/b\"</a>",
        "<img src=\"data:image/png;base64,AA==\" data=\"/a\">",
        "<video poster=\"https://a.example/ñ\" src=\"http://a.example\">",
    ] {
        assert_eq!(absolute(kept, page), kept);
    }
}
