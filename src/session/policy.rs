//! Who may ask for what, and when: one table, as data. The rules that need to look at the
//! state (who is in which room, who consented) are in `decide`; the test matrix of every role,
//! action and phase is generated from this table.

use schemars::JsonSchema;
use serde::Serialize;

use super::command::Command;
use super::phase::{Phase, Phases, SessionKind};
use super::refusal::Refusal;
use super::role::{Role, Roles};

macro_rules! actions {
    ($($action:ident),* $(,)?) => {
        /// The kind of a command, without its details. On the wire it has the name of the command's `type`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Action { $(#[doc = concat!("[`Command::", stringify!($action), "`].")] $action),* }

        impl Action {
            /// Every action.
            pub const ALL: &'static [Self] = &[$(Self::$action),*];

            /// Which action a command is.
            pub fn of(command: &Command) -> Self {
                match command { $(Command::$action { .. } => Self::$action),* }
            }
        }
    };
}

actions!(
    TickNotices,
    ReportDeviceTest,
    ConfirmIdentity,
    WaiveDeviceTest,
    Admit,
    Hold,
    Remove,
    AllowReturn,
    Leave,
    Open,
    ChangePhase,
    PrepareCaucus,
    DropCaucus,
    Gather,
    CancelGather,
    Enter,
    StepOut,
    Lock,
    Knock,
    Invite,
    AnswerInvitation,
    CallWitness,
    ReleaseWitness,
    RaiseHand,
    LowerHand,
    GiveFloor,
    TakeFloor,
    SetFloor,
    Mute,
    AllowShare,
    Consent,
    StartRecording,
    PauseRecording,
    ResumeRecording,
    StopRecording,
    Say,
    Read,
    OpenPartyChat,
    ShowExhibit,
    TurnPage,
    HideExhibit,
    AskForHelp,
    SettleHelp,
    WarnOfAbsence,
    SeeWarning,
    MarkAbsence,
);

/// One row of the table.
pub struct Rule {
    /// What is asked.
    pub action: Action,
    /// Who may ask in a mediation.
    pub mediation: Roles,
    /// Who may ask in a hearing.
    pub hearing: Roles,
    /// In which phases.
    pub phases: Phases,
}

const CLERK: Roles = Roles::of(&[Role::Clerk]);
const PRESIDING: Roles = Roles::PRESIDING;
const COURT: Roles = PRESIDING.or(CLERK);
const MEDIATORS: Roles = Roles::MEDIATORS;
const HOSTS: Roles = MEDIATORS.or(CLERK);
const TALKING: Roles = Roles::TAKING_PART;
const ALL: Roles = Roles::ALL;
const LIVE: Phases = Phases::LIVE;
const NOT_OVER: Phases = Phases::NOT_OVER;

const fn rule(action: Action, mediation: Roles, hearing: Roles, phases: Phases) -> Rule {
    Rule { action, mediation, hearing, phases }
}

