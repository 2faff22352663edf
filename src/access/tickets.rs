//! Tickets: short-lived proofs that somebody was just let through a door.
//!
//! A ticket into a session is a token of the session channel; a ticket for a download names
//! the file and the person, so that a link passed on is of no use to another.

use data_encoding::BASE64URL_NOPAD;
use signaling::token::{Grant, Key, Keyring, Scope, Validity, Wire};
use uuid::Uuid;

use super::AccountId;
use super::secret::ServerKey;
use crate::session::{ParticipantId, SessionId, Timestamp};

/// The name of our key in the header of session tokens.
const KEY_ID: &str = "concord";

/// Mints and checks tickets.
#[derive(Clone)]
pub struct Tickets {
    key: ServerKey,
    session_key: Key,
    entry_seconds: u32,
    download_seconds: u32,
}

/// A ticket and its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// What its bearer presents.
    pub token: String,
    /// When it is no longer good.
    pub ends: Timestamp,
}

impl Tickets {
    /// Tickets signed with keys derived from `key`.
    pub fn new(key: &ServerKey, entry_seconds: u32, download_seconds: u32) -> Self {
        let secret = key.seal("session tokens", b"");
        let session_key = Key::session(KEY_ID, &secret).expect("a seal is as long as the hash");
        Self { key: key.clone(), session_key, entry_seconds, download_seconds }
    }

    /// The keys that verify tickets into sessions, for the wires.
    pub fn keyring(&self) -> Keyring {
        Keyring::new([self.session_key.clone()])
    }

    /// The key that signs tickets into sessions, for the media tokens that sessions give out.
    pub fn session_key(&self) -> Key {
        self.session_key.clone()
    }

    /// A ticket for one wire of one participant. Good once: its id is new.
    pub fn entry(
        &self,
        session: SessionId,
        participant: ParticipantId,
        wire: Wire,
        now: Timestamp,
    ) -> Ticket {
        let scope = Scope { wire, session: session.0, participant: participant.0 };
        let validity = Validity::from_now(seconds(now), u64::from(self.entry_seconds));
        let id = Uuid::new_v4().to_string();
        let token = self.session_key.mint(&Grant::Session(scope), validity, Some(&id));
        let token = token.expect("a session key signs session grants");
        Ticket { token, ends: now.plus_seconds(self.entry_seconds) }
    }

    /// A ticket for `file`, good for `account` only.
    pub fn download(&self, account: AccountId, file: &str, now: Timestamp) -> Ticket {
        let ends = now.plus_seconds(self.download_seconds);
        let seal = self.key.seal("download", download_message(account, file, ends).as_bytes());
        Ticket { token: format!("{}.{}", ends.0, BASE64URL_NOPAD.encode(&seal)), ends }
    }

    /// Whether `token` lets `account` have `file` now.
    pub fn lets_download(&self, token: &str, account: AccountId, file: &str, now: Timestamp) -> bool {
        let Some((ends, seal)) = token.split_once('.') else { return false };
        let Some(ends) = ends.parse().ok().map(Timestamp) else { return false };
        let Ok(seal) = BASE64URL_NOPAD.decode(seal.as_bytes()) else { return false };
        let expected = self.key.seal("download", download_message(account, file, ends).as_bytes());
        now < ends && same(&seal, &expected)
    }
}

fn download_message(account: AccountId, file: &str, ends: Timestamp) -> String {
    format!("{account}\n{}\n{file}", ends.0)
}

fn seconds(at: Timestamp) -> u64 {
    (at.0 / 1_000_000).unsigned_abs()
}

/// Compares in a time that does not tell where the difference is.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_790_000_000_000_000);

    fn tickets() -> Tickets {
        Tickets::new(&ServerKey::random(), 120, 60)
    }

    #[test]
    fn an_entry_ticket_opens_one_wire_of_one_place() {
        let (tickets, session, participant) = (tickets(), SessionId::random(), ParticipantId::random());
        let ticket = tickets.entry(session, participant, Wire::Channel, NOW);
        let claims = tickets.keyring().verify(&ticket.token, seconds(NOW)).unwrap();
        assert!(claims.opens(Wire::Channel).is_ok() && claims.opens(Wire::Media).is_err());
        assert!(claims.id.is_some(), "single use needs an id");
        let late = seconds(ticket.ends) + signaling::token::LEEWAY_S;
        assert!(tickets.keyring().verify(&ticket.token, late).is_err());
    }

    /// proves: S9
    #[test]
    fn a_download_link_serves_its_person_its_file_and_its_minute_only() {
        let (tickets, me) = (tickets(), AccountId::random());
        let ticket = tickets.download(me, "r/a.mp4", NOW);
        assert!(tickets.lets_download(&ticket.token, me, "r/a.mp4", NOW));
        assert!(!tickets.lets_download(&ticket.token, AccountId::random(), "r/a.mp4", NOW));
        assert!(!tickets.lets_download(&ticket.token, me, "r/b.mp4", NOW));
        assert!(!tickets.lets_download(&ticket.token, me, "r/a.mp4", ticket.ends));
        let prolonged = ticket.token.replacen("17", "18", 1);
        assert!(!tickets.lets_download(&prolonged, me, "r/a.mp4", NOW));
    }

    #[test]
    fn nonsense_is_no_ticket() {
        for token in ["", ".", "x.y", "1790000000000000.", "9999999999999999.AAAA"] {
            assert!(!tickets().lets_download(token, AccountId::random(), "f", NOW), "{token}");
        }
    }
}
