//! Accounts and the offices they hold.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::session::id::random_id;

random_id!(
    /// One person's account.
    AccountId
);
random_id!(
    /// A court or a mediation organisation.
    InstitutionId
);

/// What an institution is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InstitutionKind {
    /// 人民法院.
    Court,
    /// 调解组织.
    MediationOrg,
}

/// What somebody does for an institution. Whoever holds none is a party or an agent: their
/// rights come from their relation to a case alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Office {
    /// 调解员.
    Mediator,
    /// 法官.
    Judge,
    /// 书记员.
    Clerk,
    /// 中心审核员.
    FilingReviewer,
    /// 机构管理员: accounts, assignment and statistics of one institution; no content.
    OrgAdmin,
    /// 技术人员: health of the installation; no content.
    Technician,
    /// 律师, whose requests to act a court may accept (ID-23).
    Lawyer,
}
