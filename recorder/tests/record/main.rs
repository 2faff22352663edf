//! The recorder as root uses it: real threads, real files, real processes.
#![expect(clippy::disallowed_methods, reason = "these tests run by the clock")]

mod crash;
mod support;
mod write;
