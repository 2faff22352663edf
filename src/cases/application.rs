//! Applications to the judge (AP-02 and its kind), and device tests before a session (HE-02).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::id::CaseId;
use crate::access::AccountId;
use crate::session::Timestamp;

/// What is applied for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationKind {
    /// 延期开庭: another day for the hearing.
    Postponement,
    /// 诉讼保全: preservation of property.
    Preservation,
    /// 调查令: an order to investigate.
    InvestigationOrder,
    /// 联系法官: a word with the judge.
    Contact,
}

/// Where an application stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationState {
    /// 待审查.
    Pending,
    /// 审查通过.
    Granted,
    /// 审查不通过.
    Refused,
}

/// An application.
#[derive(Clone, Debug, PartialEq)]
pub struct Application {
    /// Its id.
    pub id: Uuid,
    /// In which case.
    pub case: CaseId,
    /// For what.
    pub kind: ApplicationKind,
    /// By whom.
    pub by: AccountId,
    /// Their name then.
    pub by_name: String,
    /// Why.
    pub reason: String,
    /// When the hearing is that it is about.
    pub hearing_at: Option<Timestamp>,
    /// Where it stands.
    pub state: ApplicationState,
    /// What the judge wrote.
    pub opinion: String,
    /// When it was filed.
    pub created_at: Timestamp,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
}

/// What a device test found (HE-03).
// Other fields are let pass: a test on file is shown with who and when beside these, and a document
// that forbade other fields here would forbid those too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeviceTest {
    /// The level bar moved.
    pub microphone: bool,
    /// The tone was heard.
    pub speaker: bool,
    /// The picture was seen.
    pub camera: bool,
    /// Speech was turned into the expected words, if it was tried.
    pub speech: Option<bool>,
    /// Round trip to the server, if it was measured.
    pub round_trip_ms: Option<u32>,
}

impl DeviceTest {
    /// Whether all that is needed works.
    pub fn passed(&self) -> bool {
        self.microphone && self.speaker && self.camera
    }
}
