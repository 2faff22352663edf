//! VP9 in RTP, RFC 9628; the frame header, VP9 bitstream specification §6.2 and §7.2.
//!
//! The spatial layers of one picture share a timestamp and come as one superframe: the
//! frames as sent, and the index (annex B of the specification) that tells them apart.

use super::bits::Bits;
use super::{FrameBytes, Malformed, Size, append};

/// Spatial layers of a picture, at most: three bits of the descriptor.
const LAYERS_MAX: usize = 8;

/// Puts the payloads of one picture together.
#[derive(Default)]
pub struct Assembler {
    data: Vec<u8>,
    /// Where each layer's frame ends.
    ends: Vec<usize>,
    key: bool,
    size: Option<Size>,
}

impl Assembler {
    pub(super) fn reset(&mut self) {
        *self = Self::default();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    pub(super) fn put(&mut self, payload: &[u8]) -> Result<(), Malformed> {
        let descriptor = Descriptor::parse(payload).ok_or(Malformed)?;
        let between = self.ends.last().copied().unwrap_or(0) == self.data.len();
        if descriptor.begins_frame != between {
            return Err(Malformed);
        }
        if self.data.is_empty() {
            self.key = descriptor.begins_key_picture();
            self.size = if self.key { size(descriptor.data) } else { None };
        }
        self.size = if self.key { descriptor.largest.or(self.size) } else { None };
        append(&mut self.data, descriptor.data)?;
        if descriptor.ends_frame && self.ends.len() < LAYERS_MAX {
            self.ends.push(self.data.len());
        }
        Ok(())
    }

    pub(super) fn finish(&mut self) -> Result<FrameBytes, Malformed> {
        let Self { mut data, ends, key, size } = std::mem::take(self);
        if ends.last() != Some(&data.len()) || (key && size.is_none()) {
            return Err(Malformed);
        }
        if ends.len() > 1 {
            push_index(&mut data, &ends);
        }
        Ok(FrameBytes { keyframe: key, size, data })
    }
}

pub(super) fn begins_picture(payload: &[u8]) -> bool {
    Descriptor::parse(payload).is_some_and(|d| d.begins_frame && d.is_lowest_layer)
}

pub(super) fn begins_keyframe(payload: &[u8]) -> bool {
    Descriptor::parse(payload).is_some_and(|d| d.begins_key_picture())
}

struct Descriptor<'a> {
    begins_frame: bool,
    ends_frame: bool,
    inter_predicted: bool,
    is_lowest_layer: bool,
    largest: Option<Size>,
    data: &'a [u8],
}

impl<'a> Descriptor<'a> {
    fn parse(payload: &'a [u8]) -> Option<Self> {
        let (flags, mut rest) = payload.split_first()?;
        let has = |bit: u8| flags & bit != 0;
        if has(0x80) {
            let long = rest.first()? & 0x80 != 0;
            rest = rest.get(if long { 2 } else { 1 }..)?;
        }
        let mut spatial = 0;
        if has(0x20) {
            spatial = rest.first()? >> 1 & 7;
            rest = rest.get(if has(0x10) { 1 } else { 2 }..)?;
        }
        if has(0x10) && has(0x40) {
            rest = behind_references(rest)?;
        }
        let (largest, rest) = if has(0x02) { scalability_structure(rest)? } else { (None, rest) };
        Some(Self {
            begins_frame: has(0x08),
            ends_frame: has(0x04),
            inter_predicted: has(0x40),
            is_lowest_layer: spatial == 0,
            largest,
            data: rest,
        })
    }

    fn begins_key_picture(&self) -> bool {
        let begins = self.begins_frame && self.is_lowest_layer && !self.inter_predicted;
        begins && size(self.data).is_some()
    }
}

/// Flexible mode lists up to three references; the last has its lowest bit clear.
fn behind_references(mut bytes: &[u8]) -> Option<&[u8]> {
    for _ in 0..3 {
        let (reference, rest) = bytes.split_first()?;
        bytes = rest;
        if reference & 1 == 0 {
            return Some(bytes);
        }
    }
    None
}

/// RFC 9628 §4.2.1: layers with their sizes, then the picture group.
fn scalability_structure(bytes: &[u8]) -> Option<(Option<Size>, &[u8])> {
    let (head, mut rest) = bytes.split_first()?;
    let layers = usize::from(head >> 5) + 1;
    let mut largest = None;
    if head & 0x10 != 0 {
        let (sizes, behind) = rest.split_at_checked(4 * layers)?;
        let [a, b, c, d] = *sizes.last_chunk::<4>()?;
        let (width, height) = (u16::from_be_bytes([a, b]).into(), u16::from_be_bytes([c, d]).into());
        largest = (width > 0 && height > 0).then_some(Size { width, height });
        rest = behind;
    }
    if head & 0x08 != 0 {
        let (pictures, behind) = rest.split_first()?;
        rest = behind;
        for _ in 0..*pictures {
            let references = usize::from(rest.first()? >> 2 & 3);
            rest = rest.get(1 + references..)?;
        }
    }
    Some((largest, rest))
}

/// Size in a key frame's uncompressed header.
fn size(frame: &[u8]) -> Option<Size> {
    let mut bits = Bits::new(frame);
    let marker = bits.bits(2)?;
    let profile = u32::from(bits.bit()?) | u32::from(bits.bit()?) << 1;
    if marker != 2 || (profile == 3 && bits.bit()?) {
        return None;
    }
    let (show_existing, inter) = (bits.bit()?, bits.bit()?);
    if show_existing || inter {
        return None;
    }
    let _show_and_resilience = bits.bits(2)?;
    if bits.bits(24)? != 0x49_83_42 {
        return None;
    }
    skip_colour(&mut bits, profile)?;
    Some(Size { width: bits.bits(16)? + 1, height: bits.bits(16)? + 1 })
}

fn skip_colour(bits: &mut Bits<'_>, profile: u32) -> Option<()> {
    const SRGB: u32 = 7;
    if profile >= 2 {
        bits.bit()?;
    }
    let subsampling_written = profile & 1 == 1;
    if bits.bits(3)? == SRGB {
        if subsampling_written {
            bits.bit()?;
        }
    } else {
        bits.bit()?;
        if subsampling_written {
            bits.bits(3)?;
        }
    }
    Some(())
}

fn push_index(data: &mut Vec<u8>, ends: &[usize]) {
    let marker = 0b1100_0000 | 0b11 << 3 | (ends.len() as u8 - 1);
    data.push(marker);
    let mut begin = 0;
    for end in ends {
        let bytes = u32::try_from(end - begin).expect("frames are at most FRAME_BYTES_MAX");
        data.extend_from_slice(&bytes.to_le_bytes());
        begin = *end;
    }
    data.push(marker);
}
