//! Numbers that wrap on the wire, without their wrapping.

/// Where extended numbering starts, so that a packet before the first one still has a number.
const FIRST_CYCLE: u64 = 1 << 16;

/// The extended sequence number of the first packet ever seen of a stream.
pub fn first(sequence: u16) -> u64 {
    FIRST_CYCLE + u64::from(sequence)
}

/// The extended sequence number closest to `near` whose low 16 bits are `sequence`.
pub fn extend(sequence: u16, near: u64) -> u64 {
    let ahead = sequence.wrapping_sub(near as u16) as i16;
    near.checked_add_signed(i64::from(ahead)).unwrap_or(u64::from(sequence))
}

/// How far `later` is after `earlier` on a 32-bit clock; negative if it is before.
pub fn ticks_between(earlier: u32, later: u32) -> i32 {
    later.wrapping_sub(earlier) as i32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_go_on_after_wrapping_and_come_back_when_late() {
        let highest = first(65_535);
        assert_eq!(extend(0, highest), highest + 1);
        assert_eq!(extend(65_530, highest + 3), highest - 5);
        assert_eq!(extend(65_535, first(0)), first(0) - 1);
        assert_eq!(ticks_between(u32::MAX, 4), 5);
        assert_eq!(ticks_between(4, u32::MAX), -5);
    }

    proptest! {
        #[test]
        fn extending_finds_any_number_within_half_a_cycle(
            near in 40_000u64..u64::MAX / 2, step in -32_768i64..32_768,
        ) {
            let truth = near.checked_add_signed(step).unwrap();
            prop_assert_eq!(extend(truth as u16, near), truth);
        }
    }
}
