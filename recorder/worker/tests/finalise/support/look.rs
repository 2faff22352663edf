//! Looks at and listens to files: colours of pixels, tones in sound.

use std::f32::consts::TAU;
use std::path::{Path, PathBuf};

use super::media::{ffmpeg, ffprobe};

/// The colour of one pixel of a file at a moment, as red, green, blue.
pub fn pixel(file: &Path, seconds: f64, x: u32, y: u32) -> [u8; 3] {
    let (at, crop) = (seconds.to_string(), format!("crop=2:2:{x}:{y}"));
    let input = ["-i", file.to_str().unwrap(), "-ss", &at, "-frames:v", "1", "-vf", &crop];
    let bytes = ffmpeg(&[&input[..], &["-pix_fmt", "rgb24", "-f", "rawvideo", "-"]].concat());
    bytes[..3].try_into().unwrap()
}

pub fn is_red([red, green, blue]: [u8; 3]) -> bool {
    red > 150 && green < 90 && blue < 90
}

pub fn is_blue([red, green, blue]: [u8; 3]) -> bool {
    blue > 150 && green < 90 && red < 90
}

pub fn is_dark(colour: [u8; 3]) -> bool {
    colour.iter().all(|value| *value < 70)
}

pub fn is_green([red, green, blue]: [u8; 3]) -> bool {
    green > 100 && red < 90 && blue < 90
}

/// Samples of every decoded sound, per second.
pub const RATE: usize = 48_000;

/// One stream of sound of a file, decoded; earlier or later beginnings are padded or cut, so
/// that sample 0 is second 0.
pub fn samples(file: &Path, stream: usize) -> Vec<f32> {
    let map = format!("0:a:{stream}");
    let input = ["-i", file.to_str().unwrap(), "-map", &map, "-af", "aresample=48000:async=1:first_pts=0"];
    let bytes = ffmpeg(&[&input[..], &["-ac", "1", "-f", "f32le", "-"]].concat());
    bytes.as_chunks::<4>().0.iter().map(|sample| f32::from_le_bytes(*sample)).collect()
}

/// Every stream of sound in every file of a bundle, with the file and the stream's number.
pub fn every_sound(bundle: &Path) -> Vec<(String, Vec<f32>)> {
    let mut sounds = Vec::new();
    for path in files_below(bundle) {
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if !["mp4", "m4a", "webm", "mka", "mkv"].contains(&extension) {
            continue;
        }
        let streams =
            ffprobe(&["-select_streams", "a", "-show_entries", "stream=index", "-of", "csv=p=0"], &path);
        for stream in 0..streams.lines().count() {
            sounds.push((format!("{}, stream {stream}", path.display()), samples(&path, stream)));
        }
    }
    sounds
}

/// Every file, in folders too, in order.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(files_below(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}

/// How much of a tone is in the sound between two moments, in decibels below full scale
/// (Goertzel's algorithm, the loudest of windows of 100 ms).
pub fn tone(samples: &[f32], hz: f32, from: f32, to: f32) -> f32 {
    let at = |seconds: f32| ((seconds * RATE as f32) as usize).min(samples.len());
    let windows = samples[at(from)..at(to)].chunks_exact(RATE / 10);
    windows.map(|window| tone_of(window, hz)).fold(-120.0, f32::max)
}

fn tone_of(window: &[f32], hz: f32) -> f32 {
    let factor = 2.0 * (TAU * hz / RATE as f32).cos();
    let length = window.len() as f32;
    let (mut one, mut two) = (0.0, 0.0);
    for (n, sample) in window.iter().enumerate() {
        // Hann's window: or the edge of one tone would look like a little of all others.
        let weight = 1.0 - (TAU * n as f32 / length).cos();
        (one, two) = (sample * weight + factor * one - two, one);
    }
    let power = (one * one + two * two - factor * one * two) * (2.0 / length).powi(2);
    10.0 * power.max(1e-12).log10()
}
