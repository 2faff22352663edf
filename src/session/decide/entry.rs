//! Entry: what must be settled before somebody may leave the waiting room (INV-E01, INV-E02).

use super::{Act, Decision, short_text};
use crate::session::command::IdentityMethod;
use crate::session::event::{Event, MoveReason};
use crate::session::id::{ParticipantId, RoomId};
use crate::session::refusal::Refusal;
use crate::session::role::{Role, Roles};
use crate::session::state::{Participant, Presence, Session};

/// Whether the person has done all that entry asks for. Staff act in office.
pub fn cleared(session: &Session, person: &Participant) -> Result<(), Refusal> {
    if Roles::STAFF.has(person.role) {
        return Ok(());
    }
    let rules = &session.rules;
    if !rules.notices.iter().all(|notice| person.notices.contains(&notice.id)) {
        return Err(Refusal::NoticesNotTicked);
    }
    if rules.identity_required && person.identity.is_none() {
        return Err(Refusal::IdentityNotConfirmed);
    }
    let silent = matches!(person.role, Role::Observer | Role::Technician);
    if rules.device_test_required && !person.device_tested && !silent {
        return Err(Refusal::DeviceNotTested);
    }
    Ok(())
}

impl Act<'_, '_> {
    pub(super) fn tick_notices(&self, notices: &[String]) -> Decision {
        let known = |id: &String| self.session.rules.notices.iter().any(|notice| notice.id == *id);
        let fresh: Vec<_> =
            notices.iter().filter(|id| known(id) && !self.me.notices.contains(*id)).cloned().collect();
        if fresh.is_empty() {
            return Err(Refusal::NothingToDo);
        }
        Ok(vec![Event::NoticesTicked { who: self.me.id, notices: fresh }])
    }

    pub(super) fn confirm_identity(&self, who: ParticipantId, method: IdentityMethod) -> Decision {
        self.present(who)?;
        Ok(vec![Event::IdentityConfirmed { who, method }])
    }

    pub(super) fn waive_device_test(&self, who: ParticipantId, reason: &str) -> Decision {
        self.person(who)?;
        Ok(vec![Event::DeviceTestWaived { who, reason: short_text(reason)? }])
    }

    /// Admission into the joint room. The first admission by somebody who supervises opens
    /// that room to the sides (INV-S03).
    pub(super) fn admit(&self, who: ParticipantId) -> Decision {
        let person = self.present(who)?;
        if Roles::TESTIFYING.has(person.role) {
            return Err(Refusal::WitnessMustBeCalled);
        }
        if person.room == RoomId::JOINT {
            return Err(Refusal::NothingToDo);
        }
        let mut events = self.opening_of_joint();
        events.extend(self.moves(person, RoomId::JOINT, MoveReason::Admitted)?);
        Ok(events)
    }

    /// The event that opens the joint room, if this act is the one that does.
    pub(super) fn opening_of_joint(&self) -> Vec<Event> {
        let opens = !self.session.joint_opened
            && Roles::SUPERVISING.has(self.me.role)
            && self.me.room == RoomId::JOINT;
        if opens { vec![Event::JointOpened] } else { Vec::new() }
    }

    pub(super) fn hold(&self, who: ParticipantId) -> Decision {
        let person = self.present(who)?;
        if matches!(person.room, RoomId::WAITING | RoomId::WITNESS) {
            return Err(Refusal::NothingToDo);
        }
        Ok(self.followers(person).map(|p| p.sent_out(MoveReason::Held)).collect())
    }

    pub(super) fn remove(&self, who: ParticipantId, reason: &str) -> Decision {
        let person = self.person(who)?;
        if person.id == self.me.id || matches!(person.presence, Presence::Removed { .. }) {
            return Err(Refusal::NothingToDo);
        }
        Ok(vec![Event::Removed { who, reason: short_text(reason)? }])
    }

    pub(super) fn allow_return(&self, who: ParticipantId) -> Decision {
        match self.person(who)?.presence {
            Presence::Removed { .. } => Ok(vec![Event::ReturnAllowed { who }]),
            _ => Err(Refusal::NothingToDo),
        }
    }
}

impl Participant {
    /// The move to where this person waits.
    pub(super) fn sent_out(&self, why: MoveReason) -> Event {
        let to = if Roles::TESTIFYING.has(self.role) { RoomId::WITNESS } else { RoomId::WAITING };
        Event::Moved { who: self.id, to, why }
    }
}
