//! User fragments and passwords.

use rand::Rng;

/// Characters that RFC 8839 §5.4 allows, one for each value of six bits.
const ICE_CHARACTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Characters of a user fragment: 48 random bits, which tell an observer nothing.
const UFRAG_CHARACTERS: usize = 8;

/// Characters of a password: 144 random bits (RFC 8445 §5.3 asks for 128).
const PASSWORD_CHARACTERS: usize = 24;

/// Our user fragment, small enough to be a key.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ufrag([u8; UFRAG_CHARACTERS]);

impl Ufrag {
    /// The fragment in text, if it could be one of ours.
    pub fn parse(text: &str) -> Option<Self> {
        text.as_bytes().try_into().ok().map(Self)
    }

    /// As written in SDP.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("made of ASCII, or parsed from text")
    }
}

impl std::fmt::Debug for Ufrag {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a peer needs to reach this transport.
#[derive(Clone)]
pub struct Credentials {
    /// Names the transport.
    pub ufrag: Ufrag,
    /// Proves that a check comes from whoever saw our SDP.
    pub password: String,
}

impl Credentials {
    /// Fresh ones. `random` must be unpredictable.
    pub fn generate(random: &mut impl Rng) -> Self {
        let mut ufrag = [0; UFRAG_CHARACTERS];
        ufrag.fill_with(|| ice_character(random));
        let password = (0..PASSWORD_CHARACTERS).map(|_| char::from(ice_character(random))).collect();
        Self { ufrag: Ufrag(ufrag), password }
    }
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("ufrag", &self.ufrag).finish_non_exhaustive()
    }
}

fn ice_character(random: &mut impl Rng) -> u8 {
    ICE_CHARACTERS[(random.next_u32() >> 26) as usize]
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha20Rng;

    use super::*;

    #[test]
    fn credentials_differ_and_never_print_the_password() {
        let mut random = ChaCha20Rng::seed_from_u64(1);
        let (one, other) = (Credentials::generate(&mut random), Credentials::generate(&mut random));
        assert_ne!(one.ufrag, other.ufrag);
        assert_ne!(one.password, other.password);
        assert_eq!(Ufrag::parse(one.ufrag.as_str()), Some(one.ufrag));
        assert!(!format!("{one:?}").contains(&one.password));
    }
}
