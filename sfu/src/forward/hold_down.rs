//! Patience before the next step up, so that a picture does not go up and down.

use std::time::{Duration, Instant};

use crate::limits;

/// A step down so soon after a step up shows that the step up was a mistake.
const TRIAL: Duration = Duration::from_secs(10);
/// After so many mistakes in a row patience does not grow any more.
const MISTAKES_MAX: u32 = 4;

/// Remembers the steps of one picture.
#[derive(Clone, Copy, Debug, Default)]
pub struct HoldDown {
    raised: Option<Instant>,
    lowered: Option<Instant>,
    mistakes: u32,
}

impl HoldDown {
    /// A step up.
    pub fn raise(&mut self, now: Instant) {
        self.raised = Some(now);
    }

    /// A step down.
    pub fn lower(&mut self, now: Instant) {
        let was_mistake = self.raised.take().is_some_and(|raised| now < raised + TRIAL);
        let has_settled = self.lowered.is_none_or(|lowered| now > lowered + TRIAL * 6);
        self.mistakes = match (was_mistake, has_settled) {
            (true, _) => (self.mistakes + 1).min(MISTAKES_MAX),
            (false, true) => 0,
            (false, false) => self.mistakes,
        };
        self.lowered = Some(now);
    }

    /// Whether it is too early for a step up: the time doubles with each mistake.
    pub fn holds(&self, now: Instant) -> bool {
        let patience = limits::HOLD_DOWN_TIME * (1 << self.mistakes);
        self.lowered.is_some_and(|lowered| now < lowered + patience)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_doubles_with_each_mistake_and_is_forgotten_in_time() {
        let mut now = crate::sim::epoch();
        let mut held = HoldDown::default();
        assert!(!held.holds(now));
        held.lower(now);
        assert!(held.holds(now + limits::HOLD_DOWN_TIME / 2) && !held.holds(now + limits::HOLD_DOWN_TIME));
        for mistakes in 1..4 {
            held.raise(now);
            now += Duration::from_secs(1);
            held.lower(now);
            let patience = limits::HOLD_DOWN_TIME * (1 << mistakes);
            assert!(held.holds(now + patience / 2) && !held.holds(now + patience));
        }
        now += Duration::from_secs(100);
        held.lower(now);
        assert!(!held.holds(now + limits::HOLD_DOWN_TIME));
    }
}
