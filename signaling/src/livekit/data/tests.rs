use proptest::prelude::*;

use super::*;
use crate::livekit::proto::data_stream::{
    Chunk, CompressionType, Header, TextHeader, Trailer, header::ContentHeader,
};

fn sender() -> Sender {
    let sid = ParticipantSid::parse("PA_true").expect("a SID");
    Sender { identity: Identity::parse("true").expect("an identity"), sid: Some(sid) }
}

fn packet(value: Value) -> proto::DataPacket {
    proto::DataPacket { value: Some(value), ..proto::DataPacket::default() }
}

fn read(packet: &proto::DataPacket) -> Packet {
    Packet::decode(&packet.encode_to_vec()).expect("legal").expect("passed on")
}

fn written(bytes: &[u8]) -> proto::DataPacket {
    proto::DataPacket::decode(bytes).expect("protobuf")
}

fn user(payload: &[u8], topic: &str) -> Value {
    Value::User(proto::UserPacket {
        payload: payload.to_vec(),
        topic: Some(topic.into()),
        participant_identity: "somebody else".into(),
        ..proto::UserPacket::default()
    })
}

fn header(id: &str) -> Header {
    Header {
        stream_id: id.into(),
        topic: CHAT_TOPIC.into(),
        content_header: Some(ContentHeader::TextHeader(TextHeader::default())),
        ..Header::default()
    }
}

fn chunk(id: &str, chunk_index: u64, content: &[u8]) -> Packet {
    let chunk = Chunk { stream_id: id.into(), chunk_index, content: content.to_vec(), ..Chunk::default() };
    read(&packet(Value::StreamChunk(chunk)))
}

fn trailer(id: &str, reason: &str) -> Packet {
    let trailer = Trailer { stream_id: id.into(), reason: reason.into(), ..Trailer::default() };
    read(&packet(Value::StreamTrailer(trailer)))
}

fn begin(header: Header) -> Packet {
    read(&packet(Value::StreamHeader(header)))
}

fn text_of(taken: Taken) -> String {
    match taken {
        Taken::Said(chat) => chat.text,
        other => panic!("expected a message, came {other:?}"),
    }
}

#[test]
fn a_forged_sender_is_overwritten_everywhere() {
    let mut forged = packet(user(b"hello", "greeting"));
    forged.participant_identity = "somebody else".into();
    forged.participant_sid = "PA_somebody_else".into();
    forged.destination_identities = vec!["a".into(), "b".into()];
    let passed = written(&read(&forged).stamped(&sender(), false));
    assert_eq!((passed.participant_identity.as_str(), passed.participant_sid.as_str()), ("true", "PA_true"));
    assert!(passed.destination_identities.is_empty(), "who else gets it is nobody's business");
    let Some(Value::User(inner)) = passed.value else { panic!("a user packet") };
    assert_eq!((inner.participant_identity.as_str(), inner.participant_sid.as_str()), ("true", "PA_true"));
    assert_eq!(inner.payload, b"hello");
}

#[test]
fn a_packet_for_some_is_never_taken_for_one_to_all() {
    let mut inside = proto::UserPacket { destination_identities: vec!["a".into()], ..Default::default() };
    let read_inside = read(&packet(Value::User(inside.clone())));
    assert_eq!(read_inside.to, [Identity::parse("a").expect("an identity")]);
    inside.destination_identities.clear();
    inside.destination_sids = vec!["PA_a".into()];
    assert!(Packet::decode(&packet(Value::User(inside)).encode_to_vec()).is_err());
}

#[test]
fn what_is_unknown_or_encrypted_does_not_pass() {
    for bytes in [
        packet(Value::EncryptedPacket(proto::EncryptedPacket::default())).encode_to_vec(),
        packet(Value::Metrics(proto::MetricsBatch::default())).encode_to_vec(),
        // Field 7, transcriptions, with an empty message.
        vec![0x3a, 0x00],
        Vec::new(),
    ] {
        assert_eq!(Packet::decode(&bytes), Ok(None));
    }
    assert!(Packet::decode(&vec![0; DATA_BYTES + 1]).is_err());
}

#[test]
fn a_text_in_chunks_becomes_one_message() {
    let mut streams = ChatStreams::default();
    assert_eq!(streams.take(begin(header("s"))), Taken::Held);
    let bytes = "您好".as_bytes();
    assert_eq!(streams.take(chunk("s", 0, &bytes[..4])), Taken::Held);
    assert_eq!(streams.take(chunk("s", 1, &bytes[4..])), Taken::Held);
    assert_eq!(text_of(streams.take(trailer("s", ""))), "您好");
    assert!(matches!(streams.take(trailer("s", "")), Taken::NotChat(_)), "it is over");
}

