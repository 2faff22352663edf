//! Identifiers. They are handles inside one process, never sent over a wire: the ids that
//! strangers see (LiveKit SIDs, ICE ufrags) are random strings that map to these.

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u64);

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
    };
}

id!(
    /// An isolation domain: media, data and speaker levels never leave it.
    ///
    /// One session owns several (joint room, each caucus, and one private room for every
    /// person who waits), so people in a waiting room do not even share a room with each other.
    RoomId
);
id!(
    /// One person's (or device's) presence on this node. Never reused within a process.
    ParticipantId
);
id!(
    /// A track that a participant publishes. Never reused within a process.
    TrackId
);

/// Counts the moves of one participant. Everything buffered for a participant carries the
/// epoch it was buffered in and dies when the epoch changes (INV-S02).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Epoch(pub u32);
