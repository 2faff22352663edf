//! Packets of one source that have not come, and when to ask for them.

use std::time::{Duration, Instant};

use crate::limits;

/// Numbers that may still be recovered, oldest first.
#[derive(Debug, Default)]
pub struct Missing {
    lost: Vec<Lost>,
    /// How long an answer takes, learnt from answers.
    round_trip: Option<Duration>,
}

#[derive(Clone, Copy, Debug)]
struct Lost {
    sequence: u64,
    since: Instant,
    asked: Option<Instant>,
    times: u8,
}

impl Missing {
    /// Notes that `count` numbers before `newest` were skipped. `true` if there are too many
    /// to ask for: the oldest are given up.
    pub fn skip(&mut self, now: Instant, newest: u64, count: u64) -> bool {
        for sequence in newest - count..newest {
            self.lost.push(Lost { sequence, since: now, asked: None, times: 0 });
        }
        let excess = self.lost.len().saturating_sub(limits::MISSING_PACKETS);
        self.lost.drain(..excess);
        excess > 0
    }

    /// A number came after all. Learns the round trip if we had asked for it once.
    pub fn arrived(&mut self, now: Instant, sequence: u64) {
        let Ok(index) = self.lost.binary_search_by_key(&sequence, |lost| lost.sequence) else { return };
        let lost = self.lost.remove(index);
        if let (1, Some(asked)) = (lost.times, lost.asked) {
            let sample = now.saturating_duration_since(asked);
            self.round_trip = Some(self.round_trip.map_or(sample, |known| (known * 7 + sample) / 8));
        }
    }

    /// Nothing is wanted any more.
    pub fn clear(&mut self) {
        self.lost.clear();
    }

    /// Whether anything is missing.
    #[cfg_attr(not(test), expect(dead_code, reason = "the allocator will use it"))]
    pub fn is_empty(&self) -> bool {
        self.lost.is_empty()
    }

    /// Gives up what was asked for too often or is too old; `true` if there was any.
    pub fn give_up(&mut self, now: Instant) -> bool {
        let before = self.lost.len();
        self.lost.retain(|lost| {
            let age = now.saturating_duration_since(lost.since);
            age < limits::RECOVERY_TIME && lost.times < limits::NACK_TIMES
        });
        self.lost.len() < before
    }

    /// Fills `numbers` with what to ask for now; how many.
    pub fn ask(&mut self, now: Instant, numbers: &mut [u16]) -> usize {
        let interval = self.interval();
        let due = self.lost.iter_mut().filter(|lost| lost.due(interval) <= now);
        let mut count = 0;
        for (lost, number) in due.zip(numbers.iter_mut()) {
            lost.asked = Some(now);
            lost.times += 1;
            *number = lost.sequence as u16;
            count += 1;
        }
        count
    }

    /// When to ask or give up next.
    pub fn deadline(&self) -> Option<Instant> {
        let interval = self.interval();
        self.lost.iter().map(|lost| lost.due(interval)).min()
    }

    fn interval(&self) -> Duration {
        let answer = self.round_trip.unwrap_or(limits::ASSUMED_ROUND_TRIP);
        (answer * 5 / 4).clamp(limits::NACK_INTERVAL_MIN, limits::NACK_INTERVAL_MAX)
    }
}

impl Lost {
    fn due(&self, interval: Duration) -> Instant {
        self.asked.map_or(self.since + limits::REORDER_TIME, |asked| asked + interval)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::disallowed_methods, reason = "edge: a test needs one instant to count from")]
    fn start() -> Instant {
        Instant::now()
    }

    const fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    fn ask(missing: &mut Missing, now: Instant) -> Vec<u16> {
        let mut numbers = [0; 64];
        let count = missing.ask(now, &mut numbers);
        numbers[..count].to_vec()
    }

    #[test]
    fn a_gap_is_asked_for_after_a_moment_and_again_after_a_round_trip() {
        let now = start();
        let mut missing = Missing::default();
        missing.skip(now, 103, 2);
        assert!(ask(&mut missing, now).is_empty(), "it may only be reordered");
        assert_eq!(ask(&mut missing, now + limits::REORDER_TIME), [101, 102]);
        assert!(ask(&mut missing, now + limits::REORDER_TIME + ms(20)).is_empty());
        missing.arrived(now + limits::REORDER_TIME + ms(40), 101);
        let again = missing.deadline().unwrap();
        assert_eq!(again, now + limits::REORDER_TIME + ms(50), "five quarters of the 40 ms it took");
        assert_eq!(ask(&mut missing, again), [102]);
    }

    #[test]
    fn what_cannot_be_recovered_is_given_up() {
        let now = start();
        let mut missing = Missing::default();
        missing.skip(now, 101, 1);
        assert!(!missing.give_up(now + ms(100)));
        assert!(missing.give_up(now + limits::RECOVERY_TIME));
        assert!(missing.is_empty());
        assert_eq!(missing.deadline(), None);
    }

    #[test]
    fn memory_and_requests_are_bounded() {
        let now = start();
        let mut missing = Missing::default();
        assert!(missing.skip(now, 10_000, limits::MISSING_PACKETS as u64 + 7));
        assert_eq!(missing.lost.len(), limits::MISSING_PACKETS);
        assert_eq!(missing.lost[0].sequence, 10_000 - limits::MISSING_PACKETS as u64);
        let mut asked = 0;
        for tick in 0..1_000 {
            asked += ask(&mut missing, now + ms(10 * tick)).len();
            missing.give_up(now + ms(10 * tick));
        }
        assert!(asked <= limits::MISSING_PACKETS * usize::from(limits::NACK_TIMES));
    }
}
