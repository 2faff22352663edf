//! What may be asked of a session. These are also the commands of the session channel, so
//! their JSON form is part of the protocol (docs/protocol.md).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::floor::FloorMode;
use super::id::{InvitationId, MessageId, ParticipantId, RoomId};
use super::phase::Phase;
use super::recording::PauseReason;
use super::role::Side;

/// Longest chat message, in characters.
pub const CHAT_CHARACTERS: usize = 4_000;
/// Longest reason, name or other short text, in characters.
pub const TEXT_CHARACTERS: usize = 500;

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// A person in the session.
    Participant(ParticipantId),
    /// The server itself: connections, the clock, the recorder.
    Server,
}

/// An act of a person in the session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    // ── entry ──────────────────────────────────────────────────────────────────────────
    /// Ticks notices that were read (HE-05). An act, never a default.
    TickNotices {
        /// Ids of the notices.
        notices: Vec<String>,
    },
    /// Reports a device test (HE-02, HE-03).
    ReportDeviceTest {
        /// The level bar moved.
        microphone: bool,
        /// The tone was heard.
        speaker: bool,
        /// The picture was seen.
        camera: bool,
        /// Round trip to the server, if measured.
        round_trip_ms: Option<u32>,
    },
    /// Staff saw who it is, and how.
    ConfirmIdentity {
        /// Whose identity.
        who: ParticipantId,
        /// How it was checked.
        method: IdentityMethod,
    },
    /// Staff lets somebody in without a device test.
    WaiveDeviceTest {
        /// Whom.
        who: ParticipantId,
        /// Why.
        reason: String,
    },
    /// Lets somebody from the waiting room into the joint room.
    Admit {
        /// Whom.
        who: ParticipantId,
    },
    /// Sends somebody back to the waiting room.
    Hold {
        /// Whom.
        who: ParticipantId,
    },
    /// Removes somebody; they stay out until allowed back (CPI 176).
    Remove {
        /// Whom.
        who: ParticipantId,
        /// Why; goes into the record.
        reason: String,
    },
    /// Lets a removed person return to the waiting room.
    AllowReturn {
        /// Whom.
        who: ParticipantId,
    },
    /// Leaves by pressing the button.
    Leave,

    // ── phases ─────────────────────────────────────────────────────────────────────────
    /// 开庭, or begins the joint mediation. A hearing opens once the recorder writes.
    Open,
    /// Goes to another phase: recess, resume, minutes review, close and the exits.
    ChangePhase {
        /// Where to.
        to: Phase,
        /// Why; required for `suspended`, `postponed`, `cancelled`, `converted_offline`.
        #[serde(default)]
        reason: Option<String>,
        /// For closing a mediation: which of the eight (OMR 25).
        #[serde(default)]
        outcome: Option<Outcome>,
    },

    // ── rooms ──────────────────────────────────────────────────────────────────────────
    /// Prepares a caucus.
    PrepareCaucus {
        /// Shown to those inside and to staff.
        name: String,
        /// For which side, if for one.
        #[serde(default)]
        side: Option<Side>,
        /// Who is meant to be in it.
        #[serde(default)]
        members: Vec<ParticipantId>,
    },
    /// Gives up an empty caucus.
    DropCaucus {
        /// Which.
        room: RoomId,
    },
    /// Brings people into a room, after a countdown for those already in a caucus.
    Gather {
        /// Where to: a caucus, the joint room or the deliberation room.
        room: RoomId,
        /// Whom; linked people follow by themselves.
        who: Vec<ParticipantId>,
        /// Seconds of warning; the plan's default when absent.
        #[serde(default)]
        countdown_seconds: Option<u32>,
    },
    /// Calls off a countdown.
    CancelGather {
        /// Of which room.
        room: RoomId,
    },
    /// Goes into a room oneself, visibly.
    Enter {
        /// Where to.
        room: RoomId,
    },
    /// Goes from a caucus to the joint room if that is allowed, else to the waiting room.
    StepOut,
    /// Locks or unlocks a caucus: nobody enters but by invitation or an accepted knock.
    Lock {
        /// Which.
        room: RoomId,
        /// `true` locks.
        locked: bool,
    },
    /// Asks those in a caucus to be let in (INV-S05).
    Knock {
        /// Which.
        room: RoomId,
    },
    /// Invites somebody into the room one is in.
    Invite {
        /// Whom.
        who: ParticipantId,
    },
    /// Answers an invitation or a knock.
    AnswerInvitation {
        /// Which.
        invitation: InvitationId,
        /// Accept or decline.
        accept: bool,
    },
    /// Calls a witness or expert into the joint room (INV-S08).
    CallWitness {
        /// Whom.
        who: ParticipantId,
    },
    /// Sends a witness or expert out again.
    ReleaseWitness {
        /// Whom.
        who: ParticipantId,
        /// Whether they may be called again.
        #[serde(default)]
        stays_available: bool,
    },

    // ── floor ──────────────────────────────────────────────────────────────────────────
    /// Asks for the floor.
    RaiseHand,
    /// Takes a raised hand down: one's own, or staff for somebody.
    LowerHand {
        /// Whose; one's own when absent.
        #[serde(default)]
        who: Option<ParticipantId>,
    },
    /// Gives the floor.
    GiveFloor {
        /// To whom.
        who: ParticipantId,
        /// Length of the turn; unlimited when absent.
        #[serde(default)]
        seconds: Option<u32>,
    },
    /// Takes the floor back.
    TakeFloor {
        /// From whom; from everybody when absent.
        #[serde(default)]
        who: Option<ParticipantId>,
    },
    /// Opens the floor or makes it by grant.
    SetFloor {
        /// Which.
        mode: FloorMode,
    },
    /// Silences somebody in every room by order, or lifts the order.
    Mute {
        /// Whom.
        who: ParticipantId,
        /// `true` silences.
        muted: bool,
    },
    /// Lets somebody share a screen, or no longer.
    AllowShare {
        /// Whom.
        who: ParticipantId,
        /// `true` allows.
        allowed: bool,
    },

    // ── consent and recording ──────────────────────────────────────────────────────────
    /// Gives or withdraws consent, per stage (INV-E05, INV-R03).
    Consent {
        /// To what.
        stage: ConsentStage,
        /// Given or withdrawn.
        given: bool,
    },
    /// Starts recording a mediation.
    StartRecording,
    /// Interrupts recording for one of the listed reasons (INV-R01).
    PauseRecording {
        /// Which.
        reason: PauseReason,
    },
    /// Goes on recording.
    ResumeRecording,
    /// Ends the recording of a mediation.
    StopRecording,

    // ── chat ───────────────────────────────────────────────────────────────────────────
    /// Writes a chat message.
    Say {
        /// To whom.
        to: Audience,
        /// Plain text, at most [`CHAT_CHARACTERS`].
        text: String,
    },
    /// Marks messages of one thread as read up to one of them.
    Read {
        /// The last one read.
        message: MessageId,
    },
    /// Lets parties write to each other directly, or no longer (INV-S06).
    OpenPartyChat {
        /// `true` lets them.
        open: bool,
    },

    // ── exhibits ───────────────────────────────────────────────────────────────────────
    /// Puts a case document on stage in one's room.
    ShowExhibit {
        /// Id of the material in the case.
        document: String,
        /// Its title.
        title: String,
        /// Its number, for example `E-07`.
        #[serde(default)]
        number: Option<String>,
        /// SHA-256 of its bytes, hexadecimal.
        sha256: String,
        /// How many pages it has.
        pages: u32,
    },
    /// Turns to a page of the exhibit.
    TurnPage {
        /// From 1.
        page: u32,
    },
    /// Takes the exhibit off stage.
    HideExhibit,

    // ── presence ───────────────────────────────────────────────────────────────────────
    /// Asks staff for help, for example for a network problem.
    AskForHelp {
        /// In one's own words.
        text: String,
    },
    /// Staff has seen to a request for help.
    SettleHelp {
        /// Whose.
        who: ParticipantId,
    },
    /// Prompts or warns somebody who is leaving or away (INV-A01).
    WarnOfAbsence {
        /// Whom.
        who: ParticipantId,
        /// What was said.
        text: String,
    },
    /// Records that a prompt or warning was shown on the person's screen.
    SeeWarning,
    /// The judge marks an absence. The software never does (INV-A01).
    MarkAbsence {
        /// Whose.
        who: ParticipantId,
        /// Which kind.
        kind: Absence,
        /// Why.
        reason: String,
    },
}

