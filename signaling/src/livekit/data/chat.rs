//! Chat as clients of this wire write and read it: text streams on one topic.

use std::collections::VecDeque;

use serde::Deserialize;

use super::super::Identity;
use super::super::proto::data_packet::{Kind, Value};
use super::super::proto::data_stream::{
    Chunk, CompressionType, Header, OperationType, TextHeader, Trailer, header::ContentHeader,
};
use super::{Packet, Sender, encode};

/// The topic of chat.
pub const CHAT_TOPIC: &str = "lk.chat";
/// The topic of chat before there were streams: user packets with JSON.
const OLD_CHAT_TOPIC: &str = "lk-chat-topic";
/// The longest message: 4,000 characters of four bytes each.
const MESSAGE_BYTES: usize = 16_000;
/// Streams of one sender at a time. A person writes one message after the other.
const STREAMS: usize = 4;
/// What a chunk may carry, as clients cut theirs.
const CHUNK_BYTES: usize = 15_000;

/// A complete message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chat {
    /// Whom it is for; empty is everybody in the sender's room.
    pub to: Vec<Identity>,
    /// Plain text.
    pub text: String,
}

/// What became of a packet.
#[derive(Debug, PartialEq)]
pub enum Taken {
    /// Part of a chat message that is not complete yet, or a duplicate of one.
    Held,
    /// A chat message.
    Said(Chat),
    /// A chat message that cannot be taken.
    Spoiled(Spoiled),
    /// Not chat.
    NotChat(Box<Packet>),
}

/// Why a chat message cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Spoiled {
    /// More than one message may have.
    #[error("expected at most {MESSAGE_BYTES} bytes of chat")]
    TooLong,
    /// A chunk is missing, repeated or out of order.
    #[error("expected the chunks of a chat message in order")]
    OutOfOrder,
    /// Edits, deletions and reactions: what was said stays said. Also compression, which this
    /// server does not offer.
    #[error("expected a new message in plain text")]
    NotPlain,
    /// Not UTF-8, or not the JSON of the old form.
    #[error("expected UTF-8")]
    NotText,
    /// The sender gave it up.
    #[error("the sender gave it up")]
    Abandoned,
}

/// Puts the chat streams of one sender together.
#[derive(Debug, Default)]
pub struct ChatStreams {
    open: VecDeque<OpenStream>,
}

#[derive(Debug)]
struct OpenStream {
    id: String,
    to: Vec<Identity>,
    content: Vec<u8>,
    next: u64,
}

impl ChatStreams {
    /// Takes a packet, or gives it back if it is not chat.
    pub fn take(&mut self, packet: Packet) -> Taken {
        match &packet.value {
            Value::ChatMessage(message) if message.deleted || message.edit_timestamp.is_some() => {
                Taken::Spoiled(Spoiled::NotPlain)
            }
            Value::ChatMessage(message) => said(packet.to, message.message.as_bytes()),
            Value::User(user) if user.topic.as_deref() == Some(OLD_CHAT_TOPIC) => {
                old_form(packet.to, &user.payload)
            }
            Value::StreamHeader(header) if is_chat(header) => self.begin(header, packet.to.clone()),
            Value::StreamChunk(chunk) if self.position(&chunk.stream_id).is_some() => self.go_on(chunk),
            Value::StreamTrailer(trailer) if self.position(&trailer.stream_id).is_some() => self.end(trailer),
            _ => Taken::NotChat(Box::new(packet)),
        }
    }

    fn begin(&mut self, header: &Header, to: Vec<Identity>) -> Taken {
        if !is_plain(header) {
            return Taken::Spoiled(Spoiled::NotPlain);
        }
        if header.total_length.is_some_and(|length| length > MESSAGE_BYTES as u64) {
            return Taken::Spoiled(Spoiled::TooLong);
        }
        if let Some(whole) = &header.inline_content {
            return said(to, whole);
        }
        if self.open.len() == STREAMS {
            self.open.pop_front();
        }
        let id = header.stream_id.clone();
        self.open.push_back(OpenStream { id, to, content: Vec::new(), next: 0 });
        Taken::Held
    }

