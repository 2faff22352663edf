//! Who is reading what at the moment: a player asks for hundreds of ranges of one file, and
//! all of them are one reading with one entry in the audit.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::AccountId;
use crate::session::Timestamp;

/// A reading is over when nothing was asked for this long.
const PAUSE_SECONDS: u32 = 10 * 60;
/// Readings remembered. Beyond that all are forgotten, and the audit gets more entries.
const READINGS_MAX: usize = 10_000;

/// Who, what, and whether to keep it.
pub type Reader = (AccountId, String, bool);

/// The readings under way. Cheap to clone.
#[derive(Clone, Default)]
pub struct Readings(Arc<Mutex<HashMap<Reader, Timestamp>>>);

impl Readings {
    /// Whether this belongs to a reading that is under way and was audited when it began.
    pub fn goes_on(&self, reader: &Reader, now: Timestamp) -> bool {
        let mut readings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match readings.get_mut(reader) {
            Some(last) if now < last.plus_seconds(PAUSE_SECONDS) => {
                *last = now;
                true
            }
            _ => false,
        }
    }

    /// A reading begins; its entry is in the audit.
    pub fn begins(&self, reader: Reader, now: Timestamp) {
        let mut readings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if readings.len() >= READINGS_MAX {
            readings.clear();
        }
        readings.insert(reader, now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_goes_on_for_its_reader_and_file_until_it_pauses() {
        let (readings, me) = (Readings::default(), AccountId::random());
        let watch = |file: &str| (me, file.to_owned(), false);
        readings.begins(watch("a.mp4"), Timestamp(0));
        let in_time = Timestamp(0).plus_seconds(PAUSE_SECONDS - 1);
        assert!(readings.goes_on(&watch("a.mp4"), in_time));
        assert!(!readings.goes_on(&watch("b.mp4"), in_time));
        assert!(!readings.goes_on(&(me, "a.mp4".into(), true), in_time));
        assert!(!readings.goes_on(&(AccountId::random(), "a.mp4".into(), false), in_time));
        assert!(!readings.goes_on(&watch("a.mp4"), in_time.plus_seconds(PAUSE_SECONDS)));
    }
}
