//! Binding requests and their replies, on `rtc-stun`.

use std::net::SocketAddr;

use rtc_crypto::RTCCrypto;
use rtc_stun::attributes::{
    ATTR_ICE_CONTROLLED, ATTR_MESSAGE_INTEGRITY, ATTR_USE_CANDIDATE, ATTR_USERNAME, AttrType,
};
use rtc_stun::error_code::{CODE_ROLE_CONFLICT, ErrorCodeAttribute};
use rtc_stun::fingerprint::FINGERPRINT;
use rtc_stun::integrity::MessageIntegrity;
use rtc_stun::message::{
    BINDING_ERROR, BINDING_REQUEST, BINDING_SUCCESS, MESSAGE_HEADER_SIZE, Message, Setter, is_stun_message,
};
use rtc_stun::xoraddr::XorMappedAddress;

use super::Ufrag;
use crate::limits;

/// Whether the peer controls, as it should against a lite agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Controlling,
    Controlled,
}

/// A binding request, not yet verified.
pub struct Check {
    pub addressee: Ufrag,
    pub sender: String,
    pub nominates: bool,
    pub role: Role,
    message: Message,
}

/// Whether a datagram is STUN (RFC 7983 §7 and the magic cookie).
pub fn is_stun(packet: &[u8]) -> bool {
    packet.first().is_some_and(|&first| first < 4) && is_stun_message(packet)
}

/// Whom a binding request is for. Nothing of it is verified.
pub fn addressee(packet: &[u8]) -> Option<Ufrag> {
    Check::parse(packet).map(|check| check.addressee)
}

impl Check {
    /// Reads a binding request with a correct FINGERPRINT.
    pub fn parse(packet: &[u8]) -> Option<Self> {
        if packet.len() > limits::STUN_BYTES || !is_stun(packet) {
            return None;
        }
        let mut message = Message::new();
        message.unmarshal_binary(packet).ok()?;
        let is_whole = MESSAGE_HEADER_SIZE + message.length as usize == packet.len();
        if message.typ != BINDING_REQUEST || !is_whole || FINGERPRINT.check(&message).is_err() {
            return None;
        }
        let username = String::from_utf8(covered(&message, ATTR_USERNAME)?.to_vec()).ok()?;
        let (addressee, sender) = username.split_once(':')?;
        let is_controlled = covered(&message, ATTR_ICE_CONTROLLED).is_some();
        Some(Self {
            addressee: Ufrag::parse(addressee)?,
            sender: sender.to_owned(),
            nominates: covered(&message, ATTR_USE_CANDIDATE).is_some(),
            role: if is_controlled { Role::Controlled } else { Role::Controlling },
            message,
        })
    }

    /// Whether MESSAGE-INTEGRITY was made with `password`.
    pub fn verify(&mut self, password: &str, crypto: &dyn RTCCrypto) -> bool {
        MessageIntegrity::check(&mut self.message, password.as_bytes(), crypto).is_ok()
    }

    /// The success response, which tells the peer the address we see.
    pub fn success(&self, seen: SocketAddr, password: &str, crypto: &dyn RTCCrypto) -> Option<Vec<u8>> {
        let mapped = XorMappedAddress { ip: seen.ip(), port: seen.port() };
        self.reply(Box::new(BINDING_SUCCESS), Box::new(mapped), password, crypto)
    }

    /// The 487 response: a lite agent never controls (RFC 8445 §7.3.1.1).
    pub fn role_conflict(&self, password: &str, crypto: &dyn RTCCrypto) -> Option<Vec<u8>> {
        let code = ErrorCodeAttribute { code: CODE_ROLE_CONFLICT, reason: b"Role Conflict".to_vec() };
        self.reply(Box::new(BINDING_ERROR), Box::new(code), password, crypto)
    }

    fn reply(
        &self,
        kind: Box<dyn Setter>,
        body: Box<dyn Setter>,
        password: &str,
        crypto: &dyn RTCCrypto,
    ) -> Option<Vec<u8>> {
        let integrity = MessageIntegrity::new_short_term_integrity_with_provider(password.to_owned(), crypto);
        let mut reply = Message::new();
        let transaction = Box::new(self.message.transaction_id);
        reply.build(&[kind, transaction, body, Box::new(integrity), Box::new(FINGERPRINT)]).ok()?;
        Some(reply.raw)
    }
}

/// An attribute that the message integrity covers: whatever follows it could have been added
/// by anybody on the way (RFC 8489 §14.5).
fn covered(message: &Message, kind: AttrType) -> Option<&[u8]> {
    message
        .attributes
        .0
        .iter()
        .take_while(|attribute| attribute.typ != ATTR_MESSAGE_INTEGRITY)
        .find(|attribute| attribute.typ == kind)
        .map(|attribute| attribute.value.as_slice())
}
