//! Faults of themes and templates.

use insta::assert_snapshot;

use super::{ARTICLE, said};
use crate::site_fixture::{Newsroom, SHORT_CONFIG, TINY_THEME};

const TEXT: &str = "---\ntitle: Port talks resume\n---\nText.\n";

/// What is said of a site with one article that has a template of its own.
fn said_of_template(name: &str, text: &str) -> String {
    said(
        &Newsroom::new(SHORT_CONFIG)
            .with(ARTICLE, TEXT)
            .with(&format!("templates/{name}"), text),
    )
}

/// What is said of a site with a theme `house` whose `theme.yaml` is this.
fn said_of_theme(theme: &str) -> String {
    let newsroom = Newsroom::new(&format!("{SHORT_CONFIG}theme: house\n"));
    said(&newsroom.with("themes/house/theme.yaml", theme))
}

#[test]
fn syntax() {
    assert_snapshot!(said_of_template("article.html", "<h1>{{ page.title }</h1>\n"), @"
    error[template-syntax]: found `}` but expected }}
      --> templates/article.html:1:19
     1 | <h1>{{ page.title }</h1>
       |                   ^
    ");
    assert_snapshot!(said_of_template("article.html", "{% if page.title %}\n<h1>{{ page.title }}</h1>\n"), @"
    error[template-syntax]: unexpected end of input
      --> templates/article.html:2:21
     2 | <h1>{{ page.title }}</h1>
       |                     ^^^^^
      hint: a tag that opens a part, as `{% if … %}` or `{% block … %}` do, is never closed
    ");
    assert_snapshot!(said_of_template("article.html", "{% extends \"bass.html\" %}\n"), @r#"
    error[template-syntax]: there is no template `bass.html` to extend
      --> templates/article.html:1:13
     1 | {% extends "bass.html" %}
       |             ^^^^^^^^^
    "#);
    assert_snapshot!(said_of_template("article.html", "<h1>{{ page.title | shout }}</h1>\n"), @"
    error[template-syntax]: unknown filter `shout`
      --> templates/article.html:1:21
     1 | <h1>{{ page.title | shout }}</h1>
       |                     ^^^^^
    ");
    assert_snapshot!(said_of_template("article.html", "{{ newest(n=3) }}\n"), @"
    error[template-syntax]: unknown function `newest`
      --> templates/article.html:1:4
     1 | {{ newest(n=3) }}
       |    ^^^^^^
    ");
}

#[test]
fn two_broken_templates_are_both_named() {
    let newsroom = Newsroom::new(SHORT_CONFIG)
        .with(ARTICLE, TEXT)
        .with("templates/article.html", "{{ page.title }\n")
        .with("templates/page.html", "{% endif %}\n");
    assert_snapshot!(said(&newsroom), @"
    error[template-syntax]: found `}` but expected }}
      --> templates/article.html:1:15
     1 | {{ page.title }
       |               ^

    error[template-syntax]: unknown tag
      --> templates/page.html:1:4
     1 | {% endif %}
       |    ^^^^^
    ");
}

#[test]
fn failures_name_the_template_and_the_article() {
    assert_snapshot!(said_of_template("article.html", "<h1>{{ page.titel.length }}</h1>\n"), @"
    error[template-failed]: field `titel` is not defined
      --> templates/article.html:1:13
     1 | <h1>{{ page.titel.length }}</h1>
       |             ^^^^^
      --> content/world/2026-11-20-port-talks.md (while rendering this article)
      hint: did you mean `title`?
    ");
    assert_snapshot!(said_of_template("article.html", "<p>\n{{ 1 / 0 }}\n</p>\n"), @"
    error[template-failed]: cannot divide by 0
      --> templates/article.html:2:8
     2 | {{ 1 / 0 }}
       |        ^
      --> content/world/2026-11-20-port-talks.md (while rendering this article)
    ");
    assert_snapshot!(said_of_template("article.html", "{{ page.title + 1 }}\n"), @"
    error[template-failed]: `+` requires both operands to be numbers, found `string` and `i64`
      --> templates/article.html:1:4
     1 | {{ page.title + 1 }}
       |    ^^^^^^^^^^^^^^
      --> content/world/2026-11-20-port-talks.md (while rendering this article)
    ");
    assert_snapshot!(said_of_template("article.html", "{{ asset(name=\"sight.css\") }}\n"), @r#"
    error[template-failed]: the theme has no asset `sight.css` in its `static` folder
      --> templates/article.html:1:4
     1 | {{ asset(name="sight.css") }}
       |    ^^^^^^^^^^^^^^^^^^^^^^^
      --> content/world/2026-11-20-port-talks.md (while rendering this article)
    "#);
    assert_snapshot!(said_of_template("article.html", "{{ t(key=\"no_such_word\") }}\n"), @r#"
    error[template-failed]: no language has a text for the key `no_such_word`
      --> templates/article.html:1:4
     1 | {{ t(key="no_such_word") }}
       |    ^^^^^^^^^^^^^^^^^^^^^
      --> content/world/2026-11-20-port-talks.md (while rendering this article)
    "#);
    assert_snapshot!(said_of_template("article.html", "{{ url(path=\"content/nowhere.md\") }}\n"), @r#"
    error[template-failed]: there is no file `content/nowhere.md`
      --> templates/article.html:1:4
     1 | {{ url(path="content/nowhere.md") }}
       |    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      --> content/world/2026-11-20-port-talks.md (while rendering this article)
    "#);
    assert_snapshot!(said_of_template("article.html", "{{ date(at=page.title) }}\n"), @"
    error[template-failed]: `Port talks resume` is no date as `page.date` has it
      --> templates/article.html:1:4
     1 | {{ date(at=page.title) }}
       |    ^^^^^^^^^^^^^^^^^^^
      --> content/world/2026-11-20-port-talks.md (while rendering this article)
    ");
    assert_snapshot!(said_of_template("article.html", "{{ date(at=page.date, format=\"long\") }}\n"), @r#"
    error[template-failed]: there is no date format `long`
      --> templates/article.html:1:4
     1 | {{ date(at=page.date, format="long") }}
       |    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      --> content/world/2026-11-20-port-talks.md (while rendering this article)
    "#);
}

#[test]
fn failures_of_other_pages_name_their_url() {
    assert_snapshot!(said_of_template("front.html", "{{ front.lead.title / 2 }}\n"), @"
    error[template-failed]: math operations can only be done on numbers, found `string`
      --> templates/front.html:1:4
     1 | {{ front.lead.title / 2 }}
       |    ^^^^^
      --> / (while rendering this URL)
    ");
    assert_snapshot!(said_of_template("listing.html", "{{ now(unit=\"century\") }}\n"), @r#"
    error[template-failed]: `century` is no unit of time: use year, month, day or hour
      --> templates/listing.html:1:4
     1 | {{ now(unit="century") }}
       |    ^^^^^^^^^^^^^^^^^^^
      --> /2026/ (while rendering this URL)
      --> /2026/11/ (while rendering this URL)
      --> /world/ (while rendering this URL)
    "#);
}

#[test]
fn arguments_of_functions() {
    assert_snapshot!(said_of_template("article.html", "{% for c in latest(number=3) %}{{ c.title }}{% endfor %}\n"), @"
    error[unknown-argument]: `latest` has no argument `number`
      --> templates/article.html:1:20
     1 | {% for c in latest(number=3) %}{{ c.title }}{% endfor %}
       |                    ^^^^^^
      hint: it is called as `latest(section?, tag?, author?, n?)`
    ");
    assert_snapshot!(said_of_template("article.html", "{% for c in latest(n=\"three\") %}{{ c.title }}{% endfor %}\n"), @r#"
    error[template-failed]: invalid type for the value, expected `u32` but got `string`
      --> templates/article.html:1:13
     1 | {% for c in latest(n="three") %}{{ c.title }}{% endfor %}
       |             ^^^^^^^^^^^^^^^^^
      --> content/world/2026-11-20-port-talks.md (while rendering this article)
    "#);
    assert_snapshot!(said_of_template("article.html", "{{ asset(file=\"site.css\") }}\n"), @r#"
    error[unknown-argument]: `asset` has no argument `file`
      --> templates/article.html:1:10
     1 | {{ asset(file="site.css") }}
       |          ^^^^
      hint: it is called as `asset(name)`
    "#);
    assert_snapshot!(said_of_template("article.html", "{{ asset() }}\n"), @"
    error[template-failed]: missing keyword argument `name`
      --> templates/article.html:1:4
     1 | {{ asset() }}
       |    ^^^^^^^
      --> content/world/2026-11-20-port-talks.md (while rendering this article)
    ");
}

#[test]
fn functions_as_filters() {
    assert_snapshot!(said_of_template("article.html", "{{ \"more\" | t(count=1) }}\n"), @r#"
    error[unknown-argument]: `t` has no argument `count`
      --> templates/article.html:1:15
     1 | {{ "more" | t(count=1) }}
       |               ^^^^^
      hint: it is called as `t(key, n?, name?)`
    "#);
    assert_snapshot!(said_of_template("article.html", "{{ \"no_such_word\" | t }}\n"), @r#"
    error[template-failed]: no language has a text for the key `no_such_word`
      --> templates/article.html:1:21
     1 | {{ "no_such_word" | t }}
       |                     ^
      --> content/world/2026-11-20-port-talks.md (while rendering this article)
    "#);
    assert_snapshot!(said_of_template("article.html", "{{ page.title | date }}\n"), @"
    error[template-failed]: `Port talks resume` is no date as `page.date` has it
      --> templates/article.html:1:17
     1 | {{ page.title | date }}
       |                 ^^^^
      --> content/world/2026-11-20-port-talks.md (while rendering this article)
    ");
}

#[test]
fn what_looks_like_an_argument_but_is_none() {
    let template = "{# latest(m=1) #}{% raw %}{{ latest(m=1) }}{% endraw %}{{ \"latest(m=1)\" }}\
        {% set date = 1 %}{{ date == 1 }}{{ page.title | default(value=now(unit=\"year\")) }}{{ latest(n=[1, 2][0]) | length }}";
    assert_eq!(said_of_template("article.html", template), "");
}

#[test]
fn an_unknown_theme() {
    assert_snapshot!(said(&Newsroom::new(&format!("{SHORT_CONFIG}theme: brodsheet\n"))), @"
    error[no-theme]: there is no theme `brodsheet`
      --> site.yaml:4:8
     4 | theme: brodsheet
       |        ^^^^^^^^^
      hint: a theme is a folder: themes/brodsheet/, with its templates/
    ");
    assert_snapshot!(said_of_theme("extends: broadsheet\n"), @"
    error[no-theme]: there is no theme `broadsheet`
      --> themes/house/theme.yaml:1:10
     1 | extends: broadsheet
       |          ^^^^^^^^^^
      hint: a theme is a folder: themes/broadsheet/, with its templates/
    ");
}

#[test]
fn a_theme_that_extends_itself() {
    assert_snapshot!(said_of_theme("extends: house\n"), @"
    error[theme-loop]: the theme `house` extends itself
      --> themes/house/theme.yaml:1:10
     1 | extends: house
       |          ^^^^^
    ");
}

#[test]
fn a_theme_whose_settings_are_no_yaml() {
    assert_snapshot!(said_of_theme("extends: [default\n"), @"
    error[invalid-yaml]: invalid YAML: this bracket is never closed
      --> themes/house/theme.yaml:1:10
     1 | extends: [default
       |          ^
      hint: close it, or put the text in quotes
    ");
}

#[test]
fn a_theme_without_a_template() {
    let mut newsroom = Newsroom::new(&format!("{SHORT_CONFIG}theme: tiny\n")).with(ARTICLE, TEXT);
    for (path, text) in TINY_THEME {
        if !path.ends_with("terms.html") {
            newsroom = newsroom.with(path, text);
        }
    }
    assert_snapshot!(said(&newsroom), @"
    error[template-failed]: the theme has no template `terms.html`
      --> /tags/ (while rendering this URL)
      hint: a theme whose theme.yaml says `extends: default` has them all
    ");
}

#[test]
fn words_that_are_no_yaml() {
    let newsroom = Newsroom::new(SHORT_CONFIG).with("i18n/en.yaml", "tags: Topics: all\n");
    assert_snapshot!(said(&newsroom), @r#"
    error[invalid-yaml]: invalid YAML: a second colon in one value
      --> i18n/en.yaml:1:13
     1 | tags: Topics: all
       |             ^
      hint: put the value in quotes: `tags: "Topics: all"`
    "#);
}

#[test]
fn a_template_that_is_not_utf_8() {
    let newsroom = Newsroom::new(SHORT_CONFIG).with(ARTICLE, TEXT);
    newsroom.write("templates/article.html", b"<p>Ma\xF1ana</p>");
    assert_snapshot!(said(&newsroom), @"
    error[not-utf-8]: this file is not UTF-8 text
      --> templates/article.html:1:6
     1 | <p>Ma�ana</p>
       |      ^
      hint: save it again with the encoding UTF-8
    ");
}

#[test]
fn parts_that_show_themselves() {
    let newsroom = Newsroom::new(SHORT_CONFIG)
        .with(ARTICLE, TEXT)
        .with("templates/article.html", "{{ part(name=\"a.html\") }}\n")
        .with("templates/a.html", "A {{ part(name=\"b.html\") }}\n")
        .with("templates/b.html", "B {{ part(name=\"a.html\") }}\n");
    assert_snapshot!(said(&newsroom), @r#"
    error[template-failed]: parts stand within one another without end: one of them shows itself
      --> templates/article.html:1:4
     1 | {{ part(name="a.html") }}
       |    ^^^^^^^^^^^^^^^^^^^
      --> content/world/2026-11-20-port-talks.md (while rendering this article)
    "#);
}

#[test]
fn templates_without_end() {
    let branches = "{% elif page.kind == \"live\" %}x".repeat(5_000);
    let text = format!("{{% if page.title %}}{branches}{{% endif %}}");
    let said = said_of_template("article.html", &text);
    assert!(said.contains("a template has at most 250 `elif`"), "{said}");
    let newsroom = Newsroom::new(SHORT_CONFIG)
        .with(ARTICLE, TEXT)
        .with("templates/article.html", "{% include \"a.html\" %}\n")
        .with("templates/a.html", "<p>{% include \"b.html\" %}\n")
        .with("templates/b.html", "{% include \"a.html\" %}\n");
    assert_snapshot!(super::said(&newsroom), @r#"
    error[template-syntax]: templates include one another without end: `a.html`, `b.html`, `a.html`
      --> templates/a.html:1:16
     1 | <p>{% include "b.html" %}
       |                ^^^^^^
    "#);
}

#[test]
fn settings_of_a_theme() {
    assert_snapshot!(said_of_theme("name: House\nexteds: default\nextends: default\n"), @"
    warning[unknown-key]: unknown key `exteds`
      --> themes/house/theme.yaml
      hint: did you mean `extends`?
    ");
    assert_snapshot!(said_of_theme("just a text\n"), @"
    error[template-failed]: the theme has no template `404.html`
      --> /404.html (while rendering this URL)
      hint: a theme whose theme.yaml says `extends: default` has them all

    error[template-failed]: the theme has no template `front.html`
      --> / (while rendering this URL)
      hint: a theme whose theme.yaml says `extends: default` has them all

    error[template-failed]: the theme has no template `people.html`
      --> /authors/ (while rendering this URL)
      hint: a theme whose theme.yaml says `extends: default` has them all

    error[template-failed]: … and 1 more like this
      the theme has no template `terms.html`

    error[wrong-type]: theme.yaml is a map, with a `name` and perhaps `extends` and `options`
      --> themes/house/theme.yaml
    ");
    let newsroom = Newsroom::new(SHORT_CONFIG)
        .with(ARTICLE, TEXT)
        .with("i18n/english.yaml", "by: From\n");
    assert_snapshot!(said(&newsroom), @"
    warning[bad-language]: `english` is no code of a language, so that no page finds these words
      --> i18n/english.yaml
      hint: call the file `es.yaml`, `pt-BR.yaml` and the like
    ");
}

#[test]
fn what_lies_beside_templates_is_none_and_marks_of_editors_are_no_text() {
    let plain = Newsroom::new(SHORT_CONFIG).with(ARTICLE, TEXT);
    plain.build_well(&crate::site_fixture::at(crate::site_fixture::NOW));
    let marked = "\u{feff}{% extends \"base.html\" %}\n{% block main %}{{ page.title }}{% endblock main %}\n";
    let newsroom = Newsroom::new(SHORT_CONFIG)
        .with(ARTICLE, TEXT)
        .with("templates/article.html", marked)
        .with("templates/.article.html.swp", "{{ no")
        .with("templates/.DS_Store", "{{ no")
        .with("templates/.git/x.html", "{{ no")
        .with("templates/article.html.bak", "{{ no")
        .with("templates/README.md", "Write `{{ page.titel }` …")
        .with("i18n/en.yaml", "\u{feff}by: From\n")
        .with("themes/default/static/.DS_Store", "x");
    assert_eq!(said(&newsroom), "");
    let published = newsroom.published();
    assert!(published.keys().all(|path| !path.contains("DS_Store")));
    let page = &published["world/2026/11/port-talks/index.html"];
    assert!(page.starts_with(b"<!doctype html>"));
}
