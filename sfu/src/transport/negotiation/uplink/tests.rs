//! The offers in `golden/` were captured from Chromium 156: a publisher as LiveKit's client
//! makes one, and one section each for VP9, AV1 and H.264.

use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;

use super::*;
use crate::id::ParticipantId;
use crate::media::{Codec, Source};
use crate::node::DeclaredLayer;
use crate::transport::ice::Credentials;
use crate::transport::identity::Fingerprint;

const PUBLISHER: &str = include_str!("../golden/chromium-156-publisher.sdp");
const VP9: &str = include_str!("../golden/chromium-156-publisher-vp9.sdp");
const AV1: &str = include_str!("../golden/chromium-156-publisher-av1.sdp");
const H264: &str = include_str!("../golden/chromium-156-publisher-h264.sdp");
const PLACEHOLDERS: &str = include_str!("../golden/chromium-156-placeholders.sdp");

const MICROPHONE: &str = "b7a64d6e-03c0-40e7-a452-b4dec30e5981";
const CAMERA: &str = "3f891ad5-1c3e-4517-b3e9-36fe5be65a48";

fn announcement(track: u64, kind: MediaKind, cid: &str) -> Announcement {
    let layer = |quality, width, height| DeclaredLayer { quality, width, height, bitrate_bps: width * 1_000 };
    let layers = vec![
        layer(Quality::Low, 320, 180),
        layer(Quality::Medium, 640, 360),
        layer(Quality::High, 1280, 720),
    ];
    Announcement {
        track: TrackId(track),
        participant: ParticipantId(9),
        cid: cid.to_owned(),
        kind,
        source: if kind == MediaKind::Audio { Source::Microphone } else { Source::Camera },
        layers: if kind == MediaKind::Audio { Vec::new() } else { layers },
        open: true,
    }
}

fn answer_in(uplink: &mut Uplink, sdp: &str) -> Result<Answer, NegotiationError> {
    let credentials = Credentials::generate(&mut ChaCha20Rng::seed_from_u64(1));
    let fingerprint = Fingerprint::parse(&format!("sha-256 {}", ["ab"; 32].join(":"))).unwrap();
    let candidates = ["udp0 1 udp 1 10.0.0.2 7882 typ host".to_owned()];
    let local = Local { credentials: &credentials, fingerprint: &fingerprint, candidates: &candidates };
    let offer = Description::parse(sdp).unwrap();
    uplink.answer(&offer, &local, offer.role, None)
}

fn answer(sdp: &str, announced: &[Announcement]) -> (Uplink, Answer) {
    let mut uplink = Uplink::new(7);
    for announcement in announced {
        assert!(uplink.announce(announcement.clone()).unwrap().is_none());
    }
    let answer = answer_in(&mut uplink, sdp).unwrap();
    (uplink, answer)
}

/// The lines of the section with a media section id.
fn section<'a>(sdp: &'a str, mid: &str) -> Vec<&'a str> {
    let wanted = format!("a=mid:{mid}");
    let sections = sdp.split("m=").skip(1);
    let mut lines = sections.map(|section| section.lines().collect::<Vec<_>>());
    lines.find(|lines| lines.contains(&wanted.as_str())).unwrap()
}

#[test]
fn a_publisher_of_voice_and_simulcast_video_is_answered_in_kind() {
    let announced =
        [announcement(1, MediaKind::Video, CAMERA), announcement(2, MediaKind::Audio, MICROPHONE)];
    let (uplink, answer) = answer(PUBLISHER, &announced);

    let audio = section(&answer.sdp, "0");
    assert_eq!(audio[0], "audio 9 UDP/TLS/RTP/SAVPF 63 111", "redundant audio first, or it is not used");
    let video = section(&answer.sdp, "1");
    assert_eq!(video[0], "video 9 UDP/TLS/RTP/SAVPF 96 97");
    for line in ["a=recvonly", "a=rid:q recv", "a=rid:f recv", "a=simulcast:recv q;h;f", "a=setup:passive"] {
        assert!(video.contains(&line), "{line}");
    }
    assert!(video.contains(&"a=fmtp:97 apt=96"));
    assert!(section(&answer.sdp, "2").contains(&"a=sctp-port:5000"));
    assert!(answer.sdp.contains("a=ice-lite\r\n"));
    assert!(answer.sdp.contains("a=group:BUNDLE 0 1 2\r\n"));
    assert!(!answer.sdp.contains("ulpfec") && !answer.sdp.contains("toffset"));

    let bound = uplink.mid_to_track();
    assert_eq!(bound, [("0".to_owned(), TrackId(2)), ("1".to_owned(), TrackId(1))]);
}

