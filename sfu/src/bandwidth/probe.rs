//! Probing: a short train of packets, faster than what is being sent, shows whether more
//! would go through.

use std::time::{Duration, Instant};

use super::arrival_clock::ArrivalTime;
use super::sent::SentPacket;

/// Length of a train.
const LENGTH: Duration = Duration::from_millis(20);
/// Fewest bytes of a train.
const BYTES_MIN: u64 = 1_500;
/// How much faster than the estimate at most.
const FACTOR: u64 = 2;
/// Time between trains: after a success, and at most, after failures.
const INTERVAL_MIN: Duration = Duration::from_millis(700);
const INTERVAL_MAX: Duration = Duration::from_secs(5);
/// Time for feedback of a train.
const PATIENCE: Duration = Duration::from_secs(1);
/// Packets and share of the train that must arrive for a verdict.
const PACKETS_MIN: u32 = 4;
const SHARE_MIN: f64 = 0.7;

/// The probes of one path.
#[derive(Debug, Default)]
pub struct Prober {
    train: Option<Train>,
    serial: u8,
    interval: Duration,
    next: Option<Instant>,
}

#[derive(Debug)]
struct Train {
    serial: u8,
    bitrate_bps: u64,
    began: Instant,
    sent_bytes: u64,
    arrived_bytes: u64,
    packets: u32,
    first: Option<(ArrivalTime, u32)>,
    last: Option<ArrivalTime>,
}

impl Prober {
    /// Begins a train if `wanted_bps` is more than the estimate and it is time. Bytes of
    /// padding that must leave until now for the train in progress.
    pub fn padding_due(&mut self, now: Instant, estimate_bps: u64, wanted_bps: u64) -> u64 {
        let is_over = self.train.as_ref().is_some_and(|train| now > train.began + PATIENCE);
        if is_over {
            self.conclude(now, false);
        }
        let is_wanted = wanted_bps > estimate_bps && self.next.is_none_or(|next| now >= next);
        if self.train.is_none() && is_wanted {
            self.serial = self.serial.wrapping_add(1).max(1);
            let bitrate_bps = (estimate_bps * FACTOR).min(wanted_bps * 11 / 10);
            self.train = Some(Train::new(self.serial, bitrate_bps, now));
        }
        self.train.as_ref().map_or(0, |train| train.due(now))
    }

    /// The train that a packet sent now belongs to; 0 for none.
    pub fn sent(&mut self, now: Instant, bytes: usize) -> u8 {
        match self.train.as_mut().filter(|train| train.is_running(now)) {
            Some(train) => {
                train.sent_bytes += bytes as u64;
                train.serial
            }
            None => 0,
        }
    }

    /// Whether a train is leaving.
    pub fn is_running(&self, now: Instant) -> bool {
        self.train.as_ref().is_some_and(|train| train.is_running(now))
    }

    /// A packet of a train arrived.
    pub fn arrived(&mut self, packet: &SentPacket, arrival: ArrivalTime) {
        let Some(train) = self.train.as_mut().filter(|train| train.serial == packet.probe) else { return };
        train.packets += 1;
        train.arrived_bytes += u64::from(packet.bytes);
        let first = train.first.get_or_insert((arrival, packet.bytes));
        if first.0.ms_since(arrival) > 0.0 {
            *first = (arrival, packet.bytes);
        }
        train.last = Some(train.last.map_or(arrival, |last| last.later(arrival)));
    }

    /// What went through, once the train has arrived.
    pub fn result(&mut self, now: Instant, estimate_bps: u64) -> Option<u64> {
        let train = self.train.as_ref().filter(|train| !train.is_running(now))?;
        let rate = train.rate_bps()?;
        self.conclude(now, rate > estimate_bps * 11 / 10);
        Some(rate)
    }

    /// The path is too full for experiments.
    pub fn refrain(&mut self, now: Instant) {
        if self.train.is_some() {
            self.conclude(now, false);
        }
        let earliest = now + INTERVAL_MIN;
        self.next = Some(self.next.map_or(earliest, |next| next.max(earliest)));
    }

    fn conclude(&mut self, now: Instant, is_success: bool) {
        self.train = None;
        let longer = (self.interval * 2).clamp(INTERVAL_MIN * 2, INTERVAL_MAX);
        self.interval = if is_success { INTERVAL_MIN } else { longer };
        self.next = Some(now + self.interval);
    }
}

impl Train {
    fn new(serial: u8, bitrate_bps: u64, began: Instant) -> Self {
        Self {
            serial,
            bitrate_bps,
            began,
            sent_bytes: 0,
            arrived_bytes: 0,
            packets: 0,
            first: None,
            last: None,
        }
    }

    fn length(&self) -> Duration {
        let least = Duration::from_micros(BYTES_MIN * 8 * 1_000_000 / self.bitrate_bps.max(1));
        LENGTH.max(least)
    }

    fn is_running(&self, now: Instant) -> bool {
        now < self.began + self.length()
    }

    /// What has to be sent until now, beyond what was.
    fn due(&self, now: Instant) -> u64 {
        if !self.is_running(now) {
            return 0;
        }
        // The first moment counts as a tick, so that a train does not begin with nothing.
        let elapsed = now.saturating_duration_since(self.began) + crate::limits::PACING_TICK;
        let due = self.bitrate_bps * elapsed.as_micros() as u64 / 8_000_000;
        due.saturating_sub(self.sent_bytes)
    }

    fn rate_bps(&self) -> Option<u64> {
        let ((first, bytes), last) = (self.first?, self.last?);
        let is_enough =
            self.packets >= PACKETS_MIN && self.arrived_bytes as f64 >= SHARE_MIN * self.sent_bytes as f64;
        let span = last.ms_since(first).max(1.0);
        let rate = (self.arrived_bytes - u64::from(bytes)) as f64 * 8e3 / span;
        is_enough.then(|| (rate as u64).min(self.bitrate_bps))
    }
}
