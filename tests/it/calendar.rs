//! The archive of a month: its articles by days, and a calendar that leads to them.

use insta::assert_snapshot;

use crate::pages;
use crate::site_fixture::{DAY, NOW, Newsroom, SHORT_CONFIG, at};

/// A theme's listing that prints its calendar and its days in words.
const LISTING: &str = "{% if listing.calendar %}{% for weekday in listing.calendar.weekdays %}{{ weekday.short }}={{ weekday.name }};{% endfor %}\n\
     {% for week in listing.calendar.weeks %}{% for day in week %}\
     {% if not day %} .{% elif day.url %} {{ day.day }}:{{ day.count }}@{{ day.url }}{% else %} {{ day.day }}{% endif %}{% endfor %}\n{% endfor %}{% endif %}\
     {% for day in listing.days %}{{ day.id }} {{ date(at=day.date, format=\"iso\") }}:{% for card in day.items %} {{ card.title }}{% endfor %}\n{% endfor %}";

fn newsroom(more: &str, days: &[u8]) -> Newsroom {
    let newsroom = Newsroom::new(&format!("{SHORT_CONFIG}page_size: 2\n{more}"));
    for (number, day) in days.iter().enumerate() {
        newsroom.write(
            &format!("content/world/{number}.md"),
            article(number, &format!("2026-10-{day:02} 08:{number:02}")),
        );
    }
    newsroom
}

fn article(number: usize, date: &str) -> String {
    format!("---\ntitle: Story {number}\ndate: {date}\n---\nText.\n")
}

fn page(newsroom: &Newsroom, path: &str) -> String {
    String::from_utf8(newsroom.published()[path].clone()).unwrap()
}

