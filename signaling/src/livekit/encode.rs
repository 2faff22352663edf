//! A [`Response`] becomes a frame.

mod join;
mod participant;
mod track;

use prost::Message;
use sfu::media::{Codec, Quality};

use super::leave::{DisconnectReason, Leave, LeaveAction};
use super::proto::signal_response::Message as Arm;
use super::proto::{self, SignalResponse};
use super::request::{Candidate, Description, Target};
use super::response::{
    ConnectionQuality, QualityReport, RequestOutcome, RequestResult, Response, Speaker, StreamState,
    SubscriptionError,
};
use super::sid::{ParticipantSid, TrackSid};
use super::track::TrackView;

pub use participant::{participant, room};
pub use track::track;

/// Encodes a message for a client.
pub fn encode(response: Response) -> Vec<u8> {
    frame(arm(response))
}

/// The answers to a ping: the plain one, and for newer clients one that echoes their time.
/// All times in milliseconds.
pub fn pongs(echo_ms: Option<i64>, now_ms: i64) -> Vec<Vec<u8>> {
    let echoed = echo_ms.map(|last_ping_timestamp| {
        frame(Arm::PongResp(proto::Pong { last_ping_timestamp, timestamp: now_ms }))
    });
    [Some(frame(Arm::Pong(now_ms))), echoed].into_iter().flatten().collect()
}

fn frame(arm: Arm) -> Vec<u8> {
    SignalResponse { message: Some(arm) }.encode_to_vec()
}

fn arm(response: Response) -> Arm {
    match response {
        Response::Join(value) => Arm::Join(join::join(*value)),
        Response::Reconnect(value) => Arm::Reconnect(join::reconnect(value)),
        Response::Leave(value) => Arm::Leave(leave(value)),
        Response::Answer(value) => Arm::Answer(description("answer", value)),
        Response::Offer(value) => Arm::Offer(description("offer", value)),
        Response::Trickle(value) => Arm::Trickle(candidate(&value)),
        Response::Participants(updates) => Arm::Update(participants(updates)),
        Response::TrackPublished { cid, track } => Arm::TrackPublished(track_published(cid, track)),
        Response::TrackUnpublished { track } => Arm::TrackUnpublished(track_unpublished(&track)),
        Response::Mute { track, muted } => Arm::Mute(mute(&track, muted)),
        Response::Speakers(speakers) => Arm::SpeakersChanged(speakers_changed(&speakers)),
        Response::Room(value) => Arm::RoomUpdate(proto::RoomUpdate { room: Some(room(value)) }),
        Response::ConnectionQuality(reports) => Arm::ConnectionQuality(connection_quality(&reports)),
        Response::StreamState(states) => Arm::StreamStateUpdate(stream_states(&states)),
        Response::SubscribedQuality { track, codec, qualities } => {
            Arm::SubscribedQualityUpdate(subscribed_quality(&track, codec, &qualities))
        }
        Response::SubscriptionPermission { participant, track, allowed } => {
            Arm::SubscriptionPermissionUpdate(subscription_permission(&participant, &track, allowed))
        }
        Response::SubscriptionFailed { track, error } => {
            Arm::SubscriptionResponse(subscription_failed(&track, error))
        }
        Response::TrackSubscribed { track } => Arm::TrackSubscribed(track_subscribed(&track)),
        Response::RefreshToken(token) => Arm::RefreshToken(token),
        Response::RequestResult(value) => Arm::RequestResponse(request_result(value)),
        Response::RoomMoved(value) => Arm::RoomMoved(join::room_moved(*value)),
        Response::MediaSections { audios, videos } => {
            Arm::MediaSectionsRequirement(media_sections(audios, videos))
        }
    }
}

/// How participants are listed in updates, joins and the server API.
pub fn participants(updates: Vec<super::ParticipantUpdate>) -> proto::ParticipantUpdate {
    proto::ParticipantUpdate {
        participants: updates
            .into_iter()
            .map(|update| participant(update.version, update.participant))
            .collect(),
    }
}

fn leave(value: Leave) -> proto::LeaveRequest {
    use proto::leave_request::Action;
    let action = match value.action {
        LeaveAction::Disconnect => Action::Disconnect,
        LeaveAction::Resume => Action::Resume,
        LeaveAction::Reconnect => Action::Reconnect,
    };
    proto::LeaveRequest {
        can_reconnect: value.action != LeaveAction::Disconnect,
        reason: disconnect_reason(value.reason).into(),
        action: action.into(),
    }
}

fn disconnect_reason(value: DisconnectReason) -> proto::DisconnectReason {
    use proto::DisconnectReason as Wire;
    match value {
        DisconnectReason::Unknown => Wire::UnknownReason,
        DisconnectReason::ClientInitiated => Wire::ClientInitiated,
        DisconnectReason::DuplicateIdentity => Wire::DuplicateIdentity,
        DisconnectReason::ServerShutdown => Wire::ServerShutdown,
        DisconnectReason::ParticipantRemoved => Wire::ParticipantRemoved,
        DisconnectReason::RoomDeleted => Wire::RoomDeleted,
        DisconnectReason::StateMismatch => Wire::StateMismatch,
        DisconnectReason::JoinFailure => Wire::JoinFailure,
        DisconnectReason::Migration => Wire::Migration,
        DisconnectReason::SignalClose => Wire::SignalClose,
        DisconnectReason::RoomClosed => Wire::RoomClosed,
        DisconnectReason::ConnectionTimeout => Wire::ConnectionTimeout,
        DisconnectReason::MediaFailure => Wire::MediaFailure,
    }
}

fn description(kind: &str, value: Description) -> proto::SessionDescription {
    let mids = value.mid_to_track.into_iter().map(|(mid, track)| (mid, track.to_string()));
    proto::SessionDescription {
        r#type: kind.into(),
        sdp: value.sdp,
        id: value.id,
        mid_to_track_id: mids.collect(),
    }
}

