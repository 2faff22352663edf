//! A stretch of network: it delays, queues, loses, reorders and repeats packets, all drawn
//! from one seed.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::{Duration, Instant};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What a link does to packets.
#[derive(Clone, Copy, Debug)]
pub struct Conditions {
    /// Bits per second that go through; none: any number.
    pub rate_bps: Option<u64>,
    /// The longest a packet may wait for its turn; later ones are dropped.
    pub queue: Duration,
    /// Time every packet takes.
    pub delay: Duration,
    /// Further time, evenly spread; packets keep their order.
    pub jitter: Duration,
    /// Which packets are lost.
    pub loss: Loss,
    /// Share of packets that are held back by 20 ms.
    pub reordered: f64,
    /// Share of packets that arrive twice.
    pub duplicated: f64,
}

/// Which packets are lost.
#[derive(Clone, Copy, Debug)]
pub enum Loss {
    /// None.
    Never,
    /// This share of them, independently.
    Random(f64),
    /// Bursts of a mean length, so that this share is lost (Gilbert-Elliott).
    Bursts {
        /// Share of packets.
        share: f64,
        /// Mean length in packets.
        length: f64,
    },
}

impl Conditions {
    /// A good line: 20 ms and nothing else.
    pub const GOOD: Self = Self {
        rate_bps: None,
        queue: Duration::from_millis(400),
        delay: Duration::from_millis(20),
        jitter: Duration::ZERO,
        loss: Loss::Never,
        reordered: 0.0,
        duplicated: 0.0,
    };
}

/// One direction between two ends.
pub struct Link {
    /// What it does from now on.
    pub conditions: Conditions,
    random: ChaCha8Rng,
    free: Option<Instant>,
    is_bursting: bool,
    newest: Option<Instant>,
    serial: u64,
    flying: BinaryHeap<Reverse<(Instant, u64, Vec<u8>)>>,
}

impl Link {
    /// A link whose every chance is drawn from `seed`.
    pub fn new(conditions: Conditions, seed: u64) -> Self {
        Self {
            conditions,
            random: ChaCha8Rng::seed_from_u64(seed),
            free: None,
            is_bursting: false,
            newest: None,
            serial: 0,
            flying: BinaryHeap::new(),
        }
    }

    /// Takes a packet in.
    pub fn send(&mut self, now: Instant, packet: Vec<u8>) {
        let is_lost = self.loses();
        let Some(through) = self.queue(now, packet.len()).filter(|_| !is_lost) else { return };
        let jitter = self.conditions.jitter.mul_f64(self.random.random_range(0.0..1.0));
        let mut arrival = through + self.conditions.delay + jitter;
        if self.draws(self.conditions.reordered) {
            arrival += Duration::from_millis(20);
        } else {
            arrival = self.newest.map_or(arrival, |newest| newest.max(arrival));
            self.newest = Some(arrival);
        }
        if self.draws(self.conditions.duplicated) {
            self.fly(arrival, packet.clone());
        }
        self.fly(arrival, packet);
    }

    /// The next packet that has arrived by `now`, and when it did.
    pub fn take(&mut self, now: Instant) -> Option<(Instant, Vec<u8>)> {
        let Reverse((arrival, _, _)) = self.flying.peek()?;
        if *arrival > now {
            return None;
        }
        self.flying.pop().map(|Reverse((arrival, _, packet))| (arrival, packet))
    }

    /// When the packet is through the bottleneck; `None` if it is dropped before it.
    fn queue(&mut self, now: Instant, bytes: usize) -> Option<Instant> {
        let Some(rate) = self.conditions.rate_bps else { return Some(now) };
        let begins = self.free.map_or(now, |free| free.max(now));
        if begins.saturating_duration_since(now) > self.conditions.queue {
            return None;
        }
        // 28 bytes of UDP and IP below us count as well.
        let through = begins + Duration::from_micros((bytes as u64 + 28) * 8_000_000 / rate);
        self.free = Some(through);
        Some(through)
    }

    fn loses(&mut self) -> bool {
        match self.conditions.loss {
            Loss::Never => false,
            Loss::Random(share) => self.draws(share),
            Loss::Bursts { share, length } => {
                let ends = 1.0 / length;
                let begins = ends * share / (1.0 - share);
                let chance = if self.is_bursting { ends } else { begins };
                self.is_bursting ^= self.draws(chance);
                self.is_bursting
            }
        }
    }

    fn draws(&mut self, share: f64) -> bool {
        share > 0.0 && self.random.random_bool(share)
    }

    fn fly(&mut self, arrival: Instant, packet: Vec<u8>) {
        self.serial += 1;
        self.flying.push(Reverse((arrival, self.serial, packet)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrivals(conditions: Conditions, count: u32) -> Vec<f64> {
        let (start, mut link) = (crate::sim::epoch(), Link::new(conditions, 7));
        for index in 0..count {
            link.send(start + Duration::from_millis(1) * index, vec![0; 97]);
        }
        let end = start + Duration::from_secs(600);
        std::iter::from_fn(|| link.take(end)).map(|(at, _)| (at - start).as_secs_f64() * 1e3).collect()
    }

    #[test]
    fn a_narrow_link_queues_and_then_drops() {
        let narrow = Conditions { rate_bps: Some(100_000), ..Conditions::GOOD };
        let arrivals = arrivals(narrow, 1_000);
        assert!((arrivals[1] - arrivals[0] - 10.0).abs() < 0.1, "125 bytes at 100 kb/s take 10 ms");
        assert!((135..145).contains(&arrivals.len()), "a second and the queue went through");
    }

    #[test]
    fn loss_has_the_share_that_was_asked_for() {
        for loss in [Loss::Random(0.1), Loss::Bursts { share: 0.1, length: 3.0 }] {
            let arrived = arrivals(Conditions { loss, ..Conditions::GOOD }, 20_000).len();
            assert!((17_500..18_500).contains(&arrived), "{loss:?}: {arrived}");
        }
    }
}
