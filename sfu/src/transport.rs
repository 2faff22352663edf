//! One transport: an ICE, DTLS, SRTP and SCTP association with one peer, without I/O.
//!
//! The only module that names the `rtc_*` crates. Datagrams come in with the path they took
//! and go out with the path to take; the rest of the crate sees plain RTP, RTCP and messages.

pub mod dtls;
pub mod framing;
pub mod ice;
pub mod identity;
pub mod negotiation;
pub mod path;
pub mod sctp;
pub mod srtp;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use rand::Rng;

use crate::node::{CloseCause, ConnectionState, DataChannel};
use dtls::{Dtls, DtlsEvent};
use ice::{Authentic, Consent, Credentials, Refusal, Responder};
use identity::{Fingerprint, Identity};
use negotiation::NegotiationError;
use negotiation::description::Description;
use negotiation::writer::Local;
use path::Path;
use sctp::{Opens, QueueFull, Sctp, SctpEvent};
use srtp::{Rejected, Srtp};

/// A connection that both sides have described comes up within this time, or never.
const CONNECT: Duration = Duration::from_secs(30);

/// What SDP says of the peer.
#[derive(Clone, Debug)]
pub struct Remote {
    /// Its ICE user fragment.
    pub ufrag: String,
    /// Its certificate.
    pub fingerprint: Fingerprint,
    /// Our side of the DTLS handshake.
    pub role: dtls::Role,
}

/// News from a transport.
#[derive(Debug)]
pub enum TransportEvent {
    /// It came up, was interrupted or ended.
    State(ConnectionState),
    /// A message arrived on a data channel.
    Data(DataChannel, Vec<u8>),
}

/// One association.
pub struct Transport {
    identity: Arc<Identity>,
    ice: Responder,
    dtls: Dtls,
    srtp: Option<Srtp>,
    sctp: Option<Sctp>,
    opens_channels: bool,
    fingerprint: Option<Fingerprint>,
    state: ConnectionState,
    /// Where the last handshake message came from: its answer goes there until the peer
    /// nominates a path.
    handshake_path: Option<Path>,
    connect_by: Option<Instant>,
    transmits: VecDeque<(Path, Bytes)>,
    events: VecDeque<TransportEvent>,
}

impl Transport {
    /// A transport that nobody has reached yet.
    pub fn new(identity: Arc<Identity>, credentials: Credentials, opens_channels: bool) -> Self {
        Self {
            ice: Responder::new(credentials),
            dtls: Dtls::new(identity.clone()),
            identity,
            srtp: None,
            sctp: None,
            opens_channels,
            fingerprint: None,
            state: ConnectionState::Connecting,
            handshake_path: None,
            connect_by: None,
            transmits: VecDeque::new(),
            events: VecDeque::new(),
        }
    }

    /// Its ICE side.
    pub fn ice(&self) -> &Responder {
        &self.ice
    }

    /// Its ICE side, to be changed.
    pub fn ice_mut(&mut self) -> &mut Responder {
        &mut self.ice
    }

    /// Whether it has not ended.
    pub fn is_open(&self) -> bool {
        !matches!(self.state, ConnectionState::Closed(_))
    }

    /// Whether a peer with this certificate is the one we know, if we know one.
    fn expects(&self, fingerprint: &Fingerprint) -> bool {
        self.fingerprint.as_ref().is_none_or(|known| known == fingerprint)
    }

    /// Takes the transport part of the peer's offer or answer. `true` if the peer restarts ICE;
    /// then our credentials are new as well, and [`Responder::ufrags`] must be indexed again.
    ///
    /// # Errors
    ///
    /// [`NegotiationError::Ended`], or [`NegotiationError::OtherCertificate`]: another peer is
    /// another connection. Nothing changed then.
    pub fn accept(
        &mut self,
        now: Instant,
        description: &Description,
        random: &mut impl Rng,
    ) -> Result<bool, NegotiationError> {
        if !self.is_open() {
            return Err(NegotiationError::Ended);
        }
        if !self.expects(&description.fingerprint) {
            return Err(NegotiationError::OtherCertificate);
        }
        let restarts = self.set_remote(now, description.remote());
        // An answer with a new user fragment follows our own restart.
        let is_theirs = restarts && !self.opens_channels;
        if is_theirs {
            self.restart_ice(now, random);
        }
        Ok(is_theirs)
    }

