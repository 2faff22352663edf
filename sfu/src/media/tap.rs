//! What a recorder hears: packets as their publisher sent them, after decryption and before
//! any rewriting, in order of arrival.

use std::time::Instant;

use crate::id::{ParticipantId, TrackId};

/// One thing worth keeping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TapPacket<'a> {
    /// Whose.
    pub participant: ParticipantId,
    /// Of which track.
    pub track: TrackId,
    /// When its datagram arrived (monotonic clock of this process).
    pub received: Instant,
    /// What it is.
    pub content: TapContent<'a>,
}

/// The kinds of record a tap carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TapContent<'a> {
    /// A whole RTP packet with its header extensions, decrypted; retransmissions are already
    /// unwrapped into their original sequence number and payload type.
    Rtp(&'a [u8]),
    /// A compound RTCP packet that contains this track's sender report.
    SenderReport(&'a [u8]),
    /// From here on the packets come from another simulcast encoding; starts at a keyframe.
    Layer {
        /// SSRC of the encoding that follows.
        ssrc: u32,
        /// Spatial step, see [`super::Layer`].
        spatial: u8,
    },
    /// The floor or the publisher silenced the track, or let it speak again. Nothing is
    /// recorded while silenced.
    Silenced(bool),
}

/// Where recorded packets go. Implemented by the recorder; called on the media thread, so an
/// implementation must neither block nor allocate without bound.
pub trait Tap: Send {
    /// Takes one packet. `false` means it was not kept because the queue is full: the caller
    /// counts it and, for video, asks the publisher for a keyframe.
    fn push(&mut self, packet: TapPacket<'_>) -> bool;
}
