//! A browser of our own making against a transport, over a link that delays and loses, on a
//! clock that is only a number.

mod browser;

use std::net::SocketAddr;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;

use super::*;
use crate::limits;
use browser::Browser;
use dtls::Role;
use path::Carrier;

/// One instant for tests to count from.
#[expect(clippy::disallowed_methods, reason = "edge: a test needs one instant to count from")]
pub fn start() -> Instant {
    Instant::now()
}

/// Where the browser seems to be.
pub fn address(port: u16) -> Path {
    Path { carrier: Carrier::Udp(0), remote: SocketAddr::from(([192, 0, 2, 1], port)), local: None }
}

/// One way.
const DELAY: Duration = Duration::from_millis(20);

struct World {
    begun: Instant,
    now: Instant,
    random: ChaCha20Rng,
    /// Of a hundred datagrams, each way.
    loss_percent: u32,
    server: Transport,
    browser: Browser,
    /// Arrival, whether the server is the receiver, path, content.
    under_way: VecDeque<(Instant, bool, Path, Bytes)>,
    events: Vec<TransportEvent>,
}

impl World {
    /// `role` is the server's side of DTLS; `opens` whether it opens the data channels.
    fn new(role: Role, opens: bool) -> Self {
        let mut world = Self::unacquainted(role, opens);
        let fingerprint = world.browser.identity.fingerprint().clone();
        world.server.set_remote(world.now, Remote { ufrag: "peer".to_owned(), fingerprint, role });
        world
    }

    /// The browser's SDP has not arrived.
    fn unacquainted(role: Role, opens: bool) -> Self {
        let (now, mut random) = (start(), ChaCha20Rng::seed_from_u64(3));
        let identity = Arc::new(Identity::generate().unwrap());
        let fingerprint = identity.fingerprint().clone();
        let server = Transport::new(identity, Credentials::generate(&mut random), opens);
        let theirs = if role == Role::Client { Role::Server } else { Role::Client };
        let browser = Browser::new(now, server.ice().credentials().clone(), fingerprint, theirs, !opens);
        let (under_way, events) = (VecDeque::new(), Vec::new());
        Self { begun: now, now, random, loss_percent: 0, server, browser, under_way, events }
    }

    fn connected(role: Role, opens: bool) -> Self {
        let mut world = Self::new(role, opens);
        world.run(Duration::from_secs(1));
        assert!(world.is_connected());
        world
    }

    fn run(&mut self, time: Duration) {
        let end = self.now + time;
        loop {
            self.collect();
            let arrival = self.under_way.front().map(|(arrival, ..)| *arrival);
            let timeouts = [arrival, self.server.poll_timeout(self.now), self.browser.poll_timeout()];
            let Some(next) = timeouts.into_iter().flatten().min().filter(|&next| next <= end) else { break };
            self.now = self.now.max(next);
            self.deliver();
            self.server.handle_timeout(self.now);
            self.browser.handle_timeout(self.now);
        }
        self.now = end;
    }

    fn collect(&mut self) {
        while let Some((path, datagram)) = self.server.poll_transmit() {
            self.put_under_way(false, path, datagram);
        }
        for datagram in self.browser.take_transmits() {
            self.put_under_way(true, self.browser.path, datagram);
        }
        self.events.extend(std::iter::from_fn(|| self.server.poll_event()));
    }

    fn put_under_way(&mut self, to_server: bool, path: Path, datagram: Bytes) {
        if self.random.next_u32() % 100 >= self.loss_percent {
            self.under_way.push_back((self.now + DELAY, to_server, path, datagram));
        }
    }

    fn deliver(&mut self) {
        while let Some((_, to_server, path, datagram)) = self.under_way.pop_front_if(|one| one.0 <= self.now)
        {
            if to_server {
                self.serve(path, &datagram);
            } else if path == self.browser.path {
                self.browser.handle(self.now, &datagram);
            }
        }
    }

    /// What a demultiplexer does with a datagram.
    fn serve(&mut self, path: Path, datagram: &[u8]) {
        if ice::is_stun(datagram) {
            if let Ok(check) = self.server.authenticate(self.now, datagram) {
                self.server.handle_check(self.now, path, &check);
            }
        } else if self.server.ice().is_valid(&path) {
            self.server.handle_dtls(self.now, path, datagram);
        }
    }

    fn states(&self) -> Vec<ConnectionState> {
        let states = self.events.iter().filter_map(|event| match event {
            TransportEvent::State(state) => Some(*state),
            TransportEvent::Data(..) => None,
        });
        states.collect()
    }

    fn data(&self) -> Vec<&[u8]> {
        let data = self.events.iter().filter_map(|event| match event {
            TransportEvent::Data(_, payload) => Some(payload.as_slice()),
            TransportEvent::State(_) => None,
        });
        data.collect()
    }

    fn is_connected(&self) -> bool {
        self.states().last() == Some(&ConnectionState::Connected) && self.browser.srtp.is_some()
    }
}

