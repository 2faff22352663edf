//! The media plane of one shard: rooms, publications, subscriptions, repair and bandwidth.
//!
//! It sees decrypted packets and produces packets to be encrypted, so it can be driven
//! without crypto and without a network by `sim`.

use std::time::Instant;

use crate::id::{ParticipantId, RoomId};
use crate::media::tap::TapPacket;

/// Which of a participant's connections a packet uses. With one peer connection per person
/// both are the same transport.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Link {
    /// Publisher's connection: media towards us, our feedback towards the publisher.
    Up,
    /// Subscriber's connection: media towards the subscriber, their feedback towards us.
    Down,
}

/// The one way out of the plane. Whoever implements it sees every byte that leaves a room:
/// `node` encrypts and sends, `sim` compares with what was allowed.
pub trait Outlet {
    /// Sends one RTP packet to `to`, as `header` followed by `payload`.
    ///
    /// `index` is the packet's extended sequence number (rollover counter and 16 bits), from
    /// which SRTP derives its nonce.
    fn rtp(&mut self, to: ParticipantId, index: u64, header: &[u8], payload: &[u8]);

    /// Sends one compound RTCP packet to `to` over `link`.
    fn rtcp(&mut self, to: ParticipantId, link: Link, packet: &[u8]);

    /// Hands one packet to the recorder that listens in `room`, if any. `false`: not kept.
    fn tap(&mut self, room: RoomId, packet: TapPacket<'_>) -> bool;
}

/// When something must happen next.
pub type Deadline = Option<Instant>;
