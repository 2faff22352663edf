//! Packets as simulated clients write them.

use super::label::{LABEL_BYTES, Label};
use crate::media::extension::{Extension, ExtensionMap};
use crate::media::rtp::HeaderWriter;
use crate::media::{Codec, Token};

/// Extension numbers that simulated clients use.
pub fn extensions() -> ExtensionMap {
    ExtensionMap::default()
        .with(Extension::Mid, 4)
        .with(Extension::Rid, 10)
        .with(Extension::RepairedRid, 11)
        .with(Extension::AudioLevel, 1)
        .with(Extension::AbsSendTime, 2)
        .with(Extension::TransportCc, 3)
        .with(Extension::DependencyDescriptor, 12)
}

/// The fields of a packet header.
#[derive(Clone, Debug)]
pub struct Head {
    /// Ends a frame.
    pub marker: bool,
    /// Payload type.
    pub payload_type: u8,
    /// Sequence number.
    pub sequence: u16,
    /// Timestamp.
    pub timestamp: u32,
    /// Source.
    pub ssrc: u32,
    /// Media section.
    pub mid: Token,
    /// Encoding, with what extension it is named.
    pub rid: Option<(Extension, Token)>,
    /// Audio level, minus dBov.
    pub level: Option<u8>,
    /// Transport-wide number.
    pub transport: Option<u16>,
    /// Dependency descriptor.
    pub descriptor: Vec<u8>,
}

impl Head {
    /// The packet with this header and a payload.
    pub fn packet(&self, payload: &[u8]) -> Vec<u8> {
        let map = extensions();
        let mut writer = HeaderWriter::default();
        let is_wide = HeaderWriter::needs_two_bytes(1, self.descriptor.len().max(1));
        writer.begin(self.marker, self.payload_type, is_wide);
        writer.stamp(self.sequence, self.timestamp, self.ssrc);
        let mut push = |extension, data: &[u8]| {
            if let Some(id) = map.id(extension) {
                writer.push(id, data);
            }
        };
        push(Extension::Mid, self.mid.as_bytes());
        if let Some((extension, rid)) = self.rid {
            push(extension, rid.as_bytes());
        }
        if let Some(level) = self.level {
            push(Extension::AudioLevel, &[level]);
        }
        if let Some(number) = self.transport {
            push(Extension::TransportCc, &number.to_be_bytes());
        }
        if !self.descriptor.is_empty() {
            push(Extension::DependencyDescriptor, &self.descriptor);
        }
        [writer.finish(), payload].concat()
    }
}

/// Where a frame stands among layers and what it counts as.
#[derive(Clone, Copy, Debug, Default)]
pub struct FrameShape {
    /// Refers to no other.
    pub is_keyframe: bool,
    /// Temporal layer.
    pub temporal: u8,
    /// Spatial layer inside the stream.
    pub spatial: u8,
    /// Refers only to lower temporal layers.
    pub begins_layer: bool,
    /// Picture id.
    pub picture_id: u16,
    /// Count of pictures of the lowest temporal layer.
    pub base_index: u8,
    /// Refers to earlier pictures.
    pub is_predicted: bool,
}

/// A payload of at least `size` bytes with codec-specific bytes in front and the label behind.
pub fn payload(codec: Codec, shape: &FrameShape, label: &Label, is_last: bool, size: usize) -> Vec<u8> {
    let mut payload = match codec {
        Codec::Opus => vec![0x78],
        Codec::Vp8 => vp8(shape, label.index == 0),
        Codec::Vp9 => vp9(shape, label.index == 0, is_last),
        Codec::H264 => vec![if shape.is_keyframe && label.index == 0 { 0x67 } else { 0x41 }],
        Codec::Av1 => vec![if shape.is_keyframe && label.index == 0 { 0x18 } else { 0x10 }],
    };
    let front = payload.len();
    payload.resize((front + LABEL_BYTES).max(size), 0);
    label.write(&mut payload);
    payload
}

fn vp8(shape: &FrameShape, starts: bool) -> Vec<u8> {
    let [high, low] = (shape.picture_id | 0x8000).to_be_bytes();
    let layering = (shape.temporal << 6) | (u8::from(shape.begins_layer) << 5) | 1;
    let frame_tag = u8::from(!shape.is_keyframe);
    vec![0x80 | (u8::from(starts) << 4), 0xf0, high, low, shape.base_index, layering, frame_tag]
}

fn vp9(shape: &FrameShape, starts: bool, ends: bool) -> Vec<u8> {
    let flags = 0xa0 | (u8::from(shape.is_predicted) << 6) | (u8::from(starts) << 3) | (u8::from(ends) << 2);
    let [high, low] = (shape.picture_id | 0x8000).to_be_bytes();
    let is_lower_needed = u8::from(shape.spatial > 0 && !shape.is_predicted);
    let layering =
        (shape.temporal << 5) | (u8::from(shape.begins_layer) << 4) | (shape.spatial << 1) | is_lower_needed;
    vec![flags, high, low, layering, shape.base_index]
}

/// Redundant audio: `earlier` payloads with how many ticks before, oldest first, then the
/// newest one.
pub fn redundant(payload_type: u8, earlier: &[(u32, &[u8])], newest: &[u8]) -> Vec<u8> {
    let mut wire = Vec::new();
    for (ticks, block) in earlier {
        let fields = (ticks << 10) | block.len() as u32;
        wire.push(0x80 | payload_type);
        wire.extend(&fields.to_be_bytes()[1..]);
    }
    wire.push(payload_type);
    for (_, block) in earlier {
        wire.extend(*block);
    }
    wire.extend(newest);
    wire
}
