use std::net::SocketAddr;

use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use rtc_crypto::RTCCryptoProvider;
use rtc_crypto::providers::AwsLcRsProvider;
use rtc_stun::attributes::{ATTR_ICE_CONTROLLED, ATTR_ICE_CONTROLLING, ATTR_USE_CANDIDATE, ATTR_USERNAME};
use rtc_stun::error_code::ErrorCodeAttribute;
use rtc_stun::fingerprint::FINGERPRINT;
use rtc_stun::integrity::MessageIntegrity;
use rtc_stun::message::{BINDING_REQUEST, Getter, Message, Setter, TransactionId};
use rtc_stun::textattrs::Username;
use rtc_stun::xoraddr::XorMappedAddress;

use super::*;
use crate::limits;
use crate::transport::path::Carrier;
use crate::transport::tests::start;

/// A connectivity check as a browser sends it.
pub struct Request<'a> {
    pub to: &'a Credentials,
    pub from: &'a str,
    pub nominates: bool,
    pub controls: bool,
}

impl<'a> Request<'a> {
    /// Nominates at once, as Chromium does against a lite agent.
    pub fn new(to: &'a Credentials) -> Self {
        Self { to, from: "peer", nominates: true, controls: true }
    }

    pub fn encode(&self) -> Vec<u8> {
        self.with_extra(None)
    }

    /// `extra` is added after the integrity, as anybody on the way could.
    fn with_extra(&self, extra: Option<rtc_stun::attributes::AttrType>) -> Vec<u8> {
        let username = Username::new(ATTR_USERNAME, format!("{}:{}", self.to.ufrag.as_str(), self.from));
        let setters: [Box<dyn Setter>; 3] =
            [Box::new(BINDING_REQUEST), Box::new(TransactionId::new()), Box::new(username)];
        let mut message = Message::new();
        message.build(&setters).unwrap();
        message.add(if self.controls { ATTR_ICE_CONTROLLING } else { ATTR_ICE_CONTROLLED }, &[7; 8]);
        if self.nominates {
            message.add(ATTR_USE_CANDIDATE, &[]);
        }
        let provider = AwsLcRsProvider::new();
        let password = self.to.password.clone();
        let integrity = MessageIntegrity::new_short_term_integrity_with_provider(password, provider.crypto());
        integrity.add_to(&mut message).unwrap();
        if let Some(extra) = extra {
            message.add(extra, &[]);
        }
        FINGERPRINT.add_to(&mut message).unwrap();
        message.raw
    }
}

fn credentials(seed: u64) -> Credentials {
    Credentials::generate(&mut ChaCha20Rng::seed_from_u64(seed))
}

fn path(port: u16) -> Path {
    Path { carrier: Carrier::Udp(0), remote: SocketAddr::from(([192, 0, 2, 1], port)), local: None }
}

struct Agent {
    responder: Responder,
    crypto: AwsLcRsProvider,
    now: Instant,
}

impl Agent {
    fn new() -> Self {
        Self { responder: Responder::new(credentials(1)), crypto: AwsLcRsProvider::new(), now: start() }
    }

    fn receive(&mut self, path: Path, packet: &[u8]) -> Result<Option<Vec<u8>>, Refusal> {
        let check = self.responder.authenticate(self.now, packet, self.crypto.crypto())?;
        Ok(self.responder.accept(self.now, path, &check, self.crypto.crypto()))
    }

    fn check(&mut self, port: u16, nominates: bool) {
        let own = self.responder.credentials().clone();
        let request = Request { nominates, ..Request::new(&own) }.encode();
        self.receive(path(port), &request).unwrap().unwrap();
    }

    fn pass(&mut self, seconds: u64) {
        self.now += Duration::from_secs(seconds);
        self.responder.handle_timeout(self.now);
    }
}

fn decoded(reply: &[u8]) -> Message {
    let mut message = Message::new();
    message.unmarshal_binary(reply).unwrap();
    message
}

