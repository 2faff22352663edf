//! A case and where it stands.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::id::{CaseId, CaseKind};
use crate::access::{AccountId, InstitutionId};
use crate::session::Timestamp;
use crate::session::command::Outcome;

/// A case.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Its id.
    pub id: CaseId,
    /// The court or mediation organisation it is with.
    pub institution: InstitutionId,
    /// Mediation or lawsuit.
    pub kind: CaseKind,
    /// 案号 or joint-mediation number (联调编号); unique within the institution.
    pub case_no: String,
    /// Its heading.
    pub title: String,
    /// 案由.
    pub cause: String,
    /// What happened and what is asked for, in the applicant's words.
    pub description: String,
    /// Where it stands.
    pub state: CaseState,
    /// What belongs to where it stands.
    pub facts: Facts,
    /// When it came in.
    pub created_at: Timestamp,
    /// When it last moved.
    pub changed_at: Timestamp,
    /// Counts changes, for `If-Match`.
    pub version: i64,
}

/// Where a case stands. Each kind of case uses its own part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    /// Mediation: applied for or referred by a court; nobody has accepted it yet.
    Applied,
    /// Mediation: 已受理, no mediator yet.
    Accepted,
    /// Mediation: given to a mediator who has not confirmed yet.
    Assigned,
    /// Mediation: under way.
    InMediation,
    /// Mediation: over, for one of the eight reasons.
    Ended,
    /// Mediation: 不受理, gone back to the sender.
    Declined,
    /// Mediation: over and turned into a filing (MA-06).
    ConvertedToFiling,
    /// Lawsuit: people and evidence are gathered.
    Preparing,
    /// Lawsuit: a hearing has a date.
    HearingSet,
    /// Lawsuit: heard, no decision yet.
    Heard,
    /// Lawsuit: 已判决 or otherwise over.
    Decided,
}

/// What belongs to where a case stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// The mediator it was given to.
    pub mediator: Option<AccountId>,
    /// The mediator whom the applicant asked for (MC-02). The institution decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wished_mediator: Option<AccountId>,
    /// 争议焦点, shown before entering a hearing (HE-05).
    pub disputed_issues: Vec<String>,
    /// When the mediator took it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mediation_began_at: Option<Timestamp>,
    /// Why the mediation ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// When the mediation ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Timestamp>,
}
