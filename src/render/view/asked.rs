//! What a view asked.

use std::sync::{Arc, OnceLock};

use crate::photo::Cut;
use crate::site::names::Name;
use crate::site::question::Question;

/// The questions of a view: its own, and those of what was made once and is used in many places.
#[derive(Default)]
pub struct Asked {
    own: Vec<Question>,
    shared: Vec<Arc<Shared>>,
    // Something was asked of a photo that nobody has looked at yet.
    waits: bool,
}

/// The questions behind something that was made once a build. Many routes have them in common, so their
/// numbers are looked up once.
pub(super) struct Shared {
    questions: Box<[Question]>,
    numbers: OnceLock<Box<[u32]>>,
    waits: bool,
}

/// So many questions back a question is looked for before it is noted once more.
const LATELY: usize = 4;

impl Asked {
    /// Adds a question.
    pub(super) fn ask(&mut self, question: Question) {
        // Templates ask the same few questions again and again; what is left twice is sorted out at the end.
        let mut lately = self.own.iter().rev().take(LATELY);
        if !lately.any(|other| *other == question) {
            self.own.push(question);
        }
    }

    /// Adds those of something that was made before.
    pub(super) fn share(&mut self, shared: &Arc<Shared>) {
        self.waits |= shared.waits;
        self.shared.push(shared.clone());
    }

    /// Notes that the route has to be rendered again when its photos are known.
    pub(super) fn wait(&mut self) {
        self.waits = true;
    }

    /// Whether it has to.
    pub fn waits(&self) -> bool {
        self.waits
    }

    /// The prints that were asked for.
    pub fn prints(&self) -> Vec<(Name, Cut)> {
        let shared = self
            .shared
            .iter()
            .flat_map(|shared| shared.questions.iter());
        let prints = self
            .own
            .iter()
            .chain(shared)
            .filter_map(|question| match question {
                Question::Print(file, cut) => Some((*file, *cut)),
                _ => None,
            });
        prints.collect()
    }

    /// The numbers of all that was asked, each once, in their order.
    pub fn numbered(self, number: impl Fn(Question) -> u32) -> Box<[u32]> {
        let shared = self.shared.iter().map(|shared| shared.questions.len());
        let mut numbers = Vec::with_capacity(self.own.len() + shared.sum::<usize>());
        numbers.extend(self.own.into_iter().map(&number));
        for shared in self.shared {
            let known = shared
                .numbers
                .get_or_init(|| shared.questions.iter().copied().map(&number).collect());
            numbers.extend_from_slice(known);
        }
        numbers.sort_unstable();
        numbers.dedup();
        numbers.into()
    }

    /// All of it as what many places have in common.
    pub(super) fn into_shared(self) -> Arc<Shared> {
        let mut questions = self.own;
        for shared in self.shared {
            questions.extend_from_slice(&shared.questions);
        }
        questions.sort_unstable();
        questions.dedup();
        Arc::new(Shared {
            questions: questions.into(),
            numbers: OnceLock::new(),
            waits: self.waits,
        })
    }
}

impl Shared {
    /// The questions' numbers, if they were found.
    pub(super) fn numbers(&self) -> Option<&[u32]> {
        self.numbers.get().map(|numbers| &**numbers)
    }

    /// Finds them; says whether all have one.
    pub(super) fn find_numbers(&self, find: impl Fn(&Question) -> Option<u32>) -> bool {
        if self.numbers.get().is_none()
            && let Some(found) = self.questions.iter().map(find).collect()
        {
            let _ = self.numbers.set(found);
        }
        self.numbers.get().is_some()
    }

    /// Whether something of it is unknown before photos are looked at.
    pub(super) fn waits(&self) -> bool {
        self.waits
    }
}
