//! What publishing costs, counted in files: the size of the change, whatever the size of the archive.

use std::fmt::Write;

use presstime::engine::Report;

use crate::site_fixture::{HOUR, NOW, Newsroom, SHORT_CONFIG, at, look_and_build};

const SECTIONS: u64 = 12;
const TAGS: u64 = 400;
const AUTHORS: u64 = 40;

/// Steps of a generator of evenly spread numbers (Knuth's constants), so that every run has one archive.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// All that `site.yaml` can switch on that makes files.
const EVERYTHING: &str = "\
languages:
  - {code: es, title: En español}
publisher: {name: P, policies: {about: /about/, corrections: /corrections/}}
feed: {content: full, sections: full, tags: full, authors: full, hub: 'https://hub.example/'}
hosting: [netlify, cloudflare, nginx, vercel, github]
";

/// An article of the archive; a higher number is a newer one, and number `newest` was published an hour ago.
fn article(number: u64, newest: u64, title: &str, body: &str) -> (String, String) {
    let mut dice = Dice(number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    dice.below(2);
    let section = dice.below(SECTIONS);
    // Some tags are on many articles and most on few, as in any newsroom.
    let tags: Vec<String> = (0..2 + dice.below(4))
        .map(|_| format!("tag-{}", dice.below(TAGS) * dice.below(TAGS) / TAGS))
        .collect();
    let authors: Vec<String> = (0..=dice.below(2))
        .map(|_| format!("author-{}", dice.below(AUTHORS)))
        .collect();
    let second = NOW - HOUR - 48 * 60 * i64::try_from(newest - number).unwrap();
    let date = jiff::Timestamp::from_second(second).unwrap();
    let mut text = String::new();
    let _ = write!(
        text,
        "---\ntitle: {title} {number}\nsummary: In short.\ndate: {date}\ntags: [{}]\nauthors: [{}]\n",
        tags.join(", "),
        authors.join(", "),
    );
    if number.is_multiple_of(50) {
        let _ = writeln!(
            text,
            "series: Long\naliases: [/old/{number}/]\ncorrections: [{{date: {date}, text: Not so.}}]\nfeatured: true"
        );
    }
    let _ = write!(text, "---\n\n{body}\n");
    (format!("content/section-{section}/{number:06}.md"), text)
}

/// A newsroom with an archive of so many articles, in the default theme.
fn archive(articles: u64, more: &str) -> Newsroom {
    let mut config = format!("{SHORT_CONFIG}{more}");
    config.push_str("sections:\n");
    for section in 0..SECTIONS {
        let _ = writeln!(
            config,
            "  - {{slug: section-{section}, name: Section {section}}}"
        );
    }
    let newsroom = Newsroom::new(&config);
    for author in 0..AUTHORS {
        newsroom.write(
            &format!("content/authors/author-{author}.md"),
            format!("---\nname: Author {author}\n---\n"),
        );
    }
    for number in 0..articles {
        let (path, text) = article(number, articles, "Story", "A line.");
        newsroom.write(&path, text);
    }
    newsroom
}

/// How many files a build wrote or removed.
fn cost(report: &Report) -> usize {
    assert!(report.is_ok(), "{:#?}", report.diagnostics);
    report.written.len() + report.removed.len()
}

/// What single edits cost in an archive of so many articles, in files.
#[derive(Debug, PartialEq, Eq)]
struct Costs {
    nothing: usize,
    /// The newest article's body.
    newest_body: usize,
    /// The body of one from the middle of the archive.
    old_body: usize,
    old_title: usize,
    new_article: usize,
    /// Another, with its translation: two articles in one build.
    new_part: usize,
    /// The clock moves on by three days, after which nothing is news, and nothing is under embargo.
    three_days: usize,
}

fn costs(articles: u64, more: &str) -> Costs {
    let newsroom = archive(articles, more);
    let mut process = newsroom.open();
    assert!(look_and_build(&mut process, &at(NOW)).is_ok());
    let mut after = |number: u64, title: &str, body: &str| {
        let (path, text) = article(number, articles, title, body);
        newsroom.write(&path, text);
        cost(&look_and_build(&mut process, &at(NOW)))
    };
    let middle = articles / 2;
    let newest_body = after(articles - 1, "Story", "Another line.");
    let old_body = after(middle, "Story", "Another line.");
    let old_title = after(middle, "Another story", "Another line.");
    let new_article = after(articles, "Story", "A line.");
    let (path, text) = article(articles, articles, "Part", "A line.");
    let text = text
        .replacen("\ndate:", "\ntranslation_key: part\ndate:", 1)
        .replace("/old/", "/older/");
    newsroom.write(
        &path.replace(".md", "-part.es.md"),
        text.replace("/older/", "/elder/"),
    );
    newsroom.write(&path.replace(".md", "-part.md"), text);
    let new_part = cost(&look_and_build(&mut process, &at(NOW)));
    Costs {
        nothing: cost(&newsroom.build(&at(NOW))),
        newest_body,
        old_body,
        old_title,
        new_article,
        new_part,
        three_days: cost(&newsroom.build(&at(NOW + 3 * 24 * HOUR))),
    }
}

#[test]
fn a_change_costs_few_files_in_an_archive_of_ten_thousand_and_no_more_than_in_a_fifth_of_it() {
    let (small, large) = (costs(2_000, ""), costs(10_000, ""));
    for costs in [&small, &large] {
        assert_eq!(costs.nothing, 0, "{costs:?}");
        // Its page, and the feeds that carry it: the site's and its section's, in three formats.
        assert!((1..=14).contains(&costs.newest_body), "{costs:?}");
        assert!((1..=14).contains(&costs.old_body), "{costs:?}");
        assert!((1..=60).contains(&costs.old_title), "{costs:?}");
        assert!((1..=60).contains(&costs.new_article), "{costs:?}");
        assert!((1..=4).contains(&costs.three_days), "{costs:?}");
    }
    // Articles have two to five tags and one or two authors: that much may differ by chance.
    assert!(
        large.new_article.abs_diff(small.new_article) <= 25,
        "{small:?}, {large:?}"
    );
}

#[test]
fn a_new_article_costs_at_most_eighty_files_with_everything_on() {
    let costs = costs(10_000, EVERYTHING);
    assert_eq!(costs.nothing, 0, "{costs:?}");
    assert!((1..=80).contains(&costs.new_article), "{costs:?}");
    assert!((1..=160).contains(&costs.new_part), "{costs:?}");
    assert!((1..=8).contains(&costs.three_days), "{costs:?}");
}
