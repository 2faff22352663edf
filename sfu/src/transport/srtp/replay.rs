//! Which packets of one source were seen.

/// A bit for each of the last `64 * WORDS` packet indices, and the newest of them.
#[derive(Clone, Debug)]
pub struct Window<const WORDS: usize> {
    newest: u64,
    seen: [u64; WORDS],
}

impl<const WORDS: usize> Window<WORDS> {
    const SIZE: u64 = 64 * WORDS as u64;

    /// A window that has seen one packet.
    pub fn starting_with(index: u64) -> Self {
        let mut window = Self { newest: index, seen: [0; WORDS] };
        window.mark(index);
        window
    }

    /// A window that takes everything up to `index` for seen.
    pub fn closed_up_to(index: u64) -> Self {
        Self { newest: index, seen: [u64::MAX; WORDS] }
    }

    /// The newest index.
    pub fn newest(&self) -> u64 {
        self.newest
    }

    /// Whether a packet is neither seen nor too old to tell.
    pub fn is_new(&self, index: u64) -> bool {
        if index > self.newest {
            return true;
        }
        self.newest - index < Self::SIZE && self.seen[Self::word(index)] & Self::bit(index) == 0
    }

    /// Remembers a packet.
    pub fn accept(&mut self, index: u64) {
        if index > self.newest {
            if index - self.newest >= Self::SIZE {
                self.seen = [0; WORDS];
            } else {
                for skipped in self.newest + 1..=index {
                    self.seen[Self::word(skipped)] &= !Self::bit(skipped);
                }
            }
            self.newest = index;
        }
        self.mark(index);
    }

    fn mark(&mut self, index: u64) {
        self.seen[Self::word(index)] |= Self::bit(index);
    }

    fn word(index: u64) -> usize {
        (index / 64) as usize % WORDS
    }

    fn bit(index: u64) -> u64 {
        1 << (index % 64)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_packet_is_new_once_and_old_ones_are_refused() {
        let mut window = Window::<2>::starting_with(1_000);
        assert!(!window.is_new(1_000));
        assert!(window.is_new(1_000 - 127));
        assert!(!window.is_new(1_000 - 128), "too old to tell");
        window.accept(1_127);
        assert!(window.is_new(1_001));
        assert!(!window.is_new(999));
        window.accept(5_000);
        assert!(!window.is_new(1_127));
        assert!(window.is_new(4_900));
    }

    #[test]
    fn a_closed_window_takes_only_what_is_newer() {
        let window = Window::<2>::closed_up_to(50);
        assert!(!window.is_new(50) && !window.is_new(0));
        assert!(window.is_new(51));
    }

    proptest! {
        #[test]
        fn a_window_agrees_with_a_list_of_everything_seen(
            steps in prop::collection::vec(-200i64..200, 1..400),
        ) {
            let mut window = Window::<2>::starting_with(10_000);
            let mut seen = HashSet::from([10_000u64]);
            let mut newest = 10_000u64;
            for step in steps {
                let index = newest.saturating_add_signed(step);
                let is_new = !seen.contains(&index) && index + 128 > newest;
                prop_assert_eq!(window.is_new(index), is_new);
                if is_new {
                    window.accept(index);
                    seen.insert(index);
                    newest = newest.max(index);
                }
            }
        }
    }
}
