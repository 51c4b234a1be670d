//! Markdown to HTML.

use presstime::content::markdown::{
    Document, HtmlPolicy, Links, Options, RESERVED_IDS, Target, document, excerpt, fragment,
    inline, plain_text,
};
use presstime::diag::{Diagnostic, Place, Source};

/// A little site to link within.
pub struct Site;

impl Links for Site {
    fn link(&self, path: &str) -> Target {
        match path {
            "port talks.md" | "/world/port-talks.md" => {
                Target::Url("/world/port-talks/".to_owned())
            }
            "embargoed.md" => Target::Unpublished,
            "prot-talks.md" => Target::Dead {
                hint: Some("did you mean `port talks.md`?".to_owned()),
            },
            path if path.starts_with('/') => Target::Url(path.to_owned()),
            _ => Target::Dead { hint: None },
        }
    }

    fn image(&self, path: &str) -> Target {
        match path {
            "crane.jpg" => Target::Url("/world/port-talks/crane.jpg".to_owned()),
            "secret.jpg" => Target::Unpublished,
            path if path.starts_with('/') => Target::Url(path.to_owned()),
            _ => Target::Dead { hint: None },
        }
    }
}

pub fn options(html: HtmlPolicy) -> Options {
    Options {
        html,
        external_rel: "noopener".to_owned(),
        site_url: "https://courier.example/".to_owned(),
        ..Options::default()
    }
}

pub fn written(text: &str, html: HtmlPolicy) -> (Document, Vec<Diagnostic>) {
    let source = Source {
        path: "content/a.md",
        text,
    };
    document(&source, 0..text.len(), &options(html), &Site)
}

/// The HTML of a text, sanitized.
pub fn html(text: &str) -> String {
    written(text, HtmlPolicy::Sanitize).0.html
}

/// The warnings about a text as `line:column code`.
pub fn warnings(text: &str) -> Vec<String> {
    let (_, diagnostics) = written(text, HtmlPolicy::Sanitize);
    let at = |diagnostic: &Diagnostic| {
        let place = diagnostic
            .place
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        place.trim_start_matches("content/a.md:").to_owned()
    };
    diagnostics
        .iter()
        .map(|d| format!("{} {}", at(d), d.code))
        .collect()
}

#[test]
fn extensions_come_out_as_html() {
    for (markdown, expected) in [
        (
            "| a | b |\n|:--|--:|\n| 1 | 2 |\n",
            "<table tabindex=\"0\"><thead><tr><th style=\"text-align: left\">a</th><th style=\"text-align: right\">b</th>\
             </tr></thead><tbody>\n<tr><td style=\"text-align: left\">1</td>\
             <td style=\"text-align: right\">2</td></tr>\n</tbody></table>\n",
        ),
        ("~~gone~~", "<p><del>gone</del></p>\n"),
        (
            "- [x] done\n- [ ] open\n",
            "<ul>\n<li><input disabled=\"\" type=\"checkbox\" checked=\"\"/>\ndone</li>\n\
             <li><input disabled=\"\" type=\"checkbox\"/>\nopen</li>\n</ul>\n",
        ),
        (
            "> [!WARNING]\n> High water.\n",
            "<aside class=\"alert warning\" role=\"note\">\n<p>High water.</p>\n</aside>\n",
        ),
        (
            "Draught\n: Depth below water\n",
            "<dl>\n<dt>Draught</dt>\n<dd>Depth below water</dd>\n</dl>\n",
        ),
        (
            "\"It's over\" -- they said...",
            "<p>“It’s over” – they said…</p>\n",
        ),
        (
            "## Talks {#talks .wide lang=es onclick=x}\n",
            "<h2 id=\"talks\" class=\"wide\" lang=\"es\">Talks</h2>\n",
        ),
    ] {
        assert_eq!(html(markdown), expected, "{markdown}");
    }
}

#[test]
fn footnotes_gather_at_the_end_in_the_order_of_their_mention() {
    let text = "One[^b], two[^a], one again[^B].\n\n[^a]: Second.\n[^b]: First.\n[^c]: Never.\n";
    assert_eq!(
        html(text),
        "<p>One<sup class=\"footnote-ref\"><a href=\"#fn:1\" id=\"fnref:1\" role=\"doc-noteref\">1</a></sup>, \
         two<sup class=\"footnote-ref\"><a href=\"#fn:2\" id=\"fnref:2\" role=\"doc-noteref\">2</a></sup>, \
         one again<sup class=\"footnote-ref\"><a href=\"#fn:1\" id=\"fnref:1:2\" role=\"doc-noteref\">1</a></sup>.\
         </p>\n<section class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n<li id=\"fn:1\">\n<p>First. \
         <a class=\"footnote-back\" href=\"#fnref:1\" role=\"doc-backlink\">↩</a> \
         <a class=\"footnote-back\" href=\"#fnref:1:2\" role=\"doc-backlink\">↩</a></p>\n</li>\n\
         <li id=\"fn:2\">\n<p>Second. \
         <a class=\"footnote-back\" href=\"#fnref:2\" role=\"doc-backlink\">↩</a></p>\n</li>\n</ol>\n</section>\n"
    );
}

