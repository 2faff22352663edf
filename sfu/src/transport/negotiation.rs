//! Offer and answer (RFC 8829, RFC 9429) as stock clients expect them.
//!
//! [`description`] reads what the peer says into a model, [`uplink`] answers a publisher,
//! [`downlink`] offers to a viewer, [`receiver`] answers one who offers, [`writer`] puts our side into words, [`candidate`] says
//! where we are. Nothing here is retried or timed; a description that is refused changes
//! nothing.
//!
//! # Publisher's connection
//!
//! ```text
//! let mut uplink = Uplink::new(session);                       // session: random u64, once
//! let mut transport = Transport::new(identity, Credentials::generate(rng), false);
//! let candidates = candidate::host_candidates(&reachable);     // once per node
//!
//! Announce:  if let Some(found) = uplink.announce(announcement)? { publish(found) }
//! Withdraw:  uplink.withdraw(track);
//! Offer:     let offer = Description::parse(&sdp)?;
//!            uplink.check(&offer)?;
//!            let restarts = transport.accept(now, &offer, rng)?; // true: index new ufrags
//!            let answer = uplink.answer(&offer, &transport.local(&candidates), transport.role(), None)?;
//!            answer.sdp; for track in answer.gone { unpublish(track) }
//!            for found in answer.found { publish(found) }      // found.spec goes to the plane
//!            uplink.mid_to_track()
//! ```
//!
//! # Viewer's connection
//!
//! ```text
//! let mut downlink = Downlink::new(viewer, session);
//! let mut transport = Transport::new(identity, Credentials::generate(rng), true);
//!
//! Subscribe:   downlink.subscribe(Claim { track, codec, stream, name }, rng)?;
//! Unsubscribe: downlink.unsubscribe(track);
//! RestartIce:  transport.restart_ice(now, rng); downlink.restart();
//! after each:  if let Some(offer) = downlink.offer(&transport.local(&candidates)) {
//!                  offer.id; offer.sdp; downlink.mid_to_track()
//!              }
//! Answer:      let answer = Description::parse(&sdp)?;
//!              downlink.check(offer_id, &answer)?;
//!              transport.accept(now, &answer, rng)?;
//!              let accepted = downlink.accept(offer_id, &answer)?;
//!              for spec in accepted.subscriptions { plane.subscribe(spec) }
//!              accepted.refused                                // tracks the viewer can't decode
//!              then ask downlink.offer() again: what changed meanwhile is in it
//! ```
//!
//! The codec of a claim is that of the publication: `found.spec.formats[0].codec`. A claim for
//! a track that is already claimed with another codec takes its place.

pub mod candidate;
pub mod codecs;
pub mod description;
pub mod downlink;
pub mod receiver;
pub mod uplink;
pub mod writer;

use crate::limits;

/// Why a description could not be used. Contains nothing of the description itself.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NegotiationError {
    /// Longer than [`limits::SDP_BYTES`].
    #[error("expected at most {most} bytes of SDP, got {got}", most = limits::SDP_BYTES)]
    TooLong {
        /// Its length in bytes.
        got: usize,
    },
    /// Not SDP.
    #[error("expected SDP")]
    Malformed,
    /// Too many of something.
    #[error("expected at most {most} {of}")]
    TooMany {
        /// What there is too much of.
        of: &'static str,
        /// How many are allowed.
        most: usize,
    },
    /// A section without what it must have.
    #[error("expected {0} in every media section")]
    Missing(&'static str),
    /// Sections that were there before are gone or changed their kind.
    #[error("expected the media sections of earlier descriptions in their order")]
    SectionsChanged,
    /// Another certificate on a live association.
    #[error("expected the same certificate as before")]
    OtherCertificate,
    /// An answer to an offer that is not outstanding.
    #[error("expected an answer to offer {expected}, got one to {got}")]
    OtherOffer {
        /// The outstanding offer; 0 if there is none.
        expected: u32,
        /// What the answer names.
        got: u32,
    },
    /// The connection has ended.
    #[error("expected a connection that has not ended")]
    Ended,
}
