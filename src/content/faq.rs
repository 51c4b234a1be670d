//! FAQs: questions with their answers, from front matter or from a section of the body, in one form.

mod titles;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::Faq;
use super::markdown::{Links, Options, fragment};
use super::slug::slugify;
use crate::diag::{Diagnostic, Place};

pub(super) use titles::is_title;

const WITHOUT_QUESTIONS: &str = "faq-without-questions";
const UNANSWERED: &str = "faq-unanswered";

/// An FAQ ready to be printed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaqBlock {
    /// Its heading, plain text, where it has one of its own.
    pub title: Option<String>,
    /// What is said before the first question, HTML; mostly empty.
    pub intro: String,
    /// The questions in order; never empty.
    pub items: Vec<Answered>,
}

/// A question with its answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// The id of its element: `faq:` and the question's slug, so that it meets no id of the body.
    pub id: String,
    /// Plain text.
    pub question: String,
    /// HTML.
    pub answer: String,
}

/// The FAQ of a front matter; `None` if it has no question that is answered. `place` is where a question or an answer
/// of it stands.
pub fn from_front_matter(
    faq: &Faq,
    place: &dyn Fn(&str) -> Place,
    options: &Options,
    links: &dyn Links,
) -> (Option<FaqBlock>, Vec<Diagnostic>) {
    let mut warnings = Vec::new();
    let mut items = Vec::new();
    for item in &faq.items {
        let (answer, more) = fragment(&item.answer, &|| place(&item.answer), options, links);
        warnings.extend(more);
        let question = item.question.trim().to_owned();
        if is_blank(&answer) || question.is_empty() {
            warnings.push(unanswered(&question).at(place(&question)));
        } else {
            items.push(Answered {
                id: String::new(),
                question,
                answer,
            });
        }
    }
    let title = faq
        .title
        .as_deref()
        .map(str::trim)
        .filter(|title| !title.is_empty());
    (
        FaqBlock::of(title.map(str::to_owned), String::new(), items),
        warnings,
    )
}

/// One FAQ out of the front matter's and the body's: the former's heading, intro and questions, then what
/// only the latter has.
pub fn joined(front_matter: Option<FaqBlock>, body: Option<FaqBlock>) -> Option<FaqBlock> {
    merged(front_matter.into_iter().chain(body))
}

/// One FAQ out of several: the first heading there is, and of the later ones the questions that were not
/// asked before.
pub(super) fn merged(blocks: impl IntoIterator<Item = FaqBlock>) -> Option<FaqBlock> {
    let mut blocks = blocks.into_iter();
    let mut merged = blocks.next()?;
    let mut asked = HashSet::new();
    let mut known = 0;
    for block in blocks {
        // Of what is asked twice in one block, both may matter; what another block asks again does not.
        let new = merged.items.iter().skip(known);
        asked.extend(new.map(|item| slugify(&item.question)));
        known = merged.items.len();
        merged.title = merged.title.or(block.title);
        merged.intro.push_str(&block.intro);
        let new = block.items.into_iter();
        merged
            .items
            .extend(new.filter(|item| !asked.contains(&slugify(&item.question))));
    }
    FaqBlock::of(merged.title, merged.intro, merged.items)
}

impl FaqBlock {
    /// A block of these questions with ids given out; `None` if there are none.
    pub(super) fn of(
        title: Option<String>,
        intro: String,
        mut items: Vec<Answered>,
    ) -> Option<FaqBlock> {
        let mut taken = HashMap::new();
        for item in &mut items {
            if item.id.is_empty() {
                item.id = format!("faq:{}", slugify(&item.question));
            }
            item.id = unique(&mut taken, &item.id);
        }
        (!items.is_empty()).then_some(FaqBlock {
            title,
            intro,
            items,
        })
    }

    /// The same with all HTML passed through `change`.
    pub(super) fn map_html(mut self, change: impl Fn(String) -> String) -> FaqBlock {
        self.intro = change(self.intro);
        for item in &mut self.items {
            item.answer = change(std::mem::take(&mut item.answer));
        }
        self
    }
}

/// `id`, or `id-2`, `id-3` … where it is taken.
fn unique(taken: &mut HashMap<String, u32>, id: &str) -> String {
    let mut candidate = id.to_owned();
    while taken.contains_key(&candidate) {
        let number = taken.entry(id.to_owned()).or_insert(1);
        *number += 1;
        candidate = format!("{id}-{number}");
    }
    taken.insert(candidate.clone(), 1);
    candidate
}

