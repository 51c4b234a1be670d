//! What an outlet shows of itself, and what its pages say of what they show.

use crate::site_fixture::{HOUR, NOW, Newsroom, SHORT_CONFIG, Tree, at};

fn page<'t>(tree: &'t Tree, path: &str) -> &'t str {
    let bytes = tree.get(path);
    let bytes = bytes.unwrap_or_else(|| panic!("no {path} among {:#?}", tree.keys()));
    std::str::from_utf8(bytes).unwrap()
}

fn site(files: &[(&str, &str)]) -> Newsroom {
    with_config("", files)
}

fn with_config(more: &str, files: &[(&str, &str)]) -> Newsroom {
    let newsroom = Newsroom::new(&format!("{SHORT_CONFIG}{more}"));
    for (path, text) in files {
        newsroom.write(path, text);
    }
    newsroom
}

fn built(newsroom: &Newsroom) -> Tree {
    newsroom.build_well(&at(NOW));
    newsroom.published()
}

#[test]
fn an_articles_first_paragraph_is_no_standfirst() {
    let tree = built(&site(&[
        (
            "content/world/2026-01-02-a.md",
            "---\ntitle: A\n---\n\nIt began at dawn.\n",
        ),
        (
            "content/world/2026-01-02-b.md",
            "---\ntitle: B\nsummary: In short.\n---\n\nIt began at dawn.\n",
        ),
    ]));
    let without = page(&tree, "world/2026/01/a/index.html");
    assert!(!without.contains("class=\"standfirst\""));
    assert!(without.contains("<meta name=\"description\" content=\"It began at dawn.\">"));
    let with = page(&tree, "world/2026/01/b/index.html");
    assert!(with.contains("<p class=\"standfirst\">In short.</p>"));
}

#[test]
fn a_video_without_a_title_is_called_by_its_host() {
    let tree = built(&site(&[(
        "content/world/2026-01-02-a.md",
        "---\ntitle: A\nkind: sponsored\nvideos: [{url: 'https://www.video.example/watch/2'}]\n---\n",
    )]));
    let html = page(&tree, "world/2026/01/a/index.html");
    assert!(
        html.contains("rel=\"sponsored\"><span>video.example</span>"),
        "{html}"
    );
}

#[test]
fn alerts_are_called_what_they_are_in_the_language_of_the_page() {
    let alert = "---\ntitle: A\n---\n\n> [!WARNING]\n> High seas.\n";
    let tree = built(&site(&[
        ("content/world/2026-01-02-a.md", alert),
        ("content/world/2026-01-02-a.fr.md", alert),
    ]));
    for (path, label) in [
        ("world/2026/01/a/index.html", "Warning"),
        ("fr/world/2026/01/a/index.html", "Avertissement"),
    ] {
        let alert = format!("<p class=\"label\">{label}</p>\n<p>High seas.</p>");
        assert!(page(&tree, path).contains(&alert), "{path}");
    }
}

#[test]
fn sponsored_stories_say_so_among_headlines() {
    let tree = built(&site(&[
        (
            "content/world/2026-01-01-a.md",
            "---\ntitle: An advert\nkind: sponsored\n---\n",
        ),
        ("content/world/2026-01-02-b.md", "---\ntitle: News\n---\n"),
    ]));
    let html = page(&tree, "world/2026/01/b/index.html");
    let label =
        "<li><span class=\"kind sponsored\">Sponsored</span> <a href=\"/world/2026/01/a/\">";
    assert!(html.contains(label), "{html}");
}

#[test]
fn icons_in_static_take_the_place_of_the_themes() {
    let article = ("content/world/2026-01-02-a.md", "---\ntitle: A\n---\n");
    let newsroom = site(&[article]);
    let path = "world/2026/01/a/index.html";
    assert!(page(&built(&newsroom), path).contains("href=\"/assets/favicon."));
    newsroom.write("static/favicon.svg", "<svg width='8' height='8'/>");
    newsroom.write("static/favicon.ico", "icon");
    let tree = built(&newsroom);
    let html = page(&tree, path);
    assert!(!html.contains("/assets/favicon."));
    assert!(html.contains(
        "<link rel=\"icon\" href=\"/favicon.ico\" sizes=\"32x32\">\n\
         <link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\" sizes=\"any\">"
    ));
    newsroom.assert_clean(&at(NOW));
}

