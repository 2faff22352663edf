//! The API over real sockets, on both engines.

mod access;
mod association;
mod case_work;
mod document;
mod foreign;
mod idempotency;
mod recordings;
mod sample;
mod sessions;
