use proptest::prelude::*;

use super::*;
use crate::transport::tests::start;

/// A peer without our care: `rtc-dtls` alone, repeating as fast as a browser.
struct Plain {
    endpoint: Endpoint,
    profile: Option<SrtpProtectionProfile>,
}

/// How often [`Plain`] repeats. It gives up after seven times.
const REPEATS: Duration = Duration::from_millis(100);

impl Plain {
    fn new(
        identity: &Identity,
        ours: &Identity,
        is_client: bool,
        profiles: &[SrtpProtectionProfile],
    ) -> Self {
        let expected = ours.fingerprint().clone();
        let config = ConfigBuilder::default()
            .with_crypto_provider(identity.provider())
            .with_certificates(vec![identity.certificate()])
            .with_srtp_protection_profiles(profiles.to_vec())
            .with_client_auth(ClientAuthType::RequireAnyClientCert)
            .with_extended_master_secret(ExtendedMasterSecretType::Require)
            .with_flight_interval(REPEATS)
            .with_insecure_skip_verify(true)
            .with_verify_peer_certificate(Some(Arc::new(move |chain, _| match chain.first() {
                Some(certificate) if expected.matches(certificate) => Ok(()),
                _ => Err(Error::ErrNoMatchingCertificateFingerprint),
            })));
        let config = Arc::new(config.build(is_client, Some(peer())).unwrap());
        let mut endpoint =
            Endpoint::new(peer(), TransportProtocol::UDP, (!is_client).then(|| config.clone()));
        if is_client {
            endpoint.connect(start(), peer(), config, None).unwrap();
        }
        Self { endpoint, profile: None }
    }
}

/// The other end of an association.
enum Other {
    Ours(Box<Dtls>),
    Plain(Plain),
}

impl Other {
    fn handle(&mut self, now: Instant, datagram: BytesMut) -> Vec<DtlsEvent> {
        match self {
            Self::Ours(dtls) => {
                dtls.handle(now, datagram);
                std::iter::from_fn(|| dtls.poll_event()).collect()
            }
            Self::Plain(plain) => {
                let events = plain.endpoint.read(now, peer(), None, datagram).unwrap_or_default();
                if events.iter().any(|event| matches!(event, EndpointEvent::HandshakeComplete)) {
                    let state = plain.endpoint.get_connection_state(peer()).unwrap();
                    plain.profile = Some(state.srtp_protection_profile());
                }
                Vec::new()
            }
        }
    }

    fn poll_transmit(&mut self) -> Option<BytesMut> {
        match self {
            Self::Ours(dtls) => dtls.poll_transmit(),
            Self::Plain(plain) => plain.endpoint.poll_transmit().map(|sent| sent.message),
        }
    }

    fn poll_timeout(&self) -> Option<Instant> {
        match self {
            Self::Ours(dtls) => dtls.poll_timeout(),
            Self::Plain(plain) => plain.endpoint.poll_timeout(&peer()),
        }
    }

    fn handle_timeout(&mut self, now: Instant) {
        match self {
            Self::Ours(dtls) => dtls.handle_timeout(now),
            Self::Plain(plain) => drop(plain.endpoint.handle_timeout(peer(), now)),
        }
    }
}

struct Pair {
    begun: Instant,
    now: Instant,
    ours: Dtls,
    other: Other,
    news: Vec<DtlsEvent>,
    other_news: Vec<DtlsEvent>,
    /// Datagrams of ours so far.
    sent: usize,
    /// Datagrams of the other so far.
    other_sent: usize,
    /// Bytes of our longest.
    longest: usize,
}

/// Which datagrams get lost, by whether they are ours and their number.
type Lost<'a> = &'a dyn Fn(bool, usize) -> bool;

const NOTHING: Lost<'static> = &|_, _| false;

impl Pair {
    fn new(ours: Dtls, other: Other) -> Self {
        let now = start();
        let (news, other_news) = (Vec::new(), Vec::new());
        Self { begun: now, now, ours, other, news, other_news, sent: 0, other_sent: 0, longest: 0 }
    }

    /// Both ends are ours.
    fn of_ours(role: Role) -> Self {
        let (one, two) = (identity(), identity());
        let now = start();
        let mut ours = Dtls::new(one.clone());
        let mut other = Dtls::new(two.clone());
        let opposite = if role == Role::Client { Role::Server } else { Role::Client };
        ours.set_remote(now, two.fingerprint().clone(), role);
        other.set_remote(now, one.fingerprint().clone(), opposite);
        ours.start(now);
        other.start(now);
        Self::new(ours, Other::Ours(Box::new(other)))
    }

