//! Which way a datagram travels.

use std::net::{IpAddr, SocketAddr};

/// One way between this node and a peer, in ICE's terms a candidate pair: which of our
/// sockets, at which of our addresses, and the peer's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Path {
    /// What carries it.
    pub carrier: Carrier,
    /// The peer's address as we see it.
    pub remote: SocketAddr,
    /// Our address that the peer sends to, where the socket can tell. Replies leave from it.
    pub local: Option<IpAddr>,
}

/// What carries datagrams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Carrier {
    /// The UDP socket of this number.
    Udp(u8),
    /// An accepted TCP connection, framed as RFC 4571 says. Its number is never used again.
    Tcp(u64),
}
