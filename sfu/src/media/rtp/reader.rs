//! The one parse a packet gets.

use super::{FIXED_HEADER_BYTES, ONE_BYTE_PROFILE, TWO_BYTE_PROFILE};
use crate::limits;
use crate::media::Token;
use crate::media::extension::{Extension, ExtensionMap};

/// A part of a packet, by position. Ranges rather than slices, so that a parsed packet can be
/// kept beside the buffer that holds it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    start: u16,
    length: u16,
}

impl Span {
    pub(crate) fn new(start: usize, length: usize) -> Self {
        debug_assert!(start + length <= limits::PACKET_BYTES);
        Self { start: start as u16, length: length as u16 }
    }

    /// Where it begins, counted from the first byte of the packet.
    pub fn start(self) -> usize {
        usize::from(self.start)
    }

    /// Where it ends.
    pub fn end(self) -> usize {
        self.start() + self.len()
    }

    /// How many bytes it has.
    pub fn len(self) -> usize {
        usize::from(self.length)
    }

    /// Nothing there.
    pub fn is_empty(self) -> bool {
        self.length == 0
    }

    /// The bytes themselves; empty if `packet` is not the one it was taken from.
    pub fn of(self, packet: &[u8]) -> &[u8] {
        packet.get(self.start()..self.end()).unwrap_or_default()
    }
}

/// The header extensions of one packet that this node understands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extensions {
    /// Media section id.
    pub mid: Span,
    /// Encoding id.
    pub rid: Span,
    /// Encoding id that this retransmission repairs.
    pub repaired_rid: Span,
    /// RFC 6464: voice flag in the top bit, then minus dBov (0 loudest, 127 silence).
    pub audio_level: Option<u8>,
    /// Transport-wide sequence number.
    pub transport_cc: Option<u16>,
    /// Dependency descriptor, unparsed.
    pub dependency: Span,
    /// Camera and rotation bits.
    pub orientation: Option<u8>,
    /// Minimum and maximum playout delay, 12 bits each.
    pub playout_delay: Span,
    /// Absolute capture time, 8 or 16 bytes.
    pub capture_time: Span,
}

/// The fields of one RTP packet (RFC 3550 §5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet {
    /// Marker bit.
    pub marker: bool,
    /// Payload type.
    pub payload_type: u8,
    /// 16-bit sequence number.
    pub sequence: u16,
    /// RTP timestamp.
    pub timestamp: u32,
    /// Synchronisation source.
    pub ssrc: u32,
    /// Where the payload is, without padding.
    pub payload: Span,
    /// Its header extensions.
    pub extensions: Extensions,
}

impl Packet {
    /// Reads a packet. `None` for anything that is not well-formed RTP of at most
    /// [`limits::PACKET_BYTES`].
    pub fn parse(wire: &[u8], map: &ExtensionMap) -> Option<Self> {
        let (fixed, _) = wire.split_first_chunk::<FIXED_HEADER_BYTES>()?;
        if fixed[0] >> 6 != 2 || wire.len() > limits::PACKET_BYTES {
            return None;
        }
        let has_padding = fixed[0] & 0x20 != 0;
        let has_extension = fixed[0] & 0x10 != 0;
        let contributing_sources = usize::from(fixed[0] & 0x0f);
        let mut header_end = FIXED_HEADER_BYTES + 4 * contributing_sources;
        let mut extensions = Extensions::default();
        if has_extension {
            let (start, end, profile) = extension_block(wire, header_end)?;
            extensions.read(wire, start..end, profile, map);
            header_end = end;
        }
        let payload_end = payload_end(wire, has_padding)?;
        Some(Self {
            marker: fixed[1] & 0x80 != 0,
            payload_type: fixed[1] & 0x7f,
            sequence: u16::from_be_bytes([fixed[2], fixed[3]]),
            timestamp: u32::from_be_bytes([fixed[4], fixed[5], fixed[6], fixed[7]]),
            ssrc: u32::from_be_bytes([fixed[8], fixed[9], fixed[10], fixed[11]]),
            payload: Span::new(header_end, payload_end.checked_sub(header_end)?),
            extensions,
        })
    }

