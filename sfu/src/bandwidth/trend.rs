//! Whether a path fills up, seen from how packets bunch on their way: the delay gradient of
//! draft-ietf-rmcat-gcc-02 §5, fitted as a line through the last twenty groups.

use std::time::{Duration, Instant};

use super::arrival_clock::ArrivalTime;

/// Packets sent within this time are one group: a picture leaves at once.
const GROUP_TIME: Duration = Duration::from_millis(5);
/// A group that arrives in bursts behind a stalled link grows at most this long, in ms.
const BURST_LIMIT_MS: f64 = 100.0;
/// Points of the line.
const POINTS: usize = 20;
/// Weight of what was known in the smoothed delay.
const SMOOTHING: f64 = 0.9;
/// The same, from packet to packet.
const PACKET_SMOOTHING: f64 = 0.5;
/// Makes slopes comparable with the threshold.
const GAIN: f64 = 4.0;
/// Groups after which the gain is full.
const GROUPS_MAX: u32 = 60;
/// Time above the threshold before it counts, in ms.
const PATIENCE_MS: f64 = 10.0;
/// The threshold adapts, so that flows of others that fill queues do not starve us
/// (gcc-02 §5.4): first value, bounds and speeds.
const THRESHOLD: f64 = 12.5;
const THRESHOLD_BOUNDS: (f64, f64) = (6.0, 600.0);
const RISE: f64 = 0.0087;
const FALL: f64 = 0.039;

/// A queue that stands for so long is full although it does not grow any more.
const STANDING_MS: f64 = 150.0;
/// How long the shortest delay seen is remembered, in ms: clocks drift, routes change.
const MEMORY_MS: f64 = 10_000.0;

/// What the queue on the path does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Usage {
    /// Nothing.
    #[default]
    Normal,
    /// It grows: more is sent than goes through.
    Over,
    /// It drains.
    Under,
}

/// Watches the delay of one path.
#[derive(Debug)]
pub struct DelayTrend {
    current: Option<Group>,
    previous: Option<Group>,
    groups: u32,
    accumulated: f64,
    smoothed: f64,
    /// The first packet: delays are told apart from its delay.
    origin: Option<(Instant, ArrivalTime)>,
    /// The delay of the last packets, in ms.
    delay: f64,
    /// Ring of (arrival, smoothed delay), in ms.
    points: [(f64, f64); POINTS],
    elapsed: f64,
    slope: f64,
    threshold: f64,
    time_over: f64,
    usage: Usage,
    shortest: Shortest,
}

/// The shortest delay of the last while, in two halves.
#[derive(Debug)]
struct Shortest {
    before: f64,
    present: f64,
    began: f64,
}

/// Packets that were sent together.
#[derive(Clone, Copy, Debug)]
struct Group {
    first_sent: Instant,
    last_sent: Instant,
    first_arrival: ArrivalTime,
    last_arrival: ArrivalTime,
}

impl Default for DelayTrend {
    fn default() -> Self {
        Self {
            current: None,
            previous: None,
            groups: 0,
            accumulated: 0.0,
            smoothed: 0.0,
            origin: None,
            delay: 0.0,
            points: [(0.0, 0.0); POINTS],
            elapsed: 0.0,
            slope: 0.0,
            threshold: THRESHOLD,
            time_over: 0.0,
            usage: Usage::Normal,
            shortest: Shortest { before: 0.0, present: 0.0, began: 0.0 },
        }
    }
}

impl DelayTrend {
    /// Takes a packet in order of sending: when it was sent and when it arrived.
    pub fn packet(&mut self, sent: Instant, arrival: ArrivalTime) {
        self.note_delay(sent, arrival);
        let Some(current) = &mut self.current else {
            self.current = Some(Group::of(sent, arrival));
            return;
        };
        if sent < current.first_sent {
            return;
        }
        if current.takes(sent, arrival) {
            current.last_sent = current.last_sent.max(sent);
            current.last_arrival = current.last_arrival.later(arrival);
            return;
        }
        let complete = *current;
        self.current = Some(Group::of(sent, arrival));
        if let Some(previous) = self.previous.replace(complete) {
            self.compare(&previous, &complete);
        }
    }

    /// What the queue does now.
    pub fn usage(&self) -> Usage {
        let is_standing = self.queue_ms() > STANDING_MS && self.usage != Usage::Under;
        if is_standing { Usage::Over } else { self.usage }
    }

    /// How long packets wait on the path now, in ms: their delay over the shortest seen.
    pub fn queue_ms(&self) -> f64 {
        self.delay - self.shortest.before.min(self.shortest.present)
    }

    fn note_delay(&mut self, sent: Instant, arrival: ArrivalTime) {
        let (first_sent, first_arrival) = *self.origin.get_or_insert((sent, arrival));
        let since = sent.saturating_duration_since(first_sent).as_secs_f64() * 1e3;
        let delay = arrival.ms_since(first_arrival) - since;
        self.delay = PACKET_SMOOTHING * self.delay + (1.0 - PACKET_SMOOTHING) * delay;
        self.shortest.note(since, self.delay);
    }

