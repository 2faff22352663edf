//! A browser of our own making against a transport, over a link that delays and loses.

use std::time::Instant;

/// One instant for tests to count from.
#[expect(clippy::disallowed_methods, reason = "edge: a test needs one instant to count from")]
pub fn start() -> Instant {
    Instant::now()
}