#[test]
fn what_was_negotiated_for_a_simulcast_camera_is_told_with_its_declared_sizes() {
    let (_, answer) = answer(PUBLISHER, &[announcement(1, MediaKind::Video, CAMERA)]);
    let found = &answer.found[0];
    let format = Format { payload_type: 96, codec: Codec::Vp8, rtx: Some(97), red: None, profile: None };
    assert_eq!(found.spec.formats, [format]);
    let encodings: Vec<_> = found
        .spec
        .encodings
        .iter()
        .map(|one| (one.rid.unwrap().as_str().to_owned(), one.quality, one.width, one.bitrate_bps))
        .collect();
    assert_eq!(
        encodings,
        [
            ("q".to_owned(), Quality::Low, 320, 320_000),
            ("h".to_owned(), Quality::Medium, 640, 640_000),
            ("f".to_owned(), Quality::High, 1280, 1_280_000),
        ]
    );
    assert_eq!(found.spec.feedback, UpFeedback { nack: true, transport_cc: true });
    assert_eq!(found.spec.extensions.id(Extension::RepairedRid), Some(11));
    assert_eq!(found.payload_types, [(96, Carries::Media(Codec::Vp8)), (97, Carries::Other)]);
}

#[test]
fn redundant_audio_is_found_around_opus() {
    let (_, answer) = answer(PUBLISHER, &[announcement(2, MediaKind::Audio, MICROPHONE)]);
    let spec = &answer.found[0].spec;
    let format = Format { payload_type: 111, codec: Codec::Opus, rtx: None, red: Some(63), profile: None };
    assert_eq!(spec.formats, [format]);
    assert_eq!(spec.encodings[0].ssrc, Some(685_307_220));
    assert_eq!(spec.extensions.id(Extension::AudioLevel), Some(1));
    assert!(spec.feedback.transport_cc && !spec.feedback.nack, "Chromium offers no NACK for Opus");
}

#[test]
fn the_favourite_codec_of_the_publisher_is_taken() {
    for (sdp, codec, profile, rtx) in [
        (VP9, Codec::Vp9, Some(0), 99),
        (AV1, Codec::Av1, Some(0), 46),
        (H264, Codec::H264, Some(0x42_001f), 103),
    ] {
        let (_, answer) = answer(sdp, &[announcement(1, MediaKind::Video, "changed by the browser")]);
        let spec = &answer.found[0].spec;
        assert_eq!((spec.formats[0].codec, spec.formats[0].profile), (codec, profile));
        assert_eq!(spec.formats[0].rtx, Some(rtx), "{codec:?}");
        assert_eq!(spec.encodings.len(), if codec == Codec::H264 { 3 } else { 1 });
    }
}

#[test]
fn a_single_encoding_has_the_sources_that_its_sdp_declares() {
    let (_, answer) = answer(AV1, &[announcement(1, MediaKind::Video, "")]);
    let encoding = answer.found[0].spec.encodings[0];
    assert_eq!((encoding.ssrc, encoding.rtx_ssrc), (Some(1_377_941_309), Some(664_420_908)));
    assert_eq!((encoding.rid, encoding.quality), (None, Quality::High));
}

#[test]
fn sections_that_only_receive_are_answered_and_publish_nothing() {
    let (uplink, answer) = answer(PLACEHOLDERS, &[announcement(1, MediaKind::Video, "")]);
    assert!(answer.found.is_empty() && uplink.mid_to_track().is_empty());
    assert_eq!(answer.sdp.matches("a=inactive").count(), 6);
    assert!(answer.sdp.contains("a=group:BUNDLE 0 1 2 3 4 5 6\r\n"));
    assert!(!answer.sdp.contains("m=video 0 "), "kept for later, not refused");
    let names_rid = answer.sdp.matches("urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id").count();
    assert_eq!(names_rid, 3, "or libwebrtc offers no more RID");
}

