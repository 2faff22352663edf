//! The floor (发言权): who may be heard in the joint room.
//!
//! The gate is in the media plane; a client's mute button is a courtesy (HE-08).

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::id::{ParticipantId, Timestamp};

/// Who is heard when nobody has decided anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FloorMode {
    /// Everybody in the room; the default of a mediation.
    Open,
    /// The bench, and whoever was given the floor; the default of a hearing.
    ByGrant,
}

/// The floor of the joint room.
#[derive(Clone, Debug, PartialEq)]
pub struct Floor {
    /// Open or by grant.
    pub mode: FloorMode,
    /// Who holds it, and until when if the turn is timed.
    pub holders: BTreeMap<ParticipantId, Option<Timestamp>>,
    /// Raised hands, in the order they went up.
    pub queue: Vec<(ParticipantId, Timestamp)>,
    /// Silenced by order (CPI 176); wins over everything, in every room.
    pub muted: BTreeSet<ParticipantId>,
    /// Who may share a screen besides those whose role allows it.
    pub sharing: BTreeSet<ParticipantId>,
}

impl Floor {
    /// Nobody holds it, nobody waits.
    pub fn new(mode: FloorMode) -> Self {
        Self {
            mode,
            holders: BTreeMap::new(),
            queue: Vec::new(),
            muted: BTreeSet::new(),
            sharing: BTreeSet::new(),
        }
    }

    /// Drops whatever concerns somebody who left the joint room.
    pub(super) fn forget(&mut self, who: ParticipantId) {
        self.holders.remove(&who);
        self.sharing.remove(&who);
        self.queue.retain(|(waiting, _)| *waiting != who);
    }

    /// The first timed turn that is over at `now`.
    pub(super) fn expired(&self, now: Timestamp) -> Vec<ParticipantId> {
        self.holders
            .iter()
            .filter(|(_, until)| until.is_some_and(|until| until <= now))
            .map(|(who, _)| *who)
            .collect()
    }
}
