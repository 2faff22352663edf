//! SIDs: the random names by which the media wire knows rooms, participants and tracks.
//!
//! Native SDKs accept only the prefixes `PA_`, `TR_` and `RM_` and drop, or panic on, anything
//! else. The rest is random, so that no SID can be guessed from another.

use std::fmt;
use std::sync::Arc;

use rand::{CryptoRng, Rng, RngExt};

use super::limits::SID_BYTES;

/// Random letters in a SID: 22 of 62 is 131 bits, more than the 122 of a UUID.
const RANDOM_LETTERS: usize = 22;

/// Why a text is not a SID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {prefix} and at most {SID_BYTES} letters, digits, `_` or `-`")]
pub struct BadSid {
    prefix: &'static str,
}

macro_rules! sid {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Arc<str>);

        impl $name {
            /// What every one of them starts with.
            pub const PREFIX: &'static str = $prefix;

            /// A new one.
            pub fn mint(random: &mut impl CryptoRng) -> Self {
                Self(random_name(Self::PREFIX, random).into())
            }

            /// Takes one that a client sent.
            pub fn parse(text: &str) -> Result<Self, BadSid> {
                if is_sid(text, Self::PREFIX) { Ok(Self(text.into())) } else { Err(BadSid { prefix: $prefix }) }
            }

            /// As it is on the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            /// Prefix and four letters: enough to follow a log.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.0.get(..$prefix.len() + 4).unwrap_or(&self.0))
            }
        }
    };
}

sid!(
    /// One presence of a participant. A full reconnect makes a new one, a resume keeps it.
    ParticipantSid,
    "PA_"
);
sid!(
    /// One published track.
    TrackSid,
    "TR_"
);
sid!(
    /// One room, in the media wire's sense: one of our sessions.
    RoomSid,
    "RM_"
);

fn random_name(prefix: &str, random: &mut impl Rng) -> String {
    const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut name = prefix.to_owned();
    name.extend((0..RANDOM_LETTERS).map(|_| char::from(LETTERS[random.random_range(0..LETTERS.len())])));
    name
}

fn is_sid(text: &str, prefix: &str) -> bool {
    text.len() > prefix.len()
        && text.len() <= SID_BYTES
        && text.starts_with(prefix)
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    #[test]
    fn a_minted_sid_is_accepted_back_and_never_repeats() {
        let mut random = StdRng::seed_from_u64(7);
        let minted: Vec<_> = (0..1_000).map(|_| TrackSid::mint(&mut random)).collect();
        assert!(minted.iter().all(|sid| TrackSid::parse(sid.as_str()).as_ref() == Ok(sid)));
        let distinct: std::collections::BTreeSet<_> = minted.iter().collect();
        assert_eq!(distinct.len(), minted.len());
    }

    #[test]
    fn a_sid_of_another_kind_or_with_odd_letters_is_refused() {
        for text in ["", "PA_", "TR_abc", "pa_abc", "PA_ab c", "PA_ab|c", "PA_张"] {
            assert!(ParticipantSid::parse(text).is_err(), "{text}");
        }
        assert!(ParticipantSid::parse(&format!("PA_{}", "x".repeat(SID_BYTES))).is_err());
    }

    #[test]
    fn a_sid_is_shortened_in_logs() {
        let sid = RoomSid::parse("RM_0123456789").unwrap();
        assert_eq!(format!("{sid:?}"), "RM_0123");
    }
}