    fn go_on(&mut self, chunk: &Chunk) -> Taken {
        let Some(position) = self.position(&chunk.stream_id) else { return Taken::Held };
        let stream = &mut self.open[position];
        let spoiled = if chunk.chunk_index != stream.next {
            Spoiled::OutOfOrder
        } else if stream.content.len() + chunk.content.len() > MESSAGE_BYTES {
            Spoiled::TooLong
        } else {
            stream.next += 1;
            stream.content.extend_from_slice(&chunk.content);
            return Taken::Held;
        };
        self.open.remove(position);
        Taken::Spoiled(spoiled)
    }

    fn end(&mut self, trailer: &Trailer) -> Taken {
        let position = self.position(&trailer.stream_id);
        let Some(stream) = position.and_then(|position| self.open.remove(position)) else {
            return Taken::Held;
        };
        if trailer.reason.is_empty() {
            said(stream.to, &stream.content)
        } else {
            Taken::Spoiled(Spoiled::Abandoned)
        }
    }

    fn position(&self, id: &str) -> Option<usize> {
        self.open.iter().position(|stream| stream.id == id)
    }
}

/// A message as packets for a client: a header, chunks that end between characters, a trailer.
/// They carry no sequence number, because they are not the sender's own packets.
pub fn chat_stream(sender: &Sender, id: &str, written_at_ms: i64, text: &str) -> Vec<Vec<u8>> {
    let packet = |value| encode(sender, Kind::Reliable, 0, value);
    let header = Header {
        stream_id: id.to_owned(),
        timestamp: written_at_ms,
        topic: CHAT_TOPIC.into(),
        mime_type: "text/plain".into(),
        total_length: Some(text.len() as u64),
        content_header: Some(ContentHeader::TextHeader(TextHeader::default())),
        ..Header::default()
    };
    let chunks = (0..).zip(pieces(text)).map(|(chunk_index, piece)| {
        let content = piece.as_bytes().to_vec();
        packet(Value::StreamChunk(Chunk {
            stream_id: id.to_owned(),
            chunk_index,
            content,
            ..Chunk::default()
        }))
    });
    let trailer = Trailer { stream_id: id.to_owned(), ..Trailer::default() };
    let mut packets = vec![packet(Value::StreamHeader(header))];
    packets.extend(chunks);
    packets.push(packet(Value::StreamTrailer(trailer)));
    packets
}

fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (piece, after) = rest.split_at(rest.floor_char_boundary(CHUNK_BYTES));
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}

fn is_chat(header: &Header) -> bool {
    header.topic == CHAT_TOPIC && matches!(header.content_header, Some(ContentHeader::TextHeader(_)))
}

fn is_plain(header: &Header) -> bool {
    let Some(ContentHeader::TextHeader(text)) = &header.content_header else { return false };
    text.operation_type == i32::from(OperationType::Create)
        && header.compression == i32::from(CompressionType::None)
        && header.encryption_type == 0
}

/// JSON of the old form. Clients that know streams write it too, marked to be ignored.
fn old_form(to: Vec<Identity>, payload: &[u8]) -> Taken {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Old {
        message: String,
        #[serde(default)]
        ignore_legacy: bool,
    }
    match serde_json::from_slice::<Old>(payload) {
        Ok(old) if old.ignore_legacy => Taken::Held,
        Ok(old) => said(to, old.message.as_bytes()),
        Err(_) => Taken::Spoiled(Spoiled::NotText),
    }
}

fn said(to: Vec<Identity>, text: &[u8]) -> Taken {
    if text.len() > MESSAGE_BYTES {
        return Taken::Spoiled(Spoiled::TooLong);
    }
    match str::from_utf8(text) {
        Ok(text) => Taken::Said(Chat { to, text: text.to_owned() }),
        Err(_) => Taken::Spoiled(Spoiled::NotText),
    }
}