const BOTH_ROLES: [Role; 2] = [Role::Client, Role::Server];

#[test]
fn a_browser_connects_within_a_few_round_trips_in_both_roles() {
    for role in BOTH_ROLES {
        let mut world = World::new(role, true);
        // A check, three flights of DTLS with its cookie, and half a round trip to spare.
        world.run(DELAY * 9);
        assert!(world.is_connected(), "{role:?}");
        assert_eq!(world.server.outward().unwrap().1, address(5_000));
    }
}

#[test]
fn a_browser_that_is_faster_than_its_sdp_connects_when_that_arrives() {
    let mut world = World::unacquainted(Role::Server, true);
    world.run(Duration::from_millis(300));
    assert!(world.states().is_empty() && world.server.outward().is_none());
    let fingerprint = world.browser.identity.fingerprint().clone();
    let remote = Remote { ufrag: "peer".to_owned(), fingerprint, role: Role::Server };
    world.server.set_remote(world.now, remote);
    world.run(Duration::from_millis(700));
    assert!(world.is_connected());
}

#[test]
fn a_tenth_of_all_datagrams_lost_each_way_does_not_prevent_a_connection() {
    for role in BOTH_ROLES {
        for seed in 0..10 {
            let mut world = World::new(role, true);
            (world.loss_percent, world.random) = (10, ChaCha20Rng::seed_from_u64(seed));
            world.run(Duration::from_secs(15));
            assert!(world.is_connected(), "{role:?} {seed}");
        }
    }
}

/// proves: S3, T7
#[test]
fn a_peer_with_another_certificate_is_refused_and_told() {
    for role in BOTH_ROLES {
        let mut world = World::unacquainted(role, true);
        let fingerprint = Identity::generate().unwrap().fingerprint().clone();
        world.server.set_remote(world.now, Remote { ufrag: "peer".to_owned(), fingerprint, role });
        world.run(Duration::from_secs(5));
        assert_eq!(world.states(), [ConnectionState::Closed(CloseCause::HandshakeFailed)], "{role:?}");
        assert!(world.server.outward().is_none() && !world.server.is_open());
        assert_eq!(world.server.poll_timeout(world.now), None);
    }
}

#[test]
fn nobody_who_comes_within_thirty_seconds_is_the_end_of_a_connection() {
    let mut world = World::new(Role::Server, true);
    world.browser.checks = false;
    world.run(CONNECT - Duration::from_millis(1));
    assert!(world.server.is_open());
    world.run(Duration::from_millis(1));
    assert_eq!(world.states(), [ConnectionState::Closed(CloseCause::Timeout)]);
}

/// RFC 7675 §5.1. A browser that vanishes says nothing.
///
/// proves: hazard H7, S6, T17
#[test]
fn a_vanished_browser_is_interrupted_then_ended_exactly_on_time() {
    let mut world = World::connected(Role::Server, true);
    world.browser.checks = false;
    world.loss_percent = 100;
    let vanished = world.now;
    world.run(Duration::from_secs(14));
    assert_eq!(world.states().last(), Some(&ConnectionState::Interrupted));
    assert!(world.server.outward().is_some(), "sending is still allowed");
    world.run(Duration::from_secs(15));
    assert!(world.server.is_open(), "29 s after it vanished");
    world.run(Duration::from_secs(1) + DELAY);
    assert_eq!(world.states().last(), Some(&ConnectionState::Closed(CloseCause::ConsentExpired)));
    assert!(world.server.outward().is_none() && world.now - vanished < Duration::from_secs(31));
}

#[test]
fn a_browser_that_comes_back_in_time_goes_on_without_a_handshake() {
    let mut world = World::connected(Role::Server, true);
    world.loss_percent = 100;
    world.run(Duration::from_secs(20));
    world.loss_percent = 0;
    world.run(Duration::from_secs(2));
    let states = [ConnectionState::Connected, ConnectionState::Interrupted, ConnectionState::Connected];
    assert_eq!(world.states(), states);
}

/// proves: T12
#[test]
fn a_browser_on_another_network_is_followed_without_a_restart() {
    let mut world = World::connected(Role::Server, true);
    world.browser.path = address(6_000);
    world.run(Duration::from_millis(1_100));
    assert_eq!(world.server.outward().unwrap().1, address(6_000), "within about a second");
    world.server.send_data(world.now, DataChannel::Reliable, b"are you there".to_vec());
    world.run(Duration::from_secs(2));
    assert_eq!(world.browser.received.len(), 1);
}

#[test]
fn a_restart_of_ice_keeps_the_keys_and_ends_the_old_password() {
    let mut world = World::connected(Role::Server, true);
    let old = world.server.ice().credentials().clone();
    let mut random = ChaCha20Rng::seed_from_u64(99);
    world.server.restart_ice(world.now, &mut random);
    world.browser.server = world.server.ice().credentials().clone();
    let answered = world.browser.replies;
    world.run(Duration::from_secs(12));
    assert!(world.browser.replies > answered + 8);
    assert_eq!(world.states(), [ConnectionState::Connected], "nothing was interrupted");
    let sealed = world.browser.rtp(1);
    assert!(world.server.open_rtp(world.now, &address(5_000), &mut sealed.clone()).is_ok());

    world.browser.server = old;
    let answered = world.browser.replies;
    world.run(Duration::from_secs(3));
    assert!(world.browser.replies <= answered + 1, "one may have been under way");
}

