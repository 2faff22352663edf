//! One source while it is forwarded.

use super::removals::Removals;
use super::{Incoming, Numbers, Position, SourceRun};

/// What is added to the numbers of a source, each with wrapping arithmetic of its width.
#[derive(Clone, Copy, Debug)]
pub struct Shifts {
    pub sequence: u64,
    pub timestamp: u32,
    pub picture_id: u16,
    pub base_index: u8,
    pub frame: u16,
}

/// A time during which one source is forwarded.
#[derive(Debug)]
pub struct Era {
    pub source: SourceRun,
    first: u64,
    highest: u64,
    shifts: Shifts,
    removals: Removals,
}

impl Era {
    pub fn new(source: SourceRun, first: u64, shifts: Shifts) -> Self {
        Self { source, first, highest: first, shifts, removals: Removals::default() }
    }

    pub fn first(&self) -> u64 {
        self.first
    }

    pub fn position(&self, sequence: u64) -> Position {
        if sequence > self.highest {
            Position::Next
        } else if sequence < self.first || self.removals.before(sequence).is_none() {
            Position::Past
        } else {
            Position::Late
        }
    }

    pub fn advance(&mut self, sequence: u64) {
        self.highest = self.highest.max(sequence);
    }

    pub fn remove(&mut self, sequence: u64, picture: Option<u16>) {
        self.removals.remove(sequence, picture);
    }

    /// The outgoing number after the highest that was assigned or reserved.
    pub fn sequence_after(&self) -> u64 {
        (self.highest + 1).wrapping_add(self.shifts.sequence) - self.removals.total().packets
    }

    pub fn numbers(&self, packet: &Incoming) -> Numbers {
        let removed = self.removals.before(packet.sequence).unwrap_or_default();
        let pictures = packet.pictures;
        Numbers {
            sequence: packet.sequence.wrapping_add(self.shifts.sequence) - removed.packets,
            timestamp: packet.timestamp.wrapping_add(self.shifts.timestamp),
            picture_id: pictures
                .picture_id
                .map(|id| id.value.wrapping_add(self.shifts.picture_id).wrapping_sub(removed.pictures)),
            base_index: pictures.base_index.map(|base| base.value.wrapping_add(self.shifts.base_index)),
            frame: packet.frame.map(|frame| frame.wrapping_add(self.shifts.frame)),
        }
    }
}
