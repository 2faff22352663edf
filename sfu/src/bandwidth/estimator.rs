//! How much one viewer's downlink takes: delay, loss and probes together.

use std::time::{Duration, Instant};

use super::arrival_clock::ArrivalTime;
use super::loss::LossControl;
use super::probe::Prober;
use super::sent::{SentPackets, Told};
use super::throughput::Throughput;
use super::trend::{DelayTrend, Usage};
use crate::media::rtcp::TransportFeedback;
use crate::plane::spec::CongestionFeedback;

/// Less is never assumed: speech alone.
const LOWEST_BPS: u64 = 50_000;
/// What is left of the measured rate when the path is overused (gcc-02 §5.5).
const BACK_OFF: f64 = 0.85;
/// Growth per second far from where the path was last full.
const GROWTH: f64 = 1.08;
/// Size of a packet, for slow growth.
const PACKET_BITS: f64 = 9_600.0;
/// The estimate grows to at most this multiple of what arrives.
const LEAD: f64 = 1.5;
/// Time after a step back in which what arrives was still sent before it.
const SETTLING_TIME: Duration = Duration::from_secs(1);
/// Packets that wait longer than this, in ms, are in a queue.
const QUEUED_MS: f64 = 50.0;
/// A queue shorter than this, in ms, is left alone: a picture that leaves at once makes one.
const NEGLIGIBLE_MS: f64 = 70.0;
/// Share of the estimate that repetitions may take, per cent, and what they may in any case.
const REPAIR_PERCENT: u64 = 25;
const REPAIR_BPS_MIN: u64 = 50_000;
/// Shares of packets lost, by chance and not for want of room, with which repetitions are
/// sent twice.
const LOSSY: std::ops::Range<f32> = 0.03..0.3;
/// Pace over the estimate, per cent; and while the estimate is but a guess.
const PACING_PERCENT: u64 = 150;
const UNLIMITED_PACING_PERCENT: u64 = 400;
/// Time after a step back in which a queue that shrinks is left to do so.
const DRAINING_TIME: Duration = Duration::from_secs(2);
/// Time over which what we send is measured.
const SENDING_WINDOW: Duration = Duration::from_millis(500);

/// Estimates one downlink.
#[derive(Debug)]
pub struct Estimator {
    bitrate_bps: u64,
    highest_bps: u64,
    /// What the receiver itself says it can take (REMB).
    receiver_bps: u64,
    sent: SentPackets,
    trend: DelayTrend,
    throughput: Throughput,
    loss: LossControl,
    prober: Prober,
    sending: Sending,
    repairs: Allowance,
    /// Where the path was last full.
    capacity_bps: Option<f64>,
    grown: Option<Instant>,
    lowered: Option<Instant>,
    /// The queue when it was last too long, in ms.
    queue_ms: f64,
    has_feedback: bool,
    expects_feedback: bool,
}

/// What we send, in windows.
#[derive(Debug, Default)]
struct Sending {
    began: Option<Instant>,
    bytes: u64,
    bitrate_bps: u64,
}

impl Estimator {
    pub fn new(start_bps: u64, highest_bps: u64) -> Self {
        Self {
            bitrate_bps: start_bps,
            highest_bps,
            receiver_bps: u64::MAX,
            sent: SentPackets::default(),
            trend: DelayTrend::default(),
            throughput: Throughput::default(),
            loss: LossControl::default(),
            prober: Prober::default(),
            sending: Sending::default(),
            repairs: Allowance::default(),
            capacity_bps: None,
            grown: None,
            lowered: None,
            queue_ms: 0.0,
            has_feedback: false,
            expects_feedback: false,
        }
    }

    /// Learns how the receiver negotiated to report.
    pub fn expect(&mut self, congestion: CongestionFeedback) {
        self.expects_feedback |= congestion == CongestionFeedback::TransportCc;
    }

    /// At what rate pictures should leave, in bits per second: somewhat faster than they are
    /// made, so that a large one does not fill the queue that speech has to pass.
    pub fn pacing_bps(&self) -> u64 {
        let percent = if self.is_limited() { PACING_PERCENT } else { UNLIMITED_PACING_PERCENT };
        self.bitrate_bps() * percent / 100
    }

