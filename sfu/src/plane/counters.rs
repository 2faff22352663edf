//! Garbage, counted.

use crate::forward::received::Dropped;

/// Packets that went nowhere, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Not RTP, or longer than a packet may be.
    pub malformed_rtp: u64,
    /// RTP of a source that belongs to no track of its sender.
    pub unknown_source: u64,
    /// RTP whose payload type was not negotiated.
    pub unknown_payload_type: u64,
    /// RTP whose payload or dependency descriptor cannot be read.
    pub malformed_payload: u64,
    /// Duplicates and packets too late or of another room.
    pub stale: u64,
    /// RTP behind a closed gate.
    pub gated: u64,
    /// Feedback about sources that are not the sender's business.
    pub misplaced_rtcp: u64,
}

impl Counters {
    pub(super) fn count(&mut self, dropped: Dropped) {
        let counter = match dropped {
            Dropped::UnknownPayloadType => &mut self.unknown_payload_type,
            Dropped::Stale => &mut self.stale,
            Dropped::Gated => &mut self.gated,
            Dropped::Malformed => &mut self.malformed_payload,
        };
        *counter += 1;
    }
}
