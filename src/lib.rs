//! **concord** knows what a case, a mediation and a hearing are, and wires media, wires and
//! recorder together.
pub mod coordinator;
pub mod session;
