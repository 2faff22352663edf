//! H.264 packets, RFC 6184 §5.

use super::Picture;

/// Slice of a picture that refers to no other.
const IDR: u8 = 5;
const SEQUENCE_PARAMETERS: u8 = 7;
const AGGREGATE: u8 = 24;
const FRAGMENT: u8 = 28;

pub fn read(payload: &[u8], marker: bool) -> Option<Picture> {
    let first = *payload.first()?;
    let starts_keyframe = match first & 0x1f {
        AGGREGATE => units(&payload[1..]).any(is_start),
        FRAGMENT => payload.get(1).is_some_and(|unit| unit & 0x80 != 0 && is_start(*unit)),
        _ => is_start(first),
    };
    Some(Picture {
        starts_frame: starts_keyframe,
        ends_frame: marker,
        starts_keyframe,
        is_predicted: !starts_keyframe,
        ..Picture::default()
    })
}

fn is_start(unit: u8) -> bool {
    matches!(unit & 0x1f, IDR | SEQUENCE_PARAMETERS)
}

/// The first byte of every unit in a single-time aggregation packet (§5.7.1).
fn units(mut rest: &[u8]) -> impl Iterator<Item = u8> {
    std::iter::from_fn(move || {
        let (length, units) = rest.split_first_chunk::<2>()?;
        let length = usize::from(u16::from_be_bytes(*length));
        let unit = units.get(..length)?.first().copied()?;
        rest = &units[length..];
        Some(unit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keyframes_are_found_alone_aggregated_and_fragmented() {
        let starts = |payload: &[u8]| read(payload, false).is_some_and(|picture| picture.starts_keyframe);
        assert!(starts(&[0x67, 1]));
        assert!(starts(&[0x65, 1]));
        assert!(!starts(&[0x41, 1]));
        assert!(starts(&[0x18, 0, 1, 0x09, 0, 2, 0x67, 1]));
        assert!(!starts(&[0x18, 0, 9, 0x67]), "a unit that does not fit");
        assert!(starts(&[0x7c, 0x85]));
        assert!(!starts(&[0x7c, 0x05]), "not the first fragment");
    }
}
