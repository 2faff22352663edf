//! A hearing as it happens: three people's packets go into the recorder's tap in real time,
//! the server's queue makes the bundle, and what people get is looked at and listened to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use recorder::Recording;
use recorder::finalise::JobState;
use recorder::finalise::queue::Priority;
use recorder::key::SigningKey;
use recorder::spec::TrackDescription;
use recorder::verify::Trust;
use recorder::verify::bundle::bundle;
use serde_json::{Value, json};
use sfu::id::{ParticipantId, TrackId};
use sfu::media::tap::{Tap, TapContent, TapPacket};
use sfu::media::{Codec, Source};

use crate::support::look::{
    every_sound, files_below, is_blue, is_dark, is_green, is_red, pixel, samples, tone,
};
use crate::support::media::{self, CodedFrame, ffmpeg, ffprobe};
use crate::support::packetise::{Packetiser, sender_report};
use crate::support::script::{person, spec};
use crate::support::server::{ended, finaliser, recorder, unpacked};

/// The tone that a person's microphone sends, and the one it sends during the caucus.
const TONES: [(u32, u32); 3] = [(440, 2350), (740, 2750), (1130, 3150)];
/// The colour that a person's camera sends. During the caucus all are yellow.
const COLOURS: [&str; 3] = ["red", "blue", "green"];

// Seconds of the hearing.
const LATE: f32 = 2.0;
const MUTED: (f32, f32) = (4.0, 6.0);
const CAUCUS: (f32, f32) = (7.0, 9.0);
const LENGTH: u32 = 11;

/// What happens to whom.
enum Happening {
    Joined,
    Silenced(bool),
    Report(Vec<u8>),
    Packet(Vec<u8>),
}

/// Everything that one person's browser and the session do, by milliseconds.
fn person_script(folder: &Path, n: usize) -> Vec<(u64, TrackId, Happening)> {
    let folder = folder.join(format!("media-{n}"));
    std::fs::create_dir(&folder).unwrap();
    let (hz, secret) = TONES[n];
    // Opus is 6.5 ms late, so that the first packet after the caucus has the end of it.
    let (from, to) = (CAUCUS.0, CAUCUS.1 - 0.02);
    let sound = format!("aevalsrc=0.3*sin(2*PI*t*if(between(t\\,{from}\\,{to})\\,{secret}\\,{hz})):s=48000");
    let picture = format!(
        "color=c={}:size=640x360:rate=15,drawbox=t=fill:color=yellow:enable='between(t,{from},{to})'",
        COLOURS[n]
    );
    let (sound, picture) =
        (media::opus(&folder, "tone", &sound, LENGTH), media::video(&folder, "libvpx", &picture, LENGTH, 15));
    let joins = if n == 2 { (LATE * 1000.0) as u64 } else { 0 };
    let is_muted = |ms: u64| n == 1 && ((MUTED.0 * 1e3) as u64..(MUTED.1 * 1e3) as u64).contains(&ms);
    let [microphone, camera] = tracks_of(n);
    let mut script = vec![(joins, microphone, Happening::Joined)];
    if n == 1 {
        script.push(((MUTED.0 * 1e3) as u64, microphone, Happening::Silenced(true)));
        script.push(((MUTED.1 * 1e3) as u64, microphone, Happening::Silenced(false)));
    }
    let mut packets = Packetiser::new(10 + n as u32, 111);
    for frame in &sound {
        let ms = frame.timestamp / 48;
        let packet = packets.opus(frame);
        if ms >= joins && ms.is_multiple_of(1000) {
            let report = sender_report(packets.ssrc, ms, packets.timestamp(frame.timestamp));
            script.push((ms, microphone, Happening::Report(report)));
        }
        if ms >= joins && !is_muted(ms) {
            script.push((ms, microphone, Happening::Packet(packet)));
        }
    }
    let mut packets = Packetiser::new(20 + n as u32, 96);
    let from_keyframe = |frame: &&CodedFrame| frame.timestamp / 90 >= joins;
    for frame in picture.iter().filter(from_keyframe) {
        let ms = frame.timestamp / 90;
        if ms >= joins && ms.is_multiple_of(1000) {
            let report = sender_report(packets.ssrc, ms, packets.timestamp(frame.timestamp));
            script.push((ms, camera, Happening::Report(report)));
        }
        script.extend(packets.vp8(frame).into_iter().map(|packet| (ms, camera, Happening::Packet(packet))));
    }
    script
}

fn tracks_of(n: usize) -> [TrackId; 2] {
    [TrackId(2 * n as u64 + 1), TrackId(2 * n as u64 + 2)]
}

fn join(recording: &Recording, n: usize) {
    let [microphone, camera] = tracks_of(n);
    recording.event(&json!({"type": "joined", "person": person(n)})).unwrap();
    for (track, source, codec) in
        [(microphone, Source::Microphone, Codec::Opus), (camera, Source::Camera, Codec::Vp8)]
    {
        recording.track(TrackDescription {
            track,
            participant: ParticipantId(n as u64),
            person: person(n),
            source,
            codec,
            formats: Vec::new(),
            extensions: Vec::new(),
        });
    }
}

