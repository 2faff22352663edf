//! Why something was refused. A refusal is not an error: it is an expected value that is
//! audited and shown to the person, with what to do next.

mod sentence;

use serde::Serialize;

use super::phase::Phase;

pub use sentence::Sentence;

/// A refusal, with a stable code for clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Refusal {
    /// The asker is not in the plan of this session.
    #[error("not a participant of this session")]
    NotAParticipant,
    /// The person named is not in this session.
    #[error("no such participant")]
    NoSuchParticipant,
    /// The room named does not exist.
    #[error("no such room")]
    NoSuchRoom,
    /// The invitation lapsed or was answered.
    #[error("no such invitation")]
    NoSuchInvitation,
    /// The asker's role may never do this.
    #[error("this role may not do that")]
    NotYourRole,
    /// Not in this phase of the session.
    #[error("not in the phase {0:?}")]
    NotInThisPhase(Phase),
    /// The phase asked for cannot follow the present one.
    #[error("{from:?} cannot become {to:?}")]
    NoSuchTransition {
        /// The present phase.
        from: Phase,
        /// The one asked for.
        to: Phase,
    },
    /// The asker was removed.
    #[error("removed from this session")]
    Removed,
    /// The entry window has not opened (HE-04).
    #[error("the entry window is not open yet")]
    EntryNotOpen,
    /// The person is not connected.
    #[error("that person is not here")]
    NotHere,
    /// Notices have not been ticked (INV-E01).
    #[error("notices have not been read and ticked")]
    NoticesNotTicked,
    /// Identity has not been confirmed (INV-E01, INV-E02).
    #[error("identity has not been confirmed")]
    IdentityNotConfirmed,
    /// No device test on file (INV-E01).
    #[error("no device test on file")]
    DeviceNotTested,
    /// Consent to recording is missing while a mediation is recorded (INV-R03).
    #[error("consent to the recording is missing")]
    ConsentMissing,
    /// Opposing or protected people would be alone together (INV-S03).
    #[error("these people may not be together without a neutral")]
    MayNotMeet,
    /// Only the panel and its clerk deliberate (INV-S07).
    #[error("only the panel deliberates")]
    NotOfThePanel,
    /// Witnesses enter the joint room only when called (INV-S08).
    #[error("a witness must be called")]
    WitnessMustBeCalled,
    /// The room is locked; knock or be invited.
    #[error("the room is locked")]
    RoomLocked,
    /// The room still has people in it.
    #[error("the room is not empty")]
    RoomNotEmpty,
    /// The asker is not in the room this concerns.
    #[error("not in that room")]
    NotInThatRoom,
    /// Observers and technicians do not speak.
    #[error("that person cannot be given the floor")]
    CannotSpeak,
    /// Already so.
    #[error("already so")]
    NothingToDo,
    /// A hearing's recording starts and ends with the hearing (INV-R01).
    #[error("the recording follows the hearing")]
    RecordingFollowsTheHearing,
    /// That reason is not one for this kind of session.
    #[error("not a reason to interrupt this recording")]
    NotAPauseReason,
    /// Nothing is being recorded.
    #[error("not recording")]
    NotRecording,
    /// Party to party chat is closed (INV-S06).
    #[error("these two may not write to each other")]
    MayNotWrite,
    /// A reason or outcome is required.
    #[error("a reason is required")]
    ReasonRequired,
    /// Text is empty or too long.
    #[error("text is empty or too long")]
    BadText,
    /// A prompt and a warning must come first (INV-A01).
    #[error("a prompt and a warning must come first")]
    WarningsFirst,
    /// A limit of this server was reached.
    #[error("too many")]
    TooMany,
    /// The page does not exist.
    #[error("no such page")]
    NoSuchPage,
    /// The store is out of reach: acts that widen rights wait (reliability R4).
    #[error("the server cannot save right now; try again in a moment")]
    CannotSave,
}

impl Refusal {
    /// The stable code clients match on.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotAParticipant => "not_a_participant",
            Self::NoSuchParticipant => "no_such_participant",
            Self::NoSuchRoom => "no_such_room",
            Self::NoSuchInvitation => "no_such_invitation",
            Self::NotYourRole => "not_your_role",
            Self::NotInThisPhase(_) => "not_in_this_phase",
            Self::NoSuchTransition { .. } => "no_such_transition",
            Self::Removed => "removed",
            Self::EntryNotOpen => "entry_not_open",
            Self::NotHere => "not_here",
            Self::NoticesNotTicked => "notices_not_ticked",
            Self::IdentityNotConfirmed => "identity_not_confirmed",
            Self::DeviceNotTested => "device_not_tested",
            Self::ConsentMissing => "consent_missing",
            Self::MayNotMeet => "may_not_meet",
            Self::NotOfThePanel => "not_of_the_panel",
            Self::WitnessMustBeCalled => "witness_must_be_called",
            Self::RoomLocked => "room_locked",
            Self::RoomNotEmpty => "room_not_empty",
            Self::NotInThatRoom => "not_in_that_room",
            Self::CannotSpeak => "cannot_speak",
            Self::NothingToDo => "nothing_to_do",
            Self::RecordingFollowsTheHearing => "recording_follows_the_hearing",
            Self::NotAPauseReason => "not_a_pause_reason",
            Self::NotRecording => "not_recording",
            Self::MayNotWrite => "may_not_write",
            Self::ReasonRequired => "reason_required",
            Self::BadText => "bad_text",
            Self::WarningsFirst => "warnings_first",
            Self::TooMany => "too_many",
            Self::NoSuchPage => "no_such_page",
            Self::CannotSave => "cannot_save",
        }
    }
}