/// The table. Whatever has no row is allowed to nobody.
pub const TABLE: &[Rule] = &[
    //   action                     mediation  hearing    phases
    rule(Action::TickNotices, ALL, ALL, NOT_OVER),
    rule(Action::ReportDeviceTest, ALL, ALL, NOT_OVER),
    rule(Action::ConfirmIdentity, HOSTS, COURT, LIVE),
    rule(Action::WaiveDeviceTest, HOSTS, COURT, LIVE),
    rule(Action::Admit, HOSTS, COURT, LIVE),
    rule(Action::Hold, HOSTS, COURT, LIVE),
    rule(Action::Remove, MEDIATORS, PRESIDING, LIVE),
    rule(Action::AllowReturn, MEDIATORS, PRESIDING, LIVE),
    rule(Action::Leave, ALL, ALL, NOT_OVER),
    rule(Action::Open, MEDIATORS, PRESIDING, Phases::of(&[Phase::EntryOpen])),
    rule(Action::ChangePhase, MEDIATORS, PRESIDING, NOT_OVER),
    rule(Action::PrepareCaucus, MEDIATORS, COURT, NOT_OVER),
    rule(Action::DropCaucus, MEDIATORS, COURT, NOT_OVER),
    rule(Action::Gather, MEDIATORS, PRESIDING, LIVE),
    rule(Action::CancelGather, MEDIATORS, PRESIDING, LIVE),
    rule(Action::Enter, TALKING, TALKING, LIVE),
    rule(Action::StepOut, TALKING, TALKING, LIVE),
    rule(Action::Lock, TALKING, TALKING, LIVE),
    rule(Action::Knock, TALKING, TALKING, LIVE),
    rule(Action::Invite, TALKING, TALKING, LIVE),
    rule(Action::AnswerInvitation, TALKING, TALKING, LIVE),
    rule(Action::CallWitness, Roles::NONE, COURT, Phases::of(&[Phase::InSession])),
    rule(Action::ReleaseWitness, Roles::NONE, COURT, LIVE),
    rule(Action::RaiseHand, TALKING, TALKING, LIVE),
    rule(Action::LowerHand, TALKING, TALKING, LIVE),
    rule(Action::GiveFloor, MEDIATORS, PRESIDING, LIVE),
    rule(Action::TakeFloor, MEDIATORS, PRESIDING, LIVE),
    rule(Action::SetFloor, MEDIATORS, PRESIDING, LIVE),
    rule(Action::Mute, MEDIATORS, PRESIDING, LIVE),
    rule(Action::AllowShare, MEDIATORS, COURT, LIVE),
    rule(Action::Consent, TALKING, TALKING, NOT_OVER),
    rule(Action::StartRecording, MEDIATORS, PRESIDING, LIVE),
    rule(Action::PauseRecording, MEDIATORS, PRESIDING, LIVE),
    rule(Action::ResumeRecording, MEDIATORS, PRESIDING, LIVE),
    rule(Action::StopRecording, MEDIATORS, PRESIDING, LIVE),
    rule(Action::Say, TALKING, TALKING, LIVE),
    rule(Action::Read, TALKING, TALKING, NOT_OVER),
    rule(Action::OpenPartyChat, MEDIATORS, Roles::NONE, LIVE),
    rule(Action::ShowExhibit, TALKING, TALKING, LIVE),
    rule(Action::TurnPage, TALKING, TALKING, LIVE),
    rule(Action::HideExhibit, TALKING, TALKING, LIVE),
    rule(Action::AskForHelp, ALL, ALL, NOT_OVER),
    rule(Action::SettleHelp, HOSTS, COURT, NOT_OVER),
    rule(Action::WarnOfAbsence, HOSTS, COURT, LIVE),
    rule(Action::SeeWarning, ALL, ALL, NOT_OVER),
    rule(Action::MarkAbsence, Roles::NONE, PRESIDING, LIVE),
];

/// Whether the table allows it.
pub fn permits(kind: SessionKind, role: Role, phase: Phase, action: Action) -> Result<(), Refusal> {
    let Some(rule) = TABLE.iter().find(|rule| rule.action == action) else {
        return Err(Refusal::NotYourRole);
    };
    let roles = match kind {
        SessionKind::Mediation => rule.mediation,
        SessionKind::Hearing => rule.hearing,
    };
    if !roles.has(role) {
        Err(Refusal::NotYourRole)
    } else if !rule.phases.has(phase) {
        Err(Refusal::NotInThisPhase(phase))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_exactly_one_row() {
        for action in Action::ALL {
            let rows = TABLE.iter().filter(|rule| rule.action == *action).count();
            assert_eq!(rows, 1, "{action:?}");
        }
    }

    #[test]
    fn nobody_acts_in_a_session_that_is_over_or_without_a_right() {
        for kind in [SessionKind::Mediation, SessionKind::Hearing] {
            for action in Action::ALL {
                for role in Role::ALL {
                    for phase in Phase::ALL.into_iter().filter(|phase| phase.is_over()) {
                        assert!(
                            permits(kind, role, phase, *action).is_err(),
                            "{role:?} {action:?} {phase:?}"
                        );
                    }
                }
            }
        }
    }

    /// proves: INV-R06, INV-S09
    #[test]
    fn parties_have_no_control_over_recording_floor_or_admission() {
        use Action::{Admit, GiveFloor, PauseRecording, Remove, SetFloor, StartRecording, StopRecording};
        for kind in [SessionKind::Mediation, SessionKind::Hearing] {
            for role in Role::ALL.into_iter().filter(|role| !Roles::STAFF.has(*role)) {
                for action in
                    [Admit, GiveFloor, PauseRecording, Remove, SetFloor, StartRecording, StopRecording]
                {
                    for phase in Phase::ALL {
                        assert!(permits(kind, role, phase, action).is_err(), "{role:?} {action:?}");
                    }
                }
            }
        }
    }
}
