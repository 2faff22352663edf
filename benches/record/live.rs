//! The recorder at work: sixteen people in real time, and what its threads use.

use std::sync::Arc;
use std::time::{Duration, Instant};

use recorder::key::{SigningKey, StorageKey};
use recorder::spec::{Expected, Person, RecordingSpec, TrackDescription};
use recorder::{Config, Recorder, Recording};
use rustix::time::{ClockId, clock_gettime};
use sfu::id::{ParticipantId, TrackId};
use sfu::media::tap::{Tap, TapContent, TapPacket};
use sfu::media::{Codec, Source};

use crate::support::script;

const PEOPLE: u64 = 16;
const SECONDS: u64 = 15;
/// A packet of sound each 20 ms, 51 kbit/s.
const SOUND_BYTES: usize = 128;
/// Seven packets of picture each 100 ms, 605 kbit/s.
const PICTURE_BYTES: usize = 1080;
const PICTURE_PACKETS_PER_FIVE_TICKS: u64 = 7;
const TICK: Duration = Duration::from_millis(20);

/// What recording costs.
pub struct Live {
    pub cpu_percent_per_participant: f64,
    pub tap_percent_per_participant: f64,
    pub tap_micros_per_packet: f64,
}

/// Records in real time.
pub fn measure() -> Live {
    let folder = tempfile::tempdir().unwrap();
    let recorder = open(folder.path());
    let spec = RecordingSpec { expected: Expected { people: 16, minutes: 1 }, ..script::spec() };
    let recording = recorder.start(&spec).unwrap();
    (0..PEOPLE).for_each(|n| describe(&recording, n));
    let mut tap = recording.tap();
    let (began, used_before) = (Instant::now(), recorder_cpu());
    let (mut in_tap, mut packets) = (Duration::ZERO, 0u64);
    for tick in 0..SECONDS * 50 {
        let due = began + TICK * tick as u32;
        while let Some(left) = due.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
            std::thread::park_timeout(left);
        }
        let from = thread_cpu();
        packets += (0..PEOPLE).map(|n| push(&mut *tap, n, tick)).sum::<u64>();
        in_tap += thread_cpu() - from;
    }
    let wall = began.elapsed().as_secs_f64();
    let threads = (recorder_cpu() - used_before).as_secs_f64();
    recording.close("end").unwrap();
    let percent = |seconds: f64| 100.0 * seconds / wall / PEOPLE as f64;
    Live {
        cpu_percent_per_participant: percent(threads + in_tap.as_secs_f64()),
        tap_percent_per_participant: percent(in_tap.as_secs_f64()),
        tap_micros_per_packet: in_tap.as_secs_f64() * 1e6 / packets as f64,
    }
}

fn open(folder: &std::path::Path) -> Recorder {
    let config = Config {
        folder: folder.to_owned(),
        signing_key: Arc::new(SigningKey::generate().unwrap()),
        storage_key: Arc::new(StorageKey::generate().unwrap()),
        software: "bench".into(),
        notify: Box::new(|_| {}),
    };
    Recorder::open(config).unwrap()
}

fn describe(recording: &Recording, n: u64) {
    let person = Person { id: format!("p-{n}"), ..script::person(n as usize) };
    for (track, source, codec) in
        [(2 * n, Source::Microphone, Codec::Opus), (2 * n + 1, Source::Camera, Codec::Vp8)]
    {
        recording.track(TrackDescription {
            track: TrackId(track),
            participant: ParticipantId(n),
            person: person.clone(),
            source,
            codec,
            formats: Vec::new(),
            extensions: Vec::new(),
        });
    }
}

/// One tick of one person; gives the number of packets.
fn push(tap: &mut dyn Tap, n: u64, tick: u64) -> u64 {
    let received = Instant::now();
    let mut put = |track: u64, sequence: u64, marker: bool, bytes: usize| {
        let mut packet = vec![0x80, 96 | u8::from(marker) << 7];
        packet.extend((sequence as u16).to_be_bytes());
        packet.extend((tick as u32 * 960).to_be_bytes());
        packet.extend((track as u32).to_be_bytes());
        packet.resize(bytes, 0x10);
        let content = TapContent::Rtp(&packet);
        assert!(tap.push(TapPacket {
            participant: ParticipantId(n),
            track: TrackId(track),
            received,
            content
        }));
    };
    put(2 * n, tick, false, SOUND_BYTES);
    let sent = |tick: u64| tick * PICTURE_PACKETS_PER_FIVE_TICKS / 5;
    for sequence in sent(tick)..sent(tick + 1) {
        put(2 * n + 1, sequence, sequence + 1 == sent(tick + 1), PICTURE_BYTES);
    }
    1 + sent(tick + 1) - sent(tick)
}

fn thread_cpu() -> Duration {
    let used = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(used.tv_sec as u64, used.tv_nsec as u32)
}

/// What the recorder's own threads have used: the first figure of each one's `schedstat` is
/// nanoseconds on a processor.
fn recorder_cpu() -> Duration {
    let mut nanoseconds = 0;
    for task in std::fs::read_dir("/proc/self/task").unwrap() {
        let path = task.unwrap().path();
        if std::fs::read_to_string(path.join("comm")).unwrap().starts_with("recorder-") {
            let schedstat = std::fs::read_to_string(path.join("schedstat")).unwrap();
            nanoseconds += schedstat.split(' ').next().unwrap().parse::<u64>().unwrap();
        }
    }
    assert!(nanoseconds > 0, "the recorder's threads are found by their names");
    Duration::from_nanos(nanoseconds)
}
