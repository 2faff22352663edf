//! Makes the media world equal to the session world: one task per live session owns its
//! state, its people's wires and its share of the media node.
//!
//! The order is always the same: decide, append to the log, evolve, then act. Restricting
//! acts reach the media node before widening ones, and what widens waits for the node's
//! acknowledgement ([`placement`]).

pub mod live;
pub mod log;
pub mod placement;
pub mod record;
pub mod registry;
pub mod task;
