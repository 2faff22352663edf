//! Token buckets: how fast a stranger may speak, and how often a source may fail.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::time::{Duration, Instant};

/// A token bucket. It starts full.
#[derive(Clone, Copy, Debug)]
pub struct Bucket {
    burst: u32,
    interval: Duration,
    /// When it is full again. Every token taken moves it an interval away.
    full_at: Instant,
}

impl Bucket {
    /// `burst` tokens at once, a new one every `interval`.
    pub fn new(burst: u32, interval: Duration, now: Instant) -> Self {
        Self { burst, interval, full_at: now }
    }

    /// Takes a token, or says when there is one again.
    pub fn take(&mut self, now: Instant) -> Result<(), Instant> {
        let full_at = self.full_at.max(now) + self.interval;
        let soonest = full_at - self.interval * self.burst;
        if soonest > now {
            return Err(soonest);
        }
        self.full_at = full_at;
        Ok(())
    }

    /// Whether there is a token to take.
    pub fn has_token(&self, now: Instant) -> bool {
        let mut trial = *self;
        trial.take(now).is_ok()
    }

    /// Whether it has all its tokens.
    pub fn is_full(&self, now: Instant) -> bool {
        self.full_at <= now
    }
}

/// How fast one socket may speak: 50 messages a second, 100 at once. Faster ones are read
/// later; a socket that strains this without a pause is closed (reliability F8).
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    bucket: Bucket,
    strained_since: Option<Instant>,
}

/// What to do after a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    /// Read on.
    Now,
    /// Take this message, and read no more until then.
    At(Instant),
    /// Close.
    Never,
}

impl Pace {
    /// Messages at once: a join with all its candidates is about 60.
    pub const BURST: u32 = 100;
    /// Time between messages in the long run.
    pub const INTERVAL: Duration = Duration::from_millis(20);
    /// How long a socket may strain its pace.
    pub const PATIENCE: Duration = Duration::from_secs(10);

    /// Unstrained.
    pub fn new(now: Instant) -> Self {
        Self { bucket: Bucket::new(Self::BURST, Self::INTERVAL, now), strained_since: None }
    }

    /// A message came.
    pub fn message(&mut self, now: Instant) -> Read {
        if self.bucket.is_full(now) {
            self.strained_since = None;
        }
        let _ = self.bucket.take(now);
        let mut next = self.bucket;
        let Err(at) = next.take(now) else { return Read::Now };
        let since = *self.strained_since.get_or_insert(now);
        if now.saturating_duration_since(since) >= Self::PATIENCE { Read::Never } else { Read::At(at) }
    }
}

/// How often each source has failed of late: 10 times at once, then once in six seconds
/// (reliability S8). Bounded: when there are too many sources, those that have been quiet for
/// a minute are forgotten; if that is not enough, new ones go unnoticed. This only slows
/// guessing down; what is guessed is checked all the same.
#[derive(Debug)]
pub struct Failures {
    sources: HashMap<Source, Bucket>,
    most: usize,
}

/// Who can be told apart: one IPv4 address, or one IPv6 network of 64 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Source(IpAddr);

impl Failures {
    /// Failures at once.
    pub const BURST: u32 = 10;
    /// Time between failures in the long run.
    pub const INTERVAL: Duration = Duration::from_secs(6);

    /// Nobody has failed. Remembers at most this many sources.
    pub fn new(most: usize) -> Self {
        Self { sources: HashMap::new(), most }
    }

    /// Takes note of a failure.
    pub fn failed(&mut self, address: IpAddr, now: Instant) {
        let source = Source::of(address);
        if self.sources.len() >= self.most && !self.sources.contains_key(&source) {
            self.sources.retain(|_, bucket| !bucket.is_full(now));
        }
        if self.sources.len() < self.most || self.sources.contains_key(&source) {
            let fresh = || Bucket::new(Self::BURST, Self::INTERVAL, now);
            let _ = self.sources.entry(source).or_insert_with(fresh).take(now);
        }
    }

    /// Whether this source has failed too often to be heard now.
    pub fn is_shut_out(&self, address: IpAddr, now: Instant) -> bool {
        self.sources.get(&Source::of(address)).is_some_and(|bucket| !bucket.has_token(now))
    }
}

