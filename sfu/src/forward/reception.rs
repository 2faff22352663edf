//! How one incoming source is received: numbering, duplicates, loss and jitter.

use std::time::{Duration, Instant};

use crate::media::clock::{ClockReading, short_seconds};
use crate::media::rtcp::ReceptionBlock;
use crate::media::sequence;

/// Packets a duplicate is recognised among: at 500 packets a second this is two seconds,
/// longer than we ask for retransmissions.
const WINDOW: u64 = 1024;

/// A step in sequence numbers that is not loss but a publisher who started anew: no repair
/// could fill it, and forwarding the hole would make every receiver ask for it.
const LARGEST_GAP: u64 = 512;

/// One incoming source.
pub struct Reception {
    pub ssrc: u32,
    /// Counts restarts of this encoding; numbers of different runs have nothing in common.
    pub run: u32,
    highest: u64,
    /// Numbers up to here belong to the past: another room, a closed gate.
    floor: u64,
    seen: [u64; (WINDOW / 64) as usize],
    statistics: Statistics,
    /// What the last sender report said.
    pub clock: Option<ClockReading>,
    /// A jump that the next packet will confirm or refute.
    suspect: Option<u16>,
}

/// What a packet's number means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The newest so far; `missing` numbers before it have not come.
    Newest {
        /// Its extended number.
        sequence: u64,
        /// How many were skipped.
        missing: u64,
    },
    /// Late, but never seen.
    Late {
        /// Its extended number.
        sequence: u64,
    },
    /// Not to be used: seen before, too old, or of the past.
    Stale,
    /// So far off that the source may have started anew; the next packet will tell.
    Suspect,
    /// The source started anew: a new run begins with this packet.
    Restart,
}

impl Reception {
    /// Starts with the first packet of a source, which counts as received.
    pub fn new(ssrc: u32, run: u32, first: u16) -> Self {
        let highest = sequence::first(first);
        let mut reception = Self {
            ssrc,
            run,
            highest,
            floor: 0,
            seen: [0; (WINDOW / 64) as usize],
            statistics: Statistics::new(highest),
            clock: None,
            suspect: None,
        };
        reception.mark(highest);
        reception
    }

    /// The highest extended number received.
    pub fn highest(&self) -> u64 {
        self.highest
    }

    /// Everything numbered so far, received or not, belongs to the past.
    pub fn forget_past(&mut self) {
        self.floor = self.highest;
    }

    /// Places a packet and remembers it.
    pub fn place(&mut self, wire: u16) -> Order {
        let number = sequence::extend(wire, self.highest);
        if number > self.highest {
            return self.place_ahead(number, wire);
        }
        let age = self.highest - number;
        if age > LARGEST_GAP {
            return self.suspect(wire);
        }
        if number <= self.floor || !self.mark(number) {
            return Order::Stale;
        }
        Order::Late { sequence: number }
    }

    fn place_ahead(&mut self, number: u64, wire: u16) -> Order {
        let missing = number - self.highest - 1;
        if missing > LARGEST_GAP {
            return self.suspect(wire);
        }
        self.suspect = None;
        for skipped in self.highest + 1..number {
            self.unmark(skipped);
        }
        self.unmark(number);
        self.highest = number;
        self.mark(number);
        Order::Newest { sequence: number, missing }
    }

    /// Two consecutive packets far off are a restart (RFC 3550 appendix A.1).
    fn suspect(&mut self, wire: u16) -> Order {
        let is_confirmed = self.suspect.is_some_and(|before| wire == before.wrapping_add(1));
        self.suspect = Some(wire);
        if is_confirmed { Order::Restart } else { Order::Suspect }
    }

    /// Takes a number as received although its packet never came: its content did, otherwise.
    pub fn replace(&mut self, number: u64) -> bool {
        number > self.floor && number <= self.highest && self.highest - number < WINDOW && self.mark(number)
    }

    /// Counts a packet that came on the source itself (not as a retransmission).
    pub fn count(&mut self, now: Instant, timestamp: u32, clock_rate: u32) {
        self.statistics.count(now, timestamp, clock_rate);
    }

    /// The block for the next receiver report.
    pub fn report(&mut self, now: Instant) -> ReceptionBlock {
        let (last_report, delay) = self.clock.map_or((0, Duration::ZERO), |clock| {
            (clock.wall.middle(), now.saturating_duration_since(clock.received))
        });
        ReceptionBlock {
            ssrc: self.ssrc,
            highest: self.highest as u32,
            last_report,
            delay: short_seconds(delay),
            ..self.statistics.report(self.highest)
        }
    }

    /// Whether anything came since the last report.
    pub fn has_news(&self) -> bool {
        self.statistics.received != self.statistics.received_before
    }

    /// `false` if it was marked before.
    fn mark(&mut self, number: u64) -> bool {
        let (word, bit) = Self::bit(number);
        let was = self.seen[word] & bit != 0;
        self.seen[word] |= bit;
        !was
    }

    fn unmark(&mut self, number: u64) {
        let (word, bit) = Self::bit(number);
        self.seen[word] &= !bit;
    }

    fn bit(number: u64) -> (usize, u64) {
        let position = number % WINDOW;
        ((position / 64) as usize, 1 << (position % 64))
    }
}

/// Loss and jitter as RFC 3550 §6.4.1 and appendix A define them.
struct Statistics {
    first: u64,
    received: u64,
    expected_before: u64,
    received_before: u64,
    /// Interarrival jitter in 1/16 ticks.
    jitter: u32,
    transit: Option<(Instant, u32)>,
}

