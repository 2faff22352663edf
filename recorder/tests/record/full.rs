//! A disk that is full, at whatever byte: a small one of its own for each round.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};
use recorder::log::folder::{EVENTS, RecordingFolder};
use recorder::log::reader::LogReader;
use recorder::spec::{Expected, RecordingId, RecordingSpec};
use recorder::status::{Alarm, Notice, State};
use recorder::verify::{self, Trust};
use recorder::{Recorder, Recording};
use serde_json::Value;
use sfu::media::tap::Tap;

use crate::support::*;

/// A disk in memory, unmounted when dropped.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    /// `None` where this process may not mount, which the test says.
    fn mount(kibibytes: u64) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let size = format!("size={kibibytes}k");
        let mount =
            Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(folder.path()).output();
        if mount.is_ok_and(|output| output.status.success()) {
            return Some(Self(folder));
        }
        eprintln!("SKIPPED: a full disk is tried on a tmpfs, and this process may not mount one");
        None
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn free_bytes(&self) -> u64 {
        let disk = rustix::fs::statvfs(self.path()).unwrap();
        disk.f_bavail * disk.f_frsize
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.path()).output();
    }
}

/// Makes the disk nearly full: leaves so many bytes.
fn fill(disk: &SmallDisk, leave: u64) -> PathBuf {
    let path = disk.path().join("filler");
    let bytes = disk.free_bytes().saturating_sub(leave);
    fs::write(&path, vec![1; usize::try_from(bytes).unwrap()]).unwrap();
    path
}

fn start(recorder: &Recorder) -> (Recording, Box<dyn Tap>) {
    let spec = RecordingSpec { expected: Expected { people: 0, minutes: 0 }, ..spec() };
    let recording = recorder.start(&spec).unwrap();
    recording.track(describe(SOUND));
    let tap = recording.tap();
    (recording, tap)
}

/// Sends sound, ten times as much as a person does, until `done`.
fn send_until(tap: &mut dyn Tap, sequence: &mut u16, what: &str, mut done: impl FnMut() -> bool) {
    wait_until(what, || {
        for _ in 0..5 {
            *sequence = sequence.wrapping_add(1);
            push(tap, SOUND, &rtp(*sequence, u32::from(*sequence) * 960, false, &[7; 1000]));
        }
        done()
    });
}

/// Whether the alarm was raised, as opposed to cleared, last.
fn follow(notices: &Receiver<Notice>, raised: &mut bool) -> bool {
    for notice in notices.try_iter() {
        match notice {
            Notice::Raised { alarm: Alarm::DiskFull, .. } => *raised = true,
            Notice::Cleared { alarm: Alarm::DiskFull, .. } => *raised = false,
            _ => {}
        }
    }
    *raised
}

fn events(folder: &Path, id: RecordingId) -> Vec<Value> {
    let recording = RecordingFolder::of(&recordings(folder), id);
    let key = storage_key(folder).key_of(id, &recording).unwrap();
    let mut events = Vec::new();
    let mut reader = LogReader::open(&recording, EVENTS, &key).unwrap();
    reader.for_each(|entry| events.push(serde_json::from_slice(entry.body).unwrap())).unwrap();
    events
}

/// Bytes that are left in each round, so that the disk ends inside a head, a block, a name.
/// `DISK_ROUNDS` more are by chance; a disk in memory counts pages of 4 KiB.
fn left() -> Vec<u64> {
    let rounds = std::env::var("DISK_ROUNDS").map_or(4, |count| count.parse().unwrap());
    let mut random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let by_chance = (0..rounds).map(|_| 4_096 * (1 + u64::from(random.next_u32()) % 128));
    [4_096, 20_480, 77_824, 135_168, 200_704, 397_312].into_iter().chain(by_chance).collect()
}

/// proves: R6; an alarm within two seconds, nothing torn, and what was lost is written down.
#[test]
fn a_full_disk_raises_an_alarm_within_two_seconds_and_the_record_goes_on_when_there_is_room() {
    for left in left() {
        let Some(disk) = SmallDisk::mount(4096) else { return };
        let (recorder, notices) = open(disk.path());
        let (recording, mut tap) = start(&recorder);
        let filler = fill(&disk, left);
        let (mut sequence, mut raised, mut full) = (0, false, None);
        send_until(&mut *tap, &mut sequence, "the alarm is raised", || {
            if full.is_none() && disk.free_bytes() == 0 {
                full = Some(Instant::now());
            }
            follow(&notices, &mut raised)
        });
        let late = full.map_or(Duration::ZERO, |full| full.elapsed());
        assert!(late < Duration::from_secs(2), "the alarm came after {late:?}");
        assert_eq!(recording.status().state, State::Degraded);

        fs::remove_file(filler).unwrap();
        send_until(&mut *tap, &mut sequence, "the alarm is over", || !follow(&notices, &mut raised));
        assert!(!recording.status().alarms.contains(&Alarm::DiskFull));
        recording.close("闭庭").unwrap();
        let sound = verify::log::log(&recorder.folder_of(recording.id()), Trust::Any).unwrap();
        assert!(sound.closed);
        let events = events(disk.path(), recording.id());
        assert!(
            events
                .iter()
                .any(|event| event["type"] == "recorder.alarm" && event["alarm"]["alarm"] == "disk_full"),
            "{events:?}"
        );
    }
}

#[test]
fn a_recording_that_ended_on_a_full_disk_is_recovered_and_verifies() {
    for left in left() {
        let Some(disk) = SmallDisk::mount(4096) else { return };
        let (recorder, notices) = open(disk.path());
        let (recording, mut tap) = start(&recorder);
        let filler = fill(&disk, left);
        let (mut sequence, mut raised) = (0, false);
        send_until(&mut *tap, &mut sequence, "the alarm is raised", || follow(&notices, &mut raised));
        let id = recording.id();
        drop((tap, recording, recorder));
        fs::remove_file(filler).unwrap();
        let (recorder, _notices) = open(disk.path());
        let found = recorder.recover().unwrap();
        assert!(matches!(&found[..], [(_, Ok(_))]), "{found:?}");
        assert!(verify::log::log(&recorder.folder_of(id), Trust::Any).unwrap().closed);
    }
}
