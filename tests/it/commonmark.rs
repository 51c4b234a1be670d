//! The `CommonMark` specification's examples, all of them.

use std::path::Path;

use presstime::content::html::HtmlPolicy;
use presstime::content::markdown::{Links, Options, Target, document};
use presstime::diag::Source;
use serde_json::Value;

/// Examples (by number in the fixture) where pulldown-cmark knowingly differs from the specification, and
/// we follow pulldown-cmark.
const DIFFERENCES: &[u64] = &[];

/// A site in which every destination is right as it is.
struct AsWritten;

impl Links for AsWritten {
    fn link(&self, path: &str) -> Target {
        Target::Url(path.to_owned())
    }

    fn image(&self, path: &str) -> Target {
        Target::Url(path.to_owned())
    }
}

fn pulldown(markdown: &str) -> String {
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new(markdown));
    html
}

#[test]
fn every_example_of_the_specification_comes_out_as_it_says() {
    let fixture =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/fixtures/suites/commonmark.json");
    let Ok(json) = std::fs::read_to_string(&fixture) else {
        eprintln!("skipped: {} is not here", fixture.display());
        return;
    };
    let examples: Vec<Value> = serde_json::from_str(&json).expect("the fixture is JSON");
    let options = Options {
        html: HtmlPolicy::Allow,
        smart: false,
        extensions: false,
        ..Options::default()
    };
    let mut failures = Vec::new();
    for example in &examples {
        let markdown = example["markdown"].as_str().expect("markdown");
        let number = example["example"].as_u64().expect("number");
        let source = Source {
            path: "spec.md",
            text: markdown,
        };
        let (ours, _) = document(&source, 0..markdown.len(), &options, &AsWritten);
        let expected = if DIFFERENCES.contains(&number) {
            pulldown(markdown)
        } else {
            example["html"].as_str().expect("html").to_owned()
        };
        if ours.html != expected {
            failures.push(format!(
                "example {number}\n{markdown:?}\nexpected {expected:?}\nfound    {:?}\npulldown {:?}\n",
                ours.html,
                pulldown(markdown),
            ));
        }
    }
    assert!(
        failures.is_empty(),
        "{} examples differ:\n{}",
        failures.len(),
        failures.join("\n")
    );
    assert_eq!(examples.len(), 655);
}
