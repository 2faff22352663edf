//! Where decoding can start: the first packet of a picture that refers to no other.

use super::Codec;

/// Whether `payload` begins a keyframe (for SVC: its base layer).
pub fn begins(codec: Codec, payload: &[u8]) -> bool {
    match codec {
        Codec::Opus => false,
        Codec::Vp8 => vp8(payload).unwrap_or(false),
        Codec::Vp9 => vp9(payload).unwrap_or(false),
        Codec::H264 => h264(payload),
        Codec::Av1 => av1(payload),
    }
}

/// RFC 7741 §4.2 and §4.3: first partition starts here and the inverse key frame flag is 0.
fn vp8(payload: &[u8]) -> Option<bool> {
    let first = *payload.first()?;
    let mut header = 1;
    if first & 0x80 != 0 {
        let extension = *payload.get(1)?;
        header += 1;
        if extension & 0x80 != 0 {
            header += if payload.get(header)? & 0x80 != 0 { 2 } else { 1 };
        }
        header += usize::from(extension & 0x40 != 0) + usize::from(extension & 0x30 != 0);
    }
    let starts_frame = first & 0x17 == 0x10;
    Some(starts_frame && payload.get(header)? & 0x01 == 0)
}

/// RFC 9628 §4.2: not inter-picture predicted, first packet of the frame, base spatial layer.
fn vp9(payload: &[u8]) -> Option<bool> {
    let first = *payload.first()?;
    let has_picture_id = first & 0x80 != 0;
    let is_predicted = first & 0x40 != 0;
    let has_layers = first & 0x20 != 0;
    let starts_frame = first & 0x08 != 0;
    let mut at = 1;
    if has_picture_id {
        at += if payload.get(at)? & 0x80 != 0 { 2 } else { 1 };
    }
    let spatial = if has_layers { (payload.get(at)? >> 1) & 0x07 } else { 0 };
    Some(starts_frame && !is_predicted && spatial == 0)
}

/// RFC 6184: a sequence parameter set or the first fragment of an IDR slice.
fn h264(payload: &[u8]) -> bool {
    const SEQUENCE_PARAMETERS: u8 = 7;
    const IDR: u8 = 5;
    const AGGREGATE: u8 = 24;
    const FRAGMENT: u8 = 28;
    let starts = |unit: u8| matches!(unit & 0x1f, IDR | SEQUENCE_PARAMETERS);
    match payload.first().map(|first| first & 0x1f) {
        Some(AGGREGATE) => aggregated_units(&payload[1..]).any(starts),
        Some(FRAGMENT) => payload.get(1).is_some_and(|unit| unit & 0x80 != 0 && starts(*unit)),
        Some(unit) => starts(unit),
        None => false,
    }
}

/// The first byte of every unit in a STAP-A packet (RFC 6184 §5.7.1).
fn aggregated_units(mut rest: &[u8]) -> impl Iterator<Item = u8> {
    std::iter::from_fn(move || {
        let (length, units) = rest.split_first_chunk::<2>()?;
        let length = usize::from(u16::from_be_bytes(*length));
        let unit = units.get(..length)?.first().copied()?;
        rest = &units[length..];
        Some(unit)
    })
}

/// AOM RTP specification §4.4: the N bit marks the first packet of a coded video sequence.
fn av1(payload: &[u8]) -> bool {
    payload.first().is_some_and(|aggregation| aggregation & 0x88 == 0x08)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vp8_keyframes_are_found_behind_every_descriptor() {
        assert!(begins(Codec::Vp8, &[0x10, 0x00]));
        assert!(!begins(Codec::Vp8, &[0x10, 0x01]), "an inter frame");
        assert!(!begins(Codec::Vp8, &[0x00, 0x00]), "a continuation");
        assert!(!begins(Codec::Vp8, &[0x11, 0x00]), "the second partition");
        assert!(begins(Codec::Vp8, &[0x90, 0xe0, 0x80, 0x01, 0x05, 0x20, 0x00]));
        assert!(!begins(Codec::Vp8, &[0x90, 0xe0, 0x80]));
    }

    #[test]
    fn vp9_keyframes_start_in_the_base_layer() {
        assert!(begins(Codec::Vp9, &[0x88, 0x01]));
        assert!(!begins(Codec::Vp9, &[0xc8, 0x01]), "predicted");
        assert!(begins(Codec::Vp9, &[0xa8, 0x80, 0x01, 0x00]));
        assert!(!begins(Codec::Vp9, &[0xa8, 0x80, 0x01, 0x02]), "second spatial layer");
    }

    #[test]
    fn h264_keyframes_are_found_alone_aggregated_and_fragmented() {
        assert!(begins(Codec::H264, &[0x67, 1]));
        assert!(begins(Codec::H264, &[0x65, 1]));
        assert!(!begins(Codec::H264, &[0x41, 1]));
        assert!(begins(Codec::H264, &[0x18, 0, 1, 0x09, 0, 2, 0x67, 1]));
        assert!(!begins(Codec::H264, &[0x18, 0, 9, 0x67]), "a unit that does not fit");
        assert!(begins(Codec::H264, &[0x7c, 0x85]));
        assert!(!begins(Codec::H264, &[0x7c, 0x05]), "not the first fragment");
    }

    #[test]
    fn av1_marks_new_sequences() {
        assert!(begins(Codec::Av1, &[0x18]));
        assert!(!begins(Codec::Av1, &[0x10]));
        assert!(!begins(Codec::Av1, &[0x98]), "continues an OBU of the packet before");
    }

    #[test]
    fn sound_and_nothing_have_no_keyframes() {
        assert!(!begins(Codec::Opus, &[0xff; 20]));
        for codec in [Codec::Vp8, Codec::Vp9, Codec::H264, Codec::Av1] {
            assert!(!begins(codec, &[]));
        }
    }
}
