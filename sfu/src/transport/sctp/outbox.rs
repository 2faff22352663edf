//! What waits to be sent, and how much may be received.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::limits;
use crate::node::DataChannel;

/// Unacknowledged bytes up to which a stream is given more: the least that SCTP may have under
/// way at the start (RFC 9260 §7.2.1), so that nothing lingers where it cannot be taken back.
const UNDER_WAY_BYTES: usize = 4_380;

/// A reader so slow that keeping more for it makes no sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected at most {} bytes of unsent data", limits::DATA_QUEUE_BYTES)]
pub struct QueueFull;

/// Messages by channel, none of them begun.
#[derive(Debug, Default)]
pub struct Outbox {
    reliable: Queue,
    lossy: Queue,
}

#[derive(Debug, Default)]
struct Queue {
    messages: VecDeque<Bytes>,
    bytes: usize,
}

impl Outbox {
    /// Adds a message. A full reliable queue is an error; a full lossy one loses its oldest.
    pub fn push(&mut self, channel: DataChannel, payload: Vec<u8>) -> Result<(), QueueFull> {
        if payload.is_empty() || payload.len() > limits::DATA_MESSAGE_BYTES {
            return Ok(());
        }
        match channel {
            DataChannel::Reliable if self.reliable.bytes + payload.len() > limits::DATA_QUEUE_BYTES => {
                return Err(QueueFull);
            }
            DataChannel::Reliable => self.reliable.push(payload),
            DataChannel::Lossy => {
                while self.lossy.bytes + payload.len() > limits::LOSSY_QUEUE_BYTES {
                    self.lossy.pop();
                }
                self.lossy.push(payload);
            }
        }
        Ok(())
    }

    /// The next message to begin, unless too much is under way.
    pub fn next(&mut self, channel: DataChannel, under_way: usize) -> Option<Bytes> {
        let queue = match channel {
            DataChannel::Reliable => &mut self.reliable,
            DataChannel::Lossy => &mut self.lossy,
        };
        let length = queue.messages.front()?.len();
        let fits = under_way == 0 || under_way + length <= UNDER_WAY_BYTES;
        if fits { queue.pop() } else { None }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

impl Queue {
    fn push(&mut self, payload: Vec<u8>) {
        self.bytes += payload.len();
        self.messages.push_back(Bytes::from(payload));
    }

    fn pop(&mut self) -> Option<Bytes> {
        let message = self.messages.pop_front()?;
        self.bytes -= message.len();
        Some(message)
    }
}

/// How many messages a peer may send: unread ones fill its window and slow it down.
#[derive(Debug)]
pub struct Budget {
    messages: u32,
    refilled: Instant,
}

impl Budget {
    /// How often the budget is topped up.
    const INTERVAL: Duration = Duration::from_millis(20);

    pub fn new(now: Instant) -> Self {
        Self { messages: limits::DATA_MESSAGES_AT_ONCE, refilled: now }
    }

    /// Whether one more message may be read.
    pub fn has_some(&mut self, now: Instant) -> bool {
        let intervals = now.saturating_duration_since(self.refilled).as_millis() / Self::INTERVAL.as_millis();
        if intervals > 0 {
            let per_interval = limits::DATA_MESSAGES_PER_SECOND * Self::INTERVAL.as_millis() as u32 / 1_000;
            let refill = u32::try_from(intervals).unwrap_or(u32::MAX).saturating_mul(per_interval);
            self.messages = self.messages.saturating_add(refill).min(limits::DATA_MESSAGES_AT_ONCE);
            self.refilled = now;
        }
        self.messages > 0
    }

    pub fn spend(&mut self) {
        self.messages = self.messages.saturating_sub(1);
    }

    pub fn refill_at(&self) -> Instant {
        self.refilled + Self::INTERVAL
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_lossy_queue_keeps_the_newest_and_a_full_reliable_one_says_so() {
        let mut outbox = Outbox::default();
        for number in 0..10u8 {
            outbox.push(DataChannel::Lossy, vec![number; limits::LOSSY_QUEUE_BYTES / 4]).unwrap();
        }
        assert_eq!(outbox.next(DataChannel::Lossy, 0).unwrap()[0], 6);
        let message = vec![0; limits::DATA_MESSAGE_BYTES];
        let fitting = limits::DATA_QUEUE_BYTES / limits::DATA_MESSAGE_BYTES;
        for _ in 0..fitting {
            outbox.push(DataChannel::Reliable, message.clone()).unwrap();
        }
        assert_eq!(outbox.push(DataChannel::Reliable, message), Err(QueueFull));
    }

    #[test]
    fn a_message_begins_only_when_the_wire_can_take_it() {
        let mut outbox = Outbox::default();
        outbox.push(DataChannel::Reliable, vec![1; 4_000]).unwrap();
        outbox.push(DataChannel::Reliable, vec![2; 4_000]).unwrap();
        assert!(outbox.next(DataChannel::Reliable, 0).is_some());
        assert!(outbox.next(DataChannel::Reliable, 4_000).is_none());
        outbox.clear();
        assert!(outbox.next(DataChannel::Reliable, 0).is_none());
    }
}
