//! API grants, as the token tools and server SDKs of the LiveKit ecosystem write them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What an API key's owner grants to the bearer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApiGrant {
    /// Who the bearer is in a room; empty for server calls.
    pub identity: String,
    /// Shown name.
    pub name: String,
    /// Metadata to join with.
    pub metadata: String,
    /// Attributes to join with.
    pub attributes: BTreeMap<String, String>,
    /// What kind of participant.
    pub kind: ApiKind,
    /// What it may do.
    pub video: VideoGrant,
    /// Base64 SHA-256 of the body that the token vouches for (webhooks).
    pub sha256: Option<String>,
}

/// The kind of participant a grant admits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ApiKind {
    /// A person with a client.
    #[default]
    Standard,
    /// A camera or encoder that only sends.
    Ingress,
    /// A recorder or stream.
    Egress,
    /// A telephone.
    Sip,
    /// A program.
    Agent,
    /// A kind this server does not know; treated as a person's client.
    #[serde(other)]
    Other,
}

/// The `video` claim. Absent is not the same as `false` for publishing and subscribing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct VideoGrant {
    /// May join `room`.
    #[serde(skip_serializing_if = "is_false")]
    pub room_join: bool,
    /// Which room; empty in grants for all rooms.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub room: String,
    /// May create and delete rooms.
    #[serde(skip_serializing_if = "is_false")]
    pub room_create: bool,
    /// May list rooms.
    #[serde(skip_serializing_if = "is_false")]
    pub room_list: bool,
    /// May do everything in `room`.
    #[serde(skip_serializing_if = "is_false")]
    pub room_admin: bool,
    /// May record.
    #[serde(skip_serializing_if = "is_false")]
    pub room_record: bool,
    /// May publish; absent is yes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub can_publish: Option<bool>,
    /// May subscribe; absent is yes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub can_subscribe: Option<bool>,
    /// May send data; absent is as `can_publish`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub can_publish_data: Option<bool>,
    /// May publish only these: `camera`, `microphone`, `screen_share`, `screen_share_audio`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub can_publish_sources: Vec<String>,
    /// May change its own name, metadata and attributes; absent is no.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub can_update_own_metadata: Option<bool>,
    /// Others are not told of it.
    #[serde(skip_serializing_if = "is_false")]
    pub hidden: bool,
    /// Is a recorder.
    #[serde(skip_serializing_if = "is_false")]
    pub recorder: bool,
    /// May be moved to this room (server calls).
    #[serde(skip_serializing_if = "String::is_empty")]
    pub destination_room: String,
}

impl VideoGrant {
    /// May publish tracks.
    pub fn publishes(&self) -> bool {
        self.can_publish.unwrap_or(true)
    }

    /// May receive tracks.
    pub fn subscribes(&self) -> bool {
        self.can_subscribe.unwrap_or(true)
    }

    /// May send data.
    pub fn publishes_data(&self) -> bool {
        self.can_publish_data.unwrap_or_else(|| self.publishes())
    }

    /// May change its own name, metadata and attributes.
    pub fn updates_metadata(&self) -> bool {
        self.can_update_own_metadata.unwrap_or(false)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_false(value: &bool) -> bool {
    !value
}
