//! Which recording is finalised next. Pure.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::spec::RecordingId;

/// How soon a bundle is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Priority {
    /// When nothing else is to be done: made again, copies.
    Low,
    /// A session that just ended.
    #[default]
    Normal,
    /// Somebody is waiting for it.
    High,
}

/// Jobs in their order: higher priority first, then first come, first served.
#[derive(Debug, Default)]
pub struct Queue {
    waiting: BinaryHeap<(Priority, Reverse<u64>, RecordingId)>,
    pushed: u64,
}

impl Queue {
    /// Adds a job.
    pub fn push(&mut self, recording: RecordingId, priority: Priority) {
        self.pushed += 1;
        self.waiting.push((priority, Reverse(self.pushed), recording));
    }

    /// Takes the next job.
    pub fn pop(&mut self) -> Option<RecordingId> {
        self.waiting.pop().map(|(_, _, recording)| recording)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_waits_for_a_bundle_gets_it_first_and_nobody_overtakes_their_equals() {
        let ids: Vec<RecordingId> = (0..4).map(|_| RecordingId::random()).collect();
        let mut queue = Queue::default();
        queue.push(ids[0], Priority::Low);
        queue.push(ids[1], Priority::Normal);
        queue.push(ids[2], Priority::Normal);
        queue.push(ids[3], Priority::High);
        let order: Vec<_> = std::iter::from_fn(|| queue.pop()).collect();
        assert_eq!(order, [ids[3], ids[1], ids[2], ids[0]]);
    }
}
