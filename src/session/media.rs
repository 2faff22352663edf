//! What the rules mean for media: where each person is placed and what may flow from them.
//! The coordinator makes the media plane equal to this, and nothing else decides it.

use serde::Serialize;

use schemars::JsonSchema;

use super::floor::FloorMode;
use super::id::RoomId;
use super::phase::{Phase, SessionKind};
use super::role::{Role, Roles};
use super::state::{Participant, Session};

/// Which isolation domain somebody is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// A room of their own: they receive nothing and reach nobody.
    Alone,
    /// A shared room.
    Room(RoomId),
}

/// What may flow from somebody in the room they are in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Rights {
    /// May be heard.
    pub microphone: bool,
    /// May be seen.
    pub camera: bool,
    /// May share a screen.
    pub screen: bool,
    /// May write to the room.
    pub chat: bool,
}

/// Where the person's media belongs. In doubt: alone.
pub fn placement(session: &Session, who: &Participant) -> Placement {
    let delivers = match who.room {
        RoomId::WAITING | RoomId::WITNESS => false,
        room => session.has_room(room) && !session.is_paused(room),
    };
    let receives = who.role != Role::Technician && who.holds_place();
    if delivers && receives && !session.phase.is_over() {
        Placement::Room(who.room)
    } else {
        Placement::Alone
    }
}

/// What may flow from the person. Observers and technicians send nothing; in the joint room
/// the floor and the phase decide; an order to be silent wins everywhere.
pub fn rights(session: &Session, who: &Participant) -> Rights {
    if !Roles::TAKING_PART.has(who.role) || placement(session, who) == Placement::Alone {
        return Rights::default();
    }
    let silenced = session.floor.muted.contains(&who.id);
    if who.room != RoomId::JOINT {
        return Rights { microphone: !silenced, camera: true, screen: true, chat: !silenced };
    }
    let rests = matches!(session.phase, Phase::Recess | Phase::Suspended);
    let staff = Roles::STAFF.has(who.role);
    let active = staff || !rests;
    Rights {
        microphone: active && !silenced && may_speak(session, who),
        camera: active,
        screen: active && may_share(session, who),
        chat: active && !silenced,
    }
}

/// Whether the floor of the joint room is theirs. Before a hearing opens and while it rests,
/// the clerk is heard too, to check who is present and to announce.
fn may_speak(session: &Session, who: &Participant) -> bool {
    let floor = &session.floor;
    let in_session = matches!(session.phase, Phase::InSession | Phase::MinutesReview);
    let by_office = match session.kind {
        SessionKind::Mediation => Roles::MEDIATORS.has(who.role),
        SessionKind::Hearing => Roles::BENCH.has(who.role) || (!in_session && who.role == Role::Clerk),
    };
    by_office
        || floor.mode == FloorMode::Open
        || floor.holders.contains_key(&who.id)
        || follows_a_holder(session, who)
}

/// Interpreters are heard while the person they speak for has the floor.
fn follows_a_holder(session: &Session, who: &Participant) -> bool {
    who.role == Role::Interpreter
        && who.linked_to.is_some_and(|principal| session.floor.holders.contains_key(&principal))
}

fn may_share(session: &Session, who: &Participant) -> bool {
    let by_office = Roles::SUPERVISING.has(who.role) || who.role == Role::Clerk;
    by_office || session.rules.open_door || session.floor.sharing.contains(&who.id)
}

/// Which rooms the recorder may hear: the joint room while it writes, and nothing else. A
/// caucus or a deliberation has no way in (INV-R04).
pub fn is_recorded(session: &Session, room: RoomId) -> bool {
    room == RoomId::JOINT
        && session.recording.is_writing()
        && !matches!(session.phase, Phase::Recess | Phase::Suspended)
        && !session.phase.is_over()
}
