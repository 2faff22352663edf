//! Wall-clock time as RTCP writes it, and the two clocks of a media source.

use std::time::{Duration, Instant};

/// Seconds since 1900 in 32.32 fixed point (RFC 5905 §6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NtpTime(pub u64);

impl NtpTime {
    /// The middle 32 bits (16.16 seconds), which reports echo.
    pub fn middle(self) -> u32 {
        (self.0 >> 16) as u32
    }

    /// This time plus some.
    #[must_use]
    pub fn after(self, duration: Duration) -> Self {
        let fraction = (u64::from(duration.subsec_nanos()) << 32) / 1_000_000_000;
        Self(self.0.wrapping_add(duration.as_secs() << 32).wrapping_add(fraction))
    }

    /// Seconds from `earlier` to this; negative if it is before.
    pub fn seconds_since(self, earlier: Self) -> f64 {
        (self.0.wrapping_sub(earlier.0) as i64) as f64 / (1u64 << 32) as f64
    }
}

/// A duration in 16.16 seconds, as reports write delays; saturates at 18 hours.
pub fn short_seconds(duration: Duration) -> u32 {
    let units = (duration.as_micros() << 16) / 1_000_000;
    u32::try_from(units).unwrap_or(u32::MAX)
}

/// The reverse of [`short_seconds`].
pub fn from_short_seconds(units: u32) -> Duration {
    Duration::from_micros((u64::from(units) * 1_000_000) >> 16)
}

/// A sender report's statement: at this wall-clock time the media clock showed this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockReading {
    /// The publisher's wall clock.
    pub wall: NtpTime,
    /// Its media clock.
    pub media: u32,
    /// When we heard it.
    pub received: Instant,
}

impl ClockReading {
    /// What the media clock shows at `wall`.
    pub fn media_at(&self, wall: NtpTime, clock_rate: u32) -> u32 {
        let ticks = wall.seconds_since(self.wall) * f64::from(clock_rate);
        self.media.wrapping_add((ticks.round() as i64) as u32)
    }

    /// What the wall clock showed when the media clock showed `media`, for readings within
    /// half a cycle of the media clock (six hours at 90 kHz).
    pub fn wall_at(&self, media: u32, clock_rate: u32) -> NtpTime {
        let ticks = i64::from(super::sequence::ticks_between(self.media, media));
        let fraction = (i128::from(ticks) << 32) / i128::from(clock_rate);
        NtpTime(self.wall.0.wrapping_add(fraction as u64))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[expect(clippy::disallowed_methods, reason = "edge: a test needs one instant to count from")]
    fn reading(media: u32) -> ClockReading {
        ClockReading { wall: NtpTime(3_900_000_000 << 32), media, received: Instant::now() }
    }

    #[test]
    fn durations_survive_their_short_form() {
        let second = Duration::from_secs(1);
        assert_eq!(short_seconds(second), 0x1_0000);
        assert_eq!(from_short_seconds(0x8000), second / 2);
        assert_eq!(short_seconds(Duration::from_secs(1 << 20)), u32::MAX);
    }

    #[test]
    fn wall_time_moves_with_durations() {
        let later = reading(0).wall.after(Duration::from_millis(1_500));
        assert!((later.seconds_since(reading(0).wall) - 1.5).abs() < 1e-6);
        assert!((reading(0).wall.seconds_since(later) + 1.5).abs() < 1e-6);
    }

    proptest! {
        #[test]
        fn media_and_wall_clock_are_inverse(media in any::<u32>(), ticks in -1_000_000i32..1_000_000) {
            let reading = reading(media);
            let there = media.wrapping_add_signed(ticks);
            let back = reading.media_at(reading.wall_at(there, 90_000), 90_000);
            prop_assert!(crate::media::sequence::ticks_between(there, back).abs() <= 1);
        }
    }
}