#[test]
fn heading_ids_are_unique_and_stable() {
    let text = "## Talks\n\n## Talks\n\n### Über uns\n\n## Own {#talks}\n\n## talks 2\n\n## Main\n\n## ???\n";
    let (document, _) = written(text, HtmlPolicy::Sanitize);
    let ids: Vec<&str> = document
        .headings
        .iter()
        .map(|heading| heading.id.as_str())
        .collect();
    assert_eq!(
        ids,
        [
            "talks",
            "talks-2",
            "uber-uns",
            "talks-3",
            "talks-2-2",
            "main-2",
            "u-3f-3f-3f"
        ]
    );
    for id in &ids {
        assert!(document.html.contains(&format!(" id=\"{id}\"")), "{id}");
        assert!(!RESERVED_IDS.contains(id));
    }
    assert_eq!(document.headings[2].text, "Über uns");
    let own_ids = written("# a {#fn:1}\n\n# b {#faq:x}\n", HtmlPolicy::Sanitize).0;
    assert!(
        own_ids
            .headings
            .iter()
            .all(|heading| !heading.id.contains(':'))
    );
}

#[test]
fn a_first_level_heading_moves_all_down() {
    let levels = |text: &str| -> Vec<u8> {
        written(text, HtmlPolicy::Sanitize)
            .0
            .headings
            .iter()
            .map(|heading| heading.level)
            .collect()
    };
    assert_eq!(levels("## a\n\n### b\n"), [2, 3]);
    assert_eq!(levels("# a\n\n## b\n\n###### c\n"), [2, 3, 6]);
    assert_eq!(levels("## a\n\n# b\n"), [3, 2]);
}

#[test]
fn links_are_resolved() {
    for (markdown, expected) in [
        (
            "[a](port%20talks.md#so \"T\")",
            "<a href=\"/world/port-talks/#so\" title=\"T\">a</a>",
        ),
        (
            "[a](<port talks.md>)",
            "<a href=\"/world/port-talks/\">a</a>",
        ),
        (
            "[a][r]\n\n[r]: /x?a=1&b=2",
            "<a href=\"/x?a=1&amp;b=2\">a</a>",
        ),
        (
            "[a](https://courier.example/world/port-talks.md)",
            "<a href=\"/world/port-talks/\">a</a>",
        ),
        ("[a](https://courier.example)", "<a href=\"/\">a</a>"),
        (
            "[a](https://courier.example.evil/)",
            "<a href=\"https://courier.example.evil/\" rel=\"noopener\">a</a>",
        ),
        ("[a](embargoed.md)", "a"),
        (
            "[a *b*](prot-talks.md)",
            "<a href=\"prot-talks.md\">a <em>b</em></a>",
        ),
        (
            "[a](//other.example/)",
            "<a href=\"//other.example/\" rel=\"noopener\">a</a>",
        ),
        (
            "[a](HTTPS://other.example/)",
            "<a href=\"HTTPS://other.example/\" rel=\"noopener\">a</a>",
        ),
        (
            "<https://other.example/é>",
            "<a href=\"https://other.example/%C3%A9\" rel=\"noopener\">https://other.example/é</a>",
        ),
        (
            "<desk@courier.example>",
            "<a href=\"mailto:desk@courier.example\">desk@courier.example</a>",
        ),
        ("[a](tel:+5371234)", "<a href=\"tel:+5371234\">a</a>"),
        (
            "[a <https://x.example>](/y)",
            "<a href=\"/y\">a https://x.example</a>",
        ),
        (
            "<a href='port%20talks.md'>a</a>",
            "<a href=\"/world/port-talks/\">a</a>",
        ),
        ("<a href=embargoed.md>a</a>", "<a>a</a>"),
        (
            "<a href=https://o.example>a</a>",
            "<a href=\"https://o.example\" rel=\"noopener\">a</a>",
        ),
    ] {
        assert_eq!(
            html(markdown).trim(),
            format!("<p>{expected}</p>"),
            "{markdown}"
        );
    }
}

