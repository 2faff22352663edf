//! From a log to the files of a bundle, with the real program.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests may unwrap and wait")]

mod caucus;
mod codecs;
mod copies;
mod live;
mod picture;
mod queue;
mod support;
mod viewer;
mod whole;
