use proptest::prelude::*;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;

use super::*;

const ANN: ParticipantId = ParticipantId(1);
const BEN: ParticipantId = ParticipantId(2);
const VIEWER: ParticipantId = ParticipantId(9);

/// An offer with a section per name: `audio`, `video`, or one with `-off` that is inactive.
fn offer(sections: &[&str]) -> Description {
    let head = format!(
        "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=group:BUNDLE {}\r\n",
        (0..sections.len()).map(|mid| mid.to_string()).collect::<Vec<_>>().join(" ")
    );
    let sections = sections.iter().enumerate().map(|(mid, name)| {
        let (kind, formats) = match name.starts_with("audio") {
            true => ("audio 9 UDP/TLS/RTP/SAVPF 96", "a=rtpmap:96 opus/48000/2\r\n"),
            false => (
                "video 9 UDP/TLS/RTP/SAVPF 97 98 99",
                "a=rtpmap:97 VP8/90000\r\na=rtcp-fb:97 nack\r\na=rtcp-fb:97 goog-remb\r\n\
                 a=rtpmap:98 rtx/90000\r\na=fmtp:98 apt=97\r\na=rtpmap:99 VP9/90000\r\n",
            ),
        };
        let direction = if name.ends_with("-off") { "inactive" } else { "recvonly" };
        format!(
            "m={kind}\r\nc=IN IP4 0.0.0.0\r\na=mid:{mid}\r\na={direction}\r\na=ice-ufrag:abcd\r\n\
             a=ice-pwd:0123456789012345678901\r\na=fingerprint:sha-256 {}\r\na=setup:actpass\r\n{formats}",
            ["ab"; 32].join(":")
        )
    });
    Description::parse(&(head + &sections.collect::<String>())).unwrap()
}

fn random() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(1)
}

fn receiver(sections: &[&str]) -> Receiver {
    of_wire(Wire::OneOffer, sections)
}

fn of_wire(wire: Wire, sections: &[&str]) -> Receiver {
    let mut receiver = Receiver::new(VIEWER, wire);
    assert!(receiver.take(&offer(sections), &mut random()).is_empty());
    receiver
}

fn voice(track: u64, owner: ParticipantId) -> Wish {
    Wish { codec: Codec::Opus, ..picture(track, owner, Source::Microphone) }
}

fn picture(track: u64, owner: ParticipantId, source: Source) -> Wish {
    let (stream, name) = (format!("PA_{}|TR_{track}", owner.0), format!("TR_{track}"));
    Wish { track: TrackId(track), owner, source, codec: Codec::Vp8, stream, name }
}

fn speaking(who: &[ParticipantId]) -> BTreeSet<ParticipantId> {
    who.iter().copied().collect()
}

fn shown(receiver: &Receiver) -> Vec<(String, u64)> {
    receiver.mid_to_track().map(|(mid, track)| (mid, track.0)).collect()
}

fn at(mid: &str, track: u64) -> (String, u64) {
    (mid.to_owned(), track)
}

#[test]
fn a_section_goes_to_whoever_speaks_and_stays_theirs_in_silence() {
    let mut receiver = receiver(&["audio", "video"]);
    for wish in [voice(1, ANN), voice(2, BEN), picture(3, ANN, Source::Camera)] {
        assert!(receiver.wish(wish).is_none());
    }
    assert_eq!(receiver.turns(&speaking(&[])).len(), 2);
    assert_eq!(shown(&receiver), [at("0", 1), at("1", 3)]);

    let turns = receiver.turns(&speaking(&[BEN]));
    assert!(matches!(&turns[..], [Turn::End(TrackId(1)), Turn::Begin(spec)] if spec.track == TrackId(2)));
    assert!(receiver.turns(&speaking(&[ANN, BEN])).is_empty(), "nobody is interrupted");
    assert!(receiver.turns(&speaking(&[])).is_empty());
    assert_eq!(shown(&receiver), [at("0", 2), at("1", 3)]);
}

#[test]
fn a_shared_screen_comes_before_faces() {
    let mut receiver = receiver(&["video"]);
    receiver.wish(picture(1, ANN, Source::Camera));
    receiver.wish(picture(2, BEN, Source::ScreenShare));
    receiver.turns(&speaking(&[ANN]));
    assert_eq!(shown(&receiver), [at("0", 2)]);
    assert!(matches!(receiver.unwish(TrackId(2)), Some(Turn::End(TrackId(2)))));
    receiver.turns(&speaking(&[]));
    assert_eq!(shown(&receiver), [at("0", 1)]);
}

#[test]
fn a_codec_that_no_section_takes_is_never_sent() {
    let mut receiver = receiver(&["audio", "video"]);
    receiver.wish(Wish { codec: Codec::Av1, ..picture(1, ANN, Source::Camera) });
    assert!(receiver.turns(&speaking(&[ANN])).is_empty());
}

