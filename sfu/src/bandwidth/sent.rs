//! What was sent over one transport, until its feedback comes.

use std::time::Instant;

use crate::media::sequence;

/// Packets that are remembered: two seconds at 10 Mb/s, longer than feedback takes.
const REMEMBERED: usize = 2_048;

/// One packet on its way.
#[derive(Clone, Copy, Debug)]
pub struct SentPacket {
    /// When it left.
    pub at: Instant,
    /// Its size.
    pub bytes: u32,
    /// The probe it belongs to; 0 for none.
    pub probe: u8,
    fate: Fate,
}

/// What is known of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Unknown,
    Missing,
    Arrived,
}

/// A ring of packets by transport-wide number.
#[derive(Debug, Default)]
pub struct SentPackets {
    ring: Vec<Option<SentPacket>>,
    highest: u64,
}

/// What feedback says of a packet that it had not said before.
#[derive(Clone, Copy, Debug)]
pub enum Told {
    /// It arrived; `was_missing` if it had been given up.
    Arrived {
        /// The packet.
        packet: SentPacket,
        /// Earlier feedback called it missing.
        was_missing: bool,
    },
    /// It had not arrived.
    Missing,
}

impl SentPackets {
    /// Notes a packet. Allocates at the first one only.
    pub fn record(&mut self, number: u64, at: Instant, bytes: usize, probe: u8) {
        if self.ring.is_empty() {
            self.ring = vec![None; REMEMBERED];
        }
        self.highest = number;
        self.ring[Self::index(number)] =
            Some(SentPacket { at, bytes: bytes as u32, probe, fate: Fate::Unknown });
    }

    /// Learns what became of a packet, if that is news.
    pub fn told(&mut self, number: u16, has_arrived: bool) -> Option<Told> {
        let number = sequence::extend(number, self.highest);
        if number > self.highest || self.highest - number >= REMEMBERED as u64 {
            return None;
        }
        let packet = self.ring.get_mut(Self::index(number))?.as_mut()?;
        let before = packet.fate;
        packet.fate = if has_arrived { Fate::Arrived } else { before };
        match (before, has_arrived) {
            (Fate::Arrived, _) | (Fate::Missing, false) => None,
            (Fate::Unknown, false) => {
                packet.fate = Fate::Missing;
                Some(Told::Missing)
            }
            (Fate::Unknown | Fate::Missing, true) => {
                Some(Told::Arrived { packet: *packet, was_missing: before == Fate::Missing })
            }
        }
    }

    fn index(number: u64) -> usize {
        (number % REMEMBERED as u64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feedback_is_news_once_and_lies_are_ignored() {
        let (now, mut sent) = (crate::sim::epoch(), SentPackets::default());
        assert!(sent.told(5, true).is_none(), "nothing was sent");
        for number in 65_530..65_545 {
            sent.record(number, now, 100, 0);
        }
        assert!(matches!(sent.told(2, false), Some(Told::Missing)), "65538");
        assert!(sent.told(2, false).is_none());
        assert!(matches!(sent.told(2, true), Some(Told::Arrived { was_missing: true, .. })));
        assert!(sent.told(2, true).is_none() && sent.told(2, false).is_none());
        assert!(sent.told(100, true).is_none(), "of the future");
        assert!(sent.told(65_000, true).is_none(), "never sent");
    }
}
