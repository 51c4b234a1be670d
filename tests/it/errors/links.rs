//! Links that lead nowhere, and pictures that are not there or say nothing.

use insta::assert_snapshot;

use super::{ARTICLE, said, said_of_body, said_of_keys};
use crate::site_fixture::{NOW, Newsroom, SHORT_CONFIG, at};

#[test]
fn dead_links() {
    assert_snapshot!(said_of_body("See [the talks](2026-11-19-talks.md)."), @"
    warning[dead-link]: the link `2026-11-19-talks.md` leads nowhere
      --> content/world/2026-11-20-port-talks.md:4:5
     4 | See [the talks](2026-11-19-talks.md).
       |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    ");
    assert_snapshot!(said_of_body("See [the talks](/world/2026/11/talks/)."), @"
    warning[dead-link]: the link `/world/2026/11/talks/` leads nowhere
      --> content/world/2026-11-20-port-talks.md:4:5
     4 | See [the talks](/world/2026/11/talks/).
       |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    ");
    assert_snapshot!(said_of_body("See [the report](report.pdf) and [us](about/)."), @"
    warning[dead-link]: the link `report.pdf` leads nowhere
      --> content/world/2026-11-20-port-talks.md:4:5
     4 | See [the report](report.pdf) and [us](about/).
       |     ^^^^^^^^^^^^^^^^^^^^^^^^

    warning[dead-link]: the link `about/` leads nowhere
      --> content/world/2026-11-20-port-talks.md:4:34
     4 | See [the report](report.pdf) and [us](about/).
       |                                  ^^^^^^^^^^^^
    ");
    assert_snapshot!(said_of_body("See [below](#no-such-heading)."), @"
    warning[dead-fragment]: there is no heading `#no-such-heading` on this page
      --> content/world/2026-11-20-port-talks.md:4:5
     4 | See [below](#no-such-heading).
       |     ^^^^^^^^^^^^^^^^^^^^^^^^^
    ");
    assert_snapshot!(said_of_body("See [us](https://courier.example/nowhere/)."), @"
    warning[dead-link]: the link `https://courier.example/nowhere/` leads nowhere
      --> content/world/2026-11-20-port-talks.md:4:5
     4 | See [us](https://courier.example/nowhere/).
       |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    ");
    assert_snapshot!(said_of_body("See [us](www.courier.example), or [write](desk@courier.example)."), @"
    warning[dead-link]: the link `www.courier.example` leads nowhere
      --> content/world/2026-11-20-port-talks.md:4:5
     4 | See [us](www.courier.example), or [write](desk@courier.example).
       |     ^^^^^^^^^^^^^^^^^^^^^^^^^
      hint: did you mean `https://www.courier.example`?

    warning[dead-link]: the link `desk@courier.example` leads nowhere
      --> content/world/2026-11-20-port-talks.md:4:35
     4 | See [us](www.courier.example), or [write](desk@courier.example).
       |                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      hint: did you mean `mailto:desk@courier.example`?
    ");
    assert_snapshot!(said_of_body("See [](), [this]() and [that](javascript:alert(1))."), @"
    warning[dead-link]: this link has no destination
      --> content/world/2026-11-20-port-talks.md:4:5
     4 | See [](), [this]() and [that](javascript:alert(1)).
       |     ^^^^

    warning[dead-link]: this link has no destination
      --> content/world/2026-11-20-port-talks.md:4:11
     4 | See [](), [this]() and [that](javascript:alert(1)).
       |           ^^^^^^^^

    warning[unsafe-link]: `javascript:alert(1)` is not a destination for a link
      --> content/world/2026-11-20-port-talks.md:4:24
     4 | See [](), [this]() and [that](javascript:alert(1)).
       |                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^
      hint: only its text is printed; link to a page, an address or a phone number
    ");
    assert_snapshot!(said_of_body("See [the strike][strike]."), @"
    warning[undefined-reference]: nothing defines `[strike]`, so that the brackets are printed
      --> content/world/2026-11-20-port-talks.md:4:5
     4 | See [the strike][strike].
       |     ^^^^^^^^^^^^^^^^^^^^
      hint: add a line `[strike]: https://…`, or put the address behind the link's words
    ");
}

#[test]
fn a_link_to_a_file_with_a_slip_in_its_name() {
    let newsroom = Newsroom::new(SHORT_CONFIG)
        .with(
            "content/world/2026-11-19-port-strike.md",
            "---\ntitle: Strike\n---\n",
        )
        .with(
            ARTICLE,
            "---\ntitle: Talks\n---\nAfter [the strike](2026-11-19-port-strik.md).\n",
        );
    assert_snapshot!(said(&newsroom), @"
    warning[dead-link]: the link `2026-11-19-port-strik.md` leads nowhere
      --> content/world/2026-11-20-port-talks.md:4:7
     4 | After [the strike](2026-11-19-port-strik.md).
       |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    ");
}

#[test]
fn links_in_questions_captions_and_corrections() {
    assert_snapshot!(said_of_keys("faq:\n  - q: Where?\n    a: See [here](nowhere.md)."), @"
    warning[dead-link]: the link `nowhere.md` leads nowhere
      --> content/world/2026-11-20-port-talks.md:5:8
     5 |     a: See [here](nowhere.md).
       |        ^^^^^^^^^^^^^^^^^^^^^^^
    ");
    assert_snapshot!(said_of_keys("corrections:\n  - text: See [here](nowhere.md).\n    date: 2026-11-21"), @"
    warning[dead-link]: the link `nowhere.md` leads nowhere
      --> content/world/2026-11-20-port-talks.md:4:11
     4 |   - text: See [here](nowhere.md).
       |           ^^^^^^^^^^^^^^^^^^^^^^^
    ");
    let newsroom = Newsroom::new(SHORT_CONFIG).with_photo("static/port.jpg").with(
        ARTICLE,
        "---\ntitle: Talks\nimage: {src: /port.jpg, alt: The port, caption: \"See [here](nowhere.md).\"}\n---\n",
    );
    assert_snapshot!(said(&newsroom), @r#"
    warning[dead-link]: the link `nowhere.md` leads nowhere
      --> content/world/2026-11-20-port-talks.md:3:50
     3 | image: {src: /port.jpg, alt: The port, caption: "See [here](nowhere.md)."}
       |                                                  ^^^^^^^^^^^^^^^^^^^^^^^
    "#);
}

#[test]
fn missing_images() {
    assert_snapshot!(said_of_keys("image: /photos/port.jpg"), @"
    warning[missing-image]: the image `/photos/port.jpg` does not exist
      --> content/world/2026-11-20-port-talks.md:3:8
     3 | image: /photos/port.jpg
       |        ^^^^^^^^^^^^^^^^
      hint: put a photo beside the article, and any other picture into static/
    ");
    assert_snapshot!(said_of_keys("image:\n  src: port.jpg\n  alt: The port"), @"
    warning[missing-image]: the image `port.jpg` does not exist
      --> content/world/2026-11-20-port-talks.md:4:8
     4 |   src: port.jpg
       |        ^^^^^^^^
      hint: put a photo beside the article, and any other picture into static/
    ");
    assert_snapshot!(said_of_body("![The port](port.jpg)"), @"
    warning[missing-image]: the image `port.jpg` does not exist
      --> content/world/2026-11-20-port-talks.md:4:1
     4 | ![The port](port.jpg)
       | ^^^^^^^^^^^^^^^^^^^^^
      hint: put a photo beside the article, and any other picture into static/
    ");
    assert_snapshot!(said_of_keys("videos:\n  - url: https://video.example/1\n    title: The port\n    thumbnail: /still.jpg"), @"
    warning[missing-image]: the image `/still.jpg` does not exist
      --> content/world/2026-11-20-port-talks.md:6:16
     6 |     thumbnail: /still.jpg
       |                ^^^^^^^^^^
      hint: put a photo beside the article, and any other picture into static/
    ");
}

#[test]
fn text_alternatives() {
    let with = |text: &str| {
        said(
            &Newsroom::new(SHORT_CONFIG)
                .with_photo("static/port.jpg")
                .with(ARTICLE, text),
        )
    };
    assert_snapshot!(with("---\ntitle: Talks\nimage: /port.jpg\n---\n"), @"
    warning[missing-alt]: the image `/port.jpg` has no text alternative
      --> content/world/2026-11-20-port-talks.md:3:8
     3 | image: /port.jpg
       |        ^^^^^^^^^
      hint: say under `image_alt`, or `alt` within `image`, what can be seen
    ");
    assert_snapshot!(with("---\ntitle: Talks\n---\n![](/port.jpg)\n"), @"
    warning[missing-alt]: this image has no text alternative
      --> content/world/2026-11-20-port-talks.md:4:1
     4 | ![](/port.jpg)
       | ^^^^^^^^^^^^^^
      hint: say between the brackets what can be seen: `![Two cranes above the quay](…)`
    ");
    assert_snapshot!(with("---\ntitle: Talks\n---\n![port.jpg](/port.jpg)\n"), @"
    warning[file-name-alt]: the text alternative `port.jpg` is a file name
      --> content/world/2026-11-20-port-talks.md:4:1
     4 | ![port.jpg](/port.jpg)
       | ^^^^^^^^^^^^^^^^^^^^^^
      hint: say what can be seen in the image
    ");
    assert_snapshot!(with("---\ntitle: Talks\nimage: {src: /port.jpg, alt: port.jpg}\n---\n"), @"
    warning[file-name-alt]: the text alternative `port.jpg` is a file name
      --> content/world/2026-11-20-port-talks.md:3:30
     3 | image: {src: /port.jpg, alt: port.jpg}
       |                              ^^^^^^^^
      hint: say what can be seen in the image
    ");
}

#[test]
fn links_on_pages_and_in_biographies() {
    let newsroom = Newsroom::new(SHORT_CONFIG).with(
        "content/pages/about.md",
        "---\ntitle: About us\n---\nWe are.\n\nSee [it](nowhere.md).\n",
    );
    assert_snapshot!(said(&newsroom), @"
    warning[dead-link]: the link `nowhere.md` leads nowhere
      --> content/pages/about.md:6:5
     6 | See [it](nowhere.md).
       |     ^^^^^^^^^^^^^^^^
    ");
    let newsroom = Newsroom::new(SHORT_CONFIG)
        .with(
            "content/authors/ana.md",
            "---\nname: Ana Ruiz\n---\nShe wrote [this](nowhere.md).\n",
        )
        .with(ARTICLE, "---\ntitle: Talks\nauthor: ana\n---\n");
    assert_snapshot!(said(&newsroom), @"
    warning[dead-link]: the link `nowhere.md` leads nowhere
      --> content/authors/ana.md:4:1
     4 | She wrote [this](nowhere.md).
       | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    ");
}

#[test]
fn related_articles_that_are_not_there() {
    assert_snapshot!(said_of_keys("related: [2026-11-19-strike]"), @"
    warning[dead-link]: there is no published article `2026-11-19-strike` to relate to
      --> content/world/2026-11-20-port-talks.md:3:11
     3 | related: [2026-11-19-strike]
       |           ^^^^^^^^^^^^^^^^^
      hint: name its file, as in `world/2026-11-20-port-talks`, its slug, or its URL path
    ");
}

#[test]
fn policies_that_are_not_there() {
    let newsroom = Newsroom::new(&format!(
        "{SHORT_CONFIG}publisher:\n  name: The Harbour Press\n  logo: /logo.svg\n  policies: {{corrections: /errata/}}\n"
    ));
    assert_snapshot!(said(&newsroom), @"
    warning[dead-link]: the publisher's policy `corrections` leads nowhere: there is no page `/errata/`
      --> site.yaml
      hint: write it in content/pages/, or mend its path under `publisher`

    warning[missing-image]: the publisher's logo `/logo.svg` does not exist
      --> site.yaml
      hint: put it into static/
    ");
}

#[test]
fn faults_of_markup() {
    assert_snapshot!(said_of_body("<script>alert(1)</script>\n\nText."), @"
    warning[removed-html]: the element `script` is not allowed here and has been removed
      --> content/world/2026-11-20-port-talks.md:4:1
     4 | <script>alert(1)</script>
       | ^^^^^^^^
      hint: scripts belong into the theme's templates; set `markdown.html` to `allow` if everybody who writes is trusted
    ");
    assert_snapshot!(said_of_body("{% include map.html %}\n\nText {{ site.name }}."), @"
    warning[leftover-template]: `{% include map.html %}` and 1 more look like another generator's template code
      --> content/world/2026-11-20-port-talks.md:4:1
     4 | {% include map.html %}
       | ^^^^^^^^^^^^^^^^^^^^^^
      hint: it is printed as text; write it as Markdown or HTML, or take it out
    ");
    assert_snapshot!(said_of_body("## Frequently asked questions\n\nNobody has asked yet."), @"
    warning[faq-without-questions]: the section `Frequently asked questions` looks like an FAQ but has no questions
      --> content/world/2026-11-20-port-talks.md:4:1
     4 | ## Frequently asked questions
       | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      hint: make each question a deeper heading or a paragraph of its own in bold
    ");
}

#[test]
fn every_kind_of_html_that_is_taken_out_is_told_once() {
    let body = "<u onclick=\"a()\" style=\"position: fixed\">a</u> <i onclick=\"b()\">b</i>\n\n<script>c()</script>\n\n\
         <form action=\"/\"><input type=\"text\"></form>\n\n<iframe src=\"https://a.example/\"></iframe>\n\
         <iframe src=\"https://b.example/\"></iframe>\n\n<object data=\"x\"></object>\n\n<style>p {}</style>\n\n\
         <script>d()</script>";
    let text = format!("---\ntitle: Talks\n---\n{body}\n");
    let report = Newsroom::new(SHORT_CONFIG)
        .with(ARTICLE, &text)
        .build(&at(NOW));
    let told: Vec<String> = report
        .diagnostics
        .iter()
        .map(|said| {
            let place = said.place.as_ref().and_then(|place| place.span.as_ref());
            let place = place.map(|span| format!("{}:{}", span.line, span.column));
            let message = said.message.split(" is not").next();
            format!(
                "{} {}: {}",
                place.unwrap_or_default(),
                message.unwrap_or_default(),
                said.hint.as_deref().unwrap_or_default()
            )
        })
        .collect();
    assert_snapshot!(told.join("\n"), @"
    4:4 the attribute `onclick`: scripts belong into the theme's templates; set `markdown.html` to `allow` if everybody who writes is trusted
    4:18 the attribute `style`: of styles only harmless ones stay, such as `text-align` and `width`
    6:1 the element `script`: scripts belong into the theme's templates; set `markdown.html` to `allow` if everybody who writes is trusted
    8:1 the element `form`: link to the page that has the form, or embed that by an `iframe`
    8:18 the element `input`: a box to tick is part of a task list: `- [ ] …`
    10:1 an `iframe` from a.example: list its host under `markdown.embeds`, if you trust it
    11:1 an `iframe` from b.example: list its host under `markdown.embeds`, if you trust it
    13:1 the element `object`: embed it by an `iframe`, and list its host under `markdown.embeds`
    15:1 the element `style`: styles belong into the theme's stylesheet
    ");
}

#[test]
fn references_and_footnotes_without_another_end() {
    assert_snapshot!(said_of_body("[Posted][sk nowit] and [seen][], [sic], [told][it].\n\n[it]: /"), @"
    warning[undefined-reference]: nothing defines `[sk nowit]`, nor 1 more of this text, so that the brackets are printed
      --> content/world/2026-11-20-port-talks.md:4:1
     4 | [Posted][sk nowit] and [seen][], [sic], [told][it].
       | ^^^^^^^^^^^^^^^^^^
      hint: add a line `[sk nowit]: https://…`, or put the address behind the link's words
    ");
    assert_snapshot!(said_of_body("`[One][a]`, \\[two][b], [^3] in `[^4]`, \\[^5], [^6], [^7].\n\n[^7]: Seven."), @r"
    warning[undefined-footnote]: there is no footnote `[^3]`, nor 1 more that this text mentions
      --> content/world/2026-11-20-port-talks.md:4:24
     4 | `[One][a]`, \[two][b], [^3] in `[^4]`, \[^5], [^6], [^7].
       |                        ^^^^
      hint: add a line `[^3]: …`
    ");
    assert_snapshot!(said_of_body("Text.\n\n[^a]: One.\n\n[^b]: Two."), @"
    warning[unused-footnote]: nothing mentions the footnote `[^a]`, nor 1 more, which are not printed
      --> content/world/2026-11-20-port-talks.md:6:1
     6 | [^a]: One.
       | ^^^^^^^^^^
      hint: mention it where it belongs, as in `a word[^a]`
    ");
}

#[test]
fn a_link_to_a_file_that_is_elsewhere() {
    let newsroom = Newsroom::new(SHORT_CONFIG)
        .with(
            "content/port/2026-11-18-talks.md",
            "---\ntitle: The talks\n---\n",
        )
        .with(
            ARTICLE,
            "---\ntitle: Port talks\n---\nSee [the talks](2026-11-19-talks.md).\n",
        );
    assert_snapshot!(said(&newsroom), @"
    warning[dead-link]: the link `2026-11-19-talks.md` leads nowhere
      --> content/world/2026-11-20-port-talks.md:4:5
     4 | See [the talks](2026-11-19-talks.md).
       |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      hint: did you mean `/port/2026-11-18-talks.md`?
    ");
    newsroom.write(
        "content/port/2026-11-18-talks.md",
        "---\ntitle: The talks\nslug: meetings\n---\n",
    );
    assert!(
        !said(&newsroom).contains("did you mean"),
        "{}",
        said(&newsroom)
    );
}