/// Who a chat message is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Everybody in the writer's room.
    Room,
    /// One person.
    Participant(ParticipantId),
}

/// How somebody's identity was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IdentityMethod {
    /// The clerk or mediator compared face and document on video.
    Visual,
    /// A document was compared at the counter (ID-18).
    Counter,
    /// An outside service checked it.
    Service,
}

/// What consent is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConsentStage {
    /// Holding this stage online (OLR 4, 5).
    Online,
    /// Recording a mediation (OMR 22).
    Recording,
    /// Letting the recording replace the minutes (AVR 8).
    RecordingAsMinutes,
}

/// The eight ways a mediation ends (OMR 25).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, utoipa::ToSchema)]
#[schema(as = MediationOutcome)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// An agreement was reached.
    Settled,
    /// The parties settled privately and withdrew.
    PrivateSettlementWithdrawn,
    /// A party could not be reached.
    Unreachable,
    /// A party declined mediation.
    PartyDeclined,
    /// The differences are too large.
    DifferencesTooLarge,
    /// The time allowed is over.
    PeriodExpired,
    /// A party refused to sign.
    RefusedToSign,
    /// Anything else.
    Other,
}

/// The two absences the law knows (OLR 25).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Absence {
    /// 拒不到庭: did not appear without a justified reason.
    NoShow,
    /// 中途退庭: walked out in spite of a prompt and a warning.
    WalkedOut,
}