#[test]
fn a_section_is_answered_with_every_format_and_keeps_its_source() {
    let mut receiver = receiver(&["audio", "video"]);
    let section = |receiver: &Receiver, mid: &str| receiver.section(Token::new(mid).unwrap()).unwrap();
    let first = section(&receiver, "1");
    let numbers: Vec<_> = first.formats.iter().map(|format| format.payload_type).collect();
    assert_eq!((first.direction, numbers), (Direction::SendOnly, vec![97, 98, 99]));
    assert_eq!(first.formats[0].feedback, ["nack", "goog-remb"]);

    receiver.take(&offer(&["audio", "video", "video"]), &mut random());
    let sent = |section: MediaSection| section.sends.map(|sent| (sent.ssrc, sent.rtx_ssrc)).unwrap();
    assert_eq!(sent(first), sent(section(&receiver, "1")));
    assert_ne!(sent(section(&receiver, "1")), sent(section(&receiver, "2")));
}

#[test]
fn a_section_that_no_longer_receives_ends_its_track() {
    let mut receiver = receiver(&["audio", "video"]);
    receiver.wish(voice(1, ANN));
    receiver.wish(picture(2, ANN, Source::Camera));
    receiver.turns(&speaking(&[]));
    let turns = receiver.take(&offer(&["audio-off", "video"]), &mut random());
    assert!(
        matches!(&turns[..], [Turn::End(TrackId(1)), Turn::Begin(spec)] if spec.track == TrackId(2)),
        "{turns:?}"
    );
    assert!(receiver.section(Token::new("0").unwrap()).is_none());
}

#[test]
fn a_client_that_offers_again_is_asked_once_and_its_tracks_have_sections_to_themselves() {
    let mut receiver = of_wire(Wire::OneConnection, &["audio", "video"]);
    assert_eq!(receiver.ask(), None);
    for wish in [voice(1, ANN), voice(2, BEN), picture(3, ANN, Source::Camera)] {
        receiver.wish(wish);
    }
    assert!(receiver.turns(&speaking(&[BEN])).is_empty(), "not before the client offers");
    assert!(receiver.section(Token::new("0").unwrap()).is_none());
    assert_eq!(receiver.ask(), Some(Lacking { audios: 1, videos: 0 }));
    assert_eq!(receiver.ask(), None);

    let begun = receiver.take(&offer(&["audio", "video", "audio"]), &mut random());
    assert_eq!(begun.len(), 3);
    assert_eq!(shown(&receiver), [at("0", 1), at("1", 3), at("2", 2)]);
    assert_eq!(receiver.ask(), None);
    let sent = receiver.section(Token::new("2").unwrap()).and_then(|section| section.sends).unwrap();
    assert_eq!(
        (sent.stream.as_str(), sent.track.as_str(), sent.cname.as_str()),
        ("PA_2|TR_2", "TR_2", "PA_2")
    );
}

#[test]
fn a_section_is_inactive_once_before_another_track_uses_it_with_another_source() {
    let mut receiver = of_wire(Wire::OneConnection, &["audio"]);
    let (mut random, mid) = (random(), Token::new("0").unwrap());
    receiver.wish(voice(1, ANN));
    receiver.take(&offer(&["audio"]), &mut random);
    let ssrc =
        |receiver: &Receiver| receiver.section(mid).and_then(|section| section.sends).map(|sent| sent.ssrc);
    let first = ssrc(&receiver).unwrap();
    assert!(matches!(receiver.unwish(TrackId(1)), Some(Turn::End(TrackId(1)))));
    receiver.wish(voice(2, BEN));
    assert_eq!(receiver.ask(), Some(Lacking { audios: 1, videos: 0 }));
    receiver.take(&offer(&["audio"]), &mut random);
    assert_eq!(ssrc(&receiver), None);
    assert_eq!(receiver.ask(), Some(Lacking { audios: 0, videos: 0 }));
    receiver.take(&offer(&["audio"]), &mut random);
    assert_ne!(ssrc(&receiver).unwrap(), first);
}

proptest! {
    #[test]
    fn what_stands_in_sections_is_wished_for_and_the_plane_is_told_of_every_change(
        takes_turns in any::<bool>(),
        acts in prop::collection::vec((0..4u8, 0..6u64, any::<bool>()), 1..60)
    ) {
        let wire = if takes_turns { Wire::OneOffer } else { Wire::OneConnection };
        let mut receiver = of_wire(wire, &["audio", "video", "video"]);
        let (mut told, mut wished, mut speaks) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for (act, track, flag) in acts {
            let owner = ParticipantId(track / 2);
            let mut turns: Vec<Turn> = match act {
                0 if track % 2 == 0 => receiver.wish(voice(track, owner)).into_iter().collect(),
                0 => receiver.wish(picture(track, owner, Source::Camera)).into_iter().collect(),
                1 => receiver.unwish(TrackId(track)).into_iter().collect(),
                2 => receiver.take(&offer(&[if flag { "audio" } else { "audio-off" }, "video", "video"]), &mut random()),
                _ => Vec::new(),
            };
            match act {
                0 => drop(wished.insert(TrackId(track))),
                1 => drop(wished.remove(&TrackId(track))),
                _ if flag => drop(speaks.insert(owner)),
                _ => drop(speaks.remove(&owner)),
            }
            turns.extend(receiver.turns(&speaks));
            for turn in turns {
                match turn {
                    Turn::Begin(spec) => drop(told.insert(spec.track)),
                    Turn::End(track) => prop_assert!(told.remove(&track)),
                }
            }
            let shown: BTreeSet<_> = receiver.mid_to_track().map(|(_, track)| track).collect();
            prop_assert_eq!(&shown, &told);
            prop_assert!(shown.is_subset(&wished));
        }
    }
}
