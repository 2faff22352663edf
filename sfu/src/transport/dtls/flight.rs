//! Our last handshake messages, repeated until the peer reacts.
//!
//! `rtc-dtls` drops its retransmission timer when it receives any handshake record, even a
//! repetition of one it has handled, so one lost datagram of ours would end the handshake.
//! The copies are verbatim: the peer discards the records it has, and takes the others.

use std::time::{Duration, Instant};

use bytes::BytesMut;

/// First wait before repeating: browsers start at 50 ms, links in our field rarely exceed this.
const FIRST_WAIT: Duration = Duration::from_millis(400);

/// The wait doubles up to this.
const LONGEST_WAIT: Duration = Duration::from_millis(3_200);

/// The datagrams of one flight.
#[derive(Debug, Default)]
pub struct Flight {
    datagrams: Vec<BytesMut>,
    due: Option<Instant>,
    wait: Duration,
}

impl Flight {
    /// New messages went out; they replace the earlier ones, which the peer has acted upon.
    pub fn sent<'a>(&mut self, now: Instant, datagrams: impl Iterator<Item = &'a BytesMut>) {
        let datagrams: Vec<BytesMut> = datagrams.cloned().collect();
        if !datagrams.is_empty() {
            *self = Self { datagrams, due: Some(now + FIRST_WAIT), wait: FIRST_WAIT };
        }
    }

    /// Whether to repeat now.
    pub fn is_due(&self, now: Instant) -> bool {
        self.due.is_some_and(|due| now >= due)
    }

    /// When to repeat.
    pub fn due(&self) -> Option<Instant> {
        self.due
    }

    /// The datagrams to send again.
    pub fn repeat(&mut self, now: Instant) -> Vec<BytesMut> {
        self.wait = (2 * self.wait).min(LONGEST_WAIT);
        self.due = Some(now + self.wait);
        self.datagrams.clone()
    }
}
