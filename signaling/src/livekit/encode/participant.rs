//! Participants and rooms.

use sfu::media::Source;

use super::super::participant::{ParticipantKind, ParticipantState, ParticipantView, Permission};
use super::super::proto::{self, participant_info};
use super::super::room::RoomView;
use super::{disconnect_reason, track};

/// Told to every client about every other: they may not use chat packets in one piece, so that
/// all chat comes in the one form that every client reads.
const CLIENT_PROTOCOL: i32 = 1;

/// A participant.
pub fn participant(version: u32, value: ParticipantView) -> proto::ParticipantInfo {
    proto::ParticipantInfo {
        sid: value.sid.to_string(),
        identity: value.identity.as_str().to_owned(),
        state: state(value.state).into(),
        is_publisher: !value.tracks.is_empty(),
        tracks: value.tracks.into_iter().map(track).collect(),
        metadata: value.metadata,
        joined_at: value.joined_at_ms / 1_000,
        joined_at_ms: value.joined_at_ms,
        name: value.name,
        version,
        permission: Some(permission(&value.permission)),
        kind: kind(value.kind).into(),
        attributes: value.attributes,
        disconnect_reason: disconnect_reason(value.disconnect_reason).into(),
        client_protocol: CLIENT_PROTOCOL,
    }
}

/// A permission. Clients refuse to publish without one.
pub fn permission(value: &Permission) -> proto::ParticipantPermission {
    proto::ParticipantPermission {
        can_subscribe: value.can_subscribe,
        can_publish: value.can_publish,
        can_publish_data: value.can_publish_data,
        hidden: value.hidden,
        can_publish_sources: value.sources.iter().map(|value| source(*value).into()).collect(),
        can_update_metadata: value.can_update_metadata,
    }
}

/// A room.
pub fn room(value: RoomView) -> proto::Room {
    proto::Room {
        sid: value.sid.to_string(),
        name: value.name,
        empty_timeout: value.empty_timeout_s,
        departure_timeout: value.departure_timeout_s,
        max_participants: value.max_participants,
        creation_time: value.created_at_ms / 1_000,
        creation_time_ms: value.created_at_ms,
        enabled_codecs: Vec::new(),
        metadata: value.metadata,
        num_participants: value.participants,
        num_publishers: value.publishers,
        active_recording: value.active_recording,
    }
}

/// A track's source.
pub fn source(value: Source) -> proto::TrackSource {
    match value {
        Source::Camera => proto::TrackSource::Camera,
        Source::Microphone => proto::TrackSource::Microphone,
        Source::ScreenShare => proto::TrackSource::ScreenShare,
        Source::ScreenShareAudio => proto::TrackSource::ScreenShareAudio,
        Source::Unknown => proto::TrackSource::Unknown,
    }
}

fn state(value: ParticipantState) -> participant_info::State {
    match value {
        ParticipantState::Joining => participant_info::State::Joining,
        ParticipantState::Joined => participant_info::State::Joined,
        ParticipantState::Active => participant_info::State::Active,
        ParticipantState::Disconnected => participant_info::State::Disconnected,
    }
}

fn kind(value: ParticipantKind) -> participant_info::Kind {
    match value {
        ParticipantKind::Standard => participant_info::Kind::Standard,
        ParticipantKind::Ingress => participant_info::Kind::Ingress,
        ParticipantKind::Egress => participant_info::Kind::Egress,
        ParticipantKind::Sip => participant_info::Kind::Sip,
        ParticipantKind::Agent => participant_info::Kind::Agent,
    }
}
