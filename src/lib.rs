//! **concord** knows what a case, a mediation and a hearing are, and wires media, wires and
//! recorder together.
pub mod access;
pub mod app;
pub mod audit;
pub mod cases;
pub mod cli;
pub mod clock;
pub mod config;
pub mod connectors;
pub mod coordinator;
pub mod http;
pub mod media_node;
pub mod session;
pub mod store;
pub mod supervisor;
pub mod telemetry;
