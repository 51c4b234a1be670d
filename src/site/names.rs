//! Names: strings that many rows and questions share, as small numbers.

use std::sync::{Arc, PoisonError, RwLock};

use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};

/// A string of a [`Names`] table. Its number never reaches the output: two ledgers may number
/// differently and must still make the same site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Name(pub u32);

/// Every name that was ever needed; grows only, so that a [`Name`] stays good.
#[derive(Debug, Default)]
pub struct Names {
    // Rendering runs in parallel and may meet a name that no file mentioned (a template asks for
    // the latest of a section that does not exist): hence the lock.
    set: RwLock<IndexSet<Arc<str>, FxBuildHasher>>,
}

impl Names {
    /// The number of a string, given to it now if it has none.
    pub fn intern(&self, text: &str) -> Name {
        if let Some(name) = self.find(text) {
            return name;
        }
        let mut set = self.set.write().unwrap_or_else(PoisonError::into_inner);
        Name(number(set.insert_full(text.into()).0))
    }

    /// Takes over strings in the order of their numbers, of which none has one yet.
    pub fn restore(&self, texts: Vec<Arc<str>>) {
        let mut set = self.set.write().unwrap_or_else(PoisonError::into_inner);
        set.extend(texts);
    }

    /// The number of a string, if it has one.
    pub fn find(&self, text: &str) -> Option<Name> {
        let set = self.set.read().unwrap_or_else(PoisonError::into_inner);
        set.get_index_of(text).map(|index| Name(number(index)))
    }

    /// The string of a number; empty for a number that this table never gave.
    pub fn text(&self, name: Name) -> Arc<str> {
        let set = self.set.read().unwrap_or_else(PoisonError::into_inner);
        set.get_index(name.0 as usize).cloned().unwrap_or_default()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.set
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The strings from the `start`th on, in the order of their numbers.
    pub fn since(&self, start: usize) -> Vec<Arc<str>> {
        let set = self.set.read().unwrap_or_else(PoisonError::into_inner);
        set.iter().skip(start).cloned().collect()
    }
}

impl Clone for Names {
    fn clone(&self) -> Names {
        let set = self.set.read().unwrap_or_else(PoisonError::into_inner);
        Names {
            set: RwLock::new(set.clone()),
        }
    }
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
