//! Short identifiers that travel both in SDP and in header extensions.

use std::fmt;

use crate::limits;

/// A MID or RID: 1 to [`limits::TOKEN_BYTES`] visible ASCII characters (RFC 8852 §3.1).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Token {
    length: u8,
    bytes: [u8; limits::TOKEN_BYTES],
}

impl Token {
    /// `None` if it is empty, too long or has characters other than visible ASCII.
    pub fn new(text: &str) -> Option<Self> {
        Self::from_bytes(text.as_bytes())
    }

    /// As [`Token::new`], from the wire.
    pub fn from_bytes(wire: &[u8]) -> Option<Self> {
        let fits = (1..=limits::TOKEN_BYTES).contains(&wire.len());
        if !fits || !wire.iter().all(u8::is_ascii_graphic) {
            return None;
        }
        let mut bytes = [0; limits::TOKEN_BYTES];
        bytes[..wire.len()].copy_from_slice(wire);
        Some(Self { length: wire.len() as u8, bytes })
    }

    /// The characters as they travel.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }

    /// The characters as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).expect("a token is visible ASCII by construction")
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_one_to_sixteen_visible_characters() {
        assert_eq!(Token::new("f").unwrap().as_str(), "f");
        assert_eq!(Token::new("0123456789abcdef").unwrap().as_bytes().len(), 16);
        assert_eq!(Token::new(""), None);
        assert_eq!(Token::new("0123456789abcdefg"), None);
        assert_eq!(Token::from_bytes(b"a b"), None);
        assert_eq!(Token::from_bytes(&[0xff]), None);
    }
}
