//! How a stay ends, and what a client is to do next.

/// Ends a stay or a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leave {
    /// Why.
    pub reason: DisconnectReason,
    /// What the client does next.
    pub action: LeaveAction,
}

/// What a client does when told to leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LeaveAction {
    /// Stays away. Final.
    Disconnect,
    /// Opens a new socket and resumes; media goes on.
    Resume,
    /// Joins afresh with its latest token; tracks are published again.
    Reconnect,
}

/// Why, in the protocol's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum DisconnectReason {
    /// Not told. What one participant learns of another that vanished from view.
    #[default]
    Unknown,
    /// The participant left by itself.
    ClientInitiated,
    /// Somebody joined with the same identity.
    DuplicateIdentity,
    /// The server stops.
    ServerShutdown,
    /// Removed by whoever leads.
    ParticipantRemoved,
    /// The room was deleted through the server API.
    RoomDeleted,
    /// The server does not know this stay any more; only a fresh join helps.
    StateMismatch,
    /// The join could not be completed.
    JoinFailure,
    /// The session is on another node now.
    Migration,
    /// The signalling socket closed.
    SignalClose,
    /// The session is over.
    RoomClosed,
    /// Nothing was heard for too long.
    ConnectionTimeout,
    /// Media could not be connected.
    MediaFailure,
}

impl Leave {
    /// The only message for somebody whose stay is unknown here: join afresh.
    pub const STATE_MISMATCH: Self =
        Self { reason: DisconnectReason::StateMismatch, action: LeaveAction::Reconnect };

    /// Final.
    pub fn final_because(reason: DisconnectReason) -> Self {
        Self { reason, action: LeaveAction::Disconnect }
    }
}