#[test]
fn a_check_with_our_password_is_answered_with_the_address_it_came_from() {
    let mut agent = Agent::new();
    let own = agent.responder.credentials().clone();
    let reply = agent.receive(path(5), &Request::new(&own).encode()).unwrap().unwrap();
    let mut reply = decoded(&reply);
    let mut mapped = XorMappedAddress::default();
    mapped.get_from(&reply).unwrap();
    assert_eq!((mapped.ip, mapped.port), (path(5).remote.ip(), 5));
    let password = own.password.as_bytes();
    assert!(MessageIntegrity::check(&mut reply, password, agent.crypto.crypto()).is_ok());
    assert_eq!(agent.responder.selected(), Some(path(5)));
}

/// proves: hazard H1, hazard H3, S8
#[test]
fn nothing_is_learnt_from_a_check_without_our_password() {
    let mut agent = Agent::new();
    let own = agent.responder.credentials().clone();
    let guessed = Credentials { password: "x".repeat(24), ..own.clone() };
    assert_eq!(agent.receive(path(5), &Request::new(&guessed).encode()), Err(Refusal::Integrity));
    assert_eq!(agent.receive(path(5), &Request::new(&credentials(2)).encode()), Err(Refusal::Username));
    let mut damaged = Request::new(&own).encode();
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    assert_eq!(agent.receive(path(5), &damaged), Err(Refusal::Malformed), "FINGERPRINT");
    assert!(!agent.responder.is_valid(&path(5)) && agent.responder.selected().is_none());
    assert_eq!(agent.responder.consent(agent.now), Consent::Never);
}

#[test]
fn a_check_from_somebody_else_than_the_sdp_names_is_refused() {
    let mut agent = Agent::new();
    assert!(!agent.responder.set_remote_ufrag("peer"));
    let own = agent.responder.credentials().clone();
    let stranger = Request { from: "stranger", ..Request::new(&own) }.encode();
    assert_eq!(agent.receive(path(5), &stranger), Err(Refusal::Username));
    assert!(agent.receive(path(5), &Request::new(&own).encode()).is_ok());
}

#[test]
fn a_nomination_added_on_the_way_is_ignored() {
    let mut agent = Agent::new();
    let own = agent.responder.credentials().clone();
    let request = Request { nominates: false, ..Request::new(&own) };
    agent.receive(path(5), &request.with_extra(Some(ATTR_USE_CANDIDATE))).unwrap();
    assert!(agent.responder.is_valid(&path(5)));
    assert_eq!(agent.responder.selected(), None);
}

/// proves: T12
#[test]
fn the_latest_nomination_wins() {
    let mut agent = Agent::new();
    agent.check(5, true);
    agent.check(6, true);
    assert_eq!(agent.responder.selected(), Some(path(6)));
    agent.check(5, true);
    assert_eq!(agent.responder.selected(), Some(path(5)));
}

#[test]
fn a_peer_that_wants_to_be_controlled_is_told_of_the_conflict() {
    let mut agent = Agent::new();
    let own = agent.responder.credentials().clone();
    let request = Request { controls: false, ..Request::new(&own) }.encode();
    let reply = decoded(&agent.receive(path(5), &request).unwrap().unwrap());
    let mut error = ErrorCodeAttribute::default();
    error.get_from(&reply).unwrap();
    assert_eq!(error.code.0, 487);
    assert_eq!(agent.responder.selected(), None);
}

#[test]
fn old_credentials_are_good_for_ten_seconds_after_a_restart() {
    let mut agent = Agent::new();
    let old = agent.responder.credentials().clone();
    agent.check(5, true);
    agent.responder.restart(agent.now, credentials(2));
    assert_eq!(agent.responder.ufrags().count(), 2);
    assert!(agent.receive(path(5), &Request::new(&old).encode()).is_ok());
    assert_eq!(agent.responder.selected(), Some(path(5)), "media goes on");
    agent.pass(10);
    assert_eq!(agent.receive(path(5), &Request::new(&old).encode()), Err(Refusal::Username));
    assert_eq!(agent.responder.ufrags().count(), 1);
    agent.check(7, true);
    assert_eq!(agent.responder.selected(), Some(path(7)));
}

