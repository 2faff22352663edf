//! Identifiers and kinds of cases.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::session::id::random_id;

random_id!(
    /// One case.
    CaseId
);
random_id!(
    /// One person's place in one case.
    CasePersonId
);

/// What a case is about to lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CaseKind {
    /// 纠纷调解: a dispute before a mediator.
    Mediation,
    /// 诉讼案件: a lawsuit before a court.
    Litigation,
}
