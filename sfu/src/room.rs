//! Rooms: who is together with whom, and who speaks.

pub mod membership;
pub mod speakers;

use std::time::Instant;

use speakers::Speakers;

/// What a room is besides the people in it.
#[derive(Debug, Default)]
pub struct Room {
    /// A recorder listens.
    pub is_tapped: bool,
    pub speakers: Speakers,
    /// When [`crate::plane::agenda::Job::Room`] is due.
    pub due: Option<Instant>,
}
