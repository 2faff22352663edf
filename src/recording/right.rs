//! What somebody may do with a recording: by their relation to the case and what was decided
//! for it.

use crate::cases::Relation;
use crate::session::role::Role;
use crate::store::RecordingAccess;

/// What somebody may do with a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordingRight {
    /// Watch it here.
    View,
    /// Watch it and take it with them.
    Download,
}

impl RecordingRight {
    /// The right of whoever stands so to the case, if any. Bench, clerk, mediator and the
    /// institution's administration keep the record; parties get what was released to them;
    /// whoever was only called to testify or to help gets nothing.
    pub fn of(relation: Relation, access: RecordingAccess) -> Option<Self> {
        match relation {
            keeper if Self::keeps(keeper) => Some(Self::Download),
            Relation::Person { role: Role::Party | Role::Agent, .. } => match access {
                RecordingAccess::Staff => None,
                RecordingAccess::PartiesView => Some(Self::View),
                RecordingAccess::PartiesDownload => Some(Self::Download),
            },
            _ => None,
        }
    }

    /// Whether whoever stands so keeps the record: has it without a release, and makes copies
    /// for others.
    pub fn keeps(relation: Relation) -> bool {
        let Relation::Person { role, .. } = relation else { return true };
        matches!(
            role,
            Role::Judge
                | Role::PresidingJudge
                | Role::PanelMember
                | Role::LayAssessor
                | Role::Clerk
                | Role::Mediator
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn right(role: Role, access: RecordingAccess) -> Option<RecordingRight> {
        RecordingRight::of(Relation::Person { role, side: None }, access)
    }

    #[test]
    fn a_party_gets_what_was_released_and_nothing_before() {
        assert_eq!(right(Role::Party, RecordingAccess::Staff), None);
        assert_eq!(right(Role::Party, RecordingAccess::PartiesView), Some(RecordingRight::View));
        assert_eq!(right(Role::Agent, RecordingAccess::PartiesDownload), Some(RecordingRight::Download));
    }

    #[test]
    fn whoever_was_only_called_gets_nothing_even_if_parties_do() {
        for role in [Role::Witness, Role::Expert, Role::Interpreter, Role::Supporter, Role::Observer] {
            assert_eq!(right(role, RecordingAccess::PartiesDownload), None, "{role:?}");
        }
    }

    #[test]
    fn the_keepers_of_the_record_need_no_release() {
        for role in [Role::Judge, Role::PresidingJudge, Role::Clerk, Role::Mediator] {
            assert_eq!(right(role, RecordingAccess::Staff), Some(RecordingRight::Download), "{role:?}");
        }
    }
}
