//! The state of a live session: the sum of its events, and questions about it.

use std::collections::{BTreeMap, BTreeSet};

use super::command::{Absence, ConsentStage, IdentityMethod, Outcome};
use super::event::{ChatMessage, Exhibit, InvitationKind};
use super::floor::Floor;
use super::id::{InvitationId, MessageId, ParticipantId, RoomId, SessionId, Timestamp};
use super::ledger::Audibility;
use super::phase::{Phase, SessionKind};
use super::plan::Rules;
use super::recording::Recording;
use super::report::LossCause;
use super::role::{Role, Roles, Side};

/// A live session.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// Which.
    pub id: SessionId,
    /// Mediation or hearing.
    pub kind: SessionKind,
    /// Heading.
    pub title: String,
    /// Case number.
    pub case_no: String,
    /// When it was to begin.
    pub scheduled_at: Timestamp,
    /// The rules it runs by.
    pub rules: Rules,
    /// Where it stands, since when and why.
    pub phase: Phase,
    /// Since when.
    pub phase_since: Timestamp,
    /// The reason given for the phase.
    pub phase_reason: Option<String>,
    /// How a mediation ended.
    pub outcome: Option<Outcome>,
    /// 开庭 was pressed and the recorder has not confirmed yet.
    pub opening: bool,
    /// When it was first in session.
    pub opened_at: Option<Timestamp>,
    /// Everybody planned.
    pub participants: BTreeMap<ParticipantId, Participant>,
    /// Caucus rooms by number; the fixed rooms need no entry.
    pub caucuses: BTreeMap<RoomId, Caucus>,
    /// The number the next caucus gets. Numbers are not used twice, so the log stays clear.
    pub next_caucus: RoomId,
    /// A supervising person has opened the joint room to the sides.
    pub joint_opened: bool,
    /// Countdowns that run.
    pub announced_moves: BTreeMap<RoomId, AnnouncedMove>,
    /// Invitations and knocks that wait for an answer.
    pub invitations: BTreeMap<InvitationId, Invitation>,
    /// The floor of the joint room.
    pub floor: Floor,
    /// The recording.
    pub recording: Recording,
    /// Parties may write to each other.
    pub party_chat: bool,
    /// The chat so far.
    pub chat: Vec<ChatMessage>,
    /// How far each person has read, by the messages' order.
    pub read_up_to: BTreeMap<ParticipantId, MessageId>,
    /// What is on stage, by room.
    pub exhibits: BTreeMap<RoomId, Exhibit>,
    /// Who receives whom, as the media plane last confirmed it.
    pub audibility: Audibility,
    /// Number of the last event.
    pub seq: u64,
}

/// One person in the session.
#[derive(Clone, Debug, PartialEq)]
pub struct Participant {
    /// Id.
    pub id: ParticipantId,
    /// Shown name.
    pub name: String,
    /// Identity on the media wire.
    pub identity_on_wire: String,
    /// Role.
    pub role: Role,
    /// Side, for parties and agents.
    pub side: Option<Side>,
    /// Whom they accompany.
    pub linked_to: Option<ParticipantId>,
    /// Whom they must not meet unsupervised.
    pub protected_from: BTreeSet<ParticipantId>,
    /// An agent who may settle and sign.
    pub special_authority: bool,
    /// Whether they are here.
    pub presence: Presence,
    /// Whether their media connection is up.
    pub media: bool,
    /// The one room they are in (INV-S01). Kept while a connection is lost.
    pub room: RoomId,
    /// Notices ticked so far.
    pub notices: BTreeSet<String>,
    /// How and when their identity was confirmed in this session.
    pub identity: Option<(IdentityMethod, Timestamp)>,
    /// A device test is on file or was waived.
    pub device_tested: bool,
    /// Consents by stage; absent means not asked.
    pub consents: BTreeMap<ConsentStage, bool>,
    /// An open request for help.
    pub help: Option<String>,
    /// Warnings about absence that were given, and whether each was shown.
    pub warnings: Vec<Warning>,
    /// An absence the judge marked.
    pub absence: Option<Absence>,
}

/// A prompt or warning about leaving (INV-A01).
#[derive(Clone, Debug, PartialEq)]
pub struct Warning {
    /// When it was given.
    pub at: Timestamp,
    /// What was said.
    pub text: String,
    /// When it was shown on the person's screen, if it was.
    pub seen: Option<Timestamp>,
}

