//! Consent and recording (INV-R01 to INV-R03).

use super::{Act, Decision};
use crate::session::command::ConsentStage;
use crate::session::event::Event;
use crate::session::phase::SessionKind;
use crate::session::recording::{PauseReason, Recording};
use crate::session::refusal::Refusal;

impl Act<'_, '_> {
    /// Consent may be given and withdrawn by anyone at any time; a recorded mediation pauses
    /// at once when somebody in it withdraws.
    pub(super) fn consent(&self, stage: ConsentStage, given: bool) -> Decision {
        if self.me.consents.get(&stage) == Some(&given) {
            return Err(Refusal::NothingToDo);
        }
        let mut events = vec![Event::Consented { who: self.me.id, stage, given }];
        let withdrawn = stage == ConsentStage::Recording
            && !given
            && self.session.kind == SessionKind::Mediation
            && self.me.room == crate::session::id::RoomId::JOINT;
        match self.session.recording {
            Recording::Writing { .. } if withdrawn => {
                events.push(Event::RecordingPaused { reason: PauseReason::ConsentWithdrawn });
            }
            Recording::Armed if withdrawn => events.push(Event::RecordingStopped),
            _ => {}
        }
        Ok(events)
    }

    pub(super) fn start_recording(&self) -> Decision {
        if self.session.kind == SessionKind::Hearing {
            return Err(Refusal::RecordingFollowsTheHearing);
        }
        if !matches!(self.session.recording, Recording::Off | Recording::Failed { .. }) {
            return Err(Refusal::NothingToDo);
        }
        self.everybody_consents()?;
        Ok(vec![Event::RecordingArmed])
    }

    pub(super) fn pause_recording(&self, reason: PauseReason) -> Decision {
        if !self.session.recording.is_writing() {
            return Err(Refusal::NotRecording);
        }
        let listed = match self.session.kind {
            SessionKind::Hearing => {
                matches!(reason, PauseReason::ClosedEvidence | PauseReason::MediationUnsuitable)
            }
            SessionKind::Mediation => reason == PauseReason::Break,
        };
        if !listed {
            return Err(Refusal::NotAPauseReason);
        }
        Ok(vec![Event::RecordingPaused { reason }])
    }

    pub(super) fn resume_recording(&self) -> Decision {
        self.everybody_consents()?;
        match self.session.recording {
            Recording::Paused { .. } => Ok(vec![Event::RecordingResumed]),
            Recording::Failed { .. } => Ok(vec![Event::RecordingArmed]),
            Recording::Off | Recording::Armed | Recording::Writing { .. } => Err(Refusal::NotRecording),
        }
    }

    pub(super) fn stop_recording(&self) -> Decision {
        if self.session.kind == SessionKind::Hearing {
            return Err(Refusal::RecordingFollowsTheHearing);
        }
        if !self.session.recording.is_under_way() {
            return Err(Refusal::NotRecording);
        }
        Ok(vec![Event::RecordingStopped])
    }

    fn everybody_consents(&self) -> Result<(), Refusal> {
        let asked = self.session.kind == SessionKind::Mediation;
        if asked && !self.session.all_consent_to_recording() { Err(Refusal::ConsentMissing) } else { Ok(()) }
    }
}