/// Lets everything happen at its time. The caucus is nothing but the recording's pause: the
/// media plane goes on handing packets over, which it would not, so that the recorder is
/// shown to refuse them by itself.
fn happen(recording: &Recording, mut script: Vec<(u64, TrackId, Happening)>) {
    script.sort_by_key(|(ms, ..)| *ms);
    let mut taps: BTreeMap<u64, Box<dyn Tap>> = (0..3).map(|n| (n, recording.tap())).collect();
    let (mut paused, mut over) = (false, false);
    let began = Instant::now();
    for (ms, track, happening) in script {
        let due = began + Duration::from_millis(ms);
        while let Some(left) = due.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
            std::thread::park_timeout(left);
        }
        if !paused && ms as f32 >= CAUCUS.0 * 1e3 {
            paused = true;
            recording.pause("单方会谈");
        } else if !over && ms as f32 >= CAUCUS.1 * 1e3 {
            over = true;
            recording.resume();
        }
        let n = (track.0 - 1) / 2;
        let content = match &happening {
            Happening::Joined => {
                join(recording, n as usize);
                continue;
            }
            Happening::Silenced(silenced) => TapContent::Silenced(*silenced),
            Happening::Report(report) => TapContent::SenderReport(report),
            Happening::Packet(packet) => TapContent::Rtp(packet),
        };
        let packet = TapPacket { participant: ParticipantId(n), track, received: Instant::now(), content };
        assert!(taps.get_mut(&n).unwrap().push(packet));
    }
}

/// The bundle of the hearing, and the key that signed it.
fn hearing(folder: &Path) -> (PathBuf, Arc<SigningKey>) {
    let key = Arc::new(SigningKey::generate().unwrap());
    let script = (0..3).flat_map(|n| person_script(folder, n)).collect();
    let recorder = recorder(folder, &key);
    let spec = spec();
    let recording = recorder.start(&spec).unwrap();
    recording.event(&json!({"type": "chat", "from": "p-1", "text": "我方提交证据一"})).unwrap();
    happen(&recording, script);
    recording.close("闭庭").unwrap();
    let (finaliser, _) = finaliser(folder, &key);
    finaliser.submit(spec.id, Priority::High);
    assert_eq!(ended(&finaliser, spec.id), JobState::Done);
    (unpacked(folder, spec.id), key)
}

/// proves: issue 2 item 5; INV-R01: nothing of a caucus is in any file.
#[test]
fn a_hearing_with_a_late_joiner_a_mute_and_a_caucus_becomes_a_record() {
    let folder = tempfile::tempdir().unwrap();
    let (out, key) = hearing(folder.path());
    let sound = bundle(&out, Trust::Only(key.verifying_key())).unwrap();
    assert_eq!(sound.manifest.facts.defects, Vec::<String>::new());
    assert_eq!(sound.manifest.log.fault, None);

    the_composite_plays_from_its_start(&out.join("composite.mp4"));
    everybody_is_seen_where_they_belong(&out.join("composite.mp4"));
    everybody_is_heard_when_they_spoke(&out.join("composite.mp4"));
    each_person_has_a_file_of_each_track(&out, &sound.manifest.facts.tracks);
    what_was_written_and_what_happened_is_kept(&out);
    no_file_has_anything_of_the_caucus(&out);
    any_changed_byte_is_found_and_its_file_named(&out, &key);
}

fn the_composite_plays_from_its_start(composite: &Path) {
    let entries = ["-show_entries", "stream=codec_name,width,height,start_time", "-of", "csv=p=0"];
    let streams = ffprobe(&entries, composite);
    assert_eq!(streams.lines().take(2).collect::<Vec<_>>(), ["h264,1280,720,0.000000", "aac,0.000000"]);
    let bytes = std::fs::read(composite).unwrap();
    let place = |name: &[u8]| bytes.windows(4).position(|window| window == name).unwrap();
    assert!(place(b"moov") < place(b"mdat"), "a player needs no more than the beginning to begin");
    ffmpeg(&["-xerror", "-i", composite.to_str().unwrap(), "-f", "null", "-"]);
    let length: f64 =
        ffprobe(&["-show_entries", "format=duration", "-of", "csv=p=0"], composite).trim().parse().unwrap();
    assert!((length - f64::from(LENGTH)).abs() < 0.5, "pauses are not cut out: {length}");
}

fn everybody_is_seen_where_they_belong(composite: &Path) {
    let at = |seconds, (x, y)| pixel(composite, seconds, x, y);
    let (left, right) = ((320, 300), (960, 300));
    assert!(is_red(at(1.5, left)) && is_blue(at(1.5, right)), "two side by side");
    let (first, second, third) = ((320, 100), (960, 100), (640, 460));
    for seconds in [3.5, 5.0, 6.5, 10.5] {
        let seen = [at(seconds, first), at(seconds, second), at(seconds, third)];
        assert!(is_red(seen[0]) && is_blue(seen[1]) && is_green(seen[2]), "{seconds} s: {seen:?}");
    }
    for seconds in [7.4, 8.0, 8.6] {
        assert!([first, second, third].iter().all(|place| is_dark(at(seconds, *place))), "{seconds} s");
    }
}

