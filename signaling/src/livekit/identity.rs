//! Who a participant is, across reconnects.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use super::limits::IDENTITY_BYTES;

/// A participant's identity: unique in a session, chosen by whoever issues the token.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Identity(Arc<str>);

/// Why a text is not an identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected 1 to {IDENTITY_BYTES} bytes without control characters, came {came} bytes")]
pub struct BadIdentity {
    came: usize,
}

impl Identity {
    /// Takes an identity from a token or a request.
    pub fn parse(text: &str) -> Result<Self, BadIdentity> {
        let fits = !text.is_empty() && text.len() <= IDENTITY_BYTES;
        if fits && !text.chars().any(char::is_control) {
            Ok(Self(text.into()))
        } else {
            Err(BadIdentity { came: text.len() })
        }
    }

    /// As it is on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Identity {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Identity {
    /// The first eight characters: an identity may be a name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown: String = self.0.chars().take(8).collect();
        write!(f, "Identity({shown}…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_is_neither_empty_nor_long_nor_invisible() {
        assert!(Identity::parse("张三").is_ok());
        for text in ["", "a\nb", "\u{7f}", &"x".repeat(IDENTITY_BYTES + 1)] {
            assert!(Identity::parse(text).is_err(), "{text:?}");
        }
    }
}
