//! How a case moves: one table of steps. A step that is not in the table is not possible.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

use super::case::{CaseState, Facts};
use super::id::CaseKind;
use super::relation::CaseAction;
use crate::access::AccountId;
use crate::session::command::Outcome;
use crate::session::{SessionId, Timestamp};

/// What somebody does with a case to move it on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Move {
    /// 受理 (MC-12).
    Accept,
    /// 不受理: goes back to where it came from (MC-12).
    Decline {
        /// Why.
        #[schema(max_length = 1000)]
        reason: String,
    },
    /// 分配调解员, or give it to another one (MC-13, MC-14).
    Assign {
        /// To whom.
        mediator: AccountId,
    },
    /// The mediator takes it (MC-03).
    Confirm,
    /// The mediator gives it back for special reasons (MC-14).
    Return {
        /// Why.
        #[schema(max_length = 1000)]
        reason: String,
    },
    /// The mediation is over.
    End {
        /// For which of the eight reasons (INV-A13): there is no other way to end one.
        reason: Outcome,
        /// In words; needed where the reason is `other`.
        #[serde(default)]
        #[schema(max_length = 1000)]
        note: String,
    },
    /// Turned into a filing (MA-06).
    ConvertToFiling,
    /// 宣判 or otherwise over.
    Decide {
        /// In words.
        #[serde(default)]
        #[schema(max_length = 1000)]
        note: String,
    },
}

/// What is in the progress timeline (MC-10): moves, and what happened beside them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Step {
    /// It came in.
    Opened,
    /// Somebody moved it on.
    Moved {
        /// How.
        r#move: Move,
        /// Where it stands since.
        state: CaseState,
    },
    /// A session was set.
    SessionSet {
        /// Which.
        session: SessionId,
        /// For when.
        at: Timestamp,
    },
    /// A session was called off.
    SessionCancelled {
        /// Which.
        session: SessionId,
    },
    /// Somebody was added.
    PersonAdded {
        /// Their name.
        name: String,
    },
    /// Somebody was removed.
    PersonRemoved {
        /// Their name.
        name: String,
    },
    /// A material was added.
    MaterialAdded {
        /// Its name.
        name: String,
    },
}

/// Why a case cannot be moved like that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum MoveRefusal {
    /// Not as it stands.
    #[error("expected a case that can be moved like this, it is {0:?}")]
    NotNow(CaseState),
    /// Words are missing.
    #[error("expected a reason in words")]
    ReasonNeeded,
}

impl Move {
    /// What somebody must be allowed to do.
    pub fn needs(&self) -> CaseAction {
        match self {
            Self::Accept | Self::Decline { .. } | Self::Assign { .. } => CaseAction::Assign,
            Self::Confirm | Self::Return { .. } | Self::End { .. } => CaseAction::Mediate,
            Self::ConvertToFiling => CaseAction::Apply,
            Self::Decide { .. } => CaseAction::DecideApplication,
        }
    }

    /// Where a case of this kind in this state stands after the move.
    ///
    /// # Errors
    /// If the table has no such move, or words are missing.
    pub fn from(&self, kind: CaseKind, state: CaseState) -> Result<CaseState, MoveRefusal> {
        use CaseState::{
            Accepted, Applied, Assigned, ConvertedToFiling, Decided, Declined, Ended, Heard, HearingSet,
            InMediation,
        };
        self.words()?;
        match (kind, self, state) {
            (CaseKind::Mediation, Self::Accept, Applied) => Ok(Accepted),
            (CaseKind::Mediation, Self::Decline { .. }, Applied) => Ok(Declined),
            (CaseKind::Mediation, Self::Assign { .. }, Accepted | Assigned) => Ok(Assigned),
            (CaseKind::Mediation, Self::Confirm, Assigned) => Ok(InMediation),
            (CaseKind::Mediation, Self::Return { .. }, Assigned | InMediation) => Ok(Accepted),
            (CaseKind::Mediation, Self::End { .. }, InMediation) => Ok(Ended),
            (CaseKind::Mediation, Self::ConvertToFiling, Ended | Declined) => Ok(ConvertedToFiling),
            (CaseKind::Litigation, Self::Decide { .. }, HearingSet | Heard) => Ok(Decided),
            _ => Err(MoveRefusal::NotNow(state)),
        }
    }

