//! Writes a recording as the server would have, at any time of its own, without waiting.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use recorder::digest::Sha256;
use recorder::key::{RecordingKey, SigningKey, StorageKey};
use recorder::log::chain::{Chain, ChainEnd, Place};
use recorder::log::checkpoint::{CheckpointFile, Statement};
use recorder::log::disk::{Disk, LocalDisk};
use recorder::log::entry::{Entry, EntryKind};
use recorder::log::folder::{EVENTS, RecordingFolder};
use recorder::spec::{Expected, Kind, Person, RecordingId, RecordingSpec};
use recorder::time::{RecordingTime, Utc};
use serde_json::{Value, json};

use super::packetise::sender_report;

/// 2026-11-23 09:30:00 in China.
pub const BEGAN: Utc = Utc(1_795_397_400_000_000);

pub struct Script {
    pub folder: PathBuf,
    pub key: RecordingKey,
    pub spec: RecordingSpec,
    pub signing_key: Arc<SigningKey>,
    place: Arc<Place>,
    logs: BTreeMap<u32, Chain>,
    checkpoints: CheckpointFile,
}

pub fn ms(ms: u64) -> RecordingTime {
    RecordingTime(ms * 1_000_000)
}

pub fn person(n: usize) -> Person {
    let all = [
        ("judge", "审判员", "王法官"),
        ("applicant", "申请人", "李小明"),
        ("respondent", "被申请人", "陈红"),
        ("agent", "委托代理人", "赵律师"),
    ];
    let (role, role_label, name) = all[n % all.len()];
    let (id, side) = (format!("p-{n}"), None);
    Person { id, name: name.into(), role: role.into(), role_label: role_label.into(), side }
}

/// A hearing of a minute with a new id.
pub fn spec() -> RecordingSpec {
    RecordingSpec {
        id: RecordingId::random(),
        session: "s-1".into(),
        case: "(2026)粤0192民初1号".into(),
        kind: Kind::Hearing,
        title: "买卖合同纠纷".into(),
        utc_offset_minutes: 480,
        expected: Expected { people: 4, minutes: 1 },
    }
}

impl Script {
    /// A recording in a new folder below `parent`.
    pub fn new(parent: &Path) -> Self {
        let spec = spec();
        let (disk, folder) = (Arc::new(LocalDisk) as Arc<dyn Disk>, RecordingFolder::of(parent, spec.id));
        let storage_key = StorageKey::new([7; 32]);
        std::fs::create_dir_all(folder.log()).unwrap();
        let json = serde_json::to_vec(&spec).unwrap();
        std::fs::write(folder.spec(), &json).unwrap();
        let key = storage_key.new_recording_key(spec.id, &folder).unwrap();
        let signing_key = Arc::new(SigningKey::generate().unwrap());
        let file = disk.create(&folder.checkpoints()).unwrap();
        let checkpoints = CheckpointFile::new(spec.id, file, Sha256::of(&json), Arc::clone(&signing_key));
        let path = folder.path().to_owned();
        let (recording, cipher) = (spec.id, key.cipher());
        let place = Arc::new(Place { disk, folder, recording, part: 1, key: cipher });
        let mut script =
            Self { folder: path, key, spec, signing_key, place, logs: BTreeMap::new(), checkpoints };
        let began = json!({"type": "recorder.began", "part": 1, "utc": BEGAN, "software": "script"});
        script.own_event(ms(0), &began);
        script
    }

    fn put(&mut self, log: u32, kind: EntryKind, time: RecordingTime, body: &[u8]) {
        let place = &self.place;
        let chain =
            self.logs.entry(log).or_insert_with(|| Chain::new(Arc::clone(place), log, ChainEnd::default()));
        assert!(chain.push(Entry { kind, time, body }));
        chain.rotate(time);
        if chain.is_filling_up() {
            chain.flush().unwrap();
        }
    }

    pub fn event(&mut self, time: RecordingTime, event: Value) {
        self.own_event(time, &event);
    }

    fn own_event(&mut self, time: RecordingTime, event: &Value) {
        self.put(EVENTS, EntryKind::Event, time, event.to_string().as_bytes());
    }

    pub fn describe(&mut self, log: u32, person: &Person, source: &str, codec: &str, formats: Value) {
        let event = json!({
            "type": "recorder.track", "log": log, "person": person, "source": source, "codec": codec,
            "formats": formats, "extensions": [],
        });
        self.own_event(ms(0), &event);
    }

    pub fn rtp(&mut self, log: u32, time: RecordingTime, packet: &[u8]) {
        self.put(log, EntryKind::Rtp, time, packet);
    }

    pub fn report(&mut self, log: u32, time: RecordingTime, ssrc: u32, ntp_ms: u64, timestamp: u32) {
        let packet = sender_report(ssrc, ntp_ms, timestamp);
        self.put(log, EntryKind::SenderReport, time, &packet);
    }

    pub fn silenced(&mut self, log: u32, time: RecordingTime, silenced: bool) {
        self.put(log, EntryKind::Silenced, time, &[u8::from(silenced)]);
    }

    /// Closes the recording at `time`; the folder is then as the server leaves it.
    pub fn close(mut self, time: RecordingTime) -> Closed {
        self.own_event(
            time,
            &json!({"type": "recorder.closed", "reason": "闭庭", "utc": BEGAN.plus(time.as_duration())}),
        );
        for chain in self.logs.values_mut() {
            chain.flush().unwrap();
            chain.end_segment();
            for finished in chain.take_finished() {
                let folder = &self.place.folder;
                std::fs::rename(folder.open_segment(finished.name), folder.segment(finished.name)).unwrap();
            }
        }
        let heads = self.logs.values().filter_map(Chain::head).collect();
        let utc = BEGAN.plus(time.as_duration());
        self.checkpoints.append(Statement { time, utc, heads, last: true }).unwrap();
        Closed { folder: self.folder, key: self.key, signing_key: self.signing_key }
    }
}

pub struct Closed {
    pub folder: PathBuf,
    pub key: RecordingKey,
    pub signing_key: Arc<SigningKey>,
}
