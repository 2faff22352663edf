//! Real coded media, made by the `ffmpeg` program and taken apart here.

use std::path::Path;
use std::process::{Command, Stdio};

/// A coded frame and when it is shown, in units of the RTP clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodedFrame {
    pub timestamp: u64,
    pub data: Vec<u8>,
}

/// Runs `ffmpeg`, fails if it complains, and gives its output.
pub fn ffmpeg(arguments: &[&str]) -> Vec<u8> {
    let output = Command::new("ffmpeg")
        .args(["-hide_banner", "-nostdin", "-loglevel", "error", "-y"])
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("ffmpeg is installed");
    assert!(output.status.success(), "ffmpeg {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// Prints of `ffprobe` on a file.
pub fn ffprobe(arguments: &[&str], path: &Path) -> String {
    let output = Command::new("ffprobe").args(["-v", "error"]).args(arguments).arg(path).output().unwrap();
    assert!(output.status.success(), "{}: {}", path.display(), String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Frames of VP8, VP9 or AV1 from `source` (a lavfi graph), as an encoder in a browser would
/// make them: real time, no frames ahead.
pub fn video(folder: &Path, codec: &str, source: &str, seconds: u32, keyframe_every: u32) -> Vec<CodedFrame> {
    let path = folder.join(format!("{codec}-{seconds}.ivf"));
    let (length, gop, output) = (seconds.to_string(), keyframe_every.to_string(), path.to_str().unwrap());
    let mut arguments =
        vec!["-f", "lavfi", "-t", &length, "-i", source, "-c:v", codec, "-g", &gop, "-b:v", "600k"];
    match codec {
        "libsvtav1" => arguments.extend(["-preset", "12", "-svtav1-params", "pred-struct=1:lookahead=0"]),
        _ => arguments.extend([
            "-deadline",
            "realtime",
            "-cpu-used",
            "8",
            "-lag-in-frames",
            "0",
            "-auto-alt-ref",
            "0",
        ]),
    }
    arguments.extend(["-pix_fmt", "yuv420p", "-f", "ivf", output]);
    ffmpeg(&arguments);
    ivf_frames(&std::fs::read(&path).unwrap())
}

/// Access units of H.264 from `source`, with parameter sets before every keyframe.
pub fn h264(folder: &Path, source: &str, seconds: u32, keyframe_every: u32) -> Vec<CodedFrame> {
    let path = folder.join(format!("h264-{seconds}.264"));
    let (length, gop, output) = (seconds.to_string(), keyframe_every.to_string(), path.to_str().unwrap());
    ffmpeg(&[
        "-f",
        "lavfi",
        "-t",
        &length,
        "-i",
        source,
        "-c:v",
        "libx264",
        "-profile:v",
        "baseline",
        "-preset",
        "veryfast",
        "-tune",
        "zerolatency",
        "-g",
        &gop,
        "-x264-params",
        "sliced-threads=0:aud=1",
        "-pix_fmt",
        "yuv420p",
        "-f",
        "h264",
        output,
    ]);
    let file = std::fs::read(&path).unwrap();
    let units = annex_b_units(&file);
    let mut frames: Vec<CodedFrame> = Vec::new();
    for unit in units {
        // An access unit delimiter begins a frame; browsers do not send it.
        if unit[0] & 0x1f == 9 {
            let timestamp = frames.len() as u64 * 3000;
            frames.push(CodedFrame { timestamp, data: Vec::new() });
        } else if unit[0] & 0x1f != 6 {
            let frame = frames.last_mut().unwrap();
            frame.data.extend((unit.len() as u32).to_be_bytes());
            frame.data.extend(unit);
        }
    }
    frames
}

/// Opus packets of 20 ms from `source`.
pub fn opus(folder: &Path, name: &str, source: &str, seconds: u32) -> Vec<CodedFrame> {
    let path = folder.join(format!("{name}.ogg"));
    let (length, output) = (seconds.to_string(), path.to_str().unwrap());
    ffmpeg(&[
        "-f",
        "lavfi",
        "-t",
        &length,
        "-i",
        source,
        "-ar",
        "48000",
        "-ac",
        "1",
        "-c:a",
        "libopus",
        "-b:a",
        "48k",
        "-application",
        "voip",
        "-frame_duration",
        "20",
        output,
    ]);
    let packets = ogg_packets(&std::fs::read(&path).unwrap());
    let frames = packets.into_iter().skip(2).enumerate();
    frames.map(|(n, data)| CodedFrame { timestamp: n as u64 * 960, data }).collect()
}

fn ivf_frames(file: &[u8]) -> Vec<CodedFrame> {
    let word = |at: usize| u32::from_le_bytes(file[at..at + 4].try_into().unwrap());
    let (rate, scale) = (u64::from(word(16)), u64::from(word(20)));
    let mut frames = Vec::new();
    let mut at = usize::from(u16::from_le_bytes([file[6], file[7]]));
    while at + 12 <= file.len() {
        let bytes = word(at) as usize;
        let shown = u64::from(word(at + 4)) * 90_000 * scale / rate;
        frames.push(CodedFrame { timestamp: shown, data: file[at + 12..at + 12 + bytes].to_vec() });
        at += 12 + bytes;
    }
    frames
}

fn annex_b_units(file: &[u8]) -> Vec<&[u8]> {
    let starts: Vec<usize> =
        (0..file.len() - 3).filter(|at| file[*at..at + 3] == [0, 0, 1]).map(|at| at + 3).collect();
    let ends = starts.iter().skip(1).map(|next| next - 3).chain([file.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(start, end)| {
            let unit = &file[*start..end];
            let length = unit.iter().rposition(|byte| *byte != 0).unwrap() + 1;
            &unit[..length]
        })
        .collect()
}

fn ogg_packets(file: &[u8]) -> Vec<Vec<u8>> {
    let (mut packets, mut open, mut at) = (Vec::new(), Vec::new(), 0);
    while at + 27 <= file.len() {
        assert_eq!(&file[at..at + 4], b"OggS");
        let count = usize::from(file[at + 26]);
        let table = &file[at + 27..at + 27 + count];
        let mut data = at + 27 + count;
        for lacing in table {
            open.extend_from_slice(&file[data..data + usize::from(*lacing)]);
            data += usize::from(*lacing);
            if *lacing < 255 {
                packets.push(std::mem::take(&mut open));
            }
        }
        at = data;
    }
    packets
}
