//! **sfu** moves packets between members of the same room, and nothing else.
//!
//! It never learns the word "hearing": who may sit in which room, and whose microphone is
//! open, is decided above and arrives as [`node::Command`]s. What it guarantees by itself is
//! the isolation invariant: *a packet reaches only people who shared one room with its sender
//! from its arrival to its departure*. Every path out of the media plane goes through one
//! trait, [`plane::Outlet`].
//!
//! Layers, from the wire inwards:
//!
//! | module | owns | may block, read a clock or open a socket |
//! |---|---|---|
//! | `io` | sockets, threads, batches | yes, the only one |
//! | [`node`] | one shard: demux, transports, the plane | no |
//! | `transport` | ICE, DTLS, SRTP, SCTP, SDP of one association | no |
//! | [`plane`] | rooms, publications, subscriptions, repair, bandwidth | no |
//! | [`media`] | vocabulary: codecs, layers, RTP headers, taps | no |
mod bandwidth;
mod demux;
pub mod fault;
mod forward;
#[cfg(any(test, feature = "sim"))]
pub mod fuzz;
pub mod id;
pub mod io;
pub mod limits;
pub mod load;
pub mod media;
pub mod node;
pub mod plane;
mod room;
mod shard;
#[cfg(any(test, feature = "sim"))]
pub mod sim;
mod table;
pub mod transport;