    fn compare(&mut self, previous: &Group, complete: &Group) {
        let sent = complete.last_sent.saturating_duration_since(previous.last_sent).as_secs_f64() * 1e3;
        let arrived = complete.last_arrival.ms_since(previous.last_arrival);
        self.elapsed += arrived.max(0.0);
        self.accumulated += arrived - sent;
        self.smoothed = SMOOTHING * self.smoothed + (1.0 - SMOOTHING) * self.accumulated;
        self.points[self.groups as usize % POINTS] = (self.elapsed, self.smoothed);
        self.groups += 1;
        if self.groups as usize >= POINTS {
            self.judge(sent);
        }
    }

    fn judge(&mut self, sent_ms: f64) {
        let before = std::mem::replace(&mut self.slope, slope(&self.points));
        let trend = f64::from(self.groups.min(GROUPS_MAX)) * self.slope * GAIN;
        let is_growing = trend > self.threshold;
        self.time_over = if is_growing { self.time_over + sent_ms } else { 0.0 };
        if !is_growing {
            self.usage = if trend < -self.threshold { Usage::Under } else { Usage::Normal };
        } else if self.time_over > PATIENCE_MS && self.slope >= before {
            self.time_over = 0.0;
            self.usage = Usage::Over;
        }
        self.adapt(trend.abs(), sent_ms);
    }

    fn adapt(&mut self, trend: f64, sent_ms: f64) {
        // A sudden leap is not the competition that the threshold adapts to.
        if trend > self.threshold + 15.0 {
            return;
        }
        let speed = if trend < self.threshold { FALL } else { RISE };
        let (lowest, highest) = THRESHOLD_BOUNDS;
        self.threshold += speed * (trend - self.threshold) * sent_ms.min(100.0);
        self.threshold = self.threshold.clamp(lowest, highest);
    }
}

impl Shortest {
    fn note(&mut self, elapsed: f64, delay: f64) {
        if elapsed - self.began > MEMORY_MS {
            (self.before, self.present, self.began) = (self.present, delay, elapsed);
        }
        self.present = self.present.min(delay);
    }
}

impl Group {
    fn of(sent: Instant, arrival: ArrivalTime) -> Self {
        Self { first_sent: sent, last_sent: sent, first_arrival: arrival, last_arrival: arrival }
    }

    /// Whether a packet belongs to the group: sent with it, or held back with it by a link
    /// that stalled and let everything go at once.
    fn takes(&self, sent: Instant, arrival: ArrivalTime) -> bool {
        let since = sent.saturating_duration_since(self.first_sent);
        if since <= GROUP_TIME {
            return true;
        }
        let arrived = arrival.ms_since(self.last_arrival);
        let sent = sent.saturating_duration_since(self.last_sent).as_secs_f64() * 1e3;
        let is_burst = arrived <= GROUP_TIME.as_secs_f64() * 1e3 && arrived < sent;
        is_burst && arrival.ms_since(self.first_arrival) < BURST_LIMIT_MS
    }
}

/// Slope of the line through points, by least squares.
fn slope(points: &[(f64, f64)]) -> f64 {
    let count = points.len() as f64;
    let mean_x = points.iter().map(|(x, _)| x).sum::<f64>() / count;
    let mean_y = points.iter().map(|(_, y)| y).sum::<f64>() / count;
    let spread: f64 = points.iter().map(|(x, _)| (x - mean_x).powi(2)).sum();
    let slope: f64 = points.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    if spread > 0.0 { slope / spread } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends a packet each 10 ms; each takes `longer` ms more than the one before.
    fn usage_after(longer: impl Fn(u32) -> f64) -> Vec<Usage> {
        let (start, mut trend, mut delay) = (crate::sim::epoch(), DelayTrend::default(), 40.0);
        (0..100u32)
            .map(|index| {
                delay += longer(index);
                let arrival = (f64::from(index) * 10.0 + delay) * 4.0;
                trend.packet(start + Duration::from_millis(10) * index, ArrivalTime::at(arrival as i64));
                trend.usage()
            })
            .collect()
    }

    #[test]
    fn a_steady_delay_is_normal_and_a_growing_one_is_overuse() {
        assert!(usage_after(|_| 0.0).iter().all(|&usage| usage == Usage::Normal));
        let growing = usage_after(|index| if index > 40 { 3.0 } else { 0.0 });
        let noticed = growing.iter().position(|&usage| usage == Usage::Over);
        assert!(noticed.is_some_and(|at| (41..60).contains(&at)), "noticed at {noticed:?}");
        let draining = usage_after(|index| if index > 40 { -2.0 } else { 1.0 });
        assert_eq!(draining.last(), Some(&Usage::Under));
    }

    #[test]
    fn jitter_alone_is_not_overuse() {
        let jitter = usage_after(|index| if index % 2 == 0 { 8.0 } else { -8.0 });
        assert!(!jitter.contains(&Usage::Over));
    }
}