#[test]
fn the_days_of_a_month_lead_to_the_page_that_has_their_newest_article() {
    let newsroom = newsroom("", &[1, 1, 1, 14, 14, 31]).with("templates/listing.html", LISTING);
    newsroom.build_well(&at(NOW));
    assert_snapshot!(page(&newsroom, "2026/10/index.html"), @"
    Sun=Sunday;Mon=Monday;Tue=Tuesday;Wed=Wednesday;Thu=Thursday;Fri=Friday;Sat=Saturday;
     . . . . 1:3@/2026/10/page/2/#day-1 2 3
     4 5 6 7 8 9 10
     11 12 13 14:2@/2026/10/#day-14 15 16 17
     18 19 20 21 22 23 24
     25 26 27 28 29 30 31:1@/2026/10/#day-31
    day-31 2026-10-31: Story 5
    day-14 2026-10-14: Story 4
    ");
    assert_snapshot!(page(&newsroom, "2026/10/page/2/index.html"), @"
    day-14 2026-10-14: Story 3
    day-1 2026-10-01: Story 2
    ");
    // Neither sections nor years have one.
    assert_eq!(page(&newsroom, "world/index.html"), "");
    assert_eq!(page(&newsroom, "2026/index.html"), "");
}

#[test]
fn weeks_begin_as_they_do_where_the_language_is_spoken() {
    let first = |lang: &str| {
        let newsroom = Newsroom::new(&format!(
            "title: A\nurl: https://courier.example/\ntimezone: UTC\nlanguage: {lang}\n"
        ))
        .with("templates/listing.html", LISTING)
        .with(
            "content/world/a.md",
            "---\ntitle: A\ndate: 2026-10-14\n---\n",
        );
        newsroom.build_well(&at(NOW));
        page(&newsroom, "2026/10/index.html")
            .lines()
            .next()
            .unwrap()
            .to_owned()
    };
    let all = [
        "es", "en", "en-GB", "ar", "ar-LB", "pt-BR", "de", "fa", "ja", "xx",
    ];
    let all: Vec<String> = all
        .iter()
        .map(|lang| format!("{lang}: {}", first(lang)))
        .collect();
    assert_snapshot!(all.join("\n"), @"
    es: lun=lunes;mar=martes;mié=miércoles;jue=jueves;vie=viernes;sáb=sábado;dom=domingo;
    en: Sun=Sunday;Mon=Monday;Tue=Tuesday;Wed=Wednesday;Thu=Thursday;Fri=Friday;Sat=Saturday;
    en-GB: Mon=Monday;Tue=Tuesday;Wed=Wednesday;Thu=Thursday;Fri=Friday;Sat=Saturday;Sun=Sunday;
    ar: س=السبت;ح=الأحد;ن=الاثنين;ث=الثلاثاء;ر=الأربعاء;خ=الخميس;ج=الجمعة;
    ar-LB: ن=الاثنين;ث=الثلاثاء;ر=الأربعاء;خ=الخميس;ج=الجمعة;س=السبت;ح=الأحد;
    pt-BR: dom.=domingo;seg.=segunda-feira;ter.=terça-feira;qua.=quarta-feira;qui.=quinta-feira;sex.=sexta-feira;sáb.=sábado;
    de: Mo=Montag;Di=Dienstag;Mi=Mittwoch;Do=Donnerstag;Fr=Freitag;Sa=Samstag;So=Sonntag;
    fa: ش=شنبه;ی=یکشنبه;د=دوشنبه;س=سه‌شنبه;چ=چهارشنبه;پ=پنجشنبه;ج=جمعه;
    ja: 日=日曜日;月=月曜日;火=火曜日;水=水曜日;木=木曜日;金=金曜日;土=土曜日;
    xx: Mon=Mon;Tue=Tue;Wed=Wed;Thu=Thu;Fri=Fri;Sat=Sat;Sun=Sun;
    ");
}

#[test]
fn the_calendar_of_the_default_theme_is_a_table_that_leads_to_days() {
    let newsroom = newsroom("", &[1, 14, 14]);
    newsroom.build_well(&at(NOW));
    let html = page(&newsroom, "2026/10/index.html");
    let month = pages::read(&html);
    assert_eq!(month.faults, Vec::<String>::new());
    assert!(
        html.contains(
            "<a href=\"/2026/10/#day-14\" aria-label=\"14 October 2026: 2 articles\">14</a>"
        ),
        "{html}"
    );
    for id in ["day-1", "day-14"] {
        assert!(month.ids.iter().any(|known| known == id), "{id}");
    }
    assert_eq!(html.matches("<td>").count() % 7, 0);
}

#[test]
fn a_month_changes_with_its_own_articles_alone() {
    let newsroom = newsroom("", &[1, 2, 3, 4, 5]);
    newsroom.build_well(&at(NOW));
    let touches = |number: usize, date: &str| {
        newsroom.write(&format!("content/world/{number}.md"), article(number, date));
        let report = newsroom.build_well(&at(NOW));
        newsroom.assert_clean(&at(NOW));
        let of_october = report
            .written
            .iter()
            .filter(|path| path.starts_with("2026/10/"));
        let mut of_october: Vec<String> = of_october.map(ToString::to_string).collect();
        of_october.sort_unstable();
        of_october.join(" ")
    };
    assert_eq!(touches(7, "2026-11-02 10:00"), "");
    assert_eq!(touches(8, "2025-10-02 10:00"), "");
    // The same order, on another day.
    assert_eq!(touches(4, "2026-10-30 10:00"), "2026/10/index.html");
    // A page is full, and the one before leads to it.
    assert_eq!(
        touches(6, "2026-10-31 10:00"),
        "2026/10/index.html 2026/10/page/1/index.html 2026/10/page/2/index.html"
    );
}

#[test]
fn a_day_is_one_of_the_languages_time_zone() {
    let newsroom = newsroom(
        "languages: [{code: en-NZ, timezone: Pacific/Auckland}]\n",
        &[30],
    );
    newsroom.write(
        "content/world/late.en-NZ.md",
        article(1, "2026-10-13T13:30:00Z"),
    );
    newsroom.write("content/world/late.md", article(1, "2026-10-13T13:30:00Z"));
    newsroom.build_well(&at(NOW + DAY));
    assert!(page(&newsroom, "en-NZ/2026/10/index.html").contains("id=\"day-14\""));
    assert!(page(&newsroom, "2026/10/index.html").contains("id=\"day-13\""));
}
