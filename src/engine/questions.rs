//! The questions that routes asked, numbered, with the answers that hold.
//!
//! After a build every route is up to date, so the answer that any of them recorded is the current one:
//! each answer is kept once, however many routes asked.

use std::hash::BuildHasher;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use hashbrown::HashTable;
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::site::question::Question;

/// Every question with its answer.
#[derive(Clone, Debug, Default)]
pub struct Questions {
    all: Vec<Question>,
    answers: Vec<u64>,
    // How many routes ask it.
    users: Vec<u32>,
    // By the question's hash, so that no question is kept twice.
    numbers: HashTable<u32>,
}

impl Questions {
    /// The number of a question, given to it now if it has none.
    pub fn number(&mut self, question: Question) -> u32 {
        if let Some(number) = self.find(&question) {
            return number;
        }
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.adopt(&[question]);
        number
    }

    /// The number of a question, if it has one.
    pub fn find(&self, question: &Question) -> Option<u32> {
        let is_it = |number: &u32| self.all.get(*number as usize) == Some(question);
        self.numbers.find(hash(question), is_it).copied()
    }

    /// Takes over questions in the order of their numbers, of which none has one yet, as a [`Numbering`] found them.
    pub fn adopt(&mut self, new: &[Question]) {
        self.restore(new);
        self.index();
    }

    /// The same, but that they are found only after [`Questions::index`].
    pub fn restore(&mut self, new: &[Question]) {
        self.all.extend_from_slice(new);
        self.answers.resize(self.all.len(), 0);
        self.users.resize(self.all.len(), 0);
    }

    /// Makes those found that were taken over.
    pub fn index(&mut self) {
        let (all, numbers) = (&self.all, &mut self.numbers);
        let hash_of = |number: &u32| all.get(*number as usize).map_or(0, hash);
        let known = numbers.len();
        numbers.reserve(all.len().saturating_sub(known), hash_of);
        for (question, number) in all.iter().zip(0..).skip(known) {
            numbers.insert_unique(hash(question), number, hash_of);
        }
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

fn hash(question: &Question) -> u64 {
    FxBuildHasher.hash_one(question)
}

/// Gives numbers while routes are rendered in parallel: those that are known, and new ones.
pub struct Numbering<'q> {
    known: &'q Questions,
    next: AtomicU32,
    // Many locks, so that the threads seldom meet.
    new: Vec<Mutex<FxHashMap<Question, u32>>>,
}

/// How many locks there are.
const SHARDS: usize = 64;

impl<'q> Numbering<'q> {
    /// Goes on from the questions that are known.
    pub fn new(known: &'q Questions) -> Numbering<'q> {
        Numbering {
            known,
            next: AtomicU32::new(u32::try_from(known.len()).unwrap_or(u32::MAX)),
            new: (0..SHARDS).map(|_| Mutex::default()).collect(),
        }
    }

    /// The number of a question.
    pub fn number(&self, question: Question) -> u32 {
        if let Some(number) = self.known.find(&question) {
            return number;
        }
        // The table in the shard goes by the other bits.
        let [.., spread, _, _] = hash(&question).to_le_bytes();
        let shard = &self.new[usize::from(spread) % SHARDS];
        let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
        *shard
            .entry(question)
            .or_insert_with(|| self.next.fetch_add(1, Ordering::Relaxed))
    }

    /// The new questions in the order of their numbers, for [`Questions::adopt`].
    pub fn into_new(self) -> Vec<Question> {
        let shards = self.new.into_iter();
        let mut new: Vec<(u32, Question)> = shards
            .flat_map(|shard| shard.into_inner().unwrap_or_else(PoisonError::into_inner))
            .map(|(question, number)| (number, question))
            .collect();
        new.sort_unstable_by_key(|(number, _)| *number);
        new.into_iter().map(|(_, question)| question).collect()
    }
}
