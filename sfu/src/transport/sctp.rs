//! Data channels of one transport (RFC 8831, RFC 8832), on `rtc-sctp` and `rtc-datachannel`.
//!
//! The peer always starts the association, whichever side DTLS began. Whoever owns the
//! connection's direction opens the channels; both ends find them by label.

mod channel;
mod outbox;

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use bytes::{Bytes, BytesMut};
use rtc_sctp::{
    Association, AssociationHandle, DatagramEvent, Endpoint, EndpointConfig, Event, Payload, ServerConfig,
    StreamEvent, TransportConfig,
};
use rtc_shared::{TransportContext, TransportProtocol};

use crate::limits;
use crate::node::DataChannel;
use channel::{Channel, Label};
pub use outbox::QueueFull;
use outbox::{Budget, Outbox};

/// Who opens the data channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opens {
    /// We do, with stream ids of this parity (RFC 8832 §6): even if we are the DTLS client.
    Us {
        /// Even ids.
        even: bool,
    },
    /// The peer does.
    Peer,
}

/// News from the association.
#[derive(Debug, PartialEq, Eq)]
pub enum SctpEvent {
    /// A message arrived.
    Message(DataChannel, Vec<u8>),
    /// The association ended: the peer closed its connection.
    Lost,
}

/// The association and its channels.
pub struct Sctp {
    opens: Opens,
    endpoint: Endpoint,
    association: Option<(AssociationHandle, Association)>,
    channels: Vec<Channel>,
    /// Streams with messages that wait until the peer's allowance grows.
    unread: Vec<u16>,
    budget: Budget,
    outbox: Outbox,
    transmits: VecDeque<Bytes>,
    events: VecDeque<SctpEvent>,
    /// Both sides agreed on the association. Until then it counts as closed (RFC 9260 §4), and
    /// cannot be lost.
    is_established: bool,
}

impl Sctp {
    /// Waits for the peer to begin.
    pub fn new(now: Instant, opens: Opens) -> Self {
        let transport = TransportConfig::default()
            .with_max_message_size(limits::DATA_MESSAGE_BYTES as u32)
            .with_max_receive_buffer_size(limits::DATA_RECEIVE_BYTES)
            .with_max_num_inbound_streams(limits::DATA_STREAMS)
            .with_max_num_outbound_streams(limits::DATA_STREAMS);
        let server = Some(Arc::new(ServerConfig::new(transport)));
        let config = Arc::new(EndpointConfig::new());
        Self {
            opens,
            endpoint: Endpoint::new(peer(), TransportProtocol::UDP, config, server),
            association: None,
            channels: Vec::new(),
            unread: Vec::new(),
            budget: Budget::new(now),
            outbox: Outbox::default(),
            transmits: VecDeque::new(),
            events: VecDeque::new(),
            is_established: false,
        }
    }

    /// Takes one SCTP packet out of DTLS.
    pub fn handle(&mut self, now: Instant, packet: BytesMut) {
        let Some((handle, event)) = self.endpoint.handle(now, peer(), None, packet.freeze()) else { return };
        match event {
            DatagramEvent::NewAssociation(association) if self.association.is_none() => {
                self.association = Some((handle, association));
            }
            DatagramEvent::AssociationEvent(event) => {
                if let Some((known, association)) = &mut self.association
                    && *known == handle
                {
                    association.handle_event(event);
                }
            }
            // One association per connection: the peer restarts by making a new connection.
            _ => return,
        }
        self.work(now);
    }

    /// Queues one message; it leaves when its channel is open and the network takes it.
    pub fn send(&mut self, now: Instant, channel: DataChannel, payload: Vec<u8>) -> Result<(), QueueFull> {
        self.outbox.push(channel, payload)?;
        self.work(now);
        Ok(())
    }

    /// Forgets every message of which nothing is on the wire yet.
    pub fn drop_unsent(&mut self) {
        self.outbox.clear();
    }

    /// Does what is due.
    pub fn handle_timeout(&mut self, now: Instant) {
        if let Some((_, association)) = &mut self.association {
            association.handle_timeout(now);
            self.work(now);
        }
    }

