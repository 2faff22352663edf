use proptest::prelude::*;

use super::*;

fn map() -> ExtensionMap {
    ExtensionMap::default()
        .with(Extension::Mid, 1)
        .with(Extension::AudioLevel, 2)
        .with(Extension::TransportCc, 3)
        .with(Extension::DependencyDescriptor, 20)
}

fn fixed(first: u8) -> Vec<u8> {
    vec![first, 0x80 | 96, 0x12, 0x34, 0, 0, 0, 9, 0xde, 0xad, 0xbe, 0xef]
}

#[test]
fn a_plain_packet_is_read_field_by_field() {
    let mut wire = fixed(0x80);
    wire.extend(*b"payload");
    let packet = Packet::parse(&wire, &map()).unwrap();
    assert!(packet.marker);
    assert_eq!((packet.payload_type, packet.sequence), (96, 0x1234));
    assert_eq!((packet.timestamp, packet.ssrc), (9, 0xdead_beef));
    assert_eq!(packet.payload.of(&wire), b"payload");
}

#[test]
fn one_byte_and_two_byte_extensions_are_both_understood() {
    let mut one = fixed(0x90);
    one.extend([0xbe, 0xde, 0, 2, 0x10, b'7', 0x20, 0x85, 0x31, 0xab, 0xcd, 0]);
    let packet = Packet::parse(&one, &map()).unwrap();
    assert_eq!(packet.mid(&one), Token::new("7"));
    assert_eq!(packet.extensions.audio_level, Some(0x85));
    assert_eq!(packet.extensions.transport_cc, Some(0xabcd));

    let mut two = fixed(0x90);
    two.extend([0x10, 0, 0, 2, 20, 3, 1, 2, 3, 0, 2, 0]);
    let packet = Packet::parse(&two, &map()).unwrap();
    assert_eq!(packet.extensions.dependency.of(&two), [1, 2, 3]);
    assert_eq!(packet.extensions.audio_level, None, "an empty level says nothing");
}

#[test]
fn padding_is_not_payload_and_cannot_exceed_the_packet() {
    let mut wire = fixed(0xa0);
    wire.extend([1, 2, 3, 0, 0, 3]);
    assert_eq!(Packet::parse(&wire, &map()).unwrap().payload.of(&wire), [1, 2, 3]);
    *wire.last_mut().unwrap() = 7;
    assert_eq!(Packet::parse(&wire, &map()), None, "padding reaches into the header");
    *wire.last_mut().unwrap() = 0;
    assert_eq!(Packet::parse(&wire, &map()), None, "padding counts its own length byte");
}

#[test]
fn truncated_headers_are_refused() {
    let mut wire = fixed(0x9f);
    assert_eq!(Packet::parse(&wire, &map()), None, "15 contributing sources are missing");
    wire[0] = 0x90;
    assert_eq!(Packet::parse(&wire, &map()), None, "the extension block is missing");
    wire.extend([0xbe, 0xde, 0xff, 0xff]);
    assert_eq!(Packet::parse(&wire, &map()), None, "the extension block is too long");
    assert_eq!(Packet::parse(&[0x80; 11], &map()), None);
    assert_eq!(Packet::parse(&[0x40; 12], &map()), None, "version 1");
}

proptest! {
    #[test]
    fn no_bytes_make_the_parser_panic_or_point_outside(
        mut wire in prop::collection::vec(any::<u8>(), 0..200), header in any::<bool>(),
    ) {
        if header && wire.len() >= 14 {
            wire[0] = 0x90 | (wire[0] & 0x21);
            wire[12] = 0xbe;
            wire[13] = 0xde;
        }
        if let Some(packet) = Packet::parse(&wire, &map()) {
            prop_assert!(packet.payload.end() <= wire.len());
            prop_assert!(packet.extensions.dependency.end() <= wire.len());
        }
    }
}
