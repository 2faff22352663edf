//! What happened in a session. Events are the truth: they are appended to the store before
//! their effect is visible, and the state is nothing but their sum.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::command::{Absence, Actor, ConsentStage, IdentityMethod, Outcome};
use super::floor::FloorMode;
use super::id::{InvitationId, MessageId, ParticipantId, RoomId, Timestamp};
use super::ledger::Audibility;
use super::phase::Phase;
use super::plan::{Invitee, Plan};
use super::recording::PauseReason;
use super::report::LossCause;
use super::role::Side;

/// An event with its place in the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    /// Position in the session's log, from 1.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Actor,
    /// What.
    pub event: Event,
}

/// One fact.
#[expect(missing_docs, reason = "the variants state the fact; fields are named for what they hold")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// The session exists.
    Planned(Box<Plan>),

    /// Somebody joined the plan after it was made.
    Enrolled(Invitee),
    /// Somebody's channel opened.
    Arrived { who: ParticipantId },
    /// Somebody's connection ended without a goodbye.
    Lost { who: ParticipantId, how: LossCause },
    /// Somebody's media connection came up or went down.
    MediaChanged { who: ParticipantId, connected: bool },
    /// Somebody did not come back within the grace time; their place is given up.
    GraceOver { who: ParticipantId },
    /// Somebody pressed the button.
    Left { who: ParticipantId },
    /// Notices were ticked.
    NoticesTicked { who: ParticipantId, notices: Vec<String> },
    /// A device test was reported.
    DeviceTested {
        who: ParticipantId,
        microphone: bool,
        speaker: bool,
        camera: bool,
        round_trip_ms: Option<u32>,
    },
    /// A missing device test was waived.
    DeviceTestWaived { who: ParticipantId, reason: String },
    /// Staff confirmed an identity.
    IdentityConfirmed { who: ParticipantId, method: IdentityMethod },
    /// Somebody was removed from the session.
    Removed { who: ParticipantId, reason: String },
    /// A removed person may come back.
    ReturnAllowed { who: ParticipantId },

    /// The phase changed.
    PhaseChanged { to: Phase, reason: Option<String>, outcome: Option<Outcome> },
    /// 开庭 was pressed; the recorder must confirm first.
    OpeningAsked,
    /// Opening failed because the recorder could not start.
    OpeningFailed { reason: String },

    /// Somebody is in another room from here on.
    Moved { who: ParticipantId, to: RoomId, why: MoveReason },
    /// The supervising person opened the joint room to the sides (INV-S03).
    JointOpened,
    /// A caucus exists.
    CaucusPrepared { room: RoomId, name: String, side: Option<Side>, members: Vec<ParticipantId> },
    /// A caucus was given up.
    CaucusDropped { room: RoomId },
    /// A caucus was locked or unlocked.
    RoomLocked { room: RoomId, locked: bool },
    /// People were told that they will be moved.
    MoveAnnounced { room: RoomId, who: Vec<ParticipantId>, due: Timestamp },
    /// That move was called off or has been made.
    MoveSettled { room: RoomId },
    /// Somebody asked or was asked to enter a room.
    Invited {
        invitation: InvitationId,
        invitation_kind: InvitationKind,
        room: RoomId,
        who: ParticipantId,
        due: Timestamp,
    },
    /// It was answered, or lapsed.
    InvitationEnded { invitation: InvitationId, end: InvitationEnd },

    /// The floor is open or by grant.
    FloorSet { mode: FloorMode },
    /// Somebody has the floor.
    FloorGiven { who: ParticipantId, until: Option<Timestamp> },
    /// Somebody no longer has it.
    FloorTaken { who: ParticipantId },
    /// A hand went up.
    HandRaised { who: ParticipantId },
    /// A hand went down.
    HandLowered { who: ParticipantId },
    /// Silenced by order, or no longer.
    Muted { who: ParticipantId, muted: bool },
    /// May share a screen, or no longer.
    ShareAllowed { who: ParticipantId, allowed: bool },

    /// Consent was given or withdrawn.
    Consented { who: ParticipantId, stage: ConsentStage, given: bool },
    /// The recorder was asked to start.
    RecordingArmed,
    /// The recorder confirmed; everybody is told before the first sample is kept.
    RecordingStarted,
    /// Interrupted.
    RecordingPaused { reason: PauseReason },
    /// Going on.
    RecordingResumed,
    /// Ended.
    RecordingStopped,
    /// The recorder cannot write.
    RecordingFailed { reason: String },

    /// A chat message.
    Said(ChatMessage),
    /// Messages were read.
    ReadUpTo { who: ParticipantId, message: MessageId },
    /// Parties may write to each other, or no longer.
    PartyChatOpened { open: bool },

    /// An exhibit is on stage in a room.
    ExhibitShown { room: RoomId, exhibit: Exhibit },
    /// A page of it.
    PageTurned { room: RoomId, page: u32 },
    /// No exhibit on stage any more.
    ExhibitHidden { room: RoomId },

    /// Somebody asks for help.
    HelpAsked { who: ParticipantId, text: String },
    /// Staff has seen to it.
    HelpSettled { who: ParticipantId },
    /// Somebody was prompted or warned about leaving.
    AbsenceWarned { who: ParticipantId, text: String },
    /// It was shown on their screen.
    WarningSeen { who: ParticipantId },
    /// The judge marked an absence.
    AbsenceMarked { who: ParticipantId, kind: Absence, reason: String },

    /// Who can receive whom changed in the forwarding table (the audibility ledger).
    AudibilityChanged(Audibility),
}

