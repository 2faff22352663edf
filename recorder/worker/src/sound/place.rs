//! Places decoded sound on the recording's timeline: silence where nothing was said, and a
//! slow resampling where a sender's clock runs faster or slower than ours. Pure.
//!
//! A lost packet becomes silence. A decoder could invent something plausible instead; a
//! record must not.

use crate::mux::sound::RATE;

/// Sound that begins within this many samples of where the last ended continues it.
const CONTINUES: f64 = 0.030 * RATE as f64;

/// How much faster or slower sound is played to follow a clock: half a percent, a twelfth of
/// a semitone. A crystal needs a fiftieth of it.
const STRETCH: f64 = 0.005;

/// Sound fades in and out around silence for 2.5 ms, so that it does not click.
const FADE: usize = (RATE / 400) as usize;

/// Samples that interpolation needs from before.
const HISTORY: usize = 3;

/// One voice being placed.
#[derive(Debug, Default)]
pub struct Placer {
    /// Placed and not yet taken; the first is at `taken`.
    placed: Vec<f32>,
    /// Samples taken since the beginning.
    taken: u64,
    /// Where the sound placed last ends, if it may go on.
    end: Option<f64>,
    history: [f32; HISTORY],
}

impl Placer {
    /// Places `samples` heard from `start` on (in samples since the beginning, with
    /// fractions); not before what was taken already.
    pub fn place(&mut self, start: f64, samples: &[f32]) {
        if samples.len() <= HISTORY || !start.is_finite() {
            return;
        }
        let length = samples.len() as f64;
        let continues = self.end.filter(|end| (start - end).abs() < CONTINUES);
        let (from, to) = match continues {
            Some(end) => {
                (end, (start + length).clamp(end + length * (1.0 - STRETCH), end + length * (1.0 + STRETCH)))
            }
            None => {
                self.pause();
                let start = start.max((self.taken + self.placed.len() as u64) as f64);
                (start, start + length)
            }
        };
        if continues.is_none() {
            self.fill_to(from.ceil() as u64);
        }
        let fade_in = continues.is_none();
        self.render(from, to, samples, fade_in);
        self.history.copy_from_slice(&samples[samples.len() - HISTORY..]);
        self.end = Some(to);
    }

    /// Ends the sound placed last, so that what follows begins anew.
    pub fn pause(&mut self) {
        if self.end.take().is_some() {
            let from = self.placed.len().saturating_sub(FADE);
            let tail = &mut self.placed[from..];
            let length = tail.len() as f32;
            tail.iter_mut().rev().enumerate().for_each(|(n, sample)| *sample *= n as f32 / length);
        }
        self.history = [0.0; HISTORY];
    }

    /// How far samples can be taken without disturbing a fade.
    pub fn ready(&self) -> u64 {
        let held = if self.end.is_some() { FADE } else { 0 };
        self.taken + self.placed.len().saturating_sub(held) as u64
    }

    /// Adds the samples up to `to` to `into` and forgets them; silence where there are none.
    pub fn take(&mut self, to: u64, into: &mut [f32]) {
        let count = (to - self.taken) as usize;
        let there = count.min(self.placed.len());
        into.iter_mut().zip(self.placed.drain(..there)).for_each(|(sum, sample)| *sum += sample);
        self.taken = to;
    }

    fn fill_to(&mut self, position: u64) {
        let length = position.saturating_sub(self.taken) as usize;
        if length > self.placed.len() {
            self.placed.resize(length, 0.0);
        }
    }

    /// Puts out the whole samples whose source lies two samples before the end: what comes
    /// after needs the next sound's first samples.
    fn render(&mut self, from: f64, to: f64, samples: &[f32], fade_in: bool) {
        let step = samples.len() as f64 / (to - from);
        let first = self.placed.len();
        loop {
            let position = (self.taken + self.placed.len() as u64) as f64;
            let source = (position - from) * step;
            if source >= samples.len() as f64 - 2.0 {
                break;
            }
            self.placed.push(interpolate(&self.history, samples, source));
        }
        if fade_in {
            let head = &mut self.placed[first..];
            head.iter_mut().take(FADE).enumerate().for_each(|(n, sample)| *sample *= n as f32 / FADE as f32);
        }
    }
}

