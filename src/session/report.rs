//! What the server itself tells a session: connections, the recorder, the clock.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::id::ParticipantId;
use super::plan::Invitee;

/// What the server itself reports to a session.
#[derive(Clone, Debug, PartialEq)]
pub enum Report {
    /// Somebody joined the plan after it was made: an invited co-mediator, an interpreter.
    Enrolled(Invitee),
    /// A person's session channel opened; a second device replaces the first (INV-E04).
    Arrived {
        /// Who.
        who: ParticipantId,
    },
    /// A person's connection was lost.
    Lost {
        /// Who.
        who: ParticipantId,
        /// How.
        how: LossCause,
    },
    /// A person's media connection came up or went down.
    Media {
        /// Whose.
        who: ParticipantId,
        /// Up.
        connected: bool,
    },
    /// The server was restarted: every connection of before is gone, and so is the recorder.
    Restarted,
    /// The recorder confirmed that it can write.
    RecorderReady,
    /// The recorder cannot write.
    RecorderFailed {
        /// In words fit for the record.
        reason: String,
    },
    /// Time passed.
    Tick,
}

/// How a connection ended without the button being pressed. Described, never judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LossCause {
    /// The page or app was closed.
    TabClosed,
    /// The network path went silent.
    TransportLost,
    /// Another device of the same person took over.
    ReplacedDevice,
    /// The server restarted.
    ServerRestart,
}
