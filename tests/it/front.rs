//! The front page, as editors compose it, and what a theme's files are to each other.

use std::collections::BTreeSet;

use insta::assert_snapshot;
use presstime::diag::Diagnostic;
use presstime::print::{self, Style};

use crate::pages;
use crate::site_fixture::{NOW, Newsroom, SHORT_CONFIG, at};

/// A paper with two sections, a comment, and a theme that prints its front page in words.
fn newsroom(options: &str) -> Newsroom {
    let config = format!("sections: [World, Port, Sport]\noptions: {options}\n");
    let theme = Newsroom::tiny(&config).with(
        "templates/front.html",
        "{% if front.lead %}lead: {{ front.lead.title }}\n{% endif %}beside:{% for c in front.secondary %} {{ c.title }}{% endfor %}\n\
         latest:{% for c in front.latest %} {{ c.title }}{% endfor %}\n\
         {% for b in front.blocks %}{{ b.kind }} {{ b.title }} {{ b.url }} {{ b.layout }}:{% for c in b.items %} {{ c.title }}{% endfor %}\
         {% for w in b.writers %} by {{ w.name }}{% endfor %}\n{% endfor %}",
    );
    let stories = [
        ("world", 1, "news"),
        ("world", 2, "news"),
        ("world", 3, "opinion"),
        ("port", 4, "news"),
        ("port", 5, "analysis"),
        ("port", 6, "news"),
        ("sport", 7, "news"),
        ("world", 8, "news"),
        ("sport", 9, "opinion"),
    ];
    stories.into_iter().fold(theme, |newsroom, (section, day, kind)| {
        let keys = format!("title: {section}{day}\ndate: 2026-11-0{day}\nkind: {kind}\nauthor: Ana\ntags: [{}]", ["odd", "even"][usize::from(day % 2 == 0)]);
        newsroom.with(&format!("content/{section}/s{day}.md"), &format!("---\n{keys}\n---\nText.\n"))
    })
}

fn front(options: &str) -> String {
    let newsroom = newsroom(options);
    newsroom.build_well(&at(NOW));
    String::from_utf8(newsroom.published()["index.html"].clone()).unwrap()
}

