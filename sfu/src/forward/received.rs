//! One packet of a publication, placed and read once for all its viewers.

use std::time::Instant;

use crate::fault::{Fault, planted};
use crate::forward::encoding::Placed;
use crate::forward::publication::Publication;
use crate::forward::rewriter::{Incoming, SourceRun};
use crate::media::dependency::{Frame, Structure};
use crate::media::payload::Picture;
use crate::media::red::{Block, Blocks};
use crate::media::rtp::{Extensions, Packet, Span};
use crate::media::{Layer, MediaKind};
use crate::plane::spec::Format;
use crate::room::membership::Visit;

/// A packet before it is placed.
#[derive(Clone, Copy, Debug)]
pub struct Arrived {
    /// When.
    pub now: Instant,
    /// During which visit of its publisher.
    pub visit: Visit,
    /// Its header.
    pub packet: Packet,
    /// It came as a retransmission.
    pub is_repair: bool,
}

/// A packet that is new, in its place.
#[derive(Clone, Copy, Debug)]
pub struct Received {
    /// When it came.
    pub now: Instant,
    /// During which visit of its publisher.
    pub visit: Visit,
    /// Whose numbers it has.
    pub source: SourceRun,
    /// Its extended sequence number.
    pub sequence: u64,
    /// How many packets are missing right before it.
    pub missing: u64,
    /// It came out of order.
    pub is_late: bool,
    /// Its header.
    pub packet: Packet,
    /// Its payload type, as the publisher negotiated it.
    pub format: Format,
    /// Its place among pictures; none for sound.
    pub picture: Option<Picture>,
    /// Its dependency descriptor, if it has one.
    pub frame: Option<Frame>,
    /// How many earlier packets it repeats, as redundant audio.
    pub repeats: u64,
}

/// Why a packet goes nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dropped {
    /// Its payload type was not negotiated.
    UnknownPayloadType,
    /// Seen before, too old, or of another room.
    Stale,
    /// The gate is closed.
    Gated,
    /// Its payload or dependency descriptor cannot be read.
    Malformed,
}

impl Publication {
    /// Places and reads a packet and keeps it for retransmission.
    pub fn receive(&mut self, arrived: &Arrived, encoding: u8, wire: &[u8]) -> Result<Received, Dropped> {
        let Arrived { now, visit, packet, is_repair } = *arrived;
        let format = *self.format(packet.payload_type).ok_or(Dropped::UnknownPayloadType)?;
        let is_open = self.is_open;
        let incoming = self.encodings.get_mut(usize::from(encoding)).ok_or(Dropped::Stale)?;
        let placed = if is_repair {
            incoming.recover(now, &packet)
        } else {
            incoming.receive(now, &packet, format.codec.clock_rate())
        };
        let Placed { run, sequence, missing, is_late } = placed.ok_or(Dropped::Stale)?;
        if !is_open && !planted(Fault::IgnoreGate) {
            return Err(Dropped::Gated);
        }
        let picture = Picture::read(format.codec, packet.payload.of(wire), packet.marker);
        let descriptor = packet.extensions.dependency.of(wire);
        let frame = if descriptor.is_empty() { None } else { incoming.describe(descriptor) };
        let is_video = format.codec.kind() == MediaKind::Video;
        if is_video && (picture.is_none() || frame.is_none() != descriptor.is_empty()) {
            // Undescribed frames cannot be decoded by anybody; the next keyframe describes.
            incoming.gate.want();
            return Err(Dropped::Malformed);
        }
        let source = SourceRun { encoding, run };
        let is_redundant = format.red == Some(packet.payload_type);
        let repeats = match is_redundant.then(|| Blocks::read(packet.payload.of(wire))) {
            None => 0,
            Some(Some(blocks)) => blocks.redundant().count() as u64,
            Some(None) => return Err(Dropped::Malformed),
        };
        let received = Received {
            now,
            visit,
            source,
            sequence,
            missing,
            is_late,
            packet,
            format,
            picture,
            frame,
            repeats,
        };
        if received.is_entry() && is_video {
            incoming.keyframe_came();
        }
        incoming.history.store(now, sequence, visit, wire);
        incoming.rates.count(now, received.layer(), wire.len());
        Ok(received)
    }

