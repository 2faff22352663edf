//! The pump of the media wire: a socket, a [`Connection`] and a link to the host.

use std::sync::Arc;
use std::time::Instant;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio_tungstenite::tungstenite::Message;

use super::clock;
use super::counts::Counts;
use super::host::{MediaLink, MediaUp};
use super::socket::{Event, Socket};
use crate::Closed;
use crate::livekit::Connection;
use crate::livekit::connection::{Input, Output};

/// Runs one socket to its end.
pub async fn run<S>(socket: Socket<S>, link: MediaLink, resuming: bool, counts: Arc<Counts>)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let connection = Connection::new(clock::now(), clock::wall_ms(), resuming);
    let mut pump = Pump { socket, link, connection, host_gone: false };
    let cause = pump.run().await;
    counts.add(Counts::MEDIA_CLOSED, cause.code());
    tracing::debug!(link = pump.link.id.0, cause = cause.code(), "media wire closed");
    let Pump { socket, link, .. } = pump;
    // The host must not wait for the peer's goodbye. If the host is gone, nobody does.
    let _ = link.up.send((link.id, MediaUp::Closed(cause))).await;
    drop(link);
    socket.close(cause).await;
}

struct Pump<S> {
    socket: Socket<S>,
    link: MediaLink,
    connection: Connection,
    host_gone: bool,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Pump<S> {
    async fn run(&mut self) -> Closed {
        loop {
            let deadline = match self.connection.poll_output() {
                Output::Request(request) => {
                    let up = (self.link.id, MediaUp::Request(request));
                    if self.link.up.send(up).await.is_err() {
                        return Closed::ByHost;
                    }
                    continue;
                }
                Output::Close(cause) => return self.write_out(cause).await,
                Output::Wait(deadline) => deadline,
            };
            if let Some(cause) = self.step(deadline).await {
                return cause;
            }
        }
    }

    /// One thing happens: on the socket, at the host, or the clock.
    async fn step(&mut self, deadline: Option<Instant>) -> Option<Closed> {
        tokio::select! {
            event = self.socket.next(self.connection.has_frame()) => return self.on_socket(event),
            told = self.link.down.recv(), if !self.host_gone => {
                self.host_gone = told.is_none();
                let input = told.map_or(Input::HostGone, Input::Tell);
                self.connection.handle(clock::now(), input);
            }
            () = until(deadline) => self.connection.handle(clock::now(), Input::Timeout),
        }
        None
    }

    fn on_socket(&mut self, event: Event) -> Option<Closed> {
        match event {
            Event::Binary(frame) => self.connection.handle(clock::now(), Input::Frame(&frame)),
            // The older form of the protocol in JSON is not spoken here.
            Event::Text(_) => return Some(Closed::Malformed),
            Event::Writable => self.write_one(),
            Event::Idle => {}
            Event::Closed(cause) => return Some(cause),
        }
        None
    }

    fn write_one(&mut self) {
        if let Some(frame) = self.connection.next_frame() {
            self.socket.send(Message::binary(frame));
        }
    }

    /// What still waits is written if the peer reads it; a last leave must get through.
    async fn write_out(&mut self, cause: Closed) -> Closed {
        while self.connection.has_frame() {
            match self.socket.next(true).await {
                Event::Writable => self.write_one(),
                Event::Closed(_) => break,
                Event::Text(_) | Event::Binary(_) | Event::Idle => {}
            }
        }
        cause
    }
}

/// Sleeps until then, or for ever.
pub async fn until(deadline: Option<Instant>) {
    match deadline {
        Some(at) => tokio::time::sleep_until(at.into()).await,
        None => std::future::pending().await,
    }
}
