//! Generated from `proto/*.proto`. Public for clients of the wire only (tests and load
//! generators); nothing behind [`crate::ws::Host`] uses it.

#![allow(
    missing_docs,
    unused_qualifications,
    dead_code,
    clippy::all,
    clippy::pedantic,
    reason = "generated code"
)]

include!(concat!(env!("OUT_DIR"), "/livekit.rs"));
include!(concat!(env!("OUT_DIR"), "/livekit.serde.rs"));
