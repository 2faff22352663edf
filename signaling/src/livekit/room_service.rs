//! The server API: what a program with an API key may ask about rooms, decoded and bounded.
//!
//! It is the `RoomService` of the LiveKit ecosystem, so that its server SDKs and command line
//! work unchanged. A request comes as protobuf or as its JSON form ([`Encoding`]), and is
//! answered in the same.

mod answer;
mod fault;
mod request;

pub use answer::RoomAnswer;
pub use fault::{Fault, FaultCode};
pub use request::{Data, Person, RoomRequest};

/// Longest body of a request, in bytes: [`super::limits::DATA_BYTES`] in base64, and what is
/// around it.
pub const BODY_BYTES: usize = 128 * 1024;

/// How a body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// `application/json`: the JSON form of protobuf, with names in either spelling.
    Json,
    /// `application/protobuf`.
    Protobuf,
}

#[cfg(test)]
mod tests;
