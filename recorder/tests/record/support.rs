//! A recorder on a temporary folder, and packets to feed it.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use recorder::key::{SigningKey, StorageKey};
use recorder::spec::{Expected, Kind, Person, RecordingId, RecordingSpec, TrackDescription};
use recorder::status::Notice;
use recorder::{Config, Recorder};
use sfu::id::{ParticipantId, TrackId};
use sfu::media::tap::{Tap, TapContent, TapPacket};
use sfu::media::{Codec, Source};

/// The keys lie in the folder, so that another process can go on with it.
pub fn open(folder: &Path) -> (Recorder, Receiver<Notice>) {
    let (tell, notices) = channel();
    let tell = Mutex::new(tell);
    let recorder = Recorder::open(Config {
        folder: recordings(folder),
        signing_key: Arc::new(signing_key(folder)),
        storage_key: Arc::new(storage_key(folder)),
        software: "concord test".into(),
        notify: Box::new(move |notice| drop(tell.lock().unwrap().send(notice))),
    });
    (recorder.unwrap(), notices)
}

pub fn recordings(folder: &Path) -> PathBuf {
    folder.join("recordings")
}

pub fn signing_key(folder: &Path) -> SigningKey {
    SigningKey::load_or_create(&folder.join("signing.p8")).unwrap()
}

pub fn storage_key(folder: &Path) -> StorageKey {
    StorageKey::load_or_create(&folder.join("storage.key")).unwrap()
}

pub fn spec() -> RecordingSpec {
    RecordingSpec {
        id: RecordingId::random(),
        session: "s-1".into(),
        case: "(2026)粤0192民初1号".into(),
        kind: Kind::Hearing,
        title: "买卖合同纠纷".into(),
        utc_offset_minutes: 480,
        expected: Expected { people: 2, minutes: 1 },
    }
}

pub fn person(n: u64) -> Person {
    let names = [
        ("judge", "审判员", "王法官"),
        ("applicant", "申请人", "李小明"),
        ("respondent", "被申请人", "陈<红>"),
    ];
    let (role, role_label, name) = names[n as usize % names.len()];
    let (id, side) = (format!("p-{n}"), None);
    Person { id, name: name.into(), role: role.into(), role_label: role_label.into(), side }
}

pub const SOUND: TrackId = TrackId(1);
pub const PICTURE: TrackId = TrackId(2);

pub fn describe(track: TrackId) -> TrackDescription {
    let (source, codec) = match track {
        SOUND => (Source::Microphone, Codec::Opus),
        _ => (Source::Camera, Codec::Vp8),
    };
    TrackDescription {
        track,
        participant: ParticipantId(7),
        person: person(0),
        source,
        codec,
        formats: Vec::new(),
        extensions: Vec::new(),
    }
}

/// An RTP packet with this payload.
pub fn rtp(sequence: u16, timestamp: u32, marker: bool, payload: &[u8]) -> Vec<u8> {
    let mut packet = vec![0x80, 96 | u8::from(marker) << 7];
    packet.extend(sequence.to_be_bytes());
    packet.extend(timestamp.to_be_bytes());
    packet.extend(0x5eed_u32.to_be_bytes());
    packet.extend(payload);
    packet
}

pub fn push(tap: &mut dyn Tap, track: TrackId, packet: &[u8]) -> bool {
    push_at(tap, track, packet, Instant::now())
}

pub fn push_at(tap: &mut dyn Tap, track: TrackId, packet: &[u8], received: Instant) -> bool {
    let content = TapContent::Rtp(packet);
    tap.push(TapPacket { participant: ParticipantId(7), track, received, content })
}

/// Waits until `done`, but not for ever; the condition is what the test is about.
pub fn wait_until(what: &str, mut done: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !done() {
        assert!(Instant::now() < deadline, "waited in vain until {what}");
        std::thread::park_timeout(Duration::from_millis(10));
    }
}
