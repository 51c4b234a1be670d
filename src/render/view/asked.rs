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

impl Asked {
    /// Adds a question.
    pub(super) fn ask(&mut self, question: Question) {
        // Templates ask for the same words again and again; what is left twice is sorted out at the end.
        if self.own.last() != Some(&question) {
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
    pub fn numbered(mut self, number: impl Fn(Question) -> u32) -> Box<[u32]> {
        self.own.sort_unstable();
        self.own.dedup();
        let mut numbers: Vec<u32> = self.own.into_iter().map(&number).collect();
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
