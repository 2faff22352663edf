//! The edge: sockets, clocks and tasks of both wires. It contains no decision that a test
//! without a network could not see; those are in the machines it drives.
//!
//! [`Host`] is what stands behind it.

mod host;

pub use host::{
    ChannelDown, ChannelLink, ChannelOpening, ChannelUp, Denial, Host, Link, MediaLink, MediaOpening, MediaUp,
};
