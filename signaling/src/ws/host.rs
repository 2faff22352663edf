//! The border between the wires and whoever makes the decisions.
//!
//! For every accepted socket the host hands out a [`Link`]: where to send what the client says,
//! and where what the client is to be told comes from. Many links may share one inbox, so a
//! session's task reads a single receiver. All queues are bounded. Towards the host a full
//! queue slows the socket down; away from it the host uses `try_send`, and a full queue means
//! that the client is too slow: drop the sender and let the client resume.

use std::net::IpAddr;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use tokio::sync::mpsc;

use crate::channel::{CommandId, Resume, Seq};
use crate::link::{Closed, LinkId};
use crate::livekit::{JoinParams, Request, Response};
use crate::token::Claims;

/// What stands behind the wires. Cheap to clone.
pub trait Host: Clone + Send + Sync + 'static {
    /// A command of the session channel.
    type Command: DeserializeOwned + Send + 'static;

    /// Whether [`Host::open_media`] would succeed, without doing it (`/rtc/validate`, which
    /// clients ask after a failed upgrade).
    fn may_open_media(&self, opening: &MediaOpening) -> impl Future<Output = Result<(), Denial>> + Send;

    /// A client with a verified token wants a media wire. The first [`Response`] on the link
    /// must be a join, a reconnect or a leave, within the client's patience of 5 s. For an
    /// unknown stay in a resume that is [`crate::livekit::Leave::STATE_MISMATCH`].
    fn open_media(&self, opening: MediaOpening) -> impl Future<Output = Result<MediaLink, Denial>> + Send;

    /// A client with a verified token said hello on the session channel.
    fn open_channel(
        &self,
        opening: ChannelOpening,
    ) -> impl Future<Output = Result<ChannelLink<Self::Command>, Denial>> + Send;
}

/// Who wants a media wire. The signature, times and scope of the token were checked; that it
/// is not revoked, and that its bearer may come in, is the host's to decide.
#[derive(Clone, Debug)]
pub struct MediaOpening {
    /// What the token says. [`crate::token::Claims::opens`] holds for the media wire.
    pub claims: Claims,
    /// What the client says.
    pub params: JoinParams,
    /// Where it comes from.
    pub address: IpAddr,
}

/// Who said hello on the session channel.
#[derive(Clone, Debug)]
pub struct ChannelOpening {
    /// What the token says. [`crate::token::Claims::opens`] holds for the channel.
    pub claims: Claims,
    /// Where the client left off.
    pub resume: Option<Resume>,
    /// Where it comes from.
    pub address: IpAddr,
}

/// One accepted socket, as the host made it.
#[derive(Debug)]
pub struct Link<Up, Down> {
    /// The host's own number for it, repeated with everything that goes up.
    pub id: LinkId,
    /// What the client says. May be shared by many links.
    pub up: mpsc::Sender<(LinkId, Up)>,
    /// What the client is to be told. Dropping the sender closes the socket once everything
    /// before it was written.
    pub down: mpsc::Receiver<Down>,
}

impl<Up, Down> Link<Up, Down> {
    /// A link that reports to `up`, and the host's end of what the client is to be told.
    /// `capacity` messages may wait in between.
    pub fn new(id: LinkId, up: mpsc::Sender<(LinkId, Up)>, capacity: usize) -> (Self, mpsc::Sender<Down>) {
        let (say, down) = mpsc::channel(capacity);
        (Self { id, up, down }, say)
    }
}

/// A link of the media wire.
pub type MediaLink = Link<MediaUp, Response>;

/// A link of the session channel.
pub type ChannelLink<C> = Link<ChannelUp<C>, ChannelDown>;

/// What comes from a client of the media wire.
#[derive(Debug)]
pub enum MediaUp {
    /// A request.
    Request(Request),
    /// The socket is gone; nothing follows.
    Closed(Closed),
}

/// What comes from a client of the session channel.
#[derive(Debug)]
pub enum ChannelUp<C> {
    /// A command.
    Command {
        /// The client's name for it.
        id: CommandId,
        /// What is asked.
        command: C,
    },
    /// Everything up to this number has arrived.
    Ack(Seq),
    /// The socket is gone; nothing follows.
    Closed(Closed),
}

/// One frame for a client of the session channel: JSON made by [`crate::channel::Conversation`].
pub type ChannelDown = Arc<str>;

/// Why the host does not accept a socket. What the client learns of it is no more than this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Denial {
    /// The token is revoked or was used already: 401.
    TokenRefused,
    /// Not now, or not at all, or no such session: 403. One answer for all three, so that
    /// sessions cannot be guessed (reliability S8).
    NotAllowed,
    /// Too many attempts: 429.
    TooMany,
    /// The server cannot take it now: 503.
    Busy,
}
