//! Rooms: who is together with whom.

pub mod membership;
