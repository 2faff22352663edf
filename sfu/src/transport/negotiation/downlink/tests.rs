use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;

use super::*;
use crate::media::extension::Extension;
use crate::plane::spec::CongestionFeedback;
use crate::transport::ice::Credentials;
use crate::transport::identity::Fingerprint;

struct Viewer {
    downlink: Downlink,
    random: ChaCha20Rng,
}

impl Viewer {
    fn new() -> Self {
        Self { downlink: Downlink::new(ParticipantId(3), 8), random: ChaCha20Rng::seed_from_u64(5) }
    }

    fn subscribe(&mut self, track: u64, codec: Codec) -> Result<(), NegotiationError> {
        let (stream, name) = (format!("PA_a|TR_{track}"), format!("TR_{track}"));
        self.downlink.subscribe(Claim { track: TrackId(track), codec, stream, name }, &mut self.random)
    }

    fn offer(&mut self) -> Option<Offer> {
        let credentials = Credentials::generate(&mut ChaCha20Rng::seed_from_u64(1));
        let fingerprint = Fingerprint::parse(&format!("sha-256 {}", ["ab"; 32].join(":"))).unwrap();
        let candidates = ["udp0 1 udp 1 10.0.0.2 7882 typ host".to_owned()];
        let local = Local { credentials: &credentials, fingerprint: &fingerprint, candidates: &candidates };
        self.downlink.offer(&local)
    }

    /// Offers, and accepts everything.
    fn settle(&mut self) -> Accepted {
        let offer = self.offer().unwrap();
        let answer = Description::parse(&agreeing(&offer.sdp)).unwrap();
        self.downlink.accept(offer.id, &answer).unwrap()
    }
}

/// What a browser that takes everything answers.
fn agreeing(offer: &str) -> String {
    offer
        .replace("a=setup:actpass", "a=setup:active")
        .replace("a=sendonly", "a=recvonly")
        .replace("a=ice-lite\r\n", "")
}

fn section(sdp: &str, index: usize) -> &str {
    sdp.split("m=").nth(index + 1).unwrap()
}

#[test]
fn the_first_offer_is_due_at_once_and_has_data_channels() {
    let mut viewer = Viewer::new();
    let offer = viewer.offer().unwrap();
    assert_eq!(offer.id, 1);
    assert!(section(&offer.sdp, 0).starts_with("application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n"));
    for line in ["a=setup:actpass", "a=ice-lite", "a=sctp-port:5000", "a=group:BUNDLE data"] {
        assert!(offer.sdp.lines().any(|known| known == line), "{line}");
    }
    assert!(offer.sdp.contains("a=candidate:udp0 1 udp 1 10.0.0.2 7882 typ host"));
}

#[test]
fn a_subscription_is_offered_as_its_publisher_and_told_when_accepted() {
    let mut viewer = Viewer::new();
    viewer.subscribe(1, Codec::Vp8).unwrap();
    viewer.subscribe(2, Codec::Opus).unwrap();
    let offer = viewer.offer().unwrap();
    assert!(section(&offer.sdp, 1).contains("a=msid:PA_a|TR_1 TR_1\r\n"));
    assert!(section(&offer.sdp, 1).contains("a=sendonly\r\n"));
    assert!(section(&offer.sdp, 1).contains("cname:PA_a\r\n"));
    assert_eq!(viewer.downlink.mid_to_track(), [("0".to_owned(), TrackId(1)), ("1".to_owned(), TrackId(2))]);

    let answer = Description::parse(&agreeing(&offer.sdp)).unwrap();
    let accepted = viewer.downlink.accept(offer.id, &answer).unwrap();
    let [video, audio] = &accepted.subscriptions[..] else { panic!("{accepted:?}") };
    assert_eq!((video.viewer, video.track, video.mid.as_str()), (ParticipantId(3), TrackId(1), "0"));
    assert_eq!((video.formats[0].payload_type, video.formats[0].rtx), (96, Some(97)));
    assert!(video.rtx_ssrc.is_some() && video.rtx_ssrc != Some(video.ssrc));
    assert_eq!(video.feedback.congestion, CongestionFeedback::TransportCc);
    assert!(video.feedback.nack && video.extensions.id(Extension::TransportCc).is_some());
    assert_eq!((audio.formats[0].codec, audio.formats[0].red), (Codec::Opus, Some(63)));
    assert_eq!(audio.rtx_ssrc, None);
    assert_eq!(video.cname, audio.cname);
}

#[test]
fn changes_during_an_offer_wait_for_its_answer() {
    let mut viewer = Viewer::new();
    let first = viewer.offer().unwrap();
    viewer.subscribe(1, Codec::Vp8).unwrap();
    assert_eq!(viewer.offer(), None);
    let answer = Description::parse(&agreeing(&first.sdp)).unwrap();
    assert!(viewer.downlink.accept(first.id, &answer).unwrap().subscriptions.is_empty());
    assert_eq!(viewer.settle().subscriptions.len(), 1);
    assert_eq!(viewer.offer(), None, "nothing is due");
}

