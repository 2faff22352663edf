use std::collections::BTreeMap;

use sfu::media::{MediaKind, Source};

use super::super::participant::{
    ParticipantKind, ParticipantState, ParticipantUpdate, ParticipantView, Permission,
};
use super::super::proto::AudioTrackFeature;
use super::super::response::{ClientConfiguration, IceServer, Join};
use super::super::track::{Encryption, TrackLayer};
use super::super::{Identity, RoomSid, RoomView};
use super::*;

fn decoded(response: Response) -> Arm {
    SignalResponse::decode(&*encode(response)).unwrap().message.unwrap()
}

fn microphone() -> TrackView {
    TrackView {
        sid: TrackSid::parse("TR_mic").unwrap(),
        kind: MediaKind::Audio,
        source: Source::Microphone,
        name: "麦克风".into(),
        muted: true,
        width: 0,
        height: 0,
        codec: None,
        cid: "cid".into(),
        mid: String::new(),
        layers: Vec::new(),
        simulcast: false,
        stereo: true,
        dtx: false,
        red: true,
        stream: String::new(),
        encryption: Encryption::None,
    }
}

fn camera() -> TrackView {
    let layer = |quality, rid: &str| TrackLayer {
        quality,
        width: 320,
        height: 180,
        bitrate_bps: 120_000,
        rid: rid.into(),
    };
    TrackView {
        sid: TrackSid::parse("TR_cam").unwrap(),
        kind: MediaKind::Video,
        source: Source::Camera,
        codec: Some(Codec::Vp8),
        mid: "1".into(),
        layers: vec![layer(Quality::Low, "q"), layer(Quality::High, "f")],
        simulcast: true,
        ..microphone()
    }
}

fn person() -> ParticipantUpdate {
    let permission =
        Permission { can_publish: true, sources: vec![Source::Microphone], ..Default::default() };
    ParticipantUpdate {
        version: 4,
        participant: ParticipantView {
            sid: ParticipantSid::parse("PA_ann").unwrap(),
            identity: Identity::parse("ann").unwrap(),
            name: "安".into(),
            state: ParticipantState::Active,
            kind: ParticipantKind::Standard,
            metadata: "m".into(),
            attributes: BTreeMap::from([("role".into(), "judge".into())]),
            permission,
            tracks: vec![microphone(), camera()],
            joined_at_ms: 1_700_000_000_123,
            disconnect_reason: DisconnectReason::Unknown,
        },
    }
}

fn room_view() -> RoomView {
    RoomView {
        sid: RoomSid::parse("RM_r").unwrap(),
        name: "联合会议".into(),
        metadata: String::new(),
        active_recording: true,
        created_at_ms: 1_700_000_000_000,
        participants: 2,
        publishers: 1,
        max_participants: 0,
        empty_timeout_s: 300,
        departure_timeout_s: 20,
    }
}

fn joined() -> proto::JoinResponse {
    let join = Join {
        room: room_view(),
        me: person(),
        others: vec![person()],
        ice_servers: vec![IceServer {
            urls: vec!["turn:a".into()],
            username: "u".into(),
            credential: "p".into(),
        }],
        configuration: ClientConfiguration { force_relay: true, no_resume: false },
        subscriber_primary: true,
        fast_publish: true,
        node: "n1".into(),
    };
    let Arm::Join(joined) = decoded(Response::Join(Box::new(join))) else { panic!() };
    joined
}

#[test]
fn a_join_has_everything_without_which_clients_refuse_or_crash() {
    let joined = joined();
    let server = joined.server_info.unwrap();
    let version: Vec<u32> = server.version.split('.').map(|part| part.parse().unwrap()).collect();
    assert!(version >= vec![2, 0, 0], "clients gate chat streams and RPC on it");
    assert_eq!(joined.server_version, server.version);
    assert_eq!((server.protocol, server.edition), (17, 0));
    assert_eq!((joined.ping_interval, joined.ping_timeout), (5, 15));
    assert!(joined.participant.unwrap().permission.is_some());
    assert!(joined.subscriber_primary && joined.fast_publish);
}

