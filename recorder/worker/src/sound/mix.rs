//! Many voices into one, never louder than full scale; and how loud each was. Pure.

use std::collections::VecDeque;

use crate::mux::sound::RATE;

/// Loudness is measured this often per second.
pub const LEVELS_PER_SECOND: u32 = 10;

/// The loudest a mix gets: half a decibel below full scale, room for the coder's error.
const CEILING: f32 = 0.94;

/// A peak is turned down over this many samples before it comes: 5 ms.
const LOOK_AHEAD: usize = (RATE / 200) as usize;

/// And turned up again with this time constant: 200 ms.
const RELEASE: f32 = 1.0 / (0.2 * RATE as f32);

/// Turns peaks down before they clip.
///
/// The gain that a sample needs is held over the window before it, rises slowly, and is then
/// averaged over the window: every value in the average is low enough for that sample.
#[derive(Debug)]
pub struct Limiter {
    delayed: VecDeque<f32>,
    /// Needed gains of the window that can still be its least: number and gain, both rising.
    least: VecDeque<(u64, f32)>,
    taken: u64,
    held: f32,
    window: VecDeque<f32>,
    sum: f64,
}

impl Default for Limiter {
    fn default() -> Self {
        Self {
            delayed: std::iter::repeat_n(0.0, LOOK_AHEAD).collect(),
            least: VecDeque::new(),
            taken: 0,
            held: 1.0,
            window: std::iter::repeat_n(1.0, LOOK_AHEAD + 1).collect(),
            sum: (LOOK_AHEAD + 1) as f64,
        }
    }
}

impl Limiter {
    /// Limits `samples` in place, [`LOOK_AHEAD`] samples late.
    pub fn limit(&mut self, samples: &mut [f32]) {
        for sample in samples {
            let least = self.least_of_window(CEILING / sample.abs().max(CEILING));
            self.held = least.min(self.held + (1.0 - self.held) * RELEASE);
            self.window.push_back(self.held);
            let oldest = self.window.pop_front().unwrap_or(1.0);
            self.sum += f64::from(self.held) - f64::from(oldest);
            let gain = (self.sum / self.window.len() as f64).min(1.0) as f32;
            self.delayed.push_back(*sample);
            *sample = self.delayed.pop_front().unwrap_or(0.0) * gain;
        }
    }

    /// How late the output is.
    pub fn delay() -> usize {
        LOOK_AHEAD
    }

    fn least_of_window(&mut self, needed: f32) -> f32 {
        while self.least.back().is_some_and(|(_, gain)| *gain >= needed) {
            self.least.pop_back();
        }
        self.least.push_back((self.taken, needed));
        self.taken += 1;
        let oldest = self.taken.saturating_sub(LOOK_AHEAD as u64 + 1);
        while self.least.front().is_some_and(|(number, _)| *number < oldest) {
            self.least.pop_front();
        }
        self.least.front().map_or(1.0, |(_, gain)| *gain)
    }
}

/// Measures loudness, ten times a second: decibels above -96 dBFS, 0 to 96.
#[derive(Debug, Default)]
pub struct Meter {
    sum: f64,
    count: u32,
    /// The measures so far.
    pub levels: Vec<u8>,
}

impl Meter {
    /// Takes more samples.
    pub fn measure(&mut self, samples: &[f32]) {
        for sample in samples {
            self.sum += f64::from(*sample).powi(2);
            self.count += 1;
            if self.count == RATE / LEVELS_PER_SECOND {
                let power = self.sum / f64::from(self.count);
                self.levels.push((10.0 * power.max(1e-12).log10() + 96.0).clamp(0.0, 96.0) as u8);
                (self.sum, self.count) = (0.0, 0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_sound_passes_unchanged_and_late() {
        let mut limiter = Limiter::default();
        let input: Vec<f32> = (0..4800).map(|n| (n as f32 * 0.05).sin() * 0.5).collect();
        let mut output = input.clone();
        limiter.limit(&mut output);
        assert_eq!(output[LOOK_AHEAD..], input[..4800 - LOOK_AHEAD]);
    }

    #[test]
    fn three_people_shouting_at_once_do_not_clip() {
        let mut limiter = Limiter::default();
        let mut output: Vec<f32> = (0..48_000).map(|n| (n as f32 * 0.05).sin() * 3.0).collect();
        limiter.limit(&mut output);
        let peak = output.iter().fold(0f32, |peak, sample| peak.max(sample.abs()));
        assert!(peak <= CEILING * 1.0001, "{peak}");
        let steady = &output[9600..];
        let flat = steady.windows(2).filter(|pair| pair[0].abs() > 0.9 && pair[0] == pair[1]).count();
        assert_eq!(flat, 0, "turned down, not cut off");
        assert!(steady.iter().fold(0f32, |peak, sample| peak.max(*sample)) > 0.9, "and no more than needed");
    }

    #[test]
    fn loudness_is_in_decibels() {
        let mut meter = Meter::default();
        meter.measure(&[0.0; 4800]);
        meter.measure(&[1.0; 4800]);
        meter.measure(&[0.1; 4800]);
        assert_eq!(meter.levels, [0, 96, 76]);
    }
}
