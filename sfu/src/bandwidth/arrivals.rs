//! When a publisher's packets arrived, for transport-wide feedback to them.

use std::time::Instant;

use crate::limits;
use crate::media::rtcp::{ARRIVAL_TICK, Arrival, Compound};
use crate::media::sequence;

/// Packets whose arrival is remembered until it is reported.
const REMEMBERED: usize = 1_024;

/// Arrival times by transport-wide sequence number.
#[derive(Debug, Default)]
pub struct Arrivals {
    /// Ticks since `epoch`, plus one; 0 is not arrived.
    times: Vec<u64>,
    epoch: Option<Instant>,
    /// First number not reported yet, and the highest received.
    range: Option<(u64, u64)>,
    /// Packets since the last report.
    unreported: usize,
    reports: u8,
}

impl Arrivals {
    /// Notes a packet. `true` if it is the first since the last report.
    pub fn record(&mut self, now: Instant, number: u16) -> bool {
        if self.times.is_empty() {
            self.times = vec![0; REMEMBERED];
        }
        let epoch = *self.epoch.get_or_insert(now);
        let (next, highest) = self.range.unwrap_or((sequence::first(number), sequence::first(number)));
        let number = sequence::extend(number, highest);
        // A jump beyond memory in either direction is a new beginning.
        if number.abs_diff(highest) >= REMEMBERED as u64 {
            self.times.fill(0);
            self.range = Some((number, number));
        } else {
            for skipped in highest + 1..number {
                self.times[Self::index(skipped)] = 0;
            }
            let oldest = (number.max(highest) + 1).saturating_sub(REMEMBERED as u64);
            self.range = Some((next.min(number).max(oldest), highest.max(number)));
        }
        let ticks = now.saturating_duration_since(epoch).as_micros() / ARRIVAL_TICK.as_micros();
        self.times[Self::index(number)] = ticks as u64 + 1;
        self.unreported += 1;
        self.unreported == 1
    }

    /// Writes one feedback message on what was not reported yet; `false` if there is nothing,
    /// or no space for it.
    pub fn report(&mut self, compound: &mut Compound, ours: u32, theirs: u32) -> bool {
        let Some((next, highest)) = self.range.filter(|_| self.unreported > 0) else { return false };
        let mut arrivals = [Arrival { sequence: 0, at: None }; limits::FEEDBACK_PACKETS_SENT];
        let mut count = 0;
        for (number, arrival) in (next..=highest).zip(&mut arrivals) {
            let ticks = self.times[Self::index(number)];
            let at = ticks.checked_sub(1).map(|ticks| ticks as i64);
            *arrival = Arrival { sequence: number as u16, at };
            count += 1;
        }
        let skipped = arrivals[..count].iter().take_while(|arrival| arrival.at.is_none()).count();
        let written = compound.transport_feedback(ours, theirs, &arrivals[skipped..count], self.reports);
        if written == 0 {
            return false;
        }
        self.reports = self.reports.wrapping_add(1);
        let reached = next + (skipped + written) as u64;
        self.range = Some((reached, highest));
        if reached > highest {
            self.unreported = 0;
        }
        true
    }

    fn index(number: u64) -> usize {
        (number % REMEMBERED as u64) as usize
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::media::rtcp::{Report, reports};

    #[expect(clippy::disallowed_methods, reason = "edge: a test needs one instant to count from")]
    fn start() -> Instant {
        Instant::now()
    }

    fn told(arrivals: &mut Arrivals) -> Vec<(u16, Option<i64>)> {
        let mut all = Vec::new();
        let mut compound = Compound::default();
        while arrivals.report(&mut compound, 1, 2) {
            for report in reports(compound.as_bytes()) {
                let Report::Transport(feedback) = report else { panic!("feedback") };
                assert!(feedback.arrivals(|arrival| all.push((arrival.sequence, arrival.at))));
            }
            compound.truncate(0);
        }
        all
    }

    #[test]
    fn each_packet_is_reported_once_with_its_time_and_holes_as_holes() {
        let (now, mut arrivals) = (start(), Arrivals::default());
        assert!(arrivals.record(now, 65_534));
        assert!(!arrivals.record(now + Duration::from_millis(1), 65_535));
        arrivals.record(now + Duration::from_millis(3), 1);
        let first = told(&mut arrivals);
        let origin = first[0].1.unwrap();
        assert_eq!(
            first,
            [(65_534, Some(origin)), (65_535, Some(origin + 4)), (0, None), (1, Some(origin + 12))]
        );
        assert!(told(&mut arrivals).is_empty());
        arrivals.record(now + Duration::from_millis(5), 2);
        assert_eq!(told(&mut arrivals), [(2, Some(origin + 20))]);
    }

    #[test]
    fn a_late_packet_is_reported_after_all() {
        let (now, mut arrivals) = (start(), Arrivals::default());
        for number in [10, 12] {
            arrivals.record(now, number);
        }
        told(&mut arrivals);
        arrivals.record(now, 11);
        assert_eq!(told(&mut arrivals).first().map(|(number, at)| (*number, at.is_some())), Some((11, true)));
    }

    #[test]
    fn a_long_burst_takes_several_messages_and_a_jump_is_a_new_beginning() {
        let (now, mut arrivals) = (start(), Arrivals::default());
        for number in 0..900u16 {
            arrivals.record(now, number);
        }
        assert_eq!(told(&mut arrivals).len(), 900);
        arrivals.record(now, 30_000);
        assert_eq!(told(&mut arrivals).len(), 1);
    }
}
