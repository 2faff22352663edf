//! Reading bits, most significant first; beyond the end everything is `None`.

pub(super) struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Bits<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    pub(super) fn bit(&mut self) -> Option<bool> {
        let byte = self.bytes.get(self.at / 8)?;
        let bit = byte >> (7 - self.at % 8) & 1;
        self.at += 1;
        Some(bit == 1)
    }

    /// At most 32 bits.
    pub(super) fn bits(&mut self, count: u32) -> Option<u32> {
        let mut value = 0u32;
        for _ in 0..count {
            value = value << 1 | u32::from(self.bit()?);
        }
        Some(value)
    }

    /// Unsigned Exp-Golomb, ITU-T H.264 §9.1; also AV1's `uvlc`.
    pub(super) fn exp_golomb(&mut self) -> Option<u32> {
        let mut zeros = 0;
        while !self.bit()? {
            zeros += 1;
            if zeros > 31 {
                return None;
            }
        }
        Some((1u32 << zeros) - 1 + self.bits(zeros)?)
    }

    /// Signed Exp-Golomb, ITU-T H.264 §9.1.1.
    pub(super) fn signed_exp_golomb(&mut self) -> Option<i32> {
        let code = self.exp_golomb()?;
        let magnitude = i32::try_from(code.div_ceil(2)).ok()?;
        Some(if code % 2 == 1 { magnitude } else { -magnitude })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_golomb_codes_read_as_in_the_standards_table() {
        let mut bits = Bits::new(&[0b1010_0110, 0b0100_0010, 0b1100_0000]);
        let values: Vec<_> = (0..4).map(|_| bits.exp_golomb()).collect();
        assert_eq!(values, [Some(0), Some(1), Some(2), Some(3)]);
        assert_eq!(bits.signed_exp_golomb(), Some(-2));
    }

    #[test]
    fn the_end_and_endless_zeros_are_none() {
        assert_eq!(Bits::new(&[0xff]).bits(9), None);
        assert_eq!(Bits::new(&[0; 16]).exp_golomb(), None);
    }
}
