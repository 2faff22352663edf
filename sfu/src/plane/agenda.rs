//! What is due when, without looking at everybody.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Instant;

use super::participant::Participant;
use crate::id::RoomId;
use crate::table::Key;

/// Something that has to be done at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    /// Feedback to a publisher: reports, requests for packets and keyframes.
    Uplink(Key<Participant>),
    /// Pacing, reports and bandwidth of a viewer.
    Downlink(Key<Participant>),
    /// Speakers of a room.
    Room(RoomId),
}

/// Jobs by time. Whoever has a job also holds the time it is scheduled for; an entry whose
/// time is no longer that one is void, so that bringing a job forward costs no search.
#[derive(Default)]
pub struct Agenda {
    entries: BinaryHeap<Reverse<Entry>>,
    /// Breaks ties in order of entry, so that equal runs are equal.
    serial: u64,
}

struct Entry {
    at: Instant,
    serial: u64,
    job: Job,
}

impl Agenda {
    /// Schedules a job for `at`, unless it is already scheduled earlier.
    pub fn schedule(&mut self, due: &mut Option<Instant>, job: Job, at: Instant) {
        if due.is_none_or(|due| at < due) {
            *due = Some(at);
            self.serial += 1;
            self.entries.push(Reverse(Entry { at, serial: self.serial, job }));
        }
    }

    /// The earliest entry that is due; it may be void.
    pub fn take_due(&mut self, now: Instant) -> Option<(Instant, Job)> {
        if self.next()? > now {
            return None;
        }
        self.entries.pop().map(|Reverse(entry)| (entry.at, entry.job))
    }

    /// Entries that are held, void ones too.
    #[cfg(test)]
    pub fn held(&self) -> usize {
        self.entries.len()
    }

    /// When to look again.
    pub fn next(&self) -> Option<Instant> {
        self.entries.peek().map(|Reverse(entry)| entry.at)
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        (self.at, self.serial) == (other.at, other.serial)
    }
}

impl Eq for Entry {}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.serial).cmp(&(other.at, other.serial))
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
    fn jobs_come_in_order_and_a_job_brought_forward_leaves_a_void_entry() {
        let now = start();
        let later = now + Duration::from_secs(1);
        let mut agenda = Agenda::default();
        let (mut first, mut second) = (None, None);
        agenda.schedule(&mut first, Job::Room(RoomId(1)), later);
        agenda.schedule(&mut second, Job::Room(RoomId(2)), later);
        agenda.schedule(&mut first, Job::Room(RoomId(1)), now);
        assert_eq!(agenda.next(), Some(now));
        assert_eq!(agenda.take_due(now), Some((now, Job::Room(RoomId(1)))));
        assert_eq!(agenda.take_due(now), None);
        assert_eq!(first, Some(now));
        let void = agenda.take_due(later).unwrap();
        assert_eq!(void, (later, Job::Room(RoomId(1))), "the holder says {first:?}, so it is void");
        assert_eq!(agenda.take_due(later), Some((later, Job::Room(RoomId(2)))));
    }
}