#[test]
fn codecs_are_listed_video_first_and_vp8_before_all() {
    let mimes: Vec<_> = joined().enabled_publish_codecs.into_iter().map(|codec| codec.mime).collect();
    let expected = ["video/VP8", "video/H264", "video/VP9", "video/AV1", "audio/opus", "audio/red"];
    assert_eq!(mimes, expected);
}

#[test]
fn every_participant_is_said_to_read_plain_chat_streams_only() {
    let joined = joined();
    let all = joined.other_participants.into_iter().chain(joined.participant);
    assert!(all.into_iter().all(|info| info.client_protocol == 1));
}

#[test]
fn a_participant_keeps_its_version_and_both_forms_of_its_times() {
    let Arm::Update(update) = decoded(Response::Participants(vec![person()])) else { panic!() };
    let info = &update.participants[0];
    assert_eq!((info.version, info.joined_at, info.joined_at_ms), (4, 1_700_000_000, 1_700_000_000_123));
    assert_eq!(info.state(), proto::participant_info::State::Active);
    assert!(info.is_publisher);
    let permission = info.permission.as_ref().unwrap();
    assert_eq!(permission.can_publish_sources, [proto::TrackSource::Microphone as i32]);
}

#[test]
fn a_codec_is_named_only_once_it_is_known() {
    let Arm::TrackPublished(told) =
        decoded(Response::TrackPublished { cid: "cid".into(), track: microphone() })
    else {
        panic!()
    };
    let info = told.track.unwrap();
    assert!(info.codecs.is_empty(), "else web clients would publish in another codec");
    assert_eq!((info.stereo, info.disable_dtx, info.disable_red), (true, true, false));
    assert_eq!(info.audio_features, [AudioTrackFeature::TfStereo as i32, AudioTrackFeature::TfNoDtx as i32]);

    let info = track(camera());
    assert_eq!((info.mime_type.as_str(), info.codecs[0].mime_type.as_str()), ("video/VP8", "video/VP8"));
    assert_eq!(info.codecs[0].layers.len(), 2);
    assert_eq!((info.layers[1].rid.as_str(), info.layers[1].spatial_layer), ("f", 1));
}

#[test]
fn a_candidate_always_names_its_section_for_native_clients() {
    let candidate = Candidate {
        target: Target::Subscriber,
        candidate: Some("candidate:1".into()),
        mid: None,
        mline_index: None,
    };
    let Arm::Trickle(told) = decoded(Response::Trickle(candidate)) else { panic!() };
    let init: serde_json::Value = serde_json::from_str(&told.candidate_init).unwrap();
    let expected = serde_json::json!({"candidate": "candidate:1", "sdpMid": "0", "sdpMLineIndex": 0});
    assert_eq!(init, expected);
    assert_eq!(told.target(), proto::SignalTarget::Subscriber);
}

#[test]
fn older_clients_read_from_a_leave_whether_to_come_back() {
    for (action, back) in
        [(LeaveAction::Disconnect, false), (LeaveAction::Resume, true), (LeaveAction::Reconnect, true)]
    {
        let leave = Leave { reason: DisconnectReason::ServerShutdown, action };
        let Arm::Leave(told) = decoded(Response::Leave(leave)) else { panic!() };
        assert_eq!(told.can_reconnect, back);
        assert_eq!(told.reason(), proto::DisconnectReason::ServerShutdown);
    }
}

#[test]
fn dynacast_names_the_codec_the_way_clients_compare_it() {
    let response = Response::SubscribedQuality {
        track: TrackSid::parse("TR_cam").unwrap(),
        codec: Codec::Vp8,
        qualities: vec![(Quality::Low, true), (Quality::High, false)],
    };
    let Arm::SubscribedQualityUpdate(told) = decoded(response) else { panic!() };
    assert_eq!(told.subscribed_codecs[0].codec, "vp8");
    assert_eq!(told.subscribed_codecs[0].qualities, told.subscribed_qualities);
    assert_eq!(told.subscribed_qualities[1].quality(), proto::VideoQuality::High);
}

#[test]
fn the_recording_flag_reaches_the_client() {
    let Arm::RoomUpdate(told) = decoded(Response::Room(room_view())) else { panic!() };
    let room = told.room.unwrap();
    assert!(room.active_recording);
    assert_eq!((room.name.as_str(), room.creation_time), ("联合会议", 1_700_000_000));
}
