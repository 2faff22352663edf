//! The receiver's clock in transport-wide feedback.

use crate::media::rtcp::ARRIVAL_TICK;

/// A time of a receiver's clock in ticks of 250 µs. It wraps with the 24 bits of the
/// reference time, after twelve days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArrivalTime(u32);

impl ArrivalTime {
    /// A time as feedback tells it.
    pub fn at(ticks: i64) -> Self {
        Self(ticks as u32)
    }

    /// Milliseconds since another time; negative if that was later.
    pub fn ms_since(self, other: Self) -> f64 {
        f64::from(self.0.wrapping_sub(other.0) as i32) * ARRIVAL_TICK.as_secs_f64() * 1e3
    }

    /// The later of two.
    pub fn later(self, other: Self) -> Self {
        if other.ms_since(self) > 0.0 { other } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_hold_where_the_clock_wraps() {
        let (before, after) = (ArrivalTime::at((1 << 32) - 4), ArrivalTime::at(4));
        assert_eq!((after.ms_since(before), before.ms_since(after)), (2.0, -2.0));
        assert_eq!(before.later(after), after);
    }
}
