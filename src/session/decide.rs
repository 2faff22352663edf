//! `decide`: what follows from an act, or why it is refused. Pure: the time and fresh ids are
//! parameters, and nothing is changed here.

mod chat;
mod entry;
mod exhibits;
mod floor;
mod phases;
mod presence;
mod recording;
mod reports;
mod rooms;

use uuid::Uuid;

use super::command::{Command, TEXT_CHARACTERS};
use super::event::Event;
use super::id::{ParticipantId, RoomId, Timestamp};
use super::phase::Phase;
use super::policy::{self, Action};
use super::refusal::Refusal;
use super::role::Roles;
use super::state::{Participant, Presence, Session};

pub use chat::may_write_to_whom;
pub use entry::cleared;
pub use reports::{next_deadline, observe};

/// What a decision may lead to.
pub type Decision = Result<Vec<Event>, Refusal>;

/// What a decision needs from outside.
pub struct Context<'a> {
    /// The time.
    pub now: Timestamp,
    /// A source of random ids.
    pub fresh: &'a mut dyn FnMut() -> Uuid,
}

/// Decides one act of a person.
pub fn decide(
    session: &Session,
    by: ParticipantId,
    command: &Command,
    context: &mut Context<'_>,
) -> Decision {
    let me = session.participant(by).ok_or(Refusal::NotAParticipant)?;
    if matches!(me.presence, Presence::Removed { .. }) {
        return Err(Refusal::Removed);
    }
    policy::permits(session.kind, me.role, session.phase, Action::of(command))?;
    if !me.holds_place() && !acts_from_afar(command) {
        return Err(Refusal::NotHere);
    }
    Act { session, me, context }.decide(command)
}

/// Whether somebody may open a connection to this session at all.
pub fn may_connect(session: &Session, who: ParticipantId) -> Result<(), Refusal> {
    let person = session.participant(who).ok_or(Refusal::NotAParticipant)?;
    if matches!(person.presence, Presence::Removed { .. }) {
        return Err(Refusal::Removed);
    }
    Ok(())
}

/// Things that are settled before somebody is in the session, from the case page. To call a
/// session off, whoever presides need not come first.
fn acts_from_afar(command: &Command) -> bool {
    matches!(
        command,
        Command::TickNotices { .. }
            | Command::ReportDeviceTest { .. }
            | Command::ChangePhase { to: Phase::Cancelled | Phase::Postponed, .. }
            | Command::Consent { .. }
            | Command::AskForHelp { .. }
    )
}

/// One act under decision.
struct Act<'a, 'c> {
    session: &'a Session,
    me: &'a Participant,
    context: &'a mut Context<'c>,
}

impl Act<'_, '_> {
    fn decide(&mut self, command: &Command) -> Decision {
        match command {
            Command::TickNotices { notices } => self.tick_notices(notices),
            Command::ReportDeviceTest { microphone, speaker, camera, round_trip_ms } => {
                Ok(vec![Event::DeviceTested {
                    who: self.me.id,
                    microphone: *microphone,
                    speaker: *speaker,
                    camera: *camera,
                    round_trip_ms: *round_trip_ms,
                }])
            }
            Command::ConfirmIdentity { who, method } => self.confirm_identity(*who, *method),
            Command::WaiveDeviceTest { who, reason } => self.waive_device_test(*who, reason),
            Command::Admit { who } => self.admit(*who),
            Command::Hold { who } => self.hold(*who),
            Command::Remove { who, reason } => self.remove(*who, reason),
            Command::AllowReturn { who } => self.allow_return(*who),
            Command::Leave => Ok(vec![Event::Left { who: self.me.id }]),

            Command::Open => self.open(),
            Command::ChangePhase { to, reason, outcome } => {
                self.change_phase(*to, reason.as_deref(), *outcome)
            }

            Command::PrepareCaucus { name, side, members } => self.prepare_caucus(name, *side, members),
            Command::DropCaucus { room } => self.drop_caucus(*room),
            Command::Gather { room, who, countdown_seconds } => self.gather(*room, who, *countdown_seconds),
            Command::CancelGather { room } => self.cancel_gather(*room),
            Command::Enter { room } => self.enter(*room),
            Command::StepOut => self.step_out(),
            Command::Lock { room, locked } => self.lock(*room, *locked),
            Command::Knock { room } => self.knock(*room),
            Command::Invite { who } => self.invite(*who),
            Command::AnswerInvitation { invitation, accept } => self.answer_invitation(*invitation, *accept),
            Command::CallWitness { who } => self.call_witness(*who),
            Command::ReleaseWitness { who, stays_available } => self.release_witness(*who, *stays_available),

            Command::RaiseHand => self.raise_hand(),
            Command::LowerHand { who } => self.lower_hand(*who),
            Command::GiveFloor { who, seconds } => self.give_floor(*who, *seconds),
            Command::TakeFloor { who } => self.take_floor(*who),
            Command::SetFloor { mode } => self.set_floor(*mode),
            Command::Mute { who, muted } => self.mute(*who, *muted),
            Command::AllowShare { who, allowed } => self.allow_share(*who, *allowed),

            Command::Consent { stage, given } => self.consent(*stage, *given),
            Command::StartRecording => self.start_recording(),
            Command::PauseRecording { reason } => self.pause_recording(*reason),
            Command::ResumeRecording => self.resume_recording(),
            Command::StopRecording => self.stop_recording(),

            Command::Say { to, text } => self.say(*to, text),
            Command::Read { message } => self.read(*message),
            Command::OpenPartyChat { open } => self.open_party_chat(*open),

            Command::ShowExhibit { document, title, number, sha256, pages } => {
                self.show_exhibit(document, title, number.as_deref(), sha256, *pages)
            }
            Command::TurnPage { page } => self.turn_page(*page),
            Command::HideExhibit => self.hide_exhibit(),

            Command::AskForHelp { text } => self.ask_for_help(text),
            Command::SettleHelp { who } => self.settle_help(*who),
            Command::WarnOfAbsence { who, text } => self.warn_of_absence(*who, text),
            Command::SeeWarning => self.see_warning(),
            Command::MarkAbsence { who, kind, reason } => self.mark_absence(*who, *kind, reason),
        }
    }

    fn person(&self, who: ParticipantId) -> Result<&Participant, Refusal> {
        self.session.participant(who).ok_or(Refusal::NoSuchParticipant)
    }

    /// The person, who must hold a place in the session.
    fn present(&self, who: ParticipantId) -> Result<&Participant, Refusal> {
        let person = self.person(who)?;
        if person.holds_place() { Ok(person) } else { Err(Refusal::NotHere) }
    }

    fn is_staff(&self) -> bool {
        Roles::STAFF.has(self.me.role)
    }

    fn must_exist(&self, room: RoomId) -> Result<(), Refusal> {
        if self.session.has_room(room) { Ok(()) } else { Err(Refusal::NoSuchRoom) }
    }
}

/// Text as people type it: trimmed, without control characters, neither empty nor too long.
fn text_of(text: &str, longest: usize) -> Result<String, Refusal> {
    let clean: String = text.trim().chars().filter(|c| !c.is_control() || *c == '\n').collect();
    if clean.is_empty() || clean.chars().count() > longest { Err(Refusal::BadText) } else { Ok(clean) }
}

fn short_text(text: &str) -> Result<String, Refusal> {
    text_of(text, TEXT_CHARACTERS)
}
