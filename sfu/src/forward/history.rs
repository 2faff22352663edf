//! Recent packets of one encoding, in plaintext and shared by all viewers: what
//! retransmissions and paced packets are read from.

use std::time::Instant;

use crate::limits;
use crate::room::membership::Visit;

/// A ring of bytes with a ring of slots that say what is where.
#[derive(Default)]
pub struct History {
    bytes: Vec<u8>,
    slots: Vec<Slot>,
    /// Bytes ever written; a position modulo the capacity is where they are.
    written: u64,
    /// When the ring was last written from its beginning.
    lap: Option<Instant>,
}

#[derive(Clone, Copy)]
struct Slot {
    sequence: u64,
    position: u64,
    length: u16,
    visit: Visit,
}

const VACANT: Slot = Slot { sequence: 0, position: 0, length: 0, visit: Visit::NONE };

impl History {
    /// Keeps a packet of the publisher's present visit. Allocates only when it begins and
    /// while it grows.
    pub fn store(&mut self, now: Instant, sequence: u64, visit: Visit, wire: &[u8]) {
        if wire.len() > limits::PACKET_BYTES {
            return;
        }
        if self.slots.is_empty() {
            self.slots = vec![VACANT; limits::HISTORY_PACKETS];
            self.bytes = vec![0; limits::HISTORY_BYTES_MIN];
            self.lap = Some(now);
        }
        if self.begins_lap(wire.len()) && self.is_lap_too_short(now) {
            self.grow(now);
        }
        let position = self.advance(now, wire.len());
        let at = self.offset(position);
        self.bytes[at..at + wire.len()].copy_from_slice(wire);
        self.slots[Self::index(sequence)] = Slot { sequence, position, length: wire.len() as u16, visit };
    }

    /// A packet, if it is still there and was stored during `visit`.
    pub fn packet(&self, sequence: u64, visit: Visit) -> Option<&[u8]> {
        let slot = self.slots.get(Self::index(sequence))?;
        if slot.sequence != sequence || slot.visit != visit || !self.holds(slot) {
            return None;
        }
        let at = self.offset(slot.position);
        Some(&self.bytes[at..at + usize::from(slot.length)])
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.slots.fill(VACANT);
    }

    /// Memory it takes.
    #[cfg_attr(not(test), expect(dead_code, reason = "the allocator will use it"))]
    pub fn memory_bytes(&self) -> usize {
        self.bytes.len() + size_of_val(&self.slots[..])
    }

    fn index(sequence: u64) -> usize {
        (sequence % limits::HISTORY_PACKETS as u64) as usize
    }

    fn offset(&self, position: u64) -> usize {
        (position % self.bytes.len() as u64) as usize
    }

    fn holds(&self, slot: &Slot) -> bool {
        slot.visit != Visit::NONE && self.written - slot.position <= self.bytes.len() as u64
    }

    fn begins_lap(&self, length: usize) -> bool {
        self.offset(self.written) + length > self.bytes.len()
    }

    /// Whether the packets about to be overwritten may yet be asked for.
    fn is_lap_too_short(&self, now: Instant) -> bool {
        let is_young = |lap: Instant| now.saturating_duration_since(lap) < limits::HISTORY_TIME;
        self.bytes.len() < limits::HISTORY_BYTES_MAX && self.lap.is_some_and(is_young)
    }

    /// Reserves contiguous space: a packet never wraps around the end.
    fn advance(&mut self, now: Instant, length: usize) -> u64 {
        if self.begins_lap(length) {
            self.written = self.written.next_multiple_of(self.bytes.len() as u64);
            self.lap = Some(now);
        }
        let position = self.written;
        self.written += length as u64;
        position
    }

    /// Doubles the ring, keeping what it holds.
    fn grow(&mut self, now: Instant) {
        let mut larger = Self {
            bytes: vec![0; self.bytes.len() * 2],
            slots: vec![VACANT; self.slots.len()],
            written: 0,
            lap: self.lap,
        };
        let mut held: Vec<Slot> = self.slots.iter().copied().filter(|slot| self.holds(slot)).collect();
        held.sort_unstable_by_key(|slot| slot.position);
        for slot in held {
            let at = self.offset(slot.position);
            let wire = &self.bytes[at..at + usize::from(slot.length)];
            let position = larger.advance(now, wire.len());
            larger.bytes[position as usize..][..wire.len()].copy_from_slice(wire);
            larger.slots[Self::index(slot.sequence)] = Slot { position, ..slot };
        }
        *self = larger;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    #[expect(clippy::disallowed_methods, reason = "edge: a test needs one instant to count from")]
    fn start() -> Instant {
        Instant::now()
    }

    const HERE: Visit = Visit::numbered(1);
    const ELSEWHERE: Visit = Visit::numbered(2);

    #[test]
    fn a_packet_is_found_only_in_the_visit_it_was_stored_in() {
        let (now, mut history) = (start(), History::default());
        history.store(now, 7, HERE, b"said here");
        assert_eq!(history.packet(7, HERE), Some(&b"said here"[..]));
        assert_eq!(history.packet(7, ELSEWHERE), None);
        assert_eq!(history.packet(8, HERE), None);
        history.clear();
        assert_eq!(history.packet(7, HERE), None);
    }

    #[test]
    fn a_busy_encoding_keeps_its_history_time_and_a_quiet_one_stays_small() {
        let now = start();
        let (mut busy, mut quiet) = (History::default(), History::default());
        // 2.5 Mb/s and 40 kb/s for five seconds.
        for step in 0..1_300u64 {
            busy.store(now + Duration::from_micros(3_840) * step as u32, step, HERE, &[0; 1_200]);
        }
        for step in 0..250u64 {
            quiet.store(now + Duration::from_millis(20) * step as u32, step, HERE, &[0; 100]);
        }
        let second_ago = 1_299 - 260;
        assert!(busy.packet(second_ago, HERE).is_some());
        assert!(busy.memory_bytes() <= 2 * 312_500 + limits::HISTORY_PACKETS * size_of::<Slot>());
        assert!(quiet.packet(200, HERE).is_some());
        assert_eq!(quiet.bytes.len(), limits::HISTORY_BYTES_MIN);
    }

    #[test]
    fn memory_ends_at_the_limit_whatever_the_rate() {
        let (now, mut history) = (start(), History::default());
        for step in 0..5_000u64 {
            history.store(now, step, HERE, &[step as u8; 1_400]);
        }
        assert_eq!(history.bytes.len(), limits::HISTORY_BYTES_MAX);
        assert_eq!(history.packet(4_999, HERE), Some(&[4_999u64 as u8; 1_400][..]));
    }

    proptest! {
        #[test]
        fn what_is_found_is_what_was_stored(
            sizes in prop::collection::vec(1usize..limits::PACKET_BYTES, 1..400),
        ) {
            let (now, mut history) = (start(), History::default());
            for (sequence, &size) in sizes.iter().enumerate() {
                history.store(now, sequence as u64, HERE, &vec![sequence as u8; size]);
                for (past, &size) in sizes[..=sequence].iter().enumerate() {
                    if let Some(wire) = history.packet(past as u64, HERE) {
                        prop_assert_eq!(wire, &vec![past as u8; size][..]);
                    }
                }
                prop_assert!(history.packet(sequence as u64, HERE).is_some());
            }
        }
    }
}
