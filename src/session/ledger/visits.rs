//! What the log says of somebody's visits to caucuses: when, and who could receive them there.

use std::collections::{BTreeMap, BTreeSet};

use super::Reach;
use crate::session::id::{ParticipantId, RoomId, Timestamp};
use crate::session::state::Session;
use crate::session::{Event, Recorded};

/// A place in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogPlace {
    /// Number of the event.
    pub seq: u64,
    /// When it happened.
    pub at: Timestamp,
}

/// One stay in one caucus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Which caucus.
    pub room: RoomId,
    /// Its shown name.
    pub name: String,
    /// The move into it.
    pub entered: LogPlace,
    /// From here on [`Visit::receivers`] are all there were: the media plane has confirmed that
    /// the room before was left behind. The move itself, if nobody outside received before it.
    pub from: LogPlace,
    /// The move out of it; none while it lasts.
    pub until: Option<LogPlace>,
    /// Everybody who could receive them at any moment in between, and what.
    pub receivers: BTreeMap<ParticipantId, Received>,
}

/// What could reach somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Received {
    /// The voice.
    pub audio: bool,
    /// Camera or screen.
    pub video: bool,
    /// What was written to the room.
    pub chat: bool,
}

/// The visits of `who`, in their order. Empty if the log does not begin with a plan.
pub fn visits(log: &[Recorded], who: ParticipantId) -> Vec<Visit> {
    let Some((first, rest)) = log.split_first() else { return Vec::new() };
    let Some(mut session) = Session::replay([first]) else { return Vec::new() };
    let mut reading = Reading::default();
    for recorded in rest {
        session.evolve(recorded);
        reading.take(&session, recorded, who);
    }
    reading.done.extend(reading.open.map(|open| open.visit));
    reading.done
}

#[derive(Default)]
struct Reading {
    done: Vec<Visit>,
    open: Option<Open>,
}

struct Open {
    visit: Visit,
    /// The media plane has confirmed the move.
    is_settled: bool,
}

impl Reading {
    fn take(&mut self, session: &Session, recorded: &Recorded, who: ParticipantId) {
        let here = LogPlace { seq: recorded.seq, at: recorded.at };
        let caucus = session.participant(who).map(|person| person.room);
        let caucus = caucus.and_then(|room| Some((room, session.caucuses.get(&room)?)));
        let room = caucus.map(|(room, _)| room);
        if let Some(mut left) = self.open.take_if(|open| Some(open.visit.room) != room) {
            left.visit.until = Some(here);
            self.done.push(left.visit);
        }
        let Some((room, caucus)) = caucus else { return };
        let open = self.open.get_or_insert_with(|| Open::new(room, &caucus.name, here));
        let nobody = Reach::default();
        let reach = session.audibility.reach(who).unwrap_or(&nobody);
        if !open.is_settled {
            let inside: BTreeSet<_> = session.members(room).map(|person| person.id).collect();
            let is_within = everybody(reach).all(|receiver| inside.contains(&receiver));
            open.is_settled = is_within || tells_of(&recorded.event, who);
            // Whoever still receives when this is the end of it is named, not passed over.
            open.visit.from = here;
            open.visit.receivers.clear();
        }
        open.visit.add(reach);
    }
}

impl Open {
    fn new(room: RoomId, name: &str, here: LogPlace) -> Self {
        let (name, receivers) = (name.to_owned(), BTreeMap::new());
        let visit = Visit { room, name, entered: here, from: here, until: None, receivers };
        Self { visit, is_settled: false }
    }
}

impl Visit {
    fn add(&mut self, reach: &Reach) {
        for receiver in everybody(reach) {
            let received = self.receivers.entry(receiver).or_default();
            received.audio |= reach.audio.contains(&receiver);
            received.video |= reach.video.contains(&receiver);
            received.chat |= reach.chat.contains(&receiver);
        }
    }
}

fn everybody(reach: &Reach) -> impl Iterator<Item = ParticipantId> {
    reach.audio.iter().chain(&reach.video).chain(&reach.chat).copied()
}

fn tells_of(event: &Event, who: ParticipantId) -> bool {
    matches!(event, Event::AudibilityChanged(changes) if changes.0.contains_key(&who))
}

#[cfg(test)]
mod tests;