/// A tone that is there, and one that is not, in decibels below full scale.
const LOUD: f32 = -30.0;
const SILENT: f32 = -55.0;

fn everybody_is_heard_when_they_spoke(composite: &Path) {
    let sound = samples(composite, 0);
    let heard = |n: usize, from, to| tone(&sound, TONES[n].0 as f32, from, to);
    for (n, from, to) in [(0, 0.3, 6.8), (1, 0.3, 3.8), (1, 6.3, 6.8), (2, 2.3, 6.8), (0, 9.5, 10.8)] {
        assert!(heard(n, from, to) > LOUD, "person {n} is heard from {from} to {to}");
    }
    for (n, from, to) in [(2, 0.0, 1.9), (1, 4.3, 5.8), (0, 7.2, 8.9), (1, 7.2, 8.9), (2, 7.2, 8.9)] {
        let level = heard(n, from, to);
        assert!(level < SILENT, "person {n} is not heard from {from} to {to}: {level} dB");
    }
}

fn each_person_has_a_file_of_each_track(out: &Path, tracks: &[recorder::bundle::facts::TrackFacts]) {
    let kinds: Vec<_> = tracks.iter().map(|track| (track.person.as_str(), track.source.as_str())).collect();
    let expected = ["p-0", "p-1", "p-2"].into_iter().flat_map(|p| [(p, "microphone"), (p, "camera")]);
    assert_eq!(kinds, expected.collect::<Vec<_>>());
    for track in tracks {
        assert_eq!((track.lost_packets, track.withheld_frames), (0, 0), "{track:?}");
        assert_eq!(track.files.len(), 1);
        let counted = ["-count_packets", "-show_entries", "stream=nb_read_packets", "-of", "csv=p=0"];
        let count = ffprobe(&counted, &out.join(&track.files[0]));
        assert_eq!(count.trim().parse::<u64>().unwrap(), track.frames);
    }
    for (n, file) in ["01-审判员-王法官", "02-申请人-李小明", "03-被申请人-陈红"].iter().enumerate()
    {
        let alone = samples(&out.join(format!("audio/{file}.webm")), 0);
        let together = samples(&out.join("audio/people.mka"), n);
        for sound in [alone, together] {
            for (other, (hz, _)) in TONES.iter().enumerate() {
                let level = tone(&sound, *hz as f32, 2.5, 3.8);
                assert_eq!(level > LOUD, other == n, "{file} holds {hz} Hz at {level} dB");
            }
        }
    }
}

fn what_was_written_and_what_happened_is_kept(out: &Path) {
    let chat: Value = serde_json::from_slice(&std::fs::read(out.join("chat.json")).unwrap()).unwrap();
    assert_eq!((&chat[0]["from"], &chat[0]["text"]), (&json!("p-1"), &json!("我方提交证据一")));
    let events = std::fs::read_to_string(out.join("events.jsonl")).unwrap();
    let events: Vec<Value> = events.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let at = |kind: &str| {
        let found = events.iter().filter(|event| event["event"]["type"] == kind);
        found.map(|event| event["time_us"].as_u64().unwrap() / 500_000).collect::<Vec<_>>()
    };
    assert_eq!(at("joined"), [0, 0, 4], "half seconds");
    assert_eq!((at("recorder.paused"), at("recorder.resumed")), (vec![14], vec![18]));
}

fn no_file_has_anything_of_the_caucus(out: &Path) {
    let sounds = every_sound(out);
    for (place, sound) in &sounds {
        for (_, secret) in TONES {
            let level = tone(sound, secret as f32, 0.0, LENGTH as f32);
            assert!(level < SILENT, "{place} holds {secret} Hz at {level} dB");
        }
    }
    assert_eq!(sounds.len(), 1 + 1 + 3 + 3 + 3, "composite, mix, one per person, all in one, tracks");
}

fn any_changed_byte_is_found_and_its_file_named(out: &Path, key: &SigningKey) {
    let trust = Trust::Only(key.verifying_key());
    let files = files_below(out);
    assert!(files.len() > 20, "{files:?}");
    for path in files {
        let name = path.strip_prefix(out).unwrap().to_str().unwrap();
        let whole = std::fs::read(&path).unwrap();
        for (n, part) in (0..3).zip([0, whole.len() / 2, whole.len().saturating_sub(1)]) {
            let mut changed = whole.clone();
            let Some(byte) = changed.get_mut(part) else { continue };
            *byte ^= 1 << (n * 3);
            std::fs::write(&path, &changed).unwrap();
            let fault = bundle(out, trust).expect_err(name);
            // Of manifest and signature nobody can say which of the two was changed.
            let pair = name.starts_with("manifest.") && fault.file.starts_with("manifest.");
            assert!(fault.file == name || pair, "{name}, byte {part}: {fault}");
        }
        std::fs::write(&path, &whole).unwrap();
    }
    bundle(out, trust).unwrap();
}
