//! What was left out of an era, by position.

/// Places that are remembered: a lower frame rate leaves out every second or third frame, so
/// this reaches back about a second, farther than packets come late.
const REMEMBERED: usize = 32;

/// How much was removed before each point of an era.
#[derive(Debug, Default)]
pub struct Removals {
    /// Ring of points, the newest at `newest`.
    points: [Point; REMEMBERED],
    newest: usize,
    /// Picture id removed last, so that its other packets do not count again.
    picture: Option<u16>,
}

/// From this sequence number on, so much is missing.
#[derive(Clone, Copy, Debug, Default)]
struct Point {
    from: u64,
    removed: Removed,
}

/// Counts since the era began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    /// Sequence numbers.
    pub packets: u64,
    /// Picture ids.
    pub pictures: u16,
}

impl Removals {
    /// What is missing before `sequence`; `None` if that is too long ago to know.
    pub fn before(&self, sequence: u64) -> Option<Removed> {
        (0..REMEMBERED)
            .map(|age| &self.points[(self.newest + REMEMBERED - age) % REMEMBERED])
            .find(|point| point.from <= sequence)
            .map(|point| point.removed)
    }

    /// What is missing now.
    pub fn total(&self) -> Removed {
        self.points[self.newest].removed
    }

    /// Removes one packet, newer than all others, and its picture if it is not the one
    /// removed last.
    pub fn remove(&mut self, sequence: u64, picture: Option<u16>) {
        let newest = self.points[self.newest];
        let is_new_picture = picture.is_some() && picture != self.picture;
        self.picture = picture;
        let removed = Removed {
            packets: newest.removed.packets + 1,
            pictures: newest.removed.pictures.wrapping_add(u16::from(is_new_picture)),
        };
        // A run of removed packets is one point: nothing was forwarded in between.
        if newest.from != sequence || newest.removed.packets == 0 {
            self.newest = (self.newest + 1) % REMEMBERED;
        }
        self.points[self.newest] = Point { from: sequence + 1, removed };
    }
}
