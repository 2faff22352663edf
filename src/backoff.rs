//! How long to wait before another attempt.

use crate::session::Timestamp;

/// The first pause after a failure; it doubles up to the last.
const FIRST_PAUSE_SECONDS: u32 = 1;
const LAST_PAUSE_SECONDS: u32 = 5 * 60;

/// When to try again after `tries` failures before this one.
pub fn again(now: Timestamp, tries: u32) -> Timestamp {
    let pause = FIRST_PAUSE_SECONDS.checked_shl(tries).filter(|pause| *pause != 0);
    now.plus_seconds(pause.unwrap_or(LAST_PAUSE_SECONDS).min(LAST_PAUSE_SECONDS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_five_minutes() {
        let pause = |tries| (again(Timestamp(0), tries).0) / 1_000_000;
        assert_eq!([0, 1, 2, 8, 9, 31, 32, u32::MAX].map(pause), [1, 2, 4, 256, 300, 300, 300, 300]);
    }
}