    /// The other end is the bare library.
    fn with_plain(role: Role, profiles: &[SrtpProtectionProfile]) -> Self {
        let (one, two) = (identity(), identity());
        let mut ours = Dtls::new(one.clone());
        ours.set_remote(start(), two.fingerprint().clone(), role);
        ours.start(start());
        let plain = Plain::new(&two, &one, role == Role::Server, profiles);
        Self::new(ours, Other::Plain(plain))
    }

    /// Passes everything to and fro, then lets time pass; until `limit` has passed.
    fn run(&mut self, limit: Duration, lost: Lost<'_>) {
        loop {
            self.exchange(lost);
            let next = [self.ours.poll_timeout(), self.other.poll_timeout()].into_iter().flatten().min();
            match next.map(|next| next.max(self.now)) {
                Some(next) if next <= self.begun + limit => self.now = next,
                _ => return,
            }
            self.ours.handle_timeout(self.now);
            self.other.handle_timeout(self.now);
        }
    }

    fn exchange(&mut self, lost: Lost<'_>) {
        for _ in 0..1_000 {
            if let Some(datagram) = self.ours.poll_transmit() {
                self.sent += 1;
                self.longest = self.longest.max(datagram.len());
                if !lost(true, self.sent) {
                    self.other_news.extend(self.other.handle(self.now, datagram));
                }
            } else if let Some(datagram) = self.other.poll_transmit() {
                self.other_sent += 1;
                if !lost(false, self.other_sent) {
                    self.ours.handle(self.now, datagram);
                }
            } else {
                self.news.extend(std::iter::from_fn(|| self.ours.poll_event()));
                return;
            }
        }
        panic!("the two never stop");
    }

    /// What SRTP would get, if we are up.
    fn keys(&self) -> Option<(Profile, Vec<u8>)> {
        keys_in(&self.news)
    }
}

fn keys_in(news: &[DtlsEvent]) -> Option<(Profile, Vec<u8>)> {
    news.iter().find_map(|event| match event {
        DtlsEvent::Up { profile, material } => Some((*profile, material.clone())),
        _ => None,
    })
}

fn has_failed(news: &[DtlsEvent]) -> bool {
    news.iter().any(|event| matches!(event, DtlsEvent::Failed))
}

fn identity() -> Arc<Identity> {
    Arc::new(Identity::generate().unwrap())
}

const CM: SrtpProtectionProfile = SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80;
const GCM: SrtpProtectionProfile = SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm;
const BOTH_ROLES: [Role; 2] = [Role::Client, Role::Server];
const LONG: Duration = Duration::from_secs(20);

#[test]
fn both_ends_come_up_with_the_same_keys_in_both_roles() {
    for role in BOTH_ROLES {
        let mut pair = Pair::of_ours(role);
        pair.run(LONG, NOTHING);
        let keys = pair.keys().unwrap();
        assert_eq!(keys.0, Profile::Aes128Gcm);
        assert_eq!(keys_in(&pair.other_news), Some(keys));
        assert_eq!(pair.now, pair.begun, "nothing had to be repeated");
    }
}

/// proves: T10
#[test]
fn every_datagram_of_a_handshake_fits_the_least_path_that_ipv6_allows() {
    // 1,280 bytes (RFC 8200 §5) without the headers of IPv6 and UDP.
    const LEAST: usize = 1_280 - 40 - 8;
    for role in BOTH_ROLES {
        let mut pair = Pair::of_ours(role);
        pair.run(LONG, NOTHING);
        assert!((500..=LEAST).contains(&pair.longest), "{role:?}: {} bytes", pair.longest);
    }
}

/// proves: T3
#[test]
fn the_cheap_profile_is_taken_whenever_the_peer_has_it_and_the_old_one_otherwise() {
    for role in BOTH_ROLES {
        for (theirs, profile) in [
            (&[CM, GCM][..], Profile::Aes128Gcm),
            (&[GCM], Profile::Aes128Gcm),
            (&[CM], Profile::Aes128CmSha1),
        ] {
            let mut pair = Pair::with_plain(role, theirs);
            pair.run(LONG, NOTHING);
            let got = pair.keys().map(|(profile, _)| profile);
            // A server follows the client's list, so as clients we put the cheap one first.
            assert_eq!(got, Some(profile), "{role:?} {theirs:?}");
        }
    }
}

#[test]
fn a_peer_without_any_profile_of_ours_is_refused() {
    for role in BOTH_ROLES {
        let mut pair = Pair::with_plain(role, &[SrtpProtectionProfile::Srtp_Aead_Aes_256_Gcm]);
        pair.run(LONG, NOTHING);
        assert!(pair.keys().is_none() && has_failed(&pair.news), "{role:?}");
    }
}

