//! What loss says about a path: the only sign of one that drops instead of queueing.

use std::time::{Duration, Instant};

/// Time over which loss is judged.
const WINDOW: Duration = Duration::from_millis(800);
/// Packets in a window below which chance decides.
const PACKETS_MIN: u32 = 25;
/// Loss beyond what the path has anyway that means congestion: while packets queue, and on a
/// path that shows no queue.
const EXCESS_QUEUED: f32 = 0.04;
const EXCESS: f32 = 0.15;
/// Loss that stays above this share of what it was although less is sent is not our doing.
const PERSISTENCE: f32 = 0.6;
/// Growth of the limit per second while nothing is lost; slower where nothing else is known
/// of the path.
const GROWTH: f64 = 1.25;
const BLIND_GROWTH: f64 = 1.03;

/// Limits the rate when too much is lost, and learns how much is lost anyway: a bad radio
/// link drops one packet in ten whatever is sent (Q1), and sending less would not help.
#[derive(Debug, Default)]
pub struct LossControl {
    began: Option<Instant>,
    expected: u32,
    lost: u32,
    /// Share lost whatever is sent.
    inherent: f32,
    /// Share lost when the rate was last lowered, until the next window shows what that did.
    trial: Option<f32>,
    limit_bps: Option<u64>,
    /// The last window lost too much, too; one alone may be chance.
    is_warned: bool,
    /// Nothing but loss is known of the path.
    pub is_blind: bool,
    latest: f32,
}

impl LossControl {
    /// Counts packets.
    pub fn count(&mut self, expected: u32, lost: u32) {
        self.expected += expected;
        self.lost += lost;
    }

    /// A packet counted as lost arrived after all.
    pub fn found(&mut self) {
        self.lost = self.lost.saturating_sub(1);
    }

    /// Judges a full window; `throughput_bps` is what went through in it, `is_queued` that
    /// packets wait on the path.
    pub fn judge(&mut self, now: Instant, throughput_bps: u64, is_queued: bool) {
        let began = *self.began.get_or_insert(now);
        let span = now.saturating_duration_since(began);
        // A path that has all but broken is not watched to the end.
        let is_broken = self.lost * 2 > self.expected && span >= WINDOW / 4;
        if (span < WINDOW && !is_broken) || self.expected < PACKETS_MIN {
            return;
        }
        let loss = self.lost as f32 / self.expected as f32;
        (self.began, self.expected, self.lost, self.latest) = (Some(now), 0, 0, loss);
        if self.trial.take().is_some_and(|before| loss > PERSISTENCE * before) && !is_queued {
            self.inherent = self.inherent.max(loss);
        }
        if loss < self.inherent {
            self.inherent += (loss - self.inherent) / 8.0;
        }
        let excess = if is_queued { EXCESS_QUEUED } else { EXCESS };
        let is_too_much = loss > self.inherent + excess;
        let was_warned = std::mem::replace(&mut self.is_warned, is_too_much);
        if is_too_much && !(was_warned || is_queued || is_broken) {
            return;
        }
        if is_too_much {
            self.limit_bps = Some(throughput_bps * 19 / 20);
            self.trial = Some(loss);
        } else if let Some(limit) = self.limit_bps {
            let growth = if self.is_blind { BLIND_GROWTH } else { GROWTH };
            self.limit_bps = Some((limit as f64 * growth.powf(span.as_secs_f64().min(2.0))) as u64);
        }
    }

    /// The most to send; nothing limits a path that loses nothing.
    pub fn limit_bps(&self) -> u64 {
        self.limit_bps.unwrap_or(u64::MAX)
    }

    /// Share lost in the last window.
    pub fn latest(&self) -> f32 {
        self.latest
    }

    /// Raises the limit to what was shown to go through.
    pub fn raise(&mut self, bps: u64) {
        self.limit_bps = self.limit_bps.map(|limit| limit.max(bps));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Judges windows of 100 packets each; the limits after each.
    fn limits(loss_at: impl Fn(u64) -> u32) -> Vec<u64> {
        let (mut now, mut control, mut rate) = (crate::sim::epoch(), LossControl::default(), 1_000_000);
        control.judge(now, rate, false);
        (0..20)
            .map(|_| {
                now += WINDOW;
                let lost = loss_at(rate);
                control.count(100, lost);
                control.judge(now, rate * u64::from(100 - lost) / 100, false);
                rate = control.limit_bps().min(1_000_000);
                rate
            })
            .collect()
    }

    #[test]
    fn loss_that_falls_with_the_rate_is_congestion() {
        let limits = limits(|rate| 100 - (300_000 * 100 / rate).min(100) as u32);
        assert!(limits[0] < 300_000);
        assert!(limits.iter().all(|&rate| rate < 420_000), "{limits:?}");
    }

    #[test]
    fn loss_that_stays_whatever_is_sent_is_borne() {
        let limits = limits(|_| 17);
        assert!(limits.iter().all(|&rate| rate > 700_000), "{limits:?}");
        assert_eq!(limits.last(), Some(&1_000_000));
    }
}