/// RFC 7675 §5.1: exactly thirty seconds.
///
/// proves: hazard H7, S6
#[test]
fn consent_is_overdue_and_then_expires_on_time() {
    let mut agent = Agent::new();
    agent.check(5, true);
    let given = agent.now;
    assert_eq!(agent.responder.poll_timeout(agent.now), Some(given + OVERDUE));
    let just_before = Duration::from_nanos(1);
    for (at, consent) in [
        (OVERDUE - just_before, Consent::Given),
        (OVERDUE, Consent::Overdue),
        (CONSENT - just_before, Consent::Overdue),
        (CONSENT, Consent::Expired),
    ] {
        assert_eq!(agent.responder.consent(given + at), consent, "{at:?}");
    }
    assert_eq!(agent.responder.poll_timeout(given + OVERDUE), Some(given + CONSENT));
}

#[test]
fn media_alone_is_no_consent() {
    let mut agent = Agent::new();
    agent.check(5, true);
    agent.now += CONSENT;
    agent.responder.heard(agent.now, &path(5));
    assert_eq!(agent.responder.consent(agent.now), Consent::Expired);
}

#[test]
fn a_silent_path_gives_way_to_one_that_is_alive_within_a_second() {
    let mut agent = Agent::new();
    agent.check(5, true);
    agent.check(6, false);
    assert_eq!(agent.responder.selected(), Some(path(5)));
    agent.pass(1);
    agent.responder.heard(agent.now, &path(6));
    assert_eq!(agent.responder.selected(), Some(path(6)));
    agent.responder.heard(agent.now, &path(9));
    assert_eq!(agent.responder.selected(), Some(path(6)), "an unproved address never takes over");
}

/// proves: hazard H3, T12
#[test]
fn the_paths_of_one_peer_are_capped_and_the_selected_one_stays() {
    let mut agent = Agent::new();
    agent.check(1, true);
    for port in 2..2_000 {
        agent.now += Duration::from_micros(1);
        agent.check(port, false);
    }
    assert_eq!(agent.responder.paths().count(), limits::PATHS_PER_TRANSPORT);
    assert_eq!(agent.responder.selected(), Some(path(1)));
    assert!(agent.responder.is_valid(&path(1)));
    let forgotten = std::iter::from_fn(|| agent.responder.poll_forgotten()).count();
    assert_eq!(forgotten, 1_999 - limits::PATHS_PER_TRANSPORT);
}

#[test]
fn a_path_without_checks_is_forgotten_after_thirty_seconds() {
    let mut agent = Agent::new();
    agent.check(5, true);
    agent.check(6, false);
    agent.pass(29);
    agent.check(5, true);
    assert!(agent.responder.is_valid(&path(6)));
    agent.pass(1);
    assert!(!agent.responder.is_valid(&path(6)));
    assert_eq!(agent.responder.poll_forgotten(), Some(path(6)));
}

proptest::proptest! {
    #[test]
    fn no_damage_to_a_check_can_harm(
        changes in proptest::collection::vec((proptest::prelude::any::<proptest::sample::Index>(), 0..=255u8), 0..8),
        cut in 0..200usize,
    ) {
        let mut agent = Agent::new();
        let own = agent.responder.credentials().clone();
        let mut packet = Request::new(&own).encode();
        for (at, byte) in changes {
            let at = at.index(packet.len());
            packet[at] = byte;
        }
        packet.truncate(packet.len().saturating_sub(cut));
        let _ = addressee(&packet);
        let _ = agent.receive(path(5), &packet);
    }
}
