use std::time::Duration;

use super::spec::{DownFeedback, Encoding, Format, UpFeedback};
use super::*;
use crate::media::extension::{Extension, ExtensionMap};
use crate::media::rtcp::{Report, reports};
use crate::media::rtp::{HeaderWriter, Packet};
use crate::media::{Codec, Quality, Source, Token};

const ALICE: ParticipantId = ParticipantId(1);
const BOB: ParticipantId = ParticipantId(2);
const MALLORY: ParticipantId = ParticipantId(3);
const JOINT: RoomId = RoomId(10);
const CAUCUS: RoomId = RoomId(11);
const VOICE: TrackId = TrackId(20);

#[derive(Default)]
struct Wire {
    rtp: Vec<(ParticipantId, u64, Vec<u8>)>,
    taps: usize,
    /// Keyframes asked for.
    asks: usize,
}

impl Outlet for Wire {
    fn rtp(&mut self, to: ParticipantId, index: u64, header: &[u8], payload: &[u8]) {
        self.rtp.push((to, index, [header, payload].concat()));
    }

    fn rtcp(&mut self, _to: ParticipantId, _link: Link, packet: &[u8]) {
        self.asks += reports(packet).filter(|report| matches!(report, Report::Keyframes(_))).count();
    }

    fn tap(&mut self, _room: RoomId, _packet: TapPacket<'_>) -> bool {
        self.taps += 1;
        true
    }
}

#[expect(clippy::disallowed_methods, reason = "edge: a test needs one instant to count from")]
fn start() -> Instant {
    Instant::now()
}

fn opus(payload_type: u8) -> Format {
    Format { payload_type, codec: Codec::Opus, rtx: None, red: None, profile: None }
}

fn voice(mid: &str, rid: Option<&str>) -> PublicationSpec {
    let encoding = Encoding {
        rid: rid.and_then(Token::new),
        ssrc: None,
        rtx_ssrc: None,
        quality: Quality::High,
        width: 0,
        height: 0,
        bitrate_bps: 0,
    };
    PublicationSpec {
        track: VOICE,
        owner: ALICE,
        mid: Token::new(mid).unwrap(),
        source: Source::Microphone,
        formats: vec![opus(111)],
        encodings: vec![encoding],
        extensions: ExtensionMap::default().with(Extension::Mid, 4),
        feedback: UpFeedback::default(),
        open: true,
    }
}

fn for_bob(track: TrackId, is_shared: bool) -> SubscriptionSpec {
    SubscriptionSpec {
        viewer: BOB,
        track,
        mid: Token::new("5").unwrap(),
        ssrc: 77,
        is_shared,
        rtx_ssrc: None,
        cname: "alice".into(),
        formats: vec![opus(109)],
        extensions: ExtensionMap::default().with(Extension::Mid, 9),
        feedback: DownFeedback::default(),
    }
}

fn voice_of_alice(now: Instant) -> Plane {
    let mut plane = Plane::new(PlaneConfig::default(), 1);
    plane.join(now, ALICE, JOINT).unwrap();
    plane.join(now, BOB, JOINT).unwrap();
    plane.connected(now, BOB, Link::Down, true);
    plane.publish(now, voice("0", None)).unwrap();
    plane.subscribe(now, for_bob(VOICE, false)).unwrap();
    plane
}

fn speak(plane: &mut Plane, now: Instant, sequence: u16, wire: &mut Wire) {
    speak_as(plane, now, sequence, Some("0"), wire);
}

fn speak_as(plane: &mut Plane, now: Instant, sequence: u16, mid: Option<&str>, wire: &mut Wire) {
    let mut packet = spoken(sequence, mid, b"words");
    plane.handle_rtp(now, ALICE, &mut packet, wire);
}

/// A packet with Alice's SSRC, whoever sends it.
fn spoken(sequence: u16, mid: Option<&str>, words: &[u8]) -> Vec<u8> {
    let mut header = HeaderWriter::default();
    header.begin(false, 111, false).stamp(sequence, u32::from(sequence) * 960, 4242);
    if let Some(mid) = mid {
        header.push(4, mid.as_bytes());
    }
    [header.finish(), words].concat()
}

