//! A client of the media wire.

use std::time::Instant;

use futures_util::{SinkExt, StreamExt};
use prost::Message as _;
use tokio_tungstenite::tungstenite::Message;

use super::{ConnectError, PING, Stream, close_code, connect};
use crate::livekit::proto::{Ping, SignalRequest, SignalResponse, signal_request, signal_response};
use crate::ws::clock;

/// A signalling socket from a client's side.
#[derive(Debug)]
pub struct MediaClient {
    stream: Stream,
    ping_at: Instant,
    /// Code of the server's close frame, once it came.
    pub close_code: Option<u16>,
}

impl MediaClient {
    /// Connects to `ws://host:port/rtc` or another media path. The query is everything after
    /// the `?`, without the token.
    pub async fn connect(url: &str, query: &str, token: &str) -> Result<Self, ConnectError> {
        let stream = connect(&format!("{url}?{query}"), Some(token)).await?;
        Ok(Self { stream, ping_at: clock::now() + PING, close_code: None })
    }

    /// Sends a request. A broken socket shows on the next read.
    pub async fn send(&mut self, message: signal_request::Message) {
        let request = SignalRequest { message: Some(message) };
        self.send_raw(Message::binary(request.encode_to_vec())).await;
    }

    /// Sends any frame at all.
    pub async fn send_raw(&mut self, message: Message) {
        let _ = self.stream.send(message).await;
    }

    /// The next message from the server; `None` when the socket ended. Pings meanwhile.
    pub async fn next(&mut self) -> Option<signal_response::Message> {
        loop {
            let ping_at = tokio::time::Instant::from_std(self.ping_at);
            let message = tokio::select! {
                message = self.stream.next() => message,
                () = tokio::time::sleep_until(ping_at) => {
                    self.ping().await;
                    continue;
                }
            };
            match message {
                Some(Ok(Message::Binary(frame))) => {
                    match SignalResponse::decode(frame).ok().and_then(|response| response.message) {
                        Some(message) => return Some(message),
                        None => continue,
                    }
                }
                Some(Ok(Message::Text(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => {}
                end => {
                    self.close_code = close_code(end);
                    return None;
                }
            }
        }
    }

    /// Ends the socket without a word, as a lost network does.
    pub fn break_off(self) {
        drop(self.stream);
    }

    async fn ping(&mut self) {
        self.ping_at = clock::now() + PING;
        self.send(signal_request::Message::PingReq(Ping { timestamp: clock::wall_ms(), rtt: 0 })).await;
    }
}
