//! The paths a peer proved it can use, and the one in use.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::CONSENT;
use crate::limits;
use crate::transport::path::Path;

/// A selected path this long without anything authentic gives way to another path of the same
/// peer that is alive: its NAT gave it a new address.
const REBOUND: Duration = Duration::from_secs(1);

/// Paths in the order they were learnt.
#[derive(Debug, Default)]
pub struct Paths {
    known: Vec<Known>,
    selected: Option<Path>,
    forgotten: VecDeque<Path>,
}

#[derive(Debug)]
struct Known {
    path: Path,
    /// Last verified check.
    checked: Instant,
    /// Last authentic packet of any kind.
    heard: Instant,
}

impl Paths {
    /// A verified check came along `path`.
    pub fn checked(&mut self, now: Instant, path: Path, nominated: bool) {
        match self.known.iter_mut().find(|known| known.path == path) {
            Some(known) => (known.checked, known.heard) = (now, now),
            None => self.learn(now, path),
        }
        if nominated {
            self.selected = Some(path);
        }
        self.follow(now, &path);
    }

    /// Something authentic came along `path`.
    pub fn heard(&mut self, now: Instant, path: &Path) {
        if let Some(known) = self.known.iter_mut().find(|known| known.path == *path) {
            known.heard = now;
            if self.selected != Some(*path) {
                self.follow(now, path);
            }
        }
    }

    pub fn contains(&self, path: &Path) -> bool {
        self.known.iter().any(|known| known.path == *path)
    }

    pub fn selected(&self) -> Option<Path> {
        self.selected
    }

    pub fn iter(&self) -> impl Iterator<Item = Path> {
        self.known.iter().map(|known| known.path)
    }

    /// When the peer last proved that it wants to receive on the selected path.
    pub fn consented(&self) -> Option<Instant> {
        self.of(&self.selected?).map(|known| known.checked)
    }

    /// Drops what has not been checked within the time of consent, except the selected path:
    /// that one ends with the transport.
    pub fn expire(&mut self, now: Instant) {
        let (selected, forgotten) = (self.selected, &mut self.forgotten);
        self.known.retain(|known| {
            let keep = selected == Some(known.path) || now < known.checked + CONSENT;
            if !keep {
                forgotten.push_back(known.path);
            }
            keep
        });
    }

    pub fn expiry(&self) -> Option<Instant> {
        let others = self.known.iter().filter(|known| self.selected != Some(known.path));
        others.map(|known| known.checked + CONSENT).min()
    }

    pub fn poll_forgotten(&mut self) -> Option<Path> {
        self.forgotten.pop_front()
    }

    fn of(&self, path: &Path) -> Option<&Known> {
        self.known.iter().find(|known| known.path == *path)
    }

    /// Moves to `path` if the selected one went silent.
    fn follow(&mut self, now: Instant, path: &Path) {
        let Some(selected) = self.selected else { return };
        let is_silent = self.of(&selected).is_none_or(|known| now >= known.heard + REBOUND);
        if is_silent {
            self.selected = Some(*path);
        }
    }

    /// Adds a path in place of the one unchecked for longest, if there are too many.
    fn learn(&mut self, now: Instant, path: Path) {
        if self.known.len() >= limits::PATHS_PER_TRANSPORT {
            let others = self.known.iter().enumerate().filter(|(_, known)| self.selected != Some(known.path));
            if let Some((oldest, _)) = others.min_by_key(|(_, known)| known.checked) {
                self.forgotten.push_back(self.known.remove(oldest).path);
            }
        }
        self.known.push(Known { path, checked: now, heard: now });
    }
}
