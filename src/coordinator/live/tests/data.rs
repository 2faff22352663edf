//! Data channels: chat between the wires, and what does not pass.

use prost::Message;
use sfu::node::DataChannel;
use signaling::livekit::data::{Sender, chat_stream};
use signaling::livekit::proto::data_packet::Value as Packed;
use signaling::livekit::proto::{ChatMessage, DataPacket, UserPacket};
use signaling::livekit::{Identity, ParticipantSid};

use super::*;

/// What a stock client would put into its data channel; the sender it claims to be is wrong.
fn chat(text: &str) -> Vec<Vec<u8>> {
    let sid = ParticipantSid::parse("PA_forged").expect("a SID");
    let forged = Sender { identity: Identity::parse("the judge").expect("an identity"), sid: Some(sid) };
    chat_stream(&forged, "a stream", 0, text)
}

fn chat_in_one_packet(text: &str, sequence: u32, to: &[ParticipantId]) -> Vec<u8> {
    let value = Packed::ChatMessage(ChatMessage { message: text.into(), ..ChatMessage::default() });
    packet(value, sequence, to)
}

fn user(payload: &[u8], to: &[ParticipantId]) -> Vec<u8> {
    packet(Packed::User(UserPacket { payload: payload.to_vec(), ..UserPacket::default() }), 0, to)
}

fn packet(value: Packed, sequence: u32, to: &[ParticipantId]) -> Vec<u8> {
    let destination_identities = to.iter().map(ToString::to_string).collect();
    DataPacket { destination_identities, sequence, value: Some(value), ..DataPacket::default() }
        .encode_to_vec()
}

/// A mediation whose people are on the media wire alone, but for the mediator.
fn native_clients(scene: Scene) -> Court {
    let mut court = Court::new(scene);
    let links: Vec<_> = court.channels.iter().map(|(link, who)| (*link, *who)).collect();
    for (link, who) in links {
        if who != MEDIATOR {
            court.live.close_channel(who, link);
        }
    }
    court.data.clear();
    court.frames.clear();
    court
}

fn open_door() -> Court {
    let mut scene = Scene::mediation().all_in();
    scene.session.rules.open_door = true;
    native_clients(scene)
}

impl Court {
    fn writes(&mut self, who: ParticipantId, packets: Vec<Vec<u8>>) {
        let from = self.live.world.seat_of(who).expect("joined").node_id;
        for payload in packets {
            self.live.node_says(NodeEvent::Data { from, channel: DataChannel::Reliable, payload });
        }
        for wish in self.live.take_wishes() {
            let _ = self.scene.tries(wish.who, wish.command);
        }
        self.follows();
    }

    /// Who received what on the data channels: the reader, the sender as stamped, the text.
    fn chat_read(&self) -> Vec<(ParticipantId, String, String)> {
        let chunks = self.data.iter().filter_map(|(reader, packet)| match &packet.value {
            Some(Packed::StreamChunk(chunk)) => Some((*reader, packet, chunk.content.clone())),
            _ => None,
        });
        let text = |bytes| String::from_utf8(bytes).expect("chat is text");
        chunks.map(|(reader, p, bytes)| (reader, p.participant_identity.clone(), text(bytes))).collect()
    }

    fn dropped(&self, cause: Dropped) -> u64 {
        self.live.dropped_data().get(&cause).copied().unwrap_or(0)
    }

    fn readers_of_data(&self) -> BTreeSet<ParticipantId> {
        self.data.iter().map(|(reader, _)| *reader).collect()
    }
}

#[test]
fn chat_of_a_native_client_is_recorded_and_read_on_both_wires() {
    let mut court = native_clients(Scene::mediation().all_in());
    court.writes(APPLICANT, chat("您好"));
    let said = court.scene.session.chat.last().expect("in the record");
    assert_eq!((said.from, said.text.as_str()), (APPLICANT, "您好"));
    let on_channel = court.frames.iter().find(|(_, frame)| frame["item"]["item"] == "chat");
    let (reader, frame) = on_channel.expect("the mediator reads it on the session channel");
    assert_eq!((*reader, frame["item"]["text"].as_str()), (MEDIATOR, Some("您好")));
    let read: BTreeSet<_> = court.chat_read().into_iter().collect();
    let expected = [APPLICANTS_LAWYER, RESPONDENT, INTERPRETER, CLERK];
    let expected = expected.map(|reader| (reader, APPLICANT.to_string(), "您好".to_owned()));
    assert_eq!(read, expected.into_iter().collect(), "nobody twice, and not the writer");
    let sid = court.live.stays[&APPLICANT].sid.to_string();
    assert!(court.data.iter().all(|(_, packet)| packet.participant_sid == sid));
}