impl Statistics {
    fn new(first: u64) -> Self {
        Self { first, received: 0, expected_before: 0, received_before: 0, jitter: 0, transit: None }
    }

    fn count(&mut self, now: Instant, timestamp: u32, clock_rate: u32) {
        self.received += 1;
        if let Some((then, media)) = self.transit.replace((now, timestamp)) {
            let elapsed = now.saturating_duration_since(then).as_micros() as i64;
            let ticks = elapsed * i64::from(clock_rate) / 1_000_000;
            let difference = (ticks - i64::from(sequence::ticks_between(media, timestamp))).unsigned_abs();
            let difference = u32::try_from(difference).unwrap_or(u32::MAX / 32).min(clock_rate);
            self.jitter = self.jitter + difference - ((self.jitter + 8) >> 4);
        }
    }

    fn report(&mut self, highest: u64) -> ReceptionBlock {
        let expected = highest - self.first + 1;
        let lost = expected as i64 - self.received as i64;
        let expected_interval = expected - self.expected_before;
        let received_interval = self.received - self.received_before;
        (self.expected_before, self.received_before) = (expected, self.received);
        let lost_interval = expected_interval.saturating_sub(received_interval);
        let fraction = (lost_interval << 8).checked_div(expected_interval).unwrap_or(0);
        ReceptionBlock {
            fraction_lost: fraction.min(255) as u8,
            total_lost: lost.clamp(-0x80_0000, 0x7f_ffff) as i32,
            jitter: self.jitter >> 4,
            ..ReceptionBlock::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[expect(clippy::disallowed_methods, reason = "edge: a test needs one instant to count from")]
    fn start() -> Instant {
        Instant::now()
    }

    #[test]
    fn numbers_are_placed_once_each() {
        let mut reception = Reception::new(1, 0, 65_534);
        let first = sequence::first(65_534);
        assert_eq!(reception.place(65_535), Order::Newest { sequence: first + 1, missing: 0 });
        assert_eq!(reception.place(2), Order::Newest { sequence: first + 4, missing: 2 });
        assert_eq!(reception.place(0), Order::Late { sequence: first + 2 });
        assert_eq!(reception.place(0), Order::Stale, "a duplicate");
        assert_eq!(reception.place(65_534), Order::Stale, "the first packet counts as seen");
    }

    #[test]
    fn the_past_stays_in_the_past() {
        let mut reception = Reception::new(1, 0, 10);
        reception.place(14);
        reception.forget_past();
        assert_eq!(reception.place(12), Order::Stale, "missing before, unwanted now");
        assert_eq!(reception.place(16), Order::Newest { sequence: sequence::first(16), missing: 1 });
        assert_eq!(reception.place(15), Order::Late { sequence: sequence::first(15) });
    }

    #[test]
    fn one_stray_packet_is_not_a_restart_but_two_are() {
        let mut reception = Reception::new(1, 0, 100);
        assert_eq!(reception.place(9_000), Order::Suspect);
        assert!(matches!(reception.place(101), Order::Newest { .. }));
        assert_eq!(reception.place(9_002), Order::Suspect);
        assert_eq!(reception.place(9_003), Order::Restart);
        assert_eq!(reception.place(65_000), Order::Suspect, "far back is as strange as far ahead");
    }

    #[test]
    fn a_report_tells_loss_since_the_last_one() {
        let now = start();
        let mut reception = Reception::new(1, 0, 0);
        reception.count(now, 0, 90_000);
        for number in 1..=9u16 {
            if number % 2 == 0 {
                reception.place(number);
                reception.count(now, 0, 90_000);
            }
        }
        reception.place(9);
        reception.count(now, 0, 90_000);
        let report = reception.report(now);
        assert_eq!((report.total_lost, report.fraction_lost), (4, 102));
        reception.place(10);
        reception.count(now, 0, 90_000);
        assert_eq!(reception.report(now).fraction_lost, 0);
        assert_eq!(reception.report(now).total_lost, 4);
    }

    #[test]
    fn steady_packets_have_no_jitter_and_uneven_ones_do() {
        let now = start();
        let mut reception = Reception::new(1, 0, 0);
        for frame in 0..100u32 {
            reception.count(now + Duration::from_millis(20) * frame, 960 * frame, 48_000);
        }
        assert_eq!(reception.report(now).jitter, 0);
        for frame in 100..200u32 {
            let late = Duration::from_millis(u64::from(frame % 2) * 10);
            reception.count(now + Duration::from_millis(20) * frame + late, 960 * frame, 48_000);
        }
        assert!(reception.report(now).jitter > 300);
    }

    proptest! {
        #[test]
        fn no_number_is_ever_accepted_twice(steps in prop::collection::vec(any::<u16>(), 1..400)) {
            let mut reception = Reception::new(1, 0, 1_000);
            let mut accepted = std::collections::HashSet::from([sequence::first(1_000)]);
            for step in steps {
                let near = reception.highest() as u16;
                let wire = near.wrapping_add(step % 64).wrapping_sub(32);
                match reception.place(wire) {
                    Order::Newest { sequence, .. } | Order::Late { sequence } => {
                        prop_assert_eq!(sequence as u16, wire);
                        prop_assert!(accepted.insert(sequence), "{} twice", sequence);
                    }
                    Order::Stale | Order::Suspect | Order::Restart => {}
                }
            }
        }
    }
}
