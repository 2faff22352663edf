//! VP8 in RTP, RFC 7741; the frame header, RFC 6386 §9.1.

use super::{FrameBytes, Malformed, Size, append};

/// Puts the payloads of one frame together.
#[derive(Default)]
pub struct Assembler(Vec<u8>);

impl Assembler {
    pub(super) fn reset(&mut self) {
        self.0.clear();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn put(&mut self, payload: &[u8]) -> Result<(), Malformed> {
        let (begins, data) = descriptor(payload).ok_or(Malformed)?;
        if begins != self.0.is_empty() {
            return Err(Malformed);
        }
        append(&mut self.0, data)
    }

    pub(super) fn finish(&mut self) -> Result<FrameBytes, Malformed> {
        let data = std::mem::take(&mut self.0);
        let keyframe = is_keyframe(&data).ok_or(Malformed)?;
        let size = if keyframe { Some(size(&data).ok_or(Malformed)?) } else { None };
        Ok(FrameBytes { keyframe, size, data })
    }
}

pub(super) fn begins_frame(payload: &[u8]) -> bool {
    descriptor(payload).is_some_and(|(begins, _)| begins)
}

pub(super) fn begins_keyframe(payload: &[u8]) -> bool {
    matches!(descriptor(payload), Some((true, data)) if is_keyframe(data) == Some(true))
}

/// Whether the payload begins a frame (start of partition 0), and its VP8 data.
fn descriptor(payload: &[u8]) -> Option<(bool, &[u8])> {
    let (first, mut rest) = payload.split_first()?;
    let begins = first & 0x10 != 0 && first & 0x0f == 0;
    if first & 0x80 != 0 {
        let (extended, behind) = rest.split_first()?;
        rest = behind;
        if extended & 0x80 != 0 {
            let long = rest.first()? & 0x80 != 0;
            rest = rest.get(if long { 2 } else { 1 }..)?;
        }
        let layer_bytes = usize::from(extended & 0x40 != 0) + usize::from(extended & 0x30 != 0);
        rest = rest.get(layer_bytes..)?;
    }
    Some((begins, rest))
}

fn is_keyframe(frame: &[u8]) -> Option<bool> {
    Some(frame.first()? & 1 == 0)
}

fn size(frame: &[u8]) -> Option<Size> {
    let [_, _, _, 0x9d, 0x01, 0x2a, a, b, c, d] = frame.first_chunk::<10>()? else { return None };
    let width = u32::from(u16::from_le_bytes([*a, *b]) & 0x3fff);
    let height = u32::from(u16::from_le_bytes([*c, *d]) & 0x3fff);
    (width > 0 && height > 0).then_some(Size { width, height })
}
