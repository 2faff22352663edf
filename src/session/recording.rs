//! The recording as the session sees it. The recorder never decides when to record.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::id::Timestamp;

/// State of the recorder (domain.md §7), separate from the phase.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Recording {
    /// Not recording.
    Off,
    /// Asked for; the recorder has not confirmed yet.
    Armed,
    /// Being written.
    Writing {
        /// Since when, for the banner.
        since: Timestamp,
    },
    /// Interrupted; the gap stays visible in the record.
    Paused {
        /// Since when.
        since: Timestamp,
        /// Why.
        reason: PauseReason,
    },
    /// Should be written but cannot be (INV-R02).
    Failed {
        /// Since when.
        since: Timestamp,
        /// In words fit for the record.
        reason: String,
    },
}

impl Recording {
    /// Whether the joint room is being kept right now.
    pub fn is_writing(&self) -> bool {
        matches!(self, Self::Writing { .. })
    }

    /// Whether a recording exists that has not ended.
    pub fn is_under_way(&self) -> bool {
        !matches!(self, Self::Off)
    }
}

/// The reasons for which a recording may be interrupted (AVR 1, 3; INV-R01, INV-R03).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PauseReason {
    /// 休庭.
    Recess,
    /// A non-public evidence segment of a public hearing.
    ClosedEvidence,
    /// Mediation within a hearing that is unsuitable for recording.
    MediationUnsuitable,
    /// The session was suspended for a fault.
    Suspended,
    /// Somebody withdrew consent (mediation only).
    ConsentWithdrawn,
    /// The mediator asked for a break (mediation only).
    Break,
}
