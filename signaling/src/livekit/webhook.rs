//! What a program that listens is told about rooms: the webhook of the LiveKit ecosystem.
//!
//! The body is the JSON form of `WebhookEvent`. It is vouched for by a token of an API key that
//! carries the body's SHA-256, so that a receiver checks both with what it has for tokens.

use data_encoding::BASE64;
use sha2::{Digest, Sha256};

use super::encode;
use super::participant::ParticipantView;
use super::proto;
use super::room::RoomView;
use super::track::TrackView;
use crate::token::{ApiGrant, Grant, Key, Validity};

/// The content type of the body.
pub const CONTENT_TYPE: &str = "application/webhook+json";

/// How long a signature is good for, in seconds: a delivery takes no longer.
const SIGNATURE_SECONDS: u64 = 5 * 60;

/// Something that happened to a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Its own id: the same at every attempt to deliver it.
    pub id: String,
    /// When, in seconds since 1970.
    pub at: i64,
    /// Where.
    pub room: RoomView,
    /// What.
    pub news: RoomNews,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoomNews {
    /// Somebody is in it again.
    RoomStarted,
    /// Nobody is in it any more.
    RoomFinished,
    /// Somebody came.
    ParticipantJoined(Box<ParticipantView>),
    /// Somebody went.
    ParticipantLeft(Box<ParticipantView>),
    /// Somebody's track can be received.
    TrackPublished(Box<ParticipantView>, Box<TrackView>),
    /// It cannot any more.
    TrackUnpublished(Box<ParticipantView>, Box<TrackView>),
}

impl RoomNews {
    /// Its name on the wire.
    pub fn name(&self) -> &'static str {
        match self {
            Self::RoomStarted => "room_started",
            Self::RoomFinished => "room_finished",
            Self::ParticipantJoined(_) => "participant_joined",
            Self::ParticipantLeft(_) => "participant_left",
            Self::TrackPublished(..) => "track_published",
            Self::TrackUnpublished(..) => "track_unpublished",
        }
    }

    fn parts(self) -> (Option<ParticipantView>, Option<TrackView>) {
        match self {
            Self::RoomStarted | Self::RoomFinished => (None, None),
            Self::ParticipantJoined(person) | Self::ParticipantLeft(person) => (Some(*person), None),
            Self::TrackPublished(person, track) | Self::TrackUnpublished(person, track) => {
                (Some(*person), Some(*track))
            }
        }
    }
}

impl Webhook {
    /// The body.
    pub fn body(self) -> String {
        let event = self.news.name().to_owned();
        let (participant, track) = self.news.parts();
        let message = proto::WebhookEvent {
            event,
            room: Some(encode::room(self.room)),
            participant: participant.map(|person| encode::participant(0, person)),
            id: self.id,
            created_at: self.at,
            track: track.map(encode::track),
        };
        serde_json::to_string(&message).expect("protobuf messages have a JSON form")
    }
}

/// The token that vouches for `body`, for the `Authorization` header. `None` if `key` is no API
/// key. `now` is in seconds since 1970.
pub fn signature(body: &str, key: &Key, now: u64) -> Option<String> {
    let sha256 = Some(BASE64.encode(&Sha256::digest(body.as_bytes())));
    let grant = ApiGrant { sha256, ..ApiGrant::default() };
    key.mint(&Grant::Api(Box::new(grant)), Validity::from_now(now, SIGNATURE_SECONDS), None)
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;
    use serde_json::Value;

    use super::*;
    use crate::livekit::RoomSid;
    use crate::token::Keyring;

    fn hook() -> Webhook {
        let room = RoomView {
            sid: RoomSid::mint(&mut StdRng::seed_from_u64(1)),
            name: "court".into(),
            metadata: String::new(),
            active_recording: false,
            created_at_ms: 0,
            participants: 1,
            publishers: 0,
            max_participants: 0,
            empty_timeout_s: 0,
            departure_timeout_s: 0,
        };
        Webhook { id: "e-1".into(), at: 1_800_000_000, room, news: RoomNews::RoomStarted }
    }

    #[test]
    fn the_body_says_what_where_and_when() {
        let body: Value = serde_json::from_str(&hook().body()).unwrap();
        assert_eq!(body["event"], "room_started");
        assert_eq!(body["room"]["name"], "court");
        assert_eq!((body["id"].as_str(), body["createdAt"].as_str()), (Some("e-1"), Some("1800000000")));
    }

    #[test]
    fn the_signature_is_a_token_of_the_key_that_knows_the_body() {
        let key = Key::api("court", &[7; 32]).unwrap();
        let token = signature("{}", &key, 1_000).unwrap();
        let claims = Keyring::new([key]).verify(&token, 1_001).unwrap();
        let Grant::Api(grant) = claims.grant else { panic!("an API grant") };
        assert_eq!(grant.sha256.as_deref(), Some("RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o="));
        assert!(!grant.video.room_join && !grant.video.room_admin, "it opens nothing");
        assert!(signature("{}", &Key::session("s", &[7; 32]).unwrap(), 1_000).is_none());
    }
}
