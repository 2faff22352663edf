//! One DTLS association (RFC 6347, as WebRTC uses it: RFC 8827 §6.5), on `rtc-dtls`.
//!
//! The library is driven with care: retransmission is guarded, because its timer dies with the
//! first repeated message of the peer; a forged change of cipher is kept from it; one endpoint serves one peer under one constant key, so
//! that an address change goes unnoticed; and once it failed it is never fed again, because it
//! answers alerts with alerts.

mod client_hello;
mod flight;
mod record;

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::BytesMut;
use rtc_dtls::cipher_suite::CipherSuiteId;
use rtc_dtls::config::{ClientAuthType, ConfigBuilder, ExtendedMasterSecretType, HandshakeConfig};
use rtc_dtls::endpoint::{Endpoint, EndpointEvent};
use rtc_dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc_shared::error::Error;
use rtc_shared::{TransportContext, TransportProtocol};

use crate::limits;
use crate::transport::identity::{Fingerprint, Identity};
use crate::transport::srtp::Profile;
use client_hello::HelloCollector;
use flight::Flight;

/// A handshake that has not completed by then has failed.
const HANDSHAKE: Duration = Duration::from_secs(30);

/// Records behind the newest one whose replay is detected (RFC 6347 §4.1.2.6).
pub const REPLAY_WINDOW: usize = 64;

/// Label of the SRTP keys (RFC 5764 §4.2).
const SRTP_LABEL: &str = "EXTRACTOR-dtls_srtp";

/// Who sends the first message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// We do.
    Client,
    /// The peer does.
    Server,
}

/// News from the association.
#[derive(Debug)]
pub enum DtlsEvent {
    /// The handshake completed: what SRTP needs.
    Up {
        /// Negotiated protection.
        profile: Profile,
        /// Keying material, [`Profile::material_bytes`] long.
        material: Vec<u8>,
    },
    /// Application data, which is SCTP.
    Data(BytesMut),
    /// The peer said goodbye.
    Closed,
    /// Fingerprint, profile, version or time: it will not come up.
    Failed,
}

/// One association, from before anything is known of the peer to its end.
pub struct Dtls {
    identity: Arc<Identity>,
    phase: Phase,
    role: Role,
    transmits: VecDeque<BytesMut>,
    events: VecDeque<DtlsEvent>,
}

enum Phase {
    /// The peer's fingerprint is not known. Its first messages may overtake its SDP.
    Unknown { early: Vec<BytesMut> },
    /// Server: the profile depends on what the client offers.
    Listening { fingerprint: Fingerprint, hello: HelloCollector },
    /// Client: not started.
    Ready { fingerprint: Fingerprint },
    /// Handshake messages are exchanged.
    Handshake { endpoint: Endpoint, flight: Flight, until: Instant, allowance: Allowance },
    /// Complete.
    Up { endpoint: Endpoint, allowance: Allowance },
    /// Never to be fed again.
    Dead,
}

/// What the peer may still send of a handshake.
#[derive(Clone, Copy)]
struct Allowance {
    datagrams: usize,
    fragments: usize,
}

impl Allowance {
    const HANDSHAKE: Self =
        Self { datagrams: limits::HANDSHAKE_DATAGRAMS, fragments: limits::HANDSHAKE_FRAGMENTS };

    /// The peer may not have heard our last messages and repeats its own.
    const AFTERWARDS: Self =
        Self { datagrams: limits::LATE_HANDSHAKE_DATAGRAMS, fragments: limits::HANDSHAKE_FRAGMENTS };

    /// Takes its share for one datagram, if there is enough.
    fn spend(&mut self, datagram: &[u8]) -> bool {
        let fragments = record::most_fragments(datagram);
        let is_enough = self.datagrams > 0 && fragments <= self.fragments;
        if is_enough {
            self.datagrams -= 1;
            self.fragments -= fragments;
        }
        is_enough
    }
}

impl Dtls {
    /// An association whose peer is not known yet.
    pub fn new(identity: Arc<Identity>) -> Self {
        Self {
            identity,
            phase: Phase::Unknown { early: Vec::new() },
            role: Role::Server,
            transmits: VecDeque::new(),
            events: VecDeque::new(),
        }
    }

    /// What SDP says of the peer. Only the first call counts: another peer is another
    /// association.
    pub fn set_remote(&mut self, now: Instant, fingerprint: Fingerprint, role: Role) {
        let Phase::Unknown { early } = &mut self.phase else { return };
        let early = std::mem::take(early);
        self.role = role;
        self.phase = match role {
            Role::Client => Phase::Ready { fingerprint },
            Role::Server => Phase::Listening { fingerprint, hello: HelloCollector::default() },
        };
        for datagram in early {
            self.handle(now, datagram);
        }
    }