#[test]
fn a_voice_reaches_the_room_with_the_viewers_numbers() {
    let now = start();
    let (mut plane, mut wire) = (voice_of_alice(now), Wire::default());
    speak(&mut plane, now, 65_535, &mut wire);
    speak(&mut plane, now, 0, &mut wire);
    assert_eq!(wire.rtp.len(), 2);
    assert_eq!(wire.rtp[1].1, wire.rtp[0].1 + 1);
    let map = ExtensionMap::default().with(Extension::Mid, 9);
    let heard = Packet::parse(&wire.rtp[0].2, &map).unwrap();
    assert_eq!((heard.payload_type, heard.ssrc), (109, 77));
    assert_eq!(heard.mid(&wire.rtp[0].2), Token::new("5"));
    assert_eq!(heard.payload.of(&wire.rtp[0].2), b"words");
}

/// proves: I1
#[test]
fn nobody_hears_a_voice_from_another_room_or_behind_a_closed_gate() {
    let now = start();
    let (mut plane, mut wire) = (voice_of_alice(now), Wire::default());
    plane.tap(now, JOINT, true);
    assert_eq!(plane.place(now, ALICE, CAUCUS), Some(Epoch(1)));
    speak(&mut plane, now, 1, &mut wire);
    assert_eq!((wire.rtp.len(), wire.taps), (0, 0));
    plane.place(now, BOB, CAUCUS);
    speak(&mut plane, now, 2, &mut wire);
    assert_eq!((wire.rtp.len(), wire.taps), (1, 0), "together again, and no recorder there");
    plane.gate(now, VOICE, false);
    speak(&mut plane, now, 3, &mut wire);
    assert_eq!(wire.rtp.len(), 1);
    plane.gate(now, VOICE, true);
    plane.leave(now + Duration::from_secs(1), BOB);
    speak(&mut plane, now, 4, &mut wire);
    assert_eq!(wire.rtp.len(), 1);
}

/// proves: S5, H4
#[test]
fn who_sends_with_anothers_ssrc_is_never_taken_for_them_and_does_not_cut_them_off() {
    let now = start();
    let (mut plane, mut wire) = (voice_of_alice(now), Wire::default());
    plane.join(now, MALLORY, JOINT).unwrap();
    let own = PublicationSpec { track: TrackId(22), owner: MALLORY, ..voice("0", None) };
    let lie = |plane: &mut Plane, sequence, wire: &mut Wire| {
        for mid in [Some("0"), None, Some("5")] {
            plane.handle_rtp(now, MALLORY, &mut spoken(sequence, mid, b"lies!"), wire);
        }
    };
    lie(&mut plane, 1, &mut wire);
    plane.publish(now, own).unwrap();
    lie(&mut plane, 2, &mut wire);
    speak(&mut plane, now, 3, &mut wire);
    lie(&mut plane, 4, &mut wire);
    speak_as(&mut plane, now, 4, None, &mut wire);
    assert_eq!(wire.rtp.len(), 2, "Bob listens to Alice alone");
    assert!(wire.rtp.iter().all(|(to, _, packet)| *to == BOB && packet.ends_with(b"words")));
    assert_eq!(wire.rtp[1].1, wire.rtp[0].1 + 1, "without a hole");
}

fn vp8() -> Format {
    Format { payload_type: 96, codec: Codec::Vp8, ..opus(96) }
}

fn watch(viewer: u64) -> SubscriptionSpec {
    SubscriptionSpec {
        viewer: ParticipantId(viewer),
        track: VOICE,
        mid: Token::new("5").unwrap(),
        ssrc: 1_000 + viewer as u32,
        is_shared: false,
        rtx_ssrc: None,
        cname: "alice".into(),
        formats: vec![vp8()],
        extensions: ExtensionMap::default(),
        feedback: DownFeedback::default(),
    }
}