/// A cubic through the four nearest samples (Catmull-Rom); exact on whole positions.
fn interpolate(history: &[f32; HISTORY], samples: &[f32], source: f64) -> f32 {
    let whole = source.floor();
    let t = (source - whole) as f32;
    let at = |offset: isize| {
        let n = whole as isize + offset;
        match usize::try_from(n) {
            Ok(n) => samples.get(n).copied().unwrap_or(0.0),
            Err(_) => history.get((HISTORY as isize + n).max(0) as usize).copied().unwrap_or(0.0),
        }
    };
    let [a, b, c, d] = [at(-1), at(0), at(1), at(2)];
    if t == 0.0 {
        return b;
    }
    b + 0.5 * t * (c - a + t * (2.0 * a - 5.0 * b + 4.0 * c - d + t * (3.0 * (b - c) + d - a)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FRAME: usize = 960;

    fn tone(n: usize) -> f32 {
        (n as f64 * 440.0 * std::f64::consts::TAU / f64::from(RATE)).sin() as f32
    }

    fn all(placer: &mut Placer, length: usize) -> Vec<f32> {
        placer.pause();
        let mut samples = vec![0.0; length];
        placer.take(length as u64, &mut samples);
        samples
    }

    #[test]
    fn sound_on_time_comes_out_as_it_was() {
        let mut placer = Placer::default();
        for frame in 0..50 {
            let samples: Vec<f32> = (frame * FRAME..(frame + 1) * FRAME).map(tone).collect();
            placer.place((4800 + frame * FRAME) as f64, &samples);
        }
        let out = all(&mut placer, 60_000);
        assert!(out[..4800].iter().all(|sample| *sample == 0.0), "silence before");
        for n in FADE..50 * FRAME - FADE - 2 {
            assert_eq!(out[4800 + n], tone(n), "sample {n}");
        }
        assert!(out[4800 + 50 * FRAME..].iter().all(|sample| *sample == 0.0), "silence after");
    }

    #[test]
    fn a_clock_100_ppm_slow_is_followed_without_a_click() {
        let mut placer = Placer::default();
        let frames = 3000;
        for frame in 0..frames {
            let samples: Vec<f32> = (frame * FRAME..(frame + 1) * FRAME).map(tone).collect();
            placer.place((frame * FRAME) as f64 * 1.0001, &samples);
        }
        let out = all(&mut placer, frames * FRAME + 400);
        let end = out.iter().rposition(|sample| *sample != 0.0).unwrap();
        let expected = (frames * FRAME) as f64 * 1.0001;
        assert!((end as f64 - expected).abs() < 100.0, "{end} {expected}");
        let steepest =
            out[FADE..end - FADE].windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f32::max);
        assert!(steepest < 0.0577 * 1.01, "the tone's own slope is 0.0576, got {steepest}");
    }

    #[test]
    fn eight_missing_seconds_stay_eight_seconds_of_silence() {
        let mut placer = Placer::default();
        let samples = vec![0.5; FRAME];
        placer.place(0.0, &samples);
        placer.place((8 * RATE) as f64, &samples);
        let out = all(&mut placer, 9 * RATE as usize);
        assert!(out[FRAME..8 * RATE as usize].iter().all(|sample| *sample == 0.0));
        assert_eq!(out[8 * RATE as usize + FADE + 1], 0.5);
    }

    proptest! {
        #[test]
        fn any_times_can_be_placed(starts in prop::collection::vec(-1e6..1e6f64, 0..40), length in 0usize..2000) {
            let mut placer = Placer::default();
            for start in starts {
                placer.place(start, &vec![0.1; length]);
                let ready = placer.ready();
                let mut out = vec![0.0; (ready - placer.taken) as usize];
                placer.take(ready, &mut out);
                prop_assert!(out.iter().all(|sample| sample.abs() < 0.2));
            }
        }
    }
}