    /// We are reachable: the client side begins.
    pub fn start(&mut self, now: Instant) {
        let Phase::Ready { fingerprint } = &self.phase else { return };
        let profiles = vec![
            SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm,
            SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80,
        ];
        let connected = self.config(fingerprint.clone(), profiles).and_then(|config| {
            let mut endpoint = Endpoint::new(peer(), TransportProtocol::UDP, None);
            endpoint.connect(now, peer(), config, None)?;
            Ok(endpoint)
        });
        match connected {
            Ok(endpoint) => self.begin(now, endpoint),
            Err(_) => self.fail(),
        }
    }

    /// Takes one datagram; `false` if nothing came of it. Callers pass only what came from an
    /// address that ICE validated.
    pub fn handle(&mut self, now: Instant, datagram: BytesMut) -> bool {
        match &mut self.phase {
            Phase::Unknown { early } => {
                let has_room = early.len() < limits::EARLY_DATAGRAMS;
                early.extend(has_room.then_some(datagram));
                has_room
            }
            Phase::Listening { hello, .. } => {
                if let Some(offered) = hello.push(datagram) {
                    self.listen(now, &offered);
                }
                true
            }
            Phase::Handshake { allowance, .. } => {
                if !allowance.spend(&datagram) {
                    self.fail();
                    return false;
                }
                self.read(now, datagram)
            }
            Phase::Up { allowance, .. } => {
                let is_allowed = !record::has_handshake(&datagram) || allowance.spend(&datagram);
                is_allowed && self.read(now, datagram)
            }
            Phase::Ready { .. } | Phase::Dead => false,
        }
    }

    /// Sends application data; `false` if the association is not up.
    pub fn write(&mut self, now: Instant, data: &[u8]) -> bool {
        let Phase::Up { endpoint, .. } = &mut self.phase else { return false };
        let is_written = endpoint.write(now, peer(), data).is_ok();
        self.collect();
        is_written
    }

    /// Says goodbye.
    pub fn close(&mut self, now: Instant) {
        if let Phase::Handshake { endpoint, .. } | Phase::Up { endpoint, .. } = &mut self.phase {
            // Its only error is that there is nobody to say goodbye to.
            let _ = endpoint.close(now);
            self.collect();
        }
        self.phase = Phase::Dead;
    }

    /// Repeats what may be lost; gives up in the end.
    pub fn handle_timeout(&mut self, now: Instant) {
        let Phase::Handshake { endpoint, flight, until, .. } = &mut self.phase else { return };
        if now >= *until {
            return self.fail();
        }
        if flight.is_due(now) {
            // It only fails when asked too often.
            let is_renewed = flight.may_be_renewed() && endpoint.handle_timeout(peer(), now).is_ok();
            let fresh = std::iter::from_fn(|| endpoint.poll_transmit()).map(|sent| sent.message);
            let fresh = if is_renewed { fresh.collect() } else { Vec::new() };
            self.transmits.extend(flight.repeat(now, fresh));
        }
    }

    /// When [`Dtls::handle_timeout`] is due.
    pub fn poll_timeout(&self) -> Option<Instant> {
        match &self.phase {
            Phase::Handshake { flight, until, .. } => {
                Some(flight.due().map_or(*until, |due| due.min(*until)))
            }
            _ => None,
        }
    }

    /// The next datagram for the peer.
    pub fn poll_transmit(&mut self) -> Option<BytesMut> {
        self.transmits.pop_front()
    }

    /// The next piece of news.
    pub fn poll_event(&mut self) -> Option<DtlsEvent> {
        self.events.pop_front()
    }

    /// Which side we are.
    pub fn role(&self) -> Role {
        self.role
    }

    /// The client offered these profiles: answers with the best that we share.
    fn listen(&mut self, now: Instant, offered: &[u16]) {
        let Phase::Listening { fingerprint, hello } = &mut self.phase else { return };
        let held = hello.take();
        let has_gcm = offered.contains(&(SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm as u16));
        // The library takes the client's favourite, so it is only shown one.
        let profile = if has_gcm {
            SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm
        } else {
            SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80
        };
        let fingerprint = fingerprint.clone();
        let Ok(config) = self.config(fingerprint, vec![profile]) else { return self.fail() };
        self.begin(now, Endpoint::new(peer(), TransportProtocol::UDP, Some(config)));
        for datagram in held {
            self.handle(now, datagram);
        }
    }

    fn begin(&mut self, now: Instant, endpoint: Endpoint) {
        let until = now + HANDSHAKE;
        self.phase =
            Phase::Handshake { endpoint, flight: Flight::default(), until, allowance: Allowance::HANDSHAKE };
        self.remember_flight(now);
    }

