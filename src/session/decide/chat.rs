//! Chat: to one's room, or between a party and a neutral (INV-S01, INV-S06).

use super::{Act, Decision, text_of};
use crate::session::command::{Audience, CHAT_CHARACTERS};
use crate::session::event::{ChatMessage, Event, Seal};
use crate::session::id::{MessageId, ParticipantId, RoomId};
use crate::session::media::{Placement, placement, rights};
use crate::session::phase::SessionKind;
use crate::session::refusal::Refusal;
use crate::session::role::{Role, Roles};
use crate::session::state::{Participant, Session};

/// Most messages of one session. At one message a second this is nearly six hours.
const MESSAGES: usize = 20_000;

impl Act<'_, '_> {
    pub(super) fn say(&mut self, to: Audience, text: &str) -> Decision {
        if self.session.chat.len() >= MESSAGES {
            return Err(Refusal::TooMany);
        }
        let text = text_of(text, CHAT_CHARACTERS)?;
        let seal = match to {
            Audience::Room => self.room_seal()?,
            Audience::Participant(other) => {
                let other = self.person(other)?;
                if !may_write_to(self.session, self.me, other) {
                    return Err(Refusal::MayNotWrite);
                }
                Seal::Pair(self.me.id, other.id)
            }
        };
        let id = MessageId((self.context.fresh)());
        Ok(vec![Event::Said(ChatMessage { id, from: self.me.id, seal, text, at: self.context.now })])
    }

    fn room_seal(&self) -> Result<Seal, Refusal> {
        let Placement::Room(room) = placement(self.session, self.me) else {
            return Err(Refusal::NotInThatRoom);
        };
        if !rights(self.session, self.me).chat {
            return Err(Refusal::CannotSpeak);
        }
        let present = self.session.members(room).filter(|p| p.role != Role::Technician).map(|p| p.id);
        Ok(Seal::Room { room, present: present.collect() })
    }

    pub(super) fn read(&self, message: MessageId) -> Decision {
        let position = |id| self.session.chat.iter().position(|said| said.id == id);
        let Some(now) = position(message) else { return Err(Refusal::NothingToDo) };
        let before = self.session.read_up_to.get(&self.me.id).and_then(|id| position(*id));
        let readable = self.session.chat[now].seal.opens_for(self.me.id);
        if !readable || before.is_some_and(|before| before >= now) {
            return Err(Refusal::NothingToDo);
        }
        Ok(vec![Event::ReadUpTo { who: self.me.id, message }])
    }

    pub(super) fn open_party_chat(&self, open: bool) -> Decision {
        if self.session.party_chat == open {
            return Err(Refusal::NothingToDo);
        }
        Ok(vec![Event::PartyChatOpened { open }])
    }
}

/// Whether the two may write to each other alone. A mediation has party and mediator; a
/// hearing has no private word with the bench, only with the clerk.
pub fn may_write_to(session: &Session, from: &Participant, to: &Participant) -> bool {
    if from.id == to.id || !Roles::TAKING_PART.has(from.role) || !Roles::TAKING_PART.has(to.role) {
        return false;
    }
    if Roles::STAFF.has(from.role) && Roles::STAFF.has(to.role) {
        return true;
    }
    let reachable = match session.kind {
        SessionKind::Mediation => Roles::MEDIATORS.or(Roles::of(&[Role::Clerk])),
        SessionKind::Hearing => Roles::of(&[Role::Clerk]),
    };
    if reachable.has(from.role) || reachable.has(to.role) {
        return true;
    }
    let both_in_joint = from.room == RoomId::JOINT && to.room == RoomId::JOINT;
    let both_party_side = !Roles::STAFF.has(from.role) && !Roles::STAFF.has(to.role);
    session.party_chat && both_in_joint && both_party_side && !session.is_paused(RoomId::JOINT)
}

/// Whom somebody may write to, for the client's list.
pub fn may_write_to_whom(session: &Session, from: &Participant) -> Vec<ParticipantId> {
    session.participants.values().filter(|to| may_write_to(session, from, to)).map(|to| to.id).collect()
}