impl Source {
    /// The source that this address belongs to.
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self(address.into()),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Self(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn start() -> Instant {
        #[expect(clippy::disallowed_methods, reason = "a test needs some instant to start from")]
        Instant::now()
    }

    /// Messages that get through when a socket always sends as fast as it may, until closed.
    fn flood(now: Instant, gap: Duration) -> (u32, Duration) {
        let (mut pace, mut at, mut messages) = (Pace::new(now), now, 0);
        loop {
            messages += 1;
            match pace.message(at) {
                Read::Now => at += gap,
                Read::At(next) => at = next.max(at + gap),
                Read::Never => return (messages, at - now),
            }
        }
    }

    /// proves: F8 (more than 50 messages a second: throttled, then closed)
    #[test]
    fn a_flood_is_slowed_to_the_pace_and_then_closed() {
        let (messages, lasted) = flood(start(), Duration::from_micros(100));
        assert!((600..=610).contains(&messages), "{messages}: a burst and ten seconds of 50");
        assert!(lasted >= Pace::PATIENCE && lasted < Pace::PATIENCE + Duration::from_secs(1));
    }

    #[test]
    fn a_burst_after_a_pause_is_not_held_against_anyone() {
        let mut now = start();
        let mut pace = Pace::new(now);
        for _ in 0..100 {
            let reads: Vec<_> = (0..Pace::BURST - 1).map(|_| pace.message(now)).collect();
            assert!(reads.iter().all(|read| *read == Read::Now));
            assert!(matches!(pace.message(now), Read::At(_)), "the burst is used up");
            now += Pace::INTERVAL * Pace::BURST;
        }
    }

    #[test]
    fn the_eleventh_failure_in_a_minute_shuts_a_source_out_but_no_other() {
        let (now, mut failures) = (start(), Failures::new(8));
        let guilty = "2001:db8::1".parse().unwrap();
        for _ in 0..Failures::BURST {
            assert!(!failures.is_shut_out(guilty, now));
            failures.failed(guilty, now);
        }
        assert!(failures.is_shut_out(guilty, now));
        assert!(failures.is_shut_out("2001:db8::2".parse().unwrap(), now), "same network");
        assert!(!failures.is_shut_out("2001:db8:0:1::1".parse().unwrap(), now));
        assert!(!failures.is_shut_out(guilty, now + Failures::INTERVAL));
    }

    #[test]
    fn an_ipv4_address_is_the_same_source_in_ipv6_clothes() {
        let (now, mut failures) = (start(), Failures::new(8));
        (0..Failures::BURST).for_each(|_| failures.failed("::ffff:192.0.2.1".parse().unwrap(), now));
        assert!(failures.is_shut_out("192.0.2.1".parse().unwrap(), now));
        assert!(!failures.is_shut_out("192.0.2.2".parse().unwrap(), now));
    }

    #[test]
    fn a_million_sources_cost_no_more_than_the_table() {
        let (now, mut failures) = (start(), Failures::new(100));
        for number in 0..10_000_u32 {
            failures.failed(std::net::Ipv4Addr::from(number).into(), now);
        }
        assert_eq!(failures.sources.len(), 100);
        let later = now + Duration::from_secs(60);
        failures.failed("192.0.2.1".parse().unwrap(), later);
        assert_eq!(failures.sources.len(), 1, "the quiet ones are forgotten");
    }

    proptest! {
        #[test]
        fn a_bucket_never_gives_more_than_its_burst_and_its_rate(
            gaps in proptest::collection::vec(0..200_u64, 1..200),
        ) {
            let begin = start();
            let mut bucket = Bucket::new(5, Duration::from_millis(50), begin);
            let (mut now, mut taken) = (begin, 0);
            for gap in gaps {
                now += Duration::from_millis(gap);
                match bucket.take(now) {
                    Ok(()) => taken += 1,
                    Err(at) => prop_assert!(at > now && bucket.has_token(at)),
                }
                prop_assert!(taken <= 5 + (now - begin).as_millis() / 50);
            }
        }
    }
}
