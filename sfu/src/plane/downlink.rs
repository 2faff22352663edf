//! The way from us to a participant.

use std::time::{Duration, Instant};

use crate::forward::retransmit::Transport;
use crate::forward::subscription::SubscriptionKey;
use crate::limits;

/// Sending side of one participant.
#[derive(Default)]
pub struct Downlink {
    pub is_connected: bool,
    /// Subscriptions by our SSRC, for feedback.
    pub sources: Vec<(u32, SubscriptionKey)>,
    /// Transport-wide number of the next packet.
    pub transport_sequence: u64,
    epoch: Option<Instant>,
    bytes_sent: u64,
    /// Smoothed, from receiver reports.
    pub round_trip: Option<Duration>,
    /// When [`super::agenda::Job::Downlink`] is due.
    pub due: Option<Instant>,
    /// When sender reports are due.
    pub report_due: Option<Instant>,
}

impl Downlink {
    /// The subscription a source of ours belongs to.
    pub fn subscription(&self, ssrc: u32) -> Option<SubscriptionKey> {
        self.sources.iter().find(|(known, _)| *known == ssrc).map(|(_, key)| *key)
    }

    /// The header fields of the next packet.
    pub fn next_transport(&mut self, now: Instant) -> Transport {
        let epoch = *self.epoch.get_or_insert(now);
        let since = now.saturating_duration_since(epoch).as_micros();
        self.transport_sequence += 1;
        // 6.18 fixed point seconds.
        Transport {
            sequence: self.transport_sequence as u16,
            send_time: ((since << 18) / 1_000_000) as u32 & 0xff_ffff,
        }
    }

    /// Notes a packet that left.
    pub fn sent(&mut self, _now: Instant, _transport: Transport, bytes: usize) {
        self.bytes_sent += bytes as u64;
    }

    /// Learns a round trip.
    pub fn measure(&mut self, sample: Duration) {
        let known = self.round_trip.unwrap_or(sample);
        self.round_trip = Some((known * 7 + sample) / 8);
    }

    /// The round trip, or a guess.
    pub fn round_trip(&self) -> Duration {
        self.round_trip.unwrap_or(limits::ASSUMED_ROUND_TRIP)
    }
}
