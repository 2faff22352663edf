//! One transport with its owner and what waits to be sent over it.

use std::time::Instant;

use super::outbox::Outbox;
use crate::id::ParticipantId;
use crate::node::Wire;
use crate::plane::Link;
use crate::table::Key;
use crate::transport::Transport;

/// Where an association stands in the table.
pub type AssociationKey = Key<Association>;

/// One transport of one participant.
pub struct Association {
    /// Whose.
    pub owner: ParticipantId,
    /// Which of theirs; with one connection it is called [`Link::Up`] and serves both.
    pub link: Link,
    /// How many they have.
    pub wire: Wire,
    pub transport: Transport,
    pub outbox: Outbox,
    /// When its transport wants to be woken, as the list of deadlines knows it.
    pub due: Option<Instant>,
    /// It is in the list of those with something to send.
    pub is_listed: bool,
}

impl Association {
    /// A transport with nothing to send.
    pub fn new(owner: ParticipantId, link: Link, wire: Wire, transport: Transport) -> Self {
        Self { owner, link, wire, transport, outbox: Outbox::default(), due: None, is_listed: false }
    }

    /// The link whose viewer may report over it. What publishers report is known by its source.
    pub fn hears_of(&self) -> Link {
        if self.wire.is_one_connection() { Link::Down } else { self.link }
    }

    /// The links it carries.
    pub fn links(&self) -> &'static [Link] {
        match (self.wire, self.link) {
            (Wire::OneConnection | Wire::OneOffer, _) => &[Link::Up, Link::Down],
            (Wire::TwoConnections, Link::Up) => &[Link::Up],
            (Wire::TwoConnections, Link::Down) => &[Link::Down],
        }
    }
}
