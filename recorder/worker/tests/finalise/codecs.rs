//! Every codec, from a real encoder through RTP and the log into a file, byte for byte.

use std::path::Path;

use recorder::digest::Sha256;
use serde_json::json;

use crate::support::media::{self, CodedFrame, ffprobe};
use crate::support::packetise::Packetiser;
use crate::support::script::{Script, ms, person};
use crate::support::{feed, finalise};

const PICTURE: &str = "testsrc2=size=640x360:rate=30";

/// Hashes of all packets of a file, in order.
fn hashes(path: &Path) -> Vec<String> {
    let arguments =
        ["-show_packets", "-show_data_hash", "sha256", "-show_entries", "packet=data_hash", "-of", "csv=p=0"];
    let lines = ffprobe(&arguments, path);
    lines.lines().map(|line| line.trim_matches(',').trim_start_matches("SHA256:").to_owned()).collect()
}

fn hashes_of(frames: &[CodedFrame]) -> Vec<String> {
    frames.iter().map(|frame| Sha256::of(&frame.data).to_string()).collect()
}

/// Records and finalises one track; gives the hashes of its file's packets.
fn through(
    folder: &Path,
    codec: &str,
    rate: u64,
    frames: &[CodedFrame],
    pack: impl Fn(&mut Packetiser, &CodedFrame) -> Vec<Vec<u8>>,
) -> Vec<String> {
    let mut script = Script::new(folder);
    let source = if rate == 48_000 { "microphone" } else { "camera" };
    script.describe(1, &person(0), source, codec, json!([]));
    feed(&mut script, 1, rate, frames, pack);
    let (out, facts) = finalise(&script.close(ms(2100)), folder);
    assert_eq!((facts.tracks[0].lost_packets, facts.tracks[0].withheld_frames), (0, 0));
    assert_eq!(facts.tracks[0].files.len(), 1, "one picture size, one file");
    hashes(&out.join(&facts.tracks[0].files[0]))
}

#[test]
fn vp8_comes_out_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let frames = media::video(folder.path(), "libvpx", PICTURE, 2, 30);
    assert_eq!(frames.len(), 60);
    let out = through(folder.path(), "video/VP8", 90_000, &frames, Packetiser::vp8);
    assert_eq!(out, hashes_of(&frames));
}

#[test]
fn vp9_comes_out_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let frames = media::video(folder.path(), "libvpx-vp9", PICTURE, 2, 30);
    let out = through(folder.path(), "video/VP9", 90_000, &frames, Packetiser::vp9);
    assert_eq!(out, hashes_of(&frames));
}

#[test]
fn h264_comes_out_unit_for_unit() {
    let folder = tempfile::tempdir().unwrap();
    let frames = media::h264(folder.path(), PICTURE, 2, 30);
    assert_eq!(frames.len(), 60);
    let out = through(folder.path(), "video/H264", 90_000, &frames, Packetiser::h264);
    assert_eq!(out, hashes_of(&frames));
}

#[test]
fn av1_comes_out_unit_for_unit() {
    let folder = tempfile::tempdir().unwrap();
    let frames = media::video(folder.path(), "libsvtav1", PICTURE, 2, 30);
    let out = through(folder.path(), "video/AV1", 90_000, &frames, Packetiser::av1);
    // A file's temporal delimiters do not travel over RTP.
    let delimiter = [0x12, 0];
    let without = |frame: &CodedFrame| {
        let data = frame.data.strip_prefix(&delimiter).unwrap_or(&frame.data).to_vec();
        CodedFrame { data, ..frame.clone() }
    };
    assert_eq!(out, hashes_of(&frames.iter().map(without).collect::<Vec<_>>()));
}

