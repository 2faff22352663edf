//! What a live session needs from outside, with fresh randomness.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rand::rngs::StdRng;

use crate::coordinator::live::{MediaDoor, Supplies};
use crate::coordinator::placement::Numbers;

/// Numbers never used before in this process.
#[derive(Clone, Debug, Default)]
pub struct NodeNumbers(Arc<AtomicU64>);

impl Numbers for NodeNumbers {
    fn next(&mut self) -> u64 {
        1 + self.0.fetch_add(1, Ordering::Relaxed)
    }
}

/// Everything the session needs from outside, with fresh randomness.
pub fn supplies(numbers: NodeNumbers, door: MediaDoor) -> Supplies<StdRng, NodeNumbers> {
    Supplies { random: rand::make_rng(), numbers, door }
}
