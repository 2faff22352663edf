use prost::Message;

use super::super::proto::{self, signal_request, signal_response};
use super::super::response::{IceServer, Reconnect};
use super::super::sid::TrackSid;
use super::super::{DisconnectReason, Leave};
use super::*;

fn start() -> (Connection, Instant) {
    #[expect(clippy::disallowed_methods, reason = "a test needs some instant to start from")]
    let now = Instant::now();
    (Connection::new(now, 1_000, false), now)
}

fn open() -> (Connection, Instant) {
    let (mut connection, now) = start();
    connection.handle(now, Input::Tell(reconnect()));
    told(&mut connection);
    (connection, now)
}

fn reconnect() -> Response {
    Response::Reconnect(Reconnect {
        ice_servers: vec![IceServer {
            urls: vec!["stun:a".into()],
            username: String::new(),
            credential: String::new(),
        }],
        configuration: super::super::response::ClientConfiguration::default(),
        last_data_sequence: 0,
        node: String::new(),
    })
}

fn mute(muted: bool) -> Response {
    Response::Mute { track: TrackSid::parse("TR_a").unwrap(), muted }
}

fn up(message: signal_request::Message) -> Vec<u8> {
    proto::SignalRequest { message: Some(message) }.encode_to_vec()
}

fn muted_by_client() -> Vec<u8> {
    up(signal_request::Message::Mute(proto::MuteTrackRequest { sid: "TR_a".into(), muted: true }))
}

fn told(connection: &mut Connection) -> Vec<signal_response::Message> {
    std::iter::from_fn(|| connection.next_frame())
        .map(|frame| proto::SignalResponse::decode(&*frame).unwrap().message.unwrap())
        .collect()
}

fn outputs(connection: &mut Connection) -> Vec<Output> {
    std::iter::from_fn(|| Some(connection.poll_output()).filter(|output| !matches!(output, Output::Wait(_))))
        .collect()
}

#[test]
fn nothing_is_told_before_the_first_message_and_all_of_it_after_in_order() {
    let (mut connection, now) = start();
    connection.handle(now, Input::Tell(mute(true)));
    connection.handle(now, Input::Tell(mute(false)));
    assert!(!connection.has_frame());
    connection.handle(now, Input::Tell(reconnect()));
    let told = told(&mut connection);
    assert!(matches!(told[0], signal_response::Message::Reconnect(_)));
    assert!(matches!(&told[1], signal_response::Message::Mute(mute) if mute.muted));
    assert!(matches!(&told[2], signal_response::Message::Mute(mute) if !mute.muted));
}

#[test]
fn a_leave_may_be_the_only_message() {
    let (mut connection, now) = start();
    connection.handle(now, Input::Tell(Response::Leave(Leave::STATE_MISMATCH)));
    let told = told(&mut connection);
    let [signal_response::Message::Leave(leave)] = &told[..] else { panic!("{told:?}") };
    assert_eq!(leave.action(), proto::leave_request::Action::Reconnect);
    assert_eq!(leave.reason(), proto::DisconnectReason::StateMismatch);
}

#[test]
fn after_a_final_leave_nothing_more_is_told_and_the_socket_closes() {
    let (mut connection, now) = open();
    let leave = Leave::final_because(DisconnectReason::ParticipantRemoved);
    connection.handle(now, Input::Tell(Response::Leave(leave)));
    connection.handle(now, Input::Tell(mute(true)));
    assert_eq!(outputs(&mut connection), [Output::Close(Closed::ByHost)]);
    assert_eq!(told(&mut connection).len(), 1, "the leave itself is still written");
}

#[test]
fn a_client_that_leaves_is_passed_on_and_closed() {
    let (mut connection, now) = open();
    connection.handle(now, Input::Frame(&up(signal_request::Message::Leave(proto::LeaveRequest::default()))));
    connection.handle(now, Input::Frame(&muted_by_client()));
    let expected = [Output::Request(Request::Leave), Output::Close(Closed::ByClient)];
    assert_eq!(outputs(&mut connection), expected);
}

#[test]
fn a_ping_is_answered_in_both_forms_in_milliseconds() {
    let (mut connection, now) = open();
    let later = now + Duration::from_millis(234);
    connection.handle(later, Input::Frame(&up(signal_request::Message::Ping(7))));
    let ping = proto::Ping { timestamp: 9, rtt: 0 };
    connection.handle(later, Input::Frame(&up(signal_request::Message::PingReq(ping))));
    let pong = proto::Pong { last_ping_timestamp: 9, timestamp: 1_234 };
    let expected = [
        signal_response::Message::Pong(1_234),
        signal_response::Message::Pong(1_234),
        signal_response::Message::PongResp(pong),
    ];
    assert_eq!(told(&mut connection), expected);
    assert_eq!(outputs(&mut connection), [], "the host never hears of pings");
}

