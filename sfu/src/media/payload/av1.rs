//! The AV1 aggregation header, AOM RTP specification §4.4. Layers come from the dependency
//! descriptor.

use super::Picture;

pub fn read(payload: &[u8], marker: bool) -> Option<Picture> {
    let aggregation = *payload.first()?;
    let continues_unit = aggregation & 0x80 != 0;
    let starts_sequence = aggregation & 0x08 != 0 && !continues_unit;
    Some(Picture {
        starts_frame: starts_sequence,
        ends_frame: marker,
        starts_keyframe: starts_sequence,
        is_predicted: !starts_sequence,
        ..Picture::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_sequences_are_marked() {
        let starts = |payload: &[u8]| read(payload, false).is_some_and(|picture| picture.starts_keyframe);
        assert!(starts(&[0x18]));
        assert!(!starts(&[0x10]));
        assert!(!starts(&[0x98]), "continues a unit of the packet before");
    }
}
