//! What the plane tells its node.

use crate::id::{ParticipantId, RoomId, TrackId};
use crate::media::Quality;

/// News from the media plane. [`crate::node::Event`] says what each means to the world above.
#[derive(Clone, Debug, PartialEq)]
pub enum PlaneEvent {
    /// Who speaks in a room changed noticeably. Levels 0 to 1, loudest first; someone who
    /// stopped is listed once with level 0.
    Speakers {
        /// Which room.
        room: RoomId,
        /// Loudest first.
        levels: Vec<(ParticipantId, f32)>,
    },
    /// Connection quality of one participant.
    Quality {
        /// Whose.
        participant: ParticipantId,
        /// 1 (unusable) to 5 (clean).
        score: f32,
    },
    /// A subscription was paused or resumed for want of bandwidth.
    StreamPaused {
        /// Who receives less.
        viewer: ParticipantId,
        /// Of what.
        track: TrackId,
        /// Now.
        paused: bool,
    },
    /// Which encodings of a track anybody uses.
    Used {
        /// Which.
        track: TrackId,
        /// Per quality, lowest first.
        qualities: [(Quality, bool); 3],
    },
    /// An isolation check failed. Nothing was delivered, and nothing is forwarded in that room
    /// any more until everybody has left it: alarm, and move people to safety.
    RoomSealed {
        /// Which.
        room: RoomId,
    },
}

/// Why something was not taken on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// This shard carries as many tracks as it may.
    #[error("this node carries as many tracks as it may")]
    Full,
    /// This shard does not keep up with those it carries.
    #[error("this node does not keep up with what it carries")]
    Overloaded,
    /// The participant has as many publications or subscriptions as one may have.
    #[error("the participant has as many tracks as one may have")]
    TooMany,
    /// The participant or track named is not here.
    #[error("the participant or track is not here")]
    Unknown,
    /// A publication without formats or encodings, or with more than the limits allow.
    #[error("expected 1 to 16 formats and 1 to 3 encodings")]
    Misshapen,
}