    /// Whether the path has ever shown a limit; until then the estimate is a guess.
    pub fn is_limited(&self) -> bool {
        self.lowered.is_some() || self.loss.limit_bps() < u64::MAX || self.receiver_bps < u64::MAX
    }

    /// Notes a packet that leaves.
    pub fn sent(&mut self, now: Instant, number: u64, bytes: usize) {
        if self.expects_feedback {
            let probe = self.prober.sent(now, bytes);
            self.sent.record(number, now, bytes, probe);
        }
        self.sending.count(now, bytes);
    }

    /// Whether a repetition of so many bytes may leave: where a link is full, repeating what it
    /// dropped would only make it drop more.
    pub fn may_repeat(&mut self, now: Instant, bytes: usize) -> bool {
        let rate = (self.bitrate_bps() * REPAIR_PERCENT / 100).max(REPAIR_BPS_MIN);
        self.repairs.take(now, bytes, rate)
    }

    /// Whether packets wait on the path.
    pub fn is_queued(&self) -> bool {
        self.trend.queue_ms() > QUEUED_MS
    }

    /// How often a repetition is best sent: twice where the first is likely to be lost as well.
    pub fn repetitions(&self) -> usize {
        if LOSSY.contains(&self.loss.latest()) && !self.is_queued() { 2 } else { 1 }
    }

    /// Takes transport-wide feedback. How long ago the newest packet it speaks of was sent:
    /// the round trip and the time the receiver waited.
    pub fn feedback(
        &mut self,
        now: Instant,
        feedback: &TransportFeedback<'_>,
        round_trip: Duration,
    ) -> Option<Duration> {
        self.has_feedback = true;
        let mut newest = None;
        // What a malformed message said before it broke off is as good as any.
        feedback.arrivals(|arrival| {
            match self.sent.told(arrival.sequence, arrival.at.is_some()).zip(Some(arrival.at)) {
                Some((Told::Arrived { packet, was_missing }, Some(at))) => {
                    let at = ArrivalTime::at(at);
                    newest = newest.max(Some(packet.at));
                    self.trend.packet(packet.at, at);
                    self.throughput.packet(at, packet.bytes);
                    self.prober.arrived(&packet, at);
                    if was_missing { self.loss.found() } else { self.loss.count(1, 0) }
                }
                Some((Told::Missing, _)) => self.loss.count(1, 1),
                _ => {}
            }
        });
        self.adjust(now, round_trip);
        newest.map(|newest| now.saturating_duration_since(newest))
    }

    /// Takes a receiver's own estimate.
    pub fn receiver_estimate(&mut self, bps: u64) {
        self.receiver_bps = bps.max(LOWEST_BPS);
        if !self.has_feedback {
            self.bitrate_bps = self.receiver_bps.min(self.highest_bps);
        }
    }

    /// Takes a reception report: the only news from viewers without other feedback.
    /// `is_queued`: the round trip has grown.
    pub fn reception(&mut self, now: Instant, fraction_lost: f32, is_queued: bool) {
        if self.has_feedback {
            return;
        }
        self.loss.is_blind = true;
        // A report stands for about as many packets as there are in a window.
        self.loss.count(100, (fraction_lost * 100.0) as u32);
        let through = (self.sending.bitrate_bps as f64 * f64::from(1.0 - fraction_lost)) as u64;
        self.loss.judge(now, through, is_queued);
        if self.receiver_bps == u64::MAX {
            self.grow(now, through as f64, Duration::from_millis(200));
        }
    }

    /// Bytes of padding that have to leave now, to find out whether `wanted_bps` would go
    /// through.
    pub fn padding_due(&mut self, now: Instant, wanted_bps: u64) -> u64 {
        if !self.has_feedback {
            return 0;
        }
        let estimate = self.bitrate_bps();
        self.prober.padding_due(now, estimate, wanted_bps.min(self.highest_bps).min(self.receiver_bps))
    }

    /// Whether padding may be due at the next tick.
    pub fn is_probing(&self, now: Instant) -> bool {
        self.prober.is_running(now)
    }

    /// What may be sent, in bits per second.
    pub fn bitrate_bps(&self) -> u64 {
        let bound = self.loss.limit_bps().min(self.receiver_bps).min(self.highest_bps);
        self.bitrate_bps.min(bound).max(LOWEST_BPS)
    }

