//! Identifiers of the live session. All that strangers can see carry 122 random bits.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! random_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, ::serde::Serialize, ::serde::Deserialize,
            ::schemars::JsonSchema, ::utoipa::ToSchema,
        )]
        #[serde(transparent)]
        pub struct $name(pub ::uuid::Uuid);

        impl $name {
            /// A new one: 122 random bits.
            pub fn random() -> Self {
                Self(::uuid::Uuid::new_v4())
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl ::std::fmt::Debug for $name {
            /// The first eight digits: enough to follow a log, not enough to enter a room.
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                let text = self.0.simple().to_string();
                write!(f, concat!(stringify!($name), "({})"), &text[..8])
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::uuid::Error;

            fn from_str(text: &str) -> Result<Self, ::uuid::Error> {
                ::uuid::Uuid::parse_str(text).map(Self)
            }
        }
    };
}
pub(crate) use random_id;

random_id!(
    /// One mediation session or hearing.
    SessionId
);
random_id!(
    /// One person's place in one session. Roles and rights belong to it, never to a room or a
    /// connection (INV-S09).
    ParticipantId
);
random_id!(
    /// One chat message.
    MessageId
);
random_id!(
    /// One invitation or knock waiting for an answer.
    InvitationId
);

/// A room inside one session. Small numbers; meaningless outside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct RoomId(pub u16);

impl RoomId {
    /// Where everybody arrives. People in it do not see or hear each other.
    pub const WAITING: Self = Self(0);
    /// The joint room: mediation room or court room.
    pub const JOINT: Self = Self(1);
    /// The panel's deliberation room (合议).
    pub const DELIBERATION: Self = Self(2);
    /// Where witnesses and experts wait to be called. Delivers nothing (INV-S08).
    pub const WITNESS: Self = Self(3);
    /// The first number a caucus can have.
    pub const FIRST_CAUCUS: Self = Self(10);
}

/// Wall-clock time in microseconds since 1970-01-01 UTC. The session is told the time; it
/// never asks.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    JsonSchema,
    Default,
    utoipa::ToSchema,
)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// This time and `seconds` more.
    #[must_use]
    pub fn plus_seconds(self, seconds: u32) -> Self {
        Self(self.0.saturating_add(i64::from(seconds) * 1_000_000))
    }

    /// This time and `seconds` less.
    #[must_use]
    pub fn minus_seconds(self, seconds: u32) -> Self {
        Self(self.0.saturating_sub(i64::from(seconds) * 1_000_000))
    }
}
