//! Phases: opening, recess, suspension, minutes review, closing and the exits.

use super::{Act, Decision, short_text};
use crate::session::command::Outcome;
use crate::session::event::Event;
use crate::session::id::RoomId;
use crate::session::phase::{Phase, SessionKind};
use crate::session::recording::{PauseReason, Recording};
use crate::session::refusal::Refusal;

impl Act<'_, '_> {
    /// 开庭 waits for the recorder's word (INV-R02); a mediation begins at once.
    pub(super) fn open(&self) -> Decision {
        if self.me.room != RoomId::JOINT {
            return Err(Refusal::NotInThatRoom);
        }
        if self.session.opening {
            return Err(Refusal::NothingToDo);
        }
        let mut events = self.opening_of_joint();
        match self.session.kind {
            SessionKind::Mediation => events.push(to_phase(Phase::InSession)),
            SessionKind::Hearing => events.extend([Event::OpeningAsked, Event::RecordingArmed]),
        }
        Ok(events)
    }

    pub(super) fn change_phase(&self, to: Phase, reason: Option<&str>, outcome: Option<Outcome>) -> Decision {
        let from = self.session.phase;
        if !from.may_become(to) || matches!(to, Phase::EntryOpen | Phase::Archived) {
            return Err(Refusal::NoSuchTransition { from, to });
        }
        if from == Phase::EntryOpen && to == Phase::InSession {
            return self.open();
        }
        let reason = reason.map(short_text).transpose()?;
        let explained =
            matches!(to, Phase::Suspended | Phase::Postponed | Phase::Cancelled | Phase::ConvertedOffline);
        let unexplained = explained && reason.is_none();
        let without_outcome =
            to == Phase::Closed && self.session.kind == SessionKind::Mediation && outcome.is_none();
        if unexplained || without_outcome {
            return Err(Refusal::ReasonRequired);
        }
        if to == Phase::InSession && self.must_rearm() {
            return Ok(vec![Event::OpeningAsked, Event::RecordingArmed]);
        }
        let mut events = self.recording_follows(to);
        events.push(Event::PhaseChanged { to, reason, outcome });
        Ok(events)
    }

    /// A hearing goes on only with a recorder that writes.
    fn must_rearm(&self) -> bool {
        self.session.kind == SessionKind::Hearing
            && matches!(self.session.recording, Recording::Off | Recording::Failed { .. })
    }

    /// The recording rests with the session and ends with it (INV-R01).
    fn recording_follows(&self, to: Phase) -> Vec<Event> {
        let recording = &self.session.recording;
        let rested = matches!(
            recording,
            Recording::Paused { reason: PauseReason::Recess | PauseReason::Suspended, .. }
        );
        let event = match to {
            Phase::Recess if recording.is_writing() => {
                Some(Event::RecordingPaused { reason: PauseReason::Recess })
            }
            Phase::Suspended if recording.is_writing() => {
                Some(Event::RecordingPaused { reason: PauseReason::Suspended })
            }
            Phase::InSession if rested => Some(Event::RecordingResumed),
            ended if ended.is_over() && recording.is_under_way() => Some(Event::RecordingStopped),
            _ => None,
        };
        event.into_iter().collect()
    }
}

pub(super) fn to_phase(to: Phase) -> Event {
    Event::PhaseChanged { to, reason: None, outcome: None }
}
