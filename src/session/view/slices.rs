//! The other slices of a view.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{correspondents, oversees, permitted_actions};
use crate::session::command::{ConsentStage, Outcome};
use crate::session::decide::cleared;
use crate::session::floor::FloorMode;
use crate::session::id::{ParticipantId, RoomId, SessionId, Timestamp};
use crate::session::media::{Rights, rights};
use crate::session::phase::{Phase, SessionKind};
use crate::session::plan::Notice;
use crate::session::policy::Action;
use crate::session::recording::Recording;
use crate::session::refusal::Refusal;
use crate::session::role::{Role, Roles, Side};
use crate::session::state::{Participant, Session};

/// Facts everybody in the session knows.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SessionFacts {
    /// Which.
    pub id: SessionId,
    /// Mediation or hearing.
    pub kind: SessionKind,
    /// Heading.
    pub title: String,
    /// Case number.
    pub case_no: String,
    /// Where it stands.
    pub phase: Phase,
    /// Since when.
    pub phase_since: Timestamp,
    /// Why, if a reason was given.
    pub phase_reason: Option<String>,
    /// How a mediation ended.
    pub outcome: Option<Outcome>,
    /// Waiting for the recorder before it opens.
    pub opening: bool,
    /// When it is or was to begin.
    pub scheduled_at: Timestamp,
    /// When it was first in session.
    pub opened_at: Option<Timestamp>,
    /// Notices to be read and ticked.
    pub notices: Vec<Notice>,
    /// Identity must be confirmed by staff.
    pub identity_required: bool,
    /// A device test must be on file.
    pub device_test_required: bool,
    /// Default seconds of warning before a move out of a caucus.
    pub countdown_seconds: u32,
    /// Parties may write to each other.
    pub party_chat: bool,
}

/// The viewer.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MeView {
    /// Id; also the identity on the media wire.
    pub id: ParticipantId,
    /// Shown name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Side.
    pub side: Option<Side>,
    /// The room one is in.
    pub room: RoomId,
    /// Nothing is delivered in it because no neutral is there.
    pub room_paused: bool,
    /// What may flow from here. The server enforces it.
    pub rights: Rights,
    /// Holds the floor.
    pub has_floor: bool,
    /// Until when, for a timed turn.
    pub floor_until: Option<Timestamp>,
    /// Hand is up.
    pub hand_raised: bool,
    /// Silenced by order.
    pub muted: bool,
    /// What the rules let this role ask for in this phase.
    pub may: Vec<Action>,
    /// Whom one may write to alone.
    pub may_write_to: Vec<ParticipantId>,
    /// What still stands before admission, as a refusal's code.
    pub missing: Option<String>,
    /// Ids of notices ticked.
    pub notices: Vec<String>,
    /// Identity confirmed in this session.
    pub identity_confirmed: bool,
    /// Device test on file or waived.
    pub device_tested: bool,
    /// Consents given (`true`) and withheld.
    pub consents: BTreeMap<ConsentStage, bool>,
    /// Help was asked for and not yet settled.
    pub help_asked: bool,
    /// A warning that has not been shown yet.
    pub warning: Option<String>,
    /// Who hears one now, from the forwarding table.
    pub heard_by: Vec<ParticipantId>,
    /// Who sees one now.
    pub seen_by: Vec<ParticipantId>,
}

/// What a room is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoomKind {
    /// Everybody arrives here; nobody meets.
    Waiting,
    /// The joint room.
    Joint,
    /// The panel deliberates.
    Deliberation,
    /// Witnesses wait.
    Witness,
    /// A private room.
    Caucus,
}

/// A room as a viewer may know it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RoomView {
    /// Number.
    pub id: RoomId,
    /// What it is for.
    pub kind: RoomKind,
    /// Name; empty where the viewer may not know it (INV-S04).
    pub name: String,
    /// Its side, where the viewer may know it.
    pub side: Option<Side>,
    /// Nobody enters but by invitation or knock.
    pub locked: bool,
    /// Nothing is delivered in it.
    pub paused: bool,
    /// Since when somebody is in it.
    pub occupied_since: Option<Timestamp>,
    /// Who is in it, where the viewer may know it.
    pub members: Option<Vec<ParticipantId>>,
    /// Who is meant to be in it, for staff.
    pub planned: Vec<ParticipantId>,
}

/// The floor.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FloorView {
    /// Open or by grant.
    pub mode: FloorMode,
    /// Who holds it, and until when.
    pub holders: Vec<(ParticipantId, Option<Timestamp>)>,
    /// Raised hands in order.
    pub queue: Vec<ParticipantId>,
}

/// The recording.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RecordingView {
    /// State, for the banner.
    #[serde(flatten)]
    pub recording: Recording,
    /// "Last second safely on disk", for staff.
    pub safe_until: Option<Timestamp>,
    /// What is wrong with the recorder, for staff.
    pub alarms: Vec<String>,
    /// Who in the joint room has not consented, for staff of a mediation.
    pub without_consent: Vec<ParticipantId>,
}

/// What the recorder says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecorderHealth {
    /// Everything up to here is safely on disk.
    pub safe_until: Option<Timestamp>,
    /// Codes of alarms that are on.
    pub alarms: Vec<String>,
}

