//! Keyframe requests of many become few.

use std::time::Instant;

use crate::limits;

/// Lets one keyframe request through per [`limits::KEYFRAME_REQUEST_INTERVAL`] and remembers
/// that somebody still waits.
#[derive(Debug, Default)]
pub struct KeyframeGate {
    last: Option<Instant>,
    wanted: bool,
}

impl KeyframeGate {
    /// Somebody needs a keyframe.
    pub fn want(&mut self) {
        self.wanted = true;
    }

    /// A keyframe came.
    pub fn satisfied(&mut self) {
        self.wanted = false;
    }

    /// Whether to ask the publisher now; asking counts.
    pub fn ask(&mut self, now: Instant) -> bool {
        if !self.wanted || self.deadline().is_some_and(|deadline| now < deadline) {
            return false;
        }
        self.last = Some(now);
        true
    }

    /// When to ask, if anybody waits and the time has not come.
    pub fn deadline(&self) -> Option<Instant> {
        let earliest = self.last.map(|last| last + limits::KEYFRAME_REQUEST_INTERVAL);
        if self.wanted { earliest } else { None }
    }
}
