//! Faults planted on purpose, to show that the isolation test would notice them (I2).
//!
//! Each names a line of isolation code and what goes wrong there. In a production build
//! [`planted`] is a constant `false`, so the faults cost nothing and cannot be switched on.

macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// A mistake that somebody could make in isolation code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Fault {
            $($(#[$doc])* $name,)*
        }

        #[cfg(any(test, feature = "sim"))]
        impl Fault {
            /// Every fault there is.
            pub const ALL: &[Self] = &[$(Self::$name,)*];
        }
    };
}

faults! {
    /// The last check before a packet leaves is skipped. Not a leak by itself: the other
    /// faults are planted together with it, so that the oracle has to find them alone.
    NoExitCheck,
    /// A contact needs no common room.
    ServeOtherRooms,
    /// A contact needs no second person.
    ServeOneself,
    /// A contact needs no connection.
    ServeUnconnected,
    /// Every stay has the same number.
    RepeatVisits,
    /// Who moves is still heard by those who could hear them before.
    KeepViewersOnMove,
    /// Who moves still hears those whom they could hear before.
    KeepViewsOnMove,
    /// Who loses the connection is still served.
    KeepViewsOnDisconnect,
    /// What somebody sent before a move is kept.
    KeepPastOnMove,
    /// What was sent behind a closed gate is kept.
    KeepPastOnGate,
    /// Stored packets survive a move or a closed gate.
    KeepHistory,
    /// Packets numbered before a move or a closed gate are still taken.
    KeepOldNumbers,
    /// What a viewer was sent can be asked for after contact ended.
    KeepSent,
    /// Packets that wait for their turn survive the end of a contact.
    KeepWaiting,
    /// The numbering goes on over the end of a contact, with late packets from before it.
    KeepNumbers,
    /// A stream may begin with a late packet.
    BeginLate,
    /// A closed gate lets packets through.
    IgnoreGate,
    /// Redundant audio is passed on whole to somebody who has just come.
    RepeatOldSpeech,
    /// Reports go on after contact ended.
    ReportToStrangers,
    /// A subscription taken back goes on.
    KeepSubscriptions,
    /// The tracks of somebody who left go on.
    KeepTracksOfLeavers,
    /// Who moves is still listed as a speaker of the old room.
    KeepSpeakers,
    /// Every room is recorded.
    RecordEverywhere,
    /// A muted track is recorded.
    RecordSilenced,
    /// Redundant audio is recorded whole where recording begins.
    RecordOldSpeech,
    /// Recording goes on over a move as if nothing had been.
    KeepRecordingOnMove,
    /// Recording goes on over muting as if nothing had been.
    KeepRecordingOnMute,
    /// A recorder that comes late gets what was said before.
    KeepRecordingOnTap,
}

#[cfg(not(any(test, feature = "sim")))]
/// Whether a fault is planted: never, in production.
pub const fn planted(_: Fault) -> bool {
    false
}

#[cfg(any(test, feature = "sim"))]
pub use planting::{plant, planted};

#[cfg(any(test, feature = "sim"))]
mod planting {
    use std::cell::Cell;

    use super::Fault;

    thread_local! {
        static PLANTED: Cell<u64> = const { Cell::new(0) };
    }

    /// Plants these faults, and no others, in everything this thread does from now on.
    pub fn plant(faults: &[Fault]) {
        PLANTED.set(faults.iter().fold(0, |all, &fault| all | 1 << fault as u32));
    }

    /// Whether a fault is planted.
    pub fn planted(fault: Fault) -> bool {
        PLANTED.get() & (1 << fault as u32) != 0
    }
}