/// proves: T1
#[test]
fn any_one_lost_datagram_costs_less_than_a_second() {
    for role in BOTH_ROLES {
        for (is_ours, number) in (1..=6).flat_map(|number| [(true, number), (false, number)]) {
            let mut pair = Pair::of_ours(role);
            pair.run(Duration::from_secs(1), &|ours, at| (ours, at) == (is_ours, number));
            let up = pair.keys().is_some() && pair.keys() == keys_in(&pair.other_news);
            assert!(up, "{role:?}: ours {is_ours}, datagram {number}");
        }
    }
}

/// The library alone would forget its own repetition as soon as a browser, which repeats
/// faster, repeats first.
///
/// proves: T1, T2
#[test]
fn a_lost_flight_is_repeated_although_an_impatient_peer_repeats_its_own() {
    for (role, flight) in [(Role::Server, 2..=5), (Role::Client, 2..=5)] {
        for number in flight {
            let mut pair = Pair::with_plain(role, &[GCM]);
            let lost = |ours: bool, at: usize| ours && at == number;
            pair.run(REPEATS * 7, &lost);
            let Other::Plain(plain) = &pair.other else { unreachable!() };
            assert!(pair.keys().is_some() && plain.profile.is_some(), "{role:?} datagram {number}");
        }
    }
}

#[test]
fn a_handshake_survives_heavy_loss() {
    for role in BOTH_ROLES {
        for seed in 0..40usize {
            let mut pair = Pair::of_ours(role);
            // A tenth is lost, differently for each seed.
            let lost = |ours, at: usize| (at * 7_919 + seed * 104_729 + usize::from(ours) * 31) % 97 < 10;
            pair.run(Duration::from_secs(29), &lost);
            assert!(pair.keys().is_some(), "{role:?} seed {seed}");
            assert_eq!(pair.keys(), keys_in(&pair.other_news), "{role:?} seed {seed}");
        }
    }
}

#[test]
fn a_peer_that_never_answers_is_given_up_after_thirty_seconds() {
    let mut pair = Pair::of_ours(Role::Client);
    pair.run(Duration::from_secs(60), &|ours, _| ours);
    assert!(has_failed(&pair.news) || matches!(pair.ours.phase, Phase::Dead));
    assert!(HANDSHAKE - (pair.now - pair.begun) < Duration::from_millis(1), "exactly then");
    assert!(pair.sent < 20, "{} datagrams: the waits grow", pair.sent);
}

/// proves: S3, hazard H6
#[test]
fn another_certificate_than_the_sdp_names_is_refused() {
    for role in BOTH_ROLES {
        let (one, two, stranger) = (identity(), identity(), identity());
        let mut ours = Dtls::new(one.clone());
        ours.set_remote(start(), stranger.fingerprint().clone(), role);
        ours.start(start());
        let plain = Plain::new(&two, &one, role == Role::Server, &[GCM]);
        let mut pair = Pair::new(ours, Other::Plain(plain));
        pair.run(LONG, NOTHING);
        assert!(pair.keys().is_none() && has_failed(&pair.news), "{role:?}");
    }
}

/// proves: T6, T7, T8
#[test]
fn what_failed_is_never_fed_again() {
    let mut pair = Pair::with_plain(Role::Server, &[SrtpProtectionProfile::Srtp_Aead_Aes_256_Gcm]);
    pair.run(LONG, NOTHING);
    assert!(has_failed(&pair.news));
    let alert = [21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, 2, 40];
    let mut other = Pair::of_ours(Role::Server);
    let Other::Ours(client) = &mut other.other else { unreachable!() };
    let hello = client.poll_transmit().unwrap();
    for datagram in [BytesMut::from(&alert[..]), hello] {
        pair.ours.handle(pair.now, datagram);
        assert!(pair.ours.poll_transmit().is_none() && pair.ours.poll_event().is_none());
    }
    assert_eq!(pair.ours.poll_timeout(), None);
}

/// proves: T8
#[test]
fn a_new_hello_does_not_end_an_association_that_is_up() {
    let mut pair = Pair::of_ours(Role::Server);
    pair.run(LONG, NOTHING);
    let mut fresh = Pair::of_ours(Role::Server);
    let Other::Ours(client) = &mut fresh.other else { unreachable!() };
    let hello = client.poll_transmit().unwrap();
    for _ in 0..100 {
        pair.ours.handle(pair.now, hello.clone());
    }
    pair.news.clear();
    pair.exchange(NOTHING);
    assert!(pair.news.is_empty(), "{:?}", pair.news);
    assert!(pair.ours.write(pair.now, b"still here"));
}

