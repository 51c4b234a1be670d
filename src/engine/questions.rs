//! The questions that routes asked, numbered, with the answers that hold.
//!
//! After a build every route is up to date, so the answer that any of them recorded is the current one:
//! each answer is kept once, however many routes asked.

use rustc_hash::FxHashMap;

use crate::site::question::Question;

/// Every question with its answer.
#[derive(Clone, Debug, Default)]
pub struct Questions {
    all: Vec<Question>,
    answers: Vec<u64>,
    // How many routes ask it.
    users: Vec<u32>,
    numbers: FxHashMap<Question, u32>,
}

impl Questions {
    /// The number of a question, given to it now if it has none.
    pub fn number(&mut self, question: Question) -> u32 {
        let next = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        let number = *self.numbers.entry(question).or_insert(next);
        if number == next {
            self.all.push(question);
            self.answers.push(0);
            self.users.push(0);
        }
        number
    }

    /// The question of a number.
    pub fn get(&self, number: u32) -> Option<&Question> {
        self.all.get(number as usize)
    }

    /// All of them in the order of their numbers.
    pub fn all(&self) -> &[Question] {
        &self.all
    }

    /// The answer that holds.
    pub fn answer(&self, number: u32) -> u64 {
        self.answers
            .get(number as usize)
            .copied()
            .unwrap_or_default()
    }

    /// Notes an answer.
    pub fn set_answer(&mut self, number: u32, answer: u64) {
        if let Some(slot) = self.answers.get_mut(number as usize) {
            *slot = answer;
        }
    }

    /// Notes that a route asks these.
    pub fn add_user(&mut self, asked: &[u32]) {
        for &number in asked {
            if let Some(users) = self.users.get_mut(number as usize) {
                *users += 1;
            }
        }
    }

    /// Notes that a route no longer asks these.
    pub fn remove_user(&mut self, asked: &[u32]) {
        for &number in asked {
            if let Some(users) = self.users.get_mut(number as usize) {
                *users = users.saturating_sub(1);
            }
        }
    }

    /// How many routes ask a question.
    pub fn users(&self, number: u32) -> u32 {
        self.users.get(number as usize).copied().unwrap_or_default()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }
}