    /// When [`Sctp::handle_timeout`] is due.
    pub fn poll_timeout(&self) -> Option<Instant> {
        let association = self.association.as_ref().and_then(|(_, association)| association.poll_timeout());
        let refill = if self.unread.is_empty() { None } else { Some(self.budget.refill_at()) };
        association.into_iter().chain(refill).min()
    }

    /// The next SCTP packet, for DTLS to carry.
    pub fn poll_transmit(&mut self) -> Option<Bytes> {
        self.transmits.pop_front()
    }

    /// The next piece of news.
    pub fn poll_event(&mut self) -> Option<SctpEvent> {
        self.events.pop_front()
    }

    /// Handles everything the association has to say and to send.
    fn work(&mut self, now: Instant) {
        while let Some(event) = self.association.as_mut().and_then(|(_, association)| association.poll()) {
            self.handle_event(now, &event);
        }
        for stream in std::mem::take(&mut self.unread) {
            self.read(now, stream);
        }
        self.write(now);
        self.finish();
    }

    fn handle_event(&mut self, now: Instant, event: &Event) {
        match *event {
            Event::Connected => {
                self.is_established = true;
                self.open_channels(now);
            }
            Event::Stream(StreamEvent::Opened { id } | StreamEvent::Readable { id })
                if !self.unread.contains(&id) =>
            {
                self.unread.push(id);
            }
            // Also said of a single stream that the peer reset.
            Event::AssociationLost { id, .. } => self.channels.retain(|channel| channel.stream != id),
            _ => {}
        }
    }

    fn open_channels(&mut self, now: Instant) {
        let Opens::Us { even } = self.opens else { return };
        let Some((_, association)) = &mut self.association else { return };
        for (place, label) in Label::ALL.into_iter().enumerate() {
            let stream = 2 * place as u16 + u16::from(!even);
            self.channels.extend(Channel::open(now, association, stream, label));
        }
    }

    /// Reads a stream to its end, since its readiness is told only once; or until the peer's
    /// allowance is used up.
    fn read(&mut self, now: Instant, id: u16) {
        let Some((_, association)) = &mut self.association else { return };
        loop {
            if !self.budget.has_some(now) {
                self.unread.push(id);
                return;
            }
            let Ok(mut stream) = association.stream(id) else { return };
            let Ok(Some(message)) = stream.read_sctp() else { return };
            self.budget.spend();
            let Ok(payload) = message.to_payload(limits::DATA_MESSAGE_BYTES) else { continue };
            let known = self.channels.iter_mut().find(|channel| channel.stream == id);
            match known {
                Some(channel) => {
                    let content = channel.receive(now, association, message.ppi, payload);
                    self.events.extend(content.map(|(kind, content)| SctpEvent::Message(kind, content)));
                }
                None => self.channels.extend(Channel::accept(now, association, id, message.ppi, &payload)),
            }
        }
    }

    fn write(&mut self, now: Instant) {
        let Some((_, association)) = &mut self.association else { return };
        for channel in self.channels.iter().filter(|channel| channel.is_open()) {
            let Some(kind) = channel.kind() else { continue };
            while let Some(message) = self.outbox.next(kind, channel.unacknowledged(association)) {
                channel.send(now, association, &message);
            }
        }
        while let Some(packets) = association.poll_transmit(now) {
            if let Payload::RawEncode(packets) = packets.message {
                self.transmits.extend(packets);
            }
        }
    }

    fn finish(&mut self) {
        let Some((handle, association)) = &mut self.association else { return };
        while let Some(event) = association.poll_endpoint_event() {
            self.endpoint.handle_event(*handle, event);
        }
        if association.is_closed() && std::mem::take(&mut self.is_established) {
            self.events.push_back(SctpEvent::Lost);
        }
    }
}

/// The constant address of our one peer.
fn peer() -> SocketAddr {
    TransportContext::default().peer_addr
}

#[cfg(test)]
mod tests;
