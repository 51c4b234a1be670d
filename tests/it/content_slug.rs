//! Slugs.

use presstime::content::slug::{MAX_CHARS, slugify, slugify_name};
use proptest::prelude::*;

#[test]
fn texts_become_the_slugs_one_would_write() {
    for (text, slug) in [
        (
            "Port talks resume after 12 days",
            "port-talks-resume-after-12-days",
        ),
        ("  Many -- separators / here … ", "many-separators-here"),
        (
            "Ángel Gutiérrez: «la reunión»",
            "angel-gutierrez-la-reunion",
        ),
        ("São Paulo às 9h30", "sao-paulo-as-9h30"),
        (
            "Straße, Ærø, Œuvre, Łódź, Đà Nẵng",
            "strasse-aero-oeuvre-lodz-da-nang",
        ),
        ("Þórbergur Ísleifsdóttir", "thorbergur-isleifsdottir"),
        ("İstanbul'da ışık", "istanbulda-isik"),
        ("O’Brien's", "obriens"),
        ("ﬁnal ＡＢＣ ②", "final-abc-2"),
        ("Привет, Ёж и Йод", "привет-ёж-и-йод"),
        ("Αθήνα ΟΔΟΣ", "αθηνα-οδος"),
        ("الأسئلة الشّائعة", "الأسئلة-الشائعة"),
        ("مرحبــــا", "مرحبا"),
        ("שָׁלוֹם עולם", "שלום-עולם"),
        ("東京の天気", "東京の天気"),
        ("が (decomposed)", "が-decomposed"),
        ("हिन्दी में", "हिन्दी-में"),
        ("한국어 뉴스", "한국어-뉴스"),
        ("C", "c"),
        ("C++", "cplusplus"),
        ("c#", "csharp"),
        ("F#", "fsharp"),
        ("NET", "net"),
        (".NET", "dotnet"),
        ("Node.js", "node-js"),
        ("#MeToo", "metoo"),
        ("Item #5", "item-5"),
        ("LGBTQ+ rights", "lgbtqplus-rights"),
        ("AT&T", "at-t"),
        ("… and then", "and-then"),
        ("😀", "u-1f600"),
        ("???", "u-3f-3f-3f"),
        ("", "u-0"),
        ("\u{202e}gpj.exe", "gpj-exe"),
        ("../../etc/passwd", "etc-passwd"),
        ("CON", "con-1"),
        ("nul", "nul-1"),
        ("LPT9", "lpt9-1"),
        ("COM10", "com10"),
        ("\u{3164}", "u-3164"),
    ] {
        assert_eq!(slugify(text), slug, "{text:?}");
    }
}

#[test]
fn spellings_of_one_tag_share_a_slug() {
    for spellings in [
        ["Política", "POLÍTICA", "politica"],
        ["Ελλάδα", "ΕΛΛΆΔΑ", "ΕΛΛΑΔΑ"],
        ["Cafe\u{301}", "Café", "CAFÉ"],
        ["Київ", "КИЇВ", "Ки\u{456}\u{308}в"],
    ] {
        let slugs = spellings.map(slugify);
        assert!(slugs.iter().all(|slug| *slug == slugs[0]), "{slugs:?}");
    }
}

#[test]
fn long_titles_are_cut_between_words() {
    let title = "harbour ".repeat(40);
    let slug = slugify(&title);
    assert!(slug.chars().count() <= MAX_CHARS);
    assert!(slug.ends_with("-harbour"), "{slug}");
    assert!(slugify(&"港".repeat(300)).len() <= 200);
    assert_eq!(slugify(&"x".repeat(300)).len(), MAX_CHARS);
}

#[test]
fn names_of_files_keep_what_tells_them_apart() {
    let name = "harbour_".repeat(20);
    assert_ne!(
        slugify_name(&format!("{name}1")),
        slugify_name(&format!("{name}2"))
    );
    assert!(slugify_name(&"x".repeat(300)).len() <= 200);
}

fn assert_is_a_slug(slug: &str) {
    assert!(
        !slug.is_empty() && slug.chars().count() <= MAX_CHARS + 2 && slug.len() <= 202,
        "{slug:?}"
    );
    assert!(
        !slug.starts_with('-') && !slug.ends_with('-') && !slug.contains("--"),
        "{slug:?}"
    );
    let safe =
        |c: char| c == '-' || !(c.is_ascii_punctuation() || c.is_control() || c.is_whitespace());
    assert!(slug.chars().all(safe), "{slug:?}");
    assert!(
        !slug
            .chars()
            .any(|c| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'))
    );
    assert_eq!(slugify(slug), slug);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn a_slug_is_safe_and_its_own_slug(text in any::<String>()) {
        assert_is_a_slug(&slugify(&text));
    }

    #[test]
    fn so_is_that_of_letters_and_marks(text in "[\\p{L}\\p{M}\\p{N} .#+'-]{0,200}") {
        assert_is_a_slug(&slugify(&text));
    }
}
