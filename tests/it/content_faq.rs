//! FAQs of front matter and of bodies.

use presstime::content::faq::{self, FaqBlock};
use presstime::content::markdown::{Document, HtmlPolicy};
use presstime::content::{Faq, FaqItem};
use presstime::diag::Place;

use crate::content_markdown::{Site, options, warnings, written};

fn read(text: &str) -> Document {
    written(text, HtmlPolicy::Sanitize).0
}

fn questions(text: &str) -> Vec<String> {
    let faq = read(text).faq.unwrap_or_default();
    faq.items.into_iter().map(|item| item.question).collect()
}

#[test]
fn headings_that_announce_an_faq_are_known_in_seven_languages() {
    for heading in [
        "FAQ",
        "FAQs",
        "F.A.Q.",
        "faq: the port",
        "Frequently asked questions about the port",
        "FREQUENTLY ASKED QUESTIONS",
        "❓ Frequently Asked Questions",
        "Common questions",
        "Common questions about the strike",
        "Preguntas frecuentes sobre el puerto",
        "Preguntas más frecuentes",
        "PREGUNTAS FRECUENTES",
        "Perguntas frequentes sobre o porto",
        "Dúvidas frequentes",
        "Questions fréquentes sur le port",
        "Foire aux questions",
        "Questions fréquemment posées",
        "Questions frequemment posees",
        "Häufig gestellte Fragen zum Hafen",
        "Haeufige Fragen",
        "Häufige Fragen",
        "Domande frequenti sul porto",
        "الأسئلة الشائعة حول الميناء",
        "أسئلة شائعة",
        "اسئلة متكررة",
        "الأسئلة المتكرّرة",
        "**Frequently** asked *questions*",
        "The FAQ",
        "Port FAQ",
        "The port: frequently asked questions",
        "El puerto – preguntas frecuentes",
        "Port strike frequently asked questions",
        "Las preguntas más frecuentes",
        "Les questions les plus fréquentes",
        "Die häufigsten Fragen zum Hafen",
        "Le domande più frequenti",
        "As perguntas mais frequentes",
        "Your frequently asked questions",
        "4. Frequently asked questions",
        "The most frequently asked questions",
        "The ten most frequently asked questions about the port",
        "Port: the 5 most frequently asked questions",
        "Ten frequently asked questions about the port",
        "Las diez preguntas más frecuentes",
        "Die zehn häufigsten Fragen",
        "الاسئلة الشائعه",
        "الأسءلة الشائعة",
    ] {
        assert_eq!(
            questions(&format!("## {heading}\n\n### Q?\n\nA.\n")),
            ["Q?"],
            "{heading}"
        );
    }
    for heading in [
        "Faquir",
        "Questions",
        "Common questions remain open",
        "Unanswered questions",
        "The minister's question time",
        "How the minister dodges frequently asked questions",
        "The frequently asked questions remain open",
        "Read the FAQ",
        "2026",
        "Questions and answers",
        "Preguntas",
        "Fragen",
    ] {
        assert_eq!(
            read(&format!("## {heading}\n\n### Q?\n\nA.\n")).faq,
            None,
            "{heading}"
        );
    }
}

#[test]
fn a_section_of_headings_leaves_the_body() {
    let text = "Lead.\n\n## FAQ about *ports*\n\nIntro.\n\n### Who \"runs\" it?\n\nThe city.\n\n#### In detail\n\n\
                > ## Quoted heading\n\n### When?\n\n- Daily\n- [Weekly][w]\n\n## After\n\nEnd.\n\n[w]: /weekly\n";
    let document = read(text);
    assert_eq!(
        document.html,
        "<p>Lead.</p>\n<h2 id=\"after\">After</h2>\n<p>End.</p>\n"
    );
    let headings: Vec<&str> = document
        .headings
        .iter()
        .map(|heading| heading.text.as_str())
        .collect();
    assert_eq!(headings, ["After"]);
    let faq = document.faq.expect("an FAQ");
    assert_eq!(faq.title.as_deref(), Some("FAQ about ports"));
    assert_eq!(faq.intro, "<p>Intro.</p>\n");
    assert_eq!(faq.items[0].id, "faq:who-runs-it");
    assert_eq!(faq.items[0].question, "Who \"runs\" it?");
    assert_eq!(
        faq.items[0].answer,
        "<p>The city.</p>\n<h4 id=\"in-detail\">In detail</h4>\n<blockquote>\n\
         <h2 id=\"quoted-heading\">Quoted heading</h2>\n</blockquote>\n"
    );
    assert_eq!(
        faq.items[1].answer,
        "<ul>\n<li>Daily</li>\n<li><a href=\"/weekly\">Weekly</a></li>\n</ul>\n"
    );
}

#[test]
fn bold_paragraphs_are_questions_where_no_heading_is() {
    let text = "## FAQ\n\nIntro with **bold** in it.\n\n**Who?**\n\nThe city.\n\n**When** is not one.\n\n\
                __And\nwhen?__:\n\nDaily.\n";
    let faq = read(text).faq.expect("an FAQ");
    assert_eq!(
        faq.intro,
        "<p>Intro with <strong>bold</strong> in it.</p>\n"
    );
    assert_eq!(
        faq.items[0].answer,
        "<p>The city.</p>\n<p><strong>When</strong> is not one.</p>\n"
    );
    assert_eq!(faq.items[1].question, "And when?");
    let headed = "## FAQ\n\n**Bold**\n\n### Q?\n\n**Not a question**\n\nA.\n";
    assert_eq!(questions(headed), ["Q?"]);
}

