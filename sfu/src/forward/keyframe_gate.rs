//! Keyframe requests of many become few.

use std::time::Instant;

use crate::limits;

/// Lets one keyframe request through per [`limits::KEYFRAME_REQUEST_INTERVAL`] and remembers
/// that somebody still waits.
#[derive(Debug, Default)]
pub struct KeyframeGate {
    last: Option<Instant>,
    is_wanted: bool,
}

impl KeyframeGate {
    /// Somebody needs a keyframe.
    pub fn want(&mut self) {
        self.is_wanted = true;
    }

    /// A keyframe came.
    pub fn satisfied(&mut self) {
        self.is_wanted = false;
    }

    /// Whether to ask the publisher now; asking counts.
    pub fn ask(&mut self, now: Instant) -> bool {
        let is_due = self.last.is_none_or(|last| now >= last + limits::KEYFRAME_REQUEST_INTERVAL);
        if !self.is_wanted || !is_due {
            return false;
        }
        self.last = Some(now);
        true
    }

    /// When to ask, if anybody waits. With nothing asked before, that is at once.
    pub fn deadline(&self, now: Instant) -> Option<Instant> {
        let earliest = self.last.map_or(now, |last| now.max(last + limits::KEYFRAME_REQUEST_INTERVAL));
        self.is_wanted.then_some(earliest)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[expect(clippy::disallowed_methods, reason = "edge: a test needs one instant to count from")]
    fn start() -> Instant {
        Instant::now()
    }

    #[test]
    fn a_hundred_requests_become_one_per_interval_until_a_keyframe_comes() {
        let now = start();
        let mut gate = KeyframeGate::default();
        assert!(!gate.ask(now), "nobody asked");
        let mut asked = 0;
        for tick in 0..100 {
            gate.want();
            asked += u32::from(gate.ask(now + Duration::from_millis(10) * tick));
        }
        assert_eq!(asked, 2, "in one second");
        assert_eq!(gate.deadline(now), Some(now + Duration::from_millis(1_000)));
        gate.satisfied();
        assert_eq!(gate.deadline(now), None);
    }
}
