//! The case: who is in it, how it moves, which sessions it leads to. Pure: no clock, no SQL.

pub mod application;
pub mod case;
pub mod id;
pub mod number;
pub mod person;
pub mod relation;
pub mod schedule;
pub mod score;
pub mod search;
pub mod workflow;

pub use application::DeviceTest;
pub use case::{Case, CaseState, Facts};
pub use id::{CaseId, CaseKind, CasePersonId};
pub use person::{CasePerson, Entity};
pub use relation::{CaseAction, Relation};
pub use workflow::{Move, MoveRefusal, Step};
