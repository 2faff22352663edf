//! What a session token is good for: one wire of one participant in one session.

use uuid::Uuid;

/// The reach of a session token. Roles and rights are not in it: they are the session's, and
/// may change while the token lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Scope {
    /// Which wire (`aud`).
    pub wire: Wire,
    /// Which session (`session`).
    pub session: Uuid,
    /// Whose place in it (`sub`).
    pub participant: Uuid,
}

/// Which wire a session token opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Wire {
    /// The session channel.
    Channel,
    /// Media: the LiveKit wire, WHIP and WHEP.
    Media,
}

impl Wire {
    /// The audience claim.
    pub fn audience(self) -> &'static str {
        match self {
            Self::Channel => "channel",
            Self::Media => "media",
        }
    }

    /// The wire of an audience claim.
    pub fn of_audience(audience: &str) -> Option<Self> {
        [Self::Channel, Self::Media].into_iter().find(|wire| wire.audience() == audience)
    }
}
