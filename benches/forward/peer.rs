//! One connection of somebody: full ICE towards a lite server, DTLS and SRTP, on a socket of its own.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_lc_rs::hmac;
use bytes::BytesMut;
use mio::net::UdpSocket;
use sfu::transport::dtls::{Dtls, DtlsEvent, Role};
use sfu::transport::identity::Identity;
use sfu::transport::negotiation::description::Description;
use sfu::transport::srtp::Srtp;
use socket2::SockRef;

/// How often it shows that it still consents: Chromium does about once a second.
const CHECKS: Duration = Duration::from_secs(1);
/// ICE names of every peer; the server tells them apart by its own names and their addresses.
const UFRAG: &str = "peer";
const PASSWORD: &str = "a-password-of-24-letters";

const RECEIVE_BUFFER_BYTES: usize = 4 << 20;
/// Sizes and types of STUN.
const MESSAGE_HEADER: usize = 20;
const ATTRIBUTE_HEADER: usize = 4;
const INTEGRITY_BYTES: usize = 20;
const FINGERPRINT_BYTES: usize = 4;
const FINGERPRINT_MASK: u32 = 0x5354_554E;
const USERNAME: u16 = 0x0006;
const MESSAGE_INTEGRITY: u16 = 0x0008;
const USE_CANDIDATE: u16 = 0x0025;
const FINGERPRINT: u16 = 0x8028;
const ICE_CONTROLLING: u16 = 0x802A;

pub struct Peer {
    pub socket: UdpSocket,
    pub srtp: Option<Srtp>,
    identity: Arc<Identity>,
    dtls: Dtls,
    is_client: bool,
    server: Option<Server>,
    next_check: Instant,
}

/// What the server's SDP says of itself.
struct Server {
    ufrag: String,
    password: String,
}

impl Peer {
    pub fn new(now: Instant, identity: Arc<Identity>) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0".parse().unwrap()).unwrap();
        // The system gives what it allows: a client that waits for a core loses less by itself.
        SockRef::from(&socket).set_recv_buffer_size(RECEIVE_BUFFER_BYTES).unwrap();
        let dtls = Dtls::new(identity.clone());
        Self { socket, srtp: None, identity, dtls, is_client: false, server: None, next_check: now }
    }

    /// The lines of an SDP that are about this connection.
    pub fn transport_lines(&self, setup: &str) -> String {
        let (algorithm, hex) = (self.identity.fingerprint().algorithm(), self.identity.fingerprint().hex());
        format!(
            "a=ice-ufrag:{UFRAG}\r\na=ice-pwd:{PASSWORD}\r\na=fingerprint:{algorithm} {hex}\r\na=setup:{setup}\r\n"
        )
    }

    /// Takes the answer to our offer.
    pub fn accept(&mut self, now: Instant, answer: &str) {
        let role = Description::parse(answer).unwrap().remote().role;
        self.meet(now, answer, role);
    }

    /// Connects to whoever wrote this; nothing more happens when that is known already.
    pub fn meet(&mut self, now: Instant, sdp: &str, role: Role) {
        if self.server.is_some() {
            return;
        }
        let remote = Description::parse(sdp).unwrap().remote();
        self.is_client = role == Role::Client;
        self.dtls.set_remote(now, remote.fingerprint, role);
        self.socket.connect(udp_candidate(sdp)).unwrap();
        self.server =
            Some(Server { ufrag: remote.ufrag, password: line(sdp, "a=ice-pwd:").unwrap().to_owned() });
        self.work(now);
    }

    /// Checks, repeats and answers what is due.
    pub fn handle_timeout(&mut self, now: Instant) {
        if let Some(server) = self.server.as_ref().filter(|_| now >= self.next_check) {
            self.next_check = now + CHECKS;
            self.send(&server.check());
        }
        self.dtls.handle_timeout(now);
        self.work(now);
    }

    /// Takes one datagram that is neither RTP nor RTCP.
    pub fn handle(&mut self, now: Instant, datagram: &[u8]) {
        match datagram.first() {
            Some(0..=3) => self.dtls.start(now),
            Some(20..=63) => {
                self.dtls.handle(now, BytesMut::from(datagram));
            }
            _ => {}
        }
        self.work(now);
    }

    /// A full queue loses it, as a network would; that shows as a loss.
    pub fn send(&self, datagram: &[u8]) {
        let _ = self.socket.send(datagram);
    }

    fn work(&mut self, now: Instant) {
        while let Some(event) = self.dtls.poll_event() {
            match event {
                DtlsEvent::Up { profile, material } => {
                    self.srtp = Srtp::new(now, profile, &material, self.is_client);
                }
                DtlsEvent::Failed => panic!("a handshake failed"),
                DtlsEvent::Data(_) | DtlsEvent::Closed => {}
            }
        }
        while let Some(datagram) = self.dtls.poll_transmit() {
            self.send(&datagram);
        }
    }
}

impl Server {
    /// A connectivity check that nominates at once (RFC 8445 §7.1, RFC 8489 §5 and §14).
    fn check(&self) -> Vec<u8> {
        let mut message = vec![0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42];
        message.extend(rand::random::<[u8; 12]>());
        add(&mut message, USERNAME, format!("{}:{UFRAG}", self.ufrag).as_bytes());
        add(&mut message, ICE_CONTROLLING, &[7; 8]);
        add(&mut message, USE_CANDIDATE, &[]);
        count(&mut message, ATTRIBUTE_HEADER + INTEGRITY_BYTES);
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, self.password.as_bytes());
        let integrity = hmac::sign(&key, &message);
        add(&mut message, MESSAGE_INTEGRITY, integrity.as_ref());
        count(&mut message, ATTRIBUTE_HEADER + FINGERPRINT_BYTES);
        let fingerprint = crc32(&message) ^ FINGERPRINT_MASK;
        add(&mut message, FINGERPRINT, &fingerprint.to_be_bytes());
        message
    }
}

/// Appends an attribute, padded to words.
fn add(message: &mut Vec<u8>, kind: u16, value: &[u8]) {
    message.extend(kind.to_be_bytes());
    message.extend((value.len() as u16).to_be_bytes());
    message.extend(value);
    message.resize(message.len().next_multiple_of(4), 0);
    count(message, 0);
}

/// Writes the length of the message, with so many bytes that are still to come.
fn count(message: &mut [u8], more: usize) {
    let length = (message.len() - MESSAGE_HEADER + more) as u16;
    message[2..4].copy_from_slice(&length.to_be_bytes());
}

/// The checksum of ITU-T V.42.
fn crc32(bytes: &[u8]) -> u32 {
    let rest = bytes.iter().fold(u32::MAX, |rest, byte| {
        (0..8).fold(rest ^ u32::from(*byte), |rest, _| (rest >> 1) ^ ((rest & 1) * 0xEDB8_8320))
    });
    !rest
}

fn udp_candidate(sdp: &str) -> SocketAddr {
    let candidates = sdp.lines().filter_map(|line| line.strip_prefix("a=candidate:"));
    let words = candidates.map(|candidate| candidate.split(' ').collect::<Vec<_>>());
    let mut udp = words.filter(|words| words[2].eq_ignore_ascii_case("udp"));
    let words = udp.next().unwrap();
    format!("{}:{}", words[4], words[5]).parse().unwrap()
}

fn line<'a>(sdp: &'a str, name: &str) -> Option<&'a str> {
    sdp.lines().find_map(|line| line.strip_prefix(name))
}