#[test]
fn a_track_taken_back_during_its_offer_is_never_told() {
    let mut viewer = Viewer::new();
    viewer.subscribe(1, Codec::Vp8).unwrap();
    let first = viewer.offer().unwrap();
    viewer.downlink.unsubscribe(TrackId(1));
    let answer = Description::parse(&agreeing(&first.sdp)).unwrap();
    assert!(viewer.downlink.accept(first.id, &answer).unwrap().subscriptions.is_empty());
    assert!(section(&viewer.offer().unwrap().sdp, 1).contains("a=inactive\r\n"));
}

#[test]
fn a_track_taken_back_before_its_offer_leaves_no_trace() {
    let mut viewer = Viewer::new();
    viewer.subscribe(1, Codec::Vp8).unwrap();
    viewer.downlink.unsubscribe(TrackId(1));
    assert_eq!(viewer.offer().unwrap().sdp.matches("m=").count(), 1);
}

#[test]
fn a_section_is_used_again_only_after_it_was_inactive_on_both_sides() {
    let mut viewer = Viewer::new();
    viewer.subscribe(1, Codec::Vp8).unwrap();
    let before = viewer.settle().subscriptions[0].ssrc;
    viewer.downlink.unsubscribe(TrackId(1));
    viewer.subscribe(2, Codec::Vp8).unwrap();
    let offer = viewer.offer().unwrap();
    assert!(section(&offer.sdp, 1).contains("a=inactive\r\n") && !section(&offer.sdp, 1).contains("msid"));
    assert!(section(&offer.sdp, 2).contains("a=msid:PA_a|TR_2 TR_2"));
    viewer.downlink.accept(0, &Description::parse(&agreeing(&offer.sdp)).unwrap()).unwrap();

    viewer.subscribe(3, Codec::H264).unwrap();
    viewer.subscribe(4, Codec::Opus).unwrap();
    let accepted = viewer.settle();
    let mids: Vec<_> = accepted.subscriptions.iter().map(|one| one.mid.as_str().to_owned()).collect();
    assert_eq!(mids, ["0", "2"], "video takes the free place, sound gets a new one");
    assert_ne!(accepted.subscriptions[0].ssrc, before);
    assert_eq!(accepted.subscriptions[0].formats[0].codec, Codec::H264);
}

#[test]
fn a_viewer_without_the_decoder_refuses_that_track_only() {
    let mut viewer = Viewer::new();
    viewer.subscribe(1, Codec::Av1).unwrap();
    viewer.subscribe(2, Codec::Opus).unwrap();
    let offer = viewer.offer().unwrap();
    let refusing =
        agreeing(&offer.sdp).replace("m=video 9", "m=video 0").replace("BUNDLE data 0 1", "BUNDLE data 1");
    let accepted = viewer.downlink.accept(offer.id, &Description::parse(&refusing).unwrap()).unwrap();
    assert_eq!(accepted.refused, [TrackId(1)]);
    assert_eq!(accepted.subscriptions[0].track, TrackId(2));

    viewer.subscribe(3, Codec::Opus).unwrap();
    let next = viewer.offer().unwrap();
    let reused = section(&next.sdp, 1);
    assert!(reused.starts_with("audio 9") && reused.contains("a=mid:2\r\n"), "another id: {reused}");
    assert_eq!(next.sdp.matches("m=").count(), 3);
}

#[test]
fn a_refused_section_keeps_its_place_while_nobody_needs_it() {
    let mut viewer = Viewer::new();
    viewer.subscribe(1, Codec::Av1).unwrap();
    let offer = viewer.offer().unwrap();
    let refusing =
        agreeing(&offer.sdp).replace("m=video 9", "m=video 0").replace("BUNDLE data 0", "BUNDLE data");
    viewer.downlink.accept(1, &Description::parse(&refusing).unwrap()).unwrap();
    viewer.downlink.restart();
    let next = viewer.offer().unwrap();
    assert!(section(&next.sdp, 1).starts_with("video 0 UDP/TLS/RTP/SAVPF 104 105"));
    assert!(next.sdp.contains("a=group:BUNDLE data\r\n"));
}

