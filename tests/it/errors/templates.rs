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

    error[template-failed]: `century` is no unit of time: use year, month, day or hour
      --> templates/listing.html:1:4
     1 | {{ now(unit="century") }}
       |    ^^^^^^^^^^^^^^^^^^^
      --> /2026/11/ (while rendering this URL)

    error[template-failed]: `century` is no unit of time: use year, month, day or hour
      --> templates/listing.html:1:4
     1 | {{ now(unit="century") }}
       |    ^^^^^^^^^^^^^^^^^^^
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
