//! The VP9 payload descriptor, RFC 9628 §4.2.

use super::{BaseIndex, Picture, PictureNumbers, picture_id};
use crate::media::Layer;

pub fn read(payload: &[u8]) -> Option<Picture> {
    let first = *payload.first()?;
    let has = |bit: u8| first & bit != 0;
    let (is_predicted, is_flexible, starts_frame) = (has(0x40), has(0x10), has(0x08));
    let mut at = 1;
    let mut numbers = PictureNumbers::default();
    if has(0x80) {
        let id = picture_id(payload, at)?;
        numbers.picture_id = Some(id);
        at += id.width();
    }
    let (mut layer, mut opens_layers) = (Layer::default(), false);
    if has(0x20) {
        let layering = *payload.get(at)?;
        at += 1;
        layer = Layer { spatial: (layering >> 1) & 0x07, temporal: layering >> 5 };
        opens_layers = layering & 0x10 != 0;
        if !is_flexible {
            numbers.base_index = Some(BaseIndex { at: at as u16, value: *payload.get(at)? });
        }
    }
    Some(Picture {
        layer,
        starts_frame,
        ends_frame: has(0x04),
        starts_keyframe: starts_frame && !is_predicted && layer.spatial == 0,
        is_predicted,
        begins_layer: false,
        opens_layers,
        numbers,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keyframes_start_in_the_lowest_spatial_layer() {
        let starts = |payload: &[u8]| read(payload).is_some_and(|picture| picture.starts_keyframe);
        assert!(starts(&[0x88, 0x01]));
        assert!(!starts(&[0xc8, 0x01]), "predicted");
        assert!(starts(&[0xa8, 0x80, 0x01, 0x00, 0x00]));
        assert!(!starts(&[0xa8, 0x80, 0x01, 0x02, 0x00]), "second spatial layer");
    }

    #[test]
    fn layers_switching_points_and_numbers_are_read() {
        let picture = read(&[0xec, 0x81, 0x02, 0x53, 0x09]).unwrap();
        assert_eq!(picture.layer, Layer { spatial: 1, temporal: 2 });
        assert!(picture.is_predicted && picture.opens_layers);
        assert!(picture.starts_frame && picture.ends_frame);
        assert_eq!(picture.numbers.picture_id.unwrap().value, 0x102);
        assert_eq!(picture.numbers.base_index, Some(BaseIndex { at: 4, value: 9 }));

        let flexible = read(&[0xb8, 0x05, 0x20]).unwrap();
        assert_eq!(flexible.numbers.base_index, None, "flexible mode has no base index");
        assert_eq!(read(&[0xa8, 0x80]), None);
    }
}
