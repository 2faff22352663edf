//! How long the disk will last, and the reserve that is freed when it did not.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use crate::log::disk::Disk;
use crate::status::Alarm;

/// Of one disk, shared by all recordings on it.
#[derive(Debug)]
pub struct Outlook {
    written: AtomicU64,
    minutes_left: AtomicU32,
    sound_only: AtomicBool,
}

/// No answer yet.
const UNKNOWN: u32 = u32::MAX;

impl Default for Outlook {
    fn default() -> Self {
        let (written, sound_only) = (AtomicU64::new(0), AtomicBool::new(false));
        Self { written, minutes_left: AtomicU32::new(UNKNOWN), sound_only }
    }
}

impl Outlook {
    /// Counts bytes of any recording.
    pub fn wrote(&self, bytes: u64) {
        self.written.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Minutes until the disk is full at the present rate.
    pub fn minutes_left(&self) -> Option<u32> {
        let minutes = self.minutes_left.load(Ordering::Relaxed);
        (minutes != UNKNOWN).then_some(minutes)
    }

    /// Whether only sound should be kept.
    pub fn sound_only(&self) -> bool {
        self.sound_only.load(Ordering::Relaxed)
    }
}

/// Works the outlook out, once a second.
#[derive(Debug, Default)]
pub struct Forecast {
    written: u64,
    /// Bytes per second with video.
    rate: Option<f64>,
}

/// Weight of the newest second; the rate follows a change within about half a minute.
const NEWEST: f64 = 0.1;

impl Forecast {
    /// Takes the measure: `elapsed` since the last one, `free` bytes on the disk.
    pub fn measure(&mut self, outlook: &Outlook, elapsed: Duration, free: u64) {
        let written = outlook.written.load(Ordering::Relaxed);
        let second = (written - self.written) as f64 / elapsed.as_secs_f64().max(0.001);
        self.written = written;
        // Sound alone is a twelfth of the bytes: a rate that followed it down would call the
        // video back at once.
        if second > 0.0 && !outlook.sound_only() {
            self.rate = Some(self.rate.map_or(second, |rate| rate + NEWEST * (second - rate)));
        }
        let Some(rate) = self.rate else { return };
        let minutes = (free as f64 / rate.max(1.0) / 60.0).min(f64::from(UNKNOWN - 1)) as u32;
        outlook.minutes_left.store(minutes, Ordering::Relaxed);
        let below = Alarm::SOUND_ONLY_MINUTES * if outlook.sound_only() { 2 } else { 1 };
        outlook.sound_only.store(minutes < below, Ordering::Relaxed);
    }
}

/// A file that keeps some of the disk free for closing recordings in good order.
pub struct Ballast {
    disk: Arc<dyn Disk>,
    path: PathBuf,
    bytes: u64,
    held: AtomicBool,
}

impl Ballast {
    /// Takes `bytes` of the disk if it has four times as many to give.
    pub fn new(disk: Arc<dyn Disk>, path: PathBuf, bytes: u64) -> Self {
        let ballast = Self { disk, path, bytes, held: AtomicBool::new(false) };
        ballast.take_up();
        ballast
    }

    /// Gives the bytes back to the disk; `false` if that was done already.
    pub fn free(&self) -> bool {
        let held = self.held.swap(false, Ordering::SeqCst);
        held && self.disk.remove(&self.path).is_ok()
    }

    /// Takes them again when there is room.
    pub fn take_up(&self) {
        let roomy =
            self.disk.free_bytes(&self.path.with_file_name(".")).is_ok_and(|free| free > 4 * self.bytes);
        if roomy && !self.held.swap(true, Ordering::SeqCst) {
            let reserved = self.disk.reserve(&self.path, self.bytes).is_ok();
            self.held.store(reserved, Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn nothing_is_forecast_before_anything_was_written() {
        let (outlook, mut forecast) = (Outlook::default(), Forecast::default());
        forecast.measure(&outlook, SECOND, 1_000_000);
        assert_eq!(outlook.minutes_left(), None);
    }

    #[test]
    fn the_rate_and_the_room_give_the_minutes() {
        let (outlook, mut forecast) = (Outlook::default(), Forecast::default());
        outlook.wrote(100_000);
        forecast.measure(&outlook, SECOND, 60 * 100_000 * 30);
        assert_eq!(outlook.minutes_left(), Some(30));
        assert!(!outlook.sound_only());
    }

    #[test]
    fn sound_only_stays_until_there_is_twice_the_room() {
        let (outlook, mut forecast) = (Outlook::default(), Forecast::default());
        let minute = 60 * 100_000;
        outlook.wrote(100_000);
        forecast.measure(&outlook, SECOND, minute);
        assert!(outlook.sound_only());
        outlook.wrote(8_000);
        forecast.measure(&outlook, SECOND, 3 * minute);
        assert!(outlook.sound_only(), "the lower rate of sound alone must not end it");
        forecast.measure(&outlook, SECOND, 5 * minute);
        assert!(!outlook.sound_only());
    }
}
