//! Puts packets back into the order they were sent in, once, and says where some are missing.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::time::RecordingTime;

/// How long after its neighbours a packet may still arrive. Retransmissions of a network
/// with half a second of delay come within two.
pub const LATE_MAX: Duration = Duration::from_secs(4);

/// Packets held back at most, whatever their times say.
const HELD_MAX: usize = 8192;

/// So many late packets in a row mean that the sender began to count anew.
const LATE_RUN_MAX: u32 = 128;

/// A window over the packets of one stream (one SSRC). Items come out in sequence; `lost`
/// tells how many numbers before an item never arrived.
#[derive(Debug)]
pub struct Reorder<T> {
    held: BTreeMap<u64, (RecordingTime, T)>,
    next: Option<u64>,
    newest: RecordingTime,
    late_run: u32,
}

/// An item in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ordered<T> {
    /// Extended sequence number.
    pub sequence: u64,
    /// Numbers directly before it that are missing.
    pub lost: u64,
    /// What was put in.
    pub item: T,
}

impl<T> Default for Reorder<T> {
    fn default() -> Self {
        Self { held: BTreeMap::new(), next: None, newest: RecordingTime::ZERO, late_run: 0 }
    }
}

impl<T> Reorder<T> {
    /// Takes a packet that arrived at `received`. Copies, and packets that come after their
    /// place was given up, are dropped.
    pub fn put(&mut self, sequence: u64, received: RecordingTime, item: T) {
        self.newest = self.newest.max(received);
        let late = self.next.is_some_and(|next| sequence < next);
        self.late_run = if late { self.late_run + 1 } else { 0 };
        if self.late_run > LATE_RUN_MAX {
            self.next = Some(sequence.saturating_sub(1));
        }
        if !late || self.late_run > LATE_RUN_MAX {
            self.held.entry(sequence).or_insert((received, item));
        }
    }

    /// The next packet whose place is certain.
    pub fn take(&mut self) -> Option<Ordered<T>> {
        let (sequence, (received, _)) = self.held.first_key_value()?;
        let in_order = self.next == Some(*sequence);
        let waited = self.newest.since(*received) >= LATE_MAX || self.held.len() > HELD_MAX;
        if in_order || waited { self.pop() } else { None }
    }

    /// The next packet, certain or not; for the end of the stream.
    pub fn flush(&mut self) -> Option<Ordered<T>> {
        self.pop()
    }

    fn pop(&mut self) -> Option<Ordered<T>> {
        let (sequence, (_, item)) = self.held.pop_first()?;
        let lost = self.next.map_or(0, |next| sequence.saturating_sub(next));
        self.next = Some(sequence + 1);
        Some(Ordered { sequence, lost, item })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ms(time: u64) -> RecordingTime {
        RecordingTime(time * 1_000_000)
    }

    fn all(reorder: &mut Reorder<u64>) -> Vec<(u64, u64)> {
        std::iter::from_fn(|| reorder.take().or_else(|| reorder.flush()))
            .map(|ordered| (ordered.item, ordered.lost))
            .collect()
    }

    #[test]
    fn a_retransmission_finds_its_place_and_its_copy_is_dropped() {
        let mut reorder = Reorder::default();
        for (sequence, received) in [(10, 0), (12, 20), (13, 40), (11, 900), (11, 950), (14, 960)] {
            reorder.put(sequence, ms(received), sequence);
        }
        assert_eq!(all(&mut reorder), [(10, 0), (11, 0), (12, 0), (13, 0), (14, 0)]);
    }

    #[test]
    fn a_packet_that_never_comes_is_reported_when_its_time_is_over() {
        let mut reorder = Reorder::default();
        reorder.put(1, ms(0), 1);
        reorder.put(4, ms(30), 4);
        reorder.put(5, ms(2000), 5);
        assert_eq!(reorder.flush().map(|o| o.item), Some(1));
        assert_eq!(reorder.take(), None, "2 and 3 may still come");
        reorder.put(6, ms(4030), 6);
        assert_eq!(reorder.take(), Some(Ordered { sequence: 4, lost: 2, item: 4 }));
        reorder.put(2, ms(4040), 2);
        assert_eq!(all(&mut reorder), [(5, 0), (6, 0)]);
    }

    #[test]
    fn a_sender_that_counts_anew_is_followed_after_a_while() {
        let mut reorder = Reorder::default();
        (5000..5010).for_each(|n| reorder.put(n, ms(n), n));
        assert_eq!(all(&mut reorder).len(), 10);
        (1000..2000).for_each(|n| reorder.put(n, ms(5000 + n), n));
        let after = all(&mut reorder);
        assert_eq!(after.len(), 1000 - 128);
        assert!(after[0].1 > 0, "what was passed over counts as lost");
    }

    proptest! {
        #[test]
        fn any_shuffle_within_the_window_comes_out_sorted(order in Just((0u64..200).collect::<Vec<_>>()).prop_shuffle()) {
            let mut reorder = Reorder::default();
            for (n, sequence) in (0..).zip(order) {
                reorder.put(sequence, ms(n * 10), sequence);
            }
            let expected: Vec<_> = (0..200).map(|n| (n, 0)).collect();
            prop_assert_eq!(all(&mut reorder), expected);
        }
    }
}
