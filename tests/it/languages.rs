//! The site in many languages: words, dates and numbers as each has them.

use crate::site_fixture::{NOW, Newsroom, at};

/// A newsroom in a language whose pages print dates in every format, and a number of articles.
fn newsroom(lang: &str) -> Newsroom {
    Newsroom::new(&format!(
        "title: A\nurl: https://courier.example/\ntimezone: UTC\nlanguage: {lang}\n"
    ))
    .with(
        "templates/front.html",
        "{% set at = front.lead.date %}{% for format in [\"date\", \"datetime\", \"time\", \"short\", \"month\", \"year\"] %}\
         {{ date(at=at, format=format) }}|{% endfor %}{{ t(key=\"articles\", n=1) }}|{{ t(key=\"articles\", n=3) }}",
    )
    .with("content/world/a.md", "---\ntitle: A\ndate: 2026-03-04 07:05\n---\n")
}

fn front(newsroom: &Newsroom) -> String {
    let report = newsroom.build(&at(NOW));
    assert!(report.is_ok(), "{:#?}", report.diagnostics);
    String::from_utf8(newsroom.published()["index.html"].clone()).unwrap()
}

#[test]
fn dates_and_numbers_in_the_languages_of_the_default_theme() {
    let all: Vec<String> = ["en", "es", "pt", "fr", "de", "it", "ar"]
        .iter()
        .map(|lang| format!("{lang}: {}", front(&newsroom(lang))))
        .collect();
    insta::assert_snapshot!(all.join("\n"), @"
    en: 4 March 2026|4 March 2026, 07:05|07:05|4 Mar|March 2026|2026|1 article|3 articles
    es: 4 de marzo de 2026|4 de marzo de 2026, 07:05|07:05|4 mar|marzo de 2026|2026|1 artículo|3 artículos
    pt: 4 de março de 2026|4 de março de 2026, 07:05|07:05|4 mar.|março de 2026|2026|1 artigo|3 artigos
    fr: 4 mars 2026|4 mars 2026 à 07:05|07:05|4 mars|mars 2026|2026|1 article|3 articles
    de: 4. März 2026|4. März 2026, 07:05 Uhr|07:05 Uhr|4. März|März 2026|2026|1 Artikel|3 Artikel
    it: 4 marzo 2026|4 marzo 2026, 07:05|07:05|4 mar|marzo 2026|2026|1 articolo|3 articoli
    ar: 4 مارس 2026|4 مارس 2026، 07:05|07:05|4 مارس|مارس 2026|2026|مادة واحدة|3 مواد
    ");
}

#[test]
fn dates_in_languages_that_no_theme_knows() {
    let all: Vec<String> = [
        "ca", "pl", "ru", "ja", "fa", "hi", "pt-PT", "es-MX", "en-US", "xx",
    ]
    .iter()
    .map(|lang| format!("{lang}: {}", front(&newsroom(lang))))
    .collect();
    insta::assert_snapshot!(all.join("\n"), @"
    ca: 4 de març del 2026|4 de març del 2026, a les 7:05|7:05|4 de març|març del 2026|2026|1 article|3 articles
    pl: 4 marca 2026|4 marca 2026 07:05|07:05|4 mar|marzec 2026|2026|1 article|3 articles
    ru: 4 марта 2026 г.|4 марта 2026 г. в 07:05|07:05|4 мар.|март 2026 г.|2026|1 article|3 articles
    ja: 2026年3月4日|2026年3月4日 7:05|7:05|3月4日|2026年3月|2026年|1 article|3 articles
    fa: ۱۳ اسفند ۱۴۰۴|۱۳ اسفند ۱۴۰۴ ساعت ۷:۰۵|۷:۰۵|۱۳ اسفند|۱۴۰۴ اسفند|۱۴۰۴|1 article|3 articles
    hi: 4 मार्च, 2026|4 मार्च, 2026 को 7:05 am बजे|7:05 am|4 मार्च|मार्च 2026|2026|1 article|3 articles
    pt-PT: 4 de março de 2026|4 de março de 2026, 07:05|07:05|4 mar.|março de 2026|2026|1 artigo|3 artigos
    es-MX: 4 de marzo de 2026|4 de marzo de 2026, 07:05|07:05|4 mar|marzo de 2026|2026|1 artículo|3 artículos
    en-US: 4 March 2026|4 March 2026, 07:05|07:05|4 Mar|March 2026|2026|1 article|3 articles
    xx: 2026 M03 4|2026 M03 4 07:05|07:05|M03 4|2026 M03|2026|1 article|3 articles
    ");
}

#[test]
fn a_pattern_of_the_site_has_the_names_of_its_language() {
    let newsroom = newsroom("ru").with(
        "i18n/ru.yaml",
        "dates: {date: '{weekday}, {d} {month} {y}', month: '{month} {y}', time: '{h}:{M} {ampm}', short: '{d} {mon}'}\n\
         articles: {one: '{n} статья', few: '{n} статьи', many: '{n} статей', other: '{n} статьи'}\n",
    );
    insta::assert_snapshot!(front(&newsroom), @"среда, 4 марта 2026|4 марта 2026 г. в 07:05|7:05 AM|4 март|март 2026|2026|1 статья|3 статьи");
}

#[test]
fn words_that_a_language_lacks_are_told_and_taken_from_its_fallback() {
    let of = |more: &str| {
        let config = format!(
            "title: A\nurl: https://courier.example/\ntimezone: UTC\nlanguage: es\nlanguages:\n  - {{code: ca{more}}}\n"
        );
        Newsroom::new(&config)
            .with(
                "content/world/a.ca.md",
                "---\ntitle: A\ndate: 2026-03-04\n---\n",
            )
            .with("i18n/ca.yaml", "latest: Ara mateix\n")
    };
    let told = |newsroom: &Newsroom| {
        let report = newsroom.build_well(&at(NOW));
        presstime::print::text(&report.diagnostics, presstime::print::Style::Plain)
    };
    let front = |newsroom: &Newsroom| {
        String::from_utf8(newsroom.published()["ca/feeds/index.html"].clone()).unwrap()
    };
    let newsroom = of("");
    insta::assert_snapshot!(told(&newsroom), @"
    warning[missing-words]: the theme has no words in `ca` for `about_authors`, `alert_caution`, `alert_important`, `alert_note`, `alert_tip` and 62 more; those in `en` stand in
      --> i18n/ca.yaml
      hint: write them in i18n/ca.yaml, one `key: text` a line, as the theme's own files do
    ");
    assert!(front(&newsroom).contains("Skip to content"));

    let spanish = of(", fallback: es");
    assert!(told(&spanish).contains("those in `es` stand in"));
    assert!(
        front(&spanish).contains("Ara mateix") && front(&spanish).contains("Saltar al contenido")
    );

    // The order is part of site.yaml, and changes with it.
    newsroom.write(
        "site.yaml",
        String::from_utf8(
            spanish.disk.tree(std::path::Path::new("/press/site"))["site.yaml"].clone(),
        )
        .unwrap(),
    );
    newsroom.build_well(&at(NOW));
    assert!(front(&newsroom).contains("Saltar al contenido"));
    newsroom.assert_clean(&at(NOW));
}

#[test]
fn the_languages_of_the_default_theme_lack_no_word() {
    for lang in ["en", "es", "pt", "fr", "de", "it", "ar", "pt-BR"] {
        let report = newsroom(lang).build_well(&at(NOW));
        assert_eq!(report.diagnostics, [], "{lang}");
    }
}
