//! Two clocks: recording time, which never jumps, and UTC, which people read.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

/// Nanoseconds since the recording began, monotonic over its whole life.
///
/// Every packet, event and frame of a recording carries it, and second 0 of every file made
/// from a recording is `RecordingTime(0)`: pauses and gaps take up their real length
/// everywhere, so no file needs an offset to line up with another. A part that continues
/// after a crash starts at the UTC distance from the first part.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecordingTime(pub u64);

impl RecordingTime {
    /// The beginning.
    pub const ZERO: Self = Self(0);

    /// From a length of time since the beginning, saturating after 584 years.
    pub fn from_duration(since_start: Duration) -> Self {
        Self(u64::try_from(since_start.as_nanos()).unwrap_or(u64::MAX))
    }

    /// Since the beginning.
    pub fn as_duration(self) -> Duration {
        Duration::from_nanos(self.0)
    }

    /// Whole milliseconds since the beginning.
    pub fn as_millis(self) -> u64 {
        self.0 / 1_000_000
    }

    /// Seconds since the beginning.
    pub fn as_secs_f64(self) -> f64 {
        self.as_duration().as_secs_f64()
    }

    /// How long after `earlier` this is; zero if it is before.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_nanos(self.0.saturating_sub(earlier.0))
    }

    /// This time and `length` more.
    pub fn plus(self, length: Duration) -> Self {
        Self(self.0.saturating_add(Self::from_duration(length).0))
    }
}

impl fmt::Debug for RecordingTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}s", self.as_secs_f64())
    }
}

/// Microseconds since 1970-01-01 UTC.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Utc(pub i64);

impl Utc {
    /// From the system's clock type; times before 1970 become 1970.
    pub fn from_system(time: SystemTime) -> Self {
        let since_epoch = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        Self(i64::try_from(since_epoch.as_micros()).unwrap_or(i64::MAX))
    }

    /// As the system's clock type.
    pub fn to_system(self) -> SystemTime {
        UNIX_EPOCH + Duration::from_micros(self.0.max(0).unsigned_abs())
    }

    /// This time and `length` more.
    pub fn plus(self, length: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(length.as_micros()).unwrap_or(i64::MAX)))
    }

    /// How long after `earlier` this is; zero if it is before.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// `2026-11-23 09:30:00` on a clock that shows UTC plus `offset_minutes`.
    pub fn on_the_wall(self, offset_minutes: i32) -> String {
        let offset = Offset::from_seconds(offset_minutes.saturating_mul(60)).unwrap_or(Offset::UTC);
        let time = offset.to_datetime(self.timestamp());
        time.strftime("%Y-%m-%d %H:%M:%S").to_string()
    }

    fn timestamp(self) -> Timestamp {
        Timestamp::from_microsecond(self.0).unwrap_or(Timestamp::MAX)
    }
}

/// RFC 3339 in UTC with microseconds: `2026-11-23T01:30:00.000000Z`.
impl fmt::Display for Utc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.timestamp().strftime("%Y-%m-%dT%H:%M:%S.%6fZ"))
    }
}

impl fmt::Debug for Utc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utc_prints_as_rfc_3339_and_as_the_clock_on_the_wall() {
        let time = Utc(1_795_397_400_123_456);
        assert_eq!(time.to_string(), "2026-11-23T01:30:00.123456Z");
        assert_eq!(time.on_the_wall(480), "2026-11-23 09:30:00");
        assert_eq!(time.on_the_wall(-90), "2026-11-23 00:00:00");
    }

    #[test]
    fn utc_survives_the_round_trip_through_the_system_clock_type() {
        let time = Utc(1_795_397_400_123_456);
        assert_eq!(Utc::from_system(time.to_system()), time);
    }

    #[test]
    fn absurd_times_and_offsets_print_instead_of_panicking() {
        assert!(Utc(i64::MAX).to_string().starts_with("9999-"));
        assert!(Utc(i64::MIN).on_the_wall(i32::MAX).len() >= 10);
    }
}