/// A picture in one packet (RFC 7741): the start of a frame, and whether it stands alone.
fn picture(number: u16, is_key: bool) -> Vec<u8> {
    let mut header = HeaderWriter::default();
    header.begin(true, 96, false).stamp(number, u32::from(number) * 3_000, 4242);
    header.push(4, b"0");
    [header.finish(), &[0x10, u8::from(!is_key), 0, 0, 0x9d, 0x01, 0x2a, 0, 5, 0xd0, 2]].concat()
}

/// proves: Q4
#[test]
fn fifty_viewers_who_come_in_one_second_cost_a_keyframe_each_half_second_and_see_within_another() {
    const FRAME: Duration = Duration::from_millis(33);
    let (mut now, mut wire) = (start(), Wire::default());
    let mut plane = Plane::new(PlaneConfig::default(), 1);
    plane.join(now, ALICE, JOINT).unwrap();
    let source = Source::Camera;
    plane.publish(now, PublicationSpec { source, formats: vec![vp8()], ..voice("0", None) }).unwrap();
    let mut sent_key = 0;
    for number in 0..60_u16 {
        // Thirty frames take a second, and in each of the first twenty-five two people come.
        for viewer in (number < 25).then_some([0, 1]).into_iter().flatten() {
            let who = 100 + u64::from(number) * 2 + viewer;
            plane.join(now, ParticipantId(who), JOINT).unwrap();
            plane.connected(now, ParticipantId(who), Link::Down, true);
            plane.subscribe(now, watch(who)).unwrap();
        }
        // The camera answers with the next picture.
        let is_key = number == 0 || wire.asks > sent_key;
        sent_key = wire.asks;
        plane.handle_rtp(now, ALICE, &mut picture(number, is_key), &mut wire);
        now += FRAME;
        plane.handle_timeout(now, &mut wire);
    }
    let seeing: std::collections::HashSet<_> = wire.rtp.iter().map(|(to, ..)| *to).collect();
    assert_eq!(seeing.len(), 50);
    assert!((1..=3).contains(&wire.asks), "{} keyframes asked for in two seconds", wire.asks);
}

/// Two tracks could carry the packet, so that only what was learnt tells whose it is.
fn second_voice(now: Instant, plane: &mut Plane) {
    let spec = PublicationSpec { track: TrackId(21), ..voice("1", None) };
    plane.publish(now, spec).unwrap();
}

#[test]
fn negotiating_again_keeps_the_sources_that_no_longer_name_their_section() {
    let now = start();
    let (mut plane, mut wire) = (voice_of_alice(now), Wire::default());
    second_voice(now, &mut plane);
    speak(&mut plane, now, 1, &mut wire);
    plane.publish(now, voice("0", None)).unwrap();
    speak_as(&mut plane, now, 2, None, &mut wire);
    assert_eq!(wire.rtp.len(), 2);
}

#[test]
fn another_section_or_other_encodings_are_learnt_anew() {
    let now = start();
    for spec in [voice("2", None), voice("0", Some("q"))] {
        let (mut plane, mut wire) = (voice_of_alice(now), Wire::default());
        second_voice(now, &mut plane);
        speak(&mut plane, now, 1, &mut wire);
        plane.publish(now, spec).unwrap();
        speak_as(&mut plane, now, 2, None, &mut wire);
        assert_eq!(wire.rtp.len(), 1, "the packet could be of either track");
    }
}

