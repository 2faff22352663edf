//! The wall clock. Rules are told the time; the edges ask this for it, so that a test can
//! hold it still or move it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::session::Timestamp;

/// Where the edges get the time from. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Held(Arc<AtomicI64>),
}

impl Clock {
    /// The clock of this machine.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still at `at` until [`Clock::advance`] moves it.
    pub fn held_at(at: Timestamp) -> Self {
        Self(Source::Held(Arc::new(AtomicI64::new(at.0))))
    }

    /// The time.
    #[expect(clippy::disallowed_methods, reason = "edge: the one place that reads the wall clock")]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::Held(micros) => Timestamp(micros.load(Ordering::SeqCst)),
            Source::System => {
                let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                Timestamp(i64::try_from(since_epoch.as_micros()).unwrap_or(i64::MAX))
            }
        }
    }

    /// Moves a held clock forward. The system's clock cannot be moved: nothing happens.
    pub fn advance(&self, seconds: u32) {
        if let Source::Held(micros) = &self.0 {
            micros.fetch_add(i64::from(seconds) * 1_000_000, Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_held_clock_moves_only_when_told() {
        let clock = Clock::held_at(Timestamp(1_000_000));
        assert_eq!(clock.now(), Timestamp(1_000_000));
        clock.clone().advance(2);
        assert_eq!(clock.now(), Timestamp(3_000_000));
    }

    #[test]
    fn the_systems_clock_is_past_the_writing_of_this_test() {
        assert!(Clock::system().now() > Timestamp(1_760_000_000_000_000));
    }
}
