//! A world in one thread: virtual time, lossy networks, scripted people and an oracle.
//!
//! Everything here is driven by one seed and one clock, so a failing run is replayed by its
//! seed. Compiled for tests and with the feature `sim`; never part of a server.

pub mod call;
pub mod camera;
pub mod isolation;
pub mod label;
pub mod link;
pub mod packet;
pub mod viewer;

use std::time::Instant;

/// The instant that virtual time counts from. Its value means nothing.
#[expect(clippy::disallowed_methods, reason = "edge: std has no other way to make an Instant")]
pub fn epoch() -> Instant {
    Instant::now()
}
