//! The server API as a program meets it: over HTTP, with tokens that are good and bad.

use std::net::SocketAddr;

use signaling::livekit::room_service::{BODY_BYTES, Fault, RoomAnswer, RoomRequest};
use signaling::token::{ApiGrant, Grant, Keyring, VideoGrant, Wire};
use signaling::ws::{Entrance, RoomCall, RoomHost, Settings, server_api};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use crate::support::{api_key, session_token, soon, valid};

/// A host that does everything, and tells the test.
#[derive(Clone)]
struct Obedient(mpsc::UnboundedSender<RoomCall>);

impl RoomHost for Obedient {
    async fn serve(&self, call: RoomCall) -> Result<RoomAnswer, Fault> {
        let _ = self.0.send(call);
        Ok(RoomAnswer::Done)
    }
}

struct Server {
    address: SocketAddr,
    calls: mpsc::UnboundedReceiver<RoomCall>,
}

impl Server {
    async fn start() -> Self {
        let (told, calls) = mpsc::unbounded_channel();
        let entrance = Entrance::new(Obedient(told), Keyring::new([api_key()]), Settings::default());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = server_api(entrance).into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
        Self { address, calls }
    }

    /// Status and body of one request.
    async fn asks(&self, line: &str, token: &str, content_type: &str, body: &[u8]) -> (u16, String) {
        let mut socket = TcpStream::connect(self.address).await.unwrap();
        let head = format!(
            "{line} HTTP/1.1\r\nHost: test\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        socket.write_all(head.as_bytes()).await.unwrap();
        // A server that refuses early may close before it has read everything.
        let _ = socket.write_all(body).await;
        let mut answer = Vec::new();
        let _ = soon(socket.read_to_end(&mut answer)).await;
        let answer = String::from_utf8(answer).unwrap();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        (status, answer.split_once("\r\n\r\n").unwrap().1.to_owned())
    }

    async fn posts(&self, method: &str, token: &str, body: &str) -> (u16, String) {
        let line = format!("POST /twirp/livekit.RoomService/{method}");
        self.asks(&line, token, "application/json", body.as_bytes()).await
    }
}

fn token(video: VideoGrant) -> String {
    let grant = ApiGrant { identity: "the clerk".into(), video, ..ApiGrant::default() };
    api_key().mint(&Grant::Api(Box::new(grant)), valid(), None).unwrap()
}

fn admin() -> String {
    token(VideoGrant { room_admin: true, room: "court".into(), ..VideoGrant::default() })
}

#[tokio::test]
async fn a_call_reaches_the_host_with_the_name_of_its_key_and_of_whom_it_acts_for() {
    let mut server = Server::start().await;
    let (status, body) = server.posts("ListParticipants", &admin(), r#"{"room":"court"}"#).await;
    assert_eq!((status, body.as_str()), (200, "{}"));
    let call = soon(server.calls.recv()).await.unwrap();
    assert_eq!((call.key.as_str(), call.acts_for.as_str()), ("devkey", "the clerk"));
    assert_eq!(call.request, RoomRequest::ListParticipants { room: "court".into() });
}

#[tokio::test]
async fn without_the_right_token_nothing_reaches_the_host() {
    let mut server = Server::start().await;
    let joins = token(VideoGrant { room_join: true, room: "court".into(), ..VideoGrant::default() });
    let elsewhere = token(VideoGrant { room_admin: true, room: "other".into(), ..VideoGrant::default() });
    for (token, status) in
        [(String::new(), 401), (session_token(Wire::Media), 401), (joins, 403), (elsewhere, 403)]
    {
        assert_eq!(server.posts("ListParticipants", &token, r#"{"room":"court"}"#).await.0, status);
    }
    assert!(server.calls.try_recv().is_err());
}

#[tokio::test]
async fn what_is_no_call_is_refused_with_a_code_and_changes_nothing() {
    let mut server = Server::start().await;
    let (get, post) = (
        "GET /twirp/livekit.RoomService/ListParticipants",
        "POST /twirp/livekit.RoomService/ListParticipants",
    );
    let long = vec![b' '; BODY_BYTES + 1];
    for (line, content_type, body, status, code) in [
        (get, "application/json", &b"{}"[..], 404, "bad_route"),
        (post, "text/plain", b"{}", 404, "bad_route"),
        (post, "application/json", b"{", 400, "malformed"),
        (post, "application/protobuf", b"\xff", 400, "malformed"),
        (post, "application/json", &long, 400, "invalid_argument"),
    ] {
        let (came, body) = server.asks(line, &admin(), content_type, body).await;
        assert_eq!(came, status, "{body}");
        assert!(body.contains(&format!(r#""code":"{code}""#)), "{body}");
    }
    assert!(server.calls.try_recv().is_err());
}

#[tokio::test]
async fn whoever_guesses_tokens_is_shut_out() {
    let server = Server::start().await;
    for _ in 0..10 {
        assert_eq!(server.posts("ListRooms", "guess", "{}").await.0, 401);
    }
    assert_eq!(server.posts("ListParticipants", &admin(), r#"{"room":"court"}"#).await.0, 429);
}
