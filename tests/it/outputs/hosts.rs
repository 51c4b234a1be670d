//! What hosts, crawlers and advertisers are told, and addresses that lead nowhere any more.

use insta::assert_snapshot;

use super::{published, text};
use crate::site_fixture::{DAY, NOW, Newsroom, SHORT_CONFIG, at, look_and_build};

fn moved(config: &str) -> Newsroom {
    Newsroom::new(&format!("{SHORT_CONFIG}{config}"))
        .with(
            "content/world/a.md",
            "---\ntitle: A\ndate: 2026-11-01\naliases: [/old/a/, /año/$1/, /world/2026/11/a/]\n---\n",
        )
        .with("content/world/b.md", "---\ntitle: B\ndate: 2026-11-02\naliases: [/b(1).html]\n---\n")
        .with("content/world/c.md", "---\ntitle: C\ndate: 2026-12-24\naliases: [/secret/]\n---\n")
        .with("content/pages/about.md", "---\ntitle: About\naliases: [/who/]\n---\n")
}

#[test]
fn redirects_of_hosts_that_read_a_rule_a_line() {
    let of = |hosts: &str| {
        text(
            &published(&moved(&format!("hosting: [{hosts}]\n"))),
            "_redirects",
        )
    };
    assert_snapshot!(of("netlify"), @"
    /who/ /about/ 301!
    /b(1).html /world/2026/11/b/ 301!
    /a%C3%B1o/$1/ /world/2026/11/a/ 301!
    /old/a/ /world/2026/11/a/ 301!
    ");
    assert_eq!(of("cloudflare"), of("netlify").replace("301!", "301"));
    assert_eq!(of("gitlab"), of("cloudflare"));
    let mixed = moved("hosting: [netlify, cloudflare]\n");
    let report = mixed.build_well(&at(NOW));
    assert_eq!(report.warnings.get("mixed-hosts"), Some(&1));
    assert_eq!(text(&mixed.published(), "_redirects"), of("cloudflare"));
}

#[test]
fn redirects_and_headers_of_vercel() {
    let config =
        "hosting: vercel\nheaders: {/*: {X-Frame-Options: DENY, referrer-policy: no-referrer}}\n";
    assert_snapshot!(text(&published(&moved(config)), "vercel.json"), @r#"
    {
      "redirects": [
        {
          "source": "/who/",
          "destination": "/about/",
          "statusCode": 301
        },
        {
          "source": "/b\\(1\\).html",
          "destination": "/world/2026/11/b/",
          "statusCode": 301
        },
        {
          "source": "/a%C3%B1o/$1/",
          "destination": "/world/2026/11/a/",
          "statusCode": 301
        },
        {
          "source": "/old/a/",
          "destination": "/world/2026/11/a/",
          "statusCode": 301
        }
      ],
      "headers": [
        {
          "source": "/(.*)",
          "headers": [
            {
              "key": "X-Content-Type-Options",
              "value": "nosniff"
            },
            {
              "key": "X-Frame-Options",
              "value": "DENY"
            },
            {
              "key": "referrer-policy",
              "value": "no-referrer"
            }
          ]
        },
        {
          "source": "/assets/(.*)",
          "headers": [
            {
              "key": "Cache-Control",
              "value": "public, max-age=31536000, immutable"
            }
          ]
        }
      ]
    }
    "#);
}

#[test]
fn redirects_of_nginx() {
    assert_snapshot!(text(&published(&moved("hosting: nginx\n")), "nginx-redirects.conf"), @r#"
    # Include this within http {}, and within the site's server {} write:
    #   if ($presstime_redirect) { return 301 $presstime_redirect; }
    map $uri $presstime_redirect {
        "/who/" "/about/";
        "/b(1).html" "/world/2026/11/b/";
        "/año/$1/" "/world/2026/11/a/";
        "/old/a/" "/world/2026/11/a/";
    }
    "#);
}

#[test]
fn nginx_is_given_room_for_long_addresses_and_for_many() {
    let long = "x".repeat(200);
    let config = format!("{SHORT_CONFIG}hosting: nginx\n");
    let newsroom = Newsroom::new(&config).with(
        "content/world/a.md",
        &format!("---\ntitle: A\ndate: 2026-11-01\naliases: /{long}/\n---\n"),
    );
    let map = text(&published(&newsroom), "nginx-redirects.conf");
    assert!(
        map.contains("map_hash_bucket_size 2048;\nmap_hash_max_size 2048;\nmap $uri"),
        "{map}"
    );
    let aliases: Vec<String> = (0..2100).map(|number| format!("/old/{number}/")).collect();
    let newsroom = Newsroom::new(&config).with(
        "content/world/a.md",
        &format!(
            "---\ntitle: A\ndate: 2026-11-01\naliases: [{}]\n---\n",
            aliases.join(", ")
        ),
    );
    let map = text(&published(&newsroom), "nginx-redirects.conf");
    assert!(
        map.contains("map_hash_bucket_size 512;\nmap_hash_max_size 4096;\nmap $uri"),
        "{map}"
    );
}

#[test]
fn a_former_address_may_be_written_as_a_browser_shows_it() {
    let rules = |url: &str| {
        let config = format!("title: A\nurl: {url}\ntimezone: UTC\nhosting: netlify\n");
        let aliases = "[/press/pre/, /old/, https://courier.example/press/whole/, https://courier.example/other/]";
        let newsroom = Newsroom::new(&config).with(
            "content/world/a.md",
            &format!("---\ntitle: A\ndate: 2026-11-01\naliases: {aliases}\n---\n"),
        );
        let rules = text(&published(&newsroom), "_redirects");
        let sources = rules
            .lines()
            .filter_map(|rule| Some(rule.split_once(' ')?.0.to_owned()));
        sources.collect::<Vec<_>>()
    };
    assert_eq!(
        rules("https://courier.example/press/"),
        [
            "/press/old/",
            "/press/other/",
            "/press/pre/",
            "/press/whole/"
        ]
    );
    assert_eq!(
        rules("https://courier.example/"),
        ["/old/", "/other/", "/press/pre/", "/press/whole/"]
    );
}

#[test]
fn a_star_amid_a_path_of_headers_is_any_signs_to_vercel() {
    let config = "title: A\nurl: https://courier.example/press/\ntimezone: UTC\nhosting: vercel\n\
                  headers: {/*.pdf: {X-A: b}, /a(1)/*/b: {X-A: c}}\n";
    let file = text(&published(&Newsroom::new(config)), "vercel.json");
    assert!(file.contains(r#""source": "/press/(.*).pdf""#), "{file}");
    assert!(
        file.contains(r#""source": "/press/a\\(1\\)/(.*)/b""#),
        "{file}"
    );
}

#[test]
fn headers_carry_the_sub_path() {
    let config = "title: A\nurl: https://courier.example/press/\ntimezone: UTC\nhosting: [netlify, github]\n\
                  headers: {/feeds/: {X-A: b}}\n";
    let published = published(&Newsroom::new(config));
    assert_snapshot!(text(&published, "_headers"), @"
    /press/*
      Referrer-Policy: strict-origin-when-cross-origin
      X-Content-Type-Options: nosniff
    /press/assets/*
      Cache-Control: public, max-age=31536000, immutable
    /press/feeds/
      X-A: b
    ");
    assert!(published.contains_key(".nojekyll") && !published.contains_key("CNAME"));
}

#[test]
fn a_domain_of_its_own_is_told_to_github() {
    let published = published(&moved("hosting: github\n"));
    assert_eq!(text(&published, "CNAME"), "courier.example\n");
}

#[test]
fn a_host_gets_no_more_redirects_than_it_takes() {
    let newsroom = (0..1200).fold(
        Newsroom::new(&format!("{SHORT_CONFIG}hosting: gitlab\n")),
        |newsroom, number| {
            newsroom.with(
                &format!("content/world/a{number}.md"),
                &format!("---\ntitle: A\ndate: 2026-01-01T00:{:02}:{:02}Z\naliases: /old/{number}/\n---\n", number / 60, number % 60),
            )
        },
    );
    let report = newsroom.build(&at(NOW));
    assert_eq!(
        report.warnings.get("too-many-redirects"),
        Some(&1),
        "{:?}",
        report.warnings
    );
    let rules = text(&newsroom.published(), "_redirects");
    assert_eq!(rules.lines().count(), 1000);
    assert!(rules.starts_with("/old/1199/ ") && !rules.contains("/old/199/ "));
}

#[test]
fn a_host_gets_no_more_bytes_and_no_longer_rules_than_it_takes() {
    let newsroom = |host: &str, length: usize| {
        let config = format!("{SHORT_CONFIG}hosting: {host}\n");
        (0..100).fold(Newsroom::new(&config), |newsroom, number| {
            let alias = format!("/{}{number}/", "ñññññññññ/".repeat(length / 55));
            newsroom.with(
                &format!("content/world/a{number}.md"),
                &format!("---\ntitle: A\ndate: 2026-11-01\naliases: {alias}\n---\n"),
            )
        })
    };
    let of = |host: &str, length: usize| {
        let newsroom = newsroom(host, length);
        let report = newsroom.build_well(&at(NOW));
        let said = report
            .diagnostics
            .iter()
            .map(|said| said.message.to_string());
        (
            said.collect::<Vec<_>>(),
            text(&newsroom.published(), "_redirects"),
        )
    };
    let (said, rules) = of("gitlab", 900);
    assert_eq!(
        said,
        [
            "gitlab takes 65536 bytes of redirects, and the site has 28 redirects more: the oldest articles' are left out of _redirects"
        ]
    );
    assert!(rules.len() <= 64 * 1024 && rules.lines().count() == 72);
    let (said, rules) = of("cloudflare", 1000);
    assert_eq!(
        said,
        [
            "cloudflare takes redirects of 1000 characters, and 100 are longer: they are left out of _redirects"
        ]
    );
    assert_eq!(rules, "");
}

#[test]
fn crawlers_of_ai_companies_may_be_told_to_stay_away() {
    let of = |robots: &str| {
        text(
            &published(&Newsroom::new(&format!("{SHORT_CONFIG}{robots}"))),
            "robots.txt",
        )
    };
    assert_snapshot!(of(""), @"
    User-agent: *
    Allow: /

    Sitemap: https://courier.example/sitemap.xml
    ");
    let search = of("robots: {ai: search, disallow: [/find me/]}\n");
    assert!(
        search.contains("User-agent: GPTBot\n") && !search.contains("OAI-SearchBot"),
        "{search}"
    );
    assert!(
        search.contains("Disallow: /\n\nUser-agent: *\nDisallow: /find%20me/\nAllow: /\n"),
        "{search}"
    );
    let below = "title: A\nurl: https://courier.example/press/\ntimezone: UTC\n";
    let told = |robots: &str| {
        let newsroom = Newsroom::new(&format!("{below}{robots}"));
        newsroom
            .build_well(&at(NOW))
            .warnings
            .into_keys()
            .collect::<Vec<_>>()
    };
    assert!(told("").is_empty());
    assert_eq!(told("robots: {ai: deny}\n"), ["unread-robots"]);
    let deny = of("robots: {ai: deny}\n");
    assert!(
        deny.contains("User-agent: GPTBot\n") && deny.contains("User-agent: OAI-SearchBot\n"),
        "{deny}"
    );
}

#[test]
fn declarations_are_written_as_they_are_given() {
    let config = "ads_txt: ['# ours', 'a.example, 1, DIRECT', 'b.example, 2, reseller, f0', OWNERDOMAIN=courier.example]\n\
        security_txt: {expires: 2027-06-30T00:00:00Z, contact: [a@courier.example, https://courier.example/c/], preferred_languages: 'es, en'}\n\
        trust_txt: {belongto: https://association.example/, social: [https://a.example/1, https://a.example/2]}\n";
    let newsroom = Newsroom::new(&format!("{SHORT_CONFIG}{config}"));
    let tree = published(&newsroom);
    let all = ["ads.txt", ".well-known/security.txt", "trust.txt"].map(|path| text(&tree, path));
    assert_snapshot!(all.join("--\n"), @"
    # ours
    a.example, 1, DIRECT
    b.example, 2, reseller, f0
    OWNERDOMAIN=courier.example
    --
    Contact: mailto:a@courier.example
    Contact: https://courier.example/c/
    Expires: 2027-06-30T00:00:00Z
    Preferred-Languages: es, en
    --
    belongto=https://association.example/
    social=https://a.example/1
    social=https://a.example/2
    ");
    assert_eq!(
        text(&tree, ".well-known/trust.txt"),
        text(&tree, "trust.txt")
    );
    newsroom.write("static/ads.txt", "ours\n");
    newsroom.build_well(&at(NOW));
    assert_eq!(text(&newsroom.published(), "ads.txt"), "ours\n");
    newsroom.assert_clean(&at(NOW));
}

#[test]
fn the_end_of_security_txt_is_told_a_month_before() {
    let config = "security_txt: {contact: a@courier.example, expires: 2026-12-31T00:00:00Z}\n";
    let newsroom = Newsroom::new(&format!("{SHORT_CONFIG}{config}"));
    let mut process = newsroom.open();
    let mut at_day = |day: i64| {
        let report = look_and_build(&mut process, &at(NOW + day * DAY));
        let said: Vec<String> = report
            .diagnostics
            .iter()
            .map(|said| said.message.to_string())
            .collect();
        (said.join("; "), report.due)
    };
    let end: jiff::Timestamp = "2026-12-31T00:00:00Z".parse().unwrap();
    assert_eq!(at_day(0), (String::new(), Some(end.as_second() - 30 * DAY)));
    assert_eq!(
        at_day(10),
        (
            "security.txt expires soon, at 2026-12-31T00:00:00Z".to_owned(),
            Some(end.as_second())
        )
    );
    assert!(at_day(40).0.contains("expired at"));
    assert_eq!(at_day(0).0, "");
}

#[test]
fn an_address_that_leads_nowhere_any_more_is_told() {
    let newsroom = Newsroom::new(SHORT_CONFIG)
        .with(
            "content/world/a.md",
            "---\ntitle: A\ndate: 2026-11-01\n---\n",
        )
        .with(
            "content/world/b.md",
            "---\ntitle: B\ndate: 2026-11-01\n---\n",
        )
        .with(
            "content/world/c.md",
            "---\ntitle: C\ndate: 2026-11-01\n---\n",
        )
        .with(
            "content/world/d.md",
            "---\ntitle: D\ndate: 2026-11-01\n---\n",
        )
        .with(
            "content/world/e.md",
            "---\ntitle: E\ndate: 2026-11-01\nexpires: 2026-11-24\n---\n",
        )
        .with("content/pages/about.md", "---\ntitle: About\n---\n");
    newsroom.build_well(&at(NOW));
    newsroom.write(
        "content/world/a.md",
        "---\ntitle: A\ndate: 2026-11-01\nslug: anew\n---\n",
    );
    newsroom.remove("content/world/b.md");
    newsroom.write(
        "content/world/c.md",
        "---\ntitle: C\ndate: 2026-11-01\ndraft: true\n---\n",
    );
    newsroom.write(
        "content/world/d.md",
        "---\ntitle: D\ndate: 2026-11-01\nslug: dnew\naliases: /world/2026/11/d/\n---\n",
    );
    newsroom.remove("content/pages/about.md");
    let report = newsroom.build_well(&at(NOW + 2 * DAY));
    assert_snapshot!(presstime::print::text(&report.diagnostics, presstime::print::Style::Plain), @"
    warning[dropped-url]: this is no longer published: /about/, which readers know, leads nowhere
      --> content/pages/about.md
      hint: name `/about/` under `aliases` of what takes its place, if anything does

    warning[dropped-url]: this is no longer at /world/2026/11/a/, where readers know it
      --> content/world/a.md
      hint: add `/world/2026/11/a/` to its `aliases`, so that they are led on

    warning[dropped-url]: this is no longer published: /world/2026/11/b/, which readers know, leads nowhere
      --> content/world/b.md
      hint: name `/world/2026/11/b/` under `aliases` of what takes its place, if anything does

    warning[dropped-url]: … and 1 more like this
    ");
    assert_eq!(newsroom.build_well(&at(NOW + 2 * DAY)).diagnostics, []);
}

#[test]
fn a_strict_build_takes_no_address_away() {
    let newsroom = moved("");
    newsroom.build_well(&at(NOW));
    newsroom.remove("content/world/b.md");
    let mut strict = at(NOW);
    strict.strict = true;
    for _ in 0..2 {
        let report = newsroom.build(&strict);
        assert_eq!(report.warnings.get("dropped-url"), Some(&2));
        assert!(
            newsroom
                .published()
                .contains_key("world/2026/11/b/index.html")
        );
    }
    newsroom.write(
        "content/world/a.md",
        "---\ntitle: A\ndate: 2026-11-01\naliases: [/world/2026/11/b/, /b(1).html, /old/a/, /año/$1/]\n---\n",
    );
    newsroom.build_well(&strict);
    newsroom.assert_clean(&at(NOW));
}

#[test]
fn the_end_of_a_preview_takes_nothing_away_from_readers() {
    let newsroom = moved("");
    let mut preview = at(NOW);
    preview.preview.future = true;
    newsroom.build_well(&preview);
    assert_eq!(newsroom.build_well(&at(NOW)).diagnostics, []);
}

#[test]
fn nginx_is_told_what_only_case_tells_apart() {
    let article = |slug: &str, alias: &str| {
        (
            format!("content/world/{slug}.md"),
            format!("---\ntitle: {slug}\ndate: 2026-11-01\naliases: [{alias}]\n---\n"),
        )
    };
    let articles = [
        article("one", "/World/2026/11/One/"),
        article("two", "/Old/a+b.html"),
        article("three", "/old/A+b.html"),
        article("four", "/Plain/"),
        article("five", "/World/2026/11/four/"),
    ];
    let newsroom = Newsroom::new(&format!("{SHORT_CONFIG}hosting: nginx\n"));
    let newsroom = articles
        .iter()
        .fold(newsroom, |newsroom, (path, text)| newsroom.with(path, text));
    assert_snapshot!(text(&published(&newsroom), "nginx-redirects.conf"), @r#"
    # Include this within http {}, and within the site's server {} write:
    #   if ($presstime_redirect) { return 301 $presstime_redirect; }
    map $uri $presstime_redirect {
        "~^/Old/a\\+b\\.html$" "/world/2026/11/two/";
        "/Plain/" "/world/2026/11/four/";
        "~^/World/2026/11/One/$" "/world/2026/11/one/";
        "~^/World/2026/11/four/$" "/world/2026/11/five/";
        "~^/old/A\\+b\\.html$" "/world/2026/11/three/";
    }
    "#);
}

#[test]
fn the_former_addresses_of_a_section_lead_to_it() {
    let newsroom = moved("hosting: cloudflare\n").with(
        "content/sections/world.md",
        "---\naliases: [/the-world/, /mundo/]\n---\nOf *all* of it.\n",
    );
    let before = published(&newsroom);
    assert!(text(&before, "_redirects").contains("/mundo/ /world/ 301\n"));
    assert!(text(&before, "mundo/index.html").contains("url=/world/"));
    // With its last article a section goes, and its former addresses with it.
    newsroom.remove("content/sections/world.md");
    newsroom.write(
        "content/sections/world.md",
        "---\naliases: [/mundo/]\nfaq: []\nslug: x\n---\n",
    );
    let report = newsroom.build_well(&at(NOW));
    assert_eq!(report.warnings.get("unused-key"), Some(&2));
    assert!(!newsroom.published().contains_key("the-world/index.html"));
    newsroom.assert_clean(&at(NOW));
    for article in ["a", "b", "c"] {
        newsroom.remove(&format!("content/world/{article}.md"));
    }
    newsroom.build_well(&at(NOW));
    newsroom.assert_clean(&at(NOW));
    assert!(!newsroom.published().contains_key("mundo/index.html"));
}
