use proptest::prelude::*;

use super::*;

const PUBLISHER: &str = include_str!("../golden/chromium-156-publisher.sdp");

fn error(sdp: &str) -> NegotiationError {
    Description::parse(sdp).unwrap_err()
}

#[test]
fn an_offer_of_chromium_is_read_as_far_as_we_care() {
    let offer = Description::parse(PUBLISHER).unwrap();
    assert_eq!((offer.ufrag.as_str(), offer.role), ("0cjR", Role::Server));
    assert!(offer.mixes_extensions);
    let kinds: Vec<_> = offer.sections.iter().map(|section| section.kind).collect();
    let media = SectionKind::Media;
    assert_eq!(kinds, [media(MediaKind::Audio), media(MediaKind::Video), SectionKind::Data]);
    let video = &offer.sections[1];
    assert_eq!(video.rids.iter().map(Token::as_str).collect::<Vec<_>>(), ["q", "h", "f"]);
    assert_eq!(video.direction, Direction::SendOnly);
    assert_eq!(video.format(102).unwrap().parameter("profile-level-id"), Some("42001f"));
    assert!(video.format(96).unwrap().feedback.contains(&"nack pli".to_owned()));
    assert_eq!(video.msid.as_ref().unwrap().1, "3f891ad5-1c3e-4517-b3e9-36fe5be65a48");
    assert!(offer.sections.iter().all(|section| !section.is_rejected));
}

#[test]
fn the_answer_to_an_offer_makes_us_what_its_setup_says() {
    let role = |setup| Description::parse(&PUBLISHER.replace("setup:actpass", setup)).unwrap().role;
    assert_eq!(role("setup:active"), Role::Server);
    assert_eq!(role("setup:passive"), Role::Client);
    assert_eq!(
        error(&PUBLISHER.replace("setup:actpass", "setup:holdconn")),
        NegotiationError::Missing("setup")
    );
}

/// proves: S3
#[test]
fn a_weak_or_absent_fingerprint_is_refused() {
    let weak = PUBLISHER.replace("fingerprint:sha-256 ", "fingerprint:sha-1 ");
    assert!(matches!(error(&weak), NegotiationError::Missing(what) if what.starts_with("fingerprint")));
    let absent = PUBLISHER.replace("a=fingerprint:", "a=x-fingerprint:");
    assert!(matches!(error(&absent), NegotiationError::Missing(_)));
}

#[test]
fn a_section_outside_the_bundle_or_with_port_zero_is_rejected() {
    let unbundled = PUBLISHER.replace("a=group:BUNDLE 0 1 2", "a=group:BUNDLE 0 2");
    assert!(Description::parse(&unbundled).unwrap().sections[1].is_rejected);
    let stopped = PUBLISHER.replace("m=video 58235", "m=video 0");
    assert!(Description::parse(&stopped).unwrap().sections[1].is_rejected);
    let bundle_only = stopped.replace("a=mid:1\r\n", "a=mid:1\r\na=bundle-only\r\n");
    assert!(!Description::parse(&bundle_only).unwrap().sections[1].is_rejected);
}

/// proves: F9
#[test]
fn everything_a_stranger_could_make_large_is_capped() {
    let padded = format!("{PUBLISHER}{}", "a=x\r\n".repeat(limits::SDP_BYTES / 5));
    assert!(matches!(error(&padded), NegotiationError::TooLong { .. }));
    let attributes = format!("{PUBLISHER}{}", "a=x\r\n".repeat(limits::SDP_ATTRIBUTES));
    assert!(matches!(error(&attributes), NegotiationError::TooMany { of: "attributes in a section", .. }));
    let sections = format!("{PUBLISHER}{}", "m=audio 9 RTP/SAVPF 0\r\n".repeat(limits::SDP_SECTIONS));
    assert!(matches!(error(&sections), NegotiationError::TooMany { of: "media sections", .. }));
}

#[test]
fn a_machine_with_many_networks_may_list_them_all() {
    let candidate = "a=candidate:1 1 udp 1 192.0.2.2 1 typ host\r\n";
    assert!(Description::parse(&format!("{PUBLISHER}{}", candidate.repeat(60))).is_ok());
}

#[test]
fn two_sections_with_one_id_are_refused() {
    assert_eq!(
        error(&PUBLISHER.replace("a=mid:1\r\n", "a=mid:0\r\n")),
        NegotiationError::Missing("its own mid")
    );
    let long = "x".repeat(limits::TOKEN_BYTES + 1);
    let long = PUBLISHER.replace("a=mid:1\r\n", &format!("a=mid:{long}\r\n"));
    assert_eq!(error(&long), NegotiationError::Missing("a short mid"));
}

#[test]
fn what_is_not_sdp_is_an_error() {
    for text in ["", "v=0", "hello", "v=0\r\nm=audio", "\r\n\r\n", "v=0\r\no=\r\ns=\r\n"] {
        assert!(Description::parse(text).is_err(), "{text:?}");
    }
}

proptest! {
    /// Lines are dropped, doubled, swapped and cut: never a panic.
    #[test]
    fn no_damage_to_an_offer_can_harm(
        damage in prop::collection::vec((any::<prop::sample::Index>(), 0..6u8, any::<char>()), 1..12),
    ) {
        let mut lines: Vec<String> = PUBLISHER.lines().map(str::to_owned).collect();
        for (place, what, letter) in damage {
            let at = place.index(lines.len());
            let middle = (0..=lines[at].len() / 2).rev().find(|&end| lines[at].is_char_boundary(end)).unwrap();
            match what {
                0 => { lines.remove(at); }
                1 => lines.insert(at, lines[at].clone()),
                2 => lines.swap(0, at),
                3 => lines[at].truncate(middle),
                4 => lines[at].insert(middle, letter),
                _ => lines[at] = lines[at].replace(|c: char| c.is_ascii_digit(), "99999999999999999999"),
            }
        }
        let _ = Description::parse(&lines.join("\r\n"));
    }

    #[test]
    fn no_text_can_harm(text in "(v=0\r\n|[a-z]=[ -~]{0,40}\r\n|\\PC{0,20}){0,20}") {
        let _ = Description::parse(&text);
    }
}
