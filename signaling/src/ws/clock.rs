//! The only place of this crate that asks what time it is.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Monotonic; the runtime's clock, which tests can stop.
pub fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}

/// Milliseconds since 1970.
pub fn wall_ms() -> i64 {
    i64::try_from(since_1970().as_millis()).unwrap_or(i64::MAX)
}

/// Seconds since 1970.
pub fn wall_s() -> u64 {
    since_1970().as_secs()
}

#[expect(clippy::disallowed_methods, reason = "edge: tokens have an end")]
fn since_1970() -> std::time::Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
