//! The integration tests: real databases, real sockets, people as types. One binary, so that
//! it links once.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

#[macro_use]
mod support;
mod api;
mod matrix;
mod store;
