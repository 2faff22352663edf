//! One signalling socket, from upgrade to close.
//!
//! ```text
//!   opening ──join | reconnect──▶ open ──client leaves | leave told──▶ closed
//!      │  (all else is held back)   │
//!      └──leave told, silence───────┴──silence, too much waiting, garbage──▶ closed
//! ```
//!
//! `handle(now, input)`, then `poll_output()` until it yields [`Output::Wait`]. What the client is
//! to be told waits inside until the socket can take it: [`Connection::next_frame`]. After
//! [`Output::Close`] the frames that still wait are written if the socket takes them.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::decode::{self, Incoming};
use super::encode;
use super::leave::LeaveAction;
use super::request::Request;
use super::response::Response;
use crate::Closed;

/// Frames that may wait for a slow reader (reliability F8).
const WAITING_FRAMES: usize = 256;
/// Bytes of those frames.
const WAITING_BYTES: usize = 1024 * 1024;
/// Messages that make no sense before the socket is given up. A foreign client with one odd
/// habit is heard out.
const PATIENCE: u32 = 16;
/// Time for the host to answer the join; clients wait 5 s.
const OPENING_DEADLINE: Duration = Duration::from_secs(5);
/// Silence after which the socket is lost, as the client was told.
const SILENCE: Duration = Duration::from_secs(super::PING_TIMEOUT_S.unsigned_abs() as u64);

/// One socket.
#[derive(Debug)]
pub struct Connection {
    state: State,
    /// Since when the wall clock and the monotonic clock are known to agree, for pongs.
    began: (Instant, i64),
    heard: Instant,
    waiting: VecDeque<Vec<u8>>,
    waiting_bytes: usize,
    resuming: bool,
    senseless: u32,
    outputs: VecDeque<Output>,
}

#[derive(Debug)]
enum State {
    /// The first message was not told yet; what comes before it is kept for after it.
    Opening {
        since: Instant,
        held: Vec<Response>,
    },
    Open,
    Closed,
}

/// What happens to a socket.
#[derive(Debug)]
pub enum Input<'a> {
    /// A binary frame came from the client.
    Frame(&'a [u8]),
    /// The client is to be told something.
    Tell(Response),
    /// The host has nothing more to tell.
    HostGone,
    /// The deadline has come.
    Timeout,
}

/// What a socket wants done.
#[derive(Debug, PartialEq)]
pub enum Output {
    /// The client asks for something.
    Request(Request),
    /// Close the socket. Nothing follows.
    Close(Closed),
    /// Nothing more to do until then.
    Wait(Option<Instant>),
}

impl Connection {
    /// A socket that was just upgraded. `resuming` as the client said; `wall_ms` in
    /// milliseconds since 1970.
    pub fn new(now: Instant, wall_ms: i64, resuming: bool) -> Self {
        Self {
            state: State::Opening { since: now, held: Vec::new() },
            began: (now, wall_ms),
            heard: now,
            waiting: VecDeque::new(),
            waiting_bytes: 0,
            resuming,
            senseless: 0,
            outputs: VecDeque::new(),
        }
    }

    /// One input, then drain [`Connection::poll_output`].
    pub fn handle(&mut self, now: Instant, input: Input<'_>) {
        if matches!(self.state, State::Closed) {
            return;
        }
        match input {
            Input::Frame(frame) => self.hear(now, frame),
            Input::Tell(response) => self.tell(response),
            Input::HostGone => self.close(Closed::ByHost),
            Input::Timeout => self.check_deadline(now),
        }
    }

    /// The next thing to do.
    pub fn poll_output(&mut self) -> Output {
        self.outputs.pop_front().unwrap_or_else(|| Output::Wait(self.deadline().map(|(at, _)| at)))
    }

    /// The next frame for the client. Ask only when the socket can take one.
    pub fn next_frame(&mut self) -> Option<Vec<u8>> {
        let frame = self.waiting.pop_front()?;
        self.waiting_bytes -= frame.len();
        Some(frame)
    }

    /// Whether a frame waits for the client.
    pub fn has_frame(&self) -> bool {
        !self.waiting.is_empty()
    }

    fn hear(&mut self, now: Instant, frame: &[u8]) {
        self.heard = now;
        match decode::decode(frame) {
            Ok(Incoming::Request(request)) => self.request(request),
            Ok(Incoming::Ping { timestamp_ms, wants_echo }) => {
                let echo = wants_echo.then_some(timestamp_ms);
                encode::pongs(echo, self.wall_ms(now)).into_iter().for_each(|pong| self.queue(pong));
            }
            Ok(Incoming::Refused(result)) => self.tell(Response::RequestResult(result)),
            Ok(Incoming::Unknown) => {}
            Err(_) => self.endure(),
        }
    }

    fn wall_ms(&self, now: Instant) -> i64 {
        let (since, wall_ms) = self.began;
        let passed = now.saturating_duration_since(since).as_millis();
        wall_ms.saturating_add(i64::try_from(passed).unwrap_or(i64::MAX))
    }

    fn request(&mut self, request: Request) {
        let opening = matches!(self.state, State::Opening { .. });
        match request {
            Request::Leave => {
                self.outputs.push_back(Output::Request(Request::Leave));
                self.close(Closed::ByClient);
            }
            Request::SyncState(_) if !std::mem::take(&mut self.resuming) => self.endure(),
            _ if opening => self.endure(),
            request => self.outputs.push_back(Output::Request(request)),
        }
    }

    /// A message that makes no sense changes nothing, up to a point.
    fn endure(&mut self) {
        self.senseless += 1;
        if self.senseless >= PATIENCE {
            self.close(Closed::Malformed);
        }
    }

    fn tell(&mut self, response: Response) {
        let opens = matches!(response, Response::Join(_) | Response::Reconnect(_) | Response::Leave(_));
        match &mut self.state {
            State::Opening { held, .. } if opens => {
                let held = std::mem::take(held);
                self.state = State::Open;
                self.send(response);
                held.into_iter().for_each(|response| self.send(response));
            }
            State::Opening { held, .. } if held.len() < WAITING_FRAMES => held.push(response),
            State::Opening { .. } => self.close(Closed::TooSlow),
            State::Open => self.send(response),
            State::Closed => {}
        }
    }

    fn send(&mut self, response: Response) {
        let last = matches!(response, Response::Leave(leave) if leave.action == LeaveAction::Disconnect);
        self.queue(encode::encode(response));
        if last {
            self.close(Closed::ByHost);
        }
    }

    fn queue(&mut self, frame: Vec<u8>) {
        if matches!(self.state, State::Closed) {
            return;
        }
        self.waiting_bytes += frame.len();
        self.waiting.push_back(frame);
        if self.waiting.len() > WAITING_FRAMES || self.waiting_bytes > WAITING_BYTES {
            self.waiting.clear();
            self.waiting_bytes = 0;
            self.close(Closed::TooSlow);
        }
    }

    fn check_deadline(&mut self, now: Instant) {
        if let Some((at, cause)) = self.deadline()
            && at <= now
        {
            self.close(cause);
        }
    }

    fn deadline(&self) -> Option<(Instant, Closed)> {
        match &self.state {
            State::Opening { since, .. } => Some((*since + OPENING_DEADLINE, Closed::ByHost)),
            State::Open => Some((self.heard + SILENCE, Closed::Silent)),
            State::Closed => None,
        }
    }

    fn close(&mut self, cause: Closed) {
        if !matches!(self.state, State::Closed) {
            self.state = State::Closed;
            self.outputs.push_back(Output::Close(cause));
        }
    }
}

#[cfg(test)]
mod tests;
