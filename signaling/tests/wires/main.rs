//! Both wires over real sockets, against a host that only listens and speaks when told.

#![expect(clippy::unwrap_used, reason = "tests")]

mod abuse;
mod channel;
mod media;
mod server_api;
mod support;
