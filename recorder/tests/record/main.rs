//! The recorder as root uses it: real threads, real files, real processes.
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests run by the clock and may unwrap")]

mod crash;
mod full;
mod support;
mod tamper;
mod write;
