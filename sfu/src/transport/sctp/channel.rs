//! One data channel.

use std::time::Instant;

use bytes::{Bytes, BytesMut};
use rtc_datachannel::data_channel::{DataChannel as Protocol, DataChannelConfig, DataChannelMessage};
use rtc_datachannel::message::message_channel_open::ChannelType;
use rtc_sctp::{Association, PayloadProtocolIdentifier};
use sansio::Protocol as _;

use crate::node::DataChannel;

/// The channels that clients know, in the order in which they are opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    Reliable,
    Lossy,
    /// Part of the wire; we forward nothing on it.
    DataTrack,
}

impl Label {
    pub const ALL: [Self; 3] = [Self::Reliable, Self::Lossy, Self::DataTrack];

    fn name(self) -> &'static str {
        match self {
            Self::Reliable => "_reliable",
            Self::Lossy => "_lossy",
            Self::DataTrack => "_data_track",
        }
    }

    fn config(self) -> DataChannelConfig {
        let channel_type = match self {
            Self::Reliable => ChannelType::Reliable,
            Self::Lossy | Self::DataTrack => ChannelType::PartialReliableRexmitUnordered,
        };
        DataChannelConfig { channel_type, label: self.name().to_owned(), ..DataChannelConfig::default() }
    }
}

/// A channel on its stream.
pub struct Channel {
    pub stream: u16,
    label: Label,
    protocol: Protocol,
}

impl Channel {
    /// Opens a channel from our side.
    pub fn open(now: Instant, association: &mut Association, stream: u16, label: Label) -> Option<Self> {
        association.open_stream(stream, PayloadProtocolIdentifier::Binary).ok()?;
        let protocol = Protocol::dial(label.config(), 0, stream).ok()?;
        let mut channel = Self { stream, label, protocol };
        channel.set_reliability(association);
        channel.flush(now, association);
        Some(channel)
    }

    /// Takes the first message of a stream that the peer opened: it must be an OPEN with a
    /// label we know, otherwise the stream is closed again.
    pub fn accept(
        now: Instant,
        association: &mut Association,
        stream: u16,
        ppi: PayloadProtocolIdentifier,
        message: &[u8],
    ) -> Option<Self> {
        let config = DataChannelConfig::default();
        let accepted = Protocol::accept(config, 0, stream, ppi, message).ok();
        let labelled = accepted.and_then(|protocol| {
            let label = Label::ALL.into_iter().find(|label| label.name() == protocol.config().label)?;
            Some((label, protocol))
        });
        let Some((label, protocol)) = labelled else {
            if let Ok(mut stream) = association.stream(stream) {
                // Its only error is that the stream is already closed.
                let _ = stream.close(now);
            }
            return None;
        };
        let mut channel = Self { stream, label, protocol };
        channel.set_reliability(association);
        channel.flush(now, association);
        Some(channel)
    }

    /// Which channel it is to the world above.
    pub fn kind(&self) -> Option<DataChannel> {
        match self.label {
            Label::Reliable => Some(DataChannel::Reliable),
            Label::Lossy => Some(DataChannel::Lossy),
            Label::DataTrack => None,
        }
    }

    /// Whether both ends agreed on it. Before that unordered data could overtake the OPEN.
    pub fn is_open(&self) -> bool {
        self.protocol.is_handshake_complete()
    }

    /// Takes one message; gives it back if it is for the world above.
    pub fn receive(
        &mut self,
        now: Instant,
        association: &mut Association,
        ppi: PayloadProtocolIdentifier,
        payload: BytesMut,
    ) -> Option<(DataChannel, Vec<u8>)> {
        match ppi {
            PayloadProtocolIdentifier::Dcep => {
                let stream_id = self.stream;
                let message = DataChannelMessage { stream_id, ppi, payload, ..DataChannelMessage::default() };
                // A malformed control message changes nothing.
                let _ = self.protocol.handle_read(message);
                self.flush(now, association);
                None
            }
            PayloadProtocolIdentifier::Binary | PayloadProtocolIdentifier::String => {
                Some((self.kind()?, payload.to_vec()))
            }
            _ => None,
        }
    }

    /// Hands one message to the stream.
    pub fn send(&self, now: Instant, association: &mut Association, message: &Bytes) {
        if let Ok(mut stream) = association.stream(self.stream) {
            // The stream is closed: the peer no longer wants it.
            let _ = stream.write_chunk_with_ppi(now, message, PayloadProtocolIdentifier::Binary);
        }
    }

    /// Bytes handed to the stream that the peer has not acknowledged.
    pub fn unacknowledged(&self, association: &mut Association) -> usize {
        association.stream(self.stream).and_then(|stream| stream.buffered_amount()).unwrap_or(0)
    }

    fn set_reliability(&self, association: &mut Association) {
        let config = self.protocol.config();
        let (unordered, kind) = Protocol::get_reliability_params(config.channel_type);
        if let Ok(mut stream) = association.stream(self.stream) {
            // Its only error is that the stream is already closed.
            let _ = stream.set_reliability_params(unordered, kind, config.reliability_parameter);
        }
    }

    /// Sends what the protocol wants to say: OPEN or ACK.
    fn flush(&mut self, now: Instant, association: &mut Association) {
        while let Some(message) = self.protocol.poll_write() {
            if let Ok(mut stream) = association.stream(self.stream) {
                let _ = stream.write_chunk_with_ppi(now, &message.payload.freeze(), message.ppi);
            }
        }
    }
}
