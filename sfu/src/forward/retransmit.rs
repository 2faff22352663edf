//! What one viewer was sent lately, so that it can be sent again.

use std::time::{Duration, Instant};

use crate::forward::outgoing::Outgoing;

/// What went out under one sequence number.
#[derive(Clone, Copy, Debug)]
pub struct Sent {
    /// The packet.
    pub outgoing: Outgoing,
    /// Transport-wide number and time stamp it carried. A repetition under the same sequence
    /// number must be the same bytes: AES-GCM must never see one nonce with two texts.
    pub transport: Transport,
    repeated: Option<Instant>,
}

/// Per-transmission header fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Transport {
    /// Transport-wide sequence number.
    pub sequence: u16,
    /// Absolute send time, 24 bits.
    pub send_time: u32,
}

/// A ring of what was sent, by outgoing sequence number.
#[derive(Debug)]
pub struct SentLog {
    entries: Vec<Option<Sent>>,
    length: usize,
}

impl SentLog {
    /// Remembers the last `length` packets, a power of two.
    pub fn new(length: usize) -> Self {
        debug_assert!(length.is_power_of_two());
        Self { entries: Vec::new(), length }
    }

    /// Notes a packet that is being sent. Allocates at the first one only.
    pub fn record(&mut self, outgoing: &Outgoing, transport: Transport) {
        if self.entries.is_empty() {
            self.entries = vec![None; self.length];
        }
        let index = outgoing.numbers.sequence as usize & (self.length - 1);
        self.entries[index] = Some(Sent { outgoing: *outgoing, transport, repeated: None });
    }

    /// What was sent under a number, unless it was repeated less than `interval` ago.
    pub fn repeat(&mut self, now: Instant, sequence: u16, interval: Duration) -> Option<Sent> {
        let entry = self.entries.get_mut(usize::from(sequence) & (self.length - 1))?.as_mut()?;
        let is_other = entry.outgoing.numbers.sequence as u16 != sequence;
        let is_too_soon =
            entry.repeated.is_some_and(|repeated| now.saturating_duration_since(repeated) < interval);
        if is_other || is_too_soon {
            return None;
        }
        entry.repeated = Some(now);
        Some(*entry)
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.entries.fill(None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forward::outgoing::Content;
    use crate::forward::rewriter::{Numbers, SourceRun};
    use crate::media::Codec;
    use crate::plane::spec::Format;
    use crate::room::membership::Visit;

    #[expect(clippy::disallowed_methods, reason = "edge: a test needs one instant to count from")]
    fn start() -> Instant {
        Instant::now()
    }

    fn packet(sequence: u64) -> Outgoing {
        Outgoing {
            visit: Visit::numbered(1),
            source: SourceRun { encoding: 0, run: 1 },
            original: sequence + 1_000,
            numbers: Numbers { sequence, ..Numbers::default() },
            marker: false,
            format: Format { payload_type: 96, codec: Codec::Vp8, rtx: None, red: None, profile: None },
            content: Content::Whole,
        }
    }

    #[test]
    fn a_packet_is_repeated_once_per_interval_while_it_is_remembered() {
        let (now, interval) = (start(), Duration::from_millis(100));
        let mut log = SentLog::new(4);
        assert!(log.repeat(now, 9, interval).is_none());
        log.record(&packet(65_545), Transport::default());
        assert_eq!(log.repeat(now, 9, interval).unwrap().outgoing.original, 66_545);
        assert!(log.repeat(now + interval / 2, 9, interval).is_none(), "the answer is on its way");
        assert!(log.repeat(now + interval, 9, interval).is_some());
        assert!(log.repeat(now, 13, interval).is_none(), "same place, other number");
        log.record(&packet(65_549), Transport::default());
        assert!(log.repeat(now + 2 * interval, 9, interval).is_none(), "overwritten");
        log.clear();
        assert!(log.repeat(now + 2 * interval, 13, interval).is_none());
    }
}
