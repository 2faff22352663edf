//! One continuous stream out of many sources.

use crate::media::rtp::Packet;

/// Numbers of one outgoing packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// Extended sequence number.
    pub sequence: u64,
    /// RTP timestamp.
    pub timestamp: u32,
}

/// Maps the numbers of the current source onto the outgoing stream.
#[derive(Debug)]
pub struct Rewriter {
    highest: u64,
    timestamp: u32,
    source: Option<Source>,
}

#[derive(Debug)]
struct Source {
    ssrc: u32,
    highest: u64,
    sequence_offset: u64,
    timestamp_offset: u32,
}

impl Rewriter {
    /// Starts after the given numbers, which should be random.
    pub fn new(sequence: u16, timestamp: u32) -> Self {
        Self { highest: u64::from(sequence), timestamp, source: None }
    }

    /// The numbers a packet leaves with. `step` is how far the timestamp advances when the
    /// source changed.
    pub fn rewrite(&mut self, packet: &Packet, step: u32) -> Numbers {
        if self.source.as_ref().is_none_or(|source| source.ssrc != packet.ssrc) {
            let first = 0x1_0000 + u64::from(packet.sequence);
            self.source = Some(Source {
                ssrc: packet.ssrc,
                highest: first,
                sequence_offset: (self.highest + 1).wrapping_sub(first),
                timestamp_offset: self.timestamp.wrapping_add(step).wrapping_sub(packet.timestamp),
            });
        }
        let source = self.source.as_mut().expect("set above");
        let ahead = packet.sequence.wrapping_sub(source.highest as u16) as i16;
        let extended = source.highest.wrapping_add_signed(i64::from(ahead));
        source.highest = source.highest.max(extended);
        let numbers = Numbers {
            sequence: extended.wrapping_add(source.sequence_offset),
            timestamp: packet.timestamp.wrapping_add(source.timestamp_offset),
        };
        if numbers.sequence > self.highest {
            self.highest = numbers.sequence;
            self.timestamp = numbers.timestamp;
        }
        numbers
    }
}
