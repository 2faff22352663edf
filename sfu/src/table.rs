//! Tables whose rows are found by position on the hot path and by id everywhere else.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::marker::PhantomData;

/// A hash of ids that we minted ourselves: one multiplication, because nobody outside can
/// choose them to collide.
#[derive(Clone, Copy, Debug, Default)]
pub struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(u64::from(byte));
        }
    }

    fn write_u64(&mut self, value: u64) {
        let mixed = (self.0 ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 32);
    }
}

/// A map keyed by our own ids.
pub type IdMap<K, V> = HashMap<K, V, BuildHasherDefault<IdHasher>>;

/// A row's position. It dies with the row: a new row in the same place has another key.
pub struct Key<T> {
    index: u32,
    generation: u32,
    row: PhantomData<fn() -> T>,
}

impl<T> Clone for Key<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Key<T> {}

impl<T> PartialEq for Key<T> {
    fn eq(&self, other: &Self) -> bool {
        (self.index, self.generation) == (other.index, other.generation)
    }
}

impl<T> Eq for Key<T> {}

impl<T> std::fmt::Debug for Key<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.index, self.generation)
    }
}

/// Rows with ids.
pub struct Table<I, T> {
    rows: Vec<Row<T>>,
    vacant: Vec<u32>,
    by_id: IdMap<I, Key<T>>,
}

struct Row<T> {
    generation: u32,
    value: Option<T>,
}

impl<I: Copy + Eq + Hash, T> Default for Table<I, T> {
    fn default() -> Self {
        Self { rows: Vec::new(), vacant: Vec::new(), by_id: IdMap::default() }
    }
}

impl<I: Copy + Eq + Hash, T> Table<I, T> {
    /// Adds a row. An id already present is an error of the caller: the old row is replaced.
    pub fn insert(&mut self, id: I, value: T) -> Key<T> {
        self.remove(id);
        let index = self.vacant.pop().unwrap_or_else(|| {
            self.rows.push(Row { generation: 0, value: None });
            (self.rows.len() - 1) as u32
        });
        let row = &mut self.rows[index as usize];
        row.value = Some(value);
        let key = Key { index, generation: row.generation, row: PhantomData };
        self.by_id.insert(id, key);
        key
    }

    /// Takes a row out.
    pub fn remove(&mut self, id: I) -> Option<T> {
        let key = self.by_id.remove(&id)?;
        let row = &mut self.rows[key.index as usize];
        row.generation = row.generation.wrapping_add(1);
        self.vacant.push(key.index);
        row.value.take()
    }

    /// Its position.
    pub fn key(&self, id: I) -> Option<Key<T>> {
        self.by_id.get(&id).copied()
    }

    /// The row at a position, unless it is gone.
    pub fn get(&self, key: Key<T>) -> Option<&T> {
        let row = self.rows.get(key.index as usize)?;
        if row.generation == key.generation { row.value.as_ref() } else { None }
    }

    /// As [`Table::get`].
    pub fn get_mut(&mut self, key: Key<T>) -> Option<&mut T> {
        let row = self.rows.get_mut(key.index as usize)?;
        if row.generation == key.generation { row.value.as_mut() } else { None }
    }

    /// The row with an id.
    pub fn by_id(&self, id: I) -> Option<&T> {
        self.get(self.key(id)?)
    }

    /// As [`Table::by_id`].
    pub fn by_id_mut(&mut self, id: I) -> Option<&mut T> {
        self.get_mut(self.key(id)?)
    }

    /// How many rows there are.
    pub fn count(&self) -> usize {
        self.by_id.len()
    }

    /// Every row.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.rows.iter().filter_map(|row| row.value.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::TrackId;

    #[test]
    fn a_key_dies_with_its_row() {
        let mut table = Table::default();
        let first = table.insert(TrackId(1), "first");
        assert_eq!(table.get(first), Some(&"first"));
        assert_eq!(table.remove(TrackId(1)), Some("first"));
        let second = table.insert(TrackId(2), "second");
        assert_eq!(table.get(first), None, "same place, other row");
        assert_eq!(table.get(second), Some(&"second"));
        assert_eq!(table.by_id(TrackId(1)), None);
    }

    #[test]
    fn consecutive_ids_spread_over_a_table() {
        let low_bits = |id: u64| {
            let mut hasher = IdHasher::default();
            hasher.write_u64(id);
            hasher.finish() & 0xff
        };
        let distinct: std::collections::HashSet<u64> = (0..256).map(low_bits).collect();
        assert!(distinct.len() > 128, "only {} of 256 buckets", distinct.len());
    }
}