#[test]
fn the_body_and_front_matter_give_one_form() {
    let items = [
        ("Who \"runs\" it?", "The *city*, it's said.\n\n- a\n- b"),
        ("When?", "Daily."),
    ];
    let front = Faq {
        title: Some("Frequently asked questions".to_owned()),
        items: items
            .iter()
            .map(|(question, answer)| FaqItem {
                question: (*question).to_owned(),
                answer: (*answer).to_owned(),
            })
            .collect(),
    };
    let place = Place::file("content/a.md");
    let (front, _) = faq::from_front_matter(
        &front,
        &|_| place.clone(),
        &options(HtmlPolicy::Sanitize),
        &Site,
    );
    for (question, answer) in [("### ", "\n\n"), ("**", "**\n\n")] {
        let asked = |(q, a): &(&str, &str)| format!("{question}{q}{answer}{a}\n\n");
        let body = items.iter().map(asked).collect::<Vec<_>>().concat();
        let body = read(&format!("## Frequently asked questions\n\n{body}")).faq;
        assert_eq!(body, front);
    }
}

#[test]
fn what_is_not_an_faq_after_all_stays() {
    let text = "## FAQ\n\nNo questions here.\n\n## After\n";
    let document = read(text);
    assert_eq!(document.faq, None);
    assert_eq!(
        document.html,
        "<h2 id=\"faq-2\">FAQ</h2>\n<p>No questions here.</p>\n<h2 id=\"after\">After</h2>\n"
    );
    assert_eq!(warnings(text), ["1:1 faq-without-questions"]);
    assert_eq!(read("> ## FAQ\n>\n> ### Q?\n>\n> A.\n").faq, None);
}

#[test]
fn unanswered_questions_are_left_out_and_told() {
    let text = "## FAQ\n\n### A?\n\n### B?\n\nYes.\n\n### C?\n";
    assert_eq!(questions(text), ["B?"]);
    assert_eq!(warnings(text), ["3:1 faq-unanswered", "9:1 faq-unanswered"]);
    let front = Faq {
        title: None,
        items: vec![FaqItem {
            question: "Q?".to_owned(),
            answer: " \n".to_owned(),
        }],
    };
    let place = Place::file("content/a.md");
    let (block, diagnostics) = faq::from_front_matter(
        &front,
        &|_| place.clone(),
        &options(HtmlPolicy::Sanitize),
        &Site,
    );
    assert_eq!(block, None);
    assert_eq!(&*diagnostics[0].code, "faq-unanswered");
}

#[test]
fn several_sections_are_one_block() {
    let text = "# FAQ\n\n## A?\n\n1\n\n# Text\n\n# FAQ, continued\n\n## B?\n\n2\n\n## A?\n\n3\n";
    let faq = read(text).faq.expect("an FAQ");
    assert_eq!(faq.title.as_deref(), Some("FAQ"));
    let all: Vec<(&str, &str)> = faq
        .items
        .iter()
        .map(|item| (item.question.as_str(), item.answer.as_str()))
        .collect();
    assert_eq!(all, [("A?", "<p>1</p>\n"), ("B?", "<p>2</p>\n")]);
    assert_eq!(
        faq::joined(Some(faq.clone()), Some(FaqBlock::default())),
        Some(faq)
    );
    assert_eq!(faq::joined(None, None), None);
}

#[test]
fn ids_of_questions_are_unique_and_links_find_them() {
    let text = "[a](#who) [b](#frequently-asked-questions) [c](#mine)\n\n## Frequently asked questions\n\n\
                ### Who?\n\n[d](#who-2)\n\n### Who?\n\n[e](#after)\n\n### Whose? {#mine}\n\nMine.\n\n## After\n";
    let document = read(text);
    let faq = document.faq.expect("an FAQ");
    let ids: Vec<&str> = faq.items.iter().map(|item| item.id.as_str()).collect();
    assert_eq!(ids, ["faq:who", "faq:who-2", "mine"]);
    assert!(document.html.starts_with(
        "<p><a href=\"#faq:who\">a</a> <a href=\"#faq\">b</a> <a href=\"#mine\">c</a></p>"
    ));
    assert_eq!(faq.items[0].answer, "<p><a href=\"#faq:who-2\">d</a></p>\n");
    assert_eq!(warnings(text), Vec::<String>::new());
}

#[test]
fn footnotes_in_answers_are_printed_with_the_body() {
    let document =
        read("## FAQ\n\n### Who[^q]?\n\nThe city[^1].\n\n[^1]: Since 1900.\n\n[^q]: x\n");
    let faq = document.faq.expect("an FAQ");
    assert_eq!(faq.items[0].question, "Who?");
    assert!(
        faq.items[0].answer.contains("href=\"#fn:2\""),
        "{}",
        faq.items[0].answer
    );
    assert!(
        document.html.contains("<li id=\"fn:2\">\n<p>Since 1900."),
        "{}",
        document.html
    );
    assert!(!document.html.contains("#fnref:1\""), "{}", document.html);
}

#[test]
fn unclosed_html_in_one_answer_does_not_reach_another() {
    let document = read("<div>\n\nText.\n\n## FAQ\n\n### A?\n\n<b><div>\n\nx\n\n### B?\n\ny\n");
    let faq = document.faq.expect("an FAQ");
    assert_eq!(faq.items[1].answer, "<p>y</p>\n");
    for piece in [&document.html, &faq.items[0].answer] {
        assert_eq!(crate::well_formed::fault(piece), None);
    }
}