#[test]
fn pictures_become_figures_or_nothing() {
    let lazy = "loading=\"lazy\" decoding=\"async\" />";
    for (markdown, expected) in [
        (
            "![Two cranes](crane.jpg \"At *dawn*\")",
            format!(
                "<figure><img src=\"/world/port-talks/crane.jpg\" alt=\"Two cranes\" {lazy}\
                 <figcaption>At *dawn*</figcaption></figure>\n"
            ),
        ),
        (
            "[![Two cranes](/crane.jpg)](/world/)",
            format!(
                "<figure><a href=\"/world/\"><img src=\"/crane.jpg\" alt=\"Two cranes\" {lazy}</a></figure>\n"
            ),
        ),
        (
            "See ![Two cranes](/crane.jpg \"T\").",
            format!("<p>See <img src=\"/crane.jpg\" alt=\"Two cranes\" title=\"T\" {lazy}.</p>\n"),
        ),
        (
            "![Two cranes](gone.jpg)",
            "<p><span class=\"missing-image\">Two cranes</span></p>\n".to_owned(),
        ),
        ("![](secret.jpg)", String::new()),
        (
            "![A *b* `c` [d](/e)](https://x.example/c.jpg)",
            format!(
                "<figure><img src=\"https://x.example/c.jpg\" alt=\"A b c d\" {lazy}</figure>\n"
            ),
        ),
    ] {
        assert_eq!(html(markdown), expected, "{markdown}");
    }
}

#[test]
fn warnings_point_at_what_they_are_about() {
    for (markdown, expected) in [
        ("a\n\nb [c](prot-talks.md)", vec!["3:3 dead-link"]),
        ("[a]()", vec!["1:1 dead-link"]),
        (
            "[a](#nowhere) [b](#here) [c](#top)\n\n## Here",
            vec!["1:1 dead-fragment"],
        ),
        ("é ![a](gone.jpg)", vec!["1:3 missing-image"]),
        ("![ ](/crane.jpg)", vec!["1:1 missing-alt"]),
        ("![IMG_0231.JPG](/crane.jpg)", vec!["1:1 file-name-alt"]),
        ("[a](javascript:x)", vec!["1:1 unsafe-link"]),
        (
            "{% include a %} b {{ c }}\n\n`{{ d }}`\n\n    {{ e }}\n",
            vec!["1:1 leftover-template"],
        ),
        (
            "[a]({{site.url}}/x) {{< f >}}",
            vec!["1:1 leftover-template"],
        ),
        ("Sets {{a, b}, c} are fine, {{ so is this", vec![]),
        (
            "a <b onclick=x>b</b> <i onclick=x>c</i>",
            vec!["1:6 removed-html"],
        ),
        ("> x\n> <script>y</script>\n", vec!["2:3 removed-html"]),
        (
            "<iframe src=https://evil.example/></iframe>",
            vec!["1:1 removed-html"],
        ),
        (
            "<iframe src=https://www.youtube.com/embed/x></iframe>",
            vec![],
        ),
        ("a <!-- b --> c\n\n<!-- d\ne -->\n", vec![]),
        ("[a](embargoed.md) ![a](secret.jpg)", vec![]),
    ] {
        assert_eq!(warnings(markdown), expected, "{markdown}");
    }
    let (_, many) = written(&"[a](dead.md)\n".repeat(1000), HtmlPolicy::Sanitize);
    assert_eq!(many.len(), 21);
    assert_eq!(&*many[20].message, "980 more of this kind in this file");
}

#[test]
fn a_body_is_found_within_its_file() {
    let text = "---\ntitle: T\n---\n\n[a](dead.md)\n";
    let source = Source {
        path: "content/a.md",
        text,
    };
    let (document, diagnostics) = document(
        &source,
        17..text.len(),
        &options(HtmlPolicy::Sanitize),
        &Site,
    );
    assert_eq!(document.html, "<p><a href=\"dead.md\">a</a></p>\n");
    assert_eq!(
        diagnostics[0].place.as_ref().unwrap().to_string(),
        "content/a.md:5:1"
    );
}