    /// `false` if nothing came of it. In a handshake it may be a part of what comes.
    fn read(&mut self, now: Instant, datagram: BytesMut) -> bool {
        let is_up = matches!(self.phase, Phase::Up { .. });
        let (Phase::Handshake { endpoint, .. } | Phase::Up { endpoint, .. }) = &mut self.phase else {
            return false;
        };
        if record::changes_cipher_again(&datagram) {
            return false;
        }
        let result = endpoint.read(now, peer(), None, datagram);
        self.remember_flight(now);
        match result {
            Ok(events) => {
                let is_of_use = !is_up || !events.is_empty() || !self.transmits.is_empty();
                events.into_iter().for_each(|event| self.handle_event(event));
                is_of_use
            }
            Err(error) => {
                if !is_noise(&error) {
                    self.fail();
                }
                false
            }
        }
    }

    fn handle_event(&mut self, event: EndpointEvent) {
        match event {
            EndpointEvent::HandshakeComplete => self.complete(),
            EndpointEvent::ApplicationData(data) => self.events.push_back(DtlsEvent::Data(data)),
            EndpointEvent::PeerClosed => {
                self.phase = Phase::Dead;
                self.events.push_back(DtlsEvent::Closed);
            }
            _ => {}
        }
    }

    fn complete(&mut self) {
        let Phase::Handshake { endpoint, .. } = std::mem::replace(&mut self.phase, Phase::Dead) else {
            return;
        };
        match keys(&endpoint) {
            Some((profile, material)) => {
                self.phase = Phase::Up { endpoint, allowance: Allowance::AFTERWARDS };
                self.events.push_back(DtlsEvent::Up { profile, material });
            }
            None => self.events.push_back(DtlsEvent::Failed),
        }
    }

    /// What the library wants to send goes out, and is kept in case it is lost.
    fn remember_flight(&mut self, now: Instant) {
        let first_new = self.transmits.len();
        self.collect();
        if let Phase::Handshake { flight, .. } = &mut self.phase {
            flight.sent(now, self.transmits.range(first_new..));
        }
    }

    fn collect(&mut self) {
        if let Phase::Handshake { endpoint, .. } | Phase::Up { endpoint, .. } = &mut self.phase {
            self.transmits.extend(std::iter::from_fn(|| endpoint.poll_transmit()).map(|sent| sent.message));
        }
    }

    /// The last words of the library, an alert, are already collected.
    fn fail(&mut self) {
        self.phase = Phase::Dead;
        self.events.push_back(DtlsEvent::Failed);
    }

    fn config(
        &self,
        expected: Fingerprint,
        profiles: Vec<SrtpProtectionProfile>,
    ) -> Result<Arc<HandshakeConfig>, Error> {
        let is_client = self.role == Role::Client;
        let config = ConfigBuilder::default()
            .with_crypto_provider(self.identity.provider())
            .with_certificates(vec![self.identity.certificate()])
            .with_cipher_suites(vec![
                CipherSuiteId::Tls_Ecdhe_Ecdsa_With_Aes_128_Gcm_Sha256,
                CipherSuiteId::Tls_Ecdhe_Ecdsa_With_ChaCha20_Poly1305_Sha256,
            ])
            .with_srtp_protection_profiles(profiles)
            .with_client_auth(ClientAuthType::RequireAnyClientCert)
            .with_extended_master_secret(ExtendedMasterSecretType::Require)
            .with_replay_protection_window(REPLAY_WINDOW)
            .with_flight_interval(flight::FIRST_WAIT)
            // No chain of authorities stands behind a WebRTC certificate: the fingerprint does.
            .with_insecure_skip_verify(true)
            .with_verify_peer_certificate(Some(Arc::new(move |chain, _| match chain.first() {
                Some(certificate) if expected.matches(certificate) => Ok(()),
                _ => Err(Error::ErrNoMatchingCertificateFingerprint),
            })));
        Ok(Arc::new(config.build(is_client, Some(peer()))?))
    }
}

/// The constant under which the library files our one peer.
fn peer() -> SocketAddr {
    TransportContext::default().peer_addr
}

fn keys(endpoint: &Endpoint) -> Option<(Profile, Vec<u8>)> {
    let state = endpoint.get_connection_state(peer())?;
    let profile = match state.srtp_protection_profile() {
        SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm => Profile::Aes128Gcm,
        SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80 => Profile::Aes128CmSha1,
        _ => return None,
    };
    let material = state.export_keying_material(SRTP_LABEL, &[], profile.material_bytes()).ok()?;
    Some((profile, material.into_bytes()))
}

/// Errors that any stranger can cause with a malformed datagram; the association lives on.
fn is_noise(error: &Error) -> bool {
    matches!(error, Error::ErrInvalidPacketLength | Error::ErrBufferTooSmall | Error::ErrLengthMismatch)
}

#[cfg(test)]
mod tests;
