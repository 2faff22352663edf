//! Fields that do not end at bytes.

/// Reads bits from the most significant on.
#[derive(Clone, Debug)]
pub struct BitReader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> BitReader<'a> {
    /// Starts at the first bit.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The next `count` bits (at most 32) as a number; `None` beyond the end.
    pub fn bits(&mut self, count: usize) -> Option<u32> {
        debug_assert!(count <= 32);
        if self.at + count > 8 * self.bytes.len() {
            return None;
        }
        let mut value = 0;
        for at in self.at..self.at + count {
            let bit = (self.bytes[at / 8] >> (7 - at % 8)) & 1;
            value = (value << 1) | u32::from(bit);
        }
        self.at += count;
        Some(value)
    }

    /// The next bit.
    pub fn flag(&mut self) -> Option<bool> {
        Some(self.bits(1)? == 1)
    }

    /// A number below `range`, written in as few bits as it needs (AV1 specification §4.10.7).
    pub fn below(&mut self, range: u32) -> Option<u32> {
        let width = (u32::BITS - range.leading_zeros()) as usize;
        let short = (1 << width) - range;
        let value = self.bits(width.checked_sub(1)?)?;
        if value < short { Some(value) } else { Some((value << 1) - short + self.bits(1)?) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_read_across_bytes_until_the_end() {
        let mut reader = BitReader::new(&[0b1010_0000, 0b1111_1111]);
        assert_eq!(reader.bits(3), Some(0b101));
        assert_eq!(reader.bits(7), Some(0b11));
        assert_eq!(reader.flag(), Some(true));
        assert_eq!(reader.bits(6), None);
        assert_eq!(reader.bits(5), Some(0b11111));
        assert_eq!(reader.flag(), None);
    }

    #[test]
    fn numbers_below_five_take_two_or_three_bits() {
        let mut reader = BitReader::new(&[0b0001_1011, 0b0000_0000]);
        let read: Vec<_> = std::iter::from_fn(|| reader.below(5)).take(4).collect();
        assert_eq!(read, [0, 1, 2, 3]);
        assert_eq!(BitReader::new(&[0b1110_0000]).below(5), Some(4));
        assert_eq!(BitReader::new(&[]).below(1), Some(0), "one possibility needs no bits");
        assert_eq!(BitReader::new(&[0]).below(0), None);
    }
}
