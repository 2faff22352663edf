//! What a session is asked from outside its own wires.

use sfu::id::TrackId;
use signaling::channel::Resume;
use signaling::livekit::JoinParams;
use signaling::ws::{ChannelLink, Denial, MediaLink};
use tokio::sync::oneshot;

use crate::coordinator::live::{Direction, Overview};
use crate::session::{Command, ParticipantId, Refusal, Report};

/// An order to one session's task.
pub enum Order {
    /// A verified client of the session channel wants in.
    OpenChannel {
        /// Who.
        who: ParticipantId,
        /// Where it left off.
        resume: Option<Resume>,
        /// The link, or why not.
        reply: oneshot::Sender<Result<ChannelLink<Command>, Denial>>,
    },
    /// A verified client of the media wire wants in.
    OpenMedia {
        /// Who.
        who: ParticipantId,
        /// What it says.
        params: Box<JoinParams>,
        /// The link, or why not.
        reply: oneshot::Sender<Result<MediaLink, Denial>>,
    },
    /// Whether somebody may open the media wire.
    MayOpenMedia {
        /// Who.
        who: ParticipantId,
        /// The answer.
        reply: oneshot::Sender<Result<(), Denial>>,
    },
    /// A fact from elsewhere, for example somebody added to the case.
    Report(Report),
    /// The record of a video track needs a keyframe.
    RequestKeyframe(TrackId),
    /// An act of somebody through the HTTP API.
    Act {
        /// Who.
        who: ParticipantId,
        /// What.
        command: Box<Command>,
        /// How it went.
        reply: oneshot::Sender<Result<(), Refusal>>,
    },
    /// The server API wants to see who is here.
    Overview(oneshot::Sender<Overview>),
    /// The server API directs a room without a case.
    Direct {
        /// What.
        direction: Direction,
        /// Whether it was done: never in a session of a case.
        reply: oneshot::Sender<bool>,
    },
}