/// Why somebody is in another room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MoveReason {
    /// Staff who need no admission, on arrival.
    Arrival,
    /// Admitted from the waiting room.
    Admitted,
    /// Sent back to the waiting room.
    Held,
    /// Brought along by staff.
    Gathered,
    /// Went there.
    Entered,
    /// Accepted an invitation, or a knock was accepted.
    Invited,
    /// Accompanies somebody who moved.
    Follows,
    /// Stepped out.
    SteppedOut,
    /// Called to testify.
    Called,
    /// Released after testifying.
    Released,
    /// The session ended, or the place could not be kept.
    Ended,
}

/// Two ways of asking to share a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InvitationKind {
    /// `who` is asked to come in.
    Invitation,
    /// `who` asks to come in.
    Knock,
}

/// How an invitation or knock ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InvitationEnd {
    /// Accepted.
    Accepted,
    /// Declined.
    Declined,
    /// Nobody answered in time.
    Lapsed,
    /// No longer possible.
    Withdrawn,
}

/// A chat message, sealed to those who could read it when it was written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChatMessage {
    /// Its id.
    pub id: MessageId,
    /// Writer.
    pub from: ParticipantId,
    /// What it is sealed to.
    pub seal: Seal,
    /// Plain text.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

/// Who may ever read something: the room it was said in, or the pair it was said between.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Seal {
    /// Those who were in the room at that moment.
    Room {
        /// Which room.
        room: RoomId,
        /// Who was in it.
        present: Vec<ParticipantId>,
    },
    /// Two people.
    Pair(ParticipantId, ParticipantId),
}

impl Seal {
    /// Whether `who` may read it.
    pub fn opens_for(&self, who: ParticipantId) -> bool {
        match self {
            Self::Room { present, .. } => present.contains(&who),
            Self::Pair(a, b) => *a == who || *b == who,
        }
    }
}

/// A case document on stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Exhibit {
    /// Id of the material in the case.
    pub document: String,
    /// Its title.
    pub title: String,
    /// Its number in the list of evidence.
    pub number: Option<String>,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// How many pages.
    pub pages: u32,
    /// The page shown, from 1.
    pub page: u32,
    /// Who put it there.
    pub by: ParticipantId,
}