/// An FAQ section while it is being written, as offsets into the HTML of the body.
pub(super) struct Section {
    /// The level of its heading.
    pub(super) level: u8,
    /// Its heading.
    pub(super) title: String,
    /// The heading's id.
    pub(super) id: String,
    /// How many headings the body has before it.
    pub(super) headings_before: usize,
    /// Where the heading stands in the text.
    pub(super) range: Range<usize>,
    /// Where the heading begins in the HTML.
    pub(super) start: usize,
    /// Where it ends there.
    pub(super) end: usize,
    /// What could be its questions.
    pub(super) marks: Vec<Mark>,
}

/// What could be a question of an FAQ section.
pub(super) struct Mark {
    /// The level, if it is a heading; `None` for a paragraph that is wholly bold.
    pub(super) level: Option<u8>,
    /// Its words.
    pub(super) question: String,
    /// The id that a heading got in the body.
    pub(super) id: Option<String>,
    /// Whether that is the author's own.
    pub(super) own_id: bool,
    /// Where it stands in the text.
    pub(super) range: Range<usize>,
    /// Where it begins in the HTML.
    pub(super) start: usize,
    /// Where it ends there.
    pub(super) end: usize,
}

/// A section taken out of the body.
#[derive(Default)]
pub(super) struct Extracted {
    /// Its questions, if any are answered.
    pub(super) block: Option<FaqBlock>,
    /// Ids of headings that are no longer in the body, with those that stand for them now.
    pub(super) moved: Vec<(String, String)>,
    /// How many headings are left in the body, if the section went.
    pub(super) headings: Option<usize>,
    /// What there is to say about it: codes, warnings, places in the text.
    pub(super) warnings: Vec<(&'static str, Diagnostic, Range<usize>)>,
}

impl Section {
    /// Takes the section out of the end of `html`. A section without questions stays there.
    ///
    /// Questions are the headings of the highest level below the section's own, by the first; where there
    /// is no heading, the bold paragraphs.
    pub(super) fn extract(self, html: &mut String) -> Extracted {
        let level = self.marks.iter().find_map(|mark| mark.level);
        let is_question = |mark: &Mark| match (level, mark.level) {
            (Some(highest), Some(level)) => level <= highest,
            (None, None) => true,
            _ => false,
        };
        let questions: Vec<Mark> = self.marks.into_iter().filter(is_question).collect();
        let Some(first) = questions.first() else {
            let message = format!(
                "the section `{}` looks like an FAQ but has no questions",
                self.title
            );
            let warning = Diagnostic::warning(WITHOUT_QUESTIONS, message)
                .hint("make each question a deeper heading or a paragraph of its own in bold");
            return Extracted {
                warnings: vec![(WITHOUT_QUESTIONS, warning, self.range)],
                ..Extracted::default()
            };
        };
        let intro = html
            .get(self.end..first.start)
            .unwrap_or_default()
            .to_owned();
        let ends: Vec<usize> = questions
            .iter()
            .skip(1)
            .map(|mark| mark.start)
            .chain([html.len()])
            .collect();
        let mut warnings = Vec::new();
        let mut items = Vec::new();
        let mut headings = Vec::new();
        for (mark, end) in questions.into_iter().zip(ends) {
            let answer = html.get(mark.end..end).unwrap_or_default();
            if is_blank(answer) {
                warnings.push((UNANSWERED, unanswered(&mark.question), mark.range));
                continue;
            }
            let id = mark.id.clone().filter(|_| mark.own_id).unwrap_or_default();
            items.push(Answered {
                id,
                question: mark.question,
                answer: answer.to_owned(),
            });
            headings.push(mark.id);
        }
        html.truncate(self.start);
        let block = FaqBlock::of(Some(self.title), intro, items);
        let items = block.iter().flat_map(|block| &block.items);
        let moved = headings
            .into_iter()
            .zip(items)
            .filter_map(|(heading, item)| Some((heading?, item.id.clone())))
            .chain([(self.id, "faq".to_owned())])
            .collect();
        Extracted {
            block,
            moved,
            headings: Some(self.headings_before),
            warnings,
        }
    }
}

fn is_blank(html: &str) -> bool {
    html.trim().is_empty()
}

fn unanswered(question: &str) -> Diagnostic {
    Diagnostic::warning(
        UNANSWERED,
        format!("the FAQ question `{question}` has no answer"),
    )
    .hint("it is left out")
}
