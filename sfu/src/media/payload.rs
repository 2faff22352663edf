//! What the first bytes of a video payload say about the picture it is a part of.

mod av1;
mod h264;
mod vp8;
mod vp9;

use super::{Codec, Layer};

/// A packet's place among pictures and layers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// Spatial and temporal step within its stream.
    pub layer: Layer,
    /// First packet of a frame (for SVC: of one spatial layer of a picture).
    pub starts_frame: bool,
    /// Last packet of a frame.
    pub ends_frame: bool,
    /// Begins a picture that refers to no other: decoding can start here.
    pub starts_keyframe: bool,
    /// This frame refers to earlier pictures.
    pub is_predicted: bool,
    /// Refers to lower temporal layers only: whoever has those may begin with this one.
    pub begins_layer: bool,
    /// Later pictures of higher temporal layers do not look back beyond this one.
    pub opens_layers: bool,
    /// Numbers that must stay continuous for the receiver.
    pub numbers: PictureNumbers,
}

/// Picture numbers inside a payload descriptor, and where they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PictureNumbers {
    /// Counts pictures.
    pub picture_id: Option<PictureId>,
    /// Counts pictures of the lowest temporal layer (TL0PICIDX).
    pub base_index: Option<BaseIndex>,
}

/// Counts pictures modulo 2^7 or 2^15.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureId {
    /// Offset in the payload of its first byte.
    pub at: u16,
    /// The number.
    pub value: u16,
    /// 15 bits in two bytes; else 7 bits in one.
    pub is_wide: bool,
}

/// Counts pictures of the lowest temporal layer modulo 2^8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BaseIndex {
    /// Offset in the payload.
    pub at: u16,
    /// The number.
    pub value: u8,
}

impl Picture {
    /// Reads a payload; `marker` is the RTP header's. `None` if the descriptor is cut short
    /// or the codec has no pictures.
    pub fn read(codec: Codec, payload: &[u8], marker: bool) -> Option<Self> {
        match codec {
            Codec::Opus => None,
            Codec::Vp8 => vp8::read(payload, marker),
            Codec::Vp9 => vp9::read(payload),
            Codec::H264 => h264::read(payload, marker),
            Codec::Av1 => av1::read(payload, marker),
        }
    }
}

/// Reads the picture id at `at`, whose first bit says how long it is.
fn picture_id(payload: &[u8], at: usize) -> Option<PictureId> {
    let first = *payload.get(at)?;
    let is_wide = first & 0x80 != 0;
    let value = if is_wide {
        (u16::from(first & 0x7f) << 8) | u16::from(*payload.get(at + 1)?)
    } else {
        u16::from(first)
    };
    Some(PictureId { at: at as u16, value, is_wide })
}

impl PictureId {
    /// How many bytes it takes.
    pub fn width(self) -> usize {
        if self.is_wide { 2 } else { 1 }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn sound_has_no_pictures_and_nothing_has_none_either() {
        assert_eq!(Picture::read(Codec::Opus, &[0xff; 20], true), None);
        for codec in [Codec::Vp8, Codec::Vp9, Codec::H264, Codec::Av1] {
            assert_eq!(Picture::read(codec, &[], false), None);
        }
    }

    proptest! {
        #[test]
        fn no_payload_makes_a_reader_panic_or_point_outside(
            payload in prop::collection::vec(any::<u8>(), 0..40), marker in any::<bool>(),
        ) {
            for codec in [Codec::Vp8, Codec::Vp9, Codec::H264, Codec::Av1] {
                let Some(picture) = Picture::read(codec, &payload, marker) else { continue };
                let numbers = picture.numbers;
                let id_end = numbers.picture_id.map_or(0, |id| usize::from(id.at) + id.width());
                let index_end = numbers.base_index.map_or(0, |index| usize::from(index.at) + 1);
                prop_assert!(id_end.max(index_end) <= payload.len());
            }
        }
    }
}