#[test]
fn silence_ends_the_socket_and_any_message_keeps_it() {
    let (mut connection, now) = open();
    let almost = now + SILENCE - Duration::from_millis(1);
    connection.handle(almost, Input::Frame(&up(signal_request::Message::Ping(0))));
    connection.handle(now + SILENCE, Input::Timeout);
    assert_eq!(connection.poll_output(), Output::Wait(Some(almost + SILENCE)));
    connection.handle(almost + SILENCE, Input::Timeout);
    assert_eq!(outputs(&mut connection), [Output::Close(Closed::Silent)]);
    assert_eq!(connection.poll_output(), Output::Wait(None));
}

#[test]
fn a_host_that_does_not_answer_the_join_in_time_ends_the_socket() {
    let (mut connection, now) = start();
    assert_eq!(connection.poll_output(), Output::Wait(Some(now + OPENING_DEADLINE)));
    connection.handle(now + OPENING_DEADLINE, Input::Timeout);
    assert_eq!(outputs(&mut connection), [Output::Close(Closed::ByHost)]);
}

#[test]
fn requests_before_the_join_is_answered_change_nothing() {
    let (mut connection, now) = start();
    connection.handle(now, Input::Frame(&muted_by_client()));
    assert_eq!(outputs(&mut connection), []);
    connection.handle(now, Input::Tell(reconnect()));
    connection.handle(now, Input::Frame(&muted_by_client()));
    let track = TrackSid::parse("TR_a").unwrap();
    assert_eq!(outputs(&mut connection), [Output::Request(Request::Mute { track, muted: true })]);
}

#[test]
fn a_sync_state_is_taken_once_and_only_in_a_resume() {
    let sync = up(signal_request::Message::SyncState(proto::SyncState::default()));
    for (resuming, taken) in [(false, 0), (true, 1)] {
        let (_, now) = start();
        let mut connection = Connection::new(now, 0, resuming);
        connection.handle(now, Input::Tell(reconnect()));
        connection.handle(now, Input::Frame(&sync));
        connection.handle(now, Input::Frame(&sync));
        assert_eq!(outputs(&mut connection).len(), taken);
    }
}

/// proves: F8 (slow reader: at most 256 messages, then close and resume)
#[test]
fn a_reader_too_slow_for_256_messages_is_closed() {
    let (mut connection, now) = open();
    (0..WAITING_FRAMES).for_each(|_| connection.handle(now, Input::Tell(mute(true))));
    assert_eq!(outputs(&mut connection), []);
    connection.handle(now, Input::Tell(mute(true)));
    assert_eq!(outputs(&mut connection), [Output::Close(Closed::TooSlow)]);
    assert!(!connection.has_frame(), "and its memory is given back");
}

#[test]
fn a_reader_too_slow_for_a_mebibyte_is_closed() {
    let (mut connection, now) = open();
    let token = || Input::Tell(Response::RefreshToken("x".repeat(WAITING_BYTES / 4)));
    (0..3).for_each(|_| connection.handle(now, token()));
    assert_eq!(outputs(&mut connection), []);
    assert!(connection.next_frame().is_some());
    connection.handle(now, token());
    assert_eq!(outputs(&mut connection), [], "what was read does not count");
    connection.handle(now, token());
    assert_eq!(outputs(&mut connection), [Output::Close(Closed::TooSlow)]);
}

#[test]
fn a_little_garbage_is_endured_and_a_lot_is_not() {
    let (mut connection, now) = open();
    (1..PATIENCE).for_each(|_| connection.handle(now, Input::Frame(b"\xff\xff\xff")));
    assert_eq!(outputs(&mut connection), []);
    connection.handle(now, Input::Frame(&[0; 300 * 1024]));
    assert_eq!(outputs(&mut connection), [Output::Close(Closed::Malformed)]);
}

#[test]
fn a_name_that_is_too_long_is_refused_with_its_request_id() {
    let (mut connection, now) = open();
    let wish = proto::UpdateParticipantMetadata {
        request_id: 42,
        name: "x".repeat(300),
        ..proto::UpdateParticipantMetadata::default()
    };
    connection.handle(now, Input::Frame(&up(signal_request::Message::UpdateMetadata(wish))));
    assert_eq!(outputs(&mut connection), []);
    let told = told(&mut connection);
    let [signal_response::Message::RequestResponse(result)] = &told[..] else { panic!("{told:?}") };
    assert_eq!((result.request_id, result.reason()), (42, proto::request_response::Reason::LimitExceeded));
}
