//! Garbage, counted.

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
