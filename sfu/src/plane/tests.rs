use std::time::Duration;

use super::spec::{DownFeedback, Encoding, Format, UpFeedback};
use super::*;
use crate::media::extension::{Extension, ExtensionMap};
use crate::media::rtp::{HeaderWriter, Packet};
use crate::media::{Codec, Quality, Source, Token};

const ALICE: ParticipantId = ParticipantId(1);
const BOB: ParticipantId = ParticipantId(2);
const JOINT: RoomId = RoomId(10);
const CAUCUS: RoomId = RoomId(11);
const VOICE: TrackId = TrackId(20);

#[derive(Default)]
struct Wire {
    rtp: Vec<(ParticipantId, u64, Vec<u8>)>,
    taps: usize,
}

impl Outlet for Wire {
    fn rtp(&mut self, to: ParticipantId, index: u64, header: &[u8], payload: &[u8]) {
        self.rtp.push((to, index, [header, payload].concat()));
    }

    fn rtcp(&mut self, _to: ParticipantId, _link: Link, _packet: &[u8]) {}

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

fn voice_of_alice(now: Instant) -> Plane {
    let mut plane = Plane::new(PlaneConfig::default(), 1);
    plane.join(now, ALICE, JOINT).unwrap();
    plane.join(now, BOB, JOINT).unwrap();
    plane.connected(now, BOB, Link::Down, true);
    plane.publish(now, voice("0", None)).unwrap();
    plane
        .subscribe(
            now,
            SubscriptionSpec {
                viewer: BOB,
                track: VOICE,
                mid: Token::new("5").unwrap(),
                ssrc: 77,
                rtx_ssrc: None,
                cname: "alice".into(),
                formats: vec![opus(109)],
                extensions: ExtensionMap::default().with(Extension::Mid, 9),
                feedback: DownFeedback::default(),
            },
        )
        .unwrap();
    plane
}

fn speak(plane: &mut Plane, now: Instant, sequence: u16, wire: &mut Wire) {
    speak_as(plane, now, sequence, Some("0"), wire);
}

fn speak_as(plane: &mut Plane, now: Instant, sequence: u16, mid: Option<&str>, wire: &mut Wire) {
    let mut header = HeaderWriter::default();
    header.begin(false, 111, false).stamp(sequence, u32::from(sequence) * 960, 4242);
    if let Some(mid) = mid {
        header.push(4, mid.as_bytes());
    }
    let mut packet = [header.finish(), b"words"].concat();
    plane.handle_rtp(now, ALICE, &mut packet, wire);
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
