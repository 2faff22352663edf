//! What a client learns when it comes in, comes back or is moved.

use sfu::media::Codec;

use super::super::proto::{self, ClientConfigSetting};
use super::super::response::{ClientConfiguration, IceServer, Join, Reconnect, RoomMoved};
use super::super::{PING_INTERVAL_S, PING_TIMEOUT_S, PROTOCOL, SERVER_VERSION};
use super::{participant, participants, room};

/// The answer to a join.
pub fn join(value: Join) -> proto::JoinResponse {
    proto::JoinResponse {
        room: Some(room(value.room)),
        participant: Some(participant(value.me.version, value.me.participant)),
        other_participants: participants(value.others).participants,
        server_version: SERVER_VERSION.into(),
        ice_servers: ice_servers(value.ice_servers),
        subscriber_primary: value.subscriber_primary,
        alternative_url: String::new(),
        client_configuration: Some(configuration(value.configuration)),
        server_region: String::new(),
        ping_timeout: PING_TIMEOUT_S,
        ping_interval: PING_INTERVAL_S,
        server_info: Some(server_info(value.node)),
        enabled_publish_codecs: publish_codecs(),
        fast_publish: value.fast_publish,
    }
}

/// The answer to a resume.
pub fn reconnect(value: Reconnect) -> proto::ReconnectResponse {
    proto::ReconnectResponse {
        ice_servers: ice_servers(value.ice_servers),
        client_configuration: Some(configuration(value.configuration)),
        server_info: Some(server_info(value.node)),
        last_message_seq: value.last_data_sequence,
    }
}

/// A move on a live connection.
pub fn room_moved(value: RoomMoved) -> proto::RoomMovedResponse {
    proto::RoomMovedResponse {
        room: Some(room(value.room)),
        token: value.token,
        participant: Some(participant(value.me.version, value.me.participant)),
        other_participants: participants(value.others).participants,
    }
}

/// Codecs that may be published: video first (some clients take the first for video), VP8 in
/// front because every client has it.
fn publish_codecs() -> Vec<proto::Codec> {
    let forwarded = [Codec::Vp8, Codec::H264, Codec::Vp9, Codec::Av1, Codec::Opus].map(Codec::mime_type);
    let all = forwarded.into_iter().chain(["audio/red"]);
    all.map(|mime| proto::Codec { mime: mime.into(), fmtp_line: String::new() }).collect()
}

fn server_info(node_id: String) -> proto::ServerInfo {
    proto::ServerInfo {
        edition: proto::server_info::Edition::Standard.into(),
        version: SERVER_VERSION.into(),
        protocol: PROTOCOL,
        region: String::new(),
        node_id,
    }
}

fn configuration(value: ClientConfiguration) -> proto::ClientConfiguration {
    let unless = |condition, otherwise| if condition { otherwise } else { ClientConfigSetting::Unset };
    proto::ClientConfiguration {
        resume_connection: unless(value.no_resume, ClientConfigSetting::Disabled).into(),
        force_relay: unless(value.force_relay, ClientConfigSetting::Enabled).into(),
    }
}

fn ice_servers(values: Vec<IceServer>) -> Vec<proto::IceServer> {
    let wire = |value: IceServer| proto::IceServer {
        urls: value.urls,
        username: value.username,
        credential: value.credential,
    };
    values.into_iter().map(wire).collect()
}