#[test]
fn without_a_recipe_comments_and_every_section_follow_the_top() {
    assert_snapshot!(front("{}"), @"
    lead: world8
    beside: sport7 port6 port5
    latest: sport9 port4 world3 world2 world1
    opinion kind_opinion  : sport9 world3 by Ana by Ana
    section World /world/ : world2 world1
    section Port /port/ : port4
    ");
}

#[test]
fn a_recipe_says_what_stands_where_and_how_many() {
    let recipe = "{front: {secondary: 1, latest: 2, blocks: [{section: sport, items: 1, layout: lead, title: On the pitch}, {tag: even, items: 2}, {block: analysis}, sections]}}";
    assert_snapshot!(front(recipe), @"
    lead: world8
    beside: sport7
    latest: sport9 port6
    section On the pitch /sport/ lead: sport9
    tag even /tags/even/ : port6 port4
    analysis kind_analysis  : port5
    section World /world/ : world3 world2 world1
    ");
}

#[test]
fn a_recipe_that_makes_no_sense_is_told_and_the_page_is_made_all_the_same() {
    let newsroom = newsroom(
        "{front: {secondary: many, colour: red, blocks: [sport, {items: 3}, {section: world, width: 3}, 7]}}",
    );
    let report = newsroom.build_well(&at(NOW));
    let said: Vec<Diagnostic> = report
        .diagnostics
        .into_iter()
        .filter(|said| &*said.code == "bad-front")
        .collect();
    assert_eq!(said.len(), 6);
    assert_snapshot!(print::text(&said, Style::Plain), @"
    warning[bad-front]: `front.blocks` has something that is no block: it is `sections`, a kind of article, or a map with `section`, `tag` or `block`
      --> site.yaml
      hint: see `front` among the options of the theme's theme.yaml

    warning[bad-front]: `front.blocks` knows no `sport`: it is `sections`, a kind of article, or a map with `section`, `tag` or `block`
      --> site.yaml
      hint: see `front` among the options of the theme's theme.yaml

    warning[bad-front]: `front` knows no `colour`
      --> site.yaml
      hint: see `front` among the options of the theme's theme.yaml

    warning[bad-front]: … and 3 more like this
    ");
    assert!(newsroom.published().contains_key("index.html"));
}

#[test]
fn what_a_style_sheet_names_is_found_under_its_new_name() {
    let newsroom = newsroom("{}")
        .with("themes/tiny/static/css/more.css", "a { background: url( \"../img/dot.svg#a\" ) } b { src: url(no.woff2) } i { src: url(https://x.example/a.css) url(data:,a) url(/own.png) }\n")
        .with("themes/tiny/static/css/top.css", "/* url(no.css) */ @import 'more.css'; @IMPORT URL(more.css);\n")
        .with("themes/tiny/static/img/dot.svg", "<svg/>");
    let report = newsroom.build_well(&at(NOW));
    let said: Vec<&Diagnostic> = report
        .diagnostics
        .iter()
        .filter(|said| &*said.code == "missing-asset")
        .collect();
    assert_eq!(said.len(), 1);
    let published = newsroom.published();
    let sheet = published
        .keys()
        .find(|path| path.starts_with("assets/css/more."))
        .unwrap();
    let top = published
        .keys()
        .find(|path| path.starts_with("assets/css/top."))
        .unwrap();
    let top = String::from_utf8_lossy(&published[top]);
    let import = format!("../{}", sheet.trim_start_matches("assets/"));
    assert_eq!(
        top,
        format!("/* url(no.css) */ @import '{import}'; @IMPORT URL({import});\n")
    );
    let css = String::from_utf8(published[sheet].clone()).unwrap();
    assert_snapshot!(css, @r#"
    a { background: url( "../img/dot.e9cdf7a6cf62.svg#a" ) } b { src: url(no.woff2) } i { src: url(https://x.example/a.css) url(data:,a) url(/own.png) }
    "#);
    let named = css
        .split("url( \"../")
        .nth(1)
        .unwrap()
        .split('#')
        .next()
        .unwrap();
    assert!(published.contains_key(&format!("assets/{named}")));
}

#[test]
fn a_template_that_the_theme_no_longer_knows_is_told() {
    let newsroom = Newsroom::new(SHORT_CONFIG).with("templates/articel.html", "{{ title }}\n");
    let report = newsroom.build_well(&at(NOW));
    assert_snapshot!(print::text(&report.diagnostics, Style::Plain), @"
    warning[unused-template]: no page and no template uses `articel.html`
      --> templates/articel.html
      hint: did you mean `article.html`?
    ");
    newsroom.write(
        "templates/page.html",
        "{% extends \"base.html\" %}{% block mian %}{% endblock mian %}\n",
    );
    assert_snapshot!(print::text(&newsroom.build(&at(NOW)).diagnostics, Style::Plain), @r#"
    error[template-syntax]: block `mian` is not defined in any parent template
      --> templates/page.html:1:35
     1 | {% extends "base.html" %}{% block mian %}{% endblock mian %}
       |                                   ^^^^

    warning[unused-template]: no page and no template uses `articel.html`
      --> templates/articel.html
      hint: did you mean `article.html`?
    "#);
}

/// The theme of the tutorial, with all that a page can show.
#[test]
fn the_theme_of_the_tutorial_makes_a_whole_site() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let config = format!("{SHORT_CONFIG}theme: plain\nlanguages: [es]\n");
    let mut newsroom = Newsroom::new(&config);
    let mut lines = 0;
    for file in walkdir::WalkDir::new(root.join("themes/plain")) {
        let file = file.unwrap();
        if file.file_type().is_file() {
            let text = std::fs::read_to_string(file.path()).unwrap();
            lines += text.lines().count();
            let path = file.path().strip_prefix(root).unwrap();
            newsroom = newsroom.with(&path.to_string_lossy(), &text);
        }
    }
    assert!(lines < 150, "{lines}");
    newsroom = newsroom
        .with_photo("static/port.jpg")
        .with(
            "content/authors/ana.md",
            "---\nname: Ana Ruiz\n---\nA life.\n",
        )
        .with("content/pages/about.md", "---\ntitle: About\n---\nUs.\n")
        .with(
            "content/world/2026-11-19-puerto.es.md",
            "---\ntitle: El puerto\n---\nMás.\n",
        )
        .with(
            "content/world/2026-11-20-port.md",
            "---\ntitle: The port\nauthors: [ana, Li Wei]\ntags: [ports]\nkind: live\n\
             image: {src: /port.jpg, alt: The port, caption: The *old* port, credit: Ana}\n\
             corrections: [{date: 2026-11-21, text: It was not.}]\nfaq: [{q: Why?, a: Because.}]\n---\n\
             The text.\n\n![It](/port.jpg)\n\n## 10:30 More\n\nAnd more.\n",
        );
    for day in 1..9 {
        let article =
            format!("---\ntitle: Story {day}\ndate: 2026-10-0{day}\nauthor: ana\n---\nText.\n");
        newsroom = newsroom.with(&format!("content/port/s{day}.md"), &article);
    }
    let report = newsroom.build_well(&at(NOW));
    let codes: BTreeSet<&str> = report.diagnostics.iter().map(|said| &*said.code).collect();
    assert_eq!(codes, BTreeSet::from(["missing-words"]));
    let published = newsroom.published();
    pages::assert_sound(&published);
    assert_eq!(
        pages::broken(&published, "https://courier.example", ""),
        [""; 0]
    );
}

#[test]
fn pictures_in_one_paragraph_are_a_gallery() {
    let newsroom = Newsroom::new(SHORT_CONFIG)
        .with_photo("static/a.jpg")
        .with_photo("static/b.jpg")
        .with("content/world/a.md", "---\ntitle: A\ndate: 2026-11-20\n---\n![One](/a.jpg \"First.\")\n![Two](/b.jpg \"Second.\")\n");
    newsroom.build_well(&at(NOW));
    let page =
        String::from_utf8(newsroom.published()["world/2026/11/a/index.html"].clone()).unwrap();
    let gallery = page
        .split("<figure class=\"gallery\" tabindex=\"0\">")
        .nth(1)
        .unwrap();
    let gallery = gallery.split("</figure>").next().unwrap();
    assert_eq!(gallery.matches("<picture>").count(), 2);
    assert!(
        gallery.ends_with("<figcaption>First. Second.</figcaption>"),
        "{gallery}"
    );
}

#[test]
fn a_video_of_another_host_waits_for_a_click() {
    let newsroom = Newsroom::new(SHORT_CONFIG).with_photo("static/still.jpg").with("static/film.mp4", "film").with(
        "content/world/a.md",
        "---\ntitle: A\ndate: 2026-11-20\nvideos:\n\
         - {url: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ', title: One, thumbnail: /still.jpg}\n\
         - {url: /film.mp4, title: Two}\n- {url: 'https://video.example/3', title: Three}\n---\n",
    );
    newsroom.build_well(&at(NOW));
    let page =
        String::from_utf8(newsroom.published()["world/2026/11/a/index.html"].clone()).unwrap();
    assert!(
        page.contains(
            "data-embed=\"https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1\""
        )
    );
    assert!(
        page.contains("<video controls preload=\"none\" src=\"/film.mp4\" aria-label=\"Two\">")
    );
    assert!(!page.contains("<iframe"));
    assert_eq!(page.matches("data-embed").count(), 1);
}
