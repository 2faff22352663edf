//! Replay state per source, bounded: it exists only for sources that authenticated, and a peer
//! that keeps inventing sources runs out of them.

use std::collections::HashMap;
use std::time::Instant;

use super::replay::Window;
use crate::limits;
use crate::media::sequence;

/// Windows of the sources in use, and the last index of those that fell out of use.
pub struct Sources<const WORDS: usize> {
    active: Vec<Source<WORDS>>,
    retired: HashMap<u32, u64>,
    /// New sources that may still appear, refilled as time passes.
    allowance: u32,
    refilled: Instant,
}

struct Source<const WORDS: usize> {
    ssrc: u32,
    heard: Instant,
    window: Window<WORDS>,
}

impl<const WORDS: usize> Sources<WORDS> {
    pub fn new(now: Instant) -> Self {
        let allowance = limits::NEW_SOURCES_AT_ONCE;
        Self { active: Vec::new(), retired: HashMap::new(), allowance, refilled: now }
    }

    /// The index that a sequence number most likely stands for (RFC 3711 §3.3.1).
    pub fn extend(&self, ssrc: u32, number: u16) -> u64 {
        let newest = self.find(ssrc).map(|source| source.window.newest());
        match newest.or_else(|| self.retired.get(&ssrc).copied()) {
            Some(newest) => sequence::extend(number, newest),
            None => u64::from(number),
        }
    }

    /// Whether a packet may be new. Changes nothing: it is not authenticated yet.
    pub fn is_new(&self, ssrc: u32, index: u64) -> bool {
        match self.find(ssrc) {
            Some(source) => source.window.is_new(index),
            None => self.retired.get(&ssrc).is_none_or(|&last| index > last),
        }
    }

    /// Remembers an authentic packet; `false` if its source is one too many.
    pub fn accept(&mut self, now: Instant, ssrc: u32, index: u64) -> bool {
        if let Some(source) = self.active.iter_mut().find(|source| source.ssrc == ssrc) {
            source.heard = now;
            source.window.accept(index);
            return true;
        }
        if !self.admit(now) {
            return false;
        }
        let window = match self.retired.remove(&ssrc) {
            Some(last) => {
                let mut window = Window::closed_up_to(last);
                window.accept(index);
                window
            }
            None => Window::starting_with(index),
        };
        self.active.push(Source { ssrc, heard: now, window });
        true
    }

    fn find(&self, ssrc: u32) -> Option<&Source<WORDS>> {
        self.active.iter().find(|source| source.ssrc == ssrc)
    }

    /// Makes room for one more source, if the peer may have one.
    fn admit(&mut self, now: Instant) -> bool {
        let waited = now.saturating_duration_since(self.refilled).as_millis();
        let intervals = u32::try_from(waited / limits::NEW_SOURCE_INTERVAL.as_millis()).unwrap_or(u32::MAX);
        self.allowance = self.allowance.saturating_add(intervals).min(limits::NEW_SOURCES_AT_ONCE);
        // What is left of an interval counts towards the next.
        self.refilled += limits::NEW_SOURCE_INTERVAL.saturating_mul(intervals);
        if self.allowance == 0 || self.retired.len() >= limits::RETIRED_SOURCES {
            return false;
        }
        self.allowance -= 1;
        if self.active.len() >= limits::ACTIVE_SOURCES
            && let Some(quietest) = (0..self.active.len()).min_by_key(|&at| self.active[at].heard)
        {
            let source = self.active.swap_remove(quietest);
            self.retired.insert(source.ssrc, source.window.newest());
        }
        true
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

    /// proves: hazard H2, F4
    #[test]
    fn a_million_sources_leave_bounded_state_and_the_first_one_working() {
        let now = start();
        let mut sources = Sources::<2>::new(now);
        assert!(sources.accept(now, 0, 1));
        for ssrc in 1..1_000_000 {
            sources.accept(now + Duration::from_micros(u64::from(ssrc)), ssrc, 1);
        }
        assert!(sources.active.len() <= limits::ACTIVE_SOURCES);
        assert!(sources.retired.len() <= limits::RETIRED_SOURCES);
        assert!(sources.accept(now + Duration::from_secs(2), 0, 2));
    }

    #[test]
    fn the_allowance_grows_as_fast_as_it_says_whenever_it_is_asked_for() {
        let now = start();
        let mut sources = Sources::<2>::new(now);
        let mut fresh = (0..).map(|ssrc| (ssrc, 1));
        let mut admitted = |at: Instant, asked: usize| {
            fresh.by_ref().take(asked).filter(|(ssrc, index)| sources.accept(at, *ssrc, *index)).count()
        };
        assert_eq!(admitted(now, 100), limits::NEW_SOURCES_AT_ONCE as usize);
        let later = (1..=20).map(|turn| now + limits::NEW_SOURCE_INTERVAL * 3 * turn / 2);
        assert_eq!(later.map(|at| admitted(at, 2)).sum::<usize>(), 30);
    }

    #[test]
    fn a_source_that_fell_out_of_use_cannot_be_replayed() {
        let now = start();
        let mut sources = Sources::<2>::new(now);
        sources.accept(now, 7, 500);
        let mut later = now;
        for ssrc in 100..100 + 2 * limits::ACTIVE_SOURCES as u32 {
            later += limits::NEW_SOURCE_INTERVAL;
            assert!(sources.accept(later, ssrc, 1));
        }
        assert!(sources.find(7).is_none(), "it was replaced");
        assert!(!sources.is_new(7, 500) && !sources.is_new(7, 499));
        assert_eq!(sources.extend(7, 501), 501);
        assert!(sources.accept(later + limits::NEW_SOURCE_INTERVAL, 7, 501));
        assert!(!sources.is_new(7, 480), "what came before it fell out of use stays closed");
    }
}