#[test]
fn messages_in_one_packet_are_understood_in_all_their_forms() {
    let mut streams = ChatStreams::default();
    let message = proto::ChatMessage { message: "one".into(), ..Default::default() };
    assert_eq!(text_of(streams.take(read(&packet(Value::ChatMessage(message))))), "one");
    let inline = Header { inline_content: Some(b"two".to_vec()), ..header("s") };
    assert_eq!(text_of(streams.take(begin(inline))), "two");
    let old = packet(user(br#"{"id":"x","timestamp":1,"message":"three"}"#, "lk-chat-topic"));
    assert_eq!(text_of(streams.take(read(&old))), "three");
    let twin = packet(user(br#"{"message":"three","ignoreLegacy":true}"#, "lk-chat-topic"));
    assert_eq!(streams.take(read(&twin)), Taken::Held, "the stream of the same message counts");
}

#[test]
fn a_message_that_is_not_whole_plain_and_short_is_not_taken() {
    let spoiled = |packets: Vec<Packet>| {
        let mut streams = ChatStreams::default();
        packets.into_iter().map(|packet| streams.take(packet)).last()
    };
    let long = Header { total_length: Some(1 << 20), ..header("s") };
    assert_eq!(spoiled(vec![begin(long)]), Some(Taken::Spoiled(Spoiled::TooLong)));
    let filled = vec![begin(header("s")), chunk("s", 0, &[b'a'; 15_000]), chunk("s", 1, &[b'a'; 15_000])];
    assert_eq!(spoiled(filled), Some(Taken::Spoiled(Spoiled::TooLong)));
    assert_eq!(
        spoiled(vec![begin(header("s")), chunk("s", 1, b"late")]),
        Some(Taken::Spoiled(Spoiled::OutOfOrder))
    );
    let deflated = Header { compression: CompressionType::DeflateRaw.into(), ..header("s") };
    assert_eq!(spoiled(vec![begin(deflated)]), Some(Taken::Spoiled(Spoiled::NotPlain)));
    let broken = vec![begin(header("s")), chunk("s", 0, &[0xff]), trailer("s", "")];
    assert_eq!(spoiled(broken), Some(Taken::Spoiled(Spoiled::NotText)));
    let given_up = vec![begin(header("s")), chunk("s", 0, b"I"), trailer("s", "closed")];
    assert_eq!(spoiled(given_up), Some(Taken::Spoiled(Spoiled::Abandoned)));
}

#[test]
fn a_sender_who_opens_streams_without_end_holds_no_more_than_a_few() {
    let mut streams = ChatStreams::default();
    for n in 0..10_000 {
        assert_eq!(streams.take(begin(header(&format!("s{n}")))), Taken::Held);
    }
    assert!(matches!(streams.take(trailer("s0", "")), Taken::NotChat(_)), "the oldest is forgotten");
    assert_eq!(text_of(streams.take(trailer("s9999", ""))), "");
}

#[test]
fn other_topics_and_files_are_not_chat() {
    let mut streams = ChatStreams::default();
    let other = Header { topic: "files".into(), ..header("s") };
    let file = Header { content_header: Some(ContentHeader::ByteHeader(Default::default())), ..header("s") };
    for not_chat in [begin(other), begin(file), chunk("s", 0, b"x"), read(&packet(user(b"x", CHAT_TOPIC)))] {
        assert_eq!(streams.take(not_chat.clone()), Taken::NotChat(Box::new(not_chat)));
    }
}

proptest! {
    #[test]
    fn what_we_write_is_what_clients_would_read(text in "\\PC{0,200}", times in 1_usize..120) {
        let text = text.repeat(times);
        let text = &text[..text.floor_char_boundary(16_000)];
        let mut streams = ChatStreams::default();
        let packets = chat_stream(&sender(), "id", 5, text);
        for bytes in &packets {
            prop_assert_eq!(written(bytes).participant_identity, "true");
            if let Some(Value::StreamChunk(chunk)) = written(bytes).value {
                prop_assert!(str::from_utf8(&chunk.content).is_ok(), "readers decode chunk by chunk");
            }
        }
        let mut taken: Vec<_> = packets.iter().map(|bytes| streams.take(read(&written(bytes)))).collect();
        prop_assert_eq!(text_of(taken.pop().expect("a trailer")), text);
        prop_assert!(taken.iter().all(|taken| *taken == Taken::Held));
    }

    #[test]
    fn garbage_is_refused_and_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        if let Ok(Some(packet)) = Packet::decode(&bytes) {
            let mut streams = ChatStreams::default();
            if let Taken::NotChat(packet) = streams.take(packet) {
                packet.stamped(&sender(), true);
            }
        }
    }
}
