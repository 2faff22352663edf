//! A client of the session channel, as `docs/protocol.md` asks for: it acknowledges, pings,
//! and remembers where it left off.

use std::time::Instant;

use futures_util::{SinkExt, StreamExt};
use serde::Serialize;
use serde_json::Value;
use tokio_tungstenite::tungstenite::Message;

use super::{ConnectError, PING, Stream, close_code, connect};
use crate::channel::{ClientFrame, CommandId, Hello, Resume, Seq, ServerFrame, VERSION};
use crate::ws::clock;

/// A socket of the session channel from a client's side.
#[derive(Debug)]
pub struct ChannelClient {
    stream: Stream,
    ping_at: Instant,
    resume: Option<Resume>,
    /// Code of the server's close frame, once it came.
    pub close_code: Option<u16>,
}

impl ChannelClient {
    /// Connects to `ws://host:port/channel` and says hello.
    pub async fn connect(url: &str, token: &str, resume: Option<Resume>) -> Result<Self, ConnectError> {
        let mut client = Self::connect_silently(url).await?;
        client.resume = resume;
        client.send(&ClientFrame::Hello(Hello { version: VERSION, token: token.to_owned(), resume })).await;
        Ok(client)
    }

    /// Connects and says nothing.
    pub async fn connect_silently(url: &str) -> Result<Self, ConnectError> {
        let stream = connect(url, None).await?;
        Ok(Self { stream, ping_at: clock::now() + PING, resume: None, close_code: None })
    }

    /// Asks for something.
    pub async fn command(&mut self, id: CommandId, command: &impl Serialize) {
        let command = serde_json::to_value(command).unwrap_or_default();
        self.send(&ClientFrame::Command { id, command }).await;
    }

    /// Sends a frame. A broken socket shows on the next read.
    pub async fn send(&mut self, frame: &ClientFrame<Value>) {
        if let Ok(text) = serde_json::to_string(frame) {
            self.send_raw(Message::text(text)).await;
        }
    }

    /// Sends any message at all.
    pub async fn send_raw(&mut self, message: Message) {
        let _ = self.stream.send(message).await;
    }

    /// The next frame from the server; `None` when the socket ended. Pings and acknowledges
    /// meanwhile.
    pub async fn next(&mut self) -> Option<ServerFrame<Value, Value>> {
        loop {
            let ping_at = tokio::time::Instant::from_std(self.ping_at);
            let message = tokio::select! {
                message = self.stream.next() => message,
                () = tokio::time::sleep_until(ping_at) => {
                    self.ping_at = clock::now() + PING;
                    self.send(&ClientFrame::Ping { at: clock::wall_ms() }).await;
                    continue;
                }
            };
            match message {
                Some(Ok(Message::Text(text))) => match serde_json::from_str(&text) {
                    Ok(frame) => {
                        self.note(&frame).await;
                        return Some(frame);
                    }
                    Err(_) => continue,
                },
                Some(Ok(Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => {}
                end => {
                    self.close_code = close_code(end);
                    return None;
                }
            }
        }
    }

    /// Where this client left off, for its next connection.
    pub fn left_off(&self) -> Option<Resume> {
        self.resume
    }

    /// Ends the socket without a word, as a lost network does.
    pub fn break_off(self) -> Option<Resume> {
        self.resume
    }

    async fn note(&mut self, frame: &ServerFrame<Value, Value>) {
        match frame {
            ServerFrame::Welcome(welcome) if !welcome.resumed => {
                self.resume = Some(Resume { epoch: welcome.epoch, seq: Seq(0) });
            }
            ServerFrame::View { seq, .. } | ServerFrame::Item { seq, .. } => self.acknowledge(*seq).await,
            ServerFrame::Welcome(_)
            | ServerFrame::Done { .. }
            | ServerFrame::Refused(_)
            | ServerFrame::Pong { .. }
            | ServerFrame::Bye(_) => {}
        }
    }

    async fn acknowledge(&mut self, seq: Seq) {
        if let Some(resume) = &mut self.resume {
            resume.seq = seq;
        }
        self.send(&ClientFrame::Ack { seq }).await;
    }
}
