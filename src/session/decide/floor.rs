//! The floor: hands, turns, silence by order, screen sharing (HE-08, INV-A06).

use super::{Act, Decision};
use crate::session::event::Event;
use crate::session::floor::FloorMode;
use crate::session::id::{ParticipantId, RoomId};
use crate::session::refusal::Refusal;
use crate::session::role::Roles;

/// Longest timed turn: two hours.
const TURN_SECONDS: u32 = 2 * 60 * 60;

impl Act<'_, '_> {
    pub(super) fn raise_hand(&self) -> Decision {
        if self.me.room != RoomId::JOINT {
            return Err(Refusal::NotInThatRoom);
        }
        if self.hand_is_up(self.me.id) {
            return Err(Refusal::NothingToDo);
        }
        Ok(vec![Event::HandRaised { who: self.me.id }])
    }

    pub(super) fn lower_hand(&self, who: Option<ParticipantId>) -> Decision {
        let who = who.unwrap_or(self.me.id);
        if who != self.me.id && !self.is_staff() {
            return Err(Refusal::NotYourRole);
        }
        if !self.hand_is_up(who) {
            return Err(Refusal::NothingToDo);
        }
        Ok(vec![Event::HandLowered { who }])
    }

    fn hand_is_up(&self, who: ParticipantId) -> bool {
        self.session.floor.queue.iter().any(|(waiting, _)| *waiting == who)
    }

    pub(super) fn give_floor(&self, who: ParticipantId, seconds: Option<u32>) -> Decision {
        let person = self.present(who)?;
        if person.room != RoomId::JOINT {
            return Err(Refusal::NotInThatRoom);
        }
        if !Roles::TAKING_PART.has(person.role) {
            return Err(Refusal::CannotSpeak);
        }
        let until = seconds.map(|seconds| self.context.now.plus_seconds(seconds.clamp(1, TURN_SECONDS)));
        Ok(vec![Event::FloorGiven { who, until }])
    }

    pub(super) fn take_floor(&self, who: Option<ParticipantId>) -> Decision {
        let holders = self.session.floor.holders.keys().copied();
        let losing: Vec<_> = holders.filter(|holder| who.is_none_or(|who| who == *holder)).collect();
        let mut events: Vec<_> = losing.into_iter().map(|who| Event::FloorTaken { who }).collect();
        if who.is_none() && self.session.floor.mode == FloorMode::Open {
            events.push(Event::FloorSet { mode: FloorMode::ByGrant });
        }
        if events.is_empty() { Err(Refusal::NothingToDo) } else { Ok(events) }
    }

    pub(super) fn set_floor(&self, mode: FloorMode) -> Decision {
        if self.session.floor.mode == mode {
            return Err(Refusal::NothingToDo);
        }
        Ok(vec![Event::FloorSet { mode }])
    }

    pub(super) fn mute(&self, who: ParticipantId, muted: bool) -> Decision {
        self.person(who)?;
        if who == self.me.id || self.session.floor.muted.contains(&who) == muted {
            return Err(Refusal::NothingToDo);
        }
        Ok(vec![Event::Muted { who, muted }])
    }

    pub(super) fn allow_share(&self, who: ParticipantId, allowed: bool) -> Decision {
        let person = self.present(who)?;
        if allowed && !Roles::TAKING_PART.has(person.role) {
            return Err(Refusal::CannotSpeak);
        }
        if self.session.floor.sharing.contains(&who) == allowed {
            return Err(Refusal::NothingToDo);
        }
        Ok(vec![Event::ShareAllowed { who, allowed }])
    }
}