#[test]
fn chat_written_in_the_web_client_reaches_native_clients() {
    let mut court = native_clients(Scene::mediation().all_in());
    court.scene.does(MEDIATOR, Act::Say { to: Audience::Participant(RESPONDENT), text: "请稍候".into() });
    court.follows();
    assert_eq!(court.chat_read(), [(RESPONDENT, MEDIATOR.to_string(), "请稍候".to_owned())]);
}

/// proves: INV-S01
#[test]
fn chat_of_a_native_client_in_a_caucus_stays_there() {
    let mut court = native_clients(Scene::mediation().all_in());
    let who = vec![MEDIATOR, APPLICANT];
    court.scene.does(MEDIATOR, Act::Gather { room: SIDE_ROOM, who, countdown_seconds: None });
    court.follows();
    court.settles();
    court.data.clear();
    court.writes(APPLICANT, chat("底线是五万"));
    assert_eq!(court.readers_of_data(), [APPLICANTS_LAWYER].into(), "the lawyer went along");
    court.writes(RESPONDENT, chat("我们可以让步"));
    let of_the_other_side =
        court.chat_read().into_iter().filter(|(_, from, _)| *from == RESPONDENT.to_string());
    assert!(
        of_the_other_side.map(|(reader, ..)| reader).all(|reader| reader == INTERPRETER || reader == CLERK)
    );
}

#[test]
fn a_private_message_goes_to_one_person_and_never_to_more() {
    let mut court = native_clients(Scene::mediation().all_in());
    court.writes(CLERK, vec![chat_in_one_packet("只给您", 1, &[RESPONDENT])]);
    assert_eq!(court.chat_read(), [(RESPONDENT, CLERK.to_string(), "只给您".to_owned())]);
    let before = court.scene.session.chat.len();
    court.writes(CLERK, vec![chat_in_one_packet("给两位", 2, &[RESPONDENT, APPLICANT])]);
    court.writes(CLERK, vec![chat_in_one_packet("给外人", 3, &[person(77)])]);
    court.writes(APPLICANT, vec![chat_in_one_packet("给对方", 1, &[RESPONDENT])]);
    assert_eq!(court.scene.session.chat.len(), before, "two refused here, one by the session");
    assert_eq!(court.dropped(Dropped::NoSuchReader), 2);
}

#[test]
fn a_packet_that_is_repeated_after_a_resume_is_said_once() {
    let mut court = native_clients(Scene::mediation().all_in());
    let packets = vec![chat_in_one_packet("一次", 1, &[]), chat_in_one_packet("一次", 1, &[])];
    court.writes(APPLICANT, packets);
    assert_eq!(court.scene.session.chat.len(), 1);
    assert_eq!(court.dropped(Dropped::Repeated), 1);
}

#[test]
fn a_flood_of_messages_ends_at_the_door() {
    let mut court = native_clients(Scene::mediation().all_in());
    court.writes(APPLICANT, (1..=1_000).map(|n| chat_in_one_packet("刷屏", n, &[])).collect());
    assert_eq!(court.scene.session.chat.len(), 20);
    assert_eq!(court.dropped(Dropped::TooFast), 980);
}

#[test]
fn nothing_but_chat_passes_in_a_session_with_a_case() {
    let mut court = native_clients(Scene::mediation().all_in());
    court.writes(APPLICANT, vec![user(b"a secret channel", &[]), b"garbage".to_vec()]);
    assert!(court.data.is_empty());
    assert_eq!((court.dropped(Dropped::NotAllowed), court.dropped(Dropped::Malformed)), (1, 1));
}

#[test]
fn data_in_a_room_without_a_case_goes_to_the_senders_room_alone() {
    let mut court = open_door();
    court.writes(APPLICANT, vec![user(b"to all", &[])]);
    let everybody: BTreeSet<_> = court.scene.session.participants.keys().copied().collect();
    let others: BTreeSet<_> = everybody.into_iter().filter(|who| *who != APPLICANT).collect();
    assert_eq!(court.readers_of_data(), others);
    assert!(court.data.iter().all(|(_, packet)| packet.participant_identity == APPLICANT.to_string()));
    court.data.clear();
    court.writes(APPLICANT, vec![user(b"to one", &[RESPONDENT])]);
    assert_eq!(court.readers_of_data(), [RESPONDENT].into());
    court.data.clear();
    court.scene.does(MEDIATOR, Act::Hold { who: RESPONDENT });
    court.follows();
    court.writes(APPLICANT, vec![user(b"to one", &[RESPONDENT])]);
    assert!(court.data.is_empty(), "they share no room any more");
}
