//! What is here, and garbage, counted.

use crate::load::Relief;

/// How a shard is at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// People on it.
    pub people: usize,
    /// Publications and subscriptions.
    pub tracks: usize,
    /// What viewers do without.
    pub relief: Relief,
    /// What went nowhere, since the beginning.
    pub counters: Counters,
}

/// Datagrams that went nowhere, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Nothing we speak.
    pub unknown_kind: u64,
    /// From an address that has not proved itself, or addressed to nobody.
    pub strangers: u64,
    /// Forged, replayed or misshapen.
    pub rejected: u64,
    /// Packets for a peer to whom nothing may be sent now.
    pub unsent: u64,
    /// Runs of datagrams that the kernel did not take.
    pub lost: u64,
    /// TCP connections that were refused, or ended because of what they did.
    pub refused: u64,
    /// What the media plane dropped.
    pub plane: crate::plane::Counters,
}

impl Counters {
    /// Each with the name of its reason.
    pub fn by_reason(&self) -> [(&'static str, u64); 13] {
        let Self { unknown_kind, strangers, rejected, unsent, lost, refused, plane } = *self;
        [
            ("unknown_kind", unknown_kind),
            ("stranger", strangers),
            ("rejected", rejected),
            ("unsent", unsent),
            ("lost", lost),
            ("refused_stream", refused),
            ("malformed_rtp", plane.malformed_rtp),
            ("unknown_source", plane.unknown_source),
            ("unknown_payload_type", plane.unknown_payload_type),
            ("malformed_payload", plane.malformed_payload),
            ("stale", plane.stale),
            ("gated", plane.gated),
            ("misplaced_rtcp", plane.misplaced_rtcp),
        ]
    }
}