/// Always with section and index: native clients take the JSON apart without checking.
fn candidate(value: &Candidate) -> proto::TrickleRequest {
    let init = serde_json::json!({
        "candidate": value.candidate.as_deref().unwrap_or_default(),
        "sdpMid": value.mid.as_deref().unwrap_or("0"),
        "sdpMLineIndex": value.mline_index.unwrap_or(0),
    });
    let target = match value.target {
        Target::Publisher => proto::SignalTarget::Publisher,
        Target::Subscriber => proto::SignalTarget::Subscriber,
    };
    proto::TrickleRequest {
        candidate_init: init.to_string(),
        target: target.into(),
        r#final: value.candidate.is_none(),
    }
}

fn track_published(cid: String, value: TrackView) -> proto::TrackPublishedResponse {
    proto::TrackPublishedResponse { cid, track: Some(track(value)) }
}

fn track_unpublished(track: &TrackSid) -> proto::TrackUnpublishedResponse {
    proto::TrackUnpublishedResponse { track_sid: track.to_string() }
}

fn track_subscribed(track: &TrackSid) -> proto::TrackSubscribed {
    proto::TrackSubscribed { track_sid: track.to_string() }
}

fn mute(track: &TrackSid, muted: bool) -> proto::MuteTrackRequest {
    proto::MuteTrackRequest { sid: track.to_string(), muted }
}

fn media_sections(num_audios: u32, num_videos: u32) -> proto::MediaSectionsRequirement {
    proto::MediaSectionsRequirement { num_audios, num_videos }
}

fn speakers_changed(values: &[Speaker]) -> proto::SpeakersChanged {
    proto::SpeakersChanged { speakers: values.iter().map(speaker).collect() }
}

fn connection_quality(values: &[QualityReport]) -> proto::ConnectionQualityUpdate {
    proto::ConnectionQualityUpdate { updates: values.iter().map(quality_report).collect() }
}

fn stream_states(values: &[StreamState]) -> proto::StreamStateUpdate {
    proto::StreamStateUpdate { stream_states: values.iter().map(stream_state).collect() }
}

fn subscription_permission(
    participant: &ParticipantSid,
    track: &TrackSid,
    allowed: bool,
) -> proto::SubscriptionPermissionUpdate {
    proto::SubscriptionPermissionUpdate {
        participant_sid: participant.to_string(),
        track_sid: track.to_string(),
        allowed,
    }
}

fn subscription_failed(track: &TrackSid, error: SubscriptionError) -> proto::SubscriptionResponse {
    proto::SubscriptionResponse { track_sid: track.to_string(), err: subscription_error(error).into() }
}

fn speaker(value: &Speaker) -> proto::SpeakerInfo {
    proto::SpeakerInfo { sid: value.participant.to_string(), level: value.level, active: value.active }
}

fn quality_report(value: &QualityReport) -> proto::ConnectionQualityInfo {
    let quality = match value.quality {
        ConnectionQuality::Poor => proto::ConnectionQuality::Poor,
        ConnectionQuality::Good => proto::ConnectionQuality::Good,
        ConnectionQuality::Excellent => proto::ConnectionQuality::Excellent,
        ConnectionQuality::Lost => proto::ConnectionQuality::Lost,
    };
    proto::ConnectionQualityInfo {
        participant_sid: value.participant.to_string(),
        quality: quality.into(),
        score: value.score,
    }
}

fn stream_state(value: &StreamState) -> proto::StreamStateInfo {
    let state = if value.paused { proto::StreamState::Paused } else { proto::StreamState::Active };
    proto::StreamStateInfo {
        participant_sid: value.participant.to_string(),
        track_sid: value.track.to_string(),
        state: state.into(),
    }
}

/// Both the older list and the one per codec.
fn subscribed_quality(
    track: &TrackSid,
    codec: Codec,
    qualities: &[(Quality, bool)],
) -> proto::SubscribedQualityUpdate {
    let wanted: Vec<_> = qualities
        .iter()
        .map(|(value, enabled)| proto::SubscribedQuality {
            quality: quality(*value).into(),
            enabled: *enabled,
        })
        .collect();
    let name = codec.mime_type().rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    proto::SubscribedQualityUpdate {
        track_sid: track.to_string(),
        subscribed_qualities: wanted.clone(),
        subscribed_codecs: vec![proto::SubscribedCodec { codec: name, qualities: wanted }],
    }
}

fn quality(value: Quality) -> proto::VideoQuality {
    match value {
        Quality::Low => proto::VideoQuality::Low,
        Quality::Medium => proto::VideoQuality::Medium,
        Quality::High => proto::VideoQuality::High,
    }
}

fn subscription_error(value: SubscriptionError) -> proto::SubscriptionError {
    match value {
        SubscriptionError::CodecUnsupported => proto::SubscriptionError::SeCodecUnsupported,
        SubscriptionError::TrackNotFound => proto::SubscriptionError::SeTrackNotfound,
    }
}

fn request_result(value: RequestResult) -> proto::RequestResponse {
    use proto::request_response::Reason;
    let reason = match value.outcome {
        RequestOutcome::Ok => Reason::Ok,
        RequestOutcome::NotFound => Reason::NotFound,
        RequestOutcome::NotAllowed => Reason::NotAllowed,
        RequestOutcome::LimitExceeded => Reason::LimitExceeded,
        RequestOutcome::Invalid => Reason::InvalidRequest,
    };
    proto::RequestResponse {
        request_id: value.request_id,
        reason: reason.into(),
        message: value.message,
        request: None,
    }
}

#[cfg(test)]
mod tests;