    /// Restarts ICE from our side: the next description has new credentials, and
    /// [`Responder::ufrags`] must be indexed again.
    pub fn restart_ice(&mut self, now: Instant, random: &mut impl Rng) {
        self.ice.restart(now, Credentials::generate(random));
    }

    /// What our descriptions say of this transport.
    pub fn local<'a>(&'a self, candidates: &'a [String]) -> Local<'a> {
        Local { credentials: self.ice.credentials(), fingerprint: self.identity.fingerprint(), candidates }
    }

    /// Takes what the peer's SDP says. `true` if the peer restarts ICE.
    fn set_remote(&mut self, now: Instant, remote: Remote) -> bool {
        let restarts = self.ice.set_remote_ufrag(&remote.ufrag);
        if self.fingerprint.is_none() {
            self.fingerprint = Some(remote.fingerprint.clone());
            self.connect_by = Some(now + CONNECT);
            self.dtls.set_remote(now, remote.fingerprint, remote.role);
            if self.ice.selected().is_some() {
                self.dtls.start(now);
            }
            self.after_dtls(now);
        }
        restarts
    }

    /// Our side of the DTLS handshake, once the peer is known.
    pub fn role(&self) -> dtls::Role {
        self.dtls.role()
    }

    /// Verifies a STUN message for this transport. Changes nothing.
    pub fn authenticate(&self, now: Instant, packet: &[u8]) -> Result<Authentic, Refusal> {
        self.ice.authenticate(now, packet, self.identity.crypto())
    }

    /// Acts on a verified STUN message.
    pub fn handle_check(&mut self, now: Instant, path: Path, check: &Authentic) {
        if !self.is_open() {
            return;
        }
        if let Some(reply) = self.ice.accept(now, path, check, self.identity.crypto()) {
            self.transmits.push_back((path, reply.into()));
        }
        if self.ice.selected().is_some() {
            self.dtls.start(now);
            self.after_dtls(now);
        }
        if self.state == ConnectionState::Interrupted && self.ice.consent(now) == Consent::Given {
            self.become_state(ConnectionState::Connected);
        }
    }

    /// Takes one DTLS datagram from a validated path; `false` if nothing came of it.
    pub fn handle_dtls(&mut self, now: Instant, path: Path, datagram: &[u8]) -> bool {
        if !self.is_open() {
            return false;
        }
        self.handshake_path = Some(path);
        let is_taken = self.dtls.handle(now, BytesMut::from(datagram));
        self.after_dtls(now);
        is_taken
    }

    /// Opens one SRTP packet from a validated path in place; its plain length.
    pub fn open_rtp(&mut self, now: Instant, path: &Path, packet: &mut [u8]) -> Result<usize, Rejected> {
        let length = self.srtp.as_mut().ok_or(Rejected::Forged)?.open_rtp(now, packet)?;
        self.ice.heard(now, path);
        Ok(length)
    }

    /// As [`Transport::open_rtp`], for SRTCP.
    pub fn open_rtcp(&mut self, now: Instant, path: &Path, packet: &mut [u8]) -> Result<usize, Rejected> {
        let length = self.srtp.as_mut().ok_or(Rejected::Forged)?.open_rtcp(now, packet)?;
        self.ice.heard(now, path);
        Ok(length)
    }

    /// The protection and the path for media, while sending is allowed: ICE and DTLS are
    /// complete and the peer consents.
    pub fn outward(&mut self) -> Option<(&mut Srtp, Path)> {
        let is_allowed = matches!(self.state, ConnectionState::Connected | ConnectionState::Interrupted);
        let path = self.ice.selected().filter(|_| is_allowed)?;
        self.srtp.as_mut().map(|srtp| (srtp, path))
    }

    /// Queues a message. A reader too slow to take it loses its connection.
    pub fn send_data(&mut self, now: Instant, channel: DataChannel, payload: Vec<u8>) {
        let Some(sctp) = &mut self.sctp else { return };
        match sctp.send(now, channel, payload) {
            Ok(()) => self.after_sctp(now),
            Err(QueueFull) => self.close(now, CloseCause::TooSlow),
        }
    }

