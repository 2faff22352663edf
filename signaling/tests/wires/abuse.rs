//! Strangers who mean harm (reliability F8), and eight people who must not notice.

use std::time::Duration;

use serde_json::json;
use signaling::Closed;
use signaling::channel::limits::{FRAME_BYTES, HELLO_DEADLINE};
use signaling::channel::{ByeCode, CommandId, ServerFrame};
use signaling::livekit::limits::MESSAGE_BYTES;
use signaling::token::Wire;
use signaling::ws::client::{ChannelClient, MediaClient};
use signaling::ws::{ChannelUp, Counts, MediaUp};
use tokio_tungstenite::tungstenite::Message;

use crate::media::reconnect;
use crate::support::{Server, api_token, session_token, soon};

async fn channel(server: &Server) -> ChannelClient {
    ChannelClient::connect(&server.url("/channel"), &session_token(Wire::Channel), None).await.unwrap()
}

async fn bye(client: &mut ChannelClient) -> Option<ByeCode> {
    while let Some(frame) = soon(client.next()).await {
        if let ServerFrame::Bye(bye) = frame {
            return Some(bye.code);
        }
    }
    None
}

#[tokio::test]
async fn a_media_message_one_byte_too_long_closes_with_1009_and_changes_nothing() {
    let mut server = Server::start().await;
    let mut client = MediaClient::connect(&server.url("/rtc"), "", &api_token()).await.unwrap();
    let mut host = server.media().await;
    host.down.send(reconnect()).await.unwrap();
    soon(client.next()).await.unwrap();
    client.send_raw(Message::binary(vec![0; MESSAGE_BYTES + 1])).await;
    assert_eq!(soon(client.next()).await, None);
    assert_eq!(client.close_code, Some(1009));
    let (_, up) = soon(host.up.recv()).await.unwrap();
    assert!(matches!(up, MediaUp::Closed(Closed::TooLarge)));
    assert_eq!(server.counts.get(Counts::MEDIA_CLOSED, "too_large"), 1);
}

#[tokio::test]
async fn a_channel_frame_one_byte_too_long_is_told_so_and_closes_with_1009() {
    let mut server = Server::start().await;
    let mut client = channel(&server).await;
    let mut host = server.channel().await;
    client.send_raw(Message::text("x".repeat(FRAME_BYTES + 1))).await;
    assert_eq!(bye(&mut client).await, Some(ByeCode::TooLarge));
    assert_eq!(soon(client.next()).await, None);
    assert_eq!(client.close_code, Some(1009));
    let (_, up) = soon(host.up.recv()).await.unwrap();
    assert!(matches!(up, ChannelUp::Closed(Closed::TooLarge)));
}

#[tokio::test]
async fn garbage_on_the_channel_is_told_so_and_changes_nothing() {
    for garbage in [
        Message::text("{"),
        Message::text("[]"),
        Message::binary(vec![1]),
        Message::text("{\"type\":\"hello\"}"),
    ] {
        let mut server = Server::start().await;
        let mut client = channel(&server).await;
        let mut host = server.channel().await;
        client.send_raw(garbage).await;
        assert_eq!(bye(&mut client).await, Some(ByeCode::Malformed));
        let (_, up) = soon(host.up.recv()).await.unwrap();
        assert!(matches!(up, ChannelUp::Closed(Closed::Malformed)));
        assert_eq!(server.counts.get(Counts::CHANNEL_CLOSED, "malformed"), 1);
    }
}

#[tokio::test]
async fn a_channel_without_a_hello_is_closed_in_time() {
    let server = Server::start().await;
    let mut client = ChannelClient::connect_silently(&server.url("/channel")).await.unwrap();
    let late = HELLO_DEADLINE + Duration::from_secs(1);
    let frame = tokio::time::timeout(late, client.next()).await.unwrap();
    assert!(matches!(frame, Some(ServerFrame::Bye(bye)) if bye.code == ByeCode::NoHello));
}

/// proves: F8 (8 legitimate users unaffected)
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_people_work_on_while_fifty_flood() {
    let mut server = Server::start().await;
    let mut floods = Vec::new();
    for _ in 0..50 {
        let mut client = channel(&server).await;
        // The host's end is kept open and never read by anybody.
        let host = server.channel().await;
        floods.push(tokio::spawn(async move {
            let _host = host;
            loop {
                client.send_raw(Message::text(r#"{"type":"ping","at":1}"#)).await;
                tokio::task::yield_now().await;
            }
        }));
    }
    let mut people = Vec::new();
    for _ in 0..8 {
        people.push((channel(&server).await, server.channel().await));
    }
    for round in 0..20 {
        for (client, host) in &mut people {
            let id = CommandId::try_from(format!("c{round}")).unwrap();
            client.command(id.clone(), &json!({"type": "raise_hand"})).await;
            let (_, up) = soon(host.up.recv()).await.unwrap();
            assert!(matches!(up, ChannelUp::Command { id: heard, .. } if heard == id));
            let done = ServerFrame::<(), ()>::Done { id }.to_json();
            host.down.send(done.into()).await.unwrap();
            assert!(matches!(soon(client.next()).await, Some(ServerFrame::Done { .. })));
        }
    }
    floods.into_iter().for_each(|flood| flood.abort());
}
