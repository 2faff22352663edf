//! Our last handshake messages, repeated until the peer reacts.
//!
//! `rtc-dtls` drops its retransmission timer when it receives any handshake record, even a
//! repetition of one it has handled, so one lost datagram of ours would end the handshake.
//! While it has its timer it is asked to renew the flight: fresh record numbers also tell a
//! peer that is done to repeat its own last flight. Without, the copies are verbatim: the peer
//! discards the records it has, and takes the others. Only a client's last flight, after which
//! nothing follows in clear, gets fresh numbers from us.

use std::time::{Duration, Instant};

use bytes::BytesMut;

use super::record::{is_encrypted_in_part, renumber_clear};

/// First wait before repeating: browsers start at 50 ms, links in our field rarely exceed this.
pub const FIRST_WAIT: Duration = Duration::from_millis(400);

/// The wait doubles up to this.
const LONGEST_WAIT: Duration = Duration::from_millis(3_200);

/// How often the library may be asked: it gives up for good after seven times.
const RENEWALS: u8 = 5;

/// Added to record numbers with each repetition: more than one flight has records.
const RENUMBERING: u32 = 64;

/// The datagrams of one flight.
#[derive(Debug, Default)]
pub struct Flight {
    /// How often the library was asked for fresh datagrams, of this flight or an earlier one.
    renewals: u8,
    datagrams: Vec<BytesMut>,
    due: Option<Instant>,
    wait: Duration,
}

impl Flight {
    /// New messages went out; they replace the earlier ones, which the peer has acted upon.
    pub fn sent<'a>(&mut self, now: Instant, datagrams: impl Iterator<Item = &'a BytesMut>) {
        let datagrams: Vec<BytesMut> = datagrams.cloned().collect();
        if !datagrams.is_empty() {
            (self.datagrams, self.due, self.wait) = (datagrams, Some(now + FIRST_WAIT), FIRST_WAIT);
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

    /// Whether the library may be asked for fresh datagrams.
    pub fn may_be_renewed(&self) -> bool {
        self.renewals < RENEWALS
    }

    /// Takes the fresh datagrams, if the library had any; those to send again.
    pub fn repeat(&mut self, now: Instant, fresh: Vec<BytesMut>) -> Vec<BytesMut> {
        if !fresh.is_empty() {
            self.renewals += 1;
            self.datagrams = fresh;
        } else if self.datagrams.iter().any(|datagram| is_encrypted_in_part(datagram)) {
            self.datagrams.iter_mut().for_each(|datagram| renumber_clear(datagram, RENUMBERING));
        }
        self.wait = (2 * self.wait).min(LONGEST_WAIT);
        self.due = Some(now + self.wait);
        self.datagrams.clone()
    }
}