    /// Forgets every message of which nothing is on the wire yet.
    pub fn drop_unsent_data(&mut self) {
        if let Some(sctp) = &mut self.sctp {
            sctp.drop_unsent();
        }
    }

    /// Ends the association and tells the peer.
    pub fn close(&mut self, now: Instant, cause: CloseCause) {
        if self.is_open() {
            self.dtls.close(now);
            self.flush_dtls();
            self.srtp = None;
            self.sctp = None;
            self.become_state(ConnectionState::Closed(cause));
        }
    }

    /// Does what is due.
    pub fn handle_timeout(&mut self, now: Instant) {
        if !self.is_open() {
            return;
        }
        self.ice.handle_timeout(now);
        match self.ice.consent(now) {
            Consent::Expired => return self.close(now, CloseCause::ConsentExpired),
            Consent::Overdue if self.state == ConnectionState::Connected => {
                self.become_state(ConnectionState::Interrupted);
            }
            _ => {}
        }
        if self.connect_by.is_some_and(|limit| now >= limit) {
            return self.close(now, CloseCause::Timeout);
        }
        self.dtls.handle_timeout(now);
        self.after_dtls(now);
        if let Some(sctp) = &mut self.sctp {
            sctp.handle_timeout(now);
            self.after_sctp(now);
        }
    }

    /// When [`Transport::handle_timeout`] is due.
    pub fn poll_timeout(&self, now: Instant) -> Option<Instant> {
        if !self.is_open() {
            return None;
        }
        let sctp = self.sctp.as_ref().and_then(Sctp::poll_timeout);
        let all = [self.ice.poll_timeout(now), self.dtls.poll_timeout(), sctp, self.connect_by];
        all.into_iter().flatten().min()
    }

    /// The next datagram that is not media.
    pub fn poll_transmit(&mut self) -> Option<(Path, Bytes)> {
        self.transmits.pop_front()
    }

    /// The next piece of news.
    pub fn poll_event(&mut self) -> Option<TransportEvent> {
        self.events.pop_front()
    }

    fn after_dtls(&mut self, now: Instant) {
        while let Some(event) = self.dtls.poll_event() {
            match event {
                DtlsEvent::Up { profile, material } => self.come_up(now, profile, &material),
                DtlsEvent::Data(packet) => {
                    if let Some(sctp) = &mut self.sctp {
                        sctp.handle(now, packet);
                    }
                }
                DtlsEvent::Closed => self.close(now, CloseCause::PeerClosed),
                DtlsEvent::Failed => {
                    self.flush_dtls();
                    self.close(now, CloseCause::HandshakeFailed);
                }
            }
        }
        self.after_sctp(now);
    }

    fn come_up(&mut self, now: Instant, profile: srtp::Profile, material: &[u8]) {
        let is_client = self.dtls.role() == dtls::Role::Client;
        let Some(srtp) = Srtp::new(now, profile, material, is_client) else {
            return self.close(now, CloseCause::HandshakeFailed);
        };
        self.srtp = Some(srtp);
        let opens = if self.opens_channels { Opens::Us { even: is_client } } else { Opens::Peer };
        self.sctp = Some(Sctp::new(now, opens));
        self.connect_by = None;
        self.become_state(ConnectionState::Connected);
    }

    fn after_sctp(&mut self, now: Instant) {
        while let Some(sctp) = &mut self.sctp {
            if let Some(packet) = sctp.poll_transmit() {
                self.dtls.write(now, &packet);
                continue;
            }
            match sctp.poll_event() {
                Some(SctpEvent::Message(channel, payload)) => {
                    self.events.push_back(TransportEvent::Data(channel, payload));
                }
                Some(SctpEvent::Lost) => self.close(now, CloseCause::PeerClosed),
                None => break,
            }
        }
        self.flush_dtls();
    }

    fn flush_dtls(&mut self) {
        let path = self.ice.selected().or(self.handshake_path);
        while let Some(datagram) = self.dtls.poll_transmit() {
            if let Some(path) = path {
                self.transmits.push_back((path, datagram.freeze()));
            }
        }
    }

    fn become_state(&mut self, state: ConnectionState) {
        self.state = state;
        self.events.push_back(TransportEvent::State(state));
    }
}

#[cfg(test)]
mod tests;
