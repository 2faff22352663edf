//! How a client asks to come in.

use std::collections::BTreeMap;

use super::bounded::BadMessage;
use super::decode;
use super::request::{AddTrack, Description, SyncState};
use super::sid::ParticipantSid;

/// What a client says of itself when it opens the signalling socket, in the query string (v0)
/// or in a compressed `join_request` (v1). Who it is and what it may do is in its token.
#[derive(Clone, Debug, PartialEq)]
pub struct JoinParams {
    /// One or two peer connections.
    pub topology: Topology,
    /// What program it is.
    pub client: ClientInfo,
    /// Subscribe to everything permitted, without being asked.
    pub auto_subscribe: bool,
    /// It will say how large it shows tracks.
    pub adaptive_stream: bool,
    /// The server may pause its subscriptions for want of bandwidth.
    pub may_pause: bool,
    /// It cannot work with ICE-lite.
    pub no_ice_lite: bool,
    /// It was here before and its media may still flow.
    pub resuming: Option<Resuming>,
    /// Own metadata, honoured if the token permits.
    pub metadata: String,
    /// Own attributes, honoured if the token permits.
    pub attributes: BTreeMap<String, String>,
    /// Tracks it is about to publish (v1).
    pub add_tracks: Vec<AddTrack>,
    /// Its first offer (v1; Firefox sends it later).
    pub offer: Option<Description>,
}

impl JoinParams {
    /// Reads the query of `/rtc`. Of a parameter that occurs twice the first counts.
    pub fn from_query(query: &str) -> Result<Self, BadMessage> {
        decode::from_query(query)
    }

    /// Reads the query of `/rtc/v1`, where all is in a compressed `join_request`.
    pub fn from_join_request(query: &str) -> Result<Self, BadMessage> {
        decode::from_join_request(query)
    }
}

/// One or two peer connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topology {
    /// v0: a publisher's and a subscriber's.
    TwoConnections,
    /// v1: one, and the client always offers.
    OneConnection,
    /// WHEP: one, and one offer.
    OneOffer,
}

/// A client that wants its stay back.
#[derive(Clone, Debug, PartialEq)]
pub struct Resuming {
    /// The stay; some clients leave it out.
    pub sid: Option<ParticipantSid>,
    /// What it lost.
    pub reason: ReconnectReason,
    /// What it knows, if it came along (v1); else the first request says it.
    pub sync_state: Option<Box<SyncState>>,
}

/// What a client lost before it resumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum ReconnectReason {
    /// Not told.
    #[default]
    Unknown,
    /// The signalling socket.
    SignalDisconnected,
    /// The publisher's connection.
    PublisherFailed,
    /// The subscriber's connection.
    SubscriberFailed,
    /// Nothing: it wants other candidates.
    SwitchCandidate,
}

/// What program a client is. For statistics and for known weaknesses, never for permission.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientInfo {
    /// Which SDK.
    pub sdk: Sdk,
    /// Its version.
    pub version: String,
    /// The protocol version it speaks.
    pub protocol: i32,
    /// Operating system.
    pub os: String,
    /// Its version.
    pub os_version: String,
    /// Device.
    pub device_model: String,
    /// Browser.
    pub browser: String,
    /// Its version.
    pub browser_version: String,
    /// `wifi`, `wired`, `cellular`, `vpn`, or empty.
    pub network: String,
}

/// The client SDKs of the ecosystem.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sdk {
    /// None of the others, or not told.
    #[default]
    Unknown,
    /// Web.
    JavaScript,
    /// Apple platforms.
    Swift,
    /// Android.
    Android,
    /// Flutter.
    Flutter,
    /// Go.
    Go,
    /// Unity.
    Unity,
    /// React Native.
    ReactNative,
    /// Rust.
    Rust,
    /// Python.
    Python,
    /// C++.
    Cpp,
    /// Unity in a browser.
    UnityWeb,
    /// Node.
    Node,
    /// Unreal.
    Unreal,
    /// Microcontrollers.
    Esp32,
    /// .NET.
    DotNet,
}