#[test]
fn pages_without_a_photo_are_shared_with_the_sites_image() {
    let newsroom = with_config(
        "image: {src: /share.svg, alt: The harbour}\n",
        &[
            ("static/share.svg", "<svg width='1200' height='630'/>"),
            ("content/world/2026-01-02-a.md", "---\ntitle: A\n---\n"),
        ],
    );
    let tree = built(&newsroom);
    for path in [
        "index.html",
        "world/index.html",
        "world/2026/01/a/index.html",
    ] {
        assert!(
            page(&tree, path).contains(
                "<meta property=\"og:image\" content=\"https://courier.example/share.svg\">\n\
                 <meta property=\"og:image:width\" content=\"1200\">\n\
                 <meta property=\"og:image:height\" content=\"630\">\n\
                 <meta property=\"og:image:alt\" content=\"The harbour\">\n\
                 <meta name=\"twitter:card\" content=\"summary_large_image\">"
            ),
            "{path}"
        );
    }
    newsroom.remove("static/share.svg");
    let report = newsroom.build_well(&at(NOW));
    assert!(!page(&newsroom.published(), "index.html").contains("og:image"));
    let told = presstime::print::text(&report.diagnostics, presstime::print::Style::Plain);
    insta::assert_snapshot!(told, @r"
    warning[missing-image]: the site's image `/share.svg` does not exist
      --> site.yaml
      hint: put it into static/
    ");
}

#[test]
fn the_foot_leads_to_plain_pages_and_to_no_empty_index() {
    let tree = built(&site(&[
        ("content/pages/about.md", "---\ntitle: About us\n---\n"),
        (
            "content/pages/jobs/driver.md",
            "---\ntitle: A driver\n---\n",
        ),
        (
            "content/pages/contact/index.md",
            "---\ntitle: Contact\n---\n",
        ),
        ("content/world/2026-01-02-a.md", "---\ntitle: A\n---\n"),
    ]));
    let html = page(&tree, "index.html");
    assert!(html.contains("<a href=\"/about/\">About us</a>"));
    assert!(html.contains("<a href=\"/contact/\">Contact</a>"));
    for absent in ["A driver", "/tags/", "/authors/"] {
        assert!(!html.contains(absent), "{absent}");
    }
}

#[test]
fn listings_and_authors_describe_themselves_to_search_engines() {
    let tree = built(&site(&[
        (
            "content/authors/ana.md",
            "---\nname: Ana Ruiz\nrole: Editor\n---\n\nCovers **the port**.\n",
        ),
        (
            "content/world/2026-01-02-a.md",
            "---\ntitle: A\nauthor: ana\ntags: [Ports]\n---\n",
        ),
    ]));
    let described = |path| {
        page(&tree, path)
            .split("name=\"description\" content=\"")
            .nth(1)
    };
    assert!(
        described("authors/ana/index.html")
            .unwrap()
            .starts_with("Editor. Covers the port.")
    );
    let tag = described("tags/ports/index.html").unwrap();
    assert!(tag.starts_with("Ports: all that The Harbour Courier has published on it"));
}

#[test]
fn an_about_page_tells_of_its_questions_too() {
    let tree = built(&with_config(
        "publisher: {policies: {about: /about/}}\n",
        &[(
            "content/pages/about.md",
            "---\ntitle: About\nfaq: [{q: 'Who?', a: We.}]\n---\n",
        )],
    ));
    let html = page(&tree, "about/index.html");
    for kind in [
        "AboutPage",
        "NewsMediaOrganization",
        "FAQPage",
        "BreadcrumbList",
    ] {
        assert!(html.contains(&format!("\"@type\":\"{kind}\"")), "{kind}");
    }
}

#[test]
fn a_person_is_the_same_as_pages_elsewhere_alone() {
    let tree = built(&site(&[
        (
            "content/authors/ana.md",
            "---\nname: Ana\nlinks: [{label: Us, url: /ethics/}, {label: There, url: 'https://social.example/@ana'}, \
             {label: Here, url: 'https://courier.example/ethics/'}]\n---\n",
        ),
        (
            "content/world/2026-01-02-a.md",
            "---\ntitle: A\nauthor: ana\n---\n",
        ),
    ]));
    let html = page(&tree, "authors/ana/index.html");
    assert!(
        html.contains("\"sameAs\":[\"https://social.example/@ana\"]"),
        "{html}"
    );
}

/// Forty-five newer stories, so that older ones are out of the front page's sight.
fn with_newer_stories(newsroom: &Newsroom) {
    for number in 0..45 {
        let date = jiff::Timestamp::from_second(NOW - HOUR * (number + 1)).unwrap();
        newsroom.write(
            &format!("content/world/new-{number:02}.md"),
            format!("---\ntitle: New {number}\ndate: {date}\n---\n"),
        );
    }
}

#[test]
fn what_is_featured_until_a_time_leads_until_then_and_what_is_featured_without_end_is_forgotten() {
    let newsroom = site(&[
        (
            "content/world/2025-01-01-kept.md",
            "---\ntitle: Kept\nfeatured: true\nfeatured_until: 2027-01-01\n---\n",
        ),
        (
            "content/world/2025-01-02-forgotten.md",
            "---\ntitle: Forgotten\nfeatured: true\n---\n",
        ),
    ]);
    with_newer_stories(&newsroom);
    let tree = built(&newsroom);
    let html = page(&tree, "index.html");
    let lead = html.split("class=\"lead\"").nth(1).unwrap();
    assert!(
        lead.split("</article>")
            .next()
            .unwrap()
            .contains(">Kept</a>")
    );
    assert!(!html.contains(">Forgotten</a>"));
}

#[test]
fn a_new_part_of_a_series_costs_the_page_before_it_and_the_heads_of_lists() {
    let part = |number: usize| {
        let path = format!("content/world/2025-01-{number:02}-part.md");
        let text = format!("---\ntitle: Part {number}\nslug: part-{number}\nseries: Long\n---\n");
        (path, text)
    };
    let newsroom = site(&[]);
    for (path, text) in (1..=20).map(part) {
        newsroom.write(&path, text);
    }
    built(&newsroom);
    let (path, text) = part(21);
    newsroom.write(&path, text);
    let report = newsroom.build_well(&at(NOW));
    let parts: Vec<&String> = report
        .written
        .iter()
        .filter(|path| path.contains("/part-"))
        .collect();
    assert_eq!(
        parts,
        [
            "world/2025/01/part-20/index.html",
            "world/2025/01/part-21/index.html"
        ]
    );
    let tree = newsroom.published();
    let html = page(&tree, "world/2025/01/part-20/index.html");
    let series = html.split("class=\"headlines series\"").nth(1).unwrap();
    let series = series.split("</section>").next().unwrap();
    let order: Vec<usize> = [16, 17, 18, 19, 20, 21]
        .iter()
        .map(|number| series.find(&format!("Part {number}<")).unwrap())
        .collect();
    assert!(order.is_sorted(), "{series}");
    assert!(!series.contains("Part 15<"));
    newsroom.assert_clean(&at(NOW));
}