#[test]
fn late_repeated_and_foreign_answers_change_nothing() {
    let mut viewer = Viewer::new();
    viewer.subscribe(1, Codec::Vp8).unwrap();
    let offer = viewer.offer().unwrap();
    let answer = Description::parse(&agreeing(&offer.sdp)).unwrap();
    let other = NegotiationError::OtherOffer { expected: 1, got: 7 };
    assert_eq!(viewer.downlink.accept(7, &answer).unwrap_err(), other);

    let mut shorter = answer.clone();
    shorter.sections.pop();
    assert_eq!(viewer.downlink.accept(1, &shorter).unwrap_err(), NegotiationError::SectionsChanged);
    let mut moved = answer.clone();
    moved.sections.swap(0, 1);
    assert_eq!(viewer.downlink.accept(1, &moved).unwrap_err(), NegotiationError::SectionsChanged);

    assert_eq!(viewer.downlink.accept(1, &answer).unwrap().subscriptions.len(), 1);
    let late = NegotiationError::OtherOffer { expected: 0, got: 1 };
    assert_eq!(viewer.downlink.accept(1, &answer).unwrap_err(), late);
}

#[test]
fn a_restart_replaces_the_outstanding_offer() {
    let mut viewer = Viewer::new();
    viewer.subscribe(1, Codec::Vp8).unwrap();
    let lost = viewer.offer().unwrap();
    viewer.downlink.restart();
    let again = viewer.offer().unwrap();
    assert_eq!(again.id, lost.id + 1);
    let answer = Description::parse(&agreeing(&again.sdp)).unwrap();
    assert!(viewer.downlink.accept(lost.id, &answer).is_err());
    assert_eq!(viewer.downlink.accept(again.id, &answer).unwrap().subscriptions.len(), 1);
}

#[test]
fn a_claim_with_another_codec_takes_the_place_of_the_first() {
    let mut viewer = Viewer::new();
    viewer.subscribe(1, Codec::Vp8).unwrap();
    viewer.settle();
    viewer.subscribe(1, Codec::Vp8).unwrap();
    assert_eq!(viewer.offer(), None, "the same again is nothing new");
    viewer.subscribe(1, Codec::Vp9).unwrap();
    assert_eq!(viewer.settle().subscriptions[0].formats[0].codec, Codec::Vp9);
    assert_eq!(viewer.downlink.mid_to_track().len(), 1);
}

#[test]
fn sections_run_out_with_an_error_and_come_back() {
    let mut viewer = Viewer::new();
    let most = limits::SDP_SECTIONS as u64 - 1;
    for track in 0..most {
        viewer.subscribe(track, Codec::Opus).unwrap();
    }
    assert!(matches!(viewer.subscribe(most, Codec::Vp8), Err(NegotiationError::TooMany { .. })));
    assert_eq!(viewer.settle().subscriptions.len(), most as usize);

    viewer.downlink.unsubscribe(TrackId(4));
    viewer.subscribe(most, Codec::Vp8).unwrap();
    viewer.settle();
    // The free place is of the other kind: it is refused first, then given to the picture.
    let offer = viewer.offer().unwrap();
    assert!(section(&offer.sdp, 5).starts_with("audio 0 "));
    let refused = agreeing(&offer.sdp);
    viewer.downlink.accept(offer.id, &Description::parse(&refused).unwrap()).unwrap();
    assert_eq!(viewer.settle().subscriptions[0].track, TrackId(most));
}

#[test]
fn names_cannot_smuggle_lines_into_an_offer() {
    let mut viewer = Viewer::new();
    let claim = Claim {
        track: TrackId(1),
        codec: Codec::Opus,
        stream: "PA_a\r\na=setup:passive".to_owned(),
        name: "TR\n".to_owned(),
    };
    viewer.downlink.subscribe(claim, &mut viewer.random).unwrap();
    assert!(viewer.offer().unwrap().sdp.lines().all(|line| line != "a=setup:passive"));
}

/// The answer in `golden/` is what Chromium 156 said to exactly these five sections.
#[test]
fn a_browser_takes_every_codec_that_we_offer() {
    const ANSWER: &str = include_str!("../golden/chromium-156-viewer-answer.sdp");
    let codecs = [Codec::Opus, Codec::Vp8, Codec::H264, Codec::Vp9, Codec::Av1];
    let mut viewer = Viewer::new();
    for (track, codec) in codecs.into_iter().enumerate() {
        viewer.subscribe(track as u64, codec).unwrap();
    }
    let offer = viewer.offer().unwrap();
    let accepted = viewer.downlink.accept(offer.id, &Description::parse(ANSWER).unwrap()).unwrap();
    let taken: Vec<_> = accepted.subscriptions.iter().map(|one| one.formats[0].codec).collect();
    assert_eq!(taken, codecs);
    let repaired =
        accepted.subscriptions.iter().filter(|one| one.formats[0].rtx.is_some() && one.feedback.nack);
    assert_eq!(repaired.count(), 4, "all video");
    for one in &accepted.subscriptions {
        assert_eq!(one.feedback.congestion, CongestionFeedback::TransportCc);
    }
    assert_eq!(accepted.subscriptions[0].formats[0].red, Some(63));
}
