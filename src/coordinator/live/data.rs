//! Data packets of the media wire, and chat between the two wires.
//!
//! A session keeps a record, so nothing passes between people that the record does not know:
//! chat goes through the session's own rules and log; other data packets pass only in rooms
//! without a case.

use std::collections::BTreeMap;
use std::time::Duration;

use rand::CryptoRng;
use sfu::id::ParticipantId as NodeId;
use sfu::node::{Command as NodeCommand, DataChannel};
use signaling::livekit::Identity;
use signaling::livekit::data::{Chat, ChatStreams, Packet, Sender, Taken, chat_stream};
use signaling::throttle::Bucket;

use super::channel::Wish;
use super::people::identity_of;
use super::{Effect, Live};
use crate::coordinator::placement::Numbers;
use crate::session::command::Audience;
use crate::session::event::ChatMessage;
use crate::session::role::Roles;
use crate::session::{Command, ParticipantId};

/// Messages of one person at once, and time between messages in the long run: faster than
/// anybody writes.
const CHAT_BURST: u32 = 20;
const CHAT_INTERVAL: Duration = Duration::from_millis(200);

/// One person's side of the data channels, for one stay.
#[derive(Debug)]
pub struct DataSide {
    /// Number of the last reliable packet that arrived; what comes again is a repetition.
    pub last_sequence: u32,
    streams: ChatStreams,
    pace: Bucket,
}

impl DataSide {
    /// Nothing has arrived yet.
    pub fn new(now: std::time::Instant) -> Self {
        let pace = Bucket::new(CHAT_BURST, CHAT_INTERVAL, now);
        Self { last_sequence: 0, streams: ChatStreams::default(), pace }
    }

    /// Whether a packet is new. Clients repeat what may have been lost when they resume.
    fn is_new(&mut self, packet: &Packet) -> bool {
        let new = packet.sequence == 0 || packet.sequence > self.last_sequence;
        self.last_sequence = self.last_sequence.max(packet.sequence);
        new
    }
}

/// Why a packet went no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dropped {
    /// Not the protocol, too long, or of a kind that is not passed on.
    Malformed,
    /// It had arrived before.
    Repeated,
    /// This session passes on no data, or nothing of this person.
    NotAllowed,
    /// A chat message that is not whole, not plain or too long.
    SpoiledChat,
    /// Chat for somebody who is not here, or for several people at once.
    NoSuchReader,
    /// More messages than anybody writes.
    TooFast,
}

impl<R: CryptoRng, N: Numbers> Live<R, N> {
    /// Packets of the data channels that went no further, by cause.
    pub fn dropped_data(&self) -> &BTreeMap<Dropped, u64> {
        &self.dropped_data
    }

    /// A message arrived on a data channel.
    pub(super) fn data_arrived(&mut self, from: NodeId, channel: DataChannel, payload: &[u8]) {
        let Some(who) = self.world.who_is(from) else { return };
        if let Err(cause) = self.take_data(who, channel, payload) {
            *self.dropped_data.entry(cause).or_default() += 1;
        }
    }

    fn take_data(&mut self, who: ParticipantId, channel: DataChannel, payload: &[u8]) -> Result<(), Dropped> {
        let packet = Packet::decode(payload).ok().flatten().ok_or(Dropped::Malformed)?;
        let side = self.stays.get_mut(&who).map(|stay| &mut stay.data).ok_or(Dropped::NotAllowed)?;
        if channel == DataChannel::Reliable && !side.is_new(&packet) {
            return Err(Dropped::Repeated);
        }
        match side.streams.take(packet) {
            Taken::Held => Ok(()),
            Taken::Said(chat) => self.say_from_media(who, chat),
            Taken::Spoiled(_) => Err(Dropped::SpoiledChat),
            Taken::NotChat(packet) => self.pass_on(who, channel, *packet),
        }
    }

    /// Chat of the media wire is a wish like any other: the session decides, and records it.
    fn say_from_media(&mut self, who: ParticipantId, chat: Chat) -> Result<(), Dropped> {
        let to = self.audience(&chat.to)?;
        let now = self.now.instant;
        let pace = self.stays.get_mut(&who).map(|stay| &mut stay.data.pace);
        if pace.is_none_or(|pace| pace.take(now).is_err()) {
            return Err(Dropped::TooFast);
        }
        self.wishes.push(Wish { who, id: None, command: Command::Say { to, text: chat.text } });
        Ok(())
    }

    fn audience(&self, to: &[Identity]) -> Result<Audience, Dropped> {
        match to {
            [] => Ok(Audience::Room),
            [one] => {
                let mut people = self.session.participants.values();
                let reader = people.find(|person| person.identity_on_wire == one.as_str());
                reader.map(|person| Audience::Participant(person.id)).ok_or(Dropped::NoSuchReader)
            }
            _ => Err(Dropped::NoSuchReader),
        }
    }

    /// Passes a packet on to those whose place the node has acknowledged to be the sender's own
    /// room, in rooms without a case.
    fn pass_on(&mut self, who: ParticipantId, channel: DataChannel, packet: Packet) -> Result<(), Dropped> {
        let person = self.session.participant(who).ok_or(Dropped::NotAllowed)?;
        if !self.session.rules.open_door || !Roles::TAKING_PART.has(person.role) {
            return Err(Dropped::NotAllowed);
        }
        let sender = self.sender(who).ok_or(Dropped::NotAllowed)?;
        let receivers: Vec<_> = self.world.together_with(who);
        let receivers: Vec<_> =
            receivers.into_iter().filter(|other| self.is_meant(&packet, *other)).collect();
        let payload = packet.stamped(&sender, channel == DataChannel::Lossy);
        for receiver in receivers {
            self.send_data(receiver, channel, payload.clone());
        }
        Ok(())
    }

    fn is_meant(&self, packet: &Packet, other: ParticipantId) -> bool {
        let identity = self.session.participant(other).and_then(identity_of);
        packet.to.is_empty() || identity.is_some_and(|identity| packet.to.contains(&identity))
    }

    /// Delivers a message to those it is sealed to who have no session channel to read it on.
    pub(super) fn deliver_streams(&mut self, message: &ChatMessage) {
        let Some(sender) = self.sender(message.from) else { return };
        let reads_here = |who: &ParticipantId| {
            let on_channel = self.channels.get(who).is_some_and(|side| side.link.is_some());
            *who != message.from && message.seal.opens_for(*who) && !on_channel
        };
        let readers: Vec<_> = self.stays.keys().copied().filter(reads_here).collect();
        let id = message.id.to_string();
        for payload in chat_stream(&sender, &id, message.at.0 / 1_000, &message.text) {
            for reader in &readers {
                self.send_data(*reader, DataChannel::Reliable, payload.clone());
            }
        }
    }

    /// Who somebody is, for those who receive from them.
    fn sender(&self, who: ParticipantId) -> Option<Sender> {
        let identity = self.session.participant(who).and_then(identity_of)?;
        Some(Sender { identity, sid: self.stays.get(&who).map(|stay| stay.sid.clone()) })
    }

    fn send_data(&mut self, receiver: ParticipantId, channel: DataChannel, payload: Vec<u8>) {
        if let Some(seat) = self.world.seat_of(receiver) {
            let to = seat.node_id;
            self.effects.push(Effect::Node(NodeCommand::SendData { to, channel, payload }));
        }
    }
}
