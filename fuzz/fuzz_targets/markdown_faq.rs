//! Any text as a body, an FAQ's answer and a caption.
//!
//! Nothing panics; the same text comes out the same; unless the site allows raw HTML, the output is
//! well-formed and runs nothing; what an FAQ holds is whole.

#![no_main]

use libfuzzer_sys::fuzz_target;
use presstime::content::faq::{self, FaqBlock};
use presstime::content::markdown::{self, HtmlPolicy, Links, Options, Target};
use presstime::content::{Faq, FaqItem};
use presstime::diag::{Place, Source};
use presstime_fuzz::{fault, sound};

/// A site in which every kind of answer occurs.
struct AnySite;

impl Links for AnySite {
    fn link(&self, path: &str) -> Target {
        match path.len() % 3 {
            0 => Target::Url(format!("/found/{}", path.len())),
            1 => Target::Dead {
                hint: Some("another".to_owned()),
            },
            _ => Target::Unpublished,
        }
    }

    fn image(&self, path: &str) -> Target {
        self.link(path)
    }
}

fuzz_target!(|input: (u8, &str)| {
    let (choice, text) = input;
    let html = match choice % 4 {
        0 => HtmlPolicy::Allow,
        1 => HtmlPolicy::Escape,
        _ => HtmlPolicy::Sanitize,
    };
    let options = Options {
        html,
        smart: choice & 4 != 0,
        extensions: choice & 8 == 0,
        external_rel: if choice & 16 == 0 {
            String::new()
        } else {
            "noopener".to_owned()
        },
        site_url: "https://courier.example/".to_owned(),
        ..Options::default()
    };
    let is_checked = html != HtmlPolicy::Allow;
    let source = Source {
        path: "content/world/port-talks.md",
        text,
    };

    let (document, said) = markdown::document(&source, 0..text.len(), &options, &AnySite);
    sound(&said, text);
    assert_eq!(
        (document.clone(), said),
        markdown::document(&source, 0..text.len(), &options, &AnySite)
    );
    if is_checked {
        whole(&document.html);
    }
    let mut ids: Vec<&str> = document
        .headings
        .iter()
        .map(|heading| &*heading.id)
        .collect();
    ids.sort_unstable();
    assert!(
        !ids.windows(2)
            .any(|two| two[0] == two[1] && !two[0].is_empty()),
        "{ids:?}"
    );
    if let Some(block) = &document.faq {
        asked(block, is_checked);
    }

    let place = source.whole();
    for (html, said) in [
        markdown::fragment(text, &|| place.clone(), &options, &AnySite),
        markdown::inline(text, &|| place.clone(), &options, &AnySite),
    ] {
        sound(&said, text);
        if is_checked {
            whole(&html);
        }
    }
    let _ = markdown::excerpt(text, 220);

    let written = Faq {
        title: None,
        items: text
            .split("\n\n")
            .map(|answer| FaqItem {
                question: "What now?".to_owned(),
                answer: answer.to_owned(),
            })
            .collect(),
    };
    let place = Place::file(source.path);
    let (block, _) = faq::from_front_matter(&written, &|_| place.clone(), &options, &AnySite);
    if let Some(joined) = faq::joined(block, document.faq) {
        asked(&joined, is_checked);
    }
});

fn whole(html: &str) {
    if let Some(fault) = fault(html) {
        panic!("{fault}\n\nin: {html}");
    }
}

fn asked(block: &FaqBlock, is_checked: bool) {
    assert!(!block.items.is_empty());
    let mut ids: Vec<&str> = block.items.iter().map(|item| &*item.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), block.items.len(), "ids that come twice");
    for item in &block.items {
        assert!(!item.question.trim().is_empty());
        assert!(!item.answer.trim().is_empty());
        if is_checked {
            whole(&item.answer);
        }
    }
    if is_checked {
        whole(&block.intro);
    }
}
