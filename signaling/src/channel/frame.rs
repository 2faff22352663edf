//! The frames, as serde sees them. Their JSON form is a contract: `fixtures/*.json`.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::code::{Bye, Sentence};
use super::limits::COMMAND_ID_BYTES;

/// Client to server. `C` is the application's command.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClientFrame<C> {
    /// The first frame, and only the first.
    Hello(Hello),
    /// Asks for something. Answered by `done` or `refused` with the same id. Repeating a
    /// command with the same id is safe: it runs once.
    Command {
        /// Chosen by the client, never used for another command.
        id: CommandId,
        /// What is asked.
        command: C,
    },
    /// Everything up to this number has arrived.
    Ack {
        /// The highest number seen.
        seq: Seq,
    },
    /// Shows that the client is alive.
    Ping {
        /// The client's clock in milliseconds; echoed.
        at: i64,
    },
}

/// Server to client. `V` is the application's view, `I` its item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame<V, I> {
    /// The first frame, unless it is `bye`.
    Welcome(Welcome),
    /// Slices of the view that changed, each whole.
    View {
        /// Its number.
        seq: Seq,
        /// Top-level fields of the view.
        slices: Slices<V>,
    },
    /// Something that happened once: a chat message, a notice.
    Item {
        /// Its number.
        seq: Seq,
        /// What happened.
        item: I,
    },
    /// A command took effect.
    Done {
        /// Which.
        id: CommandId,
    },
    /// A command was refused and changed nothing.
    Refused(Refused),
    /// The answer to a ping.
    Pong {
        /// The ping's clock, echoed.
        at: i64,
        /// The server's clock in milliseconds since 1970.
        now: i64,
    },
    /// The last frame.
    Bye(Bye),
}

impl<V: Serialize, I: Serialize> ServerFrame<V, I> {
    /// As it is on the wire.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("frames have string keys, so they always serialise")
    }
}

/// Who comes, and what they already have.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hello {
    /// Version of the protocol the client speaks.
    pub version: u32,
    /// A token for the session channel.
    pub token: String,
    /// Where the client left off; absent on a first connection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resume: Option<Resume>,
}

impl fmt::Debug for Hello {
    /// Without the token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hello")
            .field("version", &self.version)
            .field("resume", &self.resume)
            .finish_non_exhaustive()
    }
}

/// Where a client left off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resume {
    /// From the last welcome.
    pub epoch: Epoch,
    /// The highest number seen.
    pub seq: Seq,
}

/// The server accepts the socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Welcome {
    /// Version of the protocol the server speaks.
    pub version: u32,
    /// Names this numbering. When it is new, the client forgets its view and items: all of
    /// the view follows, and the items it should know.
    pub epoch: Epoch,
    /// `true`: same epoch, what was missed follows. `false`: start afresh.
    pub resumed: bool,
    /// Seconds between the client's pings.
    pub ping_seconds: u32,
    /// Seconds of silence after which either side gives the socket up.
    pub silence_seconds: u32,
    /// The server's clock in milliseconds since 1970.
    pub now: i64,
}

/// A command that was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Refused {
    /// Which.
    pub id: CommandId,
    /// Stable, for programs.
    pub code: String,
    /// For people.
    #[serde(flatten)]
    pub sentence: Sentence,
}

/// Numbers views and items within an epoch. Strictly rising; a gap means that a newer view
/// took an older one's place.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct Seq(pub u64);

/// Names one numbering. Random, below 2^53 so that every language can hold it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Epoch(pub u64);

impl fmt::Debug for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Epoch({:x})", self.0)
    }
}

/// A client's name for one command.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
pub struct CommandId(#[schemars(length(min = 1, max = 64), regex(pattern = r"^[A-Za-z0-9_-]+$"))] String);

/// Why a text is not a command id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected 1 to {COMMAND_ID_BYTES} letters, digits, `_` or `-`")]
pub struct BadCommandId;

impl CommandId {
    /// As it is on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for CommandId {
    type Error = BadCommandId;

    fn try_from(text: String) -> Result<Self, BadCommandId> {
        let legal = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        if (1..=COMMAND_ID_BYTES).contains(&text.len()) && text.bytes().all(legal) {
            Ok(Self(text))
        } else {
            Err(BadCommandId)
        }
    }
}

impl From<CommandId> for String {
    fn from(id: CommandId) -> Self {
        id.0
    }
}

/// Some top-level fields of `V`, each whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Slices<V> {
    fields: BTreeMap<String, serde_json::Value>,
    #[serde(skip)]
    of: std::marker::PhantomData<fn() -> V>,
}

impl<V> Slices<V> {
    /// The fields, by name.
    pub fn fields(&self) -> &BTreeMap<String, serde_json::Value> {
        &self.fields
    }
}

impl<V: JsonSchema> JsonSchema for Slices<V> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("SlicesOf{}", V::schema_name()).into()
    }

    /// The schema of `V` with no field required.
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut schema = V::json_schema(generator);
        schema.remove("required");
        schema
    }
}
