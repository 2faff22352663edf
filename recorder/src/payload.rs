//! From RTP payloads back to frames, for every codec that can be recorded. Pure.
//!
//! A frame is given out whole or not at all, with the bytes its encoder made: VP8 and VP9
//! frames as they are, H.264 as its NAL units, AV1 as its OBUs. Packets must be handed over
//! in sequence, see [`crate::rtp::reorder`].

pub mod av1;
mod bits;
pub mod h264;
pub mod red;
pub mod vp8;
pub mod vp9;

use sfu::media::Codec;

/// The longest frame that is put together. A 1080p keyframe at full quality is below 1 MiB.
pub const FRAME_BYTES_MAX: usize = 8 * 1024 * 1024;

/// Width and height in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Size {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

/// One frame's bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameBytes {
    /// Can be decoded without any other frame.
    pub keyframe: bool,
    /// Size of the picture, if this frame says so.
    pub size: Option<Size>,
    /// VP8, VP9, Opus: the frame. H.264: NAL units, each after its length as `u32` big
    /// endian. AV1: OBUs with their size fields, without temporal delimiters.
    pub data: Vec<u8>,
}

/// What a depacketiser needs to know of a packet.
#[derive(Clone, Copy, Debug)]
pub struct Payload<'a> {
    /// The payload.
    pub bytes: &'a [u8],
    /// Media time of its packet.
    pub timestamp: u32,
    /// Last packet of a frame.
    pub marker: bool,
    /// Packets before this one are missing.
    pub lost: bool,
}

/// Puts frames of one stream together.
pub struct Depacketiser {
    codec: Assembler,
    frame: Option<u32>,
    broken: bool,
}

enum Assembler {
    Opus(Vec<u8>),
    Vp8(vp8::Assembler),
    Vp9(vp9::Assembler),
    H264(h264::Assembler),
    Av1(av1::Assembler),
}

/// Whether a payload could be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

impl Depacketiser {
    /// For a stream of `codec`.
    pub fn new(codec: Codec) -> Self {
        let codec = match codec {
            Codec::Opus => Assembler::Opus(Vec::new()),
            Codec::Vp8 => Assembler::Vp8(vp8::Assembler::default()),
            Codec::Vp9 => Assembler::Vp9(vp9::Assembler::default()),
            Codec::H264 => Assembler::H264(h264::Assembler::default()),
            Codec::Av1 => Assembler::Av1(av1::Assembler::default()),
        };
        Self { codec, frame: None, broken: false }
    }

    /// Takes the next payload. Gives the frame that it completes; [`Malformed`] when the
    /// frame under way had to be given up.
    pub fn put(&mut self, payload: Payload<'_>) -> Result<Option<FrameBytes>, Malformed> {
        let another = self.frame.is_some_and(|timestamp| timestamp != payload.timestamp);
        // A frame that never got its last packet is broken even if the loss was counted before.
        let gave_up = another && !self.broken;
        if another || self.frame.is_none() {
            self.codec.reset();
            self.broken = false;
        }
        self.frame = Some(payload.timestamp);
        self.broken |= payload.lost && !self.codec.can_begin_with(payload.bytes);
        self.broken |= !self.broken && self.codec.put(payload.bytes).is_err();
        if payload.marker || matches!(self.codec, Assembler::Opus(_)) {
            self.frame = None;
            return if self.broken { Err(Malformed) } else { self.codec.finish().map(Some) };
        }
        if gave_up { Err(Malformed) } else { Ok(None) }
    }
}

impl Assembler {
    fn reset(&mut self) {
        match self {
            Self::Opus(frame) => frame.clear(),
            Self::Vp8(assembler) => assembler.reset(),
            Self::Vp9(assembler) => assembler.reset(),
            Self::H264(assembler) => assembler.reset(),
            Self::Av1(assembler) => assembler.reset(),
        }
    }

    fn can_begin_with(&self, payload: &[u8]) -> bool {
        match self {
            Self::Opus(_) => true,
            Self::Vp8(assembler) => assembler.is_empty() && vp8::begins_frame(payload),
            Self::Vp9(assembler) => assembler.is_empty() && vp9::begins_picture(payload),
            Self::H264(assembler) => assembler.is_empty() && h264::begins_access_unit(payload),
            Self::Av1(assembler) => assembler.is_empty() && av1::begins_temporal_unit(payload),
        }
    }

    fn put(&mut self, payload: &[u8]) -> Result<(), Malformed> {
        match self {
            Self::Opus(frame) => {
                frame.extend_from_slice(payload);
                if payload.is_empty() { Err(Malformed) } else { Ok(()) }
            }
            Self::Vp8(assembler) => assembler.put(payload),
            Self::Vp9(assembler) => assembler.put(payload),
            Self::H264(assembler) => assembler.put(payload),
            Self::Av1(assembler) => assembler.put(payload),
        }
    }

    fn finish(&mut self) -> Result<FrameBytes, Malformed> {
        match self {
            Self::Opus(frame) => Ok(FrameBytes { keyframe: true, size: None, data: std::mem::take(frame) }),
            Self::Vp8(assembler) => assembler.finish(),
            Self::Vp9(assembler) => assembler.finish(),
            Self::H264(assembler) => assembler.finish(),
            Self::Av1(assembler) => assembler.finish(),
        }
    }
}

/// Whether this payload belongs to a keyframe's beginning: cheap enough to ask of every
/// packet while recording.
pub fn begins_keyframe(codec: Codec, payload: &[u8]) -> bool {
    match codec {
        Codec::Opus => true,
        Codec::Vp8 => vp8::begins_keyframe(payload),
        Codec::Vp9 => vp9::begins_keyframe(payload),
        Codec::H264 => h264::begins_keyframe(payload),
        Codec::Av1 => av1::begins_keyframe(payload),
    }
}

/// Appends to a frame under way, within [`FRAME_BYTES_MAX`].
fn append(frame: &mut Vec<u8>, bytes: &[u8]) -> Result<(), Malformed> {
    if frame.len() + bytes.len() > FRAME_BYTES_MAX {
        return Err(Malformed);
    }
    frame.extend_from_slice(bytes);
    Ok(())
}
