//! The edge: sockets, clocks and tasks of both wires. It contains no decision that a test
//! without a network could not see; those are in the machines it drives.
//!
//! [`routes`] serves both wires. [`Host`] is what stands behind them. [`client`] speaks them
//! from the other side, for tests and load generators.
//!
//! | deadline or cap | value | what happens |
//! |---|---|---|
//! | hello on the session channel | 5 s | bye `no_hello`, close 1008 |
//! | host's answer to a join | 5 s | close 1000 |
//! | a message that began to end | 10 s | close 1008 |
//! | a write to be taken | 10 s | dropped |
//! | silence | 15 s | close 1001 |
//! | message size | 272 KiB media, 64 KiB channel | close 1009 |
//! | pace | 50 messages/s, burst 100 | slowed, after 10 s close 1008 |
//! | failed attempts per source | 10, then one in 6 s | 429 |
//!
//! Compression is never negotiated.
//!
//! [`one_request`] lets cameras publish and players watch with one HTTP request. [`server_api`] serves the programs of whoever runs the server, behind an entrance of its own.

mod channel;
pub mod client;
mod clock;
mod counts;
mod entrance;
mod host;
mod media;
mod metered;
mod one_request;
mod routes;
mod server_api;
mod socket;
mod upgrade;

pub use counts::Counts;
pub use entrance::{ClientAddress, Entrance, Settings};
pub use host::{
    ChannelDown, ChannelLink, ChannelOpening, ChannelUp, Denial, Host, Link, MediaLink, MediaOpening, MediaUp,
};
pub use one_request::one_request;
pub use routes::routes;
pub use server_api::{RoomCall, RoomHost, server_api};
