//! One command of every kind.

use concord::session::command::{Absence, Audience, ConsentStage, IdentityMethod};
use concord::session::floor::FloorMode;
use concord::session::id::{InvitationId, MessageId};
use concord::session::phase::Phase;
use concord::session::policy::Action;
use concord::session::recording::PauseReason;
use concord::session::role::Role;
use concord::session::{Command, RoomId};
use uuid::Uuid;

use super::person;

/// A command of this kind that could be granted to somebody at some time.
pub fn sample(action: Action) -> Command {
    let (who, room, text) = (person(Role::Party), RoomId::JOINT, || "一句话".to_owned());
    match action {
        Action::TickNotices => Command::TickNotices { notices: vec![text()] },
        Action::ReportDeviceTest => {
            Command::ReportDeviceTest { microphone: true, speaker: true, camera: true, round_trip_ms: None }
        }
        Action::ConfirmIdentity => Command::ConfirmIdentity { who, method: IdentityMethod::Visual },
        Action::WaiveDeviceTest => Command::WaiveDeviceTest { who, reason: text() },
        Action::Admit => Command::Admit { who },
        Action::Hold => Command::Hold { who },
        Action::Remove => Command::Remove { who, reason: text() },
        Action::AllowReturn => Command::AllowReturn { who },
        Action::Leave => Command::Leave,
        Action::Open => Command::Open,
        Action::ChangePhase => {
            Command::ChangePhase { to: Phase::Recess, reason: Some(text()), outcome: None }
        }
        Action::PrepareCaucus => Command::PrepareCaucus { name: text(), side: None, members: vec![who] },
        Action::DropCaucus => Command::DropCaucus { room },
        Action::Gather => Command::Gather { room, who: vec![who], countdown_seconds: None },
        Action::CancelGather => Command::CancelGather { room },
        Action::Enter => Command::Enter { room },
        Action::StepOut => Command::StepOut,
        Action::Lock => Command::Lock { room, locked: true },
        Action::Knock => Command::Knock { room },
        Action::Invite => Command::Invite { who },
        Action::AnswerInvitation => {
            Command::AnswerInvitation { invitation: InvitationId(Uuid::nil()), accept: true }
        }
        Action::CallWitness => Command::CallWitness { who: person(Role::Witness) },
        Action::ReleaseWitness => {
            Command::ReleaseWitness { who: person(Role::Witness), stays_available: true }
        }
        _ => in_the_room(action),
    }
}

fn in_the_room(action: Action) -> Command {
    let (who, text) = (person(Role::Party), || "一句话".to_owned());
    match action {
        Action::RaiseHand => Command::RaiseHand,
        Action::LowerHand => Command::LowerHand { who: None },
        Action::GiveFloor => Command::GiveFloor { who, seconds: None },
        Action::TakeFloor => Command::TakeFloor { who: None },
        Action::SetFloor => Command::SetFloor { mode: FloorMode::Open },
        Action::Mute => Command::Mute { who, muted: true },
        Action::AllowShare => Command::AllowShare { who, allowed: true },
        Action::Consent => Command::Consent { stage: ConsentStage::Online, given: true },
        Action::StartRecording => Command::StartRecording,
        Action::PauseRecording => Command::PauseRecording { reason: PauseReason::Break },
        Action::ResumeRecording => Command::ResumeRecording,
        Action::StopRecording => Command::StopRecording,
        Action::Say => Command::Say { to: Audience::Room, text: text() },
        Action::Read => Command::Read { message: MessageId(Uuid::nil()) },
        Action::OpenPartyChat => Command::OpenPartyChat { open: true },
        Action::ShowExhibit => Command::ShowExhibit {
            document: Uuid::nil().to_string(),
            title: text(),
            number: None,
            sha256: "0".repeat(64),
            pages: 1,
        },
        Action::TurnPage => Command::TurnPage { page: 1 },
        Action::HideExhibit => Command::HideExhibit,
        Action::AskForHelp => Command::AskForHelp { text: text() },
        Action::SettleHelp => Command::SettleHelp { who },
        Action::WarnOfAbsence => Command::WarnOfAbsence { who, text: text() },
        Action::SeeWarning => Command::SeeWarning,
        Action::MarkAbsence => Command::MarkAbsence { who, kind: Absence::NoShow, reason: text() },
        other => unreachable!("{other:?} stands in the first half"),
    }
}
