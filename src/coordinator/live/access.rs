//! The door to media: short-lived tokens for the media wire, renewed over the session channel
//! while somebody is here, and relays.

use rand::CryptoRng;
use schemars::JsonSchema;
use serde::Serialize;
use signaling::livekit::Response;
use signaling::livekit::response::IceServer;
use signaling::token::{Scope, Wire};

use super::{Effect, Live};
use crate::coordinator::placement::Numbers;
use crate::session::{ParticipantId, Timestamp};

/// How long a media token opens the door. Long enough for a reconnect after a bad minute;
/// a removed person is refused whatever their token says.
const TOKEN_SECONDS: u32 = 10 * 60;
/// A token is renewed when it has less than this left.
const RENEW_SECONDS: u32 = 5 * 60;

/// Makes tokens and names relays; given by whoever owns the keys.
pub struct MediaDoor {
    /// Signs a token for a scope, valid from a time for some seconds.
    pub mint: Box<dyn Fn(Scope, Timestamp, u32) -> String + Send>,
    /// STUN and TURN servers for a person at a time.
    pub relays: Box<dyn Fn(ParticipantId, Timestamp) -> Vec<IceServer> + Send>,
}

impl MediaDoor {
    /// STUN and TURN servers with credentials of this person's own.
    pub fn ice_servers(&self, who: ParticipantId, now: Timestamp) -> Vec<IceServer> {
        (self.relays)(who, now)
    }
}

/// What a client needs to open the media wire.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MediaAccess {
    /// For `access_token` of the media wire.
    pub token: String,
    /// When it stops being good; a newer one comes before that.
    pub expires_at: Timestamp,
}

impl<R: CryptoRng, N: Numbers> Live<R, N> {
    /// A token for somebody's media, good for some minutes.
    pub(super) fn media_access(&self, who: ParticipantId) -> MediaAccess {
        let scope = Scope { wire: Wire::Media, session: self.session.id.0, participant: who.0 };
        MediaAccess {
            token: (self.supplies.door.mint)(scope, self.now.wall, TOKEN_SECONDS),
            expires_at: self.now.wall.plus_seconds(TOKEN_SECONDS),
        }
    }

    /// The token for a client's next connection on the media wire.
    pub(super) fn refresh_token(&mut self, who: ParticipantId) {
        let access = self.media_access(who);
        if let Some(stay) = self.stays.get_mut(&who) {
            stay.token_renewed_at = self.now.wall;
            let refresh = Response::RefreshToken(access.token);
            self.effects.extend(stay.link.map(|link| Effect::Media(link, refresh)));
        }
    }

    /// Renews what is about to expire, on both wires.
    pub(super) fn renew_access(&mut self) {
        let stale = |since: Timestamp| since.plus_seconds(TOKEN_SECONDS - RENEW_SECONDS) <= self.now.wall;
        let stays: Vec<_> =
            self.stays.iter().filter(|(_, stay)| stale(stay.token_renewed_at)).map(|(who, _)| *who).collect();
        let channels: Vec<_> =
            self.channels.iter().filter(|(_, side)| stale(side.access_since)).map(|(who, _)| *who).collect();
        for who in stays {
            self.refresh_token(who);
        }
        for who in channels {
            self.renew_channel_access(who);
        }
    }

    /// When something must be renewed next.
    pub(super) fn access_expires(&self) -> Option<Timestamp> {
        let stays = self.stays.values().map(|stay| stay.token_renewed_at);
        let channels =
            self.channels.values().filter(|side| side.link.is_some()).map(|side| side.access_since);
        stays.chain(channels).min().map(|since| since.plus_seconds(TOKEN_SECONDS - RENEW_SECONDS))
    }
}
