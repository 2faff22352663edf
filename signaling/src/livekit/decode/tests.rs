use std::io::Write;

use data_encoding::{BASE64URL, BASE64URL_NOPAD};
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use sfu::media::{Codec, MediaKind, Quality, Source};

use super::super::join::{ReconnectReason, Sdk, Topology};
use super::super::limits::{JOIN_REQUEST_BYTES, SDP_BYTES};
use super::super::request::{Candidate, Simulation, Target};
use super::*;

fn take(arm: Arm) -> Checked<Incoming> {
    decode(&SignalRequest { message: Some(arm) }.encode_to_vec())
}

fn request_of(arm: Arm) -> Request {
    match take(arm) {
        Ok(Incoming::Request(request)) => request,
        other => panic!("{other:?}"),
    }
}

fn refuses(arm: Arm) -> bool {
    matches!(take(arm), Err(BadMessage::Field { .. }))
}

fn offer(sdp: &str) -> proto::SessionDescription {
    proto::SessionDescription { r#type: "offer".into(), sdp: sdp.into(), id: 3, ..Default::default() }
}

fn trickle(json: &str) -> proto::TrickleRequest {
    proto::TrickleRequest { candidate_init: json.into(), target: 1, r#final: false }
}

fn camera() -> proto::AddTrackRequest {
    let layer = |quality, rid: &str| proto::VideoLayer {
        quality,
        rid: rid.into(),
        width: 320,
        height: 180,
        bitrate: 120_000,
        ..Default::default()
    };
    proto::AddTrackRequest {
        cid: "5f0c0f0e-cam".into(),
        name: "摄像头".into(),
        r#type: proto::TrackType::Video.into(),
        source: proto::TrackSource::Camera.into(),
        width: 1280,
        height: 720,
        layers: vec![layer(0, "q"), layer(1, "h"), layer(2, "f")],
        simulcast_codecs: vec![
            proto::SimulcastCodec { codec: "vp8".into(), cid: "5f0c0f0e-cam".into(), layers: Vec::new() },
            proto::SimulcastCodec { codec: "video/H265".into(), ..Default::default() },
        ],
        disable_red: true,
        ..Default::default()
    }
}

#[test]
fn an_offer_is_taken_with_its_number() {
    let Request::Offer(taken) = request_of(Arm::Offer(offer("v=0\r\n"))) else { panic!() };
    assert_eq!((taken.id, taken.sdp.as_str()), (3, "v=0\r\n"));
}

#[test]
fn a_description_must_be_what_its_carrier_says_and_fit() {
    assert!(refuses(Arm::Answer(offer("v=0\r\n"))));
    assert!(refuses(Arm::Offer(offer("hello"))));
    assert!(refuses(Arm::Offer(offer(&format!("v=0{}", "x".repeat(SDP_BYTES))))));
}

#[test]
fn a_candidate_is_taken_out_of_its_json() {
    let json = r#"{"candidate":"candidate:1 1 UDP 1 a.local 9 typ host","sdpMid":"0","sdpMLineIndex":2,"usernameFragment":"x"}"#;
    let expected = Candidate {
        target: Target::Subscriber,
        candidate: Some("candidate:1 1 UDP 1 a.local 9 typ host".into()),
        mid: Some("0".into()),
        mline_index: Some(2),
    };
    assert_eq!(request_of(Arm::Trickle(trickle(json))), Request::Trickle(expected));
}

#[test]
fn an_empty_candidate_is_the_end_of_candidates() {
    for json in [r#"{"candidate":"","sdpMid":"0","sdpMLineIndex":0}"#, r#"{"sdpMid":null}"#] {
        let Request::Trickle(taken) = request_of(Arm::Trickle(trickle(json))) else { panic!() };
        assert_eq!(taken.candidate, None);
    }
    let last = proto::TrickleRequest { r#final: true, ..Default::default() };
    let Request::Trickle(taken) = request_of(Arm::Trickle(last)) else { panic!() };
    assert_eq!(taken.candidate, None);
}

#[test]
fn a_candidate_cannot_smuggle_lines_into_sdp() {
    for json in [
        r#"{"candidate":"candidate:1\r\na=evil"}"#,
        r#"{"candidate":"candidate:1","sdpMid":"0\n"}"#,
        r#"{"candidate":"candidate:张"}"#,
        "not json",
        "",
    ] {
        assert!(refuses(Arm::Trickle(trickle(json))), "{json}");
    }
}

#[test]
fn a_camera_with_three_encodings_is_taken() {
    let Request::AddTrack(add) = request_of(Arm::AddTrack(camera())) else { panic!() };
    assert_eq!((add.kind, add.source, add.red, add.dtx), (MediaKind::Video, Source::Camera, false, true));
    let layers: Vec<_> = add.layers.iter().map(|layer| (layer.quality, layer.rid.as_str())).collect();
    assert_eq!(layers, [(Quality::Low, "q"), (Quality::Medium, "h"), (Quality::High, "f")]);
    let codecs: Vec<_> = add.codecs.iter().map(|offered| offered.codec).collect();
    assert_eq!(codecs, [Some(Codec::Vp8), None], "what we do not forward is no codec");
}

#[test]
fn features_of_older_and_newer_clients_mean_the_same() {
    use proto::AudioTrackFeature as Feature;
    let older = proto::AddTrackRequest { stereo: true, disable_dtx: true, ..camera() };
    let features = vec![Feature::TfStereo.into(), Feature::TfNoDtx.into()];
    let newer = proto::AddTrackRequest { audio_features: features, ..camera() };
    for add in [older, newer] {
        let Request::AddTrack(add) = request_of(Arm::AddTrack(add)) else { panic!() };
        assert!(add.stereo && !add.dtx);
    }
}

#[test]
fn a_track_with_an_impossible_field_is_refused() {
    let bad = [
        proto::AddTrackRequest { cid: String::new(), ..camera() },
        proto::AddTrackRequest { cid: "a b".into(), ..camera() },
        proto::AddTrackRequest { r#type: proto::TrackType::Data.into(), ..camera() },
        proto::AddTrackRequest { r#type: 99, ..camera() },
        proto::AddTrackRequest { width: 100_000, ..camera() },
        proto::AddTrackRequest { name: "a\nb".into(), ..camera() },
        proto::AddTrackRequest { sid: "PA_x".into(), ..camera() },
        proto::AddTrackRequest { layers: vec![proto::VideoLayer::default(); 7], ..camera() },
        proto::AddTrackRequest { encryption: 9, ..camera() },
    ];
    for add in bad {
        assert!(refuses(Arm::AddTrack(add.clone())), "{add:?}");
    }
}

#[test]
fn tracks_named_directly_and_by_participant_are_one_list() {
    let wish = proto::UpdateSubscription {
        track_sids: vec!["TR_a".into()],
        subscribe: true,
        participant_tracks: vec![proto::ParticipantTracks {
            participant_sid: "PA_x".into(),
            track_sids: vec!["TR_b".into()],
        }],
    };
    let Request::Subscription(taken) = request_of(Arm::Subscription(wish)) else { panic!() };
    let tracks: Vec<_> = taken.tracks.iter().map(super::super::TrackSid::as_str).collect();
    assert_eq!(tracks, ["TR_a", "TR_b"]);
    let many = vec!["TR_a".to_owned(); 257];
    assert!(refuses(Arm::Subscription(proto::UpdateSubscription { track_sids: many, ..Default::default() })));
}

#[test]
fn quality_off_means_not_shown() {
    let wish = proto::UpdateTrackSettings { quality: 3, ..Default::default() };
    let Request::TrackSettings(taken) = request_of(Arm::TrackSetting(wish)) else { panic!() };
    assert!(taken.disabled);
}

#[test]
fn a_sync_state_of_a_native_client_without_descriptions_is_taken() {
    let state = proto::SyncState {
        answer: Some(proto::SessionDescription::default()),
        offer: Some(offer("v=0")),
        publish_tracks: vec![proto::TrackPublishedResponse {
            cid: "c".into(),
            track: Some(proto::TrackInfo { sid: "TR_a".into(), ..Default::default() }),
        }],
        datachannel_receive_states: vec![proto::DataChannelReceiveState {
            publisher_sid: "PA_x".into(),
            last_seq: 9,
        }],
        ..Default::default()
    };
    let Request::SyncState(taken) = request_of(Arm::SyncState(state)) else { panic!() };
    assert_eq!((taken.answer.is_none(), taken.offer.is_some(), taken.published.len()), (true, true, 1));
    assert_eq!(taken.received[0].1, 9);
}

#[test]
fn a_scenario_is_read_and_an_unknown_one_ignored() {
    use proto::simulate_scenario::Scenario;
    let scenario = |value| proto::SimulateScenario { scenario: value };
    let bandwidth = scenario(Some(Scenario::SubscriberBandwidth(-5)));
    assert_eq!(request_of(Arm::Simulate(bandwidth)), Request::Simulate(Simulation::Bandwidth(0)));
    assert_eq!(take(Arm::Simulate(scenario(None))), Ok(Incoming::Unknown));
}

#[test]
fn an_arm_of_a_newer_protocol_is_ignored() {
    // Field 19 (publish_data_track_request), length-delimited, empty.
    assert_eq!(decode(&[0x9a, 0x01, 0x00]), Ok(Incoming::Unknown));
    assert_eq!(decode(&[]), Ok(Incoming::Unknown));
}

#[test]
fn a_frame_that_is_too_long_is_refused_unread() {
    let came = MESSAGE_BYTES + 1;
    assert_eq!(decode(&vec![0; came]), Err(BadMessage::TooLong { limit: MESSAGE_BYTES, came }));
}

#[test]
fn the_query_of_a_web_client_is_read() {
    let query = "access_token=a.b.c&auto_subscribe=1&sdk=js&version=2.23.0&protocol=17&client_protocol=2\
        &adaptive_stream=1&os=Linux&browser=Chrome&browser_version=156.0&device_model=%E5%BC%A0";
    let params = from_query(query).unwrap();
    assert_eq!((params.topology, params.client.sdk), (Topology::TwoConnections, Sdk::JavaScript));
    assert_eq!((params.client.protocol, params.client.device_model.as_str()), (17, "张"));
    assert!(params.auto_subscribe && params.adaptive_stream && params.resuming.is_none());
}

#[test]
fn auto_subscribe_is_on_unless_it_is_off() {
    for (query, on) in [("", true), ("auto_subscribe=0", false), ("auto_subscribe=true", true)] {
        assert_eq!(from_query(query).unwrap().auto_subscribe, on, "{query}");
    }
}

#[test]
fn a_resume_names_its_stay_and_what_it_lost() {
    let params = from_query("reconnect=1&sid=PA_abc&reconnect_reason=3").unwrap();
    let resuming = params.resuming.unwrap();
    assert_eq!(resuming.sid.unwrap().as_str(), "PA_abc");
    assert_eq!(resuming.reason, ReconnectReason::SubscriberFailed);
    assert!(from_query("reconnect=1").unwrap().resuming.unwrap().sid.is_none());
    assert!(from_query("reconnect=1&sid=TR_abc").is_err());
}

#[test]
fn a_long_device_name_is_clipped_and_keeps_nobody_out() {
    let query = format!("device_model={}%0Ax", "x".repeat(1_000));
    let model = from_query(&query).unwrap().client.device_model;
    assert_eq!(model, "x".repeat(64));
}

fn join_request(request: &JoinRequestBytes) -> String {
    let (compression, bytes) = match request {
        JoinRequestBytes::Plain(bytes) => (0, bytes.clone()),
        JoinRequestBytes::Gzip(bytes) => {
            let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
            gzip.write_all(bytes).unwrap();
            (1, gzip.finish().unwrap())
        }
    };
    let wrapped = proto::WrappedJoinRequest { compression, join_request: bytes }.encode_to_vec();
    format!("join_request={}", BASE64URL_NOPAD.encode(&wrapped))
}

enum JoinRequestBytes {
    Plain(Vec<u8>),
    Gzip(Vec<u8>),
}

fn v1_join() -> Vec<u8> {
    proto::JoinRequest {
        client_info: Some(proto::ClientInfo { sdk: 9, protocol: 18, ..Default::default() }),
        connection_settings: Some(proto::ConnectionSettings { auto_subscribe: true, ..Default::default() }),
        add_track_requests: vec![camera()],
        publisher_offer: Some(offer("v=0\r\n")),
        participant_sid: "PA_ignored-without-reconnect".into(),
        ..Default::default()
    }
    .encode_to_vec()
}

#[test]
fn a_join_request_is_read_plain_and_compressed() {
    for request in [JoinRequestBytes::Plain(v1_join()), JoinRequestBytes::Gzip(v1_join())] {
        let params = from_join_request(&join_request(&request)).unwrap();
        assert_eq!((params.topology, params.client.sdk), (Topology::OneConnection, Sdk::Python));
        assert_eq!((params.add_tracks.len(), params.offer.unwrap().id), (1, 3));
        assert!(params.resuming.is_none());
    }
}

#[test]
fn base64_with_and_without_padding_is_read() {
    let wrapped = proto::WrappedJoinRequest { compression: 0, join_request: v1_join() }.encode_to_vec();
    let padded = BASE64URL.encode(&[wrapped.as_slice(), &[]].concat());
    assert!(from_join_request(&format!("join_request={}", padded.replace('=', "%3D"))).is_ok());
    assert!(from_join_request("join_request=%%%").is_err());
    assert!(from_join_request("").is_ok(), "an empty request is a join without wishes");
}

/// proves: F8 (compression bomb)
#[test]
fn a_compression_bomb_stops_at_the_cap() {
    let bomb = join_request(&JoinRequestBytes::Gzip(vec![0; 16 * JOIN_REQUEST_BYTES]));
    assert!(bomb.len() < 32 * 1024);
    let expected = BadMessage::TooLong { limit: JOIN_REQUEST_BYTES, came: JOIN_REQUEST_BYTES + 1 };
    assert_eq!(from_join_request(&bomb), Err(expected));
}

proptest! {
    #[test]
    fn no_bytes_make_the_decoder_panic(bytes in proptest::collection::vec(any::<u8>(), 0..512)) {
        let _ = decode(&bytes);
    }

    #[test]
    fn no_query_makes_the_parser_panic(query in "\\PC{0,256}") {
        let _ = from_query(&query);
        let _ = from_join_request(&format!("join_request={query}"));
    }

    #[test]
    fn a_message_with_a_flipped_bit_never_panics(bit in 0..4_000_usize) {
        let mut bytes = SignalRequest { message: Some(Arm::AddTrack(camera())) }.encode_to_vec();
        let index = (bit / 8) % bytes.len();
        bytes[index] ^= 1 << (bit % 8);
        let _ = decode(&bytes);
    }
}
