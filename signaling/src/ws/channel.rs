//! The pump of the session channel: a socket, an [`Intake`] and a link to the host.

use std::net::IpAddr;
use std::time::Instant;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio_tungstenite::tungstenite::Message;

use super::clock;
use super::counts::Counts;
use super::entrance::Entrance;
use super::host::{ChannelDown, ChannelLink, ChannelOpening, ChannelUp, Denial, Host};
use super::media::until;
use super::socket::{Event, Socket};
use crate::Closed;
use crate::channel::{ByeCode, Heard, Hello, Intake, ServerFrame};
use crate::token::Wire;

/// Replies of ours that may wait for a slow reader, besides what the host says.
const REPLIES: usize = 64;

/// Runs one socket to its end.
pub async fn run<S, H>(socket: Socket<S>, entrance: Entrance<H>, address: IpAddr)
where
    S: AsyncRead + AsyncWrite + Unpin,
    H: Host,
{
    let intake = Intake::new(clock::now(), clock::wall_ms());
    let mut pump = Pump { socket, intake, link: None, replies: Vec::new(), next: None };
    let end = pump.run(&entrance, address).await;
    entrance.counts().add(Counts::CHANNEL_CLOSED, end.closed.code());
    tracing::debug!(cause = end.closed.code(), "session channel closed");
    if let Some(link) = pump.link.take() {
        // The host must not wait for the peer's goodbye. If the host is gone, nobody does.
        let _ = link.up.send((link.id, ChannelUp::Closed(end.closed))).await;
    }
    if let Some(bye) = end.bye {
        pump.say_goodbye(bye).await;
    }
    pump.socket.close(end.closed).await;
}

struct Pump<S, C> {
    socket: Socket<S>,
    intake: Intake<C>,
    link: Option<ChannelLink<C>>,
    /// Pongs and refusals of our own, oldest first.
    replies: Vec<ChannelDown>,
    /// What the host said and the socket has not taken yet.
    next: Option<ChannelDown>,
}

/// How a socket ends: what is counted, and what the client is told.
struct End {
    closed: Closed,
    bye: Option<ByeCode>,
}

impl<S: AsyncRead + AsyncWrite + Unpin, C: Send + 'static> Pump<S, C>
where
    C: serde::de::DeserializeOwned,
{
    async fn run<H: Host<Command = C>>(&mut self, entrance: &Entrance<H>, address: IpAddr) -> End {
        loop {
            let deadline = match self.intake.poll_output() {
                Heard::Hello(hello) => match self.open(entrance, hello, address).await {
                    Ok(()) => continue,
                    Err(end) => return end,
                },
                Heard::Command { id, command } => match self.up(ChannelUp::Command { id, command }).await {
                    Ok(()) => continue,
                    Err(end) => return end,
                },
                Heard::Ack(seq) => match self.up(ChannelUp::Ack(seq)).await {
                    Ok(()) => continue,
                    Err(end) => return end,
                },
                Heard::Reply(_) if self.replies.len() == REPLIES => return End::told(ByeCode::TooSlow),
                Heard::Reply(reply) => {
                    self.replies.push(reply.into());
                    continue;
                }
                Heard::End(code) => return End::told(code),
                Heard::Wait(deadline) => deadline,
            };
            if let Some(end) = self.step(deadline).await {
                return end;
            }
        }
    }

    async fn open<H: Host<Command = C>>(
        &mut self,
        entrance: &Entrance<H>,
        hello: Hello,
        address: IpAddr,
    ) -> Result<(), End> {
        let claims = entrance.check(&hello.token, Wire::Channel, address).map_err(End::denied)?;
        let opening = ChannelOpening { claims, resume: hello.resume, address };
        let decision = entrance.host.open_channel(opening).await;
        self.link = Some(entrance.decided(decision, address).map_err(End::denied)?);
        Ok(())
    }

    async fn up(&mut self, up: ChannelUp<C>) -> Result<(), End> {
        let Some(link) = &self.link else { return Err(End::told(ByeCode::NoHello)) };
        link.up.send((link.id, up)).await.map_err(|_| End::by_host())
    }

    /// One thing happens: on the socket, at the host, or the clock.
    async fn step(&mut self, deadline: Option<Instant>) -> Option<End> {
        let wants_to_write = self.next.is_some() || !self.replies.is_empty();
        tokio::select! {
            event = self.socket.next(wants_to_write) => self.on_socket(event),
            told = told(&mut self.link), if self.next.is_none() => {
                self.next = told;
                self.next.is_none().then(End::by_host)
            }
            () = until(deadline) => {
                self.intake.timeout(clock::now());
                None
            }
        }
    }

    fn on_socket(&mut self, event: Event) -> Option<End> {
        match event {
            Event::Text(text) => self.intake.text(clock::now(), &text),
            Event::Binary(_) => self.intake.binary(),
            Event::Writable => self.write_one(),
            Event::Idle => {}
            Event::Closed(closed) => return Some(End { closed, bye: bye_of(closed) }),
        }
        None
    }

    fn write_one(&mut self) {
        let reply = (!self.replies.is_empty()).then(|| self.replies.remove(0));
        if let Some(text) = reply.or_else(|| self.next.take()) {
            self.socket.send(Message::text(&*text));
        }
    }

    /// A last frame, if the peer reads.
    async fn say_goodbye(&mut self, code: ByeCode) {
        let text = ServerFrame::<(), ()>::Bye(code.bye()).to_json();
        loop {
            match self.socket.next(true).await {
                Event::Writable => return self.socket.send(Message::text(text)),
                Event::Closed(_) => return,
                Event::Text(_) | Event::Binary(_) | Event::Idle => {}
            }
        }
    }
}

/// What the host says next; for ever nothing before there is a link.
async fn told<C>(link: &mut Option<ChannelLink<C>>) -> Option<ChannelDown> {
    match link {
        Some(link) => link.down.recv().await,
        None => std::future::pending().await,
    }
}

impl End {
    fn told(code: ByeCode) -> Self {
        let closed = match code {
            ByeCode::Silent | ByeCode::NoHello => Closed::Silent,
            ByeCode::TooLarge => Closed::TooLarge,
            ByeCode::TooFast | ByeCode::TooMany => Closed::TooFast,
            ByeCode::TooSlow => Closed::TooSlow,
            ByeCode::Malformed | ByeCode::UnsupportedVersion => Closed::Malformed,
            ByeCode::TokenRefused
            | ByeCode::NotAllowed
            | ByeCode::Replaced
            | ByeCode::Removed
            | ByeCode::SessionOver
            | ByeCode::Restarting
            | ByeCode::Failed => Closed::ByHost,
        };
        Self { closed, bye: Some(code) }
    }

    fn denied(denial: Denial) -> Self {
        Self::told(match denial {
            Denial::TokenRefused => ByeCode::TokenRefused,
            Denial::NotAllowed => ByeCode::NotAllowed,
            Denial::TooMany => ByeCode::TooMany,
            Denial::Busy => ByeCode::Restarting,
        })
    }

    /// The host has said its own goodbye.
    fn by_host() -> Self {
        Self { closed: Closed::ByHost, bye: None }
    }
}

/// What a client whose socket is still open is told about its end.
fn bye_of(closed: Closed) -> Option<ByeCode> {
    match closed {
        Closed::TooFast => Some(ByeCode::TooFast),
        Closed::TooLarge => Some(ByeCode::TooLarge),
        Closed::Malformed | Closed::Unfinished => Some(ByeCode::Malformed),
        Closed::ByClient | Closed::ByHost | Closed::Broken | Closed::Silent | Closed::TooSlow => None,
    }
}
