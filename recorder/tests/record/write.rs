//! From packets and events to a closed, sound, readable log.

use std::time::Duration;

use recorder::log::entry::EntryKind;
use recorder::log::folder::{EVENTS, RecordingFolder};
use recorder::log::reader::LogReader;
use recorder::recorder::StartError;
use recorder::spec::{Expected, RecordingId};
use recorder::status::{Notice, State};
use recorder::verify::{self, Trust};
use serde_json::{Value, json};
use sfu::id::TrackId;

use crate::support::*;

fn entries(folder: &std::path::Path, id: RecordingId, log: u32) -> Vec<(EntryKind, Vec<u8>)> {
    let recording = RecordingFolder::of(&recordings(folder), id);
    let key = storage_key(folder).key_of(id, &recording).unwrap();
    let mut reader = LogReader::open(&recording, log, &key).unwrap();
    let mut entries = Vec::new();
    reader.for_each(|entry| entries.push((entry.kind, entry.body.to_vec()))).unwrap();
    assert_eq!(reader.damage(), []);
    entries
}

fn events(folder: &std::path::Path, id: RecordingId) -> Vec<Value> {
    let entries = entries(folder, id, EVENTS);
    entries.iter().map(|(_, body)| serde_json::from_slice(body).unwrap()).collect()
}

#[test]
fn a_recording_comes_back_byte_for_byte_and_verifies() {
    let folder = tempfile::tempdir().unwrap();
    let (recorder, _notices) = open(folder.path());
    let spec = spec();
    let recording = recorder.start(&spec).unwrap();
    let mut tap = recording.tap();
    recording.track(describe(SOUND));
    let packets: Vec<_> = (0..2000u16).map(|n| rtp(n, u32::from(n) * 960, false, &[n as u8; 80])).collect();
    for packet in &packets {
        assert!(push(&mut *tap, SOUND, packet));
    }
    recording.event(&json!({"type": "note", "text": "现在开庭"})).unwrap();
    recording.close("闭庭").unwrap();
    assert_eq!(recording.status().state, State::Closed);

    let kept: Vec<_> = entries(folder.path(), spec.id, 1).into_iter().map(|(_, body)| body).collect();
    assert_eq!(kept, packets);
    let events = events(folder.path(), spec.id);
    let kinds: Vec<_> = events.iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["recorder.began", "recorder.track", "note", "recorder.closed"]);
    let sound = verify::log::log(&recorder.folder_of(spec.id), Trust::Any).unwrap();
    assert!(sound.closed && sound.unsigned_bytes == 0);
    assert_eq!(sound.signer, signing_key(folder.path()).verifying_key());
}

#[test]
fn packets_of_a_track_nobody_described_are_kept_and_said_to_be() {
    let folder = tempfile::tempdir().unwrap();
    let (recorder, _notices) = open(folder.path());
    let spec = spec();
    let recording = recorder.start(&spec).unwrap();
    let mut tap = recording.tap();
    push(&mut *tap, TrackId(42), &rtp(1, 1, true, b"who am I"));
    recording.close("end").unwrap();
    assert_eq!(entries(folder.path(), spec.id, 1).len(), 1);
    let heard = json!({"type": "recorder.heard", "log": 1, "track": 42, "participant": 7});
    assert!(events(folder.path(), spec.id).contains(&heard));
    let status = recording.status();
    assert_eq!((status.tracks[0].described, status.tracks[0].packets), (false, 1));
}

/// proves: INV-R01, a pause keeps nothing that arrives in it.
#[test]
fn nothing_that_arrives_during_a_pause_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (recorder, _notices) = open(folder.path());
    let spec = spec();
    let recording = recorder.start(&spec).unwrap();
    let mut tap = recording.tap();
    recording.track(describe(SOUND));
    push(&mut *tap, SOUND, &rtp(1, 960, false, b"before"));
    recording.pause("合议");
    push(&mut *tap, SOUND, &rtp(2, 1920, false, b"secret"));
    let late = std::time::Instant::now();
    assert_eq!(recording.status().paused.as_deref(), Some("合议"));
    recording.resume();
    // A media thread may hand over after the resumption what it received before it.
    push_at(&mut *tap, SOUND, &rtp(3, 2880, false, b"secret"), late);
    push(&mut *tap, SOUND, &rtp(4, 3840, false, b"after"));
    recording.close("end").unwrap();
    let kept = entries(folder.path(), spec.id, 1);
    let bodies: Vec<_> = kept.iter().map(|(_, body)| &body[12..]).collect();
    assert_eq!(bodies, [&b"before"[..], b"after"]);
    let paused = json!({"type": "recorder.paused", "reason": "合议"});
    assert!(events(folder.path(), spec.id).contains(&paused));
}

#[test]
fn the_last_second_on_the_disk_moves_on_and_a_camera_is_asked_for_keyframes() {
    let folder = tempfile::tempdir().unwrap();
    let (recorder, notices) = open(folder.path());
    let recording = recorder.start(&spec()).unwrap();
    let mut tap = recording.tap();
    recording.track(describe(PICTURE));
    let mut sequence = 0;
    let first = recording.status().safe_until.expect("a start confirms that it writes");
    wait_until("two seconds are safe", || {
        sequence += 1;
        push(&mut *tap, PICTURE, &rtp(sequence, u32::from(sequence) * 3000, true, &[0x10, 1, 0, 0]));
        recording.status().safe_until.unwrap().since(first) > Duration::from_secs(2)
    });
    let wanted = Notice::KeyframeWanted { recording: recording.id(), track: PICTURE };
    assert!(notices.try_iter().any(|notice| notice == wanted));
    recording.close("end").unwrap();
}

#[test]
fn a_session_that_the_disk_cannot_hold_is_refused_before_it_begins() {
    let folder = tempfile::tempdir().unwrap();
    let (recorder, _notices) = open(folder.path());
    let expected = Expected { people: u32::MAX, minutes: u32::MAX };
    let spec = recorder::spec::RecordingSpec { expected, ..spec() };
    assert!(matches!(recorder.start(&spec), Err(StartError::NoRoom { .. })));
    assert!(!recorder.folder_of(spec.id).exists());
}

#[test]
fn an_id_is_used_once() {
    let folder = tempfile::tempdir().unwrap();
    let (recorder, _notices) = open(folder.path());
    let spec = spec();
    let recording = recorder.start(&spec).unwrap();
    assert!(matches!(recorder.start(&spec), Err(StartError::Exists(_))));
    recording.close("end").unwrap();
}

#[test]
fn an_event_after_the_end_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (recorder, _notices) = open(folder.path());
    let recording = recorder.start(&spec()).unwrap();
    recording.close("end").unwrap();
    assert!(recording.event(&json!({"type": "note", "text": "too late"})).is_err());
    assert!(recording.close("again").is_err());
}
