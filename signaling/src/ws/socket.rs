//! A WebSocket with deadlines: one at a time is read, one at a time is written, and a peer
//! that stops in the middle of either is given up.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use futures_util::{Sink, Stream};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Utf8Bytes;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message};

use super::clock;
use super::metered::Metered;
use crate::Closed;
use crate::throttle::{Pace, Read};

/// Time for a message that began to end, and for a write to be taken.
const STALL: Duration = Duration::from_secs(10);
/// Time for the peer to answer our close.
const FAREWELL: Duration = Duration::from_secs(2);
/// Time between our WebSocket pings, which keep middle boxes awake and find dead peers.
const PING: Duration = Duration::from_secs(10);
/// Small, because there are many sockets and messages are small.
const BUFFER_BYTES: usize = 8 * 1024;

/// A socket.
pub struct Socket<S> {
    stream: WebSocketStream<Metered<S>>,
    pace: Pace,
    /// The peer spoke too fast and is not read before then.
    paused_until: Option<Instant>,
    /// Something was sent that is not written out yet.
    unwritten_since: Option<Instant>,
    /// The peer takes nothing more. What it sent before, a farewell perhaps, is still read.
    is_deaf: bool,
    ping_at: Instant,
}

/// What a socket has to say.
#[derive(Debug)]
pub enum Event {
    /// A text message.
    Text(Utf8Bytes),
    /// A binary message.
    Binary(Bytes),
    /// Another message can be sent.
    Writable,
    /// Nothing of interest happened; ask again.
    Idle,
    /// It is over.
    Closed(Closed),
}

impl<S: AsyncRead + AsyncWrite + Unpin> Socket<S> {
    /// The server's end of an upgraded stream. Messages longer than `message_bytes` end it.
    pub async fn server(inner: S, message_bytes: usize) -> Self {
        let config = WebSocketConfig::default()
            .read_buffer_size(BUFFER_BYTES)
            .write_buffer_size(0)
            .max_message_size(Some(message_bytes))
            .max_frame_size(Some(message_bytes));
        let stream = WebSocketStream::from_raw_socket(Metered::new(inner), Role::Server, Some(config)).await;
        let now = clock::now();
        let (paused_until, unwritten_since) = (None, None);
        Self {
            stream,
            pace: Pace::new(now),
            paused_until,
            unwritten_since,
            is_deaf: false,
            ping_at: now + PING,
        }
    }

    /// Waits for something to happen; with `wants_to_write`, also until a message can be
    /// sent. Can be dropped and called again at any time.
    pub async fn next(&mut self, wants_to_write: bool) -> Event {
        let deadline = tokio::time::Instant::from_std(self.deadline());
        tokio::select! {
            event = poll_fn(|cx| self.poll(cx, wants_to_write)) => event,
            () = tokio::time::sleep_until(deadline) => self.overdue(clock::now()),
        }
    }

    /// Sends a message. Only after [`Event::Writable`]: otherwise it waits without bound in
    /// memory.
    pub fn send(&mut self, message: Message) {
        self.is_deaf |= Pin::new(&mut self.stream).start_send(message).is_err();
        self.unwritten_since.get_or_insert_with(clock::now);
    }

    /// Says goodbye and waits a moment for the peer to do the same. What the peer still sends
    /// is read and dropped: left unread it would make the kernel reset the connection, and the
    /// goodbye would be lost with it.
    pub async fn close(mut self, cause: Closed) {
        let frame = CloseFrame { code: close_code(cause), reason: Utf8Bytes::default() };
        let farewell = async {
            if self.stream.close(Some(frame)).await.is_ok() {
                while let Some(Ok(_)) = poll_fn(|cx| Pin::new(&mut self.stream).poll_next(cx)).await {}
                let bytes = self.stream.get_mut();
                let mut rest = [0; 4096];
                let _ = bytes.shutdown().await;
                while matches!(bytes.read(&mut rest).await, Ok(read) if read > 0) {}
            }
        };
        let _ = tokio::time::timeout(FAREWELL, farewell).await;
    }

