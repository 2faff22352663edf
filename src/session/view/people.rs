//! People as a viewer may know them.

use schemars::JsonSchema;
use serde::Serialize;

use super::oversees;
use crate::session::command::{Absence, ConsentStage};
use crate::session::decide::cleared;
use crate::session::id::{ParticipantId, RoomId};
use crate::session::media::{Rights, rights};
use crate::session::refusal::Refusal;
use crate::session::role::{Role, Roles, Side};
use crate::session::state::{Participant, Presence, Session};

/// One person.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PersonView {
    /// Id; also the identity on the media wire.
    pub id: ParticipantId,
    /// Shown name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Side, directly or through the person they accompany.
    pub side: Option<Side>,
    /// Whom they accompany.
    pub linked_to: Option<ParticipantId>,
    /// Whether and how they are here.
    pub presence: PresenceView,
    /// Which room they are in, where the viewer may know it.
    pub room: Option<RoomId>,
    /// What may flow from them, for people in the viewer's room.
    pub rights: Option<Rights>,
    /// They hold the floor.
    pub has_floor: bool,
    /// Their hand is up.
    pub hand_raised: bool,
    /// What only staff see.
    pub desk: Option<DeskView>,
}

/// Whether somebody is here, as a viewer may know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PresenceView {
    /// In the viewer's room, or here at all for staff.
    Here,
    /// Waiting for admission or to be called; told to staff only.
    Waiting,
    /// Connection lost, place kept.
    Reconnecting,
    /// Not in the viewer's room; nothing more is said.
    Elsewhere,
    /// Not here; told to staff only.
    Absent,
    /// Left by pressing the button; told to staff only.
    Left,
    /// Removed; told to staff only.
    Removed,
}

/// What staff see of a person at the door.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct DeskView {
    /// What still stands between the person and admission, as a refusal's code.
    pub missing: Option<String>,
    /// Identity confirmed in this session.
    pub identity_confirmed: bool,
    /// Device test on file or waived.
    pub device_tested: bool,
    /// Consent to recording; absent while not answered.
    pub consents_to_recording: Option<bool>,
    /// Silenced by order.
    pub muted: bool,
    /// May share a screen.
    pub may_share: bool,
    /// Their media connection is up.
    pub media: bool,
    /// An open request for help.
    pub help: Option<String>,
    /// How many warnings about absence were given, and how many were shown.
    pub warnings: (usize, usize),
    /// An absence the judge marked.
    pub absence: Option<Absence>,
}

/// Everybody the viewer may know of.
pub fn people(session: &Session, viewer: &Participant) -> Vec<PersonView> {
    let known = session.participants.values().filter(|person| may_know_of(session, viewer, person));
    known.map(|person| person_view(session, viewer, person)).collect()
}

/// Witnesses and observers know the staff and who is in the room with them; nobody but staff
/// knows of witnesses elsewhere, observers or technicians.
fn may_know_of(session: &Session, viewer: &Participant, person: &Participant) -> bool {
    if person.id == viewer.id || oversees(viewer) || shares_room(session, viewer, person) {
        return true;
    }
    let behind_the_scenes =
        Roles::TESTIFYING.has(person.role) || matches!(person.role, Role::Observer | Role::Technician);
    let insider = Roles::PARTIES.or(Roles::COMPANIONS).has(viewer.role);
    Roles::STAFF.has(person.role) || (insider && !behind_the_scenes)
}

/// Whether the two are together in a room where people meet. In a waiting room nobody meets.
fn shares_room(session: &Session, a: &Participant, b: &Participant) -> bool {
    let meets = !matches!(a.room, RoomId::WAITING | RoomId::WITNESS);
    meets && a.room == b.room && a.holds_place() && b.holds_place() && !session.phase.is_over()
}

fn person_view(session: &Session, viewer: &Participant, person: &Participant) -> PersonView {
    let together = person.id == viewer.id || shares_room(session, viewer, person);
    let in_joint = together || oversees(viewer);
    let told = together || oversees(viewer);
    PersonView {
        id: person.id,
        name: person.name.clone(),
        role: person.role,
        side: session.side_of(person),
        linked_to: person.linked_to,
        presence: presence(viewer, person, together),
        room: told.then_some(person.room),
        rights: told.then(|| rights(session, person)),
        has_floor: in_joint && session.floor.holders.contains_key(&person.id),
        hand_raised: in_joint && session.floor.queue.iter().any(|(who, _)| *who == person.id),
        desk: oversees(viewer).then(|| desk(session, person)),
    }
}

fn presence(viewer: &Participant, person: &Participant, together: bool) -> PresenceView {
    let lost = matches!(person.presence, Presence::Reconnecting { .. });
    match (together, oversees(viewer)) {
        (true, _) if lost => PresenceView::Reconnecting,
        (true, _) => PresenceView::Here,
        (false, false) => PresenceView::Elsewhere,
        (false, true) => match person.presence {
            Presence::Absent => PresenceView::Absent,
            Presence::Left { .. } => PresenceView::Left,
            Presence::Removed { .. } => PresenceView::Removed,
            Presence::Reconnecting { .. } => PresenceView::Reconnecting,
            Presence::Here { .. } if matches!(person.room, RoomId::WAITING | RoomId::WITNESS) => {
                PresenceView::Waiting
            }
            Presence::Here { .. } => PresenceView::Here,
        },
    }
}

fn desk(session: &Session, person: &Participant) -> DeskView {
    let seen = person.warnings.iter().filter(|warning| warning.seen.is_some()).count();
    DeskView {
        missing: cleared(session, person).err().map(Refusal::code).map(str::to_owned),
        identity_confirmed: person.identity.is_some(),
        device_tested: person.device_tested,
        consents_to_recording: person.consents.get(&ConsentStage::Recording).copied(),
        muted: session.floor.muted.contains(&person.id),
        may_share: session.floor.sharing.contains(&person.id),
        media: person.media,
        help: person.help.clone(),
        warnings: (person.warnings.len(), seen),
        absence: person.absence,
    }
}
