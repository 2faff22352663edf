//! The other side: full ICE, which controls, with DTLS, SRTP and SCTP on top.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};

use super::address;
use crate::node::DataChannel;
use crate::transport::dtls::{Dtls, DtlsEvent, Role};
use crate::transport::ice::Credentials;
use crate::transport::ice::tests::Request;
use crate::transport::identity::{Fingerprint, Identity};
use crate::transport::path::Path;
use crate::transport::sctp::{Opens, Sctp, SctpEvent};
use crate::transport::srtp::Srtp;

/// How often it checks: Chromium does about once a second.
const CHECKS: Duration = Duration::from_secs(1);

pub struct Browser {
    pub identity: Arc<Identity>,
    pub ufrag: &'static str,
    /// What the server's SDP says, as of now.
    pub server: Credentials,
    /// Where it sends from.
    pub path: Path,
    /// Whether it checks connectivity; a browser whose tab was closed does not.
    pub checks: bool,
    pub replies: usize,
    pub srtp: Option<Srtp>,
    pub received: Vec<(DataChannel, Vec<u8>)>,
    pub has_failed: bool,
    pub was_told_goodbye: bool,
    role: Role,
    opens: bool,
    dtls: Dtls,
    sctp: Option<Sctp>,
    next_check: Instant,
    transmits: Vec<Bytes>,
}

impl Browser {
    /// `opens` says who opens the data channels.
    pub fn new(now: Instant, server: Credentials, fingerprint: Fingerprint, role: Role, opens: bool) -> Self {
        let identity = Arc::new(Identity::generate().unwrap());
        let mut dtls = Dtls::new(identity.clone());
        dtls.set_remote(now, fingerprint, role);
        Self {
            identity,
            ufrag: "peer",
            server,
            path: address(5_000),
            checks: true,
            replies: 0,
            srtp: None,
            received: Vec::new(),
            has_failed: false,
            was_told_goodbye: false,
            role,
            opens,
            dtls,
            sctp: None,
            next_check: now,
            transmits: Vec::new(),
        }
    }

    pub fn handle(&mut self, now: Instant, datagram: &[u8]) {
        match datagram.first() {
            Some(0..=3) => {
                self.replies += 1;
                self.dtls.start(now);
            }
            Some(20..=63) => {
                self.dtls.handle(now, BytesMut::from(datagram));
            }
            _ => {}
        }
        self.work(now);
    }

    pub fn send(&mut self, now: Instant, channel: DataChannel, payload: &[u8]) {
        self.sctp.as_mut().unwrap().send(now, channel, payload.to_vec()).unwrap();
        self.work(now);
    }

    pub fn close(&mut self, now: Instant) {
        self.dtls.close(now);
        self.work(now);
    }

    pub fn handle_timeout(&mut self, now: Instant) {
        if self.checks && now >= self.next_check {
            self.next_check = now + CHECKS;
            let request = Request { from: self.ufrag, ..Request::new(&self.server) };
            self.transmits.push(request.encode().into());
        }
        self.dtls.handle_timeout(now);
        if let Some(sctp) = &mut self.sctp {
            sctp.handle_timeout(now);
        }
        self.work(now);
    }

    pub fn poll_timeout(&self) -> Option<Instant> {
        let check = self.checks.then_some(self.next_check);
        let sctp = self.sctp.as_ref().and_then(Sctp::poll_timeout);
        [check, self.dtls.poll_timeout(), sctp].into_iter().flatten().min()
    }

    pub fn take_transmits(&mut self) -> Vec<Bytes> {
        std::mem::take(&mut self.transmits)
    }

    /// An RTP packet with a number, sealed.
    pub fn rtp(&self, sequence: u16) -> Vec<u8> {
        let srtp = self.srtp.as_ref().unwrap();
        let mut packet = vec![0x80, 111];
        packet.extend(sequence.to_be_bytes());
        packet.extend([0, 0, 0, 0, 0, 0, 0, 7]);
        packet.extend_from_slice(b"voice");
        let length = packet.len();
        packet.resize(length + srtp.rtp_overhead(), 0);
        srtp.seal_rtp(u64::from(sequence), 12, &mut packet);
        packet
    }

    fn work(&mut self, now: Instant) {
        while let Some(event) = self.dtls.poll_event() {
            match event {
                DtlsEvent::Up { profile, material } => {
                    let is_client = self.role == Role::Client;
                    self.srtp = Srtp::new(now, profile, &material, is_client);
                    let opens = if self.opens { Opens::Us { even: is_client } } else { Opens::Peer };
                    self.sctp = Some(Sctp::calling(now, opens));
                }
                DtlsEvent::Data(packet) => self.sctp.as_mut().unwrap().handle(now, packet),
                DtlsEvent::Closed => self.was_told_goodbye = true,
                DtlsEvent::Failed => self.has_failed = true,
            }
        }
        if let Some(sctp) = &mut self.sctp {
            while let Some(packet) = sctp.poll_transmit() {
                self.dtls.write(now, &packet);
            }
            while let Some(event) = sctp.poll_event() {
                if let SctpEvent::Message(channel, payload) = event {
                    self.received.push((channel, payload));
                }
            }
        }
        self.transmits.extend(std::iter::from_fn(|| self.dtls.poll_transmit()).map(BytesMut::freeze));
    }
}