/// What waits in the pacer when a turn ends has numbers that were never used; left out, they would
/// be a hole that a player waits for, and used twice they would be a nonce used twice.
#[test]
fn what_still_waits_when_a_turn_ends_leaves_no_hole_and_no_number_twice() {
    let (mut now, mut wire) = (start(), Wire::default());
    let mut plane = Plane::new(PlaneConfig::default(), 1);
    plane.join(now, ALICE, JOINT).unwrap();
    plane.join(now, BOB, JOINT).unwrap();
    plane.connected(now, BOB, Link::Down, true);
    let (source, formats) = (Source::Camera, vec![vp8()]);
    let camera = |track, mid| PublicationSpec { track, source, formats: formats.clone(), ..voice(mid, None) };
    let cameras = [(VOICE, "0", 4242), (TrackId(21), "1", 4343)];
    cameras.iter().for_each(|(track, mid, _)| plane.publish(now, camera(*track, mid)).unwrap());
    let mut waited = 0;
    for turn in 0..6_u16 {
        let (track, mid, ssrc) = cameras[usize::from(turn % 2)];
        let spec = SubscriptionSpec { track, is_shared: true, viewer: BOB, ssrc: 77, ..watch(77) };
        plane.subscribe(now, spec).unwrap();
        let before = wire.rtp.len();
        for number in 0..120 {
            let mut packet = burst(turn * 200 + number, mid, ssrc, number < 2);
            plane.handle_rtp(now, ALICE, &mut packet, &mut wire);
            if number == 0 {
                // What is sent is known now, so that the viewer can be given it.
                plane.handle_timeout(now, &mut wire);
            }
        }
        now += Duration::from_millis(20);
        plane.handle_timeout(now, &mut wire);
        waited += 120 - (wire.rtp.len() - before);
        plane.unsubscribe(now, BOB, track);
    }
    assert!(waited > 0, "nothing had to wait");
    let first = wire.rtp[0].1;
    let indices: Vec<_> = wire.rtp.iter().map(|(_, index, _)| index - first).collect();
    assert_eq!(indices, (0..indices.len() as u64).collect::<Vec<_>>());
}

/// A packet of 1,000 bytes of a picture.
fn burst(number: u16, mid: &str, ssrc: u32, is_key: bool) -> Vec<u8> {
    let mut header = HeaderWriter::default();
    header.begin(number % 200 == 119, 96, false).stamp(number, 3_000, ssrc);
    header.push(4, mid.as_bytes());
    let start = if is_key { 0x10 } else { 0 };
    let payload = [&[start, 0, 0, 0, 0x9d, 0x01, 0x2a, 0, 5, 0xd0, 2][..], &[7; 989]].concat();
    [header.finish(), &payload].concat()
}

/// Another start would use a number of the source twice, and with it a nonce of SRTP.
#[test]
fn tracks_that_take_turns_in_a_source_never_use_a_number_twice() {
    let now = start();
    let (mut plane, mut wire) = (voice_of_alice(now), Wire::default());
    second_voice(now, &mut plane);
    plane.unsubscribe(now, BOB, VOICE);
    for (turn, track) in [VOICE, TrackId(21), VOICE].into_iter().enumerate() {
        plane.subscribe(now, for_bob(track, true)).unwrap();
        for packet in 0..3 {
            for mid in ["0", "1"] {
                let mut header = HeaderWriter::default();
                let (sequence, ssrc) =
                    (100 + 10 * turn as u16 + packet, if mid == "0" { 4242 } else { 4343 });
                header.begin(false, 111, false).stamp(sequence, u32::from(sequence) * 960, ssrc);
                header.push(4, mid.as_bytes());
                let mut packet = [header.finish(), mid.as_bytes()].concat();
                plane.handle_rtp(now, ALICE, &mut packet, &mut wire);
            }
        }
        plane.unsubscribe(now, BOB, track);
    }
    let first = wire.rtp[0].1;
    let indices: Vec<_> = wire.rtp.iter().map(|(_, index, _)| index - first).collect();
    assert_eq!(indices, (0..9).collect::<Vec<_>>());
    let map = ExtensionMap::default();
    let heard = |packet: &[u8]| Packet::parse(packet, &map).unwrap().payload.of(packet).to_vec();
    let words: Vec<_> = wire.rtp.iter().flat_map(|(.., packet)| heard(packet)).collect();
    assert_eq!(words, b"000111000");
}
