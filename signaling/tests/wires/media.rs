//! The media wire.

use signaling::Closed;
use signaling::livekit::response::{ClientConfiguration, Reconnect};
use signaling::livekit::{
    DisconnectReason, Leave, LeaveAction, Request, Response, Topology, TrackSid, proto,
};
use signaling::token::Wire;
use signaling::ws::client::{ConnectError, MediaClient};
use signaling::ws::{Counts, Denial, MediaUp, Settings};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{Server, api_token, session_token, soon};

pub fn reconnect() -> Response {
    Response::Reconnect(Reconnect {
        ice_servers: Vec::new(),
        configuration: ClientConfiguration::default(),
        last_data_sequence: 0,
        node: String::new(),
    })
}

async fn status(server: &Server, path: &str, token: &str) -> u16 {
    match MediaClient::connect(&server.url(path), "", token).await {
        Err(ConnectError::Status(status)) => status,
        other => panic!("{other:?}"),
    }
}

/// A plain HTTP request; returns status line, headers and body as text.
async fn http(server: &Server, request: &str) -> String {
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let request = format!("{request}\r\nHost: x\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    soon(stream.read_to_string(&mut answer)).await.unwrap();
    answer
}

#[tokio::test]
async fn a_client_joins_asks_and_is_told() {
    let mut server = Server::start().await;
    let mut client =
        MediaClient::connect(&server.url("/rtc"), "sdk=python&protocol=17", &api_token()).await.unwrap();
    let mut host = server.media().await;
    assert_eq!(host.opening.params.client.protocol, 17);
    assert_eq!(host.opening.params.topology, Topology::TwoConnections);
    assert!(host.opening.address.is_loopback());

    host.down.send(reconnect()).await.unwrap();
    let told = soon(client.next()).await.unwrap();
    assert!(matches!(told, proto::signal_response::Message::Reconnect(_)));

    let mute = proto::MuteTrackRequest { sid: "TR_a".into(), muted: true };
    client.send(proto::signal_request::Message::Mute(mute)).await;
    let (_, up) = soon(host.up.recv()).await.unwrap();
    let track = TrackSid::parse("TR_a").unwrap();
    assert!(matches!(up, MediaUp::Request(request) if request == Request::Mute { track, muted: true }));
}

#[tokio::test]
async fn a_last_leave_gets_through_before_the_socket_closes() {
    let mut server = Server::start().await;
    let mut client = MediaClient::connect(&server.url("/rtc"), "", &api_token()).await.unwrap();
    let mut host = server.media().await;
    let leave = Leave::final_because(DisconnectReason::ParticipantRemoved);
    host.down.send(Response::Leave(leave)).await.unwrap();
    let Some(proto::signal_response::Message::Leave(told)) = soon(client.next()).await else { panic!() };
    assert_eq!(told.reason(), proto::DisconnectReason::ParticipantRemoved);
    assert_eq!(soon(client.next()).await, None);
    let (_, up) = soon(host.up.recv()).await.unwrap();
    assert!(matches!(up, MediaUp::Closed(Closed::ByHost)));
}

#[tokio::test]
async fn a_host_that_drops_its_end_closes_the_socket_after_what_it_said() {
    let mut server = Server::start().await;
    let mut client = MediaClient::connect(&server.url("/rtc"), "", &api_token()).await.unwrap();
    let host = server.media().await;
    host.down.send(reconnect()).await.unwrap();
    let resume = Leave { reason: DisconnectReason::ServerShutdown, action: LeaveAction::Resume };
    host.down.send(Response::Leave(resume)).await.unwrap();
    drop(host.down);
    assert!(matches!(soon(client.next()).await, Some(proto::signal_response::Message::Reconnect(_))));
    assert!(matches!(soon(client.next()).await, Some(proto::signal_response::Message::Leave(_))));
    assert_eq!(soon(client.next()).await, None);
    assert_eq!(client.close_code, Some(1000));
}

#[tokio::test]
async fn a_lost_socket_is_told_to_the_host_at_once() {
    let mut server = Server::start().await;
    let client = MediaClient::connect(&server.url("/rtc"), "", &api_token()).await.unwrap();
    let mut host = server.media().await;
    client.break_off();
    let (_, up) = soon(host.up.recv()).await.unwrap();
    assert!(matches!(up, MediaUp::Closed(Closed::Broken | Closed::ByClient)));
}

#[tokio::test]
async fn tokens_of_both_families_open_the_wire_and_a_channel_token_does_not() {
    let mut server = Server::start().await;
    for token in [api_token(), session_token(Wire::Media)] {
        MediaClient::connect(&server.url("/rtc"), "", &token).await.unwrap();
        server.media().await;
    }
    assert_eq!(status(&server, "/rtc", &session_token(Wire::Channel)).await, 401);
    assert_eq!(server.counts.get(Counts::TOKEN_REFUSED, "wrong_audience"), 1);
    assert!(server.host_heard_nothing());
}

#[tokio::test]
async fn a_browsers_token_comes_in_the_query() {
    let mut server = Server::start().await;
    let url = format!("{}?access_token={}&sdk=js", server.url("/rtc"), api_token());
    tokio_tungstenite::connect_async(url).await.unwrap();
    assert_eq!(server.media().await.opening.params.client.sdk, signaling::livekit::Sdk::JavaScript);
}

#[tokio::test]
async fn one_peer_connection_is_unknown_here_unless_switched_on() {
    let server = Server::start().await;
    assert_eq!(status(&server, "/rtc/v1", &api_token()).await, 404);
    assert!(http(&server, "GET /rtc/v1/validate HTTP/1.1").await.starts_with("HTTP/1.1 404"));
    let mut server = Server::start_with(None, Settings { one_connection: true }).await;
    MediaClient::connect(&server.url("/rtc/v1"), "", &api_token()).await.unwrap();
    assert_eq!(server.media().await.opening.params.topology, Topology::OneConnection);
}

#[tokio::test]
async fn validate_says_why_and_every_page_may_read_it() {
    let server = Server::start().await;
    let good = http(&server, &format!("GET /rtc/validate?access_token={} HTTP/1.1", api_token())).await;
    let bad = http(&server, "GET /rtc/validate?access_token=x HTTP/1.1").await;
    let denying = Server::denying(Denial::NotAllowed).await;
    let denied = http(&denying, &format!("GET /rtc/validate?access_token={} HTTP/1.1", api_token())).await;
    for (answer, status) in [(good, "200"), (bad, "401"), (denied, "403")] {
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{answer}");
        assert!(answer.to_lowercase().contains("access-control-allow-origin: *"), "{answer}");
    }
}

/// proves: S8 (a session that does not exist and one that is forbidden look the same)
#[tokio::test]
async fn a_denial_is_a_bare_status() {
    for (denial, expected) in
        [(Denial::TokenRefused, 401), (Denial::NotAllowed, 403), (Denial::TooMany, 429), (Denial::Busy, 503)]
    {
        let server = Server::denying(denial).await;
        assert_eq!(status(&server, "/rtc", &api_token()).await, expected);
    }
}

/// proves: S8 (10 failures a minute from one source, then 429)
#[tokio::test]
async fn the_eleventh_bad_token_shuts_the_source_out_good_tokens_too() {
    let server = Server::start().await;
    for _ in 0..10 {
        assert_eq!(status(&server, "/rtc", "x.y.z").await, 401);
    }
    assert_eq!(status(&server, "/rtc", "x.y.z").await, 429);
    assert_eq!(status(&server, "/rtc", &api_token()).await, 429);
    assert_eq!(server.counts.get(Counts::DENIED, "too_many"), 2);
}

#[tokio::test]
async fn compression_is_never_accepted() {
    let server = Server::start().await;
    let request = format!(
        "GET /rtc?access_token={} HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         Sec-WebSocket-Extensions: permessage-deflate",
        api_token()
    );
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(format!("{request}\r\nHost: x\r\n\r\n").as_bytes()).await.unwrap();
    let mut answer = vec![0; 1024];
    let read = soon(stream.read(&mut answer)).await.unwrap();
    let answer = String::from_utf8_lossy(&answer[..read]).to_lowercase();
    assert!(answer.starts_with("http/1.1 101"), "{answer}");
    assert!(answer.contains("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo="), "RFC 6455 §1.3");
    assert!(!answer.contains("permessage-deflate"));
}