    fn adjust(&mut self, now: Instant, round_trip: Duration) {
        let Some(throughput) = self.throughput.bitrate_bps() else { return };
        let reached = self.throughput.latest_bps().unwrap_or(throughput);
        let is_queued = self.is_queued();
        self.loss.judge(now, reached, is_queued);
        match self.trend.usage() {
            Usage::Over if self.trend.queue_ms() > NEGLIGIBLE_MS => {
                let reached =
                    self.throughput.latest_bps().map_or(throughput, |latest| latest.min(throughput));
                self.back_off(now, reached as f64, round_trip);
            }
            Usage::Under => self.grown = Some(now),
            Usage::Over | Usage::Normal => self.grow(now, throughput as f64, round_trip),
        }
        if let Some(rate) = self.prober.result(now, self.bitrate_bps()) {
            self.loss.raise(rate * 9 / 10);
            self.bitrate_bps = self.bitrate_bps.max(rate * 19 / 20).min(self.highest_bps);
        }
    }

    fn back_off(&mut self, now: Instant, throughput: f64, round_trip: Duration) {
        self.prober.refrain(now);
        self.grown = Some(now);
        let queue_ms = self.trend.queue_ms();
        let is_shrinking = queue_ms < std::mem::replace(&mut self.queue_ms, queue_ms);
        if is_shrinking && self.lowered.is_some_and(|lowered| now < lowered + DRAINING_TIME) {
            return;
        }
        let pause = round_trip.clamp(Duration::from_millis(100), Duration::from_millis(300));
        if self.lowered.is_some_and(|lowered| now < lowered + pause) {
            return;
        }
        self.lowered = Some(now);
        let estimate = self.bitrate_bps as f64;
        // Who sends much less than the path takes learns little from a queue.
        let is_sending_less = (self.sending.bitrate_bps as f64) < estimate / 2.0;
        let reached = if is_sending_less { throughput.max(estimate) } else { throughput };
        if !is_sending_less {
            self.capacity_bps = Some(throughput);
        }
        self.bitrate_bps = (reached * BACK_OFF).min(estimate).max(LOWEST_BPS as f64) as u64;
    }

    fn grow(&mut self, now: Instant, throughput: f64, round_trip: Duration) {
        let grown = self.grown.replace(now).unwrap_or(now);
        let elapsed = now.saturating_duration_since(grown).as_secs_f64().min(1.0);
        if self.capacity_bps.is_some_and(|capacity| throughput > capacity * 1.2) {
            self.capacity_bps = None;
        }
        let estimate = self.bitrate_bps as f64;
        let is_near = self.capacity_bps.is_some_and(|capacity| estimate > capacity * 0.8);
        let larger = if is_near {
            estimate + PACKET_BITS / (round_trip.as_secs_f64() + 0.1) * elapsed
        } else {
            estimate * GROWTH.powf(elapsed)
        };
        // What arrives evidently goes through, unless it still drains from before a step back.
        let is_settled = self.lowered.is_none_or(|lowered| now > lowered + SETTLING_TIME);
        let larger = if is_settled { larger.max(throughput) } else { larger };
        let most = (throughput * LEAD + 10_000.0).max(estimate).min(self.highest_bps as f64);
        self.bitrate_bps = larger.min(most) as u64;
    }
}

/// What may be sent of one kind: so many bits per second, saved up for half a second.
#[derive(Debug, Default)]
struct Allowance {
    since: Option<Instant>,
    spent_bits: u64,
}

impl Allowance {
    fn take(&mut self, now: Instant, bytes: usize, rate_bps: u64) -> bool {
        let since = self.since.replace(now).unwrap_or(now);
        let earned = rate_bps * now.saturating_duration_since(since).as_micros() as u64 / 1_000_000;
        self.spent_bits = self.spent_bits.saturating_sub(earned);
        let may = self.spent_bits < rate_bps / 2;
        self.spent_bits += if may { bytes as u64 * 8 } else { 0 };
        may
    }
}

impl Sending {
    fn count(&mut self, now: Instant, bytes: usize) {
        let began = *self.began.get_or_insert(now);
        let span = now.saturating_duration_since(began);
        if span >= SENDING_WINDOW {
            self.bitrate_bps = (self.bytes as f64 * 8.0 / span.as_secs_f64()) as u64;
            (self.began, self.bytes) = (Some(now), 0);
        }
        self.bytes += bytes as u64;
    }
}