#[test]
fn opus_comes_out_byte_for_byte_and_red_repairs_what_was_lost() {
    let folder = tempfile::tempdir().unwrap();
    let frames = media::opus(folder.path(), "tone", "sine=frequency=440", 2);
    let out = through(folder.path(), "audio/opus", 48_000, &frames, |p, frame| vec![p.opus(frame)]);
    assert_eq!(out, hashes_of(&frames));

    let mut script = Script::new(folder.path());
    let formats = json!([{"payload_type": 63, "packing": "red"}, {"payload_type": 111, "packing": "plain"}]);
    script.describe(1, &person(0), "microphone", "audio/opus", formats);
    let is_lost = |n: usize| n % 7 == 3 && n < 90;
    let mut packets = Packetiser::new(7, 63);
    for (n, frame) in frames.iter().enumerate() {
        let before = n.checked_sub(1).map(|n| &frames[n]);
        let packet = packets.red(frame, before, 111);
        // The packet after a lost one has a copy of its sound.
        if !is_lost(n) {
            script.rtp(1, ms(frame.timestamp / 48 + 30), &packet);
        }
    }
    let (bundle, facts) = finalise(&script.close(ms(2100)), &folder.path().join("red"));
    let lost = (0..frames.len()).filter(|n| is_lost(*n)).count() as u64;
    assert_eq!((facts.tracks[0].lost_packets, facts.tracks[0].repaired), (lost, lost));
    let out = hashes(&bundle.join(&facts.tracks[0].files[0]));
    assert_eq!(out, hashes_of(&frames), "in order, nothing missing, nothing twice");
}

#[test]
fn another_picture_size_begins_another_file() {
    let folder = tempfile::tempdir().unwrap();
    let large = media::video(folder.path(), "libvpx", PICTURE, 1, 30);
    let folder2 = tempfile::tempdir().unwrap();
    let small = media::video(folder2.path(), "libvpx", "testsrc2=size=320x180:rate=30", 1, 30);
    let shift = |frames: &[CodedFrame], by: u64| {
        frames
            .iter()
            .map(|f| CodedFrame { timestamp: f.timestamp + by * 90_000, data: f.data.clone() })
            .collect::<Vec<_>>()
    };
    let frames = [large.clone(), shift(&small, 1), shift(&large, 2)].concat();
    let mut script = Script::new(folder.path());
    script.describe(1, &person(0), "camera", "video/VP8", json!([]));
    feed(&mut script, 1, 90_000, &frames, Packetiser::vp8);
    let (out, facts) = finalise(&script.close(ms(3100)), folder.path());
    let sizes: Vec<String> = facts.tracks[0]
        .files
        .iter()
        .map(|file| {
            ffprobe(&["-show_entries", "stream=width", "-of", "csv=p=0"], &out.join(file)).trim().to_owned()
        })
        .collect();
    assert_eq!(sizes, ["640", "320", "640"]);
    assert_eq!(facts.tracks[0].frames, 90);
}

#[test]
fn one_lost_packet_withholds_pictures_until_the_next_keyframe_and_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let frames = media::video(folder.path(), "libvpx", PICTURE, 2, 30);
    let mut script = Script::new(folder.path());
    script.describe(1, &person(0), "camera", "video/VP8", json!([]));
    let mut packets = Packetiser::new(7, 96);
    for (n, frame) in frames.iter().enumerate() {
        if n == 10 {
            packets.lose();
        }
        for packet in packets.vp8(frame) {
            script.rtp(1, ms(frame.timestamp / 90 + 30), &packet);
        }
    }
    let (out, facts) = finalise(&script.close(ms(2100)), folder.path());
    let track = &facts.tracks[0];
    // The packet lost was between two frames, so frame 10 itself is whole but built on what
    // nobody can know was whole.
    assert_eq!((track.lost_packets, track.withheld_frames, track.frames), (1, 20, 40));
    assert_eq!(track.gaps.len(), 1);
    assert_eq!(track.gaps[0].reason, "packets were lost");
    let expected = hashes_of(&[&frames[..10], &frames[30..]].concat());
    assert_eq!(hashes(&out.join(&track.files[0])), expected);
}
