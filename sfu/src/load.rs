//! Whether a shard keeps up, and what it gives up when it does not: first the size of pictures,
//! then pictures, never speech.
//!
//! The sign of too much work is a socket that is never found empty: it says so whatever the
//! reason is, a flood, a full house, or a machine that is busy with other things.

use std::time::{Duration, Instant};

use crate::limits;

/// What viewers do without.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relief {
    /// Nothing: the shard keeps up.
    #[default]
    None,
    /// All but the smallest pictures.
    LargePictures,
    /// Pictures.
    Pictures,
}

impl Relief {
    /// How many steps of a picture anybody gets at most.
    pub const fn steps(self) -> usize {
        match self {
            Self::None => usize::MAX,
            Self::LargePictures => 1,
            Self::Pictures => 0,
        }
    }

    const fn more(self) -> Self {
        match self {
            Self::None => Self::LargePictures,
            Self::LargePictures | Self::Pictures => Self::Pictures,
        }
    }

    const fn less(self) -> Self {
        match self {
            Self::None | Self::LargePictures => Self::None,
            Self::Pictures => Self::LargePictures,
        }
    }
}

/// How one shard keeps up, judged by what its thread sees.
#[derive(Debug)]
pub struct Load {
    relief: Relief,
    /// Since when the sockets were never found empty, or the last step was taken.
    behind_since: Option<Instant>,
    /// When it was last too late, or a step was taken.
    calm_since: Option<Instant>,
    /// Calm that a step back waits for.
    rest: Duration,
    /// The last step was one back.
    is_trying: bool,
}

impl Default for Load {
    fn default() -> Self {
        let rest = limits::RELIEF_REST_MIN;
        Self { relief: Relief::None, behind_since: None, calm_since: None, rest, is_trying: false }
    }
}

impl Load {
    /// What viewers do without now.
    pub const fn relief(&self) -> Relief {
        self.relief
    }

    /// After a round of the loop: whether datagrams still waited. Gives what viewers do without
    /// if that changed.
    pub fn note(&mut self, now: Instant, waiting: bool) -> Option<Relief> {
        let before = self.relief;
        if waiting {
            let since = *self.behind_since.get_or_insert(now);
            if now >= since + limits::BACKLOG_TIME {
                self.give_up_more(now);
            }
        } else {
            self.behind_since = None;
            if self.calm_since.is_none_or(|since| now >= since + self.rest) {
                self.try_less(now);
            }
        }
        (self.relief != before).then_some(self.relief)
    }

    fn give_up_more(&mut self, now: Instant) {
        if self.is_trying {
            self.rest = (self.rest * 2).min(limits::RELIEF_REST_MAX);
        }
        self.is_trying = false;
        self.relief = self.relief.more();
        // What was given up shows in the next stretch.
        self.behind_since = Some(now);
        self.calm_since = Some(now);
    }

    fn try_less(&mut self, now: Instant) {
        if self.relief == Relief::None {
            self.rest = limits::RELIEF_REST_MIN;
            self.is_trying = false;
            return;
        }
        self.relief = self.relief.less();
        self.is_trying = true;
        self.calm_since = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    /// Rounds of a millisecond; gives every change with its time.
    struct Thread {
        load: Load,
        began: Instant,
        now: Instant,
        changes: Vec<(Duration, Relief)>,
    }

    impl Thread {
        fn new() -> Self {
            let now = crate::sim::epoch();
            Self { load: Load::default(), began: now, now, changes: Vec::new() }
        }

        fn run(&mut self, time: Duration, waiting: bool) {
            let end = self.now + time;
            while self.now < end {
                self.now += MS;
                let change = self.load.note(self.now, waiting);
                self.changes.extend(change.map(|relief| (self.now - self.began, relief)));
            }
        }

        fn changes(&mut self) -> Vec<Relief> {
            std::mem::take(&mut self.changes).into_iter().map(|(_, relief)| relief).collect()
        }
    }

    #[test]
    fn a_burst_that_is_worked_off_costs_nobody_a_picture() {
        let mut thread = Thread::new();
        for _ in 0..100 {
            thread.run(limits::BACKLOG_TIME - MS, true);
            thread.run(MS, false);
        }
        assert_eq!(thread.changes(), []);
    }

    #[test]
    fn a_shard_that_stays_behind_gives_up_large_pictures_and_then_all() {
        let mut thread = Thread::new();
        thread.run(Duration::from_secs(60), true);
        let steps = [(201 * MS, Relief::LargePictures), (401 * MS, Relief::Pictures)];
        assert_eq!(thread.changes, steps, "and there is nothing more to give up");
    }

    #[test]
    fn pictures_come_back_step_by_step_and_ever_later_if_that_was_too_early() {
        let mut thread = Thread::new();
        thread.run(500 * MS, true);
        thread.run(2 * limits::RELIEF_REST_MIN + 10 * MS, false);
        let (all, large, none) = (Relief::Pictures, Relief::LargePictures, Relief::None);
        assert_eq!(thread.changes(), [large, all, large, none]);
        thread.run(300 * MS, true);
        thread.run(2 * limits::RELIEF_REST_MIN - 200 * MS, false);
        assert_eq!(thread.changes(), [large], "trying again waits twice as long");
        thread.run(200 * MS, false);
        assert_eq!(thread.changes(), [none]);
    }
}
