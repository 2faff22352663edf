//! Smooths what leaves towards one viewer: a keyframe is spread over some ticks instead of
//! filling the queue that speech has to pass. Speech itself never waits here.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::forward::outgoing::Outgoing;
use crate::forward::subscription::SubscriptionKey;
use crate::limits;

/// What may leave at once: so much time's worth, which is a frame of an ordinary picture,
/// so that the batch it came in stays whole.
const BURST: Duration = Duration::from_millis(25);
/// What may leave at once in any case, in bits: two packets.
const BURST_BITS_MIN: i64 = 24_000;

/// A picture's packet that waits.
#[derive(Clone, Copy, Debug)]
pub struct Waiting {
    pub subscription: SubscriptionKey,
    /// [`crate::forward::subscription::Subscription::interruptions`] when it came.
    pub interruptions: u32,
    pub outgoing: Outgoing,
}

/// The queue of one viewer.
#[derive(Debug, Default)]
pub struct Pacer {
    waiting: VecDeque<Waiting>,
    credit_bits: i64,
    since: Option<Instant>,
}

impl Pacer {
    /// Whether a packet of a picture may leave right now.
    pub fn admits(&mut self, now: Instant, rate_bps: u64) -> bool {
        self.earn(now, rate_bps);
        self.waiting.is_empty() && self.credit_bits > 0
    }

    /// Notes what leaves, speech included.
    pub fn spend(&mut self, bytes: usize) {
        self.credit_bits -= bytes as i64 * 8;
    }

    /// Lets a packet wait; `false` if too many do already, and then none does any more.
    pub fn push(&mut self, waiting: Waiting) -> bool {
        let has_room = self.waiting.len() < limits::PACED_PACKETS;
        if has_room {
            self.waiting.push_back(waiting);
        } else {
            self.waiting.clear();
        }
        has_room
    }

    /// Takes out what waits of a subscription that ended. The number of the first of it: from
    /// there on none was used.
    pub fn withdraw(&mut self, ended: SubscriptionKey) -> Option<u64> {
        let of_it = |waiting: &Waiting| waiting.subscription == ended;
        let first = self
            .waiting
            .iter()
            .find(|waiting| of_it(waiting))
            .map(|waiting| waiting.outgoing.numbers.sequence);
        self.waiting.retain(|waiting| !of_it(waiting));
        first
    }

    /// The next packet that may leave.
    pub fn pop(&mut self, now: Instant, rate_bps: u64) -> Option<Waiting> {
        self.earn(now, rate_bps);
        if self.credit_bits > 0 { self.waiting.pop_front() } else { None }
    }

    /// Whether any packet waits.
    pub fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    fn earn(&mut self, now: Instant, rate_bps: u64) {
        let burst = (rate_bps * BURST.as_millis() as u64 / 1_000) as i64;
        let burst = burst.max(BURST_BITS_MIN);
        let earned = match self.since.replace(now) {
            Some(since) => rate_bps * now.saturating_duration_since(since).as_micros() as u64 / 1_000_000,
            None => burst as u64,
        };
        self.credit_bits = (self.credit_bits + earned as i64).clamp(-burst, burst);
    }
}