impl SessionFacts {
    pub(super) fn of(session: &Session) -> Self {
        Self {
            id: session.id,
            kind: session.kind,
            title: session.title.clone(),
            case_no: session.case_no.clone(),
            phase: session.phase,
            phase_since: session.phase_since,
            phase_reason: session.phase_reason.clone(),
            outcome: session.outcome,
            opening: session.opening,
            scheduled_at: session.scheduled_at,
            opened_at: session.opened_at,
            notices: session.rules.notices.clone(),
            identity_required: session.rules.identity_required,
            device_test_required: session.rules.device_test_required,
            countdown_seconds: session.rules.countdown_seconds,
            party_chat: session.party_chat,
        }
    }
}

impl MeView {
    pub(super) fn of(session: &Session, me: &Participant) -> Self {
        let reach = session.audibility.reach(me.id);
        let warning = me.warnings.iter().find(|warning| warning.seen.is_none());
        Self {
            id: me.id,
            name: me.name.clone(),
            role: me.role,
            side: session.side_of(me),
            room: me.room,
            room_paused: session.is_paused(me.room),
            rights: rights(session, me),
            has_floor: session.floor.holders.contains_key(&me.id),
            floor_until: session.floor.holders.get(&me.id).copied().flatten(),
            hand_raised: session.floor.queue.iter().any(|(who, _)| *who == me.id),
            muted: session.floor.muted.contains(&me.id),
            may: permitted_actions(session, me),
            may_write_to: correspondents(session, me),
            missing: cleared(session, me).err().map(Refusal::code).map(str::to_owned),
            notices: me.notices.iter().cloned().collect(),
            identity_confirmed: me.identity.is_some(),
            device_tested: me.device_tested,
            consents: me.consents.clone(),
            help_asked: me.help.is_some(),
            warning: warning.map(|warning| warning.text.clone()),
            heard_by: reach.map(|reach| reach.audio.iter().copied().collect()).unwrap_or_default(),
            seen_by: reach.map(|reach| reach.video.iter().copied().collect()).unwrap_or_default(),
        }
    }
}

impl FloorView {
    pub(super) fn of(session: &Session, me: &Participant) -> Self {
        let floor = &session.floor;
        let told = me.room == RoomId::JOINT || oversees(me);
        let holders = floor.holders.iter().filter(|_| told).map(|(who, until)| (*who, *until));
        let queue = floor.queue.iter().filter(|_| told).map(|(who, _)| *who);
        Self { mode: floor.mode, holders: holders.collect(), queue: queue.collect() }
    }
}

impl RecordingView {
    pub(super) fn of(session: &Session, me: &Participant, health: &RecorderHealth) -> Self {
        let staff = oversees(me);
        let asked = staff && session.kind == SessionKind::Mediation;
        let unwilling = session
            .members(RoomId::JOINT)
            .filter(|p| asked && Roles::TAKING_PART.has(p.role) && !p.allows_recording());
        Self {
            recording: session.recording.clone(),
            safe_until: health.safe_until.filter(|_| staff),
            alarms: if staff { health.alarms.clone() } else { Vec::new() },
            without_consent: unwilling.map(|p| p.id).collect(),
        }
    }
}

/// The rooms a viewer may know of.
pub fn rooms(session: &Session, me: &Participant) -> Vec<RoomView> {
    let fixed = match session.kind {
        SessionKind::Mediation => [RoomId::WAITING, RoomId::JOINT].as_slice(),
        SessionKind::Hearing => &[RoomId::WAITING, RoomId::JOINT, RoomId::DELIBERATION, RoomId::WITNESS],
    };
    let all = fixed.iter().copied().chain(session.caucuses.keys().copied());
    all.filter(|room| may_know_room(session, me, *room)).map(|room| room_view(session, me, room)).collect()
}

fn may_know_room(session: &Session, me: &Participant, room: RoomId) -> bool {
    if oversees(me) || me.room == room || room == RoomId::JOINT {
        return true;
    }
    let party = Roles::PARTIES.or(Roles::COMPANIONS).has(me.role);
    session
        .caucuses
        .get(&room)
        .is_some_and(|caucus| party && (caucus.occupied_since.is_some() || caucus.members.contains(&me.id)))
}

fn room_view(session: &Session, me: &Participant, room: RoomId) -> RoomView {
    let caucus = session.caucuses.get(&room);
    let belongs = caucus.is_some_and(|caucus| caucus.members.contains(&me.id));
    let inside = me.room == room && !matches!(room, RoomId::WAITING | RoomId::WITNESS);
    let told = oversees(me) || inside;
    let named = told || belongs || room < RoomId::FIRST_CAUCUS;
    RoomView {
        id: room,
        kind: kind_of(room),
        name: if named { name_of(session, room) } else { String::new() },
        side: caucus.filter(|_| named).and_then(|caucus| caucus.side),
        locked: caucus.is_some_and(|caucus| caucus.locked && (told || belongs)),
        paused: told && session.is_paused(room),
        occupied_since: caucus.and_then(|caucus| caucus.occupied_since),
        members: told.then(|| session.members(room).map(|p| p.id).collect()),
        planned: caucus.filter(|_| oversees(me)).map(|caucus| caucus.members.clone()).unwrap_or_default(),
    }
}

fn kind_of(room: RoomId) -> RoomKind {
    match room {
        RoomId::WAITING => RoomKind::Waiting,
        RoomId::JOINT => RoomKind::Joint,
        RoomId::DELIBERATION => RoomKind::Deliberation,
        RoomId::WITNESS => RoomKind::Witness,
        _ => RoomKind::Caucus,
    }
}

/// The name of a caucus; fixed rooms are named by the client in the viewer's language.
pub fn name_of(session: &Session, room: RoomId) -> String {
    session.caucuses.get(&room).map(|caucus| caucus.name.clone()).unwrap_or_default()
}
