//! What a datagram is, from its first bytes (RFC 7983), and whose it is.
//!
//! A stranger's address may only send STUN. It becomes known when a check from it carried the
//! password of a transport, and then everything from it belongs to that transport.

use std::collections::HashMap;

use crate::transport::ice::{self, Ufrag};
use crate::transport::path::Path;

/// The kinds of datagram that share one socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// ICE connectivity checks.
    Stun,
    /// Handshakes and data channels.
    Dtls,
    /// Media.
    Rtp,
    /// Reports about media.
    Rtcp,
}

impl Kind {
    /// `None`: nothing we speak.
    pub fn of(datagram: &[u8]) -> Option<Self> {
        let (&first, rest) = datagram.split_first()?;
        match first {
            0..=3 if ice::is_stun(datagram) => Some(Self::Stun),
            20..=63 => Some(Self::Dtls),
            // RFC 5761 §4: RTCP packet types are 192 to 223.
            128..=191 => Some(if matches!(rest.first()?, 192..=223) { Self::Rtcp } else { Self::Rtp }),
            _ => None,
        }
    }
}

/// Addresses and user fragments, each with the transport it belongs to.
pub struct Demux<K> {
    by_path: HashMap<Path, K, foldhash::fast::RandomState>,
    by_ufrag: HashMap<Ufrag, K, foldhash::fast::RandomState>,
}

impl<K> Default for Demux<K> {
    fn default() -> Self {
        Self { by_path: HashMap::default(), by_ufrag: HashMap::default() }
    }
}

impl<K: Copy + PartialEq> Demux<K> {
    /// Whose address it is.
    pub fn by_path(&self, path: &Path) -> Option<K> {
        self.by_path.get(path).copied()
    }

    /// To whom a STUN message is addressed.
    pub fn by_addressee(&self, stun: &[u8]) -> Option<K> {
        self.by_ufrag.get(&ice::addressee(stun)?).copied()
    }

    /// An address proved itself. It may have been another transport's before: the newest
    /// proof counts.
    pub fn learn(&mut self, path: Path, owner: K) {
        self.by_path.insert(path, owner);
    }

    /// An address is not used any more. Does nothing if it is another transport's by now.
    pub fn forget(&mut self, path: &Path, owner: K) {
        if self.by_path(path) == Some(owner) {
            self.by_path.remove(path);
        }
    }

    /// Checks may be addressed to this fragment.
    pub fn listen(&mut self, ufrag: Ufrag, owner: K) {
        self.by_ufrag.insert(ufrag, owner);
    }

    /// Keeps only these fragments of an owner.
    pub fn listen_only(&mut self, owner: K, kept: &[Ufrag]) {
        self.by_ufrag.retain(|ufrag, known| *known != owner || kept.contains(ufrag));
        for &ufrag in kept {
            self.listen(ufrag, owner);
        }
    }

    /// Entries that are held.
    #[cfg(test)]
    pub fn held(&self) -> usize {
        self.by_path.len() + self.by_ufrag.len()
    }

    /// Forgets everything about an owner.
    pub fn remove(&mut self, owner: K) {
        self.by_path.retain(|_, known| *known != owner);
        self.by_ufrag.retain(|_, known| *known != owner);
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, SocketAddr};

    use proptest::prelude::*;

    use super::*;
    use crate::transport::path::Carrier;

    fn path(port: u16) -> Path {
        let remote = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        Path { carrier: Carrier::Udp(0), remote, local: None }
    }

    #[test]
    fn first_bytes_tell_what_it_is() {
        assert_eq!(Kind::of(&[0x80, 111, 0, 1]), Some(Kind::Rtp));
        assert_eq!(Kind::of(&[0x80, 0xef]), Some(Kind::Rtp), "payload type 111 with the marker");
        assert_eq!(Kind::of(&[0x81, 201]), Some(Kind::Rtcp));
        assert_eq!(Kind::of(&[22, 254, 253]), Some(Kind::Dtls));
        assert_eq!(Kind::of(&[64, 0]), None, "TURN channel data");
        assert_eq!(Kind::of(&[0x80]), None);
        assert_eq!(Kind::of(&[]), None);
    }

    #[test]
    fn an_address_that_changed_hands_is_not_taken_back_by_its_old_owner() {
        let mut demux = Demux::default();
        demux.learn(path(1), 'a');
        demux.learn(path(1), 'b');
        demux.forget(&path(1), 'a');
        assert_eq!(demux.by_path(&path(1)), Some('b'));
        demux.remove('b');
        assert_eq!(demux.by_path(&path(1)), None);
    }

    proptest! {
        /// proves: S4
        #[test]
        fn nothing_a_stranger_sends_is_a_surprise(datagram in prop::collection::vec(any::<u8>(), 0..64)) {
            let demux: Demux<u8> = Demux::default();
            if Kind::of(&datagram) == Some(Kind::Stun) {
                prop_assert_eq!(demux.by_addressee(&datagram), None);
            }
        }
    }
}
