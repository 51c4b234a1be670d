//! How a service behaves that makes deployments fail when asked, and what it was asked.

use std::sync::Mutex;

use axum::http::Method;

/// How the service behaves.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mood {
    /// Every so many requests it refuses one for the moment, by turns as overloaded and as asked too often.
    pub refuse_each: Option<usize>,
    /// It changes nothing.
    pub is_read_only: bool,
    /// After so many changes it answers nothing any more.
    pub hang_after: Option<usize>,
    /// It looks, after each change, whether a reader would meet a gap.
    pub watch: bool,
}

/// What becomes of a request.
pub enum Turn {
    Do,
    /// The service has too much to do.
    Overloaded,
    /// It is asked too often.
    TooOften,
    /// It lets nobody change anything.
    Denied,
    /// It never answers.
    Hang,
}

/// The mood, and the requests since it was set.
#[derive(Default)]
pub struct Temper {
    mood: Mutex<Mood>,
    log: Mutex<Vec<String>>,
}

impl Temper {
    pub fn set(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
        self.log.lock().unwrap().clear();
    }

    pub fn mood(&self) -> Mood {
        *self.mood.lock().unwrap()
    }

    /// The requests since the mood was set: method and path.
    pub fn log(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }

    /// What becomes of one more request.
    pub fn turn(&self, method: &Method, path: &str) -> Turn {
        let mut log = self.log.lock().unwrap();
        log.push(format!("{method} {path}"));
        let mood = self.mood();
        let changes = log.iter().filter(|line| is_change(line)).count();
        if mood.hang_after.is_some_and(|most| changes > most) {
            return Turn::Hang;
        }
        if mood.is_read_only && is_change(&log[log.len() - 1]) {
            return Turn::Denied;
        }
        match mood.refuse_each {
            Some(each) if !log.len().is_multiple_of(each) => Turn::Do,
            Some(each) if (log.len() / each).is_multiple_of(2) => Turn::Overloaded,
            Some(_) => Turn::TooOften,
            None => Turn::Do,
        }
    }
}

/// Whether a line of the log is of a request that changes something.
pub fn is_change(line: &str) -> bool {
    !["GET ", "HEAD ", "OPTIONS ", "PROPFIND "]
        .iter()
        .any(|method| line.starts_with(method))
}
