//! The VP8 payload descriptor, RFC 7741 §4.2.

use super::{BaseIndex, Picture, PictureNumbers, picture_id};
use crate::media::Layer;

pub fn read(payload: &[u8], marker: bool) -> Option<Picture> {
    let first = *payload.first()?;
    let starts_frame = first & 0x17 == 0x10;
    let mut at = 1;
    let mut flags = 0;
    if first & 0x80 != 0 {
        flags = *payload.get(at)?;
        at += 1;
    }
    let has = |bit: u8| flags & bit != 0;
    let mut numbers = PictureNumbers::default();
    if has(0x80) {
        let id = picture_id(payload, at)?;
        numbers.picture_id = Some(id);
        at += id.width();
    }
    if has(0x40) {
        numbers.base_index = Some(BaseIndex { at: at as u16, value: *payload.get(at)? });
        at += 1;
    }
    let (mut temporal, mut is_layer_sync) = (0, false);
    if has(0x30) {
        let layering = *payload.get(at)?;
        at += 1;
        if has(0x20) {
            temporal = layering >> 6;
            is_layer_sync = layering & 0x20 != 0;
        }
    }
    // The first bit of the VP8 payload header (§4.3) is the inverse key frame flag.
    let starts_keyframe = starts_frame && payload.get(at)? & 0x01 == 0;
    Some(Picture {
        layer: Layer { spatial: 0, temporal },
        starts_frame,
        ends_frame: marker,
        starts_keyframe,
        is_predicted: !starts_keyframe,
        begins_layer: is_layer_sync,
        opens_layers: false,
        numbers,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keyframes_are_found_behind_every_descriptor() {
        let starts = |payload: &[u8]| read(payload, false).is_some_and(|picture| picture.starts_keyframe);
        assert!(starts(&[0x10, 0x00]));
        assert!(!starts(&[0x10, 0x01]), "an inter frame");
        assert!(!starts(&[0x00, 0x00]), "a continuation");
        assert!(!starts(&[0x11, 0x00]), "the second partition");
        assert!(starts(&[0x90, 0xe0, 0x80, 0x01, 0x05, 0x20, 0x00]));
        assert_eq!(read(&[0x90, 0xe0, 0x80], false), None);
    }

    #[test]
    fn numbers_and_temporal_layers_are_read_where_they_are() {
        let picture = read(&[0x90, 0xf0, 0x92, 0x34, 0x07, 0xa5, 0x01], true).unwrap();
        let id = picture.numbers.picture_id.unwrap();
        assert_eq!((id.at, id.value, id.is_wide), (2, 0x1234, true));
        assert_eq!(picture.numbers.base_index, Some(BaseIndex { at: 4, value: 7 }));
        assert_eq!(picture.layer, Layer { spatial: 0, temporal: 2 });
        assert!(picture.begins_layer && picture.ends_frame && picture.starts_frame);

        let narrow = read(&[0x90, 0x80, 0x12, 0x01], false).unwrap();
        assert_eq!(narrow.numbers.picture_id.unwrap().value, 0x12);
    }
}