#[test]
fn messages_that_overtake_the_sdp_are_kept() {
    let (one, two) = (identity(), identity());
    let mut ours = Dtls::new(one.clone());
    let mut client = Dtls::new(two.clone());
    client.set_remote(start(), one.fingerprint().clone(), Role::Client);
    client.start(start());
    while let Some(hello) = client.poll_transmit() {
        ours.handle(start(), hello);
    }
    assert!(ours.poll_transmit().is_none(), "we do not know whom to trust yet");
    ours.set_remote(start(), two.fingerprint().clone(), Role::Server);
    let mut pair = Pair::new(ours, Other::Ours(Box::new(client)));
    pair.run(LONG, NOTHING);
    assert!(pair.keys().is_some());
    assert_eq!(pair.now, pair.begun, "at once");
}

#[test]
fn data_passes_both_ways_and_a_goodbye_is_heard() {
    let mut pair = Pair::of_ours(Role::Client);
    assert!(!pair.ours.write(pair.now, b"early"));
    pair.run(LONG, NOTHING);
    assert!(pair.ours.write(pair.now, b"hello"));
    pair.exchange(NOTHING);
    assert!(matches!(&pair.other_news[..], [_, DtlsEvent::Data(data)] if &data[..] == b"hello"));
    pair.ours.close(pair.now);
    pair.exchange(NOTHING);
    assert!(matches!(pair.other_news.last(), Some(DtlsEvent::Closed)));
    assert!(!pair.ours.write(pair.now, b"late"));
}

/// Before it knows the peer's certificate the library keeps what it is sent.
#[test]
fn a_flood_of_handshake_messages_ends_the_handshake_and_not_the_process() {
    for fragments in [1, 80] {
        let mut pair = Pair::of_ours(Role::Server);
        pair.exchange(&|ours, at| ours && at >= 2);
        let fragment = [11, 0, 1, 0, 0, 3, 0, 0, 0, 0, 0, 1, 0];
        let body = fragment.repeat(fragments);
        let header = [22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 1, 0];
        let datagram = [&header[..], &(body.len() as u16).to_be_bytes(), &body].concat();
        for _ in 0..2 * limits::HANDSHAKE_DATAGRAMS {
            pair.ours.handle(pair.now, BytesMut::from(&datagram[..]));
        }
        assert!(matches!(pair.ours.phase, Phase::Dead), "{fragments} fragments a datagram");
    }
}

/// One such record in clear, from a forged address, would make the library deaf.
///
/// proves: T5
#[test]
fn a_forged_change_of_cipher_does_not_deafen_us() {
    for role in BOTH_ROLES {
        let mut pair = Pair::of_ours(role);
        pair.run(LONG, NOTHING);
        pair.news.clear();
        let forged = [20, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1, 1];
        pair.ours.handle(pair.now, BytesMut::from(&forged[..]));
        let Other::Ours(other) = &mut pair.other else { unreachable!() };
        assert!(other.write(pair.now, b"still heard"));
        pair.exchange(NOTHING);
        assert!(matches!(&pair.news[..], [DtlsEvent::Data(_)]), "{role:?} {:?}", pair.news);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// proves: T5
    #[test]
    fn nothing_a_stranger_sends_ends_an_association_that_is_up(
        datagrams in prop::collection::vec(
            (prop_oneof![20u8..26, any::<u8>()], 0u16..3, prop::collection::vec(any::<u8>(), 0..80), any::<bool>()),
            1..30,
        ),
        role in prop_oneof![Just(Role::Client), Just(Role::Server)],
    ) {
        let mut pair = Pair::of_ours(role);
        pair.run(LONG, NOTHING);
        pair.news.clear();
        for (kind, epoch, body, is_whole) in datagrams {
            let mut datagram = vec![kind, 0xfe, 0xfd];
            datagram.extend(epoch.to_be_bytes());
            datagram.extend([0, 0, 0, 0, 1, 0]);
            let length = if is_whole { body.len() } else { body.len() + 7 };
            datagram.extend((length as u16).to_be_bytes());
            datagram.extend(body);
            pair.ours.handle(pair.now, BytesMut::from(&datagram[..]));
        }
        pair.exchange(NOTHING);
        prop_assert!(pair.news.is_empty(), "{:?}", pair.news);
        let Other::Ours(other) = &mut pair.other else { unreachable!() };
        prop_assert!(other.write(pair.now, b"still here"));
        pair.exchange(NOTHING);
        let heard = matches!(&pair.news[..], [DtlsEvent::Data(data)] if &data[..] == b"still here");
        prop_assert!(heard, "{:?}", pair.news);
    }
}