#[test]
fn media_is_opened_once_and_only_when_it_is_the_peers() {
    for role in BOTH_ROLES {
        let mut world = World::connected(role, true);
        let sealed = world.browser.rtp(7);
        let mut open =
            |packet: &[u8]| world.server.open_rtp(world.now, &address(5_000), &mut packet.to_vec());
        assert_eq!(open(&sealed), Ok(17));
        assert_eq!(open(&sealed), Err(Rejected::Replayed));
        let mut forged = sealed;
        forged[3] = 8;
        assert_eq!(open(&forged), Err(Rejected::Forged));
    }
}

#[test]
fn data_channels_deliver_everything_in_order_under_loss() {
    for (role, opens) in [(Role::Server, true), (Role::Server, false), (Role::Client, true)] {
        let mut world = World::connected(role, opens);
        world.run(Duration::from_secs(1));
        world.loss_percent = 10;
        let message = |number: u32| [number.to_be_bytes().to_vec(), vec![0; 3_000]].concat();
        for number in 0..100 {
            world.server.send_data(world.now, DataChannel::Reliable, message(number));
            world.browser.send(world.now, DataChannel::Reliable, &message(number));
            world.run(Duration::from_millis(50));
        }
        world.run(Duration::from_secs(60));
        let expected: Vec<_> = (0..100).map(message).collect();
        let down: Vec<_> = world.browser.received.iter().map(|(_, payload)| payload.clone()).collect();
        assert_eq!(down.len(), 100, "{role:?} opens {opens}");
        assert!(down == expected && world.data() == expected, "{role:?} opens {opens}");
        assert!(world.is_connected());
    }
}

#[test]
fn a_reader_that_takes_nothing_loses_its_connection_and_no_memory_of_ours() {
    let mut world = World::connected(Role::Server, true);
    world.run(Duration::from_secs(1));
    world.loss_percent = 100;
    for _ in 0..=limits::DATA_QUEUE_BYTES / 60_000 + 1 {
        world.server.send_data(world.now, DataChannel::Reliable, vec![0; 60_000]);
    }
    world.collect();
    assert_eq!(world.states().last(), Some(&ConnectionState::Closed(CloseCause::TooSlow)));
}

#[test]
fn a_goodbye_is_said_and_heard() {
    let mut world = World::connected(Role::Server, true);
    world.server.close(world.now, CloseCause::Left);
    world.run(Duration::from_millis(100));
    assert!(world.browser.was_told_goodbye);

    let mut world = World::connected(Role::Server, true);
    world.browser.close(world.now);
    world.run(Duration::from_millis(100));
    assert_eq!(world.states().last(), Some(&ConnectionState::Closed(CloseCause::PeerClosed)));
}

/// proves: T6, T7
#[test]
fn a_closed_transport_answers_nothing_any_more() {
    let mut world = World::connected(Role::Server, true);
    world.server.close(world.now, CloseCause::Left);
    world.run(Duration::from_millis(100));
    let answered = world.browser.replies;
    world.run(Duration::from_secs(5));
    assert_eq!(world.browser.replies, answered);
    let sealed = world.browser.rtp(1);
    assert_eq!(world.server.open_rtp(world.now, &address(5_000), &mut sealed.clone()), Err(Rejected::Forged));
    assert!(world.now - world.begun > Duration::from_secs(5));
}

#[test]
fn an_offer_with_another_certificate_changes_nothing() {
    let mut world = World::connected(Role::Server, false);
    let mut random = ChaCha20Rng::seed_from_u64(8);
    let fingerprint = world.browser.identity.fingerprint().clone();
    let mut offer = Description {
        ufrag: "peer".to_owned(),
        fingerprint,
        role: Role::Server,
        mixes_extensions: true,
        sections: Vec::new(),
    };
    assert_eq!(world.server.accept(world.now, &offer, &mut random), Ok(false));
    offer.fingerprint = Identity::generate().unwrap().fingerprint().clone();
    offer.ufrag = "new".to_owned();
    let refused = world.server.accept(world.now, &offer, &mut random);
    assert_eq!(refused, Err(NegotiationError::OtherCertificate));
    world.run(Duration::from_secs(3));
    assert!(world.is_connected());

    offer.fingerprint = world.browser.identity.fingerprint().clone();
    let before = world.server.ice().credentials().ufrag;
    assert_eq!(world.server.accept(world.now, &offer, &mut random), Ok(true), "it restarts ICE");
    assert_ne!(world.server.ice().credentials().ufrag, before, "so do we");
}