    /// Places a packet without payload; its source and number if it is the newest.
    pub fn receive_padding(
        &mut self,
        now: Instant,
        encoding: u8,
        packet: &Packet,
        is_repair: bool,
    ) -> Option<(SourceRun, u64)> {
        let clock_rate = self.format(packet.payload_type)?.codec.clock_rate();
        let incoming = self.encodings.get_mut(usize::from(encoding)).filter(|_| !is_repair)?;
        let placed = incoming.receive(now, packet, clock_rate)?;
        let is_newest = !placed.is_late && placed.missing == 0;
        is_newest.then_some((SourceRun { encoding, run: placed.run }, placed.sequence))
    }

    /// The packet that a redundant block repeats, unless it came itself.
    pub fn recover(&mut self, carrier: &Received, distance: u64, block: &Block) -> Option<Received> {
        let incoming = self.encodings.get_mut(usize::from(carrier.source.encoding))?;
        let sequence = carrier.sequence.checked_sub(distance)?;
        if block.length == 0 || !incoming.reception.as_mut()?.replace(sequence) {
            return None;
        }
        incoming.missing.arrived(carrier.now, sequence);
        let packet = Packet {
            marker: false,
            payload_type: carrier.format.payload_type,
            sequence: sequence as u16,
            timestamp: carrier.packet.timestamp.wrapping_sub(block.earlier),
            payload: Span::new(carrier.packet.payload.start() + block.start, block.length),
            extensions: Extensions::default(),
            ..carrier.packet
        };
        Some(Received { sequence, missing: 0, is_late: true, packet, repeats: 0, ..*carrier })
    }
}

impl Received {
    /// Its numbers, for a rewriter.
    pub fn incoming(&self) -> Incoming {
        Incoming {
            source: self.source,
            sequence: self.sequence,
            timestamp: self.packet.timestamp,
            pictures: self.picture.map(|picture| picture.numbers).unwrap_or_default(),
            frame: self.frame.map(|frame| frame.number),
        }
    }

    /// Whether a stream can begin here: sound anywhere, pictures at a keyframe. Never with a
    /// late packet, whose successors have gone by.
    pub fn is_entry(&self) -> bool {
        if self.is_late && !planted(Fault::BeginLate) {
            return false;
        }
        match (&self.picture, &self.frame) {
            (None, _) => true,
            (Some(_), Some(frame)) => frame.starts && frame.has_structure && frame.is_independent(),
            (Some(picture), None) => picture.starts_keyframe,
        }
    }

    /// Spatial and temporal step within its encoding.
    pub fn layer(&self) -> Layer {
        match (&self.frame, &self.picture) {
            (Some(frame), _) => frame.layer(),
            (None, Some(picture)) => picture.layer,
            (None, None) => Layer::default(),
        }
    }

    /// The packet without redundancy, written into `space`.
    pub fn primary<'a>(&self, wire: &'a [u8], space: &'a mut [u8]) -> &'a [u8] {
        let payload = self.packet.payload;
        let Some(primary) = Blocks::read(payload.of(wire)).map(|blocks| blocks.primary()) else { return &[] };
        let header = payload.start();
        let Some(space) = space.get_mut(..header + primary.length) else { return &[] };
        let start = header + primary.start;
        space[..header].copy_from_slice(&wire[..header]);
        space[header..].copy_from_slice(&wire[start..start + primary.length]);
        // Neither padding nor the redundant payload type are true of what is left.
        space[0] &= !0x20;
        space[1] = (space[1] & 0x80) | self.format.payload_type;
        space
    }

    /// The earliest packet whose content it carries.
    pub fn reaches_back_to(&self) -> u64 {
        self.sequence.saturating_sub(self.repeats)
    }

    /// Whether it carries redundant audio.
    pub fn is_redundant(&self) -> bool {
        self.format.red == Some(self.packet.payload_type)
    }

    /// Its frame with the structure that describes it.
    pub fn dependency<'a>(&'a self, structure: Option<&'a Structure>) -> Option<(&'a Frame, &'a Structure)> {
        self.frame.as_ref().zip(structure)
    }
}
