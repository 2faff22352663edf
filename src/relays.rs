//! Relays with credentials of each person's own, made from a secret that the relay shares
//! (draft-uberti-behave-turn-rest-00): the relay checks them without asking anybody.

use std::sync::Arc;

use aws_lc_rs::hmac;
use data_encoding::BASE64;
use signaling::livekit::response::IceServer;

use crate::config;
use crate::coordinator::registry::Relays;
use crate::session::{ParticipantId, Timestamp};

/// The servers for a person at a time.
pub fn servers(config: config::Relays) -> Relays {
    let (relays, plain): (Vec<_>, Vec<_>) = config.urls.into_iter().partition(|url| url.starts_with("turn"));
    let secret = config.secret.as_ref().map(|secret| secret.reveal().as_bytes()).unwrap_or_default();
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    Arc::new(move |who, now| {
        let open = IceServer { urls: plain.clone(), username: String::new(), credential: String::new() };
        let own = credential(&key, who, now.plus_seconds(config.minutes.saturating_mul(60)));
        let own = IceServer { urls: relays.clone(), ..own };
        [open, own].into_iter().filter(|server| !server.urls.is_empty()).collect()
    })
}

/// Good until `until`. Names the participant, so that the relay's log and ours can be compared.
fn credential(key: &hmac::Key, who: ParticipantId, until: Timestamp) -> IceServer {
    let username = format!("{}:{}", until.0 / 1_000_000, who.0);
    let credential = BASE64.encode(hmac::sign(key, username.as_bytes()).as_ref());
    IceServer { urls: Vec::new(), username, credential }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::config::Secret;

    fn servers_of(urls: &[&str]) -> Vec<IceServer> {
        let urls = urls.iter().map(|url| (*url).to_owned()).collect();
        let config = config::Relays { urls, secret: Some(Secret::new("court")), minutes: 60 };
        servers(config)(ParticipantId(Uuid::nil()), Timestamp(1_000_000_000))
    }

    #[test]
    fn a_credential_is_the_hash_of_its_end_and_its_owner() {
        let [server] = servers_of(&["turn:relay.example"]).try_into().unwrap();
        assert_eq!(server.username, "4600:00000000-0000-0000-0000-000000000000");
        // printf 4600:00000000-0000-0000-0000-000000000000 | openssl dgst -sha1 -hmac court -binary | base64
        assert_eq!(server.credential, "PKJFAxgHSRQxpm67fAmPtcbf3RY=");
    }

    #[test]
    fn only_relays_get_credentials() {
        let servers = servers_of(&["turns:relay.example:443?transport=tcp", "stun:relay.example"]);
        assert_eq!(servers[0].urls, ["stun:relay.example"]);
        assert!(servers[0].username.is_empty() && servers[0].credential.is_empty());
        assert_eq!(servers[1].urls, ["turns:relay.example:443?transport=tcp"]);
        assert!(servers_of(&[]).is_empty());
    }
}
