//! The case: who is in it, how it moves, which sessions it leads to. Pure: no clock, no SQL.

pub mod case;
pub mod id;
pub mod person;
pub mod relation;
pub mod schedule;
pub mod search;

pub use case::{Case, CaseState, Facts};
pub use id::{CaseId, CaseKind, CasePersonId};
pub use person::{CasePerson, Entity};
pub use relation::{CaseAction, Relation};
