//! Participants as clients see them.

use std::collections::BTreeMap;

use sfu::media::Source;

use super::identity::Identity;
use super::leave::DisconnectReason;
use super::sid::ParticipantSid;
use super::track::TrackView;

/// What one participant may know of another, or of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParticipantView {
    /// This presence.
    pub sid: ParticipantSid,
    /// Who it is.
    pub identity: Identity,
    /// Shown name.
    pub name: String,
    /// How far the connection is.
    pub state: ParticipantState,
    /// What kind of participant.
    pub kind: ParticipantKind,
    /// Free text of the application.
    pub metadata: String,
    /// Key and value pairs of the application.
    pub attributes: BTreeMap<String, String>,
    /// What it may do. Clients refuse to publish when this says no.
    pub permission: Permission,
    /// All its tracks that the viewer may know of: what is missing counts as unpublished.
    pub tracks: Vec<TrackView>,
    /// Milliseconds since 1970.
    pub joined_at_ms: i64,
    /// Why it is gone, when [`ParticipantState::Disconnected`].
    pub disconnect_reason: DisconnectReason,
}

/// A view and its place in the order of all views of the same presence. A client drops an
/// update with a lower version than it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParticipantUpdate {
    /// Never goes down for one SID; made by [`super::Roster`].
    pub version: u32,
    /// The view.
    pub participant: ParticipantView,
}

/// How far a participant's connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ParticipantState {
    /// The socket is open.
    Joining,
    /// The join was answered.
    Joined,
    /// Media is connected.
    Active,
    /// Gone, or out of this viewer's sight.
    Disconnected,
}

/// What kind of participant it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum ParticipantKind {
    /// A person with a client.
    #[default]
    Standard,
    /// A camera or encoder that only sends.
    Ingress,
    /// A recorder or stream that only receives.
    Egress,
    /// A telephone.
    Sip,
    /// A program.
    Agent,
}

/// What a participant may do. The server enforces it; clients show it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Permission {
    /// May receive tracks.
    pub can_subscribe: bool,
    /// May publish tracks.
    pub can_publish: bool,
    /// May send data packets.
    pub can_publish_data: bool,
    /// May publish only these; any when empty.
    pub sources: Vec<Source>,
    /// May change its own name, metadata and attributes.
    pub can_update_metadata: bool,
    /// Others are not told of it.
    pub hidden: bool,
}
