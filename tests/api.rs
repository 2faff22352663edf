//! The API over real sockets, on both engines.

mod access;
mod document;
mod recordings;
mod sessions;
