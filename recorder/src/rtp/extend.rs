//! Counters that wrap, made counters that do not.

/// Extends 16-bit sequence numbers to 64 bits. Starts high enough that packets from before
/// the first one, reordered, still get numbers above zero.
#[derive(Clone, Copy, Debug, Default)]
pub struct SequenceExtender {
    newest: Option<u64>,
}

impl SequenceExtender {
    /// The extended number closest to the newest one seen.
    pub fn extend(&mut self, sequence: u16) -> u64 {
        let newest = self.newest.unwrap_or((1 << 32) | u64::from(sequence));
        let delta = sequence.wrapping_sub(newest as u16).cast_signed();
        let extended = newest.saturating_add_signed(i64::from(delta));
        self.newest = Some(newest.max(extended));
        extended
    }
}

/// Extends 32-bit timestamps to 64 bits, likewise.
#[derive(Clone, Copy, Debug, Default)]
pub struct TimestampExtender {
    newest: Option<i64>,
}

impl TimestampExtender {
    /// The extended timestamp closest to the newest one seen.
    pub fn extend(&mut self, timestamp: u32) -> i64 {
        let newest = self.newest.unwrap_or((1 << 33) | i64::from(timestamp));
        let extended = Self::near(newest, timestamp);
        self.newest = Some(newest.max(extended));
        extended
    }

    /// The extended timestamp closest to `reference`, without remembering it.
    pub fn near(reference: i64, timestamp: u32) -> i64 {
        let delta = timestamp.wrapping_sub(reference as u32).cast_signed();
        reference.saturating_add(i64::from(delta))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn sequence_differences_survive_any_wrap(first: u16, steps in prop::collection::vec(-1000i64..1000, 1..300)) {
            let mut extender = SequenceExtender::default();
            let start = extender.extend(first).cast_signed();
            let mut newest = start;
            for step in steps {
                let truth = (newest + step).max(start - 30_000);
                prop_assert_eq!(extender.extend(truth as u16).cast_signed(), truth);
                newest = newest.max(truth);
            }
        }

        #[test]
        fn timestamp_differences_survive_any_wrap(first: u32, steps in prop::collection::vec(-9_000i64..900_000_000, 1..300)) {
            let mut extender = TimestampExtender::default();
            let mut newest = extender.extend(first);
            for step in steps {
                let truth = newest + step;
                prop_assert_eq!(extender.extend(truth as u32), truth);
                newest = newest.max(truth);
            }
        }
    }
}
