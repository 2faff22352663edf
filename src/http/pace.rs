//! How fast one address may ask the API: `limits.requests_per_second` in the long run, and ten
//! seconds' worth at once, because a court house behind one address begins its day together.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use signaling::throttle::{Bucket, Source};

use super::address::From;
use super::{Api, Code, Problem};

/// Seconds of the long-run pace that may come at once.
const BURST_SECONDS: u32 = 10;
/// Sources remembered at once: more than ask within a burst's time.
const SOURCES_MAX: usize = 50_000;

/// How fast each address asks. Cheap to clone.
#[derive(Clone)]
pub struct Pace(Arc<Mutex<Requests>>);

impl Pace {
    /// This many requests a second from one address; more than none.
    pub fn new(per_second: u32) -> Self {
        Self(Arc::new(Mutex::new(Requests::new(per_second, SOURCES_MAX))))
    }
}

/// Refuses what comes too fast.
///
/// # Errors
/// `too_many`, with the seconds after which it makes sense to ask again.
pub async fn keep(
    State(api): State<Api>,
    From(from): From,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    #[expect(clippy::disallowed_methods, reason = "edge: how fast requests come is measured here")]
    let now = Instant::now();
    let taken = api.pace.0.lock().unwrap_or_else(PoisonError::into_inner).take(from, now);
    match taken {
        Ok(()) => Ok(next.run(request).await),
        Err(again) => Err(Problem::new(Code::TooMany).retry_after(seconds_until(again, now))),
    }
}

/// Whole seconds, at least one: sooner would be refused again.
fn seconds_until(again: Instant, now: Instant) -> u32 {
    let wait = again.saturating_duration_since(now);
    u32::try_from(wait.as_millis().div_ceil(1_000)).unwrap_or(u32::MAX).max(1)
}

/// A bucket for each source. Those that are full again are forgotten when there are too many; if
/// that is not enough, newcomers are let through: this protects others' share, it opens nothing.
#[derive(Debug)]
struct Requests {
    sources: HashMap<Source, Bucket>,
    burst: u32,
    interval: Duration,
    most: usize,
}

impl Requests {
    fn new(per_second: u32, most: usize) -> Self {
        let interval = Duration::from_secs(1) / per_second.max(1);
        Self { sources: HashMap::new(), burst: per_second.saturating_mul(BURST_SECONDS), interval, most }
    }

    /// Takes note of a request, or says when the next one is heard.
    fn take(&mut self, address: IpAddr, now: Instant) -> Result<(), Instant> {
        let source = Source::of(address);
        if self.sources.len() >= self.most && !self.sources.contains_key(&source) {
            self.sources.retain(|_, bucket| !bucket.is_full(now));
            if self.sources.len() >= self.most {
                return Ok(());
            }
        }
        let fresh = || Bucket::new(self.burst, self.interval, now);
        self.sources.entry(source).or_insert_with(fresh).take(now)
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

    fn address(n: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, n])
    }

    proptest! {
        /// However requests are spread, no stretch of time lets more through than its pace and a burst.
        #[test]
        fn nobody_asks_faster_than_the_pace(gaps in prop::collection::vec(0_u64..200, 1..400), rate in 1_u32..50) {
            let (began, mut requests) = (start(), Requests::new(rate, 8));
            let (mut now, mut heard) = (began, 0_u64);
            for gap in gaps {
                now += Duration::from_millis(gap);
                heard += u64::from(requests.take(address(1), now).is_ok());
            }
            let passed = (now - began).as_millis() as u64;
            let most = u64::from(rate * BURST_SECONDS) + u64::from(rate) * passed / 1_000 + 1;
            prop_assert!(heard <= most, "{heard} of at most {most}");
        }
    }

    #[test]
    fn who_waits_as_long_as_was_said_is_heard_and_others_never_wait() {
        let (now, mut requests) = (start(), Requests::new(2, 8));
        for _ in 0..2 * BURST_SECONDS {
            requests.take(address(1), now).unwrap();
        }
        let again = requests.take(address(1), now).unwrap_err();
        assert_eq!(seconds_until(again, now), 1);
        requests.take(address(2), now).unwrap();
        requests.take(address(1), now + Duration::from_secs(1)).unwrap();
    }

    #[test]
    fn a_crowd_of_addresses_is_forgotten_once_quiet_and_never_grows() {
        let (now, mut requests) = (start(), Requests::new(1, 4));
        for n in 0..200 {
            requests.take(address(n), now).unwrap();
            assert!(requests.sources.len() <= 4);
        }
        requests.take(address(201), now + Duration::from_secs(1)).unwrap();
        assert!(requests.sources.contains_key(&Source::of(address(201))), "the quiet ones made room");
    }
}