/// Whether somebody is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Never came, or the place was given up.
    Absent,
    /// Connected.
    Here {
        /// Since when.
        since: Timestamp,
    },
    /// Connection lost, place kept.
    Reconnecting {
        /// Since when.
        since: Timestamp,
        /// How it was lost.
        how: LossCause,
    },
    /// Pressed the button.
    Left {
        /// When.
        at: Timestamp,
    },
    /// Removed, and stays out.
    Removed {
        /// When.
        at: Timestamp,
    },
}

/// A private room for one side.
#[derive(Clone, Debug, PartialEq)]
pub struct Caucus {
    /// Shown name.
    pub name: String,
    /// Its side, if it has one.
    pub side: Option<Side>,
    /// Who is meant to be in it.
    pub members: Vec<ParticipantId>,
    /// Nobody enters but by invitation or an accepted knock.
    pub locked: bool,
    /// Since when somebody has been in it.
    pub occupied_since: Option<Timestamp>,
}

/// A countdown before people are pulled into a room.
#[derive(Clone, Debug, PartialEq)]
pub struct AnnouncedMove {
    /// Whom.
    pub who: Vec<ParticipantId>,
    /// When.
    pub due: Timestamp,
}

/// An invitation or knock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Invitation {
    /// Which of the two.
    pub kind: InvitationKind,
    /// Into which room.
    pub room: RoomId,
    /// Who would enter.
    pub who: ParticipantId,
    /// When it lapses.
    pub due: Timestamp,
}

impl Participant {
    /// Connected right now.
    pub fn is_here(&self) -> bool {
        matches!(self.presence, Presence::Here { .. })
    }

    /// Connected, or expected back any moment.
    pub fn holds_place(&self) -> bool {
        matches!(self.presence, Presence::Here { .. } | Presence::Reconnecting { .. })
    }
}

impl Session {
    /// The participant, if planned.
    pub fn participant(&self, id: ParticipantId) -> Option<&Participant> {
        self.participants.get(&id)
    }

    /// Those who hold a place in `room`, connected or expected back.
    pub fn members(&self, room: RoomId) -> impl Iterator<Item = &Participant> {
        self.participants.values().filter(move |p| p.room == room && p.holds_place())
    }

    /// Whether the room exists.
    pub fn has_room(&self, room: RoomId) -> bool {
        room < RoomId::FIRST_CAUCUS && room.0 <= RoomId::WITNESS.0 || self.caucuses.contains_key(&room)
    }

    /// The side somebody stands on, directly or through the person they accompany.
    pub fn side_of(&self, who: &Participant) -> Option<Side> {
        who.side.or_else(|| {
            let principal = self.participants.get(&who.linked_to?)?;
            principal.side
        })
    }

    /// Whether the two may not be together without a neutral (INV-S03).
    pub fn opposed(&self, a: &Participant, b: &Participant) -> bool {
        let protected = a.protected_from.contains(&b.id) || b.protected_from.contains(&a.id);
        let sides = match (self.side_of(a), self.side_of(b)) {
            (Some(x), Some(y)) => x != y,
            _ => false,
        };
        protected || sides
    }

    /// Whether a supervising person is in `room` and can see and hear it. A lost signal alone
    /// does not pause a room while that person's media still flows (reliability R3).
    pub fn is_supervised(&self, room: RoomId) -> bool {
        self.members(room).any(|p| p.media && Roles::SUPERVISING.has(p.role))
    }

    /// Whether the room is paused: opposed people are in it and no neutral is with them, or
    /// no neutral has opened it. Then nothing is delivered in it (INV-S03).
    pub fn is_paused(&self, room: RoomId) -> bool {
        let opened = room != RoomId::JOINT || self.joint_opened;
        if opened && self.is_supervised(room) {
            return false;
        }
        let members: Vec<_> = self.members(room).collect();
        members.iter().enumerate().any(|(i, a)| members[i + 1..].iter().any(|b| self.opposed(a, b)))
    }

    /// Whether everybody who would be recorded has consented (INV-R03).
    pub fn all_consent_to_recording(&self) -> bool {
        self.members(RoomId::JOINT)
            .filter(|p| Roles::TAKING_PART.has(p.role))
            .all(Participant::allows_recording)
    }
}

impl Participant {
    /// Whether this person consented to being recorded. The bench, the mediator and the clerk
    /// act in office; asking for or running the recording is their consent.
    pub fn allows_recording(&self) -> bool {
        Roles::STAFF.has(self.role) || self.consents.get(&ConsentStage::Recording) == Some(&true)
    }
}
