//! What somebody who has proved nothing can do to a shard, and what is left of those who were there.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use super::*;
use crate::id::{RoomId, TrackId};
use crate::media::{MediaKind, Source};
use crate::node::{Announcement, Wire};
use crate::transport::path::Carrier;

/// Addresses that try.
const SOURCES: u32 = 10_000;
const ALICE: ParticipantId = ParticipantId(1);

fn shard() -> Shard {
    let identity = Arc::new(Identity::generate().unwrap());
    Shard::new(ShardConfig { plane: PlaneConfig::default(), identity, candidates: Vec::new(), seed: [7; 32] })
}

/// Joins and leaves; of one in so many everything is negotiated, which takes a debug build 4 ms.
const VISITS: u64 = 10_000;
const NEGOTIATED: u64 = 20;
/// What Chromium 156 offers for a microphone and a camera, and how it names them.
const OFFER: &str = include_str!("../transport/negotiation/golden/chromium-156-publisher.sdp");
const CAPTURED: [(&str, MediaKind); 2] = [
    ("b7a64d6e-03c0-40e7-a452-b4dec30e5981", MediaKind::Audio),
    ("3f891ad5-1c3e-4517-b3e9-36fe5be65a48", MediaKind::Video),
];

/// A shard that waits for Alice, and the name her browser would use in its checks.
fn waiting(now: Instant) -> (Shard, String) {
    let mut shard = shard();
    let (participant, room) = (ALICE, RoomId(1));
    shard.handle_commands(now, [Command::Join { participant, room, wire: Wire::TwoConnections }]);
    shard.handle_commands(now, [Command::OpenDown { participant }]);
    let offer = std::iter::from_fn(|| shard.poll_event()).find_map(|event| match event {
        Event::Offer { sdp, .. } => Some(sdp),
        _ => None,
    });
    let offer = offer.expect("the first connection is offered");
    let ufrag = offer.lines().find_map(|line| line.strip_prefix("a=ice-ufrag:")).unwrap();
    let username = format!("{ufrag}:browser");
    (shard, username)
}

fn from(source: u32) -> Path {
    let remote = SocketAddr::from((Ipv4Addr::from(0x0a00_0000 + source), 5_000));
    Path { carrier: Carrier::Udp(0), remote, local: None }
}

/// A binding request whose integrity was made with a guess (RFC 8489 §14.5).
fn forged_check(username: &str, guess: u32) -> Vec<u8> {
    let padded = username.len().next_multiple_of(4);
    let mut name = [&[0, 6, 0, username.len() as u8], username.as_bytes()].concat();
    name.resize(4 + padded, 0);
    let mut integrity = vec![0, 8, 0, 20];
    integrity.extend((0..20).map(|at| (guess >> (at % 4 * 8)) as u8));
    let attributes = [name, vec![0, 0x25, 0, 0], integrity].concat();
    // The fingerprint, which anybody can make, counts as well.
    let length = attributes.len() as u8 + 8;
    let header = [&[0, 1, 0, length, 0x21, 0x12, 0xa4, 0x42], &guess.to_be_bytes()[..], &[9; 8]].concat();
    let message = [header, attributes].concat();
    let fingerprint = crc32(&message) ^ 0x5354_554e;
    [message, vec![0x80, 0x28, 0, 4], fingerprint.to_be_bytes().to_vec()].concat()
}

/// As ITU-T V.42 has it (RFC 8489 §14.7).
fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

fn nothing_leaves(shard: &mut Shard) {
    shard.depart(|path, bytes, _| panic!("{} bytes left to {path:?}", bytes.len()));
}

/// proves: F5, H3
#[test]
fn checks_with_a_guessed_password_teach_nothing_and_are_not_answered() {
    let now = crate::sim::epoch();
    let (mut shard, username) = waiting(now);
    for source in 0..SOURCES {
        shard.handle_datagram(now, from(source), &mut forged_check(&username, source));
        nothing_leaves(&mut shard);
    }
    assert_eq!(shard.counters().rejected, u64::from(SOURCES));
    shard.handle_datagram(now, from(0), &mut [0x80; 40]);
    assert_eq!(shard.counters().strangers, 1, "the address is as strange as before");
}

/// proves: F3, H1
#[test]
fn a_hello_from_an_address_that_has_proved_nothing_is_not_even_read() {
    let now = crate::sim::epoch();
    let (mut shard, _) = waiting(now);
    for source in 0..SOURCES {
        let mut hello = [22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 60].to_vec();
        hello.resize(73, 1);
        shard.handle_datagram(now, from(source), &mut hello);
        nothing_leaves(&mut shard);
    }
    assert_eq!(shard.counters().strangers, u64::from(SOURCES));
}

/// Everything that is held for somebody.
fn held(shard: &Shard) -> usize {
    let Shard { people, tracks, receivers, speaking, events, ways, demux, plane, .. } = shard;
    let own = people.len() + tracks.len() + receivers.len() + speaking.len() + events.len();
    own + ways.held() + demux.held() + plane.held()
}

fn announcement(participant: ParticipantId, track: TrackId, (cid, kind): (&str, MediaKind)) -> Announcement {
    let source = if kind == MediaKind::Audio { Source::Microphone } else { Source::Camera };
    Announcement { track, participant, cid: cid.to_owned(), kind, source, layers: Vec::new(), open: true }
}

/// Somebody publishes, and somebody else watches; then both go.
fn visit(now: Instant, shard: &mut Shard, number: u64) {
    let (room, [publisher, viewer]) = (RoomId(number % 7), [2 * number, 2 * number + 1].map(ParticipantId));
    let tracks = [2 * number, 2 * number + 1].map(TrackId);
    let join = |participant| Command::Join { participant, room, wire: Wire::TwoConnections };
    shard.handle_commands(now, [join(publisher), join(viewer)]);
    let announced = tracks.into_iter().zip(CAPTURED);
    shard.handle_commands(
        now,
        announced.map(|(track, captured)| Command::Announce(announcement(publisher, track, captured))),
    );
    if number.is_multiple_of(NEGOTIATED) {
        let offer = Command::Offer { participant: publisher, offer_id: 1, sdp: OFFER.to_owned() };
        shard.handle_commands(now, [offer, Command::OpenDown { participant: viewer }]);
        let subscribe = |track| Command::Subscribe {
            viewer,
            track,
            stream_id: "publisher|camera".to_owned(),
            track_name: "camera".to_owned(),
        };
        shard.handle_commands(now, tracks.map(subscribe));
        let published = shard.events.iter().filter(|event| matches!(event, Event::Published { .. })).count();
        assert_eq!(published, tracks.len());
        assert!(held(shard) > 20, "there is something to forget");
    }
    let leave = |participant| Command::Leave { participant };
    shard.handle_commands(now, [leave(publisher), leave(viewer)]);
    while shard.poll_event().is_some() {}
    shard.depart(|_, _, _| {});
}

/// proves: R13
#[test]
fn ten_thousand_who_came_and_went_leave_nothing_behind() {
    let mut now = crate::sim::epoch();
    let mut shard = shard();
    for number in 0..VISITS / 2 {
        visit(now, &mut shard, number);
        now += Duration::from_millis(1);
    }
    // What was scheduled for them falls due once more, and finds nobody.
    now += Duration::from_secs(60);
    while shard.poll_timeout().is_some_and(|due| due <= now) {
        shard.handle_timeout(now);
    }
    assert_eq!(held(&shard), 0);
}
