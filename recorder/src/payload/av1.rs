//! AV1 in RTP, AOM "RTP Payload Format For AV1" 1.0; OBUs, AV1 specification §5.3 and §5.5.

use super::bits::Bits;
use super::{FrameBytes, Malformed, Size, append};

const SEQUENCE_HEADER: u8 = 1;
const TEMPORAL_DELIMITER: u8 = 2;
const TILE_LIST: u8 = 8;

/// Puts the OBUs of one temporal unit together.
#[derive(Default)]
pub struct Assembler {
    data: Vec<u8>,
    /// The OBU whose end has not come yet.
    fragment: Option<Vec<u8>>,
    begins_sequence: bool,
    size: Option<Size>,
}

impl Assembler {
    pub(super) fn reset(&mut self) {
        *self = Self::default();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.data.is_empty() && self.fragment.is_none()
    }

    pub(super) fn put(&mut self, payload: &[u8]) -> Result<(), Malformed> {
        let (aggregation, rest) = payload.split_first().ok_or(Malformed)?;
        let (continues, goes_on) = (aggregation & 0x80 != 0, aggregation & 0x40 != 0);
        if continues != self.fragment.is_some() {
            return Err(Malformed);
        }
        let elements = elements(rest, usize::from(aggregation >> 4 & 3)).ok_or(Malformed)?;
        let last = elements.len().checked_sub(1).ok_or(Malformed)?;
        for (n, element) in elements.into_iter().enumerate() {
            let mut obu = self.fragment.take().unwrap_or_default();
            append(&mut obu, element)?;
            if n == last && goes_on {
                self.fragment = Some(obu);
            } else {
                self.put_obu(&obu)?;
            }
        }
        Ok(())
    }

    pub(super) fn finish(&mut self) -> Result<FrameBytes, Malformed> {
        let Self { data, fragment, begins_sequence, size } = std::mem::take(self);
        if fragment.is_some() || data.is_empty() {
            return Err(Malformed);
        }
        Ok(FrameBytes { keyframe: begins_sequence, size, data })
    }

    /// Appends an OBU with a size field, which it may have lost on the wire.
    fn put_obu(&mut self, obu: &[u8]) -> Result<(), Malformed> {
        let (head, body) = split_obu(obu).ok_or(Malformed)?;
        let kind = head[0] >> 3 & 0x0f;
        if matches!(kind, TEMPORAL_DELIMITER | TILE_LIST) {
            return Ok(());
        }
        if kind == SEQUENCE_HEADER {
            self.begins_sequence = true;
            self.size = Some(sequence_size(body).ok_or(Malformed)?);
        }
        append(&mut self.data, &[head[0] | 0x02])?;
        append(&mut self.data, &head[1..])?;
        append(&mut self.data, &leb128(body.len()))?;
        append(&mut self.data, body)
    }
}

/// The sequence header OBU of a keyframe as [`FrameBytes`] holds it.
pub fn sequence_header(mut data: &[u8]) -> Option<&[u8]> {
    loop {
        let (head, body) = split_obu(data)?;
        let whole =
            data.len() - (data.len() - (body.as_ptr() as usize - data.as_ptr() as usize)) + body.len();
        if head[0] >> 3 & 0x0f == SEQUENCE_HEADER {
            return data.get(..whole);
        }
        data = data.get(whole..)?;
    }
}

pub(super) fn begins_temporal_unit(payload: &[u8]) -> bool {
    payload.first().is_some_and(|aggregation| aggregation & 0x80 == 0)
}

pub(super) fn begins_keyframe(payload: &[u8]) -> bool {
    payload.first().is_some_and(|aggregation| aggregation & 0x88 == 0x08)
}

/// The OBU elements of a payload; all but the last of `count` have a length, or all of them
/// if `count` is 0.
fn elements(mut bytes: &[u8], count: usize) -> Option<Vec<&[u8]>> {
    let mut found = Vec::new();
    while !bytes.is_empty() && (count == 0 || found.len() < count) {
        let (length, rest) =
            if count > 0 && found.len() == count - 1 { (bytes.len(), bytes) } else { read_leb128(bytes)? };
        let (element, rest) = rest.split_at_checked(length)?;
        found.push(element);
        bytes = rest;
    }
    (count == 0 || found.len() == count).then_some(found)
}

/// An OBU's header (one or two bytes) and its body, with or without a size field.
fn split_obu(obu: &[u8]) -> Option<(&[u8], &[u8])> {
    let first = *obu.first()?;
    let (head, rest) = obu.split_at_checked(if first & 0x04 == 0 { 1 } else { 2 })?;
    if first & 0x02 == 0 {
        return Some((head, rest));
    }
    let (length, rest) = read_leb128(rest)?;
    Some((head, rest.get(..length)?))
}

fn read_leb128(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut value = 0usize;
    for (n, byte) in bytes.iter().enumerate().take(4) {
        value |= usize::from(byte & 0x7f) << (7 * n);
        if byte & 0x80 == 0 {
            return Some((value, &bytes[n + 1..]));
        }
    }
    None
}

fn leb128(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(4);
    loop {
        let more = value > 0x7f;
        bytes.push((value & 0x7f) as u8 | u8::from(more) << 7);
        value >>= 7;
        if !more {
            return bytes;
        }
    }
}

/// §5.5.1, up to the largest frame size.
fn sequence_size(body: &[u8]) -> Option<Size> {
    let mut bits = Bits::new(body);
    bits.bits(4)?;
    if bits.bit()? {
        bits.bits(5)?;
    } else {
        operating_points(&mut bits)?;
    }
    let (width_bits, height_bits) = (bits.bits(4)? + 1, bits.bits(4)? + 1);
    Some(Size { width: bits.bits(width_bits)? + 1, height: bits.bits(height_bits)? + 1 })
}

fn operating_points(bits: &mut Bits<'_>) -> Option<()> {
    let mut delay_bits = None;
    if bits.bit()? {
        bits.bits(32)?;
        bits.bits(32)?;
        if bits.bit()? {
            bits.exp_golomb()?;
        }
        if bits.bit()? {
            delay_bits = Some(bits.bits(5)? + 1);
            bits.bits(32)?;
            bits.bits(10)?;
        }
    }
    let initial_delay = bits.bit()?;
    for _ in 0..=bits.bits(5)? {
        bits.bits(12)?;
        if bits.bits(5)? > 7 {
            bits.bit()?;
        }
        if let Some(delay_bits) = delay_bits
            && bits.bit()?
        {
            bits.bits(delay_bits)?;
            bits.bits(delay_bits)?;
            bits.bit()?;
        }
        if initial_delay && bits.bit()? {
            bits.bits(4)?;
        }
    }
    Some(())
}