#[test]
fn a_track_is_found_by_its_id_even_when_another_was_announced_first() {
    let first = announcement(1, MediaKind::Audio, "another microphone");
    let (uplink, _) = answer(PUBLISHER, &[first, announcement(2, MediaKind::Audio, MICROPHONE)]);
    assert_eq!(uplink.mid_to_track(), [("0".to_owned(), TrackId(2))]);
}

#[test]
fn a_track_whose_id_the_browser_changed_is_found_by_its_kind() {
    let (uplink, _) = answer(PUBLISHER, &[announcement(1, MediaKind::Video, "changed by the browser")]);
    assert_eq!(uplink.mid_to_track(), [("1".to_owned(), TrackId(1))]);
}

#[test]
fn a_section_that_came_before_its_announcement_is_bound_by_it() {
    let (mut uplink, answer) = answer(PUBLISHER, &[]);
    assert!(answer.found.is_empty());
    let found = uplink.announce(announcement(5, MediaKind::Video, CAMERA)).unwrap().unwrap();
    assert_eq!((found.spec.track, found.spec.mid.as_str()), (TrackId(5), "1"));
}

#[test]
fn a_section_that_stops_sending_ends_its_track_and_may_start_again() {
    let (mut uplink, _) = answer(PUBLISHER, &[announcement(1, MediaKind::Video, CAMERA)]);
    let (audio, video) = PUBLISHER.split_once("m=video").unwrap();
    let stopped = format!("{audio}m=video{}", video.replacen("a=sendonly", "a=inactive", 1));
    assert_eq!(answer_in(&mut uplink, &stopped).unwrap().gone, [TrackId(1)]);
    assert_eq!(answer_in(&mut uplink, PUBLISHER).unwrap().found[0].spec.track, TrackId(1));
}

#[test]
fn the_section_of_a_withdrawn_track_is_not_taken_for_the_next_one() {
    let (mut uplink, _) = answer(PUBLISHER, &[announcement(1, MediaKind::Video, CAMERA)]);
    uplink.withdraw(TrackId(1));
    assert!(uplink.announce(announcement(2, MediaKind::Video, "screen")).unwrap().is_none());
    assert!(answer_in(&mut uplink, PUBLISHER).unwrap().found.is_empty());

    let replaced = PUBLISHER.replace(CAMERA, "screen");
    assert_eq!(answer_in(&mut uplink, &replaced).unwrap().found[0].spec.track, TrackId(2));
}

#[test]
fn a_renegotiation_keeps_tracks_and_raises_the_version() {
    let (mut uplink, first) = answer(PUBLISHER, &[announcement(1, MediaKind::Video, CAMERA)]);
    let second = answer_in(&mut uplink, PUBLISHER).unwrap();
    assert_eq!(second.found[0].spec.track, TrackId(1));
    assert!(second.gone.is_empty());
    assert!(first.sdp.contains("o=- 3 1 IN") && second.sdp.contains("o=- 3 2 IN"));
}

#[test]
fn an_offer_that_moves_or_drops_sections_is_refused() {
    let (mut uplink, _) = answer(PUBLISHER, &[]);
    let data = PUBLISHER.find("m=application").unwrap();
    let dropped = answer_in(&mut uplink, &PUBLISHER[..data]);
    assert_eq!(dropped.unwrap_err(), NegotiationError::SectionsChanged);
    let moved = answer_in(&mut uplink, VP9);
    assert_eq!(moved.unwrap_err(), NegotiationError::SectionsChanged);
    assert!(answer_in(&mut uplink, PUBLISHER).is_ok(), "nothing changed");
}

#[test]
fn a_publisher_can_announce_only_so_many_tracks() {
    let mut uplink = Uplink::new(7);
    for track in 0..limits::PUBLICATIONS_PER_PARTICIPANT as u64 {
        uplink.announce(announcement(track, MediaKind::Audio, "")).unwrap();
    }
    assert!(uplink.announce(announcement(99, MediaKind::Audio, "")).is_err());
    uplink.withdraw(TrackId(0));
    assert!(uplink.announce(announcement(99, MediaKind::Audio, "")).is_ok());
}
