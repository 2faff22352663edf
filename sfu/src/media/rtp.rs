//! RTP packets on the wire: read once into ranges of the packet, written once per receiver.

mod reader;
mod writer;

pub use reader::{Extensions, Packet, Span};
pub use writer::HeaderWriter;

/// Length of the fixed part of the header.
pub const FIXED_HEADER_BYTES: usize = 12;

/// Profile of one-byte header extensions (RFC 8285 §4.2).
const ONE_BYTE_PROFILE: u16 = 0xBEDE;

/// Profile of two-byte header extensions (RFC 8285 §4.3); the low four bits are free.
const TWO_BYTE_PROFILE: u16 = 0x1000;
