//! What somebody may do in a case: by their relation to it, never by who they say they are.

use serde::Serialize;
use utoipa::ToSchema;

use super::person::CasePerson;
use crate::access::{AccountId, InstitutionId, Office};
use crate::session::role::{Role, Side};

/// How an account stands to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// In it, with a role.
    Person {
        /// Which.
        role: Role,
        /// On which side, if on one.
        side: Option<Side>,
    },
    /// 机构管理员 of the institution it is with: the workflow, never the content.
    Administration,
}

/// What can be done with a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CaseAction {
    /// See that it exists, where it stands and who is in it.
    See,
    /// Read its materials and its description.
    ReadContent,
    /// Add materials.
    AddMaterial,
    /// Write on its message board.
    WriteMessage,
    /// Set sessions.
    Schedule,
    /// Add, bind and remove people.
    ManagePeople,
    /// Accept, decline, give to a mediator.
    Assign,
    /// Confirm, return, close: the mediator's steps.
    Mediate,
    /// Decide on applications.
    DecideApplication,
    /// Apply to the judge.
    Apply,
    /// Say who of the case may have a recording.
    ReleaseRecording,
    /// Read who has read what.
    ReadAccessLog,
}

impl CaseAction {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::See,
        Self::ReadContent,
        Self::AddMaterial,
        Self::WriteMessage,
        Self::Schedule,
        Self::ManagePeople,
        Self::Assign,
        Self::Mediate,
        Self::DecideApplication,
        Self::Apply,
        Self::ReleaseRecording,
        Self::ReadAccessLog,
    ];
}

impl Relation {
    /// The relation of an account that is person `me` in a case of institution `of`, if any.
    pub fn of(
        me: Option<&CasePerson>,
        offices: &[Office],
        mine: Option<InstitutionId>,
        of: InstitutionId,
    ) -> Option<Self> {
        match me {
            Some(person) => Some(Self::Person { role: person.role, side: person.side }),
            None if offices.contains(&Office::OrgAdmin) && mine == Some(of) => Some(Self::Administration),
            None => None,
        }
    }

    /// Whether whoever stands so may do that.
    pub fn may(self, action: CaseAction) -> bool {
        use CaseAction::{
            AddMaterial, Apply, Assign, DecideApplication, ManagePeople, Mediate, ReadAccessLog, ReadContent,
            Schedule, See, WriteMessage,
        };
        let Self::Person { role, .. } = self else {
            return matches!(action, See | Assign | ManagePeople | ReadAccessLog);
        };
        match role {
            Role::Judge | Role::PresidingJudge => !matches!(action, Assign | Mediate | Apply),
            Role::Clerk => matches!(
                action,
                See | ReadContent | AddMaterial | WriteMessage | Schedule | ManagePeople | ReadAccessLog
            ),
            Role::Mediator => !matches!(action, Assign | DecideApplication | Apply),
            Role::CoMediator => matches!(action, See | ReadContent | WriteMessage),
            Role::PanelMember | Role::LayAssessor => matches!(action, See | ReadContent),
            Role::Party | Role::Agent => {
                matches!(action, See | ReadContent | AddMaterial | WriteMessage | Apply)
            }
            // Those who testify or help know of the session they are called to, not of the case.
            Role::Witness
            | Role::Expert
            | Role::Interpreter
            | Role::Supporter
            | Role::Observer
            | Role::Technician => false,
        }
    }

    /// Whether this is one of the parties or somebody who speaks for one.
    pub fn is_partisan(self) -> bool {
        matches!(self, Self::Person { role: Role::Party | Role::Agent, .. })
    }
}

/// The person of a case an account is.
pub fn person_of(people: &[CasePerson], account: AccountId) -> Option<&CasePerson> {
    people.iter().find(|person| person.account == Some(account))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_administrator_of_another_institution_is_a_stranger() {
        let (mine, theirs) = (InstitutionId::random(), InstitutionId::random());
        let admin = [Office::OrgAdmin];
        assert_eq!(Relation::of(None, &admin, Some(mine), mine), Some(Relation::Administration));
        assert_eq!(Relation::of(None, &admin, Some(mine), theirs), None);
        assert_eq!(Relation::of(None, &[Office::Judge], Some(mine), mine), None, "an office is no relation");
    }

    #[test]
    fn the_administration_never_reads_content() {
        assert!(!Relation::Administration.may(CaseAction::ReadContent));
    }

    #[test]
    fn nobody_does_what_they_may_not_even_see() {
        for role in Role::ALL {
            let relation = Relation::Person { role, side: None };
            let can_act = CaseAction::ALL.into_iter().any(|action| relation.may(action));
            assert!(relation.may(CaseAction::See) || !can_act, "{role:?}");
        }
    }

    #[test]
    fn parties_neither_schedule_nor_assign_nor_decide_nor_release() {
        let party = Relation::Person { role: Role::Party, side: Some(Side::Applicant) };
        for action in [
            CaseAction::Schedule,
            CaseAction::Assign,
            CaseAction::Mediate,
            CaseAction::DecideApplication,
            CaseAction::ReleaseRecording,
        ] {
            assert!(!party.may(action), "{action:?}");
        }
    }
}