    fn poll(&mut self, cx: &mut Context<'_>, wants_to_write: bool) -> Poll<Event> {
        if self.unwritten_since.is_some() && !self.is_deaf {
            match Pin::new(&mut self.stream).poll_flush(cx) {
                Poll::Ready(Ok(())) => self.unwritten_since = None,
                Poll::Ready(Err(_)) => self.is_deaf = true,
                Poll::Pending => {}
            }
        }
        if wants_to_write && self.unwritten_since.is_none() {
            return Poll::Ready(Event::Writable);
        }
        if self.paused_until.is_some() {
            return Poll::Pending;
        }
        Pin::new(&mut self.stream).poll_next(cx).map(|read| match read {
            None => Event::Closed(Closed::ByClient),
            Some(Err(error)) => Event::Closed(cause_of(&error)),
            Some(Ok(message)) => self.received(message),
        })
    }

    /// Every message counts towards the pace, pings of the WebSocket too.
    fn received(&mut self, message: Message) -> Event {
        self.stream.get_mut().finished();
        match self.pace.message(clock::now()) {
            Read::Now => {}
            Read::At(at) => self.paused_until = Some(at),
            Read::Never => return Event::Closed(Closed::TooFast),
        }
        match message {
            Message::Text(text) => Event::Text(text),
            Message::Binary(bytes) => Event::Binary(bytes),
            Message::Close(_) => Event::Closed(Closed::ByClient),
            Message::Ping(_) => {
                // The answer is queued by the stream and leaves with the next flush.
                self.unwritten_since.get_or_insert_with(clock::now);
                Event::Idle
            }
            Message::Pong(_) | Message::Frame(_) => Event::Idle,
        }
    }

    fn deadline(&self) -> Instant {
        let unfinished = self.stream.get_ref().unfinished_since().map(|since| since + STALL);
        let unwritten = self.unwritten_since.map(|since| since + STALL);
        let soonest = [unfinished, unwritten, self.paused_until].into_iter().flatten().min();
        soonest.map_or(self.ping_at, |at| at.min(self.ping_at))
    }

    /// The deadline has come: for a stalled peer that is the end.
    fn overdue(&mut self, now: Instant) -> Event {
        let stalled = |since: Option<Instant>| since.is_some_and(|since| since + STALL <= now);
        if stalled(self.unwritten_since) {
            return Event::Closed(Closed::TooSlow);
        }
        if self.paused_until.is_some_and(|at| at <= now) {
            self.paused_until = None;
        } else if stalled(self.stream.get_ref().unfinished_since()) {
            return Event::Closed(Closed::Unfinished);
        }
        if self.ping_at <= now {
            self.ping_at = now + PING;
            if self.unwritten_since.is_none() {
                self.send(Message::Ping(Bytes::new()));
            }
        }
        Event::Idle
    }
}

fn cause_of(error: &Error) -> Closed {
    match error {
        Error::Capacity(_) => Closed::TooLarge,
        Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => Closed::Broken,
        Error::Protocol(_) | Error::Utf8(_) => Closed::Malformed,
        Error::ConnectionClosed | Error::AlreadyClosed => Closed::ByClient,
        _ => Closed::Broken,
    }
}

/// RFC 6455 §7.4.1.
fn close_code(cause: Closed) -> CloseCode {
    match cause {
        Closed::ByClient | Closed::ByHost | Closed::Broken => CloseCode::Normal,
        Closed::Silent => CloseCode::Away,
        Closed::TooLarge => CloseCode::Size,
        Closed::TooSlow => CloseCode::Again,
        Closed::TooFast | Closed::Malformed | Closed::Unfinished => CloseCode::Policy,
    }
}

#[cfg(test)]
mod tests;
