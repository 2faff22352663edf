use proptest::prelude::*;
use prost::Message;

use super::*;
use crate::livekit::proto;
use crate::token::VideoGrant;

const METHODS: [&str; 10] = [
    "CreateRoom",
    "ListRooms",
    "DeleteRoom",
    "ListParticipants",
    "GetParticipant",
    "RemoveParticipant",
    "MutePublishedTrack",
    "UpdateSubscriptions",
    "SendData",
    "MoveParticipant",
];

fn json(method: &str, body: &str) -> Result<RoomRequest, Fault> {
    RoomRequest::decode(method, Encoding::Json, body.as_bytes())
}

#[test]
fn both_encodings_and_both_spellings_say_the_same() {
    let message = proto::MoveParticipantRequest {
        room: "court".into(),
        identity: "ann".into(),
        destination_room: "court/joint".into(),
    };
    let binary =
        RoomRequest::decode("MoveParticipant", Encoding::Protobuf, &message.encode_to_vec()).unwrap();
    for spelling in ["destination_room", "destinationRoom"] {
        let body = format!(r#"{{"room":"court","identity":"ann","{spelling}":"court/joint","new":1}}"#);
        assert_eq!(json("MoveParticipant", &body).unwrap(), binary, "{spelling}");
    }
}

#[test]
fn what_is_asked_too_much_or_makes_no_sense_is_refused_with_its_field() {
    let long = "x".repeat(super::super::limits::NAME_BYTES + 1);
    let wrong = [
        ("DeleteRoom", "{}".to_owned(), FaultCode::InvalidArgument),
        ("DeleteRoom", format!(r#"{{"room":"{long}"}}"#), FaultCode::InvalidArgument),
        ("DeleteRoom", "[]".into(), FaultCode::Malformed),
        ("DeleteRoom", r#"{"room":7}"#.into(), FaultCode::Malformed),
        ("GetParticipant", r#"{"room":"court"}"#.into(), FaultCode::InvalidArgument),
        (
            "MutePublishedTrack",
            r#"{"room":"court","identity":"ann","trackSid":"x"}"#.into(),
            FaultCode::InvalidArgument,
        ),
        ("SendData", r#"{"room":"court","nonce":"AAAA"}"#.into(), FaultCode::InvalidArgument),
        ("SendData", r#"{"room":"court","destinationSids":["PA_x"]}"#.into(), FaultCode::InvalidArgument),
        ("CreateRoom", r#"{"name":"court","maxParticipants":2}"#.into(), FaultCode::Unimplemented),
        ("UpdateParticipant", "{}".into(), FaultCode::Unimplemented),
        ("OpenTheDoor", "{}".into(), FaultCode::BadRoute),
    ];
    for (method, body, code) in wrong {
        assert_eq!(json(method, &body).unwrap_err().code, code, "{method} {body}");
    }
}

#[test]
fn each_method_asks_for_its_own_grant_in_its_own_room() {
    let admin = VideoGrant { room_admin: true, room: "court".into(), ..VideoGrant::default() };
    let elsewhere = VideoGrant { room: "other".into(), ..admin.clone() };
    let joins = VideoGrant { room_join: true, room: "court".into(), ..VideoGrant::default() };
    let lists = VideoGrant { room_list: true, ..VideoGrant::default() };
    let creates = VideoGrant { room_create: true, ..VideoGrant::default() };
    let moves = VideoGrant { destination_room: "court/joint".into(), ..admin.clone() };
    let body = r#"{"room":"court","name":"court","identity":"ann","trackSid":"TR_0123456789abcdef","destinationRoom":"court/joint"}"#;
    for method in METHODS {
        let request = json(method, body).unwrap();
        let granted = |grant| request.is_granted_by(grant);
        assert_eq!(granted(&lists), method == "ListRooms", "{method}");
        assert_eq!(granted(&creates), matches!(method, "CreateRoom" | "DeleteRoom"), "{method}");
        assert!(!granted(&joins) && !granted(&elsewhere), "{method}");
        let about_people = !matches!(method, "ListRooms" | "CreateRoom" | "DeleteRoom");
        assert_eq!(granted(&admin), about_people && method != "MoveParticipant", "{method}");
        assert_eq!(granted(&moves), about_people, "{method}");
    }
}

#[test]
fn a_fault_names_the_rule_that_refused() {
    let fault = Fault { reason: Some("not_your_role"), ..Fault::new(FaultCode::PermissionDenied, "no") };
    let body: serde_json::Value = serde_json::from_slice(&fault.body()).unwrap();
    assert_eq!(body["code"], "permission_denied");
    assert_eq!(body["meta"]["reason"], "not_your_role");
}

proptest! {
    #[test]
    fn no_body_of_a_stranger_makes_it_fall(
        method in prop::sample::select(&METHODS[..]),
        body in prop::collection::vec(any::<u8>(), 0..512),
        is_json in any::<bool>(),
    ) {
        let encoding = if is_json { Encoding::Json } else { Encoding::Protobuf };
        let _ = RoomRequest::decode(method, encoding, &body);
    }
}