    /// Media section id it names, if any.
    pub fn mid(&self, wire: &[u8]) -> Option<Token> {
        Token::from_bytes(self.extensions.mid.of(wire))
    }

    /// Encoding id it names, if any.
    pub fn rid(&self, wire: &[u8]) -> Option<Token> {
        Token::from_bytes(self.extensions.rid.of(wire))
    }

    /// Encoding id it repairs, if any.
    pub fn repaired_rid(&self, wire: &[u8]) -> Option<Token> {
        Token::from_bytes(self.extensions.repaired_rid.of(wire))
    }
}

/// Start, end and profile of the extension block that begins at `at`.
fn extension_block(wire: &[u8], at: usize) -> Option<(usize, usize, u16)> {
    let head = wire.get(at..at + 4)?;
    let profile = u16::from_be_bytes([head[0], head[1]]);
    let words = usize::from(u16::from_be_bytes([head[2], head[3]]));
    let end = at + 4 + 4 * words;
    (end <= wire.len()).then_some((at + 4, end, profile))
}

fn payload_end(wire: &[u8], has_padding: bool) -> Option<usize> {
    if !has_padding {
        return Some(wire.len());
    }
    let padding = usize::from(*wire.last()?);
    if padding == 0 { None } else { wire.len().checked_sub(padding) }
}

impl Extensions {
    fn read(&mut self, wire: &[u8], block: std::ops::Range<usize>, profile: u16, map: &ExtensionMap) {
        let two_bytes = profile & 0xfff0 == TWO_BYTE_PROFILE;
        if profile != ONE_BYTE_PROFILE && !two_bytes {
            return;
        }
        let mut at = block.start;
        while at < block.end {
            let Some((id, span)) = element(wire, at, block.end, two_bytes) else { return };
            if id != 0
                && let Some(extension) = map.extension(id)
            {
                self.set(extension, span, wire);
            }
            at = span.end();
        }
    }

    fn set(&mut self, extension: Extension, span: Span, wire: &[u8]) {
        let bytes = span.of(wire);
        match extension {
            Extension::Mid => self.mid = span,
            Extension::Rid => self.rid = span,
            Extension::RepairedRid => self.repaired_rid = span,
            Extension::AudioLevel => self.audio_level = bytes.first().copied(),
            Extension::TransportCc => {
                self.transport_cc = bytes.first_chunk().map(|&number| u16::from_be_bytes(number));
            }
            Extension::DependencyDescriptor => self.dependency = span,
            Extension::VideoOrientation => self.orientation = bytes.first().copied(),
            Extension::PlayoutDelay if span.len() == 3 => self.playout_delay = span,
            Extension::AbsCaptureTime if matches!(span.len(), 8 | 16) => self.capture_time = span,
            // Ours to write, not to believe: the publisher's clock and delays of wrong length.
            Extension::AbsSendTime | Extension::PlayoutDelay | Extension::AbsCaptureTime => {}
        }
    }
}

/// The element at `at`: its id (0 for a byte of padding) and where its data is. `None` ends
/// the block: a reserved id or an element that does not fit.
fn element(wire: &[u8], at: usize, end: usize, two_bytes: bool) -> Option<(u8, Span)> {
    let first = wire[at];
    if first == 0 {
        return Some((0, Span::new(at + 1, 0)));
    }
    let (id, start, length) = if two_bytes {
        (first, at + 2, usize::from(*wire.get(at + 1)?))
    } else {
        (first >> 4, at + 1, usize::from(first & 0x0f) + 1)
    };
    let reserved = !two_bytes && id == 15;
    (!reserved && start + length <= end).then(|| (id, Span::new(start, length)))
}

#[cfg(test)]
mod tests;
