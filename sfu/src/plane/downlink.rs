//! The way from us to a participant.

use std::time::{Duration, Instant};

use crate::bandwidth::estimator::Estimator;
use crate::bandwidth::pacer::Pacer;
use crate::forward::retransmit::Transport;
use crate::forward::subscription::{Numbering, SubscriptionKey};
use crate::limits;
use crate::media::clock::NtpTime;
use crate::plane::PlaneConfig;

/// Where our clock begins in reports; only differences count, and zero is taken for "unknown".
const CLOCK_BASE: u64 = 1 << 40;

/// Sending side of one participant.
pub struct Downlink {
    pub is_connected: bool,
    /// Subscriptions by our SSRC, for feedback.
    pub sources: Vec<(u32, SubscriptionKey)>,
    /// Where the numbers of sources stand in which no track has its turn now.
    resting: Vec<(u32, Numbering)>,
    /// Transport-wide number of the last packet.
    transport_sequence: u64,
    epoch: Option<Instant>,
    pub estimator: Estimator,
    pub pacer: Pacer,
    /// What everything they show would take, in bits per second.
    pub wanted_bps: u64,
    /// The estimate at the last allocation.
    pub allocated_bps: u64,
    /// Smoothed, from receiver reports.
    round_trip: Option<Duration>,
    shortest_round_trip: Duration,
    /// The same, as feedback on arrivals shows it.
    feedback_time: Option<Duration>,
    /// When [`super::agenda::Job::Downlink`] is due.
    pub due: Option<Instant>,
    /// When sender reports are due.
    pub report_due: Option<Instant>,
    /// When to look at what they can get.
    pub allocation_due: Option<Instant>,
    /// When pictures that wait, or padding of a probe, are to leave.
    pub pace_due: Option<Instant>,
}

impl Downlink {
    pub fn new(config: &PlaneConfig) -> Self {
        let (start, most) = (config.start_bitrate_bps, config.max_bitrate_bps);
        Self {
            is_connected: false,
            sources: Vec::new(),
            resting: Vec::new(),
            transport_sequence: 0,
            epoch: None,
            estimator: Estimator::new(u64::from(start), u64::from(most)),
            pacer: Pacer::default(),
            wanted_bps: 0,
            allocated_bps: u64::from(start),
            round_trip: None,
            shortest_round_trip: Duration::MAX,
            feedback_time: None,
            due: None,
            report_due: None,
            allocation_due: None,
            pace_due: None,
        }
    }

    /// The subscription a source of ours belongs to.
    pub fn subscription(&self, ssrc: u32) -> Option<SubscriptionKey> {
        self.sources.iter().find(|(known, _)| *known == ssrc).map(|(_, key)| *key)
    }

    /// Keeps the numbers of a source for the next track in it. There are as many as the viewer
    /// negotiated sections.
    pub fn keep_numbering(&mut self, source: (u32, Numbering)) {
        self.resting.retain(|(ssrc, _)| *ssrc != source.0);
        self.resting.push(source);
    }

    /// The numbers of a source, if a track had its turn in it before.
    pub fn take_numbering(&mut self, ssrc: u32) -> Option<Numbering> {
        let index = self.resting.iter().position(|(known, _)| *known == ssrc)?;
        Some(self.resting.swap_remove(index).1)
    }

    /// What our clock shows in reports to this viewer: time since the first of them.
    pub fn clock(&mut self, now: Instant) -> NtpTime {
        let epoch = *self.epoch.get_or_insert(now);
        NtpTime(CLOCK_BASE).after(now.saturating_duration_since(epoch))
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

    /// Notes the packet that left with the header fields given last.
    pub fn sent(&mut self, now: Instant, bytes: usize) {
        self.estimator.sent(now, self.transport_sequence, bytes);
        self.pacer.spend(bytes);
    }

    /// When anything is due.
    pub fn deadline(&self) -> Option<Instant> {
        [self.report_due, self.allocation_due, self.pace_due].into_iter().flatten().min()
    }

    /// Whether the estimate has fallen so far that waiting for the next look would hurt.
    pub fn has_shrunk(&self) -> bool {
        self.estimator.bitrate_bps() * 10 < self.allocated_bps * 9
    }

    /// Learns a round trip.
    pub fn measure(&mut self, sample: Duration) {
        self.shortest_round_trip = self.shortest_round_trip.min(sample);
        let known = self.round_trip.unwrap_or(sample);
        self.round_trip = Some((known * 7 + sample) / 8);
    }

    /// Whether the round trip is much longer than it could be, so that packets wait.
    pub fn is_queued(&self) -> bool {
        let shortest = self.shortest_round_trip;
        self.round_trip.is_some_and(|round_trip| round_trip > shortest + limits::LONG_QUEUE)
    }

    /// Learns how long feedback took.
    pub fn measure_feedback(&mut self, sample: Duration) {
        let known = self.feedback_time.unwrap_or(sample);
        self.feedback_time = Some((known * 7 + sample) / 8);
    }

    /// The round trip, or what comes closest.
    pub fn round_trip(&self) -> Duration {
        self.round_trip.or(self.feedback_time).unwrap_or(limits::ASSUMED_ROUND_TRIP)
    }
}
