//! What is known of a recording while it runs: written by the threads, read by anyone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use sfu::id::{ParticipantId, TrackId};
use sfu::media::Source;

use super::outlook::Outlook;
use super::tap::{Gate, PartClock};
use crate::spec::{RecordingId, TrackDescription};
use crate::status::{Alarm, State, Status, TrackStatus};
use crate::time::Utc;

/// One recording's board.
pub struct Board {
    /// Whose.
    pub recording: RecordingId,
    /// Shared with its taps.
    pub gate: Arc<Gate>,
    /// Of the part that is being written.
    pub clock: PartClock,
    /// UTC when this part began.
    pub began: Utc,
    /// Of the disk it is written to.
    pub outlook: Arc<Outlook>,
    facts: Mutex<Facts>,
}

/// What the board says.
#[derive(Debug, Default)]
pub struct Facts {
    /// No packet will be kept any more.
    pub end: Option<End>,
    /// Why packets are refused.
    pub paused: Option<String>,
    /// See [`Status::safe_until`].
    pub safe_until: Option<Utc>,
    /// Written.
    pub bytes: u64,
    /// When the writer last came by.
    pub writer_seen: Option<Instant>,
    /// Since when the sync thread owes an answer.
    pub syncing_since: Option<Instant>,
    /// Why the last write failed.
    pub fault: Option<Fault>,
    /// The last sync failed.
    pub sync_failed: bool,
    /// When a full ring last refused packets.
    pub overflowed: Option<Instant>,
    /// How many packets full rings had refused by then.
    pub refused: u64,
    /// Per track.
    pub tracks: BTreeMap<TrackId, TrackFacts>,
    /// Who the session hears, and since when.
    pub speaking: BTreeMap<ParticipantId, Instant>,
    /// As the watch last saw it.
    pub alarms: BTreeSet<Alarm>,
}

/// How a recording ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// In good order.
    Closed,
    /// The writer gave it up.
    Failed,
}

/// Why a write failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No space left.
    Full,
    /// Anything else.
    Broken,
}

/// One track on the board.
#[derive(Clone, Debug, Default)]
pub struct TrackFacts {
    /// Publisher.
    pub participant: Option<ParticipantId>,
    /// Root's id of the person, once described.
    pub person: Option<String>,
    /// Once described.
    pub source: Option<Source>,
    /// Arrival of its newest kept packet.
    pub last_packet: Option<Utc>,
    /// The same, to measure from.
    pub last_instant: Option<Instant>,
    /// Kept.
    pub packets: u64,
    /// Refused or lost.
    pub dropped: u64,
}

impl Board {
    /// Of a recording part that begins now.
    pub fn new(recording: RecordingId, clock: PartClock, began: Utc, outlook: Arc<Outlook>) -> Self {
        Self { recording, gate: Arc::default(), clock, began, outlook, facts: Mutex::default() }
    }

    /// UTC of an instant, by the clock reading at the beginning of the part.
    pub fn utc(&self, instant: Instant) -> Utc {
        self.began.plus(instant.saturating_duration_since(self.clock.epoch))
    }

    /// The facts, to read or change. Held for moments only; a thread that panicked while
    /// holding it left whole facts behind, each being one assignment.
    pub fn facts(&self) -> MutexGuard<'_, Facts> {
        self.facts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A snapshot for the world.
    pub fn status(&self) -> Status {
        let facts = self.facts();
        Status {
            state: facts.state(),
            paused: facts.paused.clone(),
            safe_until: facts.safe_until,
            bytes: facts.bytes,
            disk_minutes_left: self.outlook.minutes_left(),
            tracks: facts.tracks.iter().map(|(track, facts)| facts.status(*track)).collect(),
            alarms: facts.alarms.iter().cloned().collect(),
        }
    }
}

impl Facts {
    fn state(&self) -> State {
        match self.end {
            Some(End::Closed) => State::Closed,
            Some(End::Failed) => State::Failed,
            None if self.alarms.contains(&Alarm::WriterDead) => State::Failed,
            None if self.alarms.iter().any(Alarm::means_degraded) => State::Degraded,
            None => State::Writing,
        }
    }
}

impl TrackFacts {
    /// Notes what a description says.
    pub fn describe(&mut self, description: &TrackDescription) {
        self.participant = Some(description.participant);
        self.person = Some(description.person.id.clone());
        self.source = Some(description.source);
    }

    fn status(&self, track: TrackId) -> TrackStatus {
        TrackStatus {
            track,
            described: self.source.is_some(),
            last_packet: self.last_packet,
            packets: self.packets,
            dropped: self.dropped,
        }
    }
}