    /// What belongs to where the case stands after the move.
    #[must_use]
    pub fn facts(&self, facts: &Facts, now: Timestamp) -> Facts {
        let mut facts = facts.clone();
        match self {
            Self::Assign { mediator } => facts.mediator = Some(*mediator),
            Self::Return { .. } => facts.mediator = None,
            Self::End { reason, .. } => {
                facts.outcome = Some(*reason);
                facts.closed_at = Some(now);
            }
            Self::Confirm => facts.mediation_began_at = Some(now),
            Self::Accept | Self::Decline { .. } | Self::ConvertToFiling | Self::Decide { .. } => {}
        }
        facts
    }

    fn words(&self) -> Result<(), MoveRefusal> {
        let words = match self {
            Self::Decline { reason } | Self::Return { reason } => reason,
            Self::End { reason: Outcome::Other, note } => note,
            _ => return Ok(()),
        };
        if words.trim().is_empty() { Err(MoveRefusal::ReasonNeeded) } else { Ok(()) }
    }

    /// The longest text in it, for the limit on fields.
    pub fn longest_text(&self) -> (&'static str, &str) {
        match self {
            Self::Decline { reason } | Self::Return { reason } => ("reason", reason),
            Self::End { note, .. } | Self::Decide { note } => ("note", note),
            Self::Accept | Self::Assign { .. } | Self::Confirm | Self::ConvertToFiling => ("note", ""),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEDIATION: CaseKind = CaseKind::Mediation;

    fn walk(moves: &[Move]) -> Result<CaseState, MoveRefusal> {
        moves.iter().try_fold(CaseState::Applied, |state, step| step.from(MEDIATION, state))
    }

    fn assign() -> Move {
        Move::Assign { mediator: AccountId::random() }
    }

    fn end(reason: Outcome, note: &str) -> Move {
        Move::End { reason, note: note.into() }
    }

    /// proves: MC-12, MC-13
    #[test]
    fn a_mediation_is_accepted_given_to_a_mediator_confirmed_and_ended() {
        let ended = walk(&[Move::Accept, assign(), Move::Confirm, end(Outcome::Settled, "")]);
        assert_eq!(ended, Ok(CaseState::Ended));
    }

    /// proves: MC-14
    #[test]
    fn a_mediator_gives_a_case_back_and_another_takes_it() {
        let back = Move::Return { reason: "回避".into() };
        let moves = [Move::Accept, assign(), Move::Confirm, back, assign(), Move::Confirm];
        assert_eq!(walk(&moves), Ok(CaseState::InMediation));
    }

    /// proves: INV-A13
    #[test]
    fn a_mediation_ends_for_one_of_eight_reasons_and_other_needs_words() {
        let until_end = |last| walk(&[Move::Accept, assign(), Move::Confirm, last]);
        assert_eq!(until_end(end(Outcome::Other, " ")), Err(MoveRefusal::ReasonNeeded));
        assert_eq!(until_end(end(Outcome::Other, "双方撤回")), Ok(CaseState::Ended));
        let free_text = serde_json::json!({ "type": "end", "reason": "tired of it" });
        assert!(serde_json::from_value::<Move>(free_text).is_err());
    }

    #[test]
    fn nothing_moves_a_case_that_was_decided_or_filed() {
        let moves = [
            Move::Accept,
            assign(),
            Move::Confirm,
            Move::ConvertToFiling,
            Move::Decide { note: String::new() },
        ];
        for kind in [CaseKind::Mediation, CaseKind::Litigation] {
            for state in [CaseState::ConvertedToFiling, CaseState::Decided] {
                for step in &moves {
                    assert_eq!(step.from(kind, state), Err(MoveRefusal::NotNow(state)), "{step:?}");
                }
            }
        }
    }

    #[test]
    fn whoever_may_not_assign_cannot_accept_and_parties_only_file() {
        use crate::cases::Relation;
        use crate::session::role::Role;
        let party = Relation::Person { role: Role::Party, side: None };
        let mediator = Relation::Person { role: Role::Mediator, side: None };
        assert!(!mediator.may(Move::Accept.needs()) && mediator.may(Move::Confirm.needs()));
        assert!(party.may(Move::ConvertToFiling.needs()) && !party.may(assign().needs()));
    }
}
