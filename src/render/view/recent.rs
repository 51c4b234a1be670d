//! A cache of what was made lately, bounded by its count.

use std::hash::{BuildHasher, Hash};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustc_hash::{FxBuildHasher, FxHashMap};

/// So many locks share the work, since rendering runs in parallel.
const SHARDS: usize = 16;

/// Keeps at least the last `N` values that were asked for, and at most twice as many.
///
/// Routes are rendered in the order of time, so what one showed the next ones are likely to show too.
pub(super) struct Recent<K, V, const N: usize> {
    shards: Vec<Mutex<Generations<K, V>>>,
}

struct Generations<K, V> {
    young: FxHashMap<K, V>,
    // What was young before; what is asked for again becomes young again, the rest goes.
    old: FxHashMap<K, V>,
}

impl<K, V, const N: usize> Default for Recent<K, V, N> {
    fn default() -> Recent<K, V, N> {
        let empty = || {
            Mutex::new(Generations {
                young: FxHashMap::default(),
                old: FxHashMap::default(),
            })
        };
        Recent {
            shards: (0..SHARDS).map(|_| empty()).collect(),
        }
    }
}

impl<K: Copy + Eq + Hash, V: Clone, const N: usize> Recent<K, V, N> {
    /// The value of a key.
    pub fn get(&self, key: K) -> Option<V> {
        let mut shard = self.shard(key);
        if let Some(value) = shard.young.get(&key) {
            return Some(value.clone());
        }
        let value = shard.old.remove(&key)?;
        shard.put(key, value.clone(), N / SHARDS);
        Some(value)
    }

    /// Keeps a value.
    pub fn put(&self, key: K, value: V) {
        self.shard(key).put(key, value, N / SHARDS);
    }

    fn shard(&self, key: K) -> MutexGuard<'_, Generations<K, V>> {
        // The table in the shard goes by the other bits.
        let [.., spread, _, _] = FxBuildHasher.hash_one(key).to_le_bytes();
        let shard = &self.shards[usize::from(spread) % SHARDS];
        shard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Eq + Hash, V> Generations<K, V> {
    fn put(&mut self, key: K, value: V, most: usize) {
        if self.young.len() >= most {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, value);
    }
}