#[test]
fn captions_are_one_line() {
    let place = Place::file("content/a.md");
    for (text, expected) in [
        (
            "The *port* at [dawn](/x)",
            "The <em>port</em> at <a href=\"/x\">dawn</a>",
        ),
        ("1. not a list", "1. not a list"),
        ("# 5 in\nthe  list", "# 5 in the list"),
        ("> \"quoted\"", "&gt; “quoted”"),
        ("_so_ <b>bold", "<em>so</em> <b>bold</b>"),
        ("<p>We <b>s</b>aid</p><h1>four", "We <b>s</b>aid four"),
        ("    code", "code"),
        ("[a]: /b", "[a]: /b"),
        ("", ""),
    ] {
        assert_eq!(
            inline(
                text,
                &|| place.clone(),
                &options(HtmlPolicy::Sanitize),
                &Site
            )
            .0,
            expected,
            "{text:?}"
        );
    }
    let (_, warnings) = inline(
        "[a](dead.md)",
        &|| place.clone(),
        &options(HtmlPolicy::Sanitize),
        &Site,
    );
    assert_eq!(warnings[0].place, Some(place));
}

#[test]
fn fragments_have_no_ids() {
    let place = Place::file("content/a.md");
    let text = "## Heading {#own}\n\nText[^1].\n\n[^1]: note\n";
    let (html, _) = fragment(
        text,
        &|| place.clone(),
        &options(HtmlPolicy::Sanitize),
        &Site,
    );
    assert!(
        !html.contains("id=") && html.contains("<h2>Heading</h2>"),
        "{html}"
    );
}

#[test]
fn words_are_counted_in_any_script() {
    for (text, words) in [
        ("", 0),
        ("One *two* thr**ee**,\nfour", 4),
        ("- five\n- six\n\n| a | b |\n|---|---|\n| c | d |", 6),
        ("東京の天気", 5),
        ("مرحبا بالعالم", 2),
        ("## Heading\n\n`code` <b>bold</b>", 3),
        (
            "<p>one t<i>w</i>o</p>\n\n<script>\nx y\n</script>\n\n<ul>\n<li>three</li><li>four</li>\n</ul>",
            4,
        ),
    ] {
        assert_eq!(written(text, HtmlPolicy::Sanitize).0.words, words, "{text}");
    }
}

#[test]
fn an_excerpt_is_the_first_real_paragraph() {
    for (body, expected) in [
        (
            "# H\n\n![a](b.jpg)\n\n> quoted\n\n- item\n\n<div>html</div>\n\n{% include x %}\n\n***\n\nReal *text*\nhere.\n\nMore.",
            "Real text here.",
        ),
        ("See [a map][r] now.\n\nMore.\n\n[r]: /x", "See a map now."),
        ("One two three four five six", "One two three…"),
        ("Aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "Aaaaaaaaaaaaaaa…"),
        ("{{ x }} Said \"so\"...", "Said “so”…"),
        ("See [a]({{ \"/x\" | url }}), [b].", "See a, [b]."),
        ("# only a heading", ""),
        (
            "In <script>t(\"x\")</script><b>due</b> <noscript>N</noscript>time.",
            "In due time.",
        ),
        ("One<br>two <video>old</video>…", "One two …"),
        // As other systems export it.
        (
            "<!-- wp:paragraph -->\n<p><img src=a.jpg></p>\n\n<p class=x>Caf&eacute;<br>\n<b>n&#176;</b> 1 &amp; 2</p><p>More.",
            "Café n° 1 & 2",
        ),
        ("", ""),
    ] {
        assert_eq!(excerpt(body, 16), expected, "{body:?}");
    }
    let far = format!("{}The text.\n\nMore.", "# heading\n\n".repeat(2000));
    assert_eq!(excerpt(&far, 40), "The text.");
}

#[test]
fn plain_text_has_no_markup() {
    assert_eq!(
        plain_text("A **b** [c](/d) `e`\n\n- f\n- <b>g</b>", 100),
        "A b c e f g"
    );
    assert_eq!(
        plain_text(
            "<p>We <b>sa</b>id<!-- no --> &ldquo;4&rdquo;.</p><script>x</script>\n\nSorry.",
            100
        ),
        "We said “4”. Sorry."
    );
    assert_eq!(plain_text("The long and short of it", 12), "The long…");
}

#[test]
fn without_extensions_nothing_is_added() {
    let text = "# FAQ\n\n## Q\n\nA[^1] ~~b~~ \"c\"\n\n![d](/e)\n";
    let source = Source { path: "a.md", text };
    let plain = Options {
        extensions: false,
        smart: false,
        ..Options::default()
    };
    let (document, _) = document(&source, 0..text.len(), &plain, &Site);
    assert_eq!(
        document.html,
        "<h1>FAQ</h1>\n<h2>Q</h2>\n<p>A[^1] ~~b~~ &quot;c&quot;</p>\n<p><img src=\"/e\" alt=\"d\" /></p>\n"
    );
    assert_eq!(document.faq, None);
}
