//! RTCP packets (RFC 3550 §6, RFC 4585 and its extensions): read without copying, written
//! into a buffer on the stack.

mod letter;
mod reader;
mod transport_feedback;
mod writer;

pub use letter::{Letter, OURS};
pub use reader::{
    Blocks, Keyframes, LostNumbers, ReceptionBlock, Report, SenderReport, TransportFeedback, reports,
};
pub use transport_feedback::{ARRIVAL_TICK, Arrival};
pub use writer::{Compound, SenderStatement};

const SENDER_REPORT: u8 = 200;
const RECEIVER_REPORT: u8 = 201;
const SOURCE_DESCRIPTION: u8 = 202;
/// Transport layer feedback, RFC 4585 §6.2.
const TRANSPORT_FEEDBACK: u8 = 205;
/// Payload-specific feedback, RFC 4585 §6.3.
const PAYLOAD_FEEDBACK: u8 = 206;

/// Feedback message types.
const GENERIC_NACK: u8 = 1;
const TRANSPORT_CC: u8 = 15;
const PICTURE_LOSS: u8 = 1;
const FULL_INTRA_REQUEST: u8 = 4;
const APPLICATION_LAYER: u8 = 15;

#[cfg(test)]
mod tests;
