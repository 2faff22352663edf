//! The live session: lobby, joint room, caucuses, floor, consent, recording and chat as one
//! pure, event-sourced state machine.
//!
//! ```text
//! command ─▶ decide(&state, command, now) ─▶ events ─▶ store ─▶ evolve(&mut state, event)
//!                     │                                              │
//!                     ▼                                              ▼
//!                  refusal                                  media · view · ledger
//! ```
//!
//! * [`policy`] says who may ask for what and when, as a table.
//! * [`decide()`] looks at the state and yields events, or a [`Refusal`].
//! * [`evolve`] takes events in; the state is nothing but their sum.
//! * [`media`] says what the rules mean for media: placements and rights.
//! * [`view`] says what one person may know. It is the only way state reaches a client.
//! * [`ledger`] is the proof of who could receive whom.

pub mod command;
pub mod decide;
pub mod event;
pub mod evolve;
pub mod floor;
pub mod id;
pub mod ledger;
pub mod media;
pub mod phase;
pub mod plan;
pub mod policy;
pub mod recording;
pub mod refusal;
pub mod report;
pub mod role;
pub mod state;
pub mod view;

pub use command::{Actor, Command};
pub use decide::{Context, Decision, decide, may_connect, next_deadline, observe};
pub use event::{Event, Recorded};
pub use id::{ParticipantId, RoomId, SessionId, Timestamp};
pub use plan::Plan;
pub use refusal::Refusal;
pub use report::Report;
pub use state::{Participant, Session};

#[cfg(test)]
pub(crate) mod tests;
