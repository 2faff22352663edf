//! The case: who is in it, how it moves, which sessions it leads to. Pure: no clock, no SQL.

pub mod id;

pub use id::{CaseId, CaseKind, CasePersonId};
