//! Packets of the data channels: who sends what to whom.
//!
//! Every packet is decoded and encoded again, so that nothing passes which is not listed
//! here, and the sender is whoever the transport says it is.

mod chat;

use prost::Message;

use super::Identity;
use super::bounded::{self, BadMessage, Checked, bad};
use super::limits::{DATA_BYTES, NAME_BYTES, RECIPIENTS, SID_BYTES};
use super::proto::data_packet::{Kind, Value};
use super::proto::{self, data_stream};
use super::sid::ParticipantSid;

pub use chat::{CHAT_TOPIC, Chat, ChatStreams, Spoiled, Taken, chat_stream};

/// A client's packet.
#[derive(Clone, Debug, PartialEq)]
pub struct Packet {
    /// Whom it is for; empty is everybody in the sender's room.
    pub to: Vec<Identity>,
    /// On the reliable channel: counts the sender's packets from 1; 0 from clients that do
    /// not count.
    pub sequence: u32,
    value: Value,
}

/// The true sender, as written into every packet that is passed on.
#[derive(Clone, Debug)]
pub struct Sender {
    /// Who.
    pub identity: Identity,
    /// Their stay on the wire; `None` for somebody who speaks over another one.
    pub sid: Option<ParticipantSid>,
}

impl Packet {
    /// Reads one message of a data channel. `None` is a kind that this server does not pass
    /// on: end-to-end encrypted packets, metrics, and what newer clients may invent.
    ///
    /// # Errors
    /// If it is longer or other than the protocol says.
    pub fn decode(bytes: &[u8]) -> Checked<Option<Self>> {
        let bytes = bounded::frame(bytes, DATA_BYTES)?;
        let packet = proto::DataPacket::decode(bytes).map_err(|_| BadMessage::NotTheProtocol)?;
        let value = match packet.value {
            None | Some(Value::Metrics(_) | Value::EncryptedPacket(_)) => return Ok(None),
            Some(value) => checked(value)?,
        };
        let to = recipients(packet.destination_identities, &value)?;
        Ok(Some(Self { to, sequence: packet.sequence, value }))
    }

    /// The packet for its receivers: with the true sender, and without the list of others who
    /// get it.
    pub fn stamped(self, sender: &Sender, lossy: bool) -> Vec<u8> {
        let mut value = self.value;
        if let Value::User(user) = &mut value {
            user.participant_identity = sender.identity.as_str().to_owned();
            user.participant_sid = sender.sid();
            user.destination_identities.clear();
        }
        encode(sender, if lossy { Kind::Lossy } else { Kind::Reliable }, self.sequence, value)
    }
}

/// A packet for the receivers of what the server itself sends: it has no sender.
pub fn from_server(payload: Vec<u8>, topic: Option<String>, lossy: bool) -> Vec<u8> {
    let value = Value::User(proto::UserPacket { payload, topic, ..proto::UserPacket::default() });
    let kind = if lossy { Kind::Lossy } else { Kind::Reliable };
    proto::DataPacket { kind: kind.into(), value: Some(value), ..proto::DataPacket::default() }
        .encode_to_vec()
}

impl Sender {
    fn sid(&self) -> String {
        self.sid.as_ref().map(ToString::to_string).unwrap_or_default()
    }
}

fn encode(sender: &Sender, kind: Kind, sequence: u32, value: Value) -> Vec<u8> {
    let packet = proto::DataPacket {
        kind: kind.into(),
        participant_identity: sender.identity.as_str().to_owned(),
        participant_sid: sender.sid(),
        destination_identities: Vec::new(),
        sequence,
        value: Some(value),
    };
    packet.encode_to_vec()
}

/// What is kept or compared is bounded here; the rest is bounded by the whole.
fn checked(value: Value) -> Checked<Value> {
    match &value {
        Value::User(user) => check("topic", user.topic.as_deref().unwrap_or_default(), NAME_BYTES)?,
        Value::StreamHeader(header) => check_header(header)?,
        Value::StreamChunk(chunk) => check("stream_id", &chunk.stream_id, SID_BYTES)?,
        Value::StreamTrailer(trailer) => check("stream_id", &trailer.stream_id, SID_BYTES)?,
        Value::RpcRequest(request) => check("method", &request.method, NAME_BYTES)?,
        _ => {}
    }
    Ok(value)
}

fn check_header(header: &data_stream::Header) -> Checked<()> {
    check("stream_id", &header.stream_id, SID_BYTES)?;
    check("topic", &header.topic, NAME_BYTES)?;
    bounded::attributes("attributes", header.attributes.clone()).map(drop)
}

fn check(field: &'static str, value: &str, limit: usize) -> Checked<()> {
    if value.len() > limit { bad(field, "a shorter text") } else { Ok(()) }
}

/// Whom a packet is for. Old clients write the list into the user packet. A list of SIDs alone,
/// which only very old ones write, is refused: ignoring it would send to everybody.
fn recipients(listed: Vec<String>, value: &Value) -> Checked<Vec<Identity>> {
    let listed = match value {
        Value::User(user) if listed.is_empty() => {
            if user.destination_identities.is_empty() && !user.destination_sids.is_empty() {
                return bad("destination_identities", "identities where there are SIDs");
            }
            user.destination_identities.clone()
        }
        _ => listed,
    };
    let listed = bounded::list("destination_identities", listed, RECIPIENTS)?;
    listed.iter().map(|text| Identity::parse(text).or(bad("destination_identities", "identities"))).collect()
}

#[cfg(test)]
mod tests;
