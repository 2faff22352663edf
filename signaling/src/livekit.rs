//! The media wire: the LiveKit client protocol, version 17, two peer connections ("v0") and,
//! behind a setting, one ("v1").
//!
//! [`Request`] is what a client may ask, decoded and bounded; [`Response`] is what it may be
//! told. The generated protobuf types ([`proto`]) stay below them: our own types are smaller,
//! say what is legal, and do not change when the protocol grows.

pub mod connection;
pub mod data;
pub mod identity;
pub mod join;
pub mod leave;
pub mod limits;
pub mod participant;
pub mod request;
pub mod response;
pub mod room;
pub mod room_service;
pub mod roster;
pub mod sid;
pub mod track;
pub mod webhook;

mod bounded;
mod decode;
mod encode;
pub mod proto;

pub use bounded::BadMessage;
pub use connection::Connection;
pub use identity::Identity;
pub use join::{ClientInfo, JoinParams, Resuming, Sdk, Topology};
pub use leave::{DisconnectReason, Leave, LeaveAction};
pub use participant::{ParticipantKind, ParticipantState, ParticipantUpdate, ParticipantView, Permission};
pub use request::Request;
pub use response::Response;
pub use room::RoomView;
pub use roster::Roster;
pub use sid::{ParticipantSid, RoomSid, TrackSid};
pub use track::{Encryption, TrackLayer, TrackView};

/// The version of the protocol we speak. 18 would switch native clients to pre-negotiated
/// data channels, which we do not open.
pub const PROTOCOL: i32 = 17;

/// What we say our version is. Clients gate features on it: chat over streams needs more than
/// 1.8.2, simulcast VP9 more than 1.13.6. It is ours, not a claim to be another server.
pub const SERVER_VERSION: &str = "2.0.0";

/// Seconds between a client's pings.
pub const PING_INTERVAL_S: i32 = 5;

/// Seconds of silence after which either side gives the socket up.
pub const PING_TIMEOUT_S: i32 = 15;
